"""Writing a story: the paragraphs and tables of a body or a note, with every change marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from lxml import etree

from consensus.formats.docx.direction import runs_left, stretches
from consensus.formats.docx.document import Block, Paragraph, ParagraphFormat, Row, Run, Table
from consensus.formats.docx.elements import make, make_text, valued
from consensus.formats.docx.revision import Revision, RevisionKind
from consensus.formats.docx.styles import FOOTNOTE_SIGN, TEXT_WIDTH, style_id

_PARTS = re.compile(r"([\t\n])")
_SIGNS = {"\t": "w:tab", "\n": "w:br"}
_MARKS = {
    RevisionKind.INSERTED: "w:ins",
    RevisionKind.DELETED: "w:del",
    RevisionKind.MOVED_FROM: "w:moveFrom",
    RevisionKind.MOVED_TO: "w:moveTo",
}
_ORDER = list(_MARKS)
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


class StoryWriter:
    """Writes the stories of one document, counting marks through all of them.

    Args:
        notes: the key of each footnote to the number it has in the file.
    """

    def __init__(self, notes: Mapping[str, int]) -> None:
        self._notes = notes
        self._marks = 0

    def blocks(self, blocks: Iterable[Block]) -> Iterator[etree._Element]:
        """Yield the elements of paragraphs and tables."""
        for block in blocks:
            if isinstance(block, Table):
                yield self._table(block)
            else:
                yield from self._moved(block)

    def note(self, blocks: Iterable[Block], style: ParagraphFormat) -> Iterator[etree._Element]:
        """Yield the elements of a footnote, its sign first."""
        sign = make(
            "w:r",
            None,
            make("w:rPr", None, valued("w:rStyle", FOOTNOTE_SIGN)),
            make("w:footnoteRef"),
        )
        begun = [sign, make("w:r", None, make_text("w:t", " "))]
        for block in blocks:
            if isinstance(block, Table):
                yield self._table(block)
                continue
            element = self._paragraph(block, style, begun)
            begun = []
            yield element
        if begun:
            yield self._paragraph(Paragraph(0), style, begun)

    def _moved(self, paragraph: Paragraph) -> Iterator[etree._Element]:
        """Yield a paragraph, between the signs that name its move if it is moved."""
        moves: dict[tuple[RevisionKind, str], Revision] = {}
        for revision in (*paragraph.mark, *(each for run in paragraph.runs for each in run.marks)):
            if revision.move:
                moves.setdefault((revision.kind, revision.move), revision)
        ends: list[etree._Element] = []
        for (kind, name), revision in moves.items():
            attributes = self._attributes(revision)
            yield make(f"{_MARKS[kind]}RangeStart", {**attributes, "w:name": name})
            ends.append(make(f"{_MARKS[kind]}RangeEnd", {"w:id": attributes["w:id"]}))
        yield self._paragraph(paragraph, paragraph.format, [])
        yield from ends

    def _paragraph(
        self, paragraph: Paragraph, style: ParagraphFormat, begun: list[etree._Element]
    ) -> etree._Element:
        text = "".join(run.text for run in paragraph.runs)
        is_left = runs_left(text)
        properties = self._properties(style, is_left)
        if paragraph.mark:
            marks = sorted(paragraph.mark, key=lambda each: _ORDER.index(each.kind))
            inside = [make(_MARKS[each.kind], self._attributes(each)) for each in marks]
            properties.append(make("w:rPr", None, *inside))
        for revision, before in paragraph.former[:1]:
            properties.append(
                make("w:pPrChange", self._attributes(revision), self._properties(before, is_left))
            )
        element = make("w:p")
        if len(properties):
            element.append(properties)
        element.extend(begun)
        self._runs(element, paragraph.runs, is_left)
        return element

    def _properties(self, style: ParagraphFormat, is_left: bool) -> etree._Element:
        properties = make("w:pPr")
        if name := style_id(style.style):
            properties.append(valued("w:pStyle", name))
        if is_left:
            properties.append(make("w:bidi"))
        return properties

    def _runs(self, element: etree._Element, runs: Iterable[Run], is_left: bool) -> None:
        inside, marks = element, ()  # type: tuple[etree._Element, tuple[Revision, ...]]
        for run in runs:
            if run.marks != marks or not marks:
                inside, marks = element, run.marks
                for revision in marks:
                    within = make(_MARKS[revision.kind], self._attributes(revision))
                    inside.append(within)
                    inside = within
            is_deleted = any(each.kind is RevisionKind.DELETED for each in marks)
            inside.extend(self._run(run, is_left, is_deleted))

    def _run(self, run: Run, is_left: bool, is_deleted: bool) -> Iterator[etree._Element]:
        # A sign whose note is not there says nothing.
        if run.note in self._notes:
            number = str(self._notes[run.note])
            yield make(
                "w:r",
                None,
                make("w:rPr", None, valued("w:rStyle", FOOTNOTE_SIGN)),
                make("w:footnoteReference", {"w:id": number}),
            )
        for text, goes_left in stretches(run.text, is_left):
            element = make("w:r")
            if goes_left:
                element.append(make("w:rPr", None, make("w:rtl")))
            for part in filter(None, _PARTS.split(text)):
                if part in _SIGNS:
                    element.append(make(_SIGNS[part]))
                else:
                    element.append(make_text("w:delText" if is_deleted else "w:t", part))
            yield element

    def _attributes(self, revision: Revision) -> dict[str, str]:
        self._marks += 1
        attributes = {"w:id": str(self._marks), "w:author": revision.author}
        if revision.date is not None:
            attributes |= _dates(revision.date)
        return attributes

    def _table(self, table: Table) -> etree._Element:
        columns = max((len(row.cells) for row in table.rows), default=1) or 1
        shares = table.shares or (1,) * columns
        widths = [TEXT_WIDTH * each // sum(shares) for each in shares]
        line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "auto"}
        borders = make("w:tblBorders", None, *(make(f"w:{side}", line) for side in _BORDERS))
        grid = [make("w:gridCol", {"w:w": str(width)}) for width in widths]
        return make(
            "w:tbl",
            None,
            make("w:tblPr", None, make("w:tblW", {"w:w": "0", "w:type": "auto"}), borders),
            make("w:tblGrid", None, *grid),
            *(
                self._row(row, widths, is_heading=bool(table.shares) and number == 0)
                for number, row in enumerate(table.rows)
            ),
        )

    def _row(self, row: Row, widths: Sequence[int], *, is_heading: bool) -> etree._Element:
        element = make("w:tr")
        properties = [make("w:tblHeader")] if is_heading else []
        properties += [make(_MARKS[each.kind], self._attributes(each)) for each in row.marks]
        if properties:
            element.append(make("w:trPr", None, *properties))
        for cell, width in zip(row.cells, widths, strict=False):
            size = make("w:tcW", {"w:w": str(width), "w:type": "dxa"})
            # What a cell holds ends in a paragraph.
            blocks = cell.blocks
            if not blocks or isinstance(blocks[-1], Table):
                blocks = (*blocks, Paragraph(0))
            element.append(make("w:tc", None, make("w:tcPr", None, size), *self.blocks(blocks)))
        return element


def _dates(moment: datetime) -> dict[str, str]:
    """When, as Word has it: universal time where it is known, else the time on somebody's clock."""
    if moment.tzinfo is None:
        return {"w:date": f"{moment.isoformat(timespec='seconds')}Z"}
    written = f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    return {"w:date": written, "w16du:dateUtc": written}
