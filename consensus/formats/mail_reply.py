"""What a mail replies to questions that it quotes, each answer below its question."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.formats.question_matching import QuestionMatcher
from consensus.model.question import Question

_LONGEST_QUESTION = 6  # lines
_MOST_QUOTED = 400  # lines in a row that are looked through


def reply_text(exchange: str, questions: Sequence[Question]) -> str:
    """Write an exchange so that its answers stand under headings such as `Question 1`.

    Args:
        exchange: own words below quoted ones, `> ` before the lines of these.
        questions: those that were asked.

    Returns:
        The own words, with a heading in place of each quotation that ends in a question; other
        quotations are left out.
    """
    matcher = QuestionMatcher(questions)
    numbers = {each.id: each.number for each in questions}
    lines: list[str] = []
    quoted: list[str] = []
    for line in exchange.split("\n"):
        if line.startswith(">"):
            quoted.append(line[1:].strip())
            continue
        if not line.strip() and quoted:
            continue
        question = _last_asked(quoted[-_MOST_QUOTED:], matcher)
        quoted = []
        lines += ["", f"Question {numbers[question]}", ""] if question else []
        lines.append(line)
    return "\n".join(lines).strip("\n")


def _last_asked(lines: Sequence[str], matcher: QuestionMatcher) -> str:
    """The id of the last question among quoted lines; empty for none."""
    for start in reversed(range(len(lines))):
        most = min(_LONGEST_QUESTION, len(lines) - start)
        for size in range(most, 0, -1):
            words = " ".join(lines[start : start + size])
            mark = matcher.mark(words, heading=False) if words else None
            if mark and mark.question:
                return mark.question
    return ""
