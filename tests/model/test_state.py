"""How things are found in a state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound
from consensus.history.operations import AddMember, SetRule
from consensus.model.lookup import find
from consensus.model.meetings import Presence
from consensus.model.state import State
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
    with pytest.raises(NotFound, match="nothing in the record has the id nothing"):
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
