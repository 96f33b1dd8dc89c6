"""Many programs on one record: every step is there once, in one order that all see."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.history.operations import AddMember
from consensus.store.opening import open_store
from tests.support.postgres import Server

from .crowd import BEGUN, Program, watch, write

# The nightly run is the whole crowd; the usual one is enough to see what goes wrong at once.
_WRITERS, _STEPS = (16, 200) if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else (3, 15)
_WATCHERS = 2
pytestmark = pytest.mark.long


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a record is that many programs use."""
    if request.param == "sqlite":
        found = str(tmp_path / "crowd.consensus")
    else:
        found = request.getfixturevalue("postgres").new_url()
    WorkingGroup.create(found, title="Crowd").close()
    return found


def crowd(place: str, *others: Program) -> tuple[list[Program], list[Program]]:
    """Watchers and writers, all of which have begun."""
    watchers = [Program(watch, place, "", 1 + _WRITERS * _STEPS) for _ in range(_WATCHERS)]
    writers = [Program(write, place, f"W{number}", _STEPS) for number in range(_WRITERS)]
    for each in (*watchers, *writers, *others):
        assert each.next_words() == BEGUN
    return watchers, writers


def check(place: str, confirmed: list[list[str]]) -> str:
    """See that each writer's steps are there once and in its order; the head."""
    with WorkingGroup.open(place) as group:
        assert group.verify().is_intact
        steps = group.steps()
        assert all(a.hash in b.parents for a, b in pairwise(steps))
        order = {step.id: number for number, step in enumerate(steps)}
        for each in confirmed:
            assert [order[one] for one in each] == sorted(order[one] for one in each)
        codes = Counter(
            operation.code
            for _, operations, _ in group.history()
            for operation in operations
            if isinstance(operation, AddMember)
        )
        expected = {f"W{w}-{n}": 1 for w in range(_WRITERS) for n in range(_STEPS)}
        assert expected == dict(codes)
        assert len({one for each in confirmed for one in each}) == _WRITERS * _STEPS
        return group.head


def test_a_crowd_records_and_watchers_agree(place: str) -> None:
    """All steps are there in one order, and whoever watched ends with the same head and state."""
    watchers, writers = crowd(place)
    head = check(place, [each.said() for each in writers])
    assert [each.said() for each in watchers] == [[head, str(_WRITERS * _STEPS)]] * _WATCHERS


def test_a_server_killed_at_work_loses_nothing_that_it_confirmed(postgres: Server) -> None:
    """What was confirmed is there, what nobody knew settles itself, and everybody goes on."""
    place = postgres.new_url()
    WorkingGroup.create(place, title="Crowd").close()
    watchers, writers = crowd(place)
    for part in (3, 2):
        reached(place, _WRITERS * _STEPS // part)
        postgres.kill()
        postgres.start()
    head = check(place, [each.said() for each in writers])
    assert [each.said() for each in watchers] == [[head, str(_WRITERS * _STEPS)]] * _WATCHERS


def reached(place: str, count: int) -> None:
    """Wait until a record has so many steps."""
    with closing(open_store(place, read_only=True)) as store:
        while store.length < count:
            store.watch(60)


def test_a_writer_killed_at_work_loses_nothing_that_was_confirmed(place: str) -> None:
    """A program that is killed leaves whole steps, and nobody else has to wait for it."""
    killed = Program(write, place, "K", 10 * _STEPS)
    watchers, writers = crowd(place, killed)
    confirmed = [killed.next_words() for _ in range(_STEPS // 2)]
    killed.kill()
    confirmed += killed.rest()
    for each in (*watchers, *writers):
        each.said()
    with WorkingGroup.open(place) as group:
        assert group.verify().is_intact
        assert set(confirmed) <= {step.id for step in group.steps()}
