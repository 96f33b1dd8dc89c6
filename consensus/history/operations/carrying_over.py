"""Texts of another working group that are carried over."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.history.operation import Act, operation
from consensus.history.operations.drafts import ImportDraft
from consensus.model.provenance import Provenance
from consensus.model.state import State


@operation("carry-over")
@frozen(kw_only=True)
class CarryOverItems(ImportDraft):
    """Items of another working group's draft come into the record, with where they come from.

    What was agreed there is not agreed here.

    Attributes:
        origins: for each item where it was, the nearest working group first.
    """

    origins: tuple[tuple[Provenance, ...], ...]

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what an imported draft is refused for, and items that come from nowhere."""
        yield from super().check(state, act)
        if len(self.origins) != len(self.items) or not all(self.origins):
            yield "say of each item where it comes from"

    def apply(self, state: State, act: Act) -> None:
        """Add the draft and its items, and keep where each comes from."""
        super().apply(state, act)
        for number, origins in enumerate(self.origins):
            state.journal.put(state.origins, f"{self.id}.{number}", origins)
