"""The frame of a screen: the bar, a notice, and the keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from attrs import frozen
from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from consensus.model.meetings import Turn
from consensus.reports.words import SIGNS
from consensus.rules.verdict import BY_THE_CHAIR
from consensus.text.display import escape_control_characters
from tui.host import Host
from tui.views.meeting import BarView, clock_time

PLACES = (
    ("overview", "Overview"),
    ("draft", "Draft"),
    ("step", "Step"),
    ("grid", "Positions"),
    ("members", "Meeting"),
    ("history", "History"),
    ("tray", "Inbox"),
    ("papers", "Papers"),
)
"""The screens that have a number, in its order, with their names."""


_NARROW, _WIDE = 100, 150
"""From so many columns on there is room for words beside a meeting, and beside every sign."""

_ROOM = 16
"""So many columns of what the room sees are said in the bar."""


def in_the_past(moment: str) -> str:
    """Returns the words that say that the past is shown, and what that means."""
    return f"as of {moment} — nothing can be recorded"


class Bar(Vertical):
    """The two lines at the top: where one can go, totals, the meeting, and the speaker."""

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
        """Lays out the two lines."""
        yield Static(self._places(), id="places")
        yield Static("", id="standing")

    def on_mount(self) -> None:
        """Starts the speaker's clock."""
        self.watch(self.app, "room", self._show)
        self.set_interval(1, self._show)

    def watch_view(self, view: BarView | None) -> None:
        """Shows new values."""
        self._show()

    def on_resize(self) -> None:
        """Shows as much as there is room for."""
        self._show()

    def _places(self) -> Content:
        parts: list[tuple[str, str]] = []
        for number, (place, name) in enumerate(PLACES, 1):
            style = "bold reverse" if place == self._place else ""
            parts.append((f" {number} {name}{'' if name == 'Inbox' else ' '}", style))
        # Eighty columns have room for all of them without the spaces at both ends.
        (first, of_first), *between, (last, of_last) = parts
        return Content.assemble((first.lstrip(), of_first), *between, (last.rstrip(), of_last))

    def _show(self) -> None:
        if self.view is None or not self.is_mounted:
            return
        standing = self._standing(self.view)
        if as_of := cast("Host", self.app).as_of:
            words = f" {in_the_past(as_of)}; Esc returns to the present "
            standing = Content.assemble((words, "bold reverse $text-warning"))
        elif room := cast("Host", self.app).room:
            seen = escape_control_characters(room).partition(" to ")[0][:_ROOM]
            seen = f"  projector {seen} "
            standing = standing.truncate(self.size.width - cell_len(seen), ellipsis=True, pad=True)
            standing += Content.styled(seen, "$text-accent")
        self.query_one("#standing", Static).update(standing)

    def _standing(self, view: BarView) -> Content:
        parts: list[tuple[str, str]] = []
        total = sum(view.totals.values())
        for status, number in view.totals.items():
            if number:
                word = f" {status}" if self.size.width >= _WIDE else ""
                parts.append((f" {SIGNS[status]}{number}{word}", "bold"))
        by_chair = BY_THE_CHAIR if self.size.width >= _WIDE else "by Chair"
        # Eighty columns have no room for words beside a meeting.
        is_short = view.meeting and self.size.width < _NARROW
        said = f" !{view.ruled}" if is_short else f", {view.ruled} {by_chair}"
        ruled = said if view.ruled else ""
        parts.append((f" of {total}{ruled}", ""))
        if turn := view.floor.turn:
            spoken = self._spoken(turn, view.floor.budget_for(observer=turn.observer))
            parts.append((f"  floor: {turn.member}{spoken}", "bold $text-accent"))
        if waiting := [each.member for each in view.floor.waiting]:
            more = f" +{len(waiting) - 3}" if len(waiting) > 3 else ""
            parts.append((f"  next: {' '.join(waiting[:3])}{more}", ""))
        if view.waiting_in_tray:
            parts.append((f"  inbox {view.waiting_in_tray}", "$text-warning"))
        if view.meeting:
            parts.append(
                (
                    f"  {view.present} present at {escape_control_characters(view.meeting)}",
                    "$text-muted",
                )
            )
        else:
            parts.append(("  no meeting is open", "$text-muted"))
        return Content.assemble(*parts)

    def _spoken(self, turn: Turn, budget: int | None) -> str:
        now = cast("Host", self.app).clock()
        seconds = max(0, int((now - turn.began).total_seconds()))
        if budget is None or seconds <= budget:
            return f" {clock_time(seconds)}"
        return f" ! {clock_time(seconds)} of {clock_time(budget)}"


class Notice(Static):
    """One line with the latest message; a problem may take several lines."""

    DEFAULT_CSS = """
    Notice {
        height: auto;
        max-height: 4;
        padding: 0 1;
        color: $text-success;
        &.problem { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.words = ""

    def tell(self, words: str, is_problem: bool = False) -> None:
        """Shows a message."""
        self.words = words
        self.set_class(is_problem, "problem")
        sign = "✗ " if is_problem else ""
        self.update(sign + escape_control_characters(words))


_HELP = "help"
_MORE = "…"


@frozen
class Key:
    """A key, and what it does."""

    key: str  # as Textual names it
    display: str  # as it is shown
    label: str  # a word or two on what it does
    help: str  # a sentence on what it does
    is_help: bool  # whether it shows all the others
    is_idle: bool  # whether it can do nothing at the moment

    @property
    def width(self) -> int:
        """The width in columns, the space behind it included."""
        return cell_len(self.display) + cell_len(self.label) + 2


def fit_keys(keys: Iterable[Key], width: int) -> tuple[list[Key], bool]:
    """Returns the keys that fit a width, with the one for help, and whether others are left out."""
    wanted = list(keys)
    taken = sum(key.width for key in wanted)
    # The last key needs no space behind it, unless the ellipsis for more follows.
    is_cut = taken - 1 > width
    while is_cut and wanted and taken + cell_len(_MORE) > width:
        last = next((key for key in reversed(wanted) if not key.is_help), wanted[-1])
        wanted.remove(last)
        taken -= last.width
    return wanted, is_cut


class Keys(Widget):
    """One line with the active keys; a click on one presses it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Keys {
        height: 1;
        background: $footer-background;
        text-wrap: nowrap;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[Key] = []

    def on_mount(self) -> None:
        """Subscribes to changes of the active keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        shown: dict[str, Key] = {}
        for _, binding, is_enabled, _ in screen.active_bindings.values():
            if binding.show:
                shown.setdefault(binding.action, self._key(binding, is_enabled))
        keys = list(shown.values())
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def _key(self, binding: Binding, is_enabled: bool) -> Key:
        return Key(
            binding.key,
            self.app.get_key_display(binding),
            binding.description,
            binding.tooltip,
            binding.id == _HELP,
            not is_enabled,
        )

    def render(self) -> Content:
        """Returns the keys that fit."""
        keys, is_cut = fit_keys(self._keys, self.size.width)
        parts: list[tuple[str, str]] = []
        for key in keys:
            faint = " dim" if key.is_idle else ""
            parts.append((f"{key.display} ", f"bold $footer-key-foreground{faint}"))
            parts.append((f"{key.label} ", f"$footer-description-foreground{faint}"))
        if is_cut:
            parts.append((_MORE, "$footer-description-foreground"))
        return Content.assemble(*parts)

    def _at(self, column: int) -> Key | None:
        """Returns the key at a column."""
        keys, _ = fit_keys(self._keys, self.size.width)
        for key in keys:
            column -= key.width
            if column < 0:
                return key
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Shows what the key under the mouse does."""
        key = self._at(event.x)
        self.tooltip = key.help if key else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Presses the key that was clicked."""
        key = self._at(event.x)
        if key is not None and not key.is_idle:
            self.app.simulate_key(key.key)


class Foot(Vertical):
    """The notice and, beneath it, the keys."""

    DEFAULT_CSS = """
    Foot {
        dock: bottom;
        height: auto;
    }
    """

    def compose(self) -> ComposeResult:
        """Lays out the lines."""
        yield Notice()
        yield Keys()


def frame(place: str = "") -> Iterator[Widget]:
    """Returns the widgets around a screen."""
    yield Bar(place)
    yield Foot()
