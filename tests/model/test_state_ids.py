"""Ids that sort by time, and handles that are never given twice."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from consensus.model.state import State, free_handle, new_id

BEGIN = datetime(1971, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=2_000_000)).map(
    lambda passed: BEGIN + passed
)


@example(datetime(2004, 5, 30, tzinfo=UTC), timedelta(milliseconds=1))
@given(MOMENTS, st.timedeltas(min_value=timedelta(milliseconds=1), max_value=timedelta(days=9999)))
def test_ids_sort_by_time(moment: datetime, later: timedelta) -> None:
    """An id made a millisecond later, or more, comes later."""
    assert new_id(moment) < new_id(moment + later)


@given(MOMENTS)
def test_id_is_a_uuid_of_version_seven_with_its_time(moment: datetime) -> None:
    """The first 48 bits are the milliseconds; version and variant are those of RFC 9562."""
    made = uuid.UUID(new_id(moment))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    passed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    assert made.int >> 80 == passed // timedelta(milliseconds=1)


def test_ids_of_one_moment_differ() -> None:
    """The rest is random."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert len({new_id(moment) for _ in range(100)}) == 100


def test_handle_that_is_taken_gets_the_first_free_suffix() -> None:
    """Two copies that gave one handle keep both things, the later with a suffix."""
    assert free_handle("A17", ()) == "A17"
    assert free_handle("A17", {"A17"}) == "A17-2"
    assert free_handle("A17", {"A17", "A17-2", "A17-4"}) == "A17-3"


def test_handles_are_given_once_and_counted_by_their_letters() -> None:
    """The next handle goes on from the highest, whether that one is in use or kept free."""
    state = State()
    assert state.next_handle("A") == "A1"
    assert [state.give_handle("A1", "one"), state.give_handle("A1", "other")] == ["A1", "A1-2"]
    assert state.next_handle("A") == "A2"
    state.reserve_handle("A9")
    state.reserve_handle("A3")
    state.reserve_handle("ZERO")
    assert [state.next_handle("A"), state.next_handle("A", skip=2)] == ["A10", "A12"]
    assert state.next_handle("ZERO") == "ZERO1"
    assert state.handles == {"A1": "one", "A1-2": "other"}
