"""The rules: each reads one relation out of a sentence, and is silent where it is not sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hivkg.extraction.passages import Finding, Passage
from hivkg.extraction.rules.courses import find_outcomes, find_received_therapies
from hivkg.extraction.rules.donors import find_donor_genotypes, find_donor_kinships
from hivkg.extraction.rules.durations import find_durations
from hivkg.extraction.rules.receptors import find_receptors
from hivkg.extraction.rules.risks import find_contraindications, find_risks

Rule = Callable[[Passage], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    find_risks,
    find_contraindications,
    find_receptors,
    find_donor_kinships,
    find_donor_genotypes,
    find_received_therapies,
    find_outcomes,
    find_durations,
)
"""Every rule for running text; rows of tables have a reader of their own."""
