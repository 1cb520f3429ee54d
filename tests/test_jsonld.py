"""JSON-LD reads like hivkg's own words, and two other programs read the very same triples out of it."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from hivkg.jsonld import build_context, write_jsonld
from hivkg.namespaces import HIVKG, PREFIXES
from hivkg.project import Project
from hivkg.release import GRAPHS, read_context
from hivkg.store import MemoryStore, TripleSet
from hivkg.triples import to_bytes
from tests.conftest import as_turtle

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own parser uses it

TURTLE = "@prefix hivkg: <https://w3id.org/hivkg/ontology/> . @prefix : <urn:x:> . " + "".join(
    f"@prefix {name}: <{iri}> . " for name, iri in PREFIXES.items() if name != "hivkg"
)


@pytest.fixture(scope="module")
def context(project: Project) -> dict[str, Any]:
    return read_context(project.release)


def expanded(text: str) -> set[str]:
    return {
        f"{quad.subject} {quad.predicate} {quad.object}"
        for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD, rename_blank_nodes=False)
    }


def only(text: str) -> dict[str, Any]:
    (node,) = json.loads(text)["@graph"]
    return dict(node)


def test_a_claim_reads_like_a_sentence_and_expands_to_its_own_triples(
    store: MemoryStore, context: dict[str, Any]
) -> None:
    iri = "https://w3id.org/hivkg/claim/2fe2f42629319b82253e"
    answer = store.ask(f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ GRAPH graph:claims {{ <{iri}> ?p ?o }} }}")
    assert isinstance(answer, TripleSet)

    text = write_jsonld(answer.triples, context)

    claim = only(text)
    assert list(claim)[:5] == ["@id", "@type", "subject", "predicate", "object"]
    assert [claim[key] for key in list(claim)[:5]] == [
        "claim:2fe2f42629319b82253e",
        "Claim",
        "case:london-patient",
        "donorGenotype",
        "CCR5Delta32Homozygous",
    ]
    assert (claim["polarity"], claim["certainty"]) == ("Asserted", "Definite")
    assert claim["wasDerivedFrom"] == "document:nature-2019-london-essen-letter"
    assert claim["hasEvidence"].startswith("evidence:")
    by_rdflib = Graph().parse(data=text, format="json-ld")
    original = Graph().parse(data=to_bytes(answer.triples, ox.RdfFormat.N_TRIPLES), format="nt")
    assert set(by_rdflib) == set(original)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_graph_comes_back_as_it_was_from_two_parsers(
    name: str, release: dict[str, list[ox.Triple]], context: dict[str, Any]
) -> None:
    triples = release[name]

    text = write_jsonld(triples, context)

    assert expanded(text) == {f"{t.subject} {t.predicate} {t.object}" for t in triples}
    by_rdflib = Graph().parse(data=text, format="json-ld")
    original = Graph().parse(data=to_bytes(triples, ox.RdfFormat.N_TRIPLES), format="nt")
    assert isomorphic(by_rdflib, original) if name == "ontology" else set(by_rdflib) == set(original)


@pytest.mark.parametrize(
    ("object_", "value"),
    [
        ("58", {"@value": "58", "@type": "xsd:integer"}),
        ('"058"^^xsd:integer', {"@value": "058", "@type": "xsd:integer"}),
        ("true", {"@value": "true", "@type": "xsd:boolean"}),
        ("1.50", {"@value": "1.50", "@type": "xsd:decimal"}),
        ('"2007"^^xsd:gYear', {"@value": "2007", "@type": "xsd:gYear"}),
        ('"Norway"', {"@value": "Norway"}),
        ('"Norge"@no', {"@value": "Norge", "@language": "no"}),
        ("hivkg:CCR5", "CCR5"),
        ("hivkg:evidence", "hivkg:evidence"),
        ("hivkg:subject", "hivkg:subject"),
        ("case:oslo-patient", "case:oslo-patient"),
        ("<https://example.org/a#b>", "https://example.org/a#b"),
        ("<https://w3id.org/hivkg/document/x#char=1,2>", "https://w3id.org/hivkg/document/x#char=1,2"),
        ("_:b", "_:b"),
    ],
)
def test_an_object_of_any_kind_comes_back_as_it_was(object_: str, value: object, context: dict[str, Any]) -> None:
    triples = as_turtle(TURTLE, f"claim:x rdf:object {object_} .")

    text = write_jsonld(triples, context)

    written = only(text)["object"]
    assert written == value or (str(value).startswith("_:") and written == str(triples[0].object))
    assert expanded(text) == {f"{t.subject} {t.predicate} {t.object}" for t in triples}


def test_values_of_a_datatype_property_are_written_bare_where_the_ontology_names_one_datatype(
    context: dict[str, Any],
) -> None:
    triples = as_turtle(
        TURTLE,
        'case:x hivkg:timeOffART 24.5 ; hivkg:location "Norway" ; hivkg:diagnosisDate "2007"^^xsd:gYear ; '
        'rdfs:label "X"@en, "X"@no ; hivkg:ageAtEvent 58 , "old" .',
    )

    node = only(write_jsonld(triples, context))

    assert (node["timeOffART"], node["location"]) == ("24.5", "Norway")
    assert node["diagnosisDate"] == {"@value": "2007", "@type": "xsd:gYear"}
    assert node["label"] == ["X", {"@value": "X", "@language": "no"}]
    assert sorted(node["ageAtEvent"], key=str) == [58, {"@value": "old"}]


def test_only_that_part_of_the_context_is_written_that_was_used(context: dict[str, Any]) -> None:
    text = write_jsonld(as_turtle(TURTLE, "case:x a hivkg:Case ; hivkg:location 'Norway' ."), context)

    assert list(json.loads(text)["@context"]) == ["@version", "@vocab", "case", "location"]


def test_without_a_context_every_name_is_a_whole_iri() -> None:
    triples = as_turtle(TURTLE, "case:x a hivkg:Case ; hivkg:donorKinship hivkg:SiblingDonor .")

    node = only(write_jsonld(triples, {}))

    assert node["@id"] == "https://w3id.org/hivkg/case/x"
    assert node[f"{HIVKG}donorKinship"] == {"@id": f"{HIVKG}SiblingDonor"}


def test_the_context_has_every_property_of_the_ontology_and_every_prefix(
    release: dict[str, list[ox.Triple]], context: dict[str, Any]
) -> None:
    properties = {
        t.subject.value
        for t in release["ontology"]
        if isinstance(t.object, ox.NamedNode)
        and t.object.value.endswith(("#ObjectProperty", "#DatatypeProperty"))
        and isinstance(t.subject, ox.NamedNode)
        and t.subject.value.startswith(HIVKG)
    }

    assert properties <= {each["@id"] for each in context.values() if isinstance(each, dict)}
    assert PREFIXES.items() <= context.items()
    assert context == build_context(release["ontology"])


def test_the_order_of_triples_does_not_matter(release: dict[str, list[ox.Triple]], context: dict[str, Any]) -> None:
    triples = release["facts"]

    assert write_jsonld(triples, context) == write_jsonld(list(reversed(triples)), context)
