"""Writes the `void` graph: what a release says of itself, in VoID, DCAT and schema.org.

Counts leave this graph out, since it cannot count itself, and those of the whole leave out `candidates` too,
as the default graph does. The whole and every graph are cut by class and by property. In the whole, each
class of hivkg's own is also cut by property, and that by class or datatype of the object: there the editors of
the SIB look up what they may complete. Every part has an IRI.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from hivkg.model import File, Literal, Term
from hivkg.namespaces import (
    BASE,
    DATASET,
    DCAT,
    DCTERMS,
    FOAF,
    HIVKG,
    OBO,
    OWL,
    PREFIXES,
    RDF,
    SCHEMA,
    SKOS,
    SPDX,
    VOID,
    VOIDEXT,
    XSD,
    Iri,
    agent_iri,
    file_iri,
    graph_iri,
    part_iri,
    split_iri,
)
from hivkg.partitions import ClassPart, PropertyPart, Size, cut_by_class, cut_by_property, measure
from hivkg.triples import gather, state

DESCRIPTION = (
    "What is claimed about curing HIV: who claims what, on which words, how certainly, and where sources disagree. "
    "Not medical advice; no clinician has reviewed the claims."
)
KEYWORDS = ("HIV cure", "knowledge graph", "evidence", "SPARQL")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "The hivkg developers"

CONTENTS = {
    "ontology": "Terms with label, synonyms, definition and source, and the axioms that relate them.",
    "mappings": "Which terms of other ontologies match terms of this one, and how each match was made.",
    "documents": "Sources, which are what was published, and documents, which are the texts that were read.",
    "claims": "Reviewed claims: what a source says, with the characters it was read from.",
    "candidates": "Unchecked readings of the extractor; the default graph leaves them out.",
    "facts": "Cases, events and other particulars, and what was asserted without reserve and not outweighed.",
    "conflicts": "Claims that cannot both hold, how that was settled, and why a claim is no fact.",
    "inferred": "What follows from facts and ontology and stands in neither.",
    "queries": "The stored queries with their text, parameters and columns.",
}
"""What stands in each named graph but this one."""

_TYPE = f"{RDF}type"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_OUTSIDE_COUNT = "candidates"

_MATCHES = {f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
_THING = re.compile(rf"{BASE}[a-z]+/[^/#]+")
_KNOWN = set(PREFIXES.values())

Graph = Sequence[ox.Triple]
Graphs = Mapping[str, Graph]


def describe_release(version: str, graphs: Graphs, files: Sequence[File]) -> list[ox.Triple]:
    """Describe the whole, every named graph in it, the links to other ontologies, and the files.

    Args:
        graphs: Every graph but this one; no triple stands in two of them.
        files: Every file that a build may write.
    """
    whole = [triple for name, triples in graphs.items() if name != _OUTSIDE_COUNT for triple in triples]
    return gather(
        _describe_whole(version, graphs, whole, files),
        *(_describe_graph(version, name, triples, files) for name, triples in graphs.items()),
        _describe_linksets(graphs["mappings"]),
        *(_describe_file(file) for file in files),
    )


def _describe_whole(version: str, graphs: Graphs, whole: Graph, files: Iterable[File]) -> Iterator[ox.Triple]:
    publisher = agent_iri("developers")
    yield from _describe_dataset(DATASET, version, "hivkg", DESCRIPTION)
    yield from state(
        DATASET,
        (_TYPE, f"{SCHEMA}Dataset"),
        (f"{OWL}versionInfo", Literal(version)),
        (f"{VOID}uriSpace", Literal(BASE)),
        *((f"{VOID}vocabulary", namespace) for namespace in _find_vocabularies(whole)),
        *((f"{VOID}subset", graph_iri(name)) for name in graphs),
        *((f"{DCAT}keyword", Literal(word, language="en")) for word in KEYWORDS),
        (f"{DCTERMS}creator", publisher),
        (f"{DCTERMS}publisher", publisher),
        (f"{DCTERMS}conformsTo", HIVKG),
    )
    # schema.org's search engines read no other vocabulary, hence the same once more.
    yield from state(
        DATASET,
        (f"{SCHEMA}name", Literal("hivkg", language="en")),
        (f"{SCHEMA}description", Literal(DESCRIPTION, language="en")),
        (f"{SCHEMA}license", LICENCE),
        (f"{SCHEMA}version", Literal(version)),
        (f"{SCHEMA}creator", publisher),
        (f"{SCHEMA}publisher", publisher),
        (f"{SCHEMA}isAccessibleForFree", Literal("true", f"{XSD}boolean")),
        *((f"{SCHEMA}keywords", Literal(word, language="en")) for word in KEYWORDS),
        *((f"{SCHEMA}isBasedOn", source) for source in _find_instances(graphs["documents"], f"{HIVKG}Source")),
        *((f"{SCHEMA}distribution", file_iri(file.name)) for file in files),
    )
    yield from state(
        publisher,
        (_TYPE, f"{FOAF}Agent"),
        (_TYPE, f"{SCHEMA}Organization"),
        (f"{FOAF}name", Literal(PUBLISHER)),
        (f"{SCHEMA}name", Literal(PUBLISHER)),
    )
    yield from state(graph_iri("void"), (_TYPE, f"{VOID}DatasetDescription"), (f"{FOAF}primaryTopic", DATASET))
    yield from _describe_size(DATASET, measure(whole))
    yield from _describe_files_of(DATASET, [file for file in files if file.name.removesuffix(".ttl") not in graphs])
    for part in cut_by_property(whole):
        yield from _describe_property(DATASET, part)
    for class_part in cut_by_class(whole):
        yield from _describe_class(DATASET, class_part)
        if class_part.class_.startswith(HIVKG):
            yield from _describe_uses(class_part)


def _describe_graph(version: str, name: str, triples: Graph, files: Iterable[File]) -> Iterator[ox.Triple]:
    node = graph_iri(name)
    yield from _describe_dataset(node, version, name, CONTENTS[name])
    yield from state(
        node,
        (f"{DCTERMS}isPartOf", DATASET),
        *((f"{VOID}exampleResource", example) for example in _find_example(triples)),
    )
    yield from _describe_size(node, measure(triples))
    yield from _describe_files_of(node, [file for file in files if file.name == f"{name}.ttl"])
    for part in cut_by_property(triples):
        yield from _describe_property(node, part)
    for class_part in cut_by_class(triples):
        yield from _describe_class(node, class_part)


def _describe_dataset(node: Iri, version: str, title: str, description: str) -> Iterator[ox.Triple]:
    return state(
        node,
        (_TYPE, f"{VOID}Dataset"),
        (_TYPE, f"{DCAT}Dataset"),
        (f"{DCTERMS}title", Literal(title, language="en")),
        (f"{DCTERMS}description", Literal(description, language="en")),
        (f"{DCTERMS}license", LICENCE),
        (f"{DCAT}version", Literal(version)),
    )


def _describe_size(node: Iri, size: Size) -> Iterator[ox.Triple]:
    return state(
        node,
        (f"{VOID}triples", _number(size.triples)),
        (f"{VOID}distinctSubjects", _number(size.subjects)),
        (f"{VOID}distinctObjects", _number(size.objects)),
        (f"{VOID}properties", _number(size.properties)),
        (f"{VOID}classes", _number(size.classes)),
        (f"{VOID}entities", _number(size.entities)),
    )


def _describe_property(whole: Iri, part: PropertyPart) -> Iterator[ox.Triple]:
    node = part_iri(whole, ("property", part.property))
    yield from state(whole, (f"{VOID}propertyPartition", node))
    yield from state(
        node,
        (f"{VOID}property", part.property),
        (f"{VOID}triples", _number(part.triples)),
        (f"{VOID}distinctSubjects", _number(part.subjects)),
        (f"{VOID}distinctObjects", _number(part.objects)),
    )


def _describe_class(whole: Iri, part: ClassPart) -> Iterator[ox.Triple]:
    node = part_iri(whole, ("class", part.class_))
    yield from state(whole, (f"{VOID}classPartition", node))
    yield from state(
        node,
        (f"{VOID}class", part.class_),
        (f"{VOID}entities", _number(part.entities)),
        (f"{VOID}triples", _number(part.triples)),
    )


def _describe_uses(part: ClassPart) -> Iterator[ox.Triple]:
    above = ("class", part.class_)
    for use in part.properties:
        step = ("property", use.property)
        node = part_iri(DATASET, above, step)
        yield from state(part_iri(DATASET, above), (f"{VOID}propertyPartition", node))
        yield from state(node, (f"{VOID}property", use.property), (f"{VOID}triples", _number(use.triples)))
        for kind, partition, property_, counts in (
            ("class", f"{VOID}classPartition", f"{VOID}class", use.classes),
            ("datatype", f"{VOIDEXT}datatypePartition", f"{VOIDEXT}datatype", use.datatypes),
        ):
            for value, number in counts:
                below = part_iri(DATASET, above, step, (kind, value))
                yield from state(node, (partition, below))
                yield from state(below, (property_, value), (f"{VOID}triples", _number(number)))


def _describe_linksets(mappings: Graph) -> Iterator[ox.Triple]:
    """Describe the matches to each ontology, one linkset for each kind of match: a linkset has one kind of link."""
    counts = Counter(
        (split_iri(triple.object.value), triple.predicate.value)
        for triple in mappings
        if isinstance(triple.object, ox.NamedNode) and triple.predicate.value in _MATCHES
    )
    whole = graph_iri("mappings")
    for ((name, namespace), predicate), number in sorted(counts.items()):
        node = part_iri(whole, ("ontology", name), ("link", predicate))
        target = part_iri(whole, ("ontology", name))
        yield from state(whole, (f"{VOID}subset", node))
        yield from state(
            node,
            (_TYPE, f"{VOID}Linkset"),
            (f"{VOID}linkPredicate", predicate),
            (f"{VOID}subjectsTarget", graph_iri("ontology")),
            (f"{VOID}objectsTarget", target),
            (f"{VOID}triples", _number(number)),
        )
        yield from state(
            target,
            (_TYPE, f"{VOID}Dataset"),
            (f"{DCTERMS}title", Literal(name)),
            (f"{VOID}uriSpace", Literal(namespace)),
        )


def _describe_files_of(dataset: Iri, files: Iterable[File]) -> Iterator[ox.Triple]:
    return state(dataset, *((f"{DCAT}distribution", file_iri(file.name)) for file in files))


def _describe_file(file: File) -> Iterator[ox.Triple]:
    """Describe a file by name and content; no URL, since none is known under which it can be had."""
    node = file_iri(file.name)
    yield from state(
        node,
        (_TYPE, f"{DCAT}Distribution"),
        (_TYPE, f"{SCHEMA}DataDownload"),
        (f"{DCTERMS}title", Literal(file.name)),
        (f"{DCTERMS}license", LICENCE),
        (f"{DCAT}mediaType", _MEDIA_TYPES + file.media_type),
        (f"{SCHEMA}name", Literal(file.name)),
        (f"{SCHEMA}encodingFormat", Literal(file.media_type)),
    )
    if file.size is None:
        return
    checksum = f"{node}.sha256"
    yield from state(
        node,
        (f"{DCAT}byteSize", Literal(str(file.size), f"{XSD}nonNegativeInteger")),
        (f"{SCHEMA}contentSize", Literal(f"{file.size} B")),
        (f"{SCHEMA}sha256", Literal(file.sha256)),
        (f"{SPDX}checksum", checksum),
    )
    yield from state(
        checksum,
        (_TYPE, f"{SPDX}Checksum"),
        (f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256"),
        (f"{SPDX}checksumValue", Literal(file.sha256, f"{XSD}hexBinary")),
    )


def _find_vocabularies(triples: Graph) -> list[Iri]:
    """Find the known vocabularies of which some property or class is used."""
    terms = {triple.predicate.value for triple in triples}
    terms |= {t.object.value for t in triples if t.predicate.value == _TYPE and isinstance(t.object, ox.NamedNode)}
    return sorted({namespace for namespace in map(_namespace, terms) if namespace in _KNOWN})


def _find_instances(triples: Graph, class_: Iri) -> list[Iri]:
    return sorted(
        triple.subject.value
        for triple in triples
        if triple.predicate.value == _TYPE
        and isinstance(triple.object, ox.NamedNode)
        and triple.object.value == class_
        and isinstance(triple.subject, ox.NamedNode)
    )


def _find_example(triples: Graph) -> list[Iri]:
    """Find one thing of hivkg's own that a graph says most of; the first by IRI where several tie."""
    said = Counter(t.subject.value for t in triples if isinstance(t.subject, ox.NamedNode))
    own = [iri for iri in said if _THING.fullmatch(iri)]
    return [min(own, key=lambda iri: (-said[iri], iri))] if own else []


def _namespace(term: Iri) -> Iri:
    namespace = split_iri(term)[1]
    return OBO if namespace.startswith(OBO) else namespace


def _number(value: int) -> Term:
    return Literal(str(value), f"{XSD}integer")
