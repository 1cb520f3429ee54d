"""Which claims become facts, and why the others do not."""

from __future__ import annotations

import pytest

from hivkg.conflicts import find_conflicts
from hivkg.facts import Verdict, build_facts, judge_claims
from hivkg.model import Certainty, Claim, Standing, Tier, Withheld
from hivkg.namespaces import OBO, shorten
from hivkg.pipeline import Build, Terms
from hivkg.policy import read_policy
from hivkg.project import find_project
from tests.claims import claim, source

POLICY = read_policy(find_project().policy)
SOURCES = {each.iri: each for each in (source("paper", Tier.PRIMARY), source("agency", Tier.GUIDELINE), source("page"))}
CASE = "case:london-patient"


def judge(terms: Terms, *claims: Claim) -> dict[str, Verdict]:
    conflicts = find_conflicts(claims, SOURCES, terms.vocabulary, POLICY)
    return judge_claims(claims, conflicts, SOURCES, terms.vocabulary, POLICY)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (claim("page", CASE, "receivedTherapy", "Chemotherapy"), None),
        (claim("page", "HSCT", "hasRisk", "OrganFailure"), None),
        (claim("page", CASE, "hasOutcome", "ReportedCure"), None),
        (claim("page", CASE, "receivedTherapy", "Radiotherapy", denied=True), Withheld.DENIED),
        (claim("page", CASE, "hasOutcome", "ReportedCure", certainty=Certainty.HEDGED), Withheld.NOT_DEFINITE),
        (claim("page", CASE, "hasOutcome", "ReportedCure", certainty=Certainty.HYPOTHETICAL), Withheld.NOT_DEFINITE),
        (claim("page", "GeneEditing", "directedAt", "HIV", certainty=Certainty.AIM), Withheld.NOT_DEFINITE),
        (claim("page", CASE, "memberOf", "cohort:x", method=f"{OBO}ECO_0000205"), Withheld.INFERRED),
        (claim("paper", "HSCT", "hasOutcome", "ReportedCure"), Withheld.NEVER),
        (claim("paper", "event:x", "hasOutcome", "ReportedCure"), None),
        (claim("paper", "GeneEditing", "proposedFor", "HIVInfection"), Withheld.NEVER),
        (claim("paper", CASE, "hasOutcome", "FunctionalCure"), Withheld.NO_CRITERION),
        (claim("paper", CASE, "hasOutcome", "SterilizingCure"), Withheld.NO_CRITERION),
        (claim("page", CASE, "hasOutcome", "FunctionalCure", withCriterion="no virus off therapy"), None),
        (claim("page", "HSCT", "contraindicatedIn", "HIVInfection"), Withheld.TIER_TOO_LOW),
        (claim("agency", "HSCT", "contraindicatedIn", "HIVInfection"), None),
        (claim("page", "Ibalizumab", "directedAt", "HIV"), Withheld.TIER_TOO_LOW),
        (claim("page", "Ibalizumab", "usedFor", "HIVInfection"), Withheld.TIER_TOO_LOW),
        (claim("agency", "Ibalizumab", "usedFor", "HIVInfection"), None),
        (claim("paper", "Ibalizumab", "directedAt", "HIV"), None),
    ],
    ids=lambda each: each.name.lower() if isinstance(each, Withheld) else "",
)
def test_the_policy_says_what_becomes_a_fact(terms: Terms, one: Claim, reason: Withheld | None) -> None:
    verdict = judge(terms, one)[one.iri]

    assert verdict == Verdict(None if reason else Standing.ACCEPTED, reason)


def test_no_claim_in_an_open_conflict_is_a_fact(terms: Terms) -> None:
    two = [claim("page", CASE, "donorKinship", kind) for kind in ("RelatedDonor", "UnrelatedDonor")]

    assert set(judge(terms, *two).values()) == {Verdict(Standing.DISPUTED, Withheld.IN_CONFLICT)}


def test_what_has_lost_disputes_nothing_any_more(terms: Terms) -> None:
    right = claim("paper", CASE, "donorKinship", "RelatedDonor")
    wrong = claim("page", CASE, "donorKinship", "UnrelatedDonor")
    finer = claim("page", CASE, "donorKinship", "SiblingDonor")

    verdicts = judge(terms, right, wrong, finer)

    assert verdicts[wrong.iri] == Verdict(Standing.LOST, Withheld.LOST)
    for each in (right, finer):
        assert verdicts[each.iri] == Verdict(Standing.ACCEPTED, None)


def test_of_a_settled_conflict_only_the_prevailing_claim_is_a_fact(terms: Terms) -> None:
    wrong = claim("page", CASE, "donorGenotype", "CCR5Delta32Heterozygous")
    right = claim("paper", CASE, "donorGenotype", "CCR5Delta32Homozygous")

    verdicts = judge(terms, wrong, right)

    assert verdicts[right.iri] == Verdict(Standing.ACCEPTED, None)
    assert verdicts[wrong.iri] == Verdict(Standing.LOST, Withheld.LOST)


def test_what_its_own_source_hedges_elsewhere_is_no_fact(terms: Terms) -> None:
    possibly = claim("page", CASE, "hasOutcome", "ReportedCure", certainty=Certainty.HEDGED)
    flatly = claim("page", CASE, "hasOutcome", "ReportedCure")
    another = claim("paper", CASE, "hasOutcome", "ReportedCure")

    verdicts = judge(terms, possibly, flatly, another)

    assert verdicts[flatly.iri] == Verdict(None, Withheld.HEDGED_ELSEWHERE)
    assert verdicts[another.iri] == Verdict(Standing.ACCEPTED, None)


def test_a_fact_knows_every_claim_that_carries_it(terms: Terms) -> None:
    two = [claim(where, CASE, "receivedTherapy", "HSCT") for where in ("page", "paper")]

    (fact,) = build_facts(two, judge(terms, *two))

    assert set(fact.claims) == {each.iri for each in two}


def test_the_london_patients_donor_is_in_conflict_and_only_two_copies_are_a_fact(build: Build) -> None:
    london = "https://w3id.org/hivkg/case/london-patient"
    held = {
        shorten(f.object)
        for f in build.facts
        if f.subject == london and "donor" in f.predicate and isinstance(f.object, str)
    }
    disputed = {shorten(each.predicate): each.resolution.name for each in build.conflicts if each.subject == london}

    assert held == {"hivkg:CCR5Delta32Homozygous"}
    assert disputed == {
        "hivkg:donorGenotype": "BY_TIER",
        "hivkg:donorKinship": "OPEN",
        "hivkg:transplantIndication": "BY_TIER",
    }


def test_no_fact_rests_on_a_claim_that_is_denied_or_not_definite(build: Build) -> None:
    claims = {each.iri: each for each in build.claims}
    grounds = [claims[iri] for fact in build.facts for iri in fact.claims]

    assert all(each.definite and each.polarity.name == "ASSERTED" for each in grounds)
    assert len(grounds) + sum(verdict.withheld is not None for verdict in build.verdicts.values()) == len(claims)


def test_a_lone_page_makes_no_fact_of_what_needs_a_second(terms: Terms) -> None:
    lone = claim("page", CASE, "recipientGenotype", "CCR5Delta32Homozygous")
    again = claim("paper", CASE, "recipientGenotype", "CCR5Delta32Homozygous")
    hedged = claim("paper", CASE, "recipientGenotype", "CCR5Delta32Homozygous", certainty=Certainty.HEDGED)

    assert judge(terms, lone)[lone.iri] == Verdict(None, Withheld.UNCORROBORATED)
    assert judge(terms, lone, hedged)[lone.iri].withheld is Withheld.UNCORROBORATED
    assert judge(terms, lone, again)[lone.iri] == Verdict(Standing.ACCEPTED, None)
    assert judge(terms, again)[again.iri] == Verdict(Standing.ACCEPTED, None)


def test_what_is_said_of_most_members_is_no_fact_of_the_cohort(terms: Terms) -> None:
    most = claim("paper", "cohort:boston-patients", "donorGenotype", "CCR5WildType", quantifier="hivkg:MostMembers")

    assert judge(terms, most)[most.iri] == Verdict(None, Withheld.OF_MOST)
