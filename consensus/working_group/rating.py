"""Turning rows of ratings into operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time

from consensus.errors import NotFound
from consensus.formats.position_rows import RatingRow
from consensus.formats.source import Source
from consensus.history.operations import RateTarget
from consensus.model.lookup import find_member, find_target
from consensus.model.state import State
from consensus.working_group.import_base import Importer, ImportReport


def import_ratings(
    state: State, source: Source, rows: Sequence[RatingRow], new_id: Callable[[], str]
) -> ImportReport:
    """Work out what a file of ratings adds to the record; the state is left as it was."""
    importer = Importer(state, source, new_id)
    with state.journal.trial():
        for row in rows:
            _rate(importer, row)
    return importer.report(len(rows))


def latest_round(state: State, target: str) -> int:
    """The round of rating that goes on over a target; the first when nobody has rated it."""
    given = state.ratings.get(target, {}).values()
    return max((each.round for each in given), default=1)


def _rate(importer: Importer, row: RatingRow) -> None:
    state = importer.state
    try:
        target, member = find_target(state, row.target), find_member(state, row.member)
    except NotFound as error:
        importer.refuse(row.line, str(error))
        return
    rating = RateTarget(
        target=target,
        version=state.version_id(target),
        member=member,
        rating=row.rating,
        round=latest_round(state, target) if row.round is None else row.round,
        happened=datetime.combine(row.date, time(), UTC) if row.date else None,
    )
    held = state.ratings.get(target, {}).get(member)
    if (
        held is not None
        and (held.version, held.rating) == (rating.version, rating.rating)
        and row.round in (None, held.round)
    ):
        importer.duplicates += 1
        return
    importer.take(row.line, rating)
