"""What if: the effects foretold are those that come, and nothing is recorded by asking."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.analysis.what_if import (
    Assumption,
    Declares,
    Effects,
    Judges,
    Merges,
    Says,
    Withdraws,
)
from consensus.errors import MalformedRule, NotFound, Rejected
from consensus.rules.verdict import Status, Verdict
from consensus.working_group import WorkingGroup
from tests.conftest import at_most
from tests.support.panel import MEMBERS, make_panel


def turned(effects: Effects) -> dict[str, tuple[Status | None, Status | None]]:
    """Each target whose status would change, with both."""
    return {each.target: (each.status_before, each.status_after) for each in effects.turned}


def verdicts(group: WorkingGroup) -> dict[str, Verdict]:
    """The verdict on every target."""
    judgement = group.judgement()
    state = group.state
    targets = (*state.items, *state.amendments, *state.packages)
    return {state.handle_of(each): judgement.verdict(each, with_moves=False) for each in targets}


def test_an_assumed_position_turns_a_verdict(panel: WorkingGroup) -> None:
    """With the objection given up the item would be ready, and it says what is no longer so."""
    panel.take_position("ASH", "R1", "support")
    panel.take_position("DUN", "R1", "object", reason="No.")
    head = panel.head
    effects = panel.analysis.what_if(Says("DUN", "R1", "accept"))
    assert turned(effects) == {"R1": (Status.BLOCKED, Status.READY)}
    (effect,) = effects.turned
    assert effect.lost == ("DUN objects",)
    assert effects.assumptions == ("DUN says of R1: accept",)
    assert effects.totals == {(Status.BLOCKED, Status.READY): 1}
    assert panel.head == head
    assert panel.verdict("R1").status is Status.BLOCKED


def test_what_waits_for_it_is_judged_too(panel: WorkingGroup) -> None:
    """A declaration makes what was conditional on it ready, however far along the chain."""
    panel.take_position("ASH", "R1", "support", conditions=["R2"])
    panel.take_position("BAY", "R2", "support")
    panel.take_position("COL", "R3", "support")
    effects = panel.analysis.what_if(Declares("R2", "agreed"))
    assert turned(effects) == {
        "R1": (Status.CONDITIONAL, Status.READY),
        "R2": (Status.READY, Status.AGREED),
    }


def test_assumptions_build_on_each_other(panel: WorkingGroup) -> None:
    """A rival withdrawn first, what is left goes in without a conflict."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.propose("R1", "must", old="shall", by=["BAY"])
    with pytest.raises(Rejected):
        panel.analysis.what_if(Merges("R1"))
    effects = panel.analysis.what_if(Withdraws("A2"), Merges("R1"))
    assert turned(effects)["A1"] == (Status.READY, Status.MERGED)
    assert turned(effects)["A2"] == (Status.READY, Status.WITHDRAWN)
    assert panel.state.text(panel.state.handles["R1"]).startswith("Members shall")


def test_new_items_come_to_be(panel: WorkingGroup) -> None:
    """An insertion that goes in makes an item, which has no verdict yet."""
    panel.propose(kind="insert", after="R1", text="Letters are kept.", by=["ASH"])
    effects = panel.analysis.what_if(Merges("A1"))
    assert turned(effects)["R5"] == (None, Status.OPEN)
    assert "R5" not in panel.state.handles


def test_another_rule(panel: WorkingGroup) -> None:
    """Everything, or one item, judged by another rule."""
    panel.take_position("DUN", "R1", "object", reason="No.")
    panel.take_position("ASH", "R1", "support")
    effects = panel.analysis.what_if(Judges("consensus_minus(1)"))
    assert turned(effects)["R1"] == (Status.BLOCKED, Status.READY)
    assert set(turned(panel.analysis.what_if(Judges("consensus_minus(1)", "R1")))) == {"R1"}


def test_what_cannot_happen_says_why(panel: WorkingGroup) -> None:
    """Unknown names, rules that cannot be read and acts that are refused leave no trace."""
    with pytest.raises(NotFound):
        panel.analysis.what_if(Says("XXX", "R1", "accept"))
    with pytest.raises(NotFound):
        panel.analysis.what_if(Says("ASH", "R99", "accept"))
    with pytest.raises(MalformedRule):
        panel.analysis.what_if(Judges("nonsense("))
    before = verdicts(panel)
    with pytest.raises(Rejected):
        panel.analysis.what_if(Says("ASH", "R1", "object"), Merges("R1"))
    assert verdicts(panel) == before


def test_a_package_is_settled_whole(panel: WorkingGroup) -> None:
    """Declaring a package decides its items and merges its amendments."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.propose_package("Bargain", ["R1", "R2"], ["A1"])
    effects = panel.analysis.what_if(Declares("PKG1", "agreed"))
    found = {each: after for each, (_, after) in turned(effects).items()}
    assert found["R1"] is found["R2"] is found["A1"] is found["PKG1"] is Status.AGREED


def busy_panel(chance: Random) -> WorkingGroup:
    """A panel with positions, conditions, amendments and a decision, drawn by lot."""
    group = make_panel()
    group.propose("R1", "should", old="shall", by=["ASH"])
    group.propose("R1", "port", old="harbour", by=["DUN"])
    group.propose("R2", kind="delete", by=["ELM"])
    targets = ["R1", "R2", "R3", "R4", "A1", "A2", "A3"]
    stances = ["support", "accept", "accept", "abstain", "hold", "object"]
    for member in MEMBERS:
        for target in targets:
            if chance.random() < 0.5:
                stance = chance.choice(stances)
                conditional = stance in ("support", "accept") and chance.random() < 0.4
                others = [each for each in targets if each != target]
                group.take_position(
                    member,
                    target,
                    stance,
                    conditions=[chance.choice(others)] if conditional else [],
                )
    if chance.random() < 0.3:
        group.decide("R4", "agreed", reason="Enough was said.")
    return group


def _acts(chance: Random) -> tuple[Assumption, Callable[[WorkingGroup], object]]:
    member = chance.choice([*MEMBERS])
    target = chance.choice(["R1", "R2", "R3", "R4", "A1", "A2"])
    stance = chance.choice(["support", "accept", "object", "hold"])
    return chance.choice(
        [
            (
                Says(member, target, stance),
                lambda group: group.take_position(member, target, stance),
            ),
            (Merges("R1"), lambda group: group.merge("R1")),
            (Merges("R1", ("A1",)), lambda group: group.merge("R1", take=["A1"])),
            (
                Merges("A3"),
                lambda group: group.merge("A3", without_brackets=True, reason="assumed"),
            ),
            (Withdraws("A2"), lambda group: group.withdraw("A2", ["DUN"])),
            (
                Declares(target, "agreed"),
                lambda group: group.decide(target, "agreed", reason="assumed"),
            ),
            (Judges("unanimity()"), lambda group: group.set_rule("unanimity()")),
        ]
    )


@given(st.randoms(use_true_random=False))
@at_most(60)
def test_what_is_foretold_comes(chance: Random) -> None:
    """The verdicts that change when it happens are exactly those that were foretold."""
    with busy_panel(chance) as group:
        assumption, act = _acts(chance)
        before = verdicts(group)
        try:
            effects = group.analysis.what_if(assumption)
        except Rejected:
            assert verdicts(group) == before
            with pytest.raises(Rejected):
                act(group)
            return
        assert verdicts(group) == before
        act(group)
        after = verdicts(group)
        changed = {
            each: (
                before[each].status if each in before else None,
                after[each].status,
            )
            for each in after
            if each not in before or before[each].status is not after[each].status
        }
        assert turned(effects) == changed
