"""Asking questions, and noting what came in answer to them."""

from __future__ import annotations

from attrs import frozen

from consensus.text.display import made_visible
from tui.screens.confirming import Confirm
from tui.screens.dialogs import AskText, Choice, Pick, PressKey
from tui.screens.papers_base import WithPapers
from tui.screens.wording_question import AskWording
from tui.views.moments import HOW_TO_TYPE, as_typed, read_moment, wrong_moment
from tui.views.papers import Sheet
from tui.views.papers_asking import QuestionChoice, contributors_view, questions_view, standing_of
from tui.views.text import Mark, Piece

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
    """Who contributes: a member or observer by its code, or somebody else by name."""

    code: str = ""
    name: str = ""
    group: str = ""


class Contributing(WithPapers):
    """What is asked where a question is asked, or a contribution noted; for workers only."""

    async def ask_question(self) -> None:
        """Ask for a question, its number and its deadline, and record it."""
        now = self.desk_app.clock()
        text = await self.app.push_screen_wait(
            AskText("Which question is asked?", "As it is to be read by those who answer.")
        )
        if not text:
            return
        number = await self.app.push_screen_wait(
            AskText("Its number?", "Such as 2(a). Enter alone takes the next number.", needed=False)
        )
        if number is None:
            return
        until = await self.app.push_screen_wait(
            AskText(
                "Until when can it be answered?",
                f"{HOW_TO_TYPE} Enter alone sets no deadline. Late replies are accepted.",
                needed=False,
                problem=lambda answer: wrong_moment(answer, now),
            )
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
        """Ask who sent what in answer to which questions, and record it."""
        questions = await self.glance(questions_view)
        if questions is None:
            return
        who = await self._ask_who()
        if who is None:
            return
        answers = await self._ask_answers(questions)
        if not answers:
            return
        now = self.desk_app.clock()
        came = await self.app.push_screen_wait(
            AskText(
                "When did it come?",
                f"{HOW_TO_TYPE} It decides what is late.",
                as_typed(now),
                problem=lambda answer: wrong_moment(answer, now, needed=True),
            )
        )
        how = (
            await self.app.push_screen_wait(PressKey("How was it sent?", (_OPENLY, _SECRETLY)))
            if came
            else None
        )
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
        view = await self.glance(contributors_view)
        if view is None:
            return None
        choices = [Choice(each.code, each.code, each.name) for each in view.members]
        other = Choice(_SOMEBODY, _SOMEBODY, "who is neither a member nor an observer")
        picked = await self.app.push_screen_wait(
            Pick("Who sent the contribution?", [*choices, other])
        )
        if picked != _SOMEBODY:
            return _Who(code=picked) if picked else None
        name = await self.app.push_screen_wait(AskText("What is the contributor called?"))
        if not name:
            return None
        if not view.groups:
            return _Who(name=name)
        none = Choice(_NO_GROUP, "none", "of no stakeholder group")
        groups = [Choice(each.code, each.code, each.name) for each in view.groups]
        group = await self.app.push_screen_wait(
            Pick(f"The stakeholder group of {made_visible(name)}?", [none, *groups])
        )
        if group is None:
            return None
        return _Who(name=name, group="" if group == _NO_GROUP else group)

    async def _ask_answers(self, questions: tuple[QuestionChoice, ...]) -> dict[str, str] | None:
        """Ask for one answer after the other; the id of each question to what is said to it."""
        beside = QuestionChoice(_BESIDE, "beside the questions", "what answers none of them")
        asked = [*questions, beside]
        answers: dict[str, str] = {}
        while True:
            left = [each for each in asked if each.id not in answers]
            choices = [Choice(each.id, each.number, each.text) for each in left]
            if answers:
                choices.insert(0, Choice(_THAT_IS_ALL, _THAT_IS_ALL, "go on and record it"))
            title = "What else does it answer?" if answers else "Which question does it answer?"
            picked = await self.app.push_screen_wait(Pick(title, choices))
            if picked == _THAT_IS_ALL:
                return answers
            if picked is None:
                if not answers or await self._throws_away(answers):
                    return None
                continue
            question = next(each for each in asked if each.id == picked)
            words = await self.app.push_screen_wait(
                AskWording(
                    made_visible(f"What does it say to {question.number}?"),
                    (Piece(question.text, Mark.FAINT),),
                )
            )
            if words and words.strip():
                answers[picked] = words

    async def _throws_away(self, answers: dict[str, str]) -> bool:
        pieces = (Piece("\n\n".join(answers.values())),)
        question = Confirm("Throw away what you typed?", pieces, "throw it away")
        return await self.app.push_screen_wait(question)

    async def _ask_replaced(self, who: _Who) -> str | None:
        """Ask whether it takes the place of an earlier one, where there is one; empty for not."""
        earlier = await self.glance(standing_of(who.code, who.name))
        if earlier is None or not earlier.id:
            return "" if earlier else None
        title = f"{earlier.handle} came from {who.code or who.name} before"
        picked = await self.app.push_screen_wait(PressKey(made_visible(title), (_BOTH, _INSTEAD)))
        if picked is None:
            return None
        return earlier.id if picked == _INSTEAD.key else ""
