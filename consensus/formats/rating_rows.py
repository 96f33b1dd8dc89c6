"""Rows of ratings: one in each row."""

from __future__ import annotations

import datetime

from attrs import frozen

from consensus.finding import Finding
from consensus.formats.rows import (
    BadRowError,
    Columns,
    Record,
    in_order,
    read_records,
    shown,
    take_rows,
)
from consensus.formats.source import Source

COLUMNS = Columns(
    {
        "target": ("item", "paragraph", "label", "statement", "outcome", "amendment"),
        "member": ("code", "panellist", "panelist", "participant", "by"),
        "rating": ("score", "value"),
        "round": (),
        "date": ("day", "when", "happened"),
    }
)


@frozen
class RatingRow:
    """One rating as it came.

    Attributes:
        line: where it begins in the file, counted from 1.
        target: the label or handle of what was rated.
        member: the member's code.
        rating: the number.
        round: the round of rating; None when not said.
        date: the day it was given.
    """

    line: int
    target: str
    member: str
    rating: int
    round: int | None = None
    date: datetime.date | None = None


def read_ratings(source: Source) -> tuple[tuple[RatingRow, ...], tuple[Finding, ...]]:
    """Read ratings from a table with named columns.

    Args:
        source: the file that was read; its columns are those of `RatingRow`.

    Returns:
        the good rows, and a finding for each row that was left out; rows without a rating are
        passed over, since a panellist may skip a statement.
    """
    records, findings = read_records(source, COLUMNS, needed=("target", "member", "rating"))
    rows, refused = take_rows(
        [record for record in records if record.word("rating")], _rating, source.name
    )
    return tuple(rows), in_order(findings, refused)


def _rating(record: Record) -> RatingRow:
    for name, advice in (
        ("target", "there is no target; give the label or handle of an item"),
        ("member", "there is no member; give its code"),
    ):
        if not record.word(name):
            raise BadRowError(advice, name)
    rating = _whole(record, "rating")
    assert rating is not None
    return RatingRow(
        line=record.line,
        target=record.word("target"),
        member=record.word("member"),
        rating=rating,
        round=_whole(record, "round"),
        date=record.day("date"),
    )


def _whole(record: Record, name: str) -> int | None:
    word = record.word(name)
    if not word:
        return None
    # Python reads digits of every script and underlines; a typing error is more likely than those.
    if not (word.isascii() and word.isdigit()):
        raise BadRowError(f"{shown(word)} is no whole number", name)
    return int(word)
