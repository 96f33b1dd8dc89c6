"""Acts around meetings: opened, closed, who is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consensus.errors import Rejected
from consensus.history.operation import Operation
from consensus.history.operations import (
    AnnounceMeeting,
    ChangeAnnouncement,
    CloseMeeting,
    EndIntervention,
    NotePresence,
    OpenMeeting,
    PresentTexts,
    SetQuorum,
    WithdrawRequest,
)
from consensus.history.step import Step
from consensus.model.lookup import find_announcement, find_member, find_target
from consensus.model.meetings import Forum, Presence
from consensus.rules.judgement import read_quorum
from consensus.working_group.recording import Recording


class MeetingActs(Recording):
    """What is done around meetings."""

    def announce_meeting(
        self,
        title: str,
        begins: datetime,
        *,
        ends: datetime | None = None,
        number: str = "",
        place: str = "",
        quorum: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Announce a meeting to come.

        Args:
            title: what it is called.
            begins: when it is to begin, with its time zone.
            ends: when it is to end.
            number: as it is printed, such as `2`.
            place: where it is to be held.
            quorum: a share of the members, or a rule on who is present; none if not given.
            happened: when it was announced, if not now.

        Raises:
            MalformedRule: the quorum is neither.
        """
        operation = AnnounceMeeting(
            handle=self.state.next_handle("M"),
            title=title,
            begins=begins,
            ends=ends,
            number=number,
            place=place,
            quorum=read_quorum(quorum) if quorum else "",
        )
        return self.record(operation, happened=happened)

    def reschedule_meeting(
        self,
        meeting: str,
        begins: datetime | None = None,
        *,
        ends: datetime | None = None,
        place: str | None = None,
        reason: str = "",
    ) -> Step:
        """Hold a meeting to come at another time or place.

        Args:
            meeting: its handle or title.
            begins: when it is to begin; as announced if not given.
            ends: when it is to end; not said if only the beginning is given.
            place: where it is to be held; as announced if not given.
            reason: why.
        """
        found = self.state.announcements[find_announcement(self.state, meeting)]
        operation = ChangeAnnouncement(
            meeting=found.id,
            begins=begins or found.begins,
            ends=ends if begins else ends or found.ends,
            place=found.place if place is None else place,
            reason=reason,
        )
        return self.record(operation)

    def cancel_meeting(self, meeting: str, reason: str = "") -> Step:
        """Do not hold a meeting to come, named by its handle or title."""
        found = self.state.announcements[find_announcement(self.state, meeting)]
        operation = ChangeAnnouncement(
            meeting=found.id,
            begins=found.begins,
            ends=found.ends,
            place=found.place,
            cancelled=True,
            reason=reason,
        )
        return self.record(operation)

    def open_meeting(
        self,
        title: str,
        forum: Forum | str = Forum.COMMITTEE,
        happened: datetime | None = None,
        *,
        number: str = "",
        place: str = "",
        quorum: str = "",
        chatham_house: bool = False,
        opened_by: str = "",
        facilities: Sequence[str] = (),
    ) -> Step:
        """Open a meeting; what is recorded until it is closed belongs to it.

        Args:
            title: what it is called; the handle or title of a meeting to come opens that one, with
                what was announced of it unless it is given here.
            forum: where its decisions are taken unless they say otherwise.
            happened: when, if not now.
            number: as it is printed, such as `2`.
            place: where it is held.
            quorum: a share of the members, or a rule on who is present; none if not given.
            chatham_house: whether the Chatham House rule holds: what is said may be reported, and
                by whom it was said is not recorded.
            opened_by: the office that opens it, in words, such as `head of the secretariat`.
            facilities: what is made available for it, such as `remote participation`.

        Raises:
            MalformedRule: the quorum is neither.
        """
        state = self.state
        named = {each.handle for each in state.meetings_to_come}
        named |= {each.title for each in state.meetings_to_come}
        announced = state.announcements[find_announcement(state, title)] if title in named else None
        operation = OpenMeeting(
            handle=announced.handle if announced else state.next_handle("M"),
            title=announced.title if announced else title,
            forum=Forum(forum),
            announced=announced.id if announced else "",
            number=number or (announced.number if announced else ""),
            place=place or (announced.place if announced else ""),
            quorum=read_quorum(quorum) if quorum else announced.quorum if announced else "",
            chatham_house=chatham_house,
            opened_by=opened_by,
            facilities=tuple(facilities),
        )
        return self.record(operation, happened=happened)

    def set_quorum(self, quorum: str) -> Step:
        """Say by which rule enough members are at the meeting that goes on.

        Args:
            quorum: a share of the members, or a rule on who is present; empty for none.

        Raises:
            MalformedRule: it is neither.
        """
        rule = read_quorum(quorum) if quorum else ""
        return self.record(SetQuorum(meeting=self._meeting(), quorum=rule))

    def close_meeting(self, happened: datetime | None = None) -> Step:
        """Close the meeting that goes on; an intervention that goes on ends with it."""
        operation = CloseMeeting(meeting=self._meeting())
        return self.record(*self._ending(), operation, happened=happened)

    def note_presence(
        self,
        members: Sequence[str],
        presence: Presence | str = Presence.IN_PERSON,
        happened: datetime | None = None,
    ) -> Step:
        """Note who is at the meeting that goes on; who has left does not wait for the floor."""
        codes = tuple(find_member(self.state, code) for code in members)
        noted = Presence(presence)
        operation = NotePresence(meeting=self._meeting(), members=codes, presence=noted)
        leaving = self._leaving(codes) if noted is Presence.ABSENT else ()
        return self.record(*leaving, operation, happened=happened)

    def present(self, targets: str | Sequence[str], happened: datetime | None = None) -> Step:
        """Record that texts were put before the members in the meeting that goes on.

        What was presented is introduced, whatever the notice period; see `set_notice`.

        Args:
            targets: one or several items or amendments.
            happened: when, if not now.

        Raises:
            Rejected: no meeting is going on, or a text was presented already or is decided.
        """
        names = [targets] if isinstance(targets, str) else targets
        found = tuple(find_target(self.state, name) for name in names)
        operation = PresentTexts(meeting=self._meeting(), targets=found)
        return self.record(operation, happened=happened)

    def _meeting(self) -> str:
        meeting = self.state.meeting
        if meeting is None:
            raise Rejected("no meeting is going on; open one first")
        return meeting.id

    def _ending(self) -> tuple[EndIntervention, ...]:
        """What ends the intervention that goes on; nothing when nobody has the floor."""
        floor = self.state.floor
        if floor is None or floor.turn is None:
            return ()
        return (EndIntervention(meeting=floor.meeting, turn=floor.turn.id, member=floor.speaker),)

    def _leaving(self, codes: Sequence[str]) -> tuple[Operation, ...]:
        """What takes those who leave from the floor and off the speakers' list."""
        floor = self.state.floor_of(self._meeting())
        withdrawn = (
            WithdrawRequest(meeting=floor.meeting, request=each.id, member=each.member)
            for each in floor.requests
            if each.member in codes
        )
        return (*(self._ending() if floor.speaker in codes else ()), *withdrawn)
