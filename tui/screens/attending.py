"""Who is at the meeting, and who belongs to the working group."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.model.meetings import Presence
from consensus.reports.meetings import Attendant
from tui.asks import asks
from tui.screens.dialogs import AskText, Choice, Pick, PressKey
from tui.screens.in_meeting import InMeeting
from tui.screens.meeting_rows import PRESENCE_WORDS
from tui.views.meeting import MeetingView
from tui.widgets.rows import Rows

_FILTERS = (
    Choice("everybody", "everybody", key_press="e"),
    Choice("present", "who is present", key_press="p"),
    Choice("remote", "who is remote", key_press="r"),
    Choice("absent", "who is absent", key_press="a"),
    Choice("observers", "observers", key_press="o"),
    Choice("group", "one group", key_press="g"),
)


@frozen
class Several:
    """Several members that can be noted at once.

    Attributes:
        name: what they are called.
        explanation: who they are.
        attendants: those among them that can be at a meeting.
    """

    name: str
    explanation: str
    attendants: tuple[Attendant, ...]

    def changed_by(self, presence: Presence) -> tuple[str, ...]:
        """The codes of those for whom noting something changes anything.

        Who is there remotely is here already.
        """
        if presence is Presence.IN_PERSON:
            changed = (each for each in self.attendants if not each.is_present)
        else:
            changed = (each for each in self.attendants if each.presence is not presence)
        return tuple(each.member for each in changed)


class Attending(InMeeting):
    """The keys about members and their presence."""

    shown = "everybody"
    """Which of the members are shown."""
    shown_group = ""
    """The code of the group that is shown, where one is."""

    async def turn_presence(self, code: str) -> None:
        """Note that a member is here, then remote, then absent, in turn."""
        view = self.going_on()
        found = self.attendant(code)
        if view is None or found is None:
            return
        presence = view.presence_after(found)
        if presence is not None:
            await self._note([code], presence, f"{code}: {PRESENCE_WORDS[presence]}")

    async def note_absent(self, code: str) -> None:
        """Note that a member has left; it loses its place on the speakers' list."""
        view = self.going_on()
        if view is None or not code:
            return
        loses = ", and neither has nor wants the floor" if code in view.wanting else ""
        await self._note([code], Presence.ABSENT, f"{code}: absent{loses}")

    @asks
    async def action_note_many(self) -> None:
        """Note at once who is here: everybody, a group, the observers."""
        view = self.going_on()
        if view is None:
            return
        found = {
            f"{several.name} {PRESENCE_WORDS[presence]}": (several, presence)
            for several in _several(view)
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
        picked = await self.app.push_screen_wait(Pick("Who is here?", choices))
        if picked:
            several, presence = found[picked]
            codes = several.changed_by(presence)
            await self._note(codes, presence, f"{picked}: {len(codes)} noted")

    @asks
    async def action_find(self) -> None:
        """Go to a member by code or name."""
        code = await self.desk_app.pick_member("Which member?")
        members = self.query_one("#members", Rows)
        if not code:
            return
        members.focus()
        if not members.move_to_key(code) and self.seen is not None:
            self.shown = "everybody"
            self.show(self.seen)
            members.move_to_key(code)

    @asks
    async def action_filter(self) -> None:
        """Show only some of the members."""
        if self.seen is None:
            return
        picked = await self.app.push_screen_wait(PressKey("Which members?", _FILTERS))
        if picked is None:
            return
        if picked == "group":
            groups = {**self.seen.groups, **self.seen.negotiating_groups}
            choices = [Choice(code, code, name) for code, name in groups.items()]
            group = await self.app.push_screen_wait(Pick("Which group?", choices))
            if not group:
                return
            self.shown_group = group
        self.shown = picked
        self.show(self.seen)

    @property
    def shown_in_words(self) -> str:
        """Which of the members are shown."""
        if self.shown == "group":
            return self.shown_group
        return next(each.name for each in _FILTERS if each.key == self.shown)

    def is_shown(self, attendant: Attendant) -> bool:
        """Whether a member is among those that are shown."""
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
        """Show where the selected member stands."""
        if code := self.selected("members"):
            await self.desk_app.go_to_member(code)

    async def add_member(self, observer: bool) -> None:
        """Ask for a new member or observer, and let it join; for workers only."""
        what = "observer" if observer else "member"
        code = await self.app.push_screen_wait(
            AskText(f"The code of the new {what}?", "Letters or digits; it stays for ever.")
        )
        if not code:
            return
        name = await self.app.push_screen_wait(AskText(f"The name of {code}?", needed=False))
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
            self.select_member(code)

    def select_member(self, code: str) -> None:
        """Put the cursor on a member as soon as it is shown."""
        self._select = code

    _select = ""

    def member_to_select(self) -> str:
        """The code of a member that the cursor is to go to, told once."""
        code, self._select = self._select, ""
        return code

    async def _ask_group(self, code: str) -> str | None:
        groups = self.seen.groups if self.seen else {}
        if not groups:
            return ""
        none = Choice("-", "none", "in no stakeholder group")
        choices = [*(Choice(each, each, name) for each, name in groups.items()), none]
        picked = await self.app.push_screen_wait(Pick(f"The group of {code}?", choices))
        return "" if picked == "-" else picked

    async def _note(self, codes: tuple[str, ...] | list[str], how: Presence, what: str) -> None:
        await self.record(what, lambda group: group.note_presence(codes, how))


def _several(view: MeetingView) -> Iterator[Several]:
    """Everybody that can be noted at once: all members, those of each group, observers."""
    members = tuple(each for each in view.attendance.attendants if each.counts)
    yield Several("members", "all members", members)
    for code, name in view.groups.items():
        yield Several(code, name, tuple(each for each in members if each.group == code))
    for code, name in view.negotiating_groups.items():
        inside = tuple(each for each in members if code in each.negotiating_groups)
        yield Several(code, name or "negotiating group", inside)
    observers = tuple(each for each in view.attendance.attendants if each.is_observer)
    yield Several("observers", "all observers", observers)
