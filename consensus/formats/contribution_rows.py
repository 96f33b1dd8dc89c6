"""Contributions as they came: rows of a table, or one whole text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from attrs import evolve, frozen

from consensus.finding import Finding
from consensus.formats.question_matching import QuestionMatcher
from consensus.formats.rows import (
    BadRowError,
    Columns,
    Record,
    finding_of,
    in_order,
    read_records,
    shown,
)
from consensus.formats.source import Source
from consensus.model.question import Question

COLUMNS = Columns(
    {
        "contributor": ("from", "code", "member", "name", "organisation", "organization"),
        "question": ("q", "question number", "number"),
        "answer": ("reply", "response", "text", "contribution"),
        "received": ("date", "received on", "submitted", "when"),
        "group": ("stakeholder group", "stakeholder"),
        "confidential": ("in confidence",),
    }
)


@frozen
class AnswerRow:
    """What a contribution says to one question.

    Attributes:
        line: where it begins in the file, counted from 1.
        question: the id of the question.
        text: the answer.
    """

    line: int
    question: str
    text: str


@frozen
class ContributionRow:
    """One contribution as it came.

    Attributes:
        line: where it begins in the file, counted from 1.
        contributor: the code or name of who it comes from; empty where it does not say.
        group: the code or name of the contributor's stakeholder group; may be empty.
        received: when it came, as it was written; empty where it does not say.
        answers: what it says to each question.
        text: what it says beside the questions.
        confidential: whether only the secretariat may see it.
    """

    line: int
    contributor: str = ""
    group: str = ""
    received: str = ""
    answers: tuple[AnswerRow, ...] = ()
    text: str = ""
    confidential: bool = False


def read_moment(word: str) -> datetime | None:
    """A time in ISO 8601, in universal time where it names no zone; a day is its noon.

    Noon is on that day nearly everywhere, so that a day is compared with a deadline as people
    would, whatever zone they are in.

    Returns:
        None where nothing is written.

    Raises:
        BadRowError: it is neither a day nor a time.
    """
    if not word:
        return None
    try:
        found = datetime.fromisoformat(word)
    except ValueError:
        raise BadRowError(
            f"{shown(word)} is no time; write it as 2016-12-15 or 2016-12-15T09:30", "received"
        ) from None
    if len(word) <= len("2016-12-15"):
        found = datetime.combine(found, time(12))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def read_contribution_table(
    source: Source, questions: Sequence[Question]
) -> tuple[tuple[ContributionRow, ...], tuple[Finding, ...]]:
    """Read contributions from a table with named columns, one answer in each row.

    The rows of one contributor that were received at one time are one contribution. A row without
    a question is what it says beside them; one without an answer is passed over.

    Args:
        source: the file that was read; its columns are contributor, question, answer, received,
            group and confidential.
        questions: those that were asked.

    Returns:
        the contributions, and a finding for each row that was left out.
    """
    records, findings = read_records(source, COLUMNS, needed=("contributor", "answer"))
    matcher = QuestionMatcher(questions)
    rows: dict[tuple[str, str, str], ContributionRow] = {}
    refused: list[Finding] = []
    for record in records:
        if not record.word("answer"):
            continue
        try:
            _take(rows, record, matcher)
        except BadRowError as error:
            refused.append(finding_of(error, source.name, record.line, record.columns))
    return tuple(rows.values()), in_order(findings, refused)


def _take(
    rows: dict[tuple[str, str, str], ContributionRow], record: Record, matcher: QuestionMatcher
) -> None:
    """Add a row to the contribution that it belongs to."""
    contributor, answer = record.word("contributor"), record.text("answer").strip()
    if not contributor:
        raise BadRowError("there is no contributor; give a code or a name", "contributor")
    received, group = record.word("received"), record.word("group")
    read_moment(received)
    confidential = record.flag("confidential")
    key = (contributor.casefold(), group.casefold(), received)
    row = rows.get(key) or ContributionRow(record.line, contributor, group, received)
    row = evolve(row, confidential=row.confidential or confidential)
    asked = record.word("question")
    if not asked:
        rows[key] = evolve(row, text=f"{row.text}\n\n{answer}" if row.text else answer)
        return
    mark = matcher.find(asked)
    if not mark.question:
        raise BadRowError(f"{shown(asked)}: {mark.problem}", "question")
    if any(each.question == mark.question for each in row.answers):
        raise BadRowError(f"{contributor} answers {shown(asked)} in a row above", "question")
    rows[key] = evolve(row, answers=(*row.answers, AnswerRow(record.line, mark.question, answer)))
