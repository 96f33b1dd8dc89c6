"""Tables that are read entry by entry, when somebody looks at one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")

# To a type checker the second is one of the first, which at work it is not.
_PACKED = (bytes, msgspec.Raw)


class PackedTable(MutableMapping[str, Value]):
    """A key to a value, which stays packed until somebody looks at it.

    Args:
        packed: a key to its value, written down.
        unpack: reads a value; told what was written down, and the key.

    Attributes:
        held: a key to its value, or to what was written down where nobody looked at it.
    """

    def __init__(self, packed: Mapping[str, bytes], unpack: Callable[[bytes, str], Value]) -> None:
        self.held: dict[str, Value | bytes] = {**packed}
        self._unpack = unpack

    def __getitem__(self, key: str) -> Value:
        held = self.held[key]
        if isinstance(held, _PACKED):
            held = self.held[key] = self._unpack(held, key)
        return held

    def get(self, key: str, default: Any = None) -> Any:
        """The value under a key; the default where there is none."""
        # Asked for every position that is held; the inherited one takes four times as long.
        held = self.held.get(key)
        if held is None:
            return default
        return self[key] if isinstance(held, _PACKED) else held

    def __setitem__(self, key: str, value: Value) -> None:
        self.held[key] = value

    def __delitem__(self, key: str) -> None:
        del self.held[key]

    def __contains__(self, key: object) -> bool:
        return key in self.held

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"
