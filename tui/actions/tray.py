"""What can be done on the tray."""

from __future__ import annotations

from tui.actions.action import Action

TRAY = (
    Action("tray.place", "enter", "place", "place", "Give it a place by hand", listed=False),
    Action("tray.set_aside", "X", "set_aside", "set aside", "It needs no place: say why"),
    Action(
        "tray.filter", "f", "filter", "all or waiting", "Show also what was placed or set aside"
    ),
    Action(
        "tray.pane", "tab", "app.focus_next", "pane", "Go to the other pane", False, listed=False
    ),
)
