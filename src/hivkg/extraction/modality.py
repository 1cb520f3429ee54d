"""Whether a sentence asserts or denies, and how firmly: cues and how far each reaches, after ConText.

The cues are hivkg's own; the idea that a cue has a direction and ends at a barrier is from Harkema and
others, "ConText" (2009). A cue that is not sure to reach the claim counts where it makes the claim
weaker, and does not count where it would turn it round.
"""

from __future__ import annotations

import re

from hivkg.extraction.blocks import Span
from hivkg.model import Certainty, Polarity

_NEGATION = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|fail(?:s|ed)? to|lack(?:s|ed|ing)?|absence of|rather than"
    r"|instead of)\b|n[\u2019']t\b",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\b(?:not (?:only|just|merely|least|necessarily)|no (?:doubt|matter|less|fewer)|without (?:doubt|question)"
    r"|(?:cannot|can not|can[\u2019']t) (?:\w+ )?(?:exclude|rule out)"
    r"|not (?:\w+ )?(?:exclude|rule out|clear|known|a cure-all))\b",
    re.IGNORECASE,
)
_NEGATION_AFTER = re.compile(
    r"\b(?:(?:was|were|is|has|have|had|did|does|do|been)(?: not|n[\u2019']t| never) (?:been |yet |be )*"
    r"(?:seen|observed|detected|found|achieved|occur\w*|happen\w*|reported|noted|recorded)"
    r"|(?:was|were|is) (?:absent|ruled out|excluded))\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|suggest(?:s|ed|ing)?|appear(?:s|ed)?|seem(?:s|ed)?|unclear|propose[sd]?|exclude|rule out"
    r"|hypothesi[sz]\w+|speculat\w+"
    r"|(?:is|are|was|be|remains?) (?:\w+ )?(?:un)?(?:likely|possible|doubtful|uncertain))\b",
    re.IGNORECASE,
)
_NEAR_HEDGE = re.compile(
    r"\b(?:possibl[ey]|probabl[ey]|potential(?:ly)?|perhaps|(?:un)?likely|seemingly|apparently|presum\w+|thought|believed"
    r"|considered|reportedly|allegedly|not necessarily|candidate for|so-called)\b",
    re.IGNORECASE,
)
_NEAR = 30
"""Characters that an adverb or participle reaches: in "thought cured by a graft from" the graft is no thought."""
_NO_HEDGE = re.compile(r"\b(?:in|of|since|until|last|this|early|late|\d{1,2}) May\b|\bMay (?:\d|of)")
_HYPOTHESIS = re.compile(
    r"\b(?:if|unless|whether|provided that|assuming|in case|would|imagine|were to"
    r"|until(?= (?:[\w-]+ ){1,6}?(?:can|could|is|are|has|have|becomes?|proves?)\b))\b",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:designed to|aim(?:s|ed|ing)? (?:to|at)|the aim|intended to|hop(?:e|es|ed|ing) (?:of|to|that|for|is)"
    r"|one day|(?:moving|inching|coming) closer to|goal|in order to|meant to|seek(?:s|ing)? to|working (?:to|towards?)"
    r"|plan(?:s|ned)? to|will)\b",
    re.IGNORECASE,
)
_STRONG = (
    r"[;:\u2014]|\s[\u2013-]\s|\b(?:but|although|though|however|whereas|while|because|even as|whose)\b"
    r"|(?:(?<=, )|(?<=and ))yet\b"
)
_BARRIER = re.compile(_STRONG, re.IGNORECASE)
_NEGATION_BARRIER = re.compile(
    rf"{_STRONG}|,(?!\s*(?:or|nor|known as|also known|called|dubbed|named|such as|including)\b"
    r"|(?:\s[\w-]+){1,3}(?:,(?:\s[\w-]+){1,3})*\s(?:or|nor)\b)"
    r"|\b(?:and|or) (?:then |now |later |still |has |have |had |is |was |were |are |he |she |it |they |the "
    r"|remain|receiv|under|stopp|carr|pos)|\bafter\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r",\s*(?:which|who|whose|where)\b[^,;:]*$", re.IGNORECASE)


def judge(words: str, focus: tuple[Span, ...]) -> tuple[Polarity, Certainty]:
    """Judge a claim by the sentence it stands in.

    A claim that is only weighed ("if", "until") counts as hypothetical even where a hedge stands beside
    it; the order is hypothetical, aim, hedged, definite.

    Args:
        words: The sentence.
        focus: Where in the sentence the trigger and the object of the claim stand, counted from its start.
    """
    denied = any(_is_denied(words, span) for span in focus)
    if any(_is_reached(words, _HYPOTHESIS, span) or _follows_condition(words, span) for span in focus):
        certainty = Certainty.HYPOTHETICAL
    elif any(_is_reached(words, _AIM, span) for span in focus):
        certainty = Certainty.AIM
    elif any(_is_hedged(words, span) for span in focus):
        certainty = Certainty.HEDGED
    else:
        certainty = Certainty.DEFINITE
    return (Polarity.DENIED if denied else Polarity.ASSERTED), certainty


def _is_denied(words: str, span: Span) -> bool:
    no_cues = [match.span() for match in _NO_NEGATION.finditer(words)]
    for cue in _NEGATION.finditer(words, 0, span[1]):
        if any(start <= cue.start() < end for start, end in no_cues):
            continue
        gap = words[cue.end() : max(span[0], cue.end())]
        in_relative_clause = _RELATIVE.search(words[: cue.start()]) is not None
        if not _NEGATION_BARRIER.search(gap) and not (in_relative_clause and "," in gap):
            return True
    after = _NEGATION_AFTER.search(words, span[1])
    return after is not None and not re.search(rf"{_STRONG}|,|\band\b", words[span[1] : after.start()], re.IGNORECASE)


def _is_reached(words: str, cues: re.Pattern[str], span: Span, reach: int = 1000) -> bool:
    """Whether a cue stands before the span, or in it, with no barrier between."""
    return any(
        span[0] - cue.end() <= reach
        and not _BARRIER.search(words[cue.end() : max(span[0], cue.end())])
        and not _leaves_relative(words, cue.span(), span)
        for cue in cues.finditer(words, 0, span[1])
    )


def _is_hedged(words: str, span: Span) -> bool:
    """Whether a hedge stands in the clause, on either side of the span."""
    if _is_reached(words[: span[1]], _NEAR_HEDGE, span, reach=_NEAR):
        return True
    for cue in _HEDGE.finditer(words):
        if any(match.start() <= cue.start() < match.end() for match in _NO_HEDGE.finditer(words)):
            continue
        if cue.start() >= span[1]:
            reached = not re.search(rf"{_STRONG}|,|\band\b", words[span[1] : cue.start()], re.IGNORECASE)
        else:
            gap = words[cue.end() : max(span[0], cue.end())]
            reached = not _BARRIER.search(gap) and not _leaves_relative(words, cue.span(), span)
        if reached:
            return True
    return False


def _leaves_relative(words: str, cue: Span, span: Span) -> bool:
    """Whether the cue stands in a relative clause that has ended before the span begins."""
    return _RELATIVE.search(words[: cue[0]]) is not None and "," in words[cue[1] : max(span[0], cue[1])]


def _follows_condition(words: str, span: Span) -> bool:
    """Whether the span stands in the consequence of a condition that opens the sentence."""
    return re.match(r"(?:if|unless)\b", words, re.IGNORECASE) is not None and span[0] > 0
