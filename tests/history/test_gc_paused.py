"""The collector of garbage waits, and finds afterwards what there is to find."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from consensus.history import replay
from consensus.history.replay import gc_paused, promote_survivors


class Ring:
    """A value that refers to itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def _as_python_has_it() -> Iterator[None]:
    """Look for rings as often as Python does unless told otherwise."""
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


def test_rings_are_found_between_blocks() -> None:
    """A program that asks again and again does not grow by what it lets go of meanwhile."""
    rings = []
    for _ in range(2000):
        rings.append(ref(Ring()))
        with gc_paused():
            rings.append(ref(Ring()))
    assert sum(each() is not None for each in rings) < len(rings) / 2


def test_much_that_is_new_counts_as_old(
    kept: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was just read is not looked at by the next collection, unless it is little."""
    promote_survivors()
    assert gc.get_count()[0] > len(kept)
    monkeypatch.setattr(replay, "_MANY", 500)
    promote_survivors()
    assert gc.get_count()[0] < 500
    assert gc.get_freeze_count() == 0


def test_what_is_frozen_stays_so(kept: list[list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that froze what it shares with its processes finds it frozen."""
    monkeypatch.setattr(replay, "_MANY", 500)
    gc.freeze()
    try:
        kept += [[each] for each in range(1000)]
        promote_survivors()
        assert gc.get_freeze_count() > 0
        assert gc.get_count()[0] > 500
    finally:
        gc.unfreeze()
