"""What can be done on the wall itself: it is looked at, and nothing else."""

from __future__ import annotations

from tui.actions.action import Action

WALL = (
    Action("wall.up", "up", "scroll(-1)", "up", "One line up", False, listed=False),
    Action("wall.down", "down", "scroll(1)", "down", "One line down", False, listed=False),
    Action("wall.page_up", "pageup", "page(-1)", "page up", "One page up", False, listed=False),
    Action(
        "wall.page_down", "pagedown", "page(1)", "page down", "One page on", False, listed=False
    ),
    Action("wall.quit", "ctrl+q,ctrl+c", "quit", "quit", "Take the wall down", False, listed=False),
)
