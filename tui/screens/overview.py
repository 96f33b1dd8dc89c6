"""The overview: the status of everything, and what to take up next and why."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from consensus.model.decisions import Outcome
from consensus.reports.next_items import Rank
from consensus.reports.words import SIGNS, ruled_note
from consensus.rules.judgement import AGREED_STATUSES
from consensus.rules.verdict import PROVISIONAL, Status
from tui.keymap import ASIDES, GAVELLING, OVERVIEW, bindings, key_of
from tui.screens.base import opens_dialog
from tui.screens.target_commands import ConsultationsAndNotes, DecisionCommands, Holders
from tui.views.overview import (
    DraftLine,
    NextLine,
    OverviewView,
    next_view,
    overview_view,
    preview_look,
)
from tui.views.planning import Sheet
from tui.views.text import Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows, Tone, as_written
from tui.worker import Look

_BAR = 12
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

_TONES: dict[str, Tone] = {
    Status.ADOPTED: "good",
    Status.AGREED: "good",
    PROVISIONAL: "good",
    Status.AGREED_AD_REF: "warning",
    Status.READY: "accent",
    Status.CONDITIONAL: "warning",
    Status.OPEN: "",
    Status.BLOCKED: "bad",
}
"""The statuses of what is not out of the way, from agreement on, and how each is meant."""

_COLOURS = {"good": "$text-success", "bad": "$text-error", "warning": "$text-warning"}
_COLOURS |= {"accent": "$text-primary", "": "$foreground"}
_ACTS = dict.fromkeys((Rank.READY, Rank.TOGETHER, Rank.MAY_BE_AGREED), "gavel.decide")
_ACTS |= {Rank.PENDING: "gavel.pending", Rank.CLOSEST: "aside.consult"}
"""The action that takes up what has a rank; Enter for all others."""

_EXPLAINED = 100
"""Of so many lines the reason is read at once, of all when the cursor comes near the end."""

_OBJECTED = {Rank.SINGLE_OBJECTION, Rank.CLOSEST, Rank.STUCK}


class OverviewScreen(
    DecisionCommands[OverviewView, None],
    ConsultationsAndNotes[OverviewView, None],
    Holders[OverviewView, None],
):
    """Shows the status of everything, and what to take up next and why."""

    CSS_PATH = "overview.tcss"
    BINDINGS = bindings((*OVERVIEW, *GAVELLING, *ASIDES))
    _view: OverviewView | None = None

    def __init__(self) -> None:
        super().__init__()
        self._next: dict[str, NextLine] = {}
        self._explained = _EXPLAINED  # of how many lines the reason is read

    def compose(self) -> ComposeResult:
        yield from frame("overview")
        with Vertical(id="totals", classes="pane"):
            yield Rows((Column(width=5), Column(), Column(width=_BAR + 16)), id="drafts")
            yield Static("", id="progress", markup=False)
        with Horizontal(id="panes"):
            with Vertical(id="work"):
                columns = *(Column(width=each) for each in (1, 6, 17)), Column(), Column("", 1)
                yield Rows(columns, id="next", empty="looking for what to take up next …")
                with VerticalScroll(id="preview", classes="pane"):
                    yield Passage(id="words")
            with Vertical(id="beside"):
                for each in ("meeting", "after", "lately"):
                    yield Static("", id=each, classes="pane", markup=False)

    def on_mount(self) -> None:
        titles = {"next": "To take up next", "after": "To look after", "meeting": "The meeting"}
        for name, title in (titles | {"lately": "Lately"}).items():
            self.query_one(f"#{name}").border_title = as_written(title)
        self.query_one("#next").border_subtitle = "nearest to agreement first"
        self.query_one("#next", Rows).add_class("pane").focus()
        self.watch(self.app, "status", self._show_meeting)

    @property
    def pointed(self) -> str:
        """The id of the selected text or package; empty for what is neither."""
        line = self._next.get(self.query_one("#next", Rows).key)
        return line.item.id if line and line.item.rank not in {*_SHEETS, Rank.TRAY} else ""

    async def go_on(self, decided: str) -> str:
        return "the list below is anew"

    def look(self) -> Look[OverviewView]:
        return overview_view

    def on_resize(self) -> None:
        """Draws the bar as long as there is room for."""
        self.call_after_refresh(self._show_totals)

    def show(self, view: OverviewView) -> None:
        self._view = view
        totals, drafts = self.query_one("#totals"), self.query_one("#drafts", Rows)
        totals.border_title = as_written(view.title)
        totals.border_subtitle = as_written(view.rule)
        drafts.display = len(view.drafts) > 1
        drafts.styles.height = min(6, max(1, len(view.drafts)))
        drafts.show([_draft(line) for line in view.drafts])
        self._show_totals()
        lines = [f"{each.happened:%H:%M} {each.sentences[0]}" for each in view.lately]
        self.show_line("#lately", "\n".join(lines))

    def _show_totals(self) -> None:
        if self._view is None:
            return
        progress = self.query_one("#progress", Static)
        progress.update(_totals(self._view, max(20, progress.size.width - 20)))
        is_narrow = self.has_class("-narrow")
        after = _attention(self._view)
        if (missing := self._view.missing) and self._view.drafts:
            after.insert(0, self.bring_in(f"{', '.join(missing)} and mails"))
        self.show_line("#after", ("   " if is_narrow else "\n").join(after))
        self.query_one("#after").display = bool(after) or not is_narrow

    def _show_meeting(self) -> None:
        status = self.host.status
        if status is None or not status.meeting:
            key = key_of(self.app, "meeting.meeting")
            self.show_line("#meeting", f"No meeting is open: {key} in 5 opens one.")
            return
        lines = [status.meeting, f"{status.present} present"]
        if status.floor.turn:
            lines.append(f"● {status.floor.turn.member} has the floor")
        if status.floor.waiting:
            lines.append(f"then {' '.join(each.member for each in status.floor.waiting)}")
        self.show_line("#meeting", "\n".join(lines))

    @work(exclusive=True, group="look")
    async def look_again(self) -> None:
        """Reads the overview, and then what to take up, which takes longer."""
        view = await self.ask(self.look())
        if view is None:
            return
        self.show(view)
        found = await self.ask(next_view(self._explained))
        if found is not None:
            self._next = {each.item.id: each for each in found}
            rows = self.query_one("#next", Rows)
            rows.empty = "nothing is left to take up" if view.drafts else self.nothing_yet()
            keys = {rank: key_of(self.app, each) for rank, each in _ACTS.items()}
            key = [keys.get(each.item.rank, "↵") for each in found]
            rows.show(LazyRows(tuple(self._next), lambda at: _next(found[at], key[at])))
            rows.border_title = as_written(f"To take up next  {len(found)}")
            self._look_closer()

    @work(exclusive=True, group="preview")
    async def _look_closer(self) -> None:
        """Shows the selected text, and where it stands, if there is room for it."""
        line = self._next.get(self.query_one("#next", Rows).key)
        title = f"{_name(line)}  {line.item.rank.words}" if line else ""
        self.query_one("#preview").border_title = as_written(title)
        found = await self.glance(preview_look(self.pointed))
        reason = (Span(f"{line.item.reason}\n\n"),) if line else ()
        self.query_one("#words", Passage).show((*reason, *(found or ())))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Makes the selection the target of all screens."""
        if event.rows.id == "next":
            self._look_closer()
            if event.rows.cursor + _EXPLAINED // 2 > self._explained and self._explained < len(
                self._next
            ):
                self._explained = len(self._next)
                self.look_again()
            # Below another screen the list follows what is recorded, and selects nothing.
            if self.is_active and (target := self.pointed):
                self.host.target = target

    def action_take_up(self) -> None:
        """Goes to what is selected."""
        if isinstance(self.focused, Rows):
            self.focused.action_choose()

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Goes to what was chosen: a draft, a tray entry, a paper, or a matter."""
        line = self._next.get(event.key)
        if event.rows.id == "drafts" or line is None:
            self.host.target = ""
            await self.host.action_go("draft")
        elif line.item.rank is Rank.TRAY:
            await self.host.action_go("tray")
        elif line.item.rank in _SHEETS:
            await self.host.go_to_paper(_SHEETS[line.item.rank], line.item.handle)
        elif line.item.rank is Rank.DEFERRED:
            self._take_up(line)
        else:
            self.host.turn_to(event.key)
            await self.host.action_go("step")

    @opens_dialog
    async def _take_up(self, line: NextLine) -> None:
        """Asks whether a deferred matter is taken up again, reopens it, and goes there."""
        spans = (Span(f"It was {line.item.reason}."),)
        if await self.confirm(f"Take up {_name(line)}?", spans, "reopen it"):
            what, target = f"{_name(line)}: {Outcome.REOPENED}", line.item.id
            if await self.record(what, lambda group: group.decide(target, Outcome.REOPENED)):
                self.host.turn_to(target)
                await self.host.action_go("step")
                self.host.tell(f"✓ {what}")


def _next(line: NextLine, key: str) -> Row:
    tone = _TONES.get(line.status, "faint")
    if line.status == Status.BLOCKED and line.item.rank in _OBJECTED:
        key = "v"  # whom to consult
    return Row(
        line.item.id,
        Cell(SIGNS.get(line.status, "·"), tone),
        Cell(_name(line), "strong"),
        Cell(line.takes, tone),
        Cell(line.item.reason),
        Cell(key, "accent"),
    )


def _name(line: NextLine) -> str:
    label = line.item.label
    return label if label and len(label) <= _LONGEST_LABEL else line.item.handle


def _draft(line: DraftLine) -> Row:
    total = sum(line.totals.values())
    agreed = sum(line.totals[status] for status in AGREED_STATUSES)
    filled = _BAR * agreed // total if total else 0
    bar = f"{'━' * filled}{'─' * (_BAR - filled)} {agreed} of {total} agreed"
    return Row(line.id, Cell(line.handle, "strong"), Cell(line.title), Cell(bar))


def _totals(view: OverviewView, width: int) -> Content:
    """Returns one bar from agreed to blocked, its legend, and how far each day came."""
    totals = {each: sum(line.totals[each] for line in view.drafts) for each in SIGNS}
    order = [*_TONES, *(each for each in SIGNS if each not in _TONES)]
    items = sum(totals.values())
    bar: list[tuple[str, str]] = []
    legend: list[tuple[str, str]] = []
    done = drawn = 0
    for each in order:
        colour = _COLOURS.get(_TONES.get(each, "faint"), "$muted")
        done += totals[each]
        end = width * done // items if items else 0
        bar.append(("━" * (end - drawn), colour))
        drawn = end
        if totals[each]:
            legend.append((f"{SIGNS[each]}{totals[each]} {each}  ", colour))
    agreed = sum(totals[each] for each in AGREED_STATUSES)
    days = [f"{_LEVELS[7 * at.agreed // at.items]} {at.agreed}" for at in view.progress if at.items]
    ruled = ruled_note(sum(line.ruled for line in view.drafts), "")
    said = (ruled, f"agreed by day: {'  '.join(days[-_DAYS:])}" if days else "")
    more = "".join(f"\n{each}" for each in said if each)
    counted = f"  {agreed} of {items} agreed\n"
    return Content.assemble(*bar, counted, *legend, (more, "$muted"))


def _attention(view: OverviewView) -> list[str]:
    """Returns what is to be looked after, each with the number of its screen."""
    lines = []
    if view.overdue:
        more = len(view.overdue) - _NAMED
        others = f" and {more} more" if more > 0 else ""
        lines.append(f"overdue: {', '.join(view.overdue[:_NAMED])}{others} (8)")
    if view.stale:
        lines.append(f"{view.stale} with positions to be reconfirmed (4)")
    if view.tray_entries:
        lines.append(f"{len(view.tray_entries)} in the inbox (7)")
    if view.drafts:
        lines.append("to deliver (8)")
    return lines
