"""Where what was carried over comes from, and how the working group stands to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from consensus.model.provenance import Provenance, Reconfirmation, is_changed, reconfirmation
from consensus.model.state import State


@frozen
class OriginLine:
    """One item that was carried over.

    Everybody may see it: it is a text, where it was, and what was decided.

    Attributes:
        item: its handle here.
        label: its printed label here; may be empty.
        draft: the handle of the draft that it came with.
        origins: where it was, the nearest working group first.
        standing: how this working group stands to it.
        decision: the handle of the decision here; empty for none.
        decided: when that was declared; None where nothing was.
        is_changed: whether its text is another than was carried over.
    """

    item: str
    label: str
    draft: str
    origins: tuple[Provenance, ...]
    standing: Reconfirmation
    decision: str
    decided: datetime | None
    is_changed: bool


def origin_line(state: State, item: str) -> OriginLine | None:
    """Where an item comes from; None for one that was not carried over.

    Args:
        state: the state.
        item: the id of a target.
    """
    if item not in state.origins:
        return None
    decision = state.last_decision(item)
    return OriginLine(
        item=state.items[item].handle,
        label=state.full_label(item),
        draft=state.drafts[state.items[item].draft].handle,
        origins=state.origins[item],
        standing=reconfirmation(state, item),
        decision=decision.handle if decision else "",
        decided=decision.happened if decision else None,
        is_changed=is_changed(state, item),
    )


def origin_lines(state: State, drafts: Sequence[str] = ()) -> tuple[OriginLine, ...]:
    """Everything that was carried over and can be agreed, in the order of the documents.

    Args:
        state: the state.
        drafts: the ids of the only drafts that are looked at; empty for all.
    """
    found = [
        origin_line(state, item.id)
        for draft in drafts or state.drafts
        for item in state.walk(draft)
        if item.kind.can_be_agreed
    ]
    return tuple(line for line in found if line is not None)


def came_from(origins: Sequence[Provenance]) -> str:
    """Where an item was, as one phrase: `recommendation 3 of X, agreed on 2013-11-08`."""
    return "; before that ".join(_was(each) for each in origins)


def _was(origin: Provenance) -> str:
    label = f"{origin.label} ({origin.item})" if origin.label else origin.item
    outcome = "not decided there"
    if origin.outcome and origin.decided is not None:
        at = f", {origin.meeting}" if origin.meeting else ""
        outcome = f"{origin.outcome} there on {origin.decided:%Y-%m-%d}{at}"
    return f"{label} of {origin.group}, {outcome}"


def origin_sentence(line: OriginLine) -> str:
    """Where an item comes from and how the group stands to it, without capital and full stop."""
    decided = f" on {line.decided:%Y-%m-%d} ({line.decision})" if line.decided else ""
    standing = line.standing.value
    if line.standing is not Reconfirmation.NOT_RECONFIRMED:
        standing += decided
    elif line.is_changed:
        standing += ", and changed since"
    return f"carried over from {came_from(line.origins)}: {standing}"
