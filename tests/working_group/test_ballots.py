"""Ballots: opened, voted in, imported, closed; and what a secret one keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest

from consensus import NotFound, Rejected, WorkingGroup
from consensus.analysis.ballots import count_ballot
from consensus.errors import MalformedRule
from consensus.finding import Severity
from consensus.history.operations import (
    AddGroup,
    AddMember,
    CastVote,
    ChangeMember,
    CloseBallot,
    FormNegotiatingGroup,
)
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.model.ballots import Ballot, BallotOutcome
from consensus.model.lookup import find_item
from consensus.reports.consultations import ballot_result
from consensus.rules.judgement import Judgement
from tests.support.panel import BEGIN, MEMBERS, fill, make_panel, text_source, ticking

CODES = sorted(MEMBERS)
SOON = BEGIN + timedelta(hours=2)
LATER = SOON + timedelta(hours=1)
TWO_THIRDS = 'majority("two-thirds")'


@pytest.fixture
def panel() -> WorkingGroup:
    """Six members, an observer, and four recommendations, under a rule that counts votes."""
    group = make_panel(rule=TWO_THIRDS)
    group.open_ballot("text", on="1", deadline=SOON)
    return group


def ballot(group: WorkingGroup, handle: str = "BAL1") -> Ballot:
    """The ballot with a handle."""
    return group.state.ballots[group.state.handles[handle]]


def outcome(group: WorkingGroup, handle: str = "BAL1") -> BallotOutcome:
    """What a closed ballot came to."""
    found = ballot(group, handle).outcome
    assert found is not None
    return found


def refusal(call: Any, *arguments: Any, **named: Any) -> str:
    """Why a command is refused; nothing has been recorded."""
    with pytest.raises(Rejected) as caught:
        call(*arguments, **named)
    return str(caught.value)


# Opening.


def test_a_ballot_on_a_text_is_counted_by_its_rule(panel: WorkingGroup) -> None:
    """Where no rule is named, that of the text is fixed when the ballot is opened."""
    panel.set_rule("unanimity()", "1")
    found = ballot(panel)
    assert (found.question, found.rule) == ("Approval of 1 (R1)", TWO_THIRDS)
    assert found.answers == ("approve", "approve with comments", "disapprove", "abstain")
    panel.open_ballot("text", on="2", rule="3gpp", question="Shall 2 be published?")
    assert ballot(panel, "BAL2").rule == 'threshold("71%", of="for or against", block=False)'


@pytest.mark.parametrize(
    ("kind", "named", "said"),
    [
        ("text", {}, "name the item, amendment, package or draft whose text is voted on"),
        ("text", {"on": "1"}, "BAL1 asks that already, and is open; close it first"),
        ("text", {"on": "2", "secret": True}, "it cannot be secret"),
        ("text", {"on": "2", "options": ["a", "b"]}, "has answers of its own, and no options"),
        ("text", {"on": "2", "rule": "silence(72)"}, "no vote passes, not even with all in favour"),
        ("text", {"on": "2", "rule": "delphi()"}, "no vote passes, not even with all in favour"),
        ("text", {"on": "2", "rule": "clean_text()"}, "a vote passes with all against"),
        ("text", {"on": "2", "rule": "iso-dis"}, "there is no group P"),
        ("yes-no", {}, "a ballot has a question"),
        ("yes-no", {"question": "So?", "rule": "consent()"}, "a vote passes with all against"),
        ("yes-no", {"question": "So?", "rule": "no_objection()"}, "a no does not count"),
        (
            "yes-no",
            {"question": "So?", "rule": f"any_of(no_objection(), {TWO_THIRDS})"},
            "a no does not count",
        ),
        (
            "yes-no",
            {"question": "So?", "rule": "among('GOV', no_objection())"},
            "a no does not count",
        ),
        (
            "yes-no",
            {"question": "So?", "rule": "each_group(no_objection())"},
            "a no does not count",
        ),
        ("yes-no", {"question": "So?", "deadline": BEGIN}, "lies before the beginning"),
        (
            "yes-no",
            {"question": "So?", "secret": True, "rule": "each_group(unanimity())"},
            "needs every vote",
        ),
        (
            "yes-no",
            {
                "question": "So?",
                "secret": True,
                "rule": "any_of(majority('simple'), among('GOV', unanimity()))",
            },
            "needs every vote",
        ),
        (
            "yes-no",
            {"question": "So?", "secret": True, "rule": "no_veto(['ASH'])"},
            "needs every vote",
        ),
        ("yes-no", {"question": "So?", "top": "4-5"}, "only a scale has points"),
        ("yes-no", {"question": "So?", "default": "no"}, "only a ranked ballot has a default"),
        ("scale", {"question": "So?", "top": "1-5"}, "the top points of a scale"),
        ("scale", {"question": "So?", "top": "3-4"}, "the top points of a scale"),
        ("scale", {"question": "So?", "rule": "unanimity()"}, "is counted by no rule"),
        ("approval", {"question": "So?"}, "name two options or more"),
        ("approval", {"question": "So?", "options": ["a", "A"]}, "an option is named twice"),
        ("ranked", {"question": "So?", "options": ["a > b", "c"]}, "is no option"),
        ("ranked", {"question": "So?", "options": ["a", "b"], "default": "c"}, "none of the"),
        ("ranked", {"on": "4", "conflict": True}, "no amendments to 4 (R4) conflict"),
        ("ranked", {"question": "So?", "conflict": True}, "name the text whose conflicting"),
        (
            "ranked",
            {"question": "So?", "options": ["a", "b"], "majorities": {"c": "3"}},
            "c has a majority of its own and is no option",
        ),
        (
            "ranked",
            {"question": "So?", "options": ["a", "b"], "majorities": {"a": "0"}},
            "0 is no majority",
        ),
        *(
            (
                "ranked",
                {"question": "So?", "options": ["a", "b"], "majorities": {"a": ratio}},
                f"{ratio} is no majority",
            )
            for ratio in ("1/0", "1.5/2", "/2", "much", "1/2", "")
        ),
    ],
)
def test_what_cannot_be_voted_on_is_refused(
    panel: WorkingGroup, kind: str, named: dict[str, Any], said: str
) -> None:
    """With a reason, and nothing is recorded."""
    head = panel.head
    assert said in refusal(panel.open_ballot, kind, **named)
    assert panel.head == head


@pytest.mark.parametrize(
    "rule",
    [
        "unanimity()",
        f"all_of(no_objection(), {TWO_THIRDS})",
        'threshold("1/6", block=False)',
        "among('ONE', unanimity())",
        "each_group(majority('simple'))",
    ],
)
def test_a_rule_to_which_a_no_counts_is_taken(panel: WorkingGroup, rule: str) -> None:
    """Also a low bar, and one of which few have to be in favour."""
    panel.record(FormNegotiatingGroup(code="ONE", members=("FIR",)))
    panel.open_ballot("yes-no", "Shall the lamp be moved?", rule=rule)
    assert ballot(panel, "BAL2").is_open


def test_a_share_that_cannot_be_read_is_refused(panel: WorkingGroup) -> None:
    """As in a rule."""
    with pytest.raises(MalformedRule, match="is not a share"):
        panel.open_ballot("scale", "So?", share="much")


def test_the_options_of_a_conflict(panel: WorkingGroup) -> None:
    """They are the amendments that conflict, and the text as it stands."""
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose("2", "shall", old="should", by=["BAY"])
    panel.propose("2", "every report", old="all reports", by=["COL"])
    panel.open_ballot("ranked", on="2", conflict=True, default="the text as it stands")
    found = ballot(panel, "BAL2")
    assert found.answers == ("A1", "A2", "the text as it stands")
    assert [each.handle for each in panel.state.ballots_on(panel.state.handles["A1"])] == ["BAL2"]


# Voting.


@pytest.mark.parametrize(
    ("member", "choice", "said"),
    [
        ("OBS", "approve", "OBS is an observer, and has no vote"),
        ("NEW", "approve", "NEW is no member on 2026-03-02, and has no vote"),
        ("DUN", "approve", "DUN is recused from 1 (R1), and has no vote"),
        ("ASH", "maybe", "maybe is no choice in BAL1; it can be approve, approve with comments"),
        ("ASH", "", "is no choice in BAL1"),
    ],
)
def test_votes_that_do_not_count_are_refused(
    panel: WorkingGroup, member: str, choice: str, said: str
) -> None:
    """Of observers, of who is no member that day or recused, and for what is no choice."""
    panel.record(AddMember(code="NEW", since=(BEGIN + timedelta(days=9)).date()))
    panel.take_position("DUN", "1", "recuse")
    assert said in refusal(panel.cast_vote, "BAL1", member, choice)


def test_who_is_no_member_has_no_vote(panel: WorkingGroup) -> None:
    """The codes of members are looked up as everywhere."""
    with pytest.raises(NotFound, match="no member has the code XXX"):
        panel.cast_vote("BAL1", "XXX", "approve")


def test_a_late_vote_is_refused(panel: WorkingGroup) -> None:
    """At the deadline it is late; one that came in time can be recorded afterwards."""
    said = refusal(panel.cast_vote, "BAL1", "ASH", "approve", happened=SOON)
    assert said.startswith("the vote of ASH is late: the deadline of BAL1 was 2026-03-02 11:00 UTC")
    panel.cast_vote("BAL1", "ASH", "approve", happened=SOON - timedelta(seconds=1))
    early = refusal(panel.cast_vote, "BAL1", "BAY", "approve", happened=BEGIN)
    assert early == "BAL1 was not open then"


def test_the_last_vote_counts(panel: WorkingGroup) -> None:
    """Until the ballot is closed a vote can be cast again; both stay in the history."""
    panel.cast_vote("1", "ash", "Approval")
    panel.cast_vote("1", "ASH", "no", "  too short ")
    (vote,) = panel.state.votes[ballot(panel).id].values()
    assert (vote.choice, vote.comment) == ((("disapprove",),), "too short")
    panel.undo()
    (vote,) = panel.state.votes[ballot(panel).id].values()
    assert vote.choice == (("approve",),)
    panel.cast_vote("1", "BAY", "approve")
    panel.close_ballot("BAL1", reason="enough")
    assert refusal(panel.cast_vote, "BAL1", "ASH", "approve") == "BAL1 is closed"


def test_votes_can_be_imported(panel: WorkingGroup) -> None:
    """Good rows go in; bad ones, unknown members and double votes are findings with their line."""
    rows = (
        "member,vote,comments\nASH,Approval,\nBAY,Disapproval,too short\nXXX,Approval,\n"
        "OBS,Approval,\nCOL,perhaps,\nDUN,Did not vote,\n,Approval,\nASH,Abstention,\n"
    )
    report = panel.import_ballot("BAL1", text_source("votes.csv", rows))
    assert (report.rows, report.taken, report.refused) == (7, 3, 4)
    errors = {e.line: e.message for e in report.findings if e.severity is Severity.ERROR}
    assert sorted(errors) == [4, 5, 6, 8]
    assert "no member has the code XXX" in errors[4]
    assert "OBS is an observer" in errors[5]
    assert "perhaps is no choice" in errors[6]
    others = {e.line: e.message for e in report.findings if e.severity is not Severity.ERROR}
    assert others == {
        7: "No vote was cast; the row was passed over.",
        9: "ASH votes twice in this file; the later row counts.",
    }
    votes = panel.state.votes[ballot(panel).id]
    assert {code: each.choice[0][0] for code, each in votes.items()} == {
        "ASH": "abstain",
        "BAY": "disapprove",
    }
    again = panel.import_ballot("BAL1", text_source("again.csv", "member,vote\nASH,abstain\n"))
    assert (again.taken, again.duplicates) == (0, 1)
    strict = text_source("bad.csv", "member,vote\nCOL,approve\nXXX,approve\n")
    assert "XXX" in refusal(panel.import_ballot, "BAL1", strict, strict=True)
    assert "COL" not in panel.state.votes[ballot(panel).id]


def test_importing_a_file_again_records_nothing(panel: WorkingGroup) -> None:
    """Also where a member stands in it twice; a row that is bad is refused each time."""
    rows = "member,vote\nASH,approve\nASH,abstain\nBAY,approve\nASH,perhaps\nXXX,approve\n"
    first = panel.import_ballot("BAL1", text_source("votes.csv", rows))
    assert (first.taken, first.duplicates, first.refused) == (3, 0, 2)
    head = panel.head
    again = panel.import_ballot("BAL1", text_source("votes.csv", rows))
    assert (again.taken, again.duplicates, again.refused) == (0, 3, 2)
    assert panel.head == head


def test_none_of_the_options_is_a_vote(panel: WorkingGroup) -> None:
    """In a file as in a command, as is an option whose name elsewhere says that nobody voted."""
    panel.open_ballot("approval", "What with the pier?", options=["absent", "there"])
    panel.cast_vote("BAL2", "ASH", "None")
    rows = "member,vote\nBAY,none\nCOL,Absent\nDUN,n/a\nELM,\n"
    report = panel.import_ballot("BAL2", text_source("votes.csv", rows))
    assert (report.taken, len(report.findings)) == (2, 2)
    votes = panel.state.votes[ballot(panel, "BAL2").id]
    assert {code: each.choice for code, each in votes.items()} == {
        "ASH": (),
        "BAY": (),
        "COL": (("absent",),),
    }


def test_an_order_of_none_is_refused_in_a_file_too(panel: WorkingGroup) -> None:
    """With its line and the reason that the command gives."""
    panel.open_ballot("ranked", "What with the pier?", options=["absent", "there"])
    rows = "member,vote\nBAY,none\nCOL,Absent\n"
    report = panel.import_ballot("BAL2", text_source("votes.csv", rows))
    assert [*panel.state.votes[ballot(panel, "BAL2").id]] == ["COL"]
    (found,) = report.findings
    assert found.line == 2
    assert found.message == refusal(panel.cast_vote, "BAL2", "BAY", "none")


@pytest.mark.parametrize("kind", ["approval", "ranked"])
@pytest.mark.parametrize("name", ["none", " None", "INVALID"])
def test_an_option_does_not_have_a_name_that_means_something_else(
    panel: WorkingGroup, kind: str, name: str
) -> None:
    """Who marked it would have marked nothing, or spoilt the paper."""
    said = refusal(panel.open_ballot, kind, "Which?", options=[name, "all"])
    assert "means something else in a vote, and cannot be an option" in said


def test_an_option_has_every_name_of_its_text(panel: WorkingGroup) -> None:
    """It is voted for as it was typed; a heading is no option, so its label is but a word."""
    panel.import_draft(text_source("b.md", "# Bays\n\n## A. Annexes\n\n5. Bays are open.\n"))
    options = ["1", "R2", "A", "B"]
    panel.open_ballot("ranked", "Which?", options=options, default="1", majorities={"2": "3"})
    assert not panel.state.items[find_item(panel.state, "A")].kind.can_be_agreed
    assert ballot(panel, "BAL2").answers == ("R1", "R2", "A", "B")
    assert [bool(each.target) for each in ballot(panel, "BAL2").options] == [True] * 2 + [False] * 2
    assert ballot(panel, "BAL2").default == "R1"
    panel.cast_vote("BAL2", "ASH", "1 > r2 = a > b")
    (vote,) = panel.state.votes[ballot(panel, "BAL2").id].values()
    assert vote.choice == (("R1",), ("R2", "A"), ("B",))
    assert "3 is no choice in BAL2" in refusal(panel.cast_vote, "BAL2", "ASH", "3")
    assert refusal(panel.cast_vote, "BAL2", "ASH", "1 > R1") == "R1 is named twice"
    panel.open_ballot("approval", "Which?!", options=["1", "2"], secret=True)
    panel.close_ballot("BAL3", totals={"1": 2, "R2": 1}, took_part=["ASH", "BAY", "COL"])
    assert outcome(panel, "BAL3").totals == {"R1": 2, "R2": 1}


@pytest.mark.parametrize("choice", [">>>", "R1 > > R2", "R1 = ", " > R1"])
def test_an_order_has_no_empty_place(panel: WorkingGroup, choice: str) -> None:
    """What is between two signs is an option."""
    panel.open_ballot("ranked", "Which?", options=["1", "2"])
    said = refusal(panel.cast_vote, "BAL2", "ASH", choice)
    assert said.startswith('"" is no choice in BAL2; it can be R1, R2')


@pytest.mark.parametrize(("top", "kept"), [("5", "5-5"), (" 4-5", "4-5"), ("", "4-5")])
def test_the_top_points_of_a_scale(panel: WorkingGroup, top: str, kept: str) -> None:
    """One point is a span too."""
    panel.open_ballot("scale", "How far?", top=top)
    assert ballot(panel, "BAL2").top == kept
    panel.cast_vote("BAL2", "ASH", "5")
    panel.close_ballot("BAL2")
    points = "5" if kept == "5-5" else "4 to 5"
    assert outcome(panel, "BAL2").found == (f"1 of 1 rating is {points} (100%); 1 needed",)
    assert ballot_result(ballot(panel, "BAL2")).startswith(
        f"70% in the points {points.replace(' to ', '-')} reached"
    )


# Counting and closing.


@pytest.mark.parametrize(
    ("approve", "disapprove", "without", "abstain", "met"),
    [
        (4, 2, 0, 0, False),
        (4, 1, 0, 1, True),
        (3, 1, 2, 0, True),
        (2, 1, 0, 3, False),
        (3, 1, 0, 0, True),
        (0, 0, 2, 2, False),
    ],
)
def test_an_approval_by_member_bodies(
    approve: int, disapprove: int, without: int, abstain: int, met: bool
) -> None:
    """ISO/IEC Directives: two thirds of those voting, and not more than a quarter negative.

    Abstentions and disapprovals without technical reasons are left out, and kept on record.
    """
    panel = make_panel()
    panel.record(AddGroup(code="P"), *(ChangeMember(code=code, group="P") for code in CODES))
    panel.open_ballot("text", on="1", rule="iso-dis")
    choices = [
        *[("approve", "")] * approve,
        *[("disapprove", "not measurable")] * disapprove,
        *[("disapprove", "")] * without,
        *[("abstain", "")] * abstain,
    ]
    for code, (choice, comment) in zip(CODES, choices, strict=False):
        panel.cast_vote("BAL1", code, choice, comment)
    panel.close_ballot("BAL1")
    assert outcome(panel).met is met
    assert len(panel.state.votes[ballot(panel).id]) == len(choices)
    result = "the text is approved" if met else "the text is not approved"
    assert ballot_result(ballot(panel)) == result


def test_the_report_of_voting_has_shares_with_their_bounds(panel: WorkingGroup) -> None:
    """Each share of the rule, met or not; who disapproves without a reason counts as well."""
    for code in CODES[:4]:
        panel.cast_vote("BAL1", code, "approve")
    panel.cast_vote("BAL1", "ELM", "disapprove", "why")
    panel.cast_vote("BAL1", "FIR", "disapprove")
    counted = count_ballot(panel.state, ballot(panel), panel.judgement())
    assert counted.totals == {
        "approve": 4,
        "approve with comments": 0,
        "disapprove": 2,
        "abstain": 0,
    }
    assert counted.found == ("4 for, 2 against",)
    panel.close_ballot("BAL1")
    assert (outcome(panel).met, outcome(panel).found) == (True, counted.found)


def test_one_question_is_put_on_several_items() -> None:
    """Of each item, or with other options, it is another ballot; the same again is refused."""
    group = make_panel()
    for item in ("1", "2"):
        group.open_ballot("approval", "Which one?", on=item, options=["old", "new"])
    group.open_ballot("approval", "Which one?", on="1", options=["old", "new", "none of them"])
    again = refusal(group.open_ballot, "approval", "Which one?", on="1", options=["old", "new"])
    assert again == "BAL1 asks that already, and is open; close it first"


def test_who_disapproves_without_a_reason_objects(panel: WorkingGroup) -> None:
    """Under consent one such vote is enough, and the report says that somebody objects."""
    panel.open_ballot("text", on="2", rule="consent()")
    for code in CODES:
        panel.cast_vote("BAL2", code, "disapprove" if code == "ELM" else "approve")
    panel.close_ballot("BAL2")
    assert outcome(panel, "BAL2").met is False
    assert any("object" in each for each in outcome(panel, "BAL2").found)


@pytest.mark.parametrize(
    ("yes", "no", "blank", "met"),
    [(3, 2, 0, True), (2, 2, 2, False), (2, 3, 0, False), (1, 0, 5, True), (0, 0, 6, False)],
)
def test_yes_and_no(panel: WorkingGroup, yes: int, no: int, blank: int, met: bool) -> None:
    """By a simple majority if no other rule is named; a tie is not enough."""
    panel.open_ballot("yes-no", "Shall the session be extended?")
    choices = [*["yes"] * yes, *["no"] * no, *["blank"] * blank]
    for code, choice in zip(CODES, choices, strict=False):
        panel.cast_vote("BAL2", code, choice)
    panel.close_ballot("BAL2")
    assert outcome(panel, "BAL2").met is met


@pytest.mark.parametrize(
    ("points", "met", "found"),
    [
        ("4555", True, "4 of 4 ratings are 4 to 5 (100%); 3 needed"),
        ("553", False, "2 of 3 ratings are 4 to 5 (67%); 3 needed"),
        ("54531", False, "3 of 5 ratings are 4 to 5 (60%); 4 needed"),
        ("54441", True, "4 of 5 ratings are 4 to 5 (80%); 4 needed"),
        ("54b", True, "2 of 2 ratings are 4 to 5 (100%); 2 needed"),
        ("bb", False, "nobody chose a point"),
    ],
)
def test_a_scale(panel: WorkingGroup, points: str, met: bool, found: str) -> None:
    """At least 70 % of the points given are 4 or 5; blank is no point."""
    panel.open_ballot("scale", "How far do you agree?")
    for code, point in zip(CODES, points, strict=False):
        panel.cast_vote("BAL2", code, point.replace("b", "blank"))
    panel.close_ballot("BAL2")
    assert (outcome(panel, "BAL2").met, outcome(panel, "BAL2").found) == (met, (found,))
    missed = "" if met else "not "
    assert ballot_result(ballot(panel, "BAL2")) == f"70% in the points 4-5 {missed}reached"


@pytest.mark.parametrize(
    ("votes", "places", "result"),
    [
        (["a, b", "B", "c", "none"], (("b",), ("a", "c")), "b is recommended"),
        (["a", "b", "none"], (("a", "b"),), "a tie between a and b"),
        (["none", ""], (), "no result"),
    ],
)
def test_marked_options(
    panel: WorkingGroup, votes: Sequence[str], places: Any, result: str
) -> None:
    """Each member marks any number; what nobody marked has no place, and ties are told."""
    panel.open_ballot("approval", "Which pier?", options=["a", "b", "c"])
    for code, vote in zip(CODES, votes, strict=False):
        panel.cast_vote("BAL2", code, vote)
    assert refusal(panel.cast_vote, "BAL2", "FIR", "a, a") == "a is named twice"
    panel.close_ballot("BAL2")
    assert outcome(panel, "BAL2").places == places
    assert ballot_result(ballot(panel, "BAL2")) == result


def test_ranked_options_with_a_default(panel: WorkingGroup) -> None:
    """What does not beat the default with its majority is left out, and said."""
    options = ["pier", "quay", "no change"]
    majorities = {"pier": "3"}
    panel.open_ballot(
        "ranked", "Where?", options=options, default="No change", majorities=majorities
    )
    for code, vote in zip(
        CODES,
        ("pier > quay", "pier > quay", "pier > quay > no change", "pier=quay", "no change > quay"),
        strict=False,
    ):
        panel.cast_vote("BAL2", code, vote)
    counted = count_ballot(panel.state, ballot(panel, "BAL2"), panel.judgement())
    assert counted.places == (("pier",), ("quay",), ("no change",))
    panel.cast_vote("BAL2", "FIR", "no change > pier")
    panel.close_ballot("BAL2")
    assert outcome(panel, "BAL2").places == (("quay",), ("no change",))
    assert outcome(panel, "BAL2").found == (
        "pier is left out: 4 prefer it to no change, and 2 do not; 3 times as many are needed",
    )


def test_closing_without_votes_has_no_result(panel: WorkingGroup) -> None:
    """It is said, and neither approved nor not."""
    panel.close_ballot("BAL1", happened=LATER)
    assert outcome(panel).met is None
    assert outcome(panel).found == ("nobody voted, so there is no result",)
    assert ballot_result(ballot(panel)) == "no result"
    assert refusal(panel.close_ballot, "BAL1", happened=LATER) == "BAL1 is closed already"


def test_closing_early_takes_a_reason_unless_all_have_voted(panel: WorkingGroup) -> None:
    """A deadline was promised to those that have not voted."""
    for code in CODES[:5]:
        panel.cast_vote("BAL1", code, "approve")
    assert "closing it before takes a reason" in refusal(panel.close_ballot, "BAL1")
    panel.cast_vote("BAL1", "FIR", "approve")
    panel.close_ballot("BAL1")
    assert outcome(panel).met


def test_who_has_left_is_not_counted(panel: WorkingGroup) -> None:
    """A vote of who is no member any more, or recused, stays on record and counts nowhere."""
    for code in CODES:
        panel.cast_vote("BAL1", code, "approve" if code < "DUN" else "disapprove", "why")
    panel.record(ChangeMember(code="ELM", group="CIV", until=(BEGIN - timedelta(days=1)).date()))
    panel.take_position("FIR", "1", "recuse")
    panel.close_ballot("BAL1")
    assert outcome(panel).entitled == ("ASH", "BAY", "COL", "DUN")
    assert outcome(panel).found == ("3 for, 1 against",)


DAY = timedelta(days=1)


def in_time(kind: str = "text", **named: Any) -> WorkingGroup:
    """A panel whose ballot ends after a day, and that is closed after five."""
    group = make_panel(rule=TWO_THIRDS)
    group.open_ballot(kind, on="1", deadline=BEGIN + DAY, **named)
    return group


def leaves(group: WorkingGroup, code: str, days: int) -> None:
    """A member's last day is so many days after the beginning."""
    until = (BEGIN + timedelta(days=days)).date()
    group.record(ChangeMember(code=code, group=MEMBERS[code], until=until))


def test_closing_late_changes_no_result() -> None:
    """Who left, joined or recused itself after the deadline: its vote counts as it did then."""
    found = []
    for happens in (False, True):
        group = in_time(rule='threshold("1/2", of="eligible", block=False)')
        for code in CODES[:3]:
            group.cast_vote("BAL1", code, "approve", happened=SOON)
        if happens:
            leaves(group, "ASH", 1)
            group.take_position("BAY", "1", "recuse", happened=BEGIN + DAY)
            group.record(*(AddMember(code=e, since=(BEGIN + 2 * DAY).date()) for e in ("X", "Y")))
            open_still = count_ballot(
                group.state, ballot(group), Judgement(group.state, BEGIN + 3 * DAY)
            )
            assert open_still.met
        group.close_ballot("BAL1", happened=BEGIN + 5 * DAY)
        found.append((outcome(group).entitled, outcome(group).met, outcome(group).found))
    assert found[0] == found[1]
    assert found[0][:2] == (tuple(CODES), True)


@pytest.mark.parametrize(("last_day", "is_member"), [(0, False), (1, True)])
def test_a_deadline_at_midnight_ends_the_day_before(last_day: int, is_member: bool) -> None:
    """Who was a member on the last day on which votes were cast has a vote."""
    group = make_panel(rule=TWO_THIRDS)
    midnight = BEGIN.replace(hour=0) + 2 * DAY
    group.open_ballot("text", on="1", deadline=midnight)
    group.cast_vote("BAL1", "ASH", "approve")
    leaves(group, "ASH", last_day)
    group.close_ballot("BAL1", happened=midnight)
    assert ("ASH" in outcome(group).entitled) == is_member


def test_a_roll_names_who_left_after_the_deadline() -> None:
    """It took part while it was a member."""
    group = in_time("yes-no", question="Shall the lamp be moved?", secret=True)
    leaves(group, "ASH", 1)
    roll = ["ASH", "BAY", "COL"]
    group.close_ballot("BAL1", totals={"yes": 2, "no": 1}, took_part=roll, happened=BEGIN + 5 * DAY)
    assert outcome(group).took_part == tuple(roll)
    assert outcome(group).met


def test_a_vote_from_before_a_recusal_can_be_recorded_late() -> None:
    """As that of any member that had a vote when it was cast."""
    group = in_time()
    group.take_position("ASH", "1", "recuse", happened=BEGIN + 2 * DAY)
    group.cast_vote("BAL1", "ASH", "approve", happened=SOON)
    group.close_ballot("BAL1", happened=BEGIN + 5 * DAY)
    assert "ASH" in outcome(group).entitled


def test_the_vote_that_was_cast_last_counts(panel: WorkingGroup) -> None:
    """Not the one that was recorded last; without the later one the earlier counts."""
    panel.cast_vote("BAL1", "ASH", "disapprove", happened=SOON - timedelta(minutes=5))
    step = panel.steps()[-1].id
    panel.cast_vote("BAL1", "ASH", "approve", happened=SOON - timedelta(minutes=9))
    (vote,) = panel.state.votes[ballot(panel).id].values()
    assert vote.choice == (("disapprove",),)
    panel.undo(step)
    (vote,) = panel.state.votes[ballot(panel).id].values()
    assert vote.choice == (("approve",),)


def test_a_ballot_is_not_closed_before_a_vote_that_counts() -> None:
    """It was open then."""
    group = make_panel(rule=TWO_THIRDS)
    group.open_ballot("text", on="1")
    group.cast_vote("BAL1", "ASH", "approve", happened=LATER)
    said = refusal(group.close_ballot, "BAL1", happened=SOON)
    assert said == "a vote in BAL1 was cast at 2026-03-02 12:00:00; it is closed then or later"
    group.close_ballot("BAL1", happened=LATER)
    assert outcome(group).met


@pytest.mark.parametrize(
    ("kind", "choice", "said"),
    [
        ("yes-no", ((), ("yes",)), "a place in the choice in BAL2 is empty"),
        ("yes-no", (("yes", "no"),), "choose one answer in BAL2"),
        ("yes-no", (), "choose one answer in BAL2"),
        ("ranked", (("a",), ()), "a place in the choice in BAL2 is empty"),
        ("ranked", (), "name at least one option of BAL2"),
        ("approval", ((),), "a place in the choice in BAL2 is empty"),
        ("approval", (("a",), ("b",)), "options are marked, not ranked"),
    ],
)
def test_a_choice_that_is_none_is_refused(
    panel: WorkingGroup, kind: str, choice: Any, said: str
) -> None:
    """Also when it is recorded without the command."""
    panel.open_ballot(kind, "So?", options=[] if kind == "yes-no" else ["a", "b"])
    vote = CastVote(ballot=ballot(panel, "BAL2").id, member="ASH", choice=choice)
    assert said in refusal(panel.record, vote)


@pytest.mark.parametrize("secret", [False, True])
def test_who_takes_part_is_present(panel: WorkingGroup, secret: bool) -> None:
    """A rule that counts those present counts those that voted, at a meeting or not."""
    panel.open_ballot("yes-no", "So?", rule="roberts-two-thirds", secret=secret)
    if secret:
        panel.close_ballot("BAL2", totals={"yes": 4}, took_part=CODES[:4])
    else:
        for code in CODES[:4]:
            panel.cast_vote("BAL2", code, "yes")
        panel.close_ballot("BAL2")
    assert outcome(panel, "BAL2").met


def test_who_is_recused_from_an_option_has_no_vote(panel: WorkingGroup) -> None:
    """Nor who is from a part of a package; from one item of a draft it still has one on all."""
    panel.take_position("ASH", "1", "recuse")
    panel.open_ballot("ranked", "Which?", options=["1", "2"])
    panel.propose_package("Both", ["1", "2"])
    panel.open_ballot("text", on="PKG1")
    said = "ASH is recused from 1 (R1), and has no vote"
    assert refusal(panel.cast_vote, "BAL2", "ASH", "R1 > R2") == said
    assert refusal(panel.cast_vote, "BAL3", "ASH", "approve") == said
    panel.open_ballot("text", on="D1")
    panel.cast_vote("BAL4", "ASH", "approve")
    panel.close_ballot("BAL4")
    panel.close_ballot("BAL3")
    assert "ASH" in outcome(panel, "BAL4").entitled
    assert "ASH" not in outcome(panel, "BAL3").entitled


def test_the_text_of_an_amendment_that_is_decided_is_not_voted_on(panel: WorkingGroup) -> None:
    """As that of an item."""
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose("2", "shall", old="should", by=["BAY"])
    panel.withdraw("A1")
    panel.decide(["A2"], "rejected")
    assert refusal(panel.open_ballot, "text", on="A1") == "A1 is withdrawn already"
    assert refusal(panel.open_ballot, "text", on="A2") == "A2 is closed already"
    panel.propose_package("Both", ["3", "4"])
    panel.decide(["PKG1"], "rejected")
    assert refusal(panel.open_ballot, "text", on="PKG1") == "PKG1 is refused already"


@pytest.mark.parametrize("settled", ["withdrawn", "rejected", "merged"])
def test_what_is_settled_is_no_option(panel: WorkingGroup, settled: str) -> None:
    """It is refused when a ballot is opened; what is settled afterwards changes no ballot."""
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose("2", "every report", old="all reports", by=["BAY"])
    named = {"question": "Which text?", "options": ["A1", "A2", "neither"]}
    panel.open_ballot("ranked", **named)
    if settled == "withdrawn":
        panel.withdraw("A1")
    elif settled == "merged":
        panel.merge("2", take=["A1"])
    else:
        panel.decide(["A1"], settled)
    state = panel.state.amendments[panel.state.handles["A1"]].state
    assert refusal(panel.open_ballot, "approval", **named) == (
        f"A1 is {state} already, so it cannot be chosen; leave it out, or name one that is open"
    )
    panel.cast_vote("BAL2", "ASH", "A1 > A2")
    assert panel.verify().is_intact
    panel.open_ballot("approval", "Which text?", options=["A2", "neither"])


def test_a_package_that_is_refused_is_no_option(panel: WorkingGroup) -> None:
    """As an amendment that is rejected."""
    panel.propose_package("Both", ["3", "4"])
    panel.decide(["PKG1"], "rejected")
    said = refusal(panel.open_ballot, "ranked", "Which?", options=["PKG1", "none of this"])
    assert said.startswith("PKG1 is refused already, so it cannot be chosen")


def test_votes_that_came_in_since_are_not_passed_over(panel: WorkingGroup) -> None:
    """Whoever closes on fewer votes than there are is told to look again."""
    panel.cast_vote("BAL1", "ASH", "approve")
    closing = CloseBallot(ballot=ballot(panel).id, entitled=tuple(CODES), reason="done")
    said = refusal(panel.record, closing)
    assert said == "votes in BAL1 came in since; look at it again"


def test_a_ballot_decides_nothing(panel: WorkingGroup) -> None:
    """Status and counts of the text stay; the Chair declares."""
    before = panel.verdict("1")
    for code in CODES:
        panel.cast_vote("BAL1", code, "approve")
    panel.close_ballot("BAL1")
    assert panel.verdict("1") == before
    assert panel.state.last_decision(panel.state.handles["R1"]) is None


def test_each_step_can_be_undone(panel: WorkingGroup) -> None:
    """Back to before the ballot was closed, the vote cast, the ballot opened."""
    panel.cast_vote("BAL1", "ASH", "approve")
    panel.close_ballot("BAL1", reason="enough")
    panel.undo()
    assert ballot(panel).is_open
    panel.undo()
    assert panel.state.votes.get(ballot(panel).id, {}) == {}
    panel.undo()
    assert panel.state.ballots == {}
    panel.open_ballot("text", on="1")
    assert list(panel.state.handles)[-1] == "BAL2"


def test_opening_cannot_be_undone_below_a_vote(panel: WorkingGroup) -> None:
    """The vote depends on it, and is named."""
    step = panel.steps()[-1].id
    panel.cast_vote("BAL1", "ASH", "approve")
    said = refusal(panel.undo, step)
    assert "no ballot has the id" in said


def test_comments_can_be_redacted(panel: WorkingGroup) -> None:
    """The vote stays; its words are gone from the record."""
    panel.cast_vote("BAL1", "ASH", "disapprove", "Mr Vane is afraid of the dark")
    panel.redact("Mr Vane", reason="asked for")
    (vote,) = panel.state.votes[ballot(panel).id].values()
    assert vote.choice == (("disapprove",),)
    assert "Vane" not in vote.comment
    assert panel.verify().is_unaltered


def test_a_snapshot_holds_ballots(panel: WorkingGroup) -> None:
    """Votes and outcomes come back from it as they were."""
    panel.cast_vote("BAL1", "ASH", "disapprove", "why")
    panel.close_ballot("BAL1", reason="enough")
    written = bytes(write_snapshot(panel.state, panel.head, 1))
    place = 0

    def source(length: int) -> bytes:
        nonlocal place
        place += length
        return written[place - length : place]

    found = read_snapshot(source)
    assert found is not None
    assert (found[0].ballots, found[0].votes) == (panel.state.ballots, panel.state.votes)


# Two copies.


def copies(tmp_path: Path) -> tuple[WorkingGroup, WorkingGroup]:
    """A panel with an open ballot, and a copy of it."""
    first = WorkingGroup.create(
        tmp_path / "first.consensus", title="Panel", rule=TWO_THIRDS, clock=ticking(), by="chair"
    )
    fill(first)
    first.open_ballot("text", on="1")
    first.backup(tmp_path / "second.consensus")
    clock = ticking(BEGIN + timedelta(minutes=30))
    return first, WorkingGroup.open(tmp_path / "second.consensus", by="deputy", clock=clock)


def test_votes_in_two_copies_come_together(tmp_path: Path) -> None:
    """Of one member the later counts."""
    first, second = copies(tmp_path)
    with first, second:
        first.cast_vote("BAL1", "ASH", "approve")
        first.cast_vote("BAL1", "BAY", "approve")
        second.cast_vote("BAL1", "BAY", "disapprove", "why")
        second.cast_vote("BAL1", "COL", "approve")
        first.sync(tmp_path / "second.consensus")
        votes = first.state.votes[ballot(first).id]
        assert {code: each.choice[0][0] for code, each in votes.items()} == {
            "ASH": "approve",
            "BAY": "disapprove",
            "COL": "approve",
        }
        assert not first.superseded


def test_a_ballot_closed_in_one_copy_and_voted_in_the_other(tmp_path: Path) -> None:
    """What does not fit is not dropped: it waits to be settled."""
    first, second = copies(tmp_path)
    with first, second:
        first.cast_vote("BAL1", "ASH", "approve")
        first.close_ballot("BAL1")
        second.cast_vote("BAL1", "BAY", "approve")
        first.sync(tmp_path / "second.consensus")
        (waiting,) = first.superseded
        assert waiting.reasons == ("BAL1 is closed",)
        assert outcome(first).met


def test_a_ballot_closed_in_both_copies_is_settled_by_people(tmp_path: Path) -> None:
    """Neither closing applies; when both are let go, it is closed again with all votes."""
    first, second = copies(tmp_path)
    with first, second:
        first.cast_vote("BAL1", "ASH", "approve")
        first.close_ballot("BAL1")
        second.cast_vote("BAL1", "BAY", "disapprove", "why")
        second.close_ballot("BAL1")
        first.sync(tmp_path / "second.consensus")
        assert ballot(first).is_open
        for waiting in first.superseded:
            first.discard(waiting.id, "closed on half of the votes")
        first.close_ballot("BAL1", happened=LATER)
        assert outcome(first).found == ("1 for, 1 against; a tie is not enough",)


# Secret ballots.


@pytest.fixture
def secret(panel: WorkingGroup) -> WorkingGroup:
    """A panel that votes in secret, as its second ballot."""
    panel.open_ballot("yes-no", "Shall the lamp be moved?", secret=True)
    return panel


def test_no_vote_is_recorded_by_itself(secret: WorkingGroup) -> None:
    """The difference of two totals would tell a choice, so totals come once, when it is closed."""
    said = refusal(secret.cast_vote, "BAL2", "ASH", "yes")
    assert said.startswith("BAL2 is secret: no vote is recorded by itself")
    assert "give its totals" in refusal(secret.close_ballot, "BAL2")


@pytest.mark.parametrize(
    ("totals", "took_part", "said"),
    [
        ({"yes": 1}, ["ASH"], "one member alone took part, so the totals would show its choice"),
        ({"yes": 2}, ["ASH"], "yes cannot have 2 of 1 votes"),
        ({"yes": 2, "no": 1}, CODES[:4], "the totals add up to 3, and 4 of the members took part"),
        ({"yes": 2, "maybe": 1}, CODES[:3], "maybe is no choice in BAL2"),
        ({"yes": -1, "no": 4}, CODES[:3], "yes cannot have -1 of 3 votes"),
        ({"yes": 2, "no": 1}, ["ASH", "BAY", "OBS"], "OBS is an observer, and has no vote"),
        ({"yes": 2, "no": 1}, ["ASH", "BAY", "ASH"], "who took part is listed by code, each once"),
        ({"yes": 1, "YES": 1}, ["ASH", "BAY"], "the total of one choice is given twice"),
    ],
)
def test_totals_that_do_not_fit_are_refused(
    secret: WorkingGroup, totals: dict[str, int], took_part: list[str], said: str
) -> None:
    """What adds up to something else, of who has no vote, or makes no secret."""
    head = secret.head
    assert said in refusal(secret.close_ballot, "BAL2", totals=totals, took_part=took_part)
    assert secret.head == head


def test_totals_and_who_took_part_are_kept(secret: WorkingGroup) -> None:
    """The roll is sorted; spoilt papers are in no share."""
    totals = {"Yes": 2, "no": 1, "invalid": 1}
    secret.close_ballot("BAL2", totals=totals, took_part=["ELM", "COL", "ASH", "BAY"])
    found = outcome(secret, "BAL2")
    assert found.took_part == ("ASH", "BAY", "COL", "ELM")
    assert found.totals == {"yes": 2, "no": 1, "invalid": 1}
    assert (found.met, found.found) == (
        True,
        ("2 for, 1 against",),
    )
    assert secret.state.votes.get(ballot(secret, "BAL2").id) is None


def test_a_secret_ballot_in_which_nobody_voted_is_closed(secret: WorkingGroup) -> None:
    """With totals of nothing, which are given so that none is forgotten."""
    secret.close_ballot("BAL2", totals={"yes": 0})
    assert ballot_result(ballot(secret, "BAL2")) == "no result"


PAPERS = {
    "yes-no": ["yes", "no", "yes", "blank", "yes"],
    "scale": ["5", "4", "1", "4", "blank"],
    "approval": ["north, south", "south", "none", "north", "south"],
    "ranked": ["north > south", "south", "west > south", "north = west", ""],
}


def opened(kind: str, place: Path | None = None) -> WorkingGroup:
    """A panel with a secret ballot of a kind; every id and salt in it is the same each time."""
    clock = ticking()
    group = (
        WorkingGroup.create(place, title="Panel", by="chair", clock=clock)
        if place
        else WorkingGroup.in_memory(title="Panel", by="chair", clock=clock)
    )
    fill(group)
    options = ["north", "south", "west"] if kind in ("approval", "ranked") else []
    group.open_ballot(kind, "Where to?", options=options, secret=True)
    return group


def papers_of(kind: str, seed: int) -> str:
    """A file of papers in some order, with a remark that nobody is to keep."""
    rows = list(PAPERS[kind])
    Random(seed).shuffle(rows)
    written = "".join(f'"{row}",remark{seed}{at}\n' for at, row in enumerate(rows))
    return f"vote,remark\n{written}"


@pytest.mark.parametrize("kind", PAPERS)
def test_a_secret_ballot_is_the_same_whoever_chose_what(kind: str) -> None:
    """Papers in another order, and so of other members, leave the same content in the record."""

    def content(seed: int) -> tuple[str, ...]:
        group = opened(kind)
        roll = CODES[:5]
        Random(seed).shuffle(roll)
        report = group.import_ballot(
            "BAL1", text_source("papers.csv", papers_of(kind, seed)), took_part=roll
        )
        assert (report.rows, report.taken) == (5, 5)
        bodies = group.steps()[-1].bodies
        operation = group.steps()[-1].operation(1)
        assert isinstance(operation, CloseBallot)
        made = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
        return (*(made.sub("id", str(body.body)) for body in bodies), str(outcome(group).places))

    assert content(1) == content(2) == content(3)


@pytest.mark.parametrize("kind", PAPERS)
def test_the_file_of_a_secret_ballot_holds_no_choice_of_anybody(kind: str, tmp_path: Path) -> None:
    """The bytes of the file, and of a bundle of all steps, are searched."""
    place = tmp_path / "panel.consensus"
    papers, roll = papers_of(kind, 7), "member\n" + "\n".join(reversed(CODES[:5])) + "\n"
    with opened(kind, place) as group:
        group.import_ballot(
            "BAL1", text_source("papers.csv", papers), took_part=text_source("roll.csv", roll)
        )
        group._log.keep_snapshot()
        bodies = [str(body.body) for step in group.steps() for body in step.bodies]
        kept = place.read_bytes() + group.export_steps() + "".join(bodies).encode()
        assert outcome(group).took_part == tuple(CODES[:5])
    kept += b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"remark" not in kept
    assert text_source("papers.csv", papers).digest.encode() not in kept
    # Where a code stands, no answer follows or goes before it within the same list or object.
    answers = {row for row in PAPERS[kind] if row} - {"1", "4", "5"}
    closing = next(each for each in bodies if "took_part" in each)
    for paper in answers:
        for code in CODES:
            near = re.compile(
                rf'"{code}"[^\]}}]*"{re.escape(paper)}"|"{re.escape(paper)}"[^,}}]*"{code}"'
            )
            assert not near.search(closing)
    if kind in ("approval", "ranked"):
        for row in answers - {"north", "south"}:
            assert row.encode() not in kept


@pytest.mark.parametrize(
    ("papers", "roll", "said"),
    [
        ("vote\nyes\nperhaps\nno\n", CODES[:3], "papers.csv:3"),
        ("vote\nyes\nno\n", CODES[:3], "papers: 2; members who took part: 3"),
        ("member,vote\nASH,yes\nBAY,no\n", CODES[:2], "papers of a secret ballot have no names"),
        ("vote\nyes\n", CODES[:1], "one member alone took part"),
        ("choice of ASH\nyes\n", CODES[:1], "names no column"),
    ],
)
def test_papers_are_taken_all_or_none(papers: str, roll: list[str], said: str) -> None:
    """One bad paper, or one too many, and nothing is recorded."""
    group = opened("yes-no")
    source, head = text_source("papers.csv", papers), group.head
    assert said in refusal(group.import_ballot, "BAL1", source, took_part=roll)
    assert group.head == head


@pytest.mark.parametrize(
    ("kind", "papers", "totals"),
    [
        ("yes-no", "yes\n\nno\ninvalid\n", {"yes": 1, "no": 1, "blank": 1, "invalid": 1}),
        ("yes-no", 'yes\n""\n\nInvalid\n', {"yes": 1, "blank": 2, "invalid": 1}),
        ("scale", "5\n\n4\ninvalid\n", {"5": 1, "4": 1, "blank": 1, "invalid": 1}),
        ("approval", "north\n\ninvalid\nnone\n", {"north": 1, "invalid": 1}),
        ("ranked", "north\n\ninvalid\nsouth\n", {"invalid": 1}),
    ],
)
def test_papers_that_are_spoilt_or_empty(kind: str, papers: str, totals: dict[str, int]) -> None:
    """An empty line is an empty paper; whoever spoilt a paper took part."""
    group = opened(kind)
    group.import_ballot("BAL1", text_source("papers.csv", f"vote\n{papers}"), took_part=CODES[:4])
    assert {name: count for name, count in outcome(group).totals.items() if count} == totals
    assert len(outcome(group).took_part) == 4


def test_spoilt_papers_are_no_valid_votes() -> None:
    """Of options too their number is kept, beside marks of the others, which cannot be more."""
    group = opened("approval")
    given = {"took_part": CODES[:4], "reason": "so"}
    more = {"north": 3, "invalid": 2}
    assert "north cannot have 3 of 2 votes" in refusal(
        group.close_ballot, "BAL1", totals=more, **given
    )
    group.close_ballot("BAL1", totals={"north": 2, "Invalid": 2}, **given)
    assert outcome(group).totals == {"north": 2, "invalid": 2}
    assert outcome(group).places == (("north",),)
    ranked = opened("ranked")
    papers = text_source("papers.csv", "vote\nnorth\ninvalid\nnorth > south\ninvalid\n")
    ranked.import_ballot("BAL1", papers, took_part=CODES[:4])
    assert outcome(ranked).preferences == ((0, 2, 2), (0, 0, 1), (0, 0, 0))
    closing = ranked.steps()[-1].operation(1)
    assert isinstance(closing, CloseBallot)
    again = opened("ranked")
    closing = attrs.evolve(closing, ballot=ballot(again).id, totals={"invalid": 3})
    assert "than cast a valid paper" in refusal(again.record, closing)


def test_empty_papers_are_told_where_there_are_too_many() -> None:
    """An empty line at the end is one too."""
    papers = text_source("papers.csv", "vote\nyes\nno\n\n")
    said = refusal(opened("yes-no").import_ballot, "BAL1", papers, took_part=CODES[:2])
    assert said == "papers: 3 (1 of them empty); members who took part: 2"


def test_a_roll_with_an_unknown_name_says_its_line() -> None:
    """As in any file."""
    group = opened("yes-no")
    roll = text_source("roll.csv", "member\nASH\nXXX\n")
    papers = text_source("papers.csv", "vote\nyes\nno\n")
    said = refusal(group.import_ballot, "BAL1", papers, took_part=roll)
    assert "roll.csv:3" in said
    assert "no member has the code XXX" in said


def test_a_ranked_ballot_in_secret_needs_its_papers() -> None:
    """Totals say nothing of preferences."""
    group = opened("ranked")
    assert "its papers are imported as a file" in refusal(group.close_ballot, "BAL1")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ((), "a table of preferences has 3 rows of 3 numbers"),
        (((0, 1), (1, 0)), "a table of preferences has 3 rows of 3 numbers"),
        (
            ((0, 2, 2), (1, 0, 2), (0, 0, 0)),
            "more prefer one option to another than cast a valid paper",
        ),
        (
            ((1, 0, 0), (0, 0, 0), (0, 0, 0)),
            "more prefer one option to another than cast a valid paper",
        ),
        (
            ((0, -1, 0), (0, 0, 0), (0, 0, 0)),
            "more prefer one option to another than cast a valid paper",
        ),
    ],
)
def test_preferences_that_nobody_can_have_are_refused(
    table: tuple[tuple[int, ...], ...], said: str
) -> None:
    """Also when they are recorded without the command."""
    group = opened("ranked")
    roll = ("ASH", "BAY")
    closing = CloseBallot(
        ballot=ballot(group).id, entitled=tuple(CODES), took_part=roll, preferences=table
    )
    assert said in refusal(group.record, closing)


def test_an_open_ballot_takes_no_totals(panel: WorkingGroup) -> None:
    """Its votes are by name."""
    said = refusal(
        panel.close_ballot, "BAL1", totals={"approve": 2}, took_part=["ASH", "BAY"], reason="so"
    )
    assert said == "BAL1 is open: its votes are recorded by name, and not as totals"
    papers = text_source("papers.csv", "member,vote\nASH,approve\n")
    assert "its votes say who took part" in refusal(
        panel.import_ballot, "BAL1", papers, took_part=["ASH"]
    )


def test_no_silence_is_heard_where_members_voted(panel: WorkingGroup) -> None:
    """Who voted on a text spoke of it: without asking, the Chair heard no silence."""
    panel.open_meeting("Now", "plenary")
    panel.cast_vote("BAL1", "BAY", "no")
    assert not panel.decide("1", "agreed").made.no_objection_heard
    assert panel.decide("2", "agreed").made.no_objection_heard
