"""The tray of what could not be placed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.state import State
from consensus.model.tray import TrayEntry, TrayState


@operation("put-in-tray")
@frozen(kw_only=True)
class PutInTray(Operation):
    """A row that fits nowhere is kept whole until somebody places it.

    Attributes:
        handle: such as `T4`.
        fields: the row as it came: field name to text.
        problem: why it could not be placed.
        source: the name of the file it came from.
        line: its line there, counted from 1; 0 if it had none.
        digest: the digest of the row; the same row adds nothing again.
    """

    STANDS_ALONE: ClassVar[bool] = True

    handle: str
    fields: dict[str, str]
    problem: str
    source: str = ""
    line: int = 0
    digest: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse the same row again."""
        if self.digest and self.digest in state.imported:
            known = state.handle_of(state.imported[self.digest])
            yield f"the same row was imported already, as {known}"

    def apply(self, state: State, act: Act) -> None:
        """Keep it."""
        handle = state.give_handle(self.handle, self.id)
        entry = TrayEntry(self.id, handle, self.fields, self.problem, self.source, self.line)
        state.journal.put(state.tray, self.id, entry)
        if self.digest:
            state.journal.put(state.imported, self.digest, self.id)


@operation("set-aside")
@frozen(kw_only=True)
class SetAside(Operation):
    """An entry of the tray needs no place; it stays readable.

    Attributes:
        entry: the id of the entry.
        reason: why.
    """

    entry: str
    reason: str

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse entries that are not waiting."""
        entry = state.tray.get(self.entry)
        if entry is None or entry.state is not TrayState.WAITING:
            yield "that entry is not waiting in the tray"
        if not self.reason.strip():
            yield "say why it is set aside"

    def apply(self, state: State, act: Act) -> None:
        """Set it aside."""
        aside = attrs.evolve(state.tray[self.entry], state=TrayState.SET_ASIDE, reason=self.reason)
        state.journal.put(state.tray, self.entry, aside)
