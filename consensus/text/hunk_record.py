"""What is kept of a hunk once it was merged or settled."""

from __future__ import annotations

from attrs import frozen


@frozen
class HunkRecord:
    """What one amendment wanted at one place.

    Attributes:
        replaces: the words of the base.
        text: the words that the amendment puts there.
    """

    replaces: str
    text: str
