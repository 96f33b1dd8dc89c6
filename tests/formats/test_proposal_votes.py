"""Proposals as Loomio exports them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consensus.errors import UnreadableInput
from consensus.formats.source import Source
from consensus.formats.votes import CastVote, Voter, read_proposals
from consensus.model.positions import Stance

IN_PARTS = """poll
id,group_id,title,author_name,created_at,details,poll_url
12,3,"Red lights, please",Ada Lind,2026-01-05 10:00:00 UTC,<p>At the <b>pier</b>.</p>,https://x.example
poll_options
id,poll_id,name,score
1,12,agree,2
votes
id,poll_id,voter_id,voter_name,member_title,delegate,created_at,updated_at,reason,reason_format,agree,abstain,disagree,block
7,12,40,Ana Lopes,,,2026-01-06T09:00:00Z,2026-01-07T09:00:00Z,"<p>Good, ""very"".</p>",html,1,,,
8,12,41,Ben,,,2026-01-06T10:00:00Z,,,md,,,,1
9,12,42,Ben,,,2026-01-06T10:00:00Z,,No,md,,,1,
10,12,43,Cora,,,,,,md,,,,
"""
IN_ROWS = """Title,Green lights
Author,Ada Lind
Closed at,2026-01-08 10:00:00 UTC
Details,At the pier.

Participant,Agree,Abstain,Disagree,Block,Reason
Ana Lopes,1,0,0,0,Why not
Dun,0,1,0,0,
Eve,1,0,1,0,both
Total,2,1,1,0
"""


def sources(*texts: str) -> list[Source]:
    """Files of these texts."""
    return [Source.of(text, f"{number}.csv") for number, text in enumerate(texts, 1)]


def test_both_forms_are_read() -> None:
    """With reasons and times; the same name is the same voter, twice in one file another one."""
    record = read_proposals(sources(IN_PARTS, IN_ROWS))
    assert [(each.label, each.text) for each in record.questions] == [
        ("1", "Red lights, please\n\nAt the pier."),
        ("2", "Green lights\n\nAt the pier."),
    ]
    assert record.voters == (
        Voter(9, "Ana-Lopes", "Ana Lopes"),
        Voter(10, "Ben", "Ben"),
        Voter(11, "Ben-2", "Ben"),
        Voter(8, "Dun", "Dun"),
    )
    votes = [(each.question, each.voter, each.stance, each.reason) for each in record.votes]
    assert votes == [
        ("1", "Ana-Lopes", Stance.SUPPORT, 'Good, "very".'),
        ("1", "Ben", Stance.OBJECT, ""),
        ("1", "Ben-2", Stance.DISAGREE, "No"),
        ("2", "Ana-Lopes", Stance.SUPPORT, "Why not"),
        ("2", "Dun", Stance.ABSTAIN, ""),
    ]
    moments = [each.happened for each in record.votes[:2]]
    assert moments == [datetime(2026, 1, 7, 9, tzinfo=UTC), datetime(2026, 1, 6, 10, tzinfo=UTC)]
    assert record.votes[3].happened is None


def test_what_cannot_be_counted_stays_out() -> None:
    """Several options at once, and options that are no stance, each said once."""
    record = read_proposals(sources(IN_ROWS.replace("Disagree,", "Later,")))
    assert record.refused == 1
    assert [str(each) for each in record.findings] == [
        '1.csv:6:27: error: "Later" is no stance; its votes stay out.',
        '1.csv:9:1: error: "Eve" chose several options; none was taken.',
    ]


def test_participant_may_be_called_total() -> None:
    """What stands below is a total by its sums; in the other form there is none."""
    rows = IN_ROWS.replace("Total,2,1,1,0", "Summe,2,1,1,0")
    assert "Summe" not in [each.name for each in read_proposals(sources(rows)).voters]
    parts = IN_PARTS.replace("Cora,,,,,,md,,,,", "Total,,,,,,md,1,,,")
    last = read_proposals(sources(parts)).votes[-1]
    assert last == CastVote(12, "1", "Total", Stance.SUPPORT)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Export for Harbour\n\nGroups (1)\nId,Name\n1,Harbour\n", "export of a whole group"),
        ("a,b\n1,2\n", "no proposal with its votes"),
        (IN_PARTS.replace("agree,abstain,disagree,block\n7", "Ana,Ben,Cora,Dun\n7"), "options are"),
        ("votes\n", "no proposal with its votes"),
    ],
)
def test_what_is_no_proposal_is_refused(text: str, problem: str) -> None:
    """With what to export instead."""
    with pytest.raises(UnreadableInput, match=problem):
        read_proposals(sources(text))
