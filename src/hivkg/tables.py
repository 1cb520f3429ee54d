"""Draws rows for people to read: a table where there is room, else a record of lines for each row."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_GAP = 3
_NARROWEST = 20


def draw_table(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> str:
    """Draw rows under their columns; no cell is ever cut or broken, so that it can be copied.

    Args:
        rows: Cells as they are to be read; control characters in them are shown as a replacement mark.
        width: Characters of a line; `None` gives the table all the room it needs.

    Returns:
        Lines, each ended.
    """
    cells = [[_CONTROL.sub("\ufffd", cell) for cell in row] for row in rows]
    needed = sum(max(map(len, column)) + _GAP for column in zip(columns, *cells, strict=True))
    if width is not None and needed > width and rows:
        lines = list(_draw_records(columns, cells, width))
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for name in columns:
            table.add_column(name, no_wrap=True)
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
        console = Console(file=io.StringIO(), width=needed + 1, highlight=False, color_system=None)
        with console.capture() as captured:
            console.print(table)
        lines = captured.get().splitlines()
    if not rows:
        lines.append("(no rows: the graph does not state it)")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _draw_records(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    indent = max(map(len, columns)) + 2
    room = max(width - indent, _NARROWEST)
    for row in rows:
        for name, cell in zip(columns, row, strict=True):
            lines = textwrap.wrap(cell, room, break_long_words=False, break_on_hyphens=False)
            for number, line in enumerate(lines):
                yield f"{name if number == 0 else '':{indent}}{line}"
        yield ""
