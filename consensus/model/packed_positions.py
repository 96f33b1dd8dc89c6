"""Positions on one target written down with little room, each common part once."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import msgspec

from consensus.model.position import Position


class PackedPositions(msgspec.Struct, frozen=True, array_like=True):
    """The positions on one target, as they lie in a snapshot.

    Attributes:
        common: what several positions have in common: positions without id, target and member.
        ids: the id of each position.
        members: the code of the member that holds it.
        which: the number of its common part, counted from 0.
    """

    common: tuple[Position, ...]
    ids: tuple[str, ...]
    members: tuple[str, ...]
    which: tuple[int, ...]

    @classmethod
    def of(cls, positions: Iterable[Position]) -> PackedPositions:
        """Pack the positions on one target."""
        numbers: dict[Position, int] = {}
        ids: list[str] = []
        members: list[str] = []
        which: list[int] = []
        for position in positions:
            ids.append(position.id)
            members.append(position.member)
            common = msgspec.structs.replace(position, id="", target="", member="")
            which.append(numbers.setdefault(common, len(numbers)))
        return cls(tuple(numbers), tuple(ids), tuple(members), tuple(which))

    def unpack(self, target: str) -> dict[str, Position]:
        """The positions again, by member.

        Args:
            target: the id of the target, which is not in the packing.
        """
        return {
            member: msgspec.structs.replace(
                self.common[number], id=made, target=target, member=member
            )
            for made, member, number in zip(
                self.ids, map(sys.intern, self.members), self.which, strict=True
            )
        }
