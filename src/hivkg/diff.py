"""Compares two releases: what was added, removed and changed, by kind, and why."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from hivkg.model import Literal, Term, n_triples
from hivkg.namespaces import HIVKG, OA, Iri, shorten
from hivkg.pairs import pair_things
from hivkg.reasons import Reasons
from hivkg.snapshots import (
    ASPECTS,
    CERTAINTY,
    CONCERNS,
    DERIVED,
    EVIDENCE,
    GROUNDS,
    INVOLVES,
    KINDS,
    OBJECT,
    PREDICATE,
    RELATION,
    SUBJECT,
    Properties,
    Snapshot,
    iris,
    only,
)
from hivkg.store import Table, Value

ADDED, REMOVED, CHANGED, NOT_COMPARED = "added", "removed", "changed", "not compared"
SAME = "The two releases do not differ."

_SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
_PLURALS = {"release": "release", "query": "queries", "other": "other"}
_COLUMNS = (
    "kind",
    "change",
    "thing",
    "was",
    "label",
    "subject",
    "relation",
    "object",
    "aspect",
    "old",
    "new",
    "reason",
)
_SHOWN = ("change", "what", "aspect", "old", "new", "why", "thing", "was")
_MARKS = {f"{HIVKG}polarity": f"{HIVKG}Asserted", CERTAINTY: f"{HIVKG}Definite"}
_NAMELESS = ("release", "axiom", "fact", "inference", "other")
_SHA, _SELECTOR, _SOURCE = f"{HIVKG}spanSha256", f"{OA}hasSelector", f"{OA}hasSource"

Terms = tuple[Term | None, Term | None, Term | None]


@dataclass(frozen=True, slots=True)
class Detail:
    """One value that differs: the old one, the new one or both; as people read them; and a note."""

    aspect: str
    old: Term | None
    new: Term | None
    texts: tuple[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that was added, removed or changed, and if it was changed, what differs.

    `thing` is its IRI, empty where it has none; `was` is the IRI it had, where that is another. `statement` is
    subject, relation and object of what has them. A kind that only one release has is told as `NOT_COMPARED`.
    """

    kind: str
    change: str
    thing: Iri = ""
    was: Iri = ""
    label: str = ""
    statement: Terms = (None, None, None)
    details: tuple[Detail, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one kind, to be read."""

    heading: str
    columns: list[str]
    rows: list[list[str]]


def compare(old: Snapshot, new: Snapshot) -> list[Change]:
    """Compare two releases, by kind, and within it by label.

    A claim's IRI hashes what it says, so that one which says something else has another: `pairs` knows which is
    which, and they are told as one claim that changed.
    """
    became = pair_things("claim", old, new, {})
    reasons = Reasons(old, new, became)
    changes: list[Change] = []
    for kind, graphs in KINDS.items():
        if kind in old.things and kind in new.things:
            found = _compare_kind(kind, old, new, reasons)
            changes += sorted(found, key=_reading_order)
        elif kind in old.things or kind in new.things:
            side, lacking = ("new", new) if kind in old.things else ("old", old)
            missing = ", ".join(f"graph:{name}" for name in graphs if name not in lacking.graphs)
            changes.append(Change(kind, NOT_COMPARED, reason=f"the {side} release has no {missing}"))
    return changes


def _reading_order(change: Change) -> tuple[str, ...]:
    return change.label.casefold(), change.label, change.change, change.thing, change.was


def as_table(changes: Iterable[Change]) -> Table:
    """Give changes as rows for programs: one for each value that differs, and one for a thing without any."""
    rows: list[tuple[Value | None, ...]] = []
    for each in changes:
        for detail in each.details or (None,):
            why = "; ".join(filter(None, (detail.note if detail else "", each.reason)))
            rows.append(
                (
                    *map(Literal, (each.kind, each.change)),
                    *(iri or None for iri in (each.thing, each.was)),
                    Literal(each.label) if each.label else None,
                    *each.statement,
                    *((Literal(detail.aspect), detail.old, detail.new) if detail else (None, None, None)),
                    Literal(why) if why else None,
                )
            )
    return Table(_COLUMNS, tuple(rows))


def as_sections(changes: Iterable[Change]) -> list[Section]:
    """Give changes for people: a section for each kind, without what is empty or stands in the row above."""
    sections = []
    for kind, group in groupby(changes, lambda each: each.kind):
        members = list(group)
        rows = [row for each in members for row in _as_rows(each)]
        keep = [place for place in range(len(_SHOWN)) if any(row[place] for row in rows)]
        heading = f"{_plural(kind).capitalize()}: {_count(members)}"
        sections.append(Section(heading, [_SHOWN[i] for i in keep], [[row[i] for i in keep] for row in rows]))
    return sections


def _as_rows(change: Change) -> Iterator[list[str]]:
    what, reason = [change.change, change.label], change.reason
    things = [shorten(iri) if iri else "" for iri in (change.thing, change.was)]
    for detail in change.details or (None,):
        values = [detail.aspect, *detail.texts] if detail else ["", "", ""]
        yield [*what, *values, "; ".join(filter(None, (detail.note if detail else "", reason))), *things]
        what, reason, things = ["", ""], "", ["", ""]


def summarize(changes: Iterable[Change]) -> str:
    """Count changes by kind in one line, as "claims +12 -3 ~1, facts +2"."""
    groups = groupby(changes, lambda each: each.kind)
    return ", ".join(f"{_plural(kind)} {_count(group)}" for kind, group in groups) or SAME


def _count(changes: Iterable[Change]) -> str:
    counts = Counter(each.change for each in changes)
    return " ".join(f"{sign}{counts[change]}" for change, sign in _SIGNS.items() if counts[change]) or NOT_COMPARED


def _plural(kind: str) -> str:
    return _PLURALS.get(kind, f"{kind}s")


def _compare_kind(kind: str, old: Snapshot, new: Snapshot, reasons: Reasons) -> Iterator[Change]:
    before, after = old.things[kind], new.things[kind]
    pairs = reasons.became if kind == "claim" else pair_things(kind, old, new, reasons.became)
    told_with_old = set(pairs.values())
    for key in before.keys() | after.keys():
        if key in told_with_old:
            continue
        if kind == "standing" and not (old.get("claim", key) and new.get("claim", key)):
            continue  # that of a claim which came or went is told with the facts
        was, now = key if key in before else "", pairs.get(key, key if key in after else "")
        details = tuple(_find_details(kind, old, new, was, now, reasons)) if was and now else ()
        if was == now and not details:
            continue
        snapshot, shown = (new, now) if now else (old, was)
        yield Change(
            kind=kind,
            change=CHANGED if was and now else REMOVED if was else ADDED,
            thing="" if kind in _NAMELESS else shown,
            was="" if kind in _NAMELESS or was in ("", shown) else was,
            label=_label(kind, shown, snapshot),
            statement=_statement(kind, shown, snapshot),
            details=details,
            reason=reasons.give(kind, was, now),
        )


def _statement(kind: str, key: str, snapshot: Snapshot) -> Terms:
    each = snapshot.get("claim" if kind == "standing" else kind, key)
    if kind == "conflict":
        return only(each, CONCERNS), only(each, RELATION), None
    return only(each, SUBJECT), only(each, PREDICATE), only(each, OBJECT)


def _label(kind: str, key: str, snapshot: Snapshot) -> str:
    """Say what a thing is in words."""
    each = snapshot.get("claim" if kind == "standing" else kind, key)
    parts = [snapshot.show(term) for term in _statement(kind, key, snapshot)]
    if kind == "conflict":
        objects = (only(snapshot.get("claim", claim), OBJECT) for claim in iris(each, INVOLVES))
        parts[2] = " / ".join(sorted(map(snapshot.show, objects)))
    if any(parts):
        odd = [name for name, usual in _MARKS.items() if usual not in each.get(name, (usual,))]
        marks = ", ".join(snapshot.show(only(each, name)) for name in odd)
        return " · ".join(filter(None, parts)) + (f" ({marks})" if marks else "")
    if kind == "release":
        return "hivkg"
    return key.strip("[]") if kind in _NAMELESS else snapshot.show(key)


def _find_details(kind: str, old: Snapshot, new: Snapshot, was: str, now: str, reasons: Reasons) -> Iterator[Detail]:
    before, after = old.get(kind, was), new.get(kind, now)
    names = {name: (new if name in new.names else old).name_aspect(name) for name in before.keys() | after.keys()}
    places = {name: place for place, name in enumerate(ASPECTS)}
    for name in sorted(names, key=lambda name: (places.get(name, len(places)), names[name], name)):
        gone, come = before.get(name, frozenset()), after.get(name, frozenset())
        if name == EVIDENCE:
            yield from _find_moves(old, new, gone, come)
            continue
        if name == DERIVED and before.get(EVIDENCE) != after.get(EVIDENCE):
            continue  # the evidence says it
        if kind == "release" and not (gone and come):
            continue  # a single file has no manifest to say it
        if name == GROUNDS:  # that a claim is told in other words does not change the fact
            was_ground = {reasons.became[str(each)]: each for each in gone if str(each) in reasons.became}
            gone, come = gone - {was_ground.get(str(each)) for each in come}, come - was_ground.keys()
        for one, other in zip_longest(sorted(gone - come, key=n_triples), sorted(come - gone, key=n_triples)):
            yield _detail(names[name], one, other, old, new)


def _find_moves(old: Snapshot, new: Snapshot, gone: frozenset[Term], come: frozenset[Term]) -> Iterator[Detail]:
    """Pair the spans of a document that differ: those that moved, and those where other words stand now."""
    spans: dict[str, tuple[list[Properties], list[Properties]]] = defaultdict(lambda: ([], []))
    for side, mine, others, here, there in ((0, gone, come, old, new), (1, come, gone, new, old)):
        for iri in sorted(each for each in mine if isinstance(each, str)):
            span = here.spans.get(iri, {_SELECTOR: frozenset({iri})})
            if iri not in others or span != there.spans.get(iri, span):
                spans[str(only(span, _SOURCE))][side].append(span)
    for _, (went, came) in sorted(spans.items()):
        for one, other in _pair_spans(went, came):
            note = ""
            if one and other:
                same_words, same_place = (one.get(name) == other.get(name) for name in (_SHA, _SELECTOR))
                note = "the same words" if same_words else "other words"
                if same_place:
                    note = "its words are shown now, or no longer" if same_words else "other words in the same place"
            yield _detail("evidence", only(one, _SELECTOR), only(other, _SELECTOR), old, new, note)


def _pair_spans(went: Sequence[Properties], came: Sequence[Properties]) -> Iterator[tuple[Properties, Properties]]:
    """Pair the spans with the same words first, then what is left in order."""
    olds, news = list(went), list(came)
    for one in went:
        other = next((each for each in news if each.get(_SHA) == one.get(_SHA)), None)
        if other is not None:
            olds.remove(one)
            news.remove(other)
            yield one, other
    yield from zip_longest(olds, news, fillvalue={})


def _detail(aspect: str, one: Term | None, other: Term | None, old: Snapshot, new: Snapshot, note: str = "") -> Detail:
    shown = old.show(one), new.show(other)
    if shown[0] == shown[1] and one != other:  # two things of one name, or one number of two types
        shown = _exact(one), _exact(other)
    return Detail(aspect, one, other, (_cut_hash(shown[0]), _cut_hash(shown[1])), note)


def _cut_hash(text: str) -> str:
    return f"{text[:12]}…" if re.fullmatch("[0-9a-f]{64}", text) else text


def _exact(term: Term | None) -> str:
    return "" if term is None else shorten(term) if isinstance(term, str) else n_triples(term)
