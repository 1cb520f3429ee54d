"""Pairs what one release has with what another has in its place: the same thing in other words.

Keys hash what a thing says, so that a reworded thing comes as one removed and one added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping

from hivkg.model import Term
from hivkg.namespaces import HIVKG, OA, OWL, Iri
from hivkg.snapshots import (
    EVIDENCE,
    INVOLVES,
    LABEL,
    OBJECT,
    PREDICATE,
    SUBJECT,
    TYPE,
    Properties,
    Snapshot,
    Things,
    iris,
    only,
)

_SOURCE, _SHA, _START, _END = f"{OA}hasSource", f"{HIVKG}spanSha256", f"{OA}start", f"{OA}end"
_TERMS = (SUBJECT, PREDICATE, OBJECT)

Block = Callable[[Properties], Hashable]
Score = Callable[[Properties, Properties, bool], int]


def pair_things(kind: str, old: Snapshot, new: Snapshot, claims: Mapping[Iri, Iri]) -> dict[str, str]:
    """Pair things of a kind by key, old to new; a thing that has its key in both releases is in no pair.

    A claim is paired with one of the same source, subject and relation that has the same object or overlapping
    words, or is the only one left; then with one of the same words that differs in one of the three terms. A
    conflict is paired by its claims, a mapping by its ends, a term by its label, an axiom by its members.

    Args:
        claims: The pairs of claims, for the conflicts that they are in.
    """
    before, after = old.things.get(kind, {}), new.things.get(kind, {})
    if kind in ("claim", "candidate"):

        def slot(side: Snapshot) -> Block:
            return lambda each: (*side.sources(each), each.get(SUBJECT), each.get(PREDICATE))

        def words(side: Snapshot) -> Block:
            return lambda each: frozenset((span.get(_SOURCE), span.get(_SHA)) for span in _spans(each, side))

        def alike(one: Properties, other: Properties, sole: bool) -> int:
            same = one.get(OBJECT) == other.get(OBJECT)
            touching = any(_touch(a, b) for a in _spans(one, old) for b in _spans(other, new))
            equal = sum(one.get(name) == other.get(name) for name in one.keys() | other.keys())
            return 10_000 * same + 1_000 * touching + equal if same or touching or sole else 0

        def nearly(one: Properties, other: Properties, sole: bool) -> int:
            return sum(one.get(name) == other.get(name) for name in _TERMS) >= len(_TERMS) - 1

        pairs = _match(before, after, slot(old), slot(new), alike)
        return pairs | _match(*_left(before, after, pairs), words(old), words(new), nearly)
    if kind == "conflict":

        def renamed(each: Properties) -> Hashable:
            return frozenset(claims.get(iri, iri) for iri in iris(each, INVOLVES))

        return _match(before, after, renamed, lambda each: frozenset(iris(each, INVOLVES)), _always)
    if kind == "mapping":
        pairs = _match(before, after, _by(SUBJECT, OBJECT), _by(SUBJECT, OBJECT), _always)
        return pairs | _match(*_left(before, after, pairs), _by(SUBJECT, PREDICATE), _by(SUBJECT, PREDICATE), _if_sole)
    if kind == "term":
        return _match(before, after, _by(TYPE, LABEL), _by(TYPE, LABEL), _if_sole)
    if kind == "axiom":
        return _match(before, after, _by(TYPE), _by(TYPE), lambda one, other, _: len(_members(one) & _members(other)))
    return {}


def _match(before: Things, after: Things, block_old: Block, block_new: Block, score: Score) -> dict[str, str]:
    """Pair things of one block, best score first; 0 is no pair. `score` is told whether each is the only one left."""
    blocks: dict[Hashable, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for key in sorted(before.keys() - after.keys()):
        blocks[block_old(before[key])][0].append(key)
    for key in sorted(after.keys() - before.keys()):
        blocks[block_new(after[key])][1].append(key)
    pairs: dict[str, str] = {}
    for olds, news in blocks.values():
        sole = len(olds) == len(news) == 1
        scored = [(-score(before[one], after[other], sole), one, other) for one in olds for other in news]
        taken = set()
        for points, one, other in sorted(scored):
            if points and one not in pairs and other not in taken:
                pairs[one] = other
                taken.add(other)
    return pairs


def _left(before: Things, after: Things, pairs: Mapping[str, str]) -> tuple[Things, Things]:
    taken = set(pairs.values())
    return (
        {key: each for key, each in before.items() if key not in pairs},
        {key: each for key, each in after.items() if key not in taken},
    )


def _by(*names: Iri) -> Block:
    return lambda each: tuple(each.get(name) for name in names)


def _always(one: Properties, other: Properties, sole: bool) -> int:
    return 1


def _if_sole(one: Properties, other: Properties, sole: bool) -> int:
    return sole


def _members(axiom: Properties) -> frozenset[Term]:
    return axiom.get(f"{OWL}members", frozenset())


def _spans(claim: Properties, snapshot: Snapshot) -> list[Properties]:
    return [snapshot.spans.get(iri, {}) for iri in iris(claim, EVIDENCE)]


def _touch(one: Properties, other: Properties) -> bool:
    """Whether two spans are of one document, and have the same words or overlap."""
    if one.get(_SOURCE) != other.get(_SOURCE):
        return False
    if one.get(_SHA) == other.get(_SHA):
        return True
    places = [_offset(each, name) for each in (one, other) for name in (_START, _END)]
    return places[0] < places[3] and places[2] < places[1]


def _offset(span: Properties, name: Iri) -> int:
    value = only(span, name)
    return int(value.value) if value is not None and not isinstance(value, str) and value.value.isdigit() else 0
