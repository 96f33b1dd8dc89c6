"""Snapshots: a state written down, so that opening need not replay the whole log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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

_ENCODER = msgspec.json.Encoder()
_TABLES = tuple(
    field.name for field in attrs.fields(State) if field.name not in ("positions", "journal")
)


class _PackedRoll(msgspec.Struct, frozen=True, array_like=True):
    """A roll as it lies in a snapshot: seats as hexadecimal digits, for numbers end at 64 bits."""

    unconditional: dict[Stance, dict[str, str]]
    conditional: dict[str, Position]


class _Packed(msgspec.Struct, frozen=True):
    """The table of positions; those on a target are read when somebody looks at them.

    Attributes:
        positions: target to the positions on it, packed.
        rolls: target to its roll, so that counting need not look at the positions.
        seats: the codes of the members in the order of the seats.
    """

    positions: dict[str, bytes]
    rolls: dict[str, _PackedRoll]
    seats: tuple[str, ...]


class Snapshot(msgspec.Struct, frozen=True):
    """The state after a number of steps.

    Attributes:
        layout: a digest of the tables and nouns it was written with; another one is ignored.
        head: the hash of the last step it includes.
        steps: how many steps it includes.
        tables: table name to its content, as JSON.
        positions: the table of positions.
    """

    layout: str
    head: str
    steps: int
    tables: dict[str, msgspec.Raw]
    positions: _Packed


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

    for kind in (State, Snapshot, Columns):
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
    written = bytearray(b"{")
    _append(written, "layout", layout())
    _append(written, "head", head)
    _append(written, "steps", steps)
    _append_all(written, "tables", ((name, getattr(state, name)) for name in _TABLES))
    _name(written, "positions")
    written += b"{"
    _append_all(written, "positions", positions.packed())
    rolls = ((target, _pack(positions.roll(target))) for target in positions)
    _append_all(written, "rolls", rolls)
    _append(written, "seats", positions.seats.codes())
    written += b"}}"
    return written


def _append(written: bytearray, name: str, value: object) -> None:
    """Write one field of an object of JSON behind what is there."""
    _name(written, name)
    _ENCODER.encode_into(value, written, len(written))


def _append_all(written: bytearray, name: str, fields: Iterable[tuple[str, object]]) -> None:
    """Write a field that is an object itself, whose fields come one by one."""
    _name(written, name)
    written += b"{"
    for each, value in fields:
        _append(written, each, value)
    written += b"}"


def _name(written: bytearray, name: str) -> None:
    if not written.endswith(b"{"):
        written += b","
    _ENCODER.encode_into(name, written, len(written))
    written += b":"


def read_snapshot(stored: bytes) -> tuple[State, str, int] | None:
    """Read a state back, with the head and the number of steps it includes.

    Returns:
        None when it was written with another layout or is damaged; the log has it all.
    """
    try:
        snapshot = msgspec.json.decode(stored, type=Snapshot)
        if snapshot.layout != layout():
            return None
        hints = get_type_hints(State)
        tables = {
            name: msgspec.json.decode(snapshot.tables[name], type=hints[name]) for name in _TABLES
        }
        rolls = {target: _unpack(roll) for target, roll in snapshot.positions.rolls.items()}
    except (msgspec.MsgspecError, KeyError, ValueError):
        return None
    packed = snapshot.positions
    positions = PositionTable(packed.positions, rolls, Seats(packed.seats))
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
