"""What can be done on the dossier of an item, amendment or package."""

from __future__ import annotations

from tui.actions.action import Action

DOSSIER = (
    Action("dossier.go", "enter", "go_on", "go to", "Go to one of those it has to do with"),
    Action(
        "dossier.body_down",
        "pagedown",
        "scroll_body(1)",
        "down",
        "Read further down",
        False,
        urgent=True,
        listed=False,
    ),
    Action(
        "dossier.body_up",
        "pageup",
        "scroll_body(-1)",
        "up",
        "Read further up",
        False,
        urgent=True,
        listed=False,
    ),
    Action("dossier.propose", "a", "propose", "amend", "Propose an amendment to it"),
    Action("dossier.edit", "e", "edit", "wording", "Reword it; an amendment by its sponsors"),
    Action("dossier.bracket", "b", "bracket", "brackets", "Put words in brackets, lift, drop"),
    Action("dossier.answer", "A", "answer", "answer", "Note what was answered to an objection"),
    Action(
        "dossier.settle",
        "X",
        "settle",
        "settle",
        "An objection was accommodated, withdrawn or sustained",
    ),
    Action("dossier.cosponsor", "C", "cosponsor", "co-sponsor", "A member joins the amendment"),
    Action("dossier.withdraw", "W", "withdraw", "withdraw", "A sponsor withdraws"),
    Action(
        "dossier.take_up", "U", "take_up", "take up", "Another member takes up what was withdrawn"
    ),
    Action(
        "dossier.lift", "L", "lift_pending", "word came", "The word that a decision awaited came"
    ),
    Action(
        "dossier.statement",
        "S",
        "make_statement",
        "statement",
        "An explanation, a reservation or a dissociation beside a decision",
    ),
    Action(
        "dossier.leave_brackets",
        "B",
        "leave_brackets",
        "leaves [ ]",
        "A member takes its name out of the brackets",
    ),
)
