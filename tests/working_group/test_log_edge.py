"""Logs that others write to, that were joined, or that hold what cannot stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import (
    AddMember,
    OpenMeeting,
    RedactBody,
    StartWorkingGroup,
    TakePosition,
    UndoStep,
)
from consensus.history.step import Step, make_step
from consensus.store.memory import MemoryStore
from consensus.working_group.log import Log
from tests.support.panel import fill, ticking

BEGIN = ticking()()


def step(number: int, parents: Sequence[Step], *operations: Operation) -> Step:
    """The step of that number, after those steps."""
    moment = BEGIN + timedelta(minutes=number)
    act = StepContext(f"0195c000-{number:04x}-7000-8000-000000000000", "secretary", moment, moment)
    return make_step(act, [parent.hash for parent in parents], operations)


@pytest.fixture
def joined() -> WorkingGroup:
    """Two copies each added ASH, one opened a meeting, and their histories were joined."""
    start = step(1, [], StartWorkingGroup(id="start", title="Panel"))
    one = step(2, [start], AddMember(id="ash-1", code="ASH", name="One"))
    other = step(3, [start], AddMember(id="ash-2", code="ASH", name="Other"))
    last = step(4, [one, other], OpenMeeting(id="m", handle="M1", title="Meeting"))
    store = MemoryStore()
    store.extend([start, one, other, last], "")
    return WorkingGroup(Log(store, lambda: BEGIN + timedelta(hours=1), "secretary"))


def test_joined_histories_are_replayed_in_one_order(joined: WorkingGroup) -> None:
    """Of two that cannot both stand the earlier one holds, on every machine."""
    assert joined.state.members["ASH"].name == "One"
    assert list(joined.state.overtaken) == [joined.steps()[2].id]
    assert joined.verify().is_intact
    assert [each.handle for each in joined.state.meetings.values()] == ["M1"]


def test_what_could_not_stand_before_blames_no_undo(joined: WorkingGroup) -> None:
    """A step that contradicts another rests on nothing that is undone now."""
    meeting = joined.steps()[-1]
    joined.undo(meeting.id)
    assert joined.state.meetings == {}
    joined.record(AddMember(code="BAY", name="Bay of Quill"))
    joined.redact("Quill")
    assert joined.state.members["BAY"].name == "Bay of (redacted)"


def test_undo_by_another_writer_is_taken_in(tmp_path: Path) -> None:
    """A reader that is behind takes in steps one by one, and an undo by replaying it all."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as first:
        fill(first)
        with WorkingGroup.open(path, clock=ticking(), by="chair") as second:
            second.take_position("ASH", "1", Stance.SUPPORT)
            assert first.refresh()
            assert not first.refresh()
            second.undo()
            assert first.refresh()
            assert first.head == second.head
            assert not first.state.positions.get(first.state.handles["R1"])


def test_snapshot_and_what_came_after_it(tmp_path: Path) -> None:
    """Opening goes on from the snapshot; where later steps look back, from the beginning."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", by="chair", clock=ticking()) as panel:
        fill(panel)
        panel._log.keep_snapshot()
        panel.take_position("ASH", "1", Stance.SUPPORT)
        head = panel.head
    with WorkingGroup.open(path, by="chair", clock=ticking()) as panel:
        assert panel.head == head
        assert "ASH" in panel.state.positions[panel.state.handles["R1"]]
        panel.undo()
    with WorkingGroup.open(path, clock=ticking()) as panel:
        assert not panel.state.positions.get(panel.state.handles["R1"])


def test_undo_names_its_step_in_full(panel: WorkingGroup) -> None:
    """What is recorded is the id, not the start of it."""
    step = panel.take_position("ASH", "1", Stance.SUPPORT)
    with pytest.raises(NotFound, match="no step has the id"):
        panel.record(UndoStep(step=step.id[:-1]))


@pytest.mark.parametrize(
    ("index", "substitute", "reason"),
    [
        (9, "{}", "has no body 9"),
        (1, "", "a redacted body needs a substitute without the words"),
        (1, "[]", r"those words carry the record: .* \(take-position/2\) cannot be read"),
    ],
)
def test_redaction_of_a_body_needs_a_body_and_another(
    panel: WorkingGroup, index: int, substitute: str, reason: str
) -> None:
    """Nothing is taken out that leaves a step nobody can read."""
    step = panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
    with pytest.raises(Rejected, match=reason):
        panel.record(RedactBody(step=step.id, index=index, substitute=substitute))
    assert panel.verify().is_intact


def test_body_that_is_gone_is_not_redacted_again(panel: WorkingGroup) -> None:
    """What stands in its place is redacted through the words, not through the body."""
    step = panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
    panel.redact("Ms Quill")
    with pytest.raises(Rejected, match="was redacted already"):
        panel.record(RedactBody(step=step.id, index=1, substitute="{}"))


def test_redactions_and_other_things_are_recorded_apart(panel: WorkingGroup) -> None:
    """A step either looks back or goes on."""
    item = panel.state.handles["R1"]
    position = TakePosition(target=item, version=item, member="ASH", stance=Stance.SUPPORT)
    step = panel.steps()[-1]
    with pytest.raises(Rejected, match="each recorded in a step of their own"):
        panel.record(position, RedactBody(step=step.id, index=1, substitute="{}"))
