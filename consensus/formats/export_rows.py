"""Exports amendments, positions, members and groups as rows, and as files that import unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

import attrs

from consensus.errors import NotFound
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.member_rows import GroupRow, MemberRow
from consensus.formats.position_rows import PositionRow
from consensus.formats.rows import write_table
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.lookup import find
from consensus.model.positions import Position, Stance
from consensus.model.staleness import is_stale
from consensus.model.state import State

_FIRST = "first"


def amendment_row(state: State, amendment: Amendment) -> AmendmentRow:
    """Returns an amendment as a row: its whole text replaces the whole of its target."""
    kind = amendment.kind
    has_place = kind in (AmendmentKind.INSERT, AmendmentKind.MOVE)
    has_text = kind not in (AmendmentKind.DELETE, AmendmentKind.MOVE)
    is_new = kind is AmendmentKind.INSERT
    return AmendmentRow(
        id=amendment.handle,
        target="" if is_new else _name(state, amendment.target),
        kind=kind,
        text=state.text(amendment.id) if has_text else "",
        after=_name(state, _standing(state, amendment)) if has_place else "",
        parent=_name(state, amendment.parent or amendment.draft) if has_place else "",
        label=amendment.label,
        item_kind=amendment.item_kind,
        by=amendment.sponsors,
        cosponsors=amendment.cosponsors,
        rationale=amendment.rationale,
        date=amendment.dated,
        circulated=amendment.circulated or state.moments[amendment.id],
        parts=amendment.parts,
        others=tuple(_name(state, each) for each in amendment.others),
        state=state.state_of(amendment).value,
    )


def position_row(state: State, position: Position) -> PositionRow:
    """Returns a position as a row."""
    has_other = position.conditions or position.otherwise is not Stance.OBJECT
    return PositionRow(
        line=0,
        target=_name(state, position.target),
        member=position.member,
        stance=position.stance,
        reason=position.reason,
        conditions=tuple(_name(state, each) for each in position.conditions),
        otherwise=position.otherwise if has_other else None,
        reservation=position.reservation,
        source=position.source,
        document=position.document,
        via=position.via,
        date=position.happened,
        stale=is_stale(state, position),
        words=position.words,
    )


def member_rows(state: State) -> Iterator[MemberRow]:
    """Yields all members and observers as rows, with their groups and offices."""
    offices = state.offices_by_member()
    for member in state.members.values():
        group = state.groups.get(member.group)
        yield MemberRow(
            line=0,
            code=member.code,
            name=member.name,
            group=member.group,
            group_name=group.name if group else "",
            observer=member.observer,
            since=member.since,
            until=member.until,
            negotiating_groups=state.negotiating_groups_of(member.code),
            offices=tuple(f"{each.role}: {each.person}" for each in offices.get(member.code, ())),
            weights=tuple("=".join(each) for each in member.weights),
        )


def group_rows(state: State) -> Iterator[GroupRow]:
    """Yields all stakeholder and negotiating groups as rows, members of the latter only."""
    for group in state.groups.values():
        yield GroupRow(0, group.code, group.name, "stakeholder")
    for alliance in state.negotiating_groups.values():
        yield GroupRow(0, alliance.code, alliance.name, "negotiating", alliance.members)


def _standing(state: State, amendment: Amendment) -> str:
    """Returns what an insertion or move follows, or the nearest item before that stands."""
    after = amendment.after
    if after not in state.items or not state.items[after].removed:
        return after
    siblings: Iterable[str] = state.children.get(state.items[after].parent, ())
    before = [each for each in siblings if each == after or not state.items[each].removed]
    place = before.index(after)
    return before[place - 1] if place else _FIRST


def _name(state: State, key: str) -> str:
    if key in ("", _FIRST):
        return key
    handle = state.handle_of(key)
    try:
        return handle if key in state.drafts or find(state, handle) == key else key
    except NotFound:
        return f"handle:{handle}"


class RowForm(StrEnum):
    """The file format of rows."""

    CSV = "csv"
    """A table; lists of codes are parted by semicolons."""
    JSONL = "jsonl"
    """An object without empty fields on each line."""


# Of a row: where it stood in a file, and what was found of its place.
_NOT_WRITTEN = frozenset({"line", "fields", "place", "unread", "doubt", "placing", "note"})


def export(kind: type[attrs.AttrsInstance], rows: Iterable[object], form: str) -> str:
    """Returns rows of a kind as a file; amendments that are not open parse back as nothing."""
    names = [each.name for each in attrs.fields(kind) if each.name not in _NOT_WRITTEN]
    cells = ({name: getattr(row, name) for name in names} for row in rows)
    if RowForm(form) is RowForm.CSV:
        return write_table(names, ([_cell(name, row[name]) for name in names] for row in cells))
    filled = ({name: value for name, value in row.items() if value} for row in cells)
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
