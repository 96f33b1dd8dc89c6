"""The nouns of a working group: everything known about it, as frozen values."""

from __future__ import annotations

import attrs
from attrs import frozen


@frozen(kw_only=True, repr=False, eq=False)
class Recorded:
    """Base of what an operation makes, and of operations, which give it their id.

    What a person states of a noun are the fields of one base, such as `UndertakingFields`: the noun
    adds what became of it, and the operation that makes it inherits them to be stored.

    Attributes:
        id: the id of the operation that made it.
    """

    id: str = ""

    # One of each for all nouns and operations: attrs compiles them for each class, more than half
    # the time that it takes to define one, and commands define a hundred of them at their start.

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self._values())
        return f"{type(self).__qualname__}({values})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recorded) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), *self._values()))

    def _values(self) -> list[tuple[str, object]]:
        return [(each.name, getattr(self, each.name)) for each in attrs.fields(type(self))]
