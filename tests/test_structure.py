"""The house: imports go down, modules are small and documented, nothing is idle, and nobody's sentences are copied."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from hivkg.inference import load_rules
from tests.conftest import ROOT, SEEDS, needs_originals

FLOORS = (
    ("errors",),
    ("texts", "tables", "words"),
    ("namespaces", "project"),
    ("model", "vocabulary"),
    ("policy", "triples", "partitions", "mappings"),
    ("corpus", "ontology", "gate", "namesakes", "quality", "extraction", "curation", "conflicts", "facts", "inference",
     "spans", "grounds", "release", "description", "jsonld", "validation"),
    ("store", "places"),
    ("queries", "answers", "snapshots"),
    ("explain", "lookups", "pairs", "reasons", "catalogue", "findings"),
    ("diff", "results", "pipeline"),
    ("api",),
    ("cli",),
    ("__main__",),
)  # fmt: skip
EXTRACTION_FLOORS = (
    ("tokens", "blocks"),
    ("lexicon", "modality"),
    ("mentions",),
    ("passages",),
    ("discourse", "genotypes"),
    ("rules", "tables"),
    ("claims",),
    ("__init__",),
)
SOURCE = ROOT / "src" / "hivkg"
MODULES = sorted(SOURCE.rglob("*.py"))


def floor_of(module: str, floors: tuple[tuple[str, ...], ...]) -> int:
    return next(number for number, floor in enumerate(floors) if module in floor)


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    found |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in found if name.startswith("hivkg.")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_down_and_never_sideways(path: Path) -> None:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    for name in imports_of(path):
        target = name.split(".")[1:]
        if parts[0] == "extraction" and target[0] == "extraction":
            if "rules" in parts and target[1] == "rules":
                continue  # a rule may use its folder's own
            mine, theirs = (floor_of(each[1], EXTRACTION_FLOORS) for each in (parts, target))
        elif parts[0] == "__init__":
            continue  # it re-exports, and imports nothing before it is asked to
        else:
            mine, theirs = floor_of(parts[0], FLOORS), floor_of(target[0], FLOORS)
        assert theirs < mine, f"{'.'.join(parts)} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_says_what_it_is_for_and_stays_small(path: Path) -> None:
    text = path.read_text("utf-8")

    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 400, "look for two ideas in it"


def test_only_the_command_line_prints_or_exits() -> None:
    for path in MODULES:
        if path.name not in ("cli.py", "__main__.py"):
            assert not re.search(r"(?<!\.)\bprint\(|sys\.(exit|stdout|stderr)", path.read_text("utf-8")), path


def test_iris_are_minted_in_one_place() -> None:
    for path in MODULES:
        if path.name != "namespaces.py":
            assert "sha256(" not in path.read_text("utf-8") or path.name in ("model.py", "release.py"), path


def test_every_rule_of_inference_says_what_it_infers() -> None:
    for name, text in load_rules().items():
        assert re.match(r"#\+ summary: [A-Z].*\.\n", text), name


def test_nothing_names_a_path_of_one_machine_or_a_registry() -> None:
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    bad = re.compile(r"(?<![\w.])/(work|root|home)/\w|pypi\.org|registry\.npmjs|files\.pythonhosted")
    for name in names.stdout.split("\n"):
        path = ROOT / name
        if name and path.is_file() and path.name not in ("test_structure.py",):
            assert not bad.search(path.read_text("utf-8", errors="ignore")), name


@needs_originals
def test_no_sentence_of_the_originals_is_copied() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + 9]) for i in range(len(words) - 8)}

    originals = set().union(*(runs(path.read_text("utf-8")) for path in SEEDS.iterdir()))
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    for name in names.stdout.split("\n"):
        path = ROOT / name
        if name and path.is_file():
            copied = runs(path.read_text("utf-8", errors="ignore")) & originals
            assert not copied, f"{name}: {' '.join(sorted(copied)[0])}"
