"""The graph in Python gives what the command line gives, as values to compute with; its page shows only what runs."""

from __future__ import annotations

import ast
import builtins
import csv
import doctest
import importlib.util
import io
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import XSD

import hivkg
from hivkg import cli
from hivkg.namespaces import HIVKG
from hivkg.spans import Proof
from hivkg.store import MemoryStore
from tests.conftest import ROOT, as_turtle

LONDON = rdflib.URIRef("https://w3id.org/hivkg/case/london-patient")
PANDAS = importlib.util.find_spec("pandas") is not None
PAGES = ["README.md", "docs/python.md"]


@pytest.fixture(scope="module")
def graph() -> hivkg.Graph:
    return hivkg.open()


@pytest.fixture
def small(graph: hivkg.Graph) -> hivkg.Graph:
    """A few values, asked with the stored queries of hivkg."""
    data = as_turtle(
        "@prefix : <urn:x:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        ":a :months 30.5 ; :count 7 ; :when '2007'^^xsd:gYear ; :said 'cured'@en ; :open true .",
        ":b :when '2007-02-07'^^xsd:date ; :see _:c .",
    )
    return hivkg.Graph(MemoryStore({"facts": data}), graph.queries)


@pytest.mark.parametrize("page", PAGES)
def test_every_example_of_a_page_runs_and_gives_what_it_shows(page: str) -> None:
    test = doctest.DocTestParser().get_doctest((ROOT / page).read_text("utf-8"), {}, page, page, 0)
    if not PANDAS:
        test.examples = [each for each in test.examples if not {"frame", "times"} & set(names_in(each.source))]
    told: list[str] = []

    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)

    assert result.attempted >= 3
    assert not result.failed, "".join(told)


def names_in(source: str) -> list[str]:
    return [node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]


def test_importing_hivkg_imports_nothing_heavy() -> None:
    code = "import hivkg, sys; assert not {'rdflib', 'pyoxigraph', 'click', 'yaml'} & set(sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_all_that_is_public_is_there_and_documented() -> None:
    assert set(hivkg.__all__) <= set(dir(hivkg))
    for name in hivkg.__all__:
        assert getattr(hivkg, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        _ = hivkg.opne  # type: ignore[attr-defined]


def test_a_stored_query_answers_as_the_command_line_does(
    graph: hivkg.Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    result = graph.query("donors-by-case", case="London patient")

    for form, expected in ((result.to_csv(), "csv"), (result.to_json(), "json"), (f"{result}\n", "table")):
        cli.main(["query", "donors-by-case", "--set", "case=London patient", "--format", expected])
        assert capsys.readouterr().out == form
    assert rdflib.URIRef(f"{HIVKG}CCR5Delta32Homozygous") in {row.value for row in result}
    assert {row.case for row in result} == {LONDON}
    assert len(list(csv.reader(io.StringIO(result.to_csv())))) == len(result) + 1


def test_a_result_is_a_sequence_of_named_tuples(small: hivkg.Graph) -> None:
    result = small.sparql("SELECT ?it ?count ?none ?class { ?it <urn:x:count> ?count . BIND(1 AS ?class) }")

    (row,) = result
    assert result.columns == ("it", "count", "none", "class")
    assert row.it == rdflib.URIRef("urn:x:a")
    assert row.count == rdflib.Literal(7)
    assert row.none is None
    assert row[3].toPython() == 1
    assert result[0] is result[-1]
    assert result[:1] == [row]
    assert repr(result) == "<Result: 1 row of it, count, none, class>"


def test_a_cell_keeps_the_form_datatype_and_language_in_which_it_is_written(small: hivkg.Graph) -> None:
    rows = small.sparql("SELECT ?v { <urn:x:a> ?p ?v } ORDER BY STR(?v)")

    assert [row.v.n3() for row in rows] == [
        '"2007"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        '"30.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"7"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"cured"@en',
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    ]
    assert isinstance(small.sparql("SELECT ?v { <urn:x:b> <urn:x:see> ?v }")[0].v, rdflib.BNode)


def test_yes_and_no_are_truth_values(small: hivkg.Graph) -> None:
    yes, no = small.sparql("ASK { ?s <urn:x:count> 7 }"), small.sparql("ASK { ?s <urn:x:count> 8 }")

    assert (bool(yes), bool(no)) == (True, False)
    assert (repr(yes), str(no)) == ("<Result: yes>", "false")
    assert json.loads(yes.to_json()) == {"head": {}, "boolean": True}
    assert not small.sparql("SELECT ?s { ?s <urn:x:count> 8 }")


def test_a_construct_gives_a_graph_with_prefixes(graph: hivkg.Graph) -> None:
    result = graph.query("case-graph", case=LONDON)
    triples = result.to_graph()

    assert len(triples) == len(result) > 5
    assert (LONDON, rdflib.URIRef(f"{HIVKG}donorGenotype"), rdflib.URIRef(f"{HIVKG}CCR5Delta32Homozygous")) in triples
    assert "case:london-patient a hivkg:Case" in triples.serialize(format="turtle")
    assert result[0].subject == LONDON
    assert repr(result) == f"<Result: {len(result)} triples>"
    with pytest.raises(hivkg.QueryError, match="triples cannot be written as csv"):
        result.to_csv()
    with pytest.raises(hivkg.QueryError, match="rows are no triples"):
        graph.query("graphs").to_graph()


@pytest.mark.parametrize(
    "value",
    ["London patient", "case:london-patient", LONDON, str(LONDON), f"<{LONDON}>"],
    ids=["label", "curie", "term", "iri", "brackets"],
)
def test_a_thing_may_be_given_by_label_curie_iri_or_term(graph: hivkg.Graph, value: object) -> None:
    assert {row.subject for row in graph.query("facts", subject=value)} == {LONDON}


@pytest.mark.parametrize("value", [30, 30.0, Decimal("30.00"), "30"])
def test_a_number_stands_for_every_literal_that_is_written_so(graph: hivkg.Graph, value: object) -> None:
    result = graph.query("facts", subject="London patient", relation="hivkg:timeOffART", object=value)

    assert [row.object.n3() for row in result] == ['"30"^^<http://www.w3.org/2001/XMLSchema#decimal>']


def test_a_literal_stands_for_itself_and_a_date_for_its_text(graph: hivkg.Graph) -> None:
    asked = {"relation": "hivkg:timeOffART", "object": rdflib.Literal("30", datatype=XSD.integer)}

    assert not graph.query("facts", **asked)
    asked["object"] = rdflib.Literal("30", datatype=XSD.decimal)
    assert LONDON in {row.subject for row in graph.query("facts", **asked)}
    dated = graph.query("claims", relation="hivkg:transplantDate", object=date(2007, 2, 7))
    assert {row.subject.rpartition("/")[2] for row in dated} == {"berlin-patient"}


@pytest.mark.parametrize(
    ("name", "values", "message", "hint"),
    [
        ("conflict", {}, "no stored query is called 'conflict'", "Did you mean 'conflicts'?"),
        ("claims", {"subjct": "x"}, "has no parameter 'subjct'", "Did you mean 'subject'?"),
        ("claims", {"subject": "Lodon patient"}, "nothing in the graph is called", "'London patient'?"),
        ("claims", {"subject": rdflib.URIRef("urn:x: y")}, "is not an IRI", "no spaces"),
        ("claims", {"subject": None}, "None is nothing that a parameter can be", "Give a label"),
    ],
)
def test_a_mistake_is_a_query_error_with_a_hint(
    graph: hivkg.Graph, name: str, values: dict[str, object], message: str, hint: str
) -> None:
    with pytest.raises(hivkg.QueryError, match=message) as caught:
        graph.query(name, **values)

    assert hint in caught.value.hint
    assert caught.value.__notes__ == [caught.value.hint]


def test_a_text_is_bound_as_a_term_and_never_as_syntax(graph: hivkg.Graph) -> None:
    assert len(graph.query("claims", object=rdflib.Literal('x") } DROP ALL #'))) == 0


def test_the_queries_tell_themselves(graph: hivkg.Graph) -> None:
    assert list(graph.queries) == sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
    assert graph.queries["conflicts"].summary == "Where do sources disagree, and how was it settled?"
    assert "SELECT" not in repr(graph.queries["conflicts"])
    with pytest.raises(TypeError):
        graph.queries["mine"] = graph.queries["claims"]  # type: ignore[index]


def test_a_release_folder_and_an_endpoint_may_be_opened(tmp_path: Path) -> None:
    folder = ROOT / "graph" / "release"

    assert bool(hivkg.open(folder).sparql("ASK { case:london-patient ?p ?o }"))
    assert repr(hivkg.open(str(folder))) == f"hivkg.open({str(folder)!r})"
    with pytest.raises(hivkg.ReleaseError, match="there is no release in"):
        hivkg.open(tmp_path)
    remote = hivkg.open("http://127.0.0.1:9/query")
    with pytest.raises(hivkg.EndpointError, match="did not answer"):
        remote.query("graphs")
    with pytest.raises(hivkg.EndpointError, match="is not here to be checked"):
        remote.check_evidence()


def test_a_closed_graph_says_so() -> None:
    with hivkg.open() as graph:
        assert repr(graph) == "hivkg.open()"

    with pytest.raises(hivkg.QueryError, match="the graph is closed"):
        graph.query("graphs")


def test_the_release_and_its_evidence_can_be_checked(graph: hivkg.Graph) -> None:
    spans = graph.check_evidence()

    assert not graph.check().violations
    assert {span.proof for span in spans} <= {Proof.PROVED, Proof.UNCHECKABLE}
    assert Proof.PROVED in {span.proof for span in spans}


def test_an_explanation_holds_results_by_heading(graph: hivkg.Graph, capsys: pytest.CaptureFixture[str]) -> None:
    explanation = graph.explain("London patient")
    cli.main(["explain", "London patient"])

    assert f"{explanation}\n" == capsys.readouterr().out.rstrip("\n") + "\n"
    assert {row.relation for row in explanation["Facts"]} >= {rdflib.URIRef(f"{HIVKG}donorGenotype")}
    assert repr(explanation).startswith("<Explanation of case:london-patient: What it is, ")
    told = json.loads(explanation.to_json())
    assert told["explains"] == [{"type": "uri", "value": str(LONDON)}]
    assert [section["heading"] for section in told["sections"]] == list(explanation)
    with pytest.raises(KeyError):
        explanation["Nothing"]
    with pytest.raises(hivkg.QueryError, match="is a value, not a thing"):
        graph.explain("30")


@pytest.mark.skipif(not PANDAS, reason="pandas is not installed")
def test_a_data_frame_has_curies_numbers_and_missing_values(small: hivkg.Graph) -> None:
    query = """SELECT ?it ?months ?count ?when ?said ?open WHERE {
      ?it <urn:x:when> ?when .
      OPTIONAL { ?it <urn:x:months> ?months ; <urn:x:count> ?count ; <urn:x:said> ?said ; <urn:x:open> ?open }
    } ORDER BY ?it"""
    frame = small.sparql(query).to_pandas()

    assert frame.loc[0].tolist() == ["urn:x:a", 30.5, 7, "2007", "cured", True]
    assert frame["when"].tolist() == ["2007", "2007-02-07"]
    assert frame["count"].dtype == "Int64"
    assert frame["count"].isna().tolist() == [False, True]
    assert hivkg.open().query("facts", subject=LONDON).to_pandas()["subject"].unique().tolist() == [
        "case:london-patient"
    ]
    in_full = hivkg.open().query("facts", subject=LONDON).to_pandas(curies=False)
    assert in_full["subject"].unique().tolist() == [str(LONDON)]


def test_without_pandas_it_says_how_to_install_it(small: hivkg.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without_pandas(name: str, *rest: object, **more: object) -> object:
        if name == "pandas":
            raise ImportError(name)
        return original(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_pandas)

    with pytest.raises(hivkg.ExtraError, match="pandas is not installed") as caught:
        small.sparql("SELECT ?s { ?s ?p ?o }").to_pandas()
    assert caught.value.hint == 'Install it: pip install "hivkg[pandas]"'
