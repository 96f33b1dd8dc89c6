"""Opening and closing a meeting, its agenda, and who holds which office."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.model.meetings import Forum
from consensus.model.people import Office, Role
from tui.asks import asks
from tui.screens.confirming import Confirm
from tui.screens.dialogs import AskText, Choice, Pick, PressKey
from tui.screens.in_meeting import InMeeting
from tui.views.meeting import ClosingView, closing_view, name_view
from tui.views.targets import members_view
from tui.views.text import Mark, Piece

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


class Convening(InMeeting):
    """The keys about the meeting itself."""

    @asks
    async def action_turn_meeting(self) -> None:
        """Open a meeting, or close the one that goes on."""
        if self.seen is None:
            return
        if self.seen.floor.meeting:
            await self._close(f"{self.seen.floor.meeting} {self.seen.floor.title}")
        else:
            await self._open()

    async def _open(self) -> None:
        title = await self.app.push_screen_wait(
            AskText("What is the meeting called?", "Such as: Third meeting, first day")
        )
        if not title:
            return
        forum = await self.app.push_screen_wait(PressKey("Where is it?", _FORUMS))
        if forum:
            await self.record(
                f"{title} is open; H notes who is here",
                lambda group: group.open_meeting(title, Forum(forum)),
            )

    async def _close(self, name: str) -> None:
        left = await self.ask(closing_view)
        if left is None:
            return
        pieces = tuple(_closing(left))
        if await self.app.push_screen_wait(Confirm(f"Close {name}?", pieces, "close it")):
            await self.record(f"{name} is closed", lambda group: group.close_meeting())

    async def take_up(self, handle: str) -> None:
        """Take up a matter on the agenda, and let other screens look at what it is about."""
        view = self.going_on()
        if view is None:
            return
        line = next((each for each in view.floor.agenda if each.handle == handle), None)
        if line is None:
            return
        if line.is_current:
            self.desk_app.tell(f"{line.number} {line.title} is taken up already")
            return
        taken = await self.record(
            f"taken up: {line.number} {line.title}",
            lambda group: group.take_up_agenda_item(handle),
        )
        if taken and view.agenda_targets[handle]:
            self.desk_app.target = view.agenda_targets[handle][0]

    async def action_finish(self) -> None:
        """Be done with the selected matter or, elsewhere than on the agenda, the current one."""
        view = self.going_on()
        if view is None:
            return
        agenda = {each.handle: each for each in view.floor.agenda}
        current = next((each.handle for each in view.floor.agenda if each.is_current), "")
        handle = self.selected("agenda") if self.is_at("agenda") else current
        if handle not in agenda:
            self.desk_app.tell("no item of the agenda is taken up", is_problem=True)
            return
        codes = [each.member for each in view.floor.waiting] if handle == current else []
        waited = f"; no longer waiting: {', '.join(codes)}" if codes else ""
        line = agenda[handle]
        await self.record(
            f"finished: {line.number} {line.title}{waited}",
            lambda group: group.finish_agenda_item(handle),
        )

    async def add_agenda_item(self) -> None:
        """Ask for a matter and put it on the agenda; for workers only."""
        title = await self.app.push_screen_wait(
            AskText("What is to be on the agenda?", "As it is to be read there.")
        )
        if not title:
            return
        number = await self.app.push_screen_wait(
            AskText("Its number?", "Such as 3(a). Enter alone takes the next number.", needed=False)
        )
        if number is None:
            return
        target = self.desk_app.target
        name = await self.ask(name_view(target)) if target else ""
        targets: tuple[str, ...] = ()
        if name:
            choices = (
                Choice("none", "nothing in particular", key_press="n"),
                Choice("target", f"about {name}", "which is looked at", "a"),
            )
            picked = await self.app.push_screen_wait(PressKey("What is it about?", choices))
            if picked is None:
                return
            targets = (target,) if picked == "target" else ()
        await self.record(
            f"on the agenda: {f'{number} ' if number else ''}{title}",
            lambda group: group.add_agenda_item(title, number=number, targets=targets),
        )

    async def give_office(self) -> None:
        """Ask for an office and who takes or lays it down; for workers only."""
        picked = await self.app.push_screen_wait(PressKey("Which office?", _ROLES))
        if picked is None:
            return
        role = Role(picked)
        held = [each for each in (self.seen.offices if self.seen else ()) if each.role is role]
        person = await self.app.push_screen_wait(
            AskText(f"Who is {role}?", _held(held), needed=not held)
        )
        if person is None:
            return
        if not person:
            await self._vacate(role, held)
            return
        none = Choice(_NO_DELEGATION, "none", "of no delegation")
        members = await self.ask(members_view) or ()
        choices = [none, *(Choice(each.code, each.code, each.name) for each in members)]
        picked = await self.app.push_screen_wait(Pick(f"The delegation of {person}?", choices))
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
            picked = await self.app.push_screen_wait(Pick(f"Who is {role} no more?", choices))
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


def _closing(left: ClosingView) -> Iterator[Piece]:
    """What a meeting leaves behind, as a passage."""
    if not left.outcomes:
        yield Piece("It decided nothing.\n")
    for each in left.outcomes:
        yield Piece(f"{each.outcome}: ", Mark.HEADING)
        pending = f" (pending somebody's word: {', '.join(each.pending)})" if each.pending else ""
        yield Piece(f"{', '.join(each.targets)}{pending}\n")
    yield Piece(f"Interventions: {left.turns}; notes of what was said: {left.noted}.\n")
    if left.speaker:
        yield Piece(f"{left.speaker} still has the floor; the intervention ends.\n", Mark.SIGN)
    if left.waiting:
        yield Piece(f"Still waiting to speak: {', '.join(left.waiting)}.\n", Mark.SIGN)
    if left.unfinished:
        yield Piece(f"Not finished on the agenda: {'; '.join(left.unfinished)}.\n", Mark.SIGN)
