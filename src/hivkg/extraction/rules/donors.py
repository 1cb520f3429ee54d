"""Who a case's donor was, and what genotype the donor had."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hivkg.extraction.genotypes import find_genotypes
from hivkg.extraction.passages import Finding, Passage
from hivkg.model import Mention
from hivkg.namespaces import HIVKG

_KIN = HIVKG + "Donor"
_FROM = re.compile(
    r"\b(?:cells?|marrow|blood|transplant\w*|graft|donation|came|comes?|received|infused)\b[^.;:]{0,50}?"
    r"\b(?:from|(?<=cells )of|(?<=marrow )of) (?:an?|his|her|the|their|one)?\s*(?:[\w-]+,? ){0,3}$",
    re.IGNORECASE,
)
_DONOR_WAS = re.compile(
    r"\bdonors?(?: (?:was|is|being)|:) (?:an?|his|her|the)?\s*(?:[\w-]+,? ){0,3}$|\b(?:was|is) (?:from )?(?:his|her) $",
    re.IGNORECASE,
)
_GAVE = re.compile(
    r"\s*(?:who )?(?:donated|gave|provided|supplied|was (?:the|his|her|an?) (?:\w+ )?donor|served as)\b", re.IGNORECASE
)
_SOUGHT = re.compile(
    r"\b(?:search\w*|look\w*|seek\w*|sought|find\w*|found|need\w*|offer\w*|chos\w+|possible|potential|eligible|candidate"
    r"|test\w*|typed|typing|screen\w*|hardly|rare\w*|available|choos\w+|requir\w+|depend\w+|whatever)\b",
    re.IGNORECASE,
)
_DONOR = re.compile(
    r"\b(?:donor|sibling|brother|sister|relative)\b(?!s| (?:lymphocyte|chimerism|T cell|registry))", re.IGNORECASE
)
_HAS = re.compile(
    r"[,\s]*(?:(?:who|whose|himself|herself|that|also|was|were|is|being|had|has|have|having|possess\w*|carr\w+|lack\w*|inherited"
    r"|did|does|not|didn[\u2019']t|with|without|homozygous|heterozygous|for|two|both|one|single|copies|copy|of|a|an|the"
    r"|specific|rare|genetic|mutation|known|as|called|HLA-\w+|matched|unrelated|related|cells|stem|whose|at|9|10)[,\s(]*)*",
    re.IGNORECASE,
)
_OWNER = re.compile(r" of (?:the )?[^.;:,]{3,40}? (?=(?:was|is|had|has|carried|possessed|lacked)\b)")
_THE_DONOR_HAD = re.compile(
    r"[\s-]*(?:mutation |mutant |deletion |homozygous |heterozygous |positive )*(?:female |male |matched )*",
    re.IGNORECASE,
)
_CELLS = re.compile(
    r"[\s-]*(?:donor )?(?:(?:hematopoietic |haematopoietic )?(?:stem )?cells?|cord blood|graft|bone marrow|marrow)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\b(?:received|given|got|transplanted with|infused with)\s+(?:\S+ ){0,4}$", re.IGNORECASE)


def find_donor_kinships(passage: Passage) -> Iterator[Finding]:
    """Read "the X patient received cells from a sibling", "his donor was unrelated", "her brother donated".

    A donor who was looked for is not one that was had.
    """
    for kin in passage.of_kind(_KIN):
        before = passage.text[passage.start : kin.start]
        trigger = _FROM.search(before) or _DONOR_WAS.search(before)
        gave = _GAVE.match(passage.text, kin.end, passage.end)
        if not trigger and not gave:
            continue
        start = passage.start + trigger.start() if trigger else kin.start
        case = passage.person_before(start, skip="relative") or passage.person_before(kin.start, 80)
        if case is None or _SOUGHT.search(passage.text, max(passage.start, start - 30), kin.start):
            continue
        focus = ((start, start + 1), (kin.start, kin.end))
        yield Finding("donor-kinship", passage.by_name(case), HIVKG + "donorKinship", kin.term, kin, focus)


def find_donor_genotypes(passage: Passage) -> Iterator[Finding]:
    """Read "her donor was homozygous for CCR5-Δ32", "from a CCR5Δ32/Δ32 donor", "a sibling who carries it".

    Several donors at once make no claim, and neither do donors that were looked for.
    """
    donors = [match.span() for match in passage.find(_DONOR)]
    for genotype in find_genotypes(passage, passage.start, passage.end):
        start = _donor_before(passage, donors, genotype.start)
        if start is None and not _premodifies(passage, donors, genotype):
            continue
        anchor = genotype.start if start is None else start
        case = passage.person_before(_end_of_owner(passage, anchor, genotype), 120, skip="relative")
        if case is None or _SOUGHT.search(passage.text, max(passage.start, anchor - 40), genotype.start):
            continue
        focus = ((genotype.start, genotype.end),)
        yield Finding("donor-genotype", passage.by_name(case), HIVKG + "donorGenotype", genotype.term, genotype, focus)


def _donor_before(passage: Passage, donors: list[tuple[int, int]], offset: int) -> int | None:
    """Where the donor stands to whom words before a genotype tie it."""
    for start, end in reversed(donors):
        if end <= offset and offset - end < 90:
            owner = _OWNER.match(passage.text, end, offset)
            if _HAS.fullmatch(passage.text, owner.end() if owner else end, offset):
                return start
    return None


def _end_of_owner(passage: Passage, anchor: int, genotype: Mention) -> int:
    """Where to look back from for the case: past "of the X patient" if that follows the donor."""
    donor = _DONOR.match(passage.text, anchor)
    owner = _OWNER.match(passage.text, donor.end(), genotype.start) if donor else None
    return owner.end() if owner else anchor


def _premodifies(passage: Passage, donors: list[tuple[int, int]], genotype: Mention) -> bool:
    """Whether a donor, or cells that were given, follow at once."""
    gap = _THE_DONOR_HAD.match(passage.text, genotype.end, passage.end)
    if gap and any(start == gap.end() for start, _ in donors):
        return True
    given = _GIVEN.search(passage.text[passage.start : genotype.start])
    return given is not None and _CELLS.match(passage.text, genotype.end, passage.end) is not None
