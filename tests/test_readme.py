"""Every command that the README shows runs, and shows what the README shows."""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n((?:\$ [^\n]*\n)+)```(?:\n\n```text\n(.*?)```)?", README, re.DOTALL)
COMMANDS = [
    (command, output if number == len(lines) - 1 else "")
    for lines, output in ((block.strip().splitlines(), output) for block, output in BLOCKS)
    for number, command in enumerate(line.removeprefix("$ ") for line in lines)
]


def shell(command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("command", "output"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_of_the_readme_runs(command: str, output: str, tmp_path: Path) -> None:
    if command.startswith("make "):
        command = command.replace("make", "make --dry-run")  # the thing itself would run these tests again
    if command == "hivkg build":
        command += f" --out {tmp_path / 'release'}"  # other tests read the release meanwhile

    done = shell(command)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
    if output:
        assert done.stdout == output


def test_the_readme_shows_answers_and_not_only_commands() -> None:
    assert sum(bool(output) for _, output in COMMANDS) >= 3


def test_every_folder_that_the_readme_names_is_there() -> None:
    for name in re.findall(r"^\| `([\w/.-]+)`", README, re.MULTILINE):
        if "/" in name or "." in name:
            assert (ROOT / name).exists(), name


@pytest.mark.parametrize("path", ["README.md", "docs/model.md", "docs/MIRO.md", "docs/terms.md"])
def test_every_page_says_that_it_is_no_medical_advice(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")

    assert "Not medical advice. No clinician has reviewed the claims" in text


def test_the_changelog_and_the_citation_name_the_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version

    for path in ("CHANGELOG.md", "CITATION.cff", "src/hivkg/__init__.py", "ontology/hivkg.ttl"):
        assert version[1] in (ROOT / path).read_text("utf-8"), path
