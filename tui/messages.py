"""What the app tells its screens."""

from __future__ import annotations

from textual.message import Message


class StepRecorded(Message):
    """Something was recorded, and is in the file.

    Attributes:
        what: what, in words.
        step: the id of the step.
    """

    def __init__(self, what: str, step: str) -> None:
        self.what = what
        self.step = step
        super().__init__()


class StepRefused(Message):
    """Something was not recorded.

    Attributes:
        what: what, in words.
        reasons: why, one sentence each.
    """

    def __init__(self, what: str, reasons: tuple[str, ...]) -> None:
        self.what = what
        self.reasons = reasons
        super().__init__()


class RecordChanged(Message):
    """Another process has recorded something."""
