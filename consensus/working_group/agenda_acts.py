"""Acts on the agenda: put on it, taken up, finished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consensus.errors import Rejected
from consensus.history.operations import (
    AddAgendaItem,
    AdoptAgenda,
    FinishAgendaItem,
    TakeUpAgendaItem,
)
from consensus.history.step import Step
from consensus.model.lookup import find_agenda_item, find_subject
from consensus.working_group.commands.meetings import MeetingActs


class AgendaActs(MeetingActs):
    """What is done with the agenda."""

    def add_agenda_item(
        self,
        title: str,
        *,
        number: str = "",
        targets: Sequence[str] = (),
        happened: datetime | None = None,
    ) -> Step:
        """Put a matter on the agenda of the meeting that goes on, or of the next one.

        Args:
            title: what it is about.
            number: as it is printed, such as `3(a)`; the next whole number if not given.
            targets: the items, amendments, packages or drafts it concerns.
            happened: when, if not now.
        """
        state = self.state
        meeting = state.meeting.id if state.meeting else ""
        taken = [each.number.rstrip(".") for each in state.agenda_of(meeting)]
        last = max((int(each) for each in taken if each.isdecimal()), default=0)
        operation = AddAgendaItem(
            handle=state.next_handle("AG"),
            number=number or str(last + 1),
            title=title,
            meeting=meeting,
            targets=tuple(find_subject(state, name) for name in targets),
        )
        return self.record(operation, happened=happened)

    def adopt_agenda(self, happened: datetime | None = None) -> Step:
        """Record that the meeting that goes on adopts its agenda."""
        return self.record(AdoptAgenda(meeting=self._meeting()), happened=happened)

    def take_up_agenda_item(self, name: str, happened: datetime | None = None) -> Step:
        """Take a matter up; the speakers' list is the one of that matter from then on.

        An intervention that goes on ends with it. The list of a matter that was taken up before
        is kept until that is finished.

        Args:
            name: the handle, number or title of the agenda item.
            happened: when, if not now.
        """
        meeting = self._meeting()
        operation = TakeUpAgendaItem(item=find_agenda_item(self.state, name), meeting=meeting)
        return self.record(*self._ending(), operation, happened=happened)

    def finish_agenda_item(self, name: str = "", happened: datetime | None = None) -> Step:
        """Be done with a matter; who still waits to speak on it waits no more.

        Args:
            name: the handle, number or title of the agenda item; the one that is taken up if not
                given.
            happened: when, if not now.

        Raises:
            Rejected: none is named and none is taken up, or it has not been taken up.
        """
        meeting = self._meeting()
        taken_up = self.state.floor_of(meeting).agenda_item
        if not name and not taken_up:
            raise Rejected("no agenda item is taken up; name the one that is finished")
        item = find_agenda_item(self.state, name) if name else taken_up
        ending = self._ending() if item == taken_up else ()
        operation = FinishAgendaItem(item=item, meeting=meeting)
        return self.record(*ending, operation, happened=happened)
