"""Progress over time: how many items were agreed at the end of each day with decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from consensus.model.decision import Decision, Outcome
from consensus.model.state import State

_AGREED = frozenset({Outcome.AGREED, Outcome.ADOPTED})


@frozen
class ProgressPoint:
    """How far some drafts had come at the end of a day.

    Attributes:
        day: the day on which decisions were declared.
        agreed: how many items were agreed or adopted by then, with nothing pending since.
        ad_ref: how many were agreed ad referendum, or still await a word.
        closed: how many were withdrawn or rejected.
        items: how many items can be agreed, as the drafts are now.
    """

    day: date
    agreed: int
    ad_ref: int
    closed: int
    items: int


def progress(state: State, drafts: Sequence[str]) -> tuple[ProgressPoint, ...]:
    """Say how many items were agreed at the end of each day on which some were decided.

    A decision counts from the day it was declared; a word that it awaited counts as given from
    then on, and items are those of the drafts as they are now.

    Args:
        state: the state.
        drafts: the ids of the drafts.
    """
    items = [item.id for draft in drafts for item in state.walk(draft) if item.kind.can_be_agreed]
    by_day: dict[date, list[tuple[str, Decision]]] = {}
    for item in items:
        for each in state.decided.get(item, ()):
            decision = state.decisions[each]
            by_day.setdefault(decision.happened.date(), []).append((item, decision))
    standing: dict[str, Decision] = {}
    points: list[ProgressPoint] = []
    for day in sorted(by_day):
        for item, decision in sorted(by_day[day], key=lambda each: each[1].happened):
            standing[item] = decision
        points.append(_point(day, standing, len(items)))
    return tuple(points)


def _point(day: date, standing: dict[str, Decision], items: int) -> ProgressPoint:
    agreed = ad_ref = closed = 0
    for decision in standing.values():
        if decision.outcome is Outcome.AGREED_AD_REF or (decision.closes and decision.pending):
            ad_ref += 1
        elif decision.outcome in _AGREED and decision.closes:
            agreed += 1
        elif decision.outcome in (Outcome.WITHDRAWN, Outcome.REJECTED):
            closed += 1
    return ProgressPoint(day, agreed, ad_ref, closed, items)
