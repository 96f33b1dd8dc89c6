"""Camps: how many of some members are for a target, against it, or between."""

from __future__ import annotations

from attrs import frozen


@frozen
class Camp:
    """How some members lean on a target.

    Attributes:
        agree: how many support or accept it.
        between: how many abstain.
        against: how many disagree or object.
    """

    agree: int
    between: int
    against: int

    @property
    def seen(self) -> int:
        """How many lean some way."""
        return self.agree + self.between + self.against

    @property
    def mean(self) -> float:
        """From -1, all against, to 1, all for; 0 where nobody leans."""
        return (self.agree - self.against) / self.seen if self.seen else 0.0
