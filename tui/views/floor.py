"""Who has the floor and who is next, and the time of a speaker in words."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.errors import Rejected

if TYPE_CHECKING:
    from consensus.history.step import Step
    from consensus.reports.meetings import SpeakersReport
    from consensus.working_group import WorkingGroup
    from tui.worker import Act, Check

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,5})")


@frozen
class FloorView:
    """The floor, as far as a key needs it.

    Attributes:
        is_open: whether a meeting goes on.
        speaker: the code of who has the floor; may be empty.
        waiting: the codes of who waits, in speaking order.
    """

    is_open: bool
    speaker: str
    waiting: tuple[str, ...]


def floor_view(group: WorkingGroup, check: Check) -> FloorView:
    """Read who has the floor and who waits."""
    floor = group.state.floor
    if floor is None:
        return FloorView(False, "", ())
    return FloorView(True, floor.speaker, tuple(each.member for each in floor.waiting))


def floor_to(member: str) -> Act:
    """What gives the floor to the next speaker, as long as that is who it was said to be."""

    def give(group: WorkingGroup) -> Step:
        floor = group.state.floor
        if floor is None or not floor.waiting or floor.waiting[0].member != member:
            raise Rejected("the list has changed meanwhile; look who is next, and press again")
        return group.give_floor()

    return give


def clock_time(seconds: int) -> str:
    """Minutes and seconds, as a clock shows them."""
    return f"{seconds // 60}:{seconds % 60:02}"


def time_of_speaker(report: SpeakersReport, now: datetime) -> tuple[str, bool]:
    """How long the speaker has spoken and has left, in words; and whether it is over its time.

    Args:
        report: the floor, which may have been read some time ago.
        now: the present moment.
    """
    turn = report.spoken[-1]
    elapsed = max(0, int((now - turn.began).total_seconds()))
    if report.left is None:
        return clock_time(elapsed), False
    budget = report.elapsed + report.left
    left = budget - elapsed
    spoken = f"{clock_time(elapsed)} of {clock_time(budget)}"
    if left < 0:
        return f"! {spoken}, {clock_time(-left)} over time", True
    return f"{spoken}, {clock_time(left)} left", False


def seconds_in(answer: str) -> int | None:
    """The seconds that `3:00` or `180` says; None where it says neither."""
    found = _CLOCK.fullmatch(answer.strip())
    if found is None or (found[1] is not None and int(found[2]) > 59):
        return None
    return 60 * int(found[1] or 0) + int(found[2])
