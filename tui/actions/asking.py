"""What can be done while something is asked."""

from __future__ import annotations

from tui.actions.action import Action

_LEAVE = Action("asking.leave", "escape", "leave", "leave it", "Leave the question", listed=False)
_UP = Action("asking.up", "up", "up", "up", "The choice above", False, listed=False)
_DOWN = Action("asking.down", "down", "down", "down", "The choice below", False, listed=False)
_AGREE = Action("asking.agree", "enter", "agree", "do it", "Do what is asked", listed=False)
_READ_UP = Action(
    "asking.read_up", "pageup", "scroll(-1)", "read up", "Read further up", False, listed=False
)
_READ_ON = Action(
    "asking.read_on", "pagedown", "scroll(1)", "read on", "Read further on", False, listed=False
)

LEAVING = (_LEAVE,)
PICKING = (_LEAVE, _UP, _DOWN)
CONFIRMING = (_LEAVE, _AGREE)
SCROLLING = (_LEAVE, _READ_UP, _READ_ON)
ASKING = (_LEAVE, _UP, _DOWN, _AGREE, _READ_UP, _READ_ON)
"""All of them."""
