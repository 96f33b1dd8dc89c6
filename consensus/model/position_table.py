"""The table of positions, which reads those of a target only when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from consensus.model.packed_positions import count_packed, pack, unpack
from consensus.model.packed_roll import pack_roll, unpack_roll
from consensus.model.packed_table import PackedTable
from consensus.model.positions import Position
from consensus.model.roll import NOBODY, Roll
from consensus.model.seats import Seats


class PositionTable(PackedTable[dict[str, Position]]):
    """A target to the position of each member on it.

    Attributes:
        rolls: a target to the roll of its positions, packed until somebody asks for it, where it
            was called since they last changed; whoever changes them drops it, through the journal.
        seats: where the members sit, in the rolls.
    """

    def __init__(
        self,
        packed: Mapping[str, bytes] | None = None,
        rolls: Mapping[str, bytes] | None = None,
        seats: Seats | None = None,
    ) -> None:
        super().__init__(packed or {}, unpack)
        self.rolls: dict[str, Roll | bytes] = {**(rolls or {})}
        self.seats = seats or Seats()

    def roll(self, target: str) -> Roll:
        """Who takes which stance on a target."""
        roll = self.rolls.get(target)
        if roll is None:
            if target not in self:
                return NOBODY
            roll = self.rolls[target] = Roll.of(self[target].values(), self.seats)
        elif isinstance(roll, bytes):
            roll = self.rolls[target] = unpack_roll(roll)
        return roll

    def count(self, target: str, wanted: Callable[[Position], bool]) -> int:
        """How many positions on a target are wanted, without reading what nobody looks at.

        Args:
            target: the id of the target.
            wanted: whether a position is, whatever its id, its target and its member are.
        """
        held = self.held.get(target, {})
        if isinstance(held, bytes):
            return count_packed(held, wanted)
        return sum(map(wanted, held.values()))

    def packed(self) -> Iterator[tuple[str, bytes]]:
        """Each target with its positions, packed; those that nobody looked at as they were."""
        for target, held in self.held.items():
            yield target, held if isinstance(held, bytes) else pack(held.values())

    def packed_rolls(self) -> Iterator[tuple[str, bytes]]:
        """Each target with its roll, packed; those that nobody asked for as they were."""
        for target in self:
            roll = self.rolls.get(target)
            yield target, roll if isinstance(roll, bytes) else pack_roll(self.roll(target))
