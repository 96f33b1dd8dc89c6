"""Brackets over several items: what puts items in one, and what settles it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from consensus.errors import NotFound, Rejected
from consensus.formats import bracket_notation
from consensus.history import operations
from consensus.history.operation import Operation
from consensus.model.drafts import BracketedItems
from consensus.model.lookup import find_item
from consensus.model.spanning import words_outside
from consensus.model.state import State
from consensus.text.bracket_edits import letter_of
from consensus.text.brackets import BracketedText
from consensus.working_group import contesting

_STOPS = ".;:,!? "


def find_spanning(state: State, name: str) -> str:
    """Returns the id of an open bracket over several items, named by handle or an item in it."""
    found = state.handles.get(name, "")
    if found in state.spanning:
        return found
    over = state.spanning_over(find_item(state, name))
    if len(over) != 1:
        handles = ", ".join(each.handle for each in over)
        which = f"several; name one: {handles}" if over else "none over several items"
        raise NotFound(f"of the brackets that {name} stands in there are {which}")
    return over[0].id


def plan_bracketing(
    state: State, begin: str, end: str, by: Sequence[str], reason: str = ""
) -> operations.BracketItems:
    """Returns what puts the items from one to a later one in a bracket; all as ids and codes."""
    draft = state.items[begin].draft
    order = [item.id for item in state.walk(draft)]
    if end not in order or order.index(end) <= order.index(begin):
        raise Rejected(
            f"{state.name_of(end)} does not come after {state.name_of(begin)} in its draft"
        )
    items = tuple(order[order.index(begin) : order.index(end) + 1])
    seen = (state.version_id(begin), state.version_id(end))
    option = BracketedItems(items, proposes=tuple(by), seen=seen)
    handle = state.next_handle("BR")
    return operations.BracketItems(handle=handle, draft=draft, options=(option,), reason=reason)


def plan_settling(
    state: State, bracket: str, how: str, new_id: Callable[[], str], reason: str = ""
) -> tuple[Operation, ...]:
    """Returns what settles a bracket over several items: `keep`, `drop`, or an option's letter."""
    found = state.spanning[bracket]
    several = len(found.options) > 1
    letters = [letter_of(number) for number in range(len(found.options))] if several else []
    known = ["drop", *letters] if several else ["keep", "drop"]
    if how not in known:
        raise Rejected(f"{found.handle} can be settled by {', '.join(known)}, not {how!r}")
    kept = letters.index(how) if how in letters else 0
    gone = [
        option
        for number, option in enumerate(found.options)
        if how == "drop" or (several and number != kept)
    ]
    settle = operations.SettleBracketedItems(
        bracket=bracket, became="deleted" if how == "drop" else "lifted", kept=kept, reason=reason
    )
    arranged = operations.ArrangeItems(
        draft=found.draft,
        removed=tuple(item for option in gone for item in _leaving(state, option)),
        # Stored by name, so that what was seen is in that order.
        reworded=dict(sorted(each for option in gone for each in _staying(state, option))),
    )
    if not arranged.touched():
        return (settle,)
    seen = tuple(map(state.version_id, arranged.touched()))
    arranged = evolve(arranged, id=new_id(), seen=seen)
    return contesting.with_contested_items(state, arranged), settle


def _leaving(state: State, option: BracketedItems) -> Iterator[str]:
    staying = {item for item, _ in _staying(state, option)}
    yield from (item for item in _in_text(state, option) if item not in staying)


def _in_text(state: State, option: BracketedItems) -> list[str]:
    return [e for e in option.items if not (state.items[e].removed or state.left_out(e))]


def _staying(state: State, option: BracketedItems) -> Iterator[tuple[str, BracketedText]]:
    """Yields the items that keep words outside a bracket that is deleted, and those words."""
    ending = ""
    for item in reversed(_in_text(state, option)):
        before, after = words_outside(state, option, item)
        after = after.removeprefix(stop := after[: len(after) - len(after.lstrip(_STOPS))])
        ending = stop or ending  # of the last words before the bracket
        if before or any(map(str.isalnum, after)):
            text = f"{before}{ending} {after}" if before else after
            ending = "" if before else ending
            yield item, bracket_notation.read_text(state, text.strip())
