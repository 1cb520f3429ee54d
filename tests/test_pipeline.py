"""The whole way, over the corpus: the same bytes whatever the order and the hash seed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.errors import HivkgError, OntologyError
from hivkg.model import Certainty, Polarity, ReviewState
from hivkg.namespaces import shorten
from hivkg.pipeline import Build, build_graphs, load_terms, merge_claims
from hivkg.project import Project
from hivkg.release import GRAPHS
from tests.claims import claim
from tests.conftest import ROOT, SEEDS, needs_originals

BUILD = "from hivkg.cli import main; import sys; sys.exit(main(['build', '--out', sys.argv[1]]))"


def build_in_a_process(out: Path, seed: str, shuffled: bool) -> Path:
    """Build with another hash seed, and with every folder listed backwards."""
    backwards = (
        "from pathlib import Path; import os; glob, rglob = Path.glob, Path.rglob;"
        "Path.glob = lambda self, p: reversed(list(glob(self, p)));"
        "Path.rglob = lambda self, p: reversed(list(rglob(self, p)));"
        if shuffled
        else ""
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run(
        [sys.executable, "-c", backwards + BUILD, str(out)], env=environment, check=True, capture_output=True
    )
    return out


def test_two_builds_give_the_same_bytes_whatever_the_order_of_files_and_the_hash_seed(tmp_path: Path) -> None:
    one = build_in_a_process(tmp_path / "one", "1", shuffled=False)
    two = build_in_a_process(tmp_path / "two", "2", shuffled=True)

    assert {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in two.iterdir()
    }
    assert {"hivkg.trig", "hivkg.nq", "void.ttl", "manifest.json"} <= {path.name for path in one.iterdir()}


def test_the_graph_conforms_to_its_shapes(build: Build) -> None:
    assert build.report.violations == ()
    thin = {(each.constraint, each.focus) for each in build.report.results}
    assert thin == {  # pages of which no address is known
        ("source-has-page", "source:ahsct-autoimmune-reset"),
        ("source-has-page", "source:aidsmap-restoring-immunity"),
        ("source-has-page", "source:blog-dusseldorf-cure"),
    }


def test_every_named_graph_has_something_in_it(build: Build) -> None:
    assert all(build.graphs[name] for name in GRAPHS)


def test_blank_nodes_stand_in_the_ontology_alone(build: Build) -> None:
    nameless = {
        name
        for name, triples in build.graphs.items()
        if any(isinstance(node, ox.BlankNode) for t in triples for node in (t.subject, t.object))
    }

    assert nameless == {"ontology"}


def test_what_is_denied_hedged_or_aimed_at_is_there_and_is_no_fact(build: Build) -> None:
    def said(polarity: Polarity, certainty: Certainty) -> set[str]:
        return {
            f"{shorten(each.subject)} {shorten(each.predicate)}"
            for each in build.claims
            if (each.polarity, each.certainty) == (polarity, certainty)
        }

    assert "hivkg:HSCT hivkg:hasStatus" in said(Polarity.DENIED, Certainty.DEFINITE)
    assert "hivkg:Ibalizumab hivkg:hasOutcome" in said(Polarity.DENIED, Certainty.DEFINITE)
    assert "case:oslo-patient hivkg:hasOutcome" in said(Polarity.ASSERTED, Certainty.HEDGED)
    assert "hivkg:GeneEditing hivkg:hasOutcome" in said(Polarity.ASSERTED, Certainty.HYPOTHETICAL)
    assert "hivkg:CRISPRCas9Editing hivkg:targetsReceptor" in said(Polarity.ASSERTED, Certainty.AIM)


def test_every_claim_of_the_original_is_anchored_in_it_and_in_its_restatement(build: Build) -> None:
    mine = [each for each in build.claims if each.source.endswith("/archyde-oslo")]

    assert len(mine) > 50
    for each in mine:
        names = {evidence.document.rpartition("/")[2] for evidence in each.evidence}
        assert names == {"archyde-oslo", "archyde-oslo-original"}


def test_candidates_are_no_reviewed_claims_under_another_state(build: Build) -> None:
    assert {each.state for each in build.candidates} == {ReviewState.CANDIDATE}
    assert not {each.iri for each in build.candidates} & {each.iri for each in build.claims}
    assert not {iri for fact in build.facts for iri in fact.claims} & {each.iri for each in build.candidates}


@needs_originals
def test_what_the_extractor_reads_in_the_originals_enters_the_candidates(project: Project, build: Build) -> None:
    with_originals = build_graphs(project, [SEEDS])

    read = {evidence.document for each in with_originals.candidates for evidence in each.evidence}
    assert any(document.endswith("-original") for document in read)
    assert len(with_originals.candidates) > len(build.candidates)
    assert with_originals.facts == build.facts
    assert with_originals.report.violations == ()
    thin = {(each.constraint, each.focus) for each in with_originals.report.results}
    assert {constraint for constraint, _ in thin} == {"source-has-page"}  # three pages of which no address is known
    assert len(thin) == 3


def test_a_case_that_is_not_registered_stands_among_the_candidates_alone(project: Project, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("The Lima patient received stem cells from a donor homozygous for CCR5-Δ32.\n")

    made = build_graphs(project, [tmp_path])

    lima = "https://w3id.org/hivkg/case/lima-patient"
    assert made.report.violations == ()
    assert {name for name, triples in made.graphs.items() if any(t.subject.value == lima for t in triples)} == {
        "candidates"
    }
    labels = {
        t.object.value
        for t in made.graphs["candidates"]
        if t.subject.value == lima and t.predicate.value.endswith("label")
    }
    assert labels == {"Lima patient"}


def test_the_same_claim_of_two_documents_of_a_source_is_one() -> None:
    one = claim("page", "case:x", "receivedTherapy", "HSCT")
    (evidence,) = one.evidence
    other = replace(one, evidence=(replace(evidence, start=1),))

    (merged,) = merge_claims([one, other])

    assert [each.start for each in merged.evidence] == [0, 1]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("graph/curated/x.yaml", "document: nowhere\n", "there is no document 'nowhere'"),
        ("graph/curated/x.yaml", "document: [\n", "x.yaml is not YAML"),
        ("graph/policy.yaml", "version: 2\n", "a policy has the keys"),
        (
            "graph/corpus/x.txt",
            "---\nid: guardian-castillejo-fossils\n---\nother text",
            "two different documents are called",
        ),
        ("ontology/terms.tsv", "curie\tlabel\n", "terms.tsv lacks the column synonyms"),
    ],
)
def test_a_broken_project_is_told_and_nothing_is_built(
    project: Project, tmp_path: Path, file: str, text: str, message: str
) -> None:
    copy = copy_project(project, tmp_path)
    (copy.root / file).write_text(text)

    with pytest.raises(HivkgError, match=message):
        build_graphs(copy, [])


def test_a_contradiction_in_the_register_turns_the_gate_red(project: Project, tmp_path: Path) -> None:
    copy = copy_project(project, tmp_path)
    with (copy.root / "ontology" / "modules" / "case.ttl").open("a") as file:
        file.write("hivkg:Case owl:disjointWith cob:0000064 .\n")

    with pytest.raises(
        OntologyError, match=r"no instance of <https://w3id.org/hivkg/ontology/Case>|contradicts itself"
    ):
        load_terms(copy)


def copy_project(project: Project, tmp_path: Path) -> Project:
    folders: Sequence[str] = ("ontology", "graph", "shapes", "queries")
    for folder in folders:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return Project(tmp_path, writable=True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("never_of_kinds: [hasOutcome,", "never_of_kinds: [hasOutcom,"),
            "the policy names hivkg:hasOutcom, which is no",
        ),
        (("directedAt: GuidelineTier", "directedAt: Guideline"), "there is no tier 'Guideline'"),
        (("\nversion: ", "\nversion: ["), "is not YAML"),
    ],
)
def test_a_mistake_in_the_policy_is_told_and_switches_no_rule_off(
    project: Project, tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    copy = copy_project(project, tmp_path)
    text = copy.policy.read_text()
    assert change[0] in text
    copy.policy.write_text(text.replace(*change))

    with pytest.raises(HivkgError, match=message) as caught:
        build_graphs(copy, [])

    assert "\n" not in str(caught.value)
