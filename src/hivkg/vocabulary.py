"""What the other steps ask of the ontology: names, hierarchy, disjointness, chains, ends of relations, mappings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hivkg.namespaces import Iri

CONFIRM = "confirm before release"
"""Flags a mapping whose object was met in secondary mention only: never counted as verified."""
OBSOLESCENCE_UNKNOWN = "obsolescence unknown"
"""Flags a mapping whose object was read where obsolete terms are not marked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A class, property or individual of the ontology, or a registered particular such as a case.

    `parents` are its superclasses or superproperties with a name; `types` the classes it is an
    instance of. A particular has types and no parents.
    """

    iri: Iri
    kind: str
    label: str
    synonyms: tuple[str, ...] = ()
    definition: str = ""
    parents: tuple[Iri, ...] = ()
    types: tuple[Iri, ...] = ()


@dataclass(frozen=True, order=True, slots=True)
class TermMapping:
    """One row of an SSSOM file: our term, how it matches, and the other ontology's term with its label.

    Attributes:
        comment: Why it matches so and not exactly, or why it does under another name; may be empty.
        flags: What has yet to be confirmed of the object, `CONFIRM`, `OBSOLESCENCE_UNKNOWN` or both.
        place: File and line.
    """

    subject: Iri
    predicate: Iri
    object: Iri
    subject_label: str
    object_label: str
    justification: Iri
    comment: str
    flags: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class VerifiedTerm:
    """A row of the table of verified identifiers: a term of another ontology.

    `obsolete` is yes, no or unknown; `verification` says where the identifier was read; `kind` is class,
    property, annotation property, data property or individual.
    """

    label: str
    synonyms: tuple[str, ...]
    obsolete: str
    verification: str
    kind: str


@dataclass(frozen=True)
class Vocabulary:
    """Every entry, and how entries bear on each other.

    `disjoint` holds pairs of classes as asserted; `chains` maps a property to the chain that implies it;
    `subject_kinds` and `object_kinds` map a relation to the classes (or datatypes) its ends may have.
    """

    entries: Mapping[Iri, Entry]
    disjoint: frozenset[frozenset[Iri]] = frozenset()
    chains: Mapping[Iri, tuple[Iri, ...]] = field(default_factory=dict)
    subject_kinds: Mapping[Iri, frozenset[Iri]] = field(default_factory=dict)
    object_kinds: Mapping[Iri, frozenset[Iri]] = field(default_factory=dict)

    def __contains__(self, iri: Iri) -> bool:
        return iri in self.entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def label(self, iri: Iri) -> str:
        """The label of an entry; of anything else, the end of its IRI."""
        entry = self.entries.get(iri)
        return entry.label if entry else iri.rstrip("/#").replace("#", "/").rpartition("/")[2]

    def ancestors(self, iri: Iri) -> frozenset[Iri]:
        """The entry itself and all that stand above it by the parents given; a particular's types count."""
        found = self._closures.get(iri)
        if found is None:
            above, waiting = {iri}, [iri]
            while waiting:
                entry = self.entries.get(waiting.pop())
                for parent in (*entry.parents, *entry.types) if entry else ():
                    if parent not in above:
                        above.add(parent)
                        waiting.append(parent)
            found = self._closures[iri] = frozenset(above)
        return found

    def is_a(self, iri: Iri, kind: Iri) -> bool:
        """Whether an entry is a kind, or an instance of it."""
        return kind in self.ancestors(iri)

    def are_disjoint(self, one: Iri, other: Iri) -> bool:
        """Whether two classes cannot share an instance, by their own or their ancestors' disjointness."""
        return any(
            frozenset({above_one, above_other}) in self.disjoint
            for above_one in self.ancestors(one)
            for above_other in self.ancestors(other)
        )

    @cached_property
    def _closures(self) -> dict[Iri, frozenset[Iri]]:
        return {}
