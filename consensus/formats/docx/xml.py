"""The names in a Word document: namespaces, elements, attributes, relations between parts.

Sources: ECMA-376 (ISO/IEC 29500) parts 1 to 4, and [MS-DOCX] for what Word has added since.
"""

from __future__ import annotations

from typing import Final

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


def qualified(name: str) -> str:
    """A name with its namespace, as in `{http://…}p` for `w:p`."""
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

VAL: Final = qualified("w:val")
ID: Final = qualified("w:id")
AUTHOR: Final = qualified("w:author")
DATE: Final = qualified("w:date")
DATE_UTC: Final = qualified("w16du:dateUtc")
NAME: Final = qualified("w:name")
PARAGRAPH_ID: Final = qualified("w14:paraId")

PARAGRAPH: Final = qualified("w:p")
PARAGRAPH_PROPERTIES: Final = qualified("w:pPr")
RUN: Final = qualified("w:r")
RUN_PROPERTIES: Final = qualified("w:rPr")
TABLE: Final = qualified("w:tbl")
ROW: Final = qualified("w:tr")
ROW_PROPERTIES: Final = qualified("w:trPr")
CELL: Final = qualified("w:tc")
CELL_PROPERTIES: Final = qualified("w:tcPr")
BODY: Final = qualified("w:body")
DOCUMENT: Final = qualified("w:document")

INSERTED: Final = qualified("w:ins")
DELETED: Final = qualified("w:del")
MOVED_FROM: Final = qualified("w:moveFrom")
MOVED_TO: Final = qualified("w:moveTo")
CELL_INSERTED: Final = qualified("w:cellIns")
CELL_DELETED: Final = qualified("w:cellDel")
FORMAT_CHANGES: Final = frozenset(
    qualified(f"w:{name}Change")
    for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "numbering")
)
