"""Seats: a number for each member, so that a set of members is one integer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Seats:
    """Gives each member a seat, and tells who sits where.

    A set of members is an integer with the bit of each one's seat set; so who is in both of two
    sets, and how many they are, is found without walking through the members.

    Args:
        members: the codes of the members that have a seat already, in the order of the seats.
    """

    def __init__(self, members: Iterable[str] = ()) -> None:
        self._members: list[str] = []
        self._bits: dict[str, int] = {}
        for member in members:
            self.of(member)

    def of(self, member: str) -> int:
        """The set of one member; a seat is given to whoever has none yet."""
        bit = self._bits.get(member)
        if bit is None:
            bit = self._bits[member] = 1 << len(self._members)
            self._members.append(member)
        return bit

    def together(self, members: Iterable[str]) -> int:
        """The set of several members."""
        bits = self._bits
        found = 0
        for member in members:
            found |= bits.get(member) or self.of(member)
        return found

    def members(self, seats: int) -> Iterator[str]:
        """The members of a set, in the order of the seats."""
        while seats:
            lowest = seats & -seats
            yield self._members[lowest.bit_length() - 1]
            seats ^= lowest

    def codes(self) -> tuple[str, ...]:
        """The codes of all members that have a seat, in the order of the seats."""
        return tuple(self._members)
