"""Reading a story: the paragraphs and tables of a body, note, header, comment or text box."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from consensus.formats.docx.definitions import Styles
from consensus.formats.docx.document import Block, Cell, Paragraph, ParagraphFormat, Row, Table
from consensus.formats.docx.fields import FIELD_SIGN, Fields
from consensus.formats.docx.marks import KINDS, RANGES, Marks
from consensus.formats.docx.reader import COMMENT_ENDS, COMMENT_STARTS, PhraseReader, choice
from consensus.formats.docx.revision import Revision
from consensus.formats.docx.xml import (
    CELL,
    CELL_PROPERTIES,
    FORMAT_CHANGES,
    ID,
    PARAGRAPH,
    PARAGRAPH_PROPERTIES,
    ROW,
    ROW_PROPERTIES,
    RUN_PROPERTIES,
    TABLE,
    qualified,
)

_CONTENT_CONTROL = qualified("w:sdt")
_CONTENT = qualified("w:sdtContent")
_ALTERNATIVES = qualified("mc:AlternateContent")
_TRANSPARENT = frozenset(map(qualified, ("w:customXml", "w:smartTag", "w:sdtContent")))
_FOREIGN = frozenset(map(qualified, ("w:altChunk", "w:subDoc")))
_PARAGRAPH_CHANGE = qualified("w:pPrChange")
_ROW_EXTRAS = qualified("w:tblPrEx")


class StoryReader:
    """Reads the stories of one document, counting paragraphs and changes through all of them.

    Args:
        styles: what paragraphs are by their styles.
        counted: called after each paragraph.
    """

    def __init__(self, styles: Styles, counted: Callable[[], None]) -> None:
        self.marks = Marks()
        self.foreign = 0
        self.pictures = self.hidden = 0
        self.broken_fields = 0
        self._styles = styles
        self._counted = counted
        self._paragraphs = 0

    def read(self, element: etree._Element) -> tuple[Block, ...]:
        """Read a story.

        Args:
            element: what holds its paragraphs and tables.
        """
        # A field that never ends would hide the rest; then all that it hides shows.
        ends = _fields_end(element)
        self.broken_fields += not ends
        about_words = {each.get(ID, "") for each in element.iter(*COMMENT_ENDS)}
        return tuple(_Story(self, ends, about_words).blocks(element, ()))

    def next_number(self) -> int:
        """The number of the paragraph that is begun."""
        self._paragraphs += 1
        self._counted()
        return self._paragraphs

    def format_of(self, properties: etree._Element | None) -> ParagraphFormat:
        """What a paragraph with these properties is."""
        return self._styles.format_of(properties)


class _Story:
    """One pass over a story."""

    def __init__(self, reader: StoryReader, has_fields: bool, about_words: set[str]) -> None:
        self._reader = reader
        self._marks = reader.marks
        self._how = (has_fields, about_words)
        self._phrase = PhraseReader(reader.marks, has_fields, about_words, self._box)
        self._boxes: list[Block] = []

    def blocks(self, parent: etree._Element, outer: tuple[Revision, ...]) -> Iterator[Block]:
        """Yield what stands in an element.

        Args:
            parent: the element.
            outer: the changes that all of it is part of.
        """
        for element in parent:
            tag = element.tag
            if tag == PARAGRAPH:
                yield from self._paragraph(element, outer)
            elif tag == TABLE:
                yield Table(tuple(self._rows(element, outer)))
            elif tag == _CONTENT_CONTROL:
                content = element.find(_CONTENT)
                if content is not None:
                    yield from self.blocks(content, outer)
            elif tag in _TRANSPARENT:
                yield from self.blocks(element, outer)
            elif tag in KINDS:
                yield from self.blocks(element, (*outer, self._marks.of(element)))
            elif tag == _ALTERNATIVES:
                chosen = choice(element)
                if chosen is not None:
                    yield from self.blocks(chosen, outer)
            else:
                self._other(element)

    def _other(self, element: etree._Element) -> None:
        """Take note of what stands between paragraphs and is none."""
        if element.tag in RANGES:
            self._marks.bound(element)
        elif element.tag in COMMENT_STARTS or element.tag in COMMENT_ENDS:
            self._phrase.comment(element)
        elif element.tag in _FOREIGN:
            self._reader.foreign += 1
        else:
            for change in element.iter(*FORMAT_CHANGES):
                self._marks.of(change)

    def _paragraph(self, element: etree._Element, outer: tuple[Revision, ...]) -> Iterator[Block]:
        number = self._reader.next_number()
        properties = element.find(PARAGRAPH_PROPERTIES)
        mark: tuple[Revision, ...] = outer
        former: list[tuple[Revision, ParagraphFormat]] = []
        if properties is not None:
            signs = properties.find(RUN_PROPERTIES)
            mark += self._marks.within(signs)
            for change in properties.iter(*FORMAT_CHANGES):
                revision = self._marks.of(change)
                if change.tag == _PARAGRAPH_CHANGE:
                    before = self._reader.format_of(change.find(PARAGRAPH_PROPERTIES))
                    former.append((revision, before))
        self._boxes, waiting = [], self._boxes
        phrase = self._phrase.read(element, outer)
        boxes, self._boxes = self._boxes, waiting
        self._reader.pictures += phrase.pictures
        self._reader.hidden += phrase.hidden
        yield Paragraph(
            number,
            phrase.runs,
            mark,
            self._reader.format_of(properties),
            tuple(former),
            phrase.comments,
        )
        yield from boxes

    def _box(self, element: etree._Element, outer: tuple[Revision, ...]) -> None:
        """Read what stands in a text box; it comes behind the paragraph that it hangs on."""
        self._boxes += _Story(self._reader, *self._how).blocks(element, outer)

    def _rows(self, parent: etree._Element, outer: tuple[Revision, ...]) -> Iterator[Row]:
        for element in _inside(parent, ROW):
            if element.tag != ROW:
                self._other(element)
                continue
            properties = element.find(ROW_PROPERTIES)
            marks = (*outer, *self._marks.within(properties))
            for each in (properties, element.find(_ROW_EXTRAS)):
                if each is not None:
                    self._other(each)
            yield Row(tuple(self._cells(element, outer)), marks)

    def _cells(self, parent: etree._Element, outer: tuple[Revision, ...]) -> Iterator[Cell]:
        for element in _inside(parent, CELL):
            if element.tag != CELL:
                if element.tag not in (ROW_PROPERTIES, _ROW_EXTRAS):
                    self._other(element)
                continue
            properties = element.find(CELL_PROPERTIES)
            marks = (*outer, *self._marks.within(properties))
            yield Cell(tuple(self.blocks(element, outer)), marks)


def _inside(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the rows or cells in an element, those in content controls among them, and the rest."""
    for element in parent:
        if element.tag == _CONTENT_CONTROL:
            content = element.find(_CONTENT)
            if content is not None:
                yield from _inside(content, wanted)
        elif element.tag in _TRANSPARENT:
            yield from _inside(element, wanted)
        else:
            yield element


def _fields_end(element: etree._Element) -> bool:
    """Whether every field that begins in a story ends there."""
    fields = Fields()
    for sign in element.iter(FIELD_SIGN):
        fields.take(sign)
    return not fields.is_open
