"""Meetings, announcements, the agenda, and the speakers' list."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import attrs
from attrs import frozen

from consensus.model import Recorded


@frozen(repr=False, eq=False)
class Request(Recorded):
    """A member or observer asks for the floor."""

    member: str  # the code of who asks
    asked: datetime  # when
    # whether who asks does not count towards consensus, and so speaks after members
    observer: bool = False
    # whether it answers what was said of it, and so speaks after the list
    right_of_reply: bool = False
    agenda_item: str = ""  # the id of the agenda item it asks under; empty when none was taken up


@frozen
class Turn:
    """One intervention from the floor: from being given it to its end."""

    id: str  # the id of the operation that gave it
    member: str  # the code of who speaks
    began: datetime  # when
    ended: datetime | None = None  # when it ended; None while it is open
    observer: bool = False  # whether who speaks does not count towards consensus
    right_of_reply: bool = False  # whether it answers what was said of it
    out_of_turn: bool = False  # whether the chair gave the floor to another than the next one
    agenda_item: str = ""  # the id of the agenda item it is about; empty when none was taken up

    def seconds(self, now: datetime) -> int:
        """Returns how many whole seconds it lasted, or has lasted at a moment."""
        return max(0, int(((self.ended or now) - self.began).total_seconds()))


@frozen
class SpeakersList:
    """Who waits for the floor of a meeting, who has it, and who had it.

    Attributes:
        meeting: the id of the meeting.
        agenda_item: the id of the agenda item that is taken up; empty when none is.
        requests: who waits, under any agenda item, in the order of the record.
        turns: who had the floor, in order; the last one may still have it.
        closed: the ids of the agenda items whose list is closed; an empty one stands
            for the list when no agenda item is taken up.
        seconds_of_members: how long a member may speak; 0 for as long as it likes.
        seconds_of_observers: how long an observer may speak; 0 for as long as it likes.
    """

    meeting: str
    agenda_item: str = ""
    requests: tuple[Request, ...] = ()
    turns: tuple[Turn, ...] = ()
    closed: tuple[str, ...] = ()
    seconds_of_members: int = 0
    seconds_of_observers: int = 0

    @property
    def waiting(self) -> tuple[Request, ...]:
        """Who waits under the agenda item that is taken up, in speaking order.

        Members in the order in which they asked, whatever their group and whether they are in
        the room or remote; then observers; then rights of reply, in the same order.
        """
        here = [each for each in self.requests if each.agenda_item == self.agenda_item]
        return tuple(
            sorted(here, key=lambda each: (each.right_of_reply, each.observer, each.asked))
        )

    @property
    def turn(self) -> Turn | None:
        """The turn that goes on; None if no member has the floor."""
        if not self.turns or self.turns[-1].ended is not None:
            return None
        return self.turns[-1]

    @property
    def speaker(self) -> str:
        """The code of the member that has the floor; empty if none has."""
        return self.turn.member if self.turn else ""

    @property
    def is_closed(self) -> bool:
        """Whether it is closed to new requests, except for rights of reply."""
        return self.agenda_item in self.closed

    def budget_for(self, *, observer: bool = False) -> int | None:
        """Returns how many seconds an intervention may take; None for no limit."""
        return (self.seconds_of_observers if observer else self.seconds_of_members) or None

    def request_of(self, member: str, right_of_reply: bool | None = None) -> Request | None:
        """Returns the first waiting request of a member."""
        for each in self.waiting:
            if each.member == member and right_of_reply in (None, each.right_of_reply):
                return each
        return None

    def without_request(self, request: str) -> SpeakersList:
        """Returns the list without a request that was met or withdrawn."""
        left = tuple(each for each in self.requests if each.id != request)
        return attrs.evolve(self, requests=left)

    def without_requests_under(self, agenda_item: str) -> SpeakersList:
        """Returns the list without the requests under a finished agenda item."""
        left = tuple(each for each in self.requests if each.agenda_item != agenda_item)
        return attrs.evolve(self, requests=left)

    def ended(self, turn: str, moment: datetime) -> SpeakersList:
        """Returns the list with the turn ended at a moment, or at its start if that is later."""
        turns = tuple(
            attrs.evolve(each, ended=max(each.began, moment)) if each.id == turn else each
            for each in self.turns
        )
        return attrs.evolve(self, turns=turns)


class InterventionKind(StrEnum):
    """What an intervention does, which says how a summary tells it."""

    STATEMENT = "statement"
    PRESENTATION = "presentation"
    EXCHANGE = "exchange of views"
    STOCK = "taking stock"
    NOTE = "note"
    PROPOSAL = "proposal"
    CONCERN = "concern"
    SUGGESTION = "suggestion"
    ISSUE = "issue"


@frozen(kw_only=True, repr=False, eq=False)
class InterventionFields(Recorded):
    """What is noted of an intervention.

    Attributes:
        meeting: the id of the meeting in which it was said; empty for what came in writing.
        handle: such as `INT4`.
        text: what was said, in the words in which it was noted.
        member: the code of who said it; empty where it is not attributed.
        targets: the ids of the items, amendments, packages or drafts it was about.
        agenda_item: the id of the agenda item it was said under; empty when none was taken up.
        written: the day on which it was written; None where that is not known.
        kind: what it does, such as to propose something.
        voices: by how many it was said, where that was counted; 0 where it was not.
        office: the office that said it, in words; empty where it was no office.
        remedies: the id of the concern that it is a remedy for; empty for none.
    """

    meeting: str = ""
    handle: str
    text: str
    member: str = ""
    targets: tuple[str, ...] = ()
    agenda_item: str = ""
    written: date | None = None
    kind: InterventionKind = InterventionKind.STATEMENT
    voices: int = 0
    office: str = ""
    remedies: str = ""


@frozen(kw_only=True, repr=False, eq=False)
class Intervention(InterventionFields):
    """What a member or an office said or wrote, as far as it was noted."""

    happened: datetime  # when it was said, or when what was written came in


class Presence(StrEnum):
    """Whether a member is at a meeting; remote counts as present."""

    IN_PERSON = "in person"
    REMOTE = "remote"
    ABSENT = "absent"


@frozen(kw_only=True, repr=False, eq=False)
class ParticipantFields(Recorded):
    """What is stated of a person on the list of participants of a meeting."""

    meeting: str  # the id of the meeting, which may be one to come
    name: str  # the person's name
    handle: str = ""  # such as `PER3`
    title: str = ""  # such as `Ms.` or `Ambassador`; may be empty
    function: str = ""  # such as `Deputy Permanent Representative`; may be empty
    member: str = ""  # the code of the member or observer the person comes from; empty for none
    organisation: str = ""  # where somebody of no member or observer comes from
    is_head: bool = False  # whether the person heads the delegation
    remote: bool = False  # whether the person takes part remotely


@frozen(kw_only=True, repr=False, eq=False)
class Participant(ParticipantFields):
    """A person on the list of participants of a meeting; no quorum counts persons."""


class Forum(StrEnum):
    """Where a decision was taken."""

    INFORMALS = "informals"
    COMMITTEE = "committee"
    PLENARY = "plenary"


@frozen(kw_only=True, repr=False, eq=False)
class AnnouncementFields(Recorded):
    """What is announced of a meeting.

    Attributes:
        handle: such as `M2`.
        title: what the meeting is called.
        begins: when it is to begin.
        ends: when it is to end; None where that was not said.
        number: as it is printed, such as `2`; may be empty.
        place: where it is to be held; may be empty.
        quorum: the rule by which enough members are there; empty for none.
    """

    handle: str
    title: str
    begins: datetime
    ends: datetime | None = None
    number: str = ""
    place: str = ""
    quorum: str = ""


@frozen(kw_only=True, repr=False, eq=False)
class Announcement(AnnouncementFields):
    """A meeting that was announced; it keeps its id and handle once it is opened."""

    cancelled: bool = False  # whether it is not held


@frozen(kw_only=True, repr=False, eq=False)
class MeetingFields(Recorded):
    """What is stated of a meeting that begins.

    Attributes:
        handle: such as `M1`.
        title: what the meeting is called.
        forum: where its decisions are taken unless they say otherwise.
        number: as it is printed, such as `2`; may be empty.
        place: where it is held; may be empty.
        quorum: the rule by which enough members are there; empty for none.
        chatham_house: whether what is said in it may be reported, and by whom it was said not.
        opened_by: the office that opened it, in words; empty where that was not noted.
        facilities: what was made available for it, such as `remote participation`.
    """

    handle: str
    title: str
    forum: Forum = Forum.COMMITTEE
    number: str = ""
    place: str = ""
    quorum: str = ""
    chatham_house: bool = False
    opened_by: str = ""
    facilities: tuple[str, ...] = ()


@frozen(kw_only=True, repr=False, eq=False)
class Meeting(MeetingFields):
    """One meeting of the working group."""

    opened: datetime  # when it began
    closed: datetime | None = None  # when it ended; None while it is open
    agenda_adopted: datetime | None = None  # when its agenda was; None if not noted


@frozen
class Presentation:
    """The presentation of a text to the members, in a meeting."""

    meeting: str  # the id of the meeting
    happened: datetime  # when it was presented


@frozen(kw_only=True, repr=False, eq=False)
class AgendaItemFields(Recorded):
    """What is stated of a matter on the agenda.

    Attributes:
        handle: such as `AG2`.
        number: as it is printed, such as `3(a)`.
        title: what it is about.
        meeting: the id of the meeting; empty until a meeting takes it up.
        targets: the ids of the items, amendments, packages or drafts it concerns.
    """

    handle: str
    number: str
    title: str
    meeting: str = ""
    targets: tuple[str, ...] = ()


@frozen(kw_only=True, repr=False, eq=False)
class AgendaItem(AgendaItemFields):
    """One matter on the agenda of a meeting."""

    taken_up: datetime | None = None  # when it was last taken up; None when it never was
    finished: datetime | None = None  # when the meeting was done with it; None while it is not
