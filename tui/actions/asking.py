"""What can be done while something is asked."""

from __future__ import annotations

from tui.actions.action import Action

ASKING = (
    Action("asking.leave", "escape", "leave", "leave it", "Leave the question", listed=False),
    Action("asking.up", "up", "up", "up", "The choice above", False, listed=False),
    Action("asking.down", "down", "down", "down", "The choice below", False, listed=False),
)

CONFIRMING = (
    Action("confirming.agree", "enter", "agree", "do it", "Do what is asked", listed=False),
    Action("confirming.leave", "escape", "leave", "leave it", "Leave it as it is", listed=False),
)
