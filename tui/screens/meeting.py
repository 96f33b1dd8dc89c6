"""The meeting: members and presence, the agenda, the floor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import evolve, frozen
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from consensus.model.meetings import Forum, Presence, SpeakersList
from consensus.model.people import Office, Role
from consensus.reports.meetings import (
    AgendaLine,
    Attendant,
    SpeakersReport,
    WaitingLine,
    completes_proposed,
)
from consensus.text.display import count_noun
from tui.host import Host
from tui.keymap import MEETING, bindings
from tui.screens.base import InMeeting, opens_dialog
from tui.screens.dialogs import AskText, PressKey
from tui.views.meeting import (
    PRESENCE_WORDS,
    ClosingView,
    MeetingView,
    clock_time,
    closing_view,
    floor_view,
    meeting_view,
    name_view,
    seconds_in,
    time_of_speaker,
)
from tui.views.text import Choice, Mark, Span, members_view
from tui.widgets.frame import frame
from tui.widgets.rows import Cell, Column, Row, Rows, Tone
from tui.worker import Look

_FORUMS = (
    Choice(Forum.COMMITTEE, "committee", "of the whole working group", "c"),
    Choice(Forum.PLENARY, "plenary", "where drafts are adopted", "p"),
    Choice(Forum.INFORMALS, "informals", "what is agreed is taken to the committee", "i"),
)
_ROLES = (
    Choice(Role.CHAIR, "chair", key_press="c"),
    Choice(Role.CO_CHAIR, "co-chair", key_press="o"),
    Choice(Role.FACILITATOR, "facilitator", "there can be several", "f"),
    Choice(Role.SECRETARY, "secretary", key_press="s"),
)
_NO_DELEGATION = "-"


async def open_meeting(host: Host, title: str) -> bool:
    """Asks for the title and the forum of a meeting, and opens it; for workers only."""
    explanation = "What is it called? Such as: Third meeting, first day"
    named = await host.push_screen_wait(AskText(title, explanation))
    forum = await host.push_screen_wait(PressKey("Where is it?", _FORUMS)) if named else None
    if not named or not forum:
        return False
    return bool(
        await host.record(
            f"{named} is open; H notes who is here",
            lambda group: group.open_meeting(named, Forum(forum)),
        )
    )


async def find_floor(host: Host) -> SpeakersList | None:
    """Reads the floor; between meetings, asks whether to open one; for workers only.

    It is None where no meeting is open then.
    """
    floor = await host.glance(floor_view)
    if floor is not None and not floor.meeting and not host.refuses_in_the_past("the floor"):
        await open_meeting(host, "No meeting is open. Open one?")
        floor = await host.glance(floor_view)
    return floor if floor is not None and floor.meeting else None


class MeetingCommands(InMeeting):
    """Commands on the meeting itself."""

    @opens_dialog
    async def action_turn_meeting(self) -> None:
        """Opens a meeting, or closes the one that goes on."""
        if self.seen is None:
            return
        if self.seen.floor.meeting:
            await self._close(f"{self.seen.floor.meeting} {self.seen.floor.title}")
        else:
            await open_meeting(self.host, "Open a meeting")

    async def _close(self, name: str) -> None:
        left = await self.ask(closing_view)
        if left is None:
            return
        if not await self.confirm(f"Close {name}?", tuple(_closing(left)), "close it"):
            return
        if await self.record(f"{name} is closed", lambda group: group.close_meeting()):
            await self.host.action_go("papers")

    async def take_up(self, handle: str) -> None:
        """Takes up an agenda item, and makes its first target the one of all screens."""
        view = self.going_on()
        if view is None:
            return
        line = next((each for each in view.floor.agenda if each.handle == handle), None)
        if line is None:
            return
        if line.is_current:
            self.host.tell(f"{line.number} {line.title} is taken up already")
            return
        taken = await self.record(
            f"taken up: {line.number} {line.title}", lambda group: group.take_up_agenda_item(handle)
        )
        if taken and view.agenda_targets[handle]:
            self.host.target = view.agenda_targets[handle][0]

    async def action_finish(self) -> None:
        """Finishes the selected agenda item or, elsewhere than on the agenda, the current one."""
        view = self.going_on()
        if view is None:
            return
        agenda = {each.handle: each for each in view.floor.agenda}
        current = next((each.handle for each in view.floor.agenda if each.is_current), "")
        handle = self.selected("agenda") if self.is_at("agenda") else current
        if handle not in agenda:
            self.host.tell("no item of the agenda is taken up", is_problem=True)
            return
        codes = [each.member for each in view.floor.waiting] if handle == current else []
        waited = f"; no longer waiting: {', '.join(codes)}" if codes else ""
        line = agenda[handle]
        await self.record(
            f"finished: {line.number} {line.title}{waited}",
            lambda group: group.finish_agenda_item(handle),
        )

    async def add_agenda_item(self) -> None:
        """Asks for an agenda item, and adds it; for workers only."""
        title = await self.ask_text("What is to be on the agenda?", "As it is to be read there.")
        if not title:
            return
        number = await self.ask_text(
            "Its number?", "Such as 3(a). Enter alone takes the next number.", needed=False
        )
        if number is None:
            return
        target = self.host.target
        name = await self.ask(name_view(target)) if target else ""
        targets: tuple[str, ...] = ()
        if name:
            choices = (
                Choice("none", "nothing in particular", key_press="n"),
                Choice("target", f"about {name}", "which is looked at", "a"),
            )
            picked = await self.press_key("What is it about?", choices)
            if picked is None:
                return
            targets = (target,) if picked == "target" else ()
        await self.record(
            f"on the agenda: {f'{number} ' if number else ''}{title}",
            lambda group: group.add_agenda_item(title, number=number, targets=targets),
        )

    @opens_dialog
    async def action_propose(self) -> None:
        """Records a procedural proposal, which is then decided like a text."""
        await self.add_proposal()

    async def add_proposal(self) -> None:
        """Asks for a procedural proposal, records it and goes to it; for workers only."""
        words = await self.ask_text(
            "It was proposed …",
            "Such as: to have a co-chair; that the secretariat post the questions.",
            problem=lambda said: "" if completes_proposed(said) else "begin with “to” or “that”",
        )
        if not words:
            return
        nobody, chair = Choice("", "nobody", "is named"), Choice("chair", "the Chair")
        members = await self.ask(members_view) or ()
        who = await self.pick("Who proposes it?", [nobody, chair, *members])
        if who is None:
            return
        by, office = ("", who) if who in ("", "chair") else (who, "")
        made = await self.record(
            f"proposed: {words}", lambda group: group.add_proposal(words, by=by, office=office)
        )
        if made:
            await self.host.go_to(made.made.target)

    async def give_office(self) -> None:
        """Asks for an office, and records who holds or vacates it; for workers only."""
        picked = await self.press_key("Which office?", _ROLES)
        if picked is None:
            return
        role = Role(picked)
        held = [each for each in (self.seen.offices if self.seen else ()) if each.role is role]
        person = await self.ask_text(f"Who is {role}?", _held(held), needed=not held)
        if person is None:
            return
        if not person:
            await self._vacate(role, held)
            return
        none = Choice(_NO_DELEGATION, "none", "of no delegation")
        members = await self.ask(members_view) or ()
        picked = await self.pick(f"The delegation of {person}?", [none, *members])
        if picked is not None:
            member = "" if picked == _NO_DELEGATION else picked
            await self.record(
                f"{person}{f' ({member})' if member else ''} is {role}",
                lambda group: group.assign_office(role, person, member=member),
            )

    async def _vacate(self, role: Role, held: list[Office]) -> None:
        member = ""
        if len(held) > 1:
            choices = [Choice(each.member, each.person, each.member) for each in held]
            picked = await self.pick(f"Who is {role} no more?", choices)
            if picked is None:
                return
            member = picked
        await self.record(
            f"{role}{f' of {member}' if member else ''}: vacant",
            lambda group: group.vacate_office(role, member=member),
        )


def _held(held: list[Office]) -> str:
    if not held:
        return "The office is vacant now."
    names = ", ".join(f"{each.person}{f' ({each.member})' if each.member else ''}" for each in held)
    return f"Now: {names}. Enter alone leaves the office vacant."


def _closing(left: ClosingView) -> Iterator[Span]:
    """Yields what a meeting leaves open, as spans."""
    if not left.outcomes:
        yield Span("It decided nothing.\n")
    for each in left.outcomes:
        yield Span(f"{each.outcome}: ", Mark.HEADING)
        pending = f" (awaiting confirmation: {', '.join(each.pending)})" if each.pending else ""
        yield Span(f"{', '.join(each.targets)}{pending}\n")
    yield Span(f"Interventions: {left.turns}; notes of what was said: {left.noted}.\n")
    if left.speaker:
        yield Span(f"{left.speaker} still has the floor; the intervention ends.\n", Mark.SIGN)
    if left.waiting:
        yield Span(f"Still waiting to speak: {', '.join(left.waiting)}.\n", Mark.SIGN)
    if left.unfinished:
        yield Span(f"Not finished on the agenda: {'; '.join(left.unfinished)}.\n", Mark.SIGN)


SPEAKERS_COLUMNS = (Column(width=2, to_the_right=True), Column(width=6), Column(width=5), Column())
AGENDA_COLUMNS = (Column(width=1), Column(width=5), Column())
MEMBERS_COLUMNS = (Column(width=6), Column(width=5), Column(width=6), Column())

_PRESENCE_TONES: dict[Presence, Tone] = {
    Presence.IN_PERSON: "good",
    Presence.REMOTE: "accent",
    Presence.ABSENT: "faint",
}
_REPLY = "/reply"


def waiting_key(line: WaitingLine) -> str:
    """Returns the key of a row of the queue; a member can have two requests."""
    return line.member + (_REPLY if line.right_of_reply else "")


def waiting_row(place: int, line: WaitingLine) -> Row:
    """Returns the row of a request for the floor."""
    flags = ", ".join(_flags(line.is_remote, line.is_observer, line.right_of_reply))
    what = f"({flags}) {line.name}" if flags else line.name
    number, member = Cell(str(place), "accent"), Cell(line.member, "strong")
    return Row(waiting_key(line), number, member, Cell(line.group), Cell(what))


def agenda_row(line: AgendaLine) -> Row:
    """Returns the row of an agenda item."""
    sign = "▶" if line.is_current else "✓" if line.is_finished else ""
    tone: Tone = "strong" if line.is_current else "faint" if line.is_finished else ""
    return Row(line.handle, Cell(sign, "accent"), Cell(line.number, tone), Cell(line.title, tone))


def member_row(attendant: Attendant) -> Row:
    """Returns the row of a member or observer."""
    presence = Cell("")
    if attendant.presence is not None:
        presence = Cell(PRESENCE_WORDS[attendant.presence], _PRESENCE_TONES[attendant.presence])
    offices = (each.partition(":")[0] for each in attendant.offices)
    parts = (attendant.name, _standing(attendant), *offices, *attendant.negotiating_groups)
    return Row(
        attendant.member,
        Cell(attendant.member, "strong"),
        Cell(attendant.group),
        presence,
        Cell("; ".join(part for part in parts if part)),
    )


def attendance_line(view: MeetingView) -> str:
    """Returns how many of how many members are present, and how long they may speak."""
    found = view.attendance
    if not found.meeting:
        return f"{found.members} members count today"
    parts = [f"{found.present} of {found.members} members present"]
    if found.remote:
        parts[0] += f", {found.remote} remote"
    if found.observers:
        parts.append(count_noun(found.observers, "observer", "observers"))
    members, observers = view.seconds_of_members, view.seconds_of_observers
    if members or observers:
        parts.append(f"to speak {_limit_in_words(members)}")
    if members != observers:
        parts[-1] += f", observers {_limit_in_words(observers)}"
    return "; ".join(parts)


def speaker_line(report: SpeakersReport) -> str:
    """Returns who has the floor; without a speaker, what to do about it."""
    if report.speaker:
        flags = _flags(report.is_remote, report.is_observer, report.right_of_reply)
        who = (f"{report.speaker} {report.name}".strip(), report.group, *flags)
        return f"Floor: {', '.join(part for part in who if part)}"
    if report.waiting:
        return f"Floor: nobody has it; space gives it to {report.waiting[0].member}"
    return "Floor: nobody has it and nobody waits; q notes who asks for it"


def speakers_title(view: MeetingView) -> str:
    """Returns how many wait, under which agenda item, and whether the list is closed."""
    report = view.floor
    count = len(report.waiting)
    parts = ["✗ list closed"] if report.is_closed else []
    parts.append("nobody waits" if not count else count_noun(count, "waits", "wait"))
    current = next((line for line in report.agenda if line.is_current), None)
    if current is not None:
        parts.append(f"on {current.number}")
    return f"Speakers: {', '.join(parts)}"


def agenda_title(report: SpeakersReport) -> str:
    """Returns how much of the agenda is finished."""
    if not report.agenda:
        return "Agenda"
    finished = sum(1 for line in report.agenda if line.is_finished)
    return f"Agenda: {finished} of {len(report.agenda)} finished"


def waiting_details(line: WaitingLine) -> str:
    """Returns details of a request for the floor."""
    flags = _flags(line.is_remote, line.is_observer, line.right_of_reply)
    who = ", ".join(part for part in (f"{line.member} {line.name}".strip(), *flags) if part)
    return f"{who} waits: Enter gives it the floor, Delete takes it off the list"


def agenda_details(line: AgendaLine) -> str:
    """Returns details of an agenda item."""
    about = f", on {', '.join(line.targets)}" if line.targets else ""
    state = "Enter takes it up"
    if line.is_finished:
        state = "finished; Enter takes it up again"
    elif line.is_current:
        state = "taken up; C when it is done"
    return f"{line.number} {line.title}{about}: {state}"


def member_details(attendant: Attendant, view: MeetingView) -> str:
    """Returns details of a member or observer."""
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


def _limit_in_words(seconds: int) -> str:
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


_FILTERS = (
    Choice("everybody", "everybody", key_press="e"),
    Choice("present", "who is present", key_press="p"),
    Choice("remote", "who is remote", key_press="r"),
    Choice("absent", "who is absent", key_press="a"),
    Choice("observers", "observers", key_press="o"),
    Choice("group", "one group", key_press="g"),
)


@frozen
class Attendants:
    """A group of members whose presence can be noted at once."""

    name: str  # what they are called
    explanation: str  # who they are
    attendants: tuple[Attendant, ...]  # those among them that can be at a meeting

    def changed_by(self, presence: Presence) -> tuple[str, ...]:
        """Returns the codes of those for whom a presence is new; who is remote is here already."""
        if presence is Presence.IN_PERSON:
            changed = (each for each in self.attendants if not each.is_present)
        else:
            changed = (each for each in self.attendants if each.presence is not presence)
        return tuple(each.member for each in changed)


class PresenceCommands(InMeeting):
    """Commands on members and their presence."""

    shown = "everybody"
    """Which of the members are shown."""
    shown_group = ""
    """The code of the group that is shown, where one is."""
    selecting = ""
    """The code of a member that the cursor goes to as soon as it is shown."""

    async def turn_presence(self, code: str) -> None:
        """Records the next presence of a member: here, then remote, then absent."""
        view = self.going_on()
        found = self.attendant(code)
        if view is None or found is None:
            return
        presence = view.presence_after(found)
        if presence is not None:
            await self._note([code], presence, f"{code}: {PRESENCE_WORDS[presence]}")

    async def note_absent(self, code: str) -> None:
        """Records that a member left; it loses its place on the speakers' list."""
        view = self.going_on()
        if view is None or not code:
            return
        loses = ", and neither has nor wants the floor" if code in view.on_speakers_list else ""
        await self._note([code], Presence.ABSENT, f"{code}: absent{loses}")

    @opens_dialog
    async def action_note_many(self) -> None:
        """Notes the presence of several at once: all members, a group, the observers."""
        view = self.going_on()
        if view is None:
            return
        found = {
            f"{several.name} {PRESENCE_WORDS[presence]}": (several, presence)
            for several in _attendants(view)
            for presence in Presence
            if several.changed_by(presence)
        }
        choices = [
            Choice(
                name,
                name,
                f"{several.explanation}: changes {len(several.changed_by(presence))}"
                f" of {len(several.attendants)}",
            )
            for name, (several, presence) in found.items()
        ]
        picked = await self.pick("Who is here?", choices)
        if picked:
            several, presence = found[picked]
            codes = several.changed_by(presence)
            await self._note(codes, presence, f"{picked}: {len(codes)} noted")

    @opens_dialog
    async def action_find(self) -> None:
        """Asks for a member by code or name, and goes to it."""
        code = await self.host.pick_member("Which member?")
        members = self.query_one("#members", Rows)
        if not code:
            return
        members.focus()
        if not members.move_to_key(code) and self.seen is not None:
            self.shown = "everybody"
            self.show(self.seen)
            members.move_to_key(code)

    @opens_dialog
    async def action_filter(self) -> None:
        """Asks which members to show."""
        if self.seen is None:
            return
        picked = await self.press_key("Which members?", _FILTERS)
        if picked is None:
            return
        if picked == "group":
            groups = {**self.seen.groups, **self.seen.negotiating_groups}
            choices = [Choice(code, code, name) for code, name in groups.items()]
            group = await self.pick("Which group?", choices)
            if not group:
                return
            self.shown_group = group
        self.shown = picked
        self.show(self.seen)

    @property
    def shown_in_words(self) -> str:
        """Which members are shown, in words."""
        if self.shown == "group":
            return self.shown_group
        return next(each.name for each in _FILTERS if each.key == self.shown)

    def is_shown(self, attendant: Attendant) -> bool:
        """Returns whether a member matches the filter."""
        if self.shown == "present":
            return attendant.is_present
        if self.shown == "remote":
            return attendant.presence is Presence.REMOTE
        if self.shown == "absent":
            return attendant.presence is Presence.ABSENT
        if self.shown == "observers":
            return attendant.is_observer
        if self.shown == "group":
            return self.shown_group in (attendant.group, *attendant.negotiating_groups)
        return True

    async def action_positions(self) -> None:
        """Opens the positions of the selected member."""
        if code := self.selected("members"):
            await self.host.go_to_member(code)

    async def add_member(self, observer: bool) -> None:
        """Asks for a new member or observer, and adds it; for workers only."""
        what = "observer" if observer else "member"
        code = await self.ask_text(
            f"The code of the new {what}?", "Letters or digits; it stays for ever."
        )
        if not code:
            return
        name = await self.ask_text(f"The name of {code}?", needed=False)
        if name is None:
            return
        group = await self._ask_group(code)
        if group is None:
            return
        joined = await self.record(
            f"{code} joins as {'an' if observer else 'a'} {what}",
            lambda record: record.add_member(code, name, group=group, observer=observer),
        )
        if joined:
            self.selecting = code

    async def _ask_group(self, code: str) -> str | None:
        groups = self.seen.groups if self.seen else {}
        if not groups:
            return ""
        none = Choice("-", "none", "in no stakeholder group")
        choices = [*(Choice(each, each, name) for each, name in groups.items()), none]
        picked = await self.pick(f"The group of {code}?", choices)
        return "" if picked == "-" else picked

    async def _note(self, codes: tuple[str, ...] | list[str], how: Presence, what: str) -> None:
        await self.record(what, lambda group: group.note_presence(codes, how))


def _attendants(view: MeetingView) -> Iterator[Attendants]:
    """Yields who can be noted at once: all members, those of each group, observers."""
    members = tuple(each for each in view.attendance.attendants if each.counts)
    yield Attendants("members", "all members", members)
    for code, name in view.groups.items():
        yield Attendants(code, name, tuple(each for each in members if each.group == code))
    for code, name in view.negotiating_groups.items():
        inside = tuple(each for each in members if code in each.negotiating_groups)
        yield Attendants(code, name or "negotiating group", inside)
    observers = tuple(each for each in view.attendance.attendants if each.is_observer)
    yield Attendants("observers", "all observers", observers)


_NOBODY = "-"


class FloorCommands(InMeeting):
    """Commands on the speakers' list."""

    @opens_dialog
    async def action_give_floor(self) -> None:
        """Asks for a member, and gives it the floor, even without a request."""
        view = self.going_on()
        if view is None:
            return
        waits = {each.member: number for number, each in enumerate(view.floor.waiting, 1)}
        code = await self._pick("Who gets the floor?", waits)
        if code:
            out = bool(waits) and view.floor.waiting[0].member != code
            how = ", out of turn" if out else ""
            await self.record(f"{code} has the floor{how}", lambda group: group.give_floor(code))

    async def give_to(self, key: str) -> None:
        """Gives the floor to the member of a row."""
        line = self._waiting(key)
        if line is None or self.seen is None:
            return
        how = ", for a right of reply" if line.right_of_reply else ""
        if line != self.seen.floor.waiting[0]:
            how += ", out of turn"
        await self.record(
            f"{line.member} has the floor{how}",
            lambda group: group.give_floor(line.member, right_of_reply=line.right_of_reply),
        )

    async def withdraw(self, key: str) -> None:
        """Takes the request of a row off the list."""
        line = self._waiting(key)
        if line is not None:
            await self.record(
                f"{line.member} is off the speakers' list",
                lambda group: group.withdraw_request(
                    line.member, right_of_reply=line.right_of_reply
                ),
            )

    @opens_dialog
    async def action_ask_reply(self) -> None:
        """Asks for a member, and records its request for a right of reply."""
        if self.going_on() is None:
            return
        code = await self._pick("Who asks for a right of reply?", {})
        if code:
            await self.record(
                f"{code} asks for a right of reply",
                lambda group: group.request_floor(code, right_of_reply=True),
            )

    async def action_end(self) -> None:
        """Ends the current intervention."""
        view = self.going_on()
        if view is None:
            return
        if view.floor.speaker:
            await self.record(
                f"{view.floor.speaker} has finished; nobody has the floor",
                lambda group: group.end_intervention(),
            )
        else:
            self.host.tell("nobody has the floor", is_problem=True)

    async def action_turn_list(self) -> None:
        """Closes the speakers' list, or opens it again."""
        view = self.going_on()
        if view is None:
            return
        if view.floor.is_closed:
            await self.record("the speakers' list is open again", lambda group: group.reopen_list())
        else:
            await self.record(
                "the speakers' list is closed, save for rights of reply",
                lambda group: group.close_list(),
            )

    @opens_dialog
    async def action_set_time(self) -> None:
        """Asks how long members and observers may speak, and records it."""
        view = self.going_on()
        if view is None:
            return
        seconds = await self._ask_time("How long may a member speak?", view.seconds_of_members)
        if seconds is None:
            return
        known = view.seconds_of_observers
        was = known if known != view.seconds_of_members else seconds
        observers = await self._ask_time("How long may an observer speak?", was)
        if observers is not None:
            await self.record(
                f"members may speak {_limit_asked(seconds)}, observers {_limit_asked(observers)}",
                lambda group: group.set_time_budget(seconds, observers=observers),
            )

    @opens_dialog
    async def action_note(self) -> None:
        """Asks what was said by whom about what, and records it."""
        view = self.going_on()
        if view is None:
            return
        nobody = Choice(_NOBODY, "nobody", "said by no member in particular, or not attributed")
        everybody = await self._choices({})
        speaker = view.floor.speaker
        first = [each for each in everybody if each.key == speaker]
        who = await self.pick(
            "Who said it?", [*first, nobody, *(e for e in everybody if e not in first)]
        )
        if who is None:
            return
        member = "" if who == _NOBODY else who
        title = f"What did {member} say?" if member else "What was said?"
        words = await self.ask_text(title, "As it is to be noted.")
        if words is None:
            return
        targets = await self._ask_about(view)
        if targets is None:
            return
        by = f" by {member}" if member else ", not attributed"
        await self.record(
            f"noted{by}: {words}",
            lambda group: group.note_intervention(words, member=member, items=targets),
        )

    async def _ask_about(self, view: MeetingView) -> tuple[str, ...] | None:
        """Asks what a note is about: the present target, those of the agenda item, or neither."""
        current = next((line for line in view.floor.agenda if line.is_current), None)
        about: dict[str, tuple[str, ...]] = {"none": ()}
        choices = []
        target = self.host.target
        name = await self.ask(name_view(target)) if target else ""
        if name:
            about["target"] = (target,)
            choices.append(Choice("target", f"about {name}", "which is looked at", "a"))
        if current is not None and current.targets:
            about["agenda"] = current.targets
            concerned = ", ".join(current.targets)
            choices.append(Choice("agenda", f"about {concerned}", f"of {current.number}", "g"))
        if not choices:
            return ()
        choices.append(Choice("none", "about neither", key_press="n"))
        picked = await self.press_key("What was it about?", choices)
        return about[picked] if picked else None

    async def _ask_time(self, title: str, was: int) -> int | None:
        answer = await self.ask_text(
            title,
            "Minutes and seconds, such as 3:00, or seconds alone; 0 for as long as it likes.",
            clock_time(was) if was else "0",
            problem=_time_problem,
        )
        return None if answer is None else seconds_in(answer)

    async def _pick(self, title: str, waits: dict[str, int]) -> str | None:
        return await self.pick(title, await self._choices(waits))

    async def _choices(self, waits: dict[str, int]) -> list[Choice]:
        """Returns every member and observer as choices, waiting ones first."""
        members = await self.ask(members_view) or ()
        found = [
            evolve(each, explanation=f"{each.explanation} (waits, number {waits[each.key]})")
            if each.key in waits
            else each
            for each in members
        ]
        return sorted(found, key=lambda choice: waits.get(choice.key, len(waits) + 1))

    def _waiting(self, key: str) -> WaitingLine | None:
        waiting = self.seen.floor.waiting if self.seen else ()
        return next((each for each in waiting if waiting_key(each) == key), None)


def _time_problem(answer: str) -> str:
    return "" if seconds_in(answer) is not None else "say it as 3:00, or in seconds"


def _limit_asked(seconds: int) -> str:
    return clock_time(seconds) if seconds else "as long as they like"


_ADDING = (
    Choice("agenda", "an item of the agenda", key_press="a"),
    Choice("proposal", "a procedural proposal", "such as to have a co-chair", "p"),
    Choice("member", "a member", key_press="m"),
    Choice("observer", "an observer", key_press="o"),
    Choice("office", "who holds an office", "chair, co-chair, facilitator, secretary", "f"),
)


class MeetingScreen(FloorCommands, PresenceCommands, MeetingCommands):
    """Shows the current meeting, or how to open one."""

    CSS_PATH = "meeting.tcss"
    BINDINGS = bindings(MEETING)
    _current = ""

    def compose(self) -> ComposeResult:
        yield from frame("members")
        with Vertical(id="meeting"):
            yield Static("", id="meeting-title", markup=False)
            yield Static("", id="attendance", markup=False)
            with Horizontal(id="floor"):
                yield Static("", id="speaker", markup=False)
                yield Static("", id="time", markup=False)
            with Horizontal(id="lists"):
                with Vertical(id="left"):
                    with Vertical(classes="list"):
                        yield Static("", id="speakers-title", classes="list-title", markup=False)
                        yield Rows(SPEAKERS_COLUMNS, id="speakers")
                    with Vertical(classes="list"):
                        yield Static("", id="agenda-title", classes="list-title", markup=False)
                        yield Rows(AGENDA_COLUMNS, empty="nothing; + adds to it", id="agenda")
                with Vertical(id="right", classes="list"):
                    yield Static("", id="members-title", classes="list-title", markup=False)
                    yield Rows(MEMBERS_COLUMNS, id="members")
            yield Static("", id="details", markup=False)

    def on_mount(self) -> None:
        """Focuses the members, and starts the clock."""
        self.query_one("#members", Rows).focus()
        self.set_interval(1, self._tick)

    def look(self) -> Look[MeetingView]:
        return meeting_view

    def show(self, view: MeetingView) -> None:
        self.seen = view
        report = view.floor
        self.show_line("#attendance", attendance_line(view))
        self.query_one("#floor").display = bool(report.meeting)
        self.show_line("#speaker", speaker_line(report))
        self._tick()
        self.show_line("#speakers-title", speakers_title(view))
        speakers = self.query_one("#speakers", Rows)
        speakers.empty = (
            "q notes who asks for the floor" if report.meeting else "no meeting is open"
        )
        speakers.show([waiting_row(place, each) for place, each in enumerate(report.waiting, 1)])
        self.show_line("#agenda-title", agenda_title(report))
        current = next((each.handle for each in report.agenda if each.is_current), "")
        agenda = [agenda_row(each) for each in report.agenda]
        self.query_one("#agenda", Rows).show(agenda, current if current != self._current else "")
        self._current = current
        everybody = view.attendance.attendants
        members = [each for each in everybody if self.is_shown(each)]
        title = f"Members: {len(members)} of {len(everybody)}, {self.shown_in_words}"
        self.show_line("#members-title", title)
        rows = self.query_one("#members", Rows)
        nobody = f"nobody yet: {self.bring_in('the members')}, + adds somebody"
        rows.empty = "nobody; f shows others" if everybody else nobody
        rows.show([member_row(each) for each in members], self.selecting)
        self.selecting = ""
        self._show_details()

    def _tick(self) -> None:
        """Updates how long the meeting has gone on, and the speaker has spoken."""
        view = self.seen
        if view is None:
            return
        now = view.read if self.host.as_of else self.host.clock()
        self.show_line("#meeting-title", _title(view, now))
        time = self.query_one("#time", Static)
        words, is_over = time_of_speaker(view.floor, now) if view.floor.speaker else ("", False)
        time.update(words)
        time.set_class(is_over, "over")

    def _show_details(self) -> None:
        """Shows the selected row of the focused list in full."""
        view = self.seen
        if view is None:
            return
        details = ""
        if self.is_at("speakers"):
            key = self.selected("speakers")
            details = next(
                (waiting_details(each) for each in view.floor.waiting if waiting_key(each) == key),
                "",
            )
        elif self.is_at("agenda"):
            key = self.selected("agenda")
            details = next(
                (agenda_details(each) for each in view.floor.agenda if each.handle == key), ""
            )
        elif found := self.attendant(self.selected("members")):
            details = member_details(found, view)
        self.show_line("#details", details)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the selection; of the agenda, makes its target the one of all screens."""
        self._show_details()
        if self.seen is not None and event.rows.id == "agenda" and event.rows.has_focus:
            targets = self.seen.agenda_targets.get(event.key)
            if targets:
                self.host.target = targets[0]

    def on_descendant_focus(self) -> None:
        """Shows the selected row of the list that has the focus now."""
        self._show_details()

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Records a presence, gives the floor, or takes an agenda item up; a click does neither."""
        if event.by_click:
            return
        if event.rows.id == "members":
            await self.turn_presence(event.key)
        elif event.rows.id == "speakers":
            await self.give_to(event.key)
        else:
            await self.take_up(event.key)

    async def action_remove(self) -> None:
        """Takes the selected speaker off the list, or records the selected member as absent."""
        if self.is_at("speakers"):
            await self.withdraw(self.selected("speakers"))
        elif self.is_at("members"):
            await self.note_absent(self.selected("members"))
        else:
            self.host.tell("what is on the agenda stays there; C says that it is done")

    @opens_dialog
    async def action_add(self) -> None:
        """Adds to the agenda, the proposals, the members, or the holders of offices."""
        picked = await self.press_key("What is to be added?", _ADDING)
        if picked == "agenda":
            await self.add_agenda_item()
        elif picked == "proposal":
            await self.add_proposal()
        elif picked == "office":
            await self.give_office()
        elif picked:
            await self.add_member(observer=picked == "observer")


def _title(view: MeetingView, now: datetime) -> str:
    if view.opened is None:
        return "No meeting is open: M opens one"
    there = view.attendance
    minutes = max(0, int((now - view.opened).total_seconds())) // 60
    hours = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
    return f"{there.meeting} {there.title} ({there.forum}), for {hours}"
