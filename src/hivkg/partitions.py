"""Counts triples as VoID does: in a whole, and cut along its classes and properties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from hivkg.namespaces import RDF, Iri

_TYPE = ox.NamedNode(f"{RDF}type")
_Classes = Mapping[ox.NamedNode | ox.BlankNode | ox.Triple, Sequence[Iri]]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a set of triples is; `entities` are those that have a class."""

    triples: int
    subjects: int
    objects: int
    properties: int
    classes: int
    entities: int


@dataclass(frozen=True, slots=True)
class PropertyPart:
    """The triples with one property."""

    property: Iri
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class ClassPart:
    """The triples whose subject is of one class: its instances, and what they have of each property."""

    class_: Iri
    entities: int
    triples: int
    properties: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """How often the instances of a class have a property, and with what: objects by class, literals by datatype.

    An object of two classes counts for both, and one of none for neither.
    """

    property: Iri
    triples: int
    classes: tuple[tuple[Iri, int], ...]
    datatypes: tuple[tuple[Iri, int], ...]


def measure(triples: Sequence[ox.Triple]) -> Size:
    """Count distinct triples and what is in them."""
    classes = _classes_of(triples)
    return Size(
        triples=len(triples),
        subjects=len({triple.subject for triple in triples}),
        objects=len({triple.object for triple in triples}),
        properties=len({triple.predicate for triple in triples}),
        classes=len({of for several in classes.values() for of in several}),
        entities=len(classes),
    )


def cut_by_property(triples: Sequence[ox.Triple]) -> Iterator[PropertyPart]:
    """Count the triples of each property, by IRI."""
    parts: dict[Iri, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        parts[triple.predicate.value].append(triple)
    for iri, part in sorted(parts.items()):
        yield PropertyPart(iri, len(part), len({t.subject for t in part}), len({t.object for t in part}))


def cut_by_class(triples: Sequence[ox.Triple]) -> Iterator[ClassPart]:
    """Count the instances of each class and their triples, by IRI; a class that has no IRI is left out."""
    classes = _classes_of(triples)
    entities: Counter[Iri] = Counter(of for several in classes.values() for of in several)
    parts: dict[Iri, dict[Iri, list[ox.Triple]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        for of in classes.get(triple.subject, ()):
            parts[of][triple.predicate.value].append(triple)
    for iri, by_property in sorted(parts.items()):
        uses = tuple(_use(property_, part, classes) for property_, part in sorted(by_property.items()))
        yield ClassPart(iri, entities[iri], sum(use.triples for use in uses), uses)


def _use(property_: Iri, triples: Sequence[ox.Triple], classes: _Classes) -> Use:
    of_class: Counter[Iri] = Counter()
    of_datatype: Counter[Iri] = Counter()
    for triple in triples:
        if isinstance(triple.object, ox.Literal):
            of_datatype[triple.object.datatype.value] += 1
        else:
            of_class.update(classes.get(triple.object, ()))
    return Use(property_, len(triples), tuple(sorted(of_class.items())), tuple(sorted(of_datatype.items())))


def _classes_of(triples: Sequence[ox.Triple]) -> _Classes:
    found: dict[ox.NamedNode | ox.BlankNode | ox.Triple, list[Iri]] = defaultdict(list)
    for triple in triples:
        if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
            found[triple.subject].append(triple.object.value)
    return dict(found)
