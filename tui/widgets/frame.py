"""The frame of a screen: its places and standing at the top, the last step and keys beneath."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from rich.cells import cell_len
from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Footer, Static, Tab, Tabs
from textual.widgets._footer import FooterKey

from consensus.model.meetings import Turn
from consensus.reports.words import SIGNS
from consensus.rules.judgement import AGREED_STATUSES
from consensus.rules.verdict import BY_THE_CHAIR, Status
from consensus.text.display import escape_control_characters
from tui.host import Host
from tui.keymap import EVERYWHERE, REGISTRY, Action, shown_key
from tui.views.meeting import StatusView, clock_time

PLACES = (
    ("overview", "Overview"),
    ("draft", "Draft"),
    ("step", "Step"),
    ("grid", "Positions"),
    ("members", "Meeting"),
    ("history", "History"),
    ("tray", "Inbox"),
    ("papers", "Papers"),
    ("analysis", "Analysis"),
)
"""The screens that have a number, in its order, with their names."""

_ROOMY = 100
"""From so many columns on there is room for spaces, a bar and all signs."""

_BAR = 12
_SEEN = 16
"""So many columns of what is on the projector are said."""

_SIGNS = (Status.BLOCKED, Status.READY, Status.OPEN)
_TONES: dict[str, str] = {Status.BLOCKED: "$text-error", Status.READY: "$text-success"}
_RECORDING = {(e.does, e.label) for actions in REGISTRY.values() for e in actions if e.records}
_UNDO = next(action for action in EVERYWHERE if action.id == "undo")


def in_the_past(moment: str) -> str:
    """Returns the words that say that the past is shown, and what that means."""
    return f"as of {moment} — nothing can be recorded"


class Places(Tabs, can_focus=False):
    """The screens that have a number; a click goes to one."""

    def __init__(self, place: str) -> None:
        super().__init__(*(Tab("", id=each) for each, _ in PLACES), active=place or None)
        self._place = place

    def validate_active(self, active: str) -> str:
        """Returns the active tab: none on a screen that has no number."""
        return super().validate_active(active) if self._place else ""

    def on_mount(self) -> None:
        """Shows the names, and how much waits."""
        self.watch(self.app, "status", self.name_places)

    def on_resize(self) -> None:
        """Shows names as they fit."""
        self.name_places()

    def name_places(self) -> None:
        """Writes the names of the places, and how many entries wait in the inbox."""
        status = cast("Host", self.app).status
        # Eighty columns have room for all of them without most spaces.
        gap = " " if self.app.size.width >= _ROOMY else ""
        waiting = {"tray": status.waiting_in_tray} if status else {}
        for number, (tab, (place, name)) in enumerate(zip(self.query(Tab), PLACES, strict=True), 1):
            more = f" {waiting[place]}" if waiting.get(place) else ""
            end = " " if gap or number < len(PLACES) else ""
            parts = f"{gap}{number}", "bold"
            label = Content.assemble(parts, f"{gap}{name}", (more, "bold $text-warning"), end)
            if tab.label != label:
                tab.label = label

    @on(Tab.Clicked)
    async def go(self, event: Tab.Clicked) -> None:
        """Goes to the place that was clicked; the tab of this one stays the active one."""
        event.stop()
        event.prevent_default()
        await cast("Host", self.app).action_go(event.tab.id or "")


class Standing(Horizontal):
    """One line: who speaks, how much is agreed, and what the projector shows."""

    def compose(self) -> ComposeResult:
        """Lays it out."""
        for part in ("floor", "agreed", "projector"):
            yield Static("", id=f"standing-{part}", markup=False)

    def _on_mount(self, event: events.Mount) -> None:
        for each in ("status", "room", "as_of"):
            self.watch(self.app, each, self.show_all)
        self.set_interval(1, self.show_floor)

    def _on_resize(self) -> None:
        self.show_all()

    def show_all(self) -> None:
        """Shows the present values."""
        host = cast("Host", self.app)
        self.set_class(bool(host.as_of), "-past")
        self.show_floor()
        status, seen = host.status, escape_control_characters(host.room).partition(" to ")[0]
        projector = Content.assemble(("  projector ", "$muted"), (f"{seen[:_SEEN]} ", "bold"))
        self.query_one("#standing-projector", Static).update(projector if seen else "")
        self.query_one("#standing-agreed", Static).update(self._agreed(status) if status else "")

    def show_floor(self) -> None:
        """Shows who speaks, and for how long."""
        host = cast("Host", self.app)
        words: Content | str = ""
        if host.as_of:
            words = f" {in_the_past(host.as_of)}; Esc returns to the present"
        elif host.status:
            words = self._floor(host.status)
        self.query_one("#standing-floor", Static).update(words)

    def _floor(self, status: StatusView) -> Content:
        if not status.meeting:
            return Content.styled(" no meeting is open", "$muted")
        parts: list[tuple[str, str]] = []
        if turn := status.floor.turn:
            parts.append((f" ● {turn.member}", "bold $text-accent"))
            parts.append(self._spoken(turn, status.floor.budget_for(observer=turn.observer)))
        if waiting := [each.member for each in status.floor.waiting]:
            more = f" +{len(waiting) - 3}" if len(waiting) > 3 else ""
            parts.append((" then " if turn else " next: ", "$muted"))
            parts.append((f"{' '.join(waiting[:3])}{more}", ""))
        meeting = escape_control_characters(status.meeting)
        parts.append(("  " if parts else " ", ""))
        parts.append((f"{status.present} present at {meeting}", "$muted"))
        return Content.assemble(*parts)

    def _spoken(self, turn: Turn, budget: int | None) -> tuple[str, str]:
        now = cast("Host", self.app).clock()
        seconds = max(0, int((now - turn.began).total_seconds()))
        if budget is None or seconds <= budget:
            return f" {clock_time(seconds)}", "bold"
        return f" ! {clock_time(seconds)} of {clock_time(budget)}", "bold $text-error"

    def _agreed(self, status: StatusView) -> Content:
        is_roomy = self.app.size.width >= _ROOMY
        total = sum(status.totals.values())
        agreed = sum(status.totals[each] for each in AGREED_STATUSES)
        filled = _BAR * agreed // total if total else 0
        parts: list[tuple[str, str]] = []
        if is_roomy:
            parts.append(("━" * filled, "$text-success"))
            parts.append(("━" * (_BAR - filled) + " ", "$dim"))
        parts.append((f"{agreed}", "bold"))
        parts.append((f" of {total} agreed", "$muted"))
        if status.ruled:
            ruled = f", {status.ruled} {BY_THE_CHAIR}" if is_roomy else f" !{status.ruled}"
            parts.append((ruled, ""))
        others = [each for each in SIGNS if each not in {*_SIGNS, *AGREED_STATUSES}]
        for each in (*_SIGNS, *others) if is_roomy else _SIGNS:
            if number := status.totals[each]:
                parts.append((f" {SIGNS[each]}{number}", _TONES.get(each, "")))
        return Content.assemble(*parts)


class LastStep(Static):
    """One line: the last step of this seat and how to undo it, or the state of a screen."""

    state: reactive[str] = reactive("")
    """What a screen says here instead, such as what is not recorded yet."""

    def _on_mount(self, event: events.Mount) -> None:
        for each in ("status", "as_of"):
            self.watch(self.app, each, self.show_step)

    def _on_resize(self) -> None:
        self.show_step()

    def _watch_state(self) -> None:
        self.show_step()

    def show_step(self) -> None:
        """Shows the state of the screen, or else the last step."""
        host = cast("Host", self.app)
        words: Content | str = ""
        if self.state:
            words = Content(f" ◌ {escape_control_characters(self.state)}")
        elif host.status and host.status.last and not host.as_of:
            key = shown_key(self.app, _UNDO), "bold $text-primary"
            undo = Content.assemble("   ", key, (" takes it back", "$muted"))
            done = Content.assemble(
                (f" ↶ {host.status.last_at}  ", "$muted"),
                escape_control_characters(host.status.last),
            )
            words = done.truncate(self.app.size.width - undo.cell_length, ellipsis=True) + undo
        self.update(words)


class KeyLine(Footer):
    """The keys of a screen; where not all fit, the first ones and the last one stay."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._laid_out: object = None

    async def recompose(self) -> None:
        """Lays it out anew, but only for other keys or another width."""
        if self.is_attached:
            shown = [each for each in self.screen.active_bindings.values() if each.binding.show]
            keys = [(each[1:], self.app.get_key_display(each.binding)) for each in shown]
            before, self._laid_out = self._laid_out, (self._bindings_ready, self.app.size, keys)
            if self._laid_out != before:
                await super().recompose()

    def compose(self) -> ComposeResult:
        """Lays it out."""
        keys = [each for each in super().compose() if isinstance(each, FooterKey)]
        wide = {each: cell_len(each.key_display + each.description) + 2 for each in keys}
        last = [each for each in keys if each.action == "help"]
        first = [each for each in keys if each.action != "help"]
        while first and sum(wide[each] for each in first + last) > self.app.size.width:
            first.pop()
        for each in first + last:
            each._disabled = each._disabled or (each.action, each.description) in _RECORDING
            each.add_class("-compact", update=False)  # else its styles are found twice
            yield each

    def _on_resize(self, event: events.Resize) -> None:
        self.refresh(recompose=True)


def frame(place: str = "") -> Iterator[Widget]:
    """Returns the widgets around a screen."""
    yield Vertical(Places(place), Standing(), id="frame-head")
    yield Vertical(LastStep(), KeyLine(), id="frame-foot")


def key_line(app: App[Any], actions: Iterable[Action]) -> Content:
    """Returns actions with their keys as one line, for what no click is to record."""
    parts: list[str | tuple[str, str]] = []
    for each in actions:
        parts += [(shown_key(app, each), "bold $text-primary"), f" {each.label}  "]
    return Content.assemble(*parts)
