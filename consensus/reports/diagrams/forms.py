"""How targets are drawn."""

from __future__ import annotations

from collections.abc import Iterable

from consensus.model.state import State
from consensus.reports.diagrams.sketch import Form


def form_of(state: State, target: str) -> Form:
    """How a target is drawn.

    Args:
        state: the state.
        target: its id.
    """
    if target in state.packages:
        return Form.PACKAGE
    return Form.AMENDMENT if target in state.amendments else Form.TEXT


def forms_of(state: State, handles: Iterable[str]) -> dict[str, Form]:
    """How each of some targets is drawn, by its handle."""
    return {each: form_of(state, state.handles[each]) for each in handles}
