"""The nouns of a working group: everything known about it, as frozen values."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Recorded:
    """Base of what an operation makes, and of operations, which give it their id.

    What a person states of a noun are the fields of one base, such as `UndertakingFields`: the noun
    adds what became of it, and the operation that makes it inherits them to be stored.

    Attributes:
        id: the id of the operation that made it.
    """

    id: str = ""
