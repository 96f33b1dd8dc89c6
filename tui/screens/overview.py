"""The overview: the status of everything, and what to take up next and why."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from consensus.model.decisions import Outcome
from consensus.reports.next_items import NextItem, Rank
from consensus.reports.progress import ProgressPoint
from consensus.reports.words import ruled_note
from consensus.rules.judgement import AGREED_STATUSES
from consensus.rules.verdict import PROVISIONAL
from consensus.text.display import escape_control_characters
from tui.keymap import OVERVIEW, bindings
from tui.screens.base import RecordScreen, opens_dialog
from tui.views.overview import DraftLine, OverviewView, next_view, overview_view
from tui.views.planning import Sheet
from tui.views.text import Span
from tui.widgets.frame import frame
from tui.widgets.rows import Cell, Column, Row, Rows
from tui.worker import Look

_BAR = 20
_DAYS = 5
_NAMED = 4
_LONGEST_LABEL = 6
_LEVELS = "▁▂▃▄▅▆▇█"
_SHEETS = {
    Rank.OVERDUE: Sheet.CONSULTATIONS,
    Rank.UNDERTAKING: Sheet.UNDERTAKINGS,
    Rank.MILESTONE: Sheet.MILESTONES,
    Rank.BALLOT: Sheet.BALLOTS,
}
"""In which list of the papers something is that is to be looked after there."""


class OverviewScreen(RecordScreen[OverviewView, None]):
    """Shows the status of everything, and what to take up next and why."""

    CSS_PATH = "overview.tcss"
    BINDINGS = bindings(OVERVIEW)

    def __init__(self) -> None:
        super().__init__()
        self._tray: frozenset[str] = frozenset()
        self._reasons: dict[str, str] = {}
        self._papers: dict[str, tuple[Sheet, str]] = {}
        self._deferred: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield from frame("overview")
        with Vertical(id="overview"):
            yield Static("", id="title", markup=False)
            yield Rows((Column(width=5), Column(), Column(width=_BAR + 16)), id="drafts")
            yield Static("", id="told-apart", markup=False)
            yield Static("", id="progress", markup=False)
            yield Static("", id="attention", markup=False)
            yield Static("To take up next", classes="heading")
            yield Rows(
                (Column(width=6), Column(width=29), Column()),
                id="next",
                empty="looking for what to take up next …",
            )
            yield Static("", id="reason", markup=False)

    def on_mount(self) -> None:
        self.query_one("#next", Rows).focus()

    def look(self) -> Look[OverviewView]:
        return overview_view

    def show(self, view: OverviewView) -> None:
        self._tray = view.tray_entries
        title = f"{escape_control_characters(view.title)}\nRule: {view.rule}"
        self.query_one("#title", Static).update(title)
        drafts = self.query_one("#drafts", Rows)
        drafts.styles.height = min(6, max(1, len(view.drafts)))
        drafts.show([_draft(line) for line in view.drafts])
        told_apart = self.query_one("#told-apart", Static)
        told_apart.update(words := _told_apart(view))
        told_apart.display = bool(words)
        self.show_line("#progress", _progress(view.progress))
        attention = self.query_one("#attention", Static)
        attention.update(_attention(view))
        attention.display = bool(view.overdue or view.stale or view.tray_entries)

    @work(exclusive=True, group="look")
    async def look_again(self) -> None:
        """Reads the overview, and then what to take up, which takes longer."""
        view = await self.ask(self.look())
        if view is None:
            return
        self.show(view)
        found = await self.ask(next_view)
        if found is not None:
            self._show_next(found)

    def _show_next(self, found: tuple[NextItem, ...]) -> None:
        self._reasons = {each.id: each.reason for each in found}
        self._papers = {
            each.id: (_SHEETS[each.rank], each.handle) for each in found if each.rank in _SHEETS
        }
        self._deferred = {each.id: _name(each) for each in found if each.rank is Rank.DEFERRED}
        rows = self.query_one("#next", Rows)
        rows.empty = "nothing is left to take up"
        rows.show([_next(each) for each in found])
        self._show_reason()

    def _show_reason(self) -> None:
        """Shows the reason of the selected row, which the row may cut off."""
        reason = self._reasons.get(self.query_one("#next", Rows).key, "")
        self.show_line("#reason", reason)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Makes the selection the target of all screens."""
        if event.rows.id == "next":
            self._show_reason()
            # Below another screen the list follows what is recorded, and selects nothing.
            is_target = event.key not in self._tray and event.key not in self._papers
            if is_target and self.is_active:
                self.host.target = event.key

    def action_take_up(self) -> None:
        """Goes to what is selected."""
        if isinstance(self.focused, Rows):
            self.focused.action_choose()

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Goes to what was chosen: a draft, a tray entry, a paper, or a matter."""
        if event.rows.id == "drafts":
            self.host.target = ""
            await self.host.action_go("draft")
        elif event.key in self._tray:
            await self.host.action_go("tray")
        elif event.key in self._papers:
            await self.host.go_to_paper(*self._papers[event.key])
        elif event.key in self._deferred:
            self._take_up(event.key)
        else:
            self.host.target = event.key
            await self.host.action_go("step")

    @opens_dialog
    async def _take_up(self, target: str) -> None:
        """Asks whether a deferred matter is taken up again, reopens it, and goes there."""
        name = self._deferred[target]
        spans = (Span(f"It was {self._reasons[target]}."),)
        if await self.confirm(f"Take up {name}?", spans, "reopen it"):
            what = f"{name}: {Outcome.REOPENED}"
            if await self.record(what, lambda group: group.decide(target, Outcome.REOPENED)):
                self.host.target = target
                await self.host.action_go("step")
                self.host.tell(f"✓ {what}")


def _next(each: NextItem) -> Row:
    rank = Cell(each.rank.words, "accent")
    return Row(each.id, Cell(_name(each), "strong"), rank, Cell(each.reason))


def _name(each: NextItem) -> str:
    return each.label if each.label and len(each.label) <= _LONGEST_LABEL else each.handle


def _draft(line: DraftLine) -> Row:
    total = sum(line.totals.values())
    agreed = sum(line.totals[status] for status in AGREED_STATUSES)
    filled = _BAR * agreed // total if total else 0
    half = _BAR * (agreed + line.totals[PROVISIONAL]) // total - filled if total else 0
    bar = "█" * filled + "▒" * half + "░" * (_BAR - filled - half)
    return Row(
        line.id,
        Cell(line.handle, "strong"),
        Cell(line.title),
        Cell(f"{bar} {agreed} of {total} agreed"),
    )


def _told_apart(view: OverviewView) -> str:
    """Returns how many items are not simply agreed; empty for none."""
    provisional = sum(line.totals[PROVISIONAL] for line in view.drafts)
    words = f"{provisional} {PROVISIONAL}" if provisional else ""
    ruled = sum(line.ruled for line in view.drafts)
    return words + ruled_note(ruled, "\n" if words else "")


def _progress(points: tuple[ProgressPoint, ...]) -> str:
    """Returns how many items were agreed, day by day; the last days where there are many."""
    if not points:
        return "Progress: nothing has been decided yet"
    days = [f"{point.day:%-d %b} {_LEVELS[_level(point)]} {point.agreed}" for point in points]
    return f"Agreed of {points[-1].items} by day: {'   '.join(days[-_DAYS:])}"


def _level(point: ProgressPoint) -> int:
    return (len(_LEVELS) - 1) * point.agreed // point.items if point.items else 0


def _attention(view: OverviewView) -> str:
    parts = []
    if view.overdue:
        more = len(view.overdue) - _NAMED
        others = f" and {more} more" if more > 0 else ""
        parts.append(f"overdue (8): {', '.join(view.overdue[:_NAMED])}{others}")
    if view.stale:
        parts.append(f"{view.stale} with positions to be reconfirmed")
    if view.tray_entries:
        parts.append(f"{len(view.tray_entries)} in the inbox (7)")
    return "To look after: " + "; ".join(parts)
