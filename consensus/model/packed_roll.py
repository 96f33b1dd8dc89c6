"""Rolls written down, so that counting needs none of the positions."""

from __future__ import annotations

import msgspec

from consensus.model.packed_positions import FAULTS, damaged
from consensus.model.positions import Position
from consensus.model.roll import Call, Roll
from consensus.model.stance import Stance


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
