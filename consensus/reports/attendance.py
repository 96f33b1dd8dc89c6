"""Who belongs to the working group, who holds which office, and who is at the meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import attrs
from attrs import frozen

from consensus.model.meeting import Forum, Presence
from consensus.model.member import Member
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.outline import Outline, grid_of
from consensus.reports.tables import Table
from consensus.reports.words import several
from consensus.rules.judgement import MeetingQuorum, meeting_quorum


@frozen
class Attendant:
    """A member or observer.

    Attributes:
        member: its code.
        name: its name in full; may be empty.
        group: the code of its stakeholder group; empty when it is in none.
        negotiating_groups: the codes of the alliances that it is in.
        offices: the offices that its people hold, such as `chair: Ada Lind`.
        is_observer: whether it takes part without counting.
        counts: whether it counts towards consensus today.
        since: the first day of membership; None from the beginning.
        until: the last day of membership; None without end.
        presence: whether it is at the meeting; None between meetings.
    """

    member: str
    name: str
    group: str
    negotiating_groups: tuple[str, ...]
    offices: tuple[str, ...]
    is_observer: bool
    counts: bool
    since: date | None
    until: date | None
    presence: Presence | None

    @property
    def is_present(self) -> bool:
        """Whether it is at the meeting, in person or remotely."""
        return self.presence in (Presence.IN_PERSON, Presence.REMOTE)


@frozen
class Attendance:
    """Who is at the meeting that goes on, among those who could be.

    Attributes:
        meeting: the handle of the meeting; empty between meetings.
        title: what the meeting is called.
        forum: where its decisions are taken; None between meetings.
        members: how many members count today.
        present: how many of those are at the meeting, in person or remotely.
        remote: how many of those present are so remotely.
        observers: how many observers are at the meeting.
        quorum: whether enough members are there; None without a meeting, or a rule for it.
        attendants: every member and observer, in the order of the record; empty for the public.
        withheld: what was left out for the audience.
    """

    meeting: str = ""
    title: str = ""
    forum: Forum | None = None
    members: int = 0
    present: int = 0
    remote: int = 0
    observers: int = 0
    quorum: MeetingQuorum | None = None
    attendants: tuple[Attendant, ...] = ()
    withheld: Withheld = attrs.field(factory=Withheld)


def attendance(state: State, day: date, audience: Audience = Audience.PUBLIC) -> Attendance:
    """Say who is at the meeting that goes on, and of how many.

    Args:
        state: the state.
        day: on which it is counted who is a member.
        audience: who it is for; the public sees numbers alone.
    """
    meeting = state.meeting
    everybody = tuple(_attendant(state, each, day) for each in state.members.values())
    counting = [each for each in everybody if each.counts]
    names = audience.sees_names
    return Attendance(
        meeting=meeting.handle if meeting else "",
        title=meeting.title if meeting else "",
        forum=meeting.forum if meeting else None,
        members=len(counting),
        present=sum(1 for each in counting if each.is_present),
        remote=sum(1 for each in counting if each.presence is Presence.REMOTE),
        observers=sum(1 for each in everybody if each.is_observer and each.is_present),
        quorum=meeting_quorum(state, meeting.id, day) if meeting else None,
        attendants=everybody if names else (),
        withheld=Withheld.of(Counter({Kind.MEMBERS: 0 if names else len(everybody)})),
    )


def _attendant(state: State, member: Member, day: date) -> Attendant:
    meeting = state.meeting
    return Attendant(
        member=member.code,
        name=member.name,
        group=member.group,
        negotiating_groups=state.negotiating_groups_of(member.code),
        offices=tuple(
            f"{each.role}: {each.person}"
            for each in state.offices.values()
            if each.member == member.code
        ),
        is_observer=member.observer,
        counts=member.counts_on(day),
        since=member.since,
        until=member.until,
        presence=state.presence_of(member.code, meeting.id) if meeting else None,
    )


def attendance_outline(report: Attendance) -> Outline:
    """Lay the attendance out."""
    title = f"Attendance of {report.title} ({report.meeting})" if report.meeting else "Membership"
    return Outline(
        title, tuple(_counted(report)), report.withheld, grid_of("Members", _grid(report))
    )


def _counted(report: Attendance) -> Iterator[str]:
    if not report.meeting:
        yield f"{several(report.members, 'member counts', 'members count')}; no meeting goes on."
        return
    yield (
        f"Present: {report.present} of {several(report.members, 'member', 'members')},"
        f" {report.remote} of them remotely;"
        f" {several(report.observers, 'observer', 'observers')}."
    )
    if report.quorum:
        there = "is there" if report.quorum.is_there else "is not there"
        yield f"The quorum, {report.quorum.rule}, {there}."


def _grid(report: Attendance) -> Table:
    return Table.of(
        ("code", "name", "group", "offices", "counts", "presence"),
        [
            (
                each.member,
                each.name,
                each.group,
                ", ".join(each.offices),
                "observer" if each.is_observer else "yes" if each.counts else "not today",
                each.presence or "",
            )
            for each in report.attendants
        ],
    )


def attendance_table(report: Attendance) -> Table:
    """Every member and observer, as rows of cells for spreadsheets."""
    return Table.of(
        (
            *("code", "name", "group", "negotiating_groups", "offices", "observer", "counts"),
            *("since", "until", "presence"),
        ),
        [
            (
                each.member,
                each.name,
                each.group,
                ", ".join(each.negotiating_groups),
                ", ".join(each.offices),
                "yes" if each.is_observer else "no",
                "yes" if each.counts else "no",
                each.since.isoformat() if each.since else "",
                each.until.isoformat() if each.until else "",
                each.presence or "",
            )
            for each in report.attendants
        ],
    )
