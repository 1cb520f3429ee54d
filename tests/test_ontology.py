"""The modules as they stand, and what is told of broken ones."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.errors import OntologyError
from hivkg.mappings import check_identifiers, read_mappings, read_verified_terms
from hivkg.model import (
    Certainty,
    ConflictKind,
    Named,
    Polarity,
    Resolution,
    ReviewState,
    Standing,
    Tier,
    Withheld,
    Wording,
)
from hivkg.namespaces import BASE, HIVKG, expand
from hivkg.ontology import build_vocabulary, load_ontology
from hivkg.pipeline import Build, Terms
from hivkg.project import Project
from hivkg.vocabulary import Vocabulary
from tests.conftest import SHARED, as_turtle

PREFIXES = """@prefix : <https://w3id.org/hivkg/ontology/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def copy(project: Project, tmp_path: Path) -> Path:
    return Path(shutil.copytree(project.ontology, tmp_path / "ontology"))


def vocabulary_of(*turtle: str) -> Vocabulary:
    return build_vocabulary(as_turtle(PREFIXES, *turtle))


def test_a_vocabulary_knows_names_hierarchy_and_disjointness() -> None:
    vocabulary = vocabulary_of(
        ':A a owl:Class ; rdfs:label "a thing"@en ; skos:altLabel "thingy"@en .',
        ':B a owl:Class ; rdfs:label "b"@en ; rdfs:subClassOf :A ; owl:disjointWith :C .',
        ':C a owl:Class ; rdfs:label "c"@en .',
        ':D a owl:Class ; rdfs:label "d"@en ; rdfs:subClassOf :B .',
    )
    a, b, c, d = (HIVKG + name for name in "ABCD")

    assert (vocabulary.label(a), vocabulary.entries[a].synonyms) == ("a thing", ("thingy",))
    assert vocabulary.ancestors(d) == {a, b, d}
    assert vocabulary.is_a(d, a)
    assert not vocabulary.is_a(a, d)
    assert vocabulary.are_disjoint(d, c)
    assert not vocabulary.are_disjoint(d, a)


def test_members_of_a_disjointness_axiom_are_disjoint_in_pairs() -> None:
    vocabulary = vocabulary_of("[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .")

    assert vocabulary.are_disjoint(f"{HIVKG}A", f"{HIVKG}C")
    assert vocabulary.are_disjoint(f"{HIVKG}C", f"{HIVKG}B")


def test_a_cycle_of_parents_ends() -> None:
    vocabulary = vocabulary_of(
        ':A a owl:Class ; rdfs:label "a"@en ; rdfs:subClassOf :B .',
        ':B a owl:Class ; rdfs:label "b"@en ; rdfs:subClassOf :A .',
    )

    assert f"{HIVKG}B" in vocabulary.ancestors(f"{HIVKG}A")


def test_every_own_class_has_at_most_one_asserted_parent_and_leads_to_an_upper_level(terms: Terms) -> None:
    for entry in terms.vocabulary:
        if entry.kind == "class" and entry.iri.startswith(HIVKG):
            asserted = build_vocabulary(terms.ontology).entries[entry.iri].parents
            assert len(asserted) <= 1, entry.iri
            assert any("/obo/COB_" in iri for iri in terms.vocabulary.ancestors(entry.iri)), entry.iri


def test_no_two_terms_share_a_label_and_no_synonym_is_another_terms_label(terms: Terms) -> None:
    own = [entry for entry in build_vocabulary(terms.ontology) if entry.iri.startswith(HIVKG) and entry.kind == "class"]
    labels = [entry.label.casefold() for entry in own]

    assert len(labels) == len(set(labels))
    for entry in own:
        others = {each.label.casefold() for each in own if each is not entry}
        assert not others.intersection(synonym.casefold() for synonym in entry.synonyms), entry.iri


def test_relations_between_kinds_have_neither_domain_nor_range(terms: Terms) -> None:
    domains = {t.subject for t in terms.ontology if t.predicate.value.endswith(("rdf-schema#domain",))}
    kinds = {f"{HIVKG}{name}" for name in ("Intervention", "TherapeuticProduct", "Variant", "Virus", "Mechanism")}
    for relation, subjects in terms.vocabulary.subject_kinds.items():
        if subjects & kinds and not relation.endswith(("usesGraft", "undergoneBy")):
            assert relation not in {node.value for node in domains}, relation  # type: ignore[union-attr]


def test_definition_sources_are_documents_that_are_here(terms: Terms, build: Build) -> None:
    cited = {
        t.object.value  # type: ignore[union-attr]
        for t in terms.ontology
        if t.predicate.value.endswith("terms/source") and t.object.value.startswith(f"{BASE}document/")  # type: ignore[union-attr]
    }

    assert cited
    assert cited <= set(build.corpus.documents)


def test_the_edit_file_must_import_every_module(project: Project, tmp_path: Path) -> None:
    folder = copy(project, tmp_path)
    (folder / "modules" / "risk.ttl").unlink()

    with pytest.raises(OntologyError, match=r"do not agree on <https://w3id[.]org/hivkg/module/risk>"):
        load_ontology(folder)


def test_broken_turtle_is_told_with_the_file(project: Project, tmp_path: Path) -> None:
    folder = copy(project, tmp_path)
    with (folder / "modules" / "risk.ttl").open("a") as file:
        file.write("hivkg:x a .\n")

    with pytest.raises(OntologyError, match=r"risk\.ttl is not Turtle"):
        load_ontology(folder)


def test_blank_nodes_are_labelled_by_content(project: Project) -> None:
    once, twice = load_ontology(project.ontology), load_ontology(project.ontology)

    assert [str(triple) for triple in once] == [str(triple) for triple in twice]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("PR:P51681", "PR:P99999"), "PR:P99999 is not in the table of verified identifiers"),
        (("type 5 (human)", "type V"), "PR:P51681 is called 'C-C chemokine receptor type 5 (human)', not"),
        (("hivkg:CCR5\tCCR5 receptor", "hivkg:CCR9\tCCR5 receptor"), "hivkg:CCR9 is not a term of the ontology"),
        (("hivkg:CCR5\tCCR5 receptor", "hivkg:CCR5\tCCR5"), "the label of hivkg:CCR5 is 'CCR5 receptor'"),
    ],
)
def test_an_unverified_identifier_is_told(
    project: Project, terms: Terms, tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    folder = copy(project, tmp_path) / "mappings"
    path = folder / "pr.sssom.tsv"
    path.write_text(path.read_text().replace(*change))

    problems = list(
        check_identifiers(terms.vocabulary, read_mappings(folder), read_verified_terms(project.ontology / "terms.tsv"))
    )

    assert len(problems) == 1
    assert message in problems[0]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [("obsolete", "yes", "is obsolete"), ("verification", "secondary mention", "is known from secondary mention only")],
)
def test_an_obsolete_or_hardly_known_identifier_is_refused(
    project: Project, terms: Terms, tmp_path: Path, column: str, value: str, message: str
) -> None:
    with (project.ontology / "terms.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        if row["curie"] == "MAXO:0000573":
            row[column] = value
    path = tmp_path / "terms.tsv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter="\t")
        writer.writeheader()
        writer.writerows(rows)

    problems = list(
        check_identifiers(terms.vocabulary, read_mappings(project.ontology / "mappings"), read_verified_terms(path))
    )

    assert [problem.endswith(message) for problem in problems] == [True]


def test_a_mapping_file_without_a_column_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.sssom.tsv").write_text("#license: y\nsubject_id\tobject_id\n")

    with pytest.raises(OntologyError, match=r"x\.sssom\.tsv lacks the column subject_label"):
        read_mappings(tmp_path)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the whole table of verified identifiers is in ../shared, which is absent"
)
def test_the_copied_rows_are_those_of_the_whole_table(project: Project) -> None:
    whole = (SHARED / "reference" / "terms.tsv").read_text("utf-8").splitlines()
    copied = (project.ontology / "terms.tsv").read_text("utf-8").splitlines()

    assert set(copied) <= set(whole)


def test_no_row_of_verified_terms_is_idle(project: Project, terms: Terms) -> None:
    used = {mapping.object for mapping in read_mappings(project.ontology / "mappings")}
    used |= {entry.iri for entry in terms.vocabulary if "/obo/" in entry.iri}

    assert set(read_verified_terms(project.ontology / "terms.tsv")) == used | {expand("IAO:0000412")}


@pytest.mark.parametrize(
    "enumeration",
    [Polarity, Certainty, ReviewState, Wording, Tier, ConflictKind, Resolution, Standing, Withheld],
    ids=lambda each: each.__name__,
)
def test_an_enumeration_has_the_members_that_the_ontology_has(enumeration: type[Named], terms: Terms) -> None:
    (kind,) = {of for member in enumeration for of in terms.vocabulary.entries[member.iri].types}

    assert {entry.iri for entry in terms.vocabulary if kind in entry.types} == {member.iri for member in enumeration}


def test_tiers_rank_in_the_program_as_they_do_in_the_ontology(terms: Terms) -> None:
    ranks = {
        t.subject.value: int(t.object.value)  # type: ignore[union-attr]
        for t in terms.ontology
        if t.predicate.value == f"{HIVKG}tierRank" and isinstance(t.object, ox.Literal)
    }

    assert ranks == {tier.iri: tier.rank for tier in Tier}
