"""Finds what a user's words mean in a store: labels, names and values, and the nearest ones to a typo."""

from __future__ import annotations

from collections.abc import Sequence

from hivkg.errors import QueryError, did_you_mean
from hivkg.model import Literal, Term, n_triples
from hivkg.namespaces import BASE, HIVKG, OWL, RDF, RDFS, SKOS, Iri, expand, shorten
from hivkg.queries import parse_value
from hivkg.store import Store, Table

_CLASS = "owl:Class"
_SPOKEN_OF = "ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} UNION {{ ?s <{iri}> ?o }} }}"


def read_value(store: Store, text: str, types: Sequence[str] = ("rdfs:Resource",)) -> tuple[Term, ...]:
    """Read a value as `parse_value` does, with the labels of a store; it must be something the store speaks of.

    A number or text gives every literal that is written so, whatever its datatype or language. Of several
    things that go by a label those are meant that fit the types.

    Args:
        types: What the value may be; see `queries.Param`.

    Raises:
        QueryError: It is not, or is no value at all; the nearest label or name is given.
    """
    if all(type_.startswith("xsd:") for type_ in types):
        plain = text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
        return _find_literals(store, plain) or (Literal(plain),)
    try:
        value = parse_value(text, lambda label: _find_label(store, label, types))
        if isinstance(value, Literal):
            if "rdfs:Resource" not in types and not any(type_.startswith("xsd:") for type_ in types):
                raise QueryError(f"{text} is a value", hint=_takes(types))
            return _find_literals(store, value.value) or (value,)
        if store.ask(_SPOKEN_OF.format(iri=value)):
            if not _fits(store, value, types):
                raise QueryError(f"{text!r} is something else", hint=_takes(types))
            return (value,)
        if store.ask(f"ASK {{ GRAPH graph:candidates {{ <{value}> ?p ?o }} }}"):
            raise QueryError(
                f"only unchecked candidates speak of {text!r}",
                hint=f"See them with: hivkg sparql 'SELECT * {{ GRAPH graph:candidates {{ ?claim ?p <{value}> }} }}'",
            )
        raise QueryError(f"the graph does not speak of {text!r}", hint="List what it has with: hivkg query definitions")
    except QueryError as error:
        known = store.ask(
            f"SELECT DISTINCT ?it ?label WHERE {{ ?it <{RDFS}label>|<{SKOS}altLabel>|<{HIVKG}publicName> ?label }}"
        )
        assert isinstance(known, Table)
        names = [each.value for _, each in known.rows if isinstance(each, Literal)]
        if ":" in text:
            names = [shorten(each) for each, _ in known.rows if isinstance(each, str)]
        near = "" if text.casefold() in map(str.casefold, names) else did_you_mean(text, names)
        raise QueryError(str(error), hint=near + error.hint) from error


def _takes(types: Sequence[str]) -> str:
    return f"The parameter takes {' or '.join(types)}."


def _fits(store: Store, iri: Iri, types: Sequence[str]) -> bool:
    """Whether a thing is an instance or a kind of one of the types."""
    if "rdfs:Resource" in types:
        return True
    kinds = " ".join(f"<{expand(_CLASS if type_ == 'rdfs:Class' else type_)}>" for type_ in types)
    used = f"UNION {{ ?s <{iri}> ?o }}" if "rdf:Property" in types else ""
    above = f"<{RDFS}subClassOf>* ?kind"
    is_kind, is_instance = f"<{iri}> {above}", f"<{iri}> <{RDF}type>/{above}"
    if "rdf:Property" in types:
        kinds += f" <{OWL}ObjectProperty> <{OWL}DatatypeProperty>"
    fits = f"{{ VALUES ?kind {{ {kinds} }} {{ {is_kind} }} UNION {{ {is_instance} }} }}"
    return bool(store.ask(f"ASK {{ {fits} {used} }}"))


def _find_literals(store: Store, text: str) -> tuple[Term, ...]:
    found = store.ask(
        f"SELECT DISTINCT ?v WHERE {{ ?s ?p ?v . FILTER(isLiteral(?v) && STR(?v) = {n_triples(Literal(text))}) }} "
        "ORDER BY DATATYPE(?v) LANG(?v)"
    )
    assert isinstance(found, Table)
    return tuple(value for (value,) in found.rows if isinstance(value, Literal))


def _find_label(store: Store, label: str, types: Sequence[str]) -> list[Iri]:
    """Find what goes by a label, else by a synonym, ignoring case; hivkg's own terms before those of others.

    What fits the types goes before all that does not.
    """
    found = store.ask(
        f"SELECT DISTINCT ?it ?naming WHERE {{ VALUES ?naming {{ <{RDFS}label> <{SKOS}altLabel> <{HIVKG}publicName> }} "
        f"?it ?naming ?label . FILTER(LCASE(STR(?label)) = LCASE({n_triples(Literal(label))})) }} ORDER BY ?it"
    )
    assert isinstance(found, Table)
    ranked: dict[tuple[bool, bool, bool], list[Iri]] = {}
    for it, naming in found.rows:
        if isinstance(it, str):
            rank = (not _fits(store, it, types), not it.startswith(BASE), naming != f"{RDFS}label")
            ranked.setdefault(rank, []).append(it)
    return ranked[min(ranked)] if ranked else []
