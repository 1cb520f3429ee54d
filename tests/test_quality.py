"""What takes two terms to see: a name, a definition or a parent too many."""

from __future__ import annotations

import pytest

from hivkg.namespaces import HIVKG
from hivkg.ontology import build_vocabulary
from hivkg.pipeline import Terms
from hivkg.quality import check_terms
from tests.conftest import as_turtle

PREFIXES = """@prefix : <https://w3id.org/hivkg/ontology/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:Leukemia a owl:Class ; rdfs:label "leukemia"@en ; skos:altLabel "blood cancer of white cells"@en ;
  skos:definition "A cancer of white blood cells."@en ; rdfs:subClassOf :Cancer .
:Cancer a owl:Class ; rdfs:label "cancer"@en ; skos:definition "Cells that multiply without control."@en .
"""


def problems(*turtle: str) -> list[str]:
    return list(check_terms(build_vocabulary(as_turtle(PREFIXES, *turtle))))


@pytest.mark.parametrize(
    ("turtle", "problem"),
    [
        (':A a owl:Class ; rdfs:label "Leukaemias"@en .', "hivkg:Leukemia goes by 'leukemia', and so does hivkg:A ('L"),
        (
            ':A a owl:Class ; rdfs:label "a"@en ; skos:altLabel "cancers"@en .',
            "hivkg:A goes by 'cancers', and so does hivkg:Cancer ('cancer')",
        ),
        (
            ':A a owl:NamedIndividual ; rdfs:label "a"@en ; skos:altLabel "blood-cancer of white cells"@en .',
            "hivkg:Leukemia goes by 'blood cancer of white cells', and so does hivkg:A ('blood-cancer of white cells')",
        ),
        (
            ':A a owl:Class ; rdfs:label "a"@en ; skos:definition "A cancer of white blood cells"@en .',
            "hivkg:Leukemia and hivkg:A have one definition",
        ),
        (
            ':A a owl:Class ; rdfs:label "loss of the receptor"@en ; skos:definition "The loss of a receptor."@en .',
            "the definition of hivkg:A says no more than its label: 'The loss of a receptor.'",
        ),
        (
            ':A a owl:Class ; rdfs:label "a"@en ; rdfs:subClassOf :Cancer, :Leukemia .',
            "hivkg:A has 2 asserted parents; name one, and let axioms tell more",
        ),
    ],
)
def test_a_name_a_definition_or_a_parent_too_many_is_told(turtle: str, problem: str) -> None:
    (found,) = problems(turtle)

    assert found.startswith(problem)


@pytest.mark.parametrize(
    "turtle",
    [
        ':has a owl:ObjectProperty ; rdfs:label "cancer"@en .',
        ':A a owl:Class ; rdfs:label "obsolete leukemia"@en ; skos:definition "A cancer of white blood cells."@en .',
        '<urn:a> a owl:Class ; rdfs:label "leukemia"@en .',
        ':A a owl:Class ; rdfs:label "a"@en ; rdfs:subClassOf :Cancer, [ a owl:Restriction ] .',
    ],
    ids=["a property", "an obsolete term", "a foreign term", "a class expression"],
)
def test_what_only_looks_like_it_is_not_told(turtle: str) -> None:
    assert problems(turtle) == []


def test_the_ontology_has_no_such_problem(terms: Terms) -> None:
    assert any(entry.iri.startswith(HIVKG) for entry in build_vocabulary(terms.ontology))
    assert list(check_terms(build_vocabulary(terms.ontology))) == []
