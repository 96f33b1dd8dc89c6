"""Copies of the panel, each kept by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from consensus import WorkingGroup
from consensus.history.corrections import is_merge
from consensus.store.memory import MemoryStore
from consensus.working_group.log import Log
from tests.support.panel import make_panel

Clock = Callable[[], datetime]


def one_clock() -> Clock:
    """A clock on everybody's wall: what is done later was recorded later."""
    moment = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

    def tick() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    return tick


def copy_of(group: WorkingGroup, by: str, clock: Clock) -> WorkingGroup:
    """Another copy of a record, in memory."""
    store = MemoryStore()
    store.extend([each.open() for each in group._log.store.read_stored()], "")
    return WorkingGroup(Log(store, clock, by))


def two_copies(
    prepare: Callable[[WorkingGroup], object] = lambda _: None,
) -> tuple[WorkingGroup, WorkingGroup]:
    """The panel, prepared and then copied: Ann's and Bob's."""
    group = make_panel()
    prepare(group)
    clock = one_clock()
    return copy_of(group, "ann", clock), copy_of(group, "bob", clock)


def hashes(group: WorkingGroup) -> set[str]:
    """The hashes of all steps, those that join copies left out."""
    return {step.hash for step in group.steps() if not is_merge(step)}
