"""Undertakings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.membership import unknown_members
from consensus.model.member import Role
from consensus.model.state import State
from consensus.model.undertaking import Undertaking


@operation("undertake")
@frozen(kw_only=True)
class Undertake(Operation):
    """A member, an office or a person undertakes to do something.

    Attributes:
        handle: such as `U1`.
        what: what is to be done, in words.
        member: the code of the member or observer.
        office: the office, whoever holds it.
        person: the name of the person.
        due: until when; None where no time is named.
        before: the id of the announced meeting before which it is to be done; empty for none.
        next_meeting: whether it is to be done before the next meeting, which was not announced.
    """

    handle: str
    what: str
    member: str = ""
    office: Role | None = None
    person: str = ""
    due: datetime | None = None
    before: str = ""
    next_meeting: bool = False

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what nobody or more than one undertakes, and what is due before it began."""
        if not self.what.strip():
            yield "say what is to be done"
        if bool(self.member) + (self.office is not None) + bool(self.person.strip()) != 1:
            yield "an undertaking is a member's, an office's or a person's"
        if self.member:
            yield from unknown_members(state, (self.member,))
        if (self.due is not None) + bool(self.before) + self.next_meeting > 1:
            yield "an undertaking is due at a time or before a meeting"
        if self.due is not None:
            if self.due.tzinfo is None:
                yield "give the time it is due with its time zone"
            elif self.due <= act.happened:
                yield "the time it is due lies before the undertaking"
        if self.before and not any(each.id == self.before for each in state.meetings_to_come):
            yield f"no meeting to come has the id {self.before}"

    def apply(self, state: State, act: Act) -> None:
        """Note it."""
        undertaking = Undertaking(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            what=self.what,
            made=act.happened,
            member=self.member,
            office=self.office,
            person=self.person,
            due=self.due,
            before=self.before,
            next_meeting=self.next_meeting,
        )
        state.journal.put(state.undertakings, self.id, undertaking)


@operation("fulfil-undertaking")
@frozen(kw_only=True)
class FulfilUndertaking(Operation):
    """What was undertaken is done.

    Attributes:
        undertaking: the id of the undertaking.
        outcome: how it was done, in words.
    """

    undertaking: str
    outcome: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what was not undertaken, or is done."""
        undertaking = state.undertakings.get(self.undertaking)
        if undertaking is None:
            yield f"no undertaking has the id {self.undertaking}"
        elif undertaking.done is not None:
            yield f"{undertaking.handle} is done already"
        elif act.happened < undertaking.made:
            yield f"{undertaking.handle} was not undertaken then"

    def apply(self, state: State, act: Act) -> None:
        """Note that it is done."""
        done = attrs.evolve(
            state.undertakings[self.undertaking], done=act.happened, outcome=self.outcome
        )
        state.journal.put(state.undertakings, self.undertaking, done)
