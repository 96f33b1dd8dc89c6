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
class Announcement:
    """A meeting that was announced, before it is opened.

    Attributes:
        id: the id of the operation that announced it, which is that of the meeting once it opens.
        handle: such as `M2`.
        title: what the meeting is called.
        begins: when it is to begin.
        ends: when it is to end; None where that was not said.
        number: as it is printed, such as `2`; may be empty.
        place: where it is to be held; may be empty.
        quorum: the rule by which enough members are there; empty for none.
        cancelled: whether it is not held.
    """

    id: str
    handle: str
    title: str
    begins: datetime
    ends: datetime | None = None
    number: str = ""
    place: str = ""
    quorum: str = ""
    cancelled: bool = False


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
        number: as it is printed, such as `2`; may be empty.
        place: where it is held; may be empty.
        quorum: the rule by which enough members are there; empty for none.
        chatham_house: whether what is said in it may be reported, and by whom it was said not.
        opened_by: the office that opened it, in words; empty where that was not noted.
        facilities: what was made available for it, such as `remote participation`.
        agenda_adopted: when its agenda was adopted; None where that was not noted.
    """

    id: str
    handle: str
    title: str
    forum: Forum
    opened: datetime
    closed: datetime | None = None
    number: str = ""
    place: str = ""
    quorum: str = ""
    chatham_house: bool = False
    opened_by: str = ""
    facilities: tuple[str, ...] = ()
    agenda_adopted: datetime | None = None


@frozen
class Presentation:
    """A text put before the members in a meeting.

    Attributes:
        meeting: the id of the meeting.
        happened: when it was presented.
    """

    meeting: str
    happened: datetime
