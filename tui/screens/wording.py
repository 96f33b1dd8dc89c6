"""The base of every screen on which words are typed: nothing that was typed is lost."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Collection
from typing import ClassVar, Generic, TypeVar

from attrs import frozen
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static, TextArea

from consensus.text.display import made_visible
from tui.asks import asks
from tui.screens.base import RecordScreen
from tui.screens.confirming import Confirm
from tui.screens.dialogs import AskText, Choice, Pick, PressKey
from tui.views.targets import members_view
from tui.views.text import Piece
from tui.views.wording import WordingView, carried_over
from tui.widgets.editor import Editor
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.worker import Look

View = TypeVar("View")

_PAUSE = 0.12
"""How many seconds typing has to pause before what it changes is worked out."""


@frozen
class HalfTyped:
    """What was typed on a screen that was left before it was recorded.

    Attributes:
        text: the words.
        against: what the text said when they were begun.
        version: the id of that version.
    """

    text: str
    against: str
    version: str


class WordingScreen(RecordScreen[View, None], Generic[View]):
    """A text is typed, and beside it stands what that would change.

    What is typed and the cursor stay as they are whatever others record. Where the text that is
    reworded has changed meanwhile, the screen says so and shows both.
    """

    CSS_PATH = "wording_screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Screen has it
    TITLE_OF_PREVIEW: ClassVar[str] = "what it changes"
    WHEN_AGREED: ClassVar[str] = "this asks to reopen it"

    def __init__(self, target: str) -> None:
        super().__init__()
        self.of = target
        self.wording: WordingView | None = None
        self.against = ""
        self.version = ""
        self.begun_with = ""
        self.is_done = False
        self._is_finishing = False
        self.editor = Editor(id="editor")

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield from frame()
        with Vertical(id="page"):
            yield Static("", id="headline", markup=False)
            yield Static("", id="warning", markup=False)
            with Vertical(id="panes"):
                with Vertical(id="typing"):
                    yield from self.above_editor()
                    yield self.editor
                with VerticalScroll(id="preview"):
                    yield Passage(id="foreseen")

    def above_editor(self) -> ComposeResult:
        """What stands above the editor; nothing unless a screen says otherwise."""
        yield from ()

    def on_mount(self) -> None:
        """Begin to type at once."""
        self.query_one("#preview").border_title = self.TITLE_OF_PREVIEW
        self.begin_at().focus()

    def on_unmount(self) -> None:
        """Keep what was typed and not recorded, for when the screen is opened again."""
        if self.is_typed:
            kept = HalfTyped(self.editor.words, self.against, self.version)
            self.desk_app.half_typed[self.name_of_work] = kept

    @property
    def name_of_work(self) -> str:
        """What unfinished words are kept under."""
        return f"{type(self).__name__} {self.of}"

    @property
    def is_typed(self) -> bool:
        """Whether something was typed that leaving would lose."""
        is_begun = self.wording is not None and not self.is_done
        return is_begun and self.editor.words != self.begun_with

    @property
    def has_changed(self) -> bool:
        """Whether the text was changed by others since typing began."""
        return self.wording is not None and self.version != self.wording.version

    # What a screen says for itself

    def begin_at(self) -> Widget:
        """What has the focus at first; where words are typed unless a screen says otherwise."""
        return self.editor

    @abstractmethod
    def headline(self) -> str:
        """What is being done, by whom: the line at the top."""

    @abstractmethod
    def foresee(self, text: str) -> Look[tuple[Piece, ...]]:
        """What the words that were typed would change, to be shown beside them."""

    @abstractmethod
    async def finish(self, text: str) -> bool:
        """Record the words, asking what is to be asked; whether they are in the file."""

    def starting_words(self, wording: WordingView) -> str:
        """What stands in the editor at first."""
        return wording.text

    # Showing

    def take_in(self, wording: WordingView) -> None:
        """Take in what the record says, leaving alone what is being typed."""
        if self.is_done:
            return
        is_first = self.wording is None
        self.wording = wording
        if is_first:
            self.begin(wording)
        self.say()
        self.look_ahead()

    def begin(self, wording: WordingView) -> None:
        """Put the first words into the editor, or those that were typed before."""
        self.against, self.version = wording.text, wording.version
        self.begun_with = self.starting_words(wording)
        kept = self.desk_app.half_typed.pop(self.name_of_work, None)
        if kept is None:
            self.editor.load(self.begun_with)
            return
        self.against, self.version = kept.against, kept.version
        self.editor.load(kept.text)
        self.desk_app.tell("what you typed here before is here again; Esc throws it away")

    def say(self) -> None:
        """Show what is being done, and whether the text has changed underneath."""
        wording = self.wording
        if wording is None:
            return
        self.query_one("#headline", Static).update(made_visible(self.headline()))
        warning = ""
        if self.has_changed:
            warning = (
                f"{wording.name} was changed while you typed; it is version {wording.number} now."
                " F8 carries what you typed over to it."
            )
        elif wording.is_closed:
            warning = f"{wording.name} is agreed: {self.WHEN_AGREED}."
        shown = self.query_one("#warning", Static)
        shown.update(made_visible(warning))
        shown.display = bool(warning)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be done; carrying over needs a text that has changed.

        None can while what was typed is being recorded, nor once it is: it would be recorded twice.
        """
        if self.is_done or self._is_finishing:
            return None
        return self.has_changed if action == "carry_over" else True

    @work(exclusive=True, group="preview")
    async def look_ahead(self) -> None:
        """Work out what the words would change, when typing pauses, and show it."""
        await asyncio.sleep(_PAUSE)
        pieces = await self.ask(self.foresee(self.editor.words))
        if pieces is not None:
            self.query_one("#foreseen", Passage).show(pieces)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Show what is changed by what is typed."""
        event.stop()
        if self.wording is not None:
            self.look_ahead()

    # Doing

    @asks
    async def action_finish(self) -> None:
        """Record what was typed."""
        if self.wording is None:
            return
        self._is_finishing = True
        try:
            if self.has_changed and not await self._settle_with_changes():
                return
            self.is_done = await self.finish(self.editor.words)
        finally:
            self._is_finishing = False
        if self.is_done:
            self.dismiss(None)

    async def _settle_with_changes(self) -> bool:
        """Let the person choose what becomes of a change that others made meanwhile."""
        wording = self.wording
        if wording is None:
            return False
        chosen = await self.app.push_screen_wait(
            PressKey(
                f"{wording.name} was changed while you typed",
                (
                    Choice("carry", "carry over", "what you typed, over the text as it is", "c"),
                    Choice("keep", "as typed", "which also undoes what was changed", "k"),
                ),
            )
        )
        if chosen == "carry":
            await self.action_carry_over()
        elif chosen == "keep":
            self.against, self.version = wording.text, wording.version
        return chosen == "keep"

    async def action_carry_over(self) -> None:
        """Carry what was typed over to the text as others have made it."""
        wording = self.wording
        if wording is None:
            return
        before, typed = self.against, self.editor.words
        words = await self.ask(lambda group, check: carried_over(before, wording.text, typed))
        if words is None:
            return
        self.against, self.version = wording.text, wording.version
        self.begun_with = wording.text
        self.editor.put(words)
        self.say()
        self.desk_app.tell("carried over; Ctrl+Z brings back what you had typed")

    @asks
    async def action_leave(self) -> None:
        """Leave; what was typed is thrown away only when that is wanted."""
        if self.is_typed:
            pieces = (Piece(self.editor.words),)
            question = Confirm("Throw away what you typed?", pieces, "throw it away")
            if not await self.app.push_screen_wait(question):
                return
        self.is_done = True
        self.dismiss(None)

    # Asking

    async def pick_codes(self, title: str, chosen: Collection[str]) -> tuple[str, ...]:
        """Ask for members, one after the other, until Esc; one that is picked again is left out."""
        picked = dict.fromkeys(chosen)
        members = await self.glance(members_view) or ()
        while True:
            choices = [
                Choice(each.code, each.code, f"{'✓ ' if each.code in picked else ''}{each.name}")
                for each in members
            ]
            so_far = ", ".join(picked) or "nobody yet"
            code = await self.app.push_screen_wait(Pick(f"{title}: {so_far} (Esc: done)", choices))
            if code is None:
                return tuple(picked)
            if code in picked:
                del picked[code]
            else:
                picked[code] = None

    async def ask_line(self, title: str, value: str, explanation: str = "") -> str:
        """Ask for a line of text that may be empty; the one that stands there on Esc."""
        answer = await self.app.push_screen_wait(AskText(title, explanation, value, needed=False))
        return value if answer is None else answer
