"""Draws what a check found, for people to read: broken shapes, unproved spans, and mappings that are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hivkg.mappings import COUNTED, count_mappings
from hivkg.namesakes import Namesake
from hivkg.namespaces import shorten
from hivkg.spans import Proof, SpanCheck
from hivkg.tables import draw_table
from hivkg.validation import Report
from hivkg.vocabulary import TermMapping


def draw_report(report: Report, width: int | None) -> str:
    """Draw the results of a validation, or say that there is none."""
    if not report.results:
        return "The data conform to every shape.\n"
    rows = [[r.severity, r.constraint, r.focus, r.value, r.message] for r in report.results]
    return draw_table(["severity", "constraint", "at", "value", "what to do"], rows, width)


def draw_span_checks(checks: Sequence[SpanCheck], width: int | None) -> str:
    """Count the spans of evidence by how far they are proved, and draw those that are broken."""
    counts = Counter(check.proof for check in checks)
    drawn = draw_table(["evidence", "spans"], [[proof.value, str(counts[proof])] for proof in Proof], width)
    broken = [check for check in checks if check.proof is Proof.BROKEN]
    if broken:
        rows = [[shorten(c.evidence.document), f"{c.evidence.start}-{c.evidence.end}", c.reason] for c in broken]
        drawn += draw_table(["document", "span", "what is wrong"], rows, width)
    return drawn


def draw_namesakes(mappings: Sequence[TermMapping], namesakes: Sequence[Namesake], width: int | None) -> str:
    """Count the mappings to each ontology, and draw the namesakes that are neither mapped nor told apart."""
    drawn = draw_table(COUNTED, count_mappings(mappings), width)
    if namesakes:
        rows = [[shorten(each.term), each.name, shorten(each.identifier), each.label] for each in namesakes]
        drawn += "\n" + draw_table(["term", "name", "namesake that is not mapped", "its label"], rows, width)
    return drawn
