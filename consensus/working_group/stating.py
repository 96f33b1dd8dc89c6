"""Turning rows of positions into operations, and what a negotiating group says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from consensus.errors import NotFound
from consensus.formats.position_rows import PositionRow
from consensus.formats.source import Source
from consensus.history.operations import (
    StateGroupPosition,
    TakePosition,
)
from consensus.model.counting import contested_by
from consensus.model.lookup import find_member, find_target
from consensus.model.positions import Position, Stance
from consensus.model.positions import Source as PositionSource
from consensus.model.state import State
from consensus.working_group.import_base import Importer, ImportReport


def import_positions(
    state: State, source: Source, rows: Sequence[PositionRow], new_id: Callable[[], str]
) -> ImportReport:
    """Work out what a file of positions adds to the record; the state is left as it was."""
    importer = Importer(state, source, new_id)
    with state.journal.trial():
        for row in rows:
            _take_position(importer, row)
    return importer.report(len(rows))


def _take_position(importer: Importer, row: PositionRow) -> None:
    state = importer.state
    try:
        target = find_target(state, row.target)
        if row.member in state.negotiating_groups:
            _take_group_position(importer, row, target)
            return
        member = find_member(state, row.member)
        conditions = tuple(find_target(state, name) for name in row.conditions)
    except NotFound as error:
        importer.refuse(row.line, str(error))
        return
    position = TakePosition(
        target=target,
        version=state.version_id(target),
        member=member,
        stance=row.stance,
        reason=row.reason,
        conditions=conditions,
        otherwise=row.otherwise or Stance.OBJECT,
        reservation=row.reservation,
        source=row.source or (PositionSource.GROUP if row.via else PositionSource.WRITTEN),
        via=row.via,
        document=row.document or ("" if row.source else importer.source.name),
        happened=_moment(row.date),
        digest=f"{importer.source.digest} {row.line}",
        words=row.words,
    )
    held = state.positions.get(target, {}).get(member)
    known = position.digest in state.imported
    if known or (held is not None and _said(held) == _said(position)):
        importer.duplicates += 1
        return
    importer.take(row.line, position)


def _moment(day: date | None) -> datetime | None:
    """When a stance was taken; a day is its beginning."""
    if day is None or isinstance(day, datetime):
        return day
    return datetime.combine(day, time(), UTC)


def _take_group_position(importer: Importer, row: PositionRow, target: str) -> None:
    position = group_position(
        importer.state, row.member, target, row.stance, row.reason, row.document
    )
    if position is None:
        importer.duplicates += 1
    else:
        importer.take(row.line, position)


def group_position(
    state: State, group: str, target: str, stance: Stance, reason: str = "", document: str = ""
) -> StateGroupPosition | None:
    """What is recorded when a negotiating group speaks for its members.

    Members that have spoken for themselves keep what they said, and so do those that stand behind
    an amendment; None when nobody is left for whom it would be new.
    """
    held = {
        **{member: each.position for member, each in contested_by(state, target).items()},
        **state.positions.get(target, {}),
    }
    amendment = state.amendments.get(target)
    backers = amendment.backers if amendment else ()
    version = state.version_id(target)
    reached = tuple(
        code
        for code in state.negotiating_groups[group].members
        if (held[code].via if code in held else code not in backers)
    )
    said = (version, stance, reason)
    if all(code in held and _of(held[code]) == said for code in reached):
        return None
    return StateGroupPosition(
        target=target,
        version=version,
        group=group,
        members=reached,
        stance=stance,
        reason=reason,
        document=document,
    )


def _of(position: Position) -> tuple[str, Stance, str]:
    return position.version, position.stance, position.reason


def _said(position: Position | TakePosition) -> tuple[object, ...]:
    return (
        position.version,
        position.stance,
        position.reason,
        position.conditions,
        position.otherwise,
        position.reservation,
        position.words,
    )
