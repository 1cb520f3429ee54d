"""What a table says of cases: one case a row, one relation a column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hivkg.extraction.blocks import Block, Span
from hivkg.extraction.genotypes import find_genotypes
from hivkg.extraction.passages import Finding, Passage, names_case
from hivkg.model import Mention
from hivkg.namespaces import HIVKG, Iri

_COLUMNS = (
    (
        re.compile(r"\bdonor (?:type|kinship|relation\w*)|\btype of donor|^donor$", re.IGNORECASE),
        HIVKG + "donorKinship",
    ),
    (re.compile(r"\b(?:genetic|genotype|mutation|CCR5)\b", re.IGNORECASE), HIVKG + "donorGenotype"),
    (re.compile(r"\b(?:outcome|result)s?\b", re.IGNORECASE), HIVKG + "hasOutcome"),
    (re.compile(r"\b(?:therapy|treatment|transplant type|intervention)\b", re.IGNORECASE), HIVKG + "receivedTherapy"),
)
_KINSHIPS = (
    (re.compile(r"\bunrelated\b", re.IGNORECASE), HIVKG + "UnrelatedDonor"),
    (re.compile(r"\brelated\b", re.IGNORECASE), HIVKG + "RelatedDonor"),
)
"""Words that name a kind of donor only under a header that says that donors are meant."""
_OWN = re.compile(r"\b(?:recipient|patient|own)\b", re.IGNORECASE)


def find_in_row(block: Block, row: Passage) -> Iterator[Finding]:
    """Read a row whose first cell names a case.

    A header that speaks of the recipient's own genotype, or that names no relation, makes no claim, and
    neither does a cell whose words name no term.
    """
    cases = [m for m in row.mentions if _within(m, block.cells[0]) and names_case(m.term, row.vocabulary)]
    if len(cases) != 1:
        return
    for cell, header in list(zip(block.cells, block.headers, strict=False))[1:]:
        predicate = _relation(row.text[header[0] : header[1]])
        for mention in _objects(row, predicate, cell):
            yield Finding(
                "table-row", cases[0], predicate, mention.term, mention, ((mention.start, mention.end),), cell=cell
            )


def _relation(header: str) -> Iri:
    if _OWN.search(header):
        return ""
    return next((predicate for words, predicate in _COLUMNS if words.search(header)), "")


def _objects(row: Passage, predicate: Iri, cell: Span) -> list[Mention]:
    if predicate == HIVKG + "donorGenotype":
        return find_genotypes(row, *cell)
    kinds = row.vocabulary.object_kinds.get(predicate, frozenset())
    named = [mention for mention in row.of_kind(*kinds) if _within(mention, cell)]
    if named or predicate != HIVKG + "donorKinship":
        return named
    stated = ((words.search(row.text, *cell), term) for words, term in _KINSHIPS)
    return [Mention(*match.span(), term, row.vocabulary.label(term)) for match, term in stated if match]


def _within(mention: Mention, cell: Span) -> bool:
    return cell[0] <= mention.start and mention.end <= cell[1]
