"""Merging an amendment that inserts, deletes, moves, splits or joins items."""

from __future__ import annotations

from collections.abc import Callable

from consensus.errors import Rejected
from consensus.history.operations import ArrangeItems, MovedItem, NewItem
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.drafts import ItemKind
from consensus.model.state import State
from consensus.rules.mergeable import bars_arranging
from consensus.text.brackets import BracketedText
from consensus.working_group.bracket_notation import read_text
from consensus.working_group.contesting import with_contested_items
from consensus.working_group.placing import handles_for


def plan_arrangement(state: State, amendment_id: str, new_id: Callable[[], str]) -> ArrangeItems:
    """What is recorded when such an amendment is merged.

    Raises:
        Rejected: it is decided already, changes words only, or others change the same words.
    """
    amendment = state.amendments[amendment_id]
    if amendment.state is not AmendmentState.OPEN:
        raise Rejected(f"{amendment.handle} is {amendment.state} already")
    if amendment.kind is AmendmentKind.INSERT:
        return _inserting(state, amendment, new_id)
    if amendment.kind is AmendmentKind.MODIFY:
        raise Rejected(f"{amendment.handle} changes words; merge it into its item")
    target = amendment.target
    barred = tuple(bars_arranging(state, amendment))
    if barred:
        raise Rejected(*barred)
    if amendment.kind is AmendmentKind.DELETE:
        return _arranging(state, amendment, new_id, removed=(target,), seen=(target,))
    if amendment.kind is AmendmentKind.MOVE:
        parent, after = spot_of(state, amendment)
        moved = MovedItem(item=target, parent=parent, after=after)
        return _arranging(state, amendment, new_id, moved=(moved,), seen=(target,))
    wording = state.version(amendment.id).wording
    if amendment.kind is AmendmentKind.SPLIT:
        item = state.items[target]
        parent = item.parent if item.parent in state.items else ""
        handles = handles_for(state, [(item.kind, "")] * len(amendment.parts))
        inserted = tuple(
            NewItem(
                handle=handles[number],
                kind=item.kind,
                label=f"{item.label} {ORDINALS[number]}" if number < len(ORDINALS) else "",
                wording=read_text(state, part),
                parent=parent,
                after=f"#{number - 1}" if number else target,
            )
            for number, part in enumerate(amendment.parts)
        )
        return _arranging(
            state,
            amendment,
            new_id,
            inserted=inserted,
            reworded={target: wording},
            seen=(target,),
        )
    return _arranging(
        state,
        amendment,
        new_id,
        removed=amendment.others,
        reworded={target: wording},
        seen=(*amendment.others, target),
    )


# How printed labels number what is put in between, in UN usage.
ORDINALS = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies")


def _inserting(state: State, amendment: Amendment, new_id: Callable[[], str]) -> ArrangeItems:
    kind = ItemKind(amendment.item_kind) if amendment.item_kind else ItemKind.PARAGRAPH
    parent, after = spot_of(state, amendment)
    label = amendment.label or label_after(state, after)
    new = NewItem(
        handle=handles_for(state, [(kind, "")])[0],
        kind=kind,
        label=label,
        wording=state.version(amendment.id).wording,
        parent=parent,
        after=after,
    )
    return _arranging(state, amendment, new_id, inserted=(new,))


def spot_of(state: State, amendment: Amendment) -> tuple[str, str]:
    """The ids of the items that a place is under and that it follows, wherever they stand by now.

    What is to follow an item that another amendment would make, and did not, stands where that
    item would have stood.
    """
    parent, after = amendment.parent, amendment.after
    while maker := state.amendments.get(after) or (
        state.amendments.get(parent) if after in ("", "first") else None
    ):
        if maker.became:
            parent, after = (parent, maker.became) if maker.id == after else (maker.became, after)
        elif maker.kind is AmendmentKind.INSERT:
            parent, after = maker.parent, maker.after
        else:
            after = maker.target
    if after in state.items:
        parent = state.items[after].parent
        return (parent if parent in state.items else ""), after
    return parent, after


def label_after(state: State, after: str) -> str:
    """The label of an item put in after another until a revision renumbers: `7 bis`."""
    if after not in state.items or not state.items[after].label:
        return ""
    label = state.items[after].label
    taken = {item.label for item in state.items.values() if not item.removed}
    for ordinal in ORDINALS:
        if f"{label} {ordinal}" not in taken:
            return f"{label} {ordinal}"
    return ""


def _arranging(
    state: State,
    amendment: Amendment,
    new_id: Callable[[], str],
    *,
    seen: tuple[str, ...] = (),
    inserted: tuple[NewItem, ...] = (),
    removed: tuple[str, ...] = (),
    moved: tuple[MovedItem, ...] = (),
    reworded: dict[str, BracketedText] | None = None,
) -> ArrangeItems:
    operation = ArrangeItems(
        id=new_id(),
        draft=amendment.draft,
        amendments=(amendment.id,),
        inserted=inserted,
        removed=removed,
        moved=moved,
        reworded=reworded or {},
        seen=tuple(state.version_id(item) for item in seen),
    )
    return with_contested_items(state, operation)
