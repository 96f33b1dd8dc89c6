"""The overview: where everything stands, and what to take up next and why."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from consensus.reports.status_signs import SIGNS
from tui.actions.action import bindings
from tui.actions.overview import OVERVIEW
from tui.desk import Look
from tui.screens.record_screen import RecordScreen
from tui.views.overview import DraftLine, OverviewView, overview_view
from tui.widgets.frame import frame
from tui.widgets.row import Cell, Column, Row
from tui.widgets.rows import Rows


class OverviewScreen(RecordScreen[OverviewView, None]):
    """Where everything stands, and what to take up next and why."""

    CSS_PATH = "overview.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OVERVIEW)]

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield from frame("overview")
        with Vertical():
            yield Static("", id="title", markup=False)
            yield Rows((Column(width=5), Column(), Column(width=44)), id="drafts")
            yield Static("To take up next", classes="heading")
            yield Rows(
                (Column(width=6), Column(width=26), Column()),
                id="next",
                empty="nothing is left to take up",
            )

    def on_mount(self) -> None:
        """Begin at what to take up next."""
        self.query_one("#next", Rows).focus()

    def look(self) -> Look[OverviewView]:
        """What the overview reads."""
        return overview_view

    def show(self, view: OverviewView) -> None:
        """Show where everything stands."""
        self.query_one("#title", Static).update(f"{view.title}, which decides by {view.rule}")
        drafts = self.query_one("#drafts", Rows)
        drafts.styles.height = min(6, max(1, len(view.drafts)))
        drafts.show([_draft(line) for line in view.drafts])
        self.query_one("#next", Rows).show(
            [
                Row(
                    each.id,
                    (
                        Cell(each.label or each.handle, "strong"),
                        Cell(each.rank, "accent"),
                        Cell(each.reason),
                    ),
                )
                for each in view.next
            ]
        )

    async def action_open(self) -> None:
        """Take up what is selected."""


def _draft(line: DraftLine) -> Row:
    totals = "  ".join(
        f"{SIGNS[status]} {count} {status}" for status, count in line.totals.items() if count
    )
    return Row(line.id, (Cell(line.handle, "strong"), Cell(line.title), Cell(totals)))
