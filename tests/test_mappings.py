"""Mappings rest on identifiers that were looked up, say what is not certain, and do not contradict each other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hivkg.errors import HivkgError, OntologyError
from hivkg.mappings import (
    COLUMNS,
    check_mappings,
    count_mappings,
    find_flags,
    read_mappings,
    read_verified_terms,
    share_name,
)
from hivkg.namespaces import HIVKG, SKOS, expand, shorten
from hivkg.pipeline import Terms, load_terms
from hivkg.project import Project
from hivkg.triples import describe_mappings
from hivkg.vocabulary import CONFIRM, OBSOLESCENCE_UNKNOWN, Entry, TermMapping, VerifiedTerm, Vocabulary
from tests.conftest import ROOT, SHARED

needs_whole_table = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the whole table of verified identifiers is in ../shared, which is absent"
)

LEUKEMIA = Entry(f"{HIVKG}Leukemia", "class", "leukemia", synonyms=("leukaemia",))
LYMPHOMA = Entry(f"{HIVKG}Lymphoma", "class", "lymphoma")
HAS_PART = Entry(f"{HIVKG}hasPart", "object property", "has part")
VOCABULARY = Vocabulary({entry.iri: entry for entry in (LEUKEMIA, LYMPHOMA, HAS_PART)})
VERIFIED = {
    expand(curie): VerifiedTerm(label, (), obsolete, verification, kind)
    for curie, label, obsolete, verification, kind in (
        ("MONDO:1", "Leukaemias", "no", "home ontology", "class"),
        ("MONDO:2", "blood neoplasm", "no", "home ontology", "class"),
        ("MONDO:3", "old leukemia", "yes", "home ontology", "class"),
        ("DOID:1", "leukemia", "unknown", "third-party mapping table", "class"),
        ("NCIT:C1", "Leukemia", "unknown", "secondary mention", "class"),
        ("RO:1", "has part", "no", "home ontology", "property"),
    )
}
GOOD = TermMapping(
    subject=LEUKEMIA.iri,
    predicate=f"{SKOS}exactMatch",
    object=expand("MONDO:1"),
    subject_label="leukemia",
    object_label="Leukaemias",
    justification=expand("semapv:ManualMappingCuration"),
    comment="",
    flags=(),
    place="mondo.sssom.tsv:9",
)
TO_DOID = replace(
    GOOD, object=expand("DOID:1"), object_label="leukemia", flags=(OBSOLESCENCE_UNKNOWN,), place="doid.sssom.tsv:9"
)
TO_NCIT = replace(
    GOOD,
    object=expand("NCIT:C1"),
    object_label="Leukemia",
    flags=(CONFIRM, OBSOLESCENCE_UNKNOWN),
    place="ncit.sssom.tsv:9",
)


def problems(*rows: TermMapping) -> list[str]:
    return list(check_mappings(VOCABULARY, rows, VERIFIED))


def test_good_rows_have_no_problem() -> None:
    broad = replace(
        GOOD,
        predicate=f"{SKOS}broadMatch",
        object=expand("MONDO:2"),
        object_label="blood neoplasm",
        comment="Other cancers of the blood too.",
        place="mondo.sssom.tsv:10",
    )

    assert problems(GOOD, broad, TO_DOID, TO_NCIT) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (replace(GOOD, subject=f"{HIVKG}Leukaemia"), "hivkg:Leukaemia is not a term of the ontology"),
        (replace(GOOD, subject_label="leukaemia"), "the label of hivkg:Leukemia is 'leukemia'"),
        (replace(GOOD, object=expand("MONDO:9")), "MONDO:9 is not in the table of verified identifiers"),
        (replace(GOOD, object_label="leukemia"), "MONDO:1 is called 'Leukaemias', not 'leukemia'"),
        (replace(GOOD, object=expand("MONDO:3"), object_label="old leukemia"), "MONDO:3 is obsolete"),
        (
            replace(GOOD, predicate=expand("owl:sameAs")),
            "owl:sameAs is none of skos:exactMatch, skos:closeMatch, skos:broadMatch, skos:narrowMatch, "
            "skos:relatedMatch",
        ),
        (
            replace(GOOD, object=expand("MONDO:2"), object_label="blood neoplasm"),
            "the row does not say in its comment why MONDO:2 matches, which goes by another name there",
        ),
        (
            replace(GOOD, object=expand("RO:1"), object_label="has part", comment="No."),
            "hivkg:Leukemia is a class, RO:1 a property",
        ),
        (replace(GOOD, flags=(CONFIRM,)), "the flag of MONDO:1 must be '', not 'confirm before release'"),
        (replace(TO_DOID, flags=()), "the flag of DOID:1 must be 'obsolescence unknown', not ''"),
        (
            replace(TO_NCIT, flags=(OBSOLESCENCE_UNKNOWN,)),
            "the flag of NCIT:C1 must be 'confirm before release|obsolescence unknown', not 'obsolescence unknown'",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_bad_row_is_told_with_file_and_line(row: TermMapping, problem: str) -> None:
    found = problems(row)

    assert f"{row.place}: {problem}" in found
    assert len(found) == 1 + (row.predicate == expand("owl:sameAs"))


def test_a_match_that_is_not_exact_says_why() -> None:
    (problem,) = problems(replace(GOOD, predicate=f"{SKOS}closeMatch"))

    assert problem == (
        "mondo.sssom.tsv:9: the row does not say in its comment why MONDO:1 matches, which does not match exactly"
    )


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (
            replace(GOOD, object=expand("MONDO:2"), object_label="blood neoplasm", comment="Why."),
            "hivkg:Leukemia has an exact match in the same ontology already, in mondo.sssom.tsv:9",
        ),
        (
            replace(GOOD, subject=LYMPHOMA.iri, subject_label="lymphoma", comment="Why."),
            "MONDO:1 is the exact match of another term already, in mondo.sssom.tsv:9",
        ),
        (
            replace(GOOD, predicate=f"{SKOS}broadMatch", comment="Why."),
            "hivkg:Leukemia is mapped to MONDO:1 in mondo.sssom.tsv:9 already",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_told(second: TermMapping, problem: str) -> None:
    assert problems(GOOD, replace(second, place="mondo.sssom.tsv:10")) == [f"mondo.sssom.tsv:10: {problem}"]


def test_a_term_that_the_ontology_imports_is_not_mapped() -> None:
    imported = Entry(expand("MONDO:1"), "class", "Leukaemias")
    vocabulary = Vocabulary({**VOCABULARY.entries, imported.iri: imported})

    (problem,) = check_mappings(vocabulary, [GOOD], VERIFIED)

    assert problem.startswith("mondo.sssom.tsv:9: MONDO:1 is imported; say with rdfs:subClassOf")


@pytest.mark.parametrize("verification", ["secondary mention", "label comment"])
def test_what_was_met_in_passing_has_to_be_confirmed(verification: str) -> None:
    term = VerifiedTerm("leukemia", (), "no", verification, "class")

    assert find_flags(term) == (CONFIRM,)
    assert find_flags(replace(term, obsolete="unknown")) == (CONFIRM, OBSOLESCENCE_UNKNOWN)
    assert find_flags(replace(term, verification="home ontology")) == ()


def test_a_match_to_be_confirmed_is_counted_apart_and_is_no_match_in_the_graph() -> None:
    assert count_mappings([GOOD, TO_DOID, TO_NCIT]) == [
        ["DOID", "1", "0", "0", "0", "0", "1", "0"],
        ["MONDO", "1", "0", "0", "0", "0", "0", "0"],
        ["NCIT", "0", "0", "0", "0", "0", "1", "1"],
    ]
    triples = [str(triple) for triple in describe_mappings([TO_DOID, TO_NCIT])]

    matches = [triple for triple in triples if "core#exactMatch>" in triple and triple.startswith(f"<{HIVKG}")]
    assert matches == [f"<{HIVKG}Leukemia> <{SKOS}exactMatch> <{expand('DOID:1')}>"]
    assert sum("mappingFlag" in triple for triple in triples) == 3
    assert any(f"object_id> <{expand('NCIT:C1')}>" in triple for triple in triples)


def test_names_are_shared_whatever_their_spelling() -> None:
    assert share_name(LEUKEMIA, VERIFIED[expand("MONDO:1")])
    assert not share_name(LYMPHOMA, VERIFIED[expand("MONDO:1")])


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return apply


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (edit("pr.sssom.tsv", "\tcomment", "\tremark"), "pr.sssom.tsv lacks the column comment", "Columns: subject_id"),
        (edit("pr.sssom.tsv", "\tPR:P51681", "\t"), "the row has no object_id", "Fill the column object_id"),
        (edit("pr.sssom.tsv", "\tsemapv:", "semapv:"), "has not as many cells as there are columns", "one tab each"),
        (edit("pr.sssom.tsv", "PR:P51681", "UniProt:P51681"), "'UniProt:P51681' is not an IRI", "Known prefixes"),
        (edit("pr.sssom.tsv", "PR:P51681", "HGNC:1606"), "a mapping to HGNC stands in the file of pr", "hgnc.sssom"),
        (edit("pr.sssom.tsv", "mappings/pr", "mappings/hgnc"), "names another set or no licence", "mappings/pr"),
        (edit("pr.sssom.tsv", "obo/PR_", "obo/pr#"), "curie_map does not give the namespace of PR", "#  PR: http:"),
        (edit("pr.sssom.tsv", "#curie_map:", "#curie_map: {"), "the header is not YAML", "Compare it"),
    ],
)
def test_a_broken_mapping_file_is_told(
    project: Project, tmp_path: Path, change: Callable[[Path], None], message: str, hint: str
) -> None:
    folder = Path(shutil.copytree(project.ontology / "mappings", tmp_path / "mappings"))
    change(folder)

    with pytest.raises(OntologyError, match=r"pr\.sssom\.tsv") as caught:
        read_mappings(folder)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "mappings/pr.sssom.tsv",
            "type 5 (human)",
            "type V",
            "pr.sssom.tsv:[0-9]+: PR:P51681 is called 'C-C chemokine",
        ),
        ("modules/disease.ttl", '"leukemia"@en', '"lymphoma"@en', "goes by 'lymphoma', and so does"),
        (
            "unmatched.tsv",
            "reason\n",
            "reason\nhivkg:HIV\tMONDO:9\tx\ty\n",
            "unmatched.tsv:2: MONDO:9 is not in the ta",
        ),
        ("wanted.tsv", "reason\n", "reason\nhivkg:HIW\tNCIT\tx\ty\n", "wanted.tsv:2: hivkg:HIW is not a term"),
    ],
)
def test_what_is_wrong_with_the_ontology_stops_the_build_and_says_where(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    for folder in ("ontology", "graph"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    edit(file, old, new)(tmp_path / "ontology")

    with pytest.raises(HivkgError, match=message) as caught:
        load_terms(Project(tmp_path, writable=True))

    assert "\n" not in str(caught.value)
    assert "docs/terms.md" in caught.value.hint


def test_each_file_is_of_one_ontology_and_tells_of_its_extension(project: Project) -> None:
    for path in (project.ontology / "mappings").iterdir():
        text = path.read_text("utf-8")
        assert path.name.endswith(".sssom.tsv")
        assert "\n#extension_definitions:\n#  - slot_name: flag\n#    property: hivkg:mappingFlag\n" in text, path
        heading = next(line for line in text.splitlines() if not line.startswith("#"))
        assert heading.split("\t") == list(COLUMNS), path
        rows = text.splitlines()[text.splitlines().index(heading) + 1 :]
        assert rows == sorted(rows), path


def test_what_others_join_on_is_mapped_and_its_layers_are_kept_apart(terms: Terms) -> None:
    matches = {(shorten(row.subject)[6:], shorten(row.predicate)[5:], shorten(row.object)) for row in terms.mappings}

    assert matches >= {
        ("CCR5", "exactMatch", "PR:P51681"),
        ("CCR5Gene", "exactMatch", "HGNC:1606"),
        ("CXCR4Gene", "exactMatch", "HGNC:2561"),
        ("HSCT", "exactMatch", "MAXO:0000747"),
        ("AllogeneicHSCT", "exactMatch", "MAXO:0001479"),
        ("HIVInfection", "exactMatch", "MONDO:0005109"),
        ("HIV", "exactMatch", "NCBITaxon:12721"),
        ("HematopoieticStemCell", "exactMatch", "CL:0000037"),
        ("AcuteGVHD", "exactMatch", "OAE:0005855"),
        ("AcuteGVHD", "closeMatch", "MONDO:0020546"),
        ("Maraviroc", "closeMatch", "CHEBI:63608"),
        ("CCR5Antagonist", "exactMatch", "CHEBI:63673"),
        ("BoneMarrow", "exactMatch", "UBERON:0002371"),
    }
    objects = {object_ for _, _, object_ in matches}
    assert "biolink:treats" not in objects, "no edge of HIV cure is of the level that Biolink keeps this for"
    assert not [o for _, match, o in matches if match == "exactMatch" and o in ("CHEBI:23888", "biolink:Case")]
    ends = {(s, o.partition(":")[0]) for s, match, o in matches if match == "exactMatch"}
    assert not {s for s, ontology in ends if ontology == "PR"} & {s for s, ontology in ends if ontology == "HGNC"}
    assert sum(CONFIRM not in row.flags for row in terms.mappings) >= 150


@needs_whole_table
def test_the_copied_rows_are_those_of_the_whole_table(project: Project) -> None:
    whole = (SHARED / "reference" / "terms.tsv").read_text("utf-8").splitlines()
    copied = (project.ontology / "terms.tsv").read_text("utf-8").splitlines()

    assert set(copied) <= set(whole)
    assert copied[0] == whole[0]
    assert copied[1:] == sorted(copied[1:])


def test_no_row_of_verified_terms_is_idle(project: Project, terms: Terms) -> None:
    used = {mapping.object for mapping in terms.mappings}
    used |= {entry.iri for entry in terms.vocabulary if "/obo/" in entry.iri}
    used |= {row.identifier for row in terms.unmatched}

    assert {shorten(iri) for iri in read_verified_terms(project.ontology / "terms.tsv")} == {
        shorten(iri) for iri in used
    }
