"""How a text is laid out: headings, paragraphs, list items, table rows, and what is not its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

Span = tuple[int, int]
"""Code points from the first, counted from 0, to one past the last."""


class BlockKind(Enum):
    """What a block is; only paragraphs, items and rows make claims."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    BOILERPLATE = "boilerplate"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Block:
    """A block without the white space and bullets around it.

    Of a table row, `cells` are the spans of its cells, and `headers` those of the cells above them.
    """

    kind: BlockKind
    start: int
    end: int
    cells: tuple[Span, ...] = ()
    headers: tuple[Span, ...] = ()


MENU_LENGTH = 8
"""This many short lines on end are a menu, not a list of findings."""

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BULLET = re.compile(r"(?:[-*\u2022\u2023\u25e6\u00b7\u2013]|\d{1,2}[.)])\s+")
_STOP = re.compile(r"[.!?:;][\"'\u2019\u201d)\]]*$")
_RULE_ROW = re.compile(r"[|\s:-]+")
_END_OF_BODY = re.compile(
    r"(?:leave a (?:comment|reply)|post a comment|comments?|add a comment|back to (?:blog|top)|references|bibliography"
    r"|related (?:articles|posts|stories|links)|sign up.*|subscribe.*|contact(?: us)?|share this.*|cookie.*)\W*",
    re.IGNORECASE,
)
_METADATA = re.compile(
    r"\b(?:doi|issn|isbn|e-?mail|tel|phone|fax)\b\s*[:.]|https?://|www\.|\u00a9|copyright|all rights reserved"
    r"|^(?:published|citation|received|accepted|posted|by|authors?|keywords|view|tags)\b|^\d[\d\s/.-]*$|\S@\S{1,80}\.\w",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"talk to your doctor|(?:replace|substitute for)\b.{0,40}\b(?:consultation|advice)"
    r"|not (?:intended as )?medical advice|checked for accuracy|for informational purposes|privacy policy"
    r"|terms of use|your email address|comments need",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"'\u2019\u201d)\]]*\s+(?=[\"'\u2018\u201c(\[]*[^\Wa-z_])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[A-Z]|et al|e\.g|i\.e|vs|cf|ca|approx|Fig|No|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|U\.S|J|Clin|Invest|Engl"
    r"|Med|Immune Defic Syndr|inc|Ltd)\.$"
)


def split_blocks(text: str) -> list[Block]:
    """Cut a text into blocks, in reading order; blank lines and rules of tables belong to none.

    Every line is a block of its own, since pages put paragraphs on one line; a line that goes on in the
    next one (no stop, and a small letter follows) is joined to it.
    """
    lines = list(_join_lines(text, [_trim(text, match.span()) for match in _LINE.finditer(text)]))
    blocks: list[Block] = []
    headers: tuple[Span, ...] = ()
    body = True
    for start, end in lines:
        words = text[start:end]
        body = body and not _END_OF_BODY.fullmatch(words)
        if words.startswith("|"):
            if _RULE_ROW.fullmatch(words):
                continue
            cells = tuple(_find_cells(text, start, end))
            if not headers:
                headers = cells
                blocks.append(Block(BlockKind.HEADING, start, end))
            else:
                blocks.append(Block(BlockKind.ROW, start, end, cells, headers))
            continue
        headers = ()
        bullet = _BULLET.match(words)
        inner = start + bullet.end() if bullet else start
        blocks.append(Block(_classify(words, bool(bullet), body), inner, end))
    return list(_mark_menus(text, blocks))


def split_sentences(text: str, block: Block) -> list[Span]:
    """Cut a block into sentences; an abbreviation, an initial or a list number ends none."""
    sentences: list[Span] = []
    start = block.start
    for match in _SENTENCE_END.finditer(text, block.start, block.end):
        stop = match.start() + 1
        if text[match.start()] == "." and _ABBREVIATION.search(text, max(start, stop - 25), stop):
            continue
        sentences.append(_trim(text, (start, match.end())))
        start = match.end()
    sentences.append(_trim(text, (start, block.end)))
    return [(first, last) for first, last in sentences if first < last]


def _join_lines(text: str, lines: list[Span]) -> Iterator[Span]:
    held: Span | None = None
    for line in lines:
        if held and _goes_on(text, held, line):
            held = (held[0], line[1])
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _goes_on(text: str, line: Span, next_line: Span) -> bool:
    between = text[line[1] : next_line[0]].count("\n")
    words = text[line[0] : line[1]]
    return between == 1 and text[next_line[0]].islower() and len(words) > 40 and not _STOP.search(words)


def _classify(words: str, bullet: bool, body: bool) -> BlockKind:
    if not body or _DISCLAIMER.search(words):
        return BlockKind.BOILERPLATE
    count = len(words.split())
    if count < 25 and _METADATA.search(words) and not re.search(r"[a-z]\. [A-Z]", words):
        return BlockKind.METADATA
    if bullet:
        return BlockKind.ITEM
    if count < 14 and not re.search(r"[.;][\"'\u2019\u201d)\]]*$", words):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _mark_menus(text: str, blocks: list[Block]) -> Iterator[Block]:
    """Turn long runs of short lines into boilerplate."""
    run: list[Block] = []
    for block in [*blocks, None]:
        if block and block.kind is not BlockKind.ROW and _is_short(text[block.start : block.end]):
            run.append(block)
            continue
        is_menu = len(run) >= MENU_LENGTH
        yield from (Block(BlockKind.BOILERPLATE, old.start, old.end) if is_menu else old for old in run)
        run = []
        if block:
            yield block


def _is_short(words: str) -> bool:
    return len(words.split()) < 9 and not re.search(r"[a-z)][.;]$", words)


def _find_cells(text: str, start: int, end: int) -> Iterator[Span]:
    for match in re.compile(r"(?<=\|)[^|]*(?=\||$)").finditer(text, start, end):
        if match.end() < end or match.group().strip():
            yield _trim(text, match.span())


def _trim(text: str, span: Span) -> Span:
    words = text[span[0] : span[1]]
    return span[0] + len(words) - len(words.lstrip()), span[1] - len(words) + len(words.rstrip())
