"""A state: how things are found, their ids and handles, and trials that are taken back."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus import WorkingGroup
from consensus.errors import NotFound
from consensus.history.operations import AddMember, SetRule
from consensus.model.lookup import find
from consensus.model.meetings import Presence
from consensus.model.people import Member
from consensus.model.positions import Objection, ObjectionState
from consensus.model.state import State, UndoJournal, free_handle, new_id
from tests.support.panel import make_panel, text_source

SUB_ITEMS = """# Quays

## Upkeep

12. Every quay is

    (a) swept;

    (b) lit.
"""


@pytest.fixture
def panel() -> WorkingGroup:
    """Six members, a draft of four recommendations, and one with sub-items."""
    panel = make_panel()
    panel.import_draft(text_source("quays.md", SUB_ITEMS))
    return panel


@pytest.mark.parametrize(
    "look",
    [State.handle_of, State.version_id, State.version, State.text, State.draft_of, State.rule_of],
)
def test_what_is_not_in_the_record_is_not_found(look: Callable[[State, str], object]) -> None:
    """Every question about an unknown id gives the same error."""
    with pytest.raises(NotFound, match="nothing in the history has the id nothing"):
        look(State(), "nothing")


def test_handles_of_everything_that_has_one(panel: WorkingGroup) -> None:
    """Targets, drafts, meetings, decisions and the tray are known by their handles."""
    panel.propose("R1", "must", old="shall", by=["ASH"])
    panel.propose_package("All", ["R1", "R2"], ["A1"])
    panel.open_meeting("Meeting")
    panel.decide("R3", "agreed")
    panel.import_amendments(text_source("a.jsonl", '{"old": "x y z", "text": "u"}'), draft="D1")
    state = panel.state
    named = ("R1", "A1", "PKG1", "D1", "M1", "DEC1", "TR1")
    assert [state.handle_of(state.handles[each]) for each in named] == list(named)
    assert state.version_id(state.handles["PKG1"]) == state.handles["PKG1"]


def test_package_belongs_to_a_draft_only_when_all_its_items_do(panel: WorkingGroup) -> None:
    """Over two drafts it is judged by the rule of the working group."""
    state = panel.state
    panel.propose_package("One", ["R1", "R2"])
    panel.propose_package("Two", ["R1", "12"])
    one, two = state.handles["PKG1"], state.handles["PKG2"]
    assert [state.draft_of(each) for each in (one, two)] == [state.handles["D1"], ""]
    panel.record(SetRule(rule="unanimity()", target=state.handles["D1"]))
    assert [state.rule_of(each) for each in (one, two)] == ["unanimity()", "no_objection()"]


def test_rule_of_an_item_its_draft_and_the_whole(panel: WorkingGroup) -> None:
    """The nearest rule holds, and taken away again the next nearest does."""
    state = panel.state
    item = state.handles["R1"]
    panel.set_rule("unanimity()")
    panel.set_rule("consensus_minus(1)", "D1")
    panel.set_rule("consent()", "R1")
    assert [state.rule_of(item), state.rule_of(state.handles["R2"])] == [
        "consent()",
        "consensus_minus(1)",
    ]
    panel.set_rule("", "R1")
    panel.set_rule("", "D1")
    assert state.rule_of(item) == "unanimity()"


def test_sub_items_hang_below_their_paragraph(panel: WorkingGroup) -> None:
    """Depth counts what stands above; the full label names it, headings left out."""
    state = panel.state
    items = list(state.walk(state.handles["D2"]))
    assert [(state.full_label(item.id), state.depth(item.id)) for item in items] == [
        ("", 0),
        ("12", 1),
        ("12(a)", 2),
        ("12(b)", 2),
    ]


def test_label_is_shared_as_long_as_two_items_of_a_draft_have_it(panel: WorkingGroup) -> None:
    """Items of other drafts and deleted ones do not count, and a rollback restores the answer."""
    state = panel.state
    lit, swept = (find(state, name) for name in ("12(b)", "12(a)"))
    assert not state.is_label_shared(lit)
    with state.journal.rollback_scope():
        state.journal.change(state.items, swept, label="(b)")
        assert state.is_label_shared(lit)
        assert state.is_label_shared(swept)
        state.journal.change(state.items, swept, removed=True)
        assert not state.is_label_shared(lit)
        # A deleted item shares its label with one that is left.
        assert state.is_label_shared(swept)
    assert not state.is_label_shared(lit)


def test_open_amendments_have_a_member_behind_them(panel: WorkingGroup) -> None:
    """A chair's proposal and an observer's keep no text open."""
    panel.propose("R1", "must", old="shall", by=["OBS"])
    panel.propose("R1", "may", old="shall")
    panel.propose("R1", "should", old="shall", by=["ASH"])
    state = panel.state
    assert [each.handle for each in state.open_amendments(state.handles["R1"])] == ["A3"]


def test_members_count_on_their_days(panel: WorkingGroup) -> None:
    """Observers never count; membership has a first and a last day."""
    panel.record(AddMember(code="NEW", since=date(2026, 2, 1), until=date(2026, 2, 28)))
    days = (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1))
    there = [[each.code for each in panel.state.counting(day)] for day in days]
    assert ["NEW" in codes for codes in there] == [False, True, True, False]
    assert all("OBS" not in codes for codes in there)
    assert panel.state.negotiating_groups_of("ASH") == ("ISL",)
    assert panel.state.negotiating_groups_of("COL") == ()


def test_who_was_not_noted_is_absent(panel: WorkingGroup) -> None:
    """Presence belongs to one meeting, and the meeting that goes on is the one not closed."""
    assert panel.state.meeting is None
    panel.open_meeting("One")
    panel.note_presence(["ASH"], Presence.REMOTE)
    meeting = panel.state.meeting
    assert meeting is not None
    assert panel.state.presence_of("ASH", meeting.id) is Presence.REMOTE
    assert panel.state.presence_of("BAY", meeting.id) is Presence.ABSENT
    panel.close_meeting()
    assert panel.state.meeting is None


def test_reopening_is_the_end_of_a_decision(panel: WorkingGroup) -> None:
    """The last decision holds until the target is reopened."""
    state = panel.state
    item = state.handles["R1"]
    assert (state.last_decision(item), state.is_closed(item)) == (None, False)
    panel.decide("R1", "agreed ad ref")
    assert state.is_closed(item)
    panel.decide("R1", "reopened")
    assert (state.last_decision(item), state.is_closed(item)) == (None, False)


# Ids that sort by time, and handles that are never given twice.


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


# What is tried is taken back, or kept, and trials stand in each other.


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
