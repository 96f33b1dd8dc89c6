"""Packages: several questions settled together by one gavel, or not at all."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from consensus.reports.words import SIGNS
from tui.actions.action import bindings
from tui.actions.package import PACKAGES
from tui.screens.asides import Asides
from tui.screens.gavelling import Gavelling
from tui.screens.package_proposal import PackageProposalScreen
from tui.screens.target_commands import Speaking
from tui.views.packages import PackagesView, packages_view
from tui.views.text import Piece
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.row import Cell, Column, Row
from tui.widgets.rows import Rows
from tui.worker import Look

_COLUMNS = (Column(width=1), Column(width=6), Column(), Column(width=28), Column(width=13))
_MOST_ROWS = 6
_NONE = "No package is proposed. a: propose one, of at least two items"


class PackageScreen(
    Speaking[PackagesView, None], Gavelling[PackagesView, None], Asides[PackagesView, None]
):
    """Every package: what it settles, what it would do to the texts, and the gavel over it."""

    CSS_PATH = "package.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PACKAGES)]

    def __init__(self) -> None:
        super().__init__()
        self._going_to = ""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield from frame()
        yield Static("Packages: settled whole by one gavel, or not at all", id="title")
        yield Rows(_COLUMNS, id="packages", empty=_NONE)
        with VerticalScroll(id="about-pane", can_focus=False):
            yield Passage(id="about")

    def on_mount(self) -> None:
        """Begin with the package that is looked at, if it is one."""
        self._going_to = self.desk_app.target
        self.query_one("#packages", Rows).focus()
        self.desk_app.look_at_bar()

    @property
    def pointed(self) -> str:
        """The id of the package that is selected."""
        return self.query_one("#packages", Rows).key

    def look(self) -> Look[PackagesView]:
        """Read every package."""
        return packages_view(self._going_to or self.pointed)

    def show(self, view: PackagesView) -> None:
        """Show every package, and all about the one that is selected."""
        self._going_to = ""
        rows = self.query_one("#packages", Rows)
        rows.styles.height = min(_MOST_ROWS, max(1, len(view.packages)))
        rows.show(
            [
                Row(
                    each.id,
                    (
                        Cell(SIGNS[each.status]),
                        Cell(each.handle, "strong"),
                        Cell(each.title),
                        Cell(each.settles),
                        Cell(each.status),
                    ),
                )
                for each in view.packages
            ],
            view.selected,
        )
        if view.selected:
            self.desk_app.target = view.selected
        self.query_one("#about", Passage).show(view.pieces or (Piece(""),))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Tell all about the package under the cursor."""
        event.stop()
        self.query_one("#about-pane").scroll_home(animate=False)
        self.look_again()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Step through what it settles."""
        event.stop()
        self.action_step()

    async def go_on(self, decided: str) -> str:
        """Stay with the package, where what members say of it can go on record."""
        return "S or r: put a statement on record beside it"

    def action_step(self) -> None:
        """Go to the package where one matter after the other is stepped through."""
        if self.pointed:
            self.desk_app.target = self.pointed
            # The app goes: this screen would wait for itself to end.
            self.app.call_later(self.desk_app.action_go, "step")

    def action_dossier(self) -> None:
        """Show everything about the package."""
        from tui.screens.dossier import DossierScreen

        if self.pointed:
            self.app.push_screen(DossierScreen(self.pointed))

    def action_propose(self) -> None:
        """Choose what another package is to settle."""
        self.app.push_screen(PackageProposalScreen(), self._go_to)

    def _go_to(self, package: str | None) -> None:
        if package:
            self._going_to = package
            self.look_again()

    def action_scroll_text(self, by: int) -> None:
        """Scroll what is said of the package."""
        self.query_one("#about-pane", VerticalScroll).scroll_relative(y=3 * by, animate=False)
