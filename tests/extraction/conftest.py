"""A vocabulary read from the modules of the ontology, and short ways to run the extractor on a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.collection import Collection

from hivkg.extraction import Lexicon, extract_readings
from hivkg.model import Document, Literal, Reading, Wording, hash_text
from hivkg.namespaces import BASE, HIVKG, case_iri, document_iri, shorten, source_iri
from hivkg.vocabulary import Entry, Vocabulary

MODULES = Path(__file__).parents[2] / "ontology" / "modules"
SCHEMA = Namespace("https://schema.org/")
KINDS = {OWL.Class: "class", OWL.ObjectProperty: "property", OWL.DatatypeProperty: "property"}
CASES = {"London patient": ("Adam Castillejo",), "Berlin patient": ("Timothy Ray Brown", "Timothy Brown")}

Claimed = tuple[str, str, str]
"""Subject, predicate and object, each as short as prefixes make it."""


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon.from_vocabulary(vocabulary)


@pytest.fixture
def make() -> Callable[..., Document]:
    """Make a document of a text."""
    return make_document


@pytest.fixture
def read(vocabulary: Vocabulary, lexicon: Lexicon) -> Callable[[str], list[Reading]]:
    """Extract readings from a text."""
    return lambda text: extract_readings(make_document(text), vocabulary, lexicon)


@pytest.fixture
def claims(read: Callable[[str], list[Reading]]) -> Callable[[str], set[Claimed]]:
    """Extract claims from a text: subject, relation and object, whatever their polarity and certainty."""
    return lambda text: {claimed(reading) for reading in read(text)}


def claimed(reading: Reading) -> Claimed:
    claim = reading.claim
    object_ = claim.object.value if isinstance(claim.object, Literal) else shorten(claim.object)
    return shorten(claim.subject), claim.predicate.removeprefix(HIVKG), object_


def make_document(text: str, label: str = "A document", wording: Wording = Wording.RESTATED) -> Document:
    return Document(document_iri("d1"), source_iri("s1"), label, wording, hash_text(text), len(text), text)


def load_vocabulary() -> Vocabulary:
    graph = Graph()
    for path in sorted(MODULES.glob("*.ttl")):
        graph.parse(path)
    entries = {}
    for kind, name in KINDS.items():
        for term in graph.subjects(RDF.type, kind):
            if isinstance(term, URIRef) and (label := graph.value(term, RDFS.label)):
                entries[str(term)] = Entry(
                    str(term),
                    name,
                    str(label),
                    tuple(sorted(str(value) for value in graph.objects(term, SKOS.altLabel))),
                    parents=tuple(sorted(_parents(graph, term))),
                )
    for label, synonyms in CASES.items():
        entries[case_iri(label)] = Entry(case_iri(label), "particular", label, synonyms, types=(HIVKG + "Case",))
    donor = BASE + "donor/london-patient-donor"
    entries[donor] = Entry(donor, "particular", "donor of the London patient", types=(HIVKG + "Donor",))
    return Vocabulary(
        entries,
        subject_kinds=_ends(graph, SCHEMA.domainIncludes),
        object_kinds=_ends(graph, SCHEMA.rangeIncludes),
    )


def _parents(graph: Graph, term: URIRef) -> set[str]:
    """Named superclasses, also those that a definition gives ("an HSCT that uses an allogeneic graft")."""
    parents = {str(up) for up in graph.objects(term, RDFS.subClassOf) if isinstance(up, URIRef)}
    for defined in graph.objects(term, OWL.equivalentClass):
        for members in graph.objects(defined, OWL.intersectionOf):
            parents |= {str(member) for member in Collection(graph, members) if isinstance(member, URIRef)}
    return parents


def _ends(graph: Graph, property_: URIRef) -> dict[str, frozenset[str]]:
    return {
        str(term): frozenset(str(kind) for kind in graph.objects(term, property_))
        for term in set(graph.subjects(property_, None))
    }
