"""Contributions read from texts, tables and Word, parted into answers by the questions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consensus.formats.contributions import (
    QuestionMatcher,
    read_contribution,
    read_contribution_table,
    read_docx_contribution,
    read_moment,
)
from consensus.formats.draft_docx import decode_docx
from consensus.formats.rows import BadRowError
from consensus.formats.source import Source
from consensus.model.planning import Question
from tests.support.docx_files import cell, comment, docx, ins, p, row, table

ASKED = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = "What makes a harbour a good neighbour of its town?"
SECOND = "Considering the storms of last year, which lights should the panel recommend?"
QUESTIONS = (
    Question("Q1", "1", FIRST, ASKED, id="first"),
    Question("Q2", "2", SECOND, ASKED, id="second"),
)


def read(text: str, name: str = "reply.md") -> tuple[dict[str, str], str, list[str]]:
    """The answers of a text by question, what stands beside them, and the findings."""
    row, findings = read_contribution(Source.of(text, name), QUESTIONS)
    answers = {each.question: each.text for each in row.answers}
    return answers, row.text, [f"{each.line}: {each.message}" for each in findings]


@pytest.mark.parametrize(
    "text",
    [
        "## Question 1\n\nQuiet.\n\n## Question 2\n\nRed ones.\n",
        "Question 1\n\nQuiet.\n\nQuestion 2:\n\nRed ones.\n",
        "Q1: Quiet.\nQ2: Red ones.\n",
        "Question 1\nQuiet.\nQuestion 2\nRed ones.\n",
        "**Answer to question 1**\n\nQuiet.\n\n**Answer to question 2**\n\nRed ones.\n",
        f"# {FIRST}\n\nQuiet.\n\n# {SECOND}\n\nRed ones.\n",
        f"1. {FIRST}\n\nQuiet.\n\n2. {SECOND}\n\nRed ones.\n",
        f"Question 1: {FIRST}\n\nQuiet.\n\n(2) {SECOND}\n\nRed ones.\n",
        "1\n=\n\nQuiet.\n\n2\n-\n\nRed ones.\n".replace("-\n", "---\n"),
        f"> {FIRST}\n\nQuiet.\n\n> {SECOND}\n\nRed ones.\n",
        "What makes a harbour\na good neighbour of its\ntown?\nQuiet.\n\n"
        "Considering the storms of last year, which lights should we recommend?\n\nRed ones.\n",
        "# A good neighbour of its town\n\nQuiet.\n\n# Which lights should the panel recommend\n\n"
        "Red ones.\n",
    ],
)
def test_questions_part_the_answers(text: str) -> None:
    """By number, by handle, by their words, in headings, in bold, quoted or plain."""
    assert read(text) == ({"first": "Quiet.", "second": "Red ones."}, "", [])


def test_words_beside_the_questions_are_kept() -> None:
    """What stands before the first question, and under a heading of its level, answers none."""
    answers, beside, findings = read(
        "# Our views\n\nDear panel.\n\n## Question 1\n\nQuiet.\n\n### Why\n\nSleep.\n\n"
        "## Who we are\n\nNeighbours.\n"
    )
    assert answers == {"first": "Quiet.\n\n### Why\n\nSleep."}
    assert beside == "# Our views\n\nDear panel.\n\n## Who we are\n\nNeighbours."
    assert findings == ['13: "Who we are" stands under no question and is kept beside the answers.']


@pytest.mark.parametrize(
    ("text", "beside", "finding"),
    [
        (
            "Question 7\n\nWho knows.\n",
            "Question 7\n\nWho knows.",
            '1: "Question 7": no question is called 7.',
        ),
        ("Dear panel.\n", "Dear panel.", "0: No question is named here, so all of it is kept"),
        ("# Question 1\n\n# Question 2\n\nRed.\n", "", "1: Nothing stands under question 1."),
        ("Received: soon\n\nQ1: Quiet.\n", "", '1: "soon" is no time; write it as'),
    ],
)
def test_what_cannot_be_attributed_is_a_finding(text: str, beside: str, finding: str) -> None:
    """A question nobody asked, a text without any, a heading with nothing under it."""
    _, kept, findings = read(text)
    assert kept == beside
    assert any(each.startswith(finding) for each in findings)


def test_line_like_two_questions_answers_neither() -> None:
    """Where two questions are alike but for a word, a reader has to say which is meant."""
    alike = (
        Question("Q1", "1", "Which harbour lights should be painted red?", ASKED, id="one"),
        Question("Q2", "2", "Which harbour lights should be painted blue?", ASKED, id="two"),
    )
    matcher = QuestionMatcher(alike)
    mark = matcher.mark("Which harbour lights should be painted?", heading=True)
    assert mark is not None
    assert (mark.question, mark.problem) == ("", "it may be question 1 or 2")


def test_sentences_that_begin_like_a_question_are_none() -> None:
    """A paragraph that speaks of a question, or is a numbered point, goes on with the answer."""
    answers, _, _ = read("## Question 2\n\nQuestion 1 is harder.\n\n1. Red.\n\n2. Green.\n")
    assert answers == {"second": "Question 1 is harder.\n\n1. Red.\n\n2. Green."}


def test_code_is_no_heading() -> None:
    """What stands in a fence is left as it is."""
    answers, _, _ = read("# Question 1\n\n```\n# Question 2\n```\n")
    assert answers == {"first": "```\n# Question 2\n```"}


@pytest.mark.parametrize(
    "text",
    [
        "From: Harbour Trust\nGroup: CIV\nReceived: 2026-02-01\nConfidential: yes\n\nQ1: Quiet.\n",
        "---\nsubmitted by: Harbour Trust\nstakeholder group: CIV\ndate: 2026-02-01\n"
        "confidential: true\n---\n\nQ1: Quiet.\n",
        "**From:** Harbour Trust\n**Group:** CIV\n**Received:** 2026-02-01\n"
        "**Confidential:** yes\n\nQ1: Quiet.\n",
    ],
)
def test_first_lines_say_who_it_comes_from(text: str) -> None:
    """As plain lines, in bold or as front matter; they are no part of the words."""
    row, _ = read_contribution(Source.of(text, "a.md"), QUESTIONS)
    assert (row.contributor, row.group, row.received) == ("Harbour Trust", "CIV", "2026-02-01")
    assert (row.confidential, row.text, row.answers[0].text) == (True, "", "Quiet.")


def test_rows_of_a_table_are_gathered_by_contributor() -> None:
    """One contribution for each contributor and time; bad rows are findings with their line."""
    rows, findings = read_contribution_table(
        Source.of(
            "contributor,question,answer,received\n"
            "ASH,1,Quiet.,2026-02-01\n"
            f'ASH,"{SECOND}",Red ones.,2026-02-01\n'
            "BAY,Q2,,2026-02-01\n"
            "BAY,,We greet you.,2026-02-03\n"
            "BAY,9,Nothing.,2026-02-03\n"
            ",1,Nobody.,\n"
            "ASH,1,Again.,2026-02-01\n"
            "COL,1,Loud.,some day\n",
            "answers.csv",
        ),
        QUESTIONS,
    )
    told = [(row.contributor, {a.question: a.text for a in row.answers}, row.text) for row in rows]
    assert told == [
        ("ASH", {"first": "Quiet.", "second": "Red ones."}, ""),
        ("BAY", {}, "We greet you."),
    ]
    assert [each.line for each in findings] == [6, 7, 8, 9]


def test_day_is_its_noon() -> None:
    """A day is compared with a deadline as people would in nearly every zone."""
    assert read_moment("2026-02-01") == datetime(2026, 2, 1, 12, tzinfo=UTC)
    assert read_moment("2026-02-01T09:30") == datetime(2026, 2, 1, 9, 30, tzinfo=UTC)
    assert read_moment("") is None
    with pytest.raises(BadRowError, match="is no time"):
        read_moment("Tuesday")


# Contributions sent as Word files.


QUESTIONS_IN_WORD = (
    Question("Q1", "1", "What makes a harbour a good neighbour of its town?", ASKED, id="q1"),
    Question("Q2", "2", "Which lights should the panel recommend for storms?", ASKED, id="q2"),
)


def test_headings_part_the_answers() -> None:
    """As in text; lists and tables are kept, and lines of findings are paragraphs."""
    source = decode_docx(
        docx(
            p("From: Harbour Trust"),
            p(""),
            p("What makes a harbour a good neighbour of its town?", style="berschrift2"),
            p("Three things:"),
            p("quiet,", numbering=(1, 0)),
            p("light.", numbering=(2, 0)),
            p("Question 2"),
            table(row(cell(p("red")), cell(p("left")))),
            p("Who we are", style="berschrift1"),
            p("A trust."),
        ),
        "letter.docx",
    )
    row_, findings = read_docx_contribution(source, QUESTIONS_IN_WORD)
    assert row_.contributor == "Harbour Trust"
    assert [(each.line, each.question, each.text) for each in row_.answers] == [
        (3, "q1", "Three things:\n\n1. quiet,\n\n- light."),
        (7, "q2", "red | left"),
    ]
    assert row_.text == "# Who we are\n\nA trust."
    assert [(each.line, each.message) for each in findings] == [
        (10, '"Who we are" stands under no question and is kept beside the answers.')
    ]


def test_changes_are_taken_as_accepted() -> None:
    """Since nobody else is to decide on them; what is left out is said."""
    changed = docx(p("Question 1"), p("Quiet", ins("Ana", " and light"), "."))
    row_, findings = read_docx_contribution(decode_docx(changed, "a.docx"), QUESTIONS_IN_WORD)
    assert row_.answers[0].text == "Quiet and light."
    assert [each.message for each in findings] == [
        "Its 1 tracked changes were taken as accepted; comments were left out."
    ]
    commented = docx(p("Question 1"), p("Quiet."), comments=comment(0, "Ben", "Why?"))
    _, findings = read_docx_contribution(decode_docx(commented, "a.docx"), QUESTIONS_IN_WORD)
    assert [each.message for each in findings] == ["Its 1 comments were left out."]
