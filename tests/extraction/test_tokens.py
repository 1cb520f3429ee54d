"""Normal forms make variants of one name alike, and never move an offset."""

import pytest

from hivkg.extraction.tokens import normalize_word, tokenize


def forms(text: str) -> list[str]:
    return [token.form for token in tokenize(text)]


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("CCR5-Δ32", "CCR5 delta 32"),
        ("CCR5\u220632", "CCR5-delta32"),
        ("CCR5d32", "CCR5 Δ32"),
        ("CD4+ T-cells", "CD4 T cell"),
        ("stem-cell transplantations", "stem cell transplantation"),
        ("haematological leukaemia", "hematological leukemia"),
        ("sterilising tumour", "sterilizing tumor"),
        ("Düsseldorf", "dusseldorf"),
        ("IFN\u00b5", "ifn mu"),
        ("stem\ncell", "stem cell"),
    ],
)
def test_variants_of_one_name_have_one_form(written: str, same_as: str) -> None:
    assert forms(written) == forms(same_as)


@pytest.mark.parametrize("word", ["virus", "analysis", "loss", "AIDS"])
def test_a_final_s_that_is_no_plural_stays(word: str) -> None:
    assert normalize_word(word) == word.lower()


def test_offsets_count_code_points_of_the_raw_text() -> None:
    text = "Le\u0301na's 🧬 CCR5Δ32"

    assert [text[t.start : t.end] for t in tokenize(text) if t.form][-4:] == ["CCR", "5", "Δ", "32"]


def test_punctuation_and_blank_lines_end_every_name() -> None:
    assert forms("stem, cell") == ["stem", "", "cell"]
    assert forms("stem\n\ncell") == ["stem", "", "cell"]
