"""Tables of cells: comma-separated values as spreadsheets and people write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from attrs import frozen

from consensus.finding import Finding, Severity
from consensus.formats.source import Source, unreadable_at
from consensus.text.display import neutralised, restored

LONGEST_FIELD = 1_000_000
"""Signs. No amendment comes near it; a field that does is a quotation mark that was never closed,
and diffing its text would hold up the room."""

MOST_COLUMNS = 16_384
"""Columns. No spreadsheet has more (Excel 2007 and later: 16,384)."""

MOST_BAD_ROWS = 10_000
"""Rows. A file of which more cannot be read is not what it was taken for, and a finding for each
row of 30 MB would take more than a gigabyte."""

_SEPARATORS = (",", ";", "\t")
_ANNOUNCED_SEPARATOR = re.compile(r"sep=(.)[ \t]*\n")  # written by Excel before the first line
# Quotation marks inside a cell enclose nothing; a cell in marks may run over several lines.
_QUOTED_CELLS = re.compile(r'(?:\A|(?<=[,;\t\n]))[ \t]*"[^"]*(?:""[^"]*)*"')
_HEAD = 65_536
_LINES_COMPARED = 20
_NEEDS_QUOTES = re.compile(r'[,;"\t\r\n]|^\s|\s$')


@frozen
class Cell:
    """One cell, with its place in the file, both counted from 1."""

    text: str
    line: int
    column: int


@frozen
class TableRow:
    """One row, with the line on which it begins."""

    line: int
    cells: tuple[Cell, ...]


def read_table(source: Source) -> tuple[tuple[TableRow, ...], tuple[Finding, ...]]:
    """Read comma-separated values (RFC 4180, also with semicolons or tabs).

    A row whose quotation marks do not match is left out and reading goes on in the next line, so
    that one slip does not swallow the rest of the file. Cells without quotation marks are stripped,
    and the apostrophe that keeps a cell from being a formula is taken off.

    Args:
        source: the file that was read.

    Returns:
        the rows, blank ones left out, and a finding for each row that cannot be told apart.

    Raises:
        UnreadableInput: a row has too many cells, a cell takes in a long rest of the file, or too
            many rows cannot be told apart.
    """
    return _Scan(source).table()


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write comma-separated values that no spreadsheet takes for formulas.

    What `neutralised` writes before such a cell, reading takes off again.
    """
    lines = [",".join(map(_written, header)), *(",".join(map(_written, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def _written(text: str) -> str:
    text = neutralised(text)
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


class _Scan:
    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._text = source.text
        announced = _ANNOUNCED_SEPARATOR.match(self._text)
        self._place = announced.end() if announced else 0
        self._line = 2 if announced else 1
        self._line_start = self._place
        separator = announced[1] if announced else _separator(self._text)
        blank = r"[ \t]" if separator != "\t" else "[ ]"
        sign = re.escape(separator)
        self._quoted = re.compile(rf'{blank}*"([^"]*+(?:""[^"]*+)*+)"{blank}*(?={sign}|\n|\Z)')
        self._opening = re.compile(rf'{blank}*"')
        self._unclosed = re.compile(rf'{blank}*"[^"]*+(?:""[^"]*+)*+\Z')
        self._unquoted = re.compile(rf"[^{sign}\n]*")
        self._separator = separator

    def table(self) -> tuple[tuple[TableRow, ...], tuple[Finding, ...]]:
        rows: list[TableRow] = []
        findings: list[Finding] = []
        while self._place < len(self._text):
            start = (self._place, self._line)
            row = self._row()
            if isinstance(row, Finding):
                add_bad_row(findings, row)
                self._place, self._line = start
                self._next_line()
            elif any(cell.text.strip() for cell in row.cells):
                rows.append(row)
        return tuple(rows), tuple(findings)

    def _next_line(self) -> None:
        end = self._text.find("\n", self._place)
        self._place = end + 1 if end >= 0 else len(self._text)
        self._line += 1
        self._line_start = self._place

    def _row(self) -> TableRow | Finding:
        """Read one row, its line break included."""
        line = self._line
        cells: list[Cell] = []
        while True:
            cell_line, column = self._line, self._place - self._line_start + 1
            if found := self._quoted.match(self._text, self._place):
                text = found[1].replace('""', '"')
                breaks = found[0].count("\n")
                if breaks:
                    self._line += breaks
                    self._line_start = found.start() + found[0].rindex("\n") + 1
            elif self._opening.match(self._text, self._place):
                self._check_closed(cell_line, column)
                return Finding(
                    "The quotation marks of this row do not match, so it was left out; close the"
                    " cell that begins here, and write a mark inside a cell twice.",
                    Severity.ERROR,
                    self._name,
                    cell_line,
                    column,
                )
            else:
                found = self._unquoted.match(self._text, self._place)
                text = found[0].strip() if found else ""
            self._place = found.end() if found else self._place
            cells.append(Cell(restored(text), cell_line, column))
            if self._text.startswith(self._separator, self._place):
                self._place += 1
                if len(cells) == MOST_COLUMNS:
                    raise unreadable_at(
                        self._name,
                        self._line,
                        self._place - self._line_start + 1,
                        f"this row has more than {MOST_COLUMNS:,} cells; delete the columns that"
                        " hold nothing, or divide the table into several files",
                    )
                continue
            self._place += 1
            self._line += 1
            self._line_start = self._place
            return TableRow(line, tuple(cells))

    def _check_closed(self, line: int, column: int) -> None:
        """Refuse the file when a cell takes in all the rest of it, longer than any field.

        In a shorter rest the rows after it are read; in a longer one they may as well be its words.
        """
        rest = len(self._text) - self._place
        if rest > LONGEST_FIELD and self._unclosed.match(self._text, self._place):
            raise unreadable_at(
                self._name,
                line,
                column,
                f"the cell that begins here is never closed, and {rest:,} characters follow; put a"
                " quotation mark at its end",
            )


def add_bad_row(findings: list[Finding], finding: Finding) -> None:
    """Add what is wrong with one more row.

    Raises:
        UnreadableInput: more rows are bad than a file of rows can have; the first is named.
    """
    findings.append(finding)
    if len(findings) > MOST_BAD_ROWS:
        first = findings[0]
        raise unreadable_at(
            first.file,
            first.line,
            first.column,
            f"more than {MOST_BAD_ROWS:,} rows cannot be read, this one first, so no row was taken:"
            f" {first.message}",
        )


def _separator(text: str) -> str:
    """Tell the separator by what the first row has most of, outside quotation marks.

    A title may stand above the headings; then the rows below, of which each has as many, tell it.
    """
    lines = _QUOTED_CELLS.sub("", text[:_HEAD].lstrip("\n")).split("\n")[:_LINES_COMPARED]
    first = max(_SEPARATORS, key=lines[0].count)
    below = [line for line in lines[1:] if line.strip()]
    if lines[0].count(first) and any(line.count(first) == lines[0].count(first) for line in below):
        return first
    return max((first, *_SEPARATORS), key=lambda sign: _rows_alike(below, sign))


def _rows_alike(lines: Sequence[str], separator: str) -> int:
    """How many lines, of at least two, have the same number of a separator, two at least."""
    counts = Counter(line.count(separator) for line in lines)
    return max((rows for count, rows in counts.items() if count > 1 and rows > 1), default=0)
