"""Snapshots: a state written down, so that opening need not replay the whole log."""

from __future__ import annotations

import hashlib
from typing import Any, get_type_hints

import attrs
import msgspec

from consensus.model.state import State

_TABLES = tuple(field.name for field in attrs.fields(State) if field.name != "journal")


class Snapshot(msgspec.Struct, frozen=True):
    """The state after a number of steps.

    Attributes:
        layout: a digest of the tables and nouns it was written with; another one is ignored.
        head: the hash of the last step it includes.
        steps: how many steps it includes.
        tables: table name to its content, as JSON.
    """

    layout: str
    head: str
    steps: int
    tables: dict[str, msgspec.Raw]


def layout() -> str:
    """A digest of the shape of the state; it changes whenever a noun changes its fields."""
    seen: dict[str, str] = {}

    def describe(kind: Any) -> None:
        for argument in getattr(kind, "__args__", ()):
            describe(argument)
        if attrs.has(kind) and kind.__name__ not in seen:
            hints = get_type_hints(kind)
            fields = [(field.name, str(hints[field.name])) for field in attrs.fields(kind)]
            seen[kind.__name__] = repr(fields)
            for field in attrs.fields(kind):
                describe(hints[field.name])

    describe(State)
    return hashlib.sha256(repr(sorted(seen.items())).encode()).hexdigest()[:16]


def write_snapshot(state: State, head: str, steps: int) -> bytes:
    """Write a state down.

    Args:
        state: the state.
        head: the hash of the last step it includes.
        steps: how many steps it includes.
    """
    tables = {name: msgspec.Raw(msgspec.json.encode(getattr(state, name))) for name in _TABLES}
    return msgspec.json.encode(Snapshot(layout(), head, steps, tables))


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
    except (msgspec.MsgspecError, KeyError, UnicodeDecodeError):
        return None
    return State(**tables), snapshot.head, snapshot.steps
