"""What can be done on the overview."""

from __future__ import annotations

from tui.actions.action import Action

OVERVIEW = (
    Action("overview.open", "enter", "open", "take up", "Take up what is selected", listed=False),
    Action(
        "overview.pane",
        "tab",
        "app.focus_next",
        "next list",
        "Go to the next list",
        False,
        listed=False,
    ),
)
