"""Rolls: who takes which stance on a target, as sets of seats, so that counting is quick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from attrs import frozen

from consensus.model.positions import Position
from consensus.model.seats import Seats
from consensus.model.stance import Stance


class Call(msgspec.Struct, frozen=True, gc=False):
    """Those who take one stance on one version, whatever happens.

    Attributes:
        stance: the stance.
        version: the id of the version.
        seats: the seats of the members.
    """

    stance: Stance
    version: str
    seats: int


@frozen
class Roll:
    """The positions on one target, called by stance.

    It depends on the positions alone: not on who counts, on what was merged, or on decisions.

    Attributes:
        calls: those that have no conditions, by stance and version.
        conditional: member to position, for those that have conditions.
    """

    calls: tuple[Call, ...]
    conditional: Mapping[str, Position]

    @classmethod
    def of(cls, positions: Iterable[Position], seats: Seats) -> Roll:
        """Call the positions on a target.

        Args:
            positions: at most one of each member.
            seats: where the members sit.
        """
        called: dict[tuple[Stance, str], list[str]] = {}
        conditional: dict[str, Position] = {}
        for position in positions:
            if position.conditions:
                conditional[position.member] = position
            else:
                said = position.stance, position.version
                called.setdefault(said, []).append(position.member)
        calls = tuple(
            Call(stance, version, seats.together(members))
            for (stance, version), members in called.items()
        )
        return cls(calls, conditional)

    def everybody(self, seats: Seats) -> int:
        """The seats of all members that hold a position."""
        found = seats.together(self.conditional)
        for call in self.calls:
            found |= call.seats
        return found


NOBODY = Roll((), {})
"""The roll of a target on which nobody holds a position."""
