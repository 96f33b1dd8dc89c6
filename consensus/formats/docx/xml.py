"""Names and elements of WordprocessingML, symbol fonts, and the direction of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from lxml import etree

# Sources: ECMA-376 (ISO/IEC 29500) parts 1 to 4, and [MS-DOCX] for what Word has added since.

WORDS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
MATHS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/math"
COMPATIBILITY: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WORDS_2010: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
WORDS_2012: Final = "http://schemas.microsoft.com/office/word/2012/wordml"
COMMENT_IDS: Final = "http://schemas.microsoft.com/office/word/2016/wordml/cid"
COMMENTS_EXTENSIBLE: Final = "http://schemas.microsoft.com/office/word/2018/wordml/cex"
UNIVERSAL_DATES: Final = "http://schemas.microsoft.com/office/word/2023/wordml/word16du"

STRICT: Final = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": WORDS,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": RELATIONS,
    "http://purl.oclc.org/ooxml/officeDocument/math": MATHS,
}
"""The namespaces of ISO/IEC 29500 Strict, and the transitional ones that say the same."""

NAMES: Final = {
    "w": WORDS,
    "r": RELATIONS,
    "rel": PACKAGE_RELATIONS,
    "m": MATHS,
    "mc": COMPATIBILITY,
    "w14": WORDS_2010,
    "w15": WORDS_2012,
    "w16cid": COMMENT_IDS,
    "w16cex": COMMENTS_EXTENSIBLE,
    "w16du": UNIVERSAL_DATES,
}
"""The usual prefix of each namespace."""


def qualified_name(name: str) -> str:
    """Returns a name with its namespace: `{http://…}p` for `w:p`."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


# What one part is to another ends the address of the relation, transitional and strict alike.
MAIN_PART: Final = "/officeDocument"
STYLES_PART: Final = "/styles"
NUMBERING_PART: Final = "/numbering"
FOOTNOTES_PART: Final = "/footnotes"
ENDNOTES_PART: Final = "/endnotes"
COMMENTS_PART: Final = "/comments"
COMMENTS_EXTENDED_PART: Final = "/commentsExtended"
COMMENT_IDS_PART: Final = "/commentsIds"
COMMENTS_EXTENSIBLE_PART: Final = "/commentsExtensible"
HEADER_PART: Final = "/header"
FOOTER_PART: Final = "/footer"

VAL: Final = qualified_name("w:val")
ID: Final = qualified_name("w:id")
AUTHOR: Final = qualified_name("w:author")
DATE: Final = qualified_name("w:date")
DATE_UTC: Final = qualified_name("w16du:dateUtc")
NAME: Final = qualified_name("w:name")
PARAGRAPH_ID: Final = qualified_name("w14:paraId")

PARAGRAPH: Final = qualified_name("w:p")
PARAGRAPH_PROPERTIES: Final = qualified_name("w:pPr")
RUN: Final = qualified_name("w:r")
RUN_PROPERTIES: Final = qualified_name("w:rPr")
TABLE: Final = qualified_name("w:tbl")
ROW: Final = qualified_name("w:tr")
ROW_PROPERTIES: Final = qualified_name("w:trPr")
CELL: Final = qualified_name("w:tc")
CELL_PROPERTIES: Final = qualified_name("w:tcPr")
BODY: Final = qualified_name("w:body")
DOCUMENT: Final = qualified_name("w:document")

INSERTED: Final = qualified_name("w:ins")
DELETED: Final = qualified_name("w:del")
MOVED_FROM: Final = qualified_name("w:moveFrom")
MOVED_TO: Final = qualified_name("w:moveTo")
CELL_INSERTED: Final = qualified_name("w:cellIns")
CELL_DELETED: Final = qualified_name("w:cellDel")
FORMAT_CHANGES: Final = frozenset(
    qualified_name(f"w:{name}Change")
    for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "numbering")
)


_NAMESPACES = {key: NAMES[key] for key in ("w", "r", "mc", "w16du")}
# Namespaces that a reader may pass over when it does not know them.
_IGNORABLE = "w16du"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

qualify = cache(qualified_name)


def make(
    name: str, attributes: Mapping[str, str] | None = None, *inside: etree._Element
) -> etree._Element:
    """Returns a new element by its name (`w:p`), with attributes and what stands in it."""
    found = etree.Element(
        qualify(name), {qualify(key): printable(value) for key, value in (attributes or {}).items()}
    )
    found.extend(inside)
    return found


def make_root(name: str, *inside: etree._Element) -> etree._Element:
    """Returns the root element of a part, which declares the namespaces."""
    root = etree.Element(qualify(name), {qualify("mc:Ignorable"): _IGNORABLE}, _NAMESPACES)
    root.extend(inside)
    return root


def make_value(name: str, value: str | int) -> etree._Element:
    """Returns an element with a single value, such as `<w:jc w:val="both"/>`."""
    return make(name, {"w:val": str(value)})


def make_text(name: str, text: str) -> etree._Element:
    """Returns a text element that keeps the white space at its ends."""
    found = etree.Element(qualify(name))
    found.set(_SPACE, "preserve")
    found.text = printable(text)
    return found


def printable(text: str) -> str:
    """Returns the text, characters that XML cannot hold, such as control characters, replaced."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def serialize(root: etree._Element) -> bytes:
    """Returns the bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def parse_template(inside: str, name: str) -> etree._Element:
    """Parses the root element of a part whose content never changes, with the prefix `w`."""
    return etree.fromstring(f'<w:{name} xmlns:w="{WORDS}">{inside}</w:{name}>')


# The encoding of the Symbol font (Adobe), from 0x20 and from 0xA0 on.
_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
    "_〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
_NONE = "_"  # at 0xF0, where the font has the mark of a company
_SYMBOL = {
    **{0x20 + place: sign for place, sign in enumerate(_SYMBOL_LOW)},
    **{0xA0 + place: sign for place, sign in enumerate(_SYMBOL_HIGH) if sign != _NONE},
}
_WINGDINGS = dict(
    zip(
        bytes.fromhex("4a4b4c6c6e6f7175769fa7a8d8dfe0e1e2f0fbfcfdfe"),
        "☺😐☹●■□❑◆❖•▪◻⮚←→↑↓⇨✗✓☒☑",
        strict=True,
    )
)
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
_PRIVATE = range(0xF000, 0xF100)


def symbol_character(font: str, code: str) -> str:
    """Returns the Unicode character that a character of a symbol font looks like, by its hex code.

    For fonts that are not known here it is the character of that number itself, or nothing where
    there is none.
    """
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    plain = number - 0xF000 if number in _PRIVATE else number
    known = _FONTS.get(font.lower(), {}).get(plain)
    if known is not None:
        return known
    is_sign = 0x20 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_sign else ""


# Hebrew to Arabic Extended, their presentation forms, and the ancient and African scripts.
_MAY_RUN_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_LEFT = ("R", "AL")
_RIGHT = ("L",)


def is_right_to_left(text: str) -> bool:
    """Returns whether a text runs from right to left, by its first letter.

    Source: rules P2 and P3 of the Unicode Bidirectional Algorithm (UAX 9).
    """
    if not _MAY_RUN_LEFT.search(text):
        return False
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in _LEFT or kind in _RIGHT:
            return kind in _LEFT
    return False


def split_by_direction(text: str, paragraph_runs_left: bool) -> Iterator[tuple[str, bool]]:
    """Yields the parts of a text that run in one direction, and whether that is from right to left.

    The direction of the paragraph decides for what stands before the first letter.
    """
    if not paragraph_runs_left and not _MAY_RUN_LEFT.search(text):
        if text:
            yield text, False
        return
    start = 0
    way: bool | None = None
    for place, sign in enumerate(text):
        kind = unicodedata.bidirectional(sign)
        if kind not in _LEFT and kind not in _RIGHT:
            continue
        found = kind in _LEFT
        if way is not None and found is not way:
            yield text[start:place], way
            start = place
        way = found
    if text[start:]:
        yield text[start:], paragraph_runs_left if way is None else way
