"""What can be done with the papers beside the text."""

from __future__ import annotations

from tui.actions.action import Action

PAPERS = (
    Action("papers.list", "tab", "turn(1)", "other list", "Go to the next of the four lists"),
    Action(
        "papers.list_before",
        "shift+tab",
        "turn(-1)",
        "list before",
        "Go to the list before this one",
        False,
        listed=False,
    ),
    Action(
        "papers.details",
        "enter",
        "details",
        "in full",
        "All answers to the question by group, the whole contribution, the whole of anything else",
        listed=False,
    ),
    Action(
        "papers.add",
        "plus",
        "add",
        "add",
        "Ask a question, note a contribution or undertaking, set a milestone, announce a meeting",
    ),
    Action(
        "papers.done",
        "C",
        "finish",
        "done",
        "What was undertaken is done, the milestone is reached, the consultation reports back",
    ),
    Action(
        "papers.defer",
        "d",
        "put_off",
        "put off",
        "Another deadline for the question, another day for the milestone or the meeting",
    ),
    Action(
        "papers.quote",
        "Q",
        "quote",
        "highlight",
        "Highlight a passage of the contribution, and say what it matters to",
    ),
    Action(
        "papers.remove",
        "delete",
        "remove",
        "cancel",
        "Cancel a meeting that was announced",
        False,
        listed=False,
    ),
    Action(
        "papers.back",
        "escape",
        "back",
        "back",
        "Show the list again",
        False,
        listed=False,
    ),
)
