"""A database joined with a file, or whose server fails: what was recorded shows afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import StoreError, Unsure
from consensus.history.operations import AddMember
from consensus.history.verify import verify
from consensus.store.opening import copy_record, open_store
from tests.support.database_faults import ServerFault
from tests.support.panel import fill, one_clock, ticking
from tests.support.postgres import Server

pytest.importorskip("psycopg")

pytestmark = pytest.mark.waits


_MANY = 200


@pytest.fixture
def pairs(postgres: Server, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Ever new pairs of a file and a working group in a database, both with steps of their own."""
    with WorkingGroup.create(tmp_path / "one", title="Panel", clock=ticking()) as group:
        fill(group)
        group.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill fears it")

    def made(number: int) -> tuple[str, str]:
        file, url = str(tmp_path / f"file-{number}"), postgres.new_url()
        copy_record(tmp_path / "one", file)
        copy_record(tmp_path / "one", url)
        clock = one_clock()
        with WorkingGroup.open(file, by="ann", clock=clock) as ann:
            ann.propose("1", "must", old="shall", by=["ASH"])
            ann.redact("Ms Quill")
        with WorkingGroup.open(url, by="bob", clock=clock) as bob:
            bob.propose("1", "may", old="shall", by=["BAY"])
        return file, url

    return map(made, count())


def head(place: str) -> str:
    """The head of a record, which verifies."""
    with closing(open_store(place)) as store:
        assert verify(store.read_stored()).is_intact
        return store.head


@pytest.mark.parametrize("turned", [False, True])
def test_a_file_and_a_database_are_joined(pairs: Iterator[tuple[str, str]], turned: bool) -> None:
    """Whichever of them begins, both end with the same head and nobody's words are lost."""
    file, url = next(pairs)
    here, there = (url, file) if turned else (file, url)
    with WorkingGroup.open(here, by="ann", clock=one_clock()) as ann:
        ann.sync(there)
        assert len(ann.state.amendments) == 2
    assert head(file) == head(url)


def test_what_the_server_refuses_is_taken_in_by_the_next_sync(
    pairs: Iterator[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever its disk is full, each copy is as it was or whole."""
    fault = ServerFault(monkeypatch, "full")
    for number, (file, url) in zip(range(1, _MANY), pairs, strict=False):
        before = head(file), head(url)
        with WorkingGroup.open(file, by="ann", clock=one_clock()) as ann:
            with fault.at_statement(number), suppress(StoreError):
                ann.sync(url)
            reached = fault.reached
            after = head(file), head(url)
            ann.sync(url)
        whole = head(file)
        assert whole == head(url)
        assert all(now in (then, whole) for now, then in zip(after, before, strict=True))
        if reached < number:
            assert after == (whole, whole)
            return
    raise AssertionError("the sync never came to its end")


@pytest.mark.parametrize("kind", ["before", "after"])
def test_a_connection_lost_during_a_sync_is_not_noticed(
    pairs: Iterator[tuple[str, str]], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is lost, both copies are the same at the end."""
    fault = ServerFault(monkeypatch, kind)
    for number, (file, url) in zip(range(1, _MANY), pairs, strict=False):
        with (
            WorkingGroup.open(file, by="ann", clock=one_clock()) as ann,
            fault.at_statement(number),
        ):
            ann.sync(url)
            reached = fault.reached
        assert head(file) == head(url)
        if reached < number:
            return
    raise AssertionError("the sync never came to its end")


# Nobody knows whether a step was recorded: it is said so, and shows when the server is back.


pytest.importorskip("psycopg")


def test_what_was_unsure_shows_at_the_next_look(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the server was doing when it went away, the record is whole and goes on."""
    monkeypatch.setattr("consensus.store.postgres._PATIENCE", 0.01)
    url = postgres.new_url()
    WorkingGroup.create(url, title="Panel").close()
    fault = ServerFault(monkeypatch, "gone")
    outcomes: set[tuple[type[StoreError], bool]] = set()
    with WorkingGroup.open(url) as group:
        for number in range(1, 100):
            before = len(group.steps())
            with fault.at_statement(number):
                try:
                    group.record(AddMember(id="", code=f"M{number}", name="Member"))
                except StoreError as error:
                    fault.come_back()
                    assert f"M{number}" not in group.state.members
                    group.refresh()
                    outcomes.add((type(error), f"M{number}" in group.state.members))
            assert group.verify().is_intact
            assert len(group.steps()) - before == (f"M{number}" in group.state.members)
            if fault.reached < number:
                break
    assert outcomes == {(StoreError, False), (Unsure, True)}
