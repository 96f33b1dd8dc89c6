"""Replaying a log as it is read, without having it in memory, leads to the same state."""

from __future__ import annotations

import pytest

from consensus.history.corrections import corrections_among, index_corrections
from consensus.history.operations import UndoStep
from consensus.history.replay import replay, replay_line
from consensus.history.step import Step, StoredStep
from tests.support.recording import chain, member, redacted_chain, step, stored


def undone_chain() -> list[Step]:
    """Four steps, of which the last takes the third back."""
    steps = chain(3)
    undo = UndoStep(id="undo", step=steps[2].id)
    return [*steps, step(4, (steps[2].hash,), undo)]


@pytest.mark.parametrize("steps", [[], chain(1), chain(5), redacted_chain(), undone_chain()])
def test_a_line_is_replayed_as_it_is_read(steps: list[Step]) -> None:
    """State, head and numbers are those of the whole log."""
    replayed = replay_line(iter(steps), index_corrections(corrections_among(stored(steps))))
    assert replayed is not None
    assert replay(steps) == replayed.state
    assert (steps[-1].hash if steps else "") == replayed.head
    assert len(steps) == replayed.steps
    assert sum(len(each.bodies) for each in steps) == replayed.bodies


def test_joined_histories_are_no_line() -> None:
    """Two steps after the same one have no order of their own."""
    steps = chain(2)
    beside = step(3, steps[1].parents, member(3), branch="b")
    assert replay_line([*steps, beside], index_corrections(steps)) is None


def test_only_steps_that_may_look_back_are_decoded() -> None:
    """What neither undoes nor redacts is passed over, readable or not."""
    damaged = StoredStep(1, "one", "", b"no step")
    steps = undone_chain()
    assert [steps[3]] == corrections_among([damaged, *stored(steps)])
