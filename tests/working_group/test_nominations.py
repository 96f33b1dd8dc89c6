"""Nominations: who is put forward, and what the members make of it."""

from __future__ import annotations

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.model.people import NominationState, Role


def test_a_nomination_gives_no_office_until_it_is_approved(panel: WorkingGroup) -> None:
    """The person takes the office by the approval, which names the nomination."""
    panel.nominate(Role.CHAIR, "Ada Hale", member="ash", by="acting chair")
    assert panel.state.offices == {}
    panel.approve_nomination("nom1")
    (office,) = panel.state.offices.values()
    nomination = panel.state.nominations[office.nomination]
    assert (office.person, office.member) == ("Ada Hale", "ASH")
    assert (nomination.handle, nomination.state) == ("NOM1", NominationState.APPROVED)


def test_a_declined_nomination_leaves_the_office_as_it_was(panel: WorkingGroup) -> None:
    """Another may be nominated, also the same person again."""
    panel.assign_office(Role.CHAIR, "Ben Oru")
    panel.nominate(Role.CHAIR, "Ada Hale")
    panel.decline_nomination("NOM1", "no time")
    assert [each.person for each in panel.state.offices.values()] == ["Ben Oru"]
    panel.nominate(Role.CHAIR, "Ada Hale")
    panel.approve_nomination("NOM2")
    assert [each.person for each in panel.state.offices.values()] == ["Ada Hale"]


def test_an_approval_can_be_taken_back(panel: WorkingGroup) -> None:
    """The nomination waits again."""
    panel.nominate(Role.CHAIR, "Ada Hale")
    step = panel.approve_nomination("NOM1")
    panel.undo(step.id)
    assert panel.state.offices == {}
    panel.decline_nomination("NOM1")


def test_what_cannot_be_says_why(panel: WorkingGroup) -> None:
    """Nobody, twice, not there, ended already."""
    with pytest.raises(Rejected, match="name the person"):
        panel.nominate(Role.CHAIR, " ")
    with pytest.raises(NotFound, match="XYZ"):
        panel.nominate(Role.CHAIR, "Ada Hale", member="XYZ")
    panel.nominate(Role.CHAIR, "Ada Hale")
    with pytest.raises(Rejected, match="nominated already, as NOM1"):
        panel.nominate(Role.CHAIR, "Ada Hale")
    panel.approve_nomination("NOM1")
    for again in (panel.approve_nomination, panel.decline_nomination):
        with pytest.raises(Rejected, match="NOM1 was approved already"):
            again("NOM1")
    with pytest.raises(NotFound, match="no nomination is called NOM7"):
        panel.approve_nomination("NOM7")
