"""No term of ours goes by the name of another ontology's, unless it is mapped to it or told apart from it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from hivkg.cli import main
from hivkg.mappings import read_verified_terms
from hivkg.namesakes import (
    Namesake,
    Unmatched,
    Wanted,
    check_unmatched,
    check_wanted,
    find_namesakes,
    read_unmatched,
    read_wanted,
)
from hivkg.namespaces import HIVKG, expand
from hivkg.pipeline import Terms, check_namesakes
from hivkg.project import Project
from hivkg.vocabulary import Entry, TermMapping, VerifiedTerm, Vocabulary
from hivkg.words import normalize_name
from tests.conftest import SHARED
from tests.test_mappings import GOOD, needs_whole_table

HSC = Entry(f"{HIVKG}HematopoieticStemCell", "class", "hematopoietic stem cell", synonyms=("stem cell",))
MEMBER = Entry(f"{HIVKG}memberOf", "object property", "is member of")
VOCABULARY = Vocabulary({entry.iri: entry for entry in (HSC, MEMBER)})
STEM_CELL, HEMATOPOIETIC, OLD, MEMBER_CLASS = (expand(f"CL:{number}") for number in (34, 37, 99, 5))
VERIFIED = {
    STEM_CELL: VerifiedTerm("stem cell", (), "no", "home ontology", "class"),
    HEMATOPOIETIC: VerifiedTerm("HSC", ("Haematopoietic stem-cells",), "no", "home ontology", "class"),
    OLD: VerifiedTerm("hematopoietic stem cell", (), "yes", "home ontology", "class"),
    MEMBER_CLASS: VerifiedTerm("is member of", (), "no", "home ontology", "class"),
}
MAPPED = TermMapping(HSC.iri, GOOD.predicate, HEMATOPOIETIC, HSC.label, "HSC", GOOD.justification, "", (), "cl:1")
OTHER = Unmatched(HSC.iri, STEM_CELL, "stem cell", "Any stem cell there.", "unmatched.tsv:2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("graft-versus-host diseases", "Graft versus Host Disease"),
        ("haematological tumours", "hematological tumor"),
        ("sterilising cure", "sterilizing cure"),
        ("co-receptor", "coreceptor"),
        ("TNF-α", "TNF alpha"),
        ("Δ32", "delta 32"),
        ("viruses", "virus"),
        ("antibodies", "antibody"),
        ("Sjögren", "Sjogren"),
        ("CD4+ T cell", "CD4 positive T cell"),
        ("CCR5 (human)", "CCR5"),
    ],
)
def test_spelling_does_not_hide_that_two_names_are_one(one: str, other: str) -> None:
    assert normalize_name(one) == normalize_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("HIV-1", "HIV-2"), ("T cell", "B cell"), ("loss", "los"), ("AML", "ALL"), ("CCR5 gene", "CCR5")],
)
def test_names_of_different_things_stay_apart(one: str, other: str) -> None:
    assert normalize_name(one) != normalize_name(other)


def test_a_namesake_is_found_by_label_and_synonym_unless_obsolete_or_of_another_kind() -> None:
    assert find_namesakes(VOCABULARY, VERIFIED) == [
        Namesake(HSC.iri, STEM_CELL, "stem cell", "stem cell"),
        Namesake(HSC.iri, HEMATOPOIETIC, "hematopoietic stem cell", "HSC"),
    ]


def test_a_namesake_that_is_mapped_or_told_apart_or_our_parent_is_not_told() -> None:
    child = Vocabulary({HSC.iri: Entry(HSC.iri, HSC.kind, HSC.label, HSC.synonyms, parents=(STEM_CELL,))})

    assert find_namesakes(VOCABULARY, VERIFIED, [MAPPED], [OTHER]) == []
    assert [each.identifier for each in find_namesakes(child, VERIFIED)] == [HEMATOPOIETIC]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (OTHER, None),
        (Unmatched(HSC.iri, STEM_CELL, "stem cells", "Why.", "u:2"), "u:2: CL:34 is called 'stem cell', not"),
        (Unmatched(HSC.iri, expand("CL:1"), "x", "Why.", "u:2"), "u:2: CL:1 is not in the table"),
        (Unmatched(f"{HIVKG}X", STEM_CELL, "stem cell", "Why.", "u:2"), "u:2: hivkg:X is not a term"),
        (Unmatched(HSC.iri, HEMATOPOIETIC, "HSC", "Why.", "u:2"), "u:2: hivkg:HematopoieticStemCell is mapped to CL"),
        (Unmatched(HSC.iri, MEMBER_CLASS, "is member of", "Why.", "u:2"), "share no name; take the row out"),
    ],
)
def test_a_row_of_unmatched_namesakes_that_is_wrong_or_idle_is_told(row: Unmatched, problem: str | None) -> None:
    found = list(check_unmatched([row], VOCABULARY, [MAPPED], VERIFIED))

    assert len(found) == (problem is not None)
    assert not problem or problem in found[0]


def test_what_is_wanted_leaves_the_table_when_it_is_verified() -> None:
    rows = [
        Wanted(HSC.iri, "CL", "HSC", "Not in the copies.", "wanted.tsv:2"),
        Wanted(HSC.iri, "NCIT", "HSC", "Not in the copies.", "wanted.tsv:3"),
        Wanted(f"{HIVKG}X", "NCIT", "HSC", "Not in the copies.", "wanted.tsv:4"),
    ]

    assert list(check_wanted(rows, VOCABULARY, VERIFIED)) == [
        "wanted.tsv:2: 'HSC' is verified now, as CL:37; map it and take the row out",
        "wanted.tsv:4: hivkg:X is not a term of the ontology",
    ]


def test_no_term_has_a_namesake_in_the_table_that_comes_with_hivkg(project: Project) -> None:
    mappings, namesakes = check_namesakes(project)

    assert mappings
    assert namesakes == []


@needs_whole_table
def test_no_term_has_a_namesake_in_the_whole_table(project: Project) -> None:
    _, namesakes = check_namesakes(project, SHARED / "reference" / "terms.tsv")

    assert namesakes == []


@needs_whole_table
def test_nothing_is_wanted_that_the_whole_table_has(terms: Terms, project: Project) -> None:
    verified = read_verified_terms(SHARED / "reference" / "terms.tsv")

    assert list(check_wanted(read_wanted(project.wanted), terms.vocabulary, verified)) == []


def test_rows_are_in_order_and_none_stands_twice(project: Project) -> None:
    for rows in (read_unmatched(project.unmatched), read_wanted(project.wanted)):
        assert list(rows) == sorted(rows)
    assert not [
        pair for pair, n in Counter((r.term, r.identifier) for r in read_unmatched(project.unmatched)).items() if n > 1
    ]
    assert not [pair for pair, n in Counter((r.term, r.ontology) for r in read_wanted(project.wanted)).items() if n > 1]


def test_the_command_counts_mappings_and_lists_namesakes(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text(
        "curie\tlabel\tsynonyms\tobsolete\tverification\tkind\n"
        "EFO:1\tacute myeloid leukaemia\tAML|x\tno\thome ontology\tclass\n"
    )

    assert main(["check", "--mappings"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].split()[:3] == ["mappings", "to", "exactMatch"]
    assert any(line.startswith("MONDO ") for line in out.splitlines())

    assert main(["check", "--mappings", str(table)]) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[-1].split() == [
        "hivkg:AcuteMyeloidLeukemia",
        "acute",
        "myeloid",
        "leukemia",
        "EFO:1",
        "acute",
        "myeloid",
        "leukaemia",
    ]
