"""Commands on meetings, their agenda, the floor, and the wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import consensus
from consensus.errors import HeadMoved, Rejected, StoreLocked
from consensus.history import operations
from consensus.history.operation import Operation
from consensus.history.step import Step
from consensus.model import lookup
from consensus.model.meetings import Forum, InterventionKind, Presence, SpeakersList
from consensus.rules.expression import read_quorum
from consensus.text.brackets import BracketedText
from consensus.working_group.recording import Made, Recording


class MeetingCommands(Recording):
    """Commands that announce, open, run and close meetings."""

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
    ) -> Made[consensus.Announcement]:
        """Records that a meeting is announced.

        Args:
            begins: when it is to begin.
            ends: when it is to end; None where that is not said.
            number: as it is printed, such as `2`.
            quorum: a share of the members, or a rule on who is present; none if not given.
        """
        operation = operations.AnnounceMeeting(
            handle=self.state.next_handle("M"),
            title=title,
            begins=begins,
            ends=ends,
            number=number,
            place=place,
            quorum=read_quorum(quorum) if quorum else "",
        )
        return self._made(self.record(operation, happened=happened), self.state.announcements)

    def reschedule_meeting(
        self,
        meeting: str,
        begins: datetime | None = None,
        *,
        ends: datetime | None = None,
        place: str | None = None,
        reason: str = "",
    ) -> Step:
        """Records another time or place for an announced meeting, named by handle or title.

        What is not given stays as announced; where only the beginning is given, the end is not
        said.
        """
        times = {"begins": begins, "ends": ends} if begins else {"ends": ends} if ends else {}
        places = {} if place is None else {"place": place}
        return self._change_announcement(meeting, reason=reason, **times, **places)

    def cancel_meeting(self, meeting: str, reason: str = "") -> Step:
        """Records that an announced meeting, named by handle or title, is cancelled."""
        return self._change_announcement(meeting, reason=reason, cancelled=True)

    def _change_announcement(self, meeting: str, **changes: Any) -> Step:
        found = self.state.announcements[lookup.find_announcement(self.state, meeting)]
        as_it_is = {name: getattr(found, name) for name in ("begins", "ends", "place")}
        return self.record(operations.ChangeAnnouncement(meeting=found.id, **as_it_is | changes))

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
    ) -> Made[consensus.Meeting]:
        """Opens a meeting; what is recorded until it is closed belongs to it.

        Args:
            title: what it is called; the handle or title of a meeting to come opens that one, with
                what was announced of it unless it is given here.
            forum: `informals`, `committee` or `plenary`: that of its decisions if not given there.
            number: as it is printed, such as `2`.
            quorum: a share of the members, or a rule on who is present; none if not given.
            chatham_house: whether the Chatham House rule holds: what is said may be reported, and
                by whom it was said is not recorded.
            opened_by: the office that opens it, in words, such as `head of the secretariat`.
            facilities: what is made available for it, such as `remote participation`.
        """
        state = self.state
        named = {name for each in state.meetings_to_come for name in (each.handle, each.title)}
        announced = (
            state.announcements[lookup.find_announcement(state, title)] if title in named else None
        )
        operation = operations.OpenMeeting(
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
        step = self.record(operation, happened=happened)
        return self._made(step, self.state.meetings, key=operation.announced)

    def set_quorum(self, quorum: str) -> Step:
        """Sets the rule by which enough members are present at the current meeting.

        It is a share of the members such as `1/2`, or a rule on who is present; empty for none.
        """
        rule = read_quorum(quorum) if quorum else ""
        return self.record(operations.SetQuorum(meeting=self._meeting(), quorum=rule))

    def close_meeting(self, happened: datetime | None = None) -> Step:
        """Closes the current meeting, and ends an intervention that goes on."""
        operation = operations.CloseMeeting(meeting=self._meeting())
        return self.record(*self._ending(), operation, happened=happened)

    def note_presence(
        self,
        members: Sequence[str],
        presence: Presence | str = Presence.IN_PERSON,
        happened: datetime | None = None,
    ) -> Step:
        """Records how members, by code, take part: `in person`, `remote` or `absent`.

        A member that left loses its place on the speakers' list.
        """
        codes, noted = self._members(members), Presence(presence)
        operation = operations.NotePresence(meeting=self._meeting(), members=codes, presence=noted)
        leaving = self._leaving(codes) if noted is Presence.ABSENT else ()
        return self.record(*leaving, operation, happened=happened)

    def add_participant(
        self,
        name: str,
        *,
        meeting: str = "",
        title: str = "",
        function: str = "",
        member: str = "",
        organisation: str = "",
        is_head: bool = False,
        remote: bool = False,
    ) -> Made[consensus.Participant]:
        """Puts a person on the list of participants of a meeting; the member is not present by it.

        Args:
            meeting: the handle or title of a meeting, also of one to come; the open one by default.
            title: such as `Ms.` or `Ambassador`.
            function: such as `Deputy Permanent Representative`.
            member: the member or observer the person comes from, by code.
            organisation: where somebody of no member or observer comes from.
            is_head: whether the person is the head of the delegation.
            remote: whether the person takes part remotely.
        """
        # Imported late, as what reads tables is: few programs need it.
        from consensus.working_group.import_people import plain_words

        given = {"name": name, "title": title, "function": function, "organisation": organisation}
        operation = operations.ListParticipant(
            handle=self.state.next_handle("PER"),
            meeting=lookup.find_any_meeting(self.state, meeting),
            member=lookup.find_member(self.state, member) if member else "",
            **plain_words(given),
            is_head=is_head,
            remote=remote,
        )
        step = self.record(operation, outside_meeting=True)
        return self._made(step, self.state.participants)

    def correct_participant(
        self,
        participant: str,
        *,
        name: str | None = None,
        title: str | None = None,
        function: str | None = None,
        member: str | None = None,
        organisation: str | None = None,
        is_head: bool | None = None,
        remote: bool | None = None,
    ) -> Step:
        """Corrects what the list of participants says of a person, by handle.

        The arguments are those of `add_participant`; what is not given stays, and a member takes
        the place of an organisation, or the other way round. Raises Rejected if nothing changes.
        """
        from consensus.working_group.import_people import corrected_participant

        known = self.state.participants[lookup.find_participant(self.state, participant)]
        code = lookup.find_member(self.state, member) if member else member
        given = {"name": name, "title": title, "function": function, "is_head": is_head}
        given |= {"member": code, "organisation": organisation, "remote": remote}
        if member or organisation:
            given |= {"member": code or "", "organisation": organisation or ""}
        if (operation := corrected_participant(known, given)) is None:
            raise Rejected(f"nothing would change: {known.name} is listed so already")
        return self.record(operation, outside_meeting=True)

    def remove_participant(self, participant: str) -> Step:
        """Takes a person, by handle, off the list of participants."""
        found = lookup.find_participant(self.state, participant)
        return self.record(operations.RemoveParticipant(participant=found), outside_meeting=True)

    def present(self, targets: str | Sequence[str], happened: datetime | None = None) -> Step:
        """Records that texts, one or several, were put before the members in the current meeting.

        What was presented is introduced, whatever the notice period; see `set_notice`. A text that
        was presented already or is decided is refused.
        """
        operation = operations.PresentTexts(meeting=self._meeting(), targets=self._targets(targets))
        return self.record(operation, happened=happened)

    def _meeting(self) -> str:
        meeting = self.state.meeting
        if meeting is None:
            raise Rejected("no meeting is open; open one first")
        return meeting.id

    def _ending(self) -> tuple[operations.EndIntervention, ...]:
        """Returns the operation that ends the current intervention, if there is one."""
        floor = self.state.floor
        if floor is None or floor.turn is None:
            return ()
        return (
            operations.EndIntervention(
                meeting=floor.meeting, turn=floor.turn.id, member=floor.speaker
            ),
        )

    def _leaving(self, codes: Sequence[str]) -> tuple[Operation, ...]:
        """Returns what takes members that leave from the floor and off the speakers' list."""
        floor = self.state.floor_of(self._meeting())
        withdrawn = (
            operations.WithdrawRequest(meeting=floor.meeting, request=each.id, member=each.member)
            for each in floor.requests
            if each.member in codes
        )
        return (*(self._ending() if floor.speaker in codes else ()), *withdrawn)


class AgendaCommands(MeetingCommands):
    """Commands that build and work through the agenda."""

    def add_agenda_item(
        self,
        title: str,
        *,
        number: str = "",
        targets: Sequence[str] = (),
        happened: datetime | None = None,
    ) -> Made[consensus.AgendaItem]:
        """Adds an item to the agenda of the current meeting, or of the next one.

        Args:
            number: as it is printed, such as `3(a)`; the next whole number if not given.
            targets: the items, amendments, packages or drafts it concerns.
        """
        state = self.state
        meeting = state.meeting.id if state.meeting else ""
        taken = [each.number.rstrip(".") for each in state.agenda_of(meeting)]
        last = max((int(each) for each in taken if each.isdecimal()), default=0)
        operation = operations.AddAgendaItem(
            handle=state.next_handle("AG"),
            number=number or str(last + 1),
            title=title,
            meeting=meeting,
            targets=tuple(lookup.find_subject(state, name) for name in targets),
        )
        return self._made(self.record(operation, happened=happened), self.state.agenda)

    def adopt_agenda(self, happened: datetime | None = None) -> Step:
        """Records that the current meeting adopts its agenda."""
        return self.record(operations.AdoptAgenda(meeting=self._meeting()), happened=happened)

    def take_up_agenda_item(self, name: str, happened: datetime | None = None) -> Step:
        """Makes an agenda item, named by handle, number or title, the current one.

        Its speakers' list is used from then on. An intervention that goes on ends with it. The list
        of a matter that was taken up before is kept until that is finished.
        """
        meeting, item = self._meeting(), lookup.find_agenda_item(self.state, name)
        operation = operations.TakeUpAgendaItem(item=item, meeting=meeting)
        return self.record(*self._ending(), operation, happened=happened)

    def finish_agenda_item(self, name: str = "", happened: datetime | None = None) -> Step:
        """Finishes an agenda item and empties its speakers' list.

        Without a name, it is the one that is taken up; where there is none, it raises `Rejected`.
        """
        meeting = self._meeting()
        taken_up = self.state.floor_of(meeting).agenda_item
        if not name and not taken_up:
            raise Rejected("no agenda item is taken up; name the one that is finished")
        item = lookup.find_agenda_item(self.state, name) if name else taken_up
        ending = self._ending() if item == taken_up else ()
        return self.record(
            *ending, operations.FinishAgendaItem(item=item, meeting=meeting), happened=happened
        )


class FloorCommands(MeetingCommands):
    """Commands on the speakers' list and the floor of the current meeting."""

    def request_floor(
        self,
        member: str,
        *,
        right_of_reply: bool = False,
        remote: bool | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Puts a member or observer on the speakers' list, and notes that it is present.

        Args:
            right_of_reply: whether it answers what was said of it, and so speaks after the list.
            remote: whether it takes part remotely; as it was noted, or else in person, if not
                given.

        Raises:
            Rejected: the list is closed, or it waits already.
        """
        floor = self._floor()
        code = self._member(member)
        operation = operations.RequestFloor(
            meeting=floor.meeting,
            member=code,
            right_of_reply=right_of_reply,
            agenda_item=floor.agenda_item,
        )
        return self.record(*self._arrival(code, remote), operation, happened=happened)

    def withdraw_request(
        self, member: str, *, right_of_reply: bool | None = None, happened: datetime | None = None
    ) -> Step:
        """Takes a member or observer off the speakers' list.

        Without `right_of_reply`, the first of its requests is meant.
        """
        floor = self._floor()
        code = self._member(member)
        request = floor.request_of(code, right_of_reply)
        if request is None:
            raise Rejected(f"{code} is not on the speakers' list")
        operation = operations.WithdrawRequest(
            meeting=floor.meeting, request=request.id, member=code
        )
        return self.record(operation, happened=happened)

    def give_floor(
        self,
        member: str = "",
        *,
        right_of_reply: bool | None = None,
        remote: bool | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Gives the floor to the next or to a named speaker, and ends the current intervention.

        Passing others over is recorded as out of turn. A named one need not have asked.

        Args:
            member: the code of who gets it; the next one if not given.
            right_of_reply: which request of a named one is met, or what its word is when it did not
                ask.
            remote: whether a named one takes part remotely; as for `request_floor`.

        Raises:
            Rejected: the list is empty, or the named one has the floor already.
        """
        floor = self._floor()
        waiting = floor.waiting
        if not member and not waiting:
            raise Rejected("nobody waits for the floor; name who gets it")
        code = self._member(member) if member else waiting[0].member
        request = floor.request_of(code, right_of_reply) if member else waiting[0]
        if request is None and code == floor.speaker:
            raise Rejected(f"{code} has the floor already")
        operation = operations.GiveFloor(
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
        """Ends the current intervention; no member has the floor then."""
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
    ) -> Made[consensus.Intervention]:
        """Records what was said in the meeting.

        Under the Chatham House rule the member is left out: what is noted is by one voice then,
        where no number is given.

        Args:
            member: the code of the speaker; not attributed if not given.
            items: the items, amendments, packages or drafts it was about.
            kind: such as `statement`, `proposal`, `concern` or `suggestion`.
            voices: by how many it was said, where that was counted.
            office: the office that said it, in words, such as `chair`.
            remedies: the handle of the concern that it is a remedy for.

        Raises:
            Rejected: what it would remedy is no concern.
        """
        floor, state = self._floor(), self.state
        concern = lookup.find_intervention(state, remedies) if remedies else ""
        if concern and state.interventions[concern].kind is not InterventionKind.CONCERN:
            raise Rejected(f"{remedies} is no concern: say which concern it would remedy")
        operation = self._note(
            floor.meeting,
            member,
            text=text,
            targets=tuple(lookup.find_subject(state, name) for name in items),
            agenda_item=floor.agenda_item,
            kind=InterventionKind(kind),
            voices=voices,
            office=office.strip(),
            remedies=concern,
        )
        return self._made(self.record(operation, happened=happened), self.state.interventions)

    def _note(
        self, meeting: str, member: str, voices: int = 0, **said: Any
    ) -> operations.NoteIntervention:
        """Returns the note of what was said, without the name under the Chatham House rule."""
        said_by = self._member(member) if member else ""
        if said_by and meeting and self.state.meetings[meeting].chatham_house:
            said_by, voices = "", voices or 1
        handle = self.state.next_handle("INT")
        return operations.NoteIntervention(
            handle=handle, meeting=meeting, member=said_by, voices=voices, **said
        )

    def add_proposal(
        self,
        text: str,
        *,
        by: str = "",
        office: str = "",
        agenda_item: str = "",
        happened: datetime | None = None,
    ) -> Made[consensus.Version]:
        """Records a procedural proposal, and that it was made, in one step.

        It is a target like any other: positions are taken on it, and it is decided or deferred. It
        stands in no draft, and counts with none.

        Args:
            text: what is proposed, so that it completes "it was proposed": `to meet twice a year`,
                or `that the secretariat post the questions`; without capital and full stop.
            by: the code of the member or observer that proposes it; not named if not given.
            office: the office that proposes it, in words, such as `chair`.
            agenda_item: the agenda item that it belongs to; in a meeting, the current one.

        Raises:
            Rejected: it begins with neither "to" nor "that".
        """
        from consensus.reports.meetings import completes_proposed

        words = text.strip().removesuffix(".")
        if not completes_proposed(words):
            raise Rejected(
                "write a proposal so that it completes the sentence “It was proposed …”: “to meet"
                " twice a year”, or “that the secretariat post the questions”"
            )
        words = words[0].lower() + words[1:]
        state, floor = self.state, self.state.floor
        item = floor.agenda_item if floor else ""
        if agenda_item:
            item = lookup.find_agenda_item(state, agenda_item)
        made = operations.MakeProposal(
            id=self.new_id(),
            handle=state.next_handle("PROP"),
            wording=BracketedText.plain(words),
            agenda_item=item,
        )
        note = self._note(
            floor.meeting if floor else "",
            by,
            text=words,
            targets=(made.id,),
            agenda_item=item,
            kind=InterventionKind.PROPOSAL,
            office=office.strip(),
        )
        return self._worded(self.record(made, note, happened=happened), made.id)

    def close_list(self, happened: datetime | None = None) -> Step:
        """Closes the speakers' list: later requests are refused, save rights of reply."""
        floor = self._floor()
        operation = operations.CloseList(meeting=floor.meeting, agenda_item=floor.agenda_item)
        return self.record(operation, happened=happened)

    def reopen_list(self, happened: datetime | None = None) -> Step:
        """Opens the speakers' list again."""
        floor = self._floor()
        operation = operations.ReopenList(meeting=floor.meeting, agenda_item=floor.agenda_item)
        return self.record(operation, happened=happened)

    def set_time_budget(
        self, seconds: int, *, observers: int | None = None, happened: datetime | None = None
    ) -> Step:
        """Sets how long an intervention may take in this meeting.

        Args:
            seconds: for members; 0 for as long as they like.
            observers: seconds for observers; as for members if not given.
        """
        others = seconds if observers is None else observers
        operation = operations.SetTimeBudget(
            meeting=self._meeting(), members=seconds, observers=others
        )
        return self.record(operation, happened=happened)

    def _floor(self) -> SpeakersList:
        return self.state.floor_of(self._meeting())

    def _arrival(self, code: str, remote: bool | None) -> tuple[Operation, ...]:
        """Returns what notes that a speaker takes part, where that is not noted yet."""
        meeting = self._meeting()
        noted = self.state.presence_of(code, meeting)
        if remote is None:
            wanted = Presence.IN_PERSON if noted is Presence.ABSENT else noted
        else:
            wanted = Presence.REMOTE if remote else Presence.IN_PERSON
        if wanted is noted:
            return ()
        return (operations.NotePresence(meeting=meeting, members=(code,), presence=wanted),)


# How often a slide is made again because another process has just recorded.
_TRIES = 100


class WallCommands(Recording):
    """Commands that show a slide to the room; they record no step."""

    def show_on_projector(self, target: str = "", view: str = "") -> consensus.Slide:
        """Shows a slide to the room until another is shown, and returns it.

        It shows an item, amendment, package or draft, or how far every draft has come. When the
        text of an item or amendment changes, the room sees the text as it is then.

        Args:
            target: a label or handle; empty for all drafts.
            view: `text`, `amendments` (all that were introduced), `change` (what an amendment
                does), `side-by-side` or `progress`; empty for the change that there is.

        Raises:
            Rejected: the target has no such view.
            StoreError: it could not be shown; the room sees what it saw.
        """
        from consensus.reports.wall import slide_to_show

        self._refuse_unless_writable()
        for _ in range(_TRIES):
            self.refresh()
            state, judgement = self.state, self.judgement()
            found = lookup.find_subject(state, target) if target else ""
            slide, shown = slide_to_show(state, judgement, found, view, self.now())
            try:
                # Not over a head that moved: what moved it may be a redaction of these words.
                self._log.store.show_on_wall(shown, self.head)
            except HeadMoved:
                continue
            return slide
        raise StoreLocked("others record so fast that nothing of ours is shown; try again")

    def blank_projector(self) -> None:
        """Shows nothing to the room."""
        self._refuse_unless_writable()
        self._log.store.show_on_wall(b"")
