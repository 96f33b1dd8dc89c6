"""What can be done while a text is reworded."""

from __future__ import annotations

from tui.actions.action import Action

EDIT = (
    Action(
        "edit.done", "f2", "finish", "done", "See what would change, and record it", listed=False
    ),
    Action(
        "edit.editorial",
        "f3",
        "toggle_editorial",
        "editorial",
        "Say that nothing of substance changes, so that positions carry over",
        listed=False,
    ),
    Action("edit.reason", "f6", "explain", "reason", "Why it is reworded", listed=False),
    Action(
        "edit.carry",
        "f8",
        "carry_over",
        "carry over",
        "Carry what was typed over to the text as others have changed it",
        listed=False,
    ),
    Action(
        "edit.leave", "escape", "leave", "leave", "Leave without recording anything", listed=False
    ),
)
