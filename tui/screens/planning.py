"""The papers beside the text: questions, undertakings, milestones, consultations, translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from consensus.text.display import made_visible
from tui.actions.action import bindings
from tui.actions.papers import PAPERS
from tui.asks import asks
from tui.screens.asides import Asides
from tui.screens.detailing import Detailing
from tui.screens.dialogs import Choice, PressKey
from tui.screens.papers_contributing import Contributing
from tui.screens.papers_highlighting import Highlighting
from tui.screens.papers_planning import Planning
from tui.screens.papers_settling import Settling
from tui.views.papers import PaperKind, PaperLine, PapersView, Sheet, Standing, papers_look
from tui.views.planning import Paper, paper_look
from tui.widgets.frame import frame
from tui.widgets.lazy_rows import LazyRows
from tui.widgets.passage import Passage
from tui.widgets.row import Cell, Column, Row, Tone
from tui.widgets.rows import Rows
from tui.worker import Look

_NAMES: Mapping[Sheet, str] = {
    Sheet.QUESTIONS: "Questions",
    Sheet.UNDERTAKINGS: "Undertakings",
    Sheet.MILESTONES: "Milestones",
    Sheet.CONSULTATIONS: "Consultations",
}
_COLUMNS: Mapping[Sheet, tuple[Column, ...]] = {
    Sheet.QUESTIONS: (Column(width=5), Column(width=21), Column(width=25), Column()),
    Sheet.UNDERTAKINGS: (Column(width=5), Column(width=21), Column(width=14), Column()),
    Sheet.MILESTONES: (Column(width=5), Column(width=21), Column(width=16), Column()),
    Sheet.CONSULTATIONS: (Column(width=6), Column(width=21), Column(width=14), Column()),
}
_EMPTY: Mapping[Sheet, str] = {
    Sheet.QUESTIONS: "nothing was asked and nothing came in; + asks a question or notes what came",
    Sheet.UNDERTAKINGS: "no undertaking yet; + notes who is to do what until when",
    Sheet.MILESTONES: "nothing lies ahead; + sets a milestone or announces a meeting",
    Sheet.CONSULTATIONS: "no consultation and no translation; + opens one on what is selected (j)",
}
_TONES: Mapping[Standing, Tone] = {
    Standing.OVERDUE: "bad",
    Standing.NEAR: "warning",
    Standing.OPEN: "",
    Standing.DONE: "faint",
}
_ADDING = (
    Choice("question", "a question", "for members and others to answer", "q"),
    Choice("contribution", "a contribution", "what somebody sent in", "c"),
    Choice("undertaking", "an undertaking", "who is to do what until when", "u"),
    Choice("milestone", "a milestone", "to be reached by a day", "m"),
    Choice("meeting", "a meeting to come", "when and where", "a"),
    Choice("consultation", "a consultation", "on what is looked at", "o"),
)


class PapersScreen(
    Contributing,
    Planning,
    Settling,
    Highlighting,
    Detailing[PapersView, None],
    Asides[PapersView, None],
):
    """Four lists of what is kept beside the text, and what is selected in full."""

    CSS_PATH = "papers.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PAPERS)]

    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet.QUESTIONS
        self._view: PapersView | None = None
        self._paper: Paper | None = None
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield from frame("papers")
        with Vertical():
            with Horizontal(id="sheets"):
                for sheet, name in _NAMES.items():
                    yield Static(name, id=f"tab-{sheet}", classes="sheet", markup=False)
            yield Static("reading …", id="title", markup=False)
            for sheet in Sheet:
                yield Rows(_COLUMNS[sheet], id=sheet, empty="reading …")
            with VerticalScroll(id="details", can_focus=False):
                yield Passage(id="paper")

    def on_mount(self) -> None:
        """Begin at the questions."""
        self._show_sheet()

    @property
    def rows(self) -> Rows:
        """The list that is in front."""
        return self.query_one(f"#{self.sheet}", Rows)

    @property
    def _line(self) -> PaperLine | None:
        view = self._view
        if view is None or view.sheet is not self.sheet or not view.lines:
            return None
        return view.lines[self.rows.cursor]

    @property
    def selected(self) -> tuple[str, PaperKind] | None:
        """The key and the kind of what is selected; None where the list is empty."""
        line = self._line
        return (line.key, line.kind) if line else None

    @property
    def pointed(self) -> str:
        """The id of what all screens look at, which a new consultation is on."""
        return self.desk_app.target

    # Reading and showing

    def look(self) -> Look[PapersView]:
        """Read the list that is in front."""
        return papers_look(self.sheet)

    def show(self, view: PapersView) -> None:
        """Show the list."""
        if view.sheet is not self.sheet:
            return
        self._view = view
        for sheet, name in _NAMES.items():
            count = view.overdue_on(sheet)
            tab = self.query_one(f"#tab-{sheet}", Static)
            tab.update(f"{name} !{count}" if count else name)
        self.query_one("#title", Static).update(_title(view))
        rows = self.rows
        rows.empty = _EMPTY[self.sheet]
        rows.show(LazyRows([line.key for line in view.lines], self._row), self._wanted)
        self._wanted = ""
        self._read_paper()

    def _row(self, number: int) -> Row:
        line = self._view.lines[number] if self._view else None
        if line is None:
            return Row("", ())
        faint: Tone = "faint" if line.standing is Standing.DONE else ""
        return Row(
            line.key,
            (
                Cell(line.key, faint or "strong"),
                Cell(line.signed, _TONES[line.standing]),
                Cell(line.who, faint or "accent"),
                Cell(line.what, faint),
            ),
        )

    @work(exclusive=True, group="preview")
    async def _read_paper(self) -> None:
        self._paper = None
        selected = self.selected
        if selected is None:
            self.query_one("#paper", Passage).show(())
            return
        found = await self.ask(paper_look(*selected))
        if found is not None and selected == self.selected:
            self._paper = found
            self.query_one("#paper", Passage).show(found.pieces)

    def text_to_copy(self) -> str:
        """The reminder to whoever is behind; where nobody is, what is selected in full."""
        if self._paper is None:
            return ""
        return self._paper.reminder or self.query_one("#paper", Passage).text

    # Moving

    def turn_to(self, sheet: Sheet, key: str = "") -> None:
        """Show one of the lists.

        Args:
            sheet: which.
            key: the line to put the cursor on; the one it was on if not given.
        """
        self.sheet = sheet
        self._wanted = key
        self._show_sheet()
        self.look_again()

    def _show_sheet(self) -> None:
        for sheet in Sheet:
            for shown in (f"#{sheet}", f"#tab-{sheet}"):
                self.query_one(shown).set_class(sheet is self.sheet, "current")
        self.show_list()

    def action_turn(self, by: int) -> None:
        """Go to the next list, or to the one before."""
        sheets = list(Sheet)
        self.turn_to(sheets[(sheets.index(self.sheet) + by) % len(sheets)])

    def on_click(self, event: events.Click) -> None:
        """Go to the list whose name was clicked."""
        name = (event.widget.id or "") if event.widget else ""
        if name.startswith("tab-"):
            self.turn_to(Sheet(name.removeprefix("tab-")))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show what is selected in full; let other screens look at what it is about."""
        event.stop()
        if event.rows is not self.rows:
            return
        self.query_one("#details").scroll_to(y=0, animate=False)
        line = self._line
        if line is not None and line.target and event.rows.has_focus:
            self.desk_app.target = line.target
        self._read_paper()

    async def action_back(self) -> None:
        """Show the list again; then leave the past."""
        if self.is_whole:
            self.show_list()
        else:
            await self.desk_app.run_action("leave")

    # Adding

    @asks
    async def action_add(self) -> None:
        """Ask what is to be added, and add it."""
        if self.desk_app.refuses_in_the_past("add"):
            return
        picked = await self.app.push_screen_wait(PressKey("What is to be added?", _ADDING))
        if picked == "question":
            await self.ask_question()
        elif picked == "contribution":
            await self.note_contribution()
        elif picked == "undertaking":
            await self.undertake()
        elif picked == "milestone":
            await self.add_milestone()
        elif picked == "meeting":
            await self.announce_meeting()
        elif picked == "consultation":
            self._open_one()

    def _open_one(self) -> None:
        if not self.pointed:
            self.desk_app.tell(
                "j goes to the item that the consultation is on, 8 comes back", is_problem=True
            )
            return
        self.turn_to(Sheet.CONSULTATIONS)
        self.action_consult()


def _title(view: PapersView) -> str:
    total = view.overdue_on(view.sheet)
    overdue = f"; {total} overdue" if total else ""
    return made_visible(f"{view.title}{overdue}")
