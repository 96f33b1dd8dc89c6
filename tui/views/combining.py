"""Settling a conflict for several of its options at once."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.text.hunk import Conflict, Option
from consensus.text.settlement import InOrder, Settlement, Take


def together(conflict: Conflict, options: Sequence[Option]) -> Take:
    """Settle a conflict for options that can be carried out together.

    Raises:
        ValueError: they exclude each other, or one is the wording as it stands.
    """
    taken = Take(*(key for option in options for key in option.by))
    conflict.settled(taken)
    return taken


def both(conflict: Conflict, options: Sequence[Option]) -> tuple[Settlement, ...]:
    """The ways to settle a conflict for two options: one, or one for each order.

    Raises:
        ValueError: they cannot both be had.
    """
    try:
        return (together(conflict, options),)
    except ValueError:
        pass
    one, other = options
    ways: dict[str, Settlement] = {}
    try:
        for first, second in ((one, other), (other, one)):
            way = InOrder(*first.by, *second.by)
            ways.setdefault(conflict.settled(way).text, way)
    except ValueError:
        raise ValueError(
            f"{', '.join(one.by)} and {', '.join(other.by)} exclude each other here; both can be"
            " had only where they put words in at one place"
        ) from None
    return tuple(ways.values())
