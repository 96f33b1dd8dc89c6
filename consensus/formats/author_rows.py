"""Rows that say who the authors of changes in Word files are."""

from __future__ import annotations

from consensus.finding import Finding
from consensus.formats.rows import Columns, Record, in_order, read_records, take_rows
from consensus.formats.source import Source

AUTHOR_COLUMNS = Columns(
    {
        "author": ("name", "reviewer", "user", "user name"),
        "code": ("member", "delegation", "member code", "is"),
    }
)


def read_authors(source: Source) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Read who is who from a table with the columns `author` and `code`.

    Args:
        source: the file that was read; an empty code is somebody who speaks for nobody.

    Returns:
        name to code, and a finding for each row that was left out.
    """
    records, findings = read_records(source, AUTHOR_COLUMNS, needed=("author", "code"))
    rows, refused = take_rows(records, _author, source.name)
    return dict(rows), in_order(findings, refused)


def _author(record: Record) -> tuple[str, str]:
    return record.word("author"), record.word("code")
