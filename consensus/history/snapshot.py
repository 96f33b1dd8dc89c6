"""Snapshots: a state written down, so that opening need not replay the whole log."""

from __future__ import annotations

import hashlib
import re
import sys
from functools import cache, partial
from inspect import get_annotations
from typing import Any, get_args, get_type_hints

import attrs
import msgspec

from consensus.model.packed_positions import Columns, damaged
from consensus.model.packed_roll import PackedRoll
from consensus.model.packed_table import PackedTable
from consensus.model.position_table import PositionTable
from consensus.model.seats import Seats
from consensus.model.state import State

_PACKER = msgspec.msgpack.Encoder()
_TABLES = tuple(
    field.name for field in attrs.fields(State) if field.name not in ("positions", "journal")
)
# Of these somebody who opens a record looks at a few.
_PACKED = ("versions", "objections")
# A map and bytes whose length follows as 32 bits (specification of MessagePack, "formats").
_MAP, _BYTES = b"\xdf", b"\xc6"
_NAME = re.compile(r"\w+")


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
        rolls: target to its roll, packed, so that counting need not look at the positions.
        positions: target to the positions on it, packed; both are read when somebody asks for them.
    """

    layout: str
    head: str
    steps: int
    seats: tuple[str, ...]
    tables: dict[str, memoryview]
    rolls: dict[str, bytes]
    positions: dict[str, bytes]


@cache
def layout() -> str:
    """A digest of the shape of the state; it changes whenever a noun changes its fields."""
    seen: dict[type, str] = {}
    waiting: list[Any] = [State, Snapshot, PackedRoll, Columns]
    while waiting:
        kind = waiting.pop()
        # What an alias stands for.
        waiting.extend(get_args(kind))
        if not isinstance(kind, type) or kind in seen:
            continue
        if annotations := get_annotations(kind):
            # What is not written down is read as the default.
            defaults = getattr(kind, "__struct_defaults__", ())
            seen[kind] = repr((kind.__name__, annotations, defaults))
            # Only the names in annotations are looked up, since evaluating them takes long.
            known = vars(sys.modules[kind.__module__])
            names = _NAME.findall(" ".join(annotations.values()))
            waiting.extend((*kind.__bases__, *(known[name] for name in names if name in known)))
    return hashlib.sha256(repr(sorted(seen.values())).encode()).hexdigest()[:16]


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
    written = bytearray(_header(_MAP, len(Snapshot.__struct_fields__)))
    _append(written, "layout", layout())
    _append(written, "head", head)
    _append(written, "steps", steps)
    _append(written, "tables")
    written += _header(_MAP, len(_TABLES))
    for name in _TABLES:
        table = getattr(state, name)
        held = table.held if isinstance(table, PackedTable) else table
        _append_bytes(written, name, msgspec.json.encode(held))
    for field, packed in ("rolls", positions.packed_rolls()), ("positions", positions.packed()):
        _append(written, field)
        written += _header(_MAP, len(positions))
        for target, content in packed:
            _append_bytes(written, target, content)
    # Last, since whoever has none is given a seat when a roll is called.
    _append(written, "seats", positions.seats.codes())
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
        tables = {name: _read_table(name, hints[name], snapshot.tables[name]) for name in _TABLES}
    except (msgspec.MsgspecError, KeyError, ValueError):
        return None
    positions = PositionTable(snapshot.positions, snapshot.rolls, Seats(snapshot.seats))
    return State(**tables, positions=positions), snapshot.head, snapshot.steps


def _read_table(name: str, kind: Any, written: memoryview) -> Any:
    if name not in _PACKED:
        return msgspec.json.decode(written, type=kind)
    _, value = get_args(kind)
    return PackedTable(
        msgspec.json.decode(written, type=dict[str, msgspec.Raw]),
        partial(_unpack, value),
    )


def _unpack(kind: Any, written: bytes, key: str) -> Any:
    try:
        return msgspec.json.decode(written, type=kind)
    except msgspec.MsgspecError as error:
        raise damaged(error) from error
