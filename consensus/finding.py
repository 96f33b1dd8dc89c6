"""A finding: a problem in what a user supplied, kept as a value."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Severity(StrEnum):
    """How bad a finding is."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@frozen
class Finding:
    """Where something is wrong, what it is, and how bad.

    Attributes:
        message: what is wrong and what to do about it, in one sentence.
        severity: whether the row or text was taken all the same (note, warning) or not (error).
        file: the name of the file, or empty.
        line: where it is, counted from 1; 0 when no line can be named.
        column: where in the line, counted from 1; 0 when no column can be named.
    """

    message: str
    severity: Severity = Severity.WARNING
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.severity}: {self.message}" if place else self.message
