"""What several tests need: the project, its release in memory, and one build of the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.pipeline import Build, Terms, build_graphs, load_terms
from hivkg.project import Project, find_project
from hivkg.release import read_release
from hivkg.store import MemoryStore

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "corpus" / "seeds"

needs_originals = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the originals are not ours to publish: ../shared is absent"
)


@pytest.fixture(scope="session")
def project() -> Project:
    return find_project()


@pytest.fixture(scope="session")
def release(project: Project) -> dict[str, list[ox.Triple]]:
    return read_release(project.release)


@pytest.fixture(scope="session")
def store(release: dict[str, list[ox.Triple]]) -> MemoryStore:
    return MemoryStore(release)


@pytest.fixture(scope="session")
def terms(project: Project) -> Terms:
    return load_terms(project)


@pytest.fixture(scope="session")
def build(project: Project) -> Build:
    return build_graphs(project, [])


def as_turtle(prefixes: str, *statements: str) -> Sequence[ox.Triple]:
    """Parse Turtle that a test writes in place."""
    quads = ox.parse(prefixes + "\n".join(statements), format=ox.RdfFormat.TURTLE)
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
