"""Each rule infers what it should, and nothing else."""

from __future__ import annotations

import pytest

from hivkg.inference import infer, load_rules
from hivkg.pipeline import Build
from tests.conftest import as_turtle

PREFIXES = """@prefix : <urn:x:> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SOME = "[ owl:onProperty :p ; owl:someValuesFrom {} ]"
BOTH = f"[ owl:intersectionOf ( :A {SOME.format(':B')} {SOME.format(':C')} ) ]"


@pytest.mark.parametrize(
    ("rule", "schema", "facts", "inferred"),
    [
        ("subclass", ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A .", ":x a :B, :C ."),
        ("subclass", ":A owl:equivalentClass :B .", ":x a :A .", ":x a :B ."),
        ("subproperty", ":p rdfs:subPropertyOf :q .", ":x :p :y .", ":x :q :y ."),
        ("inverse", ":p owl:inverseOf :q .", ":x :p :y . :v :q :w .", ":y :q :x . :w :p :v ."),
        ("symmetric", ":p a owl:SymmetricProperty .", ":x :p :y .", ":y :p :x ."),
        (
            "transitive",
            ":p a owl:TransitiveProperty .",
            ":x :p :y . :y :p :z . :z :p :w .",
            ":x :p :z, :w . :y :p :w .",
        ),
        ("domain", ":p rdfs:domain :A .", ":x :p :y .", ":x a :A ."),
        ("range", ":p rdfs:range :A .", ":x :p :y ; :p 1 .", ":y a :A ."),
        ("chain-of-two", ":r owl:propertyChainAxiom ( :p :q ) .", ":x :p :y . :y :q :z .", ":x :r :z ."),
        (
            "chain-of-three",
            ":r owl:propertyChainAxiom ( :p :q :s ) .",
            ":x :p :y . :y :q :z . :z :s :w .",
            ":x :r :w .",
        ),
        ("defined-class", f":D owl:equivalentClass {BOTH} .", ":x a :A ; :p :b, :c . :b a :B . :c a :C .", ":x a :D ."),
    ],
)
def test_a_rule_infers_what_follows(rule: str, schema: str, facts: str, inferred: str) -> None:
    assert rule in load_rules()
    assert infer(as_turtle(PREFIXES, schema), as_turtle(PREFIXES, facts)) == sorted(
        as_turtle(PREFIXES, inferred), key=str
    )


@pytest.mark.parametrize(
    ("schema", "facts"),
    [
        (f":D owl:equivalentClass {BOTH} .", ":x a :A ; :p :b . :b a :B ."),
        (f":D owl:equivalentClass {BOTH} .", ":x :p :b, :c . :b a :B . :c a :C ."),
        (":r owl:propertyChainAxiom ( :p :q ) .", ":x :p :y . :z :q :w ."),
        (":p owl:inverseOf :q .", ":x :p 1 ."),
        (":A rdfs:subClassOf :B .", ":B :hasRisk :harm ."),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :B ] .", ":x a :A ."),
    ],
    ids=[
        "one part is missing",
        "the genus is missing",
        "no chain",
        "no literal subject",
        "no risk is handed down",
        "no bnode",
    ],
)
def test_a_rule_infers_nothing_more(schema: str, facts: str) -> None:
    assert infer(as_turtle(PREFIXES, schema), as_turtle(PREFIXES, facts)) == []


def test_rules_feed_each_other_until_nothing_is_new() -> None:
    schema = ":r owl:propertyChainAxiom ( :p :q ) . :r rdfs:domain :A . :A rdfs:subClassOf :B . :q owl:inverseOf :u ."

    new = infer(as_turtle(PREFIXES, schema), as_turtle(PREFIXES, ":x :p :y . :z :u :y ."))

    assert new == sorted(as_turtle(PREFIXES, ":x :r :z ; a :A, :B . :y :q :z ."), key=str)


def test_the_new_york_transplant_is_a_haplo_cord_and_an_allogeneic_one_though_no_document_says_so(build: Build) -> None:
    event = "https://w3id.org/hivkg/event/new-york-patient-transplant-1"
    types = {str(t.object.value).rpartition("/")[2] for t in build.graphs["inferred"] if t.subject.value == event}  # type: ignore[union-attr]

    assert {"AllogeneicHSCT", "CordBloodTransplantation", "HaploCordTransplantation"} <= types
