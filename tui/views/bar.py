"""What stands at the top of every screen: how far the work is, the meeting, who has the floor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.amendments import TrayState
from consensus.model.meetings import Presence
from consensus.rules.verdict import Status

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check


@frozen
class BarView:
    """How things stand, in one line.

    Attributes:
        title: the name of the working group.
        totals: how many items have each status.
        meeting: the handle and title of the meeting that goes on; empty between meetings.
        present: how many members are at it.
        speaker: the code of who has the floor; may be empty.
        speaking_since: when the speaker began.
        may_speak: for how many seconds the speaker may speak; None without a limit.
        waiting: the codes of who waits for the floor, in speaking order.
        waiting_in_tray: how many entries wait in the tray.
    """

    title: str
    totals: Mapping[Status, int]
    meeting: str
    present: int
    speaker: str
    speaking_since: datetime | None
    may_speak: int | None
    waiting: tuple[str, ...]
    waiting_in_tray: int


def bar_view(group: WorkingGroup, check: Check) -> BarView:
    """Read how things stand."""
    state = group.state
    judgement = group.judgement()
    totals = dict.fromkeys(Status, 0)
    for draft in state.drafts:
        for number, item in enumerate(state.walk(draft)):
            if number % 50 == 0:
                check()
            if item.kind.can_be_agreed:
                totals[judgement.verdict(item.id, with_moves=False).status] += 1
    meeting = state.meeting
    presence = state.presence.get(meeting.id, {}) if meeting else {}
    floor = state.floor
    return BarView(
        title=state.title,
        totals=totals,
        meeting=f"{meeting.handle} {meeting.title}" if meeting else "",
        present=sum(1 for each in presence.values() if each is not Presence.ABSENT),
        speaker=floor.speaker if floor else "",
        speaking_since=floor.speaking_since if floor else None,
        may_speak=floor.budget_for(observer=floor.turn.observer) if floor and floor.turn else None,
        waiting=tuple(each.member for each in floor.waiting) if floor else (),
        waiting_in_tray=sum(1 for each in state.tray.values() if each.state is TrayState.WAITING),
    )
