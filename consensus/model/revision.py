"""Revisions: published states of a whole draft."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Relabelling:
    """One line of a concordance table.

    Attributes:
        item: the id of the item.
        old: its label before; empty when it had none.
        new: its label now; empty when the item was removed.
    """

    item: str
    old: str
    new: str


@frozen
class Revision:
    """A published state of a draft.

    Attributes:
        id: the id of the operation that published it.
        draft: the id of the draft.
        name: such as `Rev.1`.
        issued: when it was published.
        standing: such as `without prejudice`; may be empty.
        language: the original language, as a tag such as `en`.
        items: the ids of its items, in order.
        versions: the ids of their versions, in the order of `items`.
        concordance: old label to new, for every item of the last revision and of this one.
    """

    id: str
    draft: str
    name: str
    issued: datetime
    standing: str
    language: str
    items: tuple[str, ...]
    versions: tuple[str, ...]
    concordance: tuple[Relabelling, ...]
