"""Which CCR5 genotype a few words state: the variant they name, and how many copies of it."""

from __future__ import annotations

import re

from hivkg.extraction.passages import Passage
from hivkg.model import Mention
from hivkg.namespaces import HIVKG

GENOTYPE = HIVKG + "Genotype"
DELTA32 = HIVKG + "CCR5Delta32"

_COPIES = (
    (
        re.compile(r"\b(?:homozygous|homozygote|(?:two|both|2) (?:\w+ )?copies|both parents|double)\b", re.IGNORECASE),
        HIVKG + "CCR5Delta32Homozygous",
    ),
    (
        re.compile(r"\b(?:heterozygous|heterozygote|(?:one|single|1|a) (?:\w+ )?copy|one parent)\b", re.IGNORECASE),
        HIVKG + "CCR5Delta32Heterozygous",
    ),
)
CARRIER = HIVKG + "CCR5Delta32Carrier"

_NEAR = 40
"""Characters on each side of the variant in which its number of copies may stand."""


def find_genotypes(passage: Passage, start: int, end: int) -> list[Mention]:
    """Find the genotypes that a part of a passage states.

    A variant without its number of copies is read as a carrier, which is all that is said. Where words
    near it speak of one copy and of two, none is taken: it is not clear whose they are.

    Args:
        start: Where the part begins; a clause or a cell of a table.
        end: One past its last character.
    """
    found = []
    for mention in passage.mentions:
        if not (start <= mention.start and mention.end <= end):
            continue
        if passage.vocabulary.is_a(mention.term, GENOTYPE):
            found.append(mention)
        elif mention.term == DELTA32:
            near = max(start, mention.start - _NEAR), min(end, mention.end + _NEAR)
            stated = [(match, term) for words, term in _COPIES for match in words.finditer(passage.text, *near)]
            terms = {term for _, term in stated}
            if len(terms) > 1:
                continue
            spans = [match.span() for match, _ in stated] + [(mention.start, mention.end)]
            term = terms.pop() if terms else CARRIER
            found.append(
                Mention(min(s for s, _ in spans), max(e for _, e in spans), term, passage.vocabulary.label(term))
            )
    return found
