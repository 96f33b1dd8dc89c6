"""Meetings and who is there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen


class Presence(StrEnum):
    """Whether a member is at a meeting; remote counts as present."""

    IN_PERSON = "in person"
    REMOTE = "remote"
    ABSENT = "absent"


class Forum(StrEnum):
    """Where a decision was taken."""

    INFORMALS = "informals"
    COMMITTEE = "committee"
    PLENARY = "plenary"


@frozen
class Meeting:
    """One meeting of the working group.

    Attributes:
        id: the id of the operation that opened it.
        handle: such as `M1`.
        title: what the meeting is called.
        forum: where its decisions are taken unless they say otherwise.
        opened: when it began.
        closed: when it ended; None while it goes on.
    """

    id: str
    handle: str
    title: str
    forum: Forum
    opened: datetime
    closed: datetime | None = None
