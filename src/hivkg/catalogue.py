"""Writes the `queries` graph: every stored query, in the form of the SIB's sparql-examples.

That form is SHACL's: a query is a `sh:SPARQLExecutable` with its text, its question as `rdfs:comment`, its
topics as `schema:keywords`, and `sh:prefixes`, which leads to the declarations. `schema:target` is left out,
since there is no registered endpoint to name.

SIB's queries have no parameters and do not tell their columns. A parameter is a `sh:Parameter` here, as SHACL
already gives the text; a column is a `csvw:Column`, as CSV on the Web is W3C's vocabulary for tables. A
parameter of hivkg is a column too, and so is one node: `sh:description` says what binding it does,
`dcterms:description` what the column shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from hivkg.description import LICENCE
from hivkg.model import Literal
from hivkg.namespaces import (
    CSVW,
    DCTERMS,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SH,
    SHARED_PREFIXES,
    SPEX,
    XSD,
    Iri,
    expand,
    prefix_iri,
    query_iri,
    variable_iri,
)
from hivkg.queries import StoredQuery
from hivkg.store import find_form, refuse_update
from hivkg.triples import gather, state

_TYPE = f"{RDF}type"
_FORMS: dict[str, tuple[Iri, Iri]] = {
    "SELECT": (f"{SH}SPARQLSelectExecutable", f"{SH}select"),
    "CONSTRUCT": (f"{SH}SPARQLConstructExecutable", f"{SH}construct"),
    "ASK": (f"{SH}SPARQLAskExecutable", f"{SH}ask"),
    "DESCRIBE": (f"{SPEX}SPARQLDescribeExecutable", f"{SPEX}describe"),
}
"""The class of each form of query and the property of its text; SHACL has none for DESCRIBE."""


def describe_queries(queries: Iterable[StoredQuery]) -> list[ox.Triple]:
    """Write stored queries, and the prefixes that any of them may use.

    Raises:
        QueryError: One is no query, but an update or no SPARQL at all.
    """
    return gather(_describe_prefixes(), *(_describe_query(query) for query in queries))


def _describe_prefixes() -> Iterator[ox.Triple]:
    yield from state(
        SHARED_PREFIXES,
        (_TYPE, f"{OWL}Ontology"),
        (f"{DCTERMS}title", Literal("hivkg: prefixes of its stored queries", language="en")),
        (f"{DCTERMS}description", Literal("The prefixes that a stored query may use.", language="en")),
        (f"{DCTERMS}license", LICENCE),
    )
    for name, namespace in PREFIXES.items():
        node = prefix_iri(name)
        yield from state(SHARED_PREFIXES, (f"{SH}declare", node))
        yield from state(
            node,
            (_TYPE, f"{SH}PrefixDeclaration"),
            (f"{SH}prefix", Literal(name)),
            (f"{SH}namespace", Literal(namespace, f"{XSD}anyURI")),
        )


def _describe_query(query: StoredQuery) -> Iterator[ox.Triple]:
    refuse_update(query.text)
    node = query_iri(query.name)
    class_, text = _FORMS[find_form(query.text)]
    yield from state(
        node,
        (_TYPE, f"{SH}SPARQLExecutable"),
        (_TYPE, class_),
        (text, Literal(query.sparql)),
        (f"{SH}prefixes", SHARED_PREFIXES),
        (f"{DCTERMS}identifier", Literal(query.name)),
        (f"{RDFS}comment", Literal(query.summary, language="en")),
        (f"{DCTERMS}description", Literal(query.description, language="en")),
        *((f"{SCHEMA}keywords", Literal(topic)) for topic in query.tags),
    )
    if class_ == _FORMS["SELECT"][0]:
        for place, (name, meaning) in enumerate(query.returns.items()):
            column = variable_iri(query.name, name)
            yield from state(node, (f"{CSVW}column", column))
            yield from state(
                column,
                (_TYPE, f"{CSVW}Column"),
                (f"{CSVW}name", Literal(name)),
                (f"{DCTERMS}description", Literal(meaning, language="en")),
                (f"{SH}order", Literal(str(place), f"{XSD}integer")),
            )
    for name, param in query.params.items():
        parameter = variable_iri(query.name, name)
        yield from state(node, (f"{SH}parameter", parameter))
        yield from state(
            parameter,
            (_TYPE, f"{SH}Parameter"),
            (f"{SH}path", parameter),
            (f"{SH}name", Literal(name, language="en")),
            (f"{SH}description", Literal(param.says, language="en")),
            *((f"{SH}datatype" if type_.startswith("xsd:") else f"{SH}class", expand(type_)) for type_ in param.types),
            (f"{SH}optional", Literal("true", f"{XSD}boolean")),
        )
