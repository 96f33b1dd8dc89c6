"""The history: the sentences of all steps, newest first, and one step in full."""

from __future__ import annotations

import asyncio

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from consensus.reports.history import Entry, HistoryLine
from consensus.text.display import count_noun
from tui.keymap import HISTORY, bindings, key_of
from tui.screens.base import MasterDetail, opens_dialog
from tui.views.history import HistoryView, history_look, moment_of, proof_look, step_look, undo_look
from tui.views.text import Choice
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows, Tone, as_written
from tui.worker import Look

_WHEN = 16
_AGAIN = "again"
_LET_GO = "discard"


class HistoryScreen(MasterDetail[HistoryView, None]):
    """Shows all steps, and the selected one in full."""

    CSS_PATH = "history.tcss"
    BINDINGS = bindings(HISTORY)
    _view = HistoryView()
    _typed = ""
    _target = ""
    _only_waiting = False

    def compose(self) -> ComposeResult:
        yield from frame("history")
        with Container(id="panes"):
            with Vertical(id="list", classes="pane"):
                columns = Column(width=_WHEN), Column(width=4), Column(width=6), Column()
                yield Rows(columns, id="steps", empty="reading the history …")
                with Horizontal(id="search-line"):
                    yield Static("/", classes="hint")
                    yield Input(placeholder="words, a code, a label, a kind of step", id="search")
                    yield Static("Enter: stay   Esc: all", classes="hint")
            with VerticalScroll(id="details", classes="pane"):
                yield Passage(id="step")

    def on_mount(self) -> None:
        self.query_one("#details").border_title = "In full"
        self.rows.focus()

    @property
    def rows(self) -> Rows:
        return self.query_one("#steps", Rows)

    def look(self) -> Look[HistoryView]:
        return history_look(self._typed, self._target, self._only_waiting)

    def show(self, view: HistoryView) -> None:
        """Shows the steps; the cursor stays on the last one while it is there."""
        was = self._view.entries
        at_the_top = not was or self.rows.key == was[0].id
        self._view = view
        waiting, about = (key_of(self.app, each) for each in ("history.waiting", "history.target"))
        if self._typed:
            self.rows.empty = "nothing has these words; Esc shows all steps"
        elif self._only_waiting:
            self.rows.empty = f"nothing waits to be settled; {waiting} shows all steps"
        else:
            self.rows.empty = f"nothing was recorded on {view.about}; {about} shows all steps"
        first = view.entries[0].id if view.entries and at_the_top else ""
        rows = LazyRows([entry.id for entry in view.entries], self._row)
        self.rows.show(rows, first)
        self.query_one("#list").border_title = as_written(self._title())
        self.show_state(self.nothing_yet() if view.total == 1 else "")
        self._read_step()

    def _title(self) -> str:
        view = self._view
        total = count_noun(view.total, "step", "steps")
        about = f" on {view.about} and amendments to it" if view.about else ""
        applies = count_noun(view.waiting, "no longer applies", "no longer apply")
        keys = [key_of(self.app, each) for each in ("history.waiting", "history.settle")]
        waiting = f"; {applies} ({', '.join(keys)})" if view.waiting else ""
        if self._typed:
            return f"found {len(view.entries)} of {total}{about}: {self._typed}"
        if about or self._only_waiting:
            return f"{len(view.entries)} of {total}{about}{waiting}"
        return f"{total}, the last one first{waiting}"

    def _row(self, number: int) -> Row:
        line = self._view.entries[number].line
        what = "; ".join(line.sentences) or "(redacted)"
        tone: Tone = "faint" if line.undone else ""
        return Row(
            line.id,
            Cell(f"{line.happened:%Y-%m-%d %H:%M}", "faint"),
            Cell(line.meeting, "faint"),
            Cell(line.by, "accent"),
            Cell(f"{_standing(line)}{what}", tone),
        )

    @property
    def _entry(self) -> Entry | None:
        entries = self._view.entries
        return entries[self.rows.cursor] if entries else None

    @work(exclusive=True, group="preview")
    async def _read_step(self) -> None:
        entry = self._entry
        if entry is None:
            self.query_one("#step", Passage).show(())
            return
        found = await self.ask(step_look(entry.id))
        if found is not None and found.id == self.rows.key:
            self.query_one("#step", Passage).show(found.spans)

    def text_to_copy(self) -> str:
        return self.query_one("#step", Passage).text

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the step under the cursor in full."""
        event.stop()
        self.query_one("#details").scroll_to(y=0, animate=False)
        self._read_step()

    def action_move(self, by: int) -> None:
        """Moves in the list during a search."""
        self.rows.action_move(by)

    async def action_back(self) -> None:
        """Ends the details, the search or the filter by target; then returns from the past."""
        if self.is_whole:
            self.show_list()
        elif self.has_class("searching") or self._typed:
            self._end_search()
        elif self._target:
            self.action_target()
        elif self._only_waiting:
            self.action_waiting()
        else:
            await self.host.run_action("leave")

    def action_search(self) -> None:
        """Opens the search, which filters steps while words are typed."""
        self.add_class("searching")
        self.query_one("#search", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters the steps by the words."""
        event.stop()
        self._typed = event.value.strip()
        self.look_again()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Focuses the steps found."""
        event.stop()
        self.set_class(bool(self._typed), "searching")
        self.rows.focus()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Hides the empty search when it loses the focus."""
        if event.widget.id == "search" and not self._typed:
            self.remove_class("searching")

    def _end_search(self) -> None:
        with self.prevent(Input.Changed):
            self.query_one("#search", Input).value = ""
        self._typed = ""
        self.remove_class("searching")
        self.rows.focus()
        self.look_again()

    def action_target(self) -> None:
        """Filters the steps by the present target, or shows all again."""
        if not self._target and not self.host.target:
            self.host.tell("go to an item first, with j or on the draft", is_problem=True)
            return
        self._target = "" if self._target else self.host.target
        self.look_again()

    def action_waiting(self) -> None:
        """Filters the steps by those that no longer apply, or shows all again."""
        self._only_waiting = not self._only_waiting
        self.look_again()

    @opens_dialog
    async def action_settle(self) -> None:
        """Records again, or drops, a step that no longer applies since copies were merged."""
        entry = self._entry
        if entry is None or self.host.refuses_in_the_past("settle anything"):
            return
        if not entry.line.overtaken:
            shows = key_of(self.app, "history.waiting")
            self.host.tell(f"this step applies; {shows} shows what does not", is_problem=True)
            return
        way = await self.pick(
            "It no longer applies. What is to become of it?",
            (
                Choice(_AGAIN, "record it again", "others that settled it otherwise are discarded"),
                Choice(_LET_GO, "discard it", "it stays in the history, and changes nothing"),
            ),
        )
        if way == _AGAIN:
            await self.record("recorded again", lambda group: group.reapply(entry.id))
        elif way == _LET_GO:
            reason = await self.ask_text("Why is it discarded?", "Or how the matter was settled.")
            if reason:
                await self.record("discarded", lambda group: group.discard(entry.id, reason))

    @opens_dialog
    async def action_undo_step(self) -> None:
        """Undoes the selected step with those that depend on it, after a preview."""
        entry = self._entry
        if entry is None or self.host.refuses_in_the_past("undo"):
            return
        view = await self.ask(undo_look(entry.id))
        if view is None:
            return
        others = len(view.steps) - 1
        later = "a later one" if others == 1 else f"{others} later ones"
        title = f"Take back this step and {later}?" if others else "Take back this step?"
        does = f"undo all {others + 1}, the last first" if others else "undo"
        if await self.confirm(title, view.spans, does):
            for each in view.steps:
                if not await self.record(f"took back: {each.what}", each.act):
                    return

    @work(exclusive=True, group="past")
    async def action_as_of(self) -> None:
        """Shows the record as it was at the step, or returns to the present."""
        if self.host.as_of:
            await self.host.return_to_present()
        elif (entry := self._entry) is not None:
            await self.host.look_back(entry.id, moment_of(entry))

    @work(exclusive=True, group="verify")
    async def action_verify(self) -> None:
        """Verifies that no step was altered."""
        app, loop = self.host, asyncio.get_running_loop()

        def show_progress(words: str) -> None:
            loop.call_soon_threadsafe(app.tell, words)

        app.tell("proving that nothing was altered …")
        proof = await self.ask(proof_look(show_progress))
        if proof is not None:
            sign = "✓ " if proof.is_intact else ""
            app.tell(f"{sign}{proof.words}", is_problem=not proof.is_intact)


def _standing(line: HistoryLine) -> str:
    if line.undone:
        return "undone: "
    return "does not apply: " if line.overtaken else ""
