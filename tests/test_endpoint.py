"""The same stored queries give the same answers at a real SPARQL endpoint."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import hivkg
from hivkg.errors import EndpointError, QueryError
from hivkg.namespaces import graph_iri
from hivkg.project import find_project
from hivkg.queries import load_queries
from hivkg.release import GRAPHS
from hivkg.store import MemoryStore, RemoteStore
from hivkg.triples import to_bytes

QUERIES = load_queries(find_project().queries)
OXIGRAPH = Path(sysconfig.get_path("scripts")) / "oxigraph"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def endpoint(release: dict[str, list[ox.Triple]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the native Oxigraph server, a peer with an empty default graph, on the loopback, with the release in it."""
    folder = tmp_path_factory.mktemp("endpoint")
    quads = [
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph_iri(name)))
        for name in GRAPHS
        for t in release[name]
    ]
    (folder / "hivkg.nq").write_bytes(to_bytes(quads, ox.RdfFormat.N_QUADS))
    location = str(folder / "store")
    subprocess.run(
        [OXIGRAPH, "load", "--location", location, "--file", folder / "hivkg.nq"], check=True, capture_output=True
    )
    port = free_port()
    command = [OXIGRAPH, "serve-read-only", "--location", location, "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.parametrize("name", QUERIES)
def test_a_stored_query_has_the_same_answer_at_an_endpoint(name: str, endpoint: str, store: MemoryStore) -> None:
    assert RemoteStore(endpoint, GRAPHS).ask(QUERIES[name].text) == store.ask(QUERIES[name].text)


@pytest.mark.parametrize("about", [["Essen patient"], ["London patient", "received therapy", "radiotherapy"]])
def test_an_explanation_is_the_same_at_an_endpoint(about: list[str], endpoint: str) -> None:
    here, there = hivkg.open().explain(*about), hivkg.open(endpoint).explain(*about)

    assert there == here
    assert there.describe() == here.describe()


def test_the_union_at_an_endpoint_leaves_candidates_out_unless_they_are_named(
    endpoint: str, store: MemoryStore
) -> None:
    remote = RemoteStore(endpoint, GRAPHS)
    for query in (
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/hivkg/graph/candidates> WHERE { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) FROM NAMED <https://w3id.org/hivkg/graph/facts> WHERE { GRAPH ?g { ?s ?p ?o } }",
        "ASK { case:london-patient hivkg:donorGenotype hivkg:CCR5Delta32Homozygous }",
    ):
        assert remote.ask(query) == store.ask(query)


def test_an_endpoint_that_refuses_a_query_is_told(endpoint: str) -> None:
    with pytest.raises(QueryError, match="refused the query"):
        RemoteStore(endpoint, GRAPHS).ask("SELECT ?x WHERE { ?x }")


def test_an_endpoint_that_is_not_there_is_told() -> None:
    with pytest.raises(EndpointError, match="did not answer") as caught:
        RemoteStore(f"http://127.0.0.1:{free_port()}/query", GRAPHS).ask("ASK { ?s ?p ?o }")

    assert caught.value.hint == "Is the endpoint running, and the URL right?"


def test_a_page_that_is_no_endpoint_is_told(endpoint: str) -> None:
    page = endpoint.removesuffix("query") + "yasgui.min.css"

    with pytest.raises(EndpointError):
        RemoteStore(page, GRAPHS).ask("ASK { ?s ?p ?o }")


def test_what_is_no_url_is_told() -> None:
    with pytest.raises(EndpointError, match="is not the URL of an endpoint"):
        RemoteStore("localhost:7878", GRAPHS)
