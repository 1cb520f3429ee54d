"""Prefixes, and the only place that mints or shortens an IRI.

IRIs are minted from content: the same content gives the same IRI on every machine, and no counter
or clock takes part. A claim's IRI does not depend on where its words stand, so that a document may
be restated without renaming what its source says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from unicodedata import normalize
from urllib.parse import quote

from hivkg.errors import QueryError

Iri = str

BASE = "https://w3id.org/hivkg/"
HIVKG = f"{BASE}ontology/"
CSVW = "http://www.w3.org/ns/csvw#"
DCAT = "http://www.w3.org/ns/dcat#"
FOAF = "http://xmlns.com/foaf/0.1/"
OBO = "http://purl.obolibrary.org/obo/"
OA = "http://www.w3.org/ns/oa#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SPDX = "http://spdx.org/rdf/terms#"
SPEX = "https://purl.expasy.org/sparql-examples/ontology#"
VOID = "http://rdfs.org/ns/void#"
VOIDEXT = "http://ldf.fi/void-ext#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"

PARTICULARS = (
    "agent",
    "case",
    "claim",
    "cohort",
    "conflict",
    "document",
    "donor",
    "event",
    "evidence",
    "graft",
    "graph",
    "mapping",
    "module",
    "organization",
    "publication",
    "query",
    "shape",
    "source",
    "study",
)
"""Kinds of particulars; each has a namespace of its own below the base."""

PREFIXES: dict[str, Iri] = {
    "hivkg": HIVKG,
    **{kind: f"{BASE}{kind}/" for kind in PARTICULARS},
    "csvw": CSVW,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "oa": OA,
    "obo": OBO,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": SH,
    "skos": SKOS,
    "spdx": SPDX,
    "spex": SPEX,
    "sssom": "https://w3id.org/sssom/",
    "vann": "http://purl.org/vocab/vann/",
    "void": VOID,
    "voidext": VOIDEXT,
    "xsd": XSD,
}
"""Prefixes that hivkg writes, and that a query or command line may use without declaring them."""

OBO_LIKE = {
    "HGNC": "https://identifiers.org/hgnc:",
    "ExO": f"{OBO}ExO_",
    "EFO": "http://www.ebi.ac.uk/efo/EFO_",
    "biolink": "https://w3id.org/biolink/vocab/",
    "MESH": "http://id.nlm.nih.gov/mesh/",
    "NCBITaxon": f"{OBO}NCBITaxon_",
}
"""Identifier spaces of other ontologies that do not follow the OBO pattern, or whose prefix is not in capitals."""

DATASET = f"{BASE}dataset"
"""The release as a whole."""

SHARED_PREFIXES = f"{BASE}prefixes"
"""What declares the prefixes that every stored query may use."""

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_OBO_CURIE = re.compile(r"[A-Za-z]+:[A-Za-z0-9-]+")


def graph_iri(name: str) -> Iri:
    """Name a named graph, for example "claims"."""
    return f"{BASE}graph/{name}"


def document_iri(identifier: str) -> Iri:
    """Name a document by the identifier in its front matter."""
    return f"{BASE}document/{identifier}"


def source_iri(identifier: str) -> Iri:
    """Name a source by the identifier that its documents share."""
    return f"{BASE}source/{identifier}"


def case_iri(name: str) -> Iri:
    """Name a case by the pseudonym a document gives it: "The Düsseldorf patient" is `case:dusseldorf-patient`."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return f"{BASE}case/" + "-".join(words[1:] if words[:1] == ["the"] else words)


def claim_iri(
    source: Iri,
    subject: Iri,
    predicate: Iri,
    object_: str,
    polarity: str,
    certainty: str,
    qualifiers: Iterable[tuple[Iri, str]],
) -> Iri:
    """Name a claim by all that makes it this claim and no other.

    Args:
        object_: The object in N-Triples form, so that an IRI and a literal never collide.
        qualifiers: Pairs of property and value in N-Triples form, in any order.
    """
    pairs = [part for pair in sorted(qualifiers) for part in pair]
    return f"{BASE}claim/" + _digest(source, subject, predicate, object_, polarity, certainty, *pairs)


def evidence_iri(document: Iri, start: int, end: int) -> Iri:
    """Name the use of a span as evidence; claims that share a span share its evidence."""
    return f"{BASE}evidence/" + _digest(document, str(start), str(end))


def selector_iri(document: Iri, start: int, end: int) -> Iri:
    """Name a span of a document with an RFC 5147 fragment; code points from 0, end exclusive."""
    return f"{document}#char={start},{end}"


def conflict_iri(kind: str, claims: Iterable[Iri]) -> Iri:
    """Name a conflict by its kind and its claims, in any order."""
    return f"{BASE}conflict/" + _digest(kind, *sorted(claims))


def mapping_iri(subject: Iri, predicate: Iri, object_: Iri) -> Iri:
    """Name a mapping by its three terms."""
    return f"{BASE}mapping/" + _digest(subject, predicate, object_)


def agent_iri(name: str) -> Iri:
    """Name someone who makes, reads or publishes something."""
    return f"{BASE}agent/{name}"


def query_iri(name: str) -> Iri:
    """Name a stored query."""
    return f"{BASE}query/{name}"


def variable_iri(query: str, name: str) -> Iri:
    """Name a variable of a stored query, which is a column of its answer and may be a parameter."""
    return f"{query_iri(query)}#{name}"


def prefix_iri(name: str) -> Iri:
    """Name the declaration of a prefix."""
    return f"{SHARED_PREFIXES}#{name}"


def file_iri(name: str) -> Iri:
    """Name a file of the release, whatever its place."""
    return f"{DATASET}#{name}"


def part_iri(whole: Iri, *steps: tuple[str, str]) -> Iri:
    """Name a part of a dataset by what it is cut along; an IRI among the steps is written as a CURIE where one fits.

    >>> part_iri(graph_iri("facts"), ("class", "https://w3id.org/hivkg/ontology/Case"))
    'https://w3id.org/hivkg/graph/facts#class=hivkg:Case'
    """
    return f"{whole}#" + "&".join(f"{kind}={quote(shorten(value), safe=':')}" for kind, value in steps)


def split_iri(iri: Iri) -> tuple[str, Iri]:
    """Give the prefix and namespace of the vocabulary or ontology that a term is of.

    >>> split_iri("http://purl.obolibrary.org/obo/MONDO_0005109")
    ('MONDO', 'http://purl.obolibrary.org/obo/MONDO_')
    >>> split_iri("https://example.org/terms#x")
    ('https://example.org/terms#', 'https://example.org/terms#')
    """
    curie = shorten(iri)
    if curie == iri:
        namespace = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
        return namespace, namespace
    prefix, _, local = curie.partition(":")
    return prefix, iri.removesuffix(local)


def expand(curie: str) -> Iri:
    """Give the IRI that a CURIE, an IRI in angle brackets or a bare local name of `hivkg:` stands for.

    >>> expand("case:london-patient")
    'https://w3id.org/hivkg/case/london-patient'
    >>> expand("LatentReservoir")
    'https://w3id.org/hivkg/ontology/LatentReservoir'
    >>> expand("MONDO:0005109")
    'http://purl.obolibrary.org/obo/MONDO_0005109'

    Raises:
        QueryError: It is none of these.
    """
    if curie.startswith("<") and curie.endswith(">"):
        return curie[1:-1]
    if curie.startswith(("http://", "https://", "urn:")):
        return curie
    prefix, colon, local = curie.partition(":")
    if not colon and _LOCAL_NAME.fullmatch(curie):
        return HIVKG + curie
    if prefix in PREFIXES:
        return PREFIXES[prefix] + local
    if prefix in OBO_LIKE:
        return OBO_LIKE[prefix] + local
    if prefix.isupper() and _OBO_CURIE.fullmatch(curie):
        return f"{OBO}{prefix}_{local}"
    raise QueryError(
        f"{curie!r} is not an IRI or a name with a known prefix",
        hint=f"Known prefixes: {', '.join(sorted(PREFIXES))}.",
    )


def shorten(iri: Iri) -> str:
    """Give the CURIE of an IRI where a prefix fits and no escaping is needed, else the IRI itself.

    >>> shorten("https://w3id.org/hivkg/case/london-patient")
    'case:london-patient'
    >>> shorten("http://purl.obolibrary.org/obo/MONDO_0005109")
    'MONDO:0005109'
    >>> shorten("https://example.org/x")
    'https://example.org/x'
    """
    if iri.startswith(OBO) and "_" in iri.removeprefix(OBO):
        return iri.removeprefix(OBO).replace("_", ":", 1)
    fitting = [(len(base), prefix) for prefix, base in (PREFIXES | OBO_LIKE).items() if iri.startswith(base)]
    if fitting:
        length, prefix = max(fitting)
        if _LOCAL_NAME.fullmatch(iri[length:]):
            return f"{prefix}:{iri[length:]}"
    return iri


def _digest(*parts: str) -> str:
    """Hash parts so that no two lists of parts collide by where they are cut; 20 hexadecimal digits."""
    return sha256("\x1f".join(part.replace("\x1f", " ") for part in parts).encode()).hexdigest()[:20]
