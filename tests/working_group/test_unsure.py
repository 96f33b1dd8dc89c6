"""Nobody knows whether a step was recorded: it is said so, and shows when the server is back."""

from __future__ import annotations

import pytest

from consensus import WorkingGroup
from consensus.errors import StoreError, Unsure
from consensus.history.operations import AddMember
from tests.support.database_faults import ServerFault
from tests.support.postgres import Server

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
