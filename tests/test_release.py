"""A release is the same bytes for the same content, and is never left half written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.errors import ReleaseError
from hivkg.pipeline import Build, write_build
from hivkg.project import Project
from hivkg.release import GRAPHS, MANIFEST, check_apart, read_release, write_release
from tests.conftest import as_turtle

PREFIXES = "@prefix : <urn:x:> ."
SMALL = {name: as_turtle(PREFIXES, f":{name} :p :a, :b . :{name} :q 1 .") for name in GRAPHS}


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_committed_release_is_what_a_build_writes(project: Project, build: Build, tmp_path: Path) -> None:
    write_build(build, tmp_path / "release", whole=False)

    fresh, committed = snapshot(tmp_path / "release"), snapshot(project.release)
    stale = [name for name in fresh if fresh[name] != committed.get(name)]
    assert not stale, "graph/release is stale: run hivkg build and commit it"
    assert set(fresh) == set(committed)


def test_the_order_of_triples_does_not_matter(tmp_path: Path) -> None:
    write_release(SMALL, tmp_path / "one", {}, whole=True)
    write_release(
        {name: list(reversed(triples)) for name, triples in reversed(SMALL.items())}, tmp_path / "two", {}, whole=True
    )

    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    write_release(SMALL, tmp_path / "one", {})

    again = read_release(tmp_path / "one")

    assert {name: set(map(str, triples)) for name, triples in again.items()} == {
        name: set(map(str, triples)) for name, triples in SMALL.items()
    }


def test_the_manifest_has_the_hash_and_count_of_every_file(tmp_path: Path) -> None:
    write_release(SMALL, tmp_path / "one", {"version": "9"}, whole=True)

    manifest = json.loads((tmp_path / "one" / MANIFEST).read_text())

    assert manifest["version"] == "9"
    assert set(manifest["files"]) == {f"{name}.ttl" for name in GRAPHS} | {"hivkg.nq", "hivkg.trig"}
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == sha256((tmp_path / "one" / name).read_bytes()).hexdigest()
    assert manifest["files"]["facts.ttl"]["triples"] == 3
    assert manifest["dataset"]["quads"] == manifest["files"]["hivkg.nq"]["triples"] == 3 * len(GRAPHS)


def test_trig_and_n_quads_hold_the_same_quads(tmp_path: Path) -> None:
    write_release(SMALL, tmp_path / "one", {}, whole=True)

    trig, quads = (set(map(str, ox.parse(path=tmp_path / "one" / name))) for name in ("hivkg.trig", "hivkg.nq"))

    assert trig == quads
    assert len(trig) == 3 * len(GRAPHS)


def test_a_triple_in_two_graphs_is_told() -> None:
    with pytest.raises(ReleaseError, match="a triple stands in both claims and facts"):
        check_apart({"claims": as_turtle(PREFIXES, ":a :p :b ."), "facts": as_turtle(PREFIXES, ":a :p :b .")})


def test_a_write_that_fails_leaves_the_last_release_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "release"
    write_release(SMALL, folder, {"version": "1"})
    before = snapshot(folder)

    def fail(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(ReleaseError, match="No space left on device"):
        write_release(SMALL, folder, {"version": "2"})

    assert snapshot(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_replacement_that_was_cut_short_is_undone_when_the_release_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    write_release(SMALL, folder, {"version": "1"})
    before = snapshot(folder)
    folder.rename(tmp_path / ".release-last")  # as if killed between moving the old away and the new in

    assert read_release(folder)
    assert snapshot(folder) == before


def test_a_build_that_is_interrupted_leaves_the_last_release_as_it_was(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    write_release(SMALL, folder, {"version": "1"})
    before = snapshot(folder)
    command = [sys.executable, "-m", "hivkg", "build", "--out", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    time.sleep(2.5)

    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 2
    assert told == "hivkg: interrupted\nNothing was written; a release that was there is as it was.\n"
    assert snapshot(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.txt": "mine"},
        {"manifest.json": '{"name": "a browser extension"}', "index.html": "mine"},
        {"manifest.json": "[]", "index.html": "mine"},
        {"manifest.json": '{"name": "hivkg", "files": {"facts.ttl": {}}}', "facts.ttl": "", "notes.txt": "mine"},
    ],
    ids=["other files", "another manifest", "no manifest", "a note beside a release"],
)
def test_a_folder_that_holds_anything_but_a_release_is_not_replaced(tmp_path: Path, files: dict[str, str]) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)

    with pytest.raises(ReleaseError, match=r"holds [\w.]+, which is of no release and would be lost"):
        write_release(SMALL, folder, {})

    assert {path.name: path.read_text() for path in folder.iterdir()} == files


def test_where_a_link_leads_is_replaced_and_not_the_link(tmp_path: Path) -> None:
    write_release(SMALL, tmp_path / "real", {"version": "1"})
    (tmp_path / "link").symlink_to(tmp_path / "real")

    write_release(SMALL, tmp_path / "link", {"version": "2"})

    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "real" / MANIFEST).read_text())["version"] == "2"


def test_a_missing_or_damaged_release_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="there is no release in"):
        read_release(tmp_path / "no")
    write_release(SMALL, tmp_path / "one", {})
    (tmp_path / "one" / "facts.ttl").write_text("")

    with pytest.raises(ReleaseError, match=r"facts\.ttl is not what the manifest says"):
        read_release(tmp_path / "one")
    (tmp_path / "one" / MANIFEST).write_text("{")
    with pytest.raises(ReleaseError, match="is damaged"):
        read_release(tmp_path / "one")
