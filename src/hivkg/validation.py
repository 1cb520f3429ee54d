"""Checks data against the shapes with pySHACL, and says what each result means and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox
import rdflib
from pyshacl import validate
from rdflib.namespace import RDF, RDFS, SH

from hivkg.errors import ShapeError
from hivkg.namespaces import Iri, shorten
from hivkg.texts import read_text
from hivkg.triples import to_bytes

_SYNTAXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
}
MAX_MEGABYTES = 256
"""A larger file is beyond what pySHACL can check in memory; it is refused before it is read."""

_SUBCLASSES = f"<{RDF.type}>/<{RDFS.subClassOf}>*"
_TARGETS = {
    SH.targetClass: f"?this {_SUBCLASSES} <{{}}>",
    SH.targetSubjectsOf: "?this <{}> ?any",
    SH.targetNode: "VALUES ?this {{ <{}> }}",
}
_IRI = re.compile(r"https?://[^\s\"<>]*[\w/]")


@dataclass(frozen=True, order=True, slots=True)
class Result:
    """One constraint that one node breaks.

    `constraint` is the name of the shape, such as "claim-has-evidence"; `severity` Violation or Warning.
    """

    severity: str
    constraint: str
    focus: Iri
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """All results, violations first; data conform if none is a violation."""

    results: tuple[Result, ...]

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that make the data wrong; the others say that they are thin."""
        return tuple(result for result in self.results if result.severity == "Violation")


def load_shapes(folder: Path) -> rdflib.Graph:
    """Read every shapes file of a folder into one graph.

    Raises:
        ShapeError: There is none, or one is not Turtle.
    """
    shapes = rdflib.Graph()
    paths = sorted(folder.glob("*.ttl"))
    if not paths:
        raise ShapeError(f"the folder {folder} holds no shapes", hint="Restore it from git.")
    for path in paths:
        shapes += load_data(path)
    return shapes


def load_data(path: Path) -> rdflib.Graph:
    """Read an RDF file, whatever its graphs, into one graph; the syntax follows the file's ending.

    Raises:
        ShapeError: It cannot be read, its ending is unknown, or it is not what the ending says.
    """
    syntax = _SYNTAXES.get(path.suffix.lower())
    if syntax is None:
        raise ShapeError(
            f"{path}: the ending {path.suffix!r} is of no RDF syntax", hint=f"Known endings: {', '.join(_SYNTAXES)}."
        )
    text = read_text(path, ShapeError, megabytes=MAX_MEGABYTES)
    try:
        quads = list(ox.parse(text, format=syntax, base_iri=path.resolve().as_uri(), rename_blank_nodes=True))
    except (SyntaxError, ValueError) as error:
        told = " ".join(str(getattr(error, "msg", error)).split())[:200]
        raise ShapeError(f"{path} is not {syntax.name}: {told}", hint="Mend it, or give its true ending.") from error
    return _to_graph(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)


def has_targets(data: rdflib.Graph, beside: rdflib.Graph, shapes: rdflib.Graph) -> bool:
    """Say whether any shape speaks of anything in data; `beside` has the class hierarchy."""
    kinds = {kind for target in shapes.objects(None, SH.targetClass) for kind in _kinds_of(target, beside)}
    properties = set(shapes.objects(None, SH.targetSubjectsOf))
    return any(p in properties or (p == RDF.type and o in kinds) for _, p, o in data)


def find_focus(data: rdflib.Graph) -> list[rdflib.URIRef | str] | None:
    """Give the nodes that data speak of, for `check_shapes`; `None`, for all, where one is blank and has no name."""
    subjects = set(data.subjects())
    named: list[rdflib.URIRef | str] = [each for each in subjects if isinstance(each, rdflib.URIRef)]
    return sorted(named) if len(named) == len(subjects) else None


def _kinds_of(kind: rdflib.term.Node, graph: rdflib.Graph) -> set[rdflib.term.Node]:
    return {kind, *(below for below in graph.transitive_subjects(RDFS.subClassOf, kind) if below is not None)}


def merge_graphs(graphs: Mapping[str, Sequence[ox.Triple]]) -> rdflib.Graph:
    """Join named graphs into the one graph that pySHACL checks.

    Of what is inferred only the class hierarchy is taken, so that only what was asserted passes for a fact.
    """
    hierarchy = ("subClassOf", "equivalentClass")
    chosen = [
        triple
        for name, triples in graphs.items()
        for triple in triples
        if name != "inferred" or triple.predicate.value.endswith(hierarchy)
    ]
    # Parsed from text: a graph on another store hands pySHACL plain strings as typed ones, and sh:in fails.
    return _to_graph(chosen)


def _to_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=to_bytes(triples, ox.RdfFormat.N_TRIPLES), format="nt")


def check_shapes(
    data: rdflib.Graph, shapes: rdflib.Graph, focus: list[rdflib.URIRef | str] | None = None, *, reference: bool = False
) -> Report:
    """Validate data against shapes.

    pySHACL checks the constraints of SHACL Core. A constraint in SPARQL is asked once of the whole graph and not, as
    pySHACL does it, once of every focus node: the report is the same, and comes many times sooner.

    Args:
        data: With the ontology's triples in it, since classes are followed over `rdfs:subClassOf`.
        focus: Check these nodes alone, where they are targets.
        reference: Let pySHACL check everything.

    Raises:
        ShapeError: The shapes cannot be used.
    """
    if reference:
        found = _check_with_pyshacl(data, shapes, focus)
    else:
        found = _check_with_pyshacl(data, _without_sparql(shapes), focus)
        found |= {each for each in ask_constraints(data, shapes) if focus is None or rdflib.URIRef(each.focus) in focus}
    named = {replace(each, focus=shorten(each.focus), value=shorten(each.value)) for each in found}
    return Report(tuple(sorted(named, key=lambda result: (result.severity != "Violation", result))))


def _check_with_pyshacl(
    data: rdflib.Graph, shapes: rdflib.Graph, focus: list[rdflib.URIRef | str] | None
) -> set[Result]:
    _, report, _ = validate(
        data, shacl_graph=shapes, inference="none", do_owl_imports=False, meta_shacl=False, focus_nodes=focus
    )
    if not isinstance(report, rdflib.Graph):  # pySHACL hands an exception back instead of raising it
        raise ShapeError(f"pySHACL cannot use the shapes: {report}", hint="Mend the constraint that it names.")
    found = set()
    for node in report.subjects(RDF.type, SH.ValidationResult):
        source = report.value(node, SH.sourceShape)
        severity = report.value(node, SH.resultSeverity)
        value = report.value(node, SH.value)
        found.add(
            Result(
                severity=str(severity).rpartition("#")[2],
                constraint=_name(source, shapes),
                focus=str(report.value(node, SH.focusNode)),
                value="" if value is None else str(value),
                message=_IRI.sub(lambda found: shorten(found[0]), str(report.value(node, SH.resultMessage) or "")),
            )
        )
    return found


def _without_sparql(shapes: rdflib.Graph) -> rdflib.Graph:
    """Leave the constraints in SPARQL out; each must stand at a shape with a target, where it is asked by itself."""
    core = rdflib.Graph()
    core += shapes
    for shape, constraint in shapes.subject_objects(SH.sparql):
        if not any((shape, target, None) in shapes for target in _TARGETS):
            raise ShapeError(f"{_name(shape, shapes)} asks in SPARQL without a target", hint="Give it sh:targetClass.")
        core.remove((shape, SH.sparql, constraint))
    return core


def ask_constraints(data: rdflib.Graph, shapes: rdflib.Graph) -> set[Result]:
    """Ask each constraint in SPARQL once of all its targets; `$this` is a variable that the target binds."""
    store = ox.Store()
    store.bulk_load(data.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES)
    found = set()
    for shape, constraint in shapes.subject_objects(SH.sparql):
        select = str(shapes.value(constraint, SH.select))
        message = str(shapes.value(constraint, SH.message) or "")
        severity = str(shapes.value(shape, SH.severity) or SH.Violation).rpartition("#")[2]
        targets = " UNION ".join(
            f"{{ {pattern.format(target)} }}"
            for property_, pattern in _TARGETS.items()
            for target in sorted(map(str, shapes.objects(shape, property_)))
        )
        head, where, body = select.replace("$this", "?this").partition("WHERE {")
        answer = store.query(f"{head}{where} {{ SELECT DISTINCT ?this WHERE {{ {targets} }} }} {body}")
        assert isinstance(answer, ox.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        for row in answer:
            values = {name: row[name].value for name in names if row[name] is not None}
            told = _IRI.sub(lambda found: shorten(found[0]), _fill(message, values))
            found.add(Result(severity, _name(shape, shapes), values["this"], values.get("value", values["this"]), told))
    return found


def _fill(message: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{[?$](\w+)\}", lambda found: values.get(found[1], found[0]), message)


def _name(shape: object, shapes: rdflib.Graph) -> str:
    if isinstance(shape, rdflib.URIRef):
        return str(shape).rpartition("/")[2]
    label = shapes.value(shape, RDFS.label) if isinstance(shape, rdflib.BNode) else None
    return str(label or "a shape without a name")
