"""Snapshots: a serialized state, so that opening need not replay the whole log."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from inspect import get_annotations
from itertools import islice
from typing import Any, get_args, get_type_hints

import attrs
import msgspec

from consensus.errors import Damaged
from consensus.model.position_table import (
    Columns,
    EncodedStanceIndex,
    LazyTable,
    MemberIndex,
    PositionTable,
    as_damaged_error,
)
from consensus.model.state import State

_TABLES = tuple(
    field.name for field in attrs.fields(State) if field.name not in ("positions", "journal")
)
# Of these somebody who opens a record looks at a few.
_SELDOM = ("versions", "objections")
_NAME = re.compile(r"\w+")

# A part is at most some hundred kilobytes, so that its room is soon used again.
_ENTRIES = 250
_LENGTH_BYTES = 4
# What a store can be asked for.
_MOST_STEPS = 1 << 32

# Tells it from a snapshot in any other form, or of steps that came to something else before.
_MARK = b"consensus snapshot in parts, 2\n"


class ReplayStart(msgspec.Struct, frozen=True):
    """The header of a snapshot: the point from which steps are replayed."""

    layout: str  # a digest of the tables and nouns it was written with; another one is ignored
    head: str  # the hash of the last step it includes
    steps: int  # how many steps it includes


class Part(msgspec.Struct, frozen=True, array_like=True):
    """Some entries of a table; every table has at least one part, perhaps empty.

    Those of tables of the state are JSON, which keeps the time zone of every moment; MessagePack
    does not. `rolls` and `positions` are in MessagePack, target to its encoded stance index and to
    the encoded positions on it, and `seats`, the code of each member that has a bit to its number.
    """

    table: str
    entries: memoryview


_PACKED = msgspec.msgpack.Decoder(dict[str, bytes])
_OTHERS: dict[str, msgspec.msgpack.Decoder[Any]] = {
    "rolls": _PACKED,
    "positions": _PACKED,
    "seats": msgspec.msgpack.Decoder(dict[str, int]),
}


@cache
def layout() -> str:
    """Returns a digest of the fields of the state's classes, which changes with any of them."""
    seen: dict[type, str] = {}
    waiting: list[Any] = [State, ReplayStart, Part, EncodedStanceIndex, Columns]
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
    """Serializes a state that includes `steps` steps up to `head`."""
    # Part by part, since the whole as values, or a table as JSON beside what is written, would
    # take as much memory again.
    written = bytearray(_MARK)
    _append(written, ReplayStart(layout(), head, steps))
    for name in _TABLES:
        table = getattr(state, name)
        held = table.entries if isinstance(table, LazyTable) else table
        for entries in _in_parts(held.items()):
            _append(written, Part(name, memoryview(msgspec.json.encode(entries))))
    positions = state.positions
    for name, packed in (
        ("rolls", positions.encoded_stance_indexes()),
        ("positions", positions.encoded()),
    ):
        for entries in _in_parts(packed):
            _append(written, Part(name, memoryview(msgspec.msgpack.encode(entries))))
    # Last, since whoever has none is given a bit when a roll is called.
    bits = {code: number for number, code in enumerate(positions.member_index.codes())}
    _append(written, Part("seats", memoryview(msgspec.msgpack.encode(bits))))
    return written


def _in_parts(entries: Iterable[tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    waiting = iter(entries)
    yield dict(islice(waiting, _ENTRIES))
    while part := dict(islice(waiting, _ENTRIES)):
        yield part


def _append(written: bytearray, content: ReplayStart | Part) -> None:
    encoded = msgspec.msgpack.encode(content)
    written += len(encoded).to_bytes(_LENGTH_BYTES, "big")
    written += encoded


def read_snapshot(source: Callable[[int], bytes]) -> tuple[State, str, int] | None:
    """Deserializes a state, with the head and the number of steps it includes.

    Returns None for a snapshot of another layout or a damaged one; the log is complete.
    """
    if source(len(_MARK)) != _MARK:
        return None
    contents = _contents(source)
    found: dict[str, Any] = {}
    try:
        start = msgspec.msgpack.decode(next(contents, b""), type=ReplayStart)
        if start.layout != layout() or not 0 <= start.steps < _MOST_STEPS:
            return None
        hints = get_type_hints(State)
        decoders = {
            name: msgspec.json.Decoder(dict[str, msgspec.Raw] if name in _SELDOM else hints[name])
            for name in _TABLES
        }
        for content in contents:
            part = msgspec.msgpack.decode(content, type=Part)
            decoder = decoders.get(part.table) or _OTHERS[part.table]
            found.setdefault(part.table, {}).update(decoder.decode(part.entries))
        for name in _SELDOM:
            _, kind = get_args(hints[name])
            found[name] = LazyTable(found[name], partial(_unpack, kind))
        index = MemberIndex(sorted(found["seats"], key=found["seats"].get))
        positions = PositionTable(found["positions"], found["rolls"], index)
        state = State(**{name: found[name] for name in _TABLES}, positions=positions)
    except (msgspec.MsgspecError, KeyError, ValueError):
        return None
    return state, start.head, start.steps


def _contents(source: Callable[[int], bytes]) -> Iterator[bytes]:
    while length := source(_LENGTH_BYTES):
        yield source(int.from_bytes(length, "big"))


def differing_table(kept: State, replayed: State) -> str:
    """Returns the name of a table in which a snapshot differs from a replay; empty if none.

    Tables are compared by value, since their order depends on how the state was made.
    """
    try:
        for name in _TABLES:
            if getattr(kept, name) != getattr(replayed, name):
                return name
        return kept.positions.differing(replayed.positions)
    except (Damaged, KeyError, IndexError):
        # An entry cannot be read, or a roll names a bit that no member has.
        return "entries"


def _unpack(kind: Any, written: bytes, key: str) -> Any:
    try:
        return msgspec.json.decode(written, type=kind)
    except msgspec.MsgspecError as error:
        raise as_damaged_error(error) from error
