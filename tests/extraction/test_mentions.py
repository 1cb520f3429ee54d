"""Where documents name terms and cases."""

import pytest

from hivkg.extraction import Lexicon, find_mentions
from hivkg.model import Document, Wording
from hivkg.namespaces import shorten


def document(text: str | None) -> Document:
    return Document("d", "s", "A document", Wording.RESTATED, "", len(text or ""), text)


def named(lexicon: Lexicon, text: str) -> list[tuple[str, str]]:
    mentions = find_mentions(document(text), lexicon)
    return [(text[mention.start : mention.end], shorten(mention.term)) for mention in mentions]


def test_the_longest_name_wins() -> None:
    lexicon = Lexicon({"reservoir": "hivkg:Reservoir", "HIV-1 reservoir": "hivkg:HIV1Reservoir"})

    assert named(lexicon, "The HIV-1 reservoir persists.") == [("HIV-1 reservoir", "hivkg:HIV1Reservoir")]


def test_no_mention_ends_inside_a_word(lexicon: Lexicon) -> None:
    assert named(lexicon, "CCR5ζ and CXCR4x and CD40 and remissionless") == []


def test_mentions_come_in_reading_order_and_do_not_overlap(lexicon: Lexicon) -> None:
    text = "HIV-specific cells, then HSCT, then CCR5-Δ32 in the London patient."

    assert named(lexicon, text) == [
        ("HIV", "hivkg:HIV"),
        ("HSCT", "hivkg:HSCT"),
        ("CCR5-Δ32", "hivkg:CCR5Delta32"),
        ("London patient", "case:london-patient"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "case"),
    [
        ("We met the Lisbon patient.", "Lisbon patient", "case:lisbon-patient"),
        ("The “Zürich” Patient spoke.", "Zürich” Patient", "case:zurich-patient"),
        ("The São Tomé patient is well.", "São Tomé patient", "case:sao-tome-patient"),
        ("If the City of Hope patient agrees.", "City of Hope patient", "case:city-of-hope-patient"),
        ("The next Berlin patient is another man.", "next Berlin patient", "case:next-berlin-patient"),
        ("The Nevada baby was treated early.", "Nevada baby", "case:nevada-baby"),
    ],
)
def test_a_place_and_patient_name_a_case(lexicon: Lexicon, text: str, name: str, case: str) -> None:
    assert named(lexicon, text) == [(name, case)]


@pytest.mark.parametrize(
    "text",
    [
        "The patient.",
        "Each Patient",
        "HIV patient",
        "A German patient",
        "The Boston patients",
        "Cancer patient",
        "Patient A",
    ],
)
def test_other_patients_name_no_case(lexicon: Lexicon, text: str) -> None:
    assert all(not term.startswith("case:") for _, term in named(lexicon, text))


def test_a_particular_that_is_no_case_does_not_hide_the_case_in_its_name(lexicon: Lexicon) -> None:
    assert named(lexicon, "The donor of the London patient.") == [("London patient", "case:london-patient")]


def test_a_document_without_text_has_no_mentions(lexicon: Lexicon) -> None:
    assert list(find_mentions(document(None), lexicon)) == []
