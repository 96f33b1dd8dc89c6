"""What can be done with the brackets of a text."""

from __future__ import annotations

from tui.actions.action import Action

BRACKET = (
    Action(
        "bracket.mark",
        "b",
        "mark",
        "begin, close",
        "Begin the brackets at the word under the cursor; once more closes them",
        listed=False,
    ),
    Action(
        "bracket.lift",
        "L",
        "lift",
        "lift",
        "Propose that the words stand without their brackets",
        listed=False,
    ),
    Action(
        "bracket.drop",
        "D",
        "drop",
        "drop",
        "Propose that the bracket goes with its words",
        listed=False,
    ),
    Action("bracket.leave", "escape", "leave", "back", "Mark nothing, or leave", listed=False),
)
