"""What can be done in the grid of positions."""

from __future__ import annotations

from tui.actions.action import Action

GRID = (
    Action("grid.before", "left", "turn(-1)", "before", "The text before this one", listed=False),
    Action("grid.after", "right", "turn(1)", "after", "The text after this one", listed=False),
    Action("grid.filter", "f", "filter", "filter", "Show only some of the members"),
    Action("grid.find", "slash", "find", "find", "Go to a member by code or name"),
    Action("grid.support", "s", "stance('support')", "support", "The selected member supports it"),
    Action("grid.accept", "l", "stance('accept')", "accept", "The member can live with it"),
    Action("grid.hold", "h", "stance('hold')", "hold", "The member reserves its position"),
    Action("grid.against", "x", "stance('disagree')", "against", "The member is against it"),
    Action("grid.object", "o", "stance('object')", "object", "The member objects, and blocks it"),
    Action("grid.aside", "z", "stance('abstain')", "aside", "The member stands aside"),
    Action(
        "grid.withdraw",
        "delete",
        "withdraw",
        "take back",
        "The member takes its position back",
        False,
    ),
    Action("grid.dossier", "i", "dossier", "all of it", "Everything about this text", False),
)
