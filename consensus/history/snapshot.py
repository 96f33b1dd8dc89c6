"""Snapshots: a state written down, so that opening need not replay the whole log."""

from __future__ import annotations

import hashlib
from typing import Any, get_type_hints

import attrs
import msgspec

from consensus.model.packed_positions import Columns
from consensus.model.position import Position
from consensus.model.position_table import PositionTable
from consensus.model.roll import Roll
from consensus.model.seats import Seats
from consensus.model.stance import Stance
from consensus.model.state import State

_PACKER = msgspec.msgpack.Encoder()
_TABLES = tuple(
    field.name for field in attrs.fields(State) if field.name not in ("positions", "journal")
)
# A map and bytes whose length follows as 32 bits (specification of MessagePack, "formats").
_MAP, _BYTES = b"\xdf", b"\xc6"


class _PackedRoll(msgspec.Struct, frozen=True, array_like=True):
    """A roll as it lies in a snapshot: seats as hexadecimal digits, for numbers end at 64 bits."""

    unconditional: dict[Stance, dict[str, str]]
    conditional: dict[str, Position]


class Snapshot(msgspec.Struct, frozen=True):
    """The state after a number of steps.

    The whole is MessagePack, in which packed positions lie as they are; the rest of the state in it
    is JSON, which keeps the time zone of every moment, where MessagePack tells all in one.

    Attributes:
        layout: a digest of the tables and nouns it was written with; another one is ignored.
        head: the hash of the last step it includes.
        steps: how many steps it includes.
        seats: the codes of the members in the order of the seats.
        tables: table name to its content, as JSON.
        rolls: target to its roll, so that counting need not look at the positions, as JSON.
        positions: target to the positions on it, packed; read when somebody looks at them.
    """

    layout: str
    head: str
    steps: int
    seats: tuple[str, ...]
    tables: dict[str, memoryview]
    rolls: memoryview
    positions: dict[str, bytes]


def layout() -> str:
    """A digest of the shape of the state; it changes whenever a noun changes its fields."""
    seen: dict[str, str] = {}

    def describe(kind: Any) -> None:
        for argument in getattr(kind, "__args__", ()):
            describe(argument)
        names = _field_names(kind)
        if names and kind.__name__ not in seen:
            hints = get_type_hints(kind)
            seen[kind.__name__] = repr([(name, str(hints[name])) for name in names])
            for name in names:
                describe(hints[name])

    for kind in (State, Snapshot, _PackedRoll, Columns):
        describe(kind)
    return hashlib.sha256(repr(sorted(seen.items())).encode()).hexdigest()[:16]


def _field_names(kind: Any) -> tuple[str, ...]:
    if attrs.has(kind):
        return tuple(field.name for field in attrs.fields(kind))
    return getattr(kind, "__struct_fields__", ())


def write_snapshot(state: State, head: str, steps: int) -> bytearray:
    """Write a state down.

    Args:
        state: the state.
        head: the hash of the last step it includes.
        steps: how many steps it includes.
    """
    # Piece by piece, since the whole as values, or every table as JSON beside the others, would
    # take as much memory again as the state.
    positions = state.positions
    rolls = {target: _pack(positions.roll(target)) for target in positions}
    written = bytearray(_header(_MAP, len(Snapshot.__struct_fields__)))
    _append(written, "layout", layout())
    _append(written, "head", head)
    _append(written, "steps", steps)
    _append(written, "seats", positions.seats.codes())
    _append(written, "tables")
    written += _header(_MAP, len(_TABLES))
    for name in _TABLES:
        _append_bytes(written, name, msgspec.json.encode(getattr(state, name)))
    _append_bytes(written, "rolls", msgspec.json.encode(rolls))
    _append(written, "positions")
    written += _header(_MAP, len(positions))
    for target, packed in positions.packed():
        _append_bytes(written, target, packed)
    return written


def _header(kind: bytes, length: int) -> bytes:
    return kind + length.to_bytes(4, "big")


def _append(written: bytearray, *values: object) -> None:
    """Write values one behind the other: a name and what it names, or one whose rest follows."""
    for value in values:
        _PACKER.encode_into(value, written, len(written))


def _append_bytes(written: bytearray, name: str, content: bytes) -> None:
    """Write a name and bytes that it names."""
    _append(written, name)
    written += _header(_BYTES, len(content))
    written += content


def read_snapshot(stored: bytes) -> tuple[State, str, int] | None:
    """Read a state back, with the head and the number of steps it includes.

    Returns:
        None when it was written with another layout or is damaged; the log has it all.
    """
    try:
        snapshot = msgspec.msgpack.decode(stored, type=Snapshot)
        if snapshot.layout != layout():
            return None
        hints = get_type_hints(State)
        tables = {
            name: msgspec.json.decode(snapshot.tables[name], type=hints[name]) for name in _TABLES
        }
        rolls = {
            target: _unpack(roll)
            for target, roll in msgspec.json.decode(
                snapshot.rolls, type=dict[str, _PackedRoll]
            ).items()
        }
    except (msgspec.MsgspecError, KeyError, ValueError):
        return None
    positions = PositionTable(snapshot.positions, rolls, Seats(snapshot.seats))
    return State(**tables, positions=positions), snapshot.head, snapshot.steps


def _pack(roll: Roll) -> _PackedRoll:
    seats = {
        stance: {version: f"{taking:x}" for version, taking in versions.items()}
        for stance, versions in roll.unconditional.items()
    }
    return _PackedRoll(seats, dict(roll.conditional))


def _unpack(roll: _PackedRoll) -> Roll:
    seats = {
        stance: {version: int(taking, 16) for version, taking in versions.items()}
        for stance, versions in roll.unconditional.items()
    }
    return Roll(seats, roll.conditional)
