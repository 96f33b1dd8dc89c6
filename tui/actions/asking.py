"""What can be done while something is asked."""

from __future__ import annotations

from tui.actions.action import Action

_LEAVE = Action("asking.leave", "escape", "leave", "leave it", "Leave the question", listed=False)
_UP = Action("asking.up", "up", "up", "up", "The choice above", False, listed=False)
_DOWN = Action("asking.down", "down", "down", "down", "The choice below", False, listed=False)
_AGREE = Action("asking.agree", "enter", "agree", "do it", "Do what is asked", listed=False)

LEAVING = (_LEAVE,)
PICKING = (_LEAVE, _UP, _DOWN)
CONFIRMING = (_LEAVE, _AGREE)
ASKING = (_LEAVE, _UP, _DOWN, _AGREE)
"""All of them."""
