"""The agenda of a meeting."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.meetings import meeting_over
from consensus.model.agenda import AgendaItem
from consensus.model.state import State


def unknown_subjects(state: State, subjects: tuple[str, ...]) -> Iterator[str]:
    """A reason for each id that is no draft and nothing positions are taken on."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse items without a title, numbers given twice, and what is not there."""
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

    def apply(self, state: State, act: Act) -> None:
        """Put it at the end of the agenda."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what is not on the agenda, or taken up already."""
        yield from meeting_over(state, self.meeting)
        item = state.agenda.get(self.item)
        if item is None:
            yield f"no agenda item has the id {self.item}"
        elif state.floor_of(self.meeting).agenda_item == self.item:
            yield f"{item.title} is taken up already"

    def apply(self, state: State, act: Act) -> None:
        """Take it up; one that another meeting left unfinished goes over to this one."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what the meeting has not taken up, or has finished."""
        yield from meeting_over(state, self.meeting)
        item = state.agenda.get(self.item)
        if item is None:
            yield f"no agenda item has the id {self.item}"
        elif item.finished is not None:
            yield f"{item.title} is finished already"
        elif item.taken_up is None or item.meeting != self.meeting:
            yield f"{item.title} has not been taken up in this meeting"

    def apply(self, state: State, act: Act) -> None:
        """Finish it."""
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse an agenda without a matter on it, or adopted already."""
        yield from meeting_over(state, self.meeting)
        if not state.agenda_of(self.meeting):
            yield "there is nothing on the agenda"
        meeting = state.meetings.get(self.meeting)
        if meeting is not None and meeting.agenda_adopted is not None:
            yield "the agenda was adopted already"

    def apply(self, state: State, act: Act) -> None:
        """Adopt it."""
        meeting = attrs.evolve(state.meetings[self.meeting], agenda_adopted=act.happened)
        state.journal.put(state.meetings, self.meeting, meeting)
