"""Settlements: what a conflict may be settled by."""

from __future__ import annotations

from typing import TypeAlias

from attrs import field, frozen

from consensus.errors import InvalidChoice


def _named(keys: tuple[str, ...]) -> tuple[str, ...]:
    if not keys:
        raise InvalidChoice("name at least one proposal")
    return tuple(dict.fromkeys(keys))


@frozen(init=False)
class Take:
    """Settled in favour of one proposal, or of several that can be carried out together.

    Attributes:
        keys: the proposals.
    """

    keys: tuple[str, ...]

    def __init__(self, *keys: str) -> None:
        self.__attrs_init__(_named(keys))


@frozen
class KeepBase:
    """Settled for the wording of the base."""


@frozen
class Reword:
    """Settled by new wording.

    Attributes:
        text: what stands in place of the conflict, white space at its edges included.
    """

    text: str = field()


@frozen
class InBrackets:
    """Left open in the text: the options are written as a bracket."""


@frozen(init=False)
class InOrder:
    """Settled for several pure insertions at one place, in the order given.

    Attributes:
        keys: the proposals.
    """

    keys: tuple[str, ...]

    def __init__(self, *keys: str) -> None:
        self.__attrs_init__(_named(keys))


Settlement: TypeAlias = Take | KeepBase | Reword | InBrackets | InOrder
