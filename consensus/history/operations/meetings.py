"""Operations on meetings, their agenda, and the floor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs
from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation
from consensus.history.operations.drafts import ended
from consensus.history.operations.membership import (
    imported_before,
    unknown_holders,
    unknown_members,
)
from consensus.model.drafts import Item, ItemKind, Version
from consensus.model.meetings import (
    AgendaItem,
    AgendaItemFields,
    Announcement,
    AnnouncementFields,
    Intervention,
    InterventionFields,
    Meeting,
    MeetingFields,
    Participant,
    ParticipantFields,
    Presence,
    Presentation,
    Request,
    SpeakersList,
    Turn,
)
from consensus.model.people import day_of
from consensus.model.state import State
from consensus.text.brackets import BracketedText

# Meetings and presence.


def meeting_over(state: State, meeting: str) -> Iterator[str]:
    """Yields the reason if a meeting is not open."""
    found = state.meetings.get(meeting)
    if found is None or found.closed is not None:
        yield "that meeting is not open"


def _bad_times(begins: datetime, ends: datetime | None) -> Iterator[str]:
    if any(each is not None and each.tzinfo is None for each in (begins, ends)):
        yield "give the times of a meeting with their time zone"
    elif ends is not None and ends < begins:
        yield "the meeting would end before it begins"


@operation("announce-meeting")
@frozen(kw_only=True, repr=False, eq=False)
class AnnounceMeeting(AnnouncementFields, Operation):
    """A meeting is announced."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.title.strip():
            yield "a meeting needs a title"
        yield from _bad_times(self.begins, self.ends)
        for each in state.meetings_to_come:
            if each.title.casefold() == self.title.casefold():
                yield f"{each.title} was announced already, as {each.handle}"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.announcements, Announcement)


@operation("change-announcement")
@frozen(kw_only=True, repr=False, eq=False)
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
        yield from _not_to_come(state, self.meeting)
        yield from _bad_times(self.begins, self.ends)

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(
            state.announcements,
            self.meeting,
            begins=self.begins,
            ends=self.ends,
            place=self.place,
            cancelled=self.cancelled,
        )


def _not_to_come(state: State, meeting: str) -> Iterator[str]:
    if all(each.id != meeting for each in state.meetings_to_come):
        yield f"no meeting to come has the id {meeting}"


def named_under_the_rule(state: State, act: StepContext, what: str) -> Iterator[str]:
    """Yields the reason if the Chatham House rule forbids to record a name."""
    meeting = state.meetings.get(act.meeting)
    if meeting is not None and meeting.chatham_house:
        yield f"the Chatham House rule holds in {meeting.title}: {what}"


@operation("open-meeting")
@frozen(kw_only=True, repr=False, eq=False)
class OpenMeeting(MeetingFields, Operation):
    """A meeting begins.

    Attributes:
        announced: the id of the announced meeting that it is; empty for another one.
    """

    announced: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses a second meeting at the same time, unless it was held elsewhere."""
        if state.meeting is not None and not act.apart:
            yield f"{state.meeting.title} is still open; close it first"
        if self.announced:
            yield from _not_to_come(state, self.announced)

    def apply(self, state: State, act: StepContext) -> None:
        """Opens it, with no member present yet."""
        if self.announced:
            # It keeps the handle and the identity that its announcement gave it.
            known = state.announcements[self.announced]
            meeting = self.build(Meeting, id=known.id, handle=known.handle, opened=act.happened)
            state.journal.put(state.meetings, known.id, meeting)
        else:
            meeting = self.add(state, state.meetings, Meeting, opened=act.happened)
        state.journal.put(state.presence, meeting.id, {})

    def handles(self) -> Iterator[str]:
        """Yields the handle it assigns; none if the announcement assigned it."""
        if not self.announced:
            yield self.handle


@frozen(kw_only=True, repr=False, eq=False)
class _InMeeting(Operation):
    """Base of operations in the meeting that goes on."""

    meeting: str  # its id

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from meeting_over(state, self.meeting)

    def floor(self, state: State) -> SpeakersList:
        """Returns the speakers' list of the meeting."""
        return state.floor_of(self.meeting)

    def put(self, state: State, floor: SpeakersList, **changed: Any) -> None:
        """Replaces the list by another, with some fields changed."""
        state.journal.put(state.floors, self.meeting, attrs.evolve(floor, **changed))


@operation("set-quorum")
@frozen(kw_only=True, repr=False, eq=False)
class SetQuorum(_InMeeting):
    """The rule by which enough members are at a meeting is set.

    Attributes:
        quorum: the rule; empty for none.
    """

    quorum: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        found = state.meetings.get(self.meeting)
        if found is not None and found.quorum == self.quorum:
            yield f"{found.title} has that quorum already"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.meetings, self.meeting, quorum=self.quorum)


@operation("close-meeting")
@frozen(kw_only=True, repr=False, eq=False)
class CloseMeeting(_InMeeting):
    """A meeting ends."""

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.meetings, self.meeting, closed=act.happened)


@operation("note-presence")
@frozen(kw_only=True, repr=False, eq=False)
class NotePresence(_InMeeting):
    """Members come, go, or join remotely.

    Attributes:
        members: the codes of the members.
        presence: in person, remote or absent.
    """

    members: tuple[str, ...]
    presence: Presence = Presence.IN_PERSON

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        yield from unknown_members(state, self.members)

    def apply(self, state: State, act: StepContext) -> None:
        noted = state.presence[self.meeting]
        for code in self.members:
            state.journal.put(noted, code, self.presence)


@frozen(kw_only=True, repr=False, eq=False)
class _OfParticipant(ParticipantFields, Operation):
    """Base of operations with the fields of `Participant`."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.meeting not in state.meetings and self.meeting not in state.announcements:
            yield f"no meeting has the id {self.meeting}"
        if not self.name.strip():
            yield "a participant needs a name"
        if self.member:
            yield from unknown_members(state, (self.member,))
        if self.member and self.organisation:
            yield f"{self.name} comes from {self.member} or from {self.organisation}, not from both"


@operation("list-participant", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class ListParticipant(_OfParticipant):
    """A person is listed as a participant of a meeting, which makes no member present."""

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.participants, Participant)


@operation("correct-participant")
@frozen(kw_only=True, repr=False, eq=False)
class CorrectParticipant(_OfParticipant):
    """What the list of participants says of a person is corrected.

    Attributes:
        participant: the id of the person on the list; its other fields are as they are from now on.
    """

    participant: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _not_listed(state, self.participant)
        yield from super().check(state, act)

    def apply(self, state: State, act: StepContext) -> None:
        known = state.participants[self.participant]
        corrected = self.build(Participant, id=known.id, handle=known.handle)
        state.journal.put(state.participants, known.id, corrected)


@operation("remove-participant")
@frozen(kw_only=True, repr=False, eq=False)
class RemoveParticipant(Operation):
    """A person is taken off a list of participants.

    Attributes:
        participant: the id of the person on the list.
    """

    participant: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _not_listed(state, self.participant)

    def apply(self, state: State, act: StepContext) -> None:
        known = state.participants[self.participant]
        state.journal.remove(state.participants, known.id)
        state.journal.remove(state.handles, known.handle)
        state.spend_handle(known.handle, known.id)


def _not_listed(state: State, participant: str) -> Iterator[str]:
    if participant not in state.participants:
        yield f"nobody on a list of participants has the id {participant}"


@operation("present-texts")
@frozen(kw_only=True, repr=False, eq=False)
class PresentTexts(_InMeeting):
    """Texts are put before the members in the meeting that goes on, and so are introduced.

    Attributes:
        targets: the ids of the items and amendments.
    """

    targets: tuple[str, ...]

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses meetings that are not going on, and texts that are gone or were presented.

        A text is presented again once words went in that were not introduced.
        """
        yield from super().check(state, act)
        if not self.targets:
            yield "name what is presented"
        if len(set(self.targets)) != len(self.targets):
            yield "the same text is named twice"
        for target in self.targets:
            if target not in state.amendments and target not in state.items:
                yield f"no item or amendment has the id {target}"
                continue
            # What was presented in another copy was presented, whatever became of it in this one.
            if act.apart:
                continue
            yield from ended(state, target)
            if _was_presented(state, target):
                meeting = state.meetings[state.presented[target][-1].meeting]
                yield f"{state.handle_of(target)} was presented already, in {meeting.title}"

    def apply(self, state: State, act: StepContext) -> None:
        for target in self.targets:
            if not _was_presented(state, target):
                before = state.presented.get(target, ())
                presentation = Presentation(self.meeting, act.happened)
                state.journal.put(state.presented, target, (*before, presentation))


def _was_presented(state: State, target: str) -> bool:
    changed = state.recirculated.get(target)
    presented = state.presented.get(target, ())
    return any(changed is None or each.happened >= changed for each in presented)


# The agenda of a meeting, and proposals on how it goes about its work.


def unknown_subjects(state: State, subjects: tuple[str, ...]) -> Iterator[str]:
    """Yields a reason for each id that is no draft and nothing positions are taken on."""
    for subject in subjects:
        if not state.is_target(subject) and subject not in state.drafts:
            yield f"no item, amendment, package or draft has the id {subject}"


@operation("add-agenda-item")
@frozen(kw_only=True, repr=False, eq=False)
class AddAgendaItem(AgendaItemFields, Operation):
    """A matter is put on the agenda, of the meeting that goes on or of one to come."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
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
        self.add(state, state.agenda, AgendaItem)


@operation("make-proposal")
@frozen(kw_only=True, repr=False, eq=False)
class MakeProposal(Operation):
    """A procedural proposal is made, such as to have a co-chair: an item that is in no draft.

    Attributes:
        handle: such as `PROP1`.
        wording: what is proposed, so that it completes "it was proposed", as `to meet twice` does.
        agenda_item: the id of the agenda item that it belongs to; empty for none.
    """

    handle: str
    wording: BracketedText
    agenda_item: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.wording.parts:
            yield "say what is proposed"
        if self.agenda_item and self.agenda_item not in state.agenda:
            yield f"no agenda item has the id {self.agenda_item}"
        yield from unknown_holders(state, self.wording)

    def apply(self, state: State, act: StepContext) -> None:
        handle, kind = state.give_handle(self.handle, self.id), ItemKind.PROPOSAL
        label = f"proposal {handle.removeprefix(kind.letters)}"
        item = Item(self.id, handle, "", kind, label, "", self.id)
        state.journal.put(state.items, self.id, item)
        state.journal.put(state.versions, self.id, Version(self.id, self.id, 1, self.wording))
        if self.agenda_item:
            targets = (*state.agenda[self.agenda_item].targets, self.id)
            state.journal.change(state.agenda, self.agenda_item, targets=targets)


@operation("take-up-agenda-item")
@frozen(kw_only=True, repr=False, eq=False)
class TakeUpAgendaItem(_InMeeting):
    """A meeting takes a matter up, and its speakers' list is the one of that matter from then on.

    One that was taken up before and is not finished can be gone back to; its list is kept.

    Attributes:
        item: the id of the agenda item.
    """

    item: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        item = state.agenda.get(self.item)
        if item is None:
            yield f"no agenda item has the id {self.item}"
        elif self.floor(state).agenda_item == self.item:
            yield f"{item.title} is taken up already"

    def apply(self, state: State, act: StepContext) -> None:
        """Takes it up; one that another meeting left unfinished goes over to this one."""
        state.journal.change(
            state.agenda, self.item, meeting=self.meeting, taken_up=act.happened, finished=None
        )
        self.put(state, self.floor(state), agenda_item=self.item)


@operation("finish-agenda-item")
@frozen(kw_only=True, repr=False, eq=False)
class FinishAgendaItem(_InMeeting):
    """A meeting is done with a matter; who still waits to speak on it waits no more.

    Attributes:
        item: the id of the agenda item.
    """

    item: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        item = state.agenda.get(self.item)
        if item is None:
            yield f"no agenda item has the id {self.item}"
        elif item.finished is not None:
            yield f"{item.title} is finished already"
        elif item.taken_up is None or item.meeting != self.meeting:
            yield f"{item.title} has not been taken up in this meeting"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.agenda, self.item, finished=act.happened)
        floor = self.floor(state).without_requests_under(self.item)
        if floor.agenda_item == self.item:
            floor = attrs.evolve(floor, agenda_item="")
        self.put(state, floor, closed=tuple(each for each in floor.closed if each != self.item))


@operation("adopt-agenda")
@frozen(kw_only=True, repr=False, eq=False)
class AdoptAgenda(_InMeeting):
    """A meeting adopts its agenda."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        if not state.agenda_of(self.meeting):
            yield "there is nothing on the agenda"
        meeting = state.meetings.get(self.meeting)
        if meeting is not None and meeting.agenda_adopted is not None:
            yield "the agenda was adopted already"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.meetings, self.meeting, agenda_adopted=act.happened)


# The floor of a meeting: asked for, given, and what was said.


@frozen(kw_only=True, repr=False, eq=False)
class _OnTheList(_InMeeting):
    """Base of operations on the speakers' list."""

    agenda_item: str = ""  # the id of the agenda item that is taken up; empty when none is

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        now = self.floor(state).agenda_item
        if self.agenda_item != now:
            at = state.agenda.get(now)
            yield (
                f"the meeting is at {at.title} now" if at else "no agenda item is taken up any more"
            )


@operation("request-floor")
@frozen(kw_only=True, repr=False, eq=False)
class RequestFloor(_OnTheList):
    """A member or observer asks for the floor.

    Attributes:
        member: the code of who asks.
        right_of_reply: whether it answers what was said of it, and so speaks after the list.
    """

    member: str
    right_of_reply: bool = False

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        yield from _not_there(state, self.meeting, self.member)
        floor = self.floor(state)
        if floor.is_closed and not self.right_of_reply:
            yield (
                f"the speakers' list is closed, so {self.member} cannot be put on it; reopen it,"
                " or take it as a right of reply"
            )
        if floor.request_of(self.member, self.right_of_reply) is not None:
            what = "a right of reply" if self.right_of_reply else "the floor"
            yield f"{self.member} has asked for {what} already"

    def apply(self, state: State, act: StepContext) -> None:
        observer = _is_observer(state, self.member, act)
        request = self.build(Request, asked=act.happened, observer=observer)
        floor = self.floor(state)
        self.put(state, floor, requests=(*floor.requests, request))


@operation("withdraw-request")
@frozen(kw_only=True, repr=False, eq=False)
class WithdrawRequest(_InMeeting):
    """Who waited for the floor does not want it any more.

    Attributes:
        request: the id of the request.
        member: the code of who waited.
    """

    request: str
    member: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        if not any(each.id == self.request for each in self.floor(state).requests):
            yield f"{self.member} is not on the speakers' list any more"

    def apply(self, state: State, act: StepContext) -> None:
        self.put(state, self.floor(state).without_request(self.request))


@operation("give-floor")
@frozen(kw_only=True, repr=False, eq=False)
class GiveFloor(_OnTheList):
    """The chair gives a member or observer the floor.

    Attributes:
        member: the code of who gets it.
        request: the id of the request that is met; empty for who did not ask.
        out_of_turn: whether another speaker was next.
        right_of_reply: whether it answers what was said of it.
    """

    member: str
    request: str = ""
    out_of_turn: bool = False
    right_of_reply: bool = False

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        yield from _not_there(state, self.meeting, self.member)
        floor = self.floor(state)
        if floor.turn is not None:
            yield f"{floor.speaker} has the floor; end that intervention first"
        waiting = floor.waiting
        if self.request and not any(each.id == self.request for each in waiting):
            yield f"{self.member} is not on the speakers' list any more"
        elif waiting and not self.out_of_turn and waiting[0].id != self.request:
            yield f"{waiting[0].member} is next now; look at the speakers' list again"

    def apply(self, state: State, act: StepContext) -> None:
        """Removes the request from the list, and begins the turn."""
        observer = _is_observer(state, self.member, act)
        turn = self.build(Turn, began=act.happened, observer=observer)
        floor = self.floor(state).without_request(self.request)
        self.put(state, floor, turns=(*floor.turns, turn))


@operation("end-intervention")
@frozen(kw_only=True, repr=False, eq=False)
class EndIntervention(_InMeeting):
    """The speaker is done.

    Attributes:
        turn: the id of the turn.
        member: the code of who spoke.
    """

    turn: str
    member: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        turn = self.floor(state).turn
        if turn is None or turn.id != self.turn:
            yield f"{self.member} does not have the floor any more"

    def apply(self, state: State, act: StepContext) -> None:
        """Ends the turn, at the earliest when it began: the clocks of two machines may differ."""
        self.put(state, self.floor(state).ended(self.turn, act.happened))


@operation("note-intervention", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class NoteIntervention(InterventionFields, Operation):
    """What a speaker said or wrote is noted, with or without the name.

    Attributes:
        digest: what recognises an imported note; the same one adds nothing again.
    """

    digest: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses notes without words, and what is not there."""
        if self.meeting:
            yield from meeting_over(state, self.meeting)
        for known in imported_before(state, self.digest):
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
        self.add(state, state.interventions, Intervention, happened=act.happened)


@operation("close-list")
@frozen(kw_only=True, repr=False, eq=False)
class CloseList(_OnTheList):
    """The speakers' list is closed to new requests, except for rights of reply."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        if self.floor(state).is_closed:
            yield "the speakers' list is closed already"

    def apply(self, state: State, act: StepContext) -> None:
        floor = self.floor(state)
        self.put(state, floor, closed=(*floor.closed, self.agenda_item))


@operation("reopen-list")
@frozen(kw_only=True, repr=False, eq=False)
class ReopenList(_OnTheList):
    """The speakers' list takes requests again."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Yields a reason if the speakers' list is open, or another item was taken up."""
        yield from super().check(state, act)
        if not self.floor(state).is_closed:
            yield "the speakers' list is open"

    def apply(self, state: State, act: StepContext) -> None:
        floor = self.floor(state)
        left = tuple(each for each in floor.closed if each != self.agenda_item)
        self.put(state, floor, closed=left)


@operation("set-time-budget")
@frozen(kw_only=True, repr=False, eq=False)
class SetTimeBudget(_InMeeting):
    """The chair says how long an intervention may take in this meeting.

    Attributes:
        members: in seconds, for members; 0 for as long as they like.
        observers: in seconds, for observers; 0 for as long as they like.
    """

    members: int
    observers: int

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        if self.members < 0 or self.observers < 0:
            yield "an intervention cannot take less than no time"

    def apply(self, state: State, act: StepContext) -> None:
        """Sets it, also for the current speaker."""
        times = {"seconds_of_members": self.members, "seconds_of_observers": self.observers}
        self.put(state, self.floor(state), **times)


def _is_observer(state: State, member: str, act: StepContext) -> bool:
    return not state.members[member].counts_on(day_of(act.happened))


def _not_there(state: State, meeting: str, member: str) -> Iterator[str]:
    """Yields the reasons why a member or observer cannot speak at a meeting."""
    unknown = tuple(unknown_members(state, (member,)))
    yield from unknown
    if not unknown and state.presence_of(member, meeting) is Presence.ABSENT:
        yield f"{member} is not noted as present"
