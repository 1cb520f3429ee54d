"""Finds pairs of claims that cannot both hold, and settles them by the policy.

A claim speaks to slots: a subject and a relation. Besides its own it may speak to others:

- a claim about a donor speaks to the slot of the donor's case, along a property chain of the ontology
  (`donorGenotype` is `underwent`, `graftFrom`, `hasGenotype`);
- a claim said of every member of a cohort speaks to the slot of each member and of each part of the cohort.

Only definite claims are compared: "may be related" does not contradict "unrelated".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from hivkg.model import Claim, Conflict, ConflictKind, Literal, Polarity, Resolution, Source, Term, n_triples
from hivkg.namespaces import HIVKG, Iri
from hivkg.policy import Policy
from hivkg.vocabulary import Vocabulary

_POPULATION = f"{HIVKG}amongPopulation"
_QUANTIFIER = (f"{HIVKG}quantifier", f"{HIVKG}EveryMember")
_MEMBER_OF = frozenset({f"{HIVKG}memberOf", f"{HIVKG}subsetOf"})
_SCOPE = tuple(
    HIVKG + name for name in ("aboutEvent", "aboutDonor", "assessedOutcome", "inTissue", "ofDisease", "ofTherapy")
)
_TIME = f"{HIVKG}atTime"

Slot = tuple[Iri, Iri]


@dataclass(frozen=True, slots=True)
class _Side:
    """One claim of a pair, and the claim of best source that says the same or more in their slot."""

    claim: Claim
    support: Claim
    rank: int


def find_conflicts(
    claims: Sequence[Claim], sources: Mapping[Iri, Source], vocabulary: Vocabulary, policy: Policy
) -> list[Conflict]:
    """Find every conflict among claims, each pair once, sorted by IRI.

    Args:
        claims: Reviewed claims; rejected ones and candidates are the caller's to leave out.
        sources: The source of each claim: its tier, and its date where known.
    """
    found: dict[Iri, Conflict] = {}
    for (subject, predicate), members in sorted(_slots(claims, vocabulary).items()):
        for one, other in combinations(sorted(members, key=lambda claim: claim.iri), 2):
            changing = predicate in policy.may_change and not _is_kind(subject, vocabulary)
            kind = _kind(one, other, predicate, vocabulary, policy, changing=changing)
            if kind is None or not _compatible(one, other, vocabulary, timed=predicate in policy.may_change):
                continue
            conflict = _settle(kind, one, other, (subject, predicate), members, sources, vocabulary, policy)
            found.setdefault(conflict.iri, conflict)
    merged = _merge_doubles(found.values(), {claim.iri: claim for claim in claims})
    return sorted(merged, key=lambda conflict: conflict.iri)


def _merge_doubles(conflicts: Iterable[Conflict], claims: Mapping[Iri, Claim]) -> Iterator[Conflict]:
    """Make one conflict of those in which two sources say the same two things of one slot, in several claims."""

    def said(iri: Iri) -> tuple[Iri, str, Polarity]:
        return claims[iri].source, n_triples(claims[iri].object), claims[iri].polarity

    groups: dict[tuple[object, ...], list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        sides = frozenset(said(iri) for iri in conflict.claims)
        groups[conflict.kind, conflict.subject, conflict.predicate, sides, conflict.resolution].append(conflict)
    for group in groups.values():
        # The claims that speak of the subject itself come first, then any order that is always the same.
        first, *others = sorted(
            group, key=lambda each: (sum(claims[iri].subject != each.subject for iri in each.claims), each.iri)
        )
        spoken = {said(iri): iri for iri in first.claims}
        doubles = {iri for each in others for iri in each.claims} - set(first.claims)
        yield replace(first, doubles=tuple(sorted((iri, spoken[said(iri)]) for iri in doubles)))


def _slots(claims: Iterable[Claim], vocabulary: Vocabulary) -> dict[Slot, list[Claim]]:
    definite = [claim for claim in claims if claim.definite]
    links: dict[Slot, set[Iri]] = defaultdict(set)  # (object, predicate) → subjects, to walk chains backwards
    members: dict[Iri, set[Iri]] = defaultdict(set)
    for claim in definite:
        if claim.polarity is Polarity.ASSERTED and isinstance(claim.object, str):
            links[claim.object, claim.predicate].add(claim.subject)
            if claim.predicate in _MEMBER_OF:
                members[claim.object].add(claim.subject)
    slots: dict[Slot, list[Claim]] = defaultdict(list)
    for claim in definite:
        subjects = {(claim.subject, claim.predicate)}
        for relation, chain in vocabulary.chains.items():
            if chain[-1] == claim.predicate:
                starts = {claim.subject}
                for step in reversed(chain[:-1]):
                    starts = {start for node in starts for start in links[node, step]}
                subjects |= {(start, relation) for start in starts}
        if _QUANTIFIER in claim.qualifiers:
            subjects |= {(member, claim.predicate) for member in members[claim.subject]}
        for slot in subjects:
            slots[slot].append(claim)
    return slots


def _is_kind(subject: Iri, vocabulary: Vocabulary) -> bool:
    entry = vocabulary.entries.get(subject)
    return entry is not None and entry.kind == "class"


def _kind(
    one: Claim, other: Claim, predicate: Iri, vocabulary: Vocabulary, policy: Policy, *, changing: bool
) -> ConflictKind | None:
    """How two claims of one slot exclude each other, if they do; what is said of a kind does not change with time."""
    always = _QUANTIFIER in (*one.qualifiers, *other.qualifiers)
    if one.polarity is not other.polarity:
        asserted, denied = (one, other) if one.polarity is Polarity.ASSERTED else (other, one)
        # Denying the general denies the special; denying the special leaves the general open.
        if not _implies(asserted.object, denied.object, vocabulary):
            return None
        return ConflictKind.SUPERSESSION if changing and not always else ConflictKind.POLARITY
    if one.polarity is Polarity.DENIED:
        return None
    if predicate in policy.single_valued and _exclude(one.object, other.object, vocabulary):
        return ConflictKind.VALUE
    if changing and _exclude(one.object, other.object, vocabulary):
        return ConflictKind.VALUE if always else ConflictKind.SUPERSESSION
    return None


def _implies(special: Term, general: Term, vocabulary: Vocabulary) -> bool:
    if isinstance(special, str) and isinstance(general, str):
        return vocabulary.is_a(special, general)
    return special == general


def _exclude(one: Term, other: Term, vocabulary: Vocabulary) -> bool:
    """Whether two values of a single-valued slot exclude each other.

    Kinds do where they are disjoint; values do unless one is the other said less precisely ("2007" and
    "2007-02-07" agree).
    """
    if isinstance(one, str) and isinstance(other, str):
        kinds = {vocabulary.entries[iri].kind for iri in (one, other) if iri in vocabulary}
        return one != other if kinds == {"particular"} else vocabulary.are_disjoint(one, other)
    if isinstance(one, Literal) and isinstance(other, Literal):
        if one.datatype != other.datatype:
            return not (one.value.startswith(other.value) or other.value.startswith(one.value))
        return one.value != other.value
    return True


def _compatible(one: Claim, other: Claim, vocabulary: Vocabulary, *, timed: bool) -> bool:
    """Whether two claims speak of the same event, donor and population, as far as both say.

    Where what they say may change (`timed`), also of the same time; who the donor was does not change. A claim
    about a part of a population does not contradict one about the whole, nor about another part.
    """
    first, second = dict(one.qualifiers), dict(other.qualifiers)
    if first.get(_POPULATION) != second.get(_POPULATION):
        return False
    scope = (*_SCOPE, _TIME) if timed else _SCOPE
    return all(_overlap(first[key], second[key], vocabulary) for key in scope if key in first and key in second)


def _overlap(one: Term, other: Term, vocabulary: Vocabulary) -> bool:
    """Whether two scopes are one, or one lies in the other: leukemia, and acute myeloid leukemia."""
    return _implies(one, other, vocabulary) or _implies(other, one, vocabulary)


def _settle(
    kind: ConflictKind,
    one: Claim,
    other: Claim,
    slot: Slot,
    members: Iterable[Claim],
    sources: Mapping[Iri, Source],
    vocabulary: Vocabulary,
    policy: Policy,
) -> Conflict:
    claims = (one.iri, other.iri)
    if kind is ConflictKind.SUPERSESSION:
        early, late = sorted((one, other), key=lambda claim: (sources[claim.source].issued, claim.iri))
        before, after = sources[early.source], sources[late.source]
        if not before.issued or after.issued.startswith(before.issued):
            return Conflict(kind, claims, *slot, Resolution.OPEN, "The dates of the reports do not order them.")
        if after.tier.rank > before.tier.rank:
            reason = f"The later report, of {after.issued}, is of a lower tier than the one it reverses."
            return Conflict(kind, claims, *slot, Resolution.OPEN, reason)
        reason = f"The report of {after.issued} is later than that of {before.issued}, and what they say may change."
        return Conflict(kind, claims, *slot, Resolution.BY_DATE, reason, late.iri, late.iri)
    sides = sorted((_side(claim, members, sources, vocabulary) for claim in (one, other)), key=lambda side: side.rank)
    best, worst = sides
    if best.rank == worst.rank:
        tier = vocabulary.label(sources[best.support.source].tier.iri)
        reason = f"Both are supported by sources of one tier at best ({tier}), and no other rule applies."
        return Conflict(kind, claims, *slot, Resolution.OPEN, reason)
    reason = f"{_name(best, sources, vocabulary)} outranks {_name(worst, sources, vocabulary)}."
    return Conflict(kind, claims, *slot, Resolution.BY_TIER, reason, best.claim.iri, best.support.iri)


def _name(side: _Side, sources: Mapping[Iri, Source], vocabulary: Vocabulary) -> str:
    source = sources[side.support.source]
    echo = "" if side.support.source == side.claim.source else ", which says the same as the claim,"
    return f"“{source.label}” ({vocabulary.label(source.tier.iri)}){echo}"


def _side(claim: Claim, members: Iterable[Claim], sources: Mapping[Iri, Source], vocabulary: Vocabulary) -> _Side:
    """Find the claim of best source in the slot that says what this one says, or something that implies it."""

    def supports(peer: Claim) -> bool:
        if peer.polarity is not claim.polarity or not _compatible(peer, claim, vocabulary, timed=False):
            return False
        if claim.polarity is Polarity.ASSERTED:
            return _implies(peer.object, claim.object, vocabulary)
        return _implies(claim.object, peer.object, vocabulary)

    supporters = [peer for peer in members if supports(peer)]
    best = min(
        supporters, key=lambda peer: (sources[peer.source].tier.rank, peer.iri != claim.iri, n_triples(peer.iri))
    )
    return _Side(claim, best, sources[best.source].tier.rank)
