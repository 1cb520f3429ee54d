"""A sentence as the rules see it: its mentions, whom its pronouns mean, and what a rule finds in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hivkg.extraction.blocks import Span
from hivkg.extraction.lexicon import CASE
from hivkg.model import Mention, Term
from hivkg.namespaces import BASE, HIVKG, Iri
from hivkg.vocabulary import Vocabulary

THERAPIES = (HIVKG + "Intervention", HIVKG + "TherapeuticProduct")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule reads in a passage, before it is judged.

    `focus` is where the trigger and the object stand, for judging polarity and certainty. Where `polar`
    is false the finding cannot be denied: in "no rebound 30 months after", the months still passed. In a
    table the words to judge are those of the `cell`.
    """

    rule: str
    subject: Mention
    predicate: Iri
    object: Term
    words: Mention
    focus: tuple[Span, ...]
    qualifiers: tuple[tuple[Iri, Term], ...] = ()
    polar: bool = True
    cell: Span | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document, with all offsets counted from the start of the document.

    `people` are named cases, pronouns and nouns for persons, in reading order; one whose term is empty is
    somebody unknown, a relative or a group, as its label says, and stands there to keep a claim from going
    to the wrong person.
    `therapy` is what the sentence before was about.
    """

    text: str
    start: int
    end: int
    mentions: tuple[Mention, ...]
    people: tuple[Mention, ...]
    therapy: Mention | None
    vocabulary: Vocabulary

    @property
    def words(self) -> str:
        """The sentence as written."""
        return self.text[self.start : self.end]

    def find(self, pattern: re.Pattern[str], start: int | None = None) -> Iterator[re.Match[str]]:
        """Find a pattern in the sentence."""
        return pattern.finditer(self.text, self.start if start is None else start, self.end)

    def of_kind(self, *kinds: Iri) -> list[Mention]:
        """The mentions of a kind of thing, in reading order."""
        return [mention for mention in self.mentions if any(self.vocabulary.is_a(mention.term, k) for k in kinds)]

    def person_before(self, offset: int, reach: int = 200, skip: str = "") -> Mention | None:
        """The nearest person before an offset: a case, or nobody if that person is unknown or too far.

        Args:
            skip: A label of unknown persons to look past: a relative may be the donor that is spoken of.
        """
        before = [person for person in self.people if person.end <= offset and (person.term or person.label != skip)]
        return before[-1] if before and before[-1].term and offset - before[-1].end <= reach else None

    def by_name(self, person: Mention) -> Mention:
        """Where the sentence names a person before a pronoun for that person, the name; else what stands there."""
        named = [m for m in self.people if m.term == person.term and m.end <= person.start and m in self.mentions]
        return named[-1] if named else person

    def listed(self, start: int, candidates: list[Mention], gap: re.Pattern[str]) -> list[Mention]:
        """Take the candidates that follow an offset as items of one list.

        Args:
            gap: What may stand before the first item and between two items; it must match all of it.
        """
        taken: list[Mention] = []
        for mention in candidates:
            if mention.start < start:
                continue
            if not gap.fullmatch(self.text, start, mention.start):
                break
            taken.append(mention)
            start = mention.end
        return taken


def mentions_within(mentions: Sequence[Mention], start: int, end: int) -> tuple[Mention, ...]:
    """Cut out of the mentions of a document, which are sorted, those that stand within a part of it."""
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    last = bisect_left(mentions, end, key=lambda mention: mention.start)
    return tuple(mention for mention in mentions[first:last] if mention.end <= end)


def names_case(term: Iri, vocabulary: Vocabulary) -> bool:
    """Whether a term is a case, be it registered or new."""
    return term.startswith(f"{BASE}case/") or vocabulary.is_a(term, CASE)
