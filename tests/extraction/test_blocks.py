"""How texts are cut, and which parts of a page make no claims."""

import pytest

from hivkg.extraction.blocks import BlockKind, split_blocks, split_sentences


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in split_blocks(text)]


def sentences(text: str) -> list[str]:
    return [text[a:b] for block in split_blocks(text) for a, b in split_sentences(text, block)]


def test_headings_paragraphs_and_items_are_told_apart() -> None:
    text = (
        "A new result\n\nOne man has been well for a long time now, his doctors say.\n"
        "- Limits: it is rarely possible.\n"
    )

    assert kinds(text) == [
        ("heading", "A new result"),
        ("paragraph", "One man has been well for a long time now, his doctors say."),
        ("item", "Limits: it is rarely possible."),
    ]


def test_a_row_has_its_cells_and_the_headers_above_them() -> None:
    text = "| Case | Donor Type |\n|---|---|\n| Lima Patient | Sibling Donor |\n"

    row = split_blocks(text)[-1]

    assert row.kind is BlockKind.ROW
    assert [text[a:b] for a, b in row.cells] == ["Lima Patient", "Sibling Donor"]
    assert [text[a:b] for a, b in row.headers] == ["Case", "Donor Type"]


def test_a_long_run_of_short_lines_is_a_menu() -> None:
    menu = "\n".join(["Home", "About us", "HIV cure news", "Stem cell transplant", "Oncology", "Jobs", "Press", "Help"])

    assert {kind for kind, _ in kinds(menu)} == {"boilerplate"}


@pytest.mark.parametrize(
    "line",
    [
        "All comments need a word from our moderators before the rest of the world can see them.",
        "This page does not replace a consultation with someone who knows you well.",
        "This is not medical advice and the London patient is not you.",
    ],
)
def test_forms_and_disclaimers_are_boilerplate(line: str) -> None:
    assert [kind for kind, _ in kinds(line)] == ["boilerplate"]


@pytest.mark.parametrize("line", ["Published 3 May 2021", "Tel: 555 0100", "© 2024 Somebody", "https://example.org/x"])
def test_citations_and_addresses_are_metadata(line: str) -> None:
    assert [kind for kind, _ in kinds(line)] == ["metadata"]


def test_nothing_after_the_comment_form_belongs_to_the_body() -> None:
    text = "He is well.\n\nLeave a comment\n\nThe Lima patient had a stem cell transplant in his own country.\n"

    assert [kind for kind, _ in kinds(text)][1:] == ["boilerplate", "boilerplate"]


def test_a_line_that_goes_on_is_joined_to_the_next() -> None:
    text = "The man of whom the report speaks had been given stem\ncells from a donor."

    assert sentences(text) == [text]


def test_sentences_end_at_stops_but_not_at_abbreviations_initials_or_numbers() -> None:
    text = "Dr. J. Doe et al. (2021) saw it. It was in vivo. “Was it?” Yes, vs. No. 2 it was."

    assert sentences(text) == [
        "Dr. J. Doe et al. (2021) saw it.",
        "It was in vivo.",
        "“Was it?”",
        "Yes, vs. No. 2 it was.",
    ]
