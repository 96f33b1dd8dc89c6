"""Every exception that the library raises on purpose."""

from __future__ import annotations


class ConsensusError(Exception):
    """The base of every error that this library raises on purpose."""


class Unresolved(ConsensusError):
    """A text was asked for while conflicts or brackets in it are still open."""


class MalformedRule(ConsensusError):
    """A rule expression cannot be read.

    Attributes:
        expression: the expression as it was given.
        column: where reading stopped, counted from 1; 0 when no place can be named.
    """

    def __init__(self, message: str, expression: str = "", column: int = 0) -> None:
        super().__init__(message)
        self.expression = expression
        self.column = column


class NotFound(ConsensusError):
    """A member, target, meeting or step was named that the record does not hold."""


class Rejected(ConsensusError):
    """Operations were refused; the record is as it was before.

    Attributes:
        reasons: every reason, one sentence each.
    """

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class UnreadableInput(ConsensusError):
    """A file that was given cannot be read as what it is said to be."""


class StoreError(ConsensusError):
    """The file or database that holds the record cannot be read or written."""


class StoreLocked(StoreError):
    """Another process holds the file for longer than we are ready to wait."""


class StoreTooNew(StoreError):
    """The record was written by a later version of this software."""


class Damaged(StoreError):
    """The stored record is not what was once recorded.

    Attributes:
        step: the id of the step at which the damage shows, or its place in the file.
    """

    def __init__(self, message: str, step: str = "") -> None:
        super().__init__(message)
        self.step = step


class Unsure(StoreError):
    """The connection was lost before the store confirmed; what was recorded is there, or is not."""


class HeadMoved(StoreError):
    """Another process appended a step first; read it and try again."""
