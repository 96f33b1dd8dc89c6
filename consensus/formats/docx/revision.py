"""A revision: one tracked change, by whom and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\d*(Z|[+-]\d\d:\d\d)?")


class RevisionKind(StrEnum):
    """What a tracked change does."""

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_FROM = "moved from"
    MOVED_TO = "moved to"
    FORMATTED = "formatted"

    @property
    def adds(self) -> bool:
        """Whether what it marks is there only once it is accepted."""
        return self in (RevisionKind.INSERTED, RevisionKind.MOVED_TO)

    @property
    def takes_out(self) -> bool:
        """Whether what it marks is gone once it is accepted."""
        return self in (RevisionKind.DELETED, RevisionKind.MOVED_FROM)


@frozen
class Revision:
    """One tracked change.

    Attributes:
        number: counted from 1 in the order of reading; each mark in the file is one of its own.
        kind: what it does.
        author: as Word wrote it; empty when it did not say.
        date: when; without a zone where the file has only the local time of whoever made it, which
            Word writes with a `Z` as if it were universal time. None when it did not say.
        move: for what was moved, the name that the place it left and the one it went to share;
            empty where the file names none.
    """

    number: int
    kind: RevisionKind
    author: str = ""
    date: datetime | None = None
    move: str = ""


Accepting: TypeAlias = str | Collection[str] | Callable[[Revision], bool]
"""Which changes are accepted: `accept` for all, `reject` for none, those by some authors, or those
of which a function says so."""

ACCEPT = "accept"
REJECT = "reject"


def is_accepted(revision: Revision, accepting: Accepting) -> bool:
    """Whether a change is among those that are accepted.

    Raises:
        ValueError: a word other than `accept` and `reject` was given.
    """
    if isinstance(accepting, str):
        if accepting not in (ACCEPT, REJECT):
            raise ValueError(f"changes are accepted (accept) or rejected (reject), not {accepting}")
        return accepting == ACCEPT
    return accepting(revision) if callable(accepting) else revision.author in accepting


def is_shown(marks: Iterable[Revision], accepting: Accepting) -> bool:
    """Whether something that bears marks is in the text.

    It is if every mark lets it be: an insertion that is accepted, a deletion that is not. So what
    one inserts and another deletes again is there only when the first is accepted and the second
    is not, whichever of the marks stands inside the other.

    Args:
        marks: the marks it bears, from the outermost inwards.
        accepting: which changes are accepted.
    """
    return all(
        mark.kind is RevisionKind.FORMATTED or mark.kind.adds == is_accepted(mark, accepting)
        for mark in marks
    )


def read_date(universal: str | None, local: str | None) -> datetime | None:
    """When something was done, by the attributes that say so; None where they say nothing sound.

    Args:
        universal: in universal time, as later versions of Word write beside the local one.
        local: in the local time of whoever did it, whatever zone is written behind it.
    """
    for written, is_universal in ((universal, True), (local, False)):
        found = _DATE.fullmatch((written or "").strip())
        if not found:
            continue
        try:
            moment = datetime.fromisoformat(found[1])
            if is_universal:
                return datetime.fromisoformat(found[1] + (found[2] or "Z").replace("Z", "+00:00"))
        except ValueError:
            continue
        return moment
    return None
