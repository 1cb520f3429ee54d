"""Finds the checkout, or the copy inside an installed package, and names its folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hivkg.errors import ProjectError


@dataclass(frozen=True, slots=True)
class Project:
    """Where ontology, corpus, curated claims, shapes, queries and release stand.

    `writable` is false for the copy inside an installed package, where a build needs a folder of its own.
    """

    root: Path
    writable: bool

    @property
    def ontology(self) -> Path:
        """Modules, import stubs and mappings."""
        return self.root / "ontology"

    @property
    def unmatched(self) -> Path:
        """Terms of other ontologies that go by the name of one of ours and mean something else."""
        return self.root / "ontology" / "unmatched.tsv"

    @property
    def wanted(self) -> Path:
        """Identifiers that our terms should be mapped to and that could not be verified."""
        return self.root / "ontology" / "wanted.tsv"

    @property
    def corpus(self) -> Path:
        """The documents that are ours to publish."""
        return self.root / "graph" / "corpus"

    @property
    def curated(self) -> Path:
        """Reviewed claims, one file per source."""
        return self.root / "graph" / "curated"

    @property
    def particulars(self) -> Path:
        """The register of cases, donors, events, cohorts, studies, people and the rest, one file per kind."""
        return self.root / "graph" / "particulars"

    @property
    def policy(self) -> Path:
        """What may become a fact."""
        return self.root / "graph" / "policy.yaml"

    @property
    def release(self) -> Path:
        """What the last build wrote."""
        return self.root / "graph" / "release"

    @property
    def shapes(self) -> Path:
        """One file of shapes per target class."""
        return self.root / "shapes"

    @property
    def queries(self) -> Path:
        """One stored query per file."""
        return self.root / "queries"


def find_project() -> Project:
    """Find the checkout that this module runs from, else the copy packed beside it.

    Raises:
        ProjectError: Neither is there, because the package was cut apart.
    """
    here = Path(__file__).resolve()
    checkout = here.parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "ontology" / "hivkg.ttl").is_file():
        return Project(checkout, writable=True)
    packed = here.parent / "data"
    if (packed / "ontology" / "hivkg.ttl").is_file():
        return Project(packed, writable=False)
    raise ProjectError(
        f"neither a checkout nor packed data stands around {here.parent}",
        hint="Install hivkg again: pip install --force-reinstall hivkg",
    )
