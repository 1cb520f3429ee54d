"""The union of all graphs but candidates; FROM and FROM NAMED; no updates; the same on both engines."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from hivkg.errors import QueryError
from hivkg.model import Literal
from hivkg.namespaces import XSD
from hivkg.store import MemoryStore, Store, Table, TripleSet, declare_prefixes, names_dataset
from tests.conftest import as_turtle
from tests.engines import RdflibStore

PREFIXES = "@prefix : <urn:x:> ."
GRAPHS = {
    "claims": as_turtle(PREFIXES, ":a :p :b .", ':a :said "A"@en .'),
    "facts": as_turtle(PREFIXES, ":a :q 1, 2 .", ":b :p :c ."),
    "candidates": as_turtle(PREFIXES, ":x :p :y ."),
}


@pytest.fixture(params=[MemoryStore, RdflibStore], ids=["pyoxigraph", "rdflib"])
def either(request: pytest.FixtureRequest) -> Store:
    engine: Store = request.param(GRAPHS)
    return engine


def count(store: Store, where: str, dataset: str = "") -> int:
    answer = store.ask(f"SELECT (COUNT(*) AS ?n) {dataset} WHERE {{ {where} }}")
    assert isinstance(answer, Table)
    (((value,),),) = [answer.rows]
    assert isinstance(value, Literal)
    return int(value.value)


def test_the_default_graph_is_the_union_of_all_but_candidates(either: Store) -> None:
    assert count(either, "?s ?p ?o") == 5


def test_candidates_are_seen_by_a_query_that_names_them(either: Store) -> None:
    assert count(either, "GRAPH graph:candidates { ?s ?p ?o }") == 1
    assert count(either, "GRAPH ?g { ?s ?p ?o }") == 6


def test_from_takes_the_place_of_the_union(either: Store) -> None:
    assert count(either, "?s ?p ?o", "FROM <https://w3id.org/hivkg/graph/claims>") == 2
    assert count(either, "GRAPH ?g { ?s ?p ?o }", "FROM <https://w3id.org/hivkg/graph/claims>") == 0


def test_from_named_takes_the_place_of_all_named_graphs(either: Store) -> None:
    assert count(either, "GRAPH ?g { ?s ?p ?o }", "FROM NAMED <https://w3id.org/hivkg/graph/candidates>") == 1
    assert count(either, "?s ?p ?o", "FROM NAMED <https://w3id.org/hivkg/graph/candidates>") == 0


def test_terms_come_back_with_datatype_and_language(either: Store) -> None:
    answer = either.ask("SELECT ?v WHERE { <urn:x:a> <urn:x:q>|<urn:x:said> ?v } ORDER BY STR(?v)")

    assert isinstance(answer, Table)
    assert [value for (value,) in answer.rows] == [
        Literal("1", f"{XSD}integer"),
        Literal("2", f"{XSD}integer"),
        Literal("A", language="en"),
    ]


def test_ask_and_construct_are_answered(either: Store) -> None:
    assert either.ask("ASK { <urn:x:a> ?p ?o }") is True
    assert either.ask("ASK { <urn:x:x> ?p ?o }") is False
    assert either.ask("CONSTRUCT { ?o <urn:x:of> ?s } WHERE { ?s <urn:x:p> ?o }") == TripleSet(
        tuple(as_turtle(PREFIXES, ":b :of :a . :c :of :b ."))
    )


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * FROM <urn:g> WHERE { ?s ?p ?o }", True),
        ("select * from named <urn:g> where { ?s ?p ?o }", True),
        ("SELECT * FROM<urn:g>WHERE { ?s ?p ?o }", True),
        ("SELECT * FROM NAMED<urn:g> WHERE { ?s ?p ?o }", True),
        ("SELECT * FROM graph:claims WHERE { ?s ?p ?o }", True),
        ("SELECT *\nFROM # claims\n<urn:g> { ?s ?p ?o }", True),
        ("SELECT * WHERE { ?s urn:FROM <urn:g> }", False),
        ("SELECT ?from WHERE { ?s ?from <urn:g> }", False),
        ("SELECT * WHERE { ?s ?p 'x'@from , <urn:g> }", False),
        ("SELECT * WHERE { ?s ?p 'FROM <urn:g>' }", False),
        ("SELECT * WHERE { ?s ?p ?o } # FROM <urn:g>", False),
        ('SELECT * WHERE { ?s ?p """ "FROM" """ }', False),
        ("SELECT * WHERE { ?s <urn:FROM> ?o }", False),
        ("PREFIX from: <urn:g> SELECT * WHERE { ?s from:x ?o }", False),
        ("SELECT * WHERE { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }", False),
    ],
)
def test_a_dataset_is_named_only_by_a_real_from(query: str, named: bool) -> None:
    assert names_dataset(query) is named


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "PREFIX x: <urn:x> DELETE WHERE { ?s ?p ?o }",
        "# SELECT\nCLEAR ALL",
        "LOAD <file:///etc/passwd>",
    ],
)
def test_an_update_is_refused(update: str) -> None:
    with pytest.raises(QueryError, match="would change the data"):
        MemoryStore(GRAPHS).ask(update)


@pytest.mark.parametrize("query", ["", "hello", "SELECT * WHERE { ?s ?p }", "SELECT ?x"])
def test_what_is_not_sparql_is_told(query: str) -> None:
    with pytest.raises(QueryError, match="the query is not SPARQL"):
        MemoryStore(GRAPHS).ask(query)


def test_a_service_out_of_reach_is_told() -> None:
    with pytest.raises(QueryError, match="cannot be answered"):
        MemoryStore(GRAPHS).ask("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_only_prefixes_that_are_used_and_not_declared_are_added() -> None:
    query = "PREFIX case: <urn:c> SELECT ?x WHERE { ?x a hivkg:Case ; rdfs:label 'obo:x' . case:y ?p ?x }"

    assert declare_prefixes(query) == (
        "PREFIX hivkg: <https://w3id.org/hivkg/ontology/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + query
    )


def test_no_triple_of_the_release_stands_in_two_graphs(release: dict[str, list[ox.Triple]]) -> None:
    everything = [str(triple) for triples in release.values() for triple in triples]

    assert len(everything) == len(set(everything))
