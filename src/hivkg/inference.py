"""Infers what follows from ontology and facts: CONSTRUCT rules, run until they yield nothing new.

The rules stand in `rules/`, one query each. Facts between kinds are not inherited downwards: no rule
reads `rdfs:subClassOf` for anything but the types of particulars.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

import pyoxigraph as ox

from hivkg.namespaces import RDF

_TYPE = f"{RDF}type"


def load_rules() -> dict[str, str]:
    """Read every rule: its name and its CONSTRUCT query, sorted by name."""
    folder = files("hivkg") / "rules"
    return {
        path.name.removesuffix(".rq"): path.read_text("utf-8")
        for path in sorted(folder.iterdir(), key=lambda each: each.name)
        if path.name.endswith(".rq")
    }


def infer(schema: Iterable[ox.Triple], facts: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Infer new triples about what the facts speak of.

    Args:
        schema: The ontology with its classified hierarchy.
        facts: Direct triples and the types of particulars.

    Returns:
        Triples that stand in neither input, sorted: never about the schema's own terms, never of a blank
        node, never with a literal subject.
    """
    schema, facts = list(schema), list(facts)
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in (*schema, *facts))
    given = {str(triple) for triple in (*schema, *facts)}
    particulars = {t.subject for t in facts} | {t.object for t in facts if isinstance(t.object, ox.NamedNode)}
    particulars -= {t.subject for t in schema}
    rules = load_rules()
    new: dict[str, ox.Triple] = {}
    while True:
        found = {
            str(triple): triple
            for query in rules.values()
            for triple in _construct(store, query)
            if triple.subject in particulars and _is_worth_saying(triple)
        }
        fresh = {key: triple for key, triple in found.items() if key not in new and key not in given}
        if not fresh:
            return [new[key] for key in sorted(new)]
        new.update(fresh)
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in fresh.values())


def _construct(store: ox.Store, query: str) -> list[ox.Triple]:
    result = store.query(query)
    assert isinstance(result, ox.QueryTriples)
    return list(result)


def _is_worth_saying(triple: ox.Triple) -> bool:
    """Leave out blank nodes, and classes that say nothing of a thing but that it exists."""
    if not isinstance(triple.object, ox.NamedNode):
        return isinstance(triple.object, ox.Literal)
    return not (triple.predicate.value == _TYPE and triple.object.value.endswith(("owl#Thing", "owl#NamedIndividual")))
