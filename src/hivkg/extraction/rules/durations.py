"""How long a case had been off therapy, or how long ago the transplant was, when it was assessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from hivkg.extraction.passages import Finding, Passage
from hivkg.model import Literal, Mention
from hivkg.namespaces import HIVKG, XSD

_YEAR = Decimal("365.25")
_UNITS = {"day": 12 / _YEAR, "week": 84 / _YEAR, "month": Decimal(1), "year": Decimal(12)}
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {
    "a": 1,
    "an": 1,
    **{word: number for number, word in enumerate(_ONES + _TEENS, 1)},
    **{ten: 10 * tens for tens, ten in enumerate(_TENS, 2)},
    **{f"{ten}-{one}": 10 * tens + ones for tens, ten in enumerate(_TENS, 2) for ones, one in enumerate(_ONES, 1)},
}
_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_DURATION = (
    r"(?P<duration>(?:(?:more|less) than |over |nearly |almost |about |around |some |at least )?"
    rf"(?P<number>{_NUMBER})[ -](?P<unit>day|week|month|year)s?)"
)
_AFTER = r"(?:after|since|following)"
_ART = (
    r"(?:ART|HAART|cART|(?:his |her |all |the )?(?:HIV |combination |anti-?retroviral |antiviral )*"
    r"(?:therapy|treatment|drugs|medicines?|medication|antiretrovirals|antivirals))"
)
_STOP = (
    r"(?:(?:coming|going) off|stopping|discontinuing|halting|interrupting|ending"
    r"|(?:the )?(?:discontinuation|cessation|interruption|end) of)"
)
_OFF_ART = tuple(
    re.compile(rf"\b{pattern}\b", re.IGNORECASE)
    for pattern in (
        rf"{_DURATION} {_AFTER} {_STOP} (?:his |her |all )?{_ART}",
        rf"{_DURATION} {_AFTER} (?:antiretroviral |analytical |ART )?(?:treatment |therapy )?interruption",
        rf"{_DURATION} {_AFTER} {_ART} (?:was |had been )?(?:stopped|ended|discontinued|interrupted|ceased)",
        rf"{_DURATION} off {_ART}",
        rf"off {_ART} for {_DURATION}",
    )
)
_SINCE_TRANSPLANT = re.compile(
    rf"\b{_DURATION} (?:{_AFTER}|post)[ -](?:(?:the|his|her|a) )?(?:stem[ -]cell |bone[ -]marrow |haplo-cord )?"
    r"(?:transplant(?:ation)?|HSCT)\b",
    re.IGNORECASE,
)
_ASSESSED = re.compile(
    r"\b(?:remission|cured|undetectable|negative|alive|virus-free|free of|no (?:detectable |viral |HIV |sign )"
    r"|off (?:ART|anti))",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:stopp|discontinu|ended|interrupt|relaps|died|develop|restart|resum|rebound|came back|wait"
    r"|could drop|went on|(?:taken|went|came) off)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:\W*\w+,)?\W*(?:\w+ ){0,2}")


def find_durations(passage: Passage) -> Iterator[Finding]:
    """Read "30 months after coming off ART", "off ART for four years", "in remission 46 months after his transplant".

    The object is in months, and the words as stated qualify the claim. A time at which something happened
    (therapy was stopped, a relapse) is not a time of assessment.
    """
    for pattern in _OFF_ART:
        for match in passage.find(pattern):
            if not re.search(r"\b(?:restart|resum)", passage.words):
                yield from _find_duration(passage, match, "time-off-art", "timeOffART")
    for match in passage.find(_SINCE_TRANSPLANT):
        if _ASSESSED.search(passage.words) and not _HAPPENED.search(passage.words):
            yield from _find_duration(passage, match, "time-since-transplant", "timeSinceTransplant")


def in_months(number: str, unit: str) -> Decimal:
    """Give a stated duration in months, to one decimal place where days or weeks do not make whole months.

    >>> str(in_months("four", "year")), str(in_months("288", "day"))
    ('48', '9.5')
    """
    stated = Decimal(_NUMBERS[number.lower()]) if number.lower() in _NUMBERS else Decimal(number)
    return (stated * _UNITS[unit.lower()]).quantize(Decimal("0.1"), ROUND_HALF_UP).normalize() + 0


def _find_duration(passage: Passage, match: re.Match[str], rule: str, relation: str) -> Iterator[Finding]:
    start, end = match.span("duration")
    case = passage.person_before(start, 160) or _subject_after(passage, match)
    if case is None:
        return
    value = Literal(format(in_months(match["number"], match["unit"]), "f"), XSD + "decimal")
    stated = (HIVKG + "asStated", Literal(match["duration"]))
    words = Mention(start, end, "", "")
    yield Finding(rule, passage.by_name(case), HIVKG + relation, value, words, ((start, end),), (stated,), polar=False)


def _subject_after(passage: Passage, match: re.Match[str]) -> Mention | None:
    """The first person after a duration that opens the sentence, if nobody stands before it."""
    if any(person.end <= match.start() for person in passage.people):
        return None
    if not _OPENING.fullmatch(passage.text, passage.start, match.start()):
        return None
    after = [person for person in passage.people if person.start >= match.end()]
    return after[0] if after and after[0].term else None
