"""Writer of Word files: text, tracked changes and comments, headers and title block."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO

from attrs import frozen
from lxml import etree

from consensus.formats.docx import styles, xml
from consensus.formats.docx.document import (
    Block,
    Document,
    Paragraph,
    ParagraphFormat,
    Revision,
    RevisionKind,
    Row,
    Run,
    Table,
    read_date,
)
from consensus.formats.docx.xml import (
    make,
    make_root,
    make_text,
    make_value,
    parse_template,
    serialize,
)

_BREAKS = re.compile(r"([\t\n])")
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
    """Writes the stories of one document, with shared ids of revisions.

    `notes` maps the key of each footnote to the number it has in the file; `width` is that of the
    page between its margins, in twentieths of a point.
    """

    def __init__(self, notes: Mapping[str, int], width: int = styles.TEXT_WIDTH) -> None:
        self._notes = notes
        self._width = width
        self._marks = 0

    def blocks(self, blocks: Iterable[Block]) -> Iterator[etree._Element]:
        """Yields the elements of paragraphs and tables."""
        for block in blocks:
            if isinstance(block, Table):
                yield self._table(block)
            else:
                yield from self._moved(block)

    def note(self, blocks: Iterable[Block], style: ParagraphFormat) -> Iterator[etree._Element]:
        """Yields the elements of a footnote, its reference mark first."""
        begun = [_reference(make("w:footnoteRef")), _typed(" ")]
        for block in blocks:
            if isinstance(block, Table):
                yield self._table(block)
            else:
                yield self._paragraph(block, style, begun)
                begun = []
        if begun:
            yield self._paragraph(Paragraph(0), style, begun)

    def _moved(self, paragraph: Paragraph) -> Iterator[etree._Element]:
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
        is_left = xml.is_right_to_left(paragraph.text)
        properties = self._properties(style, is_left)
        if paragraph.mark:
            marks = sorted(paragraph.mark, key=lambda each: _ORDER.index(each.kind))
            inside = [make(_MARKS[each.kind], self._attributes(each)) for each in marks]
            properties.append(make("w:rPr", *inside))
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
        if name := styles.style_id(style.style):
            properties.append(make_value("w:pStyle", name))
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
        # A reference to a missing note is left out.
        if run.note in self._notes:
            yield _reference(make("w:footnoteReference", {"w:id": str(self._notes[run.note])}))
        for text, goes_left in xml.split_by_direction(run.text, is_left):
            element = make("w:r")
            signs = [make("w:b")] * run.underlined + [make("w:strike")] * run.struck
            signs += [make_value("w:u", "single")] * run.underlined
            signs += [make("w:rtl")] * goes_left
            if signs:
                element.append(make("w:rPr", *signs))
            for part in filter(None, _BREAKS.split(text)):
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
        widths = [self._width * each // sum(shares) for each in shares]
        line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "auto"}
        borders = make("w:tblBorders", *(make(f"w:{side}", line) for side in _BORDERS))
        grid = [make("w:gridCol", {"w:w": str(width)}) for width in widths]
        return make(
            "w:tbl",
            make("w:tblPr", make("w:tblW", {"w:w": "0", "w:type": "auto"}), borders),
            make("w:tblGrid", *grid),
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
            element.append(make("w:trPr", *properties))
        for cell, width in zip(row.cells, widths, strict=False):
            # What a cell holds ends in a paragraph.
            blocks = cell.blocks
            if not blocks or isinstance(blocks[-1], Table):
                blocks = (*blocks, Paragraph(0))
            element.append(_cell(width, self.blocks(blocks)))
        return element


def _reference(mark: etree._Element) -> etree._Element:
    return make("w:r", make("w:rPr", make_value("w:rStyle", styles.FOOTNOTE_REFERENCE)), mark)


def _typed(text: str) -> etree._Element:
    return make("w:r", make_text("w:t", text))


def _dates(moment: datetime) -> dict[str, str]:
    """Returns the date attributes of a change: UTC where the zone is known, else local time."""
    local = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    written = f"{local.isoformat(timespec='seconds')}Z"
    return {"w:date": written} | ({"w16du:dateUtc": written} if moment.tzinfo else {})


_LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "sw": "Swahili",
    "tr": "Turkish",
    "zh": "Chinese",
}
# What a word processor checks spelling by; in the United Nations English is British.
_REGIONS = {
    "ar": "ar-SA",
    "en": "en-GB",
    "es": "es-ES",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "zh": "zh-CN",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@frozen
class TitleBlock:
    """The title block of the first page, which the headers of all pages repeat in short."""

    body: str  # whose document it is, such as the name of a working group
    title: str  # the title of the document
    name: str  # such as `Rev.1`
    symbol: str = ""  # the symbol of the document, such as `A/AC.9/L.4`; empty where it has none
    issued: datetime | None = None  # when it was issued; None for what was not
    standing: str = ""  # such as `without prejudice`; may be empty
    left_out: str = ""  # what is not in it, as a sentence; may be empty
    language: str = "en"  # the original language, as a tag such as `en`; empty if unknown
    is_wide: bool = False  # whether pages lie on their side

    @property
    def text_width(self) -> int:
        """The width of a page between its margins, in twentieths of a point."""
        return styles.WIDE_TEXT_WIDTH if self.is_wide else styles.TEXT_WIDTH

    @property
    def date(self) -> str:
        """The day and the minute of issue in UTC; empty for what was not issued."""
        if self.issued is None:
            return ""
        moment, zone = self.issued, ""
        if moment.tzinfo is not None:
            moment, zone = moment.astimezone(UTC), " UTC"
        month = _MONTHS[moment.month - 1]
        return f"{moment.day} {month} {moment.year}, {moment.hour:02}:{moment.minute:02}{zone}"

    @property
    def original_language(self) -> str:
        """The name of the original language; empty where none was given."""
        if not self.language:
            return ""
        primary = self.language.split("-")[0].lower()
        return f"Original: {_LANGUAGES.get(primary, self.language)}"

    @property
    def language_tag(self) -> str:
        """The language tag that word processors use, with a region."""
        return _REGIONS.get(self.language.lower(), self.language)


_BODY_SIZE = 26  # half points


def first_header(title_block: TitleBlock) -> etree._Element:
    """Returns the header of the first page: the body on the left, the document on the right."""
    details = (
        *(title_block.symbol, title_block.name, title_block.date),
        *(title_block.original_language, title_block.standing, title_block.left_out),
    )
    width = title_block.text_width
    widths = [width * 5 // 8, width - width * 5 // 8]
    lines = [
        _paragraph(text, styles.TITLE_BLOCK, is_bold=not number)
        for number, text in enumerate(filter(None, details))
    ]
    table = make(
        "w:tbl",
        parse_template(
            f"<w:tblW w:w='{width}' w:type='dxa'/><w:tblBorders>"
            "<w:bottom w:val='single' w:sz='12' w:space='0' w:color='auto'/></w:tblBorders>"
            "<w:tblLayout w:type='fixed'/><w:tblCellMar><w:left w:w='0' w:type='dxa'/>"
            "<w:right w:w='0' w:type='dxa'/></w:tblCellMar>",
            "tblPr",
        ),
        make("w:tblGrid", *(make("w:gridCol", {"w:w": str(each)}) for each in widths)),
        make(
            "w:tr",
            _cell(widths[0], [_paragraph(title_block.body, styles.TITLE_BLOCK, _BODY_SIZE)]),
            _cell(widths[1], lines),
        ),
    )
    return make_root("w:hdr", table, _paragraph("", styles.TITLE_BLOCK))


def running_header(title_block: TitleBlock) -> etree._Element:
    """Returns the header of the other pages: the document on the left, version and date right."""
    right = ", ".join(filter(None, (title_block.name, title_block.date, title_block.standing)))
    left = title_block.symbol or title_block.title
    return make_root("w:hdr", _paragraph(f"{left}\t{right}", styles.HEADER))


def footer() -> etree._Element:
    """Returns the footer: the page number and the number of pages."""
    return make_root(
        "w:ftr",
        make(
            "w:p",
            make("w:pPr", make_value("w:pStyle", styles.style_id(styles.FOOTER))),
            _field("PAGE"),
            _typed("/"),
            _field("NUMPAGES"),
        ),
    )


def _field(instruction: str) -> etree._Element:
    return make("w:fldSimple", {"w:instr": instruction}, _typed("1"))


def _cell(width: int, inside: Iterable[etree._Element]) -> etree._Element:
    size = make("w:tcW", {"w:w": str(width), "w:type": "dxa"})
    return make("w:tc", make("w:tcPr", size), *inside)


def _paragraph(text: str, style: str, size: int = 0, is_bold: bool = True) -> etree._Element:
    is_left = xml.is_right_to_left(text)
    properties = make("w:pPr", make_value("w:pStyle", styles.style_id(style)))
    if is_left:
        properties.append(make("w:bidi"))
    element = make("w:p", properties)
    for number, part in enumerate(text.split("\t")):
        if number:
            element.append(make("w:r", make("w:tab")))
        for words, goes_left in xml.split_by_direction(part, is_left):
            signs = make("w:rPr")
            if is_bold:
                signs.extend((make("w:b"), make("w:bCs")))
            if size:
                signs.extend((make_value("w:sz", size), make_value("w:szCs", size)))
            if goes_left:
                signs.append(make("w:rtl"))
            element.append(make("w:r", signs, make_text("w:t", words)))
    return element


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_WORDS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The earliest date an archive can hold, so that the same text always gives the same bytes.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST_NOTE = 1  # 0 and -1 are the lines above notes

_PARTS = {
    "word/styles.xml": ("styles+xml", "/styles"),
    "word/settings.xml": ("settings+xml", "/settings"),
    "word/footnotes.xml": ("footnotes+xml", "/footnotes"),
    "word/header1.xml": ("header+xml", "/header"),
    "word/header2.xml": ("header+xml", "/header"),
    "word/footer1.xml": ("footer+xml", "/footer"),
}


def write_document(document: Document, title_block: TitleBlock) -> bytes:
    """Returns the bytes of a Word document, the same for the same values.

    But for the marks of changes nothing in it says who made it, when, or on what machine. Comments
    and automatic numbers are not written, and all notes become footnotes.
    """
    notes = {note.key: number for number, note in enumerate(document.notes, _FIRST_NOTE)}
    writer = StoryWriter(notes, title_block.text_width)
    body = make("w:body", *writer.blocks(document.body))
    end = Paragraph(0, format=ParagraphFormat(styles.END))
    body.extend((*writer.blocks((end,)), _section(title_block.is_wide)))
    footnotes = _footnotes(document, writer)
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {
                "word/document.xml": f"{xml.RELATIONS}/officeDocument",
                "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
            }
        ),
        "word/document.xml": serialize(make_root("w:document", body)),
        "word/_rels/document.xml.rels": _relations(
            {
                name.removeprefix("word/"): f"{xml.RELATIONS}{relation}"
                for name, (_, relation) in _PARTS.items()
            }
        ),
        "word/styles.xml": styles.styles_part(title_block.language_tag),
        "word/settings.xml": styles.settings_part(),
        "word/footnotes.xml": serialize(footnotes),
        "word/header1.xml": serialize(first_header(title_block)),
        "word/header2.xml": serialize(running_header(title_block)),
        "word/footer1.xml": serialize(footer()),
        "docProps/core.xml": _core(title_block),
    }
    return _archive(parts)


def _section(is_wide: bool) -> etree._Element:
    """Returns the page setup, and which header belongs to which page."""
    numbers = {name: f"rId{number}" for number, name in enumerate(_PARTS, 1)}
    margin = str(styles.SIDE_MARGIN)
    edges = {"w:top": "1418", "w:right": margin, "w:bottom": "1418", "w:left": margin}
    size = {"w:w": str(styles.PAGE_WIDTH), "w:h": str(styles.PAGE_HEIGHT)}
    if is_wide:
        size = {"w:w": size["w:h"], "w:h": size["w:w"], "w:orient": "landscape"}
    distances = {"w:header": "709", "w:footer": "709", "w:gutter": "0"}
    references = (
        ("header", "first", "word/header1.xml"),
        ("header", "default", "word/header2.xml"),
        ("footer", "first", "word/footer1.xml"),
        ("footer", "default", "word/footer1.xml"),
    )
    return make(
        "w:sectPr",
        *(
            make(f"w:{part}Reference", {"w:type": page, "r:id": numbers[name]})
            for part, page, name in references
        ),
        make("w:pgSz", size),
        make("w:pgMar", edges | distances),
        make("w:titlePg"),
    )


def _footnotes(document: Document, writer: StoryWriter) -> etree._Element:
    notes = [
        make(
            "w:footnote",
            {"w:type": kind, "w:id": number},
            make("w:p", make("w:r", make(f"w:{kind}"))),
        )
        for kind, number in (("separator", "-1"), ("continuationSeparator", "0"))
    ]
    style = ParagraphFormat(styles.FOOTNOTE_TEXT)
    notes += [
        make("w:footnote", {"w:id": str(number)}, *writer.note(note.blocks, style))
        for number, note in enumerate(document.notes, _FIRST_NOTE)
    ]
    return make_root("w:footnotes", *notes)


def _core(title_block: TitleBlock) -> bytes:
    root = etree.Element(f"{{{_CORE}}}coreProperties", None, {"cp": _CORE, "dc": _DUBLIN})
    for name, text in (("title", title_block.title), ("language", title_block.language_tag)):
        if text:
            etree.SubElement(root, f"{{{_DUBLIN}}}{name}").text = xml.printable(text)
    return serialize(root)


def _content_types() -> bytes:
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    kinds = {
        "word/document.xml": f"{_WORDS_TYPE}.document.main+xml",
        **{name: f"{_WORDS_TYPE}.{kind}" for name, (kind, _) in _PARTS.items()},
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    inside = f'<Default Extension="rels" ContentType="{relations}"/>'
    inside += '<Default Extension="xml" ContentType="application/xml"/>'
    for name, kind in kinds.items():
        inside += f'<Override PartName="/{name}" ContentType="{kind}"/>'
    return f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{inside}</Types>'.encode()


def _relations(targets: dict[str, str]) -> bytes:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    space = f"{_PACKAGE}/relationships"
    return f'{_DECLARATION}<Relationships xmlns="{space}">{inside}</Relationships>'.encode()


def _archive(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _ALWAYS)
            info.compress_type = zipfile.ZIP_DEFLATED
            # The same on every system, which would otherwise be named here.
            info.create_system = 0
            file.writestr(info, content, compresslevel=6)
    return buffer.getvalue()


KINDS = {xml.qualify(name): kind for kind, name in _MARKS.items()} | {
    xml.qualify("w:cellIns"): RevisionKind.INSERTED,
    xml.qualify("w:cellDel"): RevisionKind.DELETED,
}
"""The elements that mark text, paragraph marks, rows and cells, and what each means."""

_MOVES = (RevisionKind.MOVED_FROM, RevisionKind.MOVED_TO)
_RANGE_STARTS = {xml.qualify(f"{_MARKS[kind]}RangeStart"): kind for kind in _MOVES}
_RANGE_ENDS = {xml.qualify(f"{_MARKS[kind]}RangeEnd"): kind for kind in _MOVES}
RANGES = frozenset((*_RANGE_STARTS, *_RANGE_ENDS))
"""The elements between which what is moved stands."""


class RevisionMarkup:
    """Creates a revision for each mark of a document, in reading order."""

    def __init__(self) -> None:
        self.revisions: list[Revision] = []
        self._moves: dict[RevisionKind, dict[str, str]] = {kind: {} for kind in _MOVES}

    def of(self, element: etree._Element) -> Revision:
        """Returns the revision that an element marks."""
        tag = str(element.tag)
        kind = RevisionKind.FORMATTED if tag in xml.FORMAT_CHANGES else KINDS[tag]
        names = self._moves.get(kind, {}).values()
        revision = Revision(
            number=len(self.revisions) + 1,
            kind=kind,
            author=element.get(xml.AUTHOR, "").strip(),
            date=read_date(element.get(xml.DATE_UTC), element.get(xml.DATE)),
            move=next(reversed(names), ""),
        )
        self.revisions.append(revision)
        return revision

    def within(self, properties: etree._Element | None) -> tuple[Revision, ...]:
        """Returns the revisions marked in the properties of a row, a cell or a paragraph mark."""
        if properties is None:
            return ()
        return tuple(self.of(each) for each in properties if each.tag in KINDS)

    def bound(self, element: etree._Element) -> None:
        """Tracks the open moved ranges, given the element at which one begins or ends."""
        tag = str(element.tag)
        if tag in _RANGE_STARTS:
            self._moves[_RANGE_STARTS[tag]][element.get(xml.ID, "")] = element.get(
                xml.qualify("w:name"), ""
            )
        else:
            self._moves[_RANGE_ENDS[tag]].pop(element.get(xml.ID, ""), None)
