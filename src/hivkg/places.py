"""Reads a release from where it lies: a folder, a file of named graphs, or a revision of git.

Unlike `release.read_release` it takes a release of any version: the manifest says which graphs there are, so
that an older release, which lacks some, can be compared with a newer one.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from hivkg.errors import ReleaseError
from hivkg.namespaces import VOID, graph_iri
from hivkg.release import MANIFEST, Graphs, is_intact

SYNTAXES = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}
PLACES = "Give a folder that hivkg build wrote, a .trig or .nq file (or .gz), or REVISION:FOLDER as git does."


@dataclass(frozen=True, slots=True)
class Release:
    """The graphs of a release by name, and what its manifest says; a single file has no manifest.

    A graph that is empty is there, and one that the release does not have is not.
    """

    graphs: Graphs
    version: str = ""
    policy: str = ""


def read_place(place: str) -> Release:
    """Read the release that lies somewhere.

    Args:
        place: A folder, a TriG or N-Quads file (also with .gz), or `REVISION:FOLDER` in the git repository around
            the working directory. What is a file or folder is never taken for a revision.

    Raises:
        ReleaseError: There is none, or it is damaged.
    """
    path = Path(place)
    try:
        if place and path.is_dir():
            return _read_folder(place, lambda name: (path / name).read_bytes())
        if path.is_file():
            return _read_file(path)
    except FileNotFoundError as error:
        name = Path(error.filename).name
        if name == MANIFEST:
            raise ReleaseError(f"{place} is no release: it has no {MANIFEST}", hint=_find_below(path)) from error
        raise _damaged(place, f"{name} is missing") from error
    except OSError as error:
        raise ReleaseError(f"cannot read {place}: {error.strerror}", hint="May you read it?") from error
    except ValueError:  # a character that no name of a file has
        pass
    if "://" in place:
        raise ReleaseError(f"{place} is an address, and hivkg diff reads files", hint="Download it first.")
    if ":" in place and not place.startswith("-"):
        return _read_folder(place, lambda name: _read_git(place, name))
    raise ReleaseError(f"there is no file or folder {place}", hint=_find_near(path) + PLACES)


def _read_folder(place: str, read: Callable[[str], bytes]) -> Release:
    try:
        manifest = json.loads(read(MANIFEST))
        if manifest["name"] != "hivkg":
            raise KeyError(MANIFEST)
        files = {name: entry["sha256"] for name, entry in manifest["files"].items() if name.endswith(".ttl")}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{place} is no release: its {MANIFEST} is not of hivkg", hint=PLACES) from error
    graphs = {}
    for name, digest in sorted(files.items()):
        if Path(name).name != name:
            raise _damaged(place, f"the manifest names {name!r}")
        data = read(name)
        if not is_intact(data, digest):
            raise _damaged(place, f"{name} is not what the manifest says")
        quads = _parse(place, ox.parse(data, format=ox.RdfFormat.TURTLE))
        graphs[name.removesuffix(".ttl")] = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    return Release(graphs, str(manifest.get("version", "")), str(manifest.get("policy", "")))


def _read_file(path: Path) -> Release:
    zipped = path.suffix.lower() == ".gz"
    ending = Path(path.stem).suffix if zipped else path.suffix
    syntax = SYNTAXES.get(ending.lower())
    if syntax is None:
        raise ReleaseError(f"{path} is no release: its name ends in none of {', '.join(SYNTAXES)}", hint=PLACES)
    graphs: dict[str, list[ox.Triple]] = {}
    base = graph_iri("")
    with gzip.open(path) if zipped else path.open("rb") as file:
        quads = _parse(str(path), ox.parse(cast(IO[bytes], file), format=syntax))
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(base):
            name = quad.graph_name.value.removeprefix(base)
            graphs.setdefault(name, []).append(ox.Triple(quad.subject, quad.predicate, quad.object))
    if not graphs:
        raise ReleaseError(f"{path} is no release: none of its named graphs is one of hivkg", hint=PLACES)
    for triple in list(graphs.get("void", [])):  # which also names the graphs that are empty
        if triple.predicate.value == f"{VOID}subset" and isinstance(triple.object, ox.NamedNode):
            graphs.setdefault(triple.object.value.removeprefix(base), [])
    return Release(graphs)


def _parse(place: str, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    try:
        return list(quads)
    except (SyntaxError, ValueError) as error:
        told = " ".join(str(getattr(error, "msg", error)).split())[:200]
        raise _damaged(place, told) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(place, "it is no whole gzip file") from error


def _read_git(place: str, name: str) -> bytes:
    """Read a file of a folder as a revision has it; nothing is checked out."""
    blob = place.rstrip("/") + ("" if place.endswith(":") else "/") + name
    try:
        done = subprocess.run(["git", "cat-file", "blob", blob], capture_output=True, check=False)
    except (OSError, ValueError) as error:  # no git here, or a character that no argument has
        raise ReleaseError(f"there is no file or folder {place}", hint=PLACES) from error
    if done.returncode:
        told = " ".join(done.stderr.decode(errors="replace").split())[:200].removeprefix("fatal: ")
        raise ReleaseError(f"there is no release in {place}: {told}", hint=PLACES)
    return done.stdout


def _damaged(place: str, what: str) -> ReleaseError:
    return ReleaseError(f"the release {place} is damaged: {what}", hint="Build it again, or restore it.")


def _find_below(folder: Path) -> str:
    """Name a release one or two folders further down."""
    found = sorted(each.parent for pattern in ("*", "*/*") for each in folder.glob(f"{pattern}/{MANIFEST}"))
    return (f"Did you mean {str(found[0])!r}? " if found else "") + PLACES


def _find_near(path: Path) -> str:
    try:
        near = get_close_matches(path.name, [each.name for each in path.parent.iterdir()], n=1)
    except (OSError, ValueError):
        return ""
    return f"Did you mean {str(path.with_name(near[0]))!r}? " if near and near[0] != path.name else ""
