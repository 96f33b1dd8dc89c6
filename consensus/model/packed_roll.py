"""Rolls written down, so that counting needs none of the positions."""

from __future__ import annotations

import msgspec

from consensus.model.packed_positions import damage_named
from consensus.model.position import Position
from consensus.model.roll import Roll
from consensus.model.stance import Stance


class PackedRoll(msgspec.Struct, frozen=True, array_like=True):
    """A roll with its sets of seats as hexadecimal digits, for numbers end at 64 bits."""

    unconditional: dict[Stance, dict[str, str]]
    conditional: dict[str, Position]


def pack_roll(roll: Roll) -> bytes:
    """Pack a roll."""
    seats = {
        stance: {version: f"{taking:x}" for version, taking in versions.items()}
        for stance, versions in roll.unconditional.items()
    }
    return msgspec.json.encode(PackedRoll(seats, dict(roll.conditional)))


def unpack_roll(packed: bytes) -> Roll:
    """The roll again.

    Raises:
        Damaged: the bytes are no packed roll.
    """
    with damage_named():
        roll = msgspec.json.decode(packed, type=PackedRoll)
        seats = {
            stance: {version: int(taking, 16) for version, taking in versions.items()}
            for stance, versions in roll.unconditional.items()
        }
        return Roll(seats, roll.conditional)
