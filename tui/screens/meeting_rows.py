"""How the lists of the meeting screen look, and what is said above and below them."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.model.meetings import Presence
from consensus.reports.meetings import AgendaLine, Attendant, SpeakersReport, WaitingLine
from tui.views.floor import clock_time
from tui.views.meeting import MeetingView
from tui.widgets.row import Cell, Column, Row, Tone

SPEAKERS_COLUMNS = (Column(width=2, to_the_right=True), Column(width=6), Column(width=5), Column())
AGENDA_COLUMNS = (Column(width=1), Column(width=5), Column())
MEMBERS_COLUMNS = (Column(width=6), Column(width=5), Column(width=6), Column())

PRESENCE_WORDS = {
    Presence.IN_PERSON: "here",
    Presence.REMOTE: "remote",
    Presence.ABSENT: "absent",
}
"""A short word for each way to be at a meeting."""

_PRESENCE_TONES: dict[Presence, Tone] = {
    Presence.IN_PERSON: "good",
    Presence.REMOTE: "accent",
    Presence.ABSENT: "faint",
}
_REPLY = "/reply"


def waiting_key(line: WaitingLine) -> str:
    """The key of the row of who waits; a member can wait for two things."""
    return line.member + (_REPLY if line.right_of_reply else "")


def waiting_row(place: int, line: WaitingLine) -> Row:
    """Who waits for the floor."""
    flags = ", ".join(_flags(line.is_remote, line.is_observer, line.right_of_reply))
    what = f"({flags}) {line.name}" if flags else line.name
    cells = (Cell(str(place), "accent"), Cell(line.member, "strong"), Cell(line.group), Cell(what))
    return Row(waiting_key(line), cells)


def agenda_row(line: AgendaLine) -> Row:
    """A matter on the agenda."""
    sign = "▶" if line.is_current else "✓" if line.is_finished else ""
    tone: Tone = "strong" if line.is_current else "faint" if line.is_finished else ""
    cells = (Cell(sign, "accent"), Cell(line.number, tone), Cell(line.title, tone))
    return Row(line.handle, cells)


def member_row(attendant: Attendant) -> Row:
    """A member or observer."""
    presence = Cell("")
    if attendant.presence is not None:
        presence = Cell(PRESENCE_WORDS[attendant.presence], _PRESENCE_TONES[attendant.presence])
    offices = (each.partition(":")[0] for each in attendant.offices)
    parts = (attendant.name, _standing(attendant), *offices, *attendant.negotiating_groups)
    return Row(
        attendant.member,
        (
            Cell(attendant.member, "strong"),
            Cell(attendant.group),
            presence,
            Cell("; ".join(part for part in parts if part)),
        ),
    )


def attendance_line(view: MeetingView) -> str:
    """How many of how many are there, and how long they may speak."""
    found = view.attendance
    if not found.meeting:
        return f"{found.members} members count today"
    parts = [f"{found.present} of {found.members} members present"]
    if found.remote:
        parts[0] += f", {found.remote} remote"
    if found.observers:
        parts.append(_several(found.observers, "observer", "observers"))
    members, observers = view.seconds_of_members, view.seconds_of_observers
    if members or observers:
        parts.append(f"to speak {_limit(members)}")
    if members != observers:
        parts[-1] += f", observers {_limit(observers)}"
    return "; ".join(parts)


def speaker_line(report: SpeakersReport) -> str:
    """Who has the floor; without anybody, what to do about it."""
    if report.speaker:
        flags = _flags(report.is_remote, report.is_observer, report.right_of_reply)
        who = (f"{report.speaker} {report.name}".strip(), report.group, *flags)
        return f"Floor: {', '.join(part for part in who if part)}"
    if report.waiting:
        return f"Floor: nobody has it; space gives it to {report.waiting[0].member}"
    return "Floor: nobody has it and nobody waits; q notes who asks for it"


def speakers_title(view: MeetingView) -> str:
    """How many wait, under what, and whether the list is closed."""
    report = view.floor
    count = len(report.waiting)
    parts = ["✗ list closed"] if report.is_closed else []
    parts.append("nobody waits" if not count else "1 waits" if count == 1 else f"{count} wait")
    current = next((line for line in report.agenda if line.is_current), None)
    if current is not None:
        parts.append(f"on {current.number}")
    return f"Speakers: {', '.join(parts)}"


def agenda_title(report: SpeakersReport) -> str:
    """How much of the agenda is finished."""
    if not report.agenda:
        return "Agenda"
    finished = sum(1 for line in report.agenda if line.is_finished)
    return f"Agenda: {finished} of {len(report.agenda)} finished"


def waiting_details(line: WaitingLine) -> str:
    """More about who waits."""
    flags = _flags(line.is_remote, line.is_observer, line.right_of_reply)
    who = ", ".join(part for part in (f"{line.member} {line.name}".strip(), *flags) if part)
    return f"{who} waits: Enter gives it the floor, Delete takes it off the list"


def agenda_details(line: AgendaLine) -> str:
    """More about a matter on the agenda."""
    about = f", on {', '.join(line.targets)}" if line.targets else ""
    state = "Enter takes it up"
    if line.is_finished:
        state = "finished; Enter takes it up again"
    elif line.is_current:
        state = "taken up; C when it is done"
    return f"{line.number} {line.title}{about}: {state}"


def member_details(attendant: Attendant, view: MeetingView) -> str:
    """Everything about a member or observer."""
    group = view.groups.get(attendant.group) or attendant.group
    alliances = [
        f"{view.negotiating_groups[code]} ({code})" if view.negotiating_groups[code] else code
        for code in attendant.negotiating_groups
    ]
    following = view.presence_after(attendant)
    parts = (
        f"{attendant.member} {attendant.name}".strip(),
        group,
        f"negotiates with {', '.join(alliances)}" if alliances else "",
        *attendant.offices,
        _standing(attendant),
        f"since {attendant.since:%-d %b %Y}" if attendant.since else "",
        f"until {attendant.until:%-d %b %Y}" if attendant.until else "",
        f"Enter: {PRESENCE_WORDS[following]}" if following else "",
    )
    return "; ".join(part for part in parts if part)


def _limit(seconds: int) -> str:
    return clock_time(seconds) if seconds else "without limit"


def _standing(attendant: Attendant) -> str:
    if attendant.is_observer:
        return "observer"
    return "" if attendant.counts else "does not count today"


def _flags(remote: bool, observer: bool, reply: bool) -> Iterator[str]:
    if remote:
        yield "remote"
    if observer:
        yield "observer"
    if reply:
        yield "right of reply"


def _several(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
