"""What is said of a thing, and why a fact is one: on a graph of a few claims, in which all is known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib

import hivkg
from hivkg.answers import show_value
from hivkg.cli import main
from hivkg.conflicts import find_conflicts
from hivkg.curation import READER
from hivkg.facts import build_facts, judge_claims
from hivkg.model import Certainty, Claim, Document, Evidence, Tier, Wording
from hivkg.namespaces import HIVKG, OBO, PREFIXES, document_iri, expand
from hivkg.pipeline import AGENTS, Terms
from hivkg.policy import read_policy
from hivkg.project import find_project
from hivkg.queries import load_queries
from hivkg.store import MemoryStore, Table
from hivkg.triples import (
    describe_claims,
    describe_conflicts,
    describe_documents,
    describe_facts,
)
from tests.claims import claim, source

LONDON = "case:london-patient"
PROJECT = find_project()
SOURCES = {
    each.iri: each
    for each in (
        source("paper", Tier.PRIMARY, "2019"),
        source("agency", Tier.GUIDELINE),
        source("page"),
        source("blog"),
    )
}
DOCUMENTS = [
    Document(
        document_iri(each.iri.rpartition("/")[2]),
        each.iri,
        each.label,
        Wording.ORIGINAL if each.label == "Page" else Wording.RESTATED,
        "b" * 64,
        400,
    )
    for each in SOURCES.values()
]


def worded(one: Claim, words: str = "") -> Claim:
    """Give a claim its reader, and words where its document is a restatement."""
    (evidence,) = one.evidence
    start = sum(map(ord, words))  # words of its own stand at a place of its own
    return replace(one, agent=READER, evidence=(Evidence(evidence.document, start, start + 5, "a" * 64, words),))


TWO_COPIES = worded(
    claim("paper", LONDON, "donorGenotype", "CCR5Delta32Homozygous", aboutEvent="event:london-patient-transplant-1"),
    "both copies are cut",
)
ONE_COPY = worded(claim("page", LONDON, "donorGenotype", "CCR5Delta32Heterozygous"))
CLAIMS = [
    TWO_COPIES,
    ONE_COPY,
    worded(claim("page", LONDON, "donorKinship", "RelatedDonor")),
    worded(claim("blog", LONDON, "donorKinship", "UnrelatedDonor"), "no kin of his"),
    worded(claim("blog", LONDON, "hasOutcome", "ReportedCure", certainty=Certainty.HEDGED), "seems cured"),
    worded(
        claim("paper", LONDON, "hasOutcome", "FunctionalCure", withCriterion="no virus off therapy"),
        "cured in that way",
    ),
    worded(claim("paper", LONDON, "receivedTherapy", "Radiotherapy", denied=True), "without radiation"),
    worded(claim("paper", LONDON, "underwent", "event:london-patient-transplant-1"), "was given a graft"),
    worded(claim("paper", "event:london-patient-transplant-1", "graftFrom", "donor:x"), "of a donor"),
    worded(claim("paper", LONDON, "describedBy", "source:paper", method=f"{OBO}ECO_0000205"), "an adult in London"),
    worded(claim("agency", "Ibalizumab", "usedFor", "HIVInfection"), "is used for HIV"),
    worded(claim("blog", "Ibalizumab", "usedFor", "HIVInfection"), "some use it for HIV"),
]


@pytest.fixture(scope="module")
def graph(terms: Terms, release: Mapping[str, Sequence[ox.Triple]]) -> hivkg.Graph:
    policy = read_policy(PROJECT.policy)
    conflicts = find_conflicts(CLAIMS, SOURCES, terms.vocabulary, policy)
    verdicts = judge_claims(CLAIMS, conflicts, SOURCES, terms.vocabulary, policy)
    facts = build_facts(CLAIMS, verdicts)
    held_back = {iri: verdict for iri, verdict in verdicts.items() if verdict.withheld}
    graphs = {
        "ontology": release["ontology"],
        "mappings": release["mappings"],
        "documents": describe_documents(SOURCES.values(), DOCUMENTS),
        "claims": describe_claims(CLAIMS, AGENTS),
        "facts": describe_facts(facts, terms.particulars, [iri for fact in facts for iri in fact.claims]),
        "conflicts": describe_conflicts(
            conflicts,
            {iri: verdict.standing for iri, verdict in held_back.items() if verdict.standing},
            {iri: verdict.withheld for iri, verdict in held_back.items() if verdict.withheld},
        ),
        "inferred": [],
    }
    return hivkg.Graph(MemoryStore(graphs), load_queries(PROJECT.queries))


def cells(explanation: hivkg.Explanation, heading: str, *columns: str) -> list[tuple[str, ...]]:
    """Give some columns of a section as they are shown."""
    table = explanation[heading].answer
    assert isinstance(table, Table)
    places = [table.columns.index(name) for name in columns]
    return [tuple(show_value(row[place]) for place in places) for row in table.rows]


def test_a_case_is_told_with_facts_outcomes_claims_conflicts_and_who_describes_it(graph: hivkg.Graph) -> None:
    explanation = graph.explain("London patient")

    assert list(explanation) == [
        "What it is",
        "Outcomes",
        "Facts",
        "Facts of its events, grafts and donors",
        "Claims",
        "Claims that are no facts, and why",
        "Conflicts",
        "Sources that describe it",
        "What the reasons mean",
    ]
    assert cells(explanation, "What it is", "label", "above") == [("London patient", "hivkg:Case")]
    assert cells(explanation, "Outcomes", "outcome", "certainty") == [
        ("hivkg:FunctionalCure", "hivkg:Definite"),
        ("hivkg:ReportedCure", "hivkg:Hedged"),
    ]
    assert cells(explanation, "Facts", "relation", "object") == [
        ("hivkg:donorGenotype", "hivkg:CCR5Delta32Homozygous"),
        ("hivkg:hasOutcome", "hivkg:FunctionalCure"),
        ("hivkg:underwent", "event:london-patient-transplant-1"),
    ]
    assert cells(explanation, "Facts of its events, grafts and donors", "part", "relation", "object") == [
        ("event:london-patient-transplant-1", "hivkg:graftFrom", "donor:x")
    ]
    assert cells(explanation, "Claims that are no facts, and why", "object", "reason") == [
        ("source:paper", "hivkg:InferredByCurator"),
        ("hivkg:CCR5Delta32Heterozygous", "hivkg:LostConflict"),
        ("hivkg:RelatedDonor", "hivkg:InUnresolvedConflict"),
        ("hivkg:UnrelatedDonor", "hivkg:InUnresolvedConflict"),
        ("hivkg:ReportedCure", "hivkg:NotDefinite"),
        ("hivkg:Radiotherapy", "hivkg:DeniedByDocument"),
    ]
    assert cells(explanation, "Conflicts", "one", "other", "resolution")[0] == (
        "hivkg:CCR5Delta32Homozygous",
        "hivkg:CCR5Delta32Heterozygous",
        "hivkg:ResolvedByTier",
    )
    assert cells(explanation, "Conflicts", "resolution")[1] == ("hivkg:Unresolved",)
    assert cells(explanation, "Sources that describe it", "source", "words") == [("source:paper", "an adult in London")]
    assert ("hivkg:NotDefinite", "The document hedges it, sets it under a condition, or names it as an aim.") in cells(
        explanation, "What the reasons mean", "term", "definition"
    )


def test_claims_stand_with_words_document_certainty_and_polarity(graph: hivkg.Graph) -> None:
    claims = cells(graph.explain("London patient"), "Claims", "object", "polarity", "certainty", "document", "words")

    assert ("hivkg:Radiotherapy", "hivkg:Denied", "hivkg:Definite", "document:paper", "without radiation") in claims
    assert ("hivkg:ReportedCure", "hivkg:Asserted", "hivkg:Hedged", "document:blog", "seems cured") in claims
    assert ("hivkg:RelatedDonor", "hivkg:Asserted", "hivkg:Definite", "document:page", "") in claims


def test_where_words_are_not_ours_their_place_is_told(graph: hivkg.Graph) -> None:
    explanation = graph.explain("document:page")

    assert "original, characters 0 to 5" in str(explanation)
    assert [row.words for row in explanation["Claims read from it"]] == [None, None]
    assert "original, characters" not in explanation.to_json()
    assert "original, characters" not in str(graph.explain(TWO_COPIES.iri))


def test_a_term_is_told_with_names_definition_source_parent_children_and_mappings(graph: hivkg.Graph) -> None:
    explanation = graph.explain("reported cure")

    assert cells(explanation, "What it is", "label", "definition", "source", "above") == [
        (
            "reported cure",
            "A cure that a document reports without giving the criteria by which it was judged.",
            HIVKG,
            "hivkg:Cure",
        )
    ]
    assert ("cured of HIV",) in cells(explanation, "Other names", "synonym")
    assert ("hivkg:ReportedCure", "reported cure") in cells(
        graph.explain("hivkg:Cure"), "Directly below it", "term", "label"
    )
    explanation = graph.explain("lymphoma")
    assert ("skos:exactMatch", "MONDO:0005062", "lymphoma") in cells(
        explanation, "The same in other ontologies", "match", "identifier", "label"
    )
    assert ("hivkg:Lymphoma",) in cells(graph.explain("MONDO:0005062"), "The same in hivkg", "term")


def test_a_value_is_told_with_the_claims_and_conflicts_in_which_it_is_said(graph: hivkg.Graph) -> None:
    explanation = graph.explain("hivkg:CCR5Delta32Heterozygous")

    assert "Facts of which it is the object" not in explanation
    assert cells(explanation, "Claims of which it is the object", "subject", "standing") == [(LONDON, "hivkg:Lost")]
    assert cells(explanation, "Conflicts in which it is said", "standing", "otherValue", "otherSource") == [
        ("hivkg:Lost", "hivkg:CCR5Delta32Homozygous", "source:paper")
    ]


def test_a_relation_is_told_with_its_ends_and_what_it_relates(graph: hivkg.Graph) -> None:
    explanation = graph.explain("donor genotype")

    assert ("hivkg:Case", "hivkg:Genotype") in cells(explanation, "What may stand at its ends", "subject", "object")
    assert cells(explanation, "Facts with this relation", "subject", "object") == [
        (LONDON, "hivkg:CCR5Delta32Homozygous")
    ]
    assert len(explanation["Claims with this relation"]) == 2
    assert cells(explanation, "Conflicts about this relation", "subject") == [(LONDON,)]


def test_a_claim_that_is_no_fact_says_why_and_what_excludes_it(graph: hivkg.Graph) -> None:
    explanation = graph.explain(ONE_COPY.iri)

    assert cells(explanation, "This claim", "subject", "object", "standing", "start", "end") == [
        (LONDON, "hivkg:CCR5Delta32Heterozygous", "hivkg:Lost", "0", "5")
    ]
    assert cells(explanation, "Who read it", "method", "state") == [("ECO:0000203", "hivkg:Reviewed")]
    assert cells(explanation, "Its evidence", "document", "sha256") == [("document:page", "a" * 64)]
    assert cells(explanation, "Why it is no fact", "reason") == [("hivkg:LostConflict",)]
    assert cells(explanation, "Conflicts in which it stands", "otherValue", "otherSource") == [
        ("hivkg:CCR5Delta32Homozygous", "source:paper")
    ]
    assert "Rules of the policy that it passed" not in explanation


def test_a_claim_that_is_a_fact_says_in_which_scope_and_by_which_rules(graph: hivkg.Graph) -> None:
    explanation = graph.explain(TWO_COPIES.iri)

    assert cells(explanation, "In which scope it is made", "qualifier", "value") == [
        ("hivkg:aboutEvent", "event:london-patient-transplant-1")
    ]
    assert len(explanation["Rules of the policy that it passed"]) == 11
    assert "Why it is no fact" not in explanation


def test_a_conflict_is_told_with_both_sides_and_their_words(graph: hivkg.Graph) -> None:
    ((iri,),) = graph.sparql("SELECT ?c { ?c a hivkg:Conflict ; hivkg:resolution hivkg:Unresolved }")
    explanation = graph.explain(iri)

    assert cells(explanation, "This conflict", "subject", "relation") == [(LONDON, "hivkg:donorKinship")]
    assert sorted(cells(explanation, "Its two sides", "kind", "value", "tier")) == [
        ("hivkg:ValueConflict", "hivkg:RelatedDonor", "hivkg:NewsTier"),
        ("hivkg:ValueConflict", "hivkg:UnrelatedDonor", "hivkg:NewsTier"),
    ]
    assert cells(explanation, "The claims in it", "object", "words") == [
        ("hivkg:RelatedDonor", ""),
        ("hivkg:UnrelatedDonor", "no kin of his"),
    ]


def test_documents_and_sources_lead_to_each_other_and_to_their_claims(graph: hivkg.Graph) -> None:
    document, published = graph.explain("document:paper"), graph.explain("source:paper")

    assert cells(document, "Its source", "source", "tier", "issued", "wording", "characters") == [
        ("source:paper", "hivkg:PrimaryStudyTier", "2019", "hivkg:RestatedWording", "400")
    ]
    assert cells(published, "Its source and documents", "document") == [("document:paper",)]
    assert len(document["Claims read from it"]) == len(published["Claims read from its documents"]) == 6
    assert cells(published, "Whom it describes", "case", "words") == [(LONDON, "an adult in London")]


def test_a_fact_says_who_carries_it_by_which_rules_and_what_was_said_against_it(graph: hivkg.Graph) -> None:
    explanation = graph.explain("London patient", "donor genotype", "hivkg:CCR5Delta32Homozygous")

    assert list(explanation) == [
        "A fact",
        "Claims that say or deny it",
        "Rules of the policy that it passed",
        "What was said against it",
    ]
    assert cells(explanation, "A fact", "subject", "relation", "object", "claims") == [
        (LONDON, "hivkg:donorGenotype", "hivkg:CCR5Delta32Homozygous", "1")
    ]
    assert cells(explanation, "Claims that say or deny it", "standing", "document", "words") == [
        ("hivkg:Accepted", "document:paper", "both copies are cut")
    ]
    rules = dict(cells(explanation, "Rules of the policy that it passed", "otherwise", "has"))
    assert rules["hivkg:DeniedByDocument"] == "hivkg:Asserted"
    assert rules["hivkg:TierTooLow"] == "hivkg:PrimaryStudyTier"
    assert rules["hivkg:LostConflict"] == "prevails in 1"
    assert rules["hivkg:InferredByCurator"] == "ECO:0000203"
    assert cells(explanation, "What was said against it", "otherValue", "otherSource", "resolution") == [
        ("hivkg:CCR5Delta32Heterozygous", "source:page", "hivkg:ResolvedByTier")
    ]


@pytest.mark.parametrize(
    ("fact", "reason", "asks", "has"),
    [
        ((LONDON, "hasOutcome", "FunctionalCure"), "NoCriterion", "a stated criterion", "no virus off therapy"),
        ((LONDON, "underwent", "event:london-patient-transplant-1"), "NoCriterion", "nothing for this object", "none"),
        (
            ("Ibalizumab", "usedFor", "HIVInfection"),
            "TierTooLow",
            "hivkg:GuidelineTier or better",
            "hivkg:GuidelineTier",
        ),
    ],
    ids=["criterion", "no criterion", "tier of the relation above"],
)
def test_a_rule_says_what_it_asks_for_and_what_the_claims_have(
    graph: hivkg.Graph, fact: tuple[str, str, str], reason: str, asks: str, has: str
) -> None:
    explanation = graph.explain(*(expand(name) for name in fact))

    rules = cells(explanation, "Rules of the policy that it passed", "otherwise", "asks", "has")
    assert (f"hivkg:{reason}", asks, has) in rules


def test_a_fact_also_tells_which_claims_of_it_carry_nothing(graph: hivkg.Graph) -> None:
    explanation = graph.explain("Ibalizumab", "hivkg:usedFor", "HIV infection")

    assert cells(explanation, "A fact", "claims", "sources") == [("1", "1")]
    assert cells(explanation, "Claims of it that carry no fact, and why", "reason", "source") == [
        ("hivkg:TierTooLow", "source:blog")
    ]


@pytest.mark.parametrize(
    ("relation", "object_", "reason"),
    [
        ("receivedTherapy", "Radiotherapy", "DeniedByDocument"),
        ("hasOutcome", "ReportedCure", "NotDefinite"),
        ("donorKinship", "RelatedDonor", "InUnresolvedConflict"),
        ("donorGenotype", "CCR5Delta32Heterozygous", "LostConflict"),
    ],
)
def test_what_is_no_fact_says_for_which_reason(graph: hivkg.Graph, relation: str, object_: str, reason: str) -> None:
    explanation = graph.explain(LONDON, HIVKG + relation, HIVKG + object_)

    assert next(iter(explanation)) == "No fact, and why"
    assert cells(explanation, "No fact, and why", "object", "reason") == [(f"hivkg:{object_}", f"hivkg:{reason}")]
    assert [term for (term,) in cells(explanation, "What the reasons mean", "term")] == [f"hivkg:{reason}"]
    assert "Rules of the policy that it passed" not in explanation


def test_an_inferred_triple_is_told_as_such(release: Mapping[str, Sequence[ox.Triple]]) -> None:
    graph = hivkg.open()
    inferred = graph.query("inferred-triples", predicate="hivkg:comorbidity")[0]

    explanation = graph.explain(inferred.subject, inferred.predicate, inferred.object)

    assert next(iter(explanation)) == "Inferred from facts and ontology, and said by no document"


def test_what_nobody_says_is_told_as_not_stated(graph: hivkg.Graph) -> None:
    with pytest.raises(hivkg.QueryError, match="no document says or denies: case:london-patient") as caught:
        graph.explain("London patient", "received therapy", "hivkg:GeneEditing")
    assert caught.value.hint == "See what is said with: hivkg query claims --set subject=case:london-patient"
    with pytest.raises(hivkg.QueryError, match="a fact has three terms"):
        graph.explain("London patient", "received therapy")
    with pytest.raises(hivkg.QueryError, match="nothing in the graph is called") as caught:
        graph.explain("London patient", "donor genotyp", "hivkg:HSCT")
    assert caught.value.hint.startswith("Did you mean 'donor genotype'?")


def test_the_rdf_of_an_explanation_has_claims_evidence_spans_sources_and_conflicts(graph: hivkg.Graph) -> None:
    triples = graph.explain("London patient").to_graph()
    kinds = {str(kind).removeprefix(HIVKG) for kind in triples.objects(None, rdflib.RDF.type)}

    assert kinds >= {
        "Case",
        "Claim",
        "Conflict",
        "Document",
        "Evidence",
        "Source",
        f"{PREFIXES['oa']}TextQuoteSelector",
    }
    case = rdflib.URIRef(expand(LONDON))
    assert (case, rdflib.URIRef(f"{HIVKG}donorGenotype"), rdflib.URIRef(f"{HIVKG}CCR5Delta32Homozygous")) in triples
    assert rdflib.Literal("both copies are cut") in set(triples.objects())
    assert not any(isinstance(node, rdflib.BNode) for node in triples.all_nodes())


def test_the_rdf_of_a_fact_has_its_triple_only_if_it_is_one(graph: hivkg.Graph) -> None:
    case, genotype = rdflib.URIRef(expand(LONDON)), rdflib.URIRef(f"{HIVKG}donorGenotype")
    for value, expected in (("CCR5Delta32Homozygous", 1), ("CCR5Delta32Heterozygous", 0)):
        triples = graph.explain(LONDON, "donor genotype", f"hivkg:{value}").to_graph()

        assert len(list(triples.triples((case, genotype, None)))) == expected
        assert rdflib.URIRef(ONE_COPY.iri) in set(triples.subjects())


def test_the_command_line_explains_in_three_forms(capsys: pytest.CaptureFixture[str]) -> None:
    fact = ["London patient", "donor genotype", "hivkg:CCR5Delta32Homozygous"]

    assert main(["explain", *fact]) == 0
    table = capsys.readouterr().out
    assert table.startswith("A fact\n\nsubject ")
    assert "source:nature-2019-london-essen-letter" in table
    assert main(["explain", *fact, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["value"].rpartition("/")[2] for each in told["explains"]] == [
        "london-patient",
        "donorGenotype",
        "CCR5Delta32Homozygous",
    ]
    assert told["sections"][0]["query"] == "facts"
    assert main(["explain", *fact, "--format", "ttl"]) == 0
    triples = rdflib.Graph().parse(data=capsys.readouterr().out, format="turtle")
    assert (None, None, rdflib.URIRef(f"{HIVKG}CCR5Delta32Homozygous")) in triples


def test_no_explanation_of_an_original_shows_its_words() -> None:
    explanation = hivkg.open().explain("document:archyde-oslo-original")

    rows = explanation["Claims read from it"]
    assert len(rows) > 10
    assert all(row.words is None for row in rows)
    assert str(explanation).count("original, characters ") == len(rows)
    shown = {str(span) for span in explanation.to_graph().subjects(rdflib.URIRef(f"{PREFIXES['oa']}exact"))}
    assert shown
    assert not [span for span in shown if "-original#" in span]
