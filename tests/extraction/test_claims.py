"""What becomes of a finding: evidence, claim, order and the shape of the annotation scheme."""

from collections.abc import Callable

from hivkg.extraction import Lexicon, as_candidate, extract_readings, reading_as_json
from hivkg.model import Certainty, Claim, Document, Literal, Mention, Polarity, Reading, Wording, hash_text
from hivkg.namespaces import HIVKG, XSD, case_iri
from hivkg.vocabulary import Vocabulary

Read = Callable[[str], list[Reading]]
Make = Callable[..., Document]

TEXT = "About a man\n\n- The Lima patient had a sibling donor. He received cells from a sibling.\n"


def test_the_evidence_is_the_smallest_sentence(read: Read) -> None:
    (reading,) = read(TEXT)

    (evidence,) = reading.claim.evidence
    assert TEXT[evidence.start : evidence.end] == "He received cells from a sibling."
    assert evidence.sha256 == hash_text("He received cells from a sibling.")
    assert evidence.words == "He received cells from a sibling."


def test_an_original_keeps_no_words(make: Make, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
    document = make(TEXT, wording=Wording.ORIGINAL)

    (reading,) = extract_readings(document, vocabulary, lexicon)

    assert reading.claim.evidence[0].words == ""


def test_a_claim_names_its_source_rule_method_and_agent(read: Read) -> None:
    (reading,) = read(TEXT)

    claim = reading.claim
    assert claim.source.endswith("/source/s1")
    assert claim.rule == "donor-kinship"
    assert claim.method.endswith("ECO_0000203")
    assert claim.agent == "https://w3id.org/hivkg/agent/extractor"


def test_readings_are_sorted_and_do_not_repeat(read: Read) -> None:
    readings = read("The Lima patient is cured. He is in remission. He is in remission, in remission.")

    starts = [reading.claim.evidence[0].start for reading in readings]
    assert starts == sorted(starts)
    assert len({(r.claim.iri, r.claim.evidence) for r in readings}) == len(readings) == 3


def test_the_same_text_gives_the_same_readings(read: Read) -> None:
    assert read(TEXT) == read(TEXT)


def test_menus_forms_and_headings_make_no_claims(read: Read) -> None:
    menu = "\n".join(["- The Lima patient is in remission"] * 9)
    form = "Leave a comment\nThe Lima patient is in remission, and we want to hear from you about that."

    assert read(menu) == read(form) == read("The Lima patient is in remission") == []


def test_a_claim_whose_ends_the_vocabulary_does_not_allow_is_dropped(
    make: Make, vocabulary: Vocabulary, lexicon: Lexicon
) -> None:
    narrow = Vocabulary(vocabulary.entries, subject_kinds=vocabulary.subject_kinds, object_kinds={})

    assert extract_readings(make(TEXT), narrow, lexicon) == []


def test_a_document_without_text_has_no_readings(make: Make, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
    whole = make(TEXT)
    absent = type(whole)(whole.iri, whole.source, whole.label, whole.wording, whole.sha256, whole.characters)

    assert extract_readings(absent, vocabulary, lexicon) == []


def test_a_reading_takes_the_shape_of_the_annotation_scheme(make: Make, vocabulary: Vocabulary, read: Read) -> None:
    (reading,) = read(TEXT)

    assert reading_as_json(reading, make(TEXT), vocabulary) == {
        "document": "d1",
        "subject": {
            "iri": "https://w3id.org/hivkg/case/lima-patient",
            "label": "Lima patient",
            "text": "He",
            "start": 53,
            "end": 55,
        },
        "predicate": "donorKinship",
        "object": {"iri": HIVKG + "SiblingDonor", "label": "sibling donor", "text": "sibling", "start": 78, "end": 85},
        "qualifiers": {},
        "polarity": "asserted",
        "certainty": "definite",
        "evidence": {"start": 53, "end": 86},
        "rule": "donor-kinship",
        "reviewState": "candidate",
    }


def test_a_literal_object_has_value_and_datatype(make: Make, vocabulary: Vocabulary, read: Read) -> None:
    text = "The Lima patient has been off ART for four years."
    (reading,) = read(text)

    shaped = reading_as_json(reading, make(text), vocabulary)

    assert shaped["object"] == {
        "value": "48",
        "datatype": "http://www.w3.org/2001/XMLSchema#decimal",
        "text": "four years",
        "start": 38,
        "end": 48,
    }
    assert shaped["qualifiers"] == {"asStated": "four years"}


def test_a_very_long_sentence_makes_no_claims(read: Read) -> None:
    assert read("The Lima patient is in remission, " + "well and " * 500 + "happy.") == []


def test_offsets_count_code_points_not_bytes(read: Read) -> None:
    text = "🧬🧬 é. The Zürich patient is in remission."

    (reading,) = read(text)

    assert text[reading.subject.start : reading.subject.end] == "Zürich patient"
    assert reading.claim.subject == case_iri("zurich patient")


def test_of_an_original_no_words_are_published() -> None:
    def read(wording: Wording, value: Literal) -> Claim | None:
        document = Document("urn:d", "urn:s", "D", wording, "0" * 64, 9, "some text")
        claim = Claim(
            "urn:s",
            "urn:a",
            HIVKG + "contraindicatedIn",
            value,
            Polarity.ASSERTED,
            Certainty.DEFINITE,
            qualifiers=((HIVKG + "asStated", Literal("their words")),),
        )
        return as_candidate(Reading(claim, Mention(0, 4, "urn:a", ""), Mention(5, 9, "", "")), document)

    months, words = Literal("30", XSD + "decimal"), Literal("their words")

    kept = read(Wording.RESTATED, words)
    assert kept is not None
    assert (kept.object, len(kept.qualifiers)) == (words, 1)
    assert read(Wording.ORIGINAL, words) is None
    bare = read(Wording.ORIGINAL, months)
    assert bare is not None
    assert (bare.object, bare.qualifiers) == (months, ())
