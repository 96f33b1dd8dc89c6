"""Undertakings and milestones: made, due, overdue, done."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history.operations import Undertake
from consensus.model.people import Role
from consensus.model.planning import Undertaking
from consensus.reports.audience import Audience, Kind
from consensus.reports.next_items import Rank, next_items
from consensus.reports.planning import (
    Countdown,
    milestone_lines,
    undertaking_lines,
)


def undertaking(group: WorkingGroup, handle: str = "U1") -> Undertaking:
    """An undertaking by its handle."""
    return group.state.undertakings[group.state.handles[handle]]


@pytest.mark.parametrize(
    ("by", "member", "office", "person"),
    [
        ("ash", "ASH", None, ""),
        ("secretariat", "", Role.SECRETARY, ""),
        ("Chairman", "", Role.CHAIR, ""),
        ("co-chair", "", Role.CO_CHAIR, ""),
        ("Ada Hale", "", None, "Ada Hale"),
    ],
)
def test_undertaking_is_a_members_an_offices_or_a_persons(
    panel: WorkingGroup, by: str, member: str, office: Role | None, person: str
) -> None:
    """Codes and offices are known however they are cased; whatever else is a name."""
    panel.undertake("compile the replies", by)
    found = undertaking(panel)
    assert (found.member, found.office, found.person) == (member, office, person)


def test_undertaking_is_due_at_its_time(panel: WorkingGroup) -> None:
    """It is overdue from then on, until it is done; how it was done is kept."""
    due = panel.now() + timedelta(hours=1)
    panel.undertake("compile the replies", "secretariat", due=due)
    found = undertaking(panel)
    assert [panel.state.is_overdue(found, due + timedelta(hours=each)) for each in (-1, 1)] == [
        False,
        True,
    ]
    panel.fulfil("u1", "posted on Monday")
    done = undertaking(panel)
    assert (done.outcome, panel.state.is_overdue(done, due + timedelta(1))) == (
        "posted on Monday",
        False,
    )
    with pytest.raises(Rejected, match="U1 is done already"):
        panel.fulfil("U1")
    with pytest.raises(NotFound, match="no undertaking is called U2"):
        panel.fulfil("U2")


def test_undertaking_before_the_next_meeting_is_due_when_one_opens(panel: WorkingGroup) -> None:
    """Where none is announced, the first one that opens later is meant."""
    panel.open_meeting("First meeting")
    panel.undertake("compile the replies", "secretariat", due="next meeting")
    assert panel.state.due_moment(undertaking(panel)) is None
    panel.close_meeting()
    panel.open_meeting("Second meeting")
    opened = panel.state.meetings[panel.state.handles["M2"]].opened
    assert panel.state.due_moment(undertaking(panel)) == opened
    assert panel.state.is_overdue(undertaking(panel), panel.now())


def test_undertaking_before_an_announced_meeting_follows_it(panel: WorkingGroup) -> None:
    """It is due when the meeting begins, wherever that is moved; a cancelled one, at the next."""
    begins = panel.now() + timedelta(days=30)
    panel.announce_meeting("Second meeting", begins)
    panel.undertake("compile the replies", "secretariat", due="next meeting")
    panel.undertake("count the lamps", "ASH", due="second meeting")
    for handle in ("U1", "U2"):
        assert panel.state.due_moment(undertaking(panel, handle)) == begins
    panel.reschedule_meeting("M1", begins + timedelta(days=1))
    assert panel.state.due_moment(undertaking(panel)) == begins + timedelta(days=1)
    panel.cancel_meeting("M1")
    assert panel.state.due_moment(undertaking(panel)) is None
    panel.open_meeting("Another")
    assert panel.state.due_moment(undertaking(panel)) is not None
    with pytest.raises(NotFound, match="no meeting to come is called M1"):
        panel.undertake("more", "ASH", due="M1")


def test_what_cannot_be_undertaken_is_refused(panel: WorkingGroup) -> None:
    """Nothing, by nobody, by two, or due before it began."""
    with pytest.raises(Rejected, match="say what is to be done"):
        panel.undertake(" ", "ASH")
    with pytest.raises(Rejected, match="lies before the undertaking"):
        panel.undertake("more", "ASH", due=panel.now() - timedelta(days=1))
    with pytest.raises(Rejected, match="with its time zone"):
        panel.undertake("more", "ASH", due=datetime(2030, 1, 1))  # noqa: DTZ001 - the point of it
    with pytest.raises(Rejected, match="a member's, an office's or a person's"):
        panel.undertake("more", " ")
    with pytest.raises(Rejected, match="at a time or before a meeting") as refused:
        panel.record(
            Undertake(
                handle="U1", what="x", member="NO", person="Ada", before="none", next_meeting=True
            )
        )
    assert len(refused.value.reasons) == 4


def test_public_is_told_of_offices_alone(panel: WorkingGroup) -> None:
    """No name and no word; what was withheld is counted."""
    panel.undertake("compile the replies", "secretariat")
    panel.undertake("count the lamps", "ASH")
    left_out: Counter[Kind] = Counter()
    lines = undertaking_lines(panel.state, panel.now(), Audience.PUBLIC, left_out)
    assert [(each.by, each.what) for each in lines] == [("secretary", ""), ("", "")]
    assert left_out == {Kind.MEMBERS: 1, Kind.UNDERTAKINGS: 2}


def test_overdue_is_taken_up_next(panel: WorkingGroup) -> None:
    """Undertakings and milestones that should be done are listed, until they are."""
    today = panel.now().date()
    panel.undertake("compile the replies", "ASH", due=panel.now() + timedelta(seconds=3))
    panel.add_milestone("a first draft", today - timedelta(days=1))
    panel.add_milestone("the report", today + timedelta(days=1))
    while not panel.state.is_overdue(undertaking(panel), panel.now()):
        continue

    def listed() -> list[tuple[str, str]]:
        found = next_items(panel.state, panel.judgement(), list(panel.state.drafts))
        ranks = (Rank.UNDERTAKING, Rank.MILESTONE)
        return [(each.handle, each.reason) for each in found if each.rank in ranks]

    assert listed() == [
        ("U1", "ASH: compile the replies, was due 2026-03-02 09:00"),
        ("MS1", "a first draft was to be reached by 2026-03-01"),
    ]
    panel.fulfil("U1")
    panel.reach_milestone("a first draft")
    assert listed() == []


def test_milestones_are_counted_down(panel: WorkingGroup) -> None:
    """The earliest target first; near, overdue, or reached."""
    panel.add_milestone("the report", date(2026, 6, 30))
    panel.add_milestone("a first draft", date(2026, 5, 31))
    panel.add_milestone("questions", date(2026, 4, 1))
    panel.move_milestone("questions", date(2026, 4, 30), "too early")
    panel.reach_milestone("MS3", "all of them")
    found = milestone_lines(panel.state, date(2026, 6, 17), Audience.MEMBERS)
    assert [(each.title, each.countdown, each.sentence, each.note) for each in found] == [
        ("questions", Countdown.REACHED, "reached 2026-03-02", "all of them"),
        ("a first draft", Countdown.OVERDUE, "overdue by 17 days", ""),
        ("the report", Countdown.NEAR, "13 days left", ""),
    ]
    public = milestone_lines(panel.state, date(2026, 6, 30), warning=0)
    assert [(each.sentence, each.note) for each in public][::2] == [
        ("reached 2026-03-02", ""),
        ("today", ""),
    ]
    ahead = milestone_lines(panel.state, date(2026, 6, 17), warning=12)[-1]
    assert ahead.countdown is Countdown.AHEAD


def test_milestones_that_cannot_be_set_are_refused(panel: WorkingGroup) -> None:
    """Twice the same, without a title, or moved and reached after they were reached."""
    panel.add_milestone("the report", date(2026, 6, 30))
    with pytest.raises(Rejected, match="the report is a milestone already, as MS1"):
        panel.add_milestone("The report", date(2026, 7, 1))
    with pytest.raises(Rejected, match="needs a title"):
        panel.add_milestone(" ", date(2026, 7, 1))
    with pytest.raises(Rejected, match="by that day already"):
        panel.move_milestone("MS1", date(2026, 6, 30))
    panel.reach_milestone("MS1")
    with pytest.raises(Rejected, match="MS1 was reached already"):
        panel.reach_milestone("MS1")
    with pytest.raises(NotFound, match="no milestone is called MS7; did you mean MS1"):
        panel.reach_milestone("MS7")
