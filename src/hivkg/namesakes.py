"""Finds terms of other ontologies that go by the name of one of ours and are neither mapped nor told apart.

Before a term is minted it has to be looked for elsewhere; here that is checked afterwards, for every name. A
namesake is mapped, or `ontology/unmatched.tsv` says why it means something else. What we looked for and could not
verify stands in `ontology/wanted.tsv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hivkg.errors import OntologyError, QueryError
from hivkg.mappings import check_identifier, read_table
from hivkg.namespaces import HIVKG, Iri, expand, shorten
from hivkg.vocabulary import Entry, TermMapping, VerifiedTerm, Vocabulary
from hivkg.words import normalize_name


@dataclass(frozen=True, order=True, slots=True)
class Namesake:
    """A term of ours and one of another ontology that share a name; `name` is as we write it."""

    term: Iri
    identifier: Iri
    name: str
    label: str


@dataclass(frozen=True, order=True, slots=True)
class Unmatched:
    """A namesake that means something else, and why."""

    term: Iri
    identifier: Iri
    label: str
    reason: str
    place: str


@dataclass(frozen=True, order=True, slots=True)
class Wanted:
    """An identifier that one of our terms should be mapped to and that could not be verified.

    `ontology` is the prefix of the ontology that should have it, `wanted` what to look for there.
    """

    term: Iri
    ontology: str
    wanted: str
    reason: str
    place: str


def read_unmatched(path: Path) -> list[Unmatched]:
    """Read the table of namesakes that mean something else.

    Raises:
        OntologyError: It is not there, or a row is not filled.
    """
    return [
        Unmatched(_expand(path, number, row["term"]), _expand(path, number, row["identifier"]), row["label"],
                  row["reason"], f"{path.name}:{number}")
        for number, row in read_table(path, ("term", "identifier", "label", "reason"))
    ]  # fmt: skip


def read_wanted(path: Path) -> list[Wanted]:
    """Read the table of identifiers that are wanted and could not be verified.

    Raises:
        OntologyError: It is not there, or a row is not filled.
    """
    return [
        Wanted(_expand(path, number, row["term"]), row["ontology"], row["wanted"], row["reason"],
               f"{path.name}:{number}")
        for number, row in read_table(path, ("term", "ontology", "wanted", "reason"))
    ]  # fmt: skip


def find_namesakes(
    vocabulary: Vocabulary,
    verified: Mapping[Iri, VerifiedTerm],
    mappings: Iterable[TermMapping] = (),
    unmatched: Iterable[Unmatched] = (),
) -> list[Namesake]:
    """Find terms of other ontologies that share a name with one of ours, other than those given.

    A class or individual shares its names with classes and individuals only, a property with properties. A
    foreign term that stands directly above ours in the hierarchy is no namesake to be told of, nor is an
    obsolete one.
    """
    known = {(row.subject, row.object) for row in mappings} | {(row.term, row.identifier) for row in unmatched}
    foreign: dict[tuple[bool, str], set[Iri]] = defaultdict(set)
    for iri, term in verified.items():
        if term.obsolete != "yes":
            for name in (term.label, *term.synonyms):
                foreign[_is_property(term), normalize_name(name)].add(iri)
    found: dict[tuple[Iri, Iri], Namesake] = {}
    for entry in vocabulary:
        if entry.iri.startswith(HIVKG):
            for name in (entry.label, *entry.synonyms):
                for iri in foreign.get((_is_property(entry), normalize_name(name)), ()):
                    if (entry.iri, iri) not in known and iri not in entry.parents:
                        found.setdefault((entry.iri, iri), Namesake(entry.iri, iri, name, verified[iri].label))
    return sorted(found.values())


def check_unmatched(
    rows: Iterable[Unmatched],
    vocabulary: Vocabulary,
    mappings: Iterable[TermMapping],
    verified: Mapping[Iri, VerifiedTerm],
) -> Iterator[str]:
    """Say what is wrong with the table of namesakes that mean something else, one line each."""
    rows = list(rows)
    mapped = {(row.subject, row.object) for row in mappings}
    namesakes = {(each.term, each.identifier) for each in find_namesakes(vocabulary, verified)}
    for row in rows:
        problems = list(check_identifier(row.identifier, row.label, verified))
        if row.term not in vocabulary:
            problems.append(f"{shorten(row.term)} is not a term of the ontology")
        elif (row.term, row.identifier) in mapped:
            problems.append(f"{shorten(row.term)} is mapped to {shorten(row.identifier)}; take the row out")
        elif not problems and (row.term, row.identifier) not in namesakes:
            problems.append(f"{shorten(row.term)} and {shorten(row.identifier)} share no name; take the row out")
        yield from (f"{row.place}: {problem}" for problem in problems)


def check_wanted(rows: Iterable[Wanted], vocabulary: Vocabulary, verified: Mapping[Iri, VerifiedTerm]) -> Iterator[str]:
    """Say what is wrong with the table of wanted identifiers, one line each: above all what is wanted no more."""
    had: dict[tuple[str, str], Iri] = {}
    for iri, term in verified.items():
        if term.obsolete != "yes":
            for name in (term.label, *term.synonyms):
                had.setdefault((shorten(iri).partition(":")[0], normalize_name(name)), iri)
    for row in rows:
        found = had.get((row.ontology, normalize_name(row.wanted)))
        if row.term not in vocabulary:
            yield f"{row.place}: {shorten(row.term)} is not a term of the ontology"
        elif found:
            yield f"{row.place}: {row.wanted!r} is verified now, as {shorten(found)}; map it and take the row out"


def _is_property(entry: Entry | VerifiedTerm) -> bool:
    return "property" in entry.kind


def _expand(path: Path, number: int, curie: str) -> Iri:
    try:
        return expand(curie)
    except QueryError as error:
        raise OntologyError(f"{path.name}:{number}: {error}", hint=error.hint) from error
