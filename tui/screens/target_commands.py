"""Commands on the selected target on any screen: positions, statements, decisions, what-if."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from functools import partial

from textual import work
from textual.content import Content
from textual.widgets import Static

from consensus.analysis.what_if import Assumption, Declares, Judges, Says, Withdraws
from consensus.model.decisions import Outcome, StatementKind
from consensus.model.positions import Stance
from consensus.reports.words import SAYS_OF, STANCE_SIGNS, STANCE_WORDS, join_names
from consensus.rules.reasons import dissent
from consensus.text.display import escape_control_characters, shortened
from tui.host import Host
from tui.keymap import key_of
from tui.screens.base import TargetScreen, View, opens_dialog
from tui.screens.dialogs import Answer, AskText, PressKey
from tui.screens.gavel import Declared, GavelScreen
from tui.views.dossier import (
    ConsultationsAndNotesView,
    NoteLine,
    WhatIfSubject,
    consultations_and_notes_view,
    what_if_subject,
    what_if_view,
)
from tui.views.item import GavelView, bracket_all_act, decide_act, gavel_view
from tui.views.positions import Saying, holders_view, saying_view, stance_act, voices_view, words_of
from tui.views.text import (
    HOW_TO_TYPE,
    Choice,
    Span,
    as_typed,
    codes_in,
    read_moment,
    wrong_codes,
    wrong_moment,
)

_STANCES = (
    Choice("support", "support", key_press="s"),
    Choice("accept", "accept", "can live with it", "l"),
    Choice("hold", "hold", "reserves its position, awaits instructions", "h"),
    Choice("disagree", "against", "does not block", "x"),
    Choice("object", "object", "blocks it", "o"),
    Choice("abstain", "stand aside", key_press="z"),
    Choice("recuse", "recuse", "leaves the count", "c"),
    Choice("reservation", "reservation", "on record beside support or accept", "r"),
    Choice("withdraw", "take back", "has no position any more", "w"),
)
_RESERVING = (
    Choice("support", "support", "with a reservation on record", "s"),
    Choice("accept", "accept", "with a reservation on record", "l"),
)
STATEMENTS = (
    Choice(StatementKind.RESERVATION, "reservation", key_press="r"),
    Choice(StatementKind.EXPLANATION, "explanation of position", key_press="e"),
    Choice(StatementKind.VOTE, "explanation of vote", key_press="v"),
    Choice(StatementKind.DISSOCIATION, "dissociation", key_press="d"),
    Choice(StatementKind.MINORITY, "minority statement", key_press="m"),
)
"""What can be put on record beside a decision."""
_FOR_ANNEX = Choice("annexed", "one for the annex of a report, as its author agrees", key_press="a")


class StatementCommands(TargetScreen[View, Answer]):
    """Commands that record what members say about the selection."""

    @property
    def spoken_on(self) -> str:
        """The id of what members speak on; the selection, unless a screen holds another."""
        return self.pointed

    def words_on(self, heard: Saying) -> str:
        """Returns what is said with a receipt of the words that a member speaks on."""
        return ""

    async def action_say(self, stance: str) -> None:
        """Records the speaker's stance, after asking for what is missing."""
        heard = await self._hear()
        if heard is None:
            return
        subject = heard.subject
        if not subject.code or subject.is_away or stance == Stance.OBJECT:
            self._ask_and_record(heard, stance)
        else:
            await self._record_stance(heard, Stance(stance))

    async def action_reserve(self) -> None:
        """Records a reservation of the speaker."""
        heard = await self._hear()
        if heard is not None:
            self._ask_and_record(heard, "reservation")

    async def action_say_for_another(self) -> None:
        """Asks for another member and its stance, and records it."""
        heard = await self._hear()
        if heard is not None:
            self._ask_and_record(heard, "", another=True)

    async def _hear(self) -> Saying | None:
        target = self.spoken_on
        if not target:
            self.host.tell("nothing is selected to speak about", is_problem=True)
            return None
        return await self.glance(saying_view(target))

    @opens_dialog
    async def _ask_and_record(self, heard: Saying, what: str, another: bool = False) -> None:
        """Asks who, what, why and in which document where missing, and records it."""
        if another or not heard.subject.code:
            who = await self._ask_who(heard, another)
            if who is None:
                return
            heard = who
        code, name = heard.subject.code, heard.name
        if not what:
            picked = await self.press_key(f"{code} on {name}", _STANCES)
            what = picked or ""
        if not what:
            return
        if what == "withdraw":
            await self._withdraw(heard)
        elif what == "reservation":
            await self._reserve(heard)
        else:
            await self._take(heard, Stance(what))

    async def _ask_who(self, heard: Saying, another: bool) -> Saying | None:
        voices = await self.ask(voices_view) or ()
        title = "Who speaks?" if another else "Nobody has the floor. Who speaks?"
        code = await self.pick(title, voices)
        return await self.glance(saying_view(heard.target, code)) if code else None

    async def _take(self, heard: Saying, stance: Stance) -> None:
        reason: str | None = ""
        if stance is Stance.OBJECT:
            reason = await self.ask_text(
                f"{heard.subject.code} objects to {heard.name}. Why?",
                "In its own words. Enter alone records no reason.",
                needed=False,
            )
        document = await self._ask_document(heard) if reason is not None else None
        if reason is not None and document is not None:
            await self._record_stance(heard, stance, reason=reason, document=document)

    async def _ask_document(self, heard: Saying) -> str | None:
        """Returns the written source for an absent member; None to cancel."""
        if not heard.subject.is_away:
            return ""
        code = heard.subject.code
        return await self.ask_text(
            f"{code} is not noted as present. In writing: which document?",
            "What a member that is away says needs a written source, such as a letter with"
            " its date. Had it the floor, note first that it is present.",
        )

    async def _record_stance(
        self,
        heard: Saying,
        stance: Stance,
        *,
        reason: str = "",
        reservation: str = "",
        document: str = "",
    ) -> None:
        subject = heard.subject
        words = f"{subject.code} {SAYS_OF[stance].format(heard.name)}"
        words += f": {self.words_on(heard)}" if self.words_on(heard) else ""
        if subject.is_observer:
            words += ", as an observer: counts nowhere"
        if reservation:
            words += ", with a reservation"
        if document:
            words += f", in writing ({document})"
        if heard.is_awaited and stance in (Stance.SUPPORT, Stance.ACCEPT):
            key = key_of(self.app, "gavel.pending")
            words += f"; if that confirms the decision, {key} records it"

        act = stance_act(heard, stance, reason, reservation, document)
        await self.record(words, act, typed=reason or reservation)

    async def _reserve(self, heard: Saying) -> None:
        if heard.is_decided:
            await self._state(heard)
            return
        code = heard.subject.code
        stance = heard.said
        if stance not in (Stance.SUPPORT, Stance.ACCEPT):
            picked = await self.press_key(f"{code} on {heard.name}: with what?", _RESERVING)
            stance = Stance(picked) if picked else None
        if stance is None:
            return
        words = await self.ask_text(
            f"Reservation of {code} on {heard.name}", "In its words; it changes no count."
        )
        document = await self._ask_document(heard) if words else None
        if words and document is not None:
            await self._record_stance(heard, stance, reservation=words, document=document)

    async def _state(self, heard: Saying) -> None:
        """Records a statement beside the decision; it changes no count."""
        code = heard.subject.code
        title = f"{heard.name} is decided. {code} puts on record beside it"
        await _record_statement(self.host, heard, code, title)

    async def _withdraw(self, heard: Saying) -> None:
        code, target = heard.subject.code, f"handle:{heard.handle}"
        await self.record(
            f"{code} takes its position on {heard.name} back",
            lambda group: group.withdraw_position(code, target),
        )


class Holders(TargetScreen[View, Answer]):
    """Shows who supports which wording of the text, and whom to consult."""

    @property
    def matter(self) -> str:
        """The id of the text that is shown or selected; empty for none."""
        return self.pointed

    @opens_dialog
    async def action_holders(self) -> None:
        """Shows who supports which wording, and whom to consult; then all positions, if asked."""
        target = self.matter
        found = await self.ask(holders_view(target)) if target else None
        if found is None:
            self.host.tell("nothing is selected; N and n go to what is open", is_problem=True)
        elif await self.confirm(found.title, found.spans, "all positions", "back"):
            self.host.turn_to(target)
            self.host.member = found.member
            # The app leaves this screen, which therefore cannot wait for it.
            self.app.call_next(self.host.action_go, "grid")


class FloorLine(Holders[View, Answer], StatementCommands[View, Answer]):
    """A screen that says who speaks on what: the target does not follow the cursor.

    It is the text, until a key says an amendment; whoever takes the floor next speaks on the text.
    """

    _words = "", ""  # what the floor line is about, and its words

    @property
    @abstractmethod
    def known(self) -> Collection[str]:
        """The ids of the text and of what is proposed to it."""

    @property
    def spoken_on(self) -> str:
        """The id of what members speak on."""
        return self.host.floor.target

    def _update_floor(self) -> None:
        """Moves the floor to the text that is shown if its target is not proposed to that."""
        floor, known = self.host.floor, tuple(self.known)
        if not known:  # nothing is shown yet
            return
        if floor.target not in known:
            floor.is_closed |= bool(floor.target) and floor.text == self.matter
            floor.target = floor.named if floor.named in known else self.matter
        floor.text, floor.known = self.matter, known

    def action_speak_on(self) -> None:
        """Says that the speaker speaks on what is at the cursor, or on the text again."""
        self._update_floor()
        self.host.floor.target, self.host.floor.is_closed = self._goes_to(), False
        self.listen()

    def _goes_to(self) -> str:
        return self.matter if self.spoken_on == self.pointed else self.pointed

    async def _hear(self) -> Saying | None:
        self._update_floor()
        heard = await super()._hear()
        if heard is not None and self._is_over(heard):
            heard = await super()._hear()
        if self.host.floor.is_unseen:
            self.host.tell("others have recorded since; look at it again", is_problem=True)
            return None
        if heard is not None and self.host.floor.is_closed:
            self.host.floor.is_closed = False
            closed = f"what was spoken on is closed; the same key again speaks on {heard.name}"
            self.host.tell(closed, is_problem=True)
            return None
        return heard

    async def _ask_who(self, heard: Saying, another: bool) -> Saying | None:
        """Asks first which it is about, where the cursor is on another than what is spoken on."""
        pointed = self.pointed
        if heard.target not in (self.matter, pointed):
            other = await self.glance(saying_view(pointed))
            if other is None:
                return None
            on = [
                Choice(heard.target, heard.name, "which is spoken on", "s"),
                Choice(pointed, other.name, "which is at the cursor", "c"),
            ]
            picked = await self.press_key("On which is it?", on)
            if not picked:
                return None
            heard = heard if picked == heard.target else other
        return await super()._ask_who(heard, another)

    def _is_over(self, heard: Saying) -> bool:
        """Returns whether the target of the floor changed, as when another member speaks."""
        floor, speaks = self.host.floor, heard.subject.code
        if floor.speaker not in (None, speaks):
            floor.target = floor.named
        floor.speaker = speaks
        self._update_floor()
        return floor.target != heard.target

    @work(exclusive=True, group="floor")
    async def listen(self) -> None:
        """Reads who speaks on what, and shows it with the keys that record it."""
        self._update_floor()
        heard = await self.glance(saying_view(self.spoken_on)) if self.known else None
        if heard is not None and self._is_over(heard):
            heard = await self.glance(saying_view(self.spoken_on))
        words = await self.glance(words_of(heard.target)) if heard is not None else None
        if heard is not None and words is not None:
            self._words = heard.target, words
            goes_to = self._goes_to()
            other = await self.glance(saying_view(goes_to)) if goes_to != heard.target else None
            named = f" (A: on {other.name})" if other is not None else ""
            for line in self.query("#floor-line").results(Static):  # none once it is being left
                line.update(self._line(heard, words, named))
        self.host.floor.is_unseen = False

    def words_on(self, heard: Saying) -> str:
        """Returns the words that the floor line shows."""
        return self._words[1] if self._words[0] == heard.target else ""

    def _line(self, heard: Saying, on: str, other: str) -> Content:
        code = heard.subject.code
        said = f"{heard.said} so far  " if heard.said else ""
        who = f" {code}" if code else " nobody has the floor"
        for shorter in range(4):
            if shorter == 1:
                who = who if code else who.lstrip()
                said = f"{heard.said} so far " if heard.said else ""
            elif shorter == 2:
                who = who if code else " nobody"
                said = f"{STANCE_SIGNS[heard.said]} " if heard.said else ""
            keys = self._keys_of_stances(shorter)
            taken = sum(len(words) for words, _ in keys)
            room = self.size.width - taken - len(f"{who} on {heard.name}{other}, : {said}")
            if room >= -2:  # there is no comma without words
                break
        words = f", {shortened(on, room)}" if not shorter and room > _LEAST else ""
        named = escape_control_characters(f" on {heard.name}{words}{other}: ")
        styles = ("bold $text-accent", "bold") if code else ("$text-muted", "$text-muted")
        return Content.assemble((who, styles[0]), (named, styles[1]), (said, "$text-muted"), *keys)

    def _keys_of_stances(self, shorter: int) -> list[tuple[str, str]]:
        """Returns the keys: with words, with those of the main stances, or with signs for them."""
        keys = []
        for active in self.active_bindings.values():
            kind, _, stance = (active.binding.id or "").partition(".")
            if kind == "stance":
                words = f" {active.binding.description}{' ' * (shorter == 0)}"
                if shorter and stance not in _MAIN:
                    words = ""
                elif shorter == 3:
                    words = f" {STANCE_SIGNS[Stance(stance)]}"
                key = self.app.get_key_display(active.binding)
                keys += [(key, "bold $text-primary"), (f"{words} ", "")]
        if keys:
            keys[-1] = keys[-1][0].rstrip(), ""
        return keys


_MAIN = ("support", "accept", "hold", "disagree", "object")

_LEAST = 12
"""The least room that is used for what a target says."""


async def make_statement(app: Host, target: str) -> None:
    """Asks for a statement beside the last decision, and records it; for workers only."""
    heard = await app.glance(saying_view(target)) if target else None
    if target and heard is None:
        return
    if heard is None or not heard.is_decided:
        name = f"{heard.name} is not decided" if heard else "nothing is selected"
        app.tell(f"{name}: a statement goes on record beside a decision", is_problem=True)
        return
    code = await app.pick_member(f"Who puts something on record beside {heard.name}?")
    if not code:
        return
    await _record_statement(app, heard, code, f"What does {code} put on record?")


async def _record_statement(app: Host, heard: Saying, code: str, title: str) -> None:
    picked = await app.push_screen_wait(PressKey(title, (*STATEMENTS, _FOR_ANNEX)))
    annexed = picked == _FOR_ANNEX.key
    if annexed:
        title = f"What does {code} state for the annex?"
        picked = await app.push_screen_wait(PressKey(title, STATEMENTS))
    if not picked:
        return
    kind = StatementKind(picked)
    words = await app.push_screen_wait(
        AskText(
            f"{kind} of {code} on {heard.name}",
            "In its own words." + ("" if annexed else " Enter alone leaves it empty."),
            needed=annexed,
        )
    )
    if words is not None:
        await app.record(
            f"{code}: {kind} on {heard.name}",
            lambda group: group.make_statement(
                f"handle:{heard.handle}", code, kind, words, annexed=annexed
            ),
        )


class DecisionCommands(TargetScreen[View, Answer]):
    """Commands of the chair on the selection."""

    @abstractmethod
    async def go_on(self, decided: str) -> str:
        """Selects what comes after a decision; returns its name, or that nothing does."""

    async def action_gavel(self) -> None:
        """Asks what the chair declared, and records it."""
        await self._ask(None)

    async def action_defer(self) -> None:
        """Asks why and until when it is deferred, and records it."""
        await self._ask(Outcome.DEFERRED)

    async def action_pending(self) -> None:
        """Records agreement with an approval pending, or the approval that came."""
        view = await self._read_gavel()
        if view is None:
            return
        if view.awaiting:
            self._ask_whose_word(view)
        else:
            await self._open(view, Outcome.AGREED, pending=True)

    async def _ask(self, outcome: Outcome | None) -> None:
        view = await self._read_gavel()
        if view is not None:
            await self._open(view, outcome)

    async def _read_gavel(self) -> GavelView | None:
        target = self.pointed
        if not target:
            self.host.tell("nothing is selected to decide", is_problem=True)
            return None
        return await self.glance(gavel_view(target))

    async def _open(self, view: GavelView, outcome: Outcome | None, pending: bool = False) -> None:
        async def declare(declared: Declared | None) -> None:
            if declared is not None:
                await self._declare(view, declared)

        # Awaited, so that a key pressed at once goes to the dialog.
        await self.app.push_screen(GavelScreen(view, outcome, pending), declare)

    async def _declare(self, view: GavelView, declared: Declared) -> None:
        if declared.way == "in brackets":
            await self.record(f"{view.name}: in brackets", bracket_all_act(view))
            return
        over = [each for each in view.over if each not in declared.aside]
        outcome = view.declares[declared.outcome]
        if declared.pending and outcome != Outcome.AGREED_AD_REF:
            outcome = declared.outcome  # it is not said to be provisional as well
        words = f"{view.name}: {outcome}"
        if view.ruled and over and declared.outcome.closes:
            words = f"the Chair declared {view.name} {outcome}"
        if declared.way:
            words += f", with the {declared.way} of {join_names(declared.aside)}"
        waited = view.dropping if declared.outcome.closes else view.awaiting
        if left := [each for each in waited if each not in declared.pending]:
            words += f", without the confirmation of {join_names(left)}, awaited until then"
        if declared.outcome.closes:
            if view.no_objection_heard:
                words += ", no objection heard"
            if over:
                words += dissent(join_names(over), len(over), view.ruled)
            elif view.unmet:
                words += f", although {view.unmet}"
            if declared.pending:
                words += f", awaiting confirmation by {', '.join(declared.pending)}"
        said = dict.fromkeys(declared.aside, declared.words)
        is_over = declared.outcome is not Outcome.REOPENED
        await self.record(
            words,
            decide_act(
                view,
                declared.outcome,
                pending=declared.pending,
                reason=declared.reason,
                reservations=said if declared.way == StatementKind.RESERVATION else None,
                dissociations=said if declared.way == StatementKind.DISSOCIATION else None,
                due=declared.due,
                tried=declared.tried,
                level=declared.level,
                without_brackets=declared.outcome.closes and bool(view.opposing),
            ),
            partial(self.go_on, view.target) if is_over else None,
        )

    @opens_dialog
    async def _ask_whose_word(self, view: GavelView) -> None:
        code = await self.pick(
            f"{view.name} is agreed ad referendum. Who has confirmed?",
            [Choice(each, each) for each in view.awaiting],
        )
        if code:
            await self.record(
                f"{code} confirms {view.name}",
                lambda group: group.confirm_decision(f"handle:{view.handle}", code),
            )


_SAYS = Choice("says", "a member says otherwise", key_press="s")
_GOES_IN = Choice("merged", "it is merged", "settled in its favour", "m")
_AMENDED = Choice("merged", "its uncontested changes are merged", key_press="m")
_WITHDRAWN = Choice("withdrawn", "it is withdrawn", "by all its sponsors", "t")
_DECLARED = Choice("declared", "it is declared agreed", key_press="g")
_RULE = Choice("rule", "another rule holds", key_press="r")


class WhatIf(TargetScreen[View, Answer]):
    """The command that shows what would change under assumptions on the selection."""

    @opens_dialog
    async def action_suppose(self) -> None:
        """Asks for one assumption after the other, and shows each time what would change."""
        target = self.pointed
        if not target:
            self.host.tell("select what something is to be supposed of", is_problem=True)
            return
        view = await self.glance(what_if_subject(target))
        assumed: list[Assumption] = []
        while view is not None:
            assumption = await self._assume(view, is_first=not assumed)
            if assumption is None:
                return
            assumed.append(assumption)
            found = await self.ask(what_if_view(assumed))
            if found is None:
                return
            more = await self.confirm(found.title, found.spans, "suppose something more")
            if not more:
                return

    async def _assume(self, view: WhatIfSubject, is_first: bool) -> Assumption | None:
        choices = [_SAYS]
        if view.can_go_in:
            choices.append(_GOES_IN if view.is_amendment else _AMENDED)
        if view.is_amendment:
            choices.append(_WITHDRAWN)
        choices += [_DECLARED, _RULE]
        title = f"What if, of {view.name}, …" if is_first else f"And if, of {view.name}, …"
        picked = await self.press_key(title, choices)
        subject = f"handle:{view.handle}"
        if picked == "says":
            return await self._assume_said(view)
        if picked == "merged":
            return view.goes_in()
        if picked == "withdrawn":
            return Withdraws(view.handle)
        if picked == "declared":
            return Declares(subject, Outcome.AGREED)
        if picked == "rule":
            rule = await self.ask_text(
                "Which rule?", "Such as consensus_minus(1), or majority(two-thirds)."
            )
            # Of what is no item, the rule would judge everything.
            return Judges(rule, subject if view.is_item else "") if rule else None
        return None

    async def _assume_said(self, view: WhatIfSubject) -> Assumption | None:
        voices = await self.ask(voices_view) or ()
        member = await self.pick("Who says otherwise?", voices)
        if not member:
            return None
        title = f"What if {member} said of {view.name} …"
        stance = await self.press_key(title, _STANCES[:6])
        return Says(member, f"handle:{view.handle}", Stance(stance)) if stance else None


_NEW = "new"


class ConsultationsAndNotes(TargetScreen[View, Answer]):
    """Commands on consultations and private notes on the selection."""

    @opens_dialog
    async def action_consult(self) -> None:
        """Opens a consultation on the selection, or records its outcome."""
        view = await self._look_beside()
        if view is None:
            return
        handle: str | None = _NEW
        if view.consultations:
            going_on = [
                Choice(handle, f"{handle} reports back", sentence)
                for handle, sentence in view.consultations
            ]
            another = Choice(_NEW, "another one", f"on {view.name}")
            title = f"Open consultations on {view.name}"
            handle = await self.pick(title, [*going_on, another])
        if handle == _NEW:
            await self._open_consultation(view)
        elif handle:
            await self.report_back(handle)

    async def _open_consultation(self, view: ConsultationsAndNotesView) -> None:
        now = self.host.clock()
        answers: list[str] = []
        for question in (
            AskText(
                f"A consultation on {view.name}: who leads it?",
                "A name, or the code of a member. Enter alone names none.",
                needed=False,
            ),
            AskText(
                "Which members take part?",
                "Their codes, with commas or spaces between. Enter alone: open to all members.",
                needed=False,
                problem=lambda answer: wrong_codes(answer, view.codes),
            ),
            AskText("What is it to find?", "Enter alone leaves it empty.", needed=False),
            AskText(
                "When is it to report back?",
                f"{HOW_TO_TYPE} Enter alone sets no time.",
                needed=False,
                problem=lambda answer: wrong_moment(answer, now, to_come=True),
            ),
        ):
            answer = await self.app.push_screen_wait(question)
            if answer is None:
                return
            answers.append(answer)
        leads, members, purpose, due = answers
        await self.record(
            f"a consultation on {view.name}{f', led by {leads}' if leads else ''}",
            lambda group: group.open_consultation(
                f"handle:{view.handle}",
                facilitator=leads,
                participants=codes_in(members, view.codes),
                due=read_moment(due, now),
                purpose=purpose,
            ),
        )

    async def report_back(self, handle: str) -> None:
        """Asks what a consultation came to, and records it; for workers only."""
        outcome = await self.ask_text(
            f"What is the outcome of {handle}?", "It decides nothing; the consultation ends."
        )
        if outcome:
            await self.record(
                f"{handle} reports back", lambda group: group.report_back(handle, outcome)
            )

    @opens_dialog
    async def action_note(self) -> None:
        """Writes a private note on the selection, or shows and removes one."""
        view = await self._look_beside()
        if view is None:
            return
        picked: str | None = _NEW
        if view.notes:
            choices = [Choice(_NEW, "write one", "nobody else sees it")]
            choices += [
                Choice(str(each.number), as_typed(each.written), each.text) for each in view.notes
            ]
            picked = await self.pick(f"Your notes on {view.name}", choices)
        if picked == _NEW:
            await self._write_note(view)
        elif picked:
            await self._remove_note(next(each for each in view.notes if each.number == int(picked)))

    async def _write_note(self, view: ConsultationsAndNotesView) -> None:
        words = await self.ask_text(
            f"A note on {view.name}, for yourself",
            "Kept beside the file: never in it, never shown, never exported.",
        )
        if not words:
            return
        nobody = [Choice("", "nobody in particular", "a note of your own")]
        codes = [Choice(each, each, "said it informally") for each in view.codes]
        member = await self.pick("Who said it", nobody + codes)
        if member is None:
            return
        stance: str | None = ""
        if member:
            unsaid = [Choice("", "no position", "it did not say")]
            stances = [Choice(each.value, STANCE_WORDS[each], "informally") for each in Stance]
            stance = await self.pick(f"Where {member} would stand", unsaid + stances)
        if stance is not None:
            await self.host.show(
                f"your note on {view.name}",
                lambda group: group.note_privately(
                    f"handle:{view.handle}", words, member, stance or None
                ),
            )
            self.look_again()

    async def _remove_note(self, note: NoteLine) -> None:
        spans = (Span(f"{as_typed(note.written)}\n{note.text}"),)
        if await self.confirm("This note", spans, "remove it for good"):
            await self.host.show(
                "a note is removed", lambda group: group.remove_private_note(note.number)
            )
            self.look_again()

    async def _look_beside(self) -> ConsultationsAndNotesView | None:
        target = self.pointed
        return await self.glance(consultations_and_notes_view(target)) if target else None
