"""Drafts written as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from consensus.finding import Finding
from consensus.formats.draft_document import (
    FOOTNOTE,
    DraftDocument,
    DraftItem,
    check_labels,
    recommends,
    with_chapeaux,
)
from consensus.formats.label_parts import parts_of
from consensus.formats.labels import begins_item, kind_of, split_label
from consensus.formats.ladder import Ladder
from consensus.formats.source import Source, check_lines
from consensus.model.draft import ItemKind

_LONGEST_HEADING = 72  # signs; a heading of a printed draft stands on one line
_BULLET = re.compile(r"[-*•–]\s+")
_ENDS_SENTENCE = re.compile(r"[.;:,!?]$")


@frozen
class _Paragraph:
    text: str
    line: int
    alone: bool


def read_plain_draft(source: Source) -> tuple[DraftDocument, tuple[Finding, ...]]:
    """Read a draft from plain text, in which blank lines part the paragraphs.

    A first line that stands alone is the title. A line in capitals, or a short one without a stop
    at its end, is a heading when more text follows. Labels are recognised as in Markdown.

    Args:
        source: the file that was read.

    Returns:
        the draft, and the labels that are used twice.

    Raises:
        UnreadableInput: a line is too long.
    """
    check_lines(source)
    paragraphs = list(_paragraphs(source.text))
    title = ""
    if len(paragraphs) > 1 and paragraphs[0].alone and not split_label(paragraphs[0].text)[0]:
        title = paragraphs.pop(0).text
    reading = _Reading(title)
    for place, paragraph in enumerate(paragraphs):
        reading.take(paragraph, is_last=place + 1 == len(paragraphs))
    items = (*with_chapeaux(reading.items), *reading.footnotes)
    return DraftDocument(title, items), check_labels(items, source.name)


class _Reading:
    def __init__(self, title: str) -> None:
        self._title = title
        self.items: list[DraftItem] = []
        self.footnotes: list[DraftItem] = []
        self._headings: list[DraftItem] = []
        self._ladder = Ladder(0)

    def take(self, paragraph: _Paragraph, is_last: bool) -> None:
        text, line = paragraph.text, paragraph.line
        if footnote := FOOTNOTE.match(text):
            note = DraftItem(ItemKind.FOOTNOTE, footnote[1], text[footnote.end() :], 0, line)
            self.footnotes.append(note)
        elif paragraph.alone and not is_last and _is_heading(text):
            self._heading(text, line)
        else:
            self._item(text, line)

    def _heading(self, text: str, line: int) -> None:
        label, words = split_label(text, heading=True)
        under_capitals = bool(self._headings) and self._headings[0].text.isupper()
        depth = 1 if under_capitals and not words.isupper() else 0
        heading = DraftItem(ItemKind.SECTION, label, words, depth, line)
        self._headings = [*self._headings[:depth], heading]
        self.items.append(heading)
        self._ladder = Ladder(depth + 1)

    def _item(self, text: str, line: int) -> None:
        bullet = _BULLET.match(text)
        if bullet:
            text = text[bullet.end() :]
        label, text = split_label(text)
        depth = self._ladder.below() if bullet else self._ladder.depth_of(label)
        self._ladder.record(label, text, depth, bulleted=bool(bullet))
        announced = (self._title, *(heading.text for heading in self._headings))
        recommendations = any(recommends(heading) for heading in announced)
        nested = depth > len(self._headings)
        kind = kind_of(label, recommendations=recommendations, nested=nested)
        self.items.append(DraftItem(kind, label, text, depth, line))


def _is_heading(text: str) -> bool:
    label, words = split_label(text, heading=True)
    if not words or not any(sign.isalpha() for sign in words):
        return False
    if _BULLET.match(text) or _ENDS_SENTENCE.search(words):
        return False
    if words.isupper():
        return True
    parts = parts_of(label)
    may_carry = parts is None or (parts.number.isupper() and not parts.before)
    return may_carry and len(text) <= _LONGEST_HEADING


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """Yield the paragraphs, and the labelled lines inside them, each as one line."""
    chunk: list[str] = []
    start = 1
    blank_before = True
    for number, line in enumerate((*text.split("\n"), ""), 1):
        words = line.strip()
        begins = bool(chunk) and (
            bool(_BULLET.match(words) or FOOTNOTE.match(words)) or begins_item(words, chunk[-1])
        )
        if chunk and (not words or begins):
            yield _Paragraph(" ".join(chunk), start, len(chunk) == 1 and blank_before and not words)
            blank_before = not words
            chunk = []
        if words:
            start = start if chunk else number
            chunk.append(words)
