"""Drafts written in Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from attrs import frozen

from consensus.finding import Finding, Severity
from consensus.formats.docx.view import (
    BETWEEN_CELLS,
    ShownNote,
    ShownParagraph,
    ShownRow,
    View,
)
from consensus.formats.draft_document import (
    DraftDocument,
    DraftItem,
    check_labels,
    recommends,
    with_chapeaux,
)
from consensus.formats.labels import kind_of, split_label
from consensus.formats.ladder import Ladder
from consensus.model.draft import ItemKind
from consensus.text.brackets import EVERY_CODE, parse

_TITLE = "title"
_CONTENTS = ("toc ", "table of figures", "table of authorities", "contents heading")
_WHITE_SPACE = re.compile(r"[ \t\r\n\v\f\u2028\u2029]+")
_SQUARE_SIGN = re.compile(r"(?<!\\)[\[\]]")
_LONGEST_TITLE = 200  # signs; titles of resolutions run over some lines
_ENDS_SENTENCE = re.compile(r"[.;:,!?]$")

Place: TypeAlias = ShownParagraph | ShownRow | ShownNote
"""What in a document an item of a draft is."""


@frozen
class DocxDraft:
    """A draft as it was read from a Word document.

    Attributes:
        document: its title and its items; their lines are the numbers of their paragraphs.
        places: what in the document each item is.
        title: the numbers of the paragraphs that make the title.
    """

    document: DraftDocument
    places: tuple[Place, ...]
    title: frozenset[int]


def read_docx_draft(
    shown: View, file: str, like: DocxDraft | None = None
) -> tuple[DocxDraft, tuple[Finding, ...]]:
    """Read a draft from a Word document.

    The title is what is styled so; or else the only heading of level 1, if it comes first; or else
    a first line that is no sentence. Headings are sections; a printed number, whether it is typed
    or automatic, is a label. Each row of a table is an item, its cells parted by bars. A table of
    contents is left out. White space within a paragraph is one space.

    Args:
        shown: how the document reads.
        file: its name, as findings print it.
        like: how another state of it was read, whose title is the title here as well.

    Returns:
        the draft, and what should be looked at: labels used twice, or nothing found.
    """
    title = _find_title(shown) if like is None else like.title
    reading = _Reading(title)
    for block in shown.blocks:
        reading.take(block)
    for note in shown.notes:
        reading.take_note(note)
    items = tuple(with_chapeaux(reading.items))
    document = DraftDocument(reading.title, items)
    findings = list(check_labels(items, file))
    if not items:
        findings.append(Finding("The file holds no paragraph to negotiate.", Severity.ERROR, file))
    if reading.contents:
        findings.append(
            Finding(
                f"{reading.contents} lines of a table of contents were left out.",
                Severity.NOTE,
                file,
            )
        )
    return DocxDraft(document, tuple(reading.places), title), tuple(findings)


def _find_title(shown: View) -> frozenset[int]:
    """The numbers of the paragraphs that make the title."""
    written = [
        each
        for each in shown.blocks
        if isinstance(each, ShownRow) or (each.words.strip() and not _is_contents(each))
    ]
    styled = [
        each for each in written if isinstance(each, ShownParagraph) and each.format.style == _TITLE
    ]
    if styled:
        together = []
        for each in written[written.index(styled[0]) :]:
            if not isinstance(each, ShownParagraph) or each.format.style != _TITLE:
                break
            together.append(each)
        return frozenset(number for each in together for number in each.numbers)
    first = written[0] if len(written) > 1 else None
    if not isinstance(first, ShownParagraph):
        return frozenset()
    words = _one_line(first.words)
    headings = [
        each for each in written if isinstance(each, ShownParagraph) and each.format.heading == 1
    ]
    is_title = headings == [first] or (
        not first.label
        and not first.format.heading
        and len(words) <= _LONGEST_TITLE
        and not _ENDS_SENTENCE.search(words)
        and not split_label(words)[0]
    )
    return frozenset(first.numbers) if is_title else frozenset()


@frozen
class _Heading:
    level: int
    recommends: bool


@frozen
class _OpenLevel:
    numbering: str
    level: int
    depth: int


class _Reading:
    """One pass over a document."""

    def __init__(self, title: frozenset[int]) -> None:
        self.title = ""
        self.items: list[DraftItem] = []
        self.places: list[Place] = []
        self.contents = 0
        self._title = title
        self._headings: list[_Heading] = []
        self._ladder = Ladder(0)
        self._lists: list[_OpenLevel] = []

    def take(self, block: ShownParagraph | ShownRow) -> None:
        """Take in a paragraph or a row."""
        if isinstance(block, ShownRow):
            text = BETWEEN_CELLS.join(_cells(block))
            if text.replace("|", "").strip():
                self._emit("", text, len(self._headings), block)
            return
        words = _one_line(block.words)
        if not words:
            return
        if self._title.intersection(block.numbers):
            self.title = f"{self.title} {words}".strip()
        elif _is_contents(block):
            self.contents += 1
        elif block.format.heading:
            self._heading(block, words)
        else:
            self._paragraph(block, words)

    def take_note(self, note: ShownNote) -> None:
        """Take in a footnote or endnote."""
        text = _one_line(note.text)
        self._add(DraftItem(ItemKind.FOOTNOTE, note.note.label, text, 0, note.number), note)

    def _heading(self, block: ShownParagraph, words: str) -> None:
        level = block.format.heading
        while self._headings and self._headings[-1].level >= level:
            self._headings.pop()
        depth = len(self._headings)
        label = _printed(block)
        if not label:
            label, words = split_label(words, heading=True)
        self._add(DraftItem(ItemKind.SECTION, label, words, depth, block.number), block)
        self._headings.append(_Heading(level, recommends(words)))
        self._ladder = Ladder(depth + 1)
        self._lists = []

    def _paragraph(self, block: ShownParagraph, words: str) -> None:
        label = _printed(block)
        if not label and not block.is_bulleted:
            label, rest = split_label(words)
            words = rest or words
            label = label if rest else ""
        depth = self._depth(block, label)
        self._emit(label, words, depth, block)
        self._ladder.record(label, words, depth, bulleted=block.is_bulleted)

    def _depth(self, block: ShownParagraph, label: str) -> int:
        """How deep a paragraph stands: by its list, or else by its label."""
        place = block.format.place
        if place is None or not block.label:
            return self._ladder.depth_of(label)
        depth = -1
        for each in reversed(self._lists):
            if each.numbering == place.numbering and each.level <= place.level:
                depth = each.depth + (each.level < place.level)
                break
        if depth < 0:
            is_bullet = block.is_bulleted
            depth = self._ladder.below() if is_bullet else self._ladder.depth_of(label)
        self._lists = [each for each in self._lists if each.depth < depth]
        self._lists.append(_OpenLevel(place.numbering, place.level, depth))
        return depth

    def _emit(self, label: str, text: str, depth: int, block: ShownParagraph | ShownRow) -> None:
        recommendations = recommends(self.title) or any(each.recommends for each in self._headings)
        nested = depth > len(self._headings)
        kind = kind_of(label, recommendations=recommendations, nested=nested)
        self._add(DraftItem(kind, label, text, depth, block.number), block)

    def _add(self, item: DraftItem, place: Place) -> None:
        self.items.append(item)
        self.places.append(place)


def _printed(block: ShownParagraph) -> str:
    """The label that automatic numbering prints before a paragraph, without its final stop."""
    if block.is_bulleted:
        return ""
    label = _one_line(block.label)
    return label.removesuffix(".") if len(label) > 1 else label


def _cells(row: ShownRow) -> Iterator[str]:
    for cell in row.cells:
        text = _one_line(" ".join(filter(None, (block.text for block in cell))))
        # A bracket that is open at the end of a cell must not take in the next one.
        found = parse(text, EVERY_CODE, markdown=True)[1]
        if any(each.severity is Severity.WARNING for each in found):
            text = _SQUARE_SIGN.sub(lambda sign: "\\" + sign[0], text)
        yield text


def _is_contents(block: ShownParagraph) -> bool:
    return block.format.style.startswith(_CONTENTS)


def _one_line(text: str) -> str:
    return _WHITE_SPACE.sub(" ", text).strip(" ")
