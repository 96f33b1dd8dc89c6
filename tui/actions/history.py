"""What can be done on the history."""

from __future__ import annotations

from tui.actions.action import Action

HISTORY = (
    Action(
        "history.details", "enter", "details", "in full", "The whole step, to read", listed=False
    ),
    Action(
        "history.search",
        "slash",
        "search",
        "search",
        "Look for words, a member, a target, a kind of step",
    ),
    Action(
        "history.target",
        "f",
        "target",
        "only on …",
        "Show only what is about the present item, and amendments to it",
    ),
    Action(
        "history.undo", "U", "undo_step", "undo it", "Take this very step back, after a look at it"
    ),
    Action(
        "history.waiting",
        "W",
        "waiting",
        "what waits",
        "Show only what no longer applies since copies were joined",
        False,
    ),
    Action(
        "history.settle",
        "R",
        "settle",
        "settle",
        "Record again, or let go, what no longer applies",
        False,
    ),
    Action(
        "history.as_of",
        "A",
        "as_of",
        "as of then",
        "Look at the whole record as it was then, or return to the present",
    ),
    Action("history.verify", "V", "verify", "prove", "Prove that nothing recorded was altered"),
    Action("history.back", "escape", "back", "back", "Show all steps again", False, listed=False),
    Action("history.up", "up", "move(-1)", "up", "The step above", False, listed=False),
    Action("history.down", "down", "move(1)", "down", "The step below", False, listed=False),
    Action(
        "history.pane", "tab", "app.focus_next", "pane", "Go to the other pane", False, listed=False
    ),
)
