"""Acts on the floor: asked for, given, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consensus.errors import Rejected
from consensus.history.operation import Operation
from consensus.history.operations import (
    CloseList,
    GiveFloor,
    NoteIntervention,
    NotePresence,
    ReopenList,
    RequestFloor,
    SetTimeBudget,
    WithdrawRequest,
)
from consensus.history.step import Step
from consensus.model.lookup import find_intervention, find_member, find_subject
from consensus.model.meetings import InterventionKind, Presence, SpeakersList
from consensus.working_group.commands.meetings import MeetingActs


class FloorActs(MeetingActs):
    """What is done on the floor of the meeting that goes on."""

    def request_floor(
        self,
        member: str,
        *,
        right_of_reply: bool = False,
        remote: bool | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Put a member or observer on the speakers' list; who asks is there, and is noted so.

        Args:
            member: its code.
            right_of_reply: whether it answers what was said of it, and so speaks after the list.
            remote: whether it takes part remotely; as it was noted, or else in person, if not
                given.
            happened: when it asked, if not now.

        Raises:
            Rejected: the list is closed, or it waits already.
        """
        floor = self._floor()
        code = find_member(self.state, member)
        operation = RequestFloor(
            meeting=floor.meeting,
            member=code,
            right_of_reply=right_of_reply,
            agenda_item=floor.agenda_item,
        )
        return self.record(*self._arrival(code, remote), operation, happened=happened)

    def withdraw_request(
        self, member: str, *, right_of_reply: bool | None = None, happened: datetime | None = None
    ) -> Step:
        """Take a member or observer off the speakers' list.

        Args:
            member: its code.
            right_of_reply: which of its requests; the one that comes first if not given.
            happened: when, if not now.

        Raises:
            Rejected: it is not on the list.
        """
        floor = self._floor()
        code = find_member(self.state, member)
        request = floor.request_of(code, right_of_reply)
        if request is None:
            raise Rejected(f"{code} is not on the speakers' list")
        operation = WithdrawRequest(meeting=floor.meeting, request=request.id, member=code)
        return self.record(operation, happened=happened)

    def give_floor(
        self,
        member: str = "",
        *,
        right_of_reply: bool | None = None,
        remote: bool | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Give the floor to the next one, or to a named one; who has it ends in the same step.

        Args:
            member: the code of who gets it, also without having asked; the next one if not given.
                Passing others over is recorded as out of turn.
            right_of_reply: which request of a named one is met, or what its word is when it did
                not ask.
            remote: whether a named one takes part remotely; as it was noted, or else in person,
                if not given.
            happened: when, if not now.

        Raises:
            Rejected: nobody waits, or the named one has the floor already.
        """
        floor = self._floor()
        waiting = floor.waiting
        if not member and not waiting:
            raise Rejected("nobody waits for the floor; name who gets it")
        code = find_member(self.state, member) if member else waiting[0].member
        request = floor.request_of(code, right_of_reply) if member else waiting[0]
        if request is None and code == floor.speaker:
            raise Rejected(f"{code} has the floor already")
        operation = GiveFloor(
            meeting=floor.meeting,
            member=code,
            request=request.id if request else "",
            out_of_turn=bool(waiting) and waiting[0] is not request,
            right_of_reply=request.right_of_reply if request else bool(right_of_reply),
            agenda_item=floor.agenda_item,
        )
        arrival = self._arrival(code, remote) if member else ()
        return self.record(*self._ending(), *arrival, operation, happened=happened)

    def end_intervention(self, happened: datetime | None = None) -> Step:
        """End the intervention that goes on; nobody has the floor then.

        Raises:
            Rejected: nobody has the floor.
        """
        if not self._floor().speaker:
            raise Rejected("nobody has the floor")
        return self.record(*self._ending(), happened=happened)

    def note_intervention(
        self,
        text: str,
        *,
        member: str = "",
        items: Sequence[str] = (),
        kind: InterventionKind | str = InterventionKind.STATEMENT,
        voices: int = 0,
        office: str = "",
        remedies: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Note what was said in the meeting.

        Under the Chatham House rule the member is left out: what is noted is by one voice then,
        where no number is given.

        Args:
            text: what was said.
            member: the code of who said it; attributed to nobody if not given.
            items: the items, amendments, packages or drafts it was about.
            kind: what it does: state, propose, voice a concern, and so on.
            voices: by how many it was said, where that was counted.
            office: the office that said it, in words, such as `chair`.
            remedies: the handle of the concern that it is a remedy for.
            happened: when it was said, if not now.
        """
        floor = self._floor()
        state = self.state
        said_by = find_member(state, member) if member else ""
        if said_by and state.meetings[floor.meeting].chatham_house:
            said_by, voices = "", voices or 1
        operation = NoteIntervention(
            handle=state.next_handle("INT"),
            meeting=floor.meeting,
            text=text,
            member=said_by,
            targets=tuple(find_subject(state, name) for name in items),
            agenda_item=floor.agenda_item,
            kind=InterventionKind(kind),
            voices=voices,
            office=office.strip(),
            remedies=find_intervention(state, remedies) if remedies else "",
        )
        return self.record(operation, happened=happened)

    def close_list(self, happened: datetime | None = None) -> Step:
        """Close the speakers' list: later requests are refused, save rights of reply."""
        floor = self._floor()
        operation = CloseList(meeting=floor.meeting, agenda_item=floor.agenda_item)
        return self.record(operation, happened=happened)

    def reopen_list(self, happened: datetime | None = None) -> Step:
        """Open the speakers' list again."""
        floor = self._floor()
        operation = ReopenList(meeting=floor.meeting, agenda_item=floor.agenda_item)
        return self.record(operation, happened=happened)

    def set_time_budget(
        self, seconds: int, *, observers: int | None = None, happened: datetime | None = None
    ) -> Step:
        """Say how long an intervention may take in this meeting.

        Args:
            seconds: for members; 0 for as long as they like.
            observers: seconds for observers; as for members if not given.
            happened: when, if not now.
        """
        operation = SetTimeBudget(
            meeting=self._floor().meeting,
            members=seconds,
            observers=seconds if observers is None else observers,
        )
        return self.record(operation, happened=happened)

    def _floor(self) -> SpeakersList:
        return self.state.floor_of(self._meeting())

    def _arrival(self, code: str, remote: bool | None) -> tuple[Operation, ...]:
        """What notes that somebody takes part, where that is not noted yet."""
        meeting = self._meeting()
        noted = self.state.presence_of(code, meeting)
        if remote is None:
            wanted = Presence.IN_PERSON if noted is Presence.ABSENT else noted
        else:
            wanted = Presence.REMOTE if remote else Presence.IN_PERSON
        if wanted is noted:
            return ()
        return (NotePresence(meeting=meeting, members=(code,), presence=wanted),)
