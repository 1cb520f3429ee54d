"""The policy: which relations have one value, which claims may become facts. Data, read from a file."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from hivkg.errors import CurationError, did_you_mean
from hivkg.model import Tier
from hivkg.namespaces import Iri, expand, shorten
from hivkg.texts import read_text
from hivkg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Policy:
    """What conflicts and facts are decided by.

    Attributes:
        version: Counts up with every change.
        single_valued: Relations of which a subject has one value for one event.
        may_change: Relations whose value may change with time: a later report supersedes an earlier one.
        never_facts: Relations that are never taken as a fact, whatever a source says.
        never_of_kinds: Relations that are never taken as a fact of a kind, only of a particular.
        minimum_tier: Relations that are taken only from a source of this tier or better.
        needs_criterion: Outcomes that are taken only where the document states the criterion.
        never_methods: Ways of reading whose claims are never facts.
        needs_corroboration: Relations that a source of the lowest tier makes no fact alone: a second must say the same.
    """

    version: int
    single_valued: frozenset[Iri]
    may_change: frozenset[Iri]
    never_facts: frozenset[Iri]
    never_of_kinds: frozenset[Iri]
    minimum_tier: Mapping[Iri, Tier]
    needs_criterion: frozenset[Iri]
    never_methods: frozenset[Iri]
    needs_corroboration: frozenset[Iri]

    def bars(self, relations: Set[Iri], *, of_kind: bool) -> bool:
        """Whether a relation is never taken as a fact of a kind, or of a particular.

        Args:
            relations: The relation and all above it.
        """
        return bool(relations & self.never_facts or (of_kind and relations & self.never_of_kinds))

    def lowest_tier(self, relations: Set[Iri]) -> Tier:
        """The lowest tier of a source that a relation is taken from; see `bars`."""
        asked = (self.minimum_tier[relation] for relation in relations & set(self.minimum_tier))
        return min((*asked, Tier.NEWS), key=lambda tier: tier.rank)


def check_policy(policy: Policy, vocabulary: Vocabulary) -> None:
    """Make sure that a policy names terms that there are: a misspelt one would switch a rule off.

    Raises:
        CurationError: One is not in the vocabulary.
    """
    named = [getattr(policy, field.name) for field in fields(Policy) if field.name != "version"]
    for iri in sorted(iri for terms in named for iri in terms):
        if iri not in vocabulary:
            near = did_you_mean(shorten(iri), (shorten(entry.iri) for entry in vocabulary))
            raise CurationError(
                f"the policy names {shorten(iri)}, which is no term", hint=f"{near}Mend graph/policy.yaml."
            )


def read_policy(path: Path) -> Policy:
    """Read a policy from YAML; terms are CURIEs or local names of the ontology.

    Raises:
        CurationError: The file is not there, is not YAML, or lacks or adds a key.
    """
    try:
        data = yaml.safe_load(read_text(path, CurationError))
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise CurationError(f"{path} is not YAML: {told}", hint="Restore the file from git.") from error
    known = {field.name for field in fields(Policy)}
    if not isinstance(data, dict) or set(data) != known:
        raise CurationError(
            f"{path}: a policy has the keys {', '.join(sorted(known))} and no others",
            hint="Compare it with the file in the repository.",
        )

    def terms(key: str) -> frozenset[Iri]:
        return frozenset(expand(name) for name in data[key])

    tiers = {tier.value: tier for tier in Tier}
    odd = sorted(set(data["minimum_tier"].values()) - set(tiers))
    if odd:
        raise CurationError(f"{path}: there is no tier {odd[0]!r}", hint=f"Tiers: {', '.join(tiers)}.")
    return Policy(
        version=int(data["version"]),
        single_valued=terms("single_valued"),
        may_change=terms("may_change"),
        never_facts=terms("never_facts"),
        never_of_kinds=terms("never_of_kinds"),
        minimum_tier={expand(name): tiers[tier] for name, tier in data["minimum_tier"].items()},
        needs_criterion=terms("needs_criterion"),
        never_methods=terms("never_methods"),
        needs_corroboration=terms("needs_corroboration"),
    )
