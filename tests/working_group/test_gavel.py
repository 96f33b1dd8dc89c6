"""What a gavel would record, looked at before it falls."""

from __future__ import annotations

from consensus import WorkingGroup
from consensus.model.decisions import Outcome
from consensus.model.meetings import Presence
from consensus.rules.verdict import Status
from consensus.working_group.decisions import Gavel, preview_gavel


def foreseen(panel: WorkingGroup, handle: str) -> Gavel:
    """What a gavel on a target would record now."""
    target = panel.state.handles[handle]
    return preview_gavel(panel.state, panel.judgement(), target, panel.now())


def test_an_undecided_item_can_be_agreed_first_of_all(panel: WorkingGroup) -> None:
    """Everything but reopening can be declared, an agreement being offered first."""
    assert list(Outcome)[:-1] == list(foreseen(panel, "R1").outcomes)


def test_silence_and_presence_are_foreseen(panel: WorkingGroup) -> None:
    """Nobody having said anything, an agreement passes in silence, with who is there noted."""
    panel.open_meeting("First")
    panel.note_presence(["ASH", "BAY"])
    panel.note_presence(["COL"], Presence.REMOTE)
    gavel = foreseen(panel, "R1")
    assert gavel.no_objection_heard
    assert gavel.present == ("ASH", "BAY", "COL")
    assert gavel.absent == ("DUN", "ELM", "FIR")


def test_a_standing_objection_is_foreseen(panel: WorkingGroup) -> None:
    """It says over whom an agreement would go, and which rule it would not meet."""
    panel.take_position("ASH", "1", "support")
    panel.take_position("DUN", "1", "object", reason="too costly")
    gavel = foreseen(panel, "R1")
    assert Status.BLOCKED is gavel.verdict.status
    assert gavel.over == ("DUN",)
    assert "no_objection()" in gavel.unmet


def test_what_is_agreed_can_go_on_or_be_reopened(panel: WorkingGroup) -> None:
    """An agreed item is adopted or reopened, and nothing else."""
    panel.decide("1", "agreed")
    assert foreseen(panel, "R1").outcomes == (Outcome.ADOPTED, Outcome.REOPENED)


def test_whose_word_is_awaited_is_named(panel: WorkingGroup) -> None:
    """A decision that awaits a word says whose."""
    panel.decide("1", "agreed", pending=["FIR"])
    assert foreseen(panel, "R1").awaiting == ("FIR",)


def test_what_has_gone_in_can_only_be_agreed(panel: WorkingGroup) -> None:
    """A merged amendment is not agreed yet; one that gave way to others takes no gavel."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.merge("1", take=["A1"])
    assert foreseen(panel, "A1").outcomes == (
        Outcome.AGREED,
        Outcome.AGREED_AD_REF,
        Outcome.ADOPTED,
    )
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose("2", "every report", old="all reports", by=["BAY"])
    panel.consolidate(["A2", "A3"], "The office must publish every report.", consenting=["ASH"])
    gavel = foreseen(panel, "A2")
    assert gavel.outcomes == ()
    assert "A2 is retired already" in gavel.refusal


def test_a_package_is_foreseen_whole_and_leaves_no_trace(panel: WorkingGroup) -> None:
    """Its amendments are tried and taken back; over whom it goes counts objections to them."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("ELM", "A1", "object", reason="not that")
    panel.propose_package("Both", ["1", "3"], ["A1"])
    before = panel.state.text(panel.state.handles["R1"])
    gavel = foreseen(panel, "PKG1")
    assert Outcome.AGREED is gavel.outcomes[0]
    assert gavel.over == ("ELM",)
    assert before == panel.state.text(panel.state.handles["R1"])
