"""Help: the keys of a screen on one page, grouped by who uses them, and the signs."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Input, Static

from consensus.reports.words import SIGNS, STANCE_SIGNS, STANCE_WORDS
from consensus.rules.judgement import AGREED_STATUSES
from consensus.rules.verdict import UNDECIDED, Status
from tui.keymap import EVERYWHERE, HELP, Action, actions_of, bindings, does_it, shown_key
from tui.screens.dialogs import Question
from tui.widgets.rows import Cell, Column, Row, Rows

_NAMED = {*UNDECIDED, *AGREED_STATUSES, Status.AGREED_AD_REF, Status.DEFERRED, Status.REJECTED}
_WORDS = 18
_EXPLAINED = 60
"""From so many columns on there is room for what an action does beside its name."""

_OF_THE_CHAIR = {"gavel", "floor", "wall", "meeting", "agenda"}
_GROUPS = ("The speaker", "On this screen", "The chair", "Anywhere")


class HelpScreen(Question[None]):
    """Shows the actions of a screen and those of every screen, with their keys."""

    CSS_PATH = "help.tcss"
    BINDINGS = bindings(HELP)

    def __init__(self, about: DOMNode) -> None:
        super().__init__()
        self._about = about
        self._here = actions_of(about)
        self._actions = {each.id: each for each in (*self._here, *EVERYWHERE)}
        self._listed: list[str] = []
        self._picked = ""
        self._room: object = None

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            what = f"type to find one of {len(self._actions)} keys"
            yield Input(placeholder=what, compact=True, id="find")
            with Horizontal(id="columns"):
                for _ in range(3):
                    yield Rows((Column(width=6), Column(width=_WORDS), Column()), empty="")
            yield Static(id="help-says", markup=False)
            yield Static(id="help-signs", markup=False)

    def on_mount(self) -> None:
        box = self.query_one("#help")
        box.border_title, box.border_subtitle = "What can be done", "↑↓ choose  ↵ do it  Esc close"
        for rows in self.query(Rows):
            rows.can_focus = False
        self.query_one("#find").focus()
        self.screen_layout_refresh_signal.subscribe(self, self._fit)

    def _fit(self, _: object) -> None:
        """Shows the signs and actions anew, where they have other room."""
        room = self.query_one("#help-signs").size.width, self.query_one("#columns").size
        before, self._room = self._room, room
        if room != before:
            self._show_signs()
            self._show()

    def _show(self) -> None:
        typed = self.query_one("#find", Input).value.casefold()
        lines = list(self._found(typed) if typed else self._groups())
        self._listed = [each for each in lines if each in self._actions]
        columns, size = list(self.query(Rows)), self.query_one("#columns").size
        used = 2 if len(lines) <= 2 * size.height else 3
        height = -(-len(lines) // used)
        room = size.width // used - 1
        for number, rows in enumerate(columns):
            rows.display = number < used
            end = len(lines) if number == used - 1 else height
            if lines[end - 1 : end] and lines[end - 1] not in self._actions and end < len(lines):
                end -= 1  # no heading stands apart from what it is over
            rows.show([self._row(each, room) for each in lines[:end]])
            lines = lines[end:]
        self._pick(next(iter(self._listed), ""))

    def _groups(self) -> Iterator[str]:
        """Yields the headings and the ids of the actions that a list has room for."""
        for group in _GROUPS:
            ids = [each.id for each in self._actions.values() if self._group(each) == group]
            if ids:
                yield from (group, *ids)

    def _group(self, action: Action) -> str:
        """Returns the group of an action; empty for one that is only found."""
        area = action.id.split(".")[0]
        if area in ("go", "help") or not (action.shown or action.listed):
            return ""
        if area in _OF_THE_CHAIR:
            return "The chair"
        if action.records or area == "stance":
            return "The speaker"
        return "On this screen" if action in self._here else "Anywhere"

    def _found(self, typed: str) -> Iterator[str]:
        for each in self._actions.values():
            if typed in f"{each.key} {each.label} {each.help}".casefold():
                yield each.id

    def _row(self, line: str, room: int) -> Row:
        action = self._actions.get(line)
        if action is None:
            return Row("", Cell(""), Cell(line, "strong"))
        said = (action.label, action.help) if room >= _EXPLAINED else (action.label,)
        return Row(line, Cell(shown_key(self.app, action), "accent"), *map(Cell, said))

    def _pick(self, line: str) -> None:
        self._picked = line
        for rows in self.query(Rows):
            if not rows.move_to_key(line) or not line:
                rows.set_reactive(Rows.cursor, -1)  # only one column has a cursor
                rows.refresh()
        action = self._actions.get(line)
        says = action.help if action else "nothing is called so"
        self.query_one("#help-says", Static).update(says)

    def on_input_changed(self) -> None:
        """Shows what is called as typed."""
        self._show()

    async def on_input_submitted(self) -> None:
        """Does what is selected."""
        await self._do(self._picked)

    def action_move(self, by: int) -> None:
        """Selects another action."""
        if self._listed:
            place = self._listed.index(self._picked) + by
            self._pick(self._listed[max(0, min(place, len(self._listed) - 1))])

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Selects what was clicked."""
        if event.key in self._listed and event.rows.cursor >= 0:
            self._pick(event.key)

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Does what was clicked again, but for what records at once."""
        event.stop()
        action = self._actions.get(event.key)
        if action and not action.records:
            await self._do(event.key)

    async def _do(self, line: str) -> None:
        action = self._actions.get(line)
        if action and self.is_active:
            self.dismiss(None)
            place = self._about if action in self._here else self.app
            await self.app.run_action(action.does, does_it(place, action))

    def action_close(self) -> None:
        """Closes the help."""
        self.dismiss(None)

    def _show_signs(self) -> None:
        """Shows what the signs mean, and the marks in a text; each stays in one line."""
        signs = {sign: status for status, sign in SIGNS.items() if status in _NAMED}
        parts = [Content(f"{sign} {words}") for sign, words in signs.items()]
        parts += [Content(f"{STANCE_SIGNS[each]} {STANCE_WORDS[each]}") for each in STANCE_SIGNS]
        parts += [Content.styled("put in", "underline $text-success")]
        parts += [Content.styled("taken out", "strike $text-error")]
        parts += [Content.assemble(("[one | other]", "$text-warning"), " not agreed")]
        place = self.query_one("#help-signs", Static)
        lines = [Content()]
        for part in parts:
            if lines[-1].cell_length + part.cell_length > place.size.width:
                lines.append(Content())
            lines[-1] += part + "  "
        place.update(Content("\n").join(each.rstrip() for each in lines))
