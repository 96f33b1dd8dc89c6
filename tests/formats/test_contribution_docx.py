"""Contributions sent as Word files."""

from __future__ import annotations

from datetime import UTC, datetime

from consensus.formats.contributions import read_docx_contribution
from consensus.formats.draft_docx import decode_docx
from consensus.model.planning import Question
from tests.support.docx_build import cell, comment, docx, ins, p, row, table

ASKED = datetime(2026, 1, 1, tzinfo=UTC)
QUESTIONS = (
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
    row_, findings = read_docx_contribution(source, QUESTIONS)
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
    row_, findings = read_docx_contribution(decode_docx(changed, "a.docx"), QUESTIONS)
    assert row_.answers[0].text == "Quiet and light."
    assert [each.message for each in findings] == [
        "Its 1 tracked changes were taken as accepted; comments were left out."
    ]
    commented = docx(p("Question 1"), p("Quiet."), comments=comment(0, "Ben", "Why?"))
    _, findings = read_docx_contribution(decode_docx(commented, "a.docx"), QUESTIONS)
    assert [each.message for each in findings] == ["Its 1 comments were left out."]
