"""Undertakings, milestones, questions and contributions."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from consensus.model import Recorded
from consensus.model.people import Role


@frozen
class Document:
    """A document that came with a contribution, known by its content.

    Attributes:
        name: as it was called when it came.
        digest: the SHA-256 of its content, as hexadecimal digits.
    """

    name: str
    digest: str


@frozen
class Answer:
    """What a contribution says to one question."""

    question: str  # the id of the question
    text: str  # the answer, as it was written


@frozen(kw_only=True, repr=False, eq=False)
class ContributionFields(Recorded):
    """What is stated of a contribution.

    Attributes:
        handle: such as `C1`.
        received: when it came; later than a deadline makes it late, and is never refused.
        member: the code of the member or observer it comes from; empty when it comes from neither.
        name: the name of a contributor that is neither; empty when it comes from a member.
        group: the code of the stakeholder group of a contributor that is neither; empty for none.
        answers: what it says to each question it answers.
        text: what it says beside the questions; may be empty.
        documents: what came with it.
        confidential: whether only the secretariat may see it.
        replaces: the id of the earlier contribution it takes the place of; empty for none.
    """

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


@frozen(kw_only=True, repr=False, eq=False)
class Contribution(ContributionFields):
    """What one contributor sent in at one time."""

    replaced_by: str = ""  # the id of the later one that took its place; empty while it stands

    @property
    def stands(self) -> bool:
        """Whether no later contribution took its place."""
        return not self.replaced_by

    def answer_to(self, question: str) -> str:
        """Returns what it says to a question; empty when it does not answer it."""
        return next((each.text for each in self.answers if each.question == question), "")


@frozen(kw_only=True, repr=False, eq=False)
class Highlight(Recorded):
    """A passage of a contribution that matters to something the group has before it.

    Attributes:
        handle: such as `HL1`.
        contribution: the id of the contribution.
        passage: the words, as the contribution has them.
        question: the id of the question in whose answer they stand; empty for the other text.
        issue: what it is about, in a few words; may be empty.
        links: the ids of the items, amendments, packages, drafts, questions and agenda items that
            it matters to.
    """

    handle: str
    contribution: str
    passage: str
    question: str = ""
    issue: str = ""
    links: tuple[str, ...] = ()


@frozen(kw_only=True, repr=False, eq=False)
class UndertakingFields(Recorded):
    """What is stated of an undertaking.

    It is a member's, an office's or a named person's: one of the three is given.

    Attributes:
        handle: such as `U1`.
        what: what is to be done, in words.
        member: the code of the member or observer.
        office: the office, such as `chair`, independent of its holder.
        person: the name of the person.
        due: until when; None where no time is named.
        before: the id of the announced meeting before which it is to be done; empty for none.
        next_meeting: whether it is to be done before the next meeting, which was not announced.
    """

    handle: str
    what: str
    member: str = ""
    office: Role | None = None
    person: str = ""
    due: datetime | None = None
    before: str = ""
    next_meeting: bool = False


@frozen(kw_only=True, repr=False, eq=False)
class Undertaking(UndertakingFields):
    """A task that a member, an office or a person has undertaken."""

    made: datetime  # when it was undertaken
    done: datetime | None = None  # when it was done; None while it is not
    outcome: str = ""  # how it was done, in words; may be empty

    @property
    def by(self) -> str:
        """Who is to do it: a code, the name of an office, or that of a person."""
        return self.member or (self.office.value if self.office else self.person)


@frozen(repr=False, eq=False)
class Milestone(Recorded):
    """Something the group is to have reached by a day."""

    handle: str  # such as `MS1`
    title: str  # what is to be reached
    target: date  # the day by which
    reached: datetime | None = None  # when it was; None while it is not
    note: str = ""  # a word on how it was reached; may be empty

    def days_left(self, day: date) -> int:
        """Returns how many days are left on a day; below 0 after the target."""
        return (self.target - day).days


@frozen(repr=False, eq=False)
class Question(Recorded):
    """One question, put to members and all others who may answer."""

    handle: str  # such as `Q1`
    number: str  # as it is printed, such as `1` or `2(a)`
    text: str  # the question itself
    asked: datetime  # when
    # the last moment at which an answer is not late; None without one
    deadline: datetime | None = None

    def is_late(self, received: datetime) -> bool:
        """Returns whether what was received at a moment came after the deadline."""
        return self.deadline is not None and received > self.deadline
