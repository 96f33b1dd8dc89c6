"""A panel of six members, on which tests of several packages try things, and copies of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from consensus.formats.source import Source
from consensus.history.corrections import is_merge
from consensus.history.operations import AddGroup, AddMember, FormNegotiatingGroup
from consensus.history.step import Step
from consensus.rules.verdict import Status
from consensus.store.memory import MemoryStore
from consensus.text.hunk import Settlement
from consensus.working_group import WorkingGroup
from consensus.working_group.log import Log

DRAFT = """# Harbour rules

## Recommendations

1. Members shall report every year to the harbour office.

2. The office should publish all reports.

3. Ships may enter at night with a pilot on board.

4. Fees are paid in advance.
"""

MEMBERS = {
    "ASH": "GOV",
    "BAY": "GOV",
    "COL": "GOV",
    "DUN": "CIV",
    "ELM": "CIV",
    "FIR": "BUS",
}


Clock = Callable[[], datetime]
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ticking(begin: datetime = BEGIN) -> Clock:
    """A clock that goes on by one second whenever it is looked at."""
    moment = begin

    def tick() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    return tick


def text_source(name: str, text: str) -> Source:
    """A file as it would be read."""
    import hashlib

    return Source(name, text, hashlib.sha256(text.encode()).hexdigest())


def make_panel(rule: str = "no_objection()", by: str = "secretary") -> WorkingGroup:
    """Six members in three groups, an alliance of two, an observer, and four recommendations."""
    group = WorkingGroup.in_memory(title="Harbour panel", rule=rule, by=by, clock=ticking())
    fill(group)
    return group


def fill(group: WorkingGroup) -> None:
    """Give a fresh working group its members and its draft."""
    group.record(
        *(AddGroup(code=code) for code in ("GOV", "CIV", "BUS")),
        *(AddMember(code=code, group=belongs) for code, belongs in MEMBERS.items()),
        AddMember(code="OBS", observer=True),
        FormNegotiatingGroup(code="ISL", members=("ASH", "BAY")),
    )
    group.import_draft(text_source("harbour.md", DRAFT))


def merge_all(
    group: WorkingGroup, target: str, settle: Mapping[int, Settlement | str] | None = None
) -> Step:
    """Merge every change of a text without brackets, whoever objects, as the chair rules."""
    return group.merge(
        target,
        changes=range(1, len(group.combination(target).changes) + 1),
        settle=settle or {},
        without_brackets=True,
        reason="the chair's ruling",
    )


def text(group: WorkingGroup, handle: str) -> str:
    """The current text of an item or amendment."""
    return group.state.text(group.state.handles[handle])


def status(group: WorkingGroup, target: str) -> Status:
    """Where a target stands."""
    return group.verdict(target).status


@pytest.fixture
def panel() -> Iterator[WorkingGroup]:
    """A working group of six members with a draft of four recommendations, R1 to R4."""
    with make_panel() as group:
        yield group


# Copies of the panel, each kept by somebody else.


def one_clock() -> Clock:
    """A clock on everybody's wall: what is done later was recorded later."""
    return ticking(BEGIN + timedelta(hours=1))


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
