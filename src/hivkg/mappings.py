"""Reads SSSOM mapping files, and checks every foreign identifier against the table of verified ones."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hivkg.errors import OntologyError
from hivkg.namespaces import Iri, expand, shorten
from hivkg.texts import read_text
from hivkg.vocabulary import Vocabulary

_COLUMNS = ("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification")


@dataclass(frozen=True, order=True, slots=True)
class TermMapping:
    """One row of an SSSOM file: our term, how it matches, and the other ontology's term with its label."""

    subject: Iri
    predicate: Iri
    object: Iri
    subject_label: str
    object_label: str
    justification: Iri
    place: str


@dataclass(frozen=True, slots=True)
class VerifiedTerm:
    """A row of the table of verified identifiers."""

    label: str
    obsolete: str
    verification: str


def read_mappings(folder: Path) -> list[TermMapping]:
    """Read every `*.sssom.tsv` of a folder, sorted.

    Raises:
        OntologyError: A file lacks a column.
    """
    rows: list[TermMapping] = []
    for path in sorted(folder.glob("*.sssom.tsv")):
        lines = read_text(path, OntologyError).splitlines()
        header = sum(line.startswith("#") for line in lines)
        table = csv.DictReader(lines[header:], delimiter="\t")
        missing = [name for name in _COLUMNS if name not in (table.fieldnames or ())]
        if missing:
            raise OntologyError(f"{path} lacks the column {missing[0]}", hint=f"Columns: {', '.join(_COLUMNS)}.")
        for number, row in enumerate(table, header + 2):
            if not all(row[name] for name in _COLUMNS):
                raise OntologyError(f"{path}:{number}: the row is too short", hint="Fill every column.")
            rows.append(
                TermMapping(
                    subject=expand(row["subject_id"]),
                    predicate=expand(row["predicate_id"]),
                    object=expand(row["object_id"]),
                    subject_label=row["subject_label"],
                    object_label=row["object_label"],
                    justification=expand(row["mapping_justification"]),
                    place=f"{path.name}:{number}",
                )
            )
    return sorted(rows)


def read_verified_terms(path: Path) -> dict[Iri, VerifiedTerm]:
    """Read the table of verified identifiers.

    Raises:
        OntologyError: It is not there.
    """
    lines = read_text(path, OntologyError).splitlines()
    return {
        expand(row["curie"]): VerifiedTerm(row["label"], row["obsolete"], row["verification"])
        for row in csv.DictReader(lines, delimiter="\t")
    }


def check_identifiers(
    vocabulary: Vocabulary, mappings: Iterable[TermMapping], verified: Mapping[Iri, VerifiedTerm]
) -> Iterator[str]:
    """Say what is wrong with the foreign identifiers that ontology and mappings use, one line each.

    An identifier is wrong if the table does not hold it, marks it obsolete or knows it from secondary
    mention only, or if it goes by another label here than there.
    """
    for mapping in mappings:
        if mapping.subject not in vocabulary:
            yield f"{mapping.place}: {shorten(mapping.subject)} is not a term of the ontology"
        elif vocabulary.label(mapping.subject) != mapping.subject_label:
            yield f"{mapping.place}: the label of {shorten(mapping.subject)} is {vocabulary.label(mapping.subject)!r}"
        yield from _check(mapping.place, mapping.object, mapping.object_label, verified)
    for entry in vocabulary:
        if "/obo/" in entry.iri:
            yield from _check("ontology/imports", entry.iri, entry.label, verified)


def _check(place: str, iri: Iri, label: str, verified: Mapping[Iri, VerifiedTerm]) -> Iterator[str]:
    known = verified.get(iri)
    if known is None:
        yield f"{place}: {shorten(iri)} is not in the table of verified identifiers"
    elif known.obsolete == "yes":
        yield f"{place}: {shorten(iri)} is obsolete"
    elif known.verification == "secondary mention":
        yield f"{place}: {shorten(iri)} is known from secondary mention only"
    elif known.label != label:
        yield f"{place}: {shorten(iri)} is called {known.label!r}, not {label!r}"
