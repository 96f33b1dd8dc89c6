"""What is tried is taken back, or kept, and trials stand in each other."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.model.people import Member
from consensus.model.positions import Objection, ObjectionState
from consensus.model.state import UndoJournal

KEYS = st.sampled_from("abc")
WRITES = st.lists(st.tuples(KEYS, st.none() | st.integers(0, 9)), max_size=8)


def write(
    journal: UndoJournal, table: dict[str, int], writes: list[tuple[str, int | None]]
) -> None:
    """Put or, for None, remove entries."""
    for key, value in writes:
        if value is not None:
            journal.put(table, key, value)
        elif key in table:
            journal.remove(table, key)


@given(WRITES, WRITES, WRITES, st.booleans())
def test_trial_in_a_trial(first: Any, inner: Any, last: Any, keep: bool) -> None:
    """The outer trial takes back what the inner one kept; the inner one never more than its own."""
    journal, table = UndoJournal(), {"a": 0}
    begin = copy.copy(table)
    with journal.rollback_scope():
        write(journal, table, first)
        between = copy.copy(table)
        with journal.rollback_scope(keep=keep):
            write(journal, table, inner)
            tried = copy.copy(table)
        assert table == (tried if keep else between)
        write(journal, table, last)
    assert table == begin


@given(WRITES)
def test_trial_that_is_kept_is_kept(writes: Any) -> None:
    """Without an error nothing is taken back, and later writes are no part of it."""
    journal, table = UndoJournal(), {"a": 0}
    with journal.rollback_scope(keep=True):
        write(journal, table, writes)
        tried = copy.copy(table)
    assert table == tried
    journal.put(table, "a", 5)
    assert table["a"] == 5


@given(WRITES)
def test_error_takes_everything_back(writes: Any) -> None:
    """What went wrong half-way leaves nothing, whether or not it was to be kept."""
    journal, table = UndoJournal(), {"a": 0}

    def go_wrong() -> None:
        with journal.rollback_scope(keep=True):
            write(journal, table, writes)
            raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        go_wrong()
    assert table == {"a": 0}


def test_what_is_not_there_cannot_be_removed() -> None:
    """A table knows what it holds."""
    journal: UndoJournal = UndoJournal()
    with pytest.raises(KeyError), journal.rollback_scope():
        journal.remove({}, "a")


def test_fields_of_an_entry_are_replaced_and_taken_back() -> None:
    """Of a noun of either kind, the named fields change, and a rollback gives the old one again."""
    journal = UndoJournal()
    ash, objection = Member("ASH", "Ash"), Objection("o1", "i1", "ASH")
    members, objections = {"ASH": ash}, {"ASH": objection}
    with journal.rollback_scope():
        journal.change(members, "ASH", name="Ash Tree")
        journal.change(objections, "ASH", state=ObjectionState.SUSTAINED)
        assert members["ASH"] == Member("ASH", "Ash Tree")
        assert objections["ASH"].state is ObjectionState.SUSTAINED
    assert members["ASH"] is ash
    assert objections["ASH"] is objection


def test_a_table_under_a_key_is_put_there_once() -> None:
    """The first call makes it, later ones find it, and a rollback removes it again."""
    journal = UndoJournal()
    ratings: dict[str, dict[str, int]] = {}
    with journal.rollback_scope():
        journal.nested(ratings, "i1")["ASH"] = 7
        assert journal.nested(ratings, "i1") == {"ASH": 7}
    assert ratings == {}
