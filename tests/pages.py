"""The commands that pages show, with what they print; run as a module, it writes what they print anew."""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/tutorial.md", "docs/terms.md")
_BLOCK = re.compile(r"```console\n((?:\$ [^\n]*\n)+)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of a page, and what the page shows of its output; nothing where it shows none."""

    page: str
    command: str
    output: str


def find_commands(page: str) -> list[Shown]:
    """Find every command of a page; of several in one block, the last has the output."""
    found = []
    for block, output in _BLOCK.findall((ROOT / page).read_text("utf-8")):
        lines = [line.removeprefix("$ ") for line in block.strip().splitlines()]
        found += [Shown(page, line, "") for line in lines[:-1]]
        found.append(Shown(page, lines[-1], output))
    return found


def run_command(command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell at the root of the project, with the program of this environment."""
    environment = {**os.environ, "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def write_outputs(page: str) -> None:
    """Write anew every output that a page shows."""

    def renew(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        command = match[1].strip().splitlines()[-1].removeprefix("$ ")
        return f"```console\n{match[1]}```\n\n```text\n{run_command(command).stdout}```"

    path = ROOT / page
    path.write_text(_BLOCK.sub(renew, path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    for each in PAGES:
        if (ROOT / each).exists():
            write_outputs(each)
