"""Operations on undertakings, milestones, questions, contributions and comments of tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation
from consensus.history.operations.membership import (
    bad_deadline,
    imported_before,
    unknown_group,
    unknown_members,
)
from consensus.model.amendments import Disposition, TableComment, TableCommentFields
from consensus.model.planning import (
    Contribution,
    ContributionFields,
    Highlight,
    Milestone,
    Question,
    Undertaking,
    UndertakingFields,
)
from consensus.model.state import State


@operation("ask-question")
@frozen(kw_only=True, repr=False, eq=False)
class AskQuestion(Operation):
    """Members and others are asked a question; the fields are those of `Question`."""

    handle: str
    number: str
    text: str
    deadline: datetime | None = None

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.text.strip():
            yield "a question has words"
        if not self.number.strip():
            yield "a question needs a number"
        for each in state.questions.values():
            if each.number == self.number:
                yield f"question {self.number} was asked already, as {each.handle}"
        yield from bad_deadline(self.deadline, act.happened, "the deadline", "the question")

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.questions, Question, asked=act.happened)


@operation("extend-deadline")
@frozen(kw_only=True, repr=False, eq=False)
class ExtendDeadline(Operation):
    """A question may be answered until another moment; what was late may be in time by it.

    Attributes:
        question: the id of the question.
        deadline: the last moment at which an answer is not late; None for no deadline any more.
    """

    question: str
    deadline: datetime | None

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        question = state.questions.get(self.question)
        if question is None:
            yield f"no question has the id {self.question}"
        elif self.deadline == question.deadline:
            yield f"{question.handle} has that deadline already"
        else:
            yield from bad_deadline(self.deadline, question.asked, "the deadline", "the question")

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.questions, self.question, deadline=self.deadline)


@operation("receive-contribution", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class ReceiveContribution(ContributionFields, Operation):
    """A member, an observer or another contributor sends in what they have to say.

    Attributes:
        digest: of its content; the same content adds nothing again.
    """

    digest: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses one without sender or content, or with an answer to an unknown question."""
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
        for known in imported_before(state, self.digest):
            yield f"the same contribution was received already, as {known}"
        yield from self._check_replaced(state)

    def _check_contributor(self, state: State) -> Iterator[str]:
        if self.member:
            yield from unknown_members(state, (self.member,))
            if self.name or self.group:
                yield f"{self.member} has a name and a group of its own"
        elif not self.name.strip():
            yield "say who it comes from: the code of a member or observer, or a name"
        yield from unknown_group(state, self.group)

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

    def apply(self, state: State, act: StepContext) -> None:
        """Keeps it; what it replaces stays in the record."""
        self.add(state, state.contributions, Contribution)
        if self.replaces:
            state.journal.change(state.contributions, self.replaces, replaced_by=self.id)


@operation("highlight-passage")
@frozen(kw_only=True, repr=False, eq=False)
class HighlightPassage(Highlight, Operation):
    """A passage of a contribution is marked, and linked to what it matters to."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
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

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.highlights, Highlight)


@operation("undertake")
@frozen(kw_only=True, repr=False, eq=False)
class Undertake(UndertakingFields, Operation):
    """A member, an office or a person undertakes to do something."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.what.strip():
            yield "say what is to be done"
        if bool(self.member) + (self.office is not None) + bool(self.person.strip()) != 1:
            yield "an undertaking is a member's, an office's or a person's"
        if self.member:
            yield from unknown_members(state, (self.member,))
        if (self.due is not None) + bool(self.before) + self.next_meeting > 1:
            yield "an undertaking is due at a time or before a meeting"
        yield from bad_deadline(self.due, act.happened, "the time it is due", "the undertaking")
        if self.before and not any(each.id == self.before for each in state.meetings_to_come):
            yield f"no meeting to come has the id {self.before}"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.undertakings, Undertaking, made=act.happened)


@operation("fulfil-undertaking")
@frozen(kw_only=True, repr=False, eq=False)
class FulfilUndertaking(Operation):
    """What was undertaken is done."""

    undertaking: str  # the id of the undertaking
    outcome: str = ""  # how it was done, in words

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        undertaking = state.undertakings.get(self.undertaking)
        if undertaking is None:
            yield f"no undertaking has the id {self.undertaking}"
        elif undertaking.done is not None:
            yield f"{undertaking.handle} is done already"
        elif act.happened < undertaking.made:
            yield f"{undertaking.handle} was not undertaken then"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(
            state.undertakings, self.undertaking, done=act.happened, outcome=self.outcome
        )


@operation("add-milestone")
@frozen(kw_only=True, repr=False, eq=False)
class AddMilestone(Operation):
    """The group sets itself something to reach by a day; the fields are those of `Milestone`."""

    handle: str
    title: str
    target: date

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.title.strip():
            yield "a milestone needs a title"
        for each in state.milestones.values():
            if each.title.casefold() == self.title.casefold():
                yield f"{each.title} is a milestone already, as {each.handle}"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.milestones, Milestone)


@frozen(kw_only=True, repr=False, eq=False)
class _OfMilestone(Operation):
    """Base of operations on a milestone."""

    milestone: str  # its id

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        milestone = state.milestones.get(self.milestone)
        if milestone is None:
            yield f"no milestone has the id {self.milestone}"
        elif milestone.reached is not None:
            yield f"{milestone.handle} was reached already"


@operation("move-milestone")
@frozen(kw_only=True, repr=False, eq=False)
class MoveMilestone(_OfMilestone):
    """A milestone is to be reached by another day."""

    target: date  # the day by which from now on
    reason: str = ""  # why

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        milestone = state.milestones.get(self.milestone)
        if milestone is not None and milestone.target == self.target:
            yield f"{milestone.handle} has that target date already"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.milestones, self.milestone, target=self.target)


@operation("reach-milestone")
@frozen(kw_only=True, repr=False, eq=False)
class ReachMilestone(_OfMilestone):
    """The group has reached what it set itself."""

    note: str = ""  # a word on it

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.milestones, self.milestone, reached=act.happened, note=self.note)


@operation("add-comment", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class AddComment(TableCommentFields, Operation):
    """A comment comes in a table; the fields are those of `TableComment`.

    Attributes:
        digest: the digest of the row; the same row adds nothing again.
    """

    digest: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"
        if self.item and (self.item not in state.items or not state.items[self.item].draft):
            yield f"no item of a draft has the id {self.item}"
        if not (self.comment.strip() or self.change.strip()):
            yield "a comment has words"
        yield from unknown_members(state, (self.member,) if self.member else ())
        for each in self.amendments:
            if each not in state.amendments:
                yield f"no amendment has the id {each}"
        if self.entry and self.entry not in state.tray:
            yield f"no entry of the inbox has the id {self.entry}"
        for known in imported_before(state, self.digest):
            yield f"the same comment was imported already, as {known}"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.comments, TableComment)


@operation("resolve-comment")
@frozen(kw_only=True, repr=False, eq=False)
class ResolveComment(Operation):
    """The secretariat says what became of a comment.

    Attributes:
        comment: the id of the comment.
        disposition: what became of it.
        reason: why; a comment is not accepted for a reason.
        wording: the words that are in the text for it.
        see: the id of the comment whose disposition it shares.
    """

    INCIDENTAL: ClassVar[frozenset[str]] = frozenset({"id"})

    comment: str
    disposition: Disposition
    reason: str = ""
    wording: str = ""
    see: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        found = state.comments.get(self.comment)
        if found is None:
            yield f"no comment has the id {self.comment}"
            return
        if self.disposition is Disposition.NOT_ACCEPTED and not self.reason.strip():
            yield f"say why {found.handle} is not accepted"
        if self.disposition is Disposition.IN_PRINCIPLE and not self.wording.strip():
            yield f"say which words are in the text now for {found.handle}"
        if self.disposition is not Disposition.SEE and self.see:
            yield "another comment is named only where that is to be seen"
        elif self.disposition is Disposition.SEE:
            seen = {self.comment}
            each = self.see
            while each and each not in seen and each in state.comments:
                seen.add(each)
                each = state.comments[each].see
            if self.see not in state.comments:
                yield f"say which comment to see for {found.handle}"
            elif each:
                yield f"{found.handle} would refer to itself"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(
            state.comments,
            self.comment,
            disposition=self.disposition,
            reason=self.reason,
            wording=self.wording,
            see=self.see,
        )

    def exclusive_targets(self) -> tuple[str, ...]:
        return (self.comment,)
