"""What contradicts what, what only seems to, and how it is settled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hivkg.conflicts import find_conflicts
from hivkg.model import Certainty, Claim, Conflict, ConflictKind, Literal, Resolution, Source, Tier
from hivkg.namespaces import XSD, shorten
from hivkg.pipeline import Terms
from hivkg.policy import read_policy
from hivkg.project import find_project
from tests.claims import claim, source, year

POLICY = read_policy(find_project().policy)
PAPER = source("paper", Tier.PRIMARY)
PAGE = source("page")
BLOG = source("blog")
CASE = "case:london-patient"
Finder = Callable[..., list[Conflict]]


@pytest.fixture
def conflicts_of(terms: Terms) -> Finder:
    def find(*claims: Claim, sources: tuple[Source, ...] = (PAPER, PAGE, BLOG)) -> list[Conflict]:
        return find_conflicts(claims, {each.iri: each for each in sources}, terms.vocabulary, POLICY)

    return find


def test_disjoint_values_of_one_slot_conflict(conflicts_of: Finder) -> None:
    one = claim("page", CASE, "donorGenotype", "CCR5Delta32Heterozygous")
    other = claim("blog", CASE, "donorGenotype", "CCR5Delta32Homozygous")

    (conflict,) = conflicts_of(one, other)

    assert conflict.kind is ConflictKind.VALUE
    assert set(conflict.claims) == {one.iri, other.iri}
    assert (shorten(conflict.subject), shorten(conflict.predicate)) == (CASE, "hivkg:donorGenotype")


@pytest.mark.parametrize(
    ("predicate", "one", "other"),
    [
        ("donorKinship", "RelatedDonor", "SiblingDonor"),
        ("donorGenotype", "CCR5Delta32Carrier", "CCR5Delta32Heterozygous"),
        ("comorbidity", "AcuteMyeloidLeukemia", "HodgkinLymphoma"),
        ("receivedTherapy", "Chemotherapy", "Radiotherapy"),
    ],
    ids=["a sibling is a relative", "a carrier may be heterozygous", "two diseases", "two therapies"],
)
def test_values_that_can_both_hold_are_no_conflict(conflicts_of: Finder, predicate: str, one: str, other: str) -> None:
    assert conflicts_of(claim("page", CASE, predicate, one), claim("blog", CASE, predicate, other)) == []


def test_a_date_said_less_precisely_is_no_conflict(conflicts_of: Finder) -> None:
    day = claim("page", CASE, "transplantDate", year("2007-02-07"))

    assert conflicts_of(day, claim("blog", CASE, "transplantDate", year("2007"))) == []
    assert len(conflicts_of(day, claim("blog", CASE, "transplantDate", year("2006")))) == 1
    assert len(conflicts_of(day, claim("blog", CASE, "transplantDate", year("2007-02-08")))) == 1


def test_time_since_transplant_does_not_contradict_time_off_therapy(conflicts_of: Finder) -> None:
    thirty, forty = Literal("30", f"{XSD}decimal"), Literal("46", f"{XSD}decimal")

    assert (
        conflicts_of(claim("page", CASE, "timeOffART", thirty), claim("blog", CASE, "timeSinceTransplant", forty)) == []
    )


@pytest.mark.parametrize("certainty", [Certainty.HEDGED, Certainty.HYPOTHETICAL, Certainty.AIM])
def test_what_is_not_said_definitely_contradicts_nothing(conflicts_of: Finder, certainty: Certainty) -> None:
    maybe = claim("page", CASE, "donorKinship", "RelatedDonor", certainty=certainty)

    assert conflicts_of(maybe, claim("blog", CASE, "donorKinship", "UnrelatedDonor")) == []


def test_claims_of_different_events_or_populations_are_no_conflict(conflicts_of: Finder) -> None:
    def first(**scope: str) -> Claim:
        return claim("page", CASE, "donorKinship", "RelatedDonor", **scope)

    def second(**scope: str) -> Claim:
        return claim("blog", CASE, "donorKinship", "UnrelatedDonor", **scope)

    assert conflicts_of(first(aboutEvent="event:one"), second(aboutEvent="event:two")) == []
    assert conflicts_of(first(amongPopulation="hivkg:NorthernEuropeanDescent"), second()) == []
    assert len(conflicts_of(first(aboutEvent="event:one"), second())) == 1


def test_a_denial_contradicts_the_assertion_of_the_same_or_of_less(conflicts_of: Finder) -> None:
    denied = claim("page", "CCR5Delta32", "blocks", "Virus", denied=True)

    (conflict,) = conflicts_of(denied, claim("blog", "CCR5Delta32", "blocks", "HIV"))
    assert conflict.kind is ConflictKind.POLARITY

    special = claim("page", "CCR5Delta32", "blocks", "HIV", denied=True)
    assert conflicts_of(special, claim("blog", "CCR5Delta32", "blocks", "Virus")) == []


def test_that_drugs_do_not_cure_does_not_contradict_a_cure_by_transplantation(conflicts_of: Finder) -> None:
    no_proof = claim("page", "AntiretroviralTherapy", "hasOutcome", "Cure", denied=True)

    assert conflicts_of(no_proof, claim("blog", CASE, "hasOutcome", "ReportedCure")) == []


def test_a_later_report_supersedes_an_earlier_one(conflicts_of: Finder) -> None:
    early, late = source("early", Tier.NEWS, "2013-03"), source("late", Tier.NEWS, "2014-07-10")
    before = claim("early", CASE, "hasOutcome", "ViralRebound", denied=True)
    after = claim("late", CASE, "hasOutcome", "ViralRebound")

    (conflict,) = conflicts_of(before, after, sources=(early, late))

    assert (conflict.kind, conflict.resolution) == (ConflictKind.SUPERSESSION, Resolution.BY_DATE)
    assert conflict.prevailing == after.iri
    assert conflict.reason == "The report of 2014-07-10 is later than that of 2013-03, and what they say may change."


def test_a_later_report_of_lower_tier_reverses_nothing(conflicts_of: Finder) -> None:
    early, late = source("early", Tier.PRIMARY, "2013-03"), source("late", Tier.NEWS, "2014-07-10")

    (conflict,) = conflicts_of(
        claim("early", CASE, "hasOutcome", "ARTFreeRemission"),
        claim("late", CASE, "hasOutcome", "ARTFreeRemission", denied=True),
        sources=(early, late),
    )

    assert conflict.resolution is Resolution.OPEN
    assert conflict.reason == "The later report, of 2014-07-10, is of a lower tier than the one it reverses."


def test_an_outcome_of_another_time_is_no_conflict_and_a_donor_is_the_same_at_all_times(conflicts_of: Finder) -> None:
    def at(where: str, predicate: str, object_: str, time: str, *, denied: bool = False) -> Claim:
        return claim(where, CASE, predicate, object_, denied=denied, atTime=time)

    before = at("page", "hasOutcome", "ViralRebound", "at 20 months", denied=True)
    after = at("blog", "hasOutcome", "ViralRebound", "at 40 months")
    assert conflicts_of(before, after) == []

    sibling = at("page", "donorKinship", "SiblingDonor", "in 2007")
    unrelated = at("blog", "donorKinship", "UnrelatedDonor", "in February 2007")
    assert len(conflicts_of(sibling, unrelated)) == 1


def test_without_dates_a_reversal_stays_open(conflicts_of: Finder) -> None:
    (conflict,) = conflicts_of(
        claim("paper", CASE, "hasOutcome", "ViralRebound", denied=True),
        claim("page", CASE, "hasOutcome", "ViralRebound"),
    )

    assert (conflict.resolution, conflict.prevailing) == (Resolution.OPEN, "")


def test_the_source_of_higher_tier_prevails_with_its_reason(conflicts_of: Finder) -> None:
    right = claim("paper", CASE, "donorGenotype", "CCR5Delta32Homozygous")

    (conflict,) = conflicts_of(claim("page", CASE, "donorGenotype", "CCR5Delta32Heterozygous"), right)

    assert conflict.resolution is Resolution.BY_TIER
    assert (conflict.prevailing, conflict.deciding) == (right.iri, right.iri)
    assert conflict.reason == "“Paper” (primary study or registry) outranks “Page” (news and other)."


def test_a_claim_is_carried_by_the_best_source_that_says_the_same(conflicts_of: Finder) -> None:
    paper = claim("paper", CASE, "donorGenotype", "CCR5Delta32Homozygous")
    page = claim("page", CASE, "donorGenotype", "CCR5Delta32Homozygous")
    wrong = claim("blog", CASE, "donorGenotype", "CCR5Delta32Heterozygous")

    found = {conflict.prevailing: conflict for conflict in conflicts_of(paper, page, wrong)}

    assert set(found) == {paper.iri, page.iri}
    assert found[page.iri].deciding == paper.iri
    assert found[page.iri].reason == (
        "“Paper” (primary study or registry), which says the same as the claim, outranks “Blog” (news and other)."
    )


def test_sources_of_one_tier_leave_a_conflict_open_however_many_they_are(conflicts_of: Finder) -> None:
    many = [claim(where, CASE, "donorKinship", "UnrelatedDonor") for where in ("page", "blog")]
    one = claim("third", CASE, "donorKinship", "RelatedDonor")

    found = conflicts_of(*many, one, sources=(PAGE, BLOG, source("third")))

    assert [conflict.resolution for conflict in found] == [Resolution.OPEN, Resolution.OPEN]


def test_what_is_said_of_the_donor_speaks_to_the_case(conflicts_of: Finder) -> None:
    links = [
        claim("page", CASE, "underwent", "event:transplant"),
        claim("page", "event:transplant", "graftFrom", "donor:brother"),
    ]
    of_donor = claim("page", "donor:brother", "hasGenotype", "CCR5Delta32Homozygous")
    of_case = claim("blog", CASE, "donorGenotype", "CCR5Delta32Heterozygous")

    (conflict,) = conflicts_of(*links, of_donor, of_case)

    assert (shorten(conflict.subject), shorten(conflict.predicate)) == (CASE, "hivkg:donorGenotype")
    assert conflicts_of(of_donor, of_case) == []


def test_what_is_said_of_every_member_of_a_cohort_speaks_to_each(conflicts_of: Finder) -> None:
    of_all = claim("page", "cohort:before", "donorKinship", "UnrelatedDonor", quantifier="hivkg:EveryMember")
    of_some = claim("page", "cohort:before", "donorKinship", "UnrelatedDonor")
    member = claim("page", CASE, "memberOf", "cohort:before")
    related = claim("blog", CASE, "donorKinship", "RelatedDonor")

    assert len(conflicts_of(of_all, member, related)) == 1
    assert conflicts_of(of_some, member, related) == []
    assert conflicts_of(of_all, related) == []


def test_the_order_of_claims_does_not_matter(conflicts_of: Finder) -> None:
    claims = [
        claim("page", CASE, "donorGenotype", "CCR5Delta32Heterozygous"),
        claim("paper", CASE, "donorGenotype", "CCR5Delta32Homozygous"),
        claim("blog", CASE, "donorGenotype", "CCR5WildType"),
    ]

    assert len(conflicts_of(*claims)) == 3
    assert conflicts_of(*claims) == conflicts_of(*reversed(claims))


def test_what_is_said_of_all_people_is_contradicted_by_a_part_of_them(conflicts_of: Finder) -> None:
    always = claim("page", "cohort:people-stopping-art", "hasOutcome", "ViralRebound", quantifier="hivkg:EveryMember")
    part = claim("blog", "cohort:post-treatment-controllers", "subsetOf", "cohort:people-stopping-art")
    not_here = claim("blog", "cohort:post-treatment-controllers", "hasOutcome", "ViralRebound", denied=True)
    some = claim("page", "cohort:people-stopping-art", "hasOutcome", "ViralRebound")

    (conflict,) = conflicts_of(always, part, not_here)

    assert conflict.kind is ConflictKind.POLARITY
    assert set(conflict.claims) == {always.iri, not_here.iri}
    assert conflicts_of(some, part, not_here) == []


def test_two_particulars_exclude_each_other_where_one_value_is_possible(conflicts_of: Finder) -> None:
    one = claim("page", "publication:oslo-patient-report", "publishedIn", "organization:nature")
    other = claim("blog", "publication:oslo-patient-report", "publishedIn", "organization:nature-microbiology")
    again = claim("news", "publication:oslo-patient-report", "publishedIn", "organization:nature")

    assert len(conflicts_of(one, other)) == 1
    assert conflicts_of(one, again) == []


def test_claims_of_different_tissues_or_therapies_are_no_conflict(conflicts_of: Finder) -> None:
    in_blood = claim("page", CASE, "hasOutcome", "ViralSuppression", inTissue="hivkg:Blood")
    in_gut = claim("blog", CASE, "hasOutcome", "ViralSuppression", denied=True, inTissue="hivkg:Gut")

    assert conflicts_of(in_blood, in_gut) == []
    assert len(conflicts_of(in_blood, claim("blog", CASE, "hasOutcome", "ViralSuppression", denied=True))) == 1


def test_a_disease_and_its_kind_are_one_scope(conflicts_of: Finder) -> None:
    one = claim("page", CASE, "diagnosisDate", year("2011"), ofDisease="hivkg:AcuteMyeloidLeukemia")

    assert len(conflicts_of(one, claim("blog", CASE, "diagnosisDate", year("2012"), ofDisease="hivkg:Leukemia"))) == 1
    assert conflicts_of(one, claim("blog", CASE, "diagnosisDate", year("2012"), ofDisease="hivkg:HIVInfection")) == []


def test_two_sources_that_say_it_twice_are_one_conflict(conflicts_of: Finder) -> None:
    event = "event:london-patient-transplant-1"
    underwent = claim("paper", CASE, "underwent", event)
    graft = claim("paper", event, "graftFrom", "donor:london-patient-donor")
    right = claim("paper", CASE, "donorGenotype", "CCR5Delta32Homozygous")
    again = claim("paper", "donor:london-patient-donor", "hasGenotype", "CCR5Delta32Homozygous")
    wrong = claim("page", CASE, "donorGenotype", "CCR5Delta32Heterozygous")
    other = claim("blog", CASE, "donorGenotype", "CCR5Delta32Heterozygous")

    found = conflicts_of(underwent, graft, right, again, wrong, other)

    pairs = {frozenset(conflict.claims) for conflict in found}
    assert pairs == {frozenset({right.iri, wrong.iri}), frozenset({right.iri, other.iri})}
    assert {conflict.doubles for conflict in found} == {((again.iri, right.iri),)}
    (against,) = (conflict for conflict in found if wrong.iri in conflict.claims)
    assert set(against.sides) == {frozenset({right.iri, again.iri}), frozenset({wrong.iri})}
