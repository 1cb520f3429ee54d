from dataclasses import replace
from pathlib import Path

import pytest

from hivkg.curation import read_curated, read_particulars
from hivkg.errors import CurationError
from hivkg.model import Certainty, Claim, Document, Literal, Polarity, ReviewState, Wording, hash_text
from hivkg.namespaces import HIVKG, XSD, document_iri, source_iri
from hivkg.pipeline import Terms

TEXT = "He had chemotherapy.\nThe graft came\nfrom a sibling, twice: twice."
CASE = "https://w3id.org/hivkg/case/london-patient"
RESTATED = Document(
    document_iri("a"), source_iri("a"), "A", Wording.RESTATED, hash_text(TEXT), len(TEXT), TEXT, "a.txt"
)
ORIGINAL = Document(document_iri("a-original"), source_iri("a"), "A", Wording.ORIGINAL, "0" * 64, 100)
DOCUMENTS = {document.iri: document for document in (RESTATED, ORIGINAL)}


def read(tmp_path: Path, terms: Terms, claims: str, documents: dict[str, Document] = DOCUMENTS) -> list[Claim]:
    (tmp_path / "a.yaml").write_text(f"document: a\nclaims:\n{claims}")
    return read_curated(tmp_path, documents, terms.vocabulary)


def statement(what: str, words: str = "He had chemotherapy.") -> str:
    return f'- words: "{words}"\n  says:\n  - {what}\n'


def test_a_statement_becomes_a_reviewed_claim_with_its_words(tmp_path: Path, terms: Terms) -> None:
    (claim,) = read(tmp_path, terms, statement("[case:london-patient, receivedTherapy, Chemotherapy]"))

    assert (claim.subject, claim.predicate, claim.object) == (CASE, f"{HIVKG}receivedTherapy", f"{HIVKG}Chemotherapy")
    assert (claim.polarity, claim.certainty) == (Polarity.ASSERTED, Certainty.DEFINITE)
    assert claim.state is ReviewState.REVIEWED
    (evidence,) = claim.evidence
    assert (evidence.start, evidence.end, evidence.words) == (0, 20, "He had chemotherapy.")
    assert evidence.sha256 == hash_text("He had chemotherapy.")


def test_words_are_found_over_a_line_break_and_kept_as_they_stand(tmp_path: Path, terms: Terms) -> None:
    what = "[case:london-patient, donorKinship, SiblingDonor]"
    (claim,) = read(tmp_path, terms, statement(what, "The graft came from a sibling"))

    assert claim.evidence[0].words == "The graft came\nfrom a sibling"


def test_the_map_behind_a_statement_gives_polarity_certainty_and_qualifiers(tmp_path: Path, terms: Terms) -> None:
    what = "[case:london-patient, hasOutcome, ViralRebound, {polarity: denied, certainty: hedged, time: at 30 months}]"
    (claim,) = read(tmp_path, terms, statement(what))

    assert (claim.polarity, claim.certainty) == (Polarity.DENIED, Certainty.HEDGED)
    assert claim.qualifiers == ((f"{HIVKG}atTime", Literal("at 30 months")),)


@pytest.mark.parametrize(
    ("what", "literal"),
    [
        ("[case:london-patient, timeOffART, 30]", Literal("30", f"{XSD}decimal")),
        ("[case:london-patient, timeOffART, 28.5]", Literal("28.5", f"{XSD}decimal")),
        ("[case:london-patient, ageAtEvent, 40]", Literal("40", f"{XSD}integer")),
        ('[case:london-patient, transplantDate, "2007"]', Literal("2007", f"{XSD}gYear")),
        ("[case:london-patient, transplantDate, 2007-02-07]", Literal("2007-02-07", f"{XSD}date")),
        ("[case:london-patient, transplantDate, 2007-02]", Literal("2007-02", f"{XSD}gYearMonth")),
        ("[case:london-patient, publicName, Adam Castillejo]", Literal("Adam Castillejo")),
    ],
)
def test_a_value_gets_the_datatype_of_its_relation(tmp_path: Path, terms: Terms, what: str, literal: Literal) -> None:
    (claim,) = read(tmp_path, terms, statement(what))

    assert claim.object == literal


def test_the_same_claim_in_two_places_is_one_claim_with_both_spans(tmp_path: Path, terms: Terms) -> None:
    what = "[case:london-patient, receivedTherapy, HSCT]"
    (claim,) = read(tmp_path, terms, statement(what) + statement(what, "The graft came"))

    assert [(each.start, each.end) for each in claim.evidence] == [(0, 20), (21, 35)]


def test_a_span_of_the_original_is_kept_by_offsets_and_hash_without_its_words(tmp_path: Path, terms: Terms) -> None:
    what = statement("[case:london-patient, receivedTherapy, HSCT]").replace(
        "  says", f"  original: [5, 9, {'b' * 64}]\n  says"
    )
    (claim,) = read(tmp_path, terms, what)

    original = next(each for each in claim.evidence if each.document == ORIGINAL.iri)
    assert (original.start, original.end, original.sha256, original.words) == (5, 9, "b" * 64, "")


def test_a_span_without_hash_is_told_the_hash_where_the_original_is_here(tmp_path: Path, terms: Terms) -> None:
    what = statement("[case:london-patient, receivedTherapy, HSCT]").replace("  says", "  original: [0, 5]\n  says")
    here = {**DOCUMENTS, ORIGINAL.iri: replace(ORIGINAL, text="Words of others.")}

    with pytest.raises(CurationError, match="has no SHA-256") as caught:
        read(tmp_path, terms, what, here)

    assert caught.value.hint == f"Write [0, 5, {hash_text('Words')}]."


@pytest.mark.parametrize(
    ("claims", "message", "hint"),
    [
        (statement("[x, y]"), "is not a claim with words", r"Write \[subject"),
        (
            statement("[case:lodon-patient, hasOutcome, Cure]"),
            "'case:lodon-patient' is in neither",
            "case:london-patient",
        ),
        (statement("[case:london-patient, hasOutcom, Cure]"), "'hasOutcom' is in neither", "Did you mean 'hasOutcome'"),
        (statement("[case:london-patient, Cure, Cure]"), "Cure is not a relation", "hivkg query relations"),
        (
            statement("[case:london-patient, hasOutcome, Cure, {polarity: no}]"),
            "'no' is not known here",
            "asserted, denied",
        ),
        (
            statement("[case:london-patient, hasOutcome, Cure, {method: guess}]"),
            "'guess' is not known here",
            "curator inference",
        ),
        (statement("[case:london-patient, hasOutcome, Cure, {when: now}]"), "a claim has no 'when'", "Known: polarity"),
        (statement("[case:london-patient, ageAtEvent, forty]"), "takes a number, not 'forty'", "the number alone"),
        (statement("[case:london-patient, ageAtEvent, 40.5]"), "takes a number, not 40.5", "the number alone"),
        (statement("[case:london-patient, transplantDate, soon]"), "'soon' is not a date", "2020-03"),
        (statement("[HSCT, hasRisk, OrganFailure]", "not there"), "stand 0 times in a", "Copy them"),
        (statement("[HSCT, hasRisk, OrganFailure]", "twice"), "stand 2 times in a", "Quote more"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(
    tmp_path: Path, terms: Terms, claims: str, message: str, hint: str
) -> None:
    with pytest.raises(CurationError, match=message) as caught:
        read(tmp_path, terms, statement("[HSCT, hasRisk, SystemicInfection]") + claims)

    assert f"{tmp_path / 'a.yaml'}:6: " in str(caught.value)
    assert hint.replace("\\", "") in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("document: a\nclaim: []\n", "there is no key 'claim' here"),
        ("document: a\nclaims:\n- words: x\n  say: []\n", "there is no key 'say' here"),
        ("document: a\nclaims:\n- words: x\n  says: []\n  says: []\n", "the key 'says' stands twice"),
        ("document: a\nclaims:\n- just words\n", "just words is no map"),
        ("document: a\nclaims:\n- words: He had chemotherapy.\n", "the words say nothing"),
        ("document: a\nclaims: many\n", "lists no claims"),
        ("document: a\nclaims:\n- {words: He had chemotherapy., original: 5, says: []}\n", "5 is no span"),
        (
            "document: a\nclaims:\n- {words: He had chemotherapy., says: [[HSCT, hasRisk, OrganFailure, x]]}\n",
            "is no map",
        ),
        ("agent: agent:me\ndocument: a\nclaims: []\n", "there is no key 'agent' here"),
    ],
)
def test_a_misspelt_or_doubled_key_loses_no_claim_in_silence(
    tmp_path: Path, terms: Terms, text: str, message: str
) -> None:
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(CurationError, match=message):
        read_curated(tmp_path, DOCUMENTS, terms.vocabulary)


def test_an_unknown_document_is_told_with_the_nearest(tmp_path: Path, terms: Terms) -> None:
    (tmp_path / "b.yaml").write_text("document: a-orignal\n")

    with pytest.raises(CurationError, match="there is no document 'a-orignal'") as caught:
        read_curated(tmp_path, DOCUMENTS, terms.vocabulary)

    assert "Did you mean 'a-original'?" in caught.value.hint


def test_a_particular_of_an_unknown_class_is_told_with_its_line(tmp_path: Path, terms: Terms) -> None:
    path = tmp_path / "particulars.yaml"
    path.write_text("case:x: {a: Case, label: X patient}\ncase:y: {a: Caze, label: Y patient}\n")

    with pytest.raises(CurationError, match=f"{path}:2: 'Caze' is in neither") as caught:
        read_particulars(tmp_path, terms.vocabulary)

    assert caught.value.hint.startswith("Did you mean 'Case'?")


def test_a_particular_that_stands_in_two_files_is_told(tmp_path: Path, terms: Terms) -> None:
    (tmp_path / "cases.yaml").write_text("case:x: {a: Case, label: X patient}\n")
    (tmp_path / "more.yaml").write_text("case:x: {a: Case, label: The X patient}\n")

    with pytest.raises(CurationError, match=r"more\.yaml: case:x stands in another file too"):
        read_particulars(tmp_path, terms.vocabulary)


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path, terms: Terms) -> None:
    (tmp_path / "a.yaml").write_bytes(b"document: a\xff")

    with pytest.raises(CurationError, match=r"a\.yaml is not UTF-8 text \(byte 11 cannot be read\)"):
        read_curated(tmp_path, DOCUMENTS, terms.vocabulary)
