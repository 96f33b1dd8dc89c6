"""What a meeting goes through, one matter after the other, in the order of the drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.model.amendment import Amendment, AmendmentKind, AmendmentState
from consensus.model.document_order import amendments_below
from consensus.model.state import State
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import UNDECIDED


def matters_in_order(state: State, drafts: Sequence[str]) -> Iterator[str]:
    """The ids of the matters of some drafts in the order in which a meeting takes them up.

    A matter is an item with the amendments to it, a new item that somebody proposes, which comes
    after the item that it would follow, or a package. Headings are matters where somebody amends
    them.

    Args:
        state: the state.
        drafts: the ids of the drafts; packages over several drafts come last.
    """
    for draft in drafts:
        items = [item.id for item in state.walk(draft)]
        following: dict[str, list[str]] = {}
        for each in state.amendments_to.get(draft, ()):
            amendment = state.amendments[each]
            following.setdefault(_place(state, amendment, items), []).append(each)
        yield from following.pop("first", ())
        for item in items:
            if state.items[item].kind.can_be_agreed or state.amendments_to.get(item):
                yield item
            yield from following.pop(item, ())
        for left in following.values():
            yield from left
        yield from (each for each in state.packages if state.draft_of(each) == draft)
    yield from (each for each in state.packages if not state.draft_of(each))


def matter_of(state: State, target: str) -> str:
    """The id of the matter that a target is part of: what an amendment amends in the end."""
    while target in state.amendments and state.amendments[target].target not in state.drafts:
        target = state.amendments[target].target
    return target


def is_open_matter(state: State, judgement: Judgement, matter: str) -> bool:
    """Whether something is left to decide on a matter itself; on a heading, of its amendments."""
    item = state.items.get(matter)
    if item is not None and not item.kind.can_be_agreed:
        return any(
            amendment.state is AmendmentState.OPEN
            and judgement.verdict(amendment.id, with_moves=False).status in UNDECIDED
            for amendment, _ in amendments_below(state, matter)
        )
    if item is not None and item.removed:
        return False
    return judgement.verdict(matter, with_moves=False).status in UNDECIDED


def _place(state: State, amendment: Amendment, items: Sequence[str]) -> str:
    """The item after which a proposed new item is taken up; empty for the end."""
    seen: set[str] = set()
    while amendment.after in state.amendments and amendment.id not in seen:
        seen.add(amendment.id)
        amendment = state.amendments[amendment.after]
    if amendment.kind is AmendmentKind.INSERT and amendment.after == "first":
        return amendment.parent if amendment.parent in items else "first"
    for place in (amendment.after, amendment.parent):
        if place in items:
            return place
    return ""
