"""Reads the ontology's modules into triples, and the triples into a vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from hivkg.errors import OntologyError
from hivkg.namespaces import HIVKG, OWL, RDF, RDFS, SCHEMA, SKOS, Iri
from hivkg.vocabulary import Entry, Vocabulary

EDIT_FILE = "hivkg.ttl"

_KINDS = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "object property",
    f"{OWL}DatatypeProperty": "datatype property",
    f"{OWL}AnnotationProperty": "annotation property",
    f"{OWL}NamedIndividual": "individual",
}

_Values = Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]


def load_ontology(folder: Path) -> list[ox.Triple]:
    """Read the edit file, every module and every import stub; blank nodes are labelled by content (RDFC-1.0).

    Raises:
        OntologyError: A file is not Turtle, or the edit file does not import exactly the files that are there.
    """
    dataset = ox.Dataset()
    declared: set[Iri] = set()
    imported: set[Iri] = set()
    paths = sorted([*(folder / "modules").glob("*.ttl"), *(folder / "imports").glob("*.ttl")])
    for path in [folder / EDIT_FILE, *paths]:
        for triple in _read_turtle(path):
            dataset.add(ox.Quad(triple.subject, triple.predicate, triple.object))
            if triple.predicate.value == f"{OWL}imports" and path.name == EDIT_FILE:
                imported.add(_iri(triple.object))
            if path.name != EDIT_FILE and _is_ontology_header(triple):
                declared.add(_iri(triple.subject))
    if declared != imported:
        odd = sorted(declared ^ imported)[0]
        raise OntologyError(
            f"{folder / EDIT_FILE} and the modules beside it do not agree on <{odd}>",
            hint="Let owl:imports name every file in modules/ and imports/, and no other.",
        )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((ox.Triple(q.subject, q.predicate, q.object) for q in dataset), key=str)


def build_vocabulary(triples: Iterable[ox.Triple]) -> Vocabulary:
    """Gather what the ontology says of its terms: hivkg's own, and the labels of what it takes from others."""
    facts: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        facts[_key(triple.subject)][triple.predicate.value].append(triple.object)  # type: ignore[arg-type]
    entries = {iri: entry for iri, values in facts.items() if (entry := _entry(iri, values))}
    disjoint: set[frozenset[Iri]] = set()
    chains: dict[Iri, tuple[Iri, ...]] = {}
    for key, values in facts.items():
        for other in values.get(f"{OWL}disjointWith", []):
            disjoint.add(frozenset({key, _key(other)}))
        for head in values.get(f"{OWL}members", []):
            members = _list(facts, head)
            disjoint.update(frozenset({a, b}) for a in members for b in members if a < b)
        for head in values.get(f"{OWL}propertyChainAxiom", []):
            chains[key] = _list(facts, head)
    return Vocabulary(
        entries=dict(sorted(entries.items())),
        disjoint=frozenset(disjoint),
        chains=chains,
        subject_kinds=_ends(facts, f"{SCHEMA}domainIncludes"),
        object_kinds=_ends(facts, f"{SCHEMA}rangeIncludes"),
    )


def _read_turtle(path: Path) -> list[ox.Quad]:
    try:
        return list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except OSError as error:
        raise OntologyError(f"cannot read {path}: {error.strerror}", hint="Restore the file from git.") from error
    except SyntaxError as error:
        raise OntologyError(f"{path} is not Turtle: {error.msg}", hint="Mend the line that it names.") from error


def _is_ontology_header(triple: ox.Quad) -> bool:
    return triple.predicate.value == f"{RDF}type" and _key(triple.object) == f"{OWL}Ontology"


def _entry(iri: str, values: _Values) -> Entry | None:
    types = [_key(kind) for kind in values.get(f"{RDF}type", [])]
    kind = next((_KINDS[of] for of in types if of in _KINDS), None)
    labels = [value.value for value in values.get(f"{RDFS}label", []) if isinstance(value, ox.Literal)]
    if kind is None or not labels:
        return None
    parents = [_key(up) for rel in ("subClassOf", "subPropertyOf") for up in values.get(RDFS + rel, [])]
    return Entry(
        iri=iri,
        kind=kind,
        label=labels[0],
        synonyms=tuple(sorted(v.value for v in values.get(f"{SKOS}altLabel", []) if isinstance(v, ox.Literal))),
        definition=next((v.value for v in values.get(f"{SKOS}definition", []) if isinstance(v, ox.Literal)), ""),
        parents=tuple(sorted(parent for parent in parents if not parent.startswith("_:"))),
        types=tuple(sorted(of for of in types if of.startswith(HIVKG))),
    )


def _ends(facts: Mapping[str, _Values], predicate: Iri) -> dict[Iri, frozenset[Iri]]:
    return {
        key: frozenset(_key(kind) for kind in values[predicate]) for key, values in facts.items() if predicate in values
    }


def _list(facts: Mapping[str, _Values], head: object) -> tuple[Iri, ...]:
    found = []
    while _key(head) != f"{RDF}nil":
        node = facts[_key(head)]
        found.append(_key(node[f"{RDF}first"][0]))
        head = node[f"{RDF}rest"][0]
    return tuple(found)


def _key(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _iri(node: object) -> Iri:
    assert isinstance(node, ox.NamedNode), node
    return node.value
