"""What had happened by a moment: what counts as old, also in joined copies; and that it stays."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history import operations
from consensus.history.operation import Operation
from consensus.history.operations import AddMember, AskQuestion
from consensus.history.step import Step, redacted
from consensus.store.happened import _DATED, _SETUP, when_happened
from tests.conftest import at_most
from tests.support.panel import copy_of, make_panel, one_clock, text_source

from .test_any_commands import tables

BEGUN = datetime(2026, 10, 1, 9, tzinfo=UTC)
MAIL = """From: Ann <ann@ash.example>
To: secretary@panel.example
Subject: Item 1
Date: Mon, 01 Dec 2025 09:00:00 +0000
Message-ID: <1@ash.example>
Content-Type: text/plain; charset=utf-8

1: replace "shall" by "should".
"""


class Dated:
    """A working group of three members and two items, whose clock is set by days."""

    def __init__(self) -> None:
        self.now = BEGUN
        self.group = WorkingGroup.in_memory(title="Panel", clock=self.tick)
        self.group.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
        draft = "1. Members shall report.\n\n2. Lamps are lit.\n"
        self.group.import_draft(text_source("draft.md", draft))

    def tick(self) -> datetime:
        """A second later each time."""
        self.now += timedelta(seconds=1)
        return self.now

    def by(self, days: float) -> WorkingGroup:
        """What had happened by some days after the beginning."""
        return self.group.as_of(BEGUN + timedelta(days=days), happened=True)


@pytest.fixture
def dated() -> Dated:
    """Three members and two items."""
    return Dated()


# Setting up.


def test_a_mail_of_last_year_makes_no_decision_older(dated: Dated) -> None:
    """Members and items are as old as the mail; positions, meetings and decisions are not."""
    group = dated.group
    group.open_meeting("First meeting")
    group.note_presence(["ASH", "BAY", "COL"])
    for code in ("ASH", "BAY", "COL"):
        group.take_position(code, "1", Stance.SUPPORT)
    group.decide("1", "agreed")
    group.close_meeting()
    dated.now += timedelta(days=60)
    group.import_mail(BytesIO(MAIL.encode()), name="in.eml", senders={"@ash.example": "ASH"})
    group.take_offers("TR1")
    early = dated.by(-300).state
    assert (early.members.keys(), early.items.keys()) == (
        group.state.members.keys(),
        group.state.items.keys(),
    )
    for table in (early.decisions, early.positions, early.meetings, early.amendments):
        assert not table
    by_then = dated.by(1).state
    assert [each.outcome for each in by_then.decisions.values()] == [Outcome.AGREED]
    assert len(by_then.meetings) == 1


def test_a_step_is_as_old_as_its_work_only_as_a_whole(dated: Dated) -> None:
    """A step that sets up and does more counts when it happened."""
    asked = AskQuestion(handle="Q1", number="1", text="Which lamps?")
    dated.group.record(AddMember(code="DUN"), asked)
    with dated.group.acting_as(happened=BEGUN - timedelta(days=30)):
        dated.group.take_position("ASH", "1", Stance.SUPPORT)
    early, later = dated.by(-1).state, dated.by(1).state
    assert (len(early.members), len(early.questions)) == (3, 0)
    assert (len(later.members), len(later.questions)) == (4, 1)


def test_rows_are_as_old_as_they_say() -> None:
    """All rows of an import together, from the day of the last; without a date, from today."""
    rows = (
        '{"id": "A1", "date": "2026-01-10", "by": "ASH", "target": "1", "text": "Report."}',
        '{"id": "A2", "date": "%s", "by": "GUM", "target": "2", "text": "Lamps."}',
    )
    for day, count in (("2026-02-10", 2), ("", 0)):
        each = Dated()
        text = "\n".join(rows) % day
        each.group.import_amendments(text_source("rows.jsonl", text), add_members=True)
        for moment, expected in (("2026-02-09", 0), ("2026-02-11", count), ("2026-12-01", 2)):
            past = each.group.as_of(datetime.fromisoformat(f"{moment}T12:00+00:00"), happened=True)
            assert len(past.state.amendments) == expected
            assert len(past.state.members) == (4 if expected else 3 * bool(past.head))


WORDS = {
    "one row": ("Ms Example",),
    "all rows": ("Ms Example", "by mail"),
}


@pytest.mark.parametrize("is_synced", [False, True], ids=["here", "in another copy"])
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_redaction_makes_no_rows_younger(words: Sequence[str], is_synced: bool) -> None:
    """Whichever rows it takes words out of, here or from another copy, where they are withheld."""
    each = Dated()
    rows = (
        '{"id": "A1", "date": "2026-01-10", "by": "ASH", "target": "1", "text": "Report.",'
        ' "rationale": "Asked by mail."}',
        '{"id": "A2", "date": "2026-01-12", "by": "BAY", "target": "2", "text": "Lamps.",'
        ' "rationale": "Ms Example asked by mail."}',
    )
    each.group.import_amendments(text_source("rows.jsonl", "\n".join(rows)))
    group = each.group
    if is_synced:
        group = copy_of(each.group, "bob", one_clock())
    for one in words:
        each.group.redact(one, reason="private")
    if is_synced:
        assert group.sync(each.group, pull=True).withheld
    for day, expected in ((11, 0), (13, 2)):
        past = group.as_of(datetime(2026, 1, day, tzinfo=UTC), happened=True)
        assert len(past.state.amendments) == expected
    assert "Ms Example" not in str(past.state.amendments)


def test_a_row_deleted_whole_says_nothing_of_when(dated: Dated) -> None:
    """The other rows do; where none is left, the step happened when it says."""
    rows = [
        f'{{"id": "A{at}", "date": "2026-01-1{at}", "by": "ASH", "target": "{at}", "text": "No."}}'
        for at in (1, 2)
    ]
    dated.group.import_amendments(text_source("rows.jsonl", "\n".join(rows)))
    step = dated.group.steps()[-1]
    for gone, expected in (([2], datetime(2026, 1, 11, tzinfo=UTC)), ([1, 2], step.happened)):
        assert when_happened(redacted(step, gone), {}) == expected
        assert when_happened(step, {(step.id, at): "" for at in gone}) == expected


def test_what_sets_up_is_a_kind_of_operation() -> None:
    """Each name is one of an operation, and none of what a group says or settles."""
    known = {
        each.NAME
        for _, each in inspect.getmembers(operations, inspect.isclass)
        if issubclass(each, Operation)
    }
    assert known >= _SETUP | _DATED
    assert _SETUP.isdisjoint({*_DATED, "open-meeting", "change-text", "cast-vote"})


# Joined copies.

Act = Callable[[WorkingGroup], Step]


def say(group: WorkingGroup, code: str, target: str, stance: Stance) -> Step:
    """A member takes a position in writing, at a meeting or not."""
    return group.take_position(code, target, stance, source="written", document="letter")


ACTS: dict[str, Act] = {
    "defer": lambda group: group.decide("2", "deferred", reason="time"),
    "withdraw": lambda group: group.decide("2", "withdrawn"),
    "agree": lambda group: group.decide("2", "agreed"),
    "merge": lambda group: group.merge("1", take=["A1"]),
    "merge other": lambda group: group.merge("1", take=["A2"]),
    "meet": lambda group: group.open_meeting("Meeting"),
    "close": lambda group: group.close_meeting(),
    "object": lambda group: say(group, "BAY", "2", Stance.OBJECT),
    "support": lambda group: say(group, "ASH", "2", Stance.SUPPORT),
    "propose": lambda group: group.propose("3", "must", old="may", by=["ASH"]),
    "delete": lambda group: group.propose("2", kind="delete", by=["COL"]),
    "undo": lambda group: group.undo(),
}


def after(
    *acts: tuple[int, str], refused: tuple[type[Exception], ...] = ()
) -> tuple[WorkingGroup, WorkingGroup]:
    """Two copies of the panel in each of which something was done; `refused` passes over some."""
    panel = make_panel()
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("1", "each", old="every", by=["BAY"])
    clock = one_clock()
    copies = copy_of(panel, "ann", clock), copy_of(panel, "bob", clock)
    for place, name in acts:
        try:
            ACTS[name](copies[place])
        except refused:
            continue
    return copies


def check_every_moment(one: WorkingGroup, other: WorkingGroup) -> None:
    """Each past is what joining the copies then would have given; that of tomorrow the present."""
    moments = sorted({step.happened for each in (one, other) for step in each.steps()})
    then = {}
    for moment in moments:
        was = [copy_of(each.as_of(moment), "dan", one_clock()) for each in (one, other)]
        was[0].sync(was[1])
        then[moment] = tables(was[0].state)
    one.sync(other)
    for moment, expected in then.items():
        assert tables(one.as_of(moment, happened=True).state) == expected
    tomorrow = one.as_of(one.now() + timedelta(days=1), happened=True)
    assert tables(tomorrow.state) == tables(one.state)
    assert tomorrow.status() == one.status()
    assert (tomorrow.head, tomorrow.verify().is_intact) == (one.head, True)


@pytest.mark.parametrize(
    "acts",
    [
        ((0, "defer"), (1, "withdraw")),
        ((0, "merge"), (1, "merge other")),
        ((0, "merge"), (1, "merge")),
        ((0, "meet"), (1, "meet"), (0, "support"), (1, "object")),
        ((0, "defer"), (1, "withdraw"), (0, "undo"), (1, "object")),
    ],
    ids=lambda acts: ", ".join(name for _, name in acts),
)
def test_what_copies_settled_otherwise_is_open_once_both_had(
    acts: Sequence[tuple[int, str]],
) -> None:
    """Who settled first had settled it; from when both had, a choice waits as it does now."""
    check_every_moment(*after(*acts))


@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(sorted(ACTS))), max_size=8))
@settings(at_most(60))
def test_any_past_of_joined_copies_is_what_they_had_then(acts: list[tuple[int, str]]) -> None:
    """Whatever was done in which copy."""
    check_every_moment(*after(*acts, refused=(Rejected, NotFound)))


def test_both_decisions_stand_apart_though_one_was_recorded_late() -> None:
    """Before the second had happened the first stood."""
    one, other = after((0, "defer"))
    with other.acting_as(happened=one.now() + timedelta(days=3)):
        other.decide("2", "withdrawn")
    one.sync(other)
    item = one.state.handles["R2"]
    before = one.as_of(one.now() + timedelta(days=1), happened=True).state
    assert [each.outcome for each in before.decisions.values()] == [Outcome.DEFERRED]
    assert not before.overtaken
    later = one.as_of(one.now() + timedelta(days=4), happened=True).state
    assert all(item in each.targets for each in later.overtaken.values())
    assert len(later.overtaken) == 2
    assert not later.decisions


# What was never a record.


def test_what_had_happened_is_no_copy(dated: Dated, tmp_path: Path) -> None:
    """Its steps follow each other as they never did: it is read, and neither given nor proved."""
    group = dated.group
    with group.acting_as(happened=BEGUN + timedelta(days=9)):
        group.decide("1", "agreed")
    group.decide("2", "deferred", reason="time")
    past = dated.by(1)
    assert [each.outcome for each in past.state.decisions.values()] == [Outcome.DEFERRED]
    copied, other = tmp_path / "copy.consensus", copy_of(group, "bob", one_clock())
    head = other.head
    with WorkingGroup.in_memory(title="Second panel") as second:
        for act in (
            lambda: past.backup(copied),
            past.export_steps,
            past.verify,
            lambda: other.sync(past),
            lambda: other.sync(past, pull=True),
            lambda: second.carry_over(past, everything=True),
            past.as_of(past.steps()[-1].id).verify,
        ):
            with pytest.raises(Rejected, match="look at recorded:TIME, or at the present"):
                act()
    assert not copied.exists()
    assert other.head == head
    assert group.verify().is_intact


def test_a_place_in_what_had_happened_leaves_out_the_same(dated: Dated) -> None:
    """A position on what was proposed later stays out there, too."""
    group = dated.group
    with group.acting_as(happened=BEGUN + timedelta(days=9)):
        group.propose("1", "must", old="shall", by=["ASH"])
    left = group.take_position("BAY", "A1", Stance.SUPPORT)
    group.publish("Rev.1")
    past = dated.by(1).as_of("Rev.1")
    assert list(past.state.overtaken) == [left.id]
    assert not past.state.amendments
    # Where nothing had happened, nothing is found in it.
    assert dated.by(-1).as_of(BEGUN, happened=True).head == ""


def test_only_a_time_is_when_something_happened(dated: Dated) -> None:
    """A meeting, a revision and a step are places in the record; nothing is passed over."""
    dated.group.publish("Rev.1")
    for name in ("Rev.1", dated.group.steps()[-1].id, "Rev.9"):
        with pytest.raises(Rejected, match="is no moment: happened=True goes with a day and time"):
            dated.group.as_of(name, happened=True)
    with pytest.raises(TypeError):
        dated.group.as_of(BEGUN, True)  # type: ignore[call-arg]  # by its place
