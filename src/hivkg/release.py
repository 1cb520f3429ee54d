"""Writes a release, the one deterministic writer, and reads it back.

A release is a folder: one Turtle file per named graph, `context.jsonld`, and `manifest.json` with hashes and
counts. TriG and N-Quads of the whole are written beside it on request. It is written next to its place and then moved
there, so that a build that fails or is interrupted leaves the last release as it was.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from hivkg.errors import ReleaseError
from hivkg.model import File
from hivkg.namespaces import graph_iri
from hivkg.triples import reading_order, to_bytes

GRAPHS = (
    "ontology",
    "mappings",
    "documents",
    "claims",
    "candidates",
    "facts",
    "conflicts",
    "inferred",
    "queries",
    "void",
)
"""The named graphs of a release, by the last part of their IRI."""

MANIFEST = "manifest.json"
CONTEXT = "context.jsonld"
WHOLE = {"hivkg.trig": ox.RdfFormat.TRIG, "hivkg.nq": ox.RdfFormat.N_QUADS}

_MEDIA_TYPES = {
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
}

Graphs = Mapping[str, Sequence[ox.Triple]]


def check_apart(graphs: Graphs) -> None:
    """Make sure that no triple stands in two graphs: one engine would count it twice and another once.

    Raises:
        ReleaseError: One does.
    """
    seen: dict[str, str] = {}
    for name, triples in graphs.items():
        for triple in triples:
            first = seen.setdefault(str(triple), name)
            if first != name:
                raise ReleaseError(
                    f"a triple stands in both {first} and {name}: {triple}", hint="Keep it in one of the two graphs."
                )


def list_files(graphs: Graphs, beside: Mapping[str, bytes]) -> list[File]:
    """List what `write_release` writes, with size and hash of all that does not hold the `void` graph.

    Args:
        graphs: Every graph but `void`.
        beside: The other files, by name.
    """
    known = {**{f"{name}.ttl": _turtle(triples) for name, triples in graphs.items()}, **beside}
    return [
        File(name, _MEDIA_TYPES[Path(name).suffix], len(known[name]), sha256(known[name]).hexdigest())
        if name in known
        else File(name, _MEDIA_TYPES[Path(name).suffix])
        for name in sorted({*known, "void.ttl", MANIFEST, *WHOLE})
    ]


def write_release(
    graphs: Graphs,
    folder: Path,
    manifest: Mapping[str, Any],
    *,
    beside: Mapping[str, bytes] | None = None,
    whole: bool = False,
) -> None:
    """Write every graph and the manifest, and put them in place of what stood there.

    Args:
        graphs: Triples by graph name; they are sorted here.
        folder: The release; its other files are removed with it.
        manifest: What else to say in the manifest: version and inputs.
        beside: Other files to write, by name.
        whole: Also write TriG and N-Quads of all graphs.

    Raises:
        ReleaseError: The folder cannot be written, or holds something that is not a release.
    """
    files = {f"{name}.ttl": _turtle(graphs[name]) for name in GRAPHS}
    quads = _quads(graphs)
    content = to_bytes(quads, ox.RdfFormat.N_QUADS)
    if whole:
        files |= {name: to_bytes(quads, format_) for name, format_ in WHOLE.items()}
    counts = {f"{name}.ttl": len(graphs[name]) for name in GRAPHS} | dict.fromkeys(WHOLE, len(quads))
    files |= beside or {}
    folder = folder.resolve()  # where a link leads is replaced, not the link
    described = {
        "name": "hivkg",
        **manifest,
        "dataset": {"quads": len(quads), "sha256": sha256(content).hexdigest()},
        "files": {
            name: {"sha256": sha256(data).hexdigest()} | ({"triples": counts[name]} if name in counts else {})
            for name, data in sorted(files.items())
        },
    }
    files[MANIFEST] = (json.dumps(described, indent=2, ensure_ascii=False) + "\n").encode()
    try:
        with _replacing(folder) as fresh:
            for name, data in files.items():
                (fresh / name).write_bytes(data)
    except OSError as error:
        raise ReleaseError(
            f"cannot write the release {folder}: {error.strerror}", hint="Give a folder that you may write with --out."
        ) from error


def read_release(folder: Path) -> dict[str, list[ox.Triple]]:
    """Read every graph of a release.

    Raises:
        ReleaseError: There is none, or a file of it is missing or was changed by hand.
    """
    files = _read_files(folder, [f"{name}.ttl" for name in GRAPHS])
    try:
        graphs = {}
        for name in GRAPHS:
            quads = ox.parse(files[f"{name}.ttl"], format=ox.RdfFormat.TURTLE)
            graphs[name] = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
        return graphs
    except (ValueError, SyntaxError) as error:
        raise ReleaseError(f"the release in {folder} is damaged", hint="Build it again: hivkg build") from error


def read_context(folder: Path) -> dict[str, Any]:
    """Read the JSON-LD context of a release.

    Raises:
        ReleaseError: See `read_release`.
    """
    return dict(json.loads(_read_files(folder, [CONTEXT])[CONTEXT])["@context"])


def _read_files(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    _finish_replacing(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = {}
        for name in names:
            files[name] = (folder / name).read_bytes()
            if not is_intact(files[name], manifest["files"][name]["sha256"]):
                raise ReleaseError(f"{folder / name} is not what the manifest says", hint="Build it again: hivkg build")
        return files
    except FileNotFoundError as error:
        raise ReleaseError(f"there is no release in {folder}", hint="Build it: hivkg build") from error
    except OSError as error:
        raise ReleaseError(f"cannot read the release in {folder}: {error.strerror}", hint="May you read it?") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"the release in {folder} is damaged", hint="Build it again: hivkg build") from error


def is_intact(data: bytes, digest: str) -> bool:
    """Say whether a file is the one of which a manifest has the hash."""
    return sha256(data).hexdigest() == digest


def _turtle(triples: Sequence[ox.Triple]) -> bytes:
    return to_bytes(sorted(triples, key=reading_order), ox.RdfFormat.TURTLE)


def _quads(graphs: Graphs) -> list[ox.Quad]:
    return sorted(
        (
            ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(graph_iri(name)))
            for name in GRAPHS
            for triple in graphs[name]
        ),
        key=lambda quad: (quad.graph_name.value, str(quad)),  # type: ignore[union-attr]
    )


def check_place(folder: Path) -> None:
    """Make sure that a release may be written to a folder, before the work of building one.

    Raises:
        ReleaseError: The folder holds anything but a release of hivkg, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise ReleaseError(f"{folder} is a file", hint="Give an empty folder, or one that does not exist yet.")
    odd = _find_odd_file(folder) if folder.is_dir() else ""
    if odd:
        raise ReleaseError(
            f"{folder} holds {odd}, which is of no release and would be lost",
            hint="Give an empty folder, or one that does not exist yet.",
        )
    above = next(parent for parent in folder.resolve().parents if parent.exists())
    if not (above.is_dir() and os.access(above, os.W_OK)):
        raise ReleaseError(f"you may not write to {above}", hint="Give a folder that you may write with --out.")


def _find_odd_file(folder: Path) -> str:
    """Name a file that no build wrote and that replacing the folder would lose; "" if there is none."""
    names = {path.name for path in folder.iterdir()}
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        written = {MANIFEST, *manifest["files"]} if manifest["name"] == "hivkg" else set()
    except (OSError, ValueError, KeyError, TypeError):
        written = set()
    return min(names - written, default="")


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside another; put it in its place if all went well, else remove it."""
    check_place(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh.chmod(0o755)
        yield fresh
        last = _last(folder)
        if folder.exists():
            shutil.rmtree(last, ignore_errors=True)
            os.rename(folder, last)
        os.rename(fresh, folder)
        shutil.rmtree(last, ignore_errors=True)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        _finish_replacing(folder)
        raise


def _last(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-last")


def _finish_replacing(folder: Path) -> None:
    """Put back a release that a build was killed in the moment of replacing."""
    if not folder.exists() and _last(folder).is_dir():
        os.rename(_last(folder), folder)
