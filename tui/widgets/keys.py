"""The keys of a screen, on the line at the bottom."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen
from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

_HELP = "help"
_MORE = "…"


@frozen
class Key:
    """A key, and what it does.

    Attributes:
        key: as Textual names it.
        display: as it is shown.
        label: a word or two on what it does.
        help: a sentence on what it does.
        is_help: whether it shows all the others.
        is_idle: whether it can do nothing at the moment.
    """

    key: str
    display: str
    label: str
    help: str
    is_help: bool
    is_idle: bool

    @property
    def width(self) -> int:
        """How many columns it takes, the space behind it included."""
        return cell_len(self.display) + cell_len(self.label) + 2


def fitting(keys: Iterable[Key], width: int) -> tuple[list[Key], bool]:
    """The keys that there is room for, the one for help whatever else is left out.

    Args:
        keys: of the screen, in order.
        width: in columns.

    Returns:
        The keys, and whether others are left out.
    """
    wanted = list(keys)
    taken = sum(key.width for key in wanted)
    # What stands last needs no space behind it, unless the sign for more follows.
    is_cut = taken - 1 > width
    while is_cut and wanted and taken + cell_len(_MORE) > width:
        last = next((key for key in reversed(wanted) if not key.is_help), wanted[-1])
        wanted.remove(last)
        taken -= last.width
    return wanted, is_cut


class Keys(Widget):
    """The keys that do something now, in one line; a click on one presses it."""

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
        """Follow what can be done on the screen."""
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
        """The keys that fit."""
        keys, is_cut = fitting(self._keys, self.size.width)
        parts: list[tuple[str, str]] = []
        for key in keys:
            faint = " dim" if key.is_idle else ""
            parts.append((f"{key.display} ", f"bold $footer-key-foreground{faint}"))
            parts.append((f"{key.label} ", f"$footer-description-foreground{faint}"))
        if is_cut:
            parts.append((_MORE, "$footer-description-foreground"))
        return Content.assemble(*parts)

    def _at(self, column: int) -> Key | None:
        """The key that stands at a column."""
        keys, _ = fitting(self._keys, self.size.width)
        for key in keys:
            column -= key.width
            if column < 0:
                return key
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say what the key under the mouse does."""
        key = self._at(event.x)
        self.tooltip = key.help if key else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that was clicked."""
        key = self._at(event.x)
        if key is not None and not key.is_idle:
            self.app.simulate_key(key.key)
