"""Writing a Word document."""

from __future__ import annotations

import zipfile
from io import BytesIO

from lxml import etree

from consensus.formats.docx.document import Document, Paragraph, ParagraphFormat
from consensus.formats.docx.elements import make, make_root, printable, written
from consensus.formats.docx.masthead import Masthead
from consensus.formats.docx.page_parts import first_header, footer, running_header
from consensus.formats.docx.styles import (
    END,
    FOOTNOTE_TEXT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SIDE_MARGIN,
    settings_part,
    styles_part,
)
from consensus.formats.docx.writer import StoryWriter
from consensus.formats.docx.xml import (
    FOOTNOTES_PART,
    HEADER_PART,
    MAIN_PART,
    RELATIONS,
    STYLES_PART,
)

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_WORDS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The earliest that an archive can say; whoever writes the same text gets the same bytes.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST_NOTE = 1  # 0 and -1 are the lines above notes

_PARTS = {
    "word/styles.xml": ("styles+xml", STYLES_PART),
    "word/settings.xml": ("settings+xml", "/settings"),
    "word/footnotes.xml": ("footnotes+xml", FOOTNOTES_PART),
    "word/header1.xml": ("header+xml", HEADER_PART),
    "word/header2.xml": ("header+xml", HEADER_PART),
    "word/footer1.xml": ("footer+xml", "/footer"),
}


def write_document(document: Document, masthead: Masthead) -> bytes:
    """Write a Word document.

    Every mark of a change has its author and its date; nothing else in the file says who made it,
    when, or on what machine. Read again, it has the same body and notes; the numbers of its changes
    are given anew, comments and automatic numbers are not written, and an empty paragraph, the line
    at the end, follows the last.

    Args:
        document: its body and notes; footnotes and endnotes both become footnotes.
        masthead: what the headers say.

    Returns:
        The bytes, the same for the same values.
    """
    notes = {note.key: number for number, note in enumerate(document.notes, _FIRST_NOTE)}
    writer = StoryWriter(notes)
    body = make("w:body", None, *writer.blocks(document.body))
    end = Paragraph(0, format=ParagraphFormat(END))
    body.extend((*writer.blocks((end,)), _section()))
    footnotes = _footnotes(document, writer)
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {
                "word/document.xml": f"{RELATIONS}{MAIN_PART}",
                "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
            }
        ),
        "word/document.xml": written(make_root("w:document", body)),
        "word/_rels/document.xml.rels": _relations(
            {
                name.removeprefix("word/"): f"{RELATIONS}{relation}"
                for name, (_, relation) in _PARTS.items()
            }
        ),
        "word/styles.xml": written(styles_part(masthead.spelling)),
        "word/settings.xml": written(settings_part()),
        "word/footnotes.xml": written(footnotes),
        "word/header1.xml": written(first_header(masthead)),
        "word/header2.xml": written(running_header(masthead)),
        "word/footer1.xml": written(footer()),
        "docProps/core.xml": _core(masthead),
    }
    return _archive(parts)


def _section() -> etree._Element:
    """The paper, and which header stands on which page."""
    numbers = {name: f"rId{number}" for number, name in enumerate(_PARTS, 1)}
    margin = str(SIDE_MARGIN)
    edges = {"w:top": "1418", "w:right": margin, "w:bottom": "1418", "w:left": margin}
    distances = {"w:header": "709", "w:footer": "709", "w:gutter": "0"}
    references = (
        ("w:headerReference", "first", "word/header1.xml"),
        ("w:headerReference", "default", "word/header2.xml"),
        ("w:footerReference", "first", "word/footer1.xml"),
        ("w:footerReference", "default", "word/footer1.xml"),
    )
    return make(
        "w:sectPr",
        None,
        *(make(name, {"w:type": kind, "r:id": numbers[part]}) for name, kind, part in references),
        make("w:pgSz", {"w:w": str(PAGE_WIDTH), "w:h": str(PAGE_HEIGHT)}),
        make("w:pgMar", edges | distances),
        make("w:titlePg"),
    )


def _footnotes(document: Document, writer: StoryWriter) -> etree._Element:
    notes = [
        make(
            "w:footnote",
            {"w:type": kind, "w:id": number},
            make("w:p", None, make("w:r", None, make(f"w:{kind}"))),
        )
        for kind, number in (("separator", "-1"), ("continuationSeparator", "0"))
    ]
    style = ParagraphFormat(FOOTNOTE_TEXT)
    notes += [
        make("w:footnote", {"w:id": str(number)}, *writer.note(note.blocks, style))
        for number, note in enumerate(document.notes, _FIRST_NOTE)
    ]
    return make_root("w:footnotes", *notes)


def _core(masthead: Masthead) -> bytes:
    """What is known of the document: its title and its language, and of nobody who wrote it."""
    root = etree.Element(f"{{{_CORE}}}coreProperties", None, {"cp": _CORE, "dc": _DUBLIN})
    for name, text in (("title", masthead.title), ("language", masthead.spelling)):
        if not text:
            continue
        etree.SubElement(root, f"{{{_DUBLIN}}}{name}").text = printable(text)
    return written(root)


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
