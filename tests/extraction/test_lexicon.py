"""Which names are recognised, and which say too little."""

import pytest

from hivkg.extraction.lexicon import Lexicon
from hivkg.extraction.tokens import tokenize
from hivkg.namespaces import HIVKG
from hivkg.vocabulary import Entry, Vocabulary


def found(lexicon: Lexicon, text: str) -> str | None:
    match = lexicon.match(tokenize(text), 0, text)
    return match[0].removeprefix(HIVKG) if match else None


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("graft versus host disease", "GraftVersusHostDisease"),
        ("GVHD", "GraftVersusHostDisease"),
        ("haematopoietic stem-cell transplants", "HSCT"),
        ("allo-HSCT", "AllogeneicHSCT"),
        ("CCR5 delta-32 mutation", "CCR5Delta32"),
        ("CCR5Δ32/Δ32", "CCR5Delta32Homozygous"),
        ("Sterilising cures", "SterilizingCure"),
    ],
)
def test_names_are_found_in_every_spelling(lexicon: Lexicon, words: str, term: str) -> None:
    assert found(lexicon, words) == term


@pytest.mark.parametrize(
    "words", ["disease", "cell", "outcome", "donor", "case", "patient", "cure", "therapy", "mutation"]
)
def test_general_words_are_not_in_the_lexicon(lexicon: Lexicon, words: str) -> None:
    assert found(lexicon, words) is None


@pytest.mark.parametrize("words", ["claim", "source", "document", "asserted", "has risk", "donor genotype"])
def test_properties_and_what_hivkg_records_are_not_in_the_lexicon(lexicon: Lexicon, words: str) -> None:
    assert found(lexicon, words) is None


@pytest.mark.parametrize(("words", "term"), [("ART", "AntiretroviralTherapy"), ("art", None), ("Art", None)])
def test_a_short_acronym_needs_its_capitals(lexicon: Lexicon, words: str, term: str | None) -> None:
    assert found(lexicon, words) == term


def test_a_label_wins_over_the_same_words_as_a_synonym() -> None:
    disease = HIVKG + "Disease"
    entries = [
        Entry(HIVKG + "Anemia", "class", "anemia", ("gout",), parents=(disease,)),
        Entry(HIVKG + "Gout", "class", "gout", parents=(disease,)),
    ]
    vocabulary = Vocabulary({e.iri: e for e in entries}, object_kinds={HIVKG + "treats": frozenset({disease})})

    assert found(Lexicon.from_vocabulary(vocabulary), "gout") == "Gout"
