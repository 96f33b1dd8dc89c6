"""Introductions: how a text came before the members, and when its notice period ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen

from consensus.model.state import State


@frozen
class Introduction:
    """How a text came before the members.

    Attributes:
        circulated: when its words were circulated; None where that is not known, which is long ago.
        notice: the notice period of the working group.
        presented: when they were presented in a meeting, or put under a silence procedure; None
            where they were neither.
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
        target: its id. An item is circulated with its draft. Words that went in before they were
            introduced are circulated with that, and what was presented before does not count.
    """
    notice = state.settings[""].notice
    amendment = state.amendments.get(target)
    if amendment is None:
        circulated = state.drafts[state.items[target].draft].circulated
    else:
        circulated = amendment.circulated or state.moments[target]
    moments = [each.opened for each in state.silences.values() if target in each.targets]
    moments += [each.happened for each in state.presented.get(target, ())]
    changed = state.recirculated.get(target)
    if changed is not None:
        moments = [moment for moment in moments if moment >= changed]
        circulated = max(changed, circulated or changed)
    return Introduction(circulated, notice, min(moments, default=None))


def note_recirculated(
    state: State, texts: Iterable[str], amendments: Iterable[str], now: datetime
) -> None:
    """Notes that texts changed by amendments, where one of these was not introduced yet.

    Args:
        state: the state.
        texts: the ids of the texts that the words went into.
        amendments: the ids of the amendments.
        now: the moment of the change.
    """
    if all(is_introduced(state, each, now) for each in amendments):
        return
    for text in texts:
        state.journal.put(state.recirculated, text, now)


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
