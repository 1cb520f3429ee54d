"""Reads stored queries with their headers, and binds their parameters.

A parameter is a variable that the query leaves open and shows as a column. Bound, it keeps the rows in
which that column is the given term: the query's text gets a trailing VALUES, so that a value is always a
term and never a piece of syntax, and any SPARQL store can run what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import yaml

from hivkg.errors import QueryError, did_you_mean
from hivkg.model import Literal, Term, n_triples
from hivkg.namespaces import XSD, expand, shorten
from hivkg.texts import read_text

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_KEYS = ("summary", "description", "tags", "params", "returns")


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: what it does, and what it takes.

    `types` are CURIEs: classes of which a value is an instance or a kind, `rdf:Property`, `rdfs:Class`, datatypes
    of XSD, or `rdfs:Resource` for anything.
    """

    says: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A question with its SPARQL text, its parameters, and what its columns mean."""

    name: str
    summary: str
    description: str = field(repr=False)
    tags: tuple[str, ...] = field(repr=False)
    params: Mapping[str, Param]
    returns: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)

    @property
    def sparql(self) -> str:
        """The text without its header."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("#+")).strip() + "\n"


def load_queries(folder: Path) -> dict[str, StoredQuery]:
    """Read every `.rq` file of a folder, by name, sorted.

    Raises:
        QueryError: There is none, or a header is broken.
    """
    found = {
        path.stem: parse_query(path.stem, read_text(path, QueryError, megabytes=1))
        for path in sorted(folder.glob("*.rq"), key=lambda path: path.stem)
    }
    if not found:
        raise QueryError(f"the folder {folder} holds no stored query", hint="Restore it from git.")
    return found


def parse_query(name: str, text: str) -> StoredQuery:
    """Read the header (`#+` lines of YAML) and the text of one query.

    Raises:
        QueryError: The header lacks or adds a key, or names a parameter that is no column.
    """
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        data = yaml.safe_load(header) or {}
    except yaml.YAMLError as error:
        raise QueryError(
            f"the header of query {name!r} is not YAML", hint="Indent lists and texts under a key."
        ) from error
    odd = sorted(set(data) ^ set(_KEYS)) if isinstance(data, dict) else ["summary"]
    if odd and odd != ["params"]:
        raise QueryError(f"the header of query {name!r} lacks or adds {odd[0]!r}", hint=f"Keys: {', '.join(_KEYS)}.")
    params = data.get("params") or {}
    # The answer to CONSTRUCT has no columns; its parameters are variables of the query.
    stray = sorted(set(params) - set(data["returns"])) if "triples" not in data["returns"] else []
    if stray:
        raise QueryError(f"query {name!r}: the parameter {stray[0]!r} is no column", hint="Show it as a column.")
    return StoredQuery(
        name=name,
        summary=str(data["summary"]).strip(),
        description=" ".join(str(data["description"]).split()),
        tags=tuple(data["tags"]),
        params={key: _read_param(name, key, value) for key, value in params.items()},
        returns={key: str(value) for key, value in data["returns"].items()},
        text=text,
    )


def _read_param(query: str, name: str, given: object) -> Param:
    if not isinstance(given, dict) or set(given) != {"type", "says"}:
        raise QueryError(
            f"query {query!r}: the parameter {name!r} lacks or adds something",
            hint=f"Write {name}: {{type: hivkg:Case, says: Keep only this case.}}",
        )
    types = given["type"] if isinstance(given["type"], list) else [given["type"]]
    for type_ in types:
        expand(str(type_))
    return Param(str(given["says"]), tuple(str(type_) for type_ in types))


def find_query(queries: Mapping[str, StoredQuery], name: str) -> StoredQuery:
    """Find a stored query by name.

    Raises:
        QueryError: None is called so; the nearest name is given.
    """
    if name in queries:
        return queries[name]
    raise QueryError(
        f"no stored query is called {name!r}",
        hint=f"{did_you_mean(name, queries)}List all {len(queries)} with: hivkg query",
    )


def check_params(query: StoredQuery, names: Iterable[str]) -> None:
    """Make sure that names are parameters of a query.

    Raises:
        QueryError: One is not.
    """
    for name in names:
        if name not in query.params:
            known = ", ".join(query.params) or "none"
            raise QueryError(
                f"query {query.name!r} has no parameter {name!r}",
                hint=f"{did_you_mean(name, query.params)}Its parameters: {known}.",
            )


def bind_query(query: StoredQuery, values: Mapping[str, Term | tuple[Term, ...]]) -> str:
    """Give the text of a query with some parameters bound, each to a term or to any of several.

    Raises:
        QueryError: See `check_params`.
    """
    check_params(query, values)
    if not values:
        return query.text
    variables = " ".join(f"?{name}" for name in values)
    choices = [value if isinstance(value, tuple) else (value,) for value in values.values()]
    rows = " ".join(f"({' '.join(map(n_triples, row))})" for row in product(*choices))
    return f"{query.text.rstrip()}\nVALUES ({variables}) {{ {rows} }}\n"


def parse_value(text: str, find: Callable[[str], list[str]]) -> Term:
    """Read a parameter's value: an IRI, a CURIE, a number, a quoted text, or a label of the graph.

    Args:
        find: Gives the IRIs that go by a label or synonym, best first.

    >>> parse_value("case:london-patient", lambda _: [])
    'https://w3id.org/hivkg/case/london-patient'
    >>> parse_value("30", lambda _: []).value
    '30'

    Raises:
        QueryError: No term goes by that name, or several do.
    """
    named = find(text)
    if len(named) > 1:
        curies = ", ".join(shorten(iri) for iri in named[:4])
        raise QueryError(f"{text!r} names {len(named)} terms", hint=f"Give one of them by its IRI: {curies}.")
    if named:
        return named[0]
    if re.fullmatch(r'"[^"]*"|\'[^\']*\'', text):
        return Literal(text[1:-1])
    if re.fullmatch(r"-?\d+", text):
        return Literal(text, f"{XSD}integer")
    if re.fullmatch(r"-?\d*\.\d+", text):
        return Literal(text, f"{XSD}decimal")
    if ":" in text or text.startswith("<"):
        iri = expand(text)
        if not _IRI.fullmatch(iri):
            raise QueryError(f"{text!r} is not an IRI", hint="An IRI has no spaces, quotes, angle brackets or braces.")
        return iri
    raise QueryError(
        f"nothing in the graph is called {text!r}",
        hint="Give a label, an IRI or a CURIE such as hivkg:CCR5, or a text in quotes.",
    )
