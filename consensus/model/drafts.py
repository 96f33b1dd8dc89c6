"""Drafts, items, versions, revisions, translations, and where carried-over text comes from."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec
from attrs import frozen

from consensus.model import Recorded
from consensus.text.brackets import BracketedText


class ItemKind(StrEnum):
    """What an item of a draft is."""

    TITLE = "title"
    SECTION = "section"
    PREAMBULAR = "preambular paragraph"
    OPERATIVE = "operative paragraph"
    RECOMMENDATION = "recommendation"
    CHAPEAU = "chapeau"
    PARAGRAPH = "paragraph"
    SUBPARAGRAPH = "subparagraph"
    FOOTNOTE = "footnote"
    PROPOSAL = "procedural proposal"

    @property
    def can_be_agreed(self) -> bool:
        """Whether items of this kind are agreed one by one; headings are not."""
        return self not in (ItemKind.TITLE, ItemKind.SECTION)

    @property
    def letters(self) -> str:
        """The letters with which handles of this kind begin."""
        return _LETTERS[self]


# None is how a label of that kind is printed, so that a revision makes no label of a handle.
_LETTERS = dict(zip(ItemKind, ("T", "S", "P", "O", "R", "C", "N", "L", "F", "PROP"), strict=True))


@frozen(repr=False, eq=False)
class Draft(Recorded):
    """A document under negotiation."""

    handle: str  # such as `D1`
    title: str  # the title of the document
    revision: str = "zero draft"  # the name of the last published state, at first `zero draft`
    rule: str = ""  # the rule for its items; empty where the working group's rule holds
    all_or_nothing: bool = False  # whether nothing is agreed until everything is agreed
    circulated: datetime | None = None  # when it came in, and so was before the members
    whole_since: datetime | None = None  # since when nothing is agreed until everything is
    statements_due: datetime | None = None  # until when statements for an annex are taken
    is_report: bool = False  # whether it is the report of the group on its other drafts


@frozen
class Item:
    """One title, section, paragraph or recommendation of a draft."""

    id: str  # the id of the operation that made it, with an index
    handle: str  # such as `R3`, given once and never reused
    draft: str  # the id of its draft; empty for a procedural proposal
    kind: ItemKind  # what it is
    label: str  # the printed label, such as `12(a)`; frozen until a revision is published
    parent: str  # the id of the item above it, or of the draft; empty for a procedural proposal
    version: str  # the id of its current version
    removed: bool = False  # whether a deletion was agreed; the item and its history stay readable
    rule: str = ""  # the rule for this item alone; empty where its draft's rule holds
    inserted_by: str = ""  # the id of the amendment that inserted it; empty for none
    voted: date | None = None  # the day of its roll call, whose members count; None for today's


class Cause(StrEnum):
    """Why a text became what it is, which decides what positions on it carry over."""

    ORIGINAL = "original"
    EDITORIAL = "editorial"
    BRACKETING = "bracketing"
    MERGE = "merge"
    PART_MERGE = "merge in part"
    EDIT = "edit"
    REBASED = "rebased"
    REMAINDER = "remainder"


# There may be many, so it is a struct, as a position is.
class Version(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One state of a text."""

    id: str  # of the operation that made it, with an index where it made several
    target: str  # the id of the item or amendment
    number: int  # counted from 1 within the target
    wording: BracketedText  # the text, brackets as structure
    cause: Cause = Cause.ORIGINAL  # why the text became this
    merged_whole: tuple[str, ...] = ()  # the ids of the amendments that were merged whole into it
    previous: str = ""  # the id of the version before; empty for the first

    @property
    def text(self) -> str:
        """The text in the notation of brackets."""
        return self.wording.notation()


BEFORE_LABEL = AT_END = -1  # where a bracket opens before its first item, or ends with its last


@frozen
class BracketedItems:
    """Items in one bracket, or one option of several groups of items that are alternatives."""

    items: tuple[str, ...]  # their ids, in the order of the draft when the bracket was written
    label: str = ""  # what is printed before them, such as `Option 1`; empty for none
    proposes: tuple[str, ...] = ()  # the codes of who proposes them
    supports: tuple[str, ...] = ()  # of who supports them
    opposes: tuple[str, ...] = ()  # of who opposes them
    opens: int = 0  # where in the first item, as `seen` has it; `BEFORE_LABEL` for before its label
    closes: int = AT_END  # where in the last item, as `seen` has it
    seen: tuple[str, ...] = ()  # the ids of the versions of the first and the last item

    @property
    def names(self) -> tuple[str, ...]:
        """Everyone named with them."""
        return (*self.proposes, *self.supports, *self.opposes)


@frozen(repr=False, eq=False)
class SpanningBracket(Recorded):
    """A bracket over several items, which are not agreed while it is open."""

    handle: str  # such as `BR1`
    draft: str  # the id of the draft
    options: tuple[BracketedItems, ...]  # one for a bracket; several that are alternatives
    became: str = ""  # `lifted` or `deleted`; empty while it is open
    kept: int = 0  # of several options the number of the one that stayed, counted from 0
    is_original: bool = False  # whether it came with the draft

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items in all options."""
        return tuple(item for each in self.options for item in each.items)

    @property
    def holders(self) -> tuple[str, ...]:
        """Everyone named with one of the options, in the order of first mention."""
        return tuple(dict.fromkeys(name for each in self.options for name in each.names))


class Instruction(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """An instruction of the chair by which what members objected to, or held, went in."""

    target: str  # the id of the text it went into; of the draft where items were arranged
    amendments: tuple[str, ...]  # the ids of the amendments that it is about
    reason: str = ""  # the chair's reason
    meeting: str = ""  # the id of the meeting in which it was given; empty outside meetings


@frozen
class Relabelling:
    """One line of a concordance table."""

    item: str  # the id of the item
    old: str  # its label before; empty when it had none
    new: str  # its label now; empty when the item was removed


@frozen
class LeftOut:
    """An item that a revision is without, and why."""

    item: str  # its id
    version: str  # the id of its version when the revision was published
    why: str  # `rejected` or `withdrawn`


@frozen
class LineNumbers:
    """How the lines of an edition are broken and numbered, so that they can be cited."""

    width: int = 65  # columns of a line
    page: int = 40  # lines of a page; what parts paragraphs is not counted
    restarts: bool = True  # whether each page begins with line 1


@frozen(kw_only=True, repr=False, eq=False)
class RevisionFields(Recorded):
    """What is stated of a revision.

    Attributes:
        draft: the id of the draft.
        name: such as `Rev.1`.
        items: the ids of its items, in order.
        versions: the ids of their versions, in the order of `items`.
        concordance: old label to new, for every item of the last revision and of this one.
        standing: such as `without prejudice`; may be empty.
        language: the original language, as a tag such as `en`.
        line_numbers: how its lines are numbered; None where it has no line numbers.
    """

    draft: str
    name: str
    items: tuple[str, ...]
    versions: tuple[str, ...]
    concordance: tuple[Relabelling, ...]
    standing: str = ""
    language: str = "en"
    line_numbers: LineNumbers | None = None


@frozen(kw_only=True, repr=False, eq=False)
class Revision(RevisionFields):
    """A published state of a draft."""

    issued: datetime  # when it was published
    left_out: tuple[LeftOut, ...] = ()  # what had been rejected or withdrawn by then
    spanning: tuple[str, ...] = ()  # the ids of the brackets over several items that were open


@frozen(repr=False, eq=False)
class Translation(Recorded):
    """One item in one other language."""

    item: str  # the id of the item
    language: str  # a tag such as `fr`
    version: str  # the id of the version that it renders
    text: str  # the words
    happened: datetime  # when it was made


@frozen
class Provenance:
    """Where an item was before it was carried over.

    Attributes:
        group: the name of the working group.
        head: the hash of the last step of its record when it was read.
        item: the handle of the item there.
        label: its printed label there; may be empty.
        version: the number of its version there.
        digest: of its text there, as `digest_of` makes it.
        outcome: what was declared of it there; empty where nothing was.
        decision: the handle of that decision; empty for none.
        decided: when that was declared; None where nothing was.
        meeting: the title of the meeting in which it was; may be empty.
    """

    group: str
    head: str
    item: str
    label: str
    version: int
    digest: str
    outcome: str = ""
    decision: str = ""
    decided: datetime | None = None
    meeting: str = ""
