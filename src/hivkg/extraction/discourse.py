"""Who and what a text is about, sentence by sentence, so that "he" and "the procedure" find their meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hivkg.extraction.blocks import Span
from hivkg.extraction.passages import THERAPIES, Passage, mentions_within, names_case
from hivkg.model import Mention
from hivkg.vocabulary import Vocabulary

_NOUN = r"(?:man|woman|patient|person|adult|recipient|child|baby|boy|girl|infant)"
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_DEFINITE = re.compile(rf"\b(?:the|this) {_NOUN}\b(?! \w+ing\b)", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?i:an?|another|one|each|any|no|every|the (?:average|first|second|third|only|next|other|sixth|seventh))"
    rf" (?:[\w.-]+ ){{0,3}}?(?i:{_NOUN})\b"
    r"|\b[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+){1,2}(?=(?:,? (?:of|from|at)[^.,;]{3,60},?)? "
    r"(?:said|says|told|argue[sd]|reported|presented|described|wrote|wants|called|compared|led|welcomed|likened)\b)"
)
_GROUP = re.compile(
    r"\b(?:patients|people|men|women|individuals|persons|participants|recipients|subjects|cases|others|children|adults"
    r"|volunteers|survivors|they|their|them|we|our|you|your|doctors|researchers|clinicians|donors|nobody|everyone)\b",
    re.IGNORECASE,
)
_KIN = (
    r"(?:brother|sister|sibling|wife|husband|mother|father|partner|son|daughter|friend|doctor|physician|relative"
    r"|parent)s?"
)
_RELATIVE = re.compile(rf"\b{_KIN}\b", re.IGNORECASE)
_GIVER = re.compile(r"\bfrom (?:\S+ ){0,3}$", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:like|unlike|similar to|those of|than|as with|compared (?:with|to)|besides|follows|such as|called"
    rf"|{_KIN} of)\s+(?:the\s+)?[\"\u201c]?$",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"[^.;:]{0,60}(?:\b(?:known|dubbed|called|nicknamed|referred|aka|call|become|is|as)\b|,|\()[^.;:]{0,25}",
    re.IGNORECASE,
)
_IS = re.compile(r"(?:\b(?:is|was|be|as|became)|,)\s+$")
_ONE_OF = re.compile(r"\b(?:(?:is|was|became) (?:now )?(?:part|one) of|belongs? to) [\w\s,-]{0,60}$")
_PROCEDURE = re.compile(
    r"\b(?:it|this|the procedure|the process|the treatment|the therapy|the transplant)\b", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"(?:it (?!is\b|was\b|seems\b|appears\b|remains\b)"
    r"|(?:this|the) (?:procedure|process|treatment|therapy|transplant)\b"
    r"|this (?:is|requires|needs|involves|carries)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that goes on about what the one before was about; "it is critical that" does not."""

_NOUNS = (
    ("somebody", _SOMEBODY),
    ("relative", _RELATIVE),
    ("the patient", _DEFINITE),
    ("group", _GROUP),
    ("he", _PRONOUN),
)


class Discourse:
    """What a reader has in mind between two sentences.

    A pronoun means the person last spoken of; where that is somebody unknown, it means nobody. "The
    patient" means the case last named. A group never becomes the meaning of "he". "It" means the therapy that
    the sentence before named first, or went on speaking of; after a sentence about something else, nothing.
    """

    def __init__(self, vocabulary: Vocabulary, about: Mention | None = None) -> None:
        """Begin a text.

        Args:
            about: The one case that the title of the document names, if it names one.
        """
        self._vocabulary = vocabulary
        self._case = about
        self._person = about
        self._therapy: Mention | None = None

    def enter(self, text: str, sentence: Span, mentions: Sequence[Mention]) -> Passage:
        """Read the next sentence: resolve its people, then remember what it was about."""
        start, end = sentence
        inside = mentions_within(mentions, start, end)
        people = self._find_people(text, sentence, inside)
        passage = Passage(
            text, start, end, inside, tuple(person for _, person in people), self._therapy, self._vocabulary
        )
        self._remember_person(text, [person for noun, person in people if noun in ("case", "somebody")])
        if not _GOES_ON.match(text, start, end):  # "It requires X" goes on speaking of what it spoke of
            self._therapy = next(iter(passage.of_kind(*THERAPIES)), None)
        return passage

    def _find_people(self, text: str, sentence: Span, mentions: Sequence[Mention]) -> list[tuple[str, Mention]]:
        """Find every word for a person, with the kind of word it is; the term of somebody unknown is empty."""
        start, end = sentence
        cases = [mention for mention in mentions if names_case(mention.term, self._vocabulary)]
        taken = [(case.start, case.end) for case in cases]
        found = [("case", case) for case in cases if not _COMPARED.search(text[start : case.start])]
        for noun, pattern in _NOUNS:
            for match in pattern.finditer(text, start, end):
                if any(match.start() < last and first < match.end() for first, last in taken):
                    continue
                before = text[start : match.start()]
                if noun == "relative" and _GIVER.search(before):
                    continue  # who gave the cells does not become the subject
                if any(case.end <= match.start() for case in cases) and (
                    (noun == "somebody" and _IS.search(before)) or (noun == "group" and _ONE_OF.search(before))
                ):
                    continue  # "the X patient is a man of fifty", "is one of the people who": nobody new
                taken.append(match.span())
                found.append((noun, Mention(match.start(), match.end(), "", noun)))
        found.sort(key=lambda item: (item[1].start, item[1].end))
        return list(self._resolve(found))

    def _resolve(self, found: list[tuple[str, Mention]]) -> Iterator[tuple[str, Mention]]:
        person = self._person
        for noun, mention in found:
            meant = {"the patient": self._case, "he": person}.get(noun)
            if meant is not None:
                yield noun, Mention(mention.start, mention.end, meant.term, meant.label)
                continue
            if noun in ("case", "somebody"):
                person = mention
            yield noun, mention

    def _remember_person(self, text: str, persons: list[Mention]) -> None:
        """Take the first person of a sentence as its topic, or the name that the sentence goes on to give it."""
        if not persons:
            return
        first = persons[0]
        if not first.term and len(persons) > 1 and _NAMES.fullmatch(text, first.end, persons[1].start):
            first = persons[1]
        self._person = first
        self._case = next((person for person in [first, *persons] if person.term), self._case)


def therapy_for(passage: Passage, offset: int, reach: int = 120) -> Mention | None:
    """Find the therapy that a trigger at an offset speaks of.

    The nearest one before it in the sentence; else, where the sentence has "it" or "the procedure" before
    the offset, or names no therapy at all, the one that the sentence before was about.
    """
    therapies = passage.of_kind(*THERAPIES)
    before = [therapy for therapy in therapies if therapy.end <= offset]
    if before:
        return before[-1] if offset - before[-1].end <= reach else None
    if passage.therapy is None:
        return None
    pointer = next(iter(_PROCEDURE.finditer(passage.text, passage.start, offset)), None)
    if pointer is None:
        return None
    return Mention(pointer.start(), pointer.end(), passage.therapy.term, passage.therapy.label)
