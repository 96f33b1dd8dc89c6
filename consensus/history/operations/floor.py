"""The floor of a meeting: asked for, given, and what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.agenda import unknown_subjects
from consensus.history.operations.meetings import meeting_over, named_under_the_rule
from consensus.history.operations.membership import unknown_members
from consensus.model.floor import Intervention, InterventionKind, Request, SpeakersList, Turn
from consensus.model.meeting import Presence
from consensus.model.member import day_of
from consensus.model.state import State


@frozen(kw_only=True)
class _OnTheFloor(Operation):
    """What happens on the floor of a meeting.

    Attributes:
        meeting: the id of the meeting.
    """

    meeting: str

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse meetings that are not going on."""
        yield from meeting_over(state, self.meeting)

    def floor(self, state: State) -> SpeakersList:
        """The speakers' list of the meeting."""
        return state.floor_of(self.meeting)

    def put(self, state: State, floor: SpeakersList) -> None:
        """Put a changed list in its place."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse who is not there or waits already, and anybody once the list is closed."""
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

    def apply(self, state: State, act: Act) -> None:
        """Put it on the list."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse requests that do not wait any more."""
        yield from super().check(state, act)
        if not any(each.id == self.request for each in self.floor(state).requests):
            yield f"{self.member} is not on the speakers' list any more"

    def apply(self, state: State, act: Act) -> None:
        """Take it off the list."""
        self.put(state, self.floor(state).without_request(self.request))


@operation("give-floor")
@frozen(kw_only=True)
class GiveFloor(_OnTheFloor):
    """The chair gives somebody the floor.

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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a second speaker, who is not there, and passing over others unsaid."""
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

    def apply(self, state: State, act: Act) -> None:
        """Take the request off the list, and begin."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what is over."""
        yield from super().check(state, act)
        turn = self.floor(state).turn
        if turn is None or turn.id != self.turn:
            yield f"{self.member} does not have the floor any more"

    def apply(self, state: State, act: Act) -> None:
        """End it, not before it began: the clocks of two machines may differ a little."""
        self.put(state, self.floor(state).ended(self.turn, act.happened))


@operation("note-intervention")
@frozen(kw_only=True)
class NoteIntervention(_OnTheFloor):
    """What somebody said or wrote is noted, with or without who it was.

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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse notes without words, and what is not there."""
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

    def apply(self, state: State, act: Act) -> None:
        """Note it."""
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
    """The speakers' list takes nobody any more, save rights of reply.

    Attributes:
        agenda_item: the id of the agenda item that is taken up; empty when none is.
    """

    agenda_item: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a list that is closed."""
        yield from super().check(state, act)
        floor = self.floor(state)
        yield from _moved_on(state, floor, self.agenda_item)
        if floor.is_closed:
            yield "the speakers' list is closed already"

    def apply(self, state: State, act: Act) -> None:
        """Close it."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a list that is open."""
        yield from super().check(state, act)
        floor = self.floor(state)
        yield from _moved_on(state, floor, self.agenda_item)
        if not floor.is_closed:
            yield "the speakers' list is open"

    def apply(self, state: State, act: Act) -> None:
        """Open it again."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse times below nothing."""
        yield from super().check(state, act)
        if self.members < 0 or self.observers < 0:
            yield "an intervention cannot take less than no time"

    def apply(self, state: State, act: Act) -> None:
        """Set it, for whoever has the floor too."""
        floor = attrs.evolve(
            self.floor(state),
            seconds_of_members=self.members,
            seconds_of_observers=self.observers,
        )
        self.put(state, floor)


def _is_observer(state: State, member: str, act: Act) -> bool:
    return not state.members[member].counts_on(day_of(act.happened))


def _not_there(state: State, meeting: str, member: str) -> Iterator[str]:
    """Why somebody cannot speak at a meeting."""
    unknown = tuple(unknown_members(state, (member,)))
    yield from unknown
    if not unknown and state.presence_of(member, meeting) is Presence.ABSENT:
        yield f"{member} is not noted as present"


def _moved_on(state: State, floor: SpeakersList, agenda_item: str) -> Iterator[str]:
    """Why something cannot happen under an agenda item: the meeting is at another."""
    if agenda_item != floor.agenda_item:
        at = state.agenda.get(floor.agenda_item)
        yield f"the meeting is at {at.title} now" if at else "no agenda item is taken up any more"
