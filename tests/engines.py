"""A second SPARQL engine for the tests: rdflib, given the dataset that a query names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyoxigraph as ox
import rdflib
import rdflib.plugins.sparql
from rdflib.plugins.sparql import prepareQuery

from hivkg.model import Literal
from hivkg.namespaces import PREFIXES, XSD, graph_iri
from hivkg.store import OUTSIDE_UNION, Answer, BlankNode, Table, TripleSet, Value
from hivkg.triples import to_bytes

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False  # FROM names a graph that is here; nothing is fetched
rdflib.NORMALIZE_LITERALS = False


class RdflibStore:
    """Answers as `hivkg.store.MemoryStore` does, by rdflib."""

    def __init__(self, graphs: Mapping[str, Sequence[ox.Triple]]) -> None:
        self._graphs = {
            graph_iri(name): rdflib.Graph().parse(data=to_bytes(triples, ox.RdfFormat.N_TRIPLES), format="nt")
            for name, triples in graphs.items()
        }
        self._whole = self._dataset(
            [iri for iri in self._graphs if iri != graph_iri(OUTSIDE_UNION)], list(self._graphs)
        )

    def ask(self, query: str) -> Answer:
        dataset = self._whole
        # What rdflib's own parser says of the dataset, not what the store under test makes of it.
        clauses = prepareQuery(query, initNs=PREFIXES).algebra.datasetClause or ()
        if clauses:
            default = [str(each.default) for each in clauses if each.default]
            named = [str(each.named) for each in clauses if each.named]
            query = re.sub(r"FROM\s*(NAMED\s*)?<[^>]*>", "", query)
            dataset = self._dataset(default, named)
        result = dataset.query(prepareQuery(query, initNs=PREFIXES))
        if result.type == "ASK":
            return bool(result.askAnswer)
        if result.type == "CONSTRUCT":
            quads = ox.parse(result.graph.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES)
            return TripleSet(tuple(sorted((ox.Triple(q.subject, q.predicate, q.object) for q in quads), key=str)))
        rows = tuple(tuple(_value(row[name]) for name in result.vars) for row in result)
        return Table(tuple(str(name) for name in result.vars), rows)

    def _dataset(self, default: Sequence[str], named: Sequence[str]) -> rdflib.Dataset:
        dataset = rdflib.Dataset(default_union=False)
        for iri in default:
            for triple in self._graphs[iri]:
                dataset.default_graph.add(triple)
        for iri in named:
            part = dataset.graph(rdflib.URIRef(iri))
            for triple in self._graphs[iri]:
                part.add(triple)
        return dataset


def _value(term: rdflib.term.Node | None) -> Value | None:
    if term is None:
        return None
    if isinstance(term, rdflib.Literal):
        return Literal(str(term), str(term.datatype or f"{XSD}string"), term.language or "")
    return BlankNode(str(term)) if isinstance(term, rdflib.BNode) else str(term)
