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

# Positions on one target encoded compactly, each common part once.

# The fastest level: most of the rest is random digits of ids, which do not compress.
_LEVEL = 1

DECODING_ERRORS = (zlib.error, msgspec.MsgspecError, ValueError, IndexError)
"""Exceptions of decoding bytes that are not an encoded value."""


class Columns(msgspec.Struct, frozen=True, array_like=True):
    """The positions on one target, column by column."""

    common: tuple[Position, ...]  # positions without id, target and member
    ids: tuple[str, ...]  # of each position
    members: tuple[str, ...]  # the code of who holds each
    which: tuple[int, ...]  # the number of its common part, counted from 0


class _InternPool(msgspec.Struct, frozen=True, array_like=True):
    """The content of `Columns`, decoded without the ids and members."""

    common: tuple[Position, ...]
    ids: msgspec.Raw
    members: msgspec.Raw
    which: tuple[int, ...]


def encode_positions(positions: Iterable[Position]) -> bytes:
    """Encodes and compresses the positions on one target."""
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


def decode_positions(packed: bytes, target: str) -> dict[str, Position]:
    """Decodes the positions on a target, by member; raises Damaged."""
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
    except DECODING_ERRORS as error:
        raise as_damaged_error(error) from error


def _decode_common(packed: bytes) -> dict[Position, int]:
    """Counts the positions with the same common part; raises Damaged."""
    try:
        found = msgspec.json.decode(zlib.decompress(packed), type=_InternPool)
        return {found.common[number]: count for number, count in Counter(found.which).items()}
    except DECODING_ERRORS as error:
        raise as_damaged_error(error) from error


def as_damaged_error(error: Exception) -> Damaged:
    """Wraps a decoding error in `Damaged`."""
    return Damaged(f"the snapshot is damaged ({error}); drop it with a repair")


class MemberIndex:
    """Assigns a bit to each member.

    A set of members is an integer, so intersections and sizes need no loop over members. Members
    given to the constructor get the lowest bits, in order.
    """

    def __init__(self, members: Iterable[str] = ()) -> None:
        self._members: list[str] = []
        self._bits: dict[str, int] = {}
        for member in members:
            self.of(member)

    def of(self, member: str) -> int:
        """Returns the bit of a member, assigning the next one on first use."""
        bit = self._bits.get(member)
        if bit is None:
            bit = self._bits[member] = 1 << len(self._members)
            self._members.append(member)
        return bit

    def together(self, members: Iterable[str]) -> int:
        """Returns the bit set of several members."""
        bits = self._bits
        found = 0
        for member in members:
            found |= bits.get(member) or self.of(member)
        return found

    def members(self, bits: int) -> Iterator[str]:
        """Yields the members of a bit set, lowest bit first."""
        while bits:
            lowest = bits & -bits
            yield self._members[lowest.bit_length() - 1]
            bits ^= lowest

    def codes(self) -> tuple[str, ...]:
        """Returns the codes of all members that have a bit, lowest bit first."""
        return tuple(self._members)


class StanceBits(msgspec.Struct, frozen=True, gc=False):
    """The members who take one stance on one version without conditions."""

    stance: Stance  # the stance
    version: str  # the id of the version
    bits: int  # the bits of the members


@frozen
class StanceIndex:
    """The positions on one target, indexed by stance and version.

    It depends on positions alone: not on who counts, on merges or on decisions.
    """

    calls: tuple[StanceBits, ...]  # those that have no conditions, by stance and version
    conditional: Mapping[str, Position]  # member to position, for those that have conditions

    @classmethod
    def of(cls, positions: Iterable[Position], index: MemberIndex) -> StanceIndex:
        """Indexes positions, at most one of each member."""
        called: dict[tuple[Stance, str], list[str]] = {}
        conditional: dict[str, Position] = {}
        for position in positions:
            if position.conditions:
                conditional[position.member] = position
            else:
                said = position.stance, position.version
                called.setdefault(said, []).append(position.member)
        calls = tuple(
            StanceBits(stance, version, index.together(members))
            for (stance, version), members in called.items()
        )
        return cls(calls, conditional)

    def all_bits(self, index: MemberIndex) -> int:
        """Returns the bits of all members that hold a position."""
        found = index.together(self.conditional)
        for call in self.calls:
            found |= call.bits
        return found


NOBODY = StanceIndex((), {})
"""The index of a target without positions."""


class EncodedStanceIndex(msgspec.Struct, frozen=True, array_like=True):
    """A stance index with each version named once, and bit sets as little-endian bytes.

    Conditional positions are JSON, which keeps the time zone of every moment.
    """

    versions: tuple[str, ...]  # their ids
    calls: tuple[tuple[Stance, int, bytes], ...]  # the version by its number
    conditional: bytes  # by member; empty if there are none


_DECODER = msgspec.msgpack.Decoder(EncodedStanceIndex)
_CONDITIONAL = msgspec.json.Decoder(dict[str, Position])


def encode_stance_index(roll: StanceIndex) -> bytes:
    """Encodes a stance index."""
    versions = {call.version: None for call in roll.calls}
    numbers = {version: number for number, version in enumerate(versions)}
    calls = tuple(
        (call.stance, numbers[call.version], call.bits.to_bytes(_length(call.bits), "little"))
        for call in roll.calls
    )
    conditional = msgspec.json.encode(roll.conditional) if roll.conditional else b""
    return msgspec.msgpack.encode(EncodedStanceIndex(tuple(versions), calls, conditional))


def _length(bits: int) -> int:
    return (bits.bit_length() + 7) // 8


def decode_stance_index(packed: bytes) -> StanceIndex:
    """Decodes a stance index; raises Damaged."""
    try:
        found = _DECODER.decode(packed)
        versions = found.versions
        calls = tuple(
            [
                StanceBits(stance, versions[number], int.from_bytes(bits, "little"))
                for stance, number, bits in found.calls
            ]
        )
        conditional = _CONDITIONAL.decode(found.conditional) if found.conditional else {}
    except DECODING_ERRORS as error:
        raise as_damaged_error(error) from error
    return StanceIndex(calls, conditional)


Value = TypeVar("Value")

# mypy treats msgspec.Raw as bytes; at run time it is not a subclass, so both are listed.
_ENCODED = (bytes, msgspec.Raw)


class LazyTable(MutableMapping[str, Value]):
    """Mapping that decodes each value on first access.

    `entries` maps each key to its value, or to the encoded value until it is read.
    """

    def __init__(self, packed: Mapping[str, bytes], decode: Callable[[bytes, str], Value]) -> None:
        self.entries: dict[str, Value | bytes] = {**packed}
        self._decode = decode

    def __getitem__(self, key: str) -> Value:
        held = self.entries[key]
        if isinstance(held, _ENCODED):
            held = self.entries[key] = self._decode(held, key)
        return held

    def get(self, key: str, default: Any = None) -> Any:
        """Returns the value of a key, or the default."""
        # Called for every position; the inherited method takes four times as long.
        held = self.entries.get(key)
        if held is None:
            return default
        return self[key] if isinstance(held, _ENCODED) else held

    def __setitem__(self, key: str, value: Value) -> None:
        self.entries[key] = value

    def __delitem__(self, key: str) -> None:
        del self.entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"


class PositionTable(LazyTable[dict[str, Position]]):
    """Mapping of target to the position of each member, and of target to a `StanceIndex`.

    `rolls` has the index of a target, encoded until it is read; a change of positions drops it
    through the journal. `member_index` has the bits of members in these.
    """

    def __init__(
        self,
        packed: Mapping[str, bytes] | None = None,
        rolls: Mapping[str, bytes] | None = None,
        member_index: MemberIndex | None = None,
    ) -> None:
        super().__init__(packed or {}, decode_positions)
        self.rolls: dict[str, StanceIndex | bytes] = {**(rolls or {})}
        self.member_index: MemberIndex = member_index or MemberIndex()

    def stance_index(self, target: str) -> StanceIndex:
        """Returns the index of positions on a target, built or decoded on first access."""
        roll = self.rolls.get(target)
        if roll is None:
            if target not in self:
                return NOBODY
            roll = self.rolls[target] = StanceIndex.of(self[target].values(), self.member_index)
        elif isinstance(roll, bytes):
            roll = self.rolls[target] = decode_stance_index(roll)
        return roll

    def count(self, target: str, wanted: Callable[[Position], bool]) -> int:
        """Counts the positions on a target that match a predicate, without decoding each.

        The predicate must not depend on id, target and member.
        """
        held = self.entries.get(target, {})
        if isinstance(held, bytes):
            return sum(count for each, count in _decode_common(held).items() if wanted(each))
        return sum(map(wanted, held.values()))

    def common_parts(self) -> Iterator[Position]:
        """Yields what positions say, without decoding each; ids and members may be empty."""
        for held in self.entries.values():
            yield from _decode_common(held) if isinstance(held, bytes) else held.values()

    def encoded(self) -> Iterator[tuple[str, bytes]]:
        """Yields each target with its encoded positions, reused unless they were decoded."""
        for target, held in self.entries.items():
            yield target, held if isinstance(held, bytes) else encode_positions(held.values())

    def encoded_stance_indexes(self) -> Iterator[tuple[str, bytes]]:
        """Yields each target with its encoded index; those not decoded are reused."""
        for target in self:
            roll = self.rolls.get(target)
            yield (
                target,
                roll if isinstance(roll, bytes) else encode_stance_index(self.stance_index(target)),
            )

    def differing(self, other: PositionTable) -> str:
        """Returns `positions` or `rolls` if these differ from another table's; empty if neither.

        Indexes are compared by member, since bits depend on how a table was made. Targets are
        decoded one by one and not kept: a million positions take a gigabyte.
        """
        if self.keys() != other.keys() or self.rolls.keys() - self:
            return "positions"
        index = MemberIndex()
        for target, held in self.entries.items():
            found = decode_positions(held, target) if isinstance(held, bytes) else held
            if found != other[target]:
                return "positions"
            packed = self.rolls[target]
            roll = decode_stance_index(packed) if isinstance(packed, bytes) else packed
            anew = StanceIndex.of(found.values(), index)
            if _by_member(roll, self.member_index) != _by_member(anew, index):
                return "rolls"
        return ""


def _by_member(
    roll: StanceIndex, index: MemberIndex
) -> tuple[list[tuple[str, str, list[str]]], dict[str, Position]]:
    calls = [(each.stance, each.version, sorted(index.members(each.bits))) for each in roll.calls]
    return sorted(calls), dict(roll.conditional)
