"""Contributions written as Markdown or plain text, parted into answers by the questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from consensus.finding import Finding, Severity
from consensus.formats.contribution_rows import AnswerRow, ContributionRow, read_moment
from consensus.formats.question_matching import Mark, QuestionMatcher
from consensus.formats.rows import BadRowError, folded, shown
from consensus.formats.source import Source, check_lines
from consensus.model.question import Question

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,})\s*")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_FRONT_MATTER = "---"
_HEAD = re.compile(r"[\s>*_]*(?P<name>[A-Za-z ]{3,20}?)[*_]*\s*:[*_]*\s*(?P<value>\S.*?)[\s*_]*")
_HEAD_NAMES = {
    **dict.fromkeys(("from", "contributor", "submitted by", "name", "organisation"), "contributor"),
    **dict.fromkeys(("group", "stakeholder group", "stakeholder"), "group"),
    **dict.fromkeys(("received", "date", "received on", "submitted on"), "received"),
    "confidential": "confidential",
}
# A line that begins an answer without a blank one before it.
_OPENING = re.compile(
    r"[\s>*_]*(?:question|q)\s*\.?\s*(?:no\.?\s*)?\(?[0-9]+\)?[\s*_]*(?:[:.)–—-]|$)", re.IGNORECASE
)
# A question that was retyped runs over no more lines than this.
_LONGEST_QUESTION = 6


@frozen
class _Block:
    """Lines without a blank one between them; a heading is one of its own.

    Attributes:
        line: where it begins, counted from 1.
        lines: as they stand in the file; those of a heading as one.
        level: from 1 to 6 of a heading; 0 of anything else.
        size: how many lines of the file it takes.
    """

    line: int
    lines: tuple[str, ...]
    level: int
    size: int

    @classmethod
    def heading(cls, line: int, lines: Sequence[str], level: int, size: int) -> _Block:
        """A heading, on one line."""
        return cls(line, (" ".join(lines),), level, size)


@frozen
class _Part:
    """What stands under one mark.

    Attributes:
        line: where the mark stands.
        question: the id of the question; empty for what answers none.
        text: the words.
    """

    line: int
    question: str
    text: str


def read_contribution(
    source: Source, questions: Sequence[Question]
) -> tuple[ContributionRow, tuple[Finding, ...]]:
    """Read one contribution from a text, which headings and questions part into answers.

    An answer stands under a heading or line that names the question (`Question 1`, `Q2:`) or is
    its own words, give or take a few, and ends at the next one, or at a heading of the same level
    that is none. First lines such as `From: ASH`, `Group: civil society`, `Received: 2016-12-15`
    and `Confidential: yes`, also as front matter, say who it comes from.

    Args:
        source: the file that was read.
        questions: those that were asked.

    Returns:
        the contribution, and a finding for what cannot be told to answer a question.

    Raises:
        UnreadableInput: a line is too long.
    """
    check_lines(source)
    reader = _Reader(source, questions)
    return reader.read(), tuple(reader.findings)


class _Reader:
    def __init__(self, source: Source, questions: Sequence[Question]) -> None:
        self._source = source
        self._matcher = QuestionMatcher(questions)
        self._numbers = {each.id: each.number for each in questions}
        self._lines = source.text.split("\n")
        self.findings: list[Finding] = []

    def read(self) -> ContributionRow:
        head, start = self._head()
        parts = list(self._parts(start))
        answers: dict[str, list[str]] = {}
        for part in parts:
            if part.question:
                answers.setdefault(part.question, []).append(part.text)
        told: list[AnswerRow] = []
        for question, texts in answers.items():
            text = "\n\n".join(each for each in texts if each)
            line = next(each.line for each in parts if each.question == question)
            if text:
                told.append(AnswerRow(line, question, text))
            else:
                self._find(line, f"Nothing stands under question {self._numbers[question]}.")
        if not answers and self._numbers:
            self._find(0, "No question is named here, so all of it is kept beside the questions.")
        return ContributionRow(
            line=1,
            contributor=head.get("contributor", ""),
            group=head.get("group", ""),
            received=self._received(head.get("received", "")),
            answers=tuple(told),
            text="\n\n".join(part.text for part in parts if not part.question and part.text),
            confidential=head.get("confidential", "no").casefold() in ("yes", "true", "y"),
        )

    def _find(self, line: int, message: str, severity: Severity = Severity.WARNING) -> None:
        self.findings.append(Finding(message, severity, self._source.name, line))

    def _received(self, word: str) -> str:
        try:
            read_moment(word)
        except BadRowError as error:
            self._find(1, f"{str(error).capitalize()}; it is taken as not given.")
            return ""
        return word

    def _head(self) -> tuple[dict[str, str], int]:
        """What the first lines say of the contribution, and where they end."""
        lines = self._lines
        at = next((at for at, line in enumerate(lines) if line.strip()), 0)
        fenced = lines[at].strip() == _FRONT_MATTER
        at += fenced
        head: dict[str, str] = {}
        for place in range(at, len(lines)):
            line = lines[place].strip()
            if fenced and line == _FRONT_MATTER:
                return head, place + 1
            found = _HEAD.fullmatch(line)
            name = _HEAD_NAMES.get(folded(found["name"])) if found else None
            if found and name:
                head.setdefault(name, found["value"].strip("\"'"))
            elif not fenced and line:
                return head, place if head else 0
        return ({}, 0) if fenced else (head, len(lines))

    def _parts(self, start: int) -> Iterator[_Part]:
        question, line, under, above = "", start + 1, 0, 0
        begin, first = start, ""
        for block in _blocks(self._lines, start):
            marked = self._mark(block)
            ends = bool(question) and 0 < block.level <= under
            if marked is None and not ends:
                above = block.level or above
                continue
            yield self._part(line, question, first, begin, block.line - 1)
            mark, size = marked or (Mark(""), 0)
            if mark.problem:
                self._find(block.line, f"{shown(block.lines[0])}: {mark.problem}.")
            elif marked is None:
                title = shown(block.lines[0].strip(" #*"))
                message = f"{title} stands under no question and is kept beside the answers."
                self._find(block.line, message, Severity.NOTE)
            # A question in bold letters stands below the heading above it.
            above = block.level or above
            question, line, under = mark.question, block.line, block.level or above + 1
            # What names a question that was not asked stays with the words under it.
            kept = 0 if mark.problem else size
            begin, first = block.line - 1 + kept, "" if mark.problem else mark.rest
        yield self._part(line, question, first, begin, len(self._lines))

    def _part(self, line: int, question: str, first: str, begin: int, end: int) -> _Part:
        text = "\n".join(self._lines[begin:end]).strip("\n").rstrip()
        return _Part(line, question, f"{first}\n{text}".strip("\n") if first else text)

    def _mark(self, block: _Block) -> tuple[Mark, int] | None:
        """The question that a block begins with, and in how many of its lines."""
        if block.level:
            mark = self._matcher.mark(block.lines[0], heading=True)
            return (mark, block.size) if mark else None
        found: tuple[Mark, int] | None = None
        for size in range(1, min(len(block.lines), _LONGEST_QUESTION) + 1):
            words = " ".join(line.strip() for line in block.lines[:size])
            mark = self._matcher.mark(words, heading=False)
            # A question may run over several lines; the answer may begin on the next.
            if mark and (found is None or mark.score > found[0].score):
                found = mark, size
        return found


def _blocks(lines: Sequence[str], start: int) -> Iterator[_Block]:
    chunk: list[str] = []
    begun = start
    fence = ""
    for at, line in enumerate((*lines[start:], ""), start):
        if fence or (opening := _FENCE.match(line)):
            chunk, begun = ([*chunk, line], begun) if chunk else ([line], at)
            closes = bool(fence) and line.strip() == fence
            fence = "" if closes else fence or (opening[1] if opening else "")
            continue
        if chunk and _UNDERLINE.fullmatch(line):
            level = 1 if line.strip().startswith("=") else 2
            yield _Block.heading(begun + 1, chunk, level, len(chunk) + 1)
            chunk = []
            continue
        heading = _HEADING.match(line)
        if chunk and (heading or not line.strip() or _OPENING.match(line)):
            yield _Block(begun + 1, tuple(chunk), 0, len(chunk))
            chunk = []
        if heading:
            yield _Block.heading(at + 1, [line], len(heading[1]), 1)
        elif line.strip():
            chunk, begun = ([*chunk, line], begun) if chunk else ([line], at)
    if chunk:
        yield _Block(begun + 1, tuple(chunk), 0, len(chunk))
