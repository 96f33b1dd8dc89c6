"""Questions, and the contributions that answer them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.membership import unknown_members
from consensus.model.contribution import Answer, Contribution, Document, Highlight
from consensus.model.question import Question
from consensus.model.state import State


@operation("ask-question")
@frozen(kw_only=True)
class AskQuestion(Operation):
    """Members and others are asked a question.

    Attributes:
        handle: such as `Q1`.
        number: as it is printed, such as `1` or `2(a)`.
        text: the question itself.
        deadline: the last moment at which an answer is not late; None without one.
    """

    handle: str
    number: str
    text: str
    deadline: datetime | None = None

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse questions without words, numbers given twice, and deadlines that have passed."""
        if not self.text.strip():
            yield "a question has words"
        if not self.number.strip():
            yield "a question needs a number"
        for each in state.questions.values():
            if each.number == self.number:
                yield f"question {self.number} was asked already, as {each.handle}"
        if self.deadline is not None:
            if self.deadline.tzinfo is None:
                yield "give the deadline with its time zone"
            elif self.deadline <= act.happened:
                yield "the deadline lies before the question"

    def apply(self, state: State, act: Act) -> None:
        """Ask it."""
        question = Question(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            number=self.number,
            text=self.text,
            asked=act.happened,
            deadline=self.deadline,
        )
        state.journal.put(state.questions, self.id, question)


@operation("extend-deadline")
@frozen(kw_only=True)
class ExtendDeadline(Operation):
    """A question may be answered until another moment; what was late may be in time by it.

    Attributes:
        question: the id of the question.
        deadline: the last moment at which an answer is not late; None for no deadline any more.
    """

    question: str
    deadline: datetime | None

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse questions that were not asked, and deadlines before they were."""
        question = state.questions.get(self.question)
        if question is None:
            yield f"no question has the id {self.question}"
        elif self.deadline == question.deadline:
            yield f"{question.handle} has that deadline already"
        elif self.deadline is not None and self.deadline.tzinfo is None:
            yield "give the deadline with its time zone"
        elif self.deadline is not None and self.deadline <= question.asked:
            yield "the deadline lies before the question"

    def apply(self, state: State, act: Act) -> None:
        """Set it."""
        question = attrs.evolve(state.questions[self.question], deadline=self.deadline)
        state.journal.put(state.questions, self.question, question)


@operation("receive-contribution")
@frozen(kw_only=True)
class ReceiveContribution(Operation):
    """A member, an observer or somebody who is neither sends in what they have to say.

    Attributes:
        handle: such as `C1`.
        received: when it came; later than a deadline makes it late, and is never refused.
        member: the code of the member or observer; empty when it comes from neither.
        name: the name of a contributor that is neither.
        group: the code of the stakeholder group of a contributor that is neither.
        answers: what it says to each question it answers.
        text: what it says beside the questions.
        documents: what came with it.
        confidential: whether only the secretariat may see it.
        replaces: the id of the earlier contribution it takes the place of; empty for none.
        digest: of its content; the same content adds nothing again.
    """

    STANDS_ALONE: ClassVar[bool] = True

    handle: str
    received: datetime
    member: str = ""
    name: str = ""
    group: str = ""
    answers: tuple[Answer, ...] = ()
    text: str = ""
    documents: tuple[Document, ...] = ()
    confidential: bool = False
    replaces: str = ""
    digest: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what comes from nobody, says nothing, or answers what was not asked."""
        yield from self._check_contributor(state)
        if self.received.tzinfo is None:
            yield "give the time it was received with its time zone"
        if not self.answers and not self.text.strip() and not self.documents:
            yield "a contribution has words or documents"
        asked = [each.question for each in self.answers]
        if len(set(asked)) != len(asked):
            yield "the same question is answered twice"
        for each in self.answers:
            if each.question not in state.questions:
                yield f"no question has the id {each.question}"
            elif not each.text.strip():
                yield f"the answer to {state.questions[each.question].handle} has no words"
        if self.digest and self.digest in state.imported:
            known = state.handle_of(state.imported[self.digest])
            yield f"the same contribution was received already, as {known}"
        yield from self._check_replaced(state)

    def _check_contributor(self, state: State) -> Iterator[str]:
        if self.member:
            yield from unknown_members(state, (self.member,))
            if self.name or self.group:
                yield f"{self.member} has a name and a group of its own"
        elif not self.name.strip():
            yield "say who it comes from: the code of a member or observer, or a name"
        if self.group and self.group not in state.groups:
            yield f"no stakeholder group has the code {self.group}"

    def _check_replaced(self, state: State) -> Iterator[str]:
        if not self.replaces:
            return
        earlier = state.contributions.get(self.replaces)
        if earlier is None:
            yield f"no contribution has the id {self.replaces}"
        elif not earlier.stands:
            yield f"{earlier.handle} was replaced already"
        elif (earlier.member, earlier.name.casefold()) != (self.member, self.name.casefold()):
            yield f"{earlier.handle} comes from {earlier.member or earlier.name}"

    def apply(self, state: State, act: Act) -> None:
        """Keep it; what it replaces stays in the record."""
        contribution = Contribution(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            received=self.received,
            member=self.member,
            name=self.name,
            group=self.group,
            answers=self.answers,
            text=self.text,
            documents=self.documents,
            confidential=self.confidential,
            replaces=self.replaces,
        )
        put = state.journal.put
        put(state.contributions, self.id, contribution)
        if self.replaces:
            earlier = attrs.evolve(state.contributions[self.replaces], replaced_by=self.id)
            put(state.contributions, self.replaces, earlier)
        if self.digest:
            put(state.imported, self.digest, self.id)


@operation("highlight-passage")
@frozen(kw_only=True)
class HighlightPassage(Operation):
    """A passage of a contribution is marked, and linked to what it matters to.

    Attributes:
        handle: such as `HL1`.
        contribution: the id of the contribution.
        passage: the words, as the contribution has them.
        question: the id of the question in whose answer they stand; empty for the other text.
        issue: what it is about, in a few words.
        links: the ids of the items, amendments, packages, drafts, questions and agenda items that
            it matters to.
    """

    handle: str
    contribution: str
    passage: str
    question: str = ""
    issue: str = ""
    links: tuple[str, ...] = ()

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse no words, a link to nothing, and what is linked to nothing and has no name."""
        contribution = state.contributions.get(self.contribution)
        if contribution is None:
            yield f"no contribution has the id {self.contribution}"
        elif self.question and not contribution.answer_to(self.question):
            yield f"{contribution.handle} does not answer that question"
        if not self.passage.strip():
            yield "say which words are highlighted"
        if not self.issue.strip() and not self.links:
            yield "say what the passage is about, or what it matters to"
        if len(set(self.links)) != len(self.links):
            yield "the same thing is linked twice"
        known = (state.questions, state.agenda, state.drafts)
        for link in self.links:
            if not state.is_target(link) and not any(link in table for table in known):
                yield f"no item, amendment, package, draft, question or agenda item is {link}"

    def apply(self, state: State, act: Act) -> None:
        """Mark it."""
        highlight = Highlight(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            contribution=self.contribution,
            passage=self.passage,
            question=self.question,
            issue=self.issue,
            links=self.links,
        )
        state.journal.put(state.highlights, self.id, highlight)
