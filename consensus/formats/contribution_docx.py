"""Contributions sent as Word files, read as text with headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from consensus.finding import Finding, Severity
from consensus.formats.contribution_rows import AnswerRow, ContributionRow
from consensus.formats.contributions import read_contribution
from consensus.formats.docx.view import ShownParagraph, ShownRow
from consensus.formats.docx_source import DocxSource
from consensus.formats.source import Source
from consensus.model.question import Question

_DEEPEST_HEADING = 6


def read_docx_contribution(
    source: DocxSource, questions: Sequence[Question]
) -> tuple[ContributionRow, tuple[Finding, ...]]:
    """Read one contribution from a Word file, as its author leaves it: with all changes accepted.

    Headings, list items and the rows of tables are kept as such, footnotes stand at the end.

    Args:
        source: the file that was read.
        questions: those that were asked.

    Returns:
        the contribution, and a finding for what cannot be told to answer a question; their lines
        are the numbers of paragraphs.
    """
    lines = list(_lines(source.accepted()))
    text = "\n\n".join(words for _, words in lines)
    # Each paragraph is on a line of its own, with an empty one after it.
    numbers = {2 * at + 1: number for at, (number, _) in enumerate(lines)}
    row, findings = read_contribution(Source.of(text, source.name), questions)
    answers = tuple(
        AnswerRow(numbers.get(each.line, each.line), each.question, each.text)
        for each in row.answers
    )
    placed = (evolve(each, line=numbers.get(each.line, each.line)) for each in findings)
    return evolve(row, answers=answers), (*_changed(source), *placed)


def _changed(source: DocxSource) -> Iterator[Finding]:
    if source.document.revisions:
        message = (
            f"Its {len(source.document.revisions)} tracked changes were taken as accepted; comments"
            " were left out."
        )
        yield Finding(message, Severity.WARNING, source.name)
    elif source.document.comments:
        message = f"Its {len(source.document.comments)} comments were left out."
        yield Finding(message, Severity.NOTE, source.name)


def _lines(source: DocxSource) -> Iterator[tuple[int, str]]:
    """The paragraphs that have words, each on one line, with their numbers."""
    for block in source.shown.blocks:
        if words := _written(block):
            yield block.number, words
    for note in source.shown.notes:
        yield note.number, " ".join(f"{note.note.label}: {note.text}".split())


def _written(block: ShownParagraph | ShownRow) -> str:
    words = " ".join(block.text.split())
    if not words or isinstance(block, ShownRow):
        return words
    if block.format.heading:
        return f"{'#' * min(block.format.heading, _DEEPEST_HEADING)} {words}"
    if block.is_bulleted:
        return f"- {' '.join(block.words.split())}"
    return words
