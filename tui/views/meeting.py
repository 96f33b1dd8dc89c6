"""The meeting: presence, agenda and floor, and what the frame of every screen says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from consensus.errors import NotFound, Rejected
from consensus.history.step import Step
from consensus.model.amendments import TrayState
from consensus.model.meetings import Presence, SpeakersList
from consensus.model.people import Office, day_of
from consensus.reports.audience import Audience, sees_attendance
from consensus.reports.meetings import (
    Attendance,
    Attendant,
    MeetingOutcome,
    SpeakersReport,
    attendance,
    decided_at,
    speakers,
)
from consensus.reports.summary.context import names_in
from consensus.reports.wall import View, views_of
from consensus.reports.words import SIGNS, label_or_handle
from consensus.text.display import list_phrase
from consensus.working_group import WorkingGroup
from tui.views.history import last_step_view
from tui.views.text import Choice
from tui.worker import Check, as_act, as_look

PRESENCE_WORDS = {Presence.IN_PERSON: "here", Presence.REMOTE: "remote", Presence.ABSENT: "absent"}
"""A short word for each way to be at a meeting."""

PRESENCE_SIGNS = {Presence.IN_PERSON: "●", Presence.REMOTE: "◆", Presence.ABSENT: "·"}
"""A sign for each way to be at a meeting."""


@frozen
class MeetingView:
    """The current meeting, and who could attend it."""

    attendance: Attendance  # the members, and who of them is there
    floor: SpeakersReport  # who has the floor, who waits, the agenda
    read: datetime  # the moment at which it was read, or the moment of the past that it shows
    opened: datetime | None  # when the meeting began; None between meetings
    seconds_of_members: int  # how long a member may speak; 0 for as long as it likes
    seconds_of_observers: int  # how long an observer may speak; 0 for as long as it likes
    # the handle of each agenda item to the ids of the targets it concerns
    agenda_targets: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, str]  # the codes and names of the stakeholder groups
    negotiating_groups: Mapping[str, str]  # the codes and names of the alliances
    offices: tuple[Office, ...]  # every office that is held

    @property
    def on_speakers_list(self) -> frozenset[str]:
        """The codes of the members with the floor or waiting for it."""
        return frozenset((self.floor.speaker, *(each.member for each in self.floor.waiting)))

    def presence_after(self, attendant: Attendant) -> Presence | None:
        """Returns what one key notes of a member: here, then remote, then absent, in turn.

        Who has or wants the floor does not become absent that way, since it would lose its place.
        Between meetings it is None.
        """
        if attendant.presence is None:
            return None
        if attendant.presence is Presence.IN_PERSON:
            return Presence.REMOTE
        stays = attendant.presence is Presence.ABSENT or attendant.member in self.on_speakers_list
        return Presence.IN_PERSON if stays else Presence.ABSENT


def meeting_view(group: WorkingGroup, check: Check) -> MeetingView:
    """Reads the current meeting, and who could attend it."""
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


def closing_view(
    group: WorkingGroup, check: Check
) -> tuple[tuple[MeetingOutcome, ...], SpeakersReport]:
    """Reads what the current meeting decided, and its floor."""
    state = group.state
    meeting = state.meeting
    report = speakers(state, group.now(), Audience.SECRETARIAT)
    return decided_at(state, meeting.id) if meeting else (), report


@as_look
def name_view(group: WorkingGroup, check: Check, target: str) -> str:
    """Reads the name of a target; empty for none."""
    return label_or_handle(group.state, target) if group.state.is_target(target) else ""


@as_look
def naming_view(group: WorkingGroup, check: Check, words: str) -> str:
    """Reads whom words name though it may not be known who took part, as the end of a message."""
    state = group.state
    if sees_attendance(state, Audience.PUBLIC, state.meeting):
        return ""
    names = names_in(state, words)
    return f" ! its words name {list_phrase(names)}, and are read so" if names else ""


@as_look
def is_proposal(group: WorkingGroup, check: Check, target: str) -> bool:
    """Reads whether a target is a procedural proposal, which stands in no draft."""
    return target in {each.id for each in group.state.proposals}


_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,5})")


def floor_view(group: WorkingGroup, check: Check) -> SpeakersList:
    """Reads the speaker and the queue; between meetings, a list of none."""
    return group.state.floor or SpeakersList("")


@as_act
def floor_to(group: WorkingGroup, member: str) -> Step:
    """Gives the floor to a member if it is still the next."""
    floor = group.state.floor
    if floor is None or not floor.waiting or floor.waiting[0].member != member:
        raise Rejected("the list has changed meanwhile; look who is next, and press again")
    return group.give_floor()


def clock_time(seconds: int) -> str:
    """Returns seconds as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"


def time_of_speaker(report: SpeakersReport, now: datetime) -> tuple[str, bool]:
    """Returns how long the speaker has spoken and has left, and whether time is over."""
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
    """Parses `3:00` or `180` as seconds; None for neither."""
    found = _CLOCK.fullmatch(answer.strip())
    if found is None or (found[1] is not None and int(found[2]) > 59):
        return None
    return 60 * int(found[1] or 0) + int(found[2])


@frozen
class StatusView:
    """What the frame of every screen says of the record."""

    title: str  # the name of the working group
    totals: Mapping[str, int]  # how many items have each status, in words
    ruled: int  # how many of them the chair declared agreed over objections
    meeting: str  # the handle and title of the meeting that goes on; empty between meetings
    present: int  # how many members are at it
    floor: SpeakersList  # who speaks and who waits; empty between meetings
    waiting_in_tray: int  # how many entries wait in the tray
    last: str  # what an undo would take back; empty for nothing since the meeting began or ended
    last_at: str  # the time of that


def status_view(group: WorkingGroup, check: Check) -> StatusView:
    """Reads what the frame of every screen says."""
    state = group.state
    judgement = group.judgement()
    totals = dict.fromkeys(SIGNS, 0)
    ruled = 0
    for draft in state.drafts:
        for number, item in enumerate(state.walk(draft)):
            if number % 50 == 0:
                check()
            if item.kind.can_be_agreed:
                verdict = judgement.verdict(item.id, with_moves=False)
                totals[verdict.words] += 1
                ruled += verdict.is_ruling
    meeting = state.meeting
    presence = state.presence.get(meeting.id, {}) if meeting else {}
    last, last_at = _last_step(group, check)
    return StatusView(
        title=state.title,
        totals=totals,
        ruled=ruled,
        meeting=f"{meeting.handle} {meeting.title}" if meeting else "",
        present=sum(1 for each in presence.values() if each is not Presence.ABSENT),
        floor=state.floor or SpeakersList(""),
        waiting_in_tray=sum(1 for each in state.tray.values() if each.state is TrayState.WAITING),
        last=last,
        last_at=last_at,
    )


def _last_step(group: WorkingGroup, check: Check) -> tuple[str, str]:
    """Returns what an undo would take back, and its time; empty for what an earlier sitting did."""
    try:
        step = last_step_view(group, check)
    except NotFound:
        return "", ""
    sittings = (each.closed or each.opened for each in group.state.meetings.values())
    if step.happened < max(sittings, default=step.happened):
        return "", ""
    # What came in by mail may have happened long before.
    return "; ".join(step.sentences), f"{step.recorded.astimezone(step.happened.tzinfo):%H:%M}"


def room_view(group: WorkingGroup, check: Check) -> str:
    """Reads what the room sees: the name of a text, or of a whole; empty for nothing."""
    slide = group.projector()
    return (slide.label or slide.title) if slide else ""


_VIEW_KEYS = {
    View.TEXT: "t",
    View.AMENDMENTS: "a",
    View.CHANGE: "c",
    View.SIDE_BY_SIDE: "s",
    View.PROGRESS: "p",
}


@as_look
def room_views(group: WorkingGroup, check: Check, target: str) -> tuple[Choice, ...]:
    """Reads what the room can be shown of a target; one choice where nothing is to be asked."""
    views = views_of(group.state, group.now(), target)
    if set(views) <= {View.TEXT, View.PROGRESS}:
        views = views[:1]
    return tuple(Choice(each, each.words, "", _VIEW_KEYS[each]) for each in views)
