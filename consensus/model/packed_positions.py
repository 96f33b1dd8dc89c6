"""Positions on one target written down with little room, each common part once."""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from consensus.errors import Damaged
from consensus.model.positions import Position

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
