"""The order in which people go through what is in a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from consensus.model.amendments import Amendment
from consensus.model.state import State


def targets_in_order(state: State, drafts: Sequence[str]) -> Iterator[str]:
    """The ids of what can be decided: items with the amendments to each, insertions, packages.

    Headings are left out, the amendments to them are not. What joins several items is below each
    of them, and stands with the first.

    Args:
        state: the state.
        drafts: the ids of the drafts; packages over several drafts come last.
    """
    seen: set[str] = set()
    for target in _as_they_stand(state, drafts):
        if target not in seen:
            seen.add(target)
            yield target


def _as_they_stand(state: State, drafts: Sequence[str]) -> Iterator[str]:
    for draft in drafts:
        for item in state.walk(draft):
            if item.kind.can_be_agreed:
                yield item.id
            yield from (amendment.id for amendment, _ in amendments_below(state, item.id))
        yield from (amendment.id for amendment, _ in amendments_below(state, draft))
        yield from (each for each in state.packages if state.draft_of(each) == draft)
    yield from (each for each in state.packages if not state.draft_of(each))


def amendments_below(state: State, target: str) -> Iterator[tuple[Amendment, int]]:
    """Every amendment to a target, those to an amendment after it, each with its depth."""
    waiting = [(each, 0) for each in reversed(state.amendments_to.get(target, ()))]
    while waiting:
        amendment, depth = waiting.pop()
        yield state.amendments[amendment], depth
        if below := state.amendments_to.get(amendment):
            waiting.extend((each, depth + 1) for each in reversed(below))


def handles_in_order(state: State, targets: Iterable[str]) -> tuple[str, ...]:
    """The handles of some targets, `R2` before `R10`."""
    return tuple(sorted((state.handle_of(each) for each in targets), key=letters_then_number))


def ordered_by_handle(state: State, targets: Iterable[str]) -> list[str]:
    """The ids of some targets in the order of their handles, `R2` before `R10`."""
    return sorted(targets, key=lambda each: letters_then_number(state.handle_of(each)))


def letters_then_number(handle: str) -> tuple[str, int, str]:
    """What sorts handles so that `R2` comes before `R10`."""
    return handle.rstrip("0123456789"), len(handle), handle
