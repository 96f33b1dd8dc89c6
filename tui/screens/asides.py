"""What is done beside the meeting: consultations opened and reported back, private notes kept."""

from __future__ import annotations

import re
from abc import abstractmethod

from tui.asks import asks
from tui.screens.base import Answer, RecordScreen, View
from tui.screens.confirming import Confirm
from tui.screens.dialogs import AskText, Choice, Pick
from tui.views.asides import AsidesView, NoteLine, asides_view
from tui.views.moments import HOW_TO_TYPE, read_moment, wrong_moment
from tui.views.text import Piece

_NEW = "new"


class Asides(RecordScreen[View, Answer]):
    """A screen on which something is selected that is consulted on, and noted about."""

    @property
    @abstractmethod
    def pointed(self) -> str:
        """The id of what is selected; empty for nothing."""

    @asks
    async def action_consult(self) -> None:
        """Ask some members to find common ground on it, or hear what they came to."""
        view = await self._look_beside()
        if view is None:
            return
        handle: str | None = _NEW
        if view.consultations:
            going_on = [
                Choice(handle, f"{handle} reports back", sentence)
                for handle, sentence in view.consultations
            ]
            another = Choice(_NEW, "another one", f"on {view.name}")
            title = f"Consultations on {view.name} that go on"
            handle = await self.app.push_screen_wait(Pick(title, [*going_on, another]))
        if handle == _NEW:
            await self._open_consultation(view)
        elif handle:
            await self._report_back(handle)

    async def _open_consultation(self, view: AsidesView) -> None:
        now = self.desk_app.clock()
        answers: list[str] = []
        for question in (
            AskText(
                f"A consultation on {view.name}: who leads it?",
                "A name, or the code of a member. Enter alone names none.",
                needed=False,
            ),
            AskText(
                "Which members take part?",
                "Their codes. Enter alone: open to all members.",
                needed=False,
                problem=lambda answer: _unknown(answer, view.codes),
            ),
            AskText("What is it to find?", "Enter alone leaves it empty.", needed=False),
            AskText(
                "When is it to report back?",
                f"{HOW_TO_TYPE} Enter alone sets no time.",
                needed=False,
                problem=lambda answer: wrong_moment(answer, now),
            ),
        ):
            answer = await self.app.push_screen_wait(question)
            if answer is None:
                return
            answers.append(answer)
        leads, members, purpose, due = answers
        await self.record(
            f"a consultation on {view.name}{f', led by {leads}' if leads else ''}",
            lambda group: group.open_consultation(
                f"handle:{view.handle}",
                facilitator=leads,
                participants=_codes(members, view.codes),
                due=read_moment(due, now),
                purpose=purpose,
            ),
        )

    async def _report_back(self, handle: str) -> None:
        outcome = await self.app.push_screen_wait(
            AskText(f"What did {handle} come to?", "It decides nothing; the consultation ends.")
        )
        if outcome:
            await self.record(
                f"{handle} reports back", lambda group: group.report_back(handle, outcome)
            )

    @asks
    async def action_note(self) -> None:
        """Write a private note on it, or look at those there are and remove one."""
        view = await self._look_beside()
        if view is None:
            return
        picked: str | None = _NEW
        if view.notes:
            choices = [Choice(_NEW, "write one", "nobody else sees it")]
            choices += [Choice(str(each.number), _when(each), each.text) for each in view.notes]
            title = f"Your notes on {view.name}"
            picked = await self.app.push_screen_wait(Pick(title, choices))
        if picked == _NEW:
            await self._write_note(view)
        elif picked:
            await self._remove_note(next(each for each in view.notes if each.number == int(picked)))

    async def _write_note(self, view: AsidesView) -> None:
        words = await self.app.push_screen_wait(
            AskText(
                f"A note on {view.name}, for yourself",
                "Kept in a file beside the record: never in it, never shown, never exported.",
            )
        )
        if words:
            await self.desk_app.show(
                f"your note on {view.name}",
                lambda group: group.note_privately(f"handle:{view.handle}", words),
            )
            self.look_again()

    async def _remove_note(self, note: NoteLine) -> None:
        pieces = (Piece(f"{_when(note)}\n{note.text}"),)
        if await self.app.push_screen_wait(Confirm("This note", pieces, "remove it for good")):
            await self.desk_app.show(
                "a note is removed", lambda group: group.remove_private_note(note.number)
            )
            self.look_again()

    async def _look_beside(self) -> AsidesView | None:
        target = self.pointed
        return await self.glance(asides_view(target)) if target else None


def _when(note: NoteLine) -> str:
    return f"{note.written.astimezone():%Y-%m-%d %H:%M}"


def _codes(answer: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that were typed, as the record writes them."""
    folded = {each.casefold(): each for each in known}
    typed = re.split(r"[\s,;]+", answer)
    return tuple(dict.fromkeys(folded.get(each.casefold(), each) for each in typed if each))


def _unknown(answer: str, known: tuple[str, ...]) -> str:
    unknown = [each for each in _codes(answer, known) if each not in known]
    return f"no member has the code {', '.join(unknown)}" if unknown else ""
