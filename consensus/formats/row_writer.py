"""Writers of rows as files that parse back to the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.member_rows import GroupRow, MemberRow
from consensus.formats.position_rows import PositionRow
from consensus.formats.rows import write_table


class RowForm(StrEnum):
    """The file format of rows."""

    CSV = "csv"
    """A table; lists of codes are parted by semicolons."""
    JSONL = "jsonl"
    """An object without empty fields on each line."""


_AMENDMENT_FIELDS = (
    *("id", "target", "kind", "old", "text", "after", "parent", "label", "item_kind", "by"),
    *("cosponsors", "rationale", "date", "circulated", "parts", "others", "group", "state"),
)
_POSITION_FIELDS = (
    *("target", "member", "stance", "reason", "conditions", "otherwise", "reservation", "source"),
    *("document", "via", "date", "stale", "words"),
)
_MEMBER_FIELDS = (
    *("code", "name", "group", "group_name", "observer", "since", "until", "negotiating_groups"),
    *("offices", "weights"),
)
_GROUP_FIELDS = ("code", "name", "kind", "members")


def write_amendments(rows: Iterable[AmendmentRow], form: RowForm) -> str:
    """Returns amendments as a file; those that are not open parse back as nothing."""
    return _write(_AMENDMENT_FIELDS, [_values(_AMENDMENT_FIELDS, row) for row in rows], form)


def write_positions(rows: Iterable[PositionRow], form: RowForm) -> str:
    """Returns positions as a file, one in each row."""
    return _write(_POSITION_FIELDS, [_values(_POSITION_FIELDS, row) for row in rows], form)


def write_members(rows: Iterable[MemberRow], form: RowForm) -> str:
    """Returns members and observers as a file."""
    return _write(_MEMBER_FIELDS, [_values(_MEMBER_FIELDS, row) for row in rows], form)


def write_groups(rows: Iterable[GroupRow], form: RowForm) -> str:
    """Returns the text of a file of stakeholder and negotiating groups."""
    return _write(_GROUP_FIELDS, [_values(_GROUP_FIELDS, row) for row in rows], form)


def _values(names: Sequence[str], row: object) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _write(names: Sequence[str], rows: Sequence[dict[str, Any]], form: RowForm) -> str:
    if form is RowForm.CSV:
        return write_table(names, ([_cell(name, row[name]) for name in names] for row in rows))
    filled = ({name: value for name, value in row.items() if value} for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False, default=_day) + "\n" for row in filled)


def _day(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _cell(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case () | "":
            return ""
        case tuple() if name == "parts":
            return json.dumps(value, ensure_ascii=False)
        case (str(one),) if "," in one:
            return f"{one};"
        case tuple():
            return "; ".join(map(str, value))
        case _:
            return _day(value)
