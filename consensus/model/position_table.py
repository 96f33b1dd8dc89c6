"""The positions of a state: decoded lazily, and indexed by stance."""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, TypeVar

import msgspec
from attrs import frozen

from consensus.errors import Damaged
from consensus.model.positions import Position, Stance

# Positions on one target written down with little room, each common part once.

# The quickest: most of the rest is random digits of ids, which no level makes smaller.
_LEVEL = 1

FAULTS = (zlib.error, msgspec.MsgspecError, ValueError, IndexError)
"""What unpacking raises where the bytes are not what was packed."""


class Columns(msgspec.Struct, frozen=True, array_like=True):
    """The positions on one target, column by column.

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


class _Commons(msgspec.Struct, frozen=True, array_like=True):
    """What `Columns` holds, read without telling the positions apart."""

    common: tuple[Position, ...]
    ids: msgspec.Raw
    members: msgspec.Raw
    which: tuple[int, ...]


def pack(positions: Iterable[Position]) -> bytes:
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
    columns = Columns(tuple(numbers), tuple(ids), tuple(members), tuple(which))
    return zlib.compress(msgspec.json.encode(columns), _LEVEL)


def unpack(packed: bytes, target: str) -> dict[str, Position]:
    """The positions again, by member.

    Args:
        packed: the positions, packed.
        target: the id of their target, which is not in the packing.

    Raises:
        Damaged: the bytes are no packed positions.
    """
    try:
        columns = msgspec.json.decode(zlib.decompress(packed), type=Columns)
        return {
            member: msgspec.structs.replace(
                columns.common[number], id=made, target=target, member=member
            )
            for made, member, number in zip(
                columns.ids, map(sys.intern, columns.members), columns.which, strict=True
            )
        }
    except FAULTS as error:
        raise damaged(error) from error


def count_packed(packed: bytes, wanted: Callable[[Position], bool]) -> int:
    """How many of some positions are wanted, without unpacking each.

    Args:
        packed: the positions, packed.
        wanted: whether those are that have something in common; told it without id, target and
            member.

    Raises:
        Damaged: the bytes are no packed positions.
    """
    try:
        found = msgspec.json.decode(zlib.decompress(packed), type=_Commons)
        counts = Counter(found.which)
        return sum(count for number, count in counts.items() if wanted(found.common[number]))
    except FAULTS as error:
        raise damaged(error) from error


def damaged(error: Exception) -> Damaged:
    """Name what is wrong with what is unpacked as damage."""
    return Damaged(f"the snapshot is damaged ({error}); drop it with a repair")


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


# Rolls: who takes which stance on a target, as sets of seats, so that counting is quick.


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


# Rolls written down, so that counting needs none of the positions.


class PackedRoll(msgspec.Struct, frozen=True, array_like=True):
    """A roll with each version named once, and its sets of seats as bytes of any length.

    Attributes:
        versions: the ids of the versions.
        calls: each call with the number of its version, counted from 0, and the seats, the lowest
            byte first.
        conditional: the positions that have conditions, by member, as JSON, which keeps the time
            zone of every moment; empty where there are none.
    """

    versions: tuple[str, ...]
    calls: tuple[tuple[Stance, int, bytes], ...]
    conditional: bytes


_DECODER = msgspec.msgpack.Decoder(PackedRoll)
_CONDITIONAL = msgspec.json.Decoder(dict[str, Position])


def pack_roll(roll: Roll) -> bytes:
    """Pack a roll."""
    versions = {call.version: None for call in roll.calls}
    numbers = {version: number for number, version in enumerate(versions)}
    calls = tuple(
        (call.stance, numbers[call.version], call.seats.to_bytes(_length(call.seats), "little"))
        for call in roll.calls
    )
    conditional = msgspec.json.encode(roll.conditional) if roll.conditional else b""
    return msgspec.msgpack.encode(PackedRoll(tuple(versions), calls, conditional))


def _length(seats: int) -> int:
    return (seats.bit_length() + 7) // 8


def unpack_roll(packed: bytes) -> Roll:
    """The roll again.

    Raises:
        Damaged: the bytes are no packed roll.
    """
    try:
        found = _DECODER.decode(packed)
        versions = found.versions
        calls = tuple(
            [
                Call(stance, versions[number], int.from_bytes(seats, "little"))
                for stance, number, seats in found.calls
            ]
        )
        conditional = _CONDITIONAL.decode(found.conditional) if found.conditional else {}
    except FAULTS as error:
        raise damaged(error) from error
    return Roll(calls, conditional)


Value = TypeVar("Value")

# To a type checker the second is one of the first, which at work it is not.
_PACKED = (bytes, msgspec.Raw)


class PackedTable(MutableMapping[str, Value]):
    """A key to a value, which stays packed until somebody looks at it.

    Args:
        packed: a key to its value, written down.
        unpack: reads a value; told what was written down, and the key.

    Attributes:
        held: a key to its value, or to what was written down where nobody looked at it.
    """

    def __init__(self, packed: Mapping[str, bytes], unpack: Callable[[bytes, str], Value]) -> None:
        self.held: dict[str, Value | bytes] = {**packed}
        self._unpack = unpack

    def __getitem__(self, key: str) -> Value:
        held = self.held[key]
        if isinstance(held, _PACKED):
            held = self.held[key] = self._unpack(held, key)
        return held

    def get(self, key: str, default: Any = None) -> Any:
        """The value under a key; the default where there is none."""
        # Asked for every position that is held; the inherited one takes four times as long.
        held = self.held.get(key)
        if held is None:
            return default
        return self[key] if isinstance(held, _PACKED) else held

    def __setitem__(self, key: str, value: Value) -> None:
        self.held[key] = value

    def __delitem__(self, key: str) -> None:
        del self.held[key]

    def __contains__(self, key: object) -> bool:
        return key in self.held

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"


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
