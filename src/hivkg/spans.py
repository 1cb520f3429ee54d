"""Proves evidence: that the characters a claim points at are the ones it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from hivkg.model import Document, Evidence, hash_text
from hivkg.namespaces import Iri


class Proof(Enum):
    """What came of checking one span."""

    PROVED = "proved"
    UNCHECKABLE = "uncheckable"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class SpanCheck:
    """One span of evidence, what came of checking it, and why if it was not proved."""

    evidence: Evidence
    proof: Proof
    reason: str = ""


def check_spans(spans: Iterable[Evidence], documents: Mapping[Iri, Document]) -> list[SpanCheck]:
    """Check every span against the text of its document; sorted by document and offset.

    A span is proved if its characters have the hash that it records (and are its words, where it has any);
    uncheckable if the document's text is not here; broken in every other case.
    """
    return [_check(span, documents.get(span.document)) for span in sorted(spans)]


def _check(span: Evidence, document: Document | None) -> SpanCheck:
    if document is None:
        return SpanCheck(span, Proof.BROKEN, "no such document is known")
    if document.text is None:
        return SpanCheck(span, Proof.UNCHECKABLE, "its text is not here")
    if hash_text(document.text) != document.sha256:
        return SpanCheck(span, Proof.BROKEN, "the document's text is not the one that was registered")
    if not 0 <= span.start < span.end <= len(document.text):
        return SpanCheck(span, Proof.BROKEN, f"it leaves the document, which has {len(document.text)} characters")
    words = document.text[span.start : span.end]
    if hash_text(words) != span.sha256 or (span.words and span.words != words):
        return SpanCheck(span, Proof.BROKEN, "other words stand there")
    return SpanCheck(span, Proof.PROVED)
