"""Tables of a report: rows of cells, written as CSV or Markdown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from consensus.text.display import neutralised

_HTML = re.compile(r"<|&(?=#?\w+;)")


@frozen
class Table:
    """Rows of cells under headings.

    Attributes:
        headings: one for each column.
        rows: as many cells each as there are headings.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
        """A table of anything that can be written as text."""
        return cls(tuple(headings), tuple(tuple(map(str, row)) for row in rows))


def csv_of(table: Table) -> str:
    """Write a table as comma-separated values (RFC 4180) that no spreadsheet takes for formulas.

    Line breaks in cells are written as line feeds.
    """
    return "".join(csv_pieces(table))


def csv_pieces(table: Table) -> Iterator[str]:
    """Write a table as `csv_of` does, row by row."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for row in (table.headings, *table.rows):
        writer.writerow(map(_cell, row))
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def _cell(text: str) -> str:
    # The writer puts no quotation marks around a carriage return on its own.
    return neutralised(text.replace("\r\n", "\n").replace("\r", "\n"))


def markdown_of(table: Table) -> str:
    """Write a table as Markdown, bars and HTML in cells escaped and their lines joined."""
    lines = [
        _line(table.headings),
        _line(["---"] * len(table.headings)),
        *map(_line, table.rows),
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Write a text as a quotation in Markdown, every line of it marked."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines() or [""])


def escape_html(text: str) -> str:
    """Escapes what Markdown would take for HTML: tags, comments and character references.

    Entities are read by every Markdown renderer, also in tables and link texts, where a backslash
    is not.
    """
    return _HTML.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", text)


def one_line(text: str) -> str:
    """A text with its runs of white space, line breaks among them, made single spaces."""
    return " ".join(text.split())


def _line(cells: Iterable[str]) -> str:
    escaped = (
        escape_html(one_line(cell)).replace("\\|", "|").replace("|", "\\|") for cell in cells
    )
    return f"| {' | '.join(escaped)} |"
