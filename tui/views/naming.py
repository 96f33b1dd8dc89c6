"""What people call things on the screens."""

from __future__ import annotations

from consensus.model.state import State
from consensus.reports.words import label_of


def name_of(state: State, target: str) -> str:
    """What people call something: its label with its handle, or the handle alone."""
    handle = state.handle_of(target)
    label = label_of(state, target) if target not in state.drafts else ""
    return f"{label} ({handle})" if label else handle
