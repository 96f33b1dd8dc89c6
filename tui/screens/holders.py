"""Who holds which wording, who could live with several, and whom to call first."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Static

from consensus.reports.holders import Alternative, AlternativeKind, Call, HoldersReport
from tui.keymap import HOLDERS, bindings
from tui.screens.base import RecordScreen
from tui.views.positions import HoldersView, holders_view
from tui.views.text import Mark, Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows
from tui.worker import Look


class HoldersScreen(RecordScreen[HoldersView, None]):
    """Shows who holds which wording of a text, and whom to call first."""

    CSS_PATH = "holders.tcss"
    BINDINGS = bindings(HOLDERS)
    CHOOSES = "positions"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Textual has it

    def __init__(self, target: str) -> None:
        super().__init__()
        self._target = target
        self._view: HoldersView | None = None

    def compose(self) -> ComposeResult:
        yield from frame()
        yield Static("", id="title", markup=False)
        with Container(id="panes"):
            with Vertical(id="wordings"):
                yield Rows(
                    (Column("wording", width=21), Column("who", width=18), Column("words")),
                    id="alternatives",
                    empty="no bracket, and no undecided amendment",
                )
                with VerticalScroll(id="alternative-pane", can_focus=False):
                    yield Passage(id="alternative")
            with Vertical(id="whom"):
                yield Static("Whom to consult first", classes="heading")
                yield Rows(
                    (Column(width=6), Column(width=23), Column()),
                    id="calls",
                    empty="no member is in its way",
                )

    def on_mount(self) -> None:
        self.query_one("#alternatives", Rows).focus()

    def look(self) -> Look[HoldersView]:
        return holders_view(self._target)

    def show(self, view: HoldersView) -> None:
        self._view = view
        report = view.report
        title = self.query_one("#title", Static)
        if report is None:
            title.update(f"{view.name} is a package: ask of the texts in it")
            return
        title.update(_title(view.name, report))
        alternatives = self.query_one("#alternatives", Rows)
        alternatives.styles.height = max(1, len(report.alternatives)) + 1
        alternatives.show([_alternative(each) for each in report.alternatives])
        calls = self.query_one("#calls", Rows)
        calls.show([_call(each, view.names) for each in report.calls])
        if calls.has_focus:
            self._show_call()
        else:
            self._show_alternative()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the wording under the cursor in full."""
        event.stop()
        if event.rows.id == "calls" and event.rows.has_focus:
            self._show_call()
        else:
            self._show_alternative()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Shows the selected row of the focused list in full."""
        if event.widget.id == "calls":
            self._show_call()
        else:
            self._show_alternative()

    def action_positions(self) -> None:
        """Shows the positions, with the member under the cursor selected."""
        calls = self.query_one("#calls", Rows)
        self.host.target = self._target
        self.host.member = calls.key if calls.has_focus else ""
        # The app leaves this screen, which therefore cannot wait for it.
        self.app.call_next(self.host.action_go, "grid")

    def _show_call(self) -> None:
        view = self._view
        if view is None or view.report is None:
            return
        key = self.query_one("#calls", Rows).key
        found = next((each for each in view.report.calls if each.member == key), None)
        spans = _reasons(found, view.names) if found else []
        self.query_one("#alternative", Passage).show(spans)

    def _show_alternative(self) -> None:
        if self._view is None or self._view.report is None:
            return
        key = self.query_one("#alternatives", Rows).key
        alternatives = self._view.report.alternatives
        found = next((each for each in alternatives if each.key == key), None)
        self.query_one("#alternative", Passage).show(_whole(found) if found else ())


def _title(name: str, report: HoldersReport) -> str:
    bridges = ", ".join(
        f"{each.member}{' (on conditions)' if each.conditional else ''}" for each in report.bridges
    )
    could = f"; could live with several: {bridges}" if bridges else ""
    return f"Who supports what of {name}{could}"


def _alternative(each: Alternative) -> Row:
    held = ", ".join(word.member for word in each.holders)
    return Row(
        each.key,
        Cell(each.key, "strong"),
        Cell(held or "nobody", "" if held else "warning"),
        Cell(each.wording.strip() or "no text"),
    )


def _whole(each: Alternative) -> list[Span]:
    by = f" {', '.join(each.amendments)}" if each.question and each.amendments else ""
    stands = " as it stands" if each.kind is AlternativeKind.CONFLICT and each.stands else ""
    spans = [Span(f"{each.key}{by}{stands}: ", Mark.HEADING), Span(each.wording or "no text")]
    for what, words in (
        ("supported by", each.holders),
        ("can live with it", each.accepting),
        ("against", each.against),
        ("object", each.objecting),
    ):
        if words:
            spans += [Span(f"\n{what}: ", Mark.NAME), Span(", ".join(map(str, words)))]
    if each.is_abandoned:
        spans.append(
            Span("\nno member supports it any more; it stays until it is decided", Mark.SIGN)
        )
    if each.rivals:
        spans += [Span("\nexcludes: ", Mark.NAME), Span(", ".join(each.rivals))]
    return spans


def _call(call: Call, names: dict[str, str]) -> Row:
    return Row(
        call.member,
        Cell(call.member, "strong"),
        Cell(call.weight.words, "accent"),
        Cell(f"{', '.join(call.alternatives)}{call.like}; {names.get(call.member, '')}"),
    )


def _reasons(call: Call, names: dict[str, str]) -> list[Span]:
    return [
        Span(f"{call.member} {names.get(call.member, '')}", Mark.HEADING),
        Span(f"\n{call.weight.words}{call.like}: ", Mark.NAME),
        Span(", ".join(call.alternatives)),
        Span("\nEnter: all positions, with this member selected", Mark.FAINT),
    ]
