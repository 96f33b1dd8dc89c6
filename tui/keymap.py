"""The actions of every screen, with their keys, as values that Textual binds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from attrs import evolve, frozen
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from consensus.model.decisions import Outcome, StatementKind


@frozen
class Action:
    """An action that a user can do on a screen."""

    id: str  # such as `stance.support`; it never changes, since preferences name it
    key: str  # its keys, separated by commas, as Textual names them
    does: str  # the method that does it, without `action_`, with arguments if it has any
    label: str  # a word or two for the footer
    help: str  # one sentence without a full stop, for help and the palette
    shown: bool = True  # whether the footer shows it
    urgent: bool = False  # whether its key works even while something is being typed or asked
    # whether its key records or shows something at once: no click does it, nor another screen
    records: bool = False
    # whether the palette offers it; what needs a cursor first is better left out
    listed: bool = True

    @property
    def binding(self) -> Binding:
        """The action as a Textual binding."""
        return Binding(
            self.key,
            self.does,
            self.label,
            show=self.shown,
            priority=self.urgent,
            tooltip=self.help,
            id=self.id,
        )


_keyed = partial(Action, records=True)
# Without a place in the footer, in the palette, or in either.
_unshown = partial(Action, shown=False)
_spoken = partial(_unshown, records=True)
_unlisted = partial(Action, listed=False)
_hidden = partial(Action, shown=False, listed=False)


def shown_key(app: App[Any], action: Action) -> str:
    """Returns the first key of an action as it is shown, by the preferences of the user."""
    key = app._keymap.get(action.id, action.key).split(",")[0].strip()
    return app.get_key_display(evolve(action, key=key).binding)


def key_of(app: App[Any], name: str) -> str:
    """Returns the first key of the action with an id, as it is shown."""
    every = (action for actions in REGISTRY.values() for action in actions)
    return shown_key(app, next(action for action in every if action.id == name))


def bindings(actions: tuple[Action, ...]) -> list[BindingType]:
    """Returns the actions of a screen as Textual bindings."""
    return [action.binding for action in actions]


SPEAKING = (
    _spoken(
        "stance.support", "s", "say('support')", "support", "Whoever has the floor supports it"
    ),
    _spoken("stance.accept", "l", "say('accept')", "accept", "The speaker can live with it"),
    _spoken("stance.hold", "h", "say('hold')", "reserve", "The speaker reserves its position"),
    _spoken("stance.disagree", "x", "say('disagree')", "against", "The speaker is against it"),
    _spoken("stance.object", "o", "say('object')", "object", "The speaker objects"),
    _unshown("stance.other", "m", "say_for_another", "member", "Record what another member says"),
    _spoken("stance.abstain", "z", "say('abstain')", "aside", "The speaker stands aside"),
    _unshown(
        *("stance.reservation", "r", "reserve", "reservation"),
        "A reservation of the speaker goes on record; of what is decided, any statement",
    ),
)

GAVELLING = (
    Action("gavel.decide", "g", "gavel", "gavel", "Record what the Chair declares"),
    _unshown(
        *("gavel.pending", "p", "pending", "pending"),
        "Agree ad referendum, or record the confirmation awaited",
    ),
    _unshown("gavel.defer", "d", "defer", "defer", "Put it off, with the reason and the day"),
)

ASIDES = (
    _unshown(
        "aside.consult", "c", "consult", "consult", "Open a consultation, or record its outcome"
    ),
    _unshown("aside.note", "k", "note", "note", "Write a private note, or look at those you have"),
)

STEP = (
    _unlisted(
        *("step.merge", "enter", "merge", "settle"),
        "Settle its points: conflicts between amendments, changes, brackets",
    ),
    *GAVELLING,
    Action("step.next", "n", "next_open(False)", "next", "Go to the next open item"),
    _unshown("step.previous", "N", "next_open(True)", "previous", "The open item before"),
    Action(
        *("step.preview", "t", "show_otherwise", "text"),
        "Show the text with all amendments, as it stands, or as it would read",
    ),
    _hidden("step.point_before", "left", "point(-1)", "point before", "The point before this one"),
    _hidden("step.point_after", "right", "point(1)", "point after", "The point after this one"),
    _unshown(
        *("step.on_amendment", "A", "speak_on", "on this one"),
        "The speaker speaks on the amendment at the cursor, or on the paragraph again",
    ),
    _unshown("step.figures", "f", "figures", "figures", "How many are for and against it"),
    _unshown("step.edit", "e", "open('edit')", "edit", "Write other words from the floor"),
    _unshown("step.brackets", "b", "open('brackets')", "brackets", "Put words in brackets"),
    _unshown("step.propose", "a", "open('propose')", "propose", "Propose an amendment to it"),
    _unshown("step.dossier", "i", "dossier", "all about it", "Everything about it"),
    _unshown(
        *("step.holders", "v", "holders", "who supports what"),
        "Who supports which wording, and whom to consult",
    ),
    *ASIDES,
    *SPEAKING,
    _hidden(
        "step.scroll_up", "ctrl+up,shift+up", "scroll_text(-1)", "text up", "Scroll the text up"
    ),
    _hidden(
        *("step.scroll_down", "ctrl+down,shift+down", "scroll_text(1)", "text down"),
        "Scroll the text down",
    ),
)

KEYS_OF_OUTCOMES: dict[str, str] = {
    Outcome.AGREED: "a",
    Outcome.AGREED_AD_REF: "f",
    Outcome.ADOPTED: "t",
    Outcome.DEFERRED: "d",
    Outcome.WITHDRAWN: "w",
    Outcome.REJECTED: "r",
    Outcome.NO_CONSENSUS: "n",
    Outcome.REOPENED: "o",
}
"""The key for each outcome while the gavel is asked about."""

KEYS_OF_WAYS: dict[str, str] = {
    StatementKind.RESERVATION: "v",
    StatementKind.DISSOCIATION: "i",
    "in brackets": "b",
}
"""The key for each way past an objection that the rule does not allow, but the chair's ruling."""

GAVEL = (
    _unlisted("gavel.agree", "enter", "agree", "declare", "Record it"),
    _unlisted("gavel.leave", "escape", "leave", "leave it", "Decide nothing"),
    _unlisted("gavel.await", "p", "await", "pending", "Agreed, with a confirmation awaited"),
    _hidden("gavel.up", "up,left", "move(-1)", "up", "The outcome above"),
    _hidden("gavel.down", "down,right", "move(1)", "down", "The outcome below"),
    _hidden("gavel.back", "pageup", "scroll(-1)", "page up", "Who is present"),
    _hidden("gavel.on", "pagedown", "scroll(1)", "page down", "Who is present"),
)


EVERYWHERE = (
    _unshown("go.overview", "1", "go('overview')", "overview", "Where everything stands"),
    _unshown("go.draft", "2", "go('draft')", "draft", "The text of a draft, item by item"),
    _unshown(
        "go.step", "3", "go('step')", "step through", "One open item after the other, to settle it"
    ),
    _unshown("go.grid", "4", "go('grid')", "positions", "Who stands where, in one grid"),
    _unshown("go.members", "5", "go('members')", "meeting", "Members, presence, speakers, agenda"),
    _unshown("go.history", "6", "go('history')", "history", "Everything that was recorded"),
    _unshown("go.tray", "7", "go('tray')", "inbox", "What came in and is not placed"),
    _unshown(
        *("go.papers", "8", "go('papers')", "papers"),
        "Reports to deliver; questions, contributions, undertakings, milestones, consultations,"
        " translations, ballots",
    ),
    _unshown(
        *("go.analysis", "9", "go('analysis')", "analysis"),
        "Whom to consult, order, conflicts, packages, coalitions, bridges, progress",
    ),
    Action("help", "question_mark,f1", "help", "all keys", "What can be done on this screen"),
    _unlisted(
        "palette", "ctrl+p,colon", "command_palette", "everything", "Go anywhere, do anything"
    ),
    _unshown("theme", "T", "change_theme", "theme", "Other colours: dark, light, high contrast …"),
    _hidden("pane", "tab", "focus_next", "next pane", "Go to the next pane"),
    _hidden("pane.before", "shift+tab", "focus_previous", "pane before", "Go to the pane before"),
    Action("jump", "j", "jump", "jump", "Go to an item, amendment or member by its label or code"),
    _unshown(
        *("import", "ctrl+o", "import_file", "import"),
        "Import a draft, members, amendments, positions, contributions or mails from a file",
    ),
    Action("undo", "u", "undo", "undo", "Take your own last step back, after a look at it"),
    _spoken(
        "floor.next", "space", "next_speaker", "next speaker", "Give the floor to the next speaker"
    ),
    _unshown("floor.flag", "q", "raise_flag", "flag", "Note that a member asks for the floor"),
    _spoken("wall.push", "w", "push_to_wall", "to the room", "Show the room what is selected"),
    _unshown(
        "wall.blank", "f9", "blank_wall", "blank", "Show the room nothing, at once", urgent=True
    ),
    _unshown("packages", "K", "packages", "packages", "What is decided together, by one decision"),
    _unshown(
        *("statement", "S", "make_statement", "statement"),
        "A reservation, explanation or dissociation beside a decision",
    ),
    _unshown(
        *("consolidate", "O", "consolidate", "one wording"),
        "Draw several amendments together into one wording",
    ),
    _unshown("ballot", "Y", "ballot", "ballot", "Put it to the vote, or go to its open ballot"),
    _unshown("copy", "y", "copy_text", "copy", "Copy the text of what is selected"),
    _hidden("back", "escape", "leave", "back", "Leave this screen"),
    _unshown(
        *("quit", "ctrl+q", "quit", "quit"),
        "Leave; everything that was confirmed is recorded",
        urgent=True,
    ),
)


def _first_item(place: str) -> Action:
    says = "Write the first item where there is no draft"
    return _hidden(f"{place}.first_item", "a", "app.first_item", "first item", says)


BEGINNING = next(each for each in EVERYWHERE if each.id == "import"), _first_item("overview")
"""What begins a text where there is none."""


WALL = (
    _hidden("wall.up", "up", "scroll(-1)", "up", "One line up"),
    _hidden("wall.down", "down", "scroll(1)", "down", "One line down"),
    _hidden("wall.page_up", "pageup", "page(-1)", "page up", "One page up"),
    _hidden("wall.page_down", "pagedown", "page(1)", "page down", "One page on"),
    _hidden("wall.quit", "ctrl+q,ctrl+c", "quit", "quit", "Close the projector's window"),
)


_LEAVE = _unlisted("asking.leave", "escape", "leave", "leave it", "Leave the question")
_UP = _hidden("asking.up", "up", "move(-1)", "up", "The choice above")
_DOWN = _hidden("asking.down", "down", "move(1)", "down", "The choice below")
_AGREE = _unlisted("asking.agree", "enter", "agree", "do it", "Do what is asked")
READ_UP = _hidden("asking.read_up", "pageup", "scroll(-1)", "read up", "Read further up")
READ_ON = _hidden("asking.read_on", "pagedown", "scroll(1)", "read on", "Read further on")

INSTRUCT = _unlisted(
    *("asking.instruct", "f8", "instruct", "without brackets"),
    "Merge words that members object to or reserve on without brackets, on the Chair's instruction,"
    " once a reason is given",
)

LEAVING = (_LEAVE,)
PICKING = (_LEAVE, _UP, _DOWN)
CONFIRMING = (_LEAVE, _AGREE, READ_UP, READ_ON)
REASONING = (_LEAVE, READ_UP, READ_ON, INSTRUCT)
ASKING = (_LEAVE, _UP, _DOWN, _AGREE, READ_UP, READ_ON, INSTRUCT)
"""All of them."""


HELP = (
    _unlisted(
        "help.close", "escape,question_mark,f1", "close", "close", "Close the help", urgent=True
    ),
    _hidden("help.up", "up", "move(-1)", "up", "The action above"),
    _hidden("help.down", "down", "move(1)", "down", "The action below"),
)


WELCOME = (
    _unlisted("welcome.do", "enter", "choose", "do it", "What is selected; in the form, begin"),
    Action("welcome.new", "n", "new", "new group", "Begin a group: a draft, its members, a rule"),
    _keyed("welcome.demo", "d", "demo", "look around", "Open a sample group, in a new file here"),
    Action("welcome.open", "o", "open", "open", "Open a file or a database"),
    Action(
        *("welcome.file", "ctrl+o", "choose_file", "choose a file"),
        "Choose the file of this field from a list",
        urgent=True,
    ),
    *(
        _hidden(f"welcome.recent_{n}", f"{n}", f"recent({n})", f"{n}", "Open this one")
        for n in range(1, 10)
    ),
    Action("welcome.quit", "ctrl+q", "app.quit", "quit", "Leave; nothing is written", urgent=True),
    _hidden("welcome.back", "escape", "back", "back", "Back to the list"),
    _hidden("welcome.up", "up", "field(-1)", "field above", "Go to the field above"),
    _hidden("welcome.down", "down", "field(1)", "field below", "Go to the field below"),
)

TO_LIST = (_hidden("choosing.list", "down", "list", "list", "Go to the list of files"),)
CHOOSING = (
    _unlisted("choosing.leave", "escape", "leave", "leave it", "Choose no file"),
    *TO_LIST,
)
FILES = (
    _unlisted(
        "files.choose", "enter", "select_cursor", "look at it", "Take the file at the cursor"
    ),
    _unlisted("files.folder", "enter", "turn_folder", "open or close", "Open or close the folder"),
)

IMPORTING = (
    _unlisted(
        *("import.take", "enter", "import", "import it", "Import the file, in one step"),
        records=True,
    ),
    Action("import.other", "right", "kind(1)", "as what", "Import it as another kind of content"),
    _unshown("import.authors", "m", "authors", "whose", "Say which member made tracked changes"),
    _hidden("import.back", "left", "kind(-1)", "as what", "Import it as the kind before"),
)

REFUSED = (
    _unlisted(
        *("import.refused", "enter", "screen.refused", "other file"),
        "Say why it cannot be imported, and go back to the files",
    ),
)

OVERVIEW = (
    _unlisted("overview.take_up", "enter", "take_up", "take it up", "Go to it, to settle it"),
    _unshown(
        *("overview.holders", "v", "holders", "whom to consult"),
        "Who supports which wording, and whom to consult",
    ),
    BEGINNING[1],
)


DRAFT = (
    Action("draft.step", "enter", "step", "step through", "Step through from this item on"),
    Action(
        *("draft.showing", "t", "turn", "text"),
        "Show the text otherwise: rolling, clean, changes since the last revision",
    ),
    Action("draft.search", "slash", "search", "search", "Look for a label, a handle or words"),
    Action("draft.filter", "f", "filter", "filter", "Show only blocked, ready … items"),
    Action(
        *("draft.propose", "a", "open('propose')", "propose"), "Propose an amendment to this item"
    ),
    Action("draft.edit", "e", "open('edit')", "edit", "Write other words from the floor"),
    Action("draft.dossier", "i", "open('dossier')", "all about it", "Everything about this item"),
    _unshown(
        "draft.next", "n", "next(1)", "next", "Go to the next find, or item that is to be settled"
    ),
    _unshown(
        *("draft.previous", "N", "next(-1)", "previous"),
        "Go to the find, or item that is to be settled, before this one",
    ),
    _unshown("draft.close", "left", "fold(True)", "close", "Close the chapter"),
    _unshown("draft.open", "right", "fold(False)", "open", "Open the chapter"),
    Action("draft.publish", "P", "publish", "publish", "Publish the draft as a revision"),
    _unshown("draft.pick", "D", "pick", "other draft", "Show another draft"),
    _hidden(
        *("draft.leave_search", "escape", "all", "all items"),
        "Leave the search, or show all items again",
    ),
    _hidden("draft.up", "up", "move(-1)", "up", "The item above"),
    _hidden("draft.down", "down", "move(1)", "down", "The item below"),
)

PUBLISHING = (
    _unlisted("publishing.agree", "enter", "agree", "publish", "Publish the revision", urgent=True),
    _unlisted("publishing.leave", "escape", "leave", "leave it", "Leave it unpublished"),
)


DOSSIER = (
    Action("dossier.go", "enter", "go_on", "go to", "Go to one of those it has to do with"),
    _hidden(
        "dossier.body_down", "pagedown", "scroll_body(1)", "down", "Read further down", urgent=True
    ),
    _hidden("dossier.body_up", "pageup", "scroll_body(-1)", "up", "Read further up", urgent=True),
    Action("dossier.propose", "a", "propose", "amend", "Propose an amendment to it"),
    Action("dossier.edit", "e", "edit", "wording", "Reword it; an amendment by its sponsors"),
    Action("dossier.bracket", "b", "bracket", "brackets", "Put words in brackets, lift, delete"),
    Action("dossier.answer", "A", "answer", "answer", "Note what was answered to an objection"),
    Action(
        *("dossier.settle", "X", "settle", "settle"),
        "An objection was accommodated, withdrawn or maintained",
    ),
    Action("dossier.cosponsor", "C", "cosponsor", "co-sponsor", "A member joins the amendment"),
    Action("dossier.withdraw", "W", "withdraw", "withdraw", "A sponsor withdraws"),
    Action(
        "dossier.take_up", "U", "take_up", "take up", "Another member takes up what was withdrawn"
    ),
    Action("dossier.lift", "L", "lift_pending", "confirm", "What a decision awaited is confirmed"),
    Action(
        *("dossier.statement", "S", "make_statement", "statement"),
        "An explanation, a reservation or a dissociation beside a decision",
    ),
    Action(
        *("dossier.leave_brackets", "B", "leave_brackets", "leaves [ ]"),
        "A member takes its name out of the brackets",
    ),
)


STANCES_OF_MEMBER = (
    _spoken("grid.support", "s", "stance('support')", "support", "The selected member supports it"),
    _spoken("grid.accept", "l", "stance('accept')", "can live", "The member can live with it"),
    _spoken("grid.hold", "h", "stance('hold')", "reserve", "The member reserves its position"),
    _spoken("grid.against", "x", "stance('disagree')", "against", "The member is against it"),
    _spoken("grid.object", "o", "stance('object')", "object", "The member objects"),
    _spoken("grid.aside", "z", "stance('abstain')", "aside", "The member stands aside"),
)

GRID = (
    _unlisted("grid.reasons", "enter", "reasons", "in full", "All that the member said of it"),
    Action("grid.filter", "f", "filter", "filter", "Show also who said nothing, or only some"),
    Action("grid.find", "slash", "find", "find", "Go to a member by code or name"),
    _unlisted("grid.after", "right", "turn(1)", "next text", "The text after this one"),
    _hidden("grid.before", "left", "turn(-1)", "text before", "The text before this one"),
    *STANCES_OF_MEMBER,
    _spoken(
        "grid.withdraw", "delete", "withdraw", "take back", "The member takes its position back"
    ),
    Action("grid.dossier", "i", "dossier", "all of it", "Everything about this text"),
    _hidden("grid.leave", "escape", "leave_field", "leave", "Leave the question"),
    _first_item("grid"),
)


MERGE = (
    Action(
        *("merge.merge", "f2", "merge", "merge"),
        "See what would be merged, and record it; F8 there, with a reason, leaves brackets out",
    ),
    _unlisted(
        *("merge.choose", "enter", "choose", "choose"),
        "Settle the conflict or bracket for this wording; take or leave a change",
    ),
    _unlisted(
        *("merge.both", "t", "both", "both"),
        "Settle the conflict for two wordings, one after the other where words are only put in",
    ),
    _hidden(
        *("merge.add", "plus", "add", "and this"),
        "Add this wording to those the conflict is settled for, where they go together",
    ),
    _unlisted(
        "merge.wording",
        "e",
        "new_wording",
        "new wording",
        "Settle the conflict or bracket by new wording",
    ),
    _unlisted(
        *("merge.brackets", "b", "brackets", "brackets"),
        "Write every wording of the conflict as a bracket, and leave it open",
    ),
    _unlisted(
        *("merge.unsettle", "0,backspace", "unsettle", "unsettle"),
        "Leave the conflict or bracket unsettled again, or take the change again",
    ),
    _hidden(
        *("merge.keep_open", "R", "keep_open", "keep open"),
        "Keep amendments open where the conflict is settled against them",
    ),
    _hidden("merge.before", "left", "along(-1)", "before", "The wording or point before"),
    _hidden("merge.after", "right", "along(1)", "after", "The wording or point after"),
    _unshown(
        *("merge.on_amendment", "A", "speak_on", "on this one"),
        "The speaker speaks on the amendment at the cursor, or on the paragraph again",
    ),
    _unshown("merge.figures", "f", "figures", "figures", "How many are for and against it"),
    Action("merge.next", "n", "next_conflict(1)", "next", "Go to the next unsettled conflict"),
    _unshown(
        *("merge.previous", "N", "next_conflict(-1)", "previous"),
        "Go to the unsettled conflict before",
    ),
    _unshown("merge.dossier", "i", "dossier", "all about it", "Everything about it"),
    _unshown(
        *("merge.holders", "v", "holders", "who supports what"),
        "Who supports which wording, and whom to consult",
    ),
)

WORDING = (
    Action("wording.done", "f2", "done", "done", "Take the words as they are written here"),
    _unlisted("wording.leave", "escape", "leave", "leave it", "Leave it as it is"),
)


CONSOLIDATE = (
    _unlisted(
        *("consolidate.done", "f2", "finish", "done"),
        "See what becomes of the amendments, and record the wording",
    ),
    _unlisted(
        *("consolidate.by", "f4", "choose_sponsors", "by"),
        "Who proposes the wording; none for the facilitator's own",
    ),
    _unlisted(
        *("consolidate.consent", "f5", "choose_consenting", "consents"),
        "Which sponsors withdraw their amendments",
    ),
    _unlisted("consolidate.rationale", "f6", "explain", "why", "Why it reads so"),
    _unlisted(
        *("consolidate.anew", "f7", "begin_anew", "anew"),
        "Begin anew from the amendments that are marked",
    ),
    _unlisted(
        *("consolidate.carry", "f8", "carry_over", "carry over"),
        "Carry what was typed over to the text as others have changed it",
    ),
    _unlisted("consolidate.leave", "escape", "leave", "leave", "Leave without recording anything"),
)


EDIT = (
    _unlisted("edit.done", "f2", "finish", "done", "See what would change, and record it"),
    _unlisted(
        *("edit.editorial", "f3", "toggle_editorial", "editorial"),
        "Say that nothing of substance changes, so that positions carry over",
    ),
    _unlisted("edit.reason", "f6", "explain", "reason", "Why it is reworded"),
    _unlisted(
        *("edit.carry", "f8", "carry_over", "carry over"),
        "Carry what was typed over to the text as others have changed it",
    ),
    _unlisted("edit.leave", "escape", "leave", "leave", "Leave without recording anything"),
)


PROPOSE = (
    _unlisted("propose.done", "f2", "finish", "record", "Record the amendment"),
    _unlisted(
        *("propose.kind", "f3", "choose_kind", "kind"),
        "Modify, insert after, delete, move, split or join",
    ),
    _unlisted(
        "propose.by", "f4", "choose_sponsors", "by", "Who proposes it; none for the chair's own"
    ),
    _unlisted("propose.with", "f5", "choose_cosponsors", "with", "Who joins it as co-sponsor"),
    _unlisted("propose.rationale", "f6", "explain", "why", "The rationale, in the sponsors' words"),
    _unlisted(
        *("propose.carry", "f8", "carry_over", "carry over"),
        "Carry what was typed over to the text as others have changed it",
    ),
    _unlisted("propose.leave", "escape", "leave", "leave", "Leave without recording anything"),
)


BRACKET = (
    _unlisted(
        *("bracket.mark", "b", "mark", "begin, close"),
        "Begin the brackets at the word under the cursor; once more closes them",
    ),
    _unlisted(
        *("bracket.lift", "L", "lift", "lift"),
        "Propose that the words stand without their brackets; lift those over several items",
    ),
    _unlisted(
        *("bracket.drop", "D", "drop", "drop"),
        "Propose that the bracket goes with its words; delete one over several items",
    ),
    _unlisted("bracket.leave", "escape", "leave", "back", "Mark nothing, or leave"),
)


OF_PACKAGES = (
    Action("package.propose", "a", "propose", "propose", "Propose a package"),
    _unshown("package.dossier", "i", "dossier", "all about it", "Everything about it"),
    _unlisted(
        *("package.open", "enter", "step", "step through"),
        "Step through what is in it, beginning with it",
    ),
    _hidden(
        "package.scroll_up", "ctrl+up,shift+up", "scroll_text(-1)", "text up", "Scroll the text up"
    ),
    _hidden(
        *("package.scroll_down", "ctrl+down,shift+down", "scroll_text(1)", "text down"),
        "Scroll the text down",
    ),
)

PACKAGES = (*OF_PACKAGES, *SPEAKING, *GAVELLING, *ASIDES)

PACKAGE_PROPOSAL = (
    Action("package_proposal.propose", "f2", "propose", "propose", "Give it a title and record it"),
    _unlisted(
        *("package_proposal.mark", "enter", "mark", "take or leave"),
        "Take it into the package, or leave it out",
    ),
    _hidden(
        *("package_proposal.leave", "escape", "leave_proposal", "leave"),
        "Leave without recording anything",
    ),
)


FLOOR = (
    Action("floor.give", "F", "give_floor", "floor", "Give the floor by name, also out of turn"),
    _unshown("floor.reply", "R", "ask_reply", "reply", "A member asks for a right of reply"),
    _spoken("floor.end", "E", "end", "end", "End the present intervention"),
    _spoken("floor.list", "L", "turn_list", "list", "Close the speakers' list, or open it again"),
    _unshown("floor.time", "B", "set_time", "time", "Say how long an intervention may take"),
    _unshown("floor.note", "I", "note", "note", "Note what was said, by whom and of which kind"),
)

ATTENDING = (
    Action("members.many", "H", "note_many", "who is here", "Note who is here, group by group"),
    Action("members.find", "slash", "find", "find", "Go to a member by code or name"),
    _hidden("members.positions", "i", "positions", "all of it", "Where the selected member stands"),
)

_chosen = partial(_keyed, does="screen.choose", listed=False)
SPEAKERS = (
    _chosen("meeting.give", "enter", label="give the floor", help="The selected speaker speaks"),
)
AGENDA = (_chosen("meeting.take_up", "enter", label="take up", help="Take up the selected item"),)
PRESENT = (
    _chosen(
        *("meeting.presence", "enter"),
        label="here or not",
        help="In person, remote, absent in turn",
    ),
    _hidden("meeting.speakers", "escape", "screen.speakers", "speakers", "Back to the speakers"),
)
"""What Enter does in each of the lists of a meeting."""

MEETING = (
    *ATTENDING,
    Action("meeting.add", "plus", "add", "add", "Add to agenda, members, observers, offices"),
    Action("meeting.meeting", "M", "turn_meeting", "meeting", "Open a meeting, or close it"),
    *FLOOR,
    _spoken("agenda.finish", "C", "finish", "item done", "Close an item of the agenda"),
    _unshown("meeting.propose", "P", "propose", "proposal", "Record a procedural proposal"),
    _hidden(
        "meeting.remove", "delete", "remove", "take off", "Off the list; of a member: it is absent"
    ),
    _first_item("meeting"),
)


DELIVER_LIST = (
    _unlisted("deliver.tick", "space", "screen.tick", "tick", "Tick the paper, or not"),
)

DELIVER_PREVIEW = (
    _unlisted(
        *("deliver.rests_on", "enter", "screen.rests_on", "its sources"),
        "What the sentence of the summary rests on",
    ),
    *DELIVER_LIST,
    _hidden("deliver.list", "escape", "screen.read", "the list", "Go back to the list of papers"),
    _hidden("deliver.up", "up", "move(-1)", "up", "The sentence above"),
    _hidden("deliver.down", "down", "move(1)", "down", "The sentence below"),
)

DELIVER = (
    Action(
        *("deliver.write", "enter", "write", "write it"),
        "Write all papers that are ticked into one folder, and name the files",
    ),
    Action(
        *("deliver.read", "v", "read", "look at it"),
        "Look at the paper as it would be, sentence by sentence",
    ),
    Action(
        *("deliver.form", "f", "form", "form"),
        "Write it as Word, HTML, Markdown, text, CSV or JSON",
    ),
    Action(
        "deliver.about", "c", "about", "about", "Choose the text, member or meeting it is about"
    ),
    Action(
        *("deliver.audience", "A", "audience", "audience"),
        "For whom papers are: the public, members, the secretariat",
    ),
    Action(
        *("deliver.redact", "R", "redact", "redact"),
        "Erase words from the file for good: remove a name, for privacy",
    ),
    Action("deliver.publish", "P", "publish", "new revision", "Publish the draft as a revision"),
    Action("deliver.folder", "d", "folder", "folder", "Choose the folder that papers go to"),
    _hidden("deliver.before", "left", "turn(-1)", "page before", "Go to the page before"),
    _hidden("deliver.after", "right", "turn(1)", "next page", "Go to the next page of the papers"),
)


PAPERS = (
    Action("papers.list", "right", "page(1)", "next list", "Go to the next page of the papers"),
    _hidden("papers.list_before", "left", "page(-1)", "list before", "Go to the page before"),
    _unlisted(
        *("papers.details", "enter", "details", "in full"),
        "All answers to the question by group, the whole contribution, the whole of anything else",
    ),
    Action(
        *("papers.add", "plus", "add", "add"),
        "Ask a question, note a contribution or undertaking, set a milestone, announce a meeting,"
        " open a consultation or a ballot",
    ),
    Action(
        *("papers.done", "C", "finish", "done"),
        "What was undertaken is done, the milestone is reached, the consultation reports back, the"
        " ballot is closed",
    ),
    Action("papers.vote", "v", "vote", "vote", "Record in a ballot what members vote"),
    Action("papers.gavel", "g", "gavel", "gavel", "Declare what follows from the ballot"),
    Action(
        *("papers.defer", "d", "put_off", "put off"),
        "Another deadline for the question, another day for the milestone or the meeting",
    ),
    Action(
        *("papers.quote", "Q", "quote", "highlight"),
        "Highlight a passage of the contribution, and say what it matters to",
    ),
    _hidden("papers.remove", "delete", "remove", "cancel", "Cancel a meeting that was announced"),
    _hidden("papers.back", "escape", "back", "back", "Show the list again"),
    _first_item("papers"),
)


HISTORY = (
    _unlisted("history.details", "enter", "details", "in full", "The whole step, to read"),
    Action(
        *("history.search", "slash", "search", "search"),
        "Look for words, a member, a text, a kind of step",
    ),
    Action(
        *("history.target", "f", "target", "only on …"),
        "Show only what is about the present item, and amendments to it",
    ),
    Action(
        "history.undo", "U", "undo_step", "undo it", "Take this very step back, after a look at it"
    ),
    _unshown(
        *("history.waiting", "W", "waiting", "what waits"),
        "Show only what no longer applies since copies were joined",
    ),
    _unshown(
        "history.settle", "R", "settle", "settle", "Reapply or discard what no longer applies"
    ),
    Action(
        *("history.as_of", "A", "as_of", "as of then"),
        "Look at everything as it was then, or return to the present",
    ),
    Action("history.verify", "V", "verify", "prove", "Prove that nothing recorded was altered"),
    _hidden("history.back", "escape", "back", "back", "Show all steps again"),
    _hidden("history.up", "up", "move(-1)", "up", "The step above"),
    _hidden("history.down", "down", "move(1)", "down", "The step below"),
    _first_item("history"),
)


SUPPOSING = (
    _unshown(
        *("suppose", "W", "suppose", "what if"),
        "Which results would change if somebody said otherwise, something was merged, or another"
        " rule held; nothing is recorded",
    ),
)

ANALYSIS = (
    _unlisted(
        *("analysis.take_up", "enter", "take_up", "go to it"),
        "Go to what is found: the text to settle it, the member to see its positions",
    ),
    Action("analysis.part", "right", "turn(1)", "next part", "Go to the next part of the analysis"),
    _hidden(
        *("analysis.part_before", "left", "turn(-1)", "part before"),
        "Go to the part before this one",
    ),
    _first_item("analysis"),
)


TRAY = (
    _unlisted("tray.place", "enter", "place", "place", "Give it a place by hand"),
    Action("tray.set_aside", "X", "set_aside", "dismiss", "It needs no place: say why"),
    Action(
        *("tray.filter", "f", "filter", "all or waiting"),
        "Show also what was placed or dismissed, and comments that have a disposition",
    ),
    Action(
        *("tray.resolve", "c", "resolve", "disposition"),
        "Say what became of a comment of a table: accepted, not accepted, noted, withdrawn",
    ),
    _first_item("tray"),
)


REGISTRY: Mapping[str, tuple[Action, ...]] = {
    "everywhere": EVERYWHERE,
    "welcome": WELCOME,
    "choosing a file": (*CHOOSING, *FILES),
    "importing": (*IMPORTING, *REFUSED),
    "overview": OVERVIEW,
    "draft": DRAFT,
    "publishing": PUBLISHING,
    "step through": STEP,
    "decision": GAVEL,
    "what if": SUPPOSING,
    "analysis": ANALYSIS,
    "positions": GRID,
    "history": HISTORY,
    "inbox": TRAY,
    "papers": DELIVER,
    "a paper as it would be": DELIVER_PREVIEW,
    "lists of papers": PAPERS,
    "projector": WALL,
    "lists of a meeting": (*SPEAKERS, *AGENDA, *PRESENT),
    "meeting": MEETING,
    "merging": MERGE,
    "a wording": WORDING,
    "packages": OF_PACKAGES,
    "proposing a package": PACKAGE_PROPOSAL,
    "everything about it": DOSSIER,
    "brackets": BRACKET,
    "proposing": PROPOSE,
    "rewording": EDIT,
    "drawing together": CONSOLIDATE,
    "help": HELP,
    "a question": ASKING,
}
"""The actions of each screen, in the order of help, under the name people know it by."""


def actions_of(screen: DOMNode | type[DOMNode]) -> tuple[Action, ...]:
    """Returns the actions of a screen and its focused list, without those of every screen."""
    kind = screen if isinstance(screen, type) else type(screen)
    bound = [*kind.BINDINGS, *getattr(getattr(screen, "focused", None), "BINDINGS", ())]
    ids = {each.id for each in bound if isinstance(each, Binding)}
    everywhere = {action.id for action in EVERYWHERE}
    return tuple(
        action
        for actions in REGISTRY.values()
        for action in actions
        if action.id in ids and action.id not in everywhere
    )


def does_it(screen: DOMNode, action: Action) -> DOMNode:
    """Returns what does an action of a screen: its list with the focus, or the screen."""
    does = f"action_{action.does.partition('(')[0]}"
    focused = getattr(screen, "focused", None)
    return focused if focused is not None and hasattr(focused, does) else screen
