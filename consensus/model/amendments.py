"""Amendments, the tray of those that could not be placed, and comments of tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec
from attrs import frozen

from consensus.model import Recorded
from consensus.text.hunk import HunkOutcome


class AmendmentKind(StrEnum):
    """What an amendment proposes to do."""

    MODIFY = "modify"
    INSERT = "insert"
    DELETE = "delete"
    MOVE = "move"
    SPLIT = "split"
    JOIN = "join"


class AmendmentState(StrEnum):
    """How far an amendment has come; what was decided of it is a decision beside it."""

    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"


@frozen
class Placing:
    """How an amendment found its place."""

    how: str = "target"  # `target`, `exact`, `normalised`, `fuzzy` or `by hand`
    score: float = 1.0  # from 0 to 1
    quote: str = ""  # the words it quoted to find its place; empty when it named its target


AT_TARGET = Placing()


# There may be many, so it is a struct, as a position is.
class Amendment(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A proposal, with the members behind it."""

    id: str  # the id of the operation that recorded it
    handle: str  # such as `A17`
    kind: AmendmentKind  # what it proposes to do
    draft: str  # the id of the draft it belongs to
    target: str  # the id of the item or amendment it changes; of the draft for an insertion
    against: str  # the id of the version it was made against; empty for an insertion
    version: str  # the id of its current version
    # the codes of the members that propose it; empty for a chair's proposal
    sponsors: tuple[str, ...] = ()
    cosponsors: tuple[str, ...] = ()  # the codes of the members that joined
    rationale: str = ""  # why, in the sponsors' words
    dated: date | None = None  # the day it was made, as its sponsors state it
    state: AmendmentState = AmendmentState.OPEN  # how far it has come
    placing: Placing = AT_TARGET  # how it found its place
    # for insertions and moves, the item or draft under which the text goes; also an amendment that
    # inserts that item
    parent: str = ""
    # for insertions and moves, the item it follows, or the amendment that makes that item; `first`
    # for the first place, empty for the last
    after: str = ""
    label: str = ""  # for insertions, the label proposed
    item_kind: str = ""  # for insertions, the kind of the new item; empty otherwise
    parts: tuple[str, ...] = ()  # for a split, the texts of the second and later parts, in notation
    others: tuple[str, ...] = ()  # for a join, the ids of the items joined to the target, in order
    # for a consolidated wording, the ids of the amendments it draws together
    sources: tuple[str, ...] = ()
    # for a consolidated wording, the words found in none of its sources
    new_words: tuple[str, ...] = ()
    closed_hunks: tuple[HunkOutcome, ...] = ()  # what decisions settled against it
    taken_hunks: tuple[HunkOutcome, ...] = ()  # what merges took from it
    # whether it came after its item was closed, which makes it a request to reopen
    late: bool = False
    # for a merged insertion or split, the id of the item it made, the last of several
    became: str = ""
    # when it was circulated, where that is not when it was proposed
    circulated: datetime | None = None
    # whether it went in, or part of it, before objections were carried over to the text that has
    # its words; merged, it then counts as agreed
    merged_before: bool = False
    # the day of the merge that took it in or closed it; None if no merge did
    ended: date | None = None
    # the ids of the amendments that the merge which closed it took in its place; that of the text
    # where the words stayed as they were
    closed_for: tuple[str, ...] = ()

    @property
    def backers(self) -> tuple[str, ...]:
        """The members behind it, proposers first."""
        if not self.cosponsors:
            return self.sponsors
        return self.sponsors + tuple(code for code in self.cosponsors if code not in self.sponsors)

    @property
    def holder(self) -> str:
        """The id of the text it changes; once an insertion is merged, the item that it made."""
        return self.became if self.kind is AmendmentKind.INSERT and self.became else self.target

    @property
    def texts(self) -> tuple[str, ...]:
        """The ids of what it stands on: what it changes or joins, and under which its text goes."""
        return tuple(filter(None, dict.fromkeys((self.target, *self.others, self.parent))))

    def takes_out(self, item: str) -> bool:
        """Returns whether an item leaves the text if it is merged."""
        if self.kind is AmendmentKind.DELETE:
            return self.target == item
        return self.kind is AmendmentKind.JOIN and item in self.others


MESSAGE_ID = "message id"
"""The field in which an entry that is a mail has the Message-ID."""


class TrayState(StrEnum):
    """What became of an entry."""

    WAITING = "waiting"
    PLACED = "placed"
    SET_ASIDE = "set aside"


@frozen(kw_only=True, repr=False, eq=False)
class TrayEntryFields(Recorded):
    """What is kept of a row that could not be placed, or of a mail.

    Attributes:
        handle: such as `T4`.
        fields: the row as it came: field name to text.
        problem: why it could not be placed, in one sentence.
        source: the name of the file it came from.
        line: its line there, counted from 1; 0 if it had none.
    """

    handle: str
    fields: Mapping[str, str]
    problem: str
    source: str = ""
    line: int = 0


@frozen(kw_only=True, repr=False, eq=False)
class TrayEntry(TrayEntryFields):
    """One row that was imported and could not be placed, or one mail."""

    state: TrayState = TrayState.WAITING  # what became of it
    became: str = ""  # the id of the amendment made of it; empty until then
    reason: str = ""  # why it was set aside; empty unless it was

    @property
    def is_mail(self) -> bool:
        """Whether it is a mail, of which several amendments may be made."""
        return MESSAGE_ID in self.fields


class CommentKind(StrEnum):
    """What a comment of a table is, as standards bodies write it."""

    GENERAL = "ge"
    TECHNICAL = "te"
    EDITORIAL = "ed"


class Disposition(StrEnum):
    """What became of a comment."""

    ACCEPTED = "accepted"
    IN_PRINCIPLE = "accepted in principle"
    IN_PART = "partially accepted"
    NOT_ACCEPTED = "not accepted"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    SEE = "see"


@frozen(kw_only=True, repr=False, eq=False)
class TableCommentFields(Recorded):
    """What is kept of a row of a comment table, its words as they came.

    Attributes:
        handle: its number, such as `DE-012`.
        draft: the id of the draft it is on.
        body: the cell that names the body.
        member: the code of that member; empty for none.
        line: the number of the line it is on.
        clause: the clause as written; empty for the whole draft.
        paragraph: the paragraph, figure or table in the clause.
        kind: what it is; None where the table does not say.
        comment: the words of the comment.
        change: the change that it proposes; may be empty.
        observations: what the secretariat had written beside it.
        others: the cells of other columns, by their headings.
        item: the id of the item it is at; empty for a comment on the whole draft.
        amendments: the ids of the amendments made of its proposal.
        entry: the id of the tray entry of its proposal; empty for none.
        source: the name of the table.
        language: the language of its headings, in which it is written back.
    """

    handle: str
    draft: str
    body: str = ""
    member: str = ""
    line: str = ""
    clause: str = ""
    paragraph: str = ""
    kind: CommentKind | None = None
    comment: str = ""
    change: str = ""
    observations: str = ""
    others: Mapping[str, str] = {}
    item: str = ""
    amendments: tuple[str, ...] = ()
    entry: str = ""
    source: str = ""
    language: str = "en"


@frozen(kw_only=True, repr=False, eq=False)
class TableComment(TableCommentFields):
    """One comment of a table, and what was said of it."""

    disposition: Disposition | None = (
        None  # what the secretariat said became of it; None for nothing
    )
    reason: str = ""  # why it was not accepted, or a word on it
    wording: str = ""  # the words that are in the text for it
    see: str = ""  # the id of the comment whose disposition it shares
