"""Which signs of a text build brackets, and which are links, escapes or slips of the pen."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from attrs import frozen

from consensus.finding import Finding, Severity

DEEPEST = 100
"""Brackets inside each other. What is stored is written by recursion, which has to end; no text for
people comes near it."""

_SIGN = re.compile(r"\\[\[\]|:\\]|[\[\]|]")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*+\n")
_BACKTICKS = re.compile(r"`+")
_ANGLED = re.compile(r"<[A-Za-z/!][^<>\n]*>")
_TITLE = r"""(?:"[^"]*"|'[^']*'|\([^()]*\))"""
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>(?:[^\[\]\\]|\\.){1,999})\]:[ \t]*"
    r"(?:<[^<>\n]*>|[^\s<]\S*)(?:[ \t]+" + _TITLE + r")?[ \t]*$",
    re.MULTILINE,
)
_FOOTNOTE_DEFINITION = re.compile(r"^ {0,3}\[\^[^\s\[\]]+\]:", re.MULTILINE)
DESTINATION = re.compile(
    r"\(\s*(?:<[^<>\n]*>|(?:[^\s()\\<]|\\.|\((?:[^\s()\\]|\\.)*+\))*+)(?:\s+" + _TITLE + r")?\s*\)"
)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]")
_FOOTNOTE = re.compile(r"\[\^[^\s\[\]]+\]")
_CITATION = re.compile(r"\[\d+(?:\s*[,;\u2013-]\s*\d+)*\]")
_LONGEST_LABEL = 999  # CommonMark 0.31, section 4.7: a link label has at most 999 characters


@frozen
class Signs:
    """The signs of a text that mean something.

    Attributes:
        structure: offsets of the opening signs, bars and closing signs that build brackets.
        escapes: offsets of the backslashes that only protect the sign after them.
        protected: what Markdown reads as something else (code, links), as (start, end).
        findings: unbalanced signs, and numbers that were taken for citations.
    """

    structure: tuple[int, ...]
    escapes: tuple[int, ...]
    protected: tuple[tuple[int, int], ...]
    findings: tuple[Finding, ...]


def too_deep(text: str, signs: Signs) -> int | None:
    """The offset of the first bracket that is nested beyond `DEEPEST`; None when none is."""
    depth = 0
    for offset in signs.structure:
        depth += (text[offset] == "[") - (text[offset] == "]")
        if depth > DEEPEST:
            return offset
    return None


class Lines:
    """Turns offsets of a text into findings that name line and column."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def finding(self, offset: int, message: str, severity: Severity) -> Finding:
        """Make a finding for the place of the text at an offset."""
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        return Finding(message, severity, line=line, column=column)


def link_labels(text: str) -> frozenset[str]:
    """Collect the labels that a Markdown text defines as links (`[label]: address`)."""
    return frozenset(_folded(match["label"]) for match in _DEFINITION.finditer(text))


def find_signs(text: str, markdown: bool = False, labels: frozenset[str] | None = None) -> Signs:
    """Tell which square brackets and bars of a text build brackets.

    Args:
        text: the text in bracket notation.
        markdown: leave alone what Markdown resolves as code, links, images and footnotes, and
            numbers in brackets, which are citations there.
        labels: the link labels defined elsewhere; those of the text itself when not given.
    """
    return _Scan(text, markdown, labels).signs()


class _Scan:
    """One pass over a text with a stack of the brackets that are open."""

    def __init__(self, text: str, markdown: bool, labels: frozenset[str] | None) -> None:
        self._text = text
        self._markdown = markdown
        self._labels = (link_labels(text) if labels is None else labels) if markdown else ()
        self._protected = list(_opaque_spans(text)) if markdown else []
        self._opaque_starts = [start for start, _ in self._protected]
        self._structure: list[tuple[int, int]] = []  # offset, and where its opening sign stands
        self._escapes: list[int] = []
        self._open: list[int] = []
        self._unbalanced: list[int] = []
        self._citations: list[int] = []
        self._latest_link = -1

    def signs(self) -> Signs:
        opaque = tuple(self._protected)
        place = 0
        while match := _SIGN.search(self._text, place):
            offset = match.start()
            covering = bisect_right(self._opaque_starts, offset) - 1
            if covering >= 0 and offset < opaque[covering][1]:
                place = opaque[covering][1]
                continue
            place = self._take(match[0], offset)
        never_closed = set(self._open)
        kept = tuple(offset for offset, opening in self._structure if opening not in never_closed)
        return Signs(kept, tuple(self._escapes), tuple(sorted(self._protected)), self._findings())

    def _take(self, sign: str, offset: int) -> int:
        """Take one sign into account; returns where to read on."""
        if sign[0] == "\\":
            self._escapes.append(offset)
            return offset + 2
        if sign == "[":
            self._open.append(offset)
            self._structure.append((offset, offset))
        elif sign == "|":
            if self._open:
                self._structure.append((offset, self._open[-1]))
        elif not self._open:
            self._unbalanced.append(offset)
        else:
            return self._close(offset)
        return offset + 1

    def _close(self, offset: int) -> int:
        opening = self._open.pop()
        after = offset + 1
        end = self._end_of_link(opening, after) if self._markdown else 0
        if end:
            while self._structure and self._structure[-1][0] >= opening:
                self._structure.pop()
            while self._escapes and self._escapes[-1] > opening:
                self._escapes.pop()
            self._protected.append((opening, end))
            if self._text[opening - 1 : opening] != "!":
                self._latest_link = opening
            return end
        self._structure.append((offset, opening))
        if self._markdown and self._text.startswith("\\(", after):
            self._escapes.append(after)  # what keeps `[text](note)` from being a link
            return after + 2
        return after

    def _end_of_link(self, opening: int, after: int) -> int:
        """Return where the link that opens at an offset ends; 0 when it is no link."""
        text = self._text
        innermost = self._structure[-1][1] == opening
        if innermost and _FOOTNOTE.match(text, opening, after):
            return after
        if innermost and _CITATION.match(text, opening, after):
            self._citations.append(opening)
            return after
        if self._latest_link > opening and text[opening - 1 : opening] != "!":
            return 0  # CommonMark: links hold no links
        if destination := DESTINATION.match(text, after):
            return destination.end()
        if not self._labels or after - opening > _LONGEST_LABEL:
            return 0
        label = _LABEL.match(text, after)
        if label and label[1]:
            return label.end() if _folded(label[1]) in self._labels else 0
        if innermost and _folded(text[opening + 1 : after - 1]) in self._labels:
            return label.end() if label else after
        return 0

    def _findings(self) -> tuple[Finding, ...]:
        lines = Lines(self._text)
        problems = [(offset, "closed but never opened") for offset in self._unbalanced]
        problems += [(offset, "opened but never closed") for offset in self._open]
        found = [
            lines.finding(
                offset,
                f"This square bracket is {what}; it was kept as an ordinary sign.",
                Severity.WARNING,
            )
            for offset, what in sorted(problems)
        ]
        if self._citations:
            found.append(
                lines.finding(
                    self._citations[0],
                    f"Numbers in square brackets ({len(self._citations)}, the first here) were"
                    " read as citations, not as text that is not agreed.",
                    Severity.NOTE,
                )
            )
        return tuple(found)


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _opaque_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield, in order and apart, the stretches in which Markdown knows no brackets."""
    spans = list(_fenced(text))
    for expression in (_DEFINITION, _FOOTNOTE_DEFINITION, _ANGLED):
        spans += [match.span() for match in expression.finditer(text)]
    spans += _code_spans(text)
    end = 0
    for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= end:
            yield start, stop
            end = stop


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            opening = fence
        elif fence[1].startswith(opening[1]) and fence[0].strip() == fence[1]:
            yield opening.start(), fence.end()
            opening = None
    if opening is not None:
        yield opening.start(), len(text)


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between two equally long runs of backticks in one paragraph."""
    edges = [0, *(blank.start() for blank in _BLANK_LINE.finditer(text)), len(text)]
    for paragraph in pairwise(edges):
        runs = list(_BACKTICKS.finditer(text, *paragraph))
        by_length: dict[int, list[int]] = {}
        for run in runs:
            by_length.setdefault(len(run[0]), []).append(run.start())
        end = 0
        for run in runs:
            if run.start() < end or text[run.start() - 1 : run.start()] == "\\":
                continue
            equals = by_length[len(run[0])]
            following = bisect_right(equals, run.start())
            if following < len(equals):
                end = equals[following] + len(run[0])
                yield run.start(), end
