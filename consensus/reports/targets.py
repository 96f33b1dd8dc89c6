"""What people call the targets of a record."""

from __future__ import annotations

from consensus.model.state import State


def label_of(state: State, target: str) -> str:
    """What people call it: an item's full label, a new item's proposed one, a package's title."""
    if target in state.items:
        return state.full_label(target)
    if target in state.amendments:
        return state.amendments[target].label
    return state.packages[target].title


def spoken(label: str, handle: str) -> str:
    """What people call it in one string: its label with the handle behind it, or the handle."""
    return f"{label} ({handle})" if label else handle
