"""The modules as they stand, and what is told of broken ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.errors import OntologyError
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
from hivkg.namespaces import BASE, HIVKG
from hivkg.ontology import build_vocabulary, load_ontology
from hivkg.pipeline import Build, Terms
from hivkg.project import Project
from hivkg.quality import OBSOLETE
from hivkg.vocabulary import Vocabulary
from tests.conftest import as_turtle

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


def test_every_own_class_leads_to_an_upper_level(terms: Terms) -> None:
    for entry in terms.vocabulary:
        if entry.kind == "class" and entry.iri.startswith(HIVKG) and not entry.label.startswith(OBSOLETE):
            assert any("/obo/COB_" in iri for iri in terms.vocabulary.ancestors(entry.iri)), entry.iri


def test_nothing_is_said_of_the_vocabulary_of_owl_or_rdfs(terms: Terms) -> None:
    built_in = ("http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#")

    assert [
        str(t.subject) for t in terms.ontology if str(t.subject).startswith(tuple(f"<{ns}" for ns in built_in))
    ] == []


def test_identifiers_of_other_ontologies_are_written_as_their_owners_write_them(terms: Terms) -> None:
    foreign = {t.object.value for t in terms.ontology if isinstance(t.object, ox.NamedNode)}
    foreign |= {mapping.object for mapping in terms.mappings}
    for iri in foreign:
        if "purl.obolibrary.org" in iri:
            assert re.fullmatch(r"http://purl\.obolibrary\.org/obo/(\w+_[\w-]+|[a-z]+\.owl)", iri), iri


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
