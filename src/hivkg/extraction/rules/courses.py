"""What a case was given, and how it went."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hivkg.extraction.passages import THERAPIES, Finding, Passage
from hivkg.model import Mention
from hivkg.namespaces import HIVKG

_RECEIVED = re.compile(
    r"\b(?:received|receives|receiving|underwent|undergone|undergoing|was given|got|has had|had"
    r"|was treated (?:for [^.;,]{3,50} )?with)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"[\s,]*(?:(?!(?:after|before|for|from|to|because|without|against|instead|until|that|who|which|while|during|when|no|not"
    r"|offer\w*|at|in|on)\b)[\w/.-]+[\s,]+){0,5}",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:is|was|be|been|being|are|remains?|remained|stays?|stayed|achiev\w+|reach\w+|enter\w+|went|experienc\w+|had|has|show\w+"
    r"|maintain\w*|declared|considered|call(?:s|ed)?|hav(?:e|ing)|did|without|in)\b",
    re.IGNORECASE,
)
_REBOUNDED = re.compile(
    r"\brebounded\b|\b(?:did|does|has|have|had)(?: not|n[\u2019']t) rebound(?:ed)?\b", re.IGNORECASE
)
_DECLARED = re.compile(
    r"\b(?:declare[sd]?|considere?[sd]?|call(?:s|ed)?|pronounced) (?:the )?[\"\u201c]?$", re.IGNORECASE
)
_OTHER_DISEASE = re.compile(r"\b(?:clinical|endoscopic|complete|partial|disease|second|first) $", re.IGNORECASE)
_CURE_IN = re.compile(
    r"\b(cure of (?:his |her |the )?HIV(?:-1)?(?: infection)?) in (?:the )?[\"\u201c]?", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"[;:\u2014]|, (?:but|and|so|while|although|whereas|who|which) |\b(?:because|although|whereas|whether)\b"
    r"|\bfor [\w-]+ to be\b",
    re.IGNORECASE,
)


def find_received_therapies(passage: Passage) -> Iterator[Finding]:
    """Read "the X patient underwent T", "he received T1 and T2"."""
    therapies = passage.of_kind(*THERAPIES)
    for trigger in passage.find(_RECEIVED):
        case = passage.person_before(trigger.start(), 120)
        if case is None:
            continue
        for therapy in passage.listed(trigger.end(), therapies, _GIVEN):
            if any(trigger.end() <= p.start < therapy.start and p.term != case.term for p in passage.people):
                break  # "received T1, whereas another received T2"
            focus = ((trigger.start(), trigger.end()), (therapy.start, therapy.end))
            yield Finding(
                "received-therapy", passage.by_name(case), HIVKG + "receivedTherapy", therapy.term, therapy, focus
            )


def find_outcomes(passage: Passage) -> Iterator[Finding]:
    """Read "the X patient is in remission", "she was declared cured", "he had no viral rebound".

    Remission of a cancer, and an outcome that stands in another clause than the case, are not read.
    """
    outcomes = passage.of_kind(HIVKG + "Outcome")
    rebounds = [
        Mention(*match.span(), HIVKG + "ViralRebound", passage.vocabulary.label(HIVKG + "ViralRebound"))
        for match in passage.find(_REBOUNDED)
    ]
    verbs = [(rebound.start, rebound.end) for rebound in rebounds]
    nouns = [o for o in outcomes if not any(start <= o.start < end for start, end in verbs)]
    for outcome in sorted([*nouns, *rebounds]):
        case = passage.person_before(outcome.start, 130)
        if case is None or _is_of_cancer(passage, outcome):
            continue
        gap = passage.text[case.end : outcome.start]
        declared = _DECLARED.search(passage.text[passage.start : case.start]) and not gap.strip()
        tied = outcome in rebounds or declared or _STATE.search(gap)
        if not tied or _CLAUSE.search(gap):
            continue
        yield _outcome(passage.by_name(case), outcome)
    for match in passage.find(_CURE_IN):
        cure = Mention(*match.span(1), HIVKG + "ReportedCure", passage.vocabulary.label(HIVKG + "ReportedCure"))
        yield from (_outcome(person, cure) for person in passage.people if person.start == match.end() and person.term)


def _outcome(case: Mention, outcome: Mention) -> Finding:
    return Finding("had-outcome", case, HIVKG + "hasOutcome", outcome.term, outcome, ((outcome.start, outcome.end),))


def _is_of_cancer(passage: Passage, outcome: Mention) -> bool:
    if _OTHER_DISEASE.search(passage.text[passage.start : outcome.start]):
        return True
    cancers = passage.of_kind(HIVKG + "Malignancy")
    words = passage.text
    return any(
        (
            c.end <= outcome.start
            and outcome.start - c.end < 40
            and not re.search(r"[.,;:]", words[c.end : outcome.start])
        )
        or (outcome.end <= c.start and re.fullmatch(r"\s*(?:of|from|for) (?:\w+ )?", words[outcome.end : c.start]))
        for c in cancers
    )
