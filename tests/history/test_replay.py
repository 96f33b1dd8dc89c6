"""Replaying a log as it is read leads to the same state, and garbage waits meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from consensus.history import replay as replay_module
from consensus.history.corrections import corrections_among, index_corrections
from consensus.history.operations import UndoStep
from consensus.history.replay import gc_paused, promote_survivors, replay, replay_line
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


# The collector of garbage waits, and finds afterwards what there is to find.


class Ring:
    """A value that refers to itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def _as_python_has_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look for rings as often as Python does unless told otherwise, and at all that there is."""
    # The worker of the screens freezes its record, perhaps in a test before.
    gc.unfreeze()
    monkeypatch.setattr(replay_module, "_is_frozen", False)
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


@pytest.fixture
def kept() -> Iterator[list[list[int]]]:
    """Many new values that stay, made while nothing is collected."""
    gc.collect()
    with gc_paused():
        yield [[each] for each in range(1000)]


@pytest.mark.usefixtures("_as_python_has_it")
def test_it_is_as_it_was_when_the_block_ends() -> None:
    """Nothing is collected in a block or one within it; what was off before is off behind."""
    assert gc.isenabled()
    with gc_paused():
        with gc_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with gc_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.usefixtures("_as_python_has_it")
def test_rings_are_found_between_blocks() -> None:
    """A program that asks again and again does not grow by what it lets go of meanwhile."""
    rings = []
    for _ in range(2000):
        rings.append(ref(Ring()))
        with gc_paused():
            rings.append(ref(Ring()))
    assert sum(each() is not None for each in rings) < len(rings) / 2


@pytest.mark.usefixtures("_as_python_has_it")
def test_much_that_is_new_counts_as_old(
    kept: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was just read is not looked at by the next collection, unless it is little."""
    promote_survivors()
    assert gc.get_count()[0] > len(kept)
    monkeypatch.setattr(replay_module, "_MANY", 500)
    promote_survivors()
    assert gc.get_count()[0] < 500
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("_as_python_has_it")
def test_what_is_frozen_stays_so(kept: list[list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that froze what it shares with its processes finds it frozen."""
    monkeypatch.setattr(replay_module, "_MANY", 500)
    gc.freeze()
    try:
        kept += [[each] for each in range(1000)]
        promote_survivors()
        assert gc.get_freeze_count() > 0
        assert gc.get_count()[0] > 500
        # It is counted once: that takes long, and copies of a record are read one after the other.
        monkeypatch.setattr(gc, "get_freeze_count", lambda: pytest.fail("counted again"))
        promote_survivors()
    finally:
        gc.unfreeze()
