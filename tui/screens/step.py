"""The step-through: one open matter after the other, at the pace of the meeting."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from consensus.model.decisions import phrased
from consensus.reports.words import SIGNS
from consensus.rules.verdict import Status
from consensus.text.display import escape_control_characters
from tui.keymap import STEP, SUPPOSING, bindings
from tui.screens.target_commands import (
    ConsultationsAndNotes,
    DecisionCommands,
    StatementCommands,
    WhatIf,
)
from tui.views.positions import Saying
from tui.views.step import Decidable, StepView, next_open, step_view, undecided_beside
from tui.views.text import Mark, Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows, Tone
from tui.worker import Look

_TONES: dict[str, Tone] = {
    Status.READY: "good",
    Status.BLOCKED: "bad",
    Status.CONDITIONAL: "warning",
    Status.MERGED: "good",
    Status.AGREED: "good",
    Status.ADOPTED: "good",
}

_COLUMNS = (
    Column(width=1),
    Column(width=7),
    Column("to be decided"),
    Column("status", width=13),
    Column("for", width=3, to_the_right=True),
    Column("against", width=7, to_the_right=True),
    Column("of", width=3, to_the_right=True),
)

_BRANCHES = ("", "└", "└─", "└──")

_NOTHING = (
    "There is nothing to step through yet.\n\nImport a draft first:\n"
    "  consensus draft import FILE.md\nIt appears here by itself."
)


class StepScreen(
    StatementCommands[StepView | None, None],
    DecisionCommands[StepView | None, None],
    ConsultationsAndNotes[StepView | None, None],
    WhatIf[StepView | None, None],
):
    """Shows one open matter after the other: its text, what is to be decided on it, and why."""

    CSS_PATH = "step.tcss"
    IS_QUICK = True
    BINDINGS = bindings((*STEP, *SUPPOSING))
    CHOOSES = "merge"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Textual has it
    _view: StepView | None = None
    _going_to = ""
    _preview = False

    def compose(self) -> ComposeResult:
        yield from frame("step")
        with Horizontal(id="heading"):
            yield Static("", id="head")
            yield Static("", id="floor")
        with Container(id="panes"):
            with Vertical(id="words"):
                yield Static("", id="text-title", classes="pane-title", markup=False)
                with VerticalScroll(id="text-pane", can_focus=False):
                    yield Passage(id="text")
                yield Static("", id="change-title", classes="pane-title", markup=False)
                with VerticalScroll(id="change-pane", can_focus=False):
                    yield Passage(id="change")
            with Vertical(id="standing"):
                yield Rows(_COLUMNS, id="targets", empty=" ")
                with VerticalScroll(id="verdict-pane", can_focus=False):
                    yield Passage(id="verdict")

    def on_mount(self) -> None:
        """Follows the target of all screens."""
        self.query_one("#targets", Rows).focus()
        self.watch(self.app, "target", self._follow, init=False)

    @property
    def pointed(self) -> str:
        """The id of the selection, even before it is shown."""
        return self._going_to or self.query_one("#targets", Rows).key

    @property
    def is_package(self) -> bool:
        """Whether a package is selected, which has no text of its own."""
        return self._view is not None and self.pointed in _packages(self._view)

    def look(self) -> Look[StepView | None]:
        matter = self._view.matter if self._view else ""
        return step_view(matter, self.pointed or self.host.target, self._preview)

    def show(self, view: StepView | None) -> None:
        self._view = view
        self.set_class(view is None, "-nothing")
        if view is None:
            self.query_one("#text", Passage).show([Span(_NOTHING)])
            return
        going_to, self._going_to = self._going_to, ""
        rows = self.query_one("#targets", Rows)
        rows.styles.height = len(view.decidables) + 1
        ids = [each.id for each in view.decidables]
        # The cursor may have moved on while this was read.
        here = rows.key if rows.key in ids else view.selected
        rows.fit(3, (each.status for each in view.decidables))
        rows.show([_row(each) for each in view.decidables], going_to or here)
        self._show_selected()

    def on_resize(self) -> None:
        """Shows as many lines of the reasons as there is room for."""
        self.call_after_refresh(self._show_selected)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Shows what another screen has selected meanwhile; the base class refreshes."""
        target = self.host.target
        if target and target != self.pointed:
            self._going_to = target

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the amendment or package under the cursor."""
        event.stop()
        self._show_selected()
        if self._view is not None and self.pointed != self._view.saying.target:
            self.look_again()

    async def action_next_open(self, backwards: bool) -> None:
        """Goes to the next open matter, or the one before."""
        self.host.tell(await self._go_to_open(backwards))

    async def go_on(self, decided: str) -> str:
        """Selects what comes after a decision: an amendment beside it, or the next matter."""
        view = self._view
        if view is not None and decided not in (view.matter, *_packages(view)):
            following = await self.glance(undecided_beside(decided))
            if following:
                self._go_to(following)
                return "on to the next undecided amendment, or the text"
        return await self._go_to_open(backwards=False)

    def action_preview(self) -> None:
        """Shows all undecided amendments combined, or the text again."""
        self._preview = not self._preview
        self.look_again()

    def action_scroll_text(self, by: int) -> None:
        """Scrolls the text."""
        for pane in self.query("#words VerticalScroll").results(VerticalScroll):
            if pane.display:
                pane.scroll_relative(y=3 * by, animate=False)

    async def _go_to_open(self, backwards: bool) -> str:
        matter = self._view.matter if self._view else ""
        found = await self.glance(next_open(matter, backwards))
        if found is None:
            return ""
        if not found.matter:
            self.look_again()
            return "nothing else is open"
        self._go_to(found.matter)
        return "on from the other end" if found.again else "on to the next open item"

    def _follow(self, target: str) -> None:
        if self.is_current and target and target != self.pointed:
            self._go_to(target)

    def _go_to(self, target: str) -> None:
        self._going_to = target
        self._preview = False
        self.host.target = target
        self.look_again()

    def action_merge(self) -> None:
        """Opens the merge of the undecided amendments to the selected text; or the packages."""
        if self.is_package:
            self.host.open_screen("package")
        else:
            self.action_open("merge")

    def action_dossier(self) -> None:
        """Opens the dossier of the selection."""
        if self.pointed:
            self.host.open_screen("dossier", self.pointed)

    def action_open(self, screen: str) -> None:
        """Opens a screen about the selected text, such as the editor; tells where there is none."""
        if not self.pointed:
            self.host.tell("nothing is selected; N and n go to what is open", is_problem=True)
        elif self.is_package:
            self.host.tell(
                "a package has no text of its own; go to one of the texts in it", is_problem=True
            )
        else:
            self.host.open_screen(screen, self.pointed)

    def _show_selected(self) -> None:
        view = self._view
        if view is None or self._going_to:
            return
        key = self.query_one("#targets", Rows).key
        found = next((each for each in view.decidables if each.id == key), None)
        if found is None:
            return
        self.host.target = found.id
        is_other = found.id != view.matter
        self.set_class(is_other and not self._preview, "-amendment")
        self.set_class(self._preview, "-preview")
        self.query_one("#head", Static).update(_head(view))
        self.query_one("#floor", Static).update(_floor(view.saying, found.id))
        together = "all undecided amendments together   t: the text again"
        self.show_line("#text-title", together if self._preview else "the text")
        self.query_one("#text", Passage).show(view.preview if self._preview else view.text)
        self.show_line("#change-title", f"{found.handle}, {found.what}")
        self.query_one("#change", Passage).show(found.spans if is_other else ())
        between = "\n- " if self.has_class("-wide") else "; "
        beside = view.beside if view.saying.target == found.id else ()
        self.query_one("#verdict", Passage).show(_verdict(found, beside, between))


def _packages(view: StepView) -> tuple[str, ...]:
    return tuple(each.id for each in view.decidables if each.is_package)


def _head(view: StepView) -> Content:
    matter = view.decidables[0]
    named = view.name if view.name == view.handle else f"{view.name} ({view.handle})"
    place = f"{view.place} of {view.total}" if view.place else "no longer taken up"
    return Content.assemble(
        (f" {escape_control_characters(named)}  {SIGNS[matter.status]} {matter.status} ", "bold"),
        (f"  {view.kind}, {place}", "$text-muted"),
    )


def _floor(saying: Saying, target: str) -> Content:
    code = saying.subject.code
    if not code:
        return Content.assemble(("nobody has the floor ", "$text-muted"))
    if saying.target != target:
        return Content.assemble((f"{code} speaks ", "bold $text-accent"))
    said = f"so far: {saying.said}" if saying.said else "no position so far"
    return Content.assemble((f"{code} speaks", "bold $text-accent"), (f"; {said} ", ""))


def _verdict(found: Decidable, beside: tuple[str, ...], between: str) -> list[Span]:
    """Returns the reasons of a status, joined by a line break or another separator."""
    return [
        Span(f"{SIGNS[found.status]} {found.name} is {phrased(found.status)}. ", Mark.HEADING),
        Span(f"{found.counts}"),
        *(Span(f"{between}{each}") for each in (*found.why, *beside)),
    ]


def _row(each: Decidable) -> Row:
    return Row(
        each.id,
        Cell(SIGNS[each.status], _TONES.get(each.status, "")),
        Cell(f"{_BRANCHES[min(each.depth, 3)]}{each.name}", "strong"),
        Cell(each.what),
        Cell(each.status, _TONES.get(each.status, "")),
        Cell(str(each.in_favour)),
        Cell(str(each.against)),
        Cell(str(each.eligible)),
    )
