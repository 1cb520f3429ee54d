"""By which receptors a virus enters cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hivkg.extraction.passages import Finding, Passage
from hivkg.namespaces import HIVKG

_ENTERS = re.compile(
    r"\b(?:enter(?:s|ed|ing)?|entry|infects?|gain\w* (?:entry|access))\b[^.;]{0,90}?"
    r"\b(?:by (?:first )?(?:binding(?: to)?|attaching to|using)|using|via|through|requires?|with the help of)\b"
    r"|\b(?:binds?(?: to)?|uses?|attaches to|latches on ?to|engages?|requires?|depends on|relies on)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"[\s,:(]*(?:(?:and|or|then|also|first|the|a|an|its|both|called|named|known|as|co-?receptors?|receptors?|main|either"
    r"|one|two|of|engages|binds?|to|attaches|chiefly|mainly|plus|on|human|cells?|molecules?|proteins?|such|like|envelope)[\s,:()]*)*"
)
_NEEDED_BY = re.compile(
    r"[\s,]*(?:\(?(?:which|that|the|a|main|principal|co-?receptor|receptor|molecule|protein|which)[\s,]*)*$",
    re.IGNORECASE,
)
_USES_IT = re.compile(
    r"\s*(?:most often |usually |typically |mainly |also )?"
    r"(?:uses|needs|attaches to|depends on|binds(?: to)?|exploits|requires)\b"
    r"(?=\s*(?:$|[.,;)]|as\b|to (?:enter|infect|get|gain)|for entry|when|in order))",
    re.IGNORECASE,
)


def find_receptors(passage: Passage) -> Iterator[Finding]:
    """Read "HIV enters cells by binding to CD4 and CCR5" and "CCR5, the co-receptor that HIV uses".

    The virus must be the subject: what keeps it "from binding" is no statement that it binds.
    """
    receptors = passage.of_kind(HIVKG + "Receptor")
    for virus in passage.of_kind(HIVKG + "Virus"):
        for trigger in passage.find(_ENTERS, virus.end):
            gap = passage.text[virus.end : trigger.start()]
            if not re.fullmatch(r"\s*(?:-1)?\s*(?:[\w-]+\s){0,2}", gap) or re.search(
                r"\b(?:from|that|which|drugs?|therap\w+|vaccines?|infection)\b", gap
            ):
                continue
            for receptor in passage.listed(trigger.end(), receptors, _LIST):
                focus = ((trigger.start(), trigger.start() + 1), (receptor.start, receptor.end))
                yield Finding("uses-receptor", virus, HIVKG + "usesReceptor", receptor.term, receptor, focus)
            break
        before = [receptor for receptor in receptors if receptor.end <= virus.start]
        uses = _USES_IT.match(passage.text, virus.end, passage.end)
        if uses and before and _NEEDED_BY.fullmatch(passage.text, before[-1].end, virus.start):
            yield Finding("uses-receptor", virus, HIVKG + "usesReceptor", before[-1].term, before[-1], (uses.span(),))
