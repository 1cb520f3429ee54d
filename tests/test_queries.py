"""Every stored query has its exact answer, the same on two engines and at a remote endpoint."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from hivkg.answers import show_cells
from hivkg.errors import QueryError
from hivkg.model import Literal
from hivkg.namespaces import HIVKG, graph_iri
from hivkg.project import find_project
from hivkg.queries import bind_query, find_query, load_queries, parse_query, parse_value
from hivkg.release import GRAPHS
from hivkg.store import OUTSIDE_UNION, MemoryStore, Table, TripleSet
from tests.answers import GOLDEN, written
from tests.engines import RdflibStore

QUERIES = load_queries(find_project().queries)
LONDON = "https://w3id.org/hivkg/case/london-patient"

HEADER = """#+ summary: Which drugs are there?
#+ description: One row per drug.
#+ tags: [drugs]
#+ params:
#+   drug: {type: hivkg:Drug, says: Keep only this drug.}
#+ returns: {drug: The drug.}
SELECT ?drug WHERE { ?drug a hivkg:Drug }
"""


@pytest.fixture(scope="module")
def rdflib_store(release: dict[str, list[ox.Triple]]) -> RdflibStore:
    return RdflibStore(release)


@pytest.mark.parametrize("name", QUERIES)
def test_a_stored_query_has_its_exact_answer(name: str, store: MemoryStore) -> None:
    assert written(store.ask(QUERIES[name].text)) == (GOLDEN / f"{name}.tsv").read_text("utf-8")


@pytest.mark.parametrize("name", QUERIES)
def test_two_engines_give_the_same_rows_in_the_same_order(
    name: str, store: MemoryStore, rdflib_store: RdflibStore
) -> None:
    assert store.ask(QUERIES[name].text) == rdflib_store.ask(QUERIES[name].text)


@pytest.mark.parametrize("name", list(QUERIES)[::3])  # rdflib is slow, and that one answers all is held above
def test_naming_the_union_with_from_and_from_named_changes_no_answer(
    name: str, store: MemoryStore, rdflib_store: RdflibStore
) -> None:
    dataset = [f"FROM <{graph_iri(graph)}>" for graph in GRAPHS if graph != OUTSIDE_UNION]
    dataset += [f"FROM NAMED <{graph_iri(graph)}>" for graph in GRAPHS]
    query = QUERIES[name].text.replace(" WHERE {", f" {' '.join(dataset)} WHERE {{", 1)

    assert store.ask(query) == store.ask(QUERIES[name].text)
    assert rdflib_store.ask(query) == store.ask(query)


@pytest.mark.parametrize("graph", GRAPHS)
def test_two_engines_count_the_same_in_every_named_graph(
    graph: str, store: MemoryStore, rdflib_store: RdflibStore
) -> None:
    for dataset, pattern in (
        (f"FROM <{graph_iri(graph)}>", "?s ?p ?o"),
        (f"FROM NAMED <{graph_iri(graph)}>", "GRAPH ?g { ?s ?p ?o }"),
        ("", f"GRAPH <{graph_iri(graph)}> {{ ?s ?p ?o }}"),
    ):
        query = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) {dataset} WHERE {{ {pattern} }}"
        assert store.ask(query) == rdflib_store.ask(query)


def test_every_golden_answer_belongs_to_a_query() -> None:
    assert {path.stem for path in GOLDEN.glob("*.tsv")} == set(QUERIES)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_tells_what_its_columns_are(name: str, store: MemoryStore) -> None:
    answer = store.ask(QUERIES[name].text)

    if isinstance(answer, Table):
        assert answer.columns == tuple(QUERIES[name].returns)
        assert answer.rows, "a query that answers nothing shows nothing"


@pytest.mark.parametrize("name", QUERIES)
def test_binding_a_parameter_keeps_the_rows_that_have_it(name: str, store: MemoryStore) -> None:
    query = QUERIES[name]
    answer = store.ask(query.text)
    if not isinstance(answer, Table):
        return
    for param in query.params:
        index = answer.columns.index(param)
        value = answer.rows[-1][index]
        assert value is not None, "a parameter must be bound in every row"
        assert all(row[index] is not None for row in answer.rows)

        bound = store.ask(bind_query(query, {param: value}))  # type: ignore[dict-item]

        assert bound == Table(answer.columns, tuple(row for row in answer.rows if row[index] == value))


def test_the_london_patient_has_a_donor_with_two_copies_and_one_source_that_says_otherwise(store: MemoryStore) -> None:
    answer = store.ask(bind_query(QUERIES["donors-by-case"], {"case": LONDON}))

    assert isinstance(answer, Table)
    said = {tuple(show_cells(row)[2:5]) for row in answer.rows}
    assert {each for each in said if each[0].startswith("hivkg:CCR5Delta32")} == {
        ("hivkg:CCR5Delta32Heterozygous", "hivkg:Lost", "source:archyde-oslo"),
        ("hivkg:CCR5Delta32Homozygous", "hivkg:Accepted", "source:medpage-london-30-months"),
        ("hivkg:CCR5Delta32Homozygous", "hivkg:Accepted", "source:nature-2019-london-essen-letter"),
    }
    assert ("hivkg:RelatedDonor", "hivkg:Disputed", "source:archyde-oslo") in said


def test_a_construct_takes_a_parameter_too(store: MemoryStore) -> None:
    answer = store.ask(bind_query(QUERIES["case-graph"], {"case": LONDON}))

    assert isinstance(answer, TripleSet)
    assert {triple.subject.value for triple in answer.triples} == {  # type: ignore[union-attr]
        LONDON,
        "https://w3id.org/hivkg/donor/london-patient-donor",
        "https://w3id.org/hivkg/event/london-patient-interruption-1",
        "https://w3id.org/hivkg/event/london-patient-transplant-1",
    }


def test_a_value_is_a_term_and_never_syntax() -> None:
    query = parse_query("drugs", HEADER)

    text = bind_query(query, {"drug": Literal('x") } DROP ALL #')})

    assert text.endswith('VALUES (?drug) { ("x\\") } DROP ALL #"^^<http://www.w3.org/2001/XMLSchema#string>) }\n')


def test_a_typo_in_a_name_is_told_with_the_nearest_name() -> None:
    with pytest.raises(QueryError, match="no stored query is called 'conflict'") as caught:
        find_query(QUERIES, "conflict")

    assert caught.value.hint == f"Did you mean 'conflicts'? List all {len(QUERIES)} with: hivkg query"


def test_a_typo_in_a_parameter_is_told_with_the_nearest_parameter() -> None:
    with pytest.raises(QueryError, match="has no parameter 'drugs'") as caught:
        bind_query(parse_query("drugs", HEADER), {"drugs": f"{HIVKG}Ibalizumab"})

    assert caught.value.hint == "Did you mean 'drug'? Its parameters: drug."


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("#+ summary: x\n", "lacks or adds 'description'"),
        (HEADER.replace("#+ tags: [drugs]\n", "#+ tag: [drugs]\n"), "lacks or adds"),
        (HEADER.replace("  drug: {type", "  name: {type"), "the parameter 'name' is no column"),
        ("#+ summary: [\n", "is not YAML"),
    ],
)
def test_a_broken_header_is_told(header: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse_query("drugs", header)


def test_a_label_that_two_things_share_must_be_told_apart() -> None:
    with pytest.raises(QueryError, match="'donor' names 2 terms") as caught:
        parse_value("donor", lambda _: [f"{HIVKG}Donor", f"{HIVKG}RelatedDonor"])

    assert caught.value.hint == "Give one of them by its IRI: hivkg:Donor, hivkg:RelatedDonor."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hivkg:CCR5", f"{HIVKG}CCR5"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("30", Literal("30", "http://www.w3.org/2001/XMLSchema#integer")),
        ("0.5", Literal("0.5", "http://www.w3.org/2001/XMLSchema#decimal")),
        ("'Berlin'", Literal("Berlin")),
    ],
)
def test_a_value_may_be_a_curie_an_iri_a_number_or_a_text(text: str, value: object) -> None:
    assert parse_value(text, lambda _: []) == value
