"""The record as a whole: whom to call, conflicts, packages, coalitions, bridges, progress."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widgets import Static

from tui.keymap import ANALYSIS, SUPPOSING, bindings
from tui.screens.target_commands import WhatIf
from tui.views.analysis import AnalysisView, Finding, Part, analysis_view
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows
from tui.worker import Look


class AnalysisScreen(WhatIf[AnalysisView, None]):
    """Shows the analysis of the record, part by part, with the selected finding in full."""

    CSS_PATH = "analysis.tcss"
    BINDINGS = bindings((*ANALYSIS, *SUPPOSING))
    CHOOSES = "take_up"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Textual has it
    _part = Part.CALLS
    _view: AnalysisView | None = None

    def compose(self) -> ComposeResult:
        yield from frame()
        with Horizontal(id="parts"):
            for part in Part:
                name = part.capitalize()
                yield Static(name, id=f"part-{part}", classes="part", markup=False)
        yield Static("", id="summary", markup=False)
        with Container(id="panes"):
            yield Rows((Column(width=8), Column(width=25), Column()), id="findings", empty=" ")
            with VerticalScroll(id="finding-pane", can_focus=False):
                yield Passage(id="finding")

    def on_mount(self) -> None:
        self.query_one("#findings", Rows).focus()
        self._turn_to(self._part)

    @property
    def pointed(self) -> str:
        """The id of the target of the finding under the cursor; empty for none."""
        found = self._selected
        return found.target if found else ""

    @property
    def _selected(self) -> Finding | None:
        view = self._view
        if view is None or view.part is not self._part or not view.findings:
            return None
        return view.findings[self.query_one("#findings", Rows).cursor]

    def look(self) -> Look[AnalysisView]:
        return analysis_view(self._part)

    def show(self, view: AnalysisView) -> None:
        if view.part is not self._part:
            return
        self._view = view
        self.show_line("#summary", view.summary)
        rows = self.query_one("#findings", Rows)
        rows.empty = "nothing was found"
        rows.show(LazyRows([each.key for each in view.findings], self._row))
        self._show_selected()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the finding under the cursor, and makes its target the one of all screens."""
        event.stop()
        self._show_selected()

    def on_click(self, event: events.Click) -> None:
        """Turns to the part whose name was clicked."""
        name = (event.widget.id or "") if event.widget else ""
        if name.startswith("part-"):
            self._turn_to(Part(name.removeprefix("part-")))
            self.look_again()

    def action_turn(self, by: int) -> None:
        """Goes to the next part, or to the one before."""
        parts = list(Part)
        self._turn_to(parts[(parts.index(self._part) + by) % len(parts)])
        self.look_again()

    def action_take_up(self) -> None:
        """Goes to the text, to settle it, or to the positions of the member."""
        found = self._selected
        if found is None:
            return
        if found.member:
            self.host.member = found.member
            self.app.call_next(self.host.action_go, "grid")
        elif found.target:
            self.host.target = found.target
            self.app.call_next(self.host.action_go, "step")

    def text_to_copy(self) -> str:
        return self.query_one("#finding", Passage).text

    def _turn_to(self, part: Part) -> None:
        self._part = part
        for each in Part:
            self.query_one(f"#part-{each}").set_class(each is part, "current")
        self.show_line("#summary", "reading …")
        rows = self.query_one("#findings", Rows)
        rows.empty = "reading …"
        rows.show(())
        self.query_one("#finding", Passage).show(())

    def _row(self, number: int) -> Row:
        found = self._view.findings[number] if self._view else None
        if found is None:
            return Row("")
        return Row(
            found.key, Cell(found.what, "strong"), Cell(found.how, "accent"), Cell(found.words)
        )

    def _show_selected(self) -> None:
        found = self._selected
        self.query_one("#finding", Passage).show(found.spans if found else ())
        self.query_one("#finding-pane").scroll_to(y=0, animate=False)
        if found is not None and found.target:
            self.host.target = found.target
