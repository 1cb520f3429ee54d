"""Says why something came, went or changed between two releases: which claim, document, source or policy did it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from hivkg.model import Certainty, Term, Withheld
from hivkg.namespaces import DCTERMS, HIVKG, OBO, OWL, Iri, shorten
from hivkg.snapshots import (
    CERTAINTY,
    DATASET,
    DERIVED,
    EVIDENCE,
    GROUNDS,
    INVOLVES,
    OBJECT,
    POLICY,
    PREDICATE,
    SUBJECT,
    WITHHELD,
    Properties,
    Snapshot,
    iris,
    only,
)

_PREVAILING, _DECIDING, _METHOD = (HIVKG + name for name in ("prevailingClaim", "decidingClaim", "assertionMethod"))
_RESOLUTION, _WHY = f"{HIVKG}resolution", f"{HIVKG}resolutionReason"
_TEXT = f"{HIVKG}textSha256"
_WEIGHTS = {f"{HIVKG}tier": "tier", f"{DCTERMS}issued": "date"}
_SUCCESSORS = (f"{OBO}IAO_0100001", f"{DCTERMS}isReplacedBy")


@dataclass(frozen=True)
class Reasons:
    """Two releases, and which claim of the old one is which of the new one in other words (`became`)."""

    old: Snapshot
    new: Snapshot
    became: Mapping[Iri, Iri]

    def give(self, kind: str, was: str, now: str) -> str:
        """Say why a thing changed; it was added where `was` is empty, and removed where `now` is.

        Where a thing keeps its key, `was` and `now` are the same. Nothing is said where the releases do not tell.
        """
        if kind in ("claim", "candidate"):
            return self._of_claim(kind, was, now)
        if kind == "conflict":
            return self._of_conflict(self.old.get(kind, was), self.new.get(kind, now))
        if kind == "fact":
            return self._of_fact(self.old.get(kind, was), self.new.get(kind, now))
        if kind == "standing":
            return self._hold(now, self.new) or f"no longer {self._hold(now, self.old)}"
        if kind == "inference":
            moved = {"it is a fact now": self.new.get("fact", was), "it was a fact": self.old.get("fact", now)}
            return next((told for told, fact in moved.items() if fact), "")
        if kind == "term" and f"{OWL}deprecated" in self.new.get(kind, now):
            successors = [each for name in _SUCCESSORS for each in iris(self.new.get(kind, now), name)]
            return f"use {', '.join(map(shorten, successors))}" if successors else ""
        return ""

    def _of_claim(self, kind: str, was: str, now: str) -> str:
        here, there = (self.new, self.old) if now else (self.old, self.new)
        documents = iris(here.get(kind, now or was), DERIVED)
        restated = [f"the text of {shorten(each)} changed" for each in documents if self._is_restated(each)]
        if was and now:
            return _join(restated)
        if now and kind == "claim" and self.old.get("candidate", now):
            return "reviewed; it was a candidate"
        if was and kind == "candidate" and self.new.get("claim", was):
            return "reviewed; it is a claim now"
        if was and kind == "claim" and self.new.get("candidate", was):
            return "a candidate again"
        named = ", ".join(map(shorten, documents))
        if not documents:
            return ""
        known = "document" in here.things and "document" in there.things
        if known and not any(there.get("document", each) for each in documents):
            return f"{named} is {'new' if now else 'gone'}"
        return _join([f"{'read from' if now else 'no longer read from'} {named}", *restated])

    def _is_restated(self, document: Iri) -> bool:
        old, new = (only(each.get("document", document), _TEXT) for each in (self.old, self.new))
        return None not in (old, new) and old != new

    def _of_conflict(self, was: Properties, now: Properties) -> str:
        snapshot, conflict = (self.new, now) if now else (self.old, was)
        settled = [] if was and now else [snapshot.show(only(conflict, name)) for name in (_RESOLUTION, _WHY)]
        claims = {claim for each in (was, now) for name in (INVOLVES, _DECIDING) for claim in iris(each, name)}
        moved = [self._name(claim) for claim in sorted(claims) if self._fate(claim)]
        causes = moved + self._find_causes(claims, alone=not moved)
        same = "its claims are as they were; a term, the policy or another claim changed"
        return _join([*settled, *(causes or [same])])

    def _of_fact(self, was: Properties, now: Properties) -> str:
        before, after = set(iris(was, GROUNDS)), set(iris(now, GROUNDS))
        told = []
        for claim in sorted(after - before):
            if self._was.get(claim) in before:
                continue  # the same claim in other words
            if self.old.get("claim", claim):
                told.append(_join([f"{shorten(claim)} was no fact", self._hold(claim, self.old)]))
            elif claim in self._was:
                told.append(self._reword(self._was[claim], claim))
            else:
                said_by = ", ".join(map(shorten, self.new.sources(self.new.get("claim", claim))))
                told.append(f"{shorten(claim)} of {said_by} is new")
        for claim in sorted(before - after):
            successor = self.became.get(claim, "")
            if successor in after:
                continue
            if self.new.get("claim", claim):
                told.append(_join([f"{shorten(claim)} is no fact any more", self._hold(claim, self.new)]))
            elif successor:
                told.append(_join([self._reword(claim, successor), self._hold(successor, self.new)]))
            else:
                told.append(f"{shorten(claim)} was removed")
        return _join(told)

    def _reword(self, was: Iri, now: Iri) -> str:
        before, after = self.old.get("claim", was), self.new.get("claim", now)
        names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        aspects = " and ".join(f"another {self.new.name_aspect(name)}" for name in sorted(names - {DERIVED, EVIDENCE}))
        return f"{shorten(was)} became {shorten(now)}" + (f", with {aspects}" if aspects else "")

    def _hold(self, claim: Iri, snapshot: Snapshot) -> str:
        """Why a claim is no fact in a release: the rule, the claims against it, and what has changed about it."""
        reason = only(snapshot.get("standing", claim), WITHHELD)
        conflicts = self._conflicts["old" if snapshot is self.old else "new"][claim]
        rivals: set[Iri] = set()
        why: set[str] = set()
        if reason == Withheld.LOST.iri:
            lost = [each for each in conflicts if only(each, _PREVAILING) not in (None, claim)]
            rivals = {rival for each in lost for rival in iris(each, INVOLVES)}
            why = {snapshot.show(only(each, _WHY)) for each in lost}
        elif reason == Withheld.IN_CONFLICT.iri:
            rivals = {rival for each in conflicts if _PREVAILING not in each for rival in iris(each, INVOLVES)}
        elif reason == Withheld.HEDGED_ELSEWHERE.iri:
            rivals = self._find_hedges(claim, snapshot)
        against = sorted(rivals - {claim})
        where = "in" if reason == Withheld.HEDGED_ELSEWHERE.iri else "against"
        rule = snapshot.show(reason) + (f", {where} {', '.join(map(self._name, against))}" if against else "")
        causes = self._find_causes({claim, *against}, alone=not any(map(self._fate, against)))
        return _join([rule, *sorted(why), *causes]) if reason else ""

    def _find_hedges(self, claim: Iri, snapshot: Snapshot) -> set[Iri]:
        mine = snapshot.get("claim", claim)
        return {
            iri
            for iri, each in snapshot.things["claim"].items()
            if all(each.get(name) == mine.get(name) for name in (SUBJECT, PREDICATE, OBJECT))
            and Certainty.DEFINITE.iri not in each.get(CERTAINTY, ())
            and set(snapshot.sources(each)) & set(snapshot.sources(mine))
        }

    def _find_causes(self, claims: Iterable[Iri], *, alone: bool) -> list[str]:
        """What claims in both releases are judged by and is another now: how they were read, their sources.

        If that is all the same, and no other cause is known (`alone`), the policy, where its version changed.
        """
        told = set()
        for claim in claims:
            before, after = self.old.get("claim", claim), self.new.get("claim", claim)
            if not (before and after):
                continue
            if before.get(_METHOD) != after.get(_METHOD):
                told.add(f"{shorten(claim)} was read in another way")
            for source in self.new.sources(after):
                old, new = self.old.get("source", source), self.new.get("source", source)
                for name, word in _WEIGHTS.items():
                    if old and new and old.get(name) != new.get(name):
                        told.add(f"{word} of {shorten(source)}: {self._change(only(old, name), only(new, name))}")
        return sorted(told) or ([self.policy_change] if self.policy_change and alone else [])

    @cached_property
    def policy_change(self) -> str:
        """The versions of the policy, where both are known and differ."""
        old, new = (only(each.get("release", DATASET), POLICY) for each in (self.old, self.new))
        return f"policy {self._change(old, new)}" if old and new and old != new else ""

    def _change(self, old: Term | None, new: Term | None) -> str:
        return f"{self.old.show(old) or 'none'} → {self.new.show(new) or 'none'}"

    def _name(self, claim: Iri) -> str:
        fate = self._fate(claim)
        return f"{shorten(claim)} ({fate})" if fate else shorten(claim)

    def _fate(self, claim: Iri) -> str:
        """What became of a claim; nothing where both releases have it."""
        before, after = self.old.get("claim", claim), self.new.get("claim", claim)
        if before and after:
            return ""
        if after:
            return f"before: {shorten(self._was[claim])}" if claim in self._was else "new"
        return f"now: {shorten(self.became[claim])}" if claim in self.became else "removed"

    @cached_property
    def _was(self) -> dict[Iri, Iri]:
        return {new: old for old, new in self.became.items()}

    @cached_property
    def _conflicts(self) -> dict[str, dict[Iri, list[Properties]]]:
        """Conflicts by the claims they involve, of the old release and of the new one."""
        found: dict[str, dict[Iri, list[Properties]]] = {"old": defaultdict(list), "new": defaultdict(list)}
        for side, snapshot in (("old", self.old), ("new", self.new)):
            for _, conflict in sorted(snapshot.things.get("conflict", {}).items()):
                for claim in iris(conflict, INVOLVES):
                    found[side][claim].append(conflict)
        return found


def _join(parts: Iterable[str]) -> str:
    return "; ".join(part.removesuffix(".") for part in parts if part)
