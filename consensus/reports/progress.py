"""Progress over time: how many items were agreed at the end of each day or meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby

from attrs import frozen

from consensus.model.decisions import Decision, Outcome
from consensus.model.state import State
from consensus.reports.outline import Outline, Table, grid_of

_AGREED = frozenset({Outcome.AGREED, Outcome.ADOPTED})


class By(StrEnum):
    """The unit that progress is counted by."""

    DAY = "day"
    MEETING = "meeting"


@frozen
class ProgressPoint:
    """How far some drafts had come at the end of a day, or of a meeting.

    Attributes:
        day: the day on which decisions were declared; of a meeting the last such day.
        agreed: how many items were agreed or adopted by then, with nothing pending since.
        ad_ref: how many were agreed ad referendum, or still await a word.
        closed: how many were withdrawn or rejected.
        items: how many items can be agreed, as the drafts are now.
        meeting: the handle of the meeting at which they were declared; empty for what was declared
            outside meetings, and where days are counted.
    """

    day: date
    agreed: int
    ad_ref: int
    closed: int
    items: int
    meeting: str = ""

    @property
    def counts(self) -> tuple[int, ...]:
        """Agreed, agreed ad referendum, closed, left, and all items."""
        return (self.agreed, self.ad_ref, self.closed, self.left, self.items)

    @property
    def left(self) -> int:
        """How many items are neither agreed, nor agreed ad referendum, nor closed."""
        return self.items - self.agreed - self.ad_ref - self.closed


def progress(state: State, drafts: Sequence[str], by: By = By.DAY) -> tuple[ProgressPoint, ...]:
    """Returns how many items were agreed at the end of each day or meeting with decisions on items.

    A decision counts from the day it was declared; a word that it awaited counts as given from
    then on, and items are those of the drafts as they are now. Decisions outside meetings are a
    point of their own between the meetings.
    """
    items = [item.id for draft in drafts for item in state.walk(draft) if item.kind.can_be_agreed]
    declared = sorted(
        ((item, state.decisions[each]) for item in items for each in state.decided.get(item, ())),
        key=lambda each: each[1].happened,
    )
    standing: dict[str, Decision] = {}
    return tuple(
        _point(day, meeting, together, standing, len(items))
        for day, meeting, together in _periods(state, declared, by)
    )


_Declared = Sequence[tuple[str, Decision]]


def _periods(state: State, declared: _Declared, by: By) -> Iterator[tuple[date, str, _Declared]]:
    """Yields the decisions of each day or meeting, one after the other."""

    def of(each: tuple[str, Decision]) -> date | str:
        return each[1].happened.date() if by is By.DAY else each[1].meeting

    for period, found in groupby(declared, key=of):
        together = list(found)
        meeting = state.handle_of(period) if isinstance(period, str) and period else ""
        yield together[-1][1].happened.date(), meeting, together


def _point(
    day: date, meeting: str, together: _Declared, standing: dict[str, Decision], items: int
) -> ProgressPoint:
    """Returns the counts after the decisions of one period."""
    standing.update(together)
    agreed = ad_ref = closed = 0
    for decision in standing.values():
        if decision.outcome is Outcome.AGREED_AD_REF or (decision.closes and decision.pending):
            ad_ref += 1
        elif decision.outcome in _AGREED and decision.closes:
            agreed += 1
        elif decision.outcome in (Outcome.WITHDRAWN, Outcome.REJECTED):
            closed += 1
    return ProgressPoint(day, agreed, ad_ref, closed, items, meeting)


@frozen
class Progress:
    """How far some drafts have come.

    Attributes:
        by: whether days or meetings are counted.
        points: the days or meetings with decisions, the first first.
    """

    by: By
    points: tuple[ProgressPoint, ...]


def progress_outline(report: Progress) -> Outline:
    """Returns the progress as an outline."""
    if not report.points:
        return Outline("Progress", ("Nothing has been decided yet.",))
    last = report.points[-1]
    sentence = (
        f"By {last.day.isoformat()}, of {last.items} items: {last.agreed} agreed,"
        f" {last.ad_ref} agreed ad referendum, {last.closed} withdrawn or rejected."
    )
    names = ("agreed", "ad referendum", "withdrawn or rejected", "left", "items")
    if report.by is By.DAY:
        grid = Table.of(("day", *names), [(each.day, *each.counts) for each in report.points])
    else:
        grid = Table.of(
            ("meeting", "day", *names),
            [
                (each.meeting or "between meetings", each.day, *each.counts)
                for each in report.points
            ],
        )
    return Outline("Progress", (sentence,), blocks=grid_of("Progress in numbers", grid))


def progress_table(report: Progress) -> Table:
    """Returns the progress as a table, a row for each day or meeting."""
    return Table.of(
        (
            *("day", "meeting", "agreed", "agreed_ad_referendum", "withdrawn_or_rejected"),
            *("left", "items"),
        ),
        [(each.day, each.meeting, *each.counts) for each in report.points],
    )
