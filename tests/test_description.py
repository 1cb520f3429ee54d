"""What a release says of itself is so: every count is made again, by SPARQL in another engine."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import CSVW, DCAT, DCTERMS, FOAF, OWL, RDF, SDO, SH, SKOS, VOID, XSD

from hivkg import __version__
from hivkg.description import CONTENTS, DESCRIPTION, KEYWORDS, LICENCE, PUBLISHER, describe_release
from hivkg.model import File
from hivkg.namespaces import BASE, DATASET, HIVKG, graph_iri
from hivkg.pipeline import Build, write_build
from hivkg.release import GRAPHS, MANIFEST
from hivkg.triples import to_bytes
from tests.conftest import ROOT, as_turtle

WHOLE = URIRef(DATASET)
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
VOIDEXT = rdflib.Namespace("http://ldf.fi/void-ext#")
Key = tuple[str, ...]
COUNTED = [name for name in GRAPHS if name != "void"]

BY_PROPERTY = """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { ?s ?p ?o } GROUP BY ?p"""
BY_CLASS = """SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) (COUNT(*) AS ?n)
WHERE { ?s a ?class ; ?p ?o . FILTER(isIRI(?class)) } GROUP BY ?class"""
SIZE = """SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
(COUNT(DISTINCT ?p) AS ?properties) WHERE { ?s ?p ?o }"""
TYPED = "SELECT (COUNT(DISTINCT ?class) AS ?classes) (COUNT(DISTINCT ?s) AS ?entities) WHERE { ?s a ?class }"


@pytest.fixture(scope="module")
def graphs(release: dict[str, list[ox.Triple]]) -> dict[str, Graph]:
    return {
        name: Graph().parse(data=to_bytes(triples, ox.RdfFormat.N_TRIPLES), format="nt")
        for name, triples in release.items()
    }


@pytest.fixture(scope="module")
def void(graphs: Mapping[str, Graph]) -> Graph:
    return graphs["void"]


@pytest.fixture(scope="module")
def whole(graphs: Mapping[str, Graph]) -> Graph:
    union = Graph()
    for name in COUNTED:
        if name != "candidates":
            union += graphs[name]
    return union


def number(graph: Graph, node: rdflib.term.Node, property_: URIRef) -> int:
    (value,) = graph.objects(node, property_)
    assert isinstance(value, Literal)
    return int(value)


def answer(graph: Graph, query: str, keys: int) -> dict[tuple[str, ...], tuple[int, ...]]:
    return {tuple(map(str, row[:keys])): tuple(map(int, row[keys:])) for row in graph.query(query)}  # type: ignore[index,misc]


def stated(
    void: Graph, node: rdflib.term.Node, link: URIRef, key: URIRef, *counts: URIRef
) -> dict[str, tuple[int, ...]]:
    return {
        str(void.value(part, key)): tuple(number(void, part, count) for count in counts)
        for part in void.objects(node, link)
    }


@pytest.mark.parametrize("name", [*COUNTED, ""])
def test_every_count_is_what_sparql_finds(name: str, graphs: Mapping[str, Graph], whole: Graph, void: Graph) -> None:
    node, data = (URIRef(graph_iri(name)), graphs[name]) if name else (WHOLE, whole)

    sizes = (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects, VOID.properties)
    assert tuple(number(void, node, each) for each in sizes) == answer(data, SIZE, 0)[()]
    assert (number(void, node, VOID.classes), number(void, node, VOID.entities)) == answer(data, TYPED, 0)[()]
    by_property = stated(
        void, node, VOID.propertyPartition, VOID.property, VOID.triples, VOID.distinctSubjects, VOID.distinctObjects
    )
    assert {(key,): value for key, value in by_property.items()} == answer(data, BY_PROPERTY, 1)
    by_class = stated(void, node, VOID.classPartition, VOID["class"], VOID.entities, VOID.triples)
    assert {(key,): value for key, value in by_class.items()} == answer(data, BY_CLASS, 1)


def test_the_classes_of_hivkg_are_cut_further_for_editors(whole: Graph, void: Graph) -> None:
    uses: dict[Key, int] = {}
    classes, datatypes = dict(uses), dict(uses)
    for part in void.objects(WHOLE, VOID.classPartition):
        for use in void.objects(part, VOID.propertyPartition):
            key = (str(void.value(part, VOID["class"])), str(void.value(use, VOID.property)))
            uses[key] = number(void, use, VOID.triples)
            for of, (count,) in stated(void, use, VOID.classPartition, VOID["class"], VOID.triples).items():
                classes[*key, of] = count
            for of, (count,) in stated(void, use, VOIDEXT.datatypePartition, VOIDEXT.datatype, VOID.triples).items():
                datatypes[*key, of] = count

    found, found_classes, found_datatypes = Counter[Key](), Counter[Key](), Counter[Key]()
    for subject, predicate, value in whole:
        for of in whole.objects(subject, RDF.type):
            if not str(of).startswith(HIVKG):
                continue
            found[str(of), str(predicate)] += 1
            if isinstance(value, Literal):
                datatype = RDF.langString if value.language else value.datatype or XSD.string
                found_datatypes[str(of), str(predicate), str(datatype)] += 1
            else:
                found_classes.update((str(of), str(predicate), str(above)) for above in whole.objects(value, RDF.type))
    assert (uses, classes, datatypes) == (found, found_classes, found_datatypes)
    assert classes[f"{HIVKG}Claim", str(RDF.subject), f"{HIVKG}Case"] > 100
    assert datatypes[f"{HIVKG}Case", f"{HIVKG}ageAtEvent", str(XSD.integer)] > 1


def test_there_is_a_linkset_for_every_ontology_and_kind_of_match(graphs: Mapping[str, Graph], void: Graph) -> None:
    total = 0
    for linkset in void.subjects(RDF.type, VOID.Linkset):
        (link,) = void.objects(linkset, VOID.linkPredicate)
        (target,) = void.objects(linkset, VOID.objectsTarget)
        space = str(void.value(target, VOID.uriSpace))
        links = [(s, o) for s, o in graphs["mappings"].subject_objects(link) if str(o).startswith(space)]
        assert number(void, linkset, VOID.triples) == len(links) > 0
        assert void.value(linkset, VOID.subjectsTarget) == URIRef(graph_iri("ontology"))
        assert all((s, RDF.type, None) in graphs["ontology"] for s, _ in links)
        assert (URIRef(graph_iri("mappings")), VOID.subset, linkset) in void
        total += len(links)

    matches = [SKOS[f"{kind}Match"] for kind in ("exact", "close", "broad", "narrow", "related")]
    assert total == sum(len(list(graphs["mappings"].subject_objects(each))) for each in matches)


def test_every_graph_is_described_and_this_one_describes_them(graphs: Mapping[str, Graph], void: Graph) -> None:
    assert set(CONTENTS) == set(COUNTED)
    assert set(void.objects(WHOLE, VOID.subset)) == {URIRef(graph_iri(name)) for name in COUNTED}
    for name in COUNTED:
        node = URIRef(graph_iri(name))
        assert str(void.value(node, DCTERMS.title)) == name
        assert str(void.value(node, DCTERMS.description)) == CONTENTS[name]
        for example in void.objects(node, VOID.exampleResource):
            assert (example, None, None) in graphs[name]
    assert void.value(URIRef(graph_iri("void")), FOAF.primaryTopic) == WHOLE


def test_examples_are_things_and_not_parts_of_things(void: Graph) -> None:
    examples = {str(each) for each in void.objects(None, VOID.exampleResource)}

    assert len(examples) == len(COUNTED)
    assert all(re.fullmatch(rf"{BASE}\w+/[\w.-]+", each) for each in examples), examples


def test_the_whole_has_licence_version_publisher_and_says_that_it_is_no_advice(void: Graph) -> None:
    said = {p: {str(o) for o in void.objects(WHOLE, p)} for p in void.predicates(WHOLE)}
    publisher = URIRef(next(iter(said[DCTERMS.publisher])))

    assert said[DCTERMS.license] == said[SDO.license] == {LICENCE}
    assert said[OWL.versionInfo] == said[SDO.version] == said[URIRef(f"{DCAT}version")] == {__version__}
    assert said[DCTERMS.description] == said[SDO.description] == {DESCRIPTION}
    assert "Not medical advice; no clinician has reviewed the claims." in DESCRIPTION
    assert {str(SH), str(SKOS), HIVKG} < said[VOID.vocabulary]
    assert str(DCAT) not in said[VOID.vocabulary], "only this description uses it"
    assert str(void.value(publisher, FOAF.name)) == PUBLISHER


def test_publisher_and_keywords_are_those_of_the_citation() -> None:
    citation = (ROOT / "CITATION.cff").read_text("utf-8")

    assert f"- name: {PUBLISHER}\n" in citation
    assert [each.strip() for each in citation.partition("keywords:\n")[2].replace("- ", "").splitlines()] == [*KEYWORDS]


def test_it_is_based_on_every_source(graphs: Mapping[str, Graph], void: Graph) -> None:
    source = URIRef("https://w3id.org/hivkg/ontology/Source")

    assert set(void.objects(WHOLE, SDO.isBasedOn)) == set(graphs["documents"].subjects(RDF.type, source))


@pytest.fixture(scope="module")
def written(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "whole"
    write_build(build, folder, whole=True)
    return folder


def test_every_file_is_a_distribution_with_its_size_and_hash(written: Path) -> None:
    void = Graph().parse(written / "void.ttl")
    files = {path.name: path.read_bytes() for path in written.iterdir()}
    described = {str(void.value(node, DCTERMS.title)): node for node in void.subjects(RDF.type, DCAT.Distribution)}

    assert set(described) == set(files)
    assert set(void.objects(WHOLE, SDO.distribution)) == set(described.values())
    for name, node in described.items():
        assert next(void.subjects(DCAT.distribution, node))
        size, checksum = void.value(node, DCAT.byteSize), void.value(node, SPDX.checksum)
        if name in ("void.ttl", "hivkg.nq", "hivkg.trig", MANIFEST):
            assert size is None, "it holds this description or its hash"
            continue
        digest = sha256(files[name]).hexdigest()
        assert (int(str(size)), str(void.value(node, SDO.sha256))) == (len(files[name]), digest)
        assert str(void.value(checksum, SPDX.checksumValue)) == digest
        assert str(void.value(node, DCAT.mediaType)).endswith(str(void.value(node, SDO.encodingFormat)))


def test_trig_n_quads_and_turtle_hold_queries_and_description_alike(written: Path) -> None:
    trig, quads = (set(map(str, ox.parse(path=str(written / name)))) for name in ("hivkg.trig", "hivkg.nq"))

    assert trig == quads
    for name in ("queries", "void"):
        mine = {line for line in quads if line.endswith(f"<{graph_iri(name)}>")}
        assert len(mine) == json.loads((written / MANIFEST).read_text())["files"][f"{name}.ttl"]["triples"] > 100


def test_a_description_needs_no_clock_and_no_order() -> None:
    prefixes = "@prefix : <https://w3id.org/hivkg/ontology/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    graphs = {name: as_turtle(prefixes, f":{name} a :Case ; :p 1, 2 .") for name in COUNTED}
    graphs["mappings"] = as_turtle(prefixes, ":a skos:exactMatch <http://purl.obolibrary.org/obo/MONDO_0005109> .")
    files = [File("facts.ttl", "text/turtle", 3, "ab"), File("void.ttl", "text/turtle")]

    one = describe_release("9", graphs, files)
    two = describe_release("9", {name: list(reversed(triples)) for name, triples in graphs.items()}, files)

    assert list(map(str, one)) == list(map(str, two))
    assert not [t for t in one if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]


@pytest.mark.parametrize("graph", ["queries", "void"])
def test_borrowed_terms_are_those_that_their_vocabularies_define(graph: str, graphs: Mapping[str, Graph]) -> None:
    vocabularies = {str(each): each for each in (CSVW, DCAT, SDO, VOID, SH, DCTERMS)}
    used = {str(p) for p in graphs[graph].predicates()} | {str(o) for o in graphs[graph].objects(None, RDF.type)}
    later = {f"{DCAT}version"}  # of DCAT 3; rdflib has DCAT 2

    terms = [(space, each.removeprefix(space)) for each in used - later for space in vocabularies if space in each]
    assert len(terms) > 10
    assert [(space, name) for space, name in terms if name not in vocabularies[space]] == []
