"""Rolls: who takes which stance on a target, as sets of seats, so that counting is quick."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from consensus.model.position import Position
from consensus.model.seats import Seats
from consensus.model.stance import Stance


@frozen
class Roll:
    """The positions on one target, called by stance.

    It depends on the positions alone: not on who counts, on what was merged, or on decisions.

    Attributes:
        unconditional: stance to version to the seats of the members that take that stance on that
            version, whatever happens.
        conditional: member to position, for those that have conditions.
    """

    unconditional: Mapping[Stance, Mapping[str, int]]
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
        unconditional: dict[Stance, dict[str, int]] = {}
        for (stance, version), members in called.items():
            unconditional.setdefault(stance, {})[version] = seats.together(members)
        return cls(unconditional, conditional)

    def calls(self) -> Iterator[tuple[Stance, str, int]]:
        """Each stance and version with the seats of those that take it without conditions."""
        for stance, versions in self.unconditional.items():
            for version, seats in versions.items():
                yield stance, version, seats

    def everybody(self, seats: Seats) -> int:
        """The seats of all members that hold a position."""
        found = seats.together(self.conditional)
        for _, _, taking in self.calls():
            found |= taking
        return found


NOBODY = Roll({}, {})
"""The roll of a target on which nobody holds a position."""
