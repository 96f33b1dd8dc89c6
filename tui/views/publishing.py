"""What would be published: where the items stand, and which labels would change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.rules.verdict import Status
from consensus.working_group.publishing import plan_revision

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check

_OFTEN = 20


@frozen
class LabelLine:
    """What a revision would do to one label.

    Attributes:
        handle: the handle of the item, which never changes.
        old: its label now; may be empty.
        new: its label in the revision; empty where the item is gone, or has none.
        is_gone: whether the item was taken out since the last revision.
    """

    handle: str
    old: str
    new: str
    is_gone: bool


@frozen
class PublishingView:
    """What would be published.

    Attributes:
        handle: that of the draft.
        title: its title.
        last: the name of its last published state.
        name: what the next one may be called.
        taken: names that revisions of it have.
        items: how many items it has that can be agreed.
        totals: how many of these have each status.
        brackets: how many brackets are in it.
        amendments: how many amendments to it are open.
        renumbered: the labels that would change if they are made continuous, with items gone.
        gone: the items that are gone, which is all that changes if labels are left.
    """

    handle: str
    title: str
    last: str
    name: str
    taken: tuple[str, ...]
    items: int
    totals: Mapping[Status, int]
    brackets: int
    amendments: int
    renumbered: tuple[LabelLine, ...]
    gone: tuple[LabelLine, ...]


def publishing_view(group: WorkingGroup, check: Check, draft: str) -> PublishingView:
    """Read what would be published of a draft.

    Args:
        group: the working group.
        check: called now and then.
        draft: the id of the draft.
    """
    state = group.state
    judgement = group.judgement()
    totals = dict.fromkeys(Status, 0)
    brackets = amendments = 0
    for number, item in enumerate(state.walk(draft)):
        if number % _OFTEN == 0:
            check()
        brackets += state.version(item.id).wording.count
        amendments += len(state.open_amendments(item.id))
        if item.kind.can_be_agreed:
            totals[judgement.verdict(item.id, with_moves=False).status] += 1
    found = state.drafts[draft]
    taken = (
        found.revision,
        *(each.name for each in state.revisions.values() if each.draft == draft),
    )
    name = _next_name(taken)
    check()
    plan = plan_revision(state, draft, name, group.new_id)
    lines = tuple(
        LabelLine(state.handle_of(each.item), each.old, each.new, state.items[each.item].removed)
        for each in plan.concordance
        if each.old != each.new or state.items[each.item].removed
    )
    return PublishingView(
        handle=found.handle,
        title=found.title,
        last=found.revision,
        name=name,
        taken=tuple(dict.fromkeys(taken)),
        items=sum(totals.values()),
        totals=totals,
        brackets=brackets,
        amendments=amendments,
        renumbered=lines,
        gone=tuple(line for line in lines if line.is_gone),
    )


def _next_name(taken: tuple[str, ...]) -> str:
    numbers = [int(found[1]) for name in taken if (found := re.fullmatch(r"Rev\.(\d{1,4})", name))]
    return f"Rev.{max(numbers, default=0) + 1}"
