"""A clock that goes back: the order is that in which things were recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from tests.postgres import Server

from .conftest import fill


class Wayward:
    """A clock that jumps back by an hour and a day in turn, and stands still in between."""

    def __init__(self) -> None:
        self._looks = count()

    def __call__(self) -> datetime:
        """The time that it shows."""
        look = next(self._looks)
        jumps = timedelta(hours=look // 3 % 2, days=look // 5)
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC) - jumps


@pytest.fixture(params=["file", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a working group can be begun."""
    if request.param == "file":
        return str(tmp_path / "panel.consensus")
    server: Server = request.getfixturevalue("postgres")
    return server.new_url()


def test_steps_stay_in_the_order_in_which_they_were_recorded(place: str) -> None:
    """Each comes after the one before, whatever their times say, and all read the same again."""
    clock = Wayward()
    with WorkingGroup.create(place, title="Panel", clock=clock) as group:
        fill(group)
        for number in range(12):
            stance = Stance.OBJECT if number % 2 else Stance.ACCEPT
            group.take_position("ASH", str(number % 4 + 1), stance, reason=str(number))
        steps = group.steps()
        assert any(later.recorded < earlier.recorded for earlier, later in pairwise(steps))
        assert all(later.parents == (earlier.hash,) for earlier, later in pairwise(steps))
        assert len({step.id for step in steps}) == len(steps)
        verdicts = {label: group.verdict(label).status for label in "1234"}
        handles = dict(group.state.handles)
    with WorkingGroup.open(place, clock=clock) as again:
        assert again.verify().is_intact
        assert handles == again.state.handles
        assert verdicts == {label: again.verdict(label).status for label in "1234"}
        assert [step.id for step in again.steps()] == [step.id for step in steps]


def test_what_was_recorded_last_is_undone_first(place: str) -> None:
    """The last step is the last one recorded, though its time is the earliest."""
    with WorkingGroup.create(place, title="Panel", clock=Wayward(), by="secretary") as group:
        fill(group)
        group.take_position("ASH", "1", Stance.ACCEPT)
        last = group.take_position("BAY", "1", Stance.OBJECT, reason="too early")
        group.undo()
        assert [step.id for step, _, undone in group.history() if undone] == [last.id]
        assert group.as_of(last.id).verdict("1").status != group.verdict("1").status
