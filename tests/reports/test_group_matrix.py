"""How groups stand: counts with denominators, as far as the audience may see."""

from __future__ import annotations

from consensus.model.positions import Source, Stance
from consensus.reports.audience import Audience, Kind
from consensus.reports.matrix import GroupCell, GroupMatrix, group_matrix
from consensus.working_group import WorkingGroup
from tests.support.market import new_market


def market() -> WorkingGroup:
    """A market in which three members said something of R3 and one of R1."""
    group = new_market()
    group.take_position("ASP", "R3", "support")
    group.take_position("BIR", "R3", "object", reason="Loud.")
    group.take_position("DOG", "R3", "accept", source=Source.CONFIDENCE)
    group.take_position("ASP", "R1", "accept")
    return group


def of(group: WorkingGroup, audience: Audience) -> GroupMatrix:
    """How the groups stand on R3 and R1."""
    state = group.state
    targets = [state.handles["R3"], state.handles["R1"]]
    return group_matrix(state, group.judgement(), targets, audience)


def test_every_group_is_counted_with_its_members() -> None:
    """The secretariat sees all positions, of as many members as count."""
    found = of(market(), Audience.SECRETARIAT)
    assert found.groups == ("TRD", "NBR", "")
    assert found.rows[0].cells == (
        GroupCell(3, {Stance.SUPPORT: 1, Stance.OBJECT: 1}),
        GroupCell(3, {Stance.ACCEPT: 1}),
        GroupCell(1, {}),
    )
    first = found.rows[0].cells[0]
    assert (first.supportive, first.against, first.silent) == (1, 1, 1)


def test_what_was_said_in_confidence_is_silence_to_members() -> None:
    """A position that the audience may not see is counted as none."""
    assert of(market(), Audience.MEMBERS).rows[0].cells[1] == GroupCell(3, {})


def test_the_public_is_shown_no_group() -> None:
    """Not even the codes of groups are told, only how many positions there are."""
    found = of(market(), Audience.PUBLIC)
    assert (found.groups, found.rows, found.withheld.counts) == ((), (), {Kind.POSITIONS: 4})


def test_support_of_an_earlier_text_is_stale() -> None:
    """It is counted apart."""
    group = market()
    group.edit("R1", "Stalls should open at nine.")
    assert of(group, Audience.SECRETARIAT).rows[1].cells[0] == GroupCell(3, {}, 1)


def test_totals_count_each_member_once_for_every_target() -> None:
    """Denominators add up too."""
    totals = of(market(), Audience.SECRETARIAT).totals()
    assert totals[0] == GroupCell(6, {Stance.SUPPORT: 1, Stance.OBJECT: 1, Stance.ACCEPT: 1})
    assert [total.members for total in totals] == [6, 6, 2]
