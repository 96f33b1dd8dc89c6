"""Questions: what members and others are asked to answer in writing."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Question:
    """One question, put to members and to whoever else likes to answer.

    Attributes:
        id: the id of the operation that asked it.
        handle: such as `Q1`.
        number: as it is printed, such as `1` or `2(a)`.
        text: the question itself.
        asked: when.
        deadline: the last moment at which an answer is not late; None without one.
    """

    id: str
    handle: str
    number: str
    text: str
    asked: datetime
    deadline: datetime | None = None

    def is_late(self, received: datetime) -> bool:
        """Whether what was received at a moment came after the deadline."""
        return self.deadline is not None and received > self.deadline
