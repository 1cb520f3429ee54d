"""Answers as Python values: rows with names, a data frame, an rdflib graph, or text."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import rdflib

from hivkg.answers import show_value, write_answer
from hivkg.errors import ExtraError, QueryError
from hivkg.explain import Section, draw_sections, sections_as_json
from hivkg.model import Literal, Term
from hivkg.namespaces import PREFIXES, XSD, shorten
from hivkg.store import Answer, BlankNode, Table, TripleSet, Value, from_node

if TYPE_CHECKING:
    import pandas

_TRIPLE = ("subject", "predicate", "object")
_INTEGER = f"{XSD}integer"
_BOOLEAN = f"{XSD}boolean"
_FRACTIONS = {f"{XSD}{name}" for name in ("decimal", "double", "float")}


@dataclass(frozen=True, repr=False)
class Result(Sequence[Any]):
    """The answer to a query: a sequence of named tuples, in the order of the answer.

    A cell is an `rdflib.URIRef`, `rdflib.Literal` or `rdflib.BNode`, or `None` where the row has no value: exact,
    and good as an argument of the next query. `str()` gives the table that the command line prints. A column whose
    name is no name in Python is reached by its number. A CONSTRUCT gives triples as rows; an ASK gives one row
    without columns for yes and none for no, so that `bool()` is the answer.

    >>> import hivkg
    >>> graph = hivkg.open()
    >>> ages = graph.sparql("SELECT ?it ?age { VALUES (?it ?age) { (case:oslo-patient 58) (case:x UNDEF) } }")
    >>> ages
    <Result: 2 rows of it, age>
    >>> [str(row.it) for row in ages if row.age is not None and row.age.toPython() > 50]
    ['https://w3id.org/hivkg/case/oslo-patient']
    >>> bool(graph.sparql("ASK { hivkg:AllogeneicHSCT rdfs:subClassOf hivkg:HSCT }"))
    True
    """

    answer: Answer

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the query."""
        if isinstance(self.answer, bool):
            return ()
        return self.answer.columns if isinstance(self.answer, Table) else _TRIPLE

    def to_pandas(self, *, curies: bool = True) -> pandas.DataFrame:
        """Give a data frame with a row for each row: numbers as numbers, missing values as missing.

        Months, years, ages and offsets are plain numbers; dates stay text, since a document may give no more than
        a year.

        Args:
            curies: Shorten IRIs, as in `case:london-patient`, which a query takes too; else give them in full.

        Raises:
            ExtraError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise ExtraError("pandas is not installed", hint='Install it: pip install "hivkg[pandas]"') from error
        rows = [[_plain(value, curies) for value in row] for row in self._values]
        return pandas.DataFrame(rows, columns=list(self.columns)).convert_dtypes()

    def to_csv(self) -> str:
        """Give rows as SPARQL 1.1 CSV: IRIs in full, lines that end in CR and LF.

        Raises:
            QueryError: The answer is triples; see `to_graph`.
        """
        return write_answer(self.answer, "csv")

    def to_json(self) -> str:
        """Give rows, or yes and no, as SPARQL 1.1 JSON, which keeps datatypes and languages.

        Raises:
            QueryError: The answer is triples; see `to_graph`.
        """
        return write_answer(self.answer, "json")

    def to_graph(self) -> rdflib.Graph:
        """Give the triples of a CONSTRUCT or DESCRIBE, with hivkg's prefixes bound.

        >>> import hivkg
        >>> triples = hivkg.open().sparql("CONSTRUCT { ?x a hivkg:Case } WHERE { VALUES ?x { case:london-patient } }")
        >>> len(triples.to_graph())
        1

        Raises:
            QueryError: The answer has rows, or is yes or no.
        """
        if not isinstance(self.answer, TripleSet):
            raise QueryError("rows are no triples", hint="Ask with CONSTRUCT, or use to_pandas, to_csv or to_json.")
        return as_graph(self.answer)

    def __len__(self) -> int:
        return len(self._values)

    def __bool__(self) -> bool:
        return bool(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        return self._rows[index]

    def __repr__(self) -> str:
        if isinstance(self.answer, bool):
            return f"<Result: {'yes' if self.answer else 'no'}>"
        if isinstance(self.answer, TripleSet):
            return f"<Result: {len(self)} triples>"
        return f"<Result: {len(self)} {'row' if len(self) == 1 else 'rows'} of {', '.join(self.columns)}>"

    def __str__(self) -> str:
        return write_answer(self.answer).rstrip("\n")

    @cached_property
    def _values(self) -> Sequence[tuple[Value | None, ...]]:
        if isinstance(self.answer, bool):
            return [()] if self.answer else []
        if isinstance(self.answer, Table):
            return self.answer.rows
        return [(from_node(t.subject), from_node(t.predicate), from_node(t.object)) for t in self.answer.triples]

    @cached_property
    def _rows(self) -> Sequence[Any]:
        row = namedtuple("Row", self.columns, rename=True)  # type: ignore[misc]
        return [row(*map(_to_rdflib, values)) for values in self._values]


@dataclass(frozen=True, repr=False)
class Explanation(Mapping[str, Result]):
    """All that the graph says of a thing or a fact: results by heading, in the order in which they are read.

    `about` is the thing, or subject, relation and object of the fact (several objects, where literals are written
    alike). `str()` gives the text that the command line prints.

    >>> import hivkg
    >>> explanation = hivkg.open().explain("reported cure")
    >>> explanation["What it is"].columns
    ('label', 'definition', 'source', 'above')
    """

    about: tuple[Term, ...]
    sections: tuple[Section, ...]
    describe: Callable[[], TripleSet] = field(compare=False)

    def to_json(self) -> str:
        """Give one object: what is explained, and for each section heading, query and rows, as SPARQL 1.1 JSON."""
        return sections_as_json(self.about, self.sections)

    def to_graph(self) -> rdflib.Graph:
        """Give the triples of all that is shown: of the thing or fact, its claims, evidence, conflicts and documents.

        Raises:
            EndpointError: A remote endpoint did not answer.
        """
        return as_graph(self.describe())

    def __getitem__(self, heading: str) -> Result:
        for section in self.sections:
            if section.heading == heading:
                return Result(section.table)
        raise KeyError(heading)

    def __iter__(self) -> Iterator[str]:
        return (section.heading for section in self.sections)

    def __len__(self) -> int:
        return len(self.sections)

    def __repr__(self) -> str:
        return f"<Explanation of {' '.join(map(show_value, self.about))}: {', '.join(self)}>"

    def __str__(self) -> str:
        return draw_sections(self.sections).rstrip("\n")


def as_graph(triples: TripleSet) -> rdflib.Graph:
    """Give triples as a graph of rdflib, with hivkg's prefixes bound and every literal as it is written."""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    for triple in triples.triples:
        nodes = (_to_rdflib(from_node(node)) for node in (triple.subject, triple.predicate, triple.object))
        graph.add(tuple(nodes))  # type: ignore[arg-type]
    return graph


def _to_rdflib(value: Value | None) -> rdflib.term.Identifier | None:
    if value is None:
        return None
    if isinstance(value, BlankNode):
        return rdflib.BNode(value.label)
    if isinstance(value, Literal):
        if value.language:
            return rdflib.Literal(value.value, lang=value.language)
        datatype = None if value.datatype == f"{XSD}string" else rdflib.URIRef(value.datatype)
        return rdflib.Literal(value.value, datatype=datatype, normalize=False)
    return rdflib.URIRef(value)


def _plain(value: Value | None, curies: bool) -> str | int | float | bool | None:
    if value is None:
        return None
    if isinstance(value, BlankNode):
        return f"_:{value.label}"
    if isinstance(value, Literal):
        if value.datatype == _INTEGER:
            return int(value.value)
        if value.datatype in _FRACTIONS:
            return float(value.value)
        if value.datatype == _BOOLEAN:
            return value.value in ("true", "1")
        return value.value
    return shorten(value) if curies else value
