"""Wording from the floor: a text is typed anew, and what that changes is seen before it counts."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from tui.actions.action import bindings
from tui.actions.edit import EDIT
from tui.asks import asks
from tui.screens.confirming import Confirm
from tui.screens.wording import WordingScreen
from tui.views.edit import edit_foresight, editing
from tui.views.text import Piece
from tui.views.wording import WordingView, wording_view
from tui.worker import Look


class EditScreen(WordingScreen[WordingView]):
    """An item is reworded from the floor, or an amendment by its sponsors.

    Args:
        target: the id of the item or amendment.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EDIT)]
    TITLE_OF_PREVIEW = "what would change"
    WHEN_AGREED = "other words are not covered by that decision"

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.editorial = False
        self.reason = ""

    def look(self) -> Look[WordingView]:
        """What is reworded."""
        return lambda group, check: wording_view(group, self.of)

    def show(self, view: WordingView) -> None:
        """Show it."""
        self.take_in(view)

    def headline(self) -> str:
        """What is reworded, and how it is meant."""
        wording = self.wording
        if wording is None:
            return ""
        if wording.is_amendment:
            parts = [f"Another wording of {wording.name}, by its sponsors"]
        else:
            meant = "editorial: positions carry over" if self.editorial else "of substance"
            parts = [f"Wording from the floor: {wording.name}", meant]
        if self.reason:
            parts.append(f"reason: {self.reason}")
        return "   ".join(parts)

    def foresee(self, text: str) -> Look[tuple[Piece, ...]]:
        """What the words would change, and what hangs on them."""
        assert self.wording is not None  # nothing is foreseen before it is read
        return edit_foresight(self.wording, self.against, text, self.editorial)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be done: no amendment is reworded editorially."""
        if action == "toggle_editorial" and self.wording is not None and self.wording.is_amendment:
            return False
        return super().check_action(action, parameters)

    def action_toggle_editorial(self) -> None:
        """Say whether anything of substance changes."""
        self.editorial = not self.editorial
        self.say()
        self.look_ahead()

    @asks
    async def action_explain(self) -> None:
        """Ask why it is reworded."""
        self.reason = await self.ask_line("Why it is reworded", self.reason)
        self.say()

    async def finish(self, text: str) -> bool:
        """Show what would change, ask once, and record it."""
        wording = self.wording
        if wording is None:
            return False
        if text == wording.text:
            self.desk_app.tell("nothing is changed yet: type what it should say", is_problem=True)
            return False
        pieces = await self.ask(self.foresee(text))
        if pieces is None:
            return False
        meant = " editorially" if self.editorial else ""
        question = Confirm(f"Reword {wording.name}{meant}?", pieces, "record it")
        if not await self.app.push_screen_wait(question):
            return False
        what = "reworded by its sponsors" if wording.is_amendment else f"reworded{meant}"
        act = editing(wording, self.version, text, self.editorial, self.reason)
        return await self.record(f"{wording.name} {what}", act)
