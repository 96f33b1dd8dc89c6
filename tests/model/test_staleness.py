"""Whether what was said of one version holds for the next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import Stance, WorkingGroup
from consensus.model.drafts import Cause, Item, ItemKind, Version
from consensus.model.positions import Position
from consensus.model.staleness import HARMLESS, CarryOver, decision_is_stale, is_stale, text_changed
from consensus.model.state import Settings, State
from consensus.text.brackets import BracketedText
from tests.support.panel import fill, ticking

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = st.lists(st.sampled_from([each for each in Cause if each is not Cause.ORIGINAL]))


def chain(causes: list[Cause], policy: CarryOver = CarryOver.WISHES_MET) -> State:
    """A state of one item whose text was changed for these causes, one after the other."""
    state = State()
    state.settings[""] = Settings(carry_over=policy.value)
    for number, cause in enumerate([Cause.ORIGINAL, *causes]):
        previous = f"v{number - 1}" if number else ""
        wording = BracketedText.plain(str(number))
        state.versions[f"v{number}"] = Version(
            f"v{number}", "item", number + 1, wording, cause, (), previous
        )
    state.items["item"] = Item(
        "item", "R1", "draft", ItemKind.RECOMMENDATION, "1", "draft", f"v{len(causes)}"
    )
    return state


def position(stance: Stance, version: str = "v0") -> Position:
    """A position of ASH on that version."""
    return Position("p", "item", version, "ASH", stance, MOMENT, MOMENT)


@given(CHANGES, st.integers(0, 5))
def test_harmless_changes_and_no_others_carry_a_supportive_position(
    causes: list[Cause], pinned: int
) -> None:
    """It is fresh when every change since is; a merge of nothing meets every wish."""
    state = chain(causes)
    since = causes[min(pinned, len(causes)) :]
    held = position(Stance.SUPPORT, f"v{min(pinned, len(causes))}")
    fresh = all(cause in HARMLESS or cause is Cause.MERGE for cause in since)
    assert is_stale(state, held) is not fresh
    changed = any(cause not in (Cause.EDITORIAL, Cause.REBASED) for cause in since)
    assert text_changed(state, "item", held.version) is changed


@given(CHANGES)
def test_going_on_never_makes_a_stale_position_fresh(causes: list[Cause]) -> None:
    """Freshness is lost once and for all."""
    stale = [is_stale(chain(causes[:number]), position(Stance.ACCEPT)) for number in range(9)]
    assert stale == sorted(stale)


@given(CHANGES, st.sampled_from(Stance), st.sampled_from(CarryOver))
def test_only_support_goes_stale(causes: list[Cause], stance: Stance, policy: CarryOver) -> None:
    """Objections, holds, disagreements and recusals hold whatever happens to the text."""
    stale = is_stale(chain(causes, policy), position(stance))
    assert not stale or stance.is_supportive
    if stance.is_supportive and policy is not CarryOver.WISHES_MET:
        assert stale is (policy is CarryOver.NEVER and bool(causes))


def test_version_from_elsewhere_is_stale() -> None:
    """A version that is none of those before the present one was not what stands there now."""
    state = chain([Cause.EDITORIAL])
    assert is_stale(state, position(Stance.SUPPORT, "another"))
    assert text_changed(state, "item", "another")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [(CarryOver.WISHES_MET, ("BAY",)), (CarryOver.ALWAYS, ()), (CarryOver.NEVER, ("ASH", "BAY"))],
)
def test_policy_of_the_working_group_decides(policy: CarryOver, expected: tuple[str, ...]) -> None:
    """The same merge leaves fresh whom the policy lets carry over."""
    panel = WorkingGroup.in_memory(carry_over=policy, clock=ticking())
    fill(panel)
    panel.propose("1", "must", old="shall", by=["ASH"])
    for code in ("ASH", "BAY"):
        panel.take_position(code, "1", Stance.SUPPORT)
    panel.merge("1")
    assert panel.verdict("1").counts.stale == expected


def test_support_of_the_amendment_as_it_was_does_not_carry_over(panel: WorkingGroup) -> None:
    """Who accepted another wording of an amendment did not ask for what was merged."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    for code in ("BAY", "COL"):
        panel.take_position(code, "1", Stance.SUPPORT)
        panel.take_position(code, "A1", Stance.ACCEPT)
    panel.take_position("DUN", "1", Stance.SUPPORT)
    panel.take_position("DUN", "A1", Stance.DISAGREE)
    panel.revise("A1", "Members must report every week.")
    panel.take_position("COL", "A1", Stance.ACCEPT)
    panel.merge("1")
    assert panel.verdict("1").counts.stale == ("BAY", "DUN")


def test_conditional_support_of_an_amendment_is_a_wish(panel: WorkingGroup) -> None:
    """Who accepts an amendment provided something else asked for it, unless it has changed."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    for code in ("BAY", "COL", "DUN"):
        panel.take_position(code, "1", Stance.SUPPORT)
    panel.take_position("COL", "A1", Stance.ACCEPT, conditions=["2"])
    panel.revise("A1", "Members must report.")
    panel.take_position("BAY", "A1", Stance.ACCEPT, conditions=["2"])
    panel.merge("1", take=["A1"])
    assert panel.verdict("1").counts.stale == ("COL", "DUN")


def test_positions_on_packages_never_go_stale(panel: WorkingGroup) -> None:
    """A package is its own only version."""
    panel.propose_package("All", ["1", "2"])
    panel.take_position("ASH", "PKG1", Stance.SUPPORT)
    panel.edit("1", "Members report.")
    assert panel.verdict("PKG1").counts.stale == ()


def test_decision_is_pinned_to_what_was_decided(panel: WorkingGroup) -> None:
    """An editorial change leaves it; another does not."""
    panel.decide("1", "agreed")
    (decision,) = panel.state.decisions.values()
    item = panel.state.handles["R1"]
    panel.edit("1", "Members shall report each year.", editorial=True)
    assert not decision_is_stale(panel.state, decision, item)
    panel.decide("1", "reopened")
    panel.edit("1", "Members shall report.")
    assert decision_is_stale(panel.state, decision, item)
