"""What people call things, and the order in which they go through them."""

from __future__ import annotations

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound
from consensus.model.lookup import (
    find,
    find_amendment,
    find_draft,
    find_item,
    find_member,
    find_target,
    targets_in_order,
)
from consensus.model.state import State
from tests.support.panel import make_panel, text_source

SECOND = "# Quay rules\n\n## Recommendations\n\n1. Quays are swept.\n\n12. Bollards are painted.\n"


@pytest.fixture
def two_drafts() -> WorkingGroup:
    """Two drafts, both with a recommendation 1."""
    panel = make_panel()
    panel.import_draft(text_source("quays.md", SECOND))
    return panel


def test_members_by_code_however_cased(two_drafts: WorkingGroup) -> None:
    """A code is found in small letters; a near one is proposed."""
    assert [find_member(two_drafts.state, code) for code in ("ASH", "ash")] == ["ASH", "ASH"]
    with pytest.raises(NotFound, match=r"no member has the code ASHH; did you mean ASH\?"):
        find_member(two_drafts.state, "ASHH")


def test_an_empty_name_is_said_to_be_empty(two_drafts: WorkingGroup) -> None:
    """As a script gives one whose variable is not set."""
    with pytest.raises(NotFound, match="its code is empty; see the list of members"):
        find_member(two_drafts.state, "")
    with pytest.raises(NotFound, match="the name is empty; see the status of the texts"):
        find(two_drafts.state, " ")


def test_what_is_not_found_names_the_command_that_lists_such_things(
    two_drafts: WorkingGroup,
) -> None:
    """The status lists items alone."""
    with pytest.raises(NotFound, match="called D12; see the list of drafts"):
        find_draft(two_drafts.state, "D12")
    with pytest.raises(NotFound, match="called Z9; see the list of amendments"):
        find_amendment(two_drafts.state, "Z9")


def test_an_item_without_a_number_is_named_by_its_handle() -> None:
    """Where it has no label, lists have the kind in its place, which is no name."""
    panel = make_panel()
    panel.import_draft(text_source("dykes.md", "# Dykes\n\nThe board,\n\n1. Dykes are mown.\n"))
    with pytest.raises(NotFound, match=r"a paragraph without a number is named by its handle"):
        find(panel.state, "paragraph")


def test_label_of_one_draft(two_drafts: WorkingGroup) -> None:
    """A label on items of two drafts is clear as soon as the draft is."""
    state = two_drafts.state
    with pytest.raises(NotFound, match="the label 1 stands on several items; say which: R1, R13"):
        find(state, "1")
    with pytest.raises(NotFound, match="2 items have the label 1"):
        find(state, "label:1")
    first, second = state.handles["D1"], state.handles["D2"]
    assert [find(state, "1", draft) for draft in (first, second)] == [
        state.handles["R1"],
        state.handles["R13"],
    ]


def test_ways_of_naming(two_drafts: WorkingGroup) -> None:
    """A handle, however cased, a label, or the start of an id; the way can be said."""
    state = two_drafts.state
    item = state.handles["R12"]
    assert {find(state, name) for name in ("R12", "r12", "12", "label:12", "handle:r12", item)} == {
        item
    }
    draft = state.handles["D2"]
    assert [find(state, each) for each in (draft, *state.items)] == [draft, *state.items]
    with pytest.raises(NotFound, match="ids begin with"):
        find(state, draft[:30])
    with pytest.raises(NotFound, match="no items have the handle 12"):
        find(state, "handle:12")


def test_kinds_of_things_are_told_apart(two_drafts: WorkingGroup) -> None:
    """What is there but of another kind is not found."""
    two_drafts.propose("R1", "must", old="shall", by=["ASH"])
    state = two_drafts.state
    assert find_item(state, "R1") == find_target(state, "R1")
    assert find_amendment(state, "A1") == find_target(state, "A1")
    assert find_draft(state, "D2") == state.handles["D2"]
    with pytest.raises(NotFound, match="A1 is no item of a draft"):
        find_item(state, "A1")
    with pytest.raises(NotFound, match="R1 is no amendment"):
        find_amendment(state, "R1")
    with pytest.raises(NotFound, match="D1 is no item, amendment or package"):
        find_target(state, "D1")
    with pytest.raises(NotFound, match="R1 is no draft"):
        find_draft(state, "R1")
    with pytest.raises(NotFound, match="there are several drafts; say which: D1, D2"):
        find_draft(state)


def test_only_draft_needs_no_name() -> None:
    """Where there is none, that is said."""
    assert find_draft(make_panel().state)
    with pytest.raises(NotFound, match="no draft has been imported yet"):
        find_draft(State())


# The order in which people go through what is in a record.


def handles(group: WorkingGroup) -> list[str]:
    """What can be decided, by its handles, in order."""
    state = group.state
    return [state.handle_of(each) for each in targets_in_order(state, list(state.drafts))]


def test_amendments_follow_what_they_amend_and_packages_come_last(panel: WorkingGroup) -> None:
    """Those to an amendment follow it; insertions stand at the end of their draft."""
    panel.propose(kind="insert", after="2", text="Boats are welcome.", by=["FIR"])
    panel.propose("2", "must", old="should", by=["DUN"])
    panel.propose("A2", "has to", old="must", by=["ELM"])
    panel.propose_package("Both", ["1", "2"])
    assert handles(panel) == ["R1", "R2", "A2", "A3", "R3", "R4", "A1", "PKG1"]


def test_what_joins_items_stands_once_with_the_first_of_them(panel: WorkingGroup) -> None:
    """It is below each item that it joins."""
    panel.propose("3", "Letters are kept and read.", kind="join", others=["4"], by=["ASH"])
    panel.propose("A1", "Letters are kept.", old="Letters are kept and read.", by=["BAY"])
    assert handles(panel) == ["R1", "R2", "R3", "A1", "A2", "R4"]


def test_labels_are_known_as_they_stand_now(two_drafts: WorkingGroup) -> None:
    """Also after what has a label came in, went, or was only tried out."""
    state = two_drafts.state
    item = find(state, "12", draft=find_draft(state, "D2"))
    with state.journal.rollback_scope():
        state.journal.change(state.items, item, label="14")
        assert find(state, "14") == item
    assert find(state, "12", draft=find_draft(state, "D2")) == item
    with pytest.raises(NotFound, match="nothing is called 14"):
        find(state, "14")


def test_labels_are_not_gone_through_for_each_name(two_drafts: WorkingGroup) -> None:
    """What changes other tables leaves them as they are known."""
    state = two_drafts.state
    find(state, "12", draft=find_draft(state, "D2"))
    known = state.journal.derived_of(state.items)["names"]
    state.journal.put(state.spent, "Z1", "z")
    find(state, "12", draft=find_draft(state, "D2"))
    assert state.journal.derived_of(state.items)["names"] is known
