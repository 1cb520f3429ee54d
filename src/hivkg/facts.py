"""Decides which claims become facts, by the policy, and says of every other claim why it did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hivkg.model import Claim, Conflict, Fact, Polarity, Resolution, Source, Standing, Term, Tier, Withheld, n_triples
from hivkg.namespaces import HIVKG, Iri
from hivkg.policy import Policy
from hivkg.vocabulary import Vocabulary

_CRITERION = f"{HIVKG}withCriterion"
_OF_MOST = (f"{HIVKG}quantifier", f"{HIVKG}MostMembers")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim: where it stands, if anywhere, and why it is no fact, if it is none."""

    standing: Standing | None
    withheld: Withheld | None


def judge_claims(
    claims: Iterable[Claim],
    conflicts: Iterable[Conflict],
    sources: Mapping[Iri, Source],
    vocabulary: Vocabulary,
    policy: Policy,
) -> dict[Iri, Verdict]:
    """Give the verdict on every reviewed claim, by IRI."""
    conflicts = list(conflicts)
    open_: set[Iri] = set()
    lost: dict[Iri, Standing] = {}
    for conflict in conflicts:
        losing = (
            []
            if conflict.resolution is Resolution.OPEN
            else [iri for side in conflict.sides if conflict.prevailing not in side for iri in side]
        )
        for iri in losing:
            superseded = conflict.resolution is Resolution.BY_DATE and lost.get(iri) is not Standing.LOST
            lost[iri] = Standing.SUPERSEDED if superseded else Standing.LOST
    for conflict in conflicts:
        # What has lost elsewhere disputes nothing any more.
        if conflict.resolution is Resolution.OPEN and not lost.keys() & set(conflict.claims):
            open_.update(iri for side in conflict.sides for iri in side)
    claims = list(claims)
    reserved = {_said(claim) for claim in claims if not claim.definite}
    voices: dict[tuple[Iri, Iri, Term], set[Iri]] = defaultdict(set)
    for claim in claims:
        if claim.definite and claim.polarity is Polarity.ASSERTED:
            voices[claim.subject, claim.predicate, claim.object].add(claim.source)
    verdicts: dict[Iri, Verdict] = {}
    for claim in claims:
        if claim.iri in lost:
            verdicts[claim.iri] = Verdict(lost[claim.iri], Withheld.LOST)
        elif claim.iri in open_:
            verdicts[claim.iri] = Verdict(Standing.DISPUTED, Withheld.IN_CONFLICT)
        else:
            reason = _withhold(claim, sources, vocabulary, policy)
            if reason is None and _said(claim) in reserved:
                reason = Withheld.HEDGED_ELSEWHERE
            alone = len(voices[claim.subject, claim.predicate, claim.object]) == 1
            if reason is None and alone and _needs_second(claim, sources, policy):
                reason = Withheld.UNCORROBORATED
            verdicts[claim.iri] = Verdict(None if reason else Standing.ACCEPTED, reason)
    disputed = {_triple(claim) for claim in claims if verdicts[claim.iri].standing is Standing.DISPUTED}
    for claim in claims:
        # A fact has no scope: what is disputed of one population is no fact, though of another it is not.
        if verdicts[claim.iri].standing is Standing.ACCEPTED and _triple(claim) in disputed:
            verdicts[claim.iri] = Verdict(None, Withheld.IN_CONFLICT)
    return verdicts


def build_facts(claims: Iterable[Claim], verdicts: Mapping[Iri, Verdict]) -> list[Fact]:
    """Gather accepted claims into facts, each with the claims it rests on, sorted."""
    grounds: dict[tuple[Iri, Iri, Term], list[Iri]] = defaultdict(list)
    for claim in claims:
        if verdicts[claim.iri].standing is Standing.ACCEPTED:
            grounds[claim.subject, claim.predicate, claim.object].append(claim.iri)
    return [
        Fact(*triple, tuple(sorted(iris)))
        for triple, iris in sorted(grounds.items(), key=lambda item: (*item[0][:2], n_triples(item[0][2])))
    ]


def _triple(claim: Claim) -> tuple[Iri, Iri, str]:
    return claim.subject, claim.predicate, n_triples(claim.object)


def _said(claim: Claim) -> tuple[Iri, Iri, Iri, str]:
    """What a source says, apart from how firmly and in which scope."""
    return claim.source, claim.subject, claim.predicate, n_triples(claim.object)


def _needs_second(claim: Claim, sources: Mapping[Iri, Source], policy: Policy) -> bool:
    return claim.predicate in policy.needs_corroboration and sources[claim.source].tier is Tier.NEWS


def _withhold(claim: Claim, sources: Mapping[Iri, Source], vocabulary: Vocabulary, policy: Policy) -> Withheld | None:
    relations = vocabulary.ancestors(claim.predicate)
    if claim.polarity is Polarity.DENIED:
        return Withheld.DENIED
    if not claim.definite:
        return Withheld.NOT_DEFINITE
    if claim.method in policy.never_methods:
        return Withheld.INFERRED
    if _OF_MOST in claim.qualifiers:
        return Withheld.OF_MOST
    subject = vocabulary.entries.get(claim.subject)
    if policy.bars(relations, of_kind=subject is not None and subject.kind == "class"):
        return Withheld.NEVER
    if sources[claim.source].tier.rank > policy.lowest_tier(relations).rank:
        return Withheld.TIER_TOO_LOW
    if claim.object in policy.needs_criterion and _CRITERION not in dict(claim.qualifiers):
        return Withheld.NO_CRITERION
    return None
