"""Documents to candidate claims: the walk over blocks and sentences, and what becomes of a finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hivkg.extraction.blocks import BlockKind, split_blocks, split_sentences
from hivkg.extraction.discourse import Discourse
from hivkg.extraction.lexicon import CASE, Lexicon
from hivkg.extraction.mentions import find_mentions
from hivkg.extraction.modality import judge
from hivkg.extraction.passages import Finding, Passage, mentions_within, names_case
from hivkg.extraction.rules import RULES
from hivkg.extraction.tables import find_in_row
from hivkg.model import (
    Claim,
    Document,
    Evidence,
    Literal,
    Mention,
    Polarity,
    Reading,
    ReviewState,
    Term,
    Wording,
    hash_text,
)
from hivkg.namespaces import BASE, HIVKG, OBO, XSD, Iri
from hivkg.vocabulary import Vocabulary

AUTOMATIC_ASSERTION = OBO + "ECO_0000203"
EXTRACTOR = f"{BASE}agent/extractor"
"""The software agent to whom candidate claims are attributed."""

LONGEST_SENTENCE = 1500
"""Characters; what goes on for longer without a stop is no sentence, and would only cost time."""


def extract_readings(document: Document, vocabulary: Vocabulary, lexicon: Lexicon) -> list[Reading]:
    """Read candidate claims out of a document.

    Each rule is silent where it is not sure; a claim whose ends the vocabulary does not allow is dropped.

    Returns:
        Readings in the order of their evidence, then by the IRI of the claim. A claim that is made in two
        sentences gives two readings, with one evidence each; a document without text gives none.
    """
    text = document.text or ""
    found: dict[tuple[int, int, Iri], Reading] = {}
    for passage, finding in _find(document, vocabulary, lexicon):
        if _is_allowed(finding, vocabulary):
            reading = _read(document, text, passage, finding)
            evidence = reading.claim.evidence[0]
            found.setdefault((evidence.start, evidence.end, reading.claim.iri), reading)
    return [found[key] for key in sorted(found)]


def _find(document: Document, vocabulary: Vocabulary, lexicon: Lexicon) -> Iterator[tuple[Passage, Finding]]:
    text = document.text or ""
    mentions = list(find_mentions(document, lexicon))
    discourse = Discourse(vocabulary, _case_in_title(document, lexicon))
    for block in split_blocks(text):
        if block.kind is BlockKind.ROW:
            within = mentions_within(mentions, block.start, block.end)
            row = Passage(text, block.start, block.end, within, (), None, vocabulary)
            yield from ((row, finding) for finding in find_in_row(block, row))
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            for sentence in split_sentences(text, block):
                if sentence[1] - sentence[0] > LONGEST_SENTENCE:
                    continue
                passage = discourse.enter(text, sentence, mentions)
                if passage.words.endswith("?"):
                    continue  # a question claims nothing
                for rule in RULES:
                    yield from ((passage, finding) for finding in rule(passage))


def _case_in_title(document: Document, lexicon: Lexicon) -> Mention | None:
    title = replace(document, text=document.label)
    cases = {
        mention.term: mention for mention in find_mentions(title, lexicon) if mention.term.startswith(f"{BASE}case/")
    }
    return next(iter(cases.values())) if len(cases) == 1 else None


def _is_allowed(finding: Finding, vocabulary: Vocabulary) -> bool:
    def fits(term: Iri, kinds: frozenset[Iri]) -> bool:
        return any(vocabulary.is_a(term, kind) for kind in kinds) or (CASE in kinds and names_case(term, vocabulary))

    subjects = vocabulary.subject_kinds.get(finding.predicate, frozenset())
    objects = vocabulary.object_kinds.get(finding.predicate, frozenset())
    if not fits(finding.subject.term, subjects):
        return False
    if isinstance(finding.object, Literal):
        # a group that has no term yet is kept in words, to be given one in review
        return finding.object.datatype in objects or finding.predicate == HIVKG + "contraindicatedIn"
    return fits(finding.object, objects)


def _read(document: Document, text: str, passage: Passage, finding: Finding) -> Reading:
    start, end = finding.cell or (passage.start, passage.end)
    focus = tuple((first - start, last - start) for first, last in finding.focus)
    polarity, certainty = judge(text[start:end], focus)
    words = passage.words
    evidence = Evidence(
        document.iri,
        passage.start,
        passage.end,
        hash_text(words),
        words if document.wording is Wording.RESTATED else "",
    )
    claim = Claim(
        source=document.source,
        subject=finding.subject.term,
        predicate=finding.predicate,
        object=finding.object,
        polarity=polarity if finding.polar else Polarity.ASSERTED,
        certainty=certainty,
        qualifiers=finding.qualifiers,
        evidence=(evidence,),
        state=ReviewState.CANDIDATE,
        method=AUTOMATIC_ASSERTION,
        agent=EXTRACTOR,
        rule=finding.rule,
    )
    return Reading(claim, finding.subject, finding.words)


def as_candidate(reading: Reading, document: Document) -> Claim | None:
    """Give the claim of a reading as it may be published, or `None`.

    The words of an original are not ours to show: its claims lose the qualifiers that quote it, and a claim
    whose object is a quotation is left out.
    """
    claim = reading.claim
    if document.wording is Wording.RESTATED:
        return claim
    if _quotes(claim.object):
        return None
    return replace(claim, qualifiers=tuple(pair for pair in claim.qualifiers if not _quotes(pair[1])))


def _quotes(term: Term) -> bool:
    return isinstance(term, Literal) and term.datatype == f"{XSD}string"


def reading_as_json(reading: Reading, document: Document, vocabulary: Vocabulary) -> dict[str, object]:
    """Give a reading in the shape of the annotation scheme, ready for `json.dumps`.

    The words of subject and object are slices of the document's text, also where it is an original: what
    is printed is for the reader who holds the document; only what is committed carries hashes instead.
    """
    text, claim = document.text or "", reading.claim

    def span(mention: Mention) -> dict[str, object]:
        return {"text": text[mention.start : mention.end], "start": mention.start, "end": mention.end}

    def thing(iri: Iri, mention: Mention) -> dict[str, object]:
        label = vocabulary.label(iri) if iri in vocabulary else mention.label
        return {"iri": iri, "label": label, **span(mention)}

    if isinstance(claim.object, Literal):
        object_: dict[str, object] = {
            "value": claim.object.value,
            "datatype": claim.object.datatype,
            **span(reading.object),
        }
    else:
        object_ = thing(claim.object, reading.object)
    return {
        "document": document.name,
        "subject": thing(claim.subject, reading.subject),
        "predicate": claim.predicate.removeprefix(HIVKG),
        "object": object_,
        "qualifiers": {
            property_.removeprefix(HIVKG): value.value if isinstance(value, Literal) else value
            for property_, value in claim.qualifiers
        },
        "polarity": claim.polarity.value.lower(),
        "certainty": claim.certainty.value.lower(),
        "evidence": {"start": claim.evidence[0].start, "end": claim.evidence[0].end},
        "rule": claim.rule,
        "reviewState": claim.state.value.lower(),
    }
