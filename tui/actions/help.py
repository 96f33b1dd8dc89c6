"""What can be done while help is shown."""

from __future__ import annotations

from tui.actions.action import Action

HELP = (
    Action(
        "help.close", "escape,question_mark,f1", "close", "close", "Close the help", listed=False
    ),
)
