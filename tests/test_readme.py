"""Every command that the README and the tutorial show runs, and prints what they show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pages import PAGES, Shown, find_commands, run_command

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [shown for page in PAGES for shown in find_commands(page)]


@pytest.mark.parametrize("shown", COMMANDS, ids=[f"{shown.page}: {shown.command}" for shown in COMMANDS])
def test_a_command_of_a_page_runs(shown: Shown, tmp_path: Path) -> None:
    command = shown.command
    if command.startswith("make "):
        command = command.replace("make", "make --dry-run")  # the thing itself would run these tests again
    if command == "hivkg build":
        command += f" --out {tmp_path / 'release'}"  # other tests read the release meanwhile

    done = run_command(command)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
    if shown.output:
        assert done.stdout == shown.output


def test_the_readme_shows_answers_and_not_only_commands() -> None:
    assert sum(bool(shown.output) for shown in COMMANDS if shown.page == "README.md") >= 3


def test_every_folder_that_the_readme_names_is_there() -> None:
    for name in re.findall(r"^\| `([\w/.-]+)`", README, re.MULTILINE):
        if "/" in name or "." in name:
            assert (ROOT / name).exists(), name


@pytest.mark.parametrize("path", ["README.md", "docs/model.md", "docs/python.md", "docs/MIRO.md", "docs/terms.md"])
def test_every_page_says_that_it_is_no_medical_advice(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")

    assert "Not medical advice. No clinician has reviewed the claims" in text


def test_the_changelog_and_the_citation_name_the_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version

    for path in ("CHANGELOG.md", "CITATION.cff", "src/hivkg/__init__.py", "ontology/hivkg.ttl"):
        assert version[1] in (ROOT / path).read_text("utf-8"), path
