"""What a meeting goes through, one matter after the other."""

from __future__ import annotations

from consensus.reports.next_items import agenda_order, is_open_root, root_target
from consensus.working_group import WorkingGroup
from tests.support.panel import make_panel


def in_order(panel: WorkingGroup) -> list[str]:
    """The handles of the matters of every draft."""
    state = panel.state
    return [state.handle_of(each) for each in agenda_order(state, list(state.drafts))]


def is_open(panel: WorkingGroup, handle: str) -> bool:
    """Whether something is left to decide on a matter."""
    return is_open_root(panel.state, panel.judgement(), panel.state.handles[handle])


def test_items_come_in_the_order_of_the_draft() -> None:
    """Headings are left out while nobody amends them."""
    assert in_order(make_panel()) == ["R1", "R2", "R3", "R4"]


def test_a_new_item_comes_after_what_it_would_follow() -> None:
    """Insertions stand where they would go, in the order in which they came."""
    panel = make_panel()
    panel.propose(kind="insert", after="2", text="Boats are welcome.", by=["ASH"])
    panel.propose(kind="insert", after="2", text="Rafts are not.", by=["ASH"])
    panel.propose(kind="insert", text="This is the end.", by=["ASH"])
    assert in_order(panel) == ["R1", "R2", "A1", "A2", "R3", "R4", "A3"]


def test_amended_headings_and_packages_are_matters_too() -> None:
    """A heading is open while an amendment to it is; a package comes after its draft."""
    panel = make_panel()
    heading = next(each.handle for each in panel.state.items.values() if each.handle[0] == "S")
    panel.propose(heading, "Rules", old="Recommendations", by=["ASH"])
    panel.propose_package("Both", ["1", "2"])
    assert [heading, "R1", "R2", "R3", "R4", "PKG1"] == in_order(panel)
    assert is_open(panel, heading)
    panel.decide("A1", "rejected")
    assert not is_open(panel, heading)


def test_a_matter_is_open_until_it_is_decided() -> None:
    """A decision closes it and a reopening opens it again."""
    panel = make_panel()
    assert is_open(panel, "R1")
    panel.decide("1", "deferred", reason="later")
    assert not is_open(panel, "R1")
    panel.decide("1", "reopened")
    assert is_open(panel, "R1")


def test_an_amendment_to_an_amendment_belongs_to_the_item() -> None:
    """What an amendment amends in the end is the matter; a new item is one itself."""
    panel = make_panel()
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("A1", "ought to", old="must", by=["BAY"])
    panel.propose(kind="insert", text="This is the end.", by=["ASH"])
    state = panel.state
    assert state.handles["R1"] == root_target(state, state.handles["A2"])
    assert state.handles["A3"] == root_target(state, state.handles["A3"])


def test_matters_of_a_record_without_a_draft_are_none() -> None:
    """There is nothing to go through before a draft is imported."""
    assert in_order(WorkingGroup.in_memory()) == []
