"""Steps that do not apply: overtaken by another copy of the record, or not to be read."""

from __future__ import annotations

from attrs import frozen


@frozen
class Overtaken:
    """A step, or rows of one, that others had overtaken before it was seen, or cannot be read.

    It stays in the record, changes nothing, and waits to be settled.

    Attributes:
        step: the id of the step.
        operations: which of its operations do not apply, counted from 1; 0 is who recorded it.
        reasons: why, as sentences.
        rivals: the ids of the steps of other copies that settled the same otherwise; none of
            them applies until a user chooses.
        targets: the ids of what they all settled.
        unreadable: whether it cannot be read, or does not hold without what cannot be read.
    """

    step: str
    operations: tuple[int, ...]
    reasons: tuple[str, ...]
    rivals: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    unreadable: bool = False
