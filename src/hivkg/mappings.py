"""Reads SSSOM mapping files, and checks every foreign identifier against the table of verified ones."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from hivkg.errors import OntologyError, QueryError
from hivkg.namespaces import HIVKG, OBO, SKOS, Iri, expand, shorten
from hivkg.texts import read_text
from hivkg.vocabulary import CONFIRM, OBSOLESCENCE_UNKNOWN, Entry, TermMapping, VerifiedTerm, Vocabulary
from hivkg.words import normalize_name

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
    "flag",
)
"""Columns of a mapping file; `flag` is an extension slot of SSSOM, defined in the header of each file."""

_MAY_BE_EMPTY = ("comment", "flag")
_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_SECONDARY = ("secondary mention", "label comment")
_SETS = "https://w3id.org/hivkg/mappings/"


def read_mappings(folder: Path) -> list[TermMapping]:
    """Read every `*.sssom.tsv` of a folder, sorted.

    Raises:
        OntologyError: A file lacks a column, a row lacks a value, or a header is not that of its file.
    """
    rows: list[TermMapping] = []
    for path in sorted(folder.glob("*.sssom.tsv")):
        text = read_text(path, OntologyError)
        header = [line for line in text.splitlines() if line.startswith("#")]
        found = [_mapping(path.name, number, row) for number, row in read_table(path, COLUMNS, _MAY_BE_EMPTY)]
        _check_header(path, "\n".join(line[1:] for line in header), found)
        rows += found
    return sorted(rows)


def read_verified_terms(path: Path) -> dict[Iri, VerifiedTerm]:
    """Read a table of verified identifiers.

    Raises:
        OntologyError: It is not there, or lacks a column.
    """
    columns = ("curie", "label", "synonyms", "obsolete", "verification", "kind")
    return {
        expand(row["curie"]): VerifiedTerm(
            label=row["label"],
            synonyms=tuple(filter(None, row["synonyms"].split("|"))),
            obsolete=row["obsolete"],
            verification=row["verification"],
            kind=row["kind"],
        )
        for _, row in read_table(path, columns, columns)
    }


def read_table(
    path: Path, columns: Sequence[str], may_be_empty: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read tab-separated rows with the number of their line; lines before the heading may begin with #.

    Raises:
        OntologyError: A column is missing, or a row lacks a value that it must have.
    """
    lines = read_text(path, OntologyError).splitlines()
    header = sum(line.startswith("#") for line in lines)
    table = csv.DictReader(lines[header:], delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in columns if name not in (table.fieldnames or ())]
    if missing:
        raise OntologyError(f"{path} lacks the column {missing[0]}", hint=f"Columns: {', '.join(columns)}.")
    for number, row in enumerate(table, header + 2):
        if None in row or None in row.values():
            raise OntologyError(
                f"{path}:{number}: the row has not as many cells as there are columns",
                hint="Separate cells by one tab each, and leave an empty cell empty.",
            )
        empty = [name for name in columns if name not in may_be_empty and not row[name]]
        if empty:
            raise OntologyError(f"{path}:{number}: the row has no {empty[0]}", hint=f"Fill the column {empty[0]}.")
        yield number, row


def check_mappings(
    vocabulary: Vocabulary, mappings: Sequence[TermMapping], verified: Mapping[Iri, VerifiedTerm]
) -> Iterator[str]:
    """Say what is wrong with mappings and with the foreign identifiers of ontology and mappings, one line each.

    An identifier is wrong if the table does not hold it or marks it obsolete, or if it goes by another label
    here than there. A mapping is wrong if its subject is no term of ours, if it links a class with a property,
    if it says nothing of what has to be confirmed (or says so without need), if it does not say why it is not
    exact or why it holds under another name, or if it contradicts another mapping.
    """
    for mapping in mappings:
        yield from (f"{mapping.place}: {problem}" for problem in _check_mapping(mapping, vocabulary, verified))
    yield from _check_together(mappings)
    for entry in vocabulary:
        if entry.iri.startswith(OBO):
            yield from (f"ontology/imports: {told}" for told in check_identifier(entry.iri, entry.label, verified))


def check_identifier(iri: Iri, label: str, verified: Mapping[Iri, VerifiedTerm]) -> Iterator[str]:
    """Say what is wrong with a foreign identifier and the label it is given."""
    known = verified.get(iri)
    if known is None:
        yield f"{shorten(iri)} is not in the table of verified identifiers"
    elif known.obsolete == "yes":
        yield f"{shorten(iri)} is obsolete"
    elif known.label != label:
        yield f"{shorten(iri)} is called {known.label!r}, not {label!r}"


def find_flags(term: VerifiedTerm) -> tuple[str, ...]:
    """Say what has to be confirmed of a foreign term before it is relied on."""
    due = ((CONFIRM, term.verification in _SECONDARY), (OBSOLESCENCE_UNKNOWN, term.obsolete == "unknown"))
    return tuple(flag for flag, holds in due if holds)


COUNTED = ("mappings to", *_MATCHES, OBSOLESCENCE_UNKNOWN, CONFIRM)
"""Columns of what `count_mappings` gives."""


def count_mappings(mappings: Iterable[TermMapping]) -> list[list[str]]:
    """Count the mappings to each ontology by match, and how many of them carry each flag: rows below `COUNTED`.

    A mapping that has to be confirmed is counted under its flag and under no match.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mapping in mappings:
        told = counts[_ontology_of(mapping.object)]
        told.update(mapping.flags)
        if CONFIRM not in mapping.flags:
            told[mapping.predicate.removeprefix(SKOS)] += 1
    return [[name, *(str(count[column]) for column in COUNTED[1:])] for name, count in sorted(counts.items())]


def _mapping(file: str, number: int, row: Mapping[str, str]) -> TermMapping:
    try:
        return TermMapping(
            subject=expand(row["subject_id"]),
            predicate=expand(row["predicate_id"]),
            object=expand(row["object_id"]),
            subject_label=row["subject_label"],
            object_label=row["object_label"],
            justification=expand(row["mapping_justification"]),
            comment=row["comment"],
            flags=tuple(filter(None, row["flag"].split("|"))),
            place=f"{file}:{number}",
        )
    except QueryError as error:
        raise OntologyError(f"{file}:{number}: {error}", hint=error.hint) from error


def _check_header(path: Path, text: str, rows: Iterable[TermMapping]) -> None:
    name = path.name.removesuffix(".sssom.tsv")
    try:
        header = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise OntologyError(f"{path}: the header is not YAML", hint="Compare it with that of another file.") from error
    if not isinstance(header, dict) or header.get("mapping_set_id") != _SETS + name or "license" not in header:
        raise OntologyError(
            f"{path}: the header names another set or no licence",
            hint=f"Write #mapping_set_id: {_SETS}{name} and #license: with its URL.",
        )
    prefixes = header.get("curie_map") or {}
    for row in rows:
        prefix = _ontology_of(row.object)
        if prefix.casefold() != name:
            raise OntologyError(
                f"{row.place}: a mapping to {prefix} stands in the file of {name}",
                hint=f"Move it to {prefix.casefold()}.sssom.tsv.",
            )
        if prefixes.get(prefix) != expand(f"{prefix}:0").removesuffix("0"):
            raise OntologyError(
                f"{path}: curie_map does not give the namespace of {prefix}",
                hint=f"Write #  {prefix}: {expand(f'{prefix}:0').removesuffix('0')} below #curie_map:.",
            )


def _check_mapping(mapping: TermMapping, vocabulary: Vocabulary, verified: Mapping[Iri, VerifiedTerm]) -> Iterator[str]:
    subject = vocabulary.entries.get(mapping.subject)
    known = verified.get(mapping.object)
    if subject is None or not mapping.subject.startswith(HIVKG):
        yield f"{shorten(mapping.subject)} is not a term of the ontology"
    elif subject.label != mapping.subject_label:
        yield f"the label of {shorten(mapping.subject)} is {subject.label!r}"
    if mapping.predicate not in {SKOS + match for match in _MATCHES}:
        yield f"{shorten(mapping.predicate)} is none of skos:{', skos:'.join(_MATCHES)}"
    if mapping.object in vocabulary:
        yield f"{shorten(mapping.object)} is imported; say with rdfs:subClassOf in a module how it bears on our term"
    told = list(check_identifier(mapping.object, mapping.object_label, verified))
    yield from told
    if subject is None or known is None or told:
        return
    due = find_flags(known)
    if mapping.flags != due:
        yield f"the flag of {shorten(mapping.object)} must be {'|'.join(due)!r}, not {'|'.join(mapping.flags)!r}"
    if ("property" in subject.kind) != ("property" in known.kind):
        yield f"{shorten(mapping.subject)} is a {subject.kind}, {shorten(mapping.object)} a {known.kind}"
    exact = mapping.predicate == f"{SKOS}exactMatch"
    if not mapping.comment and not (exact and share_name(subject, known)):
        told_of = "goes by another name there" if exact else "does not match exactly"
        yield f"the row does not say in its comment why {shorten(mapping.object)} matches, which {told_of}"


def share_name(entry: Entry, term: VerifiedTerm) -> bool:
    """Say whether a term of ours and a foreign one have a label or synonym in common, however it is spelt."""
    ours = {normalize_name(name) for name in (entry.label, *entry.synonyms)}
    return any(normalize_name(name) in ours for name in (term.label, *term.synonyms))


def _check_together(mappings: Sequence[TermMapping]) -> Iterator[str]:
    pairs: dict[tuple[Iri, Iri], str] = {}
    by_subject: dict[tuple[Iri, str], str] = {}
    by_object: dict[Iri, str] = {}
    for row in mappings:
        subject, object_ = shorten(row.subject), shorten(row.object)
        before = pairs.setdefault((row.subject, row.object), row.place)
        if before != row.place:
            yield f"{row.place}: {subject} is mapped to {object_} in {before} already"
        elif row.predicate == f"{SKOS}exactMatch":
            before = by_subject.setdefault((row.subject, _ontology_of(row.object)), row.place)
            if before != row.place:
                yield f"{row.place}: {subject} has an exact match in the same ontology already, in {before}"
            before = by_object.setdefault(row.object, row.place)
            if before != row.place:
                yield f"{row.place}: {object_} is the exact match of another term already, in {before}"


def _ontology_of(iri: Iri) -> str:
    return shorten(iri).partition(":")[0]
