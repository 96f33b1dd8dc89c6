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


def write_snapshot(state: State, head: str, steps: int) -> bytes:
    """Write a state down.

    Args:
        state: the state.
        head: the hash of the last step it includes.
        steps: how many steps it includes.
    """
    positions = state.positions
    packed = _Packed(
        positions=dict(positions.packed()),
        rolls={target: _pack(positions.roll(target)) for target in positions},
        seats=positions.seats.codes(),
    )
    # Not by way of `Snapshot`, which would need every table in memory as JSON first.
    return msgspec.json.encode(
        {
            "layout": layout(),
            "head": head,
            "steps": steps,
            "tables": {name: getattr(state, name) for name in _TABLES},
            "positions": packed,
        }
    )


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
