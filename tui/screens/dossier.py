"""The dossier: everything known of an item, amendment or package, and what can be done with it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from consensus.reports.words import SIGNS
from consensus.text.display import made_visible
from tui.actions.action import bindings
from tui.actions.dossier import DOSSIER
from tui.asks import asks
from tui.screens.dialogs import Choice, Pick
from tui.screens.dossier_acts import DossierActs
from tui.views.dossier import DossierView, Part, dossier_view
from tui.views.dossier_sections import count_of, section
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.row import Cell, Column, Row, Tone
from tui.widgets.rows import Rows
from tui.worker import Look


class DossierScreen(DossierActs):
    """Everything that is known of one target: sections at the left, one of them beside.

    Args:
        target: the id of the item, amendment or package.
    """

    CSS_PATH = "dossier.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(DOSSIER)]

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield from frame()
        yield Static("", id="headline", markup=False)
        with Horizontal(id="panes"):
            yield Rows((Column(), Column(width=4, to_the_right=True)), id="sections")
            with VerticalScroll(id="body"):
                yield Passage(id="section")

    def on_mount(self) -> None:
        """Begin at what it is."""
        self.query_one("#body").can_focus = False
        sections = self.query_one("#sections", Rows)
        sections.show([Row(part, (Cell(part), Cell(""))) for part in Part])
        sections.focus()

    @property
    def part(self) -> Part:
        """The section that is read."""
        return Part(self.query_one("#sections", Rows).key)

    def look(self) -> Look[DossierView]:
        """Everything, its steps only where they are read."""
        wanted = self.part is Part.HISTORY
        return lambda group, check: dossier_view(group, check, self.of, with_history=wanted)

    def show(self, view: DossierView) -> None:
        """Show it, the section and the scroll staying where they are."""
        self.view = view
        self.query_one("#headline", Static).update(
            made_visible(f"{view.name}   {SIGNS[view.status]} {view.status}   {_about(view)}")
        )
        self.query_one("#sections", Rows).show(
            [
                Row(part, (Cell(part, "strong"), Cell(count_of(view, part), _tone(view, part))))
                for part in Part
            ]
        )
        self.query_one("#section", Passage).show(section(view, self.part))
        self.refresh_bindings()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show the section that the cursor has come to."""
        event.stop()
        view = self.view
        if view is None:
            return
        body = self.query_one("#body", VerticalScroll)
        body.scroll_home(animate=False)
        self.query_one("#section", Passage).show(section(view, self.part))
        if self.part is Part.HISTORY and view.history is None:
            self.look_again()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Go to one of those it has to do with."""
        event.stop()
        self.action_go_on()

    def on_screen_resume(self) -> None:
        """Let this be what is looked at now; the base class looks again."""
        self.desk_app.target = self.of

    def text_to_copy(self) -> str:
        """The section that is read; of the first one, the text alone."""
        if self.view is None:
            return ""
        if self.part is Part.WHAT:
            return self.view.copied
        return self.query_one("#section", Passage).text.strip()

    def action_scroll_body(self, by: int) -> None:
        """Read further down or up."""
        body = self.query_one("#body", VerticalScroll)
        body.scroll_relative(y=by * max(1, body.size.height - 2), animate=False)

    @asks
    async def action_go_on(self) -> None:
        """Ask to which of those it has to do with, and go there."""
        view = self.view
        if view is None:
            return
        if not view.related:
            self.desk_app.tell("it has to do with nothing else")
            return
        choices = [
            Choice(each.id, each.handle, f"{each.how}: {each.beginning}") for each in view.related
        ]
        picked = await self.app.push_screen_wait(Pick("Go to", choices))
        if picked:
            self.app.push_screen(DossierScreen(picked))

    def action_propose(self) -> None:
        """Propose an amendment to it."""
        from tui.screens.propose import ProposeScreen

        self.app.push_screen(ProposeScreen(self.of))

    def action_edit(self) -> None:
        """Reword it."""
        from tui.screens.edit import EditScreen

        self.app.push_screen(EditScreen(self.of))

    def action_bracket(self) -> None:
        """Put words in brackets, or change those that are there."""
        from tui.screens.bracket import BracketScreen

        self.app.push_screen(BracketScreen(self.of))


def _about(view: DossierView) -> str:
    subject = view.dossier.subject
    about = f" to {subject.amends}" if subject.amends else ""
    by = f", by {', '.join(view.backers)}" if view.backers else ""
    return f"{subject.kind}{about}{by}"


def _tone(view: DossierView, part: Part) -> Tone:
    if part is Part.OBJECTIONS and any(each.is_standing for each in view.dossier.objections):
        return "bad"
    return "" if part is Part.STATUS else "faint"
