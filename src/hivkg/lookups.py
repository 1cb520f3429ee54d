"""Finds what a user's words mean in a store: labels, names and values, and the nearest ones to a typo."""

from __future__ import annotations

from hivkg.errors import QueryError, did_you_mean
from hivkg.model import Literal, Term, n_triples
from hivkg.namespaces import BASE, RDFS, SKOS, Iri, shorten
from hivkg.queries import parse_value
from hivkg.store import Store, Table

_SPOKEN_OF = "ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} UNION {{ ?s <{iri}> ?o }} }}"


def read_value(store: Store, text: str) -> tuple[Term, ...]:
    """Read a value as `parse_value` does, with the labels of a store; it must be something the store speaks of.

    A number or text gives every literal that is written so, whatever its datatype or language.

    Raises:
        QueryError: It is not, or is no value at all; the nearest label or name is given.
    """
    try:
        value = parse_value(text, lambda label: _find_label(store, label))
        if isinstance(value, Literal):
            return _find_literals(store, value.value) or (value,)
        if store.ask(_SPOKEN_OF.format(iri=value)):
            return (value,)
        if store.ask(f"ASK {{ GRAPH graph:candidates {{ <{value}> ?p ?o }} }}"):
            raise QueryError(
                f"only unchecked candidates speak of {text!r}",
                hint=f"See them with: hivkg sparql 'SELECT * {{ GRAPH graph:candidates {{ ?claim ?p <{value}> }} }}'",
            )
        raise QueryError(f"the graph does not speak of {text!r}", hint="List what it has with: hivkg query definitions")
    except QueryError as error:
        known = store.ask(f"SELECT DISTINCT ?it ?label WHERE {{ ?it <{RDFS}label>|<{SKOS}altLabel> ?label }}")
        assert isinstance(known, Table)
        names = [each.value for _, each in known.rows if isinstance(each, Literal)]
        if ":" in text:
            names = [shorten(each) for each, _ in known.rows if isinstance(each, str)]
        raise QueryError(str(error), hint=did_you_mean(text, names) + error.hint) from error


def _find_literals(store: Store, text: str) -> tuple[Term, ...]:
    found = store.ask(
        f"SELECT DISTINCT ?v WHERE {{ ?s ?p ?v . FILTER(isLiteral(?v) && STR(?v) = {n_triples(Literal(text))}) }} "
        "ORDER BY DATATYPE(?v) LANG(?v)"
    )
    assert isinstance(found, Table)
    return tuple(value for (value,) in found.rows if isinstance(value, Literal))


def _find_label(store: Store, label: str) -> list[Iri]:
    """Find what goes by a label, else by a synonym, ignoring case; hivkg's own terms before those of others."""
    found = store.ask(
        f"SELECT DISTINCT ?it ?naming WHERE {{ VALUES ?naming {{ <{RDFS}label> <{SKOS}altLabel> }} "
        f"?it ?naming ?label . FILTER(LCASE(STR(?label)) = LCASE({n_triples(Literal(label))})) }} ORDER BY ?it"
    )
    assert isinstance(found, Table)
    ranked: dict[tuple[bool, bool], list[Iri]] = {}
    for it, naming in found.rows:
        if isinstance(it, str):
            ranked.setdefault((not it.startswith(BASE), naming != f"{RDFS}label"), []).append(it)
    return ranked[min(ranked)] if ranked else []
