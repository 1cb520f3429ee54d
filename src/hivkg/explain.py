"""Explains a thing of the graph: what it is, what is held of it, who says so on which words, who disagrees.

It asks stored queries and has no SPARQL of its own, so that all it shows can be had by query too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hivkg.answers import table_as_json, write_answer
from hivkg.errors import QueryError
from hivkg.namespaces import Iri, shorten
from hivkg.queries import StoredQuery, bind_query, find_query
from hivkg.store import Store, Table

SECTIONS = (
    ("What it is", "definitions", "term"),
    ("Facts", "facts", "subject"),
    ("Facts of which it is the object", "facts", "object"),
    ("Inferred", "inferred-triples", "subject"),
    ("Claims", "claims", "subject"),
    ("Claims of which it is the object", "claims", "object"),
    ("This claim", "claims", "claim"),
    ("Claims that are no facts, and why", "withheld-claims", "subject"),
    ("Conflicts", "conflicts", "subject"),
    ("This conflict", "conflicts", "conflict"),
    ("Claims read from it", "claims", "document"),
    ("The same in other ontologies", "mappings", "term"),
)
"""Heading, stored query, and the parameter that the explained thing is bound to."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an explanation; the column that the thing itself fills is left out."""

    heading: str
    query: str
    table: Table


def explain(store: Store, queries: Mapping[str, StoredQuery], iri: Iri) -> list[Section]:
    """Gather all that a store says of a thing, in the order in which it is read.

    Raises:
        QueryError: It says nothing of it.
    """
    sections = []
    for heading, name, param in SECTIONS:
        table = store.ask(bind_query(find_query(queries, name), {param: iri}))
        assert isinstance(table, Table)
        if table.rows:
            sections.append(Section(heading, name, _drop(table, param)))
    if not sections:
        raise QueryError(
            f"the graph says nothing of {shorten(iri)}", hint="Look for its label with: hivkg query definitions"
        )
    return sections


def draw_sections(sections: Iterable[Section], width: int | None = None) -> str:
    """Draw headings and tables for people; see `tables.draw_table`."""
    return "".join(f"{section.heading}\n\n{write_answer(section.table, 'table', width)}\n" for section in sections)


def sections_as_json(iri: Iri, sections: Iterable[Section]) -> str:
    """Write an explanation as one JSON object; the rows of a section are SPARQL 1.1 JSON."""
    told = [
        {"heading": section.heading, "query": section.query, **table_as_json(section.table)} for section in sections
    ]
    return json.dumps({"explains": iri, "sections": told}, indent=2, ensure_ascii=False) + "\n"


def _drop(table: Table, column: str) -> Table:
    keep = [index for index, name in enumerate(table.columns) if name != column]
    # A column in which no row has a value says nothing here.
    keep = [index for index in keep if any(row[index] is not None for row in table.rows)]
    return Table(
        tuple(table.columns[index] for index in keep), tuple(tuple(row[index] for index in keep) for row in table.rows)
    )
