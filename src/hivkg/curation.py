"""Reads what curators wrote: the register of particulars, and one file of reviewed claims per source.

A curated file quotes the words of a document and lists what they say:

    document: guardian-castillejo-fossils
    claims:
    - words: Both he and Timothy Brown had chemotherapy, but only Brown had radiotherapy as well.
      says:
      - [case:london-patient, receivedTherapy, Chemotherapy]
      - [case:london-patient, receivedTherapy, Radiotherapy, {polarity: denied}]

`words` stand in the document as they are written here, once; white space may differ. `original: [start,
end, sha256]` adds the span of the original that the document restates. Names without a prefix are of the
ontology. The map behind a statement holds polarity, certainty and qualifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from hivkg.errors import CurationError, QueryError, did_you_mean
from hivkg.model import (
    Certainty,
    Claim,
    Document,
    Evidence,
    Literal,
    Polarity,
    ReviewState,
    Term,
    Wording,
    hash_text,
)
from hivkg.namespaces import HIVKG, OBO, XSD, Iri, document_iri, expand, shorten
from hivkg.texts import read_text
from hivkg.vocabulary import Entry, Vocabulary

READER = "https://w3id.org/hivkg/agent/reader"
"""The agent to whom reviewed claims are attributed: a language model, not a clinician."""

METHODS = {"automatic assertion": f"{OBO}ECO_0000203", "curator inference": f"{OBO}ECO_0000205"}
QUALIFIERS = {
    "event": f"{HIVKG}aboutEvent",
    "donor": f"{HIVKG}aboutDonor",
    "disease": f"{HIVKG}ofDisease",
    "outcome": f"{HIVKG}assessedOutcome",
    "population": f"{HIVKG}amongPopulation",
    "tissue": f"{HIVKG}inTissue",
    "therapy": f"{HIVKG}ofTherapy",
    "by": f"{HIVKG}assertedBy",
    "quantifier": f"{HIVKG}quantifier",
    "time": f"{HIVKG}atTime",
    "criterion": f"{HIVKG}withCriterion",
    "stated": f"{HIVKG}asStated",
}
_Choice = TypeVar("_Choice")
_WORDED = {"time", "criterion", "stated"}
_DATES = ((r"\d{4}-\d{2}-\d{2}", "date"), (r"\d{4}-\d{2}", "gYearMonth"), (r"\d{4}", "gYear"))


class _Loader(yaml.SafeLoader):
    """YAML in which a date stays a string, and a mapping knows its line."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        for name in names:
            if names.count(name) > 1:
                place = f"line {node.start_mark.line + 1}"
                raise yaml.constructor.ConstructorError(None, None, f"the key {name!r} stands twice ({place})")
        mapping = super().construct_mapping(node, deep=deep)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_particulars(folder: Path, vocabulary: Vocabulary) -> list[Entry]:
    """Read the register: name, class, label and synonyms of every particular, from every file of a folder.

    Raises:
        CurationError: A file cannot be read, a class is unknown, or a particular stands in two files.
    """
    entries: dict[Iri, Entry] = {}
    for path in sorted(folder.glob("*.yaml")):
        for entry in _read_register(path, vocabulary):
            if entry.iri in entries:
                raise CurationError(f"{path}: {shorten(entry.iri)} stands in another file too", hint="Keep one.")
            entries[entry.iri] = entry
    return [entries[iri] for iri in sorted(entries)]


def _read_register(path: Path, vocabulary: Vocabulary) -> Iterator[Entry]:
    for name, given in _load(path).items():
        if name == "__line__":
            continue
        where = f"{path}:{given['__line__'] if isinstance(given, dict) else name}"
        _check_keys(given, {"a", "label", "synonyms", "note"}, where)
        kind = _term(str(given.get("a", "")), vocabulary, where)
        if not isinstance(given.get("label"), str):
            raise CurationError(f"{where}: {name} has no label", hint="Add label: the name that documents use.")
        yield Entry(
            iri=expand(name),
            kind="particular",
            label=given["label"],
            synonyms=tuple(given.get("synonyms", ())),
            definition=given.get("note", ""),
            types=(kind,),
        )


def read_curated(folder: Path, documents: Mapping[Iri, Document], vocabulary: Vocabulary) -> list[Claim]:
    """Read every reviewed claim of a folder, sorted by IRI; a claim said in several places has all its evidence.

    Raises:
        CurationError: A file names an unknown document or term, quotes words that do not stand in its
            document exactly once, or says what a claim cannot say; file and line are named.
    """
    published = {each.source: Entry(each.source, "source", each.source) for each in documents.values()}
    vocabulary = replace(vocabulary, entries={**vocabulary.entries, **published})  # a claim may speak of a source
    claims: dict[Iri, Claim] = {}
    for path in sorted(folder.glob("*.yaml")):
        for claim in _read_file(path, documents, vocabulary):
            known = claims.get(claim.iri)
            claims[claim.iri] = merge_evidence(known, claim) if known else claim
    return [claims[iri] for iri in sorted(claims)]


def merge_evidence(one: Claim, other: Claim) -> Claim:
    """Give a claim the evidence of its double; everything else is of the one that was read more directly."""
    evidence = tuple(sorted({*one.evidence, *other.evidence}))
    direct = min((one, other), key=lambda claim: claim.method == METHODS["curator inference"])
    return replace(direct, evidence=evidence)


def _load(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(read_text(path, CurationError), Loader=_Loader)
    except yaml.YAMLError as error:
        raise CurationError(
            f"{path} is not YAML: {' '.join(str(error).split())}", hint="Quote words that hold a colon or a hash."
        ) from error
    if not isinstance(data, dict):
        raise CurationError(
            f"{path} is empty, or no map", hint="Write it as the other files of its folder are written."
        )
    return data


def _check_keys(given: Any, known: set[str], where: str) -> None:
    if not isinstance(given, dict):
        raise CurationError(f"{where} is no map", hint=f"Write it with the keys {', '.join(sorted(known))}.")
    odd = sorted(set(given) - known - {"__line__"})
    if odd:
        raise CurationError(
            f"{where}: there is no key {odd[0]!r} here",
            hint=f"{did_you_mean(str(odd[0]), known)}Keys: {', '.join(sorted(known))}.",
        )


def _read_file(path: Path, documents: Mapping[Iri, Document], vocabulary: Vocabulary) -> Iterator[Claim]:
    data = _load(path)
    document = documents.get(document_iri(str(data.get("document", ""))))
    if document is None:
        names = [each.name for each in documents.values()]
        raise CurationError(
            f"{path}: there is no document {data.get('document')!r}",
            hint=f"{did_you_mean(str(data.get('document', '')), names)}Documents stand in graph/corpus/.",
        )
    _check_keys(data, {"document", "claims"}, str(path))
    if not isinstance(data.get("claims"), list):
        raise CurationError(f"{path} lists no claims", hint="List them under `claims:`.")
    for block in data["claims"]:
        where = f"{path}:{block['__line__'] if isinstance(block, dict) else block}"
        _check_keys(block, {"words", "original", "says"}, where)
        if not isinstance(block.get("says"), list):
            raise CurationError(f"{where}: the words say nothing", hint="List what they say under `says:`.")
        evidence = tuple(sorted(_evidence(block, document, documents, where)))
        for statement in block["says"]:
            yield _claim(statement, document.source, evidence, vocabulary, where)


def _evidence(
    block: Mapping[str, Any], document: Document, documents: Mapping[Iri, Document], where: str
) -> Iterator[Evidence]:
    words = block.get("words", [])
    for quote in words if isinstance(words, list) else [words]:
        yield _find_words(str(quote), document, where)
    if "original" in block:
        original = documents.get(document_iri(f"{document.name}-original"))
        if original is None:
            raise CurationError(f"{where}: {document.name} restates no original", hint="Leave `original` out.")
        spans = block["original"]
        for span in spans if isinstance(spans, list) and spans and isinstance(spans[0], list) else [spans]:
            if not (isinstance(span, list) and len(span) >= 2 and all(isinstance(each, int) for each in span[:2])):
                raise CurationError(f"{where}: {span!r} is no span", hint="Write [start, end, SHA-256 of the words].")
            start, end, sha256 = span[0], span[1], str(span[2]) if len(span) > 2 else ""
            if not re.fullmatch(r"[0-9a-f]{64}", sha256):
                raise CurationError(
                    f"{where}: the span [{start}, {end}] of the original has no SHA-256",
                    hint=_hash_hint(original, start, end),
                )
            yield Evidence(original.iri, start, end, sha256)


def _hash_hint(original: Document, start: int, end: int) -> str:
    if original.text is None:
        return "Build with --corpus FOLDER that holds the original, and the hash is named here."
    return f"Write [{start}, {end}, {hash_text(original.text[start:end])}]."


def _find_words(quote: str, document: Document, where: str) -> Evidence:
    if document.text is None:
        raise CurationError(f"{where}: the text of {document.name} is not here", hint="Add its folder with --corpus.")
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    found = list(re.finditer(pattern, document.text))
    if len(found) != 1:
        raise CurationError(
            f"{where}: the words {quote[:60]!r} stand {len(found)} times in {document.name}",
            hint="Copy them from the document as they are."
            if not found
            else "Quote more words, so that they stand once.",
        )
    start, end = found[0].span()
    shown = document.text[start:end] if document.wording is Wording.RESTATED else ""
    return Evidence(document.iri, start, end, hash_text(document.text[start:end]), shown)


def _claim(
    statement: Any,
    source: Iri,
    evidence: tuple[Evidence, ...],
    vocabulary: Vocabulary,
    where: str,
) -> Claim:
    if not isinstance(statement, list) or len(statement) not in (3, 4) or not evidence:
        raise CurationError(
            f"{where}: {statement!r} is not a claim with words",
            hint="Write [subject, predicate, object] or [subject, predicate, object, {certainty: hedged}] under says.",
        )
    subject, predicate, object_ = statement[:3]
    if len(statement) == 4 and not isinstance(statement[3], dict):
        raise CurationError(
            f"{where}: {statement[3]!r} is no map", hint="Write {certainty: hedged} behind a statement."
        )
    extra = {k: v for k, v in (statement[3] if len(statement) == 4 else {}).items() if k != "__line__"}
    unknown = sorted(set(extra) - {*QUALIFIERS, "polarity", "certainty", "method"})
    if unknown:
        raise CurationError(
            f"{where}: a claim has no {unknown[0]!r}",
            hint=f"Known: polarity, certainty, method, {', '.join(QUALIFIERS)}.",
        )
    relation = _term(str(predicate), vocabulary, where)
    if vocabulary.entries[relation].kind not in ("object property", "datatype property"):
        raise CurationError(f"{where}: {predicate} is not a relation", hint="List them with: hivkg query relations")
    return Claim(
        source=source,
        subject=_term(str(subject), vocabulary, where),
        predicate=relation,
        object=_object(object_, relation, vocabulary, where),
        polarity=_choose(extra.pop("polarity", "asserted"), {each.value.lower(): each for each in Polarity}, where),
        certainty=_choose(extra.pop("certainty", "definite"), {each.value.lower(): each for each in Certainty}, where),
        method=_choose(extra.pop("method", "automatic assertion"), METHODS, where),
        qualifiers=tuple(sorted(_qualifiers(extra, vocabulary, where), key=str)),
        evidence=evidence,
        state=ReviewState.REVIEWED,
        agent=READER,
    )


def _choose(name: Any, known: Mapping[str, _Choice], where: str) -> _Choice:
    if str(name) not in known:
        raise CurationError(f"{where}: {str(name)!r} is not known here", hint=f"Known: {', '.join(known)}.")
    return known[str(name)]


def _qualifiers(extra: Mapping[str, Any], vocabulary: Vocabulary, where: str) -> Iterator[tuple[Iri, Term]]:
    for key, value in extra.items():
        if key in _WORDED:
            yield QUALIFIERS[key], Literal(str(value))
        else:
            yield QUALIFIERS[key], _term(str(value), vocabulary, where)


def _object(value: Any, relation: Iri, vocabulary: Vocabulary, where: str) -> Term:
    if vocabulary.entries[relation].kind == "object property":
        return _term(str(value), vocabulary, where)
    datatypes = vocabulary.object_kinds.get(relation, frozenset({f"{XSD}string"}))
    if f"{XSD}gYear" in datatypes:
        for pattern, name in _DATES:
            if re.fullmatch(pattern, str(value)):
                return Literal(str(value), XSD + name)
        raise CurationError(f"{where}: {value!r} is not a date", hint="Write 2020, 2020-03 or 2020-03-10.")
    (datatype,) = datatypes
    if datatype == f"{XSD}string":
        return Literal(str(value))
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (datatype.endswith("integer") and value != int(value))
    ):
        raise CurationError(
            f"{where}: {shorten(relation)} takes a number, not {value!r}", hint="Write the number alone."
        )
    return Literal(str(int(value)) if value == int(value) else str(value), datatype)


def _term(name: str, vocabulary: Vocabulary, where: str) -> Iri:
    try:
        iri = expand(name)
    except QueryError as error:
        raise CurationError(f"{where}: {error}", hint=error.hint) from error
    if iri not in vocabulary:
        near = did_you_mean(name, _names(vocabulary))
        raise CurationError(
            f"{where}: {name!r} is in neither the ontology nor the register",
            hint=f"{near}Add a term to ontology/modules/, or a case or event to graph/particulars/.",
        )
    return iri


def _names(vocabulary: Iterable[Entry]) -> Iterator[str]:
    for entry in vocabulary:
        yield shorten(entry.iri).removeprefix("hivkg:")
