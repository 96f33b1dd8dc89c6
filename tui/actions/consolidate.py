"""What can be done while amendments are drawn together."""

from __future__ import annotations

from tui.actions.action import Action

CONSOLIDATE = (
    Action(
        "consolidate.done",
        "f2",
        "finish",
        "done",
        "See what becomes of the amendments, and record the wording",
        listed=False,
    ),
    Action(
        "consolidate.by",
        "f4",
        "choose_sponsors",
        "by",
        "Who proposes the wording; none for the facilitator's own",
        listed=False,
    ),
    Action(
        "consolidate.consent",
        "f5",
        "choose_consenting",
        "consents",
        "Which sponsors let their amendments go",
        listed=False,
    ),
    Action("consolidate.rationale", "f6", "explain", "why", "Why it reads so", listed=False),
    Action(
        "consolidate.anew",
        "f7",
        "begin_anew",
        "anew",
        "Begin anew from the amendments that are marked",
        listed=False,
    ),
    Action(
        "consolidate.carry",
        "f8",
        "carry_over",
        "carry over",
        "Carry what was typed over to the text as others have changed it",
        listed=False,
    ),
    Action(
        "consolidate.leave",
        "escape",
        "leave",
        "leave",
        "Leave without recording anything",
        listed=False,
    ),
)
