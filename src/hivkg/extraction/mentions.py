"""Where a document names a term of the ontology, or a case that the ontology does not know yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hivkg.extraction.lexicon import Lexicon
from hivkg.extraction.tokens import tokenize
from hivkg.model import Document, Mention
from hivkg.namespaces import case_iri

_CAPITALISED = r"[A-Z\u00c0-\u00de][^\W\d_]+\.?"
_NEW_CASE = re.compile(
    rf"(?P<which>\b(?:next|second|third|new) )?"
    rf"\b(?P<place>(?:{_CAPITALISED} (?:of |do |de |la )?){{0,2}}{_CAPITALISED})[\"\u201d]?"
    r" (?P<kind>[Pp]atient|[Bb]aby)\b(?!s)"
)
_NO_PLACE = re.compile(
    r"\b(?:The|An?|This|That|These|Each|Every|Our|One|No|Any|Some|If|When|For|In|Of|And|But|Another|First|Second|Last"
    r"|Next|New(?! )|Other|Adult|Male|Female|Control|Cancer|Transplant|Study|Trial|Cured|Average|Single|Typical|Both"
    r"|Inform\w*|HIV|AIDS|ART|ICU|[A-Z]{2,}|[A-Z]\w+(?:ian|ese|ish|ican)|German|French|Swiss|Dutch|Doctor|Dr)\b"
)


def find_mentions(document: Document, lexicon: Lexicon) -> Iterator[Mention]:
    """Find where a document names a term.

    The longest name wins, so that "HIV-1 reservoir" is one mention, not two. Besides the names of the
    lexicon, "the Oslo patient" with a place in capitals names a case, known or new; "the next Berlin
    patient" is another one than the Berlin patient. "German patient" and "Boston patients" are none.

    Args:
        document: Its text is never altered; spelling is normalised in the matcher only.
        lexicon: Names and their terms.

    Yields:
        Mentions in reading order, never overlapping and never ending inside a word. `start` and `end` count
        code points from 0 and `end` is exclusive; an absent text has none.
    """
    text = document.text or ""
    last = 0
    # of two that begin together the longer comes first; "next Berlin patient" begins before "Berlin patient"
    for mention in sorted([*_find_names(text, lexicon), *_find_cases(text, lexicon)], key=lambda m: (m.start, -m.end)):
        if mention.start >= last:
            yield mention
            last = mention.end


def _find_names(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    tokens = tokenize(text)
    index = 0
    while index < len(tokens):
        match = lexicon.match(tokens, index, text)
        if match is not None:
            term, after = match
            start, end = tokens[index].start, tokens[after - 1].end
            if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
                yield Mention(start, end, term, lexicon.label(term))
                index = after
                continue
        index += 1


def _find_cases(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    for match in _NEW_CASE.finditer(text):
        start, place = match.start("place"), match["place"]
        for prefix in _NO_PLACE.finditer(place):  # "The Oslo", "If Oslo": what follows may still be a place
            place, start = match["place"][prefix.end() :].lstrip(), match.end("place")
            start -= len(place)
        if not place:
            continue
        name = f"{match['which'] or ''}{place} {match['kind'].lower()}"
        term = case_iri(name)
        start = match.start() if match["which"] else start
        yield Mention(start, match.end(), term, lexicon.label(term) or name)
