"""The order in which people go through what is in a record."""

from __future__ import annotations

from consensus import WorkingGroup
from consensus.model.lookup import targets_in_order


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
