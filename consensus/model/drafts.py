"""Drafts and their items."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen


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

    @property
    def can_be_agreed(self) -> bool:
        """Whether items of this kind are agreed one by one; headings are not."""
        return self not in (ItemKind.TITLE, ItemKind.SECTION)

    @property
    def letters(self) -> str:
        """The letters with which handles of this kind begin."""
        return HANDLE_LETTERS[self]


# None of them is how such an item's label is printed, so that a handle is never taken for the
# label of another item once a revision has renumbered.
HANDLE_LETTERS = {
    ItemKind.TITLE: "T",
    ItemKind.SECTION: "S",
    ItemKind.PREAMBULAR: "P",
    ItemKind.OPERATIVE: "O",
    ItemKind.RECOMMENDATION: "R",
    ItemKind.CHAPEAU: "C",
    ItemKind.PARAGRAPH: "N",
    ItemKind.SUBPARAGRAPH: "L",
    ItemKind.FOOTNOTE: "F",
}


@frozen
class Draft:
    """A document under negotiation.

    Attributes:
        id: the id of the operation that imported it.
        handle: such as `D1`.
        title: the title of the document.
        revision: the name of the last published state, at first `zero draft`.
        rule: the rule for its items; empty where the working group's rule holds.
        all_or_nothing: whether nothing is agreed until everything is agreed.
        circulated: when it came in, and so was before the members.
    """

    id: str
    handle: str
    title: str
    revision: str = "zero draft"
    rule: str = ""
    all_or_nothing: bool = False
    circulated: datetime | None = None


@frozen
class Item:
    """One title, section, paragraph or recommendation of a draft.

    Attributes:
        id: the id of the operation that made it, with an index.
        handle: such as `R3`, given once and never reused.
        draft: the id of its draft.
        kind: what it is.
        label: the printed label, such as `12(a)`; frozen until a revision is published.
        parent: the id of the item above it, or of the draft.
        version: the id of its current version.
        removed: whether a deletion was agreed; the item and its history stay readable.
        rule: the rule for this item alone; empty where its draft's rule holds.
    """

    id: str
    handle: str
    draft: str
    kind: ItemKind
    label: str
    parent: str
    version: str
    removed: bool = False
    rule: str = ""
