"""Help: the actions of a screen, and of every screen."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.widgets import Static

from consensus.text.display import wrapped
from tui.keymap import EVERYWHERE, HELP, Action, actions_of, bindings
from tui.screens.dialogs import Question
from tui.widgets.rows import Cell, Column, Row, Rows

COLUMNS = (Column(width=11), Column(width=16), Column())


class HelpScreen(Question[None]):
    """Shows the actions of a screen and those of every screen, with their keys."""

    CSS_PATH = "help.tcss"
    BINDINGS = bindings(HELP)

    def __init__(self, about: DOMNode) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Static("What can be done", id="help-title")
            yield Rows(COLUMNS, id="actions")
            yield Static("Enter: do it   Esc: close", id="help-keys")

    def on_mount(self) -> None:
        self.query_one("#actions", Rows).focus()

    def on_resize(self) -> None:
        """Shows the actions, once the list knows its width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        rows = self.query_one("#actions", Rows)
        width = rows.outer_size.width - rows.styles.scrollbar_size_vertical
        rows.show(list(self._rows(width - sum(each.width + 1 for each in COLUMNS[:-1]))))

    def _rows(self, room: int) -> Iterator[Row]:
        here = actions_of(self._about)
        if here:
            yield _heading("On this screen")
        for action in here:
            yield from self._row(action, room)
        yield _heading("Everywhere")
        for action in EVERYWHERE:
            yield from self._row(action, room)

    def _row(self, action: Action, room: int) -> Iterator[Row]:
        """Yields an action, and what its row has no room for in rows that do the same."""
        keys = self.app._keymap.get(action.id, action.key).split(",")
        bound = [evolve(action, key=key.strip()).binding for key in keys]
        shown = " ".join(map(self.app.get_key_display, bound))
        first = Cell(shown, "accent"), Cell(action.label)
        for line in wrapped(action.help, room):
            yield Row(action.id, *first, Cell(line))
            first = Cell(""), Cell("")

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
    return Row(words, Cell(""), Cell(words, "strong"), Cell(""))
