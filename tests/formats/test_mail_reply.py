"""Replies to questions: each answer stands under the question that it follows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consensus.formats.mail import reply_text
from consensus.model.planning import Question

ASKED = datetime(2026, 1, 1, tzinfo=UTC)
QUESTIONS = (
    Question("Q1", "1", "What makes a harbour a good neighbour of its town?", ASKED, id="q1"),
    Question("Q2", "2(a)", "Which lights should the panel recommend for storms?", ASKED, id="q2"),
)

REPLIES = {
    "below each question": (
        "Dear all,\n> What makes a harbour a good neighbour of its town?\nQuiet.\n\n"
        "> Which lights should the panel recommend for storms?\n\nRed ones.",
        "Dear all,\n\nQuestion 1\n\nQuiet.\n\n\nQuestion 2(a)\n\nRed ones.",
    ),
    "question wrapped": (
        "> What makes a harbour a good\n> neighbour of its town?\nQuiet.",
        "Question 1\n\nQuiet.",
    ),
    "after other words": (
        "> Dear members,\n> please answer by Friday.\n>\n> Question 2(a)\nRed ones.",
        "Question 2(a)\n\nRed ones.",
    ),
    "the last of several": (
        "> Question 1\n>\n> Question 2(a)\nRed ones.",
        "Question 2(a)\n\nRed ones.",
    ),
    "no question": ("> Thank you for coming.\nYou are welcome.", "You are welcome."),
}


@pytest.mark.parametrize(("exchange", "expected"), REPLIES.values(), ids=REPLIES)
def test_quoted_question_is_a_heading(exchange: str, expected: str) -> None:
    """Other quotations are left out."""
    assert reply_text(exchange, QUESTIONS) == expected
