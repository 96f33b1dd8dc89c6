"""The targets of some drafts in the order in which people go through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from consensus.model.state import State
from consensus.reports.amendment_lines import amendments_below


def targets_in_order(state: State, drafts: Sequence[str]) -> Iterator[str]:
    """The ids of what can be decided: items with the amendments to each, insertions, packages.

    Headings are left out, the amendments to them are not.

    Args:
        state: the state.
        drafts: the ids of the drafts; packages over several drafts come last.
    """
    for draft in drafts:
        for item in state.walk(draft):
            if item.kind.can_be_agreed:
                yield item.id
            yield from (amendment.id for amendment, _ in amendments_below(state, item.id))
        yield from (amendment.id for amendment, _ in amendments_below(state, draft))
        yield from (each for each in state.packages if state.draft_of(each) == draft)
    yield from (each for each in state.packages if not state.draft_of(each))


def label_of(state: State, target: str) -> str:
    """What people call it: an item's full label, a new item's proposed one, a package's title."""
    if target in state.items:
        return state.full_label(target)
    if target in state.amendments:
        return state.amendments[target].label
    return state.packages[target].title


def handles_in_order(state: State, targets: Iterable[str]) -> tuple[str, ...]:
    """The handles of some targets, `R2` before `R10`."""
    return tuple(sorted((state.handle_of(each) for each in targets), key=_letters_then_number))


def _letters_then_number(handle: str) -> tuple[str, int, str]:
    return handle.rstrip("0123456789"), len(handle), handle
