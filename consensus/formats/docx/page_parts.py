"""The headers and the footer of a document."""

from __future__ import annotations

from lxml import etree

from consensus.formats.docx.direction import runs_left, stretches
from consensus.formats.docx.elements import make, make_root, make_text, valued
from consensus.formats.docx.masthead import Masthead
from consensus.formats.docx.styles import FOOTER, HEADER, MASTHEAD, TEXT_WIDTH, style_id

_LEFT_COLUMN = TEXT_WIDTH * 5 // 8
_BODY_SIZE = 26  # half points


def first_header(masthead: Masthead) -> etree._Element:
    """The masthead: whose document it is on the left, what it is on the right."""
    details = [
        masthead.symbol,
        masthead.name,
        masthead.date,
        masthead.original,
        masthead.standing,
    ]
    left = _cell(_LEFT_COLUMN, [_paragraph(masthead.body, MASTHEAD, _BODY_SIZE)])
    right = _cell(
        TEXT_WIDTH - _LEFT_COLUMN,
        [
            _paragraph(text, MASTHEAD, 0, is_bold=not number)
            for number, text in enumerate(filter(None, details))
        ],
    )
    line = {"w:val": "single", "w:sz": "12", "w:space": "0", "w:color": "auto"}
    table = make(
        "w:tbl",
        None,
        make(
            "w:tblPr",
            None,
            make("w:tblW", {"w:w": str(TEXT_WIDTH), "w:type": "dxa"}),
            make("w:tblBorders", None, make("w:bottom", line)),
            make("w:tblLayout", {"w:type": "fixed"}),
            make(
                "w:tblCellMar",
                None,
                make("w:left", {"w:w": "0", "w:type": "dxa"}),
                make("w:right", {"w:w": "0", "w:type": "dxa"}),
            ),
        ),
        make(
            "w:tblGrid",
            None,
            make("w:gridCol", {"w:w": str(_LEFT_COLUMN)}),
            make("w:gridCol", {"w:w": str(TEXT_WIDTH - _LEFT_COLUMN)}),
        ),
        make("w:tr", None, left, right),
    )
    return make_root("w:hdr", table, _paragraph("", MASTHEAD))


def running_header(masthead: Masthead) -> etree._Element:
    """What it is on the left, which state of it and when on the right, with a line below."""
    right = ", ".join(filter(None, (masthead.name, masthead.date, masthead.standing)))
    return make_root("w:hdr", _paragraph(f"{masthead.called}\t{right}", HEADER))


def footer() -> etree._Element:
    """The number of the page, and how many there are."""
    return make_root(
        "w:ftr",
        make(
            "w:p",
            None,
            make("w:pPr", None, valued("w:pStyle", style_id(FOOTER))),
            _field("PAGE"),
            make("w:r", None, make_text("w:t", "/")),
            _field("NUMPAGES"),
        ),
    )


def _field(instruction: str) -> etree._Element:
    return make("w:fldSimple", {"w:instr": instruction}, make("w:r", None, make_text("w:t", "1")))


def _cell(width: int, paragraphs: list[etree._Element]) -> etree._Element:
    size = make("w:tcW", {"w:w": str(width), "w:type": "dxa"})
    return make("w:tc", None, make("w:tcPr", None, size), *paragraphs)


def _paragraph(text: str, style: str, size: int = 0, is_bold: bool = True) -> etree._Element:
    is_left = runs_left(text)
    properties = make("w:pPr", None, valued("w:pStyle", style_id(style)))
    if is_left:
        properties.append(make("w:bidi"))
    element = make("w:p", None, properties)
    for number, part in enumerate(text.split("\t")):
        if number:
            element.append(make("w:r", None, make("w:tab")))
        for words, goes_left in stretches(part, is_left):
            signs = make("w:rPr")
            if is_bold:
                signs.extend((make("w:b"), make("w:bCs")))
            if size:
                signs.extend((valued("w:sz", size), valued("w:szCs", size)))
            if goes_left:
                signs.append(make("w:rtl"))
            element.append(make("w:r", None, signs, make_text("w:t", words)))
    return element
