"""What must not slip through: unseen objections, lost conditions, false pasts, reused handles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.rules.verdict import Status
from consensus.working_group.write_text import NOTATIONS, write_text
from tests.support.panel import fill, make_panel, ticking


def status(group: WorkingGroup, target: str) -> Status:
    """Where a target stands."""
    return group.verdict(target).status


def test_gavel_that_did_not_see_an_objection_is_refused(tmp_path: Path) -> None:
    """A decision planned before somebody else recorded an objection does not go through."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as first:
        fill(first)
        with WorkingGroup.open(path, clock=ticking()) as second:
            first.take_position("ASH", "1", Stance.OBJECT)
            with pytest.raises(Rejected, match="ASH objected since; look at R1 again"):
                second.decide("1", "agreed")


def test_package_over_an_objection_to_one_of_its_amendments_needs_a_reason(
    panel: WorkingGroup,
) -> None:
    """The gavel names over whom it goes, wherever in the package the objection stands."""
    panel.propose("1", "must", old="shall", by=["BAY"])
    panel.propose_package("Both", ["1", "3"], ["A1"])
    panel.take_position("ASH", "A1", Stance.OBJECT)
    with pytest.raises(Rejected, match=r"ASH objects \(A1\).*with a reason"):
        panel.decide("PKG1", "agreed")
    with pytest.raises(Rejected, match=r"ASH objects \(A1\).*with a reason"):
        panel.decide("PKG1", "agreed", without_brackets=True)
    panel.decide("PKG1", "agreed", reason="discussed to the end", without_brackets=True)
    assert next(iter(panel.state.decisions.values())).over == ("ASH",)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda panel: panel.merge("2"), Status.CONDITIONAL),
        (lambda panel: (panel.merge("2"), panel.decide("A1", "agreed")), Status.READY),
        (lambda panel: (panel.merge("2"), panel.decide("2", "agreed")), Status.READY),
        (lambda panel: panel.withdraw("A1"), Status.BLOCKED),
        (lambda panel: panel.decide("A1", "rejected"), Status.BLOCKED),
    ],
    ids=["merged", "declared", "agreed", "withdrawn", "rejected"],
)
def test_condition_on_an_amendment_follows_what_becomes_of_it(
    panel: WorkingGroup, act: object, expected: Status
) -> None:
    """Agreed, itself or with its text, it is met; withdrawn or rejected it has failed."""
    panel.propose("2", "must", old="should", by=["BAY"])
    panel.take_position("COL", "1", Stance.SUPPORT)
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["A1"])
    assert status(panel, "1") is Status.CONDITIONAL
    act(panel)  # type: ignore[operator]  # an act of the table
    assert status(panel, "1") is expected


def test_condition_on_a_removed_item_has_failed(panel: WorkingGroup) -> None:
    """What is no longer in the draft can no longer be agreed."""
    panel.take_position("COL", "1", Stance.SUPPORT)
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["2"])
    panel.propose("2", kind="delete", by=["BAY"])
    panel.merge("A1")
    assert status(panel, "1") is Status.BLOCKED


def test_condition_is_not_met_by_agreement_on_the_unbracketed_words(panel: WorkingGroup) -> None:
    """Only an agreement on the whole item is what the member asked for."""
    panel.take_position("COL", "1", Stance.SUPPORT)
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["2"])
    panel.bracket("2", "The office should publish [all] reports.")
    panel.decide("2", "agreed", scope="unbracketed words")
    assert status(panel, "1") is not Status.READY


def test_objection_left_by_a_failed_condition_outlives_a_change_of_text(
    panel: WorkingGroup,
) -> None:
    """It can be answered and settled as any other, and never goes stale."""
    panel.take_position("COL", "1", Stance.SUPPORT)
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["2"])
    panel.decide("2", "rejected")
    panel.edit("1", "Members shall report to the harbour office.")
    panel.take_position("COL", "1", Stance.SUPPORT)
    assert status(panel, "1") is Status.BLOCKED
    panel.answer_objection("1", "ASH", "recommendation 2 comes back next year")
    assert panel.verdict("1").counts.standing[0].answered
    panel.settle_objection("1", "ASH", "withdrawn")
    assert status(panel, "1") is Status.READY


def test_answer_to_an_earlier_objection_does_not_answer_a_later_one(panel: WorkingGroup) -> None:
    """What was answered and withdrawn is over."""
    panel.take_position("ASH", "1", Stance.OBJECT)
    panel.answer_objection("1", "ASH", "it costs little")
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["2"])
    panel.decide("2", "rejected")
    assert not panel.verdict("1").counts.standing[0].answered


def test_every_past_moment_can_be_read_after_a_redaction(panel: WorkingGroup) -> None:
    """None of them brings words back, breaks, or looks damaged."""
    panel.propose("1", "must", old="shall", by=["ASH"], rationale="Ms Quill asked for it")
    panel.merge("1")
    panel.redact("Ms Quill")
    for step in panel.steps():
        past = panel.as_of(step.id)
        assert past.verify().is_intact
        assert len(list(past.history())) == len(past.steps())
        assert "Quill" not in str(past.state)


def test_second_redaction_finds_words_that_are_escaped(panel: WorkingGroup) -> None:
    """Quotation marks and line breaks in a body redacted before hide nothing."""
    reason = 'Ms Quill said "Reed is wrong" today'
    panel.take_position("ASH", "1", Stance.OBJECT, reason=reason)
    panel.redact("Ms Quill")
    panel.redact('"Reed is wrong"')
    held = panel.state.positions[panel.state.handles["R1"]]["ASH"]
    assert held.reason == "(redacted) said (redacted) today"


def test_undo_of_a_revision_under_a_later_one_is_refused(panel: WorkingGroup) -> None:
    """The later revision's labels rest on those of the earlier."""
    panel.propose(kind="insert", after="1", text="Reports are public.", by=["ASH"])
    panel.merge("A1")
    first = panel.publish("Rev.1")
    panel.publish("Rev.2")
    with pytest.raises(Rejected, match="has another label since"):
        panel.undo(first.id)


def test_undo_that_would_withdraw_an_amendment_is_refused(panel: WorkingGroup) -> None:
    """The co-sponsor on whom an amendment came to rest cannot be undone beneath it."""
    panel.propose("1", "must", old="shall", by=["BAY"])
    joined = panel.cosponsor("A1", ["COL"])
    panel.withdraw("A1", ["BAY"])
    with pytest.raises(Rejected, match="nobody else stands behind A1 now"):
        panel.undo(joined.id)


def test_handle_of_what_was_undone_goes_to_nothing_else(tmp_path: Path) -> None:
    """Two copies that gave the same handle keep what they were told after an undo."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as group:
        fill(group)
        first = group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("2", "must", old="should", by=["ASH"])
        second = group.state.handles["A2"]
        group.undo(first.id)
        assert group.state.handles["A2"] == second
        assert "A1" not in group.state.handles
        group.propose("3", "can", old="may", by=["ASH"])
        assert group.state.handle_of(list(group.state.amendments)[-1]) == "A3"


@pytest.mark.parametrize("notation", [each for each in NOTATIONS if each != "clean"])
def test_no_notation_prints_names_unless_asked(panel: WorkingGroup, notation: str) -> None:
    """Who holds what in a bracket, and whose amendment it is, stays out."""
    panel.edit("1", "Members [BAY: will | COL: should] report.")
    panel.propose("1", "the office", old="report", by=["ASH"])
    draft = panel.state.handles["D1"]
    written = write_text(panel.state, draft, notation, names=False)
    assert [code for code in ("ASH", "BAY", "COL") if code in written] == []
    assert "BAY" in write_text(panel.state, draft, notation, names=True)


def test_reopened_package_can_be_decided_again(panel: WorkingGroup) -> None:
    """Its items are reopened with it, and what was merged stays merged."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose_package("Both", ["1", "3"], ["A1"])
    panel.decide("PKG1", "agreed")
    panel.decide("PKG1", "reopened")
    assert status(panel, "3") is not Status.AGREED
    panel.decide("PKG1", "agreed")
    assert status(panel, "3") is Status.AGREED


def test_whole_draft_is_agreed_after_some_of_its_items(panel: WorkingGroup) -> None:
    """What was agreed before is left as it is; when all of it was, that is said."""
    panel.decide("1", "agreed")
    panel.decide("D1", "agreed")
    assert panel.status().totals[Status.AGREED] == 4
    with pytest.raises(Rejected, match="every item of D1 is agreed already"):
        panel.decide("D1", "agreed")


def test_day_of_membership_is_the_same_in_every_zone() -> None:
    """The same instant counts the same members wherever the clock stands."""
    moment = datetime(2026, 5, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    eligible = set()
    for zone in (UTC, timezone(timedelta(hours=10)), timezone(timedelta(hours=-11))):
        with make_panel() as group:
            from consensus.history.operations import AddMember

            group.record(AddMember(code="NEW", since=datetime(2026, 5, 2).date()))  # noqa: DTZ001
            group._log.clock = lambda zone=zone: moment.astimezone(zone)  # type: ignore[misc]
            eligible.add(group.verdict("1").counts.eligible)
    assert eligible == {7}


def test_positions_on_a_settled_amendment_stay_as_they_were(panel: WorkingGroup) -> None:
    """They decided which positions carried over, so they cannot change afterwards."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("BAY", "A1", Stance.ACCEPT)
    panel.merge("1")
    with pytest.raises(Rejected, match="A1 is merged, and positions on it stay as they were"):
        panel.take_position("COL", "A1", Stance.ACCEPT)
    with pytest.raises(Rejected, match="stay as they were"):
        panel.withdraw_position("BAY", "A1")


def test_reopening_hears_the_requests_to_reopen(panel: WorkingGroup) -> None:
    """After it a late amendment is one like any other."""
    panel.decide("1", "agreed")
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.decide("1", "reopened")
    assert not panel.state.amendments[panel.state.handles["A1"]].late
