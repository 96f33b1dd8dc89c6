"""Roll calls, polls and proposals as other tools and bodies keep them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from consensus.errors import UnreadableInput
from consensus.finding import Severity
from consensus.formats.source import Source
from consensus.formats.votes import (
    CastVote,
    Question,
    Voter,
    VoteRecord,
    read_poll,
    read_proposals,
    read_roll_calls,
)
from consensus.model.positions import Stance

VOTES = """rcid,country_code,country,vote,session
11,AA,Aland,yes,1
11,BB,Bland,no,1
12,AA,Aland,abstain,1
"""
TITLES = """rcid,date,unres,short,descr
12,2018-10-16,R/1,On [ships],ignored
11,soon,,,The second title
"""
COMMENTS = """timestamp,comment-id,author-id,moderated,comment-body
1,10,5,1,"Ten, with a comma"
2,2,5,-1,Two
"""
MATRIX = """participant,group-id,n-votes,n-agree,n-disagree,2,10
0,1,2,1,1,1,-1
1,,1,0,0,0,
"""


def stances(record: VoteRecord) -> list[tuple[str, str, str]]:
    """What is voted, as plain words."""
    return [(each.question, each.voter, each.stance.value) for each in record.votes]


def test_roll_calls_are_read_by_the_names_of_known_collections() -> None:
    """A question for each roll call in the order of the titles, and a vote for each row."""
    record = read_roll_calls(Source.of(VOTES, "v.csv"), Source.of(TITLES, "t.csv"))
    assert record.questions == (
        Question("12", "R/1: On [ships]", date(2018, 10, 16)),
        Question("11", "The second title"),
    )
    assert [(each.code, each.name) for each in record.voters] == [("AA", "Aland"), ("BB", "Bland")]
    assert stances(record) == [
        ("11", "AA", "support"),
        ("11", "BB", "disagree"),
        ("12", "AA", "abstain"),
    ]
    (finding,) = record.findings
    assert (finding.severity, finding.file, finding.line) == (Severity.WARNING, "t.csv", 3)


def test_roll_call_without_a_title_has_its_number() -> None:
    """Votes on what no title is given for are kept, and said to be so."""
    alone = read_roll_calls(Source.of(VOTES))
    assert [each.text for each in alone.questions] == ["Roll call 11", "Roll call 12"]
    assert alone.findings == ()
    titles = Source.of("rcid,title\n11,One\n11,Again\n", "t.csv")
    record = read_roll_calls(Source.of(VOTES, "v.csv"), titles)
    assert [each.text for each in record.questions] == ["One", "Roll call 12"]
    assert [each.file for each in record.findings] == ["t.csv", "v.csv"]


def test_results_majorities_and_days_are_read_from_either_file() -> None:
    """A row of the votes gives what the titles do not say; words of many bodies are understood."""
    votes = "rcid,code,vote,result,majority,date\n1,AA,yes,,,\n2,AA,yes,lost,2/3,1970-01-05\n"
    titles = "rcid,title,date,outcome,majority needed\n1,One,1970-01-04,Motion agreed to,Simple\n"
    record = read_roll_calls(Source.of(votes, "v.csv"), Source.of(titles, "t.csv"))
    assert record.questions == (
        Question("1", "One", date(1970, 1, 4), 'majority("simple")', True),
        Question("2", "Roll call 2", date(1970, 1, 5), 'majority("two-thirds")', False),
    )


@pytest.mark.parametrize(
    ("word", "adopted"),
    [
        ("Adopted", True),
        ("not adopted", False),
        ("Amendment rejected", False),
        ("Motion agreed to", True),
        ("disagreed to", None),
    ],
)
def test_words_for_results(word: str, adopted: bool | None) -> None:
    """The last words count; what is neither is a warning, and decides nothing."""
    record = read_roll_calls(Source.of(f"rcid,code,vote,result\n1,AA,yes,{word}\n"))
    assert [each.adopted for each in record.questions] == [adopted]
    assert len(record.findings) == (adopted is None)


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        ("two-thirds majority", 'majority("two-thirds")'),
        ("majority of members present and voting", 'majority("simple")'),
        ("absolute majority", 'majority("absolute")'),
        ("majority of all members", 'majority("absolute")'),
        ("unanimous", "unanimity()"),
        ("consensus_minus(1)", "consensus_minus(1)"),
        ("most of us", ""),
    ],
)
def test_words_for_majorities(word: str, rule: str) -> None:
    """Words of rules of procedure and expressions are read; others are a warning."""
    record = read_roll_calls(Source.of(f"rcid,code,vote,majority\n1,AA,yes,{word}\n"))
    assert [each.rule for each in record.questions] == [rule]
    assert len(record.findings) == (not rule)


def test_vote_without_a_code_goes_by_the_name() -> None:
    """A name is that of a code in the file, or makes one; of two members it is refused."""
    votes = (
        "rcid,country_code,country,vote\n1,VE,Venezuela (Bolivarian Republic of),yes\n"
        "2,,Bolivarian Republic of Venezuela,no\n1,,East Aland,yes\n2,,EAST ALAND,no\n"
        "1,XA,Sand,yes\n1,XB,The Sand,no\n2,,Sand,no\n2,,,yes\n"
    )
    record = read_roll_calls(Source.of(votes, "v.csv"))
    assert stances(record) == [
        ("1", "VE", "support"),
        ("2", "VE", "disagree"),
        ("1", "East-Aland", "support"),
        ("2", "East-Aland", "disagree"),
        ("1", "XA", "support"),
        ("1", "XB", "disagree"),
    ]
    assert [(each.line, each.severity) for each in record.findings] == [
        (8, Severity.ERROR),
        (9, Severity.ERROR),
    ]
    assert record.refused == 2


def test_days_of_membership_are_read_and_checked() -> None:
    """The first row with a day counts; another one, and leaving before joining, are warnings."""
    votes = (
        "rcid,code,vote,since,until\n1,AA,yes,1950-01-01,\n2,AA,yes,1951-01-01,1960-05-05\n"
        "1,BB,no,1960-01-01,1950-01-01\n1,CC,no,once,\n"
    )
    record = read_roll_calls(Source.of(votes, "v.csv"))
    assert [(each.code, each.since, each.until) for each in record.voters] == [
        ("AA", date(1950, 1, 1), date(1960, 5, 5)),
        ("BB", None, None),
        ("CC", None, None),
    ]
    assert [(each.line, each.severity) for each in record.findings] == [
        (line, Severity.WARNING) for line in (3, 4, 5)
    ]


def test_bad_votes_are_counted_and_named_once_by_word() -> None:
    """Absence is no vote; a word that is none is one finding for all its rows."""
    rows = "11,CC,C,maybe,1\n12,CC,C,maybe,1\n11,DD,D,absent,1\n,EE,E,yes,1\n"
    again = "11,AA,Aland,yes,1\n11,BB,Bland,yes,1\n"
    record = read_roll_calls(Source.of(f"{VOTES}{rows}{again}", "v.csv"))
    assert (record.rows, len(record.votes), record.duplicates, record.refused) == (8, 3, 1, 4)
    assert [(each.line, each.severity) for each in record.findings] == [
        (5, Severity.ERROR),
        (8, Severity.ERROR),
        (10, Severity.ERROR),
    ]
    assert "So in 2 rows" in record.findings[0].message
    assert "DD" in [each.code for each in record.voters]


def test_poll_is_read_from_comments_and_matrix() -> None:
    """Comments by number, participants with their groups, and a vote for each filled cell."""
    record = read_poll(Source.of(COMMENTS), Source.of(MATRIX))
    assert record.questions == (Question("2", "Two"), Question("10", "Ten, with a comma"))
    assert [(each.code, each.name, each.group) for each in record.voters] == [
        ("P0", "Participant 0", "G1"),
        ("P1", "Participant 1", ""),
    ]
    assert stances(record) == [
        ("2", "P0", "support"),
        ("10", "P0", "disagree"),
        ("2", "P1", "abstain"),
    ]
    assert record.findings == ()


def test_rejected_comments_can_be_left_out() -> None:
    """With their votes, and with a word on how many."""
    record = read_poll(Source.of(COMMENTS), Source.of(MATRIX), rejected=False)
    assert [each.label for each in record.questions] == ["10"]
    assert stances(record) == [("10", "P0", "disagree")]
    assert [each.severity for each in record.findings] == [Severity.NOTE]


def test_signs_are_turned_when_the_counts_say_so() -> None:
    """Some exports have 1 and -1 the other way round; each row counts its own votes."""
    turned = MATRIX.replace("0,1,2,1,1,1,-1", "0,1,2,2,0,-1,-1")
    record = read_poll(Source.of(COMMENTS), Source.of(turned))
    assert [each.stance for each in record.votes] == [
        Stance.SUPPORT,
        Stance.SUPPORT,
        Stance.ABSTAIN,
    ]
    assert [each.severity for each in record.findings] == [Severity.WARNING]


def test_counts_that_differ_from_the_votes_are_named() -> None:
    """The votes are counted, not what is said of them."""
    wrong = MATRIX.replace("0,1,2,1,1,1,-1", "0,1,2,5,5,1,-1")
    record = read_poll(Source.of(COMMENTS), Source.of(wrong))
    assert len(record.votes) == 3
    assert "The counts of 1 participants" in record.findings[0].message


def test_bad_cells_and_rows_of_the_matrix_are_findings() -> None:
    """A column without a comment is kept under its number; a bad cell and a row twice are not."""
    matrix = MATRIX.replace(",2,10\n", ",2,99\n") + "0,,,,,1,1\n2,,,,,x,1\n"
    record = read_poll(Source.of(COMMENTS), Source.of(matrix, "m.csv"))
    assert [each.label for each in record.questions] == ["2", "10", "99"]
    assert (record.rows, len(record.votes), record.refused) == (7, 4, 3)
    places = [(each.line, each.column) for each in record.findings if each.line]
    assert places == [(1, 51), (4, 0), (5, 7)]


@pytest.mark.parametrize(
    ("comments", "matrix"),
    [("", MATRIX), ("a,b\n1,2\n", MATRIX), (COMMENTS, ""), (COMMENTS, "participant,x\n1,2\n")],
)
def test_what_is_no_poll_is_refused(comments: str, matrix: str) -> None:
    """Files of another kind are named as such."""
    with pytest.raises(UnreadableInput):
        read_poll(Source.of(comments, "c.csv"), Source.of(matrix, "m.csv"))


@pytest.mark.parametrize(
    "text", ["", "rcid,vote\n1,yes\n", "code,vote\nAA,yes\n", VOTES.splitlines()[0]]
)
def test_what_is_no_roll_call_is_refused(text: str) -> None:
    """A file without a column that is needed, or without rows."""
    with pytest.raises(UnreadableInput, match=r"v\.csv"):
        read_roll_calls(Source.of(text, "v.csv"))


# Proposals as Loomio exports them.


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
        '1.csv:6:27: error: "Later" is no position; its votes stay out.',
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
