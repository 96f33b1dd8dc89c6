"""Ratings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.membership import unknown_members
from consensus.history.operations.positions import check_target
from consensus.model.rating import HIGHEST, LOWEST, Rating
from consensus.model.state import State


@operation("rate-target")
@frozen(kw_only=True)
class RateTarget(Operation):
    """A member rates a wording; it replaces the rating the member gave before.

    Attributes:
        target: the id of the item, amendment or package.
        version: the id of the version that is rated.
        member: the member's code.
        rating: from 1 to 9.
        round: the round of rating, from 1.
        happened: when it was given, if not when the step happened.
    """

    STANDS_ALONE: ClassVar[bool] = True

    target: str
    version: str
    member: str
    rating: int
    round: int = 1
    happened: datetime | None = None

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse unknown members and targets, and numbers outside the scale."""
        yield from unknown_members(state, (self.member,))
        yield from check_target(state, self.target, self.version)
        if not LOWEST <= self.rating <= HIGHEST:
            yield f"a rating is a whole number from {LOWEST} to {HIGHEST}, not {self.rating}"
        if self.round < 1:
            yield "rounds are counted from 1"
        given = state.ratings.get(self.target, {}).get(self.member)
        if given is not None and given.round > self.round:
            yield f"{self.member} has rated it in round {given.round} already"

    def apply(self, state: State, act: Act) -> None:
        """Hold the rating."""
        given = state.ratings.get(self.target)
        if given is None:
            given = {}
            state.journal.put(state.ratings, self.target, given)
        rating = Rating(
            id=self.id,
            target=self.target,
            version=self.version,
            member=self.member,
            rating=self.rating,
            round=self.round,
            happened=self.happened or act.happened,
        )
        state.journal.put(given, self.member, rating)
