"""The compiled contributions: by question and group, with what is late, missing and withheld."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consensus.formats.source import Source
from consensus.reports.audience import Audience, Kind
from consensus.reports.contributions import (
    Comments,
    comments,
    comments_outline,
    comments_table,
    compiled_contributions,
    contributions_outline,
    contributions_table,
)
from consensus.reports.reminders import due_within, reminder_mail, reminders, time_left
from consensus.working_group import WorkingGroup
from tests.support.every_report import csv_of
from tests.support.market import MORNING, markdown

DEADLINE = MORNING + timedelta(days=3)


@pytest.fixture
def answered(market: WorkingGroup) -> WorkingGroup:
    """Two questions, the first answered by four, one of them late and one in confidence."""
    market.ask_question("When should stalls open?", deadline=DEADLINE)
    market.ask_question("Who pays for the bins?")
    late = DEADLINE + timedelta(days=1)
    market.receive_contribution("DOG", {"1": "At eight.", "2": "Traders."}, received=MORNING)
    market.receive_contribution("ASP", {"1": "At six."}, received=late)
    market.receive_contribution("BIR", {"1": "At five."}, confidential=True)
    market.receive_contribution(
        name="Friends of sleep", group="NBR", answers={"1": "# At noon\n\nPlease."}, text="Hush."
    )
    market.receive_contribution("GUM", {"1": "Never."}, received=MORNING)
    market.receive_contribution("GUM", {"1": "At ten."}, received=MORNING, replaces="C5")
    market.highlight("C1", "At eight", items=["R1"], issue="the hour")
    market.highlight("C3", "At five", issue="the hour")
    return market


def test_answers_are_compiled_by_question_and_group(answered: WorkingGroup) -> None:
    """Groups stand in the order in which they were named, who is in none last."""
    found = compiled_contributions(answered.state, MORNING, Audience.SECRETARIAT)
    first, second = found.questions
    assert [(each.group, [line.text for line in each.answers]) for each in first.groups] == [
        ("TRD", ["At five.", "At six."]),
        ("NBR", ["At eight.", "# At noon\n\nPlease."]),
        ("", ["At ten."]),
    ]
    assert (first.answered, first.late, first.members, first.missing) == (5, 1, 7, 3)
    assert [each.name for each in second.groups] == ["Neighbours"]
    assert [each.answers[0].text for each in found.others] == ["Hush."]
    assert [(each.group, each.contributions, each.late) for each in found.groups] == [
        ("TRD", 2, 1),
        ("NBR", 2, 0),
        ("", 1, 0),
    ]
    assert {each.handle: each.replaced_by for each in found.contributions}["C5"] == "C6"
    assert [each.links for each in found.issues] == [("R1",), ()]


def test_what_came_in_confidence_is_for_the_secretariat(answered: WorkingGroup) -> None:
    """Others are told how many there are; the public is told of no passage highlighted."""
    for audience, counts in (
        (Audience.PUBLIC, {Kind.CONTRIBUTIONS: 1, Kind.HIGHLIGHTS: 2}),
        (Audience.MEMBERS, {Kind.CONTRIBUTIONS: 1, Kind.HIGHLIGHTS: 1}),
        (Audience.SECRETARIAT, {}),
    ):
        found = compiled_contributions(answered.state, MORNING, audience)
        assert found.withheld.counts == counts
        sees = audience is Audience.SECRETARIAT
        assert ("At five." in markdown(contributions_outline(found))) is sees
        assert ("At five." in csv_of(contributions_table(found))) is sees
        assert "At six." in markdown(contributions_outline(found))


def test_markdown_has_a_table_of_contents_that_leads_to_every_part(
    answered: WorkingGroup,
) -> None:
    """Every link has its anchor, and headings of contributors are quoted."""
    written = markdown(contributions_outline(compiled_contributions(answered.state, MORNING)))
    links = [line.split("(#")[1].rstrip(")") for line in written.splitlines() if "](#" in line]
    assert links == [
        *("received", "q1", "q1-1", "q1-2", "q1-3", "q2", "q2-1", "others", "others-1")
    ]
    assert all(f'<a id="{link}"></a>' in written for link in links)
    assert "> # At noon" in written
    assert "5 answers, 1 of them late; 3 of 7 members have not answered" in written


def test_one_question_is_compiled_alone(answered: WorkingGroup) -> None:
    """Without the others, and without what was said beside them."""
    question = answered.state.handles["Q2"]
    found = compiled_contributions(answered.state, MORNING, questions=[question])
    assert ([each.handle for each in found.questions], found.others) == (["Q2"], ())


def test_table_reads_back_as_the_same_contributions(answered: WorkingGroup) -> None:
    """What was compiled as CSV can be taken into another record."""
    compiled = compiled_contributions(answered.state, MORNING, Audience.SECRETARIAT)
    written = csv_of(contributions_table(compiled))
    questions = [each.text for each in answered.state.questions.values()]
    answered.undo()
    other = WorkingGroup.in_memory(title="Other", clock=lambda: MORNING)
    other.record(
        *[each for _, operations, _ in list(answered.history())[1:2] for each in operations]
    )
    for text in questions:
        other.ask_question(text)
    report = other.import_contributions(Source.of(written, "answers.csv"))
    assert (report.taken, report.refused) == (5, 0)
    again = compiled_contributions(other.state, MORNING, Audience.SECRETARIAT)
    first = compiled_contributions(answered.state, MORNING, Audience.SECRETARIAT)
    assert [
        sorted((line.contributor, line.text) for line in group.answers)
        for group in again.questions[0].groups
    ] == [
        sorted((line.contributor, line.text) for line in group.answers)
        for group in first.questions[0].groups
    ]


def test_who_has_not_answered_is_reminded(answered: WorkingGroup) -> None:
    """The most urgent question first, with days left; who answered in confidence is left out."""
    found = reminders(answered.state, MORNING)
    assert [(each.member, [missing.question for missing in each.missing]) for each in found] == [
        ("ASP", ["Q2"]),
        ("BIR", ["Q2"]),
        ("CED", ["Q1", "Q2"]),
        ("ELD", ["Q1", "Q2"]),
        ("FIG", ["Q1", "Q2"]),
        ("GUM", ["Q2"]),
    ]
    cedar = found[2]
    assert [time_left(each) for each in cedar.missing] == ["3 days left", "no deadline"]
    mail = reminder_mail("Market committee", cedar)
    assert "To Cedar Lane:" in mail
    assert "(1) When should stalls open?\n    Deadline 2026-04-10 08:00 UTC (3 days left)." in mail
    assert [each.member for each in due_within(found, 7)] == ["CED", "ELD", "FIG"]
    assert due_within(found, 1) == ()
    assert due_within(found, None) == found


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (2, "1 day left"),
        (3, "due today"),
        (3.1, "overdue since today"),
        (4, "overdue by 1 day"),
        (13, "overdue by 10 days"),
    ],
)
def test_time_left_is_counted_in_days(answered: WorkingGroup, days: float, said: str) -> None:
    """Until the day of the deadline, and from it on."""
    found = reminders(answered.state, MORNING + timedelta(days=days))
    assert time_left(found[2].missing[0]) == said


# Comments with their resolution.


def commented(group: WorkingGroup, audience: Audience = Audience.MEMBERS) -> Comments:
    """The comments on every draft."""
    return comments(group.state, group.judgement(), list(group.state.drafts), audience)


def test_each_comment_has_what_became_of_it(market: WorkingGroup) -> None:
    """Merged, merged in part, not retained, withdrawn, rejected or undecided, with when and why."""
    market.propose("R1", "Stalls should open at eight in the morning.", by=["ASP"])
    market.propose(
        "R2", "Vendors shall pay the fee before sunset.", by=["BIR"], rationale="Clarity."
    )
    market.propose("R2", "Traders shall pay the fee before noon.", by=["CED"])
    market.propose("R3", "Music may be played on squares.", by=["DOG"])
    market.propose("R4", "Dogs are kept at home.", by=["ELD"])
    market.propose("R5", "The committee meets every week.", by=["FIG"])
    market.merge("R1")
    market.merge("R2", settle={1: "A3"}, reason="Traders is the usual word.")
    (second,) = (each for each in commented(market).comments if each.handle == "A2")
    assert second.outcome == "not retained in part, the rest undecided"
    market.merge("R2")
    market.decide("A4", "withdrawn", reason="No longer needed.")
    market.decide("A5", "rejected", reason="It is too far.")
    found = {each.handle: (each.outcome, each.resolution) for each in commented(market).comments}
    assert found == {
        "A1": ("merged", ("Merged on 7 April 2026.",)),
        "A2": (
            "merged in part",
            (
                "Merged on 7 April 2026.",
                "Taken: replace “noon” by “sunset”.",
                "Not retained: replace “Sellers” by “Vendors”.",
            ),
        ),
        "A3": ("merged", ("Merged on 7 April 2026.",)),
        "A4": ("withdrawn", ("Withdrawn on 7 April 2026: No longer needed.",)),
        "A5": ("rejected", ("Rejected on 7 April 2026: It is too far.",)),
        "A6": ("undecided", ()),
    }
    written = markdown(comments_outline(commented(market)))
    assert (
        "6 comments: 2 merged, 1 merged in part, 1 withdrawn, 1 rejected, 1 undecided." in written
    )
    assert (
        "| 2 | BIR | 2 (R2) | Clarity. | **A2:** replace “noon” by “sunset”; replace “Sellers” by"
        " “Vendors” | Merged in part. Merged on 7 April 2026."
    ) in written
    public = csv_of(comments_table(commented(market, Audience.PUBLIC)))
    assert not [each for each in ("BIR", "Clarity.", "It is too far.") if each in public]


def test_a_comment_that_a_merge_left_out_names_what_it_took(market: WorkingGroup) -> None:
    """So it is known why it is not retained."""
    market.propose("R2", "Vendors shall pay the fee before noon.", by=["BIR"])
    market.propose("R2", "Traders shall pay the fee before noon.", by=["CED"])
    market.merge("R2", settle={1: "A2"}, reason="usual")
    first, _ = commented(market).comments
    assert first.outcome == "not retained"
    assert first.resolution == (
        "Not retained in the merge of 2 (R2) on 2026-04-07, which took A2.",
    )


def test_highlighted_passages_and_the_inbox_are_comments(answered: WorkingGroup) -> None:
    """Passages for whom may read them; of the inbox rows for members, mails for nobody else."""
    row = '{"target": "clause 99", "text": "Be kind.", "by": "ASP", "rationale": "Peace."}'
    answered.import_amendments(Source.of(row, "rows.jsonl"))
    passage, entry = commented(answered).comments
    assert (passage.place, passage.by, passage.outcome) == ("1 (R1)", "Dogwood Court", "noted")
    assert passage.comment == "the hour: “At eight”"
    assert (entry.handle, entry.by, entry.comment) == ("TR1", "ASP", "Peace.")
    assert entry.outcome == "not placed"
    answered.dismiss("TR1", reason="There is no such clause.")
    dismissed = commented(answered).comments[-1]
    assert (dismissed.outcome, dismissed.resolution) == ("dismissed", ("There is no such clause.",))
    assert commented(answered, Audience.PUBLIC).comments == ()
