"""The report on ballots: a report of voting in every form, for every audience."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from consensus.reports.audience import Audience
from consensus.reports.ballots import ballots, ballots_outline
from consensus.reports.outline_text import outline_text
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import REPORTS, write_report, write_report_docx
from tests.support.market import new_market


@pytest.fixture(scope="module")
def market() -> WorkingGroup:
    """A market that approved a text, has another before it, and voted in secret."""
    group = new_market()
    rule = 'threshold("2/3", of="for or against with reasons", block=False)'
    group.open_ballot("text", on="R1", rule=rule)
    group.cast_vote("BAL1", "ASP", "approve")
    group.cast_vote("BAL1", "BIR", "approve with comments", "Dogs too.")
    group.cast_vote("BAL1", "CED", "disapprove", "Seven is early.")
    group.cast_vote("BAL1", "DOG", "disapprove")
    group.close_ballot("BAL1")
    group.open_ballot("text", on="R2", rule='majority("two-thirds")')
    group.cast_vote("BAL2", "ASP", "disapprove", "Noon is ambiguous.")
    group.open_ballot("approval", "Which square?", options=["old", "new"], secret=True)
    group.close_ballot("BAL3", totals={"old": 2, "new": 2}, took_part=["ASP", "BIR", "CED"])
    return group


def text_for(group: WorkingGroup, audience: Audience) -> str:
    """The report as plain text on one line."""
    outline = ballots_outline(ballots(group.state, group.judgement(), audience))
    return " ".join("".join(outline_text(outline)).split())


def test_the_report_of_voting_reads_like_one(market: WorkingGroup) -> None:
    """Members with vote and comments, the totals, the shares with their bounds, and the result."""
    told = text_for(market, Audience.MEMBERS)
    for words in (
        "3 ballots: 1 open.",
        "BAL1: Approval of 1 (R1)",
        "Took part: 4 of 7 members",
        "Did not vote: ELD, FIG, GUM",
        "BIR Birch Row approve with comments Dogs too.",
        "CED Cedar Lane disapprove Seven is early. DOG Dogwood Court disapprove",
        "approve 1 approve with comments 1 disapprove 2 abstain 0",
        "2 of 3 for or against with reasons (1 against without reasons not counted), 2 needed",
        "- Result: the text is approved",
        "the chair declares it: consensus decision record R1 agreed",
        "These are: ASP, BIR, CED",
        "Result: a tie between old and new",
        "Note: options are tied; how a tie is broken is for the chair",
    ):
        assert words in told


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
def test_an_open_ballot_shows_no_choice(market: WorkingGroup, audience: Audience) -> None:
    """Only how many took part, and to members who; the secretariat sees what it would come to."""
    whole = ballots(market.state, market.judgement(), audience)
    (line,) = [each for each in whole.ballots if each.handle == "BAL2"]
    assert (line.votes, line.totals, line.found, line.met) == ((), {}, (), None)
    assert (line.took_part, line.voters) == (1, ("ASP",) if audience.sees_names else ())
    assert "Noon" not in text_for(market, audience)
    assert "Noon is ambiguous." in text_for(market, Audience.SECRETARIAT)


@pytest.mark.parametrize("form", REPORTS["ballots"].forms)
def test_it_is_written_in_every_form(market: WorkingGroup, form: Form) -> None:
    """The result is in each, and for the public no member, no comment and no reason."""
    wanted = Wanted(Audience.PUBLIC)
    if form is Form.DOCX:
        document = ZipFile(io.BytesIO(write_report_docx(market, "ballots", wanted)))
        written = document.read("word/document.xml").decode()
    else:
        written = "".join(write_report(market, "ballots", form, wanted))
    assert "the text is approved" in written
    for hidden in ("ASP", "Birch Row", "Dogs too", "Seven is early", "Noon"):
        assert hidden not in written


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
def test_a_vote_of_who_has_left_is_told_to_all(audience: Audience) -> None:
    """The public is told how many, and members whose vote is not counted."""
    group = new_market()
    group.open_ballot("text", on="R1", rule='majority("two-thirds")')
    group.cast_vote("BAL1", "ASP", "approve")
    group.take_position("ASP", "R1", "recuse")
    who = "ASP" if audience.sees_names else "1"
    assert f"members not counted, having no vote any more: {who}" in text_for(group, audience)
