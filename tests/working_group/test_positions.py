"""What is before the members: introduced, silent, rated, and guarded against slips."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import InvalidArgument, NotFound, Rejected
from consensus.finding import Severity
from consensus.formats.draft_writer import NOTATIONS, write_text
from consensus.formats.position_rows import VOCABULARIES, read_stance
from consensus.formats.source import Source
from consensus.history.operations import BreakSilence, RateTarget
from consensus.model.staleness import introduction, is_introduced
from consensus.reports.next_items import Rank, next_items
from consensus.rules import explain
from consensus.rules.reasons import (
    NotIntroduced,
    SilenceBroken,
    SilenceRunning,
)
from consensus.rules.verdict import NoMove, Status, Verdict
from tests.support.panel import fill, make_panel, status, text_source, ticking, two_copies

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
def silence_panel(clock: Clock) -> Iterator[WorkingGroup]:
    """Six members in three groups, judged by silence, with a clock to move."""
    with WorkingGroup.in_memory(rule="silence(72)", by="secretary", clock=clock) as group:
        fill(group)
        yield group


def kinds(group: WorkingGroup, target: str) -> list[str]:
    """Why a target is not ready."""
    return [reason.kind for reason in group.verdict(target).reasons]


def test_silence_lapses_at_its_deadline_without_a_word(
    silence_panel: WorkingGroup, clock: Clock
) -> None:
    """A text under silence is ready from the deadline on, and nothing is recorded then."""
    assert kinds(silence_panel, "1") == ["no-silence"]
    silence_panel.open_silence("1", hours=72)
    recorded = len(silence_panel.steps())
    clock.advance(71.99)
    assert silence_panel.verdict("1").reasons == (SilenceRunning(BEGINNING + timedelta(hours=72)),)
    clock.advance(0.01)
    assert status(silence_panel, "1") is Status.READY
    assert len(silence_panel.steps()) == recorded
    assert kinds(silence_panel, "2") == ["no-silence"]


@pytest.mark.parametrize("hours", [0, -3, -(10**12)])
def test_silence_of_no_positive_number_of_hours_is_refused(
    silence_panel: WorkingGroup, hours: int
) -> None:
    """The message names the hours, not a date that follows from them."""
    with pytest.raises(Rejected, match=f"^a silence cannot last {hours} hours; give a number of 1"):
        silence_panel.open_silence("1", hours=hours)


def test_silence_is_broken_by_an_objection_for_good(
    silence_panel: WorkingGroup, clock: Clock
) -> None:
    """Breaking it is an objection; withdrawing that later does not mend the silence."""
    silence_panel.open_silence(["1", "2"], hours=72)
    clock.advance(10)
    silence_panel.break_silence("SP1", "ash", "the office is closed in winter", targets=["1"])
    first = silence_panel.state.handles["R1"]
    position = silence_panel.state.positions[first]["ASH"]
    assert (position.stance, position.version) == (
        Stance.OBJECT,
        silence_panel.state.version_id(first),
    )
    silence_panel.withdraw_position("ASH", "1")
    clock.advance(100)
    verdict = silence_panel.verdict("1")
    assert [type(each) for each in verdict.reasons] == [SilenceBroken]
    assert explain(verdict)[0] == "ASH broke the silence"
    assert status(silence_panel, "2") is Status.READY


def test_breaking_without_naming_targets_is_to_all(
    silence_panel: WorkingGroup, clock: Clock
) -> None:
    """An objection to the whole procedure breaks it for each of its texts."""
    silence_panel.open_silence(["1", "2"], hours=72)
    silence_panel.break_silence("2", "DUN")
    clock.advance(72)
    assert kinds(silence_panel, "1") == kinds(silence_panel, "2") == ["silence-broken"]


def test_a_member_breaks_a_silence_once(silence_panel: WorkingGroup) -> None:
    """Its reason stays; over what it has not broken yet it may object too."""
    silence_panel.open_silence(["1", "2"], hours=72)
    silence_panel.break_silence("SP1", "DUN", "too soon", targets=["1"])
    with pytest.raises(Rejected, match="DUN has broken SP1 over R1 already"):
        silence_panel.break_silence("SP1", "DUN", targets=["1", "2"])
    silence_panel.break_silence("SP1", "DUN", "too late")
    said = [
        each.reason
        for each in silence_panel.state.silences[silence_panel.state.handles["SP1"]].breaches
    ]
    assert said == ["too soon", "too late"]
    with pytest.raises(Rejected, match="DUN has broken SP1 over R1 and R2 already"):
        silence_panel.break_silence("SP1", "DUN")
    first = silence_panel.state.handles["R1"]
    assert silence_panel.state.positions[first]["DUN"].reason == "too soon"


def test_an_objection_taken_as_a_position_breaks_the_silence(
    silence_panel: WorkingGroup, clock: Clock
) -> None:
    """It does so before the deadline; at the deadline it is too late."""
    silence_panel.open_silence(["1", "2"], hours=72)
    clock.advance(71)
    silence_panel.take_position("BAY", "1", Stance.OBJECT)
    silence_panel.take_position("COL", "2", Stance.HOLD)
    clock.advance(1)
    silence_panel.take_position("BAY", "2", Stance.OBJECT)
    assert kinds(silence_panel, "1") == ["silence-broken"]
    assert status(silence_panel, "2") is Status.READY
    assert silence_panel.verdict("2").counts.standing[0].member == "BAY"


def test_an_objection_recorded_late_counts_by_when_it_was_made(
    silence_panel: WorkingGroup, clock: Clock
) -> None:
    """A letter that came in time breaks the silence although it is recorded afterwards."""
    silence_panel.open_silence("1", hours=72)
    clock.advance(80)
    assert status(silence_panel, "1") is Status.READY
    silence_panel.take_position(
        "BAY",
        "1",
        Stance.OBJECT,
        source="written",
        document="letter",
        happened=BEGINNING + timedelta(hours=70),
    )
    assert kinds(silence_panel, "1") == ["silence-broken"]


def test_a_statement_of_an_alliance_breaks_the_silence_for_its_members(
    silence_panel: WorkingGroup, clock: Clock
) -> None:
    """An alliance that objects breaks it by each member it reaches."""
    silence_panel.open_silence("1", hours=72)
    silence_panel.state_group_position("ISL", "1", Stance.OBJECT)
    clock.advance(72)
    (broken,) = silence_panel.verdict("1").reasons
    assert isinstance(broken, SilenceBroken)
    assert [each.member for each in broken.members] == ["ASH", "BAY"]


def test_observers_do_not_break_the_silence(silence_panel: WorkingGroup, clock: Clock) -> None:
    """What an observer says is kept, and counts nowhere."""
    silence_panel.open_silence("1", hours=72)
    silence_panel.take_position("OBS", "1", Stance.OBJECT)
    with pytest.raises(Rejected, match="OBS does not count"):
        silence_panel.break_silence("SP1", "OBS")
    clock.advance(72)
    assert status(silence_panel, "1") is Status.READY


def test_an_earlier_objection_counts_while_it_stands(
    silence_panel: WorkingGroup, clock: Clock
) -> None:
    """Silence over an objection is no consent; once it is withdrawn, the silence holds."""
    silence_panel.take_position("ELM", "1", Stance.OBJECT)
    clock.advance(1)
    silence_panel.open_silence("1", hours=72)
    clock.advance(72)
    assert status(silence_panel, "1") is Status.BLOCKED
    silence_panel.settle_objection("1", "ELM", "withdrawn")
    assert status(silence_panel, "1") is Status.READY


def test_a_change_of_text_ends_the_silence(silence_panel: WorkingGroup, clock: Clock) -> None:
    """Another wording was never put under silence; a correction of spelling is the same one."""
    silence_panel.open_silence(["1", "2"], hours=72)
    clock.advance(1)
    silence_panel.edit("1", "Members should report every year to the harbour office.")
    silence_panel.edit("2", "The Office should publish all reports.", editorial=True)
    silence_panel.take_position("BAY", "1", Stance.OBJECT)
    assert not silence_panel.state.silences[silence_panel.state.handles["SP1"]].breaches
    clock.advance(72)
    assert kinds(silence_panel, "1") == ["silence-ended"]
    assert status(silence_panel, "2") is Status.READY
    silence_panel.withdraw_position("BAY", "1")
    silence_panel.open_silence("1", hours=72)
    clock.advance(72)
    assert status(silence_panel, "1") is Status.READY


def test_broken_silence_can_be_asked_again(silence_panel: WorkingGroup, clock: Clock) -> None:
    """The last procedure over a text is the one that counts."""
    silence_panel.open_silence("1", hours=72)
    with pytest.raises(Rejected, match="R1 has a silence procedure already, SP1"):
        silence_panel.open_silence("1", hours=100)
    silence_panel.break_silence("SP1", "FIR")
    silence_panel.settle_objection("1", "FIR", "accommodated")
    silence_panel.open_silence("1", deadline=BEGINNING + timedelta(hours=73))
    assert kinds(silence_panel, "1") == ["silence-running"]
    clock.advance(73)
    assert status(silence_panel, "1") is Status.READY


def test_what_comes_too_late_or_nowhere_is_refused(
    silence_panel: WorkingGroup, clock: Clock
) -> None:
    """A silence is broken in its time, over its texts, and opened over what is open."""
    silence_panel.open_silence("1", hours=24)
    other = silence_panel.state.handles["R2"]
    silence = silence_panel.state.handles["SP1"]
    with pytest.raises(Rejected, match="is not under SP1"):
        silence_panel.record(BreakSilence(silence=silence, member="ASH", targets=(other,)))
    with pytest.raises(NotFound, match="2 never had a silence procedure"):
        silence_panel.break_silence("2", "ASH")
    clock.advance(24)
    with pytest.raises(Rejected, match="the deadline of SP1 has passed"):
        silence_panel.break_silence("SP1", "ASH")
    with pytest.raises(Rejected, match="how many hours"):
        silence_panel.open_silence("2")
    with pytest.raises(Rejected, match="before the beginning"):
        silence_panel.open_silence("2", deadline=clock())
    with pytest.raises(Rejected, match="time zone"):
        silence_panel.open_silence("2", deadline=clock().replace(tzinfo=None))
    with pytest.raises(Rejected, match="time zone"):
        silence_panel.take_position("ASH", "1", "object", happened=clock().replace(tzinfo=None))
    silence_panel.decide("2", "agreed", reason="by acclamation")
    with pytest.raises(Rejected, match="R2 is closed by a decision"):
        silence_panel.open_silence("2", hours=24)


def test_breaking_the_silence_can_be_undone(silence_panel: WorkingGroup, clock: Clock) -> None:
    """Undo takes the objection and the breach back together."""
    silence_panel.open_silence("1", hours=72)
    silence_panel.break_silence("SP1", "FIR")
    silence_panel.undo()
    clock.advance(72)
    assert status(silence_panel, "1") is Status.READY
    assert not silence_panel.state.positions.get(silence_panel.state.handles["R1"])


def test_ratings_of_the_latest_round_count(silence_panel: WorkingGroup) -> None:
    """Earlier rounds, observers and recused members do not."""
    silence_panel.set_rule('delphi(agree="2/3")')
    assert kinds(silence_panel, "1") == ["no-ratings"]
    for member, rating in {"ASH": 2, "BAY": 3, "DUN": 8, "OBS": 1}.items():
        silence_panel.rate("1", member, rating)
    assert silence_panel.verdict("1").counts.ratings == (2, 3, 8)
    silence_panel.rate("1", "ASH", 7, round=2)
    silence_panel.rate("1", "BAY", 9)
    silence_panel.rate("1", "DUN", 8)
    silence_panel.rate("1", "ELM", 1)
    verdict = silence_panel.verdict("1")
    assert verdict.counts.groups["GOV"].ratings == (7, 9)
    assert verdict.counts.groups["CIV"].ratings == (1, 8)
    assert verdict.status is Status.OPEN
    silence_panel.take_position("ELM", "1", Stance.RECUSE)
    assert status(silence_panel, "1") is Status.READY


def test_a_rating_measures_one_wording(silence_panel: WorkingGroup) -> None:
    """An editorial change keeps it, any other makes it stale."""
    silence_panel.set_rule("rand_ucla()")
    silence_panel.rate("2", "ASH", 8)
    silence_panel.edit("2", "The Office should publish all reports.", editorial=True)
    assert status(silence_panel, "2") is Status.READY
    silence_panel.bracket("2", "The Office should publish [all] reports.")
    assert "no-ratings" in kinds(silence_panel, "2")


def test_ratings_off_the_scale_are_refused(silence_panel: WorkingGroup) -> None:
    """A rating is from 1 to 9, and a round is not gone back to."""
    for rating in (0, 10):
        with pytest.raises(Rejected, match="whole number from 1 to 9"):
            silence_panel.rate("1", "ASH", rating)
    silence_panel.rate("1", "ASH", 5, round=3)
    with pytest.raises(Rejected, match="ASH has rated it in round 3 already"):
        silence_panel.rate("1", "ASH", 5, round=2)
    with pytest.raises(Rejected, match="rounds are counted from 1"):
        silence_panel.rate("1", "BAY", 5, round=0)
    first = silence_panel.state.handles["R1"]
    with pytest.raises(Rejected, match="that version is none of R1"):
        silence_panel.record(RateTarget(target=first, version="x", member="ASH", rating=5))


def test_an_answered_objection_passes_rough_consensus(silence_panel: WorkingGroup) -> None:
    """It blocks consent all the same, and a restated objection wants another answer."""
    silence_panel.set_rule("rough_consensus()")
    silence_panel.take_position("ASH", "1", Stance.OBJECT, reason="too often")
    for member in ("BAY", "COL"):
        silence_panel.take_position(member, "1", Stance.ACCEPT)
    assert status(silence_panel, "1") is Status.BLOCKED
    silence_panel.answer_objection("1", "ASH", "a year was asked for by all harbours")
    assert status(silence_panel, "1") is Status.READY
    assert (
        silence_panel.judgement("consent()").verdict(silence_panel.state.handles["R1"]).met is False
    )
    silence_panel.take_position("ASH", "1", Stance.OBJECT, reason="and too long")
    assert status(silence_panel, "1") is Status.BLOCKED


def test_recusal_leaves_the_ballot(silence_panel: WorkingGroup) -> None:
    """Two thirds are of those who did not recuse themselves."""
    silence_panel.set_rule("iesg_ballot()")
    silence_panel.take_position("ASH", "1", Stance.SUPPORT)
    for member in ("BAY", "COL"):
        silence_panel.take_position(member, "1", Stance.ACCEPT)
    assert status(silence_panel, "1") is Status.OPEN
    for member in ("DUN", "ELM"):
        silence_panel.take_position(member, "1", Stance.RECUSE)
    assert status(silence_panel, "1") is Status.READY


def test_the_past_shows_the_silence_as_it_was(silence_panel: WorkingGroup, clock: Clock) -> None:
    """As of a moment within it, a silence still runs."""
    silence_panel.open_silence("1", hours=72)
    clock.advance(1)
    during = clock()
    clock.advance(72)
    silence_panel.rate("2", "ASH", 8)
    assert status(silence_panel, "1") is Status.READY
    assert kinds(silence_panel.as_of(during), "1") == ["silence-running"]


# What is before the members, and what has yet to be: notice, presentation, silence.


START = datetime(2026, 5, 3, 10, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


class RunningClock:
    """A clock that is put forward by hand, and goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def running_clock() -> RunningClock:
    """A clock to be put forward."""
    return RunningClock()


@pytest.fixture
def group(running_clock: RunningClock) -> Iterator[WorkingGroup]:
    """A working group with a notice of a day, whose draft came in two days ago."""
    with WorkingGroup.in_memory(title="Harbour panel", notice=DAY, clock=running_clock) as made:
        fill(made)
        running_clock.moment += 2 * DAY
        yield made


def verdict(group: WorkingGroup, name: str) -> Verdict:
    """The verdict on a target by its handle, now."""
    return group.judgement().verdict(group.state.handles[name])


def test_an_amendment_is_ready_once_its_notice_has_passed(
    group: WorkingGroup, running_clock: RunningClock
) -> None:
    """Before it is open, with the reason and when that ends, and no member can change it."""
    group.propose("1", "should", old="shall", by=["ASH"])
    early = verdict(group, "A1")
    assert (early.status, early.met, early.no_move) == (Status.OPEN, True, NoMove.INTRODUCTION)
    (reason,) = early.reasons
    assert isinstance(reason, NotIntroduced)
    assert explain(early)[1:] == (
        "not yet introduced: circulated 2026-05-05 10:00 UTC, its notice of 24 hours ends"
        " 2026-05-06 10:00 UTC; or present it in a meeting",
        "no position can change it yet: it has to be introduced",
    )
    running_clock.moment += DAY
    assert verdict(group, "A1").status is Status.READY


def test_an_amendment_is_introduced_by_presenting_it(group: WorkingGroup) -> None:
    """In a meeting, at once; undone, it has to wait again."""
    group.propose("1", "should", old="shall", by=["ASH"])
    with pytest.raises(Rejected, match="no meeting is open"):
        group.present("A1")
    group.open_meeting("First meeting")
    step = group.present(["A1"])
    assert verdict(group, "A1").status is Status.READY
    with pytest.raises(Rejected, match="A1 was presented already, in First meeting"):
        group.present("A1")
    group.undo(step.id)
    assert verdict(group, "A1").status is Status.OPEN


def test_an_amendment_is_introduced_by_a_silence_procedure(group: WorkingGroup) -> None:
    """From the moment it is opened."""
    group.propose("1", "should", old="shall", by=["ASH"])
    group.open_silence("A1", hours=72)
    assert verdict(group, "A1").status is Status.READY


def test_circulated_counts_and_not_when_it_was_recorded(
    group: WorkingGroup, running_clock: RunningClock
) -> None:
    """What was sent round two days ago need not wait; what is said of times to come is refused."""
    group.propose("1", "should", old="shall", by=["ASH"], circulated=START)
    assert verdict(group, "A1").status is Status.READY
    with pytest.raises(Rejected, match="is still to come; say when it was circulated"):
        group.propose(
            "1", "must", old="shall", by=["BAY"], circulated=running_clock.moment + 2 * DAY
        )


def test_rows_say_when_they_were_circulated(
    group: WorkingGroup, running_clock: RunningClock
) -> None:
    """A column of its own, else what the import is given; a time to come is a bad row."""
    rows = (
        "target,old,text,by,circulated\n"
        "1,shall,should,ASH,2026-05-03T12:00:00+00:00\n"
        "2,should,must,BAY,\n"
        "3,night,dawn,COL,2027-01-01\n"
    )
    source = Source("rows.csv", rows, "digest of rows")
    report = group.import_amendments(source, circulated=running_clock.moment - timedelta(hours=2))
    assert (report.taken, report.refused) == (2, 1)
    (bad,) = [each for each in report.findings if each.line == 4]
    assert "2027-01-01 00:00 is still to come" in bad.message
    assert [verdict(group, name).status for name in ("A1", "A2")] == [Status.READY, Status.OPEN]


def test_an_item_waits_where_silence_is_consent(
    group: WorkingGroup, running_clock: RunningClock
) -> None:
    """A draft that has just come in is not ready by consent, only where voices are counted."""
    group.import_draft(text_source("other.md", "# Quays\n\n1. Quays are swept.\n"))
    (quay,) = [each.id for each in group.state.items.values() if each.label == "1"][1:]
    handle = group.state.handle_of(quay)
    assert verdict(group, handle).status is Status.OPEN
    for code in ("ASH", "BAY", "COL", "DUN", "ELM", "FIR"):
        group.take_position(code, handle, "support")
    assert verdict(group, handle).status is Status.OPEN
    group.set_rule("unanimity()")
    assert verdict(group, handle).status is Status.READY
    group.set_rule("all_of(quorum('1/2', of='cast'), no_objection())")
    assert verdict(group, handle).status is Status.READY
    group.set_rule("any_of(unanimity(), consensus_minus(1))")
    assert verdict(group, handle).status is Status.OPEN
    running_clock.moment += DAY
    assert verdict(group, handle).status is Status.READY


def test_without_notice_everything_is_introduced_at_once(group: WorkingGroup) -> None:
    """The period can be set, changed and taken away later."""
    group.propose("1", "should", old="shall", by=["ASH"])
    amendment = group.state.handles["A1"]
    now = group.now()
    assert not is_introduced(group.state, amendment, now)
    assert introduction(group.state, amendment).notice == DAY
    group.set_notice(timedelta())
    assert is_introduced(group.state, amendment, now)
    group.set_notice(timedelta(days=7))
    assert not is_introduced(group.state, amendment, now + timedelta(days=6))


@pytest.mark.parametrize(
    "notice", [timedelta(days=367), timedelta(hours=-1), timedelta(seconds=30)]
)
def test_notice_is_a_number_of_minutes_up_to_a_year(group: WorkingGroup, notice: timedelta) -> None:
    """Everything else is refused, and what is no length of time is a wrong value."""
    with pytest.raises(Rejected, match="a notice period is"):
        group.set_notice(notice)
    with pytest.raises(InvalidArgument):
        group.set_notice("24h")  # type: ignore[arg-type]  # what is tested


def test_what_is_not_introduced_is_not_to_be_merged_next(
    group: WorkingGroup, running_clock: RunningClock
) -> None:
    """It is listed with the reason, and as an amendment to be merged once it is introduced."""

    def listed() -> dict[Rank, str]:
        found = next_items(group.state, group.judgement(), list(group.state.drafts))
        return {each.rank: each.reason for each in found if each.handle in ("A1", "R1")}

    group.propose("1", "should", old="shall", by=["ASH"])
    before = listed()
    assert Rank.MERGEABLE not in before
    assert before[Rank.NOT_INTRODUCED].startswith("circulated 2026-05-05 10:00 UTC, its notice of")
    running_clock.moment += DAY
    assert listed()[Rank.MERGEABLE] == "A1 could be merged"


def test_copies_that_present_the_same_are_joined() -> None:
    """Each in a meeting of its own, one of them after it went in: nothing waits for a choice."""

    def prepare(panel: WorkingGroup) -> None:
        panel.propose("1", "should", old="shall", by=["ASH"])
        panel.set_notice(DAY)

    ann, bob = two_copies(prepare)
    ann.open_meeting("In the morning")
    ann.present(["A1", "2"])
    ann.merge("1", take=["A1"])
    bob.open_meeting("In the afternoon")
    bob.present(["2", "A1"])
    ann.sync(bob)
    assert ann.state.presented.keys() == {ann.state.handles[each] for each in ("A1", "R2")}
    assert ann.head == bob.head
    assert not ann.superseded


def test_only_what_is_open_can_be_presented(group: WorkingGroup) -> None:
    """A withdrawn amendment, a package and a text named twice are refused."""
    group.propose("1", "should", old="shall", by=["ASH"])
    group.withdraw("A1")
    group.propose_package("Both", ["1", "2"])
    group.open_meeting("First meeting")
    with pytest.raises(Rejected, match="A1 is withdrawn already"):
        group.present("A1")
    with pytest.raises(Rejected, match="no item or amendment has the id"):
        group.present("PKG1")
    with pytest.raises(Rejected, match="the same text is named twice"):
        group.present(["2", "2"])


@pytest.mark.parametrize("introduced_by", ["presenting it again", "its period"])
def test_an_item_with_words_that_were_not_introduced_is_not_ready(
    group: WorkingGroup, running_clock: RunningClock, introduced_by: str
) -> None:
    """Though it was presented before; undone, it is as it was."""
    meeting = group.open_meeting("First meeting")
    assert meeting
    group.present("1")
    group.propose("1", "should", old="shall", by=["ASH"])
    plan = group.plan_merge("1", take=["A1"])
    assert plan.not_introduced["A1"].startswith("not yet introduced: circulated 2026-05-05 10:00")
    merged = group.merge("1", take=["A1"])
    early = verdict(group, "R1")
    assert (early.status, early.no_move) == (Status.OPEN, NoMove.INTRODUCTION)
    if introduced_by == "its period":
        running_clock.moment += DAY
    else:
        group.present("1")
        with pytest.raises(Rejected, match="R1 was presented already"):
            group.present("1")
    assert verdict(group, "R1").status is Status.READY
    if introduced_by == "presenting it again":
        group.undo()
    group.undo(merged.id)
    assert verdict(group, "R1").status is Status.OPEN
    assert not any(isinstance(each, NotIntroduced) for each in verdict(group, "R1").reasons)


def test_what_was_introduced_leaves_the_item_introduced(group: WorkingGroup) -> None:
    """A merge of what was presented makes nobody wait; without a notice nothing is noted."""
    group.open_meeting("First meeting")
    group.propose("1", "should", old="shall", by=["ASH"])
    group.present("A1")
    assert not group.plan_merge("1", take=["A1"]).not_introduced
    group.merge("1", take=["A1"])
    assert verdict(group, "R1").status is Status.READY
    group.set_notice(timedelta())
    group.propose("1", "may", old="should", by=["BAY"])
    group.merge("1", take=["A2"])
    group.edit("2", "Everything else.")
    assert not group.state.recirculated


def test_an_inserted_item_waits_as_its_amendment_did(
    group: WorkingGroup, running_clock: RunningClock
) -> None:
    """It is circulated when it went in, and not with the draft."""
    group.propose("", "Quays are swept.", kind="insert", after="1", by=["ASH"])
    group.merge("A1")
    (new,) = [each.id for each in group.state.items.values() if each.label == "1 bis"]
    handle = group.state.handle_of(new)
    assert verdict(group, handle).status is Status.OPEN
    running_clock.moment += DAY
    assert verdict(group, handle).status is Status.READY


def test_an_edit_has_to_be_introduced_unless_it_is_editorial(group: WorkingGroup) -> None:
    """What is chosen from brackets was there and need not be."""
    assert verdict(group, "R3").status is Status.READY
    text = group.state.text(group.state.handles["R3"])
    group.edit("3", f"{text} Perhaps.", editorial=True)
    assert verdict(group, "R3").status is Status.READY
    group.edit("3", "Ships [may | must] wait.")
    assert group.state.recirculated
    group.open_meeting("First meeting")
    group.present("3")
    group.merge("3", settle={"B1": "a"})
    assert verdict(group, "R3").status is Status.READY


def test_the_gavel_on_what_is_not_introduced_says_so(group: WorkingGroup) -> None:
    """Like one over a rule that is not met; it asks for no reason."""
    group.edit("3", "Ships wait.")
    group.decide("3", "agreed")
    (decision,) = group.state.decisions.values()
    assert decision.unmet == "its notice of 24 hours"
    assert "decided although its notice of 24 hours was not met" in explain(verdict(group, "R3"))
    group.decide("2", "agreed")
    assert [each.unmet for each in group.state.decisions.values()] == [decision.unmet, ""]


# What must not slip through: unseen objections, lost conditions, false pasts, reused handles.


def test_gavel_that_did_not_see_an_objection_is_refused(tmp_path: Path) -> None:
    """A decision planned before somebody else recorded an objection does not go through."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as first:
        fill(first)
        with WorkingGroup.open(path, clock=ticking()) as second:
            first.take_position("ASH", "1", Stance.OBJECT)
            with pytest.raises(
                Rejected, match="R1 has an objection that was not seen, of ASH; look at R1 again"
            ):
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


@pytest.mark.parametrize(
    "word", sorted({e for one in VOCABULARIES.values() for words in one.values() for e in words})
)
def test_library_tables_and_commands_take_the_same_words(word: str, panel: WorkingGroup) -> None:
    """Whoever writes `can live with it` or `noobj` means the same everywhere, in any case."""
    expected = read_stance(word)
    assert panel.take_position("ASH", "1", word.title()).made.stance is expected
    row = f'target,member,stance\n1,BAY,"{word}"\n'
    assert panel.import_positions(text_source("positions.csv", row)).taken == 1
    held = panel.state.positions[panel.state.handles["R1"]]
    assert {code: each.stance for code, each in held.items()} == {"ASH": expected, "BAY": expected}


def test_every_stance_of_the_library_may_be_a_word(panel: WorkingGroup) -> None:
    """What counts when a condition fails, an alliance's position and the sense of the room."""
    taken = panel.take_position(
        "COL", "1", "yes", conditions=["2"], otherwise="reserves its position"
    ).made
    assert (taken.stance, taken.otherwise) == (Stance.SUPPORT, Stance.HOLD)
    panel.state_group_position("ISL", "2", "stands aside")
    held = panel.state.positions[panel.state.handles["R2"]]
    assert {each.stance for each in held.values()} == {Stance.ABSTAIN}
    assert panel.note_sense("3", "several", "can live with it").made.stance is Stance.ACCEPT


def test_a_word_for_no_position_is_refused_with_the_list(panel: WorkingGroup) -> None:
    """Nor is a word taken that only says that nothing was said."""
    for word in ("perhaps", "absent", ""):
        with pytest.raises(InvalidArgument, match=r"'support', 'accept', .* or 'recuse', not"):
            panel.take_position("ASH", "1", word)


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (
            "2026-02-10",
            "ASH on 1 (R1): support of 2026-02-10 takes the place of object of 2026-02-12, which",
        ),
        ("2026-02-12T08:59Z", "ASH on 1 (R1): support of 2026-02-12 takes the place of object"),
        ("2026-02-12", ""),
        ("2026-02-12T09:01Z", ""),
        ("2026-02-13", ""),
        ("", ""),
    ],
)
def test_a_position_dated_before_the_one_it_replaces_is_told(
    date: str, said: str, panel: WorkingGroup
) -> None:
    """Who, on what, which positions and when; it is recorded all the same, as the file has it."""
    later = datetime(2026, 2, 12, 9, tzinfo=UTC)
    with panel.acting_as(happened=later):
        panel.take_position(
            "ASH", "1", "object", reason="too often", source="written", document="L1"
        )
    rows = f"target,member,stance,date\n1,ASH,support,{date}\n1,BAY,support,2026-02-01\n"
    report = panel.import_positions(text_source("answers.csv", rows), strict=True)
    assert report.taken == 2
    assert [(each.line, each.severity) for each in report.findings] == (
        [(2, Severity.WARNING)] if said else []
    )
    assert all(each.message.startswith(said) for each in report.findings)
    assert panel.state.positions[panel.state.handles["R1"]]["ASH"].stance == "support"
