"""What can be done while something is asked."""

from __future__ import annotations

from tui.actions.action import Action

_LEAVE = Action("asking.leave", "escape", "leave", "leave it", "Leave the question", listed=False)
_UP = Action("asking.up", "up", "up", "up", "The choice above", False, listed=False)
_DOWN = Action("asking.down", "down", "down", "down", "The choice below", False, listed=False)
_AGREE = Action("asking.agree", "enter", "agree", "do it", "Do what is asked", listed=False)
READ_UP = Action(
    "asking.read_up", "pageup", "scroll(-1)", "read up", "Read further up", False, listed=False
)
READ_ON = Action(
    "asking.read_on", "pagedown", "scroll(1)", "read on", "Read further on", False, listed=False
)

INSTRUCT = Action(
    "asking.instruct",
    "f8",
    "instruct",
    "without brackets",
    "Merge words that members object to or hold without brackets, on the Chair's instruction,"
    " once a reason is given",
    listed=False,
)

LEAVING = (_LEAVE,)
PICKING = (_LEAVE, _UP, _DOWN)
CONFIRMING = (_LEAVE, _AGREE, READ_UP, READ_ON)
REASONING = (_LEAVE, READ_UP, READ_ON, INSTRUCT)
ASKING = (_LEAVE, _UP, _DOWN, _AGREE, READ_UP, READ_ON, INSTRUCT)
"""All of them."""
