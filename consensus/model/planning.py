"""Contributions: what members and others sent in, and the passages in them that are highlighted."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


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
    """What a contribution says to one question.

    Attributes:
        question: the id of the question.
        text: the answer, as it was written.
    """

    question: str
    text: str


@frozen
class Contribution:
    """What one contributor sent in at one time.

    Attributes:
        id: the id of the operation that recorded it.
        handle: such as `C1`.
        received: when it came.
        member: the code of the member or observer it comes from; empty when it comes from neither.
        name: the name of a contributor that is neither; empty when it comes from a member.
        group: the code of the stakeholder group of a contributor that is neither; empty for none.
        answers: what it says to each question it answers.
        text: what it says beside the questions; may be empty.
        documents: what came with it.
        confidential: whether only the secretariat may see it.
        replaces: the id of the earlier contribution it takes the place of; empty for none.
        replaced_by: the id of the later one that took its place; empty while it stands.
    """

    id: str
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
    replaced_by: str = ""

    @property
    def stands(self) -> bool:
        """Whether no later contribution took its place."""
        return not self.replaced_by

    def answer_to(self, question: str) -> str:
        """What it says to a question; empty when it does not answer it."""
        return next((each.text for each in self.answers if each.question == question), "")


@frozen
class Highlight:
    """A passage of a contribution that matters to something the group has before it.

    Attributes:
        id: the id of the operation that marked it.
        handle: such as `HL1`.
        contribution: the id of the contribution.
        passage: the words, as the contribution has them.
        question: the id of the question in whose answer they stand; empty for the other text.
        issue: what it is about, in a few words; may be empty.
        links: the ids of the items, amendments, packages, drafts, questions and agenda items that
            it matters to.
    """

    id: str
    handle: str
    contribution: str
    passage: str
    question: str = ""
    issue: str = ""
    links: tuple[str, ...] = ()
