"""Answers SPARQL over named graphs, in memory or at a remote endpoint; read-only.

The default graph is the union of every graph but `candidates`, unless the query names its dataset with
FROM or FROM NAMED. Both stores hold to that, so that a query has one answer wherever it runs.
"""

from __future__ import annotations

import json
import re
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.error import URLError

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLExceptions, SPARQLWrapper

from hivkg.errors import EndpointError, QueryError, did_you_mean
from hivkg.model import Literal, Term
from hivkg.namespaces import PREFIXES, XSD, graph_iri

OUTSIDE_UNION = "candidates"
"""The graph that only a query which names it can see."""

_COMMENT_STRING_IRI = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>"
    r"|#[^\n]*",
    re.DOTALL,
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class BlankNode:
    """A blank node in an answer; its label holds within the answer only."""

    label: str


Value = Term | BlankNode
Row = tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to SELECT: columns in the order of the query, rows in the order of the answer."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TripleSet:
    """The answer to CONSTRUCT or DESCRIBE, sorted."""

    triples: tuple[ox.Triple, ...]


Answer = Table | TripleSet | bool


class Store(Protocol):
    """Something that answers SPARQL."""

    def ask(self, query: str) -> Answer:
        """Answer a query; hivkg's prefixes need not be declared.

        Raises:
            QueryError: The query is not SPARQL, or would change the data.
            EndpointError: A remote store did not answer.
        """
        ...


class MemoryStore:
    """Named graphs held in memory by pyoxigraph."""

    def __init__(self, graphs: Mapping[str, Iterable[ox.Triple]]) -> None:
        self._store = ox.Store()
        self._named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(graph_iri(name)) for name in graphs]
        self._union: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
            ox.NamedNode(graph_iri(name)) for name in graphs if name != OUTSIDE_UNION
        ]
        self._store.bulk_extend(
            ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph_iri(name)))
            for name, triples in graphs.items()
            for t in triples
        )

    def ask(self, query: str) -> Answer:
        """Answer a query; see `Store.ask`."""
        refuse_update(query)
        return _interruptible(lambda: self._ask(query))

    def _ask(self, query: str) -> Answer:
        own = names_dataset(query)
        result = None
        try:
            result = self._store.query(
                query,
                prefixes=PREFIXES,
                default_graph=None if own else self._union,
                named_graphs=None if own else self._named,
            )
            if isinstance(result, ox.QuerySolutions):
                variables = result.variables
                rows = tuple(tuple(from_node(solution[v]) for v in variables) for solution in result)
                return Table(tuple(variable.value for variable in variables), rows)
            if isinstance(result, ox.QueryTriples):
                return TripleSet(tuple(sorted(result, key=str)))
            return bool(result)
        except SyntaxError as error:
            raise _syntax_error(query, error) from error
        except (OSError, ValueError, RuntimeError) as error:
            traceback.clear_frames(error.__traceback__)
            raise QueryError(f"the query cannot be answered: {_first_line(error)}", hint=_SERVICE_HINT) from error
        finally:
            result = None  # pyoxigraph's rows must end in the thread that asked for them, also after an error


class RemoteStore:
    """A SPARQL 1.1 endpoint that holds the release in its named graphs."""

    def __init__(self, url: str, graphs: Sequence[str], *, seconds: int = 30) -> None:
        if not url.startswith(("http://", "https://")):
            raise EndpointError(f"{url!r} is not the URL of an endpoint", hint="Give one that begins with http.")
        self._url = url
        self._graphs = tuple(graphs)
        self._seconds = seconds

    def ask(self, query: str) -> Answer:
        """Answer a query; see `Store.ask`."""
        refuse_update(query)
        client = SPARQLWrapper(self._url)
        client.setMethod(POST)
        client.setTimeout(self._seconds)
        client.setQuery(declare_prefixes(query))
        if not names_dataset(query):
            for name in self._graphs:
                client.addParameter("named-graph-uri", graph_iri(name))
                if name != OUTSIDE_UNION:
                    client.addParameter("default-graph-uri", graph_iri(name))
        triples = client.queryType in ("CONSTRUCT", "DESCRIBE")
        client.setReturnFormat(TURTLE if triples else JSON)
        try:
            content = client.query().response.read()
            if triples:
                quads = ox.parse(content, format=ox.RdfFormat.TURTLE)
                return TripleSet(tuple(sorted((ox.Triple(q.subject, q.predicate, q.object) for q in quads), key=str)))
            return _from_json(json.loads(content))
        except SPARQLExceptions.QueryBadFormed as error:
            raise QueryError(f"{self._url} refused the query: {_first_line(error)}", hint=_SYNTAX_HINT) from error
        except (SPARQLExceptions.SPARQLWrapperException, URLError, OSError) as error:
            raise EndpointError(
                f"{self._url} did not answer: {_first_line(error)}", hint="Is the endpoint running, and the URL right?"
            ) from error
        except (ValueError, KeyError, SyntaxError) as error:
            raise EndpointError(
                f"{self._url} answered with something that is no SPARQL result",
                hint="Give the URL of the endpoint itself, not of its page.",
            ) from error


def _syntax_error(query: str, error: SyntaxError) -> QueryError:
    """Tell a syntax error in a line: an unknown prefix by its name, anything else by its place."""
    bare = _bare(query)
    declared = {*re.findall(r"PREFIX\s+([\w-]*):", bare, re.IGNORECASE), *PREFIXES}
    for name in re.findall(r"(?<![\w:?$@-])([A-Za-z][\w-]*):", bare):
        if name not in declared:
            hint = f"{did_you_mean(name, declared)}Declare it: PREFIX {name}: <...>"
            return QueryError(f"the query uses the unknown prefix {name!r}", hint=hint)
    told = _first_line(error).partition(": expected")[0].partition(" expected one of")[0]
    return QueryError(f"the query is not SPARQL: {told.removeprefix('error at ')}", hint=_SYNTAX_HINT)


def names_dataset(query: str) -> bool:
    """Say whether a query names its dataset with FROM; a FROM in a string, IRI or comment does not count.

    >>> names_dataset("SELECT * FROM <urn:g> WHERE { ?s ?p ?o }")
    True
    >>> names_dataset("SELECT * WHERE { ?s ?p 'FROM <urn:g>' } # FROM")
    False
    """
    return re.search(r"(?<![\w:?$@.-])FROM(\s+NAMED)?(\s*<>|\s+[\w.-]*:)", _bare(query), re.IGNORECASE) is not None


def refuse_update(query: str) -> None:
    """Refuse what is not a query before any store sees it.

    Raises:
        QueryError: It begins like an update, or like nothing that SPARQL knows.
    """
    try:
        query.encode()
    except UnicodeEncodeError as error:
        raise QueryError("the query is not Unicode text", hint="Give it in UTF-8.") from error
    word = find_form(query)
    if word in ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"):
        raise QueryError(f"{word} would change the data, and the store is read-only", hint=_SYNTAX_HINT)
    if word not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
        raise QueryError("the query is not SPARQL: it begins with none of the four forms", hint=_SYNTAX_HINT)


def find_form(query: str) -> str:
    """Give the word that a query or update begins with, after its prefixes, in capitals.

    >>> find_form("PREFIX a: <urn:a> # ASK\\n select * { ?s ?p ?o }")
    'SELECT'
    """
    body = re.sub(r"\b(PREFIX\s+\S*:\s*<>|BASE\s+<>)", " ", _bare(query), flags=re.IGNORECASE)
    first = re.match(r"\s*(\w*)", body)
    return first[1].upper() if first else ""


def declare_prefixes(query: str) -> str:
    """Declare those of hivkg's prefixes that a query uses and does not declare, on its first line."""
    bare = _bare(query)
    declared = set(re.findall(r"PREFIX\s+([\w-]*):", bare, re.IGNORECASE))
    used = [name for name in PREFIXES if re.search(rf"(?<![\w:-]){name}:", bare) and name not in declared]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in used) + query


_SYNTAX_HINT = "Write SELECT, ASK, CONSTRUCT or DESCRIBE, as in the files of queries/."
_SERVICE_HINT = "A SERVICE in it may be out of reach."


def _bare(query: str) -> str:
    """Blank out strings, IRIs and comments."""
    return _COMMENT_STRING_IRI.sub(lambda found: "<>" if found[0].startswith("<") else " ", query)


def from_node(node: object) -> Value | None:
    """Turn a node of pyoxigraph into a value; `None` stays what it is."""
    if node is None:
        return None
    if isinstance(node, ox.NamedNode):
        return str(node.value)
    if isinstance(node, ox.Literal):
        if node.language:
            return Literal(node.value, language=node.language)
        return Literal(node.value, node.datatype.value)
    return BlankNode(node.value if isinstance(node, ox.BlankNode) else str(node))


def _from_json(result: Mapping[str, object]) -> Answer:
    """Read SPARQL 1.1 Query Results JSON."""
    if "boolean" in result:
        return bool(result["boolean"])
    head, results = result["head"], result["results"]
    if not isinstance(head, dict) or not isinstance(results, dict):
        raise ValueError("no SPARQL result")
    columns = tuple(head["vars"])
    rows = tuple(tuple(_from_binding(row.get(name)) for name in columns) for row in results["bindings"])
    return Table(columns, rows)


def _from_binding(binding: Mapping[str, str] | None) -> Value | None:
    if binding is None:
        return None
    if binding["type"] == "uri":
        return binding["value"]
    if binding["type"] == "bnode":
        return BlankNode(binding["value"])
    return Literal(binding["value"], binding.get("datatype", f"{XSD}string"), binding.get("xml:lang", ""))


def _interruptible(work: Callable[[], _T]) -> _T:
    """Run work in a thread of its own, since pyoxigraph cannot be cancelled and would hold back Ctrl-C."""
    done: list[_T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:  # handed to the caller's thread
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
    if failed:
        raise failed[0]
    return done[0]


def _first_line(error: BaseException) -> str:
    text = str(getattr(error, "reason", "") or error).strip()
    return " ".join(text.split())[:300]
