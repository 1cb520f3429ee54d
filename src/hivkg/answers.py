"""Writes answers as text: a table to read, CSV, JSON, Turtle and JSON-LD to pipe."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyoxigraph as ox

from hivkg.errors import QueryError
from hivkg.jsonld import Context, write_jsonld
from hivkg.model import Literal
from hivkg.namespaces import XSD, shorten
from hivkg.store import Answer, BlankNode, Row, Table, TripleSet, Value
from hivkg.tables import draw_table
from hivkg.triples import to_bytes

FORMATS = ("table", "csv", "json", "ttl", "jsonld")
TRIPLES_ONLY = {"ttl": "Turtle", "jsonld": "JSON-LD"}
"""The formats that rows have no form in, with their names."""

_SHOWN_PLAIN = {XSD + name for name in ("string", "integer", "decimal", "boolean", "date", "gYear", "gYearMonth")}


def write_answer(answer: Answer, format_: str = "", width: int | None = None, context: Context | None = None) -> str:
    """Write an answer as a table, CSV or JSON (of SPARQL 1.1), Turtle or JSON-LD; it ends with a line break.

    Args:
        format_: One of `FORMATS`; without it, Turtle for triples and a table for all else.
        width: Characters of a line of a table; `None` gives it all the room it needs.
        context: What JSON-LD is written with; without one, every name in it is a whole IRI.

    Raises:
        QueryError: The answer has no such form: rows are no triples, and triples no rows.
    """
    if isinstance(answer, TripleSet):
        if format_ not in ("", *TRIPLES_ONLY):
            raise QueryError(
                f"triples cannot be written as {format_}", hint="The query gives triples: use --format ttl or jsonld."
            )
        if format_ == "jsonld":
            return write_jsonld(answer.triples, context or {})
        return to_bytes(answer.triples, ox.RdfFormat.TURTLE).decode()
    if format_ in TRIPLES_ONLY:
        hint = "Use --format table, csv or json, or a CONSTRUCT."
        raise QueryError(f"rows cannot be written as {TRIPLES_ONLY[format_]}", hint=hint)
    if isinstance(answer, bool):
        return json.dumps({"head": {}, "boolean": answer}) + "\n" if format_ == "json" else f"{str(answer).lower()}\n"
    if format_ in ("", "table"):
        return draw_table(answer.columns, [show_cells(row) for row in answer.rows], width)
    return _csv(answer) if format_ == "csv" else _json(answer)


def show_cells(row: Row) -> list[str]:
    """Give a row for people: CURIEs, plain values, empty where nothing is bound."""
    return [show_value(value) for value in row]


def show_value(value: Value | None) -> str:
    """Give a value for people: a CURIE, or a text or number as it is."""
    if value is None:
        return ""
    if isinstance(value, BlankNode):
        return f"_:{value.label}"
    if isinstance(value, Literal):
        plain = value.language or value.datatype in _SHOWN_PLAIN
        return value.value if plain else f"{value.value}^^{shorten(value.datatype)}"
    return shorten(value)


def _csv(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(
        [
            ""
            if v is None
            else v.value
            if isinstance(v, Literal)
            else f"_:{v.label}"
            if isinstance(v, BlankNode)
            else v
            for v in row
        ]
        for row in table.rows
    )
    return out.getvalue()


def _json(table: Table) -> str:
    return json.dumps(table_as_json(table), indent=2, ensure_ascii=False) + "\n"


def table_as_json(table: Table) -> dict[str, dict[str, list[Any]]]:
    """Give a table as SPARQL 1.1 Query Results JSON, before it is written."""
    bindings = [
        {name: value_as_json(value) for name, value in zip(table.columns, row, strict=True) if value is not None}
        for row in table.rows
    ]
    return {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}


def value_as_json(value: Value) -> dict[str, str]:
    """Give a value as SPARQL 1.1 Query Results JSON, before it is written."""
    if isinstance(value, BlankNode):
        return {"type": "bnode", "value": value.label}
    if isinstance(value, Literal):
        binding = {"type": "literal", "value": value.value}
        if value.language:
            return binding | {"xml:lang": value.language}
        return binding if value.datatype == f"{XSD}string" else binding | {"datatype": value.datatype}
    return {"type": "uri", "value": value}
