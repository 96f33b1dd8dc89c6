"""What was decided stays until it is reopened, and what an awaited member changes is an answer."""

from __future__ import annotations

import pytest

from consensus.errors import Rejected
from consensus.reports.next_items import Rank, next_items
from consensus.rules.verdict import Status
from consensus.working_group import WorkingGroup

from .copies import two_copies


def status(group: WorkingGroup, name: str) -> Status:
    """Where a target stands, by its handle."""
    return group.judgement().verdict(group.state.handles[name]).status


def ranks(group: WorkingGroup) -> list[tuple[str, Rank]]:
    """What is to be taken up next."""
    found = next_items(group.state, group.judgement(), list(group.state.drafts))
    return [(each.handle, each.rank) for each in found]


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn", "agreed", "adopted", "agreed ad ref"])
def test_nothing_is_merged_into_what_was_decided(panel: WorkingGroup, outcome: str) -> None:
    """Neither words nor arrangements, planned or recorded; reopened, both go in."""
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose("2", kind="delete", by=["BAY"])
    panel.propose(kind="insert", after="2", text="Boats are welcome.", by=["COL"])
    planned = panel.plan_merge("2", take=["A1"]).operation
    panel.decide("2", outcome)
    why = "R2 is closed by a decision; reopen it first, as 'consensus decision record R2 reopened'"
    for act in (
        lambda: panel.plan_merge("2", take=["A1"]),
        lambda: panel.merge("2"),
        lambda: panel.merge("A2"),
        lambda: panel.record(planned),
        lambda: panel.edit("2", "Nobody reads."),
    ):
        with pytest.raises(Rejected, match=why):
            act()
    panel.edit("2", "The office should publish all reports", editorial=True)
    panel.merge("A3")
    assert status(panel, "R2") is Status(outcome)
    panel.decide("2", "reopened")
    panel.merge("2", take=["A1"])
    assert "must" in panel.state.text(panel.state.handles["R2"])


def test_a_package_leaves_rejected_items_as_they_are(panel: WorkingGroup) -> None:
    """Its gavel is refused, and no text has changed."""
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose_package("Both", ["1", "2"], ["A1"])
    panel.decide("2", "rejected")
    with pytest.raises(Rejected, match="R2 is closed by a decision"):
        panel.decide("PKG1", "agreed")
    assert "should" in panel.state.text(panel.state.handles["R2"])


def test_closed_items_and_amendments_to_them_are_not_up_next(panel: WorkingGroup) -> None:
    """Requests to reopen stay listed; a rejected item is in no list before it is reopened."""
    panel.set_rule("consent()")
    panel.propose("1", "may", old="shall", by=["ASH"])
    panel.propose("2", "may", old="should", by=["BAY"])
    panel.propose("3", "by day", old="at night", by=["COL"])
    panel.decide("1", "agreed")
    panel.decide("2", "rejected")
    panel.decide("3", "withdrawn")
    panel.propose("1", "must", old="shall", by=["DUN"])
    assert ranks(panel) == [("R4", Rank.NOT_DISCUSSED), ("R1", Rank.REOPEN)]
    panel.decide("2", "reopened")
    assert ("R2", Rank.MERGEABLE) in ranks(panel)


def test_what_is_opposed_is_not_to_be_merged(panel: WorkingGroup) -> None:
    """Whatever the rule allows: with an objection or a hold it is for the chair to look at."""
    panel.set_rule("consensus_minus(1)")
    panel.propose("1", "may", old="shall", by=["ASH"])
    assert ("R1", Rank.MERGEABLE) in ranks(panel)
    panel.take_position("BAY", "A1", "object", reason="too weak")
    assert status(panel, "A1") is Status.READY
    assert ("R1", Rank.MERGEABLE) not in ranks(panel)
    assert ("A1", Rank.READY) in ranks(panel)
    panel.withdraw_position("BAY", "A1")
    panel.take_position("COL", "A1", "hold")
    assert ("R1", Rank.MERGEABLE) not in ranks(panel)


def test_what_nobody_spoke_on_comes_after_what_somebody_did(panel: WorkingGroup) -> None:
    """Silence meets the rule, and the chair has yet to ask for objections."""
    panel.set_rule("consent()")
    panel.take_position("ASH", "3", "support")
    panel.open_silence("4", hours=1)
    assert [each for each in ranks(panel) if each[1] is Rank.READY] == [
        ("R3", Rank.READY),
        ("R4", Rank.READY),
    ]
    last = ranks(panel)[-2:]
    assert last == [("R1", Rank.NOT_DISCUSSED), ("R2", Rank.NOT_DISCUSSED)]


def test_a_change_by_the_awaited_member_is_its_answer(panel: WorkingGroup) -> None:
    """The item is open again with the change on the table; the decision awaits no word."""
    panel.decide("2", "agreed ad ref", pending=["COL", "DUN"])
    panel.propose("2", "must", old="should", by=["ASH"])
    assert (status(panel, "R2"), panel.state.amendments[panel.state.handles["A1"]].late) == (
        Status.AGREED_AD_REF,
        True,
    )
    panel.propose("2", "may", old="should", by=["COL"])
    state = panel.state
    answered = state.decisions[state.handles["DEC1"]]
    assert (answered.pending, answered.returned) == ((), (state.handles["R2"],))
    assert answered.answered_by == (state.handles["A2"],)
    assert status(panel, "R2") is Status.OPEN
    assert not any(state.amendments[state.handles[each]].late for each in ("A1", "A2"))
    panel.merge("2", take=["A2"], settle={0: "A2"})
    panel.decide("2", "agreed")
    assert status(panel, "R2") is Status.AGREED


def test_taking_the_answer_back_awaits_the_word_again(panel: WorkingGroup) -> None:
    """Undone, the item is agreed ad referendum as before."""
    panel.decide("2", "agreed ad ref", pending=["COL"])
    step = panel.propose("2", "may", old="should", by=["COL"])
    panel.undo(step.id)
    decision = panel.state.decisions[panel.state.handles["DEC1"]]
    assert (decision.pending, decision.returned) == (("COL",), ())
    assert status(panel, "R2") is Status.AGREED_AD_REF


def test_of_several_items_only_the_one_changed_comes_back(panel: WorkingGroup) -> None:
    """The others go on awaiting the word; a package comes back whole."""
    panel.decide(["1", "2"], "agreed ad ref", pending=["COL"])
    panel.propose("2", "may", old="should", by=["COL"])
    assert (status(panel, "R1"), status(panel, "R2")) == (Status.AGREED_AD_REF, Status.OPEN)
    assert panel.state.decisions[panel.state.handles["DEC1"]].pending == ("COL",)
    panel.propose_package("Both", ["3", "4"])
    panel.decide("PKG1", "agreed", pending=["DUN"])
    panel.propose("4", "afterwards", old="in advance", by=["DUN"])
    assert [status(panel, each) for each in ("PKG1", "R3")] == [Status.OPEN, Status.OPEN]
    assert status(panel, "R4") is Status.OPEN


def test_copies_that_reject_and_merge_apart_let_a_user_choose() -> None:
    """A text rejected in one copy is not changed by the other's merge without a word."""
    ann, bob = two_copies(lambda panel: panel.propose("2", "must", old="should", by=["ASH"]))
    ann.decide("2", "rejected")
    bob.merge("2", take=["A1"])
    ann.sync(bob)
    for each in (ann, bob):
        assert "should" in each.state.text(each.state.handles["R2"])
        assert each.overtaken
