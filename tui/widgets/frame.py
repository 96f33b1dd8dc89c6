"""What every screen has around it: the bar above, the notice and the keys below."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from tui.widgets.bar import Bar
from tui.widgets.keys import Keys
from tui.widgets.notice import Notice


class Foot(Vertical):
    """The notice and, beneath it, the keys."""

    DEFAULT_CSS = """
    Foot {
        dock: bottom;
        height: auto;
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        yield Notice()
        yield Keys()


def frame(place: str = "") -> Iterator[Widget]:
    """The widgets around a screen.

    Args:
        place: which of the places in the bar it is; empty for a screen without a number.
    """
    yield Bar(place)
    yield Foot()
