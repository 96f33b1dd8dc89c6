"""Settling a conflict for several of its options at once."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.text.combination import (
    Conflict,
    InOrder,
    KeepBase,
    Option,
    Settlement,
    Take,
)


def taking(option: Option) -> Settlement:
    """The settlement that leaves an option in place of its conflict."""
    return Take(*option.by) if option.by else KeepBase()


def added(conflict: Conflict, chosen: Sequence[str], option: Option) -> Take:
    """Settle a conflict for one more option; without it, if it was among them with others.

    Args:
        conflict: the conflict.
        chosen: the handles of the amendments that it is settled for by now.
        option: the option.

    Raises:
        ValueError: they exclude each other, or it is the wording as it stands.
    """
    if not option.by:
        raise ValueError("the text as it stands goes together with no other wording")
    before = [each for each in conflict.options if set(each.by) & set(chosen)]
    if option not in before:
        return _together(conflict, [*before, option])
    return _together(conflict, [each for each in before if each != option] or [option])


def _together(conflict: Conflict, options: Sequence[Option]) -> Take:
    taken = Take(*(key for option in options for key in option.by))
    conflict.settled(taken)
    return taken


def pair(conflict: Conflict, chosen: Sequence[str], here: Option | None) -> tuple[Option, ...]:
    """The two options that are meant by both.

    Args:
        conflict: the conflict.
        chosen: the handles of the amendments that it is settled for by now.
        here: the option that the cursor is on; None for none.

    Raises:
        ValueError: there are more, and it is not clear which are meant.
    """
    proposed = [each for each in conflict.options if each.by]
    before = [each for each in proposed if set(each.by) & set(chosen) and each != here]
    if here is not None and here.by and len(before) == 1:
        return before[0], here
    if len(proposed) != 2:
        raise ValueError("choose one wording with Enter, go to the other, then t")
    return tuple(proposed)


def both(conflict: Conflict, options: Sequence[Option]) -> tuple[Settlement, ...]:
    """The ways to settle a conflict for two options: one, or one for each order.

    Raises:
        ValueError: they cannot both be had.
    """
    if conflict.kind == "substance":
        try:
            return (_together(conflict, options),)
        except ValueError:
            # They exclude each other, unless they can stand one after the other.
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
