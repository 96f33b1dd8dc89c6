"""Help: the actions of a screen, and of every screen."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Input, Static

from consensus.reports.words import SIGNS, STANCE_SIGNS, STANCE_WORDS
from consensus.rules.judgement import AGREED_STATUSES
from consensus.rules.verdict import UNDECIDED, Status
from consensus.text.display import wrapped
from tui.keymap import EVERYWHERE, HELP, Action, actions_of, bindings
from tui.screens.dialogs import Question
from tui.widgets.rows import Cell, Column, Row, Rows

_NAMED = {*UNDECIDED, *AGREED_STATUSES, Status.AGREED_AD_REF, Status.DEFERRED, Status.REJECTED}
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
            with Horizontal(id="help-title"):
                yield Static("What can be done")
                yield Input(placeholder="type to find a key", compact=True, id="find")
            yield Rows(COLUMNS, id="actions", empty="nothing is called so")
            yield Static(_signs(), id="help-signs")
            yield Static("Enter: do it   Esc: close", id="help-keys")

    def on_mount(self) -> None:
        self.query_one("#find").focus()

    def on_resize(self) -> None:
        """Shows the actions, once the list knows its width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        rows = self.query_one("#actions", Rows)
        width = rows.outer_size.width - rows.styles.scrollbar_size_vertical
        rows.show(list(self._rows(width - sum(each.width + 1 for each in COLUMNS[:-1]))))

    def _rows(self, room: int) -> Iterator[Row]:
        typed = self.query_one("#find", Input).value.casefold()
        here = actions_of(self._about)
        for title, actions in (("On this screen", here), ("Everywhere", EVERYWHERE)):
            found = [e for e in actions if typed in f"{e.key} {e.label} {e.help}".casefold()]
            if found and not typed:
                yield _heading(title)
            for action in found:
                yield from self._row(action, room)

    def on_input_changed(self) -> None:
        """Shows what is called as typed."""
        self._show()
        self.query_one("#actions", Rows).cursor = 0

    def on_input_submitted(self) -> None:
        """Does what is selected."""
        self.query_one("#actions", Rows).action_choose()

    def action_move(self, by: int) -> None:
        """Selects another action."""
        self.query_one("#actions", Rows).action_move(by)

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
                if action.id == event.key and not (action.records and event.by_click):
                    self.dismiss(None)
                    await self.app.run_action(action.does, place)
                    return

    def action_close(self) -> None:
        """Closes the help."""
        self.dismiss(None)


def _signs() -> Content:
    """Returns what the signs mean, and the marks in a text."""
    statuses = "  ".join(f"{sign} {status}" for status, sign in SIGNS.items() if status in _NAMED)
    stances = "  ".join(f"{sign} {STANCE_WORDS[stance]}" for stance, sign in STANCE_SIGNS.items())
    return Content.assemble(
        f"{statuses}\n{stances}\n",
        *(("put in", "underline $text-success"), "  ", ("taken out", "strike $text-error")),
        *("  ", ("[one | other]", "$text-warning"), " not agreed"),
    )


def _heading(words: str) -> Row:
    return Row(words, Cell(""), Cell(words, "strong"), Cell(""))
