"""Who joins, and who takes or lays down an office."""

from __future__ import annotations

import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected
from consensus.history.replay import context_of
from consensus.model.people import Role


def held(group: WorkingGroup) -> list[tuple[Role, str, str]]:
    """Every office with who holds it."""
    return [(each.role, each.person, each.member) for each in group.state.offices.values()]


def test_joining_is_outside_the_meeting(panel: WorkingGroup) -> None:
    """Who joins while a meeting goes on is not noted as something that the meeting did."""
    panel.open_meeting("First meeting")
    step = panel.add_member("NEW", "New delegation", observer=True)
    assert panel.state.members["NEW"].observer
    assert context_of(step, {}).meeting == ""


def test_a_member_cannot_join_twice(panel: WorkingGroup) -> None:
    """The code tells members apart for ever."""
    with pytest.raises(Rejected, match="is a member already"):
        panel.add_member("ASH")


def test_an_office_passes_on_and_falls_vacant(panel: WorkingGroup) -> None:
    """There is one chair at a time; who holds no office cannot lay it down."""
    panel.assign_office(Role.CHAIR, "Ada Lind", member="ash")
    panel.assign_office(Role.CHAIR, "Ben Oru")
    assert held(panel) == [(Role.CHAIR, "Ben Oru", "")]
    panel.vacate_office(Role.CHAIR)
    assert held(panel) == []
    with pytest.raises(Rejected, match="nobody is chair"):
        panel.vacate_office(Role.CHAIR)


def test_one_of_several_facilitators_lays_the_office_down(panel: WorkingGroup) -> None:
    """That of the named delegation."""
    panel.assign_office(Role.FACILITATOR, "Cyn", member="ASH")
    panel.assign_office(Role.FACILITATOR, "Dan", member="BAY")
    panel.vacate_office(Role.FACILITATOR, member="ASH")
    assert held(panel) == [(Role.FACILITATOR, "Dan", "BAY")]


def test_an_office_needs_a_person(panel: WorkingGroup) -> None:
    """Vacating is said in its own words."""
    with pytest.raises(Rejected, match="name the person"):
        panel.assign_office(Role.CHAIR, " ")
