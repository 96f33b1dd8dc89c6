"""What can be done while one matter after the other is stepped through."""

from __future__ import annotations

from consensus.model.decisions import Outcome
from tui.actions.action import Action

SPEAKING = (
    Action("stance.support", "s", "say('support')", "support", "Whoever has the floor supports it"),
    Action("stance.accept", "l", "say('accept')", "accept", "The speaker can live with it"),
    Action("stance.hold", "h", "say('hold')", "hold", "The speaker reserves its position"),
    Action("stance.disagree", "x", "say('disagree')", "against", "The speaker is against it"),
    Action("stance.object", "o", "say('object')", "object", "The speaker objects, which blocks it"),
    Action("stance.abstain", "z", "say('abstain')", "aside", "The speaker stands aside", False),
    Action(
        "stance.reservation",
        "r",
        "reserve",
        "reservation",
        "A reservation of the speaker goes on record; of what is decided, any statement",
        False,
    ),
    Action(
        "stance.other", "m", "say_for_another", "member", "Record what another member says", False
    ),
)

GAVELLING = (
    Action("gavel.decide", "g", "gavel", "gavel", "Record what the chair declares, and go on"),
    Action(
        "gavel.pending",
        "p",
        "pending",
        "pending",
        "Agree with somebody's word pending, or record that the word has come",
        False,
    ),
    Action("gavel.defer", "d", "defer", "defer", "Put it off, with the reason and the day", False),
)

ASIDES = (
    Action(
        "aside.consult",
        "c",
        "consult",
        "consult",
        "Open a consultation, or hear what it came to",
        False,
    ),
    Action(
        "aside.note", "k", "note", "note", "Write a private note, or look at those you have", False
    ),
)

STEP = (
    *SPEAKING,
    *GAVELLING,
    Action("step.next", "n", "next_open(False)", "next", "Go to the next open item"),
    Action("step.previous", "N", "next_open(True)", "previous", "The open item before", False),
    Action(
        "step.preview",
        "t",
        "preview",
        "both",
        "Show all undecided amendments combined, or the text again",
    ),
    Action(
        "step.merge",
        "enter",
        "merge",
        "merge",
        "Combine the undecided amendments and settle what is in conflict",
        False,
        listed=False,
    ),
    Action("step.edit", "e", "edit", "edit", "Write other words from the floor", False),
    Action("step.brackets", "b", "brackets", "brackets", "Put words in brackets", False),
    Action("step.propose", "a", "propose", "propose", "Propose an amendment to it", False),
    Action("step.dossier", "i", "dossier", "all about it", "Everything about it", False),
    Action(
        "step.holders",
        "v",
        "holders",
        "who holds what",
        "Who holds which wording, and whom to call",
        False,
    ),
    *ASIDES,
    Action("step.turn", "tab", "preview", "both", "As t does", False, listed=False),
    Action(
        "step.scroll_up",
        "ctrl+up,shift+up",
        "scroll_text(-1)",
        "text up",
        "Scroll the text up",
        False,
        listed=False,
    ),
    Action(
        "step.scroll_down",
        "ctrl+down,shift+down",
        "scroll_text(1)",
        "text down",
        "Scroll the text down",
        False,
        listed=False,
    ),
)

KEYS_OF_OUTCOMES = {
    Outcome.AGREED: "a",
    Outcome.AGREED_AD_REF: "f",
    Outcome.ADOPTED: "p",
    Outcome.DEFERRED: "d",
    Outcome.WITHDRAWN: "w",
    Outcome.REJECTED: "r",
    Outcome.REOPENED: "o",
}
"""The key for each outcome while the gavel is asked about."""

GAVEL = (
    Action("gavel.agree", "enter", "agree", "declare", "Record it and go on", listed=False),
    Action("gavel.leave", "escape", "leave", "leave it", "Decide nothing", listed=False),
    Action("gavel.up", "up,left", "move(-1)", "up", "The outcome above", False, listed=False),
    Action("gavel.down", "down,right", "move(1)", "down", "The outcome below", False, listed=False),
    Action("gavel.back", "pageup", "scroll(-1)", "page up", "Who is present", False, listed=False),
    Action("gavel.on", "pagedown", "scroll(1)", "page down", "Who is present", False, listed=False),
)
