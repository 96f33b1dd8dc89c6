"""Opening the merge screen, and reading what it recorded."""

from __future__ import annotations

from pathlib import Path

import attrs

from consensus.history.operation import Operation
from consensus.history.operations import ChangeText
from consensus.model.lookup import find_target
from consensus.text.combination import Combination
from consensus.working_group import WorkingGroup
from tests.tui.playing import NOW, Player
from tui.screens.merge import MergeScreen


async def open_merge(player: Player, target: str) -> None:
    """Open the merge screen over the screen that is in front."""
    found = await player.app.record_worker.look(
        lambda group, check: find_target(group.state, target)
    )
    await player.app.push_screen(MergeScreen(found))
    await player.settle()


def opened(record: Path, by: str = "sec") -> WorkingGroup:
    """The working group of a record, at the time that everything is played."""
    return WorkingGroup.open(record, by=by, clock=lambda: NOW)


def combination(record: Path, target: str) -> Combination:
    """How the amendments to a text combine in a record."""
    with opened(record) as group:
        return group.combination(target)


def steps(record: Path) -> int:
    """How many steps a record has."""
    with opened(record) as group:
        return len(group.steps())


def last_operations(record: Path) -> tuple[Operation, ...]:
    """The operations of the last step, without what differs from one recording to the next."""
    with opened(record) as group:
        *_, (_, operations, _) = group.history()
    return tuple(attrs.evolve(each, id="") for each in operations)


def last_change(record: Path) -> ChangeText:
    """The change of text that the last step is."""
    (change,) = last_operations(record)
    assert isinstance(change, ChangeText)
    return change
