"""The nouns of a working group: everything known about it, as frozen values."""

from __future__ import annotations

import attrs
from attrs import frozen


@frozen(kw_only=True, repr=False)
class Recorded:
    """Base of what an operation makes, and of operations, which give it their id.

    What a person states of a noun are the fields of one base, such as `UndertakingFields`: the noun
    adds what became of it, and the operation that makes it inherits them to be stored.

    Attributes:
        id: the id of the operation that made it.
    """

    id: str = ""

    def __repr__(self) -> str:
        # One for all nouns and operations: attrs compiles a repr for each class, a third of the
        # time that it takes to define one, and commands define a hundred of them at their start.
        fields = (each.name for each in attrs.fields(type(self)) if each.repr)
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields)
        return f"{type(self).__qualname__}({values})"
