"""Ratings: how appropriate a member finds one wording, on a scale from 1 to 9."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

LOWEST, HIGHEST = 1, 9


@frozen
class Rating:
    """One member's latest rating of a target.

    A rating measures one wording: it counts as long as every change since was editorial, and is
    stale after any other, brackets and merged amendments included.

    Attributes:
        id: the id of the operation that recorded it.
        target: the id of the item, amendment or package.
        version: the id of the version that was rated.
        member: the member's code.
        rating: from 1, inappropriate or not at all, to 9, appropriate or fully.
        round: the round of rating, from 1; only the latest round on a target counts.
        happened: when it was given.
    """

    id: str
    target: str
    version: str
    member: str
    rating: int
    round: int
    happened: datetime
