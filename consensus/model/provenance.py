"""Provenance: where a text that another working group had comes from."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


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
