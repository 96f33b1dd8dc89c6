"""Milestones: what the group is to have reached by a day."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen


@frozen
class Milestone:
    """Something the group is to have reached by a day.

    Attributes:
        id: the id of the operation that set it.
        handle: such as `MS1`.
        title: what is to be reached.
        target: the day by which.
        reached: when it was; None while it is not.
        note: a word on how it was reached; may be empty.
    """

    id: str
    handle: str
    title: str
    target: date
    reached: datetime | None = None
    note: str = ""

    def days_left(self, day: date) -> int:
        """How many days are left on a day; below 0 after the target."""
        return (self.target - day).days
