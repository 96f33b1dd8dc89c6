"""What can be done where the record is looked at as a whole."""

from __future__ import annotations

from tui.actions.action import Action

SUPPOSING = (
    Action(
        "suppose",
        "W",
        "suppose",
        "what if",
        "Which verdicts would change if somebody said otherwise, something went in, or another"
        " rule held; nothing is recorded",
        False,
    ),
)

ANALYSIS = (
    Action("analysis.part", "tab", "turn(1)", "next part", "Go to the next part of the analysis"),
    Action(
        "analysis.part_before",
        "shift+tab",
        "turn(-1)",
        "part before",
        "Go to the part before this one",
        False,
        listed=False,
    ),
    Action(
        "analysis.take_up",
        "enter",
        "take_up",
        "go to it",
        "Go to what is found: the text to settle it, the member to see its positions",
        listed=False,
    ),
)
