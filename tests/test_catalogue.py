"""The stored queries stand in the graph as SIB's sparql-examples do, and can be found and run from there."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.namespace import CSVW, DCTERMS, RDF, RDFS, SDO, SH

from hivkg.catalogue import describe_queries
from hivkg.errors import QueryError
from hivkg.namespaces import PREFIXES, graph_iri
from hivkg.project import find_project
from hivkg.queries import load_queries, parse_query
from hivkg.store import MemoryStore, Table
from hivkg.triples import to_bytes

QUERIES = load_queries(find_project().queries)
EXAMPLES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?query .
} ORDER BY ?sq
"""
"""As the guidelines of the SIB look for examples at an endpoint."""

DRUGS = """#+ summary: Which drugs are there?
#+ description: One row per drug.
#+ tags: [drugs, therapies]
#+ params:
#+   drug: {type: hivkg:Drug, says: Keep only this drug.}
#+ returns: {drug: The drug., label: "Its label."}
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?drug ?label WHERE { ?drug a hivkg:Drug ; rdfs:label ?label } # all
"""


def catalogue(*texts: str) -> Graph:
    triples = describe_queries(parse_query("drugs", text) for text in texts)
    return Graph().parse(data=to_bytes(triples, ox.RdfFormat.N_TRIPLES), format="nt")


@pytest.fixture(scope="module")
def found(store: MemoryStore) -> dict[str, tuple[str, str]]:
    answer = store.ask(EXAMPLES)
    assert isinstance(answer, Table)
    rows = [tuple(str(getattr(cell, "value", cell)) for cell in row) for row in answer.rows]
    assert len(rows) == len(QUERIES), "a query is listed twice"
    return {iri.rpartition("/")[2]: (comment, text) for iri, comment, text in rows}


def test_the_guidelines_of_the_sib_find_every_stored_query(found: dict[str, tuple[str, str]]) -> None:
    assert {name: comment for name, (comment, _) in found.items()} == {
        name: query.summary for name, query in QUERIES.items()
    }


@pytest.mark.parametrize("name", QUERIES)
def test_the_text_in_the_graph_gives_the_answer_of_the_stored_query(
    name: str, found: dict[str, tuple[str, str]], store: MemoryStore
) -> None:
    assert store.ask(found[name][1]) == store.ask(QUERIES[name].text)


def test_the_declared_prefixes_are_hivkgs_own(store: MemoryStore) -> None:
    answer = store.ask("SELECT ?p ?n { query:claims sh:prefixes/sh:declare ?d . ?d sh:prefix ?p ; sh:namespace ?n }")

    assert isinstance(answer, Table)
    assert {p.value: n.value for p, n in answer.rows} == PREFIXES  # type: ignore[union-attr]


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_uses_the_shared_prefixes_for_nothing_else(name: str) -> None:
    prologue = ox.parse(
        "\n".join(f"{line} ." for line in QUERIES[name].sparql.splitlines() if line.startswith("PREFIX")).replace(
            "PREFIX", "@prefix"
        ),
        format=ox.RdfFormat.TURTLE,
    )
    list(prologue)

    assert {p: n for p, n in prologue.prefixes.items() if PREFIXES.get(p, n) != n} == {}


def test_a_query_is_written_with_its_question_topics_parameters_and_columns() -> None:
    graph = catalogue(DRUGS)

    (query,) = graph.subjects(RDF.type, SH.SPARQLExecutable)
    columns = {str(graph.value(each, CSVW["name"])): each for each in graph.objects(query, CSVW.column)}
    (parameter,) = graph.objects(query, SH.parameter)
    assert str(query) == "https://w3id.org/hivkg/query/drugs"
    assert (query, RDF.type, SH.SPARQLSelectExecutable) in graph
    assert str(graph.value(query, RDFS.comment)) == "Which drugs are there?"
    assert str(graph.value(query, DCTERMS.description)) == "One row per drug."
    assert {str(topic) for topic in graph.objects(query, SDO.keywords)} == {"drugs", "therapies"}
    assert [graph.value(columns[name], SH.order).toPython() for name in ("drug", "label")] == [0, 1]  # type: ignore[union-attr]
    assert str(graph.value(columns["label"], DCTERMS.description)) == "Its label."
    assert parameter == columns["drug"]
    assert str(graph.value(parameter, SH.description)) == "Keep only this drug."
    assert str(graph.value(parameter, SH.path)).endswith("query/drugs#drug")


def test_the_header_is_not_repeated_in_the_text_and_a_comment_is_kept() -> None:
    graph = catalogue(DRUGS)

    (text,) = graph.objects(None, SH.select)
    assert str(text) == (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT ?drug ?label WHERE { ?drug a hivkg:Drug ; rdfs:label ?label } # all\n"
    )


@pytest.mark.parametrize(
    ("body", "class_", "text"),
    [
        ("CONSTRUCT { ?drug a ?x } WHERE { ?drug a ?x }", SH.SPARQLConstructExecutable, SH.construct),
        ("ASK { ?drug ?label 1 }", SH.SPARQLAskExecutable, SH.ask),
        (
            "DESCRIBE ?drug { ?drug ?p ?label }",
            "https://purl.expasy.org/sparql-examples/ontology#SPARQLDescribeExecutable",
            "https://purl.expasy.org/sparql-examples/ontology#describe",
        ),
    ],
)
def test_every_form_of_query_has_its_class_and_property(body: str, class_: str, text: str) -> None:
    header = "\n".join(line for line in DRUGS.splitlines() if line.startswith("#+"))

    graph = catalogue(f"{header}\n{body}\n")

    said = {(str(p), str(o)) for p, o in graph.predicate_objects() if str(o) in (str(class_), f"{body}\n")}
    assert said == {(str(RDF.type), str(class_)), (str(text), f"{body}\n")}


def test_an_update_is_no_stored_query() -> None:
    with pytest.raises(QueryError, match="DELETE would change the data"):
        catalogue(DRUGS.replace("SELECT ?drug ?label WHERE", "DELETE WHERE"))


def test_no_blank_node_and_no_label_stands_among_the_queries(release: dict[str, list[ox.Triple]]) -> None:
    triples = release["queries"]

    assert not [t for t in triples if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]
    assert not [t for t in triples if t.predicate.value == str(RDFS.label)], "a label would be taken for a term's"


def test_the_queries_are_part_of_the_default_graph(store: MemoryStore) -> None:
    pattern = "{ ?query a sh:SPARQLExecutable }"

    assert store.ask(f"SELECT ?query {pattern} ORDER BY ?query") == store.ask(
        f"SELECT ?query {{ GRAPH <{graph_iri('queries')}> {pattern} }} ORDER BY ?query"
    )
