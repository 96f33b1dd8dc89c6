"""Consultations: opened on items, overdue, reported back."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.model.decisions import Consultation
from consensus.reports.audience import Audience, Kind
from consensus.reports.consultations import consultation_lines, consultation_sentence
from consensus.reports.dossier import dossier, dossier_outline
from consensus.reports.next_items import Rank, next_items
from tests.support.market import markdown


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
    with pytest.raises(NotFound, match="several consultations on 1 go on; say which: CON1, CON2"):
        panel.report_back("1", "nothing")
    panel.report_back("2", "agreed to wait")
    assert not consultation(panel, "CON2").goes_on
    panel.report_back("1", "nothing")
    with pytest.raises(NotFound, match="no consultation on 1 goes on"):
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
    with pytest.raises(Rejected, match="say what the consultation came to"):
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
    assert overdue() == [("CON1", "1 (R1), 2 (R2), led by Ada Hale, was due 2026-03-02 09:00")]
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
