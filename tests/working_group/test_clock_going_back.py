"""A clock that goes back: the order is that in which things were recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import attrs
import msgspec
import pytest

from consensus import Outcome, Stance, Status, WorkingGroup
from consensus.history.operations import NoteSense
from consensus.history.step import make_step, moment_after
from consensus.model.state import new_id
from consensus.store.memory import MemoryStore
from consensus.working_group.log import Log
from tests.support.panel import fill
from tests.support.postgres import Server

from .copies import copy_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


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
    """Each was recorded after the one before, whatever the clock said, and reads the same again."""
    clock = Wayward()
    with WorkingGroup.create(place, title="Panel", clock=clock) as group:
        fill(group)
        for number in range(12):
            stance = Stance.OBJECT if number % 2 else Stance.ACCEPT
            group.take_position("ASH", str(number % 4 + 1), stance, reason=str(number))
        steps = group.steps()
        assert any(later.happened < earlier.happened for earlier, later in pairwise(steps))
        assert all(later.recorded > earlier.recorded for earlier, later in pairwise(steps))
        assert all(later.parents == (earlier.hash,) for earlier, later in pairwise(steps))
        assert len({step.id for step in steps}) == len(steps)
        verdicts = {label: group.verdict(label).status for label in "1234"}
        handles = dict(group.state.handles)
    with WorkingGroup.open(place, clock=clock) as again:
        found = again.verify()
        assert found.is_intact
        assert not any("before the step" in each.message for each in found.times)
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


def test_a_step_from_a_wrong_clock_is_named_and_taken(place: str) -> None:
    """Of a copy whose clock was set back, or is fast, the sync and the proof say by how much."""
    with WorkingGroup.create(place, title="Panel", clock=lambda: NOON) as group:
        fill(group)
        other = copy_of(group, "bob", lambda: NOON + timedelta(days=3, hours=2))
        other.take_position("ASH", "1", Stance.ACCEPT)
        last = other.steps()[-1]
        early = attrs.evolve(last.act, step=new_id(NOON), recorded=NOON - timedelta(minutes=5))
        sense = NoteSense(
            id=new_id(NOON),
            target=other.state.handles["R1"],
            quantity="several",
            stance=Stance.SUPPORT,
        )
        # Software that does not look at the step before would record so.
        forged = make_step(early, (last.hash,), (sense,))
        other._log.store.append(forged, last.hash)
        other.refresh()
        tried = group.sync(other, pull=True, dry_run=True)
        report = group.sync(other, pull=True)
        assert tried == report
        expected = {
            f"step {last.id} says that it was recorded 3 days 2 hours from now; the clock there is"
            " fast, or the one here is slow",
            f"step {forged.id} says that it was recorded 3 days 2 hours before the step that it"
            " comes after; the clock there was set back, or is slow",
        }
        assert {each.message for each in report.findings} == expected
        found = group.verify()
        assert found.is_intact
        assert expected <= {each.message for each in found.times}
        mine = group.take_position("BAY", "1", Stance.ACCEPT)
        assert mine.recorded > forged.recorded
        assert mine.happened == NOON


def test_steps_after_one_of_a_fast_clock_are_not_named_for_it() -> None:
    """They have their time from that step, whatever their own clock said, also at its end."""
    moments = [NOON]
    with WorkingGroup.in_memory(title="Panel", clock=lambda: moments[-1]) as group:
        other = copy_of(group, "bob", lambda: moments[-1])
        fast = []
        for code, moment in enumerate((NOON + timedelta(days=3), datetime.max.replace(tzinfo=UTC))):
            moments.append(moment)
            fast.append(other.add_member(f"FAST{code}"))
            moments.append(NOON)
            for each in "AB":
                assert other.add_member(f"{each}{code}").recorded > NOON
        expected = [each.id for each in fast]
        assert expected == [each.message.split()[1] for each in other.verify().times]
        report = group.sync(other, pull=True)
        assert expected == [each.message.split()[1] for each in report.findings]


def test_a_record_of_a_clock_without_a_time_zone_goes_on() -> None:
    """Earlier versions took such a clock: the record is added to, joined and seen as it was."""
    naive = NOON.replace(tzinfo=None)
    with WorkingGroup.in_memory(title="Panel", clock=lambda: NOON) as begun:
        begun.add_member("ASH")
        first, second = begun.steps()
    first = msgspec.structs.replace(first, happened=naive, recorded=naive)
    second = msgspec.structs.replace(second, parents=(first.hash,), happened=naive, recorded=naive)
    group = WorkingGroup(Log(MemoryStore([first, second]), lambda: NOON))
    other = WorkingGroup(Log(MemoryStore([first]), lambda: NOON))
    other.add_member("BAY")
    assert group.sync(other, pull=True).joined
    added = group.add_member("CLA")
    assert added.recorded > NOON
    assert set(group.state.members) == {"ASH", "BAY", "CLA"}
    assert group.as_of(second.id).now() == NOON
    assert not group.as_of(NOON - timedelta(seconds=1)).state.members
    assert group.verify().is_intact


def test_a_fast_clock_elsewhere_counts_no_member_early() -> None:
    """An objection of a member of later years does not stop a decision of today."""
    with WorkingGroup.in_memory(title="Panel", clock=lambda: NOON) as group:
        fill(group)
        group.add_member("YEW", since=date(2030, 1, 1))
        group.take_position("YEW", "1", Stance.OBJECT, reason="too early")
        fast = copy_of(group, "bob", lambda: NOON.replace(year=2036))
        fast.take_position("ASH", "2", Stance.SUPPORT)
        group.sync(fast)
        decided = group.decide("1", Outcome.AGREED)
        assert decided.recorded.year == 2036
        assert group.verdict("1").status is Status.AGREED


def test_nothing_comes_after_the_end_of_time() -> None:
    """Whoever recorded at the last moment there is cannot keep others from recording."""
    end = datetime.max.replace(tzinfo=UTC)
    assert moment_after(end, NOON) == end
    assert moment_after(NOON, NOON) == NOON + timedelta(microseconds=1)
    assert moment_after(NOON, end) == end
    assert moment_after(None, NOON) == NOON
