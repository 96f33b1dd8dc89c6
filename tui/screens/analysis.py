"""The record as a whole: whom to call, conflicts, packages, coalitions, bridges, progress."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static, Tab, Tabs

from tui.keymap import ANALYSIS, SUPPOSING, bindings
from tui.screens.target_commands import WhatIf
from tui.views.analysis import AnalysisView, Finding, Part, analysis_view
from tui.views.text import Mark, Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows, as_written
from tui.worker import Look


class AnalysisScreen(WhatIf[AnalysisView, None]):
    """Shows the analysis of the record, part by part, with the selected finding in full."""

    CSS_PATH = "analysis.tcss"
    BINDINGS = bindings((*ANALYSIS, *SUPPOSING))
    CHOOSES = "take_up"
    _part = Part.CALLS

    def __init__(self) -> None:
        super().__init__()
        self._views: dict[Part, AnalysisView] = {}

    def compose(self) -> ComposeResult:
        yield from frame("analysis")
        parts = Tabs(*(Tab(part.capitalize(), id=part) for part in Part), id="parts")
        parts.can_focus = False
        yield parts
        yield Static("", id="summary", markup=False)
        with Container(id="panes"):
            with Container(id="list", classes="pane"):
                yield Rows((Column(width=12), Column()), id="findings")
            with VerticalScroll(id="finding-pane", classes="pane"):
                yield Passage(id="finding")

    def on_mount(self) -> None:
        self.query_one("#finding-pane").border_title = "In full"
        self.query_one("#findings", Rows).focus()

    @property
    def pointed(self) -> str:
        """The id of the target of the finding under the cursor; empty for none."""
        found = self._selected
        return found.target if found else ""

    @property
    def _view(self) -> AnalysisView | None:
        return self._views.get(self._part)

    @property
    def _selected(self) -> Finding | None:
        rows = self.query_one("#findings", Rows)
        findings = self._view.findings if self._view else ()
        return findings[rows.cursor] if findings and rows.rows else None

    def look(self) -> Look[AnalysisView]:
        return analysis_view(self._part, self._view)

    def show(self, view: AnalysisView) -> None:
        self._views[view.part] = view
        if view.part is not self._part:
            return
        self.show_line("#summary", " ".join(view.sentences))
        found = [each for each in view.findings if each.cells]
        self.query_one("#list").border_title = as_written(f"{view.heading}: {len(found)}")
        rows = self.query_one("#findings", Rows)
        status = self.host.status
        has_text = status is None or any(status.totals.values())
        step, turn = self.named_key("go.step"), self.named_key("analysis.part")
        begins = f"{step} records what members propose and say, {turn} goes to the next part"
        rows.empty = f"nothing was found: {begins}" if has_text else self.nothing_yet()
        first = found[0].key if found and not rows.rows else ""
        rows.show(LazyRows([each.key for each in view.findings], self._row), first)
        self._show_selected()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the finding under the cursor, and makes its target the one of all screens."""
        event.stop()
        self._show_selected()

    @on(Tabs.TabActivated, "#parts")
    def show_part(self, event: Tabs.TabActivated) -> None:
        """Shows another part: what was read of it before, until it is read again."""
        event.stop()
        self._part = Part(event.tab.id or "")
        if self._view is not None:
            self.show(self._view)
        else:
            self.show_line("#summary", "reading …")
            rows = self.query_one("#findings", Rows)
            rows.empty = "reading …"
            rows.show(())
            self.query_one("#finding", Passage).show(())
        self.look_again()

    def action_turn(self, by: int) -> None:
        """Goes to the next part, or to the one before."""
        parts = list(Part)
        turned = parts[(parts.index(self._part) + by) % len(parts)]
        self.query_one("#parts", Tabs).active = turned

    def action_take_up(self) -> None:
        """Goes to the text, to settle it, or to the positions of the member."""
        found = self._selected
        if found is None:
            return
        if found.member:
            self.host.member = found.member
            self.app.call_next(self.host.action_go, "grid")
        elif found.target:
            self.host.turn_to(found.target)
            self.app.call_next(self.host.action_go, "step")

    def text_to_copy(self) -> str:
        return self.query_one("#finding", Passage).text

    def _row(self, number: int) -> Row:
        found = self._view.findings[number] if self._view else None
        if found is None:
            return Row("")
        if not found.cells:
            return Row(found.key, Cell(found.title, "faint"))
        said = [
            cell if place == 1 else f"{heading} {cell}"
            for place, (heading, cell) in enumerate(zip(found.headings, found.cells, strict=True))
            if place and cell
        ]
        return Row(found.key, Cell(found.cells[0], "strong"), Cell(" · ".join(said)))

    def _show_selected(self) -> None:
        found, view = self._selected, self._view
        how = (Span(f"\n\n{view.how_to_read}", Mark.FAINT),) if view and found else ()
        self.query_one("#finding", Passage).show((*found.spans, *how) if found else ())
        self.query_one("#finding-pane").scroll_to(y=0, animate=False)
        if found is not None and found.target:
            self.host.target = found.target
