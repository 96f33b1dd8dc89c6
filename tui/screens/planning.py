"""Papers: questions, contributions, undertakings, milestones, consultations, ballots."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from consensus.errors import MalformedRule
from consensus.model.people import Role
from consensus.rules.expression import read_quorum
from consensus.text.display import escape_control_characters
from tui.keymap import PAPERS, bindings
from tui.screens.ballot import BallotCommands
from tui.screens.base import MasterDetail, WithPapers, opens_dialog
from tui.screens.deliver import Pages, go_to_page
from tui.screens.dialogs import AskWording
from tui.screens.target_commands import ConsultationsAndNotes
from tui.views.planning import (
    Paper,
    PaperKind,
    PaperLine,
    PapersView,
    Sheet,
    Standing,
    groups_view,
    meetings_to_come_view,
    paper_look,
    papers_look,
    questions_view,
    standing_of,
)
from tui.views.text import (
    HOW_TO_TYPE,
    Choice,
    Mark,
    Span,
    as_typed,
    members_view,
    read_day,
    read_moment,
    wrong_day,
    wrong_moment,
)
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows, Tone
from tui.worker import Look

_SOMEBODY = "somebody else"
_BESIDE = "beside"
_THAT_IS_ALL = "that is all"
_NO_GROUP = "-"
_OPENLY = Choice("openly", "openly", "a public document, as answers to questions are", "o")
_SECRETLY = Choice("secretly", "in confidence", "for the secretariat alone", "c")
_BOTH = Choice("both", "both stand", key_press="b")
_INSTEAD = Choice("instead", "this one", "takes the place of the earlier one", "t")


@frozen
class _Who:
    """A contributor: a member or observer by its code, or another person by name."""

    code: str = ""
    name: str = ""
    group: str = ""


class ContributionCommands(WithPapers):
    """Dialogs that record a question or a contribution; for workers only."""

    async def ask_question(self) -> None:
        """Asks for a question, its number and its deadline, and records it."""
        now = self.host.clock()
        text = await self.ask_text(
            "Which question is asked?", "As it is to be read by those who answer."
        )
        if not text:
            return
        number = await self.ask_text(
            "Its number?", "Such as 2(a). Enter alone takes the next number.", needed=False
        )
        if number is None:
            return
        until = await self.ask_text(
            "Until when can it be answered?",
            f"{HOW_TO_TYPE} Enter alone sets no deadline. Late replies are accepted.",
            needed=False,
            problem=lambda answer: wrong_moment(answer, now, to_come=True),
        )
        if until is None:
            return
        recorded = await self.record(
            f"asked{f' until {until}' if until else ''}: {text}",
            lambda group: group.ask_question(text, number=number, deadline=read_moment(until, now)),
        )
        if recorded:
            self.turn_to(Sheet.QUESTIONS)

    async def note_contribution(self) -> None:
        """Asks who sent what in answer to which questions, and records it."""
        questions = await self.glance(questions_view)
        if questions is None:
            return
        who = await self._ask_who()
        if who is None:
            return
        answers = await self._ask_answers(questions)
        if not answers:
            return
        now = self.host.clock()
        came = await self.ask_text(
            "When did it come?",
            f"{HOW_TO_TYPE} It decides what is late.",
            as_typed(now),
            problem=lambda answer: wrong_moment(answer, now, needed=True),
        )
        how = await self.press_key("How was it sent?", (_OPENLY, _SECRETLY)) if came else None
        replaces = await self._ask_replaced(who) if how else None
        if came is None or how is None or replaces is None:
            return
        received = None if came == as_typed(now) else read_moment(came, now)
        beside = answers.pop(_BESIDE, "")
        recorded = await self.record(
            f"a contribution of {who.code or who.name}",
            lambda group: group.receive_contribution(
                who.code,
                answers,
                text=beside,
                received=received,
                name=who.name,
                group=who.group,
                confidential=how == _SECRETLY.key,
                replaces=replaces,
            ),
        )
        if recorded:
            self.turn_to(Sheet.QUESTIONS)

    async def _ask_who(self) -> _Who | None:
        members = await self.glance(members_view)
        groups = await self.glance(groups_view)
        if members is None or groups is None:
            return None
        other = Choice(_SOMEBODY, _SOMEBODY, "who is neither a member nor an observer")
        picked = await self.pick("Who sent the contribution?", [*members, other])
        if picked != _SOMEBODY:
            return _Who(code=picked) if picked else None
        name = await self.ask_text("What is the contributor called?")
        if not name:
            return None
        if not groups:
            return _Who(name=name)
        none = Choice(_NO_GROUP, "none", "of no stakeholder group")
        group = await self.pick(
            f"The stakeholder group of {escape_control_characters(name)}?", [none, *groups]
        )
        if group is None:
            return None
        return _Who(name=name, group="" if group == _NO_GROUP else group)

    async def _ask_answers(self, questions: tuple[Choice, ...]) -> dict[str, str] | None:
        """Asks for the answers; returns the id of each question with its answer."""
        beside = Choice(_BESIDE, "beside the questions", "what answers none of them")
        asked = [*questions, beside]
        answers: dict[str, str] = {}
        while True:
            choices = [each for each in asked if each.key not in answers]
            if answers:
                choices.insert(0, Choice(_THAT_IS_ALL, _THAT_IS_ALL, "record it"))
            title = "What else does it answer?" if answers else "Which question does it answer?"
            picked = await self.pick(title, choices)
            if picked == _THAT_IS_ALL:
                return answers
            if picked is None:
                spans = (Span("\n\n".join(answers.values())),)
                title = "Throw away what you typed?"
                if not answers or await self.confirm(title, spans, "throw it away"):
                    return None
                continue
            question = next(each for each in asked if each.key == picked)
            words = await self.app.push_screen_wait(
                AskWording(
                    escape_control_characters(f"What does it say to {question.name}?"),
                    (Span(question.explanation, Mark.FAINT),),
                )
            )
            if words and words.strip():
                answers[picked] = words

    async def _ask_replaced(self, who: _Who) -> str | None:
        """Asks whether an earlier contribution is replaced; returns its id, or empty."""
        earlier = await self.glance(standing_of(who.code, who.name))
        if earlier is None or not earlier.key:
            return "" if earlier else None
        title = f"{earlier.name} came from {who.code or who.name} before"
        picked = await self.press_key(escape_control_characters(title), (_BOTH, _INSTEAD))
        if picked is None:
            return None
        return earlier.key if picked == _INSTEAD.key else ""


_OTHER = "other"


class HighlightCommands(WithPapers):
    """The command that marks words of a contribution."""

    @opens_dialog
    async def action_quote(self) -> None:
        """Asks which words are highlighted, what they concern, and records it."""
        marked = (self.get_selected_text() or "").strip()
        paper = await self.read_selected("highlight a passage", (PaperKind.CONTRIBUTION,))
        if paper is None:
            return
        passage = marked or await self._pick_passage(paper)
        if not passage:
            return
        issue = await self.ask_text(
            "What is it about, in a few words?",
            f"“{escape_control_characters(passage)}” Enter alone leaves it empty.",
            needed=False,
        )
        link = await self.pick_link("What does it matter to?") if issue is not None else None
        if issue is None or link is None:
            return
        target, name = link
        await self.record(
            f"a passage of {paper.key} is highlighted{f' for {name}' if name else ''}",
            lambda group: group.highlight(
                paper.id, passage, items=[target] if target else [], issue=issue
            ),
        )

    async def _pick_passage(self, paper: Paper) -> str | None:
        """Asks for a sentence, or for other words; for workers only."""
        choices = [
            Choice(str(number), str(number + 1), each) for number, each in enumerate(paper.passages)
        ]
        other = Choice(_OTHER, "other", "words to be typed as they stand there")
        picked = await self.pick(f"Which words of {paper.name} are highlighted?", [*choices, other])
        if picked != _OTHER:
            return paper.passages[int(picked)] if picked else None
        return await self.ask_text(
            f"Which words of {paper.name} are highlighted?",
            "As they stand there; quotation marks, dashes and spaces may differ.",
        )


_NEXT_MEETING = "next meeting"


class PlanningCommands(WithPapers):
    """Dialogs that record an undertaking, a milestone or a meeting; for workers only."""

    async def undertake(self) -> None:
        """Asks who is to do what until when, and records it."""
        what = await self.ask_text(
            "What is to be done?", "In a few words, such as: send the draft of OP5"
        )
        by = await self._ask_doer() if what else None
        meetings = await self.glance(meetings_to_come_view) if by else None
        if not what or not by or meetings is None:
            return
        now = self.host.clock()
        known = {name.casefold() for each in meetings for name in each} | {_NEXT_MEETING}
        to_come = ", ".join(f"{handle} {title}" for handle, title in meetings) or "none announced"
        due = await self.ask_text(
            "Until when?",
            f"{HOW_TO_TYPE} Or the meeting before which it is to be done, such as"
            f" next meeting ({escape_control_characters(to_come)}). Enter alone sets no time.",
            needed=False,
            problem=lambda answer: "" if answer.casefold() in known else wrong_moment(answer, now),
        )
        if due is None:
            return
        until = read_moment(due, now) or due or None
        recorded = await self.record(
            f"{by}: {what}", lambda group: group.undertake(what, by, due=until)
        )
        if recorded:
            self.turn_to(Sheet.UNDERTAKINGS)

    async def _ask_doer(self) -> str | None:
        members = await self.glance(members_view)
        if members is None:
            return None
        choices = [
            *(Choice(role, role, "whoever holds the office") for role in Role),
            Choice(_SOMEBODY, _SOMEBODY, "a person, by name"),
            *members,
        ]
        picked = await self.pick("Who is to do it?", choices)
        if picked == _SOMEBODY:
            return await self.ask_text("What is the person called?")
        return picked

    async def add_milestone(self) -> None:
        """Asks what is to be reached by which day, and records it."""
        title = await self.ask_text("Which milestone?", "Such as: first reading done")
        if not title:
            return
        day = await self.ask_text("By which day?", "A day such as 2026-05-31.", problem=wrong_day)
        target = read_day(day) if day else None
        if target is None:
            return
        recorded = await self.record(
            f"{title}, to be reached by {target}", lambda group: group.add_milestone(title, target)
        )
        if recorded:
            self.turn_to(Sheet.MILESTONES)

    async def announce_meeting(self) -> None:
        """Asks what a meeting is called, when and where it is, and its quorum, and records it."""
        now = self.host.clock()
        title = await self.ask_text("What is the meeting called?", "Such as: Third meeting")
        if not title:
            return
        when = await self.ask_text(
            "When does it begin?",
            HOW_TO_TYPE,
            problem=lambda answer: wrong_moment(answer, now, needed=True),
        )
        begins = read_moment(when, now, begins=True) if when else None
        if begins is None:
            return
        place = await self.ask_text("Where is it?", "Enter alone leaves it empty.", needed=False)
        if place is None:
            return
        quorum = await self.ask_text(
            "How many members are to be there?",
            "A share such as 1/2 or 60%. Enter alone sets no quorum.",
            needed=False,
            problem=_wrong_quorum,
        )
        if quorum is None:
            return
        recorded = await self.record(
            f"announced: {title}, {when}{f', {place}' if place else ''}",
            lambda group: group.announce_meeting(title, begins, place=place, quorum=quorum),
        )
        if recorded:
            self.turn_to(Sheet.MILESTONES)


def _wrong_quorum(answer: str) -> str:
    """Returns what is wrong with a typed quorum; empty for nothing."""
    if not answer:
        return ""
    try:
        read_quorum(answer)
    except MalformedRule as error:
        return str(error)
    return ""


_CAN_BE_DONE = (PaperKind.UNDERTAKING, PaperKind.MILESTONE, PaperKind.CONSULTATION)
_CAN_BE_PUT_OFF = (PaperKind.QUESTION, PaperKind.MILESTONE, PaperKind.MEETING)


class ClosingCommands(BallotCommands, ConsultationsAndNotes[PapersView, None]):
    """Commands that end a paper, or move its day."""

    @opens_dialog
    async def action_finish(self) -> None:
        """Records that a paper is done, reached, or reported back, and how."""
        paper = await self.read_selected("note that it is done", (*_CAN_BE_DONE, PaperKind.BALLOT))
        if paper is None or self.is_over(paper):
            return
        if paper.kind is PaperKind.CONSULTATION:
            await self.report_back(paper.key)
        elif paper.kind is PaperKind.BALLOT:
            await self.close_ballot(paper)
        elif paper.kind is PaperKind.MILESTONE:
            await self._reach(paper)
        else:
            await self._fulfil(paper)

    async def _fulfil(self, paper: Paper) -> None:
        outcome = await self.ask_text(
            f"How was {paper.name} done?", "Enter alone leaves it empty.", needed=False
        )
        if outcome is not None:
            await self.record(
                f"{paper.name} is done", lambda group: group.close_undertaking(paper.id, outcome)
            )

    async def _reach(self, paper: Paper) -> None:
        note = await self.ask_text(
            f"{paper.key} is reached: a word on it?",
            f"{paper.name}. Enter alone leaves it empty.",
            needed=False,
        )
        if note is not None:
            await self.record(
                f"{paper.key} is reached: {paper.name}",
                lambda group: group.reach_milestone(paper.id, note),
            )

    @opens_dialog
    async def action_put_off(self) -> None:
        """Records another day for a question, a milestone or a meeting."""
        paper = await self.read_selected("put off", _CAN_BE_PUT_OFF)
        if paper is None or self.is_over(paper):
            return
        if paper.kind is PaperKind.QUESTION:
            await self._extend(paper)
        elif paper.kind is PaperKind.MILESTONE:
            await self._move(paper)
        else:
            await self._reschedule(paper)

    async def _extend(self, paper: Paper) -> None:
        now = self.host.clock()
        answer = await self.ask_text(
            f"Until when can {paper.name} be answered?",
            f"{HOW_TO_TYPE} Nothing: no deadline any more.",
            paper.when,
            needed=False,
            problem=lambda answer: wrong_moment(answer, now),
        )
        if answer is None or (answer == paper.when and answer):
            return
        until = f"until {answer}" if answer else "without a deadline"
        await self.record(
            f"{paper.name} can be answered {until}",
            lambda group: group.extend_deadline(paper.id, read_moment(answer, now)),
        )

    async def _move(self, paper: Paper) -> None:
        answer = await self.ask_text(
            f"By which day is {paper.key} to be reached?",
            f"{paper.name}. A day such as 2026-05-31.",
            paper.when,
            problem=wrong_day,
        )
        day = read_day(answer) if answer and answer != paper.when else None
        reason = await self._ask_reason() if day else None
        if day is not None and reason is not None:
            await self.record(
                f"{paper.key} has the target date {day}",
                lambda group: group.move_milestone(paper.id, day, reason),
            )

    async def _reschedule(self, paper: Paper) -> None:
        now = self.host.clock()
        answer = await self.ask_text(
            f"When does {paper.key} begin?",
            f"{paper.name}. {HOW_TO_TYPE}",
            paper.when,
            problem=lambda answer: wrong_moment(answer, now, needed=True),
        )
        if answer is None:
            return
        begins = read_moment(answer, now, begins=True) if answer != paper.when else None
        place = await self.ask_text(
            "At which place?", "Enter alone keeps the place announced.", needed=False
        )
        if place is None or not (begins or place):
            return
        reason = await self._ask_reason()
        if reason is not None:
            moved = [f"begins {answer}" if begins else "", f"is held at {place}" if place else ""]
            await self.record(
                f"{paper.key} {' and '.join(filter(None, moved))}",
                lambda group: group.reschedule_meeting(
                    paper.id, begins, place=place or None, reason=reason
                ),
            )

    @opens_dialog
    async def action_remove(self) -> None:
        """Cancels a meeting that was announced."""
        paper = await self.read_selected("cancel", (PaperKind.MEETING,))
        if paper is None or self.is_over(paper):
            return
        reason = await self.ask_text(
            f"{paper.key} is cancelled: why?",
            f"{paper.name}. Enter alone leaves it empty. Esc leaves it as it is.",
            needed=False,
        )
        if reason is not None:
            await self.record(
                f"{paper.key} is cancelled", lambda group: group.cancel_meeting(paper.id, reason)
            )

    async def _ask_reason(self) -> str | None:
        return await self.ask_text("Why?", "Enter alone leaves it empty.", needed=False)


# The width of the column that says whose a paper is, or how many answered.
_WHO = {Sheet.QUESTIONS: 25, Sheet.MILESTONES: 16}
_EMPTY: Mapping[Sheet, str] = {
    Sheet.QUESTIONS: "none yet; + asks a question or notes what came",
    Sheet.UNDERTAKINGS: "no undertaking yet; + notes who is to do what until when",
    Sheet.MILESTONES: "nothing lies ahead; + sets a milestone or announces a meeting",
    Sheet.CONSULTATIONS: "no consultation and no translation; + opens one on what is selected (j)",
    Sheet.BALLOTS: "nothing was put to the vote; + opens a ballot on what is selected (j)",
}
_TONES: Mapping[Standing, Tone] = {
    Standing.OVERDUE: "bad",
    Standing.NEAR: "warning",
    Standing.OPEN: "",
    Standing.DONE: "faint",
}
# By the method that asks for each.
_ADDING = (
    Choice("ask_question", "a question", "for members and others to answer", "q"),
    Choice("note_contribution", "a contribution", "what somebody wrote", "c"),
    Choice("undertake", "an undertaking", "who is to do what until when", "u"),
    Choice("add_milestone", "a milestone", "to be reached by a day", "m"),
    Choice("announce_meeting", "a meeting to come", "when and where", "a"),
    Choice("open_consultation", "a consultation", "on what is looked at", "o"),
    Choice("open_ballot", "a ballot", "on what is looked at, or a question", "b"),
)


class PapersScreen(
    ContributionCommands,
    PlanningCommands,
    ClosingCommands,
    HighlightCommands,
    MasterDetail[PapersView, None],
):
    """Shows five lists of papers beside the text, and the selected one in full."""

    CSS_PATH = "planning.tcss"
    BINDINGS = bindings(PAPERS)
    sheet = Sheet.QUESTIONS
    _view: PapersView | None = None
    _paper: Paper | None = None
    _wanted = ""

    def compose(self) -> ComposeResult:
        yield from frame("papers")
        with Vertical():
            yield Pages(self.sheet)
            yield Static("reading …", id="title", markup=False)
            for sheet in Sheet:
                widths = (6, 21, _WHO.get(sheet, 14), 0)
                yield Rows([Column(width=each) for each in widths], id=sheet, empty="reading …")
            with VerticalScroll(id="details"):
                yield Passage(id="paper")

    def on_mount(self) -> None:
        self._show_sheet()

    @property
    def rows(self) -> Rows:
        return self.query_one(f"#{self.sheet}", Rows)

    @property
    def _line(self) -> PaperLine | None:
        view = self._view
        if view is None or view.sheet is not self.sheet or not view.lines:
            return None
        return view.lines[self.rows.cursor]

    @property
    def selected(self) -> tuple[str, PaperKind] | None:
        line = self._line
        return (line.key, line.kind) if line else None

    @property
    def pointed(self) -> str:
        """The id of the target of all screens, which a new consultation is on."""
        return self.host.target

    def look(self) -> Look[PapersView]:
        return papers_look(self.sheet)

    def show(self, view: PapersView) -> None:
        if view.sheet is not self.sheet:
            return
        self._view = view
        for sheet in Sheet:
            count = view.overdue_on(sheet)
            overdue = f" !{count}" if count else ""
            self.query_one(Pages).name_page(sheet, f"{sheet.capitalize()}{overdue}")
        total = view.overdue_on(view.sheet)
        self.show_line("#title", f"{view.title}{f'; {total} overdue' if total else ''}")
        rows = self.rows
        more = f"; {self.bring_in('contributions')}" if self.sheet is Sheet.QUESTIONS else ""
        rows.empty = f"{_EMPTY[self.sheet]}{more}"
        rows.show(LazyRows([line.key for line in view.lines], self._row), self._wanted)
        self._wanted = ""
        self._read_paper()

    def _row(self, number: int) -> Row:
        line = self._view.lines[number] if self._view else None
        if line is None:
            return Row("")
        faint: Tone = "faint" if line.standing is Standing.DONE else ""
        return Row(
            line.key,
            Cell(line.key, faint or "strong"),
            Cell(line.signed, _TONES[line.standing]),
            Cell(line.who, faint or "accent"),
            Cell(line.what, faint),
        )

    @work(exclusive=True, group="preview")
    async def _read_paper(self) -> None:
        self._paper = None
        selected = self.selected
        if selected is None:
            self.query_one("#paper", Passage).show(())
            return
        found = await self.ask(paper_look(*selected))
        if found is not None and selected == self.selected:
            self._paper = found
            self.query_one("#paper", Passage).show(found.spans)

    def text_to_copy(self) -> str:
        """Returns the reminder that is due, or else the selected paper in full."""
        if self._paper is None:
            return ""
        return self._paper.reminder or self.query_one("#paper", Passage).text

    def turn_to(self, sheet: Sheet, key: str = "") -> None:
        """Shows one of the lists, with the cursor on a line; on the one it was on if not given."""
        self.sheet = sheet
        self._wanted = key
        self._show_sheet()
        self.look_again()

    def _show_sheet(self) -> None:
        for sheet in Sheet:
            self.query_one(f"#{sheet}").set_class(sheet is self.sheet, "current")
        self.query_one(Pages).active = f"tab-{self.sheet}"
        self.show_list()

    async def action_page(self, by: int) -> None:
        """Goes to the next page of the papers, or to the one before."""
        await go_to_page(self.host, self.sheet, by)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the selection in full, and makes its target the one of all screens."""
        event.stop()
        if event.rows is not self.rows:
            return
        self.query_one("#details").scroll_to(y=0, animate=False)
        line = self._line
        if line is not None and line.target and event.rows.has_focus:
            self.host.target = line.target
        self._read_paper()

    async def action_back(self) -> None:
        """Shows the list again; then returns from the past."""
        if self.is_whole:
            self.show_list()
        else:
            await self.host.run_action("leave")

    @opens_dialog
    async def action_add(self) -> None:
        """Asks what is to be added, and adds it."""
        if self.host.refuses_in_the_past("add"):
            return
        picked = await self.press_key("What is to be added?", _ADDING)
        if picked:
            await getattr(self, picked)()

    async def open_consultation(self) -> None:
        """Begins to ask what a consultation on what is looked at is to find."""
        if not self.pointed:
            self.host.tell(
                "j goes to the item that the consultation is on, 8 comes back", is_problem=True
            )
            return
        self.turn_to(Sheet.CONSULTATIONS)
        self.action_consult()
