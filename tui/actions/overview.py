"""What can be done on the overview."""

from __future__ import annotations

from tui.actions.action import Action

OVERVIEW = (
    Action("overview.list", "tab", "app.focus_next", "other list", "Go to the other list", False),
)
