"""Stances: what a member can say of a target, and who may be behind it."""

from __future__ import annotations

from enum import StrEnum


class Stance(StrEnum):
    """One member's stance on an item or amendment."""

    SUPPORT = "support"
    ACCEPT = "accept"
    ABSTAIN = "abstain"
    HOLD = "hold"
    DISAGREE = "disagree"
    OBJECT = "object"
    RECUSE = "recuse"

    @property
    def is_supportive(self) -> bool:
        """Whether the stance lets the text pass, and so goes stale when the text changes."""
        return self in SUPPORTIVE

    @property
    def is_cast(self) -> bool:
        """Whether the stance counts among those cast; holds and recusals never do."""
        return self not in (Stance.HOLD, Stance.RECUSE)


SUPPORTIVE = frozenset({Stance.SUPPORT, Stance.ACCEPT, Stance.ABSTAIN})


class Source(StrEnum):
    """Where a position comes from."""

    FLOOR = "floor"
    WRITTEN = "written"
    GROUP = "group"
    CONFIDENCE = "confidence"
    SECRETARIAT = "secretariat"
