"""The meeting: members and presence, the agenda, the floor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from attrs import evolve
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import ProgressBar, Static

from consensus.model.meetings import Forum, InterventionKind, Presence, SpeakersList
from consensus.model.people import Office, Role
from consensus.reports.meetings import (
    AgendaLine,
    Attendant,
    MeetingOutcome,
    SpeakersReport,
    WaitingLine,
    completes_proposed,
)
from consensus.reports.positions import NotedLine
from consensus.text.display import count_noun, escape_control_characters
from tui.host import Host
from tui.keymap import AGENDA, EVERYWHERE, FLOOR, MEETING, PRESENT, SPEAKERS, bindings, key_of
from tui.screens.base import InMeeting, opens_dialog
from tui.screens.dialogs import AskText, NoteScreen, PressKey
from tui.views.meeting import (
    PRESENCE_SIGNS,
    PRESENCE_WORDS,
    MeetingView,
    clock_time,
    closing_view,
    floor_view,
    meeting_view,
    name_view,
    naming_view,
    seconds_in,
    time_of_speaker,
)
from tui.views.text import Choice, Mark, Span, members_view
from tui.widgets.frame import frame, key_line
from tui.widgets.rows import Cell, Column, Row, Rows, Tone, as_written
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


async def open_meeting(host: Host, why: str = "") -> None:
    """Asks for the title and the forum of a meeting, and opens it; for workers only."""
    explanation = f"{why}Such as: Third meeting, first day"
    title = await host.push_screen_wait(AskText("What is the meeting called?", explanation))
    forum = (
        await host.push_screen_wait(PressKey("What kind of meeting is it?", _FORUMS))
        if title
        else None
    )
    if title and forum:
        await host.record(
            f"{title} is open; {key_of(host, 'members.many')} notes who is here",
            lambda group: group.open_meeting(title, Forum(forum)),
        )


async def find_floor(host: Host) -> SpeakersList | None:
    """Reads the floor; between meetings, asks whether to open one; for workers only.

    It is None where no meeting is open then.
    """
    floor = await host.glance(floor_view)
    if floor is not None and not floor.meeting and not host.refuses_in_the_past("the floor"):
        await open_meeting(host, "No meeting is open. Open one? ")
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
            await open_meeting(self.host)

    async def _close(self, name: str) -> None:
        left = await self.ask(closing_view)
        if left and await self.confirm(f"Close {name}?", tuple(_closing(*left)), "close it"):
            closed = await self.record(f"{name} is closed", lambda group: group.close_meeting())
            if closed:
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
            self.host.turn_to(view.agenda_targets[handle][0])

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


def _closing(outcomes: Iterable[MeetingOutcome], report: SpeakersReport) -> Iterator[Span]:
    """Yields what a meeting leaves open, as spans."""
    if not outcomes:
        yield Span("It decided nothing.\n")
    for each in outcomes:
        yield Span(f"{each.outcome}: ", Mark.HEADING)
        pending = f" (awaiting confirmation: {', '.join(each.pending)})" if each.pending else ""
        yield Span(f"{', '.join(each.targets)}{pending}\n")
    yield Span(f"Interventions: {len(report.spoken)}; notes of what was said: {len(report.noted)}.")
    if report.speaker:
        yield Span(f"\n{report.speaker} still has the floor; the intervention ends.", Mark.SIGN)
    if waiting := ", ".join(each.member for each in report.waiting):
        yield Span(f"\nStill waiting to speak: {waiting}.", Mark.SIGN)
    left = [f"{each.number} {each.title}" for each in report.agenda if not each.is_finished]
    if left:
        yield Span(f"\nNot finished on the agenda: {'; '.join(left)}.", Mark.SIGN)


_SPEAKERS = (
    Column(width=2, to_the_right=True),
    Column(width=6),
    Column(),
    Column(width=5),
    Column(width=15),
)
_AGENDA = (Column(width=1), Column(width=5), Column(), Column(width=10))
_SAID = (Column(width=5), Column(width=6), Column())
_REPLY = "/reply"


def _waiting_key(line: WaitingLine) -> str:
    """Returns the key of a row of the queue; a member can have two requests."""
    return line.member + (_REPLY if line.right_of_reply else "")


def _waiting_row(place: int, line: WaitingLine) -> Row:
    group = "obs" if line.is_observer else line.group
    how = "reply" if line.right_of_reply else "remote" if line.is_remote else "flag"
    return Row(
        _waiting_key(line),
        Cell(str(place), "accent"),
        Cell(line.member, "strong"),
        Cell(line.name),
        Cell(group, "faint"),
        Cell(f"{how} {line.asked.astimezone():%H:%M}", "faint"),
    )


def _agenda_row(line: AgendaLine) -> Row:
    sign = "▶" if line.is_current else "✓" if line.is_finished else ""
    tone: Tone = "strong" if line.is_current else "faint" if line.is_finished else ""
    about = f"on {', '.join(line.targets)}" if line.targets else ""
    return Row(
        line.handle,
        Cell(sign, "accent"),
        Cell(line.number, tone),
        Cell(line.title, tone),
        Cell(about, "faint"),
    )


def _said_row(line: NotedLine) -> Row:
    what = line.text if line.kind == InterventionKind.STATEMENT else f"{line.kind}: {line.text}"
    return Row(
        line.handle,
        Cell(f"{line.happened.astimezone():%H:%M}", "faint"),
        Cell(line.member or line.office, "strong"),
        Cell(what),
    )


def _member_details(attendant: Attendant, view: MeetingView) -> str:
    """Returns all that is known of a member or observer, in one line."""
    alliances = [view.negotiating_groups[code] or code for code in attendant.negotiating_groups]
    standing = "" if attendant.counts else "does not count today"
    following = view.presence_after(attendant)
    parts = (
        f"{attendant.member} {attendant.name}".strip(),
        f"Enter: {PRESENCE_WORDS[following]}" if following else "",
        view.groups.get(attendant.group) or attendant.group,
        f"negotiates with {', '.join(alliances)}" if alliances else "",
        *attendant.offices,
        "observer" if attendant.is_observer else standing,
        f"since {attendant.since:%-d %b %Y}" if attendant.since else "",
        f"until {attendant.until:%-d %b %Y}" if attendant.until else "",
    )
    return "; ".join(part for part in parts if part)


def _limit(seconds: int, none: str = "as long as they like") -> str:
    return clock_time(seconds) if seconds else none


_PRESENCE_STYLES = {
    Presence.IN_PERSON: "$text-success",
    Presence.REMOTE: "$text-primary",
    Presence.ABSENT: "$muted",
}


class Present(Static, can_focus=True):
    """The members as a wall of codes, each with a sign of its presence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("up", "move_line(-1)", show=False),
        Binding("down", "move_line(1)", show=False),
        Binding("home", "move(-9999)", show=False),
        Binding("end", "move(9999)", show=False),
        *bindings(PRESENT),
    ]

    class Moved(Message):
        """Posted when the cursor moves to another member."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    class Chosen(Moved):
        """Posted when Enter is pressed on a member."""

    def __init__(self, id: str) -> None:  # noqa: A002 - every widget names it so
        super().__init__(id=id)
        self._attendants: tuple[Attendant, ...] = ()
        self._cursor = 0
        self.wanted = ""
        """The code of a member that the cursor goes to as soon as it is there."""

    @property
    def key(self) -> str:
        """The code of the member under the cursor; empty for none."""
        return self._attendants[self._cursor].member if self._attendants else ""

    @property
    def codes(self) -> list[str]:
        """The codes, in order."""
        return [each.member for each in self._attendants]

    def show(self, attendants: tuple[Attendant, ...]) -> None:
        """Shows members; the cursor stays with its member."""
        key, self.wanted = self.wanted or self.key, ""
        self._attendants = attendants
        self._cursor = self.codes.index(key) if key in self.codes else 0
        self._draw()

    def move_to_key(self, code: str) -> None:
        """Moves the cursor to a member."""
        if code in self.codes:
            self.action_move(self.codes.index(code) - self._cursor)

    @property
    def _room(self) -> int:
        return max(map(len, self.codes), default=0) + 3

    @property
    def _across(self) -> int:
        return max(1, (self.size.width + 1) // self._room)

    def _draw(self) -> None:
        cells: list[str | tuple[str, str]] = []
        for number, each in enumerate(self._attendants):
            presence = each.presence
            sign = PRESENCE_SIGNS[presence] if presence else " "
            style = _PRESENCE_STYLES.get(presence, "$foreground") if presence else "$foreground"
            words = f"{sign} {escape_control_characters(each.member):<{self._room - 3}}"
            if number == self._cursor and self.has_focus:
                style = "bold $block-cursor-foreground on $block-cursor-background"
            gap = "\n" if number % self._across == self._across - 1 else " "
            cells += [(words, style), gap]
        self.update(Content.assemble(*cells))

    def on_resize(self) -> None:
        """Writes as many beside each other as there is room for."""
        self._draw()

    def on_focus(self) -> None:
        """Shows the cursor."""
        self._draw()

    def on_blur(self) -> None:
        """Hides the cursor."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Moves the cursor to the click, which records nothing."""
        place = event.y * self._across + event.x // self._room
        self.action_move(place - self._cursor)

    def action_move(self, by: int) -> None:
        """Moves the cursor on or back."""
        before = self._cursor
        self._cursor = max(0, min(self._cursor + by, len(self._attendants) - 1))
        self._draw()
        if isinstance(self.parent, VerticalScroll):
            line = Region(0, self._cursor // self._across, 1, 1)
            self.parent.scroll_to_region(line, animate=False)
        if self._cursor != before:
            self.post_message(self.Moved(self.key))

    def action_move_line(self, by: int) -> None:
        """Moves the cursor up or down."""
        if 0 <= self._cursor + by * self._across < len(self._attendants):
            self.action_move(by * self._across)

    def action_choose(self) -> None:
        """Posts that the member under the cursor was chosen."""
        if self._attendants:
            self.post_message(self.Chosen(self.key))


class PresenceCommands(InMeeting):
    """Commands on members and their presence."""

    @property
    def present(self) -> Present:
        """The members and observers, and who is there."""
        return self.query_one(Present)

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
        changes: dict[str, tuple[list[str], Presence]] = {}
        choices = []
        for name, explanation, several in _groups(view):
            for presence in Presence:
                # Who is remote is here already.
                codes = [
                    each.member
                    for each in several
                    if each.presence is not presence
                    and not (presence is Presence.IN_PERSON and each.is_present)
                ]
                if codes:
                    key = f"{name} {PRESENCE_WORDS[presence]}"
                    changes[key] = codes, presence
                    number = f"{explanation}: changes {len(codes)} of {len(several)}"
                    choices.append(Choice(key, key, number))
        picked = await self.pick("Who is here?", choices)
        if picked:
            codes, presence = changes[picked]
            await self._note(codes, presence, f"{picked}: {len(codes)} noted")

    @opens_dialog
    async def action_find(self) -> None:
        """Asks for a member by code or name, and goes to it."""
        code = await self.host.pick_member("Which member?")
        if code:
            self.present.focus()
            self.present.move_to_key(code)

    async def action_positions(self) -> None:
        """Opens the positions of the selected member."""
        code = self.selected("speakers").removesuffix(_REPLY)
        if code := self.present.key if self.present.has_focus else code:
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
            self.present.wanted = code

    async def _ask_group(self, code: str) -> str | None:
        groups = self.seen.groups if self.seen else {}
        if not groups:
            return ""
        none = Choice("-", "none", "in no stakeholder group")
        choices = [*(Choice(each, each, name) for each, name in groups.items()), none]
        picked = await self.pick(f"The group of {code}?", choices)
        return "" if picked == "-" else picked

    async def _note(self, codes: list[str], how: Presence, what: str) -> None:
        await self.record(what, lambda group: group.note_presence(codes, how))


def _groups(view: MeetingView) -> Iterator[tuple[str, str, list[Attendant]]]:
    """Yields who can be noted at once, by name and in words: members, each group, observers."""
    everybody = view.attendance.attendants
    members = [each for each in everybody if each.counts]
    yield "members", "all members", members
    for code, name in view.groups.items():
        yield code, name, [each for each in members if each.group == code]
    for code, name in view.negotiating_groups.items():
        inside = [each for each in members if code in each.negotiating_groups]
        yield code, name or "negotiating group", inside
    yield "observers", "all observers", [each for each in everybody if each.is_observer]


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
                f"members may speak {_limit(seconds)}, observers {_limit(observers)}",
                lambda group: group.set_time_budget(seconds, observers=observers),
            )

    @opens_dialog
    async def action_note(self) -> None:
        """Asks what was said, by whom and about what, and records it."""
        view = self.going_on()
        if view is None:
            return
        members = await self.ask(members_view) or ()
        target = self.host.target
        name = await self.ask(name_view(target)) if target else ""
        current = next((line for line in view.floor.agenda if line.is_current), None)
        about: dict[str, tuple[str, ...]] = {f"about {name}": (target,)} if name else {}
        if current is not None and current.targets:
            about[f"about {', '.join(current.targets)}, of {current.number}"] = current.targets
        note = await self.app.push_screen_wait(NoteScreen(members, view.floor.speaker, about))
        if note is not None:
            who = note.member or note.office
            by = f" by {who}" if who else ", not attributed"
            naming = await self.ask(naming_view(note.words)) or ""
            await self.record(
                f"noted{by}: {note.words}{naming}",
                lambda group: group.note_intervention(
                    note.words,
                    member=note.member,
                    office=note.office,
                    items=note.about,
                    kind=note.kind,
                    voices=note.voices,
                ),
            )

    async def _ask_time(self, title: str, was: int) -> int | None:
        answer = await self.ask_text(
            title,
            "Minutes and seconds, such as 3:00, or seconds alone; 0 for as long as it likes.",
            clock_time(was) if was else "0",
            problem=lambda said: "say it as 3:00, or in seconds" * (seconds_in(said) is None),
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
        return next((each for each in waiting if _waiting_key(each) == key), None)


_ADDING = (
    Choice("agenda", "an item of the agenda", key_press="a"),
    Choice("proposal", "a procedural proposal", "such as to have a co-chair", "p"),
    Choice("member", "a member", key_press="m"),
    Choice("observer", "an observer", key_press="o"),
    Choice("office", "who holds an office", "chair, co-chair, facilitator, secretary", "f"),
)


class _Speakers(Rows):
    BINDINGS = bindings(SPEAKERS)


class _Agenda(Rows):
    BINDINGS = bindings(AGENDA)


class MeetingScreen(FloorCommands, PresenceCommands, MeetingCommands):
    """Shows the current meeting, or how to open one."""

    CSS_PATH = "meeting.tcss"
    BINDINGS = bindings(MEETING)
    _current = ""

    def compose(self) -> ComposeResult:
        yield from frame("members")
        with Vertical(id="floor", classes="pane"):
            with Horizontal():
                yield Static("", id="speaker", markup=False)
                yield Static("", id="time", markup=False)
            yield ProgressBar(id="time-bar", show_percentage=False, show_eta=False)
            yield Static("", id="floor-more", markup=False)
        with Container(id="lists"):
            with Vertical(id="speakers-pane", classes="pane"):
                yield _Speakers(_SPEAKERS, id="speakers")
            with Vertical(id="agenda-pane", classes="pane"):
                yield _Agenda(_AGENDA, id="agenda")
            with Vertical(id="said-pane", classes="pane"):
                yield Rows(_SAID, empty="nothing is noted yet", id="said")
            with VerticalScroll(id="present-pane", classes="pane", can_focus=False):
                yield Present(id="present")
        yield Static("", id="floor-line", markup=False)

    def on_mount(self) -> None:
        """Focuses the speakers, and starts the clock."""
        self.query_one("#speakers", Rows).focus()
        for name, words in {
            "speakers": "members, then observers",
            "present": "● in person  ◆ remote  · absent",
        }.items():
            self.query_one(f"#{name}-pane").border_subtitle = as_written(words)
        self.set_interval(1, self._tick)

    def look(self) -> Look[MeetingView]:
        return meeting_view

    def show(self, view: MeetingView) -> None:
        self.seen = view
        report = view.floor
        flags = {
            report.group: bool(report.group),
            "remote": report.is_remote,
            "observer": report.is_observer,
            "right of reply": report.right_of_reply,
        }
        who = f"{report.name}  {', '.join(each for each, holds in flags.items() if holds)}"
        said = f"● {report.speaker}  {who}" if report.speaker else "nobody has the floor"
        self.show_line("#speaker", said if report.meeting else "")
        self.show_line("#floor-more", _so_far(view))
        self._tick()
        speakers = self.query_one("#speakers", Rows)
        asks = f"{self.named_key('floor.flag')} notes who asks for the floor"
        asks = asks if report.meeting else "no meeting is open"
        adds = f"{self.named_key('meeting.add')} adds"
        nobody = f"nobody yet: {self.bring_in('the members')}, {adds} somebody"
        self.query_one("#agenda", Rows).empty = f"nothing; {adds} to it"
        speakers.empty = asks if view.attendance.attendants else nobody
        speakers.show([_waiting_row(place, each) for place, each in enumerate(report.waiting, 1)])
        current = next((each for each in report.agenda if each.is_current), None)
        handle = current.handle if current else ""
        agenda = [_agenda_row(each) for each in report.agenda]
        self.query_one("#agenda", Rows).show(agenda, handle if handle != self._current else "")
        self._current = handle
        self.query_one("#said", Rows).show([_said_row(each) for each in reversed(report.noted)])
        self.present.show(view.attendance.attendants)
        if not view.attendance.attendants:
            self.present.update(nobody)
        finished = sum(each.is_finished for each in report.agenda)
        waiting = f"{len(report.waiting)} wait" if report.waiting else "nobody waits"
        for name, title in {
            "speakers-pane": f"Speakers  {waiting}{', list closed' * report.is_closed}",
            "agenda-pane": f"Agenda  {finished} of {len(report.agenda)} finished",
            "said-pane": f"Said  {len(report.noted)} noted",
        }.items():
            self.query_one(f"#{name}").border_title = as_written(title)
        self._show_present()
        self._show_line()

    def _show_present(self) -> None:
        """Says how many are there and, of the member under the cursor, who it is."""
        pane, view = self.query_one("#present-pane"), self.seen
        found = self.attendant(self.present.key) if self.present.has_focus else None
        if view is None:
            return
        title = f"Here  {_there(view)}"
        if found is not None:
            there = view.attendance
            title = f"{there.present} of {there.members} here   {_member_details(found, view)}"
        pane.border_title = as_written(title)

    def _show_line(self) -> None:
        """Says who would speak next, and the keys of the floor, which no click is to press."""
        waiting = self.seen.floor.waiting if self.seen else ()
        follows = f"{waiting[0].member} speaks next" if waiting else "next speaker"
        actions = {each.id: each for each in (*EVERYWHERE, *FLOOR)}
        first = evolve(actions["floor.next"], label=follows)
        others = [actions[f"floor.{each}"] for each in ("flag", "end", "time", "note", "list")]
        self.query_one("#floor-line", Static).update(key_line(self.app, [first, *others]))

    def _tick(self) -> None:
        """Updates how long the speaker has spoken."""
        view = self.seen
        if view is None:
            return
        now = view.read if self.host.as_of else self.host.clock()
        opens = f"No meeting is open: {self.named_key('meeting.meeting')} opens one"
        self.query_one("#floor").border_title = as_written(_title(view, now) or opens)
        time, bar = self.query_one("#time", Static), self.query_one("#time-bar", ProgressBar)
        report = view.floor
        words, is_over = time_of_speaker(report, now) if report.speaker else ("", False)
        time.update(words)
        time.set_class(is_over, "over")
        bar.display = report.left is not None
        if report.left is not None:
            elapsed = max(0, int((now - report.spoken[-1].began).total_seconds()))
            bar.update(total=report.elapsed + report.left, progress=elapsed)

    def action_choose(self) -> None:
        """Chooses what is under the cursor of the list with the focus."""
        if isinstance(self.focused, Rows | Present):
            self.focused.action_choose()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Makes the target of the selected agenda item the one of all screens."""
        if self.seen is not None and event.rows.id == "agenda" and event.rows.has_focus:
            targets = self.seen.agenda_targets.get(event.key)
            if targets:
                self.host.target = targets[0]

    def on_present_moved(self, event: Present.Moved) -> None:
        """Says who the member under the cursor is, to which the positions go as well."""
        self.host.member = event.key
        self._show_present()

    def on_descendant_focus(self) -> None:
        """Says who the member under the cursor is where the members have the focus."""
        self._show_present()

    def on_screen_suspend(self) -> None:
        """Begins with the speakers again where another place was gone to."""
        if self.app.current_mode != "members":
            self.action_speakers()

    def action_speakers(self) -> None:
        """Goes to the speakers."""
        self.set_focus(self.query_one("#speakers"))

    async def on_present_chosen(self, event: Present.Chosen) -> None:
        """Records the next presence of a member."""
        await self.turn_presence(event.key)

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Gives the floor, or takes an agenda item up; a click does neither."""
        if event.by_click:
            return
        if event.rows.id == "speakers":
            await self.give_to(event.key)
        elif event.rows.id == "agenda":
            await self.take_up(event.key)

    async def action_remove(self) -> None:
        """Takes the selected speaker off the list, or records the selected member as absent."""
        if self.is_at("speakers"):
            await self.withdraw(self.selected("speakers"))
        elif self.present.has_focus:
            await self.note_absent(self.present.key)
        else:
            done = f"{self.named_key('agenda.finish')} says that it is done"
            self.host.tell(f"what is on the agenda stays there; {done}")

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
        return ""
    there = view.attendance
    minutes = max(0, int((now - view.opened).total_seconds())) // 60
    hours = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
    return f"{there.meeting} {there.title} ({there.forum}), for {hours}"


def _there(view: MeetingView) -> str:
    found = view.attendance
    if not found.meeting:
        return f"{found.members} members count today"
    remote = f", {found.remote} remote" if found.remote else ""
    observers = (
        f"; {count_noun(found.observers, 'observer', 'observers')}" if found.observers else ""
    )
    return f"{found.present} of {found.members} members present{remote}{observers}"


def _so_far(view: MeetingView) -> str:
    """Returns what is on the table, how long one may speak, and how often the speaker spoke."""
    report = view.floor
    if not report.meeting:
        return ""
    current = next((each for each in report.agenda if each.is_current), None)
    turns = [each for each in report.spoken if each.member == report.speaker][:-1]
    earlier = f"spoke {count_noun(len(turns), 'time', 'times')} before" if turns else ""
    took = f"{earlier}, {clock_time(sum(each.seconds for each in turns))} in all" if turns else ""
    members, observers = view.seconds_of_members, view.seconds_of_observers
    limits = f"to speak {_limit(members, 'without limit')}" if members or observers else ""
    if members != observers:
        limits += f", observers {_limit(observers, 'without limit')}"
    on = f"on {current.number} {current.title}" if current else ""
    return "; ".join(filter(None, (limits, took, on)))
