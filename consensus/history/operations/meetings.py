"""Operations on meetings, their agenda, and the floor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

import attrs
from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation
from consensus.history.operations.membership import unknown_members
from consensus.model.amendments import AmendmentState
from consensus.model.meetings import (
    AgendaItem,
    Announcement,
    Forum,
    Intervention,
    InterventionKind,
    Meeting,
    Presence,
    Presentation,
    Request,
    SpeakersList,
    Turn,
)
from consensus.model.people import day_of
from consensus.model.state import State

# Meetings and presence.


def meeting_over(state: State, meeting: str) -> Iterator[str]:
    """Yields the reason if a meeting is not open."""
    found = state.meetings.get(meeting)
    if found is None or found.closed is not None:
        yield "that meeting is not going on"


def _bad_times(begins: datetime, ends: datetime | None) -> Iterator[str]:
    """Yields the reasons why a meeting cannot be held at a time."""
    if any(each is not None and each.tzinfo is None for each in (begins, ends)):
        yield "give the times of a meeting with their time zone"
    elif ends is not None and ends < begins:
        yield "the meeting would end before it begins"


@operation("announce-meeting")
@frozen(kw_only=True)
class AnnounceMeeting(Operation):
    """A meeting is announced.

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

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses one without a title, at an impossible time, or announced already."""
        if not self.title.strip():
            yield "a meeting needs a title"
        yield from _bad_times(self.begins, self.ends)
        for each in state.meetings_to_come:
            if each.title.casefold() == self.title.casefold():
                yield f"{each.title} was announced already, as {each.handle}"

    def apply(self, state: State, act: StepContext) -> None:
        """Adds the announced meeting."""
        announcement = Announcement(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            title=self.title,
            begins=self.begins,
            ends=self.ends,
            number=self.number,
            place=self.place,
            quorum=self.quorum,
        )
        state.journal.put(state.announcements, self.id, announcement)


@operation("change-announcement")
@frozen(kw_only=True)
class ChangeAnnouncement(Operation):
    """A meeting to come is held at another time or place, or not at all.

    Attributes:
        meeting: the id of the meeting.
        begins: when it is to begin.
        ends: when it is to end; None where that was not said.
        place: where it is to be held; may be empty.
        cancelled: whether it is not held.
        reason: why.
    """

    meeting: str
    begins: datetime
    ends: datetime | None = None
    place: str = ""
    cancelled: bool = False
    reason: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses meetings that are not to come, and impossible times."""
        yield from _not_to_come(state, self.meeting)
        yield from _bad_times(self.begins, self.ends)

    def apply(self, state: State, act: StepContext) -> None:
        """Changes the announced meeting."""
        changed = attrs.evolve(
            state.announcements[self.meeting],
            begins=self.begins,
            ends=self.ends,
            place=self.place,
            cancelled=self.cancelled,
        )
        state.journal.put(state.announcements, self.meeting, changed)


def _not_to_come(state: State, meeting: str) -> Iterator[str]:
    """Yields the reason why a meeting cannot be opened or changed as one to come."""
    if all(each.id != meeting for each in state.meetings_to_come):
        yield f"no meeting to come has the id {meeting}"


def named_under_the_rule(state: State, act: StepContext, what: str) -> Iterator[str]:
    """Yields the reason if the Chatham House rule forbids to record a name."""
    meeting = state.meetings.get(act.meeting)
    if meeting is not None and meeting.chatham_house:
        yield f"the Chatham House rule holds in {meeting.title}: {what}"


@operation("open-meeting")
@frozen(kw_only=True)
class OpenMeeting(Operation):
    """A meeting begins.

    Attributes:
        handle: such as `M1`.
        title: what the meeting is called.
        forum: where its decisions are taken unless they say otherwise.
        announced: the id of the announced meeting that it is; empty for another one.
        number: as it is printed, such as `2`; may be empty.
        place: where it is held; may be empty.
        quorum: the rule by which enough members are there; empty for none.
        chatham_house: whether what is said in it may be reported, and by whom it was said not.
        opened_by: the office that opens it, in words; may be empty.
        facilities: what is made available for it, such as `remote participation`.
    """

    handle: str
    title: str
    forum: Forum = Forum.COMMITTEE
    announced: str = ""
    number: str = ""
    place: str = ""
    quorum: str = ""
    chatham_house: bool = False
    opened_by: str = ""
    facilities: tuple[str, ...] = ()

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses a second meeting at the same time, unless it was held elsewhere."""
        if state.meeting is not None and not act.apart:
            yield f"{state.meeting.title} is still going on; close it first"
        if self.announced:
            yield from _not_to_come(state, self.announced)

    def apply(self, state: State, act: StepContext) -> None:
        """Opens it, with no member present yet."""
        if self.announced:
            # It keeps the handle and the identity that its announcement gave it.
            handle = state.announcements[self.announced].handle
        else:
            handle = state.give_handle(self.handle, self.id)
        meeting = Meeting(
            id=self.announced or self.id,
            handle=handle,
            title=self.title,
            forum=self.forum,
            opened=act.happened,
            number=self.number,
            place=self.place,
            quorum=self.quorum,
            chatham_house=self.chatham_house,
            opened_by=self.opened_by,
            facilities=self.facilities,
        )
        state.journal.put(state.meetings, meeting.id, meeting)
        state.journal.put(state.presence, meeting.id, {})

    def handles(self) -> Iterator[str]:
        """Yields the handle it assigns; none if the announcement assigned it."""
        if not self.announced:
            yield self.handle


@operation("set-quorum")
@frozen(kw_only=True)
class SetQuorum(Operation):
    """The rule by which enough members are at a meeting is set.

    Attributes:
        meeting: the id of the meeting.
        quorum: the rule; empty for none.
    """

    meeting: str
    quorum: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses meetings that are not going on, and the quorum it has."""
        yield from meeting_over(state, self.meeting)
        found = state.meetings.get(self.meeting)
        if found is not None and found.quorum == self.quorum:
            yield f"{found.title} has that quorum already"

    def apply(self, state: State, act: StepContext) -> None:
        """Sets the quorum."""
        meeting = attrs.evolve(state.meetings[self.meeting], quorum=self.quorum)
        state.journal.put(state.meetings, self.meeting, meeting)


@operation("close-meeting")
@frozen(kw_only=True)
class CloseMeeting(Operation):
    """A meeting ends.

    Attributes:
        meeting: the id of the meeting.
    """

    meeting: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses meetings that are not going on."""
        yield from meeting_over(state, self.meeting)

    def apply(self, state: State, act: StepContext) -> None:
        """Sets when the meeting ended."""
        closed = attrs.evolve(state.meetings[self.meeting], closed=act.happened)
        state.journal.put(state.meetings, self.meeting, closed)


@operation("note-presence")
@frozen(kw_only=True)
class NotePresence(Operation):
    """Members come, go, or join remotely.

    Attributes:
        meeting: the id of the meeting.
        members: the codes of the members.
        presence: in person, remote or absent.
    """

    meeting: str
    members: tuple[str, ...]
    presence: Presence = Presence.IN_PERSON

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses meetings that are not going on and members that are not there."""
        yield from meeting_over(state, self.meeting)
        yield from unknown_members(state, self.members)

    def apply(self, state: State, act: StepContext) -> None:
        """Notes it for each member."""
        noted = state.presence[self.meeting]
        for code in self.members:
            state.journal.put(noted, code, self.presence)


@operation("present-texts")
@frozen(kw_only=True)
class PresentTexts(Operation):
    """Texts are put before the members in the meeting that goes on, and so are introduced.

    Attributes:
        meeting: the id of the meeting.
        targets: the ids of the items and amendments.
    """

    meeting: str
    targets: tuple[str, ...]

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses meetings that are not going on, and texts that are gone or were presented.

        A text is presented again once words went in that were not introduced.
        """
        yield from meeting_over(state, self.meeting)
        if not self.targets:
            yield "name what is presented"
        if len(set(self.targets)) != len(self.targets):
            yield "the same text is named twice"
        for target in self.targets:
            amendment = state.amendments.get(target)
            if amendment is None and target not in state.items:
                yield f"no item or amendment has the id {target}"
                continue
            # What was presented in another copy was presented, whatever became of it in this one.
            if act.apart:
                continue
            handle = state.handle_of(target)
            if amendment is not None and amendment.state is not AmendmentState.OPEN:
                yield f"{handle} is {amendment.state} already"
            elif target in state.items and state.items[target].removed:
                yield f"{handle} was removed from the draft"
            if _was_presented(state, target):
                meeting = state.meetings[state.presented[target][-1].meeting]
                yield f"{handle} was presented already, in {meeting.title}"

    def apply(self, state: State, act: StepContext) -> None:
        """Notes it for each text."""
        for target in self.targets:
            if not _was_presented(state, target):
                before = state.presented.get(target, ())
                presentation = Presentation(self.meeting, act.happened)
                state.journal.put(state.presented, target, (*before, presentation))


def _was_presented(state: State, target: str) -> bool:
    """Returns whether a text was presented since words went in that were not introduced."""
    changed = state.recirculated.get(target)
    presented = state.presented.get(target, ())
    return any(changed is None or each.happened >= changed for each in presented)


# The agenda of a meeting.


def unknown_subjects(state: State, subjects: tuple[str, ...]) -> Iterator[str]:
    """Yields a reason for each id that is no draft and nothing positions are taken on."""
    for subject in subjects:
        if not state.is_target(subject) and subject not in state.drafts:
            yield f"no item, amendment, package or draft has the id {subject}"


@operation("add-agenda-item")
@frozen(kw_only=True)
class AddAgendaItem(Operation):
    """A matter is put on the agenda, of the meeting that goes on or of one to come.

    Attributes:
        handle: such as `AG2`.
        number: as it is printed, such as `3(a)`.
        title: what it is about.
        meeting: the id of the meeting that goes on; empty for one to come.
        targets: the ids of the items, amendments, packages or drafts it concerns.
    """

    handle: str
    number: str
    title: str
    meeting: str = ""
    targets: tuple[str, ...] = ()

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses items without a title, numbers given twice, and what is not there."""
        if not self.title.strip():
            yield "an agenda item needs a title"
        if not self.number.strip():
            yield "an agenda item needs a number"
        if self.meeting:
            yield from meeting_over(state, self.meeting)
        for each in state.agenda_of(self.meeting):
            if each.number == self.number:
                yield f"number {self.number} of the agenda is {each.title} already"
        yield from unknown_subjects(state, self.targets)

    def apply(self, state: State, act: StepContext) -> None:
        """Puts it at the end of the agenda."""
        handle = state.give_handle(self.handle, self.id)
        item = AgendaItem(self.id, handle, self.number, self.title, self.meeting, self.targets)
        state.journal.put(state.agenda, self.id, item)


@operation("take-up-agenda-item")
@frozen(kw_only=True)
class TakeUpAgendaItem(Operation):
    """A meeting takes a matter up, and its speakers' list is the one of that matter from then on.

    One that was taken up before and is not finished can be gone back to; its list is kept.

    Attributes:
        item: the id of the agenda item.
        meeting: the id of the meeting.
    """

    item: str
    meeting: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses what is not on the agenda, or taken up already."""
        yield from meeting_over(state, self.meeting)
        item = state.agenda.get(self.item)
        if item is None:
            yield f"no agenda item has the id {self.item}"
        elif state.floor_of(self.meeting).agenda_item == self.item:
            yield f"{item.title} is taken up already"

    def apply(self, state: State, act: StepContext) -> None:
        """Takes it up; one that another meeting left unfinished goes over to this one."""
        item = attrs.evolve(
            state.agenda[self.item], meeting=self.meeting, taken_up=act.happened, finished=None
        )
        state.journal.put(state.agenda, self.item, item)
        floor = attrs.evolve(state.floor_of(self.meeting), agenda_item=self.item)
        state.journal.put(state.floors, self.meeting, floor)


@operation("finish-agenda-item")
@frozen(kw_only=True)
class FinishAgendaItem(Operation):
    """A meeting is done with a matter; who still waits to speak on it waits no more.

    Attributes:
        item: the id of the agenda item.
        meeting: the id of the meeting.
    """

    item: str
    meeting: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses what the meeting has not taken up, or has finished."""
        yield from meeting_over(state, self.meeting)
        item = state.agenda.get(self.item)
        if item is None:
            yield f"no agenda item has the id {self.item}"
        elif item.finished is not None:
            yield f"{item.title} is finished already"
        elif item.taken_up is None or item.meeting != self.meeting:
            yield f"{item.title} has not been taken up in this meeting"

    def apply(self, state: State, act: StepContext) -> None:
        """Finishes the agenda item."""
        item = attrs.evolve(state.agenda[self.item], finished=act.happened)
        state.journal.put(state.agenda, self.item, item)
        floor = state.floor_of(self.meeting).without_requests_under(self.item)
        if floor.agenda_item == self.item:
            floor = attrs.evolve(floor, agenda_item="")
        closed = tuple(each for each in floor.closed if each != self.item)
        state.journal.put(state.floors, self.meeting, attrs.evolve(floor, closed=closed))


@operation("adopt-agenda")
@frozen(kw_only=True)
class AdoptAgenda(Operation):
    """A meeting adopts its agenda.

    Attributes:
        meeting: the id of the meeting.
    """

    meeting: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses an agenda without a matter on it, or adopted already."""
        yield from meeting_over(state, self.meeting)
        if not state.agenda_of(self.meeting):
            yield "there is nothing on the agenda"
        meeting = state.meetings.get(self.meeting)
        if meeting is not None and meeting.agenda_adopted is not None:
            yield "the agenda was adopted already"

    def apply(self, state: State, act: StepContext) -> None:
        """Marks the agenda as adopted."""
        meeting = attrs.evolve(state.meetings[self.meeting], agenda_adopted=act.happened)
        state.journal.put(state.meetings, self.meeting, meeting)


# The floor of a meeting: asked for, given, and what was said.


@frozen(kw_only=True)
class _OnTheFloor(Operation):
    """Base of operations on the floor of a meeting.

    Attributes:
        meeting: the id of the meeting.
    """

    meeting: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses meetings that are not going on."""
        yield from meeting_over(state, self.meeting)

    def floor(self, state: State) -> SpeakersList:
        """Returns the speakers' list of the meeting."""
        return state.floor_of(self.meeting)

    def put(self, state: State, floor: SpeakersList) -> None:
        """Replaces the list."""
        state.journal.put(state.floors, self.meeting, floor)


@operation("request-floor")
@frozen(kw_only=True)
class RequestFloor(_OnTheFloor):
    """A member or observer asks for the floor.

    Attributes:
        member: the code of who asks.
        right_of_reply: whether it answers what was said of it, and so speaks after the list.
        agenda_item: the id of the agenda item that is taken up; empty when none is.
    """

    member: str
    right_of_reply: bool = False
    agenda_item: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses members who are absent or wait already, and any once the list is closed."""
        yield from super().check(state, act)
        yield from _not_there(state, self.meeting, self.member)
        yield from _moved_on(state, self.floor(state), self.agenda_item)
        floor = self.floor(state)
        if floor.is_closed and not self.right_of_reply:
            yield (
                f"the speakers' list is closed, so {self.member} cannot be put on it; reopen it,"
                " or take it as a right of reply"
            )
        if floor.request_of(self.member, self.right_of_reply) is not None:
            what = "a right of reply" if self.right_of_reply else "the floor"
            yield f"{self.member} waits for {what} already"

    def apply(self, state: State, act: StepContext) -> None:
        """Puts it on the list."""
        request = Request(
            id=self.id,
            member=self.member,
            asked=act.happened,
            observer=_is_observer(state, self.member, act),
            right_of_reply=self.right_of_reply,
            agenda_item=self.agenda_item,
        )
        floor = self.floor(state)
        self.put(state, attrs.evolve(floor, requests=(*floor.requests, request)))


@operation("withdraw-request")
@frozen(kw_only=True)
class WithdrawRequest(_OnTheFloor):
    """Who waited for the floor does not want it any more.

    Attributes:
        request: the id of the request.
        member: the code of who waited.
    """

    request: str
    member: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses requests that do not wait any more."""
        yield from super().check(state, act)
        if not any(each.id == self.request for each in self.floor(state).requests):
            yield f"{self.member} is not on the speakers' list any more"

    def apply(self, state: State, act: StepContext) -> None:
        """Takes it off the list."""
        self.put(state, self.floor(state).without_request(self.request))


@operation("give-floor")
@frozen(kw_only=True)
class GiveFloor(_OnTheFloor):
    """The chair gives a member or observer the floor.

    Attributes:
        member: the code of who gets it.
        request: the id of the request that is met; empty for who did not ask.
        out_of_turn: whether somebody else was next.
        right_of_reply: whether it answers what was said of it.
        agenda_item: the id of the agenda item that is taken up; empty when none is.
    """

    member: str
    request: str = ""
    out_of_turn: bool = False
    right_of_reply: bool = False
    agenda_item: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses a second speaker, an absent one, and passing over others unsaid."""
        yield from super().check(state, act)
        yield from _not_there(state, self.meeting, self.member)
        floor = self.floor(state)
        yield from _moved_on(state, floor, self.agenda_item)
        if floor.turn is not None:
            yield f"{floor.speaker} has the floor; end that intervention first"
        waiting = floor.waiting
        if self.request and not any(each.id == self.request for each in waiting):
            yield f"{self.member} is not on the speakers' list any more"
        elif waiting and not self.out_of_turn and waiting[0].id != self.request:
            yield f"{waiting[0].member} is next now; look at the speakers' list again"

    def apply(self, state: State, act: StepContext) -> None:
        """Removes the request from the list, and begins the turn."""
        turn = Turn(
            id=self.id,
            member=self.member,
            began=act.happened,
            observer=_is_observer(state, self.member, act),
            right_of_reply=self.right_of_reply,
            out_of_turn=self.out_of_turn,
            agenda_item=self.agenda_item,
        )
        floor = self.floor(state).without_request(self.request)
        self.put(state, attrs.evolve(floor, turns=(*floor.turns, turn)))


@operation("end-intervention")
@frozen(kw_only=True)
class EndIntervention(_OnTheFloor):
    """The speaker is done.

    Attributes:
        turn: the id of the turn.
        member: the code of who spoke.
    """

    turn: str
    member: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses what is over."""
        yield from super().check(state, act)
        turn = self.floor(state).turn
        if turn is None or turn.id != self.turn:
            yield f"{self.member} does not have the floor any more"

    def apply(self, state: State, act: StepContext) -> None:
        """Ends it, not before it began: the clocks of two machines may differ."""
        self.put(state, self.floor(state).ended(self.turn, act.happened))


@operation("note-intervention")
@frozen(kw_only=True)
class NoteIntervention(_OnTheFloor):
    """What a speaker said or wrote is noted, with or without the name.

    Attributes:
        meeting: the id of the meeting in which it was said; empty for what came in writing.
        handle: such as `INT4`.
        text: what was said, in the words of whoever notes it.
        member: the code of who said it; empty where it is attributed to nobody.
        targets: the ids of the items, amendments, packages or drafts it was about.
        agenda_item: the id of the agenda item that is taken up; empty when none is.
        written: the day on which it was written; None where that is not known.
        digest: what recognises an imported note; the same one adds nothing again.
        kind: what it does, such as to propose something.
        voices: by how many it was said, where that was counted; 0 where it was not.
        office: the office that said it, in words; empty where it was no office.
        remedies: the id of the concern that it is a remedy for; empty for none.
    """

    STANDS_ALONE: ClassVar[bool] = True

    meeting: str = ""
    handle: str
    text: str
    member: str = ""
    targets: tuple[str, ...] = ()
    agenda_item: str = ""
    written: date | None = None
    digest: str = ""
    kind: InterventionKind = InterventionKind.STATEMENT
    voices: int = 0
    office: str = ""
    remedies: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses notes without words, and what is not there."""
        if self.meeting:
            yield from super().check(state, act)
        if self.digest and self.digest in state.imported:
            known = state.handle_of(state.imported[self.digest])
            yield f"the same note was imported already, as {known}"
        if not self.text.strip():
            yield "say what was said"
        if self.member:
            yield from unknown_members(state, (self.member,))
            if self.meeting:
                yield from named_under_the_rule(
                    state, act, "note what was said without a name, and by how many it was said"
                )
        if self.member and self.office:
            yield "what is said is a member's or an office's"
        if self.voices < 0:
            yield "no fewer than nobody can have said it"
        if self.agenda_item and self.agenda_item not in state.agenda:
            yield f"no agenda item has the id {self.agenda_item}"
        if self.remedies and self.remedies not in state.interventions:
            yield f"no intervention has the id {self.remedies}"
        yield from unknown_subjects(state, self.targets)

    def apply(self, state: State, act: StepContext) -> None:
        """Adds the intervention."""
        noted = Intervention(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            meeting=self.meeting,
            happened=act.happened,
            text=self.text,
            member=self.member,
            targets=self.targets,
            agenda_item=self.agenda_item,
            written=self.written,
            kind=self.kind,
            voices=self.voices,
            office=self.office,
            remedies=self.remedies,
        )
        state.journal.put(state.interventions, self.id, noted)
        if self.digest:
            state.journal.put(state.imported, self.digest, self.id)


@operation("close-list")
@frozen(kw_only=True)
class CloseList(_OnTheFloor):
    """The speakers' list is closed to new requests, except for rights of reply.

    Attributes:
        agenda_item: the id of the agenda item that is taken up; empty when none is.
    """

    agenda_item: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses a list that is closed."""
        yield from super().check(state, act)
        floor = self.floor(state)
        yield from _moved_on(state, floor, self.agenda_item)
        if floor.is_closed:
            yield "the speakers' list is closed already"

    def apply(self, state: State, act: StepContext) -> None:
        """Closes the speakers' list."""
        floor = self.floor(state)
        self.put(state, attrs.evolve(floor, closed=(*floor.closed, self.agenda_item)))


@operation("reopen-list")
@frozen(kw_only=True)
class ReopenList(_OnTheFloor):
    """The speakers' list takes requests again.

    Attributes:
        agenda_item: the id of the agenda item that is taken up; empty when none is.
    """

    agenda_item: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Yields a reason if the speakers' list is open, or another item was taken up."""
        yield from super().check(state, act)
        floor = self.floor(state)
        yield from _moved_on(state, floor, self.agenda_item)
        if not floor.is_closed:
            yield "the speakers' list is open"

    def apply(self, state: State, act: StepContext) -> None:
        """Reopens the speakers' list."""
        floor = self.floor(state)
        closed = tuple(each for each in floor.closed if each != self.agenda_item)
        self.put(state, attrs.evolve(floor, closed=closed))


@operation("set-time-budget")
@frozen(kw_only=True)
class SetTimeBudget(_OnTheFloor):
    """The chair says how long an intervention may take in this meeting.

    Attributes:
        members: in seconds, for members; 0 for as long as they like.
        observers: in seconds, for observers; 0 for as long as they like.
    """

    members: int
    observers: int

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses negative times."""
        yield from super().check(state, act)
        if self.members < 0 or self.observers < 0:
            yield "an intervention cannot take less than no time"

    def apply(self, state: State, act: StepContext) -> None:
        """Sets it, also for the current speaker."""
        floor = attrs.evolve(
            self.floor(state),
            seconds_of_members=self.members,
            seconds_of_observers=self.observers,
        )
        self.put(state, floor)


def _is_observer(state: State, member: str, act: StepContext) -> bool:
    return not state.members[member].counts_on(day_of(act.happened))


def _not_there(state: State, meeting: str, member: str) -> Iterator[str]:
    """Yields the reasons why a member or observer cannot speak at a meeting."""
    unknown = tuple(unknown_members(state, (member,)))
    yield from unknown
    if not unknown and state.presence_of(member, meeting) is Presence.ABSENT:
        yield f"{member} is not noted as present"


def _moved_on(state: State, floor: SpeakersList, agenda_item: str) -> Iterator[str]:
    """Yields the reason if the meeting is at another agenda item."""
    if agenda_item != floor.agenda_item:
        at = state.agenda.get(floor.agenda_item)
        yield f"the meeting is at {at.title} now" if at else "no agenda item is taken up any more"
