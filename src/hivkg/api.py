"""The graph in Python, with the verbs of the command line: open, query, sparql, explain, check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from numbers import Real
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

import rdflib

from hivkg.errors import EndpointError, QueryError
from hivkg.explain import describe, explain, explain_fact
from hivkg.lookups import read_value
from hivkg.model import Literal, Term
from hivkg.namespaces import XSD, Iri
from hivkg.pipeline import check_evidence, check_release
from hivkg.policy import read_policy
from hivkg.project import find_project
from hivkg.queries import StoredQuery, bind_query, check_params, find_query, load_queries
from hivkg.release import GRAPHS, read_release
from hivkg.results import Explanation, Result
from hivkg.spans import SpanCheck
from hivkg.store import MemoryStore, RemoteStore, Store
from hivkg.validation import Report

_URL = ("http://", "https://")


class Graph:
    """A graph of claims that answers questions; read-only. Get one from `hivkg.open`.

    It may be used in a `with` statement, which closes it at the end. One graph may be asked from several threads.

    >>> import hivkg
    >>> with hivkg.open() as graph:
    ...     graph.query("outcomes-by-case", case="London patient").columns[:2]
    ('case', 'outcome')
    >>> graph
    hivkg.open()  # closed
    """

    def __init__(self, store: Store, queries: Mapping[str, StoredQuery], place: str | Path | None = None) -> None:
        self._opened: Store | None = store
        self._place = place
        self.queries: Mapping[str, StoredQuery] = MappingProxyType(dict(queries))
        """The stored queries by name, sorted; each says its `summary`, `description`, `params` and `returns`."""

    def query(self, name: str, /, **values: Any) -> Result:
        """Answer a stored query, for all or for the values of some of its parameters.

        Args:
            name: One of `queries`.
            values: By parameter: a label or synonym, a CURIE, an IRI, a number or a date, or a term of rdflib, such
                as a cell of another result. A text that is no name stands in quotes of its own: '"HIV-1 cure"'. A
                number or text stands for every literal that is written so; a literal of rdflib only for itself.

        >>> import hivkg
        >>> graph = hivkg.open()
        >>> by_label = graph.query("claims", subject="London patient")
        >>> by_label == graph.query("claims", subject="case:london-patient")
        True
        >>> {row.subject for row in by_label}
        {rdflib.term.URIRef('https://w3id.org/hivkg/case/london-patient')}

        Raises:
            QueryError: No query, parameter, or thing in the graph is called so; the nearest name is given.
            EndpointError: A remote endpoint did not answer.
        """
        wanted = find_query(self.queries, name)
        check_params(wanted, values)  # a wrong name is told before a wrong value
        bound = {key: self._read(each, wanted.params[key].types) for key, each in values.items()}
        return Result(self._store.ask(bind_query(wanted, bound)))

    def sparql(self, query: str) -> Result:
        """Answer a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE; hivkg's prefixes need not be declared.

        The default graph is the union of all named graphs but `graph:candidates`, unless the query names its own.

        Raises:
            QueryError: It is not SPARQL, or would change the data.
            EndpointError: A remote endpoint did not answer.
        """
        return Result(self._store.ask(query))

    def explain(self, name: str, relation: str | None = None, object_: Any = None, /) -> Explanation:
        """Say what a thing is, what is held of it, who says so on which words, and who disagrees.

        With three terms, say why they are a fact or none: which claims carry it, which rules of the policy (the one
        that comes with this hivkg) they passed, why others were withheld, and what was said against it.

        Args:
            name: A label or synonym, a CURIE or an IRI: of a term, case, claim, conflict, document or source, or of
                the subject of a fact.
            relation: The relation of a fact.
            object_: The object of a fact, as an argument of `query`.

        >>> import hivkg
        >>> graph = hivkg.open()
        >>> why = graph.explain("London patient", "donor genotype", "hivkg:CCR5Delta32Homozygous")
        >>> list(why)[:3]
        ['A fact', 'Claims that say or deny it', 'Rules of the policy that it passed']

        Raises:
            QueryError: The graph does not speak of it; the nearest name is given.
            EndpointError: A remote endpoint did not answer.
        """
        store, policy, subject = self._store, read_policy(find_project().policy), self._read_thing(name)
        about: tuple[Term, ...] = (subject,)
        if relation is None and object_ is None:
            sections = explain(store, self.queries, policy, subject)
        elif relation is None or object_ is None:
            raise QueryError("a fact has three terms", hint="Give a subject, a relation and an object, or one thing.")
        else:
            predicate, objects = self._read_thing(relation), self._read(object_)
            about = (subject, predicate, *objects)
            sections = explain_fact(store, self.queries, policy, (subject, predicate, objects))
        return Explanation(about, tuple(sections), lambda: describe(store, about, sections))

    def check(self) -> Report:
        """Validate the release against hivkg's shapes; it conforms if the report has no `violations`.

        This takes seconds, and more as the release grows.

        Raises:
            EndpointError: The graph is at an endpoint, whose data are not here.
        """
        return check_release(find_project(), self._folder)

    def check_evidence(self, *corpora: str | Path) -> list[SpanCheck]:
        """Prove every span of evidence against its document: characters from 0, end exclusive.

        Args:
            corpora: Further folders of documents, for instance the originals; a span of a document that is not at
                hand is uncheckable.

        Raises:
            EndpointError: The graph is at an endpoint, whose data are not here.
            CorpusError: A folder holds no documents.
        """
        return check_evidence(find_project(), self._folder, [Path(each) for each in corpora])

    def close(self) -> None:
        """Let go of the data; the graph answers no more."""
        self._opened = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        place = "" if self._place is None else repr(str(self._place))
        return f"hivkg.open({place}){'' if self._opened else '  # closed'}"

    @property
    def _store(self) -> Store:
        if self._opened is None:
            raise QueryError("the graph is closed", hint="Open it again with hivkg.open().")
        return self._opened

    @property
    def _folder(self) -> Path:
        if str(self._place).startswith(_URL):
            raise EndpointError(
                f"the graph at {self._place} is not here to be checked", hint="Open the folder of its release."
            )
        return find_project().release if self._place is None else Path(self._place)

    def _read_thing(self, name: str) -> Iri:
        iri = self._read(name)[0]
        if not isinstance(iri, str):
            raise QueryError(f"{name!r} is a value, not a thing", hint="Give a label, an IRI or a CURIE.")
        return iri

    def _read(self, value: object, types: Sequence[str] = ("rdfs:Resource",)) -> tuple[Term, ...]:
        """Read an argument as the command line reads its words."""
        match value:
            case rdflib.URIRef():
                return read_value(self._store, f"<{value}>", types)
            case rdflib.Literal():
                return (Literal(str(value), str(value.datatype or f"{XSD}string"), value.language or ""),)
            case str():
                return read_value(self._store, value, types)
            case bool():
                return (Literal(str(value).lower(), f"{XSD}boolean"),)
            case Real() | Decimal():
                return read_value(self._store, f"{Decimal(str(value)).normalize():f}")  # 30.0 is written 30
            case date():
                return read_value(self._store, f'"{value.isoformat()}"')
        raise QueryError(
            f"{value!r} is nothing that a parameter can be",
            hint="Give a label, a CURIE, an IRI, a number, a date or a term of rdflib.",
        )


def open(place: str | Path | None = None) -> Graph:
    """Open a graph.

    Args:
        place: The folder of a release, or the URL of a SPARQL 1.1 endpoint that holds one; without it, the release
            that comes with hivkg.

    >>> import hivkg
    >>> hivkg.open()
    hivkg.open()

    Raises:
        ReleaseError: There is no release in the folder, or it is damaged.
    """
    project = find_project()
    queries = load_queries(project.queries)
    if isinstance(place, str) and place.startswith(_URL):
        return Graph(RemoteStore(place, GRAPHS), queries, place)
    return Graph(MemoryStore(read_release(project.release if place is None else Path(place))), queries, place)
