"""Checking whether items have come as far as somebody requires."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from consensus.model.draft import ItemKind
from consensus.reports.status import ItemStatus
from consensus.rules.verdict import Status

# Whoever requires one of these is content with a later one.
_LADDER = (Status.READY, Status.AGREED_AD_REF, Status.AGREED, Status.ADOPTED)


def meets(status: Status, required: Collection[Status]) -> bool:
    """Whether a status is one of those required, or further on the way to adoption than one.

    Args:
        status: where something stands.
        required: any of these will do.
    """
    if status in required:
        return True
    if status not in _LADDER:
        return False
    far_enough = [_LADDER.index(each) for each in required if each in _LADDER]
    return bool(far_enough) and _LADDER.index(status) >= min(far_enough)


def falling_short(
    items: Iterable[ItemStatus], required: Collection[Status]
) -> tuple[ItemStatus, ...]:
    """The items that can be agreed and have not come as far as required."""
    return tuple(
        item
        for item in items
        if ItemKind(item.kind).can_be_agreed and not meets(item.status, required)
    )
