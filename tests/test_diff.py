"""What two releases differ in, kind by kind, and why; and the command that says it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.cli import main
from hivkg.conflicts import find_conflicts
from hivkg.curation import READER
from hivkg.diff import Change, as_sections, compare, summarize
from hivkg.errors import ReleaseError
from hivkg.facts import build_facts, judge_claims
from hivkg.model import Certainty, Claim, Document, Evidence, ReviewState, Source, Tier, Wording
from hivkg.namespaces import HIVKG, document_iri, expand, shorten
from hivkg.pipeline import AGENTS, Build, Terms, build_graphs, write_build
from hivkg.places import Release, read_place
from hivkg.policy import Policy, read_policy
from hivkg.project import Project, find_project
from hivkg.release import GRAPHS, MANIFEST, write_release
from hivkg.snapshots import KINDS, take_snapshot
from hivkg.triples import (
    describe_claims,
    describe_conflicts,
    describe_documents,
    describe_facts,
    describe_mappings,
)
from hivkg.vocabulary import Entry, TermMapping
from tests.claims import claim, source
from tests.conftest import ROOT, as_turtle
from tests.test_pipeline import copy_project

POLICY = read_policy(find_project().policy)
PAPER, PAGE, BLOG = source("paper", Tier.PRIMARY), source("page"), source("blog")
CASE = "case:london-patient"
LONDON = Entry(expand(CASE), "particular", "London patient", types=(f"{HIVKG}Case",))
TWO_COPIES = claim("paper", CASE, "donorGenotype", "CCR5Delta32Homozygous")
ONE_COPY = claim("page", CASE, "donorGenotype", "CCR5Delta32Heterozygous")
REMISSION = claim("page", CASE, "hasOutcome", "HIVRemission")
ONTOLOGY = """
    hivkg:Therapy a owl:Class ; rdfs:label "therapy"@en .
    hivkg:Drug a owl:Class ; rdfs:label "drug"@en ; skos:definition "A substance."@en .
    hivkg:Oldaxol a owl:Class ; rdfs:label "oldaxol"@en ; rdfs:subClassOf hivkg:Therapy .
    [] a owl:AllDisjointClasses ; owl:members ( hivkg:Therapy hivkg:Drug ) .
"""
PREFIXES = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "hivkg": HIVKG,
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
    }.items()
)

Maker = Callable[..., Release]


def document(where: str, text: str = "a") -> Document:
    return Document(document_iri(where), source(where).iri, where.capitalize(), Wording.RESTATED, text * 64, 5)


def _read(claims: Iterable[Claim]) -> list[ox.Triple]:
    return describe_claims([replace(each, agent=READER) for each in claims], AGENTS)


@pytest.fixture(scope="module")
def make(terms: Terms) -> Maker:
    """Make a release of a few claims, as the pipeline does."""

    def make(
        *claims: Claim,
        sources: Sequence[Source] = (PAPER, PAGE, BLOG),
        documents: Sequence[Document] = tuple(map(document, ("paper", "page", "blog"))),
        candidates: Sequence[Claim] = (),
        particulars: Sequence[Entry] = (LONDON,),
        mappings: Iterable[TermMapping] = (),
        inferred: Sequence[ox.Triple] = (),
        policy: Policy = POLICY,
    ) -> Release:
        by_iri = {each.iri: each for each in sources}
        conflicts = find_conflicts(claims, by_iri, terms.vocabulary, policy)
        verdicts = judge_claims(claims, conflicts, by_iri, terms.vocabulary, policy)
        facts = build_facts(claims, verdicts)
        held = {iri: each for iri, each in verdicts.items() if each.withheld}
        graphs = {
            "ontology": terms.ontology,
            "mappings": describe_mappings(mappings),
            "documents": describe_documents(sources, documents),
            "claims": _read(claims),
            "candidates": [each for each in _read(candidates) if each not in _read(claims)],
            "facts": describe_facts(facts, particulars, [iri for fact in facts for iri in fact.claims]),
            "conflicts": describe_conflicts(
                conflicts,
                {iri: each.standing for iri, each in held.items() if each.standing},
                {iri: each.withheld for iri, each in held.items() if each.withheld},
            ),
            "inferred": inferred,
            "queries": [],
            "void": [],
        }
        return Release(graphs, "0.1.0", str(policy.version))

    return make


def differ(old: Release, new: Release, kind: str = "") -> list[Change]:
    return [each for each in compare(take_snapshot(old), take_snapshot(new)) if kind in ("", each.kind)]


def tell(change: Change) -> tuple[str, str, str]:
    return change.change, change.label, change.reason


def details(change: Change) -> list[tuple[str, str, str]]:
    return [(detail.aspect, *detail.texts) for detail in change.details]


def short(each: Claim) -> str:
    return shorten(each.iri)


def ontology(text: str) -> Release:
    return Release({"ontology": as_turtle(PREFIXES, text)})


# Claims


def test_the_same_release_does_not_differ_from_itself(make: Maker) -> None:
    one = make(TWO_COPIES, ONE_COPY, REMISSION)

    assert differ(one, make(REMISSION, TWO_COPIES, ONE_COPY)) == []
    assert summarize([]) == "The two releases do not differ."


def test_a_claim_that_came_is_told_with_its_document_and_one_that_went_too(make: Maker) -> None:
    one, other = make(TWO_COPIES), make(TWO_COPIES, REMISSION)

    (came,) = differ(one, other, "claim")
    (went,) = differ(other, one, "claim")

    assert tell(came) == ("added", "London patient · has outcome · HIV remission", "read from document:page")
    assert tell(went) == (
        "removed",
        "London patient · has outcome · HIV remission",
        "no longer read from document:page",
    )
    assert (came.thing, came.statement) == (REMISSION.iri, (expand(CASE), expand("hasOutcome"), expand("HIVRemission")))


def test_a_claim_of_a_new_document_says_so(make: Maker) -> None:
    one, other = make(TWO_COPIES, documents=[document("paper")]), make(TWO_COPIES, REMISSION)

    (came,) = differ(one, other, "claim")
    (went,) = differ(other, one, "claim")

    assert (came.reason, went.reason) == ("document:page is new", "document:page is gone")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (replace(REMISSION, certainty=Certainty.HEDGED), ("certainty", "definite", "hedged")),
        (claim("page", CASE, "hasOutcome", "HIVRemission", denied=True), ("polarity", "asserted", "denied")),
        (claim("page", CASE, "hasOutcome", "ViralRebound"), ("object", "HIV remission", "viral rebound")),
        (claim("page", CASE, "hasOutcome", "HIVRemission", atTime="30 months"), ("at time", "", "30 months")),
        (claim("page", CASE, "receivedTherapy", "HIVRemission"), ("relation", "has outcome", "received therapy")),
        (claim("page", "HSCT", "hasOutcome", "HIVRemission"),
         ("subject", "London patient", "hematopoietic stem cell transplantation")),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)  # fmt: skip
def test_a_reworded_claim_is_one_that_changed_and_says_in_what(
    make: Maker, other: Claim, expected: tuple[str, str, str]
) -> None:
    (change,) = differ(make(REMISSION), make(other), "claim")

    assert (change.change, change.was, change.thing) == ("changed", REMISSION.iri, other.iri)
    assert details(change) == [expected]


def test_a_claim_that_is_not_definite_or_denied_is_called_so(make: Maker) -> None:
    hedged = claim("page", CASE, "hasOutcome", "ViralRebound", denied=True, certainty=Certainty.HEDGED)

    (change,) = differ(make(), make(hedged), "claim")

    assert change.label == "London patient · has outcome · viral rebound (denied, hedged)"


def test_of_several_claims_of_a_slot_those_of_one_object_or_of_the_same_words_are_paired(make: Maker) -> None:
    def at(start: int, object_: str, certainty: Certainty = Certainty.DEFINITE) -> Claim:
        words = Evidence(document_iri("page"), start, start + 5, f"{start:064}")
        return replace(claim("page", CASE, "receivedTherapy", object_, certainty=certainty), evidence=(words,))

    one = make(at(0, "HSCT"), at(10, "Chemotherapy"), at(20, "Radiotherapy"))
    other = make(at(40, "HSCT", Certainty.HEDGED), at(12, "TotalBodyIrradiation"), at(30, "GeneEditing"))

    found = differ(one, other, "claim")

    assert [(each.change, each.label.rpartition(" · ")[2]) for each in found] == [
        ("added", "gene editing"),
        ("changed", "hematopoietic stem cell transplantation (hedged)"),
        ("removed", "radiotherapy"),
        ("changed", "total body irradiation"),
    ]
    assert ("object", "chemotherapy", "total body irradiation") in details(found[3])


def test_claims_of_two_sources_are_never_one_that_changed(make: Maker) -> None:
    found = differ(make(claim("page", CASE, "hasOutcome", "Cure")), make(claim("blog", CASE, "hasOutcome", "Cure")))

    assert [each.change for each in found if each.kind == "claim"] == ["added", "removed"]


def test_evidence_that_moved_with_its_words_is_told_from_evidence_of_other_words(make: Maker) -> None:
    words = Evidence(document_iri("page"), 7, 12, "a" * 64)
    others = Evidence(document_iri("page"), 0, 5, "b" * 64)
    restated = [document("page", "b")]

    (moved,) = differ(make(REMISSION), make(replace(REMISSION, evidence=(words,))), "claim")
    (reread,) = differ(make(REMISSION), make(replace(REMISSION, evidence=(others,)), documents=restated), "claim")
    (grown,) = differ(make(REMISSION), make(replace(REMISSION, evidence=(*REMISSION.evidence, words))), "claim")

    assert details(moved) == [("evidence", "document:page 0-5", "document:page 7-12")]
    assert moved.details[0].note == "the same words"
    assert reread.details[0].note == "other words in the same place"
    assert reread.reason == "the text of document:page changed"
    assert details(grown) == [("evidence", "", "document:page 7-12")]


def test_a_candidate_that_was_reviewed_is_told_on_both_sides(make: Maker) -> None:
    candidate = replace(REMISSION, state=ReviewState.CANDIDATE)

    found = differ(make(candidates=[candidate]), make(REMISSION))

    assert {(each.kind, *tell(each)[::2]) for each in found if each.kind in ("claim", "candidate")} == {
        ("claim", "added", "reviewed; it was a candidate"),
        ("candidate", "removed", "reviewed; it is a claim now"),
    }


def test_the_review_state_and_method_of_a_claim_are_told(make: Maker) -> None:
    rejected = replace(REMISSION, state=ReviewState.REJECTED, method="http://purl.obolibrary.org/obo/ECO_0000205")

    (change,) = differ(make(REMISSION), make(rejected), "claim")

    assert ("review state", "reviewed", "rejected") in details(change)
    assert {aspect for aspect, _, _ in details(change)} == {"review state", "assertion method"}


# Facts and standings


def test_a_fact_that_came_names_its_new_claim_and_one_that_went_the_lost_one(make: Maker) -> None:
    one, other = make(), make(TWO_COPIES)

    (came,) = differ(one, other, "fact")
    (went,) = differ(other, one, "fact")

    assert tell(came) == (
        "added",
        "London patient · donor genotype · CCR5-Δ32 homozygous",
        f"{short(TWO_COPIES)} of source:paper is new",
    )
    assert tell(went)[::2] == ("removed", f"{short(TWO_COPIES)} was removed")


def test_a_fact_that_lost_a_conflict_names_the_claim_that_outweighs_it_and_the_reason(make: Maker) -> None:
    found = {each.label.rpartition(" ")[2]: each for each in differ(make(ONE_COPY), make(ONE_COPY, TWO_COPIES), "fact")}

    assert found["homozygous"].reason == f"{short(TWO_COPIES)} of source:paper is new"
    assert found["heterozygous"].change == "removed"
    assert found["heterozygous"].reason == (
        f"{short(ONE_COPY)} is no fact any more; lost a conflict, against {short(TWO_COPIES)} (new); "
        "“Paper” (primary study or registry) outranks “Page” (news and other)"
    )


def test_a_fact_in_an_open_conflict_names_the_other_claim_and_so_does_its_return(make: Maker) -> None:
    rival = claim("blog", CASE, "donorGenotype", "CCR5WildType")
    one, other = make(ONE_COPY), make(ONE_COPY, rival)

    (went,) = differ(one, other, "fact")
    (came,) = differ(other, one, "fact")
    (standing,) = differ(one, other, "standing")

    against = f"in an unresolved conflict, against {short(rival)}"
    assert went.reason == f"{short(ONE_COPY)} is no fact any more; {against} (new)"
    assert came.reason == f"{short(ONE_COPY)} was no fact; {against} (removed)"
    assert details(standing) == [
        ("standing", "accepted", "disputed"),
        ("withheld for", "", "in an unresolved conflict"),
    ]
    assert standing.reason == f"{against} (new)"


def test_a_fact_whose_claim_was_reworded_says_in_what_and_why_that_is_none(make: Maker) -> None:
    hedged = replace(REMISSION, certainty=Certainty.HEDGED)

    (went,) = differ(make(REMISSION), make(hedged), "fact")
    (came,) = differ(make(hedged), make(REMISSION), "fact")

    assert went.reason == f"{short(REMISSION)} became {short(hedged)}, with another certainty; not definite"
    assert came.reason == f"{short(hedged)} became {short(REMISSION)}, with another certainty"


def test_a_fact_that_its_own_source_hedges_now_names_where(make: Maker) -> None:
    hedged = replace(REMISSION, certainty=Certainty.HEDGED)

    (went,) = differ(make(REMISSION), make(REMISSION, hedged), "fact")

    assert went.reason == f"{short(REMISSION)} is no fact any more; hedged by the same source, in {short(hedged)} (new)"


def test_a_fact_that_the_policy_let_go_names_the_versions(make: Maker) -> None:
    stricter = replace(POLICY, version=3, never_facts=POLICY.never_facts | {expand("hasOutcome")})

    found = {each.kind: each for each in differ(make(REMISSION), make(REMISSION, policy=stricter))}

    assert set(found) == {"release", "fact", "standing"}
    assert details(found["release"]) == [("policy", "2", "3")]
    assert found["fact"].reason == f"{short(REMISSION)} is no fact any more; never a fact; policy 2 → 3"
    assert found["standing"].reason == "never a fact; policy 2 → 3"


def test_a_fact_that_went_with_the_tier_of_its_source_names_both_tiers(make: Maker) -> None:
    used = claim("paper", "Ibalizumab", "directedAt", "HIV")
    demoted = [replace(PAPER, tier=Tier.NEWS), PAGE, BLOG]

    found = {each.kind: each for each in differ(make(used), make(used, sources=demoted))}

    assert details(found["source"]) == [("tier", "primary study or registry", "news and other")]
    assert found["fact"].reason == (
        f"{short(used)} is no fact any more; tier too low; "
        "tier of source:paper: primary study or registry → news and other"
    )


def test_a_fact_that_rests_on_more_claims_changed_and_one_whose_claim_has_other_words_did_not(make: Maker) -> None:
    second = claim("blog", CASE, "hasOutcome", "HIVRemission")
    timed = claim("page", CASE, "hasOutcome", "HIVRemission", atTime="30 months")

    (change,) = differ(make(REMISSION), make(REMISSION, second), "fact")

    assert tell(change)[::2] == ("changed", f"{short(second)} of source:blog is new")
    assert details(change) == [("rests on", "", short(second))]
    assert differ(make(REMISSION), make(timed), "fact") == []


# Conflicts


def test_a_conflict_that_came_names_the_claim_that_came_and_how_it_was_settled(make: Maker) -> None:
    one, other = make(ONE_COPY), make(ONE_COPY, TWO_COPIES)

    (came,) = differ(one, other, "conflict")
    (went,) = differ(other, one, "conflict")

    assert came.label == "London patient · donor genotype · CCR5-Δ32 heterozygous / CCR5-Δ32 homozygous"
    settled = "resolved by source tier; “Paper” (primary study or registry) outranks “Page” (news and other)"
    assert tell(came)[::2] == ("added", f"{settled}; {short(TWO_COPIES)} (new)")
    assert tell(went)[::2] == ("removed", f"{settled}; {short(TWO_COPIES)} (removed)")


def test_a_conflict_that_is_settled_now_says_by_what(make: Maker) -> None:
    rival = claim("blog", CASE, "donorGenotype", "CCR5WildType")
    support = claim("paper", CASE, "donorGenotype", "CCR5Delta32Heterozygous")

    changes = differ(make(ONE_COPY, rival), make(ONE_COPY, rival, support), "conflict")
    (change,) = [each for each in changes if each.change == "changed"]

    assert ("resolution", "unresolved", "resolved by source tier") in details(change)
    assert ("prevailing claim", "", short(ONE_COPY)) in details(change)
    assert change.reason == f"{short(support)} (new)"


def test_a_conflict_that_a_source_of_another_tier_turns_says_so(make: Maker) -> None:
    demoted = [replace(PAPER, tier=Tier.NEWS), PAGE, BLOG]

    (change,) = differ(make(ONE_COPY, TWO_COPIES), make(ONE_COPY, TWO_COPIES, sources=demoted), "conflict")

    assert ("resolution", "resolved by source tier", "unresolved") in details(change)
    assert change.reason == "tier of source:paper: primary study or registry → news and other"


def test_a_conflict_of_a_reworded_claim_is_the_same_conflict(make: Maker) -> None:
    timed = claim("page", CASE, "donorGenotype", "CCR5Delta32Heterozygous", atTime="in 2016")

    (change,) = differ(make(ONE_COPY, TWO_COPIES), make(timed, TWO_COPIES), "conflict")

    assert change.change == "changed"
    assert change.was
    assert change.reason == f"{short(ONE_COPY)} (now: {short(timed)}); {short(timed)} (before: {short(ONE_COPY)})"


def test_a_conflict_that_the_policy_made_names_the_versions(make: Maker) -> None:
    looser = replace(POLICY, version=1, single_valued=frozenset())

    (change,) = differ(make(ONE_COPY, TWO_COPIES, policy=looser), make(ONE_COPY, TWO_COPIES), "conflict")

    assert change.reason.endswith("; policy 1 → 2")


# Terms and the rest


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('label "drug"', 'label "medicine"', ("medicine", [("label", "drug", "medicine")], "")),
        ("A substance.", "A thing.", ("drug", [("definition", "A substance.", "A thing.")], "")),
        ("subClassOf hivkg:Therapy", "subClassOf hivkg:Drug", ("oldaxol", [("parent", "therapy", "drug")], "")),
        ('"oldaxol"@en', '"oldaxol"@en ; owl:deprecated true ; dcterms:isReplacedBy hivkg:Drug',
         ("oldaxol", [("deprecated", "", "true"), ("dcterms:isReplacedBy", "", "drug")], "use hivkg:Drug")),
        ("subClassOf hivkg:Therapy", "subClassOf [ owl:unionOf ( hivkg:Drug hivkg:Therapy ) ]",
         ("oldaxol", [("parent", "therapy", "hivkg:Drug or hivkg:Therapy")], "")),
        ("hivkg:Oldaxol a", "hivkg:Newaxol a", ("oldaxol", [], "")),
    ],
    ids=["label", "definition", "parent", "deprecated", "expression", "renamed"],
)  # fmt: skip
def test_a_term_that_changed_says_in_what(
    before: str, after: str, expected: tuple[str, list[tuple[str, str, str]], str]
) -> None:
    assert before in ONTOLOGY

    (change,) = differ(ontology(ONTOLOGY), ontology(ONTOLOGY.replace(before, after)))

    assert (change.kind, change.change) == ("term", "changed")
    assert (change.label, details(change), change.reason) == expected
    assert change.was == (f"{HIVKG}Oldaxol" if "Newaxol" in after else "")


def test_a_term_that_came_or_went_goes_by_its_label() -> None:
    more = ONTOLOGY + 'hivkg:Step a owl:Class ; rdfs:label "step"@en .'

    assert [tell(each) for each in differ(ontology(ONTOLOGY), ontology(more))] == [("added", "step", "")]
    assert [tell(each) for each in differ(ontology(more), ontology(ONTOLOGY))] == [("removed", "step", "")]


def test_an_axiom_without_a_name_is_compared_by_its_members_whatever_its_blank_node_is_called() -> None:
    more = ONTOLOGY.replace("( hivkg:Therapy hivkg:Drug )", "( hivkg:Drug hivkg:Oldaxol hivkg:Therapy )")
    shuffled = ONTOLOGY.replace("( hivkg:Therapy hivkg:Drug )", "( hivkg:Drug hivkg:Therapy )")

    (change,) = differ(ontology(ONTOLOGY), ontology(more))

    assert (change.kind, change.change, details(change)) == ("axiom", "changed", [("member", "", "oldaxol")])
    assert [details(each) for each in differ(ontology(ONTOLOGY), ontology(shuffled))] in ([], [[]])


def test_two_terms_of_one_label_are_told_apart_by_their_names() -> None:
    twin = ONTOLOGY + 'hivkg:Cure1 a owl:Class ; rdfs:label "therapy"@en .'

    (change,) = differ(ontology(twin), ontology(twin.replace("subClassOf hivkg:Therapy", "subClassOf hivkg:Cure1")))

    assert details(change) == [("parent", "hivkg:Therapy", "hivkg:Cure1")]


def test_documents_sources_and_particulars_are_compared(make: Maker) -> None:
    older = [replace(PAPER, issued="2019-03"), PAGE]
    newer = [replace(PAPER, issued="2019-04"), PAGE, BLOG]
    renamed = [replace(LONDON, label="The London patient", synonyms=("London man",))]

    found = differ(
        make(sources=older, documents=[document("paper"), document("page")]),
        make(
            sources=newer, documents=[document("paper", "b"), document("page"), document("blog")], particulars=renamed
        ),
    )

    assert [(each.kind, each.change, each.label) for each in found] == [
        ("source", "added", "Blog"),
        ("source", "changed", "Paper"),
        ("document", "added", "Blog"),
        ("document", "changed", "Paper"),
        ("particular", "changed", "The London patient"),
    ]
    assert details(found[1]) == [("dcterms:issued", "2019-03", "2019-04")]
    assert details(found[3]) == [("text", "aaaaaaaaaaaa…", "bbbbbbbbbbbb…")]
    assert details(found[4]) == [("label", "London patient", "The London patient"), ("synonym", "", "London man")]


def test_mappings_are_compared_and_one_that_is_closer_now_is_one_that_changed(make: Maker) -> None:
    def mapping(name: str, match: str, label: str = "leukemia") -> TermMapping:
        skos = f"http://www.w3.org/2004/02/skos/core#{match}"
        curated = "https://w3id.org/semapv/vocab/ManualMappingCuration"
        return TermMapping(expand(name), skos, expand("MONDO:0005059"), "leukemia", label, curated, "", (), "")

    one = make(mappings=[mapping("Leukemia", "closeMatch")])
    (change,) = differ(one, make(mappings=[mapping("Leukemia", "exactMatch")]))
    (relabelled,) = differ(one, make(mappings=[mapping("Leukemia", "closeMatch", "leukaemia")]))
    (added,) = differ(make(), one)

    assert (change.kind, change.label) == ("mapping", "leukemia · skos:exactMatch · leukemia")
    assert details(change) == [("relation", "skos:closeMatch", "skos:exactMatch")]
    assert details(relabelled) == [("label", "leukemia", "leukaemia")]
    assert added.change == "added"


def test_what_is_inferred_is_compared_and_what_became_a_fact_says_so(make: Maker) -> None:
    follows = as_turtle(PREFIXES, f"<{expand(CASE)}> hivkg:donorGenotype hivkg:CCR5Delta32Homozygous .")

    (change,) = differ(make(inferred=follows), make(TWO_COPIES), "inference")

    assert tell(change)[::2] == ("removed", "it is a fact now")


def test_a_graph_that_hivkg_does_not_know_is_compared_too(make: Maker) -> None:
    one = make()
    more = replace(one, graphs={**one.graphs, "extra": as_turtle(PREFIXES, "hivkg:x rdfs:label 'y' .")})

    (change,) = differ(one, more)

    assert (change.kind, change.change) == ("other", "added")


def test_candidates_are_compared_apart_from_claims(make: Maker) -> None:
    (change,) = differ(make(REMISSION), make(REMISSION, candidates=[ONE_COPY]))

    assert (change.kind, change.label) == ("candidate", "London patient · donor genotype · CCR5-Δ32 heterozygous")


def test_who_read_the_claims_is_compared(make: Maker) -> None:
    (change,) = differ(make(), make(REMISSION), "agent")

    assert (change.change, change.label) == ("added", "hivkg reader: a language model, not reviewed by a clinician")


def test_a_kind_whose_graph_one_release_lacks_is_not_compared_and_said_to_be_so(make: Maker) -> None:
    whole = make(TWO_COPIES)
    older = replace(whole, graphs={name: each for name, each in whole.graphs.items() if name != "claims"})

    found = differ(older, whole)

    assert {(each.kind, each.change, each.reason) for each in found} == {
        (kind, "not compared", "the old release has no graph:claims")
        for kind in ("agent", "claim", "conflict", "fact", "standing")
    }
    assert differ(older, older) == []
    assert summarize(found).startswith("agents not compared, claims not compared, conflicts not compared")


def test_of_a_single_triple_that_is_gone_every_graph_tells(make: Maker, terms: Terms) -> None:
    """One triple of each predicate of each graph is left out, and the comparison is never empty."""
    whole = make(
        TWO_COPIES,
        ONE_COPY,
        candidates=[replace(claim("blog", CASE, "hasOutcome", "Cure"), rule="x")],
        inferred=as_turtle(PREFIXES, "hivkg:x rdfs:subClassOf hivkg:y ."),
    )
    whole = replace(whole, graphs={**whole.graphs, "ontology": as_turtle(PREFIXES, ONTOLOGY)})
    base = take_snapshot(whole)

    for name, triples in whole.graphs.items():
        for predicate in {triple.predicate for triple in triples}:
            gone = next(triple for triple in triples if triple.predicate == predicate)
            less = {**whole.graphs, name: [triple for triple in triples if triple != gone]}
            assert compare(base, take_snapshot(replace(whole, graphs=less))), (name, str(gone))


def test_changes_are_told_in_one_order_whatever_the_order_of_triples(make: Maker) -> None:
    one, other = make(ONE_COPY), make(TWO_COPIES, REMISSION)
    backwards = replace(other, graphs={name: list(reversed(each)) for name, each in reversed(other.graphs.items())})

    assert differ(one, other) == differ(one, backwards)
    assert [each.kind for each in differ(one, other)] == sorted(
        (each.kind for each in differ(one, other)), key=list(KINDS).index
    )


def test_sections_leave_out_what_is_empty_and_count_what_they_hold(make: Maker) -> None:
    sections = as_sections(differ(make(ONE_COPY), make(ONE_COPY, REMISSION), "claim"))

    assert [each.heading for each in sections] == ["Claims: +1"]
    assert sections[0].columns == ["change", "what", "why", "thing"]
    assert summarize(differ(make(ONE_COPY), make(ONE_COPY, REMISSION))) == "claims +1, facts +1"


def test_fifty_thousand_triples_are_compared_in_seconds(make: Maker) -> None:
    def many(hedged: int) -> Release:
        certainty = [Certainty.HEDGED if number < hedged else Certainty.DEFINITE for number in range(3500)]
        claims = [claim("page", f"case:c{n}", "hasOutcome", "Cure", certainty=each) for n, each in enumerate(certainty)]
        return make(*claims)

    one, other = many(0), many(100)
    assert sum(map(len, one.graphs.values())) > 40_000
    started = time.monotonic()

    found = differ(one, other, "claim")

    assert time.monotonic() - started < 10
    assert len(found) == 100


# Where a release lies


def test_a_folder_a_file_and_a_zipped_file_of_a_release_are_the_same(tmp_path: Path, make: Maker) -> None:
    release = make(TWO_COPIES)
    folder = tmp_path / "release"
    write_release(release.graphs, folder, {"version": "0.1.0", "policy": 1}, whole=True)
    zipped = tmp_path / "hivkg.nq.gz"
    zipped.write_bytes(gzip.compress((folder / "hivkg.nq").read_bytes()))

    read = [read_place(str(place)) for place in (folder, folder / "hivkg.trig", folder / "hivkg.nq", zipped)]

    assert (read[0].version, read[0].policy) == ("0.1.0", "1")
    for each in read[1:]:
        assert {change.change for change in differ(read[0], each)} <= {"not compared"}  # what is empty here
        assert differ(each, read[1]) == []


def test_a_revision_of_git_is_read_without_being_checked_out(
    tmp_path: Path, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = ["git", "-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"]
    write_release(make(TWO_COPIES).graphs, tmp_path / "release", {})
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    write_release(make().graphs, tmp_path / "release", {})
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")

    found = differ(read_place("HEAD:release"), read_place("../release"), "fact")

    assert [each.change for each in found] == ["removed"]
    for typo, told in (("HEAD:relase", "relase"), ("HAED:release", "HAED"), ("HEAD:", "manifest.json")):
        with pytest.raises(ReleaseError, match=f"there is no release in {typo}: .*{told}"):
            read_place(typo)


def test_an_empty_graph_of_a_file_is_there_if_void_names_it(tmp_path: Path) -> None:
    path = tmp_path / "small.nq"
    graph, void = "https://w3id.org/hivkg/graph/", "http://rdfs.org/ns/void#"
    path.write_text(
        f"<urn:a> <urn:p> <urn:b> <{graph}facts> .\n"
        f"<https://w3id.org/hivkg/dataset> <{void}subset> <{graph}claims> <{graph}void> .\n"
    )

    assert {name: len(triples) for name, triples in read_place(str(path)).graphs.items()} == {
        "facts": 1,
        "void": 1,
        "claims": 0,
    }


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["diff", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def places(tmp_path: Path, make: Maker) -> tuple[str, str]:
    """Two releases on disk: of the second, one claim is denied now, and another is new."""
    denied = claim("page", CASE, "hasOutcome", "HIVRemission", denied=True)
    write_release(make(REMISSION).graphs, tmp_path / "old", {"version": "0.1.0", "policy": 1})
    write_release(make(denied, TWO_COPIES).graphs, tmp_path / "new", {"version": "0.1.0", "policy": 1})
    return str(tmp_path / "old"), str(tmp_path / "new")


def test_the_command_prints_a_section_for_each_kind_and_a_summary(run, places: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*places)

    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert [line for line in lines if line.endswith(("+1", "-1", "~1"))] == [
        "Claims: +1 ~1",
        "Facts: +1 -1",
        "claims +1 ~1, facts +1 -1",
    ]
    assert any(line.split()[:1] == ["changed"] and "(denied)   polarity   asserted   denied" in line for line in lines)


def test_the_command_shows_one_kind_and_exits_with_1_if_asked(run, places: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    assert run(*places, "--kind", "fact")[1].endswith("\n\nfacts +1 -1\n")
    assert run(*places, "--exit-code")[0] == 1
    assert run(*places, "--exit-code", "--kind", "term")[:2] == (0, "The two releases do not differ.\n")
    assert run(places[0], places[0], "--exit-code")[:2] == (0, "The two releases do not differ.\n")


def test_the_command_writes_csv_and_json_with_full_iris(run, places: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    rows = list(csv.DictReader(io.StringIO(run(*places, "--format", "csv")[1])))
    bindings = json.loads(run(*places, "--format", "json")[1])["results"]["bindings"]

    (changed,) = [row for row in rows if row["change"] == "changed"]
    assert (changed["was"], changed["aspect"]) == (REMISSION.iri, "polarity")
    assert (changed["old"], changed["new"]) == (f"{HIVKG}Asserted", f"{HIVKG}Denied")
    assert [row["kind"] for row in rows] == ["claim", "claim", "fact", "fact"]
    assert bindings[0]["subject"] == {"type": "uri", "value": expand(CASE)}
    assert len(bindings) == len(rows)


def test_an_older_release_that_lacks_a_graph_is_compared_in_the_rest(run, places: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    manifest = Path(places[0]) / MANIFEST
    data = json.loads(manifest.read_text())
    del data["files"]["facts.ttl"]
    manifest.write_text(json.dumps(data))

    code, out, _ = run(*places)

    assert code == 0
    assert "the old release has no graph:facts" in out
    assert out.endswith("claims +1 ~1, facts not compared, standings not compared\n")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "facts.ttl").unlink(), "is damaged: facts.ttl is missing"),
        (lambda folder: (folder / "facts.ttl").write_text("x"), "is damaged: facts.ttl is not what the manifest says"),
        (lambda folder: (folder / MANIFEST).unlink(), "is no release: it has no manifest.json"),
        (lambda folder: (folder / MANIFEST).write_text("{}"), "is no release: its manifest.json is not of hivkg"),
        (lambda folder: (folder / MANIFEST).write_text("["), "is no release: its manifest.json is not of hivkg"),
    ],
)
def test_a_damaged_release_is_told(run, places: tuple[str, str], spoil: Callable[[Path], object], message: str) -> None:  # type: ignore[no-untyped-def]
    spoil(Path(places[1]))

    code, out, err = run(*places)

    assert (code, out, len(err.splitlines())) == (2, "", 2)
    assert err.startswith("hivkg: ")
    assert f"{places[1]} {message}" in err


MISTAKES = [
    (["graph/relase"], "there is no file or folder graph/relase", "Did you mean 'graph/release'?"),
    (["graph"], "graph is no release: it has no manifest.json", "Did you mean 'graph/release'?"),
    (["README.md"], "README.md is no release: its name ends in none of .trig, .nq", "a folder that hivkg build wrote"),
    (["graph/release/facts.ttl"], "its name ends in none of .trig, .nq", "a folder that hivkg build wrote"),
    (["https://example.org/release"], "is an address", "Download it"),
    (["nowhere"], "there is no file or folder nowhere", "Give a folder that hivkg build wrote"),
    (["/dev/null"], "there is no file or folder /dev/null", "Give a folder that hivkg build wrote"),
    (["nowhere:graph/release"], "there is no release in nowhere:graph/release", "REVISION:FOLDER"),
    (["x" * 5000], "cannot read xxx", "May you read it?"),
    (["a\0b"], "there is no file or folder a", "a folder that hivkg build wrote"),
    ([""], "there is no file or folder", "a folder that hivkg build wrote"),
    (["graph/release", "--format", "ttl"], "rows cannot be written as Turtle", "--format table, csv or json"),
    (["graph/release", "--kind", "clam"], "invalid value for '--kind'", "hivkg diff --help"),
    ([], "missing argument 'NEW'", "hivkg diff --help"),
]


@pytest.mark.parametrize(("arguments", "message", "hint"), MISTAKES, ids=lambda each: str(each)[:30])
def test_a_mistake_is_told_in_two_lines_with_exit_2(  # type: ignore[no-untyped-def]
    run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str, hint: str
) -> None:
    monkeypatch.chdir(ROOT)

    code, out, err = run("graph/release", *arguments)

    lines = err.splitlines()
    assert (code, out, len(lines)) == (2, "", 2)
    assert message in lines[0]
    assert hint in lines[1]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.nq", b"<urn:a> <urn:b> .", "is damaged: "),
        ("x.nq", b"<urn:a> <urn:b> <urn:c> <urn:g> .", "none of its named graphs is one of hivkg"),
        ("x.trig", b"", "none of its named graphs is one of hivkg"),
        ("x.nq.gz", b"not zipped", "is damaged: it is no whole gzip file"),
        ("x.nq.gz", gzip.compress(b"<urn:a> <urn:b> <urn:c> <urn:g> .\n" * 9)[:-9], "is damaged: it is no whole gzip"),
        ("x.nq.gz", gzip.compress(b"<urn:a> <urn:b>"), "is damaged: "),
        ("x.nq", b"\xff\xfe\x00", "is damaged: "),
        ("x.tar.gz", b"", "is no release: its name ends in none of .trig, .nq"),
    ],
)
def test_a_file_that_is_no_release_is_told(run, tmp_path: Path, name: str, data: bytes, message: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / name).write_bytes(data)

    code, out, err = run(str(tmp_path / name), str(tmp_path / name))

    assert (code, out, len(err.splitlines())) == (2, "", 2)
    assert message in err


def test_two_builds_of_an_edited_project_tell_the_edit_and_what_followed(
    project: Project, build: Build, tmp_path: Path
) -> None:
    copy = copy_project(project, tmp_path / "copy")
    curated = copy.curated / "croi-newyork-p1107.yaml"
    text = curated.read_text("utf-8")
    policy = copy.policy.read_text("utf-8").replace("version: 2", "version: 3").replace("  - hasStatus\n", "")
    copy.policy.write_text(policy, "utf-8")
    claims_removed = text.index("- words:", text.index("- words:") + 1)
    curated.write_text(text[:claims_removed], "utf-8")
    write_build(build, tmp_path / "old", whole=False)
    write_build(build_graphs(copy, []), tmp_path / "new", whole=False)

    found = differ(read_place(str(tmp_path / "old")), read_place(str(tmp_path / "new")))

    by_kind = {kind: [each for each in found if each.kind == kind] for kind in KINDS}
    assert [details(each) for each in by_kind["release"]] == [[("policy", "2", "3")]]
    assert {each.change for each in by_kind["claim"]} == {"removed"}
    assert {each.reason for each in by_kind["claim"]} == {"no longer read from document:croi-newyork-p1107"}
    came = [each for each in by_kind["fact"] if each.change == "added"]
    assert came
    assert all(each.statement[1] == expand("hasStatus") for each in came)
    assert all("was no fact; never a fact; policy 2 → 3" in each.reason for each in came)
    assert all("was removed" in each.reason for each in by_kind["fact"] if each.change == "removed")
    assert not by_kind["term"]
    assert set(GRAPHS) <= read_place(str(tmp_path / "new")).graphs.keys()
