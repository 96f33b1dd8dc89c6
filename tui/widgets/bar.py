"""The two lines at the top of every screen: where one can go, and how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from consensus.reports.words import SIGNS
from consensus.text.display import made_visible
from tui.views.bar import BarView
from tui.views.floor import clock_time

if TYPE_CHECKING:
    from tui.app import ConsensusApp

PLACES = (
    ("overview", "Overview"),
    ("draft", "Draft"),
    ("step", "Step"),
    ("grid", "Positions"),
    ("members", "Meeting"),
    ("history", "History"),
    ("tray", "Tray"),
    ("papers", "Papers"),
)
"""The screens that have a number, in its order, with their names."""


_WIDE = 150
"""From so many columns on there is room for the words of statuses beside their signs."""


def in_the_past(moment: str) -> str:
    """Say that the past is shown, and what that means.

    Args:
        moment: when that was, in words.
    """
    return f"as of {moment} — nothing can be recorded"


class Bar(Vertical):
    """Where one can go, the present place marked; totals, the meeting, and who has the floor.

    Args:
        place: which of `PLACES` this is; empty for a screen without a number.
    """

    DEFAULT_CSS = """
    Bar {
        dock: top;
        height: 2;
        & Static { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        & #places { background: $panel; }
    }
    """

    view: reactive[BarView | None] = reactive(None)

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self._place = place

    def compose(self) -> ComposeResult:
        """Lay out the two lines."""
        yield Static(self._places(), id="places")
        yield Static("", id="standing")

    def on_mount(self) -> None:
        """Keep the speaker's time."""
        self.set_interval(1, self._show)

    def watch_view(self, view: BarView | None) -> None:
        """Show how things stand."""
        self._show()

    def _places(self) -> Content:
        parts: list[tuple[str, str]] = []
        for number, (place, name) in enumerate(PLACES, 1):
            style = "bold reverse" if place == self._place else ""
            parts.append((f" {number} {name} ", style))
        # Eighty columns have room for all of them without the spaces at both ends.
        (first, of_first), *between, (last, of_last) = parts
        return Content.assemble((first.lstrip(), of_first), *between, (last.rstrip(), of_last))

    def _show(self) -> None:
        if self.view is None or not self.is_mounted:
            return
        standing = self._standing(self.view)
        if as_of := cast("ConsensusApp", self.app).as_of:
            words = f" {in_the_past(as_of)}; Esc returns to the present "
            standing = Content.assemble((words, "bold reverse $text-warning"))
        self.query_one("#standing", Static).update(standing)

    def _standing(self, view: BarView) -> Content:
        parts: list[tuple[str, str]] = []
        total = sum(view.totals.values())
        for status, number in view.totals.items():
            if number:
                word = f" {status}" if self.size.width >= _WIDE else ""
                parts.append((f" {SIGNS[status]}{number}{word}", "bold"))
        parts.append((f" of {total}", ""))
        if view.speaker:
            parts.append((f"  floor: {view.speaker}{self._spoken(view)}", "bold $text-accent"))
        if view.waiting:
            more = f" +{len(view.waiting) - 3}" if len(view.waiting) > 3 else ""
            parts.append((f"  next: {' '.join(view.waiting[:3])}{more}", ""))
        if view.waiting_in_tray:
            parts.append((f"  tray: {view.waiting_in_tray}", "$text-warning"))
        if view.meeting:
            parts.append(
                (f"  {view.present} present at {made_visible(view.meeting)}", "$text-muted")
            )
        else:
            parts.append(("  no meeting is open", "$text-muted"))
        return Content.assemble(*parts)

    def _spoken(self, view: BarView) -> str:
        if view.speaking_since is None:
            return ""
        now = cast("ConsensusApp", self.app).clock()
        seconds = max(0, int((now - view.speaking_since).total_seconds()))
        if view.may_speak is None or seconds <= view.may_speak:
            return f" {clock_time(seconds)}"
        return f" ! {clock_time(seconds)} of {clock_time(view.may_speak)}"
