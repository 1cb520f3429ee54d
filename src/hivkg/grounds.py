"""Says what the policy asks of a claim before it is a fact: one rule for each reason to withhold a claim."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from hivkg.model import Term, Withheld
from hivkg.namespaces import Iri, shorten
from hivkg.policy import Policy


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the claims that carry a fact have, taken together.

    Attributes:
        relation: The relation of the fact.
        relations: That relation and all above it.
        object: Its object.
        polarities, certainties, methods, tiers: Those of the claims and of their sources.
        criteria: The criteria that they state.
        prevailed: How many conflicts they prevail in.
        moot: How many open conflicts they have with claims that have lost elsewhere, and so dispute nothing.
    """

    relation: Iri
    relations: Set[Iri]
    object: Term
    polarities: Set[Iri]
    certainties: Set[Iri]
    methods: Set[Iri]
    tiers: Set[Iri]
    criteria: Set[Iri]
    prevailed: int
    moot: int


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a claim would have been withheld, what the policy asks for instead, and what the claims have."""

    reason: Withheld
    asks: str
    has: str


def list_rules(grounds: Grounds, policy: Policy) -> list[Rule]:
    """List every rule with what the claims of a fact, which have passed it, have to show for it."""
    lowest = policy.lowest_tier(grounds.relations).iri
    criterion = "a stated criterion" if grounds.object in policy.needs_criterion else "nothing for this object"
    alone = grounds.relation in policy.needs_corroboration
    second = "a second source, or one above the lowest tier" if alone else "nothing for this relation"
    moot = f"{grounds.moot}, with claims that have lost elsewhere" if grounds.moot else "none"
    return [
        Rule(Withheld.DENIED, "an assertion", _list(grounds.polarities)),
        Rule(Withheld.NOT_DEFINITE, "no hedge, condition or aim", _list(grounds.certainties)),
        Rule(Withheld.HEDGED_ELSEWHERE, "no hedge elsewhere in the same source", "none"),
        Rule(Withheld.IN_CONFLICT, "no open conflict", moot),
        Rule(Withheld.LOST, "to lose no conflict", f"prevails in {grounds.prevailed}" if grounds.prevailed else "none"),
        Rule(Withheld.NO_CRITERION, criterion, _list(grounds.criteria)),
        Rule(
            Withheld.NEVER,
            f"none of: {_list(policy.never_facts)}; of a kind, nor: {_list(policy.never_of_kinds)}",
            shorten(grounds.relation),
        ),
        Rule(Withheld.TIER_TOO_LOW, f"{shorten(lowest)} or better", _list(grounds.tiers)),
        Rule(Withheld.INFERRED, f"no reading by: {_list(policy.never_methods)}", _list(grounds.methods)),
        Rule(Withheld.OF_MOST, "not of most members alone", "of all that it names"),
        Rule(Withheld.UNCORROBORATED, second, _list(grounds.tiers)),
    ]


def _list(iris: Iterable[Iri]) -> str:
    return ", ".join(sorted(shorten(iri) for iri in iris)) or "none"
