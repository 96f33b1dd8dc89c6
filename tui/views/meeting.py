"""The meeting that goes on: who is there, who speaks and waits, what is on the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.meetings import Presence
from consensus.model.people import Office, day_of
from consensus.reports.audience import Audience
from consensus.reports.meetings import (
    Attendance,
    Attendant,
    MeetingOutcome,
    SpeakersReport,
    attendance,
    decided_at,
    speakers,
)
from tui.views.positions import name_of

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


@frozen
class MeetingView:
    """The meeting that goes on, and who could be at it.

    Attributes:
        attendance: the members, and who of them is there.
        floor: who has the floor, who waits, the agenda.
        read: the moment at which it was read, or the moment of the past that it shows.
        opened: when the meeting began; None between meetings.
        seconds_of_members: how long a member may speak; 0 for as long as it likes.
        seconds_of_observers: how long an observer may speak; 0 for as long as it likes.
        agenda_targets: the handle of each agenda item to the ids of the targets it concerns.
        groups: the codes and names of the stakeholder groups.
        negotiating_groups: the codes and names of the alliances.
        offices: every office that is held.
    """

    attendance: Attendance
    floor: SpeakersReport
    read: datetime
    opened: datetime | None
    seconds_of_members: int
    seconds_of_observers: int
    agenda_targets: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, str]
    negotiating_groups: Mapping[str, str]
    offices: tuple[Office, ...]

    @property
    def wanting(self) -> frozenset[str]:
        """The codes of who has the floor or waits for it."""
        return frozenset((self.floor.speaker, *(each.member for each in self.floor.waiting)))

    def presence_after(self, attendant: Attendant) -> Presence | None:
        """What one key notes of a member: here, then remote, then absent, in turn.

        Who has or wants the floor does not become absent that way, since it would lose its place.

        Returns:
            None between meetings.
        """
        if attendant.presence is None:
            return None
        if attendant.presence is Presence.IN_PERSON:
            return Presence.REMOTE
        stays = attendant.presence is Presence.ABSENT or attendant.member in self.wanting
        return Presence.IN_PERSON if stays else Presence.ABSENT


def meeting_view(group: WorkingGroup, check: Check) -> MeetingView:
    """Read the meeting that goes on, and who could be at it."""
    state, now = group.state, group.now()
    there = attendance(state, day_of(now), Audience.SECRETARIAT)
    check()
    report = speakers(state, now, Audience.SECRETARIAT)
    meeting = state.meeting
    floor = state.floor
    agenda = state.agenda_of(meeting.id if meeting else "")
    return MeetingView(
        attendance=there,
        floor=report,
        read=now,
        opened=meeting.opened if meeting else None,
        seconds_of_members=floor.seconds_of_members if floor else 0,
        seconds_of_observers=floor.seconds_of_observers if floor else 0,
        agenda_targets={
            each.handle: tuple(target for target in each.targets if state.is_target(target))
            for each in agenda
        },
        groups={each.code: each.name for each in state.groups.values()},
        negotiating_groups={each.code: each.name for each in state.negotiating_groups.values()},
        offices=tuple(state.offices.values()),
    )


@frozen
class ClosingView:
    """What a meeting leaves behind when it is closed.

    Attributes:
        outcomes: what it decided.
        turns: how many interventions there were.
        noted: how many of them were noted.
        speaker: the code of who still has the floor; may be empty.
        waiting: the codes of who still waits for it.
        unfinished: the agenda items that are not finished, by number and title.
    """

    outcomes: tuple[MeetingOutcome, ...]
    turns: int
    noted: int
    speaker: str
    waiting: tuple[str, ...]
    unfinished: tuple[str, ...]


def closing_view(group: WorkingGroup, check: Check) -> ClosingView:
    """Read what the meeting that goes on would leave behind."""
    state = group.state
    meeting = state.meeting
    report = speakers(state, group.now(), Audience.SECRETARIAT)
    return ClosingView(
        outcomes=decided_at(state, meeting.id) if meeting else (),
        turns=len(report.spoken),
        noted=len(report.noted),
        speaker=report.speaker,
        waiting=tuple(each.member for each in report.waiting),
        unfinished=tuple(
            f"{each.number} {each.title}" for each in report.agenda if not each.is_finished
        ),
    )


def name_view(target: str) -> Look[str]:
    """What reads what people call a target; empty for none."""

    def look(group: WorkingGroup, check: Check) -> str:
        return name_of(group.state, target) if group.state.is_target(target) else ""

    return look
