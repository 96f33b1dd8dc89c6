"""Names and elements of WordprocessingML, symbol fonts, and the direction of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from lxml import etree

# Sources: ECMA-376 (ISO/IEC 29500) parts 1 to 4, and [MS-DOCX] for what Word has added since.

WORDS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MATHS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/math"

STRICT: Final = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": WORDS,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": RELATIONS,
    "http://purl.oclc.org/ooxml/officeDocument/math": MATHS,
}
"""The namespaces of ISO/IEC 29500 Strict, and the transitional ones that say the same."""

_MICROSOFT = "http://schemas.microsoft.com/office/word"
NAMES: Final = {
    "w": WORDS,
    "r": RELATIONS,
    "m": MATHS,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": f"{_MICROSOFT}/2010/wordml",
    "w15": f"{_MICROSOFT}/2012/wordml",
    "w16cid": f"{_MICROSOFT}/2016/wordml/cid",
    "w16cex": f"{_MICROSOFT}/2018/wordml/cex",
    "w16du": f"{_MICROSOFT}/2023/wordml/word16du",
}
"""The usual prefix of each namespace."""


@cache
def qualify(name: str) -> str:
    """Returns a name with its namespace: `{http://…}p` for `w:p`."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


VAL: Final = qualify("w:val")
ID: Final = qualify("w:id")
AUTHOR: Final = qualify("w:author")
DATE: Final = qualify("w:date")
DATE_UTC: Final = qualify("w16du:dateUtc")
PARAGRAPH_ID: Final = qualify("w14:paraId")

PARAGRAPH: Final = qualify("w:p")
PARAGRAPH_PROPERTIES: Final = qualify("w:pPr")
RUN: Final = qualify("w:r")
RUN_PROPERTIES: Final = qualify("w:rPr")
TABLE: Final = qualify("w:tbl")
ROW: Final = qualify("w:tr")
ROW_PROPERTIES: Final = qualify("w:trPr")
CELL: Final = qualify("w:tc")
CELL_PROPERTIES: Final = qualify("w:tcPr")
BODY: Final = qualify("w:body")
DOCUMENT: Final = qualify("w:document")

FORMAT_CHANGES: Final = frozenset(
    qualify(f"w:{name}Change")
    for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "numbering")
)


_NAMESPACES = {key: NAMES[key] for key in ("w", "r", "mc", "w16du")}
# Namespaces that a reader may pass over when it does not know them.
_IGNORABLE = "w16du"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def make(name: str, *inside: etree._Element | dict[str, str]) -> etree._Element:
    """Returns a new element by its name (`w:p`), with attributes and what stands in it."""
    found = etree.Element(qualify(name))
    for each in inside:
        if isinstance(each, dict):
            for key, value in each.items():
                found.set(qualify(key), printable(value))
        else:
            found.append(each)
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
    """Returns the character that one of a symbol font looks like, or is in an unknown font."""
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
    """Returns whether a text runs from right to left, by its first letter (UAX 9, P2 and P3)."""
    if not _MAY_RUN_LEFT.search(text):
        return False
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in _LEFT or kind in _RIGHT:
            return kind in _LEFT
    return False


def split_by_direction(text: str, paragraph_runs_left: bool) -> Iterator[tuple[str, bool]]:
    """Yields the parts of a text that run in one direction, and whether that is right to left."""
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
