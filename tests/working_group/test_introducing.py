"""What is before the members, and what has yet to be: notice, presentation, silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from consensus.errors import InvalidArgument, Rejected
from consensus.formats.source import Source
from consensus.model.staleness import introduction, is_introduced
from consensus.reports.next_items import Rank, next_items
from consensus.rules.explain import explain
from consensus.rules.reasons import NotIntroduced
from consensus.rules.verdict import NoMove, Status, Verdict
from consensus.working_group import WorkingGroup
from tests.support.panel import fill, text_source

from .copies import two_copies

START = datetime(2026, 5, 3, 10, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


class Clock:
    """A clock that is put forward by hand, and goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """A clock to be put forward."""
    return Clock()


@pytest.fixture
def group(clock: Clock) -> Iterator[WorkingGroup]:
    """A working group with a notice of a day, whose draft came in two days ago."""
    with WorkingGroup.in_memory(title="Harbour panel", notice=DAY, clock=clock) as made:
        fill(made)
        clock.moment += 2 * DAY
        yield made


def verdict(group: WorkingGroup, name: str) -> Verdict:
    """The verdict on a target by its handle, now."""
    return group.judgement().verdict(group.state.handles[name])


def test_an_amendment_is_ready_once_its_notice_has_passed(
    group: WorkingGroup, clock: Clock
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
        "no stance alone would do: the rule waits for it to be introduced",
    )
    clock.moment += DAY
    assert verdict(group, "A1").status is Status.READY


def test_an_amendment_is_introduced_by_presenting_it(group: WorkingGroup) -> None:
    """In a meeting, at once; undone, it has to wait again."""
    group.propose("1", "should", old="shall", by=["ASH"])
    with pytest.raises(Rejected, match="no meeting is going on"):
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


def test_circulated_counts_and_not_when_it_was_recorded(group: WorkingGroup, clock: Clock) -> None:
    """What was sent round two days ago need not wait; what is said of times to come is refused."""
    group.propose("1", "should", old="shall", by=["ASH"], circulated=START)
    assert verdict(group, "A1").status is Status.READY
    with pytest.raises(Rejected, match="is still to come; say when it was circulated"):
        group.propose("1", "must", old="shall", by=["BAY"], circulated=clock.moment + 2 * DAY)


def test_rows_say_when_they_were_circulated(group: WorkingGroup, clock: Clock) -> None:
    """A column of its own, else what the import is given; a time to come is a bad row."""
    rows = (
        "target,old,text,by,circulated\n"
        "1,shall,should,ASH,2026-05-03T12:00:00+00:00\n"
        "2,should,must,BAY,\n"
        "3,night,dawn,COL,2027-01-01\n"
    )
    source = Source("rows.csv", rows, "digest of rows")
    report = group.import_amendments(source, circulated=clock.moment - timedelta(hours=2))
    assert (report.taken, report.refused) == (2, 1)
    (bad,) = [each for each in report.findings if each.line == 4]
    assert "2027-01-01 00:00 is still to come" in bad.message
    assert [verdict(group, name).status for name in ("A1", "A2")] == [Status.READY, Status.OPEN]


def test_an_item_waits_where_silence_is_consent(group: WorkingGroup, clock: Clock) -> None:
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
    clock.moment += DAY
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


def test_what_is_not_introduced_is_not_to_be_merged_next(group: WorkingGroup, clock: Clock) -> None:
    """It is listed with the reason, and as an amendment to be merged once it is introduced."""

    def listed() -> dict[Rank, str]:
        found = next_items(group.state, group.judgement(), list(group.state.drafts))
        return {each.rank: each.reason for each in found if each.handle in ("A1", "R1")}

    group.propose("1", "should", old="shall", by=["ASH"])
    before = listed()
    assert Rank.MERGEABLE not in before
    assert before[Rank.NOT_INTRODUCED].startswith("circulated 2026-05-05 10:00 UTC, its notice of")
    clock.moment += DAY
    assert listed()[Rank.MERGEABLE] == "A1 could go in"


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
    assert not ann.overtaken


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
    group: WorkingGroup, clock: Clock, introduced_by: str
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
        clock.moment += DAY
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


def test_an_inserted_item_waits_as_its_amendment_did(group: WorkingGroup, clock: Clock) -> None:
    """It is circulated when it went in, and not with the draft."""
    group.propose("", "Quays are swept.", kind="insert", after="1", by=["ASH"])
    group.merge("A1")
    (new,) = [each.id for each in group.state.items.values() if each.label == "1 bis"]
    handle = group.state.handle_of(new)
    assert verdict(group, handle).status is Status.OPEN
    clock.moment += DAY
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
