"""Every exception that the library raises on purpose."""

from __future__ import annotations


class ConsensusError(Exception):
    """The base of every error that this library raises on purpose."""


class Unresolved(ConsensusError):
    """A text was requested while conflicts or brackets in it are still open."""


class InvalidChoice(ConsensusError, ValueError):
    """A proposal, conflict, settlement or notation is named that does not exist or does not fit."""


class MalformedRule(ConsensusError):
    """A rule expression cannot be read.

    Attributes:
        expression: the expression as it was given.
        column: the column of the error, counted from 1; 0 if it has none.
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


class NothingToMerge(Rejected):
    """A merge would put nothing into a text and close nothing; the reason says why."""


class InvalidArgument(Rejected):
    """A call, or a field of an operation, was given a value of a wrong type, or not allowed.

    Attributes:
        argument: the argument or field, such as `due`, `by[0]` or `TakePosition.stance`.
        given: what was given, shortened.
        expected: what is expected.
        advice: what to do; may be empty.
    """

    def __init__(self, argument: str, given: str, expected: str, advice: str = "") -> None:
        to_do = f"; {advice}" if advice else ""
        super().__init__(f"{argument} must be {expected}, not {given}{to_do}")
        self.argument = argument
        self.given = given
        self.expected = expected
        self.advice = advice


class WrongType(InvalidArgument, TypeError):
    """A value has a type that is not expected."""


class WrongValue(InvalidArgument, ValueError):
    """A value has the expected type, but is not among the allowed values of that type."""


class UnreadableInput(ConsensusError):
    """A given file is missing, damaged, or not of the expected format."""


class UnreadableFile(UnreadableInput):
    """A given file is missing, a directory, or the system does not let it be read."""


class StoreError(ConsensusError):
    """The file or database that holds the record cannot be read or written."""


class StoreLocked(StoreError):
    """Another process has locked the file, until the timeout."""


class StoreTooNew(StoreError):
    """The record was written by a later version of this software."""


class Damaged(StoreError):
    """The stored record was altered, or cannot be read, since it was recorded.

    Attributes:
        step: the id of the first damaged step, or its position in the log; may be empty.
    """

    def __init__(self, message: str, step: str = "") -> None:
        super().__init__(message)
        self.step = step


class Unsure(StoreError):
    """The connection was lost before the store confirmed; the step may or may not be stored."""


class HeadMoved(StoreError):
    """Another process appended a step first; read it and try again."""
