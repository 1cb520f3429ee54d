"""What a therapy may do harm with, and to whom it should not be given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hivkg.extraction.discourse import therapy_for
from hivkg.extraction.passages import THERAPIES, Finding, Passage
from hivkg.model import Literal, Mention
from hivkg.namespaces import HIVKG

_RISK = re.compile(
    r"\b(?:risks?|dangers?) (?:of|such as|like|including)\b"
    r"|\b(?:complications?|side effects?|adverse (?:events?|effects?)|toxicit\w+)"
    r"(?: (?:are|were|like)\b|(?: of [\w -]{3,60}?)?,? (?:including|include[sd]?|such as)\b)"
    r"|\b(?:can|may|might|could) (?:cause|lead to|result in|trigger|bring about)\b",
    re.IGNORECASE,
)
_LESSENED = re.compile(
    r"\b(?:reduc|lower|minimi[sz]|avoid|prevent|decreas|without|less|free of|spare|at|higher|cut|against|eliminat"
    r"|protect|manag|treat)\w*(?: \S+){0,3} $",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"[\s,(]*(?:(?:and|or|as well as|severe|serious|fatal|acute|chronic|life-threatening|significant|considerable"
    r"|complications?|including|among them|among others|such as|like|even|both|either|a|an|the|of|risks?)[\s,(:]+)*"
)
_BY = re.compile(r"[\s)]*(?:after|with|from|in|during|following|associated with) (?:an? |the )?", re.IGNORECASE)
_CONTRAINDICATED = re.compile(
    r"\b(?:contraindicated (?:for|in|among)|should not be (?:given to|used (?:in|for)))\s+"
    r"(?P<group>[^;:\u2014]+?)(?=[.;:\u2014]?$|[;:\u2014]|, (?:but|although|because|as|while|since)\b| because\b)",
    re.IGNORECASE,
)


def find_risks(passage: Passage) -> Iterator[Finding]:
    """Read "T carries a risk of X, Y and Z", "complications of T, including X", "the risk of X after T".

    A risk that is reduced, avoided or compared is not read; nor is one whose therapy is not clear.
    """
    events = passage.of_kind(HIVKG + "AdverseEvent")
    for trigger in passage.find(_RISK):
        if _LESSENED.search(passage.text[passage.start : trigger.start()]):
            continue
        listed = passage.listed(trigger.end(), events, _LIST)
        if not listed:
            continue
        therapy = _therapy_after(passage, listed[-1].end) or _therapy_in(passage, trigger) or _before(passage, trigger)
        if therapy is None:
            continue
        for event in listed:
            focus = (trigger.span(), (event.start, event.end))
            yield Finding("has-risk", therapy, HIVKG + "hasRisk", event.term, event, focus)


def find_contraindications(passage: Passage) -> Iterator[Finding]:
    """Read "T is contraindicated for a group"; the group is kept in the document's words.

    Where the words are exactly the name of a disease or population, that term is the object.
    """
    for trigger in passage.find(_CONTRAINDICATED):
        therapy = therapy_for(passage, trigger.start())
        if therapy is None:
            continue
        start, end = trigger.span("group")
        named = [m for m in passage.mentions if (m.start, m.end) == (start, end)]
        named = [m for m in named if m in passage.of_kind(HIVKG + "Disease", HIVKG + "Population")]
        words = named[0] if named else Mention(start, end, "", "")
        object_ = words.term if named else Literal(passage.text[start:end])
        focus = ((trigger.start(), trigger.start() + len("contraindicated")),)
        yield Finding("contraindicated", therapy, HIVKG + "contraindicatedIn", object_, words, focus)


def _therapy_after(passage: Passage, offset: int) -> Mention | None:
    by = _BY.match(passage.text, offset, passage.end)
    return next((t for t in passage.of_kind(*THERAPIES) if by and t.start == by.end()), None)


def _therapy_in(passage: Passage, trigger: re.Match[str]) -> Mention | None:
    """The therapy that stands inside the trigger: "complications of T, including"."""
    inside = [t for t in passage.of_kind(*THERAPIES) if trigger.start() < t.start and t.end <= trigger.end()]
    return inside[0] if inside else None


def _before(passage: Passage, trigger: re.Match[str]) -> Mention | None:
    therapy = therapy_for(passage, trigger.start())
    if therapy is not None or passage.therapy is None or passage.of_kind(*THERAPIES):
        return therapy
    if passage.text[passage.start : trigger.start()].strip().lower() != "the":
        return None
    # "The risks of X" at the head of a sentence are those of what the sentence before was about
    return Mention(passage.start, passage.start + len("The risks"), passage.therapy.term, passage.therapy.label)
