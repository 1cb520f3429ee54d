"""Whom "he" and "the patient" mean, and when they mean nobody."""

from collections.abc import Callable

import pytest

from hivkg.extraction import Lexicon, extract_readings
from hivkg.model import Document, Reading
from hivkg.namespaces import case_iri
from hivkg.vocabulary import Vocabulary

Read = Callable[[str], list[Reading]]


@pytest.mark.parametrize(
    "text",
    [
        "The Lima patient is 40. He is in remission.",
        "The Lima patient is 40. It was spring. The patient is in remission.",
        "A man, known as the Lima patient, is 40. He is in remission.",
        "The Lima patient is a man of 40. He is in remission.",
        "Ann Smith of Leeds said the Lima patient is 40. The man is in remission.",
    ],
)
def test_a_pronoun_means_the_case_last_spoken_of(read: Read, text: str) -> None:
    (reading,) = read(text)

    assert reading.claim.subject == case_iri("Lima patient")


@pytest.mark.parametrize(
    "text",
    [
        "He is in remission.",
        "The Lima patient is 40. A woman was seen too. She is in remission.",
        "The Lima patient is 40. Ann Smith said it was spring. She is in remission.",
        "The Lima patient is 40. They are in remission.",
        "The average patient is in remission. The Lima patient is 40.",
    ],
)
def test_a_pronoun_for_somebody_unknown_makes_no_claim(read: Read, text: str) -> None:
    assert read(text) == []


def test_the_mention_of_a_pronoun_covers_what_stands_there(read: Read) -> None:
    text = "The Lima patient is 40. Since May he is in remission."

    (reading,) = read(text)

    assert text[reading.subject.start : reading.subject.end] == "he"
    assert reading.subject.label == "Lima patient"


def test_a_name_in_the_same_sentence_is_preferred_to_the_pronoun(read: Read) -> None:
    text = "The Lima patient, who lost his job, is in remission."

    (reading,) = read(text)

    assert text[reading.subject.start : reading.subject.end] == "Lima patient"


def test_a_case_in_the_title_is_whom_the_patient_means(
    make: Callable[..., Document], vocabulary: Vocabulary, lexicon: Lexicon
) -> None:
    document = make("The patient is in remission.", label="The Lima patient, a year on")

    (reading,) = extract_readings(document, vocabulary, lexicon)

    assert reading.claim.subject == case_iri("Lima patient")
