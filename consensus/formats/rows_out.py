"""Rows written as files that read back as the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.member_rows import GroupRow, MemberRow
from consensus.formats.position_rows import PositionRow
from consensus.formats.table import write_table

_AMENDMENT_FIELDS = (
    *("id", "target", "kind", "old", "text", "after", "parent", "label", "by", "cosponsors"),
    *("rationale", "date", "parts", "others"),
)
_POSITION_FIELDS = (
    *("target", "member", "stance", "reason", "conditions", "otherwise", "reservation", "source"),
    *("document", "via", "date"),
)
_MEMBER_FIELDS = (
    *("code", "name", "group", "group_name", "observer", "since", "until", "negotiating_groups"),
    "office",
)
_GROUP_FIELDS = ("code", "name", "kind", "members")


def write_amendments_jsonl(rows: Iterable[AmendmentRow]) -> str:
    """Write amendments as JSON Lines, an object without empty fields on each line."""
    return "".join(json.dumps(_filled(row), ensure_ascii=False, default=str) + "\n" for row in rows)


def write_amendments_csv(rows: Iterable[AmendmentRow]) -> str:
    """Write amendments as a table; lists of codes are parted by semicolons."""
    return _table(_AMENDMENT_FIELDS, rows)


def write_positions_csv(rows: Iterable[PositionRow]) -> str:
    """Write positions as a table, one in each row."""
    return _table(_POSITION_FIELDS, rows)


def write_members_csv(rows: Iterable[MemberRow]) -> str:
    """Write members and observers as a table."""
    return _table(_MEMBER_FIELDS, rows)


def write_groups_csv(rows: Iterable[GroupRow]) -> str:
    """Write stakeholder and negotiating groups as a table."""
    return _table(_GROUP_FIELDS, rows)


def _filled(row: AmendmentRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _AMENDMENT_FIELDS}
    return {name: value for name, value in values.items() if value}


def _table(names: tuple[str, ...], rows: Iterable[object]) -> str:
    return write_table(names, ([_cell(name, getattr(row, name)) for name in names] for row in rows))


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
            return str(value)
