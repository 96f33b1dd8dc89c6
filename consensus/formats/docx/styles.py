"""Page setup and styles of every Word document that is written: size, margins, type.

They follow the documents of the United Nations: A4, one narrow column, Times, numbers typed before
their paragraphs.
"""

from __future__ import annotations

from functools import lru_cache

from consensus.formats.docx.document import ParagraphFormat

TITLE = "title"
FOOTNOTE_TEXT = "footnote text"
FOOTNOTE_REFERENCE = "FootnoteReference"
HEADER = "header"
FOOTER = "footer"
END = "end of text"
CELL = "cell"
TITLE_BLOCK = "masthead"
DEEPEST_TEXT = 8
DEEPEST_HEADING = 6

# Twentieths of a point.
PAGE_WIDTH, PAGE_HEIGHT = 11_906, 16_838
SIDE_MARGIN = 1_700
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE_MARGIN
WIDE_TEXT_WIDTH = PAGE_HEIGHT - 2 * SIDE_MARGIN  # of a page on its side
_STEP = 567  # one centimetre

_FONT = "Times New Roman"
_RIGHT_TO_LEFT = ("ar", "dv", "fa", "he", "ps", "ur", "yi")
_EAST_ASIAN = ("ja", "ko", "zh")


def text_format(depth: int) -> ParagraphFormat:
    """Returns the format of a paragraph at a depth."""
    return ParagraphFormat(f"text {min(depth, DEEPEST_TEXT)}" if depth > 0 else "")


def heading_format(level: int) -> ParagraphFormat:
    """Returns the format of a heading of a level, counted from 1."""
    level = min(level, DEEPEST_HEADING)
    return ParagraphFormat(f"heading {level}", level)


def style_id(style: str) -> str:
    """Returns the id of a style by its name in lower case; empty for the default."""
    return style.title().replace(" ", "") if style in _KNOWN else ""


@lru_cache
def settings_part() -> bytes:
    """Returns the bytes of the settings part."""
    from consensus.formats.docx.xml import parse_template, serialize

    root = parse_template(
        "<w:zoom w:percent='100'/>"
        # What comes back shows what was changed in it.
        "<w:trackRevisions/>"
        f"<w:defaultTabStop w:val='{_STEP}'/>"
        "<w:characterSpacingControl w:val='doNotCompress'/>"
        "<w:footnotePr><w:footnote w:id='-1'/><w:footnote w:id='0'/></w:footnotePr>"
        "<w:compat><w:compatSetting w:name='compatibilityMode'"
        " w:uri='http://schemas.microsoft.com/office/word' w:val='15'/></w:compat>",
        "settings",
    )
    return serialize(root)


@lru_cache
def styles_part(language: str) -> bytes:
    """Returns the bytes of the styles part; `language` is in the terms of word processors."""
    from consensus.formats.docx.xml import make, make_value, parse_template, serialize

    root = parse_template("".join(_STYLES), "styles")
    primary = language.split("-")[0].lower()
    attributes = {"w:val": language}
    if primary in _EAST_ASIAN:
        attributes["w:eastAsia"] = language
    if primary in _RIGHT_TO_LEFT:
        attributes["w:bidi"] = language
    fonts = {f"w:{script}": _FONT for script in ("ascii", "hAnsi", "eastAsia", "cs")}
    signs = make(
        "w:rPr",
        make("w:rFonts", fonts),
        make_value("w:sz", 21),
        make_value("w:szCs", 21),
        *([make("w:lang", attributes)] if language else []),
    )
    spacing = make("w:spacing", {"w:after": "120", "w:line": "252", "w:lineRule": "auto"})
    defaults = make(
        "w:docDefaults", make("w:rPrDefault", signs), make("w:pPrDefault", make("w:pPr", spacing))
    )
    root.insert(0, defaults)
    return serialize(root)


def _style(name: str, paragraph: str, signs: str = "", next_: str = "Normal") -> str:
    return (
        f"<w:style w:type='paragraph' w:styleId='{name.title().replace(' ', '')}'>"
        f"<w:name w:val='{name}'/><w:basedOn w:val='Normal'/><w:next w:val='{next_}'/>"
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{signs}</w:rPr></w:style>"
    )


def _size(half_points: int) -> str:
    return f"<w:sz w:val='{half_points}'/><w:szCs w:val='{half_points}'/>"


def _line(side: str, weight: int) -> str:
    border = f"<w:{side} w:val='single' w:sz='{weight}' w:space='1' w:color='auto'/>"
    return f"<w:pBdr>{border}</w:pBdr>"


_BOLD = "<w:b/><w:bCs/>"
_TIGHT = "<w:spacing w:after='0' w:line='240' w:lineRule='auto'/>"
_TABS = f"<w:tabs><w:tab w:val='right' w:pos='{TEXT_WIDTH}'/></w:tabs>"
_TEXT_STYLES = tuple(f"text {depth}" for depth in range(1, DEEPEST_TEXT + 1))
_HEADING_STYLES = tuple(f"heading {level}" for level in range(1, DEEPEST_HEADING + 1))
_KNOWN = frozenset(
    (
        *(TITLE, FOOTNOTE_TEXT, HEADER, FOOTER, END, CELL, TITLE_BLOCK),
        *_TEXT_STYLES,
        *_HEADING_STYLES,
    )
)


def _heading(name: str, outline: int) -> str:
    keep = "<w:keepNext/><w:keepLines/>"
    spacing = f"<w:spacing w:before='{max(280 - 40 * outline, 160)}' w:after='120'/>"
    left = f"<w:jc w:val='left'/><w:outlineLvl w:val='{outline}'/>"
    signs = _BOLD + ("" if outline < 2 else "<w:i/><w:iCs/>") + _size(24 if not outline else 21)
    return _style(name, keep + spacing + left, signs)


_STYLES = (
    "<w:style w:type='paragraph' w:default='1' w:styleId='Normal'><w:name w:val='Normal'/>"
    "<w:qFormat/><w:pPr><w:jc w:val='both'/></w:pPr></w:style>",
    "<w:style w:type='character' w:default='1' w:styleId='DefaultParagraphFont'>"
    "<w:name w:val='Default Paragraph Font'/></w:style>",
    "<w:style w:type='table' w:default='1' w:styleId='TableNormal'>"
    "<w:name w:val='Normal Table'/><w:tblPr><w:tblInd w:w='0' w:type='dxa'/><w:tblCellMar>"
    "<w:top w:w='0' w:type='dxa'/><w:left w:w='108' w:type='dxa'/>"
    "<w:bottom w:w='0' w:type='dxa'/><w:right w:w='108' w:type='dxa'/>"
    "</w:tblCellMar></w:tblPr></w:style>",
    _style(
        TITLE,
        "<w:keepNext/><w:keepLines/><w:spacing w:before='120' w:after='240'/><w:jc w:val='left'/>",
        _BOLD + _size(28),
    ),
    *(_heading(name, outline) for outline, name in enumerate(_HEADING_STYLES)),
    *(
        _style(name, f"<w:ind w:left='{_STEP * depth}'/>", next_=name.title().replace(" ", ""))
        for depth, name in enumerate(_TEXT_STYLES, 1)
    ),
    _style(FOOTNOTE_TEXT, _TIGHT, _size(17), next_="FootnoteText"),
    f"<w:style w:type='character' w:styleId='{FOOTNOTE_REFERENCE}'>"
    "<w:name w:val='footnote reference'/><w:rPr><w:vertAlign w:val='superscript'/></w:rPr>"
    "</w:style>",
    _style(
        HEADER,
        _line("bottom", 4) + _TABS + _TIGHT + "<w:jc w:val='left'/>",
        _BOLD + _size(17),
        next_="Header",
    ),
    _style(FOOTER, _TIGHT + "<w:jc w:val='center'/>", _size(17), next_="Footer"),
    _style(TITLE_BLOCK, _TIGHT + "<w:jc w:val='left'/>", _size(19), next_="Masthead"),
    _style(CELL, _TIGHT + "<w:jc w:val='left'/>", _size(19), next_="Cell"),
    # The short line with which documents end.
    _style(
        END,
        _line("top", 6)
        + "<w:spacing w:before='360' w:after='0'/><w:ind w:left='3400' w:right='3400'/>",
    ),
)
