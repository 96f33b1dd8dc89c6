"""Introductions: how a text came before the members, and when its notice period ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen

from consensus.model.state import State


@frozen
class Introduction:
    """How a text came before the members.

    Attributes:
        circulated: when it was circulated; None where that is not known, which is long ago.
        notice: the notice period of the working group.
        presented: when it was presented in a meeting, or put under a silence procedure; None
            where it was neither.
    """

    circulated: datetime | None
    notice: timedelta
    presented: datetime | None = None

    def is_complete(self, now: datetime) -> bool:
        """Whether it is introduced at a moment."""
        if self.presented is not None and self.presented <= now:
            return True
        return self.circulated is None or now - self.circulated >= self.notice


def introduction(state: State, target: str) -> Introduction:
    """Returns how an item or amendment came before the members.

    Args:
        state: the state.
        target: its id. An item is circulated with its draft.
    """
    notice = state.settings[""].notice
    moments = [each.opened for each in state.silences.values() if target in each.targets]
    if target in state.presented:
        moments.append(state.presented[target].happened)
    return Introduction(circulated(state, target), notice, min(moments, default=None))


def circulated(state: State, target: str) -> datetime | None:
    """Returns when an item or amendment was circulated; None where that is not known."""
    amendment = state.amendments.get(target)
    if amendment is None:
        return state.drafts[state.items[target].draft].circulated
    return amendment.circulated or state.moments[target]


def is_introduced(state: State, target: str, now: datetime) -> bool:
    """Whether a text was introduced at a moment, so that it can be decided and merged.

    A text is introduced once it was presented in a meeting, put under a silence procedure, or
    circulated at least the notice period of the working group ago. Without a notice period that
    is at once. A package is introduced with what it settles.

    Args:
        state: the state.
        target: the id of an item, amendment or package.
        now: the moment.
    """
    if not state.settings[""].notice or target in state.packages:
        return True
    return introduction(state, target).is_complete(now)
