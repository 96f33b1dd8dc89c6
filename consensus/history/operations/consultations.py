"""Consultations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.membership import unknown_members
from consensus.model.consultation import Consultation
from consensus.model.state import State


@operation("open-consultation")
@frozen(kw_only=True)
class OpenConsultation(Operation):
    """Some members are asked to find common ground on items, and to report back.

    Attributes:
        handle: such as `CON1`.
        items: the ids of the items, amendments or packages it is about.
        facilitator: who leads it, by name or by the code of a member; may be empty.
        participants: the codes of the members that take part; empty for whoever likes.
        due: when it is to report back; None for no time.
        purpose: what it is to find, in words; may be empty.
    """

    handle: str
    items: tuple[str, ...]
    facilitator: str = ""
    participants: tuple[str, ...] = ()
    due: datetime | None = None
    purpose: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse one about nothing, with members nobody knows, or that was due before it began."""
        if not self.items:
            yield "name what the consultation is about"
        if len(set(self.items)) != len(self.items):
            yield "the same item is named twice"
        for item in self.items:
            if not state.is_target(item):
                yield f"no item, amendment or package has the id {item}"
        if len(set(self.participants)) != len(self.participants):
            yield "the same participant is named twice"
        yield from unknown_members(state, self.participants)
        if self.due is not None:
            if self.due.tzinfo is None:
                yield "give the time to report back with its time zone"
            elif self.due <= act.happened:
                yield "the time to report back lies before the beginning"

    def apply(self, state: State, act: Act) -> None:
        """Open it."""
        consultation = Consultation(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            items=self.items,
            opened=act.happened,
            facilitator=self.facilitator,
            participants=self.participants,
            due=self.due,
            purpose=self.purpose,
        )
        state.journal.put(state.consultations, self.id, consultation)


@operation("report-back")
@frozen(kw_only=True)
class ReportBack(Operation):
    """A consultation reports what it came to, and is over.

    Attributes:
        consultation: the id of the consultation.
        outcome: what it came to, in words.
    """

    consultation: str
    outcome: str

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a report that says nothing, or of a consultation that does not go on."""
        if not self.outcome.strip():
            yield "say what the consultation came to"
        consultation = state.consultations.get(self.consultation)
        if consultation is None:
            yield f"no consultation has the id {self.consultation}"
        elif not consultation.goes_on:
            yield f"{consultation.handle} has reported back already"
        elif act.happened < consultation.opened:
            yield f"{consultation.handle} had not begun then"

    def apply(self, state: State, act: Act) -> None:
        """Close it."""
        reported = attrs.evolve(
            state.consultations[self.consultation], reported=act.happened, outcome=self.outcome
        )
        state.journal.put(state.consultations, self.consultation, reported)
