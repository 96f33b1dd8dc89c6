"""The report on ballots: a report of voting in every form, for every audience."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta, timezone
from zipfile import ZipFile

import pytest

from consensus.errors import NotFound, Rejected
from consensus.reports.audience import Audience, Viewer
from consensus.reports.ballots import (
    BallotLine,
    ballot_line,
    ballot_points,
    ballots,
    ballots_outline,
)
from consensus.reports.consultations import ballot_sentence
from consensus.reports.history import describe
from consensus.reports.outline_text import outline_text
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import REPORTS, write_report, write_report_docx
from tests.support.market import new_market
from tests.support.panel import text_source


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
        "Approval of 1 (R1) --",
        "Took part: 4 of 7 members",
        "Did not vote: ELD, FIG, GUM",
        "BIR Birch Row approve with comments Dogs too.",
        "CED Cedar Lane disapprove Seven is early. DOG Dogwood Court disapprove",
        "approve 1 approve with comments 1 disapprove 2 abstain 0",
        "2 of 3 in favour (67% of votes for and reasoned votes against; 1 against without reasons"
        " not counted); 2 needed",
        "- Result: the text is approved",
        "the Chair declares what follows",
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


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        (["old, new", "new, old", "old, new"], "all who took part chose the same"),
        (["none", "none", "none"], "all who took part chose the same"),
        (["old", "none"], "two took part"),
        (["old", "old, new", "old"], ""),
    ],
)
@pytest.mark.parametrize("kind", ["approval", "ranked"])
def test_a_secret_ballot_on_options_tells_more_than_it_should(
    kind: str, papers: list[str], said: str
) -> None:
    """Where all marked or ranked them alike, and where two took part, each can tell the other's."""
    group = new_market()
    group.open_ballot(kind, "Which square?", options=["old", "new", "other"], secret=True)
    rows = [row if kind == "approval" else row.replace("new, old", "old, new") for row in papers]
    sign = ", " if kind == "approval" else " > "
    lines = "".join(f'"{row.replace(", ", sign)}"\n' for row in rows)
    roll = ["ASP", "BIR", "CED"][: len(papers)]
    group.import_ballot("BAL1", text_source("papers.csv", f"vote\n{lines}"), took_part=roll)
    (line,) = ballots(group.state, group.judgement(), Audience.PUBLIC).ballots
    notes = [each for each in line.notes if "chose" in each]
    assert [each[: len(said)] for each in notes] == ([said] if said else [])


def log_of(group: WorkingGroup) -> str:
    """The sentences of the log, for the secretariat."""
    found = (describe(step, made, group.state) for step, made, _ in group.history())
    return " ".join(sentence for each in found for sentence in each.sentences)


@pytest.mark.parametrize(
    ("kind", "papers"),
    [("approval", "old\ninvalid\nnew\n"), ("ranked", "old > new\ninvalid\nnew\n")],
)
@pytest.mark.parametrize("audience", Audience)
def test_all_are_told_how_many_papers_of_a_secret_ballot_were_spoilt(
    kind: str, papers: str, audience: Audience
) -> None:
    """Also where options are chosen, and only when it is closed."""
    group = new_market()
    group.open_ballot(kind, "Which square?", options=["old", "new"], secret=True)
    assert "spoilt" not in text_for(group, audience)
    source = text_source("papers.csv", f"vote\n{papers}")
    group.import_ballot("BAL1", source, took_part=["ASP", "BIR", "CED"])
    told = text_for(group, audience)
    assert "Took part: 3 of 7 members, 1 with a spoilt paper" in told
    assert ("invalid 1" in told) == (kind == "approval")
    (line,) = ballots(group.state, group.judgement(), audience).ballots
    assert line.totals["invalid"] == 1


def test_the_log_writes_marks_as_they_are_typed() -> None:
    """Options that are marked are no tie, and none of them is `none`."""
    group = new_market()
    group.open_ballot("approval", "Which square?", options=["old", "new"])
    group.cast_vote("BAL1", "ASP", "old, new")
    group.cast_vote("BAL1", "BIR", "none")
    group.open_ballot("ranked", "Which gate?", options=["north", "south"])
    group.cast_vote("BAL2", "ASP", "north = south")
    told = log_of(group)
    for words in ("voted in BAL1: old, new", "voted in BAL1: none", "BAL2: north = south"):
        assert words in told


def test_times_are_told_with_their_zone() -> None:
    """A deadline is shown in the zone in which it was given, and says which."""
    group = new_market()
    until = datetime(2030, 5, 1, 18, 0, tzinfo=timezone(timedelta(hours=9)))
    group.open_ballot("yes-no", "Shall we move?", deadline=until)
    (found,) = group.state.ballots.values()
    line = ballot_line(group.state, found, group.judgement(), Viewer(Audience.PUBLIC))
    opened = next(each for each in ballot_points(line) if each.startswith("Opened"))
    assert re.fullmatch(r"Opened: \S+ \d\d:\d\d UTC; until 2030-05-01 18:00 UTC\+09:00", opened)
    assert "until 2030-05-01 18:00 UTC+09:00" in ballot_sentence(found, group.now())
    assert "until 2030-05-01 18:00 UTC+09:00" in log_of(group)


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


def line_for(group: WorkingGroup, audience: Audience) -> BallotLine:
    """The only ballot, as an audience sees it."""
    (line,) = ballots(group.state, group.judgement(), audience).ballots
    return line


def test_a_recusal_in_confidence_is_told_to_nobody() -> None:
    """To members it voted or has still to, whether it has a vote or not; the secretariat knows."""
    group = new_market()
    group.open_ballot("text", on="R1", rule='majority("two-thirds")')
    for code in ("ASP", "BIR", "CED"):
        group.cast_vote("BAL1", code, "approve")
    before = [line_for(group, each) for each in (Audience.PUBLIC, Audience.MEMBERS)]
    for code in ("ASP", "ELD"):
        group.take_position(code, "R1", "recuse", source="confidence")
    group.take_position("GUM", "R1", "recuse", source="secretariat")
    assert [line_for(group, each) for each in (Audience.PUBLIC, Audience.MEMBERS)] == before
    assert line_for(group, Audience.SECRETARIAT).voters == ("BIR", "CED")
    group.close_ballot("BAL1")
    line = line_for(group, Audience.MEMBERS)
    assert (line.entitled, line.missing) == (7, ("DOG", "ELD", "FIG", "GUM"))
    assert (line.voters, line.votes) == (("ASP", "BIR", "CED"), ())
    assert "Not shown in this version: positions." in text_for(group, Audience.MEMBERS)
    assert line.totals["approve"] == 2
    assert line.notes == ("members not counted, having no vote any more: 1",)
    whole = line_for(group, Audience.SECRETARIAT)
    assert (whole.entitled, whole.took_part, whole.missing) == (4, 2, ("DOG", "FIG"))
    assert whole.notes == ("members not counted, having no vote any more: ASP",)
    group.undo()
    group.take_position("BIR", "R1", "recuse")
    group.close_ballot("BAL1")
    line = line_for(group, Audience.MEMBERS)
    assert line.notes == ("members not counted, having no vote any more: BIR and 1 more",)
    assert (line.entitled, line.voters) == (6, ("ASP", "CED"))


@pytest.mark.parametrize(
    ("before", "after", "declares"),
    [
        ("", "", True),
        ("", "edit", False),
        ("", "agreed", False),
        ("", "rejected", False),
        ("deferred", "", True),
        ("disapprove", "", False),
        ("yes-no", "", False),
        ("scale", "", False),
    ],
)
def test_a_command_is_offered_for_what_the_chair_can_declare(
    before: str, after: str, declares: bool
) -> None:
    """A text that was approved, as it still is, and that nothing was decided on since."""
    group = new_market()
    kind = before if before in ("yes-no", "scale") else "text"
    if before == "deferred":
        group.decide(["R1"], before, reason="too long")
    group.open_ballot(kind, on="R1", question="So?")
    choice = {"yes-no": "yes", "scale": "5"}.get(kind, before)
    for code in ("ASP", "BIR", "CED"):
        group.cast_vote("BAL1", code, choice if choice != "deferred" and choice else "approve")
    group.close_ballot("BAL1")
    if after == "edit":
        group.edit("R1", "Stalls open when they like.")
    elif after:
        group.decide(["R1"], after, reason="so it is")
    line = line_for(group, Audience.SECRETARIAT)
    assert line.declare == ("consensus decision add R1 agreed" if declares else "")
    if declares:
        group.decide(["R1"], "agreed")
    else:
        told = text_for(group, Audience.SECRETARIAT)
        assert told.endswith("decides nothing; the Chair declares what follows")


def test_a_reason_is_asked_of_the_chair_where_a_member_objects() -> None:
    """Without one the command is refused; the secretariat alone reads of the objection."""
    group = new_market()
    group.take_position("ASP", "R1", "object", reason="too early")
    group.open_ballot("text", on="R1", rule='majority("simple")')
    for code in ("ASP", "BIR", "CED"):
        group.cast_vote("BAL1", code, "approve")
    group.close_ballot("BAL1")
    with pytest.raises(Rejected, match="needs a reason"):
        group.decide(["R1"], "agreed")
    told = {each: line_for(group, each).declare for each in Audience}
    plain = "consensus decision add R1 agreed"
    assert told.pop(Audience.SECRETARIAT) == f"{plain} --reason TEXT"
    assert set(told.values()) == {""}


def test_of_an_open_secret_ballot_nothing_is_known() -> None:
    """Its papers are counted once it is closed, so that nobody can be said not to have voted."""
    group = new_market()
    group.open_ballot("yes-no", "So?", secret=True)
    told = text_for(group, Audience.SECRETARIAT)
    assert "It is open: papers are counted when it is closed" in told
    assert "obody voted" not in told


def test_only_a_text_that_is_chosen_alone_is_declared() -> None:
    """Not one that is tied, that was withdrawn, or that the others had to beat."""
    group = new_market()
    group.open_ballot("ranked", "Which?", options=["R1", "R2"], default="R2")
    for choice, declare in (("R1", "consensus decision add R1 agreed"), ("R2", "")):
        group.cast_vote("BAL1", "ASP", choice)
        group.close_ballot("BAL1")
        assert line_for(group, Audience.SECRETARIAT).declare == declare
        group.undo()
    group.cast_vote("BAL1", "ASP", "R1 = R2")
    group.close_ballot("BAL1")
    assert line_for(group, Audience.SECRETARIAT).declare == ""
    group.undo()
    group.close_ballot("BAL1", reason="once more")
    group.propose("R1", "Stalls open at dawn.", by=["ASP"])
    group.open_ballot("approval", "Whose?", options=["A1", "R2"])
    group.cast_vote("BAL2", "BIR", "A1")
    group.close_ballot("BAL2")
    last = ballots(group.state, group.judgement(), Audience.SECRETARIAT).ballots[-1]
    assert last.declare == "consensus decision add A1 agreed"
    group.withdraw("A1")
    last = ballots(group.state, group.judgement(), Audience.SECRETARIAT).ballots[-1]
    assert last.declare == ""


@pytest.mark.parametrize(
    ("hours", "voters", "closed", "said"),
    [
        (2, 1, 1, "closed before its deadline: so it was"),
        (2, 7, 1, "closed before its deadline: so it was"),
        (2, 1, 3, "so it was"),
        (0, 1, 1, "closed before all had voted: so it was"),
        (0, 7, 1, "so it was"),
    ],
)
def test_it_is_said_when_a_ballot_was_closed_early(
    hours: int, voters: int, closed: int, said: str
) -> None:
    """And only then; else the reason is told alone."""
    group = new_market()
    now = group.now()
    deadline = now + timedelta(hours=hours) if hours else None
    group.open_ballot("yes-no", "So?", deadline=deadline)
    for code in list(group.state.members)[:voters]:
        group.cast_vote("BAL1", code, "yes" if code < "CED" else "no")
    group.close_ballot("BAL1", reason="so it was", happened=now + timedelta(hours=closed))
    assert line_for(group, Audience.MEMBERS).notes == (said,)
    early = said.rpartition(":")[0]
    assert line_for(group, Audience.PUBLIC).notes == ((early,) if early else ())


# The sheet of a roll call.


def sheet(
    group: WorkingGroup, subject: str, audience: str = "members", form: Form = Form.CSV
) -> list[str]:
    """A sheet of a roll call, line by line."""
    wanted = Wanted(audience, subject=subject)
    return "".join(write_report(group, "roll-call", form, wanted)).splitlines()


def test_a_blank_sheet_lists_the_members_to_be_called(market: WorkingGroup) -> None:
    """In alphabetical order, with the rule, a row for the totals and lines to sign on."""
    lines = sheet(market, "R2", "public", Form.MARKDOWN)
    assert "| member | For | Against | Abstain | Did not vote |" in lines
    rows = [each for each in lines if each.endswith("| ☐ | ☐ | ☐ | ☐ |")]
    assert [each.split(" | ")[0] for each in rows][:2] == ["| Birch Row", "| Cedar Lane"]
    assert len(rows) == 7
    assert "| Total: 7 members |  |  |  |  |" in lines
    assert lines[-1].startswith("Chair: ____")
    assert "Rule: " in "".join(lines)
    other = new_market()
    other.set_style("iso")
    assert sheet(other, "R2")[0] == "member,name,group,Approve,Disapprove,Abstain,Did not vote"


def test_the_sheet_of_a_ballot_has_its_votes(market: WorkingGroup) -> None:
    """Those who did not vote are absent once it is closed; the totals and the result follow."""
    rows = {line.split(",")[0]: line.split(",")[-4:] for line in sheet(market, "BAL1")[1:]}
    assert rows["ASP"] == rows["BIR"] == ["x", "", "", ""]
    assert rows["CED"] == ["", "x", "", ""]
    assert rows["GUM"] == ["", "", "", "x"]
    lines = sheet(market, "BAL1", form=Form.MARKDOWN)
    assert "| Total: 7 members | 2 | 2 | 0 | 3 |" in lines
    assert "- Result: the text is approved" in lines
    assert any("2 needed" in each for each in lines)
    wanted = Wanted("members", subject="BAL1", by_group=True)
    grouped = "".join(write_report(market, "roll-call", "markdown", wanted))
    assert grouped.count("| member | For |") == grouped.count("\n## ") - 1 > 1


def test_a_sheet_names_no_votes_that_are_withheld(market: WorkingGroup) -> None:
    """To the public, and to members while the ballot is open; a secret ballot to nobody."""
    assert len(sheet(market, "BAL1", "public")) == 1
    assert "| members | For | Against | Abstain | Did not vote |" in sheet(
        market, "BAL1", "public", Form.MARKDOWN
    )
    assert len(sheet(market, "BAL2")) == 1
    assert any(each.endswith(",,x,,") for each in sheet(market, "BAL2", "secretariat"))
    with pytest.raises(NotFound, match="not a roll call"):
        sheet(market, "BAL3")
    secret = new_market()
    secret.open_ballot("yes-no", "Shall we move?", secret=True)
    codes = ["ASP", "BIR", "CED"]
    secret.close_ballot("BAL1", totals={"yes": 2, "no": 1}, took_part=codes, reason="late")
    assert len(sheet(secret, "BAL1", "secretariat")) == 1
    told = sheet(secret, "BAL1", "secretariat", Form.MARKDOWN)
    assert "| Total: 7 members | 2 | 1 | 0 | 4 |" in told


def test_the_sheet_of_an_imported_roll_call_has_its_votes() -> None:
    """Whose text was voted on elsewhere, of the members of that day."""
    votes = "rcid,code,name,vote\n1,ASH,Ashland,yes\n1,BAY,Bay,no\n1,COL,Col,abstain\n"
    titles = "rcid,title,date,majority\n1,Of lamps,2020-06-01,simple\n"
    group = WorkingGroup.in_memory(title="Assembly")
    group.import_roll_calls(text_source("v.csv", votes), text_source("t.csv", titles))
    (item,) = group.state.items.values()
    assert sheet(group, item.handle)[1:] == [
        "ASH,Ashland,,x,,,",
        "BAY,Bay,,,x,,",
        "COL,Col,,,,x,",
    ]
    assert len(sheet(group, item.handle, "public")) == 1


def test_a_sheet_has_the_votes_that_were_cast_whatever_is_said_later() -> None:
    """Not today's positions, also in confidence; a text without votes stays blank."""
    votes = "rcid,code,name,vote\n1,ASH,Ashland,yes\n1,BAY,Bay,no\n2,COL,Col,abstain\n"
    group = WorkingGroup.in_memory(title="Assembly")
    group.import_roll_calls(text_source("v.csv", votes))
    one, two = group.state.items.values()
    before = sheet(group, one.handle)
    assert before[1:] == ["ASH,Ashland,,x,,,", "BAY,Bay,,,x,,", "COL,Col,,,,,x"]
    group.take_position("ASH", one.handle, "hold")
    group.take_position("BAY", one.handle, "object", source="confidence", reason="Whispered.")
    group.take_position("COL", one.handle, "support")
    assert sheet(group, one.handle) == before
    assert sheet(group, two.handle)[3] == "COL,Col,,,,x,"
    assert "| Total: 3 members | 1 | 1 | 0 | 1 |" in sheet(group, one.handle, form=Form.MARKDOWN)
    market = new_market()
    market.take_position("ASP", "R2", "support")
    assert not any("x" in each.split(",")[-4:] for each in sheet(market, "R2")[1:])


def test_the_totals_of_a_sheet_add_up_with_spoilt_papers() -> None:
    """They are shown, with the notes of the ballot; a question keeps its own mark."""
    group = new_market()
    group.open_ballot("yes-no", "Shall we move?", secret=True)
    papers = text_source("papers.csv", "vote\nyes\nno\ninvalid\n")
    roll = ["ASP", "BIR", "CED"]
    group.import_ballot("BAL1", papers, took_part=roll, reason="It is late.")
    told = sheet(group, "BAL1", "secretariat", Form.MARKDOWN)
    assert "| Total: 7 members | 1 | 1 | 0 | 4 |" in told
    assert "- Spoilt: 1 paper" in told
    assert "- Note: as many said yes as no: a tie" in told
    assert any("closed before all had voted: It is late." in each for each in told)
    assert "Voted on: Shall we move?" in told


def test_a_small_assembly_has_no_totals_of_a_ballot() -> None:
    """Six have; of five, one that is not named is still known."""
    for size in (5, 6):
        group = WorkingGroup.in_memory(title="Assembly")
        for code in "ABCDEF"[:size]:
            group.add_member(code * 3)
        group.set_audience_policy("assembly")
        group.open_ballot("yes-no", "Shall we move?")
        for code in "ABCDEF"[:size]:
            group.cast_vote("BAL1", code * 3, "no" if code == "A" else "yes")
        group.close_ballot("BAL1")
        for audience in (Audience.PUBLIC, Audience.MEMBERS):
            told = " ".join(sheet(group, "BAL1", audience, Form.MARKDOWN))
            assert (f"| {size - 1} | 1 | 0 | 0 |" in told) is (size == 6)
            (line,) = ballots(group.state, group.judgement(), Audience.PUBLIC).ballots
            assert (bool(line.totals), bool(line.found)) == (size == 6,) * 2
        whole = " ".join(sheet(group, "BAL1", "secretariat", Form.MARKDOWN))
        assert f"| {size - 1} | 1 | 0 | 0 |" in whole
