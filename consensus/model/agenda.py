"""The agenda: what a meeting takes up, in order."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class AgendaItem:
    """One matter on the agenda of a meeting.

    Attributes:
        id: the id of the operation that added it.
        handle: such as `AG2`.
        number: as it is printed, such as `3(a)`.
        title: what it is about.
        meeting: the id of the meeting; empty until a meeting takes it up.
        targets: the ids of the items, amendments, packages or drafts it concerns.
        taken_up: when it was last taken up; None when it never was.
        finished: when the meeting was done with it; None while it is not.
    """

    id: str
    handle: str
    number: str
    title: str
    meeting: str = ""
    targets: tuple[str, ...] = ()
    taken_up: datetime | None = None
    finished: datetime | None = None
