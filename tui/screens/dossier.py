"""The dossier of a target, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll

from consensus.model.amendments import AmendmentState
from consensus.model.positions import ObjectionState, Stance
from consensus.reports.decisions import DecisionLine
from consensus.reports.positions import ObjectionLine
from consensus.reports.words import sign_of
from tui.keymap import DOSSIER, bindings
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.bracket import BracketScreen
from tui.screens.target_commands import STATEMENTS
from tui.screens.wording import EditScreen, ProposeScreen
from tui.views.dossier import DossierView, Part, count_of, dossier_view, section
from tui.views.text import Choice
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows, Tone, as_written
from tui.worker import Look

_ALL = "all of them"
_OUTCOMES = (
    Choice(ObjectionState.ACCOMMODATED, "accommodated", "the text meets it now", "a"),
    Choice(ObjectionState.WITHDRAWN, "withdrawn", "the member takes it back", "w"),
    Choice(ObjectionState.SUSTAINED, "maintained", "the member upholds it", "s"),
)


class DossierCommands(RecordScreen[DossierView, None]):
    """Commands of a dossier; a command without a possible target has no key."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self.of = target
        self.view: DossierView | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether an action has something to act on."""
        view = self.view
        if view is None:
            return action not in _NEEDS
        possible = {
            "answer": bool(self._standing()),
            "settle": bool(self._standing()),
            "cosponsor": view.state is AmendmentState.OPEN,
            "withdraw": view.state is AmendmentState.OPEN and bool(view.backers),
            "take_up": view.state is AmendmentState.WITHDRAWN,
            "lift_pending": bool(self._awaiting()),
            "make_statement": bool(view.dossier.decisions),
            "leave_brackets": view.is_item and bool(view.holders),
            "propose": not view.is_package and view.state in (None, AmendmentState.OPEN),
            "edit": not view.is_package and view.state in (None, AmendmentState.OPEN),
            "bracket": view.is_item,
        }
        return possible.get(action, True)

    def _standing(self) -> tuple[ObjectionLine, ...]:
        """Returns the standing objections, merged ones included, by member."""
        if self.view is None:
            return ()
        found = {
            each.member: ObjectionLine(
                each.member, each.reason, ObjectionState.RAISED, each.answer, is_standing=True
            )
            for each in self.view.dossier.contested
            if each.is_open and each.stance is Stance.OBJECT
        }
        found |= {each.member: each for each in self.view.dossier.objections if each.is_standing}
        return tuple(found.values())

    def _awaiting(self) -> tuple[DecisionLine, ...]:
        found = self.view.dossier.decisions if self.view else ()
        return tuple(each for each in found if each.pending and each.is_current)

    @opens_dialog
    async def action_answer(self) -> None:
        """Asks what was answered to whom, and records it."""
        member = await self._pick_objection("Whose objection was answered?")
        if member is None:
            return
        line = next((each for each in self._standing() if each.member == member), None)
        if line is None:
            self.host.tell(f"{member} objects no longer", is_problem=True)
            return
        answer = await self.ask_text(
            f"What was answered to {member}?", line.reason or "reason not stated", line.answer
        )
        if answer:
            await self.record(
                f"{member}: objection to {self._called} answered",
                lambda group: group.answer_objection(self.of, member, answer),
            )

    @opens_dialog
    async def action_settle(self) -> None:
        """Asks what became of whose objection, and records it."""
        member = await self._pick_objection("Whose objection is settled?")
        if member is None:
            return
        became = await self.press_key(f"What became of the objection of {member}?", _OUTCOMES)
        if became is None:
            return
        reason = await self._ask("Why? (may be left empty)")
        if reason is not None:
            words = ObjectionState(became).words
            await self.record(
                f"{member}: objection to {self._called} {words}",
                lambda group: group.settle_objection(self.of, member, became, reason),
            )

    async def _pick_objection(self, title: str) -> str | None:
        choices = [
            Choice(each.member, each.member, f"{each.became}: {each.reason or 'reason not stated'}")
            for each in self._standing()
        ]
        return await self._pick(title, choices)

    @opens_dialog
    async def action_cosponsor(self) -> None:
        """Asks who joins, and records it."""
        code = await self.host.pick_member(f"Who joins {self._called}?")
        if code:
            await self.record(
                f"{code} co-sponsors {self._called}", lambda group: group.cosponsor(self.of, [code])
            )

    @opens_dialog
    async def action_withdraw(self) -> None:
        """Asks who withdraws, and records it."""
        view = self.view
        if view is None:
            return
        choices = [Choice(code, code, "") for code in view.backers]
        if len(choices) > 1:
            choices.append(Choice(_ALL, "all of them", "so that the amendment is withdrawn"))
        code = await self._pick(f"Who withdraws from {self._called}?", choices)
        if code is None:
            return
        reason = await self._ask("Why? (may be left empty)")
        if reason is not None:
            members = list(view.backers) if code == _ALL else [code]
            await self.record(
                f"{', '.join(members)}: withdrawn from {self._called}",
                lambda group: group.withdraw(self.of, members, reason),
            )

    @opens_dialog
    async def action_take_up(self) -> None:
        """Asks who takes the amendment up, and records it."""
        code = await self.host.pick_member(f"Who takes up {self._called}?")
        if code:
            await self.record(
                f"{code} takes up {self._called}", lambda group: group.take_up(self.of, [code])
            )

    @opens_dialog
    async def action_lift_pending(self) -> None:
        """Asks whose approval came, and records it."""
        awaiting = self._awaiting()
        choices = [
            Choice(f"{each.handle} {code}", code, f"{each.handle}, {each.outcome}")
            for each in awaiting
            for code in each.pending
        ]
        picked = await self._pick("Who confirmed?", choices)
        if picked is None:
            return
        decision, _, member = picked.partition(" ")
        note = await self._ask("A note on it (may be left empty)")
        if note is not None:
            await self.record(
                f"{member} confirmed {self._called}",
                lambda group: group.confirm_decision(decision, member, note),
            )

    @opens_dialog
    async def action_make_statement(self) -> None:
        """Asks who puts what on record beside which decision, and records it."""
        view = self.view
        if view is None:
            return
        decisions = [
            Choice(each.handle, each.handle, f"{each.outcome}, {each.happened:%Y-%m-%d %H:%M}")
            for each in reversed(view.dossier.decisions)
        ]
        decision = await self._pick("Beside which decision?", decisions)
        if decision is None:
            return
        member = await self.host.pick_member("Who puts something on record?")
        if not member:
            return
        kind = await self.press_key(f"What does {member} record?", STATEMENTS)
        if kind is None:
            return
        text = await self._ask("In its words (may be left empty)")
        # Of several texts that were decided together, it is about the one that is shown.
        on = f"handle:{view.dossier.subject.handle}" if decision == decisions[0].key else decision
        if text is not None:
            await self.record(
                f"{member}: {kind} beside {decision}",
                lambda group: group.make_statement(on, member, kind, text),
            )

    @opens_dialog
    async def action_leave_brackets(self) -> None:
        """Asks who leaves the brackets, and records it."""
        view = self.view
        if view is None:
            return
        choices = [Choice(code, code, "") for code in view.holders]
        code = await self._pick(f"Who leaves the brackets in {self._called}?", choices)
        if code is not None:
            await self.record(
                f"{code} leaves the brackets in {self._called}",
                lambda group: group.leave_brackets(self.of, code),
            )

    @property
    def _called(self) -> str:
        return self.view.name if self.view else ""

    async def _pick(self, title: str, choices: Sequence[Choice]) -> str | None:
        """Asks for one of several choices; a single one is returned at once."""
        return choices[0].key if len(choices) == 1 else await self.pick(title, choices)

    async def _ask(self, title: str) -> str | None:
        return await self.ask_text(title, needed=False)


_NEEDS = frozenset(each.does for each in DOSSIER) - {"go_on"}


class DossierScreen(DossierCommands):
    """Shows everything about one target: a list of sections, and one of them beside it."""

    CSS_PATH = "dossier.tcss"
    BINDINGS = bindings(DOSSIER)
    CHOOSES = "go_on"

    def compose(self) -> ComposeResult:
        yield from frame()
        with Container(id="panes"):
            with Container(id="list", classes="pane"):
                yield Rows((Column(), Column(width=4, to_the_right=True)), id="sections")
            with VerticalScroll(id="body", classes="pane"):
                yield Passage(id="section")

    def on_mount(self) -> None:
        self.query_one("#list").border_title = "All about it"
        sections = self.query_one("#sections", Rows)
        sections.show([Row(part, Cell(part), Cell("")) for part in Part])
        sections.focus()

    @property
    def part(self) -> Part:
        """The section in front."""
        return Part(self.query_one("#sections", Rows).key)

    def look(self) -> Look[DossierView]:
        wanted = self.part is Part.HISTORY
        return lambda group, check: dossier_view(group, check, self.of, with_history=wanted)

    def show(self, view: DossierView) -> None:
        """Shows the dossier; the section and the scroll offset stay."""
        self.view = view
        standing = view.dossier.standing
        headline = f"{view.name}  {sign_of(standing)} {standing}  {_about(view)}"
        self.query_one("#body").border_title = as_written(headline)
        self.query_one("#sections", Rows).show(
            [
                Row(part, Cell(part, "strong"), Cell(count_of(view, part), _tone(view, part)))
                for part in Part
            ]
        )
        self.query_one("#section", Passage).show(section(view, self.part))
        self.refresh_bindings()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the section under the cursor."""
        event.stop()
        view = self.view
        if view is None:
            return
        self.query_one("#body", VerticalScroll).scroll_home(animate=False)
        self.query_one("#section", Passage).show(section(view, self.part))
        if self.part is Part.HISTORY and view.history is None:
            self.look_again()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Makes this target the one of all screens; the base class refreshes."""
        self.host.target = self.of

    def text_to_copy(self) -> str:
        """Returns the section in front; of the first one, the text alone."""
        if self.view is None:
            return ""
        if self.part is Part.WHAT:
            return self.view.copied
        return self.query_one("#section", Passage).text.strip()

    def action_scroll_body(self, by: int) -> None:
        """Scrolls the section."""
        body = self.query_one("#body", VerticalScroll)
        body.scroll_relative(y=by * max(1, body.size.height - 2), animate=False)

    @opens_dialog
    async def action_go_on(self) -> None:
        """Asks for a related target, and goes there."""
        view = self.view
        if view is None:
            return
        if not view.related:
            self.host.tell("it has to do with nothing else")
            return
        choices = [
            Choice(each.id, each.handle, f"{each.how}: {each.beginning}") for each in view.related
        ]
        picked = await self.pick("Go to", choices)
        if picked:
            self.app.push_screen(DossierScreen(picked))

    def action_propose(self) -> None:
        """Opens the screen that proposes an amendment to the target."""
        self.app.push_screen(ProposeScreen(self.of))

    def action_edit(self) -> None:
        """Opens the editor to reword the target."""
        self.app.push_screen(EditScreen(self.of))

    def action_bracket(self) -> None:
        """Opens the screen that puts words in brackets."""
        self.app.push_screen(BracketScreen(self.of))


def _about(view: DossierView) -> str:
    subject = view.dossier.subject
    about = f" to {subject.amends}" if subject.amends else ""
    by = f", by {', '.join(view.backers)}" if view.backers else ""
    return f"{subject.kind}{about}{by}"


def _tone(view: DossierView, part: Part) -> Tone:
    if part is Part.OBJECTIONS and any(each.is_standing for each in view.dossier.objections):
        return "bad"
    return "" if part is Part.STATUS else "faint"
