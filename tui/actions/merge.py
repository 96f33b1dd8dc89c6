"""What can be done while amendments are merged."""

from __future__ import annotations

from tui.actions.action import Action

MERGE = (
    Action(
        "merge.choose",
        "enter",
        "choose",
        "choose",
        "Settle the conflict for this wording; take or leave a change",
        listed=False,
    ),
    Action(
        "merge.both",
        "t",
        "both",
        "both",
        "Settle the conflict for two wordings, one after the other where words are only put in",
        listed=False,
    ),
    Action(
        "merge.add",
        "plus",
        "add",
        "and this",
        "Add this wording to those the conflict is settled for, where they go together",
        False,
        listed=False,
    ),
    Action(
        "merge.wording",
        "e",
        "new_wording",
        "new wording",
        "Settle the conflict by new wording",
        listed=False,
    ),
    Action(
        "merge.brackets",
        "b",
        "brackets",
        "brackets",
        "Write every wording of the conflict as a bracket, and leave it open",
        listed=False,
    ),
    Action(
        "merge.unsettle",
        "0,backspace",
        "unsettle",
        "unsettle",
        "Leave the conflict unsettled again, or take the change again",
        listed=False,
    ),
    Action(
        "merge.keep_open",
        "R",
        "keep_open",
        "keep open",
        "Keep amendments open where the conflict is settled against them",
        False,
        listed=False,
    ),
    Action("merge.next", "n", "next_conflict(1)", "next", "Go to the next unsettled conflict"),
    Action(
        "merge.previous",
        "N",
        "next_conflict(-1)",
        "previous",
        "Go to the unsettled conflict before",
        False,
    ),
    Action("merge.dossier", "i", "dossier", "all about it", "Everything about it", False),
    Action(
        "merge.holders",
        "v",
        "holders",
        "who holds what",
        "Who holds which wording, and whom to call",
        False,
    ),
    Action(
        "merge.merge",
        "f2",
        "merge",
        "merge",
        "See what would be merged, and record it; F8 there, with a reason, leaves brackets out",
    ),
    Action(
        "merge.leave",
        "escape",
        "leave_merge",
        "leave",
        "Leave without recording anything",
        False,
        listed=False,
    ),
)

WORDING = (
    Action("wording.done", "f2", "done", "done", "Take the words as they are written here"),
    Action("wording.leave", "escape", "leave", "leave it", "Leave it as it is", listed=False),
)
