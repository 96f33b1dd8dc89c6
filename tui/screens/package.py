"""Packages, and the proposal of one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from consensus.reports.words import SIGNS
from tui.keymap import PACKAGE_PROPOSAL, PACKAGES, bindings
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.dossier import DossierScreen
from tui.screens.target_commands import ConsultationsAndNotes, DecisionCommands, StatementCommands
from tui.views.packages import Candidate, PackagesView, candidates_view, packages_view
from tui.views.text import Mark, Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows
from tui.worker import Look

_CANDIDATE_COLUMNS = (Column(width=3), Column(width=10), Column())
_NO_CANDIDATES = "nothing is undecided that a package could settle; Esc: back"


class PackageProposalScreen(RecordScreen[tuple[Candidate, ...], str | None]):
    """Asks what a package settles, and records it; answers with its id or None.

    The amendments to an item are listed once the item is taken.
    """

    CSS_PATH = "package.tcss"
    BINDINGS = bindings(PACKAGE_PROPOSAL)
    CHOOSES = "mark"

    def __init__(self) -> None:
        super().__init__()
        self._candidates: tuple[Candidate, ...] = ()
        self._marked: list[str] = []

    def compose(self) -> ComposeResult:
        yield from frame()
        yield Static("", id="title", markup=False)
        yield Rows(_CANDIDATE_COLUMNS, id="candidates", empty=_NO_CANDIDATES)
        with VerticalScroll(id="says-pane"):
            yield Passage(id="says")

    def on_mount(self) -> None:
        self.query_one("#candidates", Rows).focus()
        self.host.look_at_status()

    def look(self) -> Look[tuple[Candidate, ...]]:
        return candidates_view

    def show(self, view: tuple[Candidate, ...]) -> None:
        """Shows what a package could settle; what was decided meanwhile is unmarked."""
        self._candidates = view
        known = {each.id for each in view}
        self._marked = [each for each in self._marked if each in known]
        self._show()

    def _show(self) -> None:
        listed = [
            each
            for each in self._candidates
            if each.is_item or not each.item or each.item in self._marked
        ]
        self.query_one("#candidates", Rows).show([self._row(each) for each in listed])
        title = "What does the package settle?"
        if self._marked:
            title = f"The package: {self._settles()}"
        self.show_line("#title", title)
        self._say()

    def _row(self, each: Candidate) -> Row:
        marked = each.id in self._marked
        name = each.name if each.is_item else f"└ {each.name}"
        return Row(
            each.id,
            Cell("[x]" if marked else "[ ]", "good" if marked else "faint"),
            Cell(name, "strong" if each.is_item else ""),
            Cell(each.says),
        )

    def _taken(self, items: bool) -> list[Candidate]:
        return [
            each for each in self._candidates if each.id in self._marked and each.is_item is items
        ]

    def _settles(self) -> str:
        items = ", ".join(each.name for each in self._taken(items=True))
        amendments = ", ".join(each.name for each in self._taken(items=False))
        return f"{items} with {amendments}" if amendments else items

    def _say(self) -> None:
        key = self.query_one("#candidates", Rows).key
        spans = [Span(each.says) for each in self._candidates if each.id == key]
        hint = "Enter: take or leave it; an item taken shows its amendments   F2: propose"
        self.query_one("#says", Passage).show([*spans, Span(f"\n{hint}", Mark.FAINT)])

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the whole text of the row under the cursor."""
        event.stop()
        self._say()

    def action_mark(self) -> None:
        """Marks or unmarks a row; with an item, the amendments to it."""
        key = self.query_one("#candidates", Rows).key
        if key in self._marked:
            gone = {key, *(each.id for each in self._candidates if each.item == key)}
            self._marked = [each for each in self._marked if each not in gone]
        elif key:
            self._marked.append(key)
        self._show()

    @opens_dialog
    async def action_propose(self) -> None:
        """Asks for the title, and records the package."""
        items = [each.id for each in self._taken(items=True)]
        amendments = [each.id for each in self._taken(items=False)]
        if len(items) < 2:
            self.host.tell("a package has at least two items", is_problem=True)
            return
        title = await self.ask_text(
            "What is the package called?",
            f"It has {self._settles()}: all of it in one decision, or nothing. The texts"
            " stay as they are until then.",
        )
        if not title:
            return
        package = await self.record(
            f"a package is proposed: {title}",
            lambda group: group.propose_package(title, items, amendments),
        )
        if package:
            self.dismiss(package.made.id)

    @opens_dialog
    async def action_leave_proposal(self) -> None:
        """Leaves without recording, after a question where a row is marked."""
        spans = (Span("What you have taken is forgotten; nothing was recorded."),)
        if not self._marked or await self.confirm(
            "Leave without proposing it?", spans, "leave", "stay"
        ):
            self.dismiss(None)


_COLUMNS = (Column(width=1), Column(width=6), Column(), Column(width=28), Column(width=13))
_MOST_ROWS = 6


class PackageScreen(
    StatementCommands[PackagesView, None],
    DecisionCommands[PackagesView, None],
    ConsultationsAndNotes[PackagesView, None],
):
    """Shows every package: what it settles, what it would do to the texts, and its status."""

    CSS_PATH = "package.tcss"
    BINDINGS = bindings(PACKAGES)
    CHOOSES = "step"
    _going_to = ""

    def compose(self) -> ComposeResult:
        yield from frame()
        yield Static("Packages: decided whole, or not at all", id="title")
        key = self.named_key("package.propose")
        nothing = f"No package is proposed. {key}: propose one, of at least two items"
        yield Rows(_COLUMNS, id="packages", empty=nothing)
        with VerticalScroll(id="about-pane"):
            yield Passage(id="about")

    def on_mount(self) -> None:
        """Selects the package that is the target of all screens, if it is one."""
        self._going_to = self.host.target
        self.query_one("#packages", Rows).focus()
        self.host.look_at_status()

    @property
    def pointed(self) -> str:
        return self.query_one("#packages", Rows).key

    def look(self) -> Look[PackagesView]:
        return packages_view(self._going_to or self.pointed)

    def show(self, view: PackagesView) -> None:
        """Shows every package, and all about the one that is selected."""
        self._going_to = ""
        rows = self.query_one("#packages", Rows)
        rows.styles.height = min(_MOST_ROWS, max(1, len(view.packages)))
        rows.fit(4, (each.status for each in view.packages))
        rows.show(
            [
                Row(
                    each.id,
                    Cell(SIGNS[each.status]),
                    Cell(each.handle, "strong"),
                    Cell(each.title),
                    Cell(each.settles),
                    Cell(each.status),
                )
                for each in view.packages
            ],
            view.selected,
        )
        if view.selected:
            self.host.target = view.selected
        self.query_one("#about", Passage).show(view.spans or (Span(""),))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the package under the cursor."""
        event.stop()
        self.query_one("#about-pane").scroll_home(animate=False)
        self.look_again()

    async def go_on(self, decided: str) -> str:
        """Stays with the decided package, on which statements can go on record."""
        return "S or r: put a statement on record beside it"

    def action_step(self) -> None:
        """Opens the step-through at the package."""
        if self.pointed:
            self.host.turn_to(self.pointed)
            # The app goes: this screen would wait for itself to end.
            self.app.call_later(self.host.action_go, "step")

    def action_dossier(self) -> None:
        """Shows everything about the package."""
        if self.pointed:
            self.app.push_screen(DossierScreen(self.pointed))

    def action_propose(self) -> None:
        """Opens the proposal of another package."""
        self.app.push_screen(PackageProposalScreen(), self._go_to)

    def _go_to(self, package: str | None) -> None:
        if package:
            self._going_to = package
            self.look_again()

    def action_scroll_text(self, by: int) -> None:
        """Scrolls the details of the package."""
        self.query_one("#about-pane", VerticalScroll).scroll_relative(y=3 * by, animate=False)
