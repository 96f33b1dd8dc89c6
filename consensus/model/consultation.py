"""Consultations: some members asked to find common ground on items, and to report back."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Consultation:
    """A consultation on one or several items.

    It decides nothing: what it comes to is reported back, and takes effect by what is then
    recorded.

    Attributes:
        id: the id of the operation that opened it.
        handle: such as `CON1`.
        items: the ids of the items, amendments or packages it is about.
        opened: when it was opened.
        facilitator: who leads it, by name or by the code of a member; may be empty.
        participants: the codes of the members that take part; empty for whoever likes.
        due: when it is to report back; None for no time.
        purpose: what it is to find, in words; may be empty.
        reported: when it reported back; None while it goes on.
        outcome: what it came to, in words; empty while it goes on.
    """

    id: str
    handle: str
    items: tuple[str, ...]
    opened: datetime
    facilitator: str = ""
    participants: tuple[str, ...] = ()
    due: datetime | None = None
    purpose: str = ""
    reported: datetime | None = None
    outcome: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether it has not reported back."""
        return self.reported is None

    def is_overdue(self, moment: datetime) -> bool:
        """Whether it should have reported back at that moment, and has not."""
        return self.goes_on and self.due is not None and self.due < moment
