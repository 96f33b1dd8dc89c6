"""Milestones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.milestone import Milestone
from consensus.model.state import State


@operation("add-milestone")
@frozen(kw_only=True)
class AddMilestone(Operation):
    """The group sets itself something to reach by a day.

    Attributes:
        handle: such as `MS1`.
        title: what is to be reached.
        target: the day by which.
    """

    handle: str
    title: str
    target: date

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a milestone without a title, or of one that is there."""
        if not self.title.strip():
            yield "a milestone needs a title"
        for each in state.milestones.values():
            if each.title.casefold() == self.title.casefold():
                yield f"{each.title} is a milestone already, as {each.handle}"

    def apply(self, state: State, act: Act) -> None:
        """Set it."""
        handle = state.give_handle(self.handle, self.id)
        milestone = Milestone(self.id, handle, self.title, self.target)
        state.journal.put(state.milestones, self.id, milestone)


@frozen(kw_only=True)
class _OfMilestone(Operation):
    """What becomes of a milestone.

    Attributes:
        milestone: the id of the milestone.
    """

    milestone: str

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse milestones that are not there, or were reached."""
        milestone = state.milestones.get(self.milestone)
        if milestone is None:
            yield f"no milestone has the id {self.milestone}"
        elif milestone.reached is not None:
            yield f"{milestone.handle} was reached already"


@operation("move-milestone")
@frozen(kw_only=True)
class MoveMilestone(_OfMilestone):
    """A milestone is to be reached by another day.

    Attributes:
        target: the day by which from now on.
        reason: why.
    """

    target: date
    reason: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse the day it is to be reached by already."""
        yield from super().check(state, act)
        milestone = state.milestones.get(self.milestone)
        if milestone is not None and milestone.target == self.target:
            yield f"{milestone.handle} is to be reached by that day already"

    def apply(self, state: State, act: Act) -> None:
        """Move it."""
        moved = attrs.evolve(state.milestones[self.milestone], target=self.target)
        state.journal.put(state.milestones, self.milestone, moved)


@operation("reach-milestone")
@frozen(kw_only=True)
class ReachMilestone(_OfMilestone):
    """The group has reached what it set itself.

    Attributes:
        note: a word on it.
    """

    note: str = ""

    def apply(self, state: State, act: Act) -> None:
        """Note it."""
        reached = attrs.evolve(
            state.milestones[self.milestone], reached=act.happened, note=self.note
        )
        state.journal.put(state.milestones, self.milestone, reached)
