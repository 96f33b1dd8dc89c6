"""Tables of Markdown, whose cells are parted by bars, as tables of a document.

Source: GitHub Flavored Markdown 0.29, section 4.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from consensus.formats.docx.document import Cell, Paragraph, ParagraphFormat, Row, Run, Table
from consensus.formats.docx.styles import CELL

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\s*:?-+:?\s*")


def read_pipe_table(text: str) -> Table | None:
    """Read a text as a table; None where it is none.

    Args:
        text: a row of headings, a row of hyphens with as many cells, and further rows; of which
            short ones end in empty cells. Where one has more cells, as a bar in a bracket would
            make it, the text is none.
    """
    lines = text.strip().split("\n")
    if len(lines) < 2 or not _BAR.search(lines[0]):
        return None
    heading, rule = (list(_cells(line)) for line in lines[:2])
    if len(heading) != len(rule) or not all(map(_RULE.fullmatch, rule)):
        return None
    rows = [heading, *(list(_cells(line)) for line in lines[2:])]
    if any(len(row) > len(heading) for row in rows):
        return None
    return Table(tuple(_row(row, len(heading)) for row in rows))


def _cells(line: str) -> Iterator[str]:
    line = line.strip()
    line = line.removeprefix("|")
    parts = _BAR.split(line)
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    for part in parts:
        yield part.strip().replace("\\|", "|")


def _row(texts: list[str], count: int) -> Row:
    padded = [*texts, *[""] * (count - len(texts))]
    how = ParagraphFormat(CELL)
    return Row(tuple(Cell((Paragraph(0, (Run(text),), format=how),)) for text in padded))
