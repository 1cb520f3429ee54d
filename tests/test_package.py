"""The wheel brings everything along, and answers from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, which is what installing a pure wheel does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def hivkg(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-P", "-m", "hivkg", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_an_installed_copy_answers_from_any_folder(installed: Path, tmp_path: Path) -> None:
    done = hivkg(installed, tmp_path, "query", "donors-by-case", "--set", "case=London patient", "--format", "csv")

    assert (done.returncode, done.stderr) == (0, "")
    assert "https://w3id.org/hivkg/ontology/CCR5Delta32Homozygous" in done.stdout
    assert not (installed / "hivkg" / "data" / "graph" / "release").is_symlink()


def test_an_installed_copy_builds_only_into_a_folder_of_its_own(installed: Path, tmp_path: Path) -> None:
    refused = hivkg(installed, tmp_path, "build")

    assert refused.returncode == 2
    assert refused.stderr.endswith("Give a folder with --out DIR.\n")

    built = hivkg(installed, tmp_path, "build", "--out", "release")

    assert built.returncode == 0
    committed = {path.name: path.read_bytes() for path in (ROOT / "graph" / "release").iterdir()}
    fresh = {path.name: path.read_bytes() for path in (tmp_path / "release").iterdir()}
    assert {name: fresh[name] for name in committed if name != "manifest.json"} == {
        name: data for name, data in committed.items() if name != "manifest.json"
    }


def test_the_wheel_holds_no_original_and_no_test(installed: Path) -> None:
    names = [path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()]

    assert "hivkg/data/queries/claims.rq" in names
    assert "hivkg/data/shapes/claim.ttl" in names
    assert "hivkg/rules/subclass.rq" in names
    assert not [name for name in names if name.startswith("tests") or "seeds" in name]
