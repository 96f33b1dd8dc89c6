"""What can be done while an amendment is made."""

from __future__ import annotations

from tui.actions.action import Action

PROPOSE = (
    Action("propose.done", "f2", "finish", "record", "Record the amendment", listed=False),
    Action(
        "propose.kind",
        "f3",
        "choose_kind",
        "kind",
        "Modify, insert after, delete, move, split or join",
        listed=False,
    ),
    Action(
        "propose.by",
        "f4",
        "choose_sponsors",
        "by",
        "Who proposes it; none for the chair's own",
        listed=False,
    ),
    Action(
        "propose.with",
        "f5",
        "choose_cosponsors",
        "with",
        "Who joins it as co-sponsor",
        listed=False,
    ),
    Action(
        "propose.rationale",
        "f6",
        "explain",
        "why",
        "The rationale, in the sponsors' words",
        listed=False,
    ),
    Action(
        "propose.carry",
        "f8",
        "carry_over",
        "carry over",
        "Carry what was typed over to the text as others have changed it",
        listed=False,
    ),
    Action(
        "propose.leave",
        "escape",
        "leave",
        "leave",
        "Leave without recording anything",
        listed=False,
    ),
)
