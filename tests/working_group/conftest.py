"""The panel as a fixture, and merges of everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from consensus.history.step import Step
from consensus.text.hunk import Settlement
from consensus.working_group import WorkingGroup
from tests.support.panel import make_panel


def merge_all(
    group: WorkingGroup, target: str, settle: Mapping[int, Settlement | str] | None = None
) -> Step:
    """Merge every change of a text without brackets, whoever objects, as the chair rules."""
    return group.merge(
        target,
        changes=range(len(group.combination(target).changes)),
        settle=settle or {},
        without_brackets=True,
        reason="the chair's ruling",
    )


@pytest.fixture
def panel() -> Iterator[WorkingGroup]:
    """A working group of six members with a draft of four recommendations."""
    with make_panel() as group:
        yield group
