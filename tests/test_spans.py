"""Evidence is proved, uncheckable or broken, and says why."""

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.model import Document, Evidence, Wording, hash_text
from hivkg.namespaces import document_iri, source_iri
from hivkg.pipeline import check_evidence
from hivkg.project import Project
from hivkg.release import read_release
from hivkg.spans import Proof, check_spans
from hivkg.triples import read_spans
from tests.conftest import SEEDS, needs_originals

TEXT = "Δ32 blocks entry."
DOCUMENT = Document(document_iri("a"), source_iri("a"), "A", Wording.RESTATED, hash_text(TEXT), len(TEXT), TEXT)
SPAN = Evidence(DOCUMENT.iri, 4, 10, hash_text("blocks"), "blocks")


def proof(span: Evidence, document: Document = DOCUMENT) -> tuple[Proof, str]:
    (check,) = check_spans([span], {document.iri: document})
    return check.proof, check.reason


def test_offsets_count_code_points_and_the_end_is_exclusive() -> None:
    assert proof(SPAN) == (Proof.PROVED, "")


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        (replace(SPAN, start=5, end=11), "other words stand there"),
        (replace(SPAN, words="block"), "other words stand there"),
        (replace(SPAN, sha256="0" * 64), "other words stand there"),
        (replace(SPAN, end=100), "it leaves the document, which has 17 characters"),
        (replace(SPAN, start=10, end=10), "it leaves the document, which has 17 characters"),
        (replace(SPAN, start=-1), "it leaves the document, which has 17 characters"),
        (replace(SPAN, document=document_iri("b")), "no such document is known"),
    ],
)
def test_a_span_that_points_elsewhere_is_broken(span: Evidence, reason: str) -> None:
    assert proof(span) == (Proof.BROKEN, reason)


def test_a_document_that_changed_breaks_its_spans() -> None:
    changed = replace(DOCUMENT, text="Δ32 blocks entry!")

    assert proof(SPAN, changed) == (Proof.BROKEN, "the document's text is not the one that was registered")


def test_without_its_document_evidence_is_uncheckable_and_not_proved() -> None:
    assert proof(SPAN, replace(DOCUMENT, text=None)) == (Proof.UNCHECKABLE, "its text is not here")


def test_every_span_of_the_release_is_proved_but_those_of_absent_originals(project: Project) -> None:
    checks = check_evidence(project, project.release, [])

    assert {check.proof for check in checks} == {Proof.PROVED, Proof.UNCHECKABLE}
    for check in checks:
        assert (check.proof is Proof.UNCHECKABLE) == check.evidence.document.endswith("-original")


@needs_originals
def test_with_the_originals_every_span_is_proved(project: Project) -> None:
    assert {check.proof for check in check_evidence(project, project.release, [SEEDS])} == {Proof.PROVED}


def test_a_document_of_the_release_that_is_not_at_hand_is_uncheckable(project: Project, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "other.txt").write_text("Something else.")
    elsewhere = Project(tmp_path, writable=True)
    (tmp_path / "graph").mkdir()
    corpus.rename(tmp_path / "graph" / "corpus")

    checks = check_evidence(elsewhere, project.release, [])

    assert {check.proof for check in checks} == {Proof.UNCHECKABLE}


def test_no_words_of_an_original_are_in_the_release(project: Project) -> None:
    graphs = read_release(project.release)
    spans = read_spans([*graphs["claims"], *graphs["candidates"]])

    assert any(span.document.endswith("-original") for span in spans)
    assert not any(span.words for span in spans if span.document.endswith("-original"))
    assert all(span.words for span in spans if not span.document.endswith("-original"))


def test_spans_are_read_back_from_triples_as_they_were_written(project: Project, tmp_path: Path) -> None:
    quads = ox.parse(
        "@prefix oa: <http://www.w3.org/ns/oa#> . "
        "<urn:e> oa:hasSource <urn:d> ; oa:hasSelector <urn:s> . "
        '<urn:s> oa:start 4 ; oa:end 10 ; <https://w3id.org/hivkg/ontology/spanSha256> "ab" ; oa:exact "blocks" .',
        format=ox.RdfFormat.TURTLE,
    )

    assert read_spans([ox.Triple(q.subject, q.predicate, q.object) for q in quads]) == [
        Evidence("urn:d", 4, 10, "ab", "blocks")
    ]
