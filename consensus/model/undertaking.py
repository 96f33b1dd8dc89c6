"""Undertakings: what somebody offered, or was asked, to do until a time or a meeting."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from consensus.model.people import Role


@frozen
class Undertaking:
    """One thing that somebody is to do.

    It is a member's, an office's or a named person's: one of the three is given.

    Attributes:
        id: the id of the operation that recorded it.
        handle: such as `U1`.
        what: what is to be done, in words.
        made: when it was undertaken.
        member: the code of the member or observer.
        office: the office, whoever holds it.
        person: the name of the person.
        due: until when; None where no time is named.
        before: the id of the announced meeting before which it is to be done; empty for none.
        next_meeting: whether it is to be done before the next meeting, which was not announced.
        done: when it was done; None while it is not.
        outcome: how it was done, in words; may be empty.
    """

    id: str
    handle: str
    what: str
    made: datetime
    member: str = ""
    office: Role | None = None
    person: str = ""
    due: datetime | None = None
    before: str = ""
    next_meeting: bool = False
    done: datetime | None = None
    outcome: str = ""

    @property
    def by(self) -> str:
        """Who is to do it: a code, the name of an office, or that of a person."""
        return self.member or (self.office.value if self.office else self.person)
