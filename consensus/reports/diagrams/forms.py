"""How targets are drawn."""

from __future__ import annotations

from collections.abc import Iterable

from consensus.model.state import State
from consensus.reports.diagrams.sketch import Form


def forms_of(state: State, handles: Iterable[str]) -> dict[str, Form]:
    """How each of some targets is drawn, by its handle."""

    def form(handle: str) -> Form:
        target = state.handles[handle]
        if target in state.packages:
            return Form.PACKAGE
        return Form.AMENDMENT if target in state.amendments else Form.TEXT

    return {each: form(each) for each in handles}
