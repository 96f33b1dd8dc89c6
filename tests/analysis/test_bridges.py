"""Bridges: group-informed consensus by hand, and what divides."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.errors import Rejected
from consensus.working_group import WorkingGroup

from .test_coalitions import panel_of


def test_group_informed_consensus_by_hand(panel: WorkingGroup) -> None:
    """The product of (agree + 1) / (seen + 2); holds and recusals are not seen, silence is 1/2."""
    panel.take_position("ASH", "R1", "support")
    panel.take_position("BAY", "R1", "accept")
    panel.take_position("COL", "R1", "abstain")
    panel.take_position("DUN", "R1", "object", reason="No.")
    panel.take_position("ELM", "R1", "hold")
    found = panel.analysis.bridges()
    assert found.groups == ("BUS", "CIV", "GOV")
    (bridge,) = found.targets
    assert bridge.target == "R1"
    assert bridge.consensus == pytest.approx((3 / 5) * (1 / 3) * (1 / 2))
    assert bridge.spread == pytest.approx(3 / 5 - 1 / 3)


def test_one_group_against_weighs_as_much_as_all_others(panel: WorkingGroup) -> None:
    """What every group can live with bridges more than what the most members want."""
    for code in ("ASH", "BAY", "COL"):
        panel.take_position(code, "R1", "support")
    for code in ("DUN", "ELM"):
        panel.take_position(code, "R1", "disagree")
    for code in ("ASH", "DUN", "FIR"):
        panel.take_position(code, "R2", "accept")
    found = panel.analysis.bridges()
    assert [each.target for each in found.bridging] == ["R2", "R1"]
    assert found.divisive[0].target == "R1"
    assert found.bridging[0].consensus == pytest.approx((2 / 3) ** 3)


def test_stale_support_and_withdrawn_objections_are_not_seen(panel: WorkingGroup) -> None:
    """Only what still counts is looked at."""
    panel.take_position("ASH", "R1", "support")
    panel.take_position("DUN", "R1", "object", reason="No.")
    panel.settle_objection("R1", "DUN", "withdrawn")
    panel.edit("R1", "Members write letters.")
    panel.take_position("FIR", "R1", "accept")
    (bridge,) = panel.analysis.bridges().targets
    assert {code: camp.seen for code, camp in bridge.camps.items()} == {
        "BUS": 1,
        "CIV": 0,
        "GOV": 0,
    }


def test_without_groups_there_is_nothing_to_bridge(panel: WorkingGroup) -> None:
    """Coalitions that are not there cannot be bridged, and the reason is given."""
    with pytest.raises(Rejected, match="no coalitions are found"):
        panel.analysis.bridges("coalitions")
    with (
        WorkingGroup.in_memory() as empty,
        pytest.raises(Rejected, match="fewer than two stakeholder groups"),
    ):
        empty.analysis.bridges()


@given(
    st.lists(
        st.tuples(st.text("yna-", min_size=5, max_size=5), st.sampled_from("PQR")),
        min_size=4,
        max_size=9,
    ).filter(lambda rows: len({group for _, group in rows}) > 1)
)
@settings(max_examples=25)
def test_it_is_what_the_votes_of_an_opinion_poll_come_to(rows: list[tuple[str, str]]) -> None:
    """Reckoned from the matrix of votes alone, statement by statement, it is the same number."""
    votes = {f"M{at}": letters for at, (letters, _) in enumerate(rows)}
    groups = {f"M{at}": group for at, (_, group) in enumerate(rows)}
    voting = {member for member, letters in votes.items() if letters.strip("-")}
    declared = sorted({groups[member] for member in voting})
    expected: dict[str, float] = {}
    for call in range(5):
        product = Fraction(1)
        for group in declared:
            said = [votes[each][call] for each in voting if groups[each] == group]
            seen = [letter for letter in said if letter != "-"]
            product *= Fraction(seen.count("y") + 1, len(seen) + 2)
        if any(votes[each][call] != "-" for each in voting):
            expected[f"N{call + 1}"] = float(product)
    with panel_of(votes, groups) as panel:
        if len(declared) < 2:
            return
        found = panel.analysis.bridges()
    assert {each.target: each.consensus for each in found.targets} == expected
