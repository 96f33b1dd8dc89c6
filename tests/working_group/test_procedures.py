"""Silence procedures and ratings, from opening to verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history.operations import BreakSilence, RateTarget
from consensus.rules import explain
from consensus.rules.reasons import (
    NoRatings,
    NoSilence,
    Reason,
    SilenceBroken,
    SilenceEnded,
    SilenceRunning,
)
from consensus.rules.verdict import Status
from tests.support.panel import fill

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = BEGINNING

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, hours: float) -> None:
        """Move it on."""
        self.moment += timedelta(hours=hours)


@pytest.fixture
def clock() -> Clock:
    """A clock at nine in the morning."""
    return Clock()


@pytest.fixture
def panel(clock: Clock) -> Iterator[WorkingGroup]:
    """Six members in three groups, judged by silence, with a clock to move."""
    with WorkingGroup.in_memory(rule="silence(72)", by="secretary", clock=clock) as group:
        fill(group)
        yield group


def status(group: WorkingGroup, target: str) -> Status:
    """Where a target stands."""
    return group.verdict(target).status


def kinds(group: WorkingGroup, target: str) -> list[type[Reason]]:
    """Why a target is not ready."""
    return [type(reason) for reason in group.verdict(target).reasons]


def test_silence_lapses_at_its_deadline_without_a_word(panel: WorkingGroup, clock: Clock) -> None:
    """A text under silence is ready from the deadline on, and nothing is recorded then."""
    assert kinds(panel, "1") == [NoSilence]
    panel.open_silence("1", hours=72)
    recorded = len(panel.steps())
    clock.advance(71.99)
    assert panel.verdict("1").reasons == (SilenceRunning(BEGINNING + timedelta(hours=72)),)
    clock.advance(0.01)
    assert status(panel, "1") is Status.READY
    assert len(panel.steps()) == recorded
    assert kinds(panel, "2") == [NoSilence]


@pytest.mark.parametrize("hours", [0, -3, -(10**12)])
def test_silence_of_no_positive_number_of_hours_is_refused(panel: WorkingGroup, hours: int) -> None:
    """The message names the hours, not a date that follows from them."""
    with pytest.raises(Rejected, match=f"^a silence cannot last {hours} hours; give a number of 1"):
        panel.open_silence("1", hours=hours)


def test_silence_is_broken_by_an_objection_for_good(panel: WorkingGroup, clock: Clock) -> None:
    """Breaking it is an objection; withdrawing that later does not mend the silence."""
    panel.open_silence(["1", "2"], hours=72)
    clock.advance(10)
    panel.break_silence("SP1", "ash", "the office is closed in winter", targets=["1"])
    first = panel.state.handles["R1"]
    position = panel.state.positions[first]["ASH"]
    assert (position.stance, position.version) == (Stance.OBJECT, panel.state.version_id(first))
    panel.withdraw_position("ASH", "1")
    clock.advance(100)
    verdict = panel.verdict("1")
    assert [type(each) for each in verdict.reasons] == [SilenceBroken]
    assert explain(verdict)[0] == "one member broke the silence: ASH"
    assert status(panel, "2") is Status.READY


def test_breaking_without_naming_targets_is_to_all(panel: WorkingGroup, clock: Clock) -> None:
    """An objection to the whole procedure breaks it for each of its texts."""
    panel.open_silence(["1", "2"], hours=72)
    panel.break_silence("2", "DUN")
    clock.advance(72)
    assert kinds(panel, "1") == kinds(panel, "2") == [SilenceBroken]


def test_an_objection_taken_as_a_position_breaks_the_silence(
    panel: WorkingGroup, clock: Clock
) -> None:
    """It does so before the deadline; at the deadline it is too late."""
    panel.open_silence(["1", "2"], hours=72)
    clock.advance(71)
    panel.take_position("BAY", "1", Stance.OBJECT)
    panel.take_position("COL", "2", Stance.HOLD)
    clock.advance(1)
    panel.take_position("BAY", "2", Stance.OBJECT)
    assert kinds(panel, "1") == [SilenceBroken]
    assert status(panel, "2") is Status.READY
    assert panel.verdict("2").counts.standing[0].member == "BAY"


def test_an_objection_recorded_late_counts_by_when_it_was_made(
    panel: WorkingGroup, clock: Clock
) -> None:
    """A letter that came in time breaks the silence although it is recorded afterwards."""
    panel.open_silence("1", hours=72)
    clock.advance(80)
    assert status(panel, "1") is Status.READY
    panel.take_position(
        "BAY",
        "1",
        Stance.OBJECT,
        source="written",
        document="letter",
        happened=BEGINNING + timedelta(hours=70),
    )
    assert kinds(panel, "1") == [SilenceBroken]


def test_a_statement_of_an_alliance_breaks_the_silence_for_its_members(
    panel: WorkingGroup, clock: Clock
) -> None:
    """An alliance that objects breaks it by each member it reaches."""
    panel.open_silence("1", hours=72)
    panel.state_group_position("ISL", "1", Stance.OBJECT)
    clock.advance(72)
    (broken,) = panel.verdict("1").reasons
    assert isinstance(broken, SilenceBroken)
    assert [each.member for each in broken.members] == ["ASH", "BAY"]


def test_observers_do_not_break_the_silence(panel: WorkingGroup, clock: Clock) -> None:
    """What an observer says is kept, and counts nowhere."""
    panel.open_silence("1", hours=72)
    panel.take_position("OBS", "1", Stance.OBJECT)
    with pytest.raises(Rejected, match="OBS does not count"):
        panel.break_silence("SP1", "OBS")
    clock.advance(72)
    assert status(panel, "1") is Status.READY


def test_an_earlier_objection_counts_while_it_stands(panel: WorkingGroup, clock: Clock) -> None:
    """Silence over an objection is no consent; once it is withdrawn, the silence holds."""
    panel.take_position("ELM", "1", Stance.OBJECT)
    clock.advance(1)
    panel.open_silence("1", hours=72)
    clock.advance(72)
    assert status(panel, "1") is Status.BLOCKED
    panel.settle_objection("1", "ELM", "withdrawn")
    assert status(panel, "1") is Status.READY


def test_a_change_of_text_ends_the_silence(panel: WorkingGroup, clock: Clock) -> None:
    """Another wording was never put under silence; a correction of spelling is the same one."""
    panel.open_silence(["1", "2"], hours=72)
    clock.advance(1)
    panel.edit("1", "Members should report every year to the harbour office.")
    panel.edit("2", "The Office should publish all reports.", editorial=True)
    panel.take_position("BAY", "1", Stance.OBJECT)
    assert not panel.state.silences[panel.state.handles["SP1"]].breaches
    clock.advance(72)
    assert kinds(panel, "1") == [SilenceEnded]
    assert status(panel, "2") is Status.READY
    panel.withdraw_position("BAY", "1")
    panel.open_silence("1", hours=72)
    clock.advance(72)
    assert status(panel, "1") is Status.READY


def test_broken_silence_can_be_asked_again(panel: WorkingGroup, clock: Clock) -> None:
    """The last procedure over a text is the one that counts."""
    panel.open_silence("1", hours=72)
    with pytest.raises(Rejected, match="R1 is under silence already, by SP1"):
        panel.open_silence("1", hours=100)
    panel.break_silence("SP1", "FIR")
    panel.settle_objection("1", "FIR", "accommodated")
    panel.open_silence("1", deadline=BEGINNING + timedelta(hours=73))
    assert kinds(panel, "1") == [SilenceRunning]
    clock.advance(73)
    assert status(panel, "1") is Status.READY


def test_what_comes_too_late_or_nowhere_is_refused(panel: WorkingGroup, clock: Clock) -> None:
    """A silence is broken in its time, over its texts, and opened over what is open."""
    panel.open_silence("1", hours=24)
    other = panel.state.handles["R2"]
    silence = panel.state.handles["SP1"]
    with pytest.raises(Rejected, match="is not under SP1"):
        panel.record(BreakSilence(silence=silence, member="ASH", targets=(other,)))
    with pytest.raises(NotFound, match="2 was never put under silence"):
        panel.break_silence("2", "ASH")
    clock.advance(24)
    with pytest.raises(Rejected, match="the deadline of SP1 has passed"):
        panel.break_silence("SP1", "ASH")
    with pytest.raises(Rejected, match="how many hours"):
        panel.open_silence("2")
    with pytest.raises(Rejected, match="before the beginning"):
        panel.open_silence("2", deadline=clock())
    with pytest.raises(Rejected, match="time zone"):
        panel.open_silence("2", deadline=clock().replace(tzinfo=None))
    with pytest.raises(Rejected, match="time zone"):
        panel.take_position("ASH", "1", "object", happened=clock().replace(tzinfo=None))
    panel.decide("2", "agreed", reason="by acclamation")
    with pytest.raises(Rejected, match="R2 is closed by a decision"):
        panel.open_silence("2", hours=24)


def test_breaking_the_silence_can_be_undone(panel: WorkingGroup, clock: Clock) -> None:
    """Undo takes the objection and the breach back together."""
    panel.open_silence("1", hours=72)
    panel.break_silence("SP1", "FIR")
    panel.undo()
    clock.advance(72)
    assert status(panel, "1") is Status.READY
    assert not panel.state.positions.get(panel.state.handles["R1"])


def test_ratings_of_the_latest_round_count(panel: WorkingGroup) -> None:
    """Earlier rounds, observers and recused members do not."""
    panel.set_rule('delphi(agree="2/3")')
    assert kinds(panel, "1") == [NoRatings]
    for member, rating in {"ASH": 2, "BAY": 3, "DUN": 8, "OBS": 1}.items():
        panel.rate("1", member, rating)
    assert panel.verdict("1").counts.ratings == (2, 3, 8)
    panel.rate("1", "ASH", 7, round=2)
    panel.rate("1", "BAY", 9)
    panel.rate("1", "DUN", 8)
    panel.rate("1", "ELM", 1)
    verdict = panel.verdict("1")
    assert verdict.counts.groups["GOV"].ratings == (7, 9)
    assert verdict.counts.groups["CIV"].ratings == (1, 8)
    assert verdict.status is Status.OPEN
    panel.take_position("ELM", "1", Stance.RECUSE)
    assert status(panel, "1") is Status.READY


def test_a_rating_measures_one_wording(panel: WorkingGroup) -> None:
    """An editorial change keeps it, any other makes it stale."""
    panel.set_rule("rand_ucla()")
    panel.rate("2", "ASH", 8)
    panel.edit("2", "The Office should publish all reports.", editorial=True)
    assert status(panel, "2") is Status.READY
    panel.bracket("2", "The Office should publish [all] reports.")
    assert NoRatings in kinds(panel, "2")


def test_ratings_off_the_scale_are_refused(panel: WorkingGroup) -> None:
    """A rating is from 1 to 9, and a round is not gone back to."""
    for rating in (0, 10):
        with pytest.raises(Rejected, match="whole number from 1 to 9"):
            panel.rate("1", "ASH", rating)
    panel.rate("1", "ASH", 5, round=3)
    with pytest.raises(Rejected, match="ASH has rated it in round 3 already"):
        panel.rate("1", "ASH", 5, round=2)
    with pytest.raises(Rejected, match="rounds are counted from 1"):
        panel.rate("1", "BAY", 5, round=0)
    first = panel.state.handles["R1"]
    with pytest.raises(Rejected, match="that version is none of R1"):
        panel.record(RateTarget(target=first, version="x", member="ASH", rating=5))


def test_an_answered_objection_passes_rough_consensus(panel: WorkingGroup) -> None:
    """It blocks consent all the same, and a restated objection wants another answer."""
    panel.set_rule("rough_consensus()")
    panel.take_position("ASH", "1", Stance.OBJECT, reason="too often")
    for member in ("BAY", "COL"):
        panel.take_position(member, "1", Stance.ACCEPT)
    assert status(panel, "1") is Status.BLOCKED
    panel.answer_objection("1", "ASH", "a year was asked for by all harbours")
    assert status(panel, "1") is Status.READY
    assert panel.judgement("consent()").verdict(panel.state.handles["R1"]).met is False
    panel.take_position("ASH", "1", Stance.OBJECT, reason="and too long")
    assert status(panel, "1") is Status.BLOCKED


def test_recusal_leaves_the_ballot(panel: WorkingGroup) -> None:
    """Two thirds are of those who did not recuse themselves."""
    panel.set_rule("iesg_ballot()")
    panel.take_position("ASH", "1", Stance.SUPPORT)
    for member in ("BAY", "COL"):
        panel.take_position(member, "1", Stance.ACCEPT)
    assert status(panel, "1") is Status.OPEN
    for member in ("DUN", "ELM"):
        panel.take_position(member, "1", Stance.RECUSE)
    assert status(panel, "1") is Status.READY


def test_the_past_shows_the_silence_as_it_was(panel: WorkingGroup, clock: Clock) -> None:
    """As of a moment within it, a silence still runs."""
    panel.open_silence("1", hours=72)
    clock.advance(1)
    during = clock()
    clock.advance(72)
    panel.rate("2", "ASH", 8)
    assert status(panel, "1") is Status.READY
    assert kinds(panel.as_of(during), "1") == [SilenceRunning]
