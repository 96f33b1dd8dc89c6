"""Help: the actions of a screen, and of every screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import evolve
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.widgets import Static

from tui.keymap import EVERYWHERE, HELP, Action, actions_of, bindings
from tui.screens.dialogs import Question
from tui.widgets.rows import Cell, Column, Row, Rows


class HelpScreen(Question[None]):
    """Shows the actions of a screen and those of every screen, with their keys."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(HELP)]

    def __init__(self, about: DOMNode) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        """Lays out the list."""
        with Vertical(id="help"):
            yield Static("What can be done", id="help-title")
            yield Rows((Column(width=11), Column(width=16), Column()), id="actions")
            yield Static("Enter: do it   Esc: close", id="help-keys")

    def on_mount(self) -> None:
        """Shows the actions."""
        self.query_one("#actions", Rows).show(list(self._rows()))
        self.query_one("#actions", Rows).focus()

    def _rows(self) -> Iterator[Row]:
        here = actions_of(self._about)
        if here:
            yield _heading("On this screen")
            yield from map(self._row, here)
        yield _heading("Everywhere")
        yield from map(self._row, EVERYWHERE)

    def _row(self, action: Action) -> Row:
        keys = self.app._keymap.get(action.id, action.key)
        shown = " ".join(self.app.get_key_display(each.binding) for each in _each_key(action, keys))
        return Row(action.id, (Cell(shown, "accent"), Cell(action.label), Cell(action.help)))

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Closes the help, and runs the chosen action."""
        event.stop()
        if not self.is_active:
            return
        for actions, place in ((actions_of(self._about), self._about), (EVERYWHERE, self.app)):
            for action in actions:
                if action.id == event.key:
                    self.dismiss(None)
                    await self.app.run_action(action.does, place)
                    return

    def action_close(self) -> None:
        """Closes the help."""
        self.dismiss(None)


def _heading(words: str) -> Row:
    return Row(words, (Cell(""), Cell(words, "strong"), Cell("")))


def _each_key(action: Action, keys: str) -> Iterator[Action]:
    for key in keys.split(","):
        yield evolve(action, key=key.strip())
