"""Acts around consultations: opened, reported back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consensus.history.operations import OpenConsultation, ReportBack
from consensus.history.step import Step
from consensus.model.lookup import find_consultation, find_member, find_target
from consensus.working_group.recording import Recording


class ConsultationActs(Recording):
    """What is done so that members find common ground outside the meeting."""

    def open_consultation(
        self,
        items: str | Sequence[str],
        *,
        facilitator: str = "",
        participants: Sequence[str] = (),
        due: datetime | None = None,
        purpose: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Ask some members to find common ground on items, and to report back.

        Args:
            items: one or several items, amendments or packages.
            facilitator: who leads it, by name or by the code of a member.
            participants: the codes of the members that take part; whoever likes if not given.
            due: when it is to report back, with its time zone.
            purpose: what it is to find.
            happened: when, if not now.
        """
        state = self.state
        names = [items] if isinstance(items, str) else items
        operation = OpenConsultation(
            handle=state.next_handle("CON"),
            items=tuple(find_target(state, name) for name in names),
            facilitator=facilitator,
            participants=tuple(find_member(state, code) for code in participants),
            due=due,
            purpose=purpose,
        )
        return self.record(operation, happened=happened)

    def report_back(
        self, consultation: str, outcome: str, *, happened: datetime | None = None
    ) -> Step:
        """Record what a consultation came to, which ends it and decides nothing.

        Args:
            consultation: its handle, or the name of an item on which just one goes on.
            outcome: what it came to, in words.
            happened: when, if not now.
        """
        found = find_consultation(self.state, consultation)
        return self.record(ReportBack(consultation=found, outcome=outcome), happened=happened)
