"""Undertakings, milestones and consultations: made, due, overdue, done."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history.operations import Undertake
from consensus.model.decisions import Consultation
from consensus.model.people import Role
from consensus.model.planning import Undertaking
from consensus.reports.audience import Audience, Kind
from consensus.reports.consultations import consultation_lines, consultation_sentence
from consensus.reports.dossier import dossier, dossier_outline
from consensus.reports.next_items import Rank, next_items
from consensus.reports.planning import Countdown, milestone_lines, undertaking_lines
from tests.support.market import markdown


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
    panel.close_undertaking("u1", "posted on Monday")
    done = undertaking(panel)
    assert (done.outcome, panel.state.is_overdue(done, due + timedelta(1))) == (
        "posted on Monday",
        False,
    )
    with pytest.raises(Rejected, match="U1 is done already"):
        panel.close_undertaking("U1")
    with pytest.raises(NotFound, match="no undertaking is called U2"):
        panel.close_undertaking("U2")


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
    """Of a member no name and no word; what was withheld is counted."""
    panel.undertake("compile the replies", "secretariat")
    panel.undertake("count the lamps", "ASH")
    left_out: Counter[Kind] = Counter()
    lines = undertaking_lines(panel.state, panel.now(), Audience.PUBLIC, left_out)
    assert [(each.by, each.what) for each in lines] == [
        ("secretariat", "compile the replies"),
        ("", ""),
    ]
    assert left_out == {Kind.MEMBERS: 1, Kind.UNDERTAKINGS: 1}


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
        ("U1", "ASH: compile the replies, was due 2026-03-02 09:00 UTC"),
        ("MS1", "a first draft was to be reached by 2026-03-01"),
    ]
    panel.close_undertaking("U1")
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
    with pytest.raises(Rejected, match="that target date already"):
        panel.move_milestone("MS1", date(2026, 6, 30))
    panel.reach_milestone("MS1")
    with pytest.raises(Rejected, match="MS1 was reached already"):
        panel.reach_milestone("MS1")
    with pytest.raises(NotFound, match="no milestone is called MS7; did you mean MS1"):
        panel.reach_milestone("MS7")


# Consultations: opened on items, overdue, reported back.


def consultation(group: WorkingGroup, handle: str = "CON1") -> Consultation:
    """A consultation by its handle."""
    return group.state.consultations[group.state.handles[handle]]


def soon(group: WorkingGroup) -> datetime:
    """A moment that has passed a few looks at the clock later."""
    return group.now() + timedelta(seconds=10)


def test_consultation_is_opened_and_reports_back(panel: WorkingGroup) -> None:
    """It knows its items, who leads it and takes part, and ends with words that decide nothing."""
    panel.open_consultation(
        ["1", "R2"], facilitator="Ada Hale", participants=["ASH", "DUN"], purpose="a softer verb"
    )
    opened = consultation(panel)
    assert [panel.state.handle_of(each) for each in opened.items] == ["R1", "R2"]
    assert (opened.facilitator, opened.participants) == ("Ada Hale", ("ASH", "DUN"))
    assert (opened.due, opened.goes_on) == (None, True)
    before = panel.verdict("1")
    panel.report_back("CON1", "both can live with it")
    reported = consultation(panel)
    assert (reported.goes_on, reported.outcome) == (False, "both can live with it")
    assert reported.reported is not None
    assert reported.reported > reported.opened
    assert panel.verdict("1") == before


def test_consultation_is_named_by_an_item_on_which_just_one_goes_on(panel: WorkingGroup) -> None:
    """An item names the consultation on it, unless there are several or none."""
    panel.open_consultation("1")
    panel.open_consultation(["1", "2"])
    with pytest.raises(
        NotFound, match="several consultations on 1 are open; say which: CON1, CON2"
    ):
        panel.report_back("1", "nothing")
    panel.report_back("2", "agreed to wait")
    assert not consultation(panel, "CON2").goes_on
    panel.report_back("1", "nothing")
    with pytest.raises(NotFound, match="no consultation on 1 is open"):
        panel.report_back("1", "nothing")


def test_what_cannot_be_consulted_on_is_refused(panel: WorkingGroup) -> None:
    """Nothing, twice the same, strangers, and a time that lies before the beginning."""
    with pytest.raises(Rejected, match="name what the consultation is about"):
        panel.open_consultation([])
    with pytest.raises(Rejected, match="the same item is named twice"):
        panel.open_consultation(["1", "R1"])
    with pytest.raises(Rejected, match="the same participant is named twice"):
        panel.open_consultation("1", participants=["ASH", "ash"])
    with pytest.raises(NotFound):
        panel.open_consultation("1", participants=["NOBODY"])
    with pytest.raises(Rejected, match="lies before the beginning"):
        panel.open_consultation("1", due=panel.now() - timedelta(days=1))
    with pytest.raises(Rejected, match="with its time zone"):
        panel.open_consultation("1", due=datetime(2030, 1, 1))  # noqa: DTZ001 - the point of it
    assert not panel.state.consultations


def test_report_that_cannot_be_is_refused(panel: WorkingGroup) -> None:
    """One without words, one before the beginning, and a second one."""
    panel.open_consultation("1")
    with pytest.raises(Rejected, match="say what the outcome of the consultation was"):
        panel.report_back("CON1", " ")
    with pytest.raises(Rejected, match="had not begun then"):
        panel.report_back("CON1", "early", happened=panel.now() - timedelta(days=1))
    panel.report_back("CON1", "once")
    with pytest.raises(Rejected, match="CON1 has reported back already"):
        panel.report_back("CON1", "twice")


def test_status_names_the_consultations_that_go_on(panel: WorkingGroup) -> None:
    """An item under consultation says so, until it is reported back."""
    panel.open_consultation(["1", "2"])
    panel.open_consultation("1")
    panel.report_back("CON2", "nothing")
    shown = {each.handle: each.consultations for each in panel.status().items}
    assert (shown["R1"], shown["R2"], shown["R3"]) == (("CON1",), ("CON1",), ())


def test_overdue_consultation_is_taken_up_next(panel: WorkingGroup) -> None:
    """What should have reported back is listed, and is no longer once it has."""

    def overdue() -> list[tuple[str, str]]:
        drafts = list(panel.state.drafts)
        found = next_items(panel.state, panel.judgement(), drafts)
        return [(each.handle, each.reason) for each in found if each.rank is Rank.OVERDUE]

    panel.open_consultation(["1", "2"], facilitator="Ada Hale", due=soon(panel))
    while not consultation(panel).is_overdue(panel.now()):
        assert overdue() == []
    assert overdue() == [("CON1", "1 (R1), 2 (R2), led by Ada Hale, was due 2026-03-02 09:00 UTC")]
    panel.report_back("CON1", "late and empty-handed")
    assert overdue() == []


def test_dossier_tells_of_consultations(panel: WorkingGroup) -> None:
    """The facilitator is told who and what; the public that there is one, and what is withheld."""
    panel.open_consultation("1", facilitator="Ada Hale", participants=["ASH"], purpose="a verb")
    panel.report_back("CON1", "ASH relents")
    state, judgement = panel.state, panel.judgement()
    item = state.handles["R1"]
    whole = dossier(state, judgement, item, Audience.SECRETARIAT)
    assert consultation_sentence(whole.consultations[0]) == (
        "CON1 on R1, led by Ada Hale, with ASH, reported back 2026-03-02 09:00: ASH relents"
    )
    assert "- CON1 on R1, led by Ada Hale" in markdown(dossier_outline(whole))
    public = dossier(state, judgement, item)
    assert consultation_sentence(public.consultations[0]) == (
        "CON1 on R1, reported back 2026-03-02 09:00"
    )
    left_out: Counter[Kind] = Counter()
    consultation_lines(state, panel.now(), Audience.PUBLIC, left_out)
    assert left_out == {Kind.MEMBERS: 2, Kind.REASONS: 2}


def test_consultation_whose_opening_is_undone_is_gone(panel: WorkingGroup) -> None:
    """Undoing takes it back, unless it has reported, which depends on it."""
    opened = panel.open_consultation("1")
    panel.report_back("CON1", "nothing")
    with pytest.raises(Rejected):
        panel.undo(opened.id)
    panel.undo()
    assert consultation(panel).goes_on
    panel.undo(opened.id)
    assert not panel.state.consultations
