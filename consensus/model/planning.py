"""Undertakings, milestones, questions and contributions."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from consensus.model import Recorded
from consensus.model.people import Role


@frozen
class Document:
    """A document that came with a contribution, known by its content."""

    name: str  # as it was called when it came
    digest: str  # the SHA-256 of its content, as hexadecimal digits


@frozen
class Answer:
    """What a contribution says to one question."""

    question: str  # the id of the question
    text: str  # the answer, as it was written


@frozen(kw_only=True, repr=False, eq=False)
class ContributionFields(Recorded):
    """What is stated of a contribution."""

    handle: str  # such as `C1`
    received: datetime  # when it came; later than a deadline makes it late, and is never refused
    # the code of the member or observer it comes from; empty when it comes from neither
    member: str = ""
    name: str = ""  # the name of a contributor that is neither; empty when it comes from a member
    # the code of the stakeholder group of a contributor that is neither; empty for none
    group: str = ""
    answers: tuple[Answer, ...] = ()  # what it says to each question it answers
    text: str = ""  # what it says beside the questions; may be empty
    documents: tuple[Document, ...] = ()  # what came with it
    confidential: bool = False  # whether only the secretariat may see it
    replaces: str = ""  # the id of the earlier contribution it takes the place of; empty for none


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
    """A passage of a contribution that matters to something the group has before it."""

    handle: str  # such as `HL1`
    contribution: str  # the id of the contribution
    passage: str  # the words, as the contribution has them
    # the id of the question in whose answer they stand; empty for the other text
    question: str = ""
    issue: str = ""  # what it is about, in a few words; may be empty
    # the ids of the items, amendments, packages, drafts, questions and agenda items that it matters
    # to
    links: tuple[str, ...] = ()


@frozen(kw_only=True, repr=False, eq=False)
class UndertakingFields(Recorded):
    """What is stated of an undertaking.

    It is a member's, an office's or a named person's: one of the three is given.
    """

    handle: str  # such as `U1`
    what: str  # what is to be done, in words
    member: str = ""  # the code of the member or observer
    office: Role | None = None  # the office, such as `chair`, independent of its holder
    person: str = ""  # the name of the person
    due: datetime | None = None  # until when; None where no time is named
    # the id of the announced meeting before which it is to be done; empty for none
    before: str = ""
    # whether it is to be done before the next meeting, which was not announced
    next_meeting: bool = False

    @property
    def by(self) -> str:
        """Who is to do it: a code, the name of an office, or that of a person."""
        office = "secretariat" if self.office is Role.SECRETARY else self.office
        return self.member or str(office or self.person)


@frozen(kw_only=True, repr=False, eq=False)
class Undertaking(UndertakingFields):
    """A task that a member, an office or a person has undertaken."""

    made: datetime  # when it was undertaken
    done: datetime | None = None  # when it was done; None while it is not
    outcome: str = ""  # how it was done, in words; may be empty


@frozen(repr=False, eq=False)
class Milestone(Recorded):
    """Something the group is to have reached by a day."""

    handle: str  # such as `MS1`
    title: str  # what is planned
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
