"""Writes triples as JSON-LD that reads like hivkg's own words, and makes the context that this takes.

Not rdflib's writer: its order differs from run to run, and it turns every integer into a JSON number, so that
"007" would come back as "7". What is written here gives the very same triples when it is expanded.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from hivkg.namespaces import DCTERMS, FOAF, HIVKG, OA, OWL, PREFIXES, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, Iri
from hivkg.triples import reading_order

Context = Mapping[str, Any]

_BORROWED: dict[str, tuple[Iri, dict[str, str]]] = {
    "subject": (f"{RDF}subject", {"@type": "@vocab"}),
    "predicate": (f"{RDF}predicate", {"@type": "@vocab"}),
    "object": (f"{RDF}object", {"@type": "@vocab"}),
    "subClassOf": (f"{RDFS}subClassOf", {"@type": "@vocab"}),
    "isDefinedBy": (f"{RDFS}isDefinedBy", {"@type": "@id"}),
    "label": (f"{RDFS}label", {"@language": "en"}),
    "altLabel": (f"{SKOS}altLabel", {"@language": "en"}),
    "definition": (f"{SKOS}definition", {"@language": "en"}),
    "title": (f"{DCTERMS}title", {"@language": "en"}),
    "description": (f"{DCTERMS}description", {"@language": "en"}),
    "license": (f"{DCTERMS}license", {"@type": "@id"}),
    "issued": (f"{DCTERMS}issued", {}),
    "page": (f"{FOAF}page", {"@type": "@id"}),
    "wasDerivedFrom": (f"{PROV}wasDerivedFrom", {"@type": "@id"}),
    "wasAttributedTo": (f"{PROV}wasAttributedTo", {"@type": "@id"}),
    "hasSource": (f"{OA}hasSource", {"@type": "@id"}),
    "hasSelector": (f"{OA}hasSelector", {"@type": "@id"}),
    "start": (f"{OA}start", {"@type": f"{XSD}integer"}),
    "end": (f"{OA}end", {"@type": f"{XSD}integer"}),
    "exact": (f"{OA}exact", {}),
}
"""Properties of other vocabularies that claims, documents and terms use; hivkg's own come from the ontology."""

_TYPE = f"{RDF}type"
_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")


def build_context(ontology: Iterable[ox.Triple]) -> dict[str, Any]:
    """Build the context: prefixes, and a word for each property, with how its values are written.

    A word without a prefix is a term of hivkg. The values of an object property are names; those of a
    datatype property with one datatype are written bare. A property whose name is a prefix too, as
    `hivkg:evidence` is, goes by the word `hasEvidence`.
    """
    said: dict[Iri, dict[Iri, set[Iri]]] = defaultdict(lambda: defaultdict(set))
    for triple in ontology:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            said[triple.subject.value][triple.predicate.value].add(triple.object.value)
    words: dict[str, Any] = {name: {"@id": iri, **how} for name, (iri, how) in _BORROWED.items()}
    for iri, values in sorted(said.items()):
        name = iri.removeprefix(HIVKG)
        if name in PREFIXES:
            name = f"has{name[:1].upper()}{name[1:]}"
        if not iri.startswith(HIVKG) or name in words:
            continue
        ranges = values[f"{RDFS}range"] | values[f"{SCHEMA}rangeIncludes"]
        if f"{OWL}ObjectProperty" in values[_TYPE]:
            words[name] = {"@id": iri, "@type": "@vocab"}
        elif f"{OWL}DatatypeProperty" in values[_TYPE]:
            (only,) = ranges if len(ranges) == 1 else (f"{XSD}string",)
            words[name] = {"@id": iri} if only == f"{XSD}string" else {"@id": iri, "@type": only}
    return {"@version": 1.1, "@vocab": HIVKG, **PREFIXES, **dict(sorted(words.items()))}


def write_context(context: Context) -> bytes:
    """Write a context as a file that JSON-LD can refer to."""
    return (json.dumps({"@context": context}, indent=2, ensure_ascii=False) + "\n").encode()


def write_jsonld(triples: Iterable[ox.Triple], context: Context) -> str:
    """Write triples as one object for each subject, with that part of the context that it takes; sorted."""
    writer = _Writer(context)
    nodes: dict[str, dict[str, Any]] = {}
    for triple in sorted(triples, key=reading_order):
        name = _blank(triple.subject) or writer.name(_iri(triple.subject), vocab=False)
        writer.add(nodes.setdefault(name, {"@id": name}), triple)
    used = {name: value for name, value in context.items() if name.startswith("@") or name in writer.used}
    return json.dumps({"@context": used, "@graph": list(nodes.values())}, indent=2, ensure_ascii=False) + "\n"


class _Writer:
    """Compacts terms by a context, and remembers which of its words and prefixes that took."""

    def __init__(self, context: Context) -> None:
        self.used: set[str] = set()
        self._context = context
        self._vocab = str(context.get("@vocab", ""))
        self._words = {each["@id"]: word for word, each in context.items() if isinstance(each, dict)}
        self._prefixes = {
            word: each for word, each in context.items() if isinstance(each, str) and not word.startswith("@")
        }

    def add(self, node: dict[str, Any], triple: ox.Triple) -> None:
        """Add a triple to the object of its subject."""
        predicate = triple.predicate.value
        if predicate == _TYPE:
            key, value = "@type", _blank(triple.object) or self.name(_iri(triple.object), vocab=True)
        else:
            key = self._words.get(predicate) or self.name(predicate, vocab=True)
            self.used.add(key)
            word = self._context.get(key)
            value = self._value(triple.object, word if isinstance(word, dict) else {})
        if key in node:
            node[key] = [*(node[key] if isinstance(node[key], list) else [node[key]]), value]
        else:
            node[key] = value

    def name(self, iri: Iri, *, vocab: bool) -> str:
        """Give the shortest name that means an IRI: a bare word where those are taken, a CURIE, or the IRI."""
        local = iri.removeprefix(self._vocab)
        if vocab and local != iri and _NAME.fullmatch(local) and self._meaning(local) == iri:
            if local in self._context:
                self.used.add(local)
            return local
        fitting = [(len(base), prefix) for prefix, base in self._prefixes.items() if iri.startswith(base)]
        if fitting:
            length, prefix = max(fitting)
            if _NAME.fullmatch(iri[length:]):
                self.used.add(prefix)
                return f"{prefix}:{iri[length:]}"
        return iri

    def _meaning(self, word: str) -> Iri:
        entry = self._context.get(word, self._vocab + word)
        return str(entry["@id"] if isinstance(entry, dict) else entry)

    def _value(self, value: object, word: Mapping[str, str]) -> Any:
        kind = word.get("@type", "")
        if not isinstance(value, ox.Literal):
            name = _blank(value) or self.name(_iri(value), vocab=kind == "@vocab")
            return name if kind in ("@vocab", "@id") else {"@id": name}
        if value.language:
            same = word.get("@language") == value.language
            return value.value if same else {"@value": value.value, "@language": value.language}
        datatype = value.datatype.value
        # Under a word whose values are names, rdflib reads a bare number as a literal of no datatype.
        if datatype == f"{XSD}integer" and kind in ("", datatype) and _INTEGER.fullmatch(value.value):
            return int(value.value)
        if datatype == kind or (datatype == f"{XSD}string" and not kind and "@language" not in word):
            return value.value
        written = {"@value": value.value}
        return written if datatype == f"{XSD}string" else written | {"@type": self.name(datatype, vocab=True)}


def _blank(node: object) -> str:
    return str(node) if isinstance(node, ox.BlankNode) else ""


def _iri(node: object) -> Iri:
    assert isinstance(node, ox.NamedNode), node
    return node.value
