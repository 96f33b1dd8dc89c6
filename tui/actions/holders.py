"""What can be done where it is shown who holds what."""

from __future__ import annotations

from tui.actions.action import Action

HOLDERS = (
    Action("holders.pane", "tab", "app.focus_next", "other list", "Go to the other list"),
    Action(
        "holders.grid",
        "enter",
        "positions",
        "positions",
        "See all positions, with this member selected",
        listed=False,
    ),
)
