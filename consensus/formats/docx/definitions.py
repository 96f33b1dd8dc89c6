"""Parsers for the parts of a Word document that define styles and numbering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen
from lxml import etree

from consensus.formats.docx.document import ParagraphFormat
from consensus.formats.docx.numbering import Level, ListPlace, Numbering
from consensus.formats.docx.xml import NAME, PARAGRAPH_PROPERTIES, VAL, qualified_name

_STYLE = qualified_name("w:style")
_STYLE_ID = qualified_name("w:styleId")
_STYLE_TYPE = qualified_name("w:type")
_DEFAULT = qualified_name("w:default")
_BASED_ON = qualified_name("w:basedOn")
_PARAGRAPH_STYLE = qualified_name("w:pStyle")
_OUTLINE_LEVEL = qualified_name("w:outlineLvl")
_NUMBERING_PROPERTIES = qualified_name("w:numPr")
_NUMBERING_ID = qualified_name("w:numId")
_NUMBERING_LEVEL = qualified_name("w:ilvl")
_HEADING = re.compile(r"heading ([1-9])")
_DEEPEST_HEADING = 9
_NO_LIST = "0"


@frozen
class _Style:
    name: str
    based_on: str
    outline: int | None
    numbering: str | None
    level: int | None


class Styles:
    """The styles of a document, with inheritance resolved, from their part, if there is one.

    Some levels of `numberings` belong to a style.
    """

    def __init__(self, part: etree._Element | None, numberings: Mapping[str, Numbering]) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._formats: dict[str, ParagraphFormat] = {}
        self._numberings = numberings
        for element in () if part is None else part.iterchildren(_STYLE):
            if element.get(_STYLE_TYPE, "paragraph") != "paragraph":
                continue
            style_id = element.get(_STYLE_ID, "")
            self._styles[style_id] = _style(element)
            if element.get(_DEFAULT) in ("1", "true", "on"):
                self._default = style_id

    def format_of(self, properties: etree._Element | None) -> ParagraphFormat:
        """Returns the format of a paragraph, from its properties and its style."""
        if properties is None:
            return self._format(self._default)
        style_id = _value(properties, _PARAGRAPH_STYLE) or self._default
        by_style = self._format(style_id)
        outline = _number_or_none(_value(properties, _OUTLINE_LEVEL))
        heading = by_style.heading if outline is None else _heading(outline)
        numbering, level = _list_of(properties)
        if numbering is None and level is None:
            return ParagraphFormat(by_style.style, heading, by_style.place)
        if numbering is None:
            numbering = by_style.place.numbering if by_style.place else _NO_LIST
        if level is None:
            level = self._level_of_style(numbering, style_id)
        place = None if numbering == _NO_LIST else ListPlace(numbering, level)
        return ParagraphFormat(by_style.style, heading, place)

    def _format(self, style_id: str) -> ParagraphFormat:
        known = self._formats.get(style_id)
        if known is not None:
            return known
        style = self._styles.get(style_id)
        name = style.name if style else ""
        chain = list(self._chain(style_id))
        heading = 0
        for each in chain:
            if found := _HEADING.fullmatch(each.name):
                heading = int(found[1])
            elif each.outline is not None:
                heading = _heading(each.outline)
            else:
                continue
            break
        numbering = next((each.numbering for each in chain if each.numbering is not None), _NO_LIST)
        level = next((each.level for each in chain if each.level is not None), None)
        place = None
        if numbering != _NO_LIST:
            at = self._level_of_style(numbering, style_id) if level is None else level
            place = ListPlace(numbering, at)
        made = ParagraphFormat("" if name == "normal" else name, heading, place)
        self._formats[style_id] = made
        return made

    def _chain(self, style_id: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = self._styles[style_id].based_on

    def _level_of_style(self, numbering: str, style_id: str) -> int:
        known = self._numberings.get(numbering)
        levels = known.levels if known else {}
        return next((at for at, level in levels.items() if level.style == style_id != ""), 0)


def _style(element: etree._Element) -> _Style:
    name = element.find(NAME)
    properties = element.find(PARAGRAPH_PROPERTIES)
    based_on = _value(element, _BASED_ON)
    if properties is None:
        return _Style(_name(name), based_on, None, None, None)
    numbering, level = _list_of(properties)
    outline = _number_or_none(_value(properties, _OUTLINE_LEVEL))
    return _Style(_name(name), based_on, outline, numbering, level)


def _name(element: etree._Element | None) -> str:
    return "" if element is None else element.get(VAL, "").strip().lower()


def _list_of(properties: etree._Element) -> tuple[str | None, int | None]:
    place = properties.find(_NUMBERING_PROPERTIES)
    if place is None:
        return None, None
    level = _number_or_none(_value(place, _NUMBERING_LEVEL))
    return _value(place, _NUMBERING_ID) or None, level


def _value(parent: etree._Element, name: str) -> str:
    found = parent.find(name)
    return "" if found is None else found.get(VAL, "")


def _number_or_none(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) < _DEEPEST_HEADING else None


def _heading(outline: int) -> int:
    """Returns the level of a heading from the outline level, where 9 is running text."""
    return outline + 1 if outline < _DEEPEST_HEADING else 0


_ABSTRACT = qualified_name("w:abstractNum")
_ABSTRACT_ID = qualified_name("w:abstractNumId")
_STYLE_LINK = qualified_name("w:styleLink")
_NUMBERING_STYLE_LINK = qualified_name("w:numStyleLink")
_NUMBERING = qualified_name("w:num")

_OVERRIDE = qualified_name("w:lvlOverride")
_START_OVERRIDE = qualified_name("w:startOverride")
_LEVEL = qualified_name("w:lvl")
_LEVEL_PLACE = qualified_name("w:ilvl")
_FORM = qualified_name("w:numFmt")
_TEXT = qualified_name("w:lvlText")
_START = qualified_name("w:start")
_RESTART = qualified_name("w:lvlRestart")
_IS_LEGAL = qualified_name("w:isLgl")

_LARGEST = 9  # digits; what is longer is no number of a paragraph
_OFF = ("0", "false", "off")


def read_numberings(part: etree._Element | None) -> dict[str, Numbering]:
    """Parses the lists that a document defines in a part, if there is one, by their ids."""
    if part is None:
        return {}
    abstract = {each.get(_ABSTRACT_ID, ""): each for each in part.iterchildren(_ABSTRACT)}
    styled = {
        link.get(VAL, ""): key
        for key, each in abstract.items()
        if (link := each.find(_STYLE_LINK)) is not None
    }
    levels = {key: _levels(each) for key, each in abstract.items()}
    linked = {
        key: styled.get(link.get(VAL, ""), key)
        for key, each in abstract.items()
        if (link := each.find(_NUMBERING_STYLE_LINK)) is not None
    }
    found: dict[str, Numbering] = {}
    for element in part.iterchildren(_NUMBERING):
        key = _value(element, _ABSTRACT_ID)
        key = linked.get(key, key)
        found[element.get(_NUMBERING_ID, "")] = _numbering(element, key, levels.get(key, {}))
    return found


def _numbering(element: etree._Element, sequence: str, levels: Mapping[int, Level]) -> Numbering:
    own = dict(levels)
    starts: dict[int, int] = {}
    for override in element.iterchildren(_OVERRIDE):
        place = _number(override.get(_LEVEL_PLACE, ""), 0)
        level = override.find(_LEVEL)
        if level is not None:
            own[place] = _level(level)
        if override.find(_START_OVERRIDE) is not None:
            starts[place] = _number(_value(override, _START_OVERRIDE), 1)
    return Numbering(sequence, own, starts)


def _levels(element: etree._Element) -> dict[int, Level]:
    return {
        _number(each.get(_LEVEL_PLACE, ""), 0): _level(each)
        for each in element.iterchildren(_LEVEL)
    }


def _level(element: etree._Element) -> Level:
    legal = element.find(_IS_LEGAL)
    return Level(
        form=_value(element, _FORM) or "decimal",
        text=_value(element, _TEXT),
        start=_number(_value(element, _START), 0),
        restarts_after=_number(_value(element, _RESTART), -1),
        is_legal=legal is not None and legal.get(VAL, "1") not in _OFF,
        style=_value(element, _PARAGRAPH_STYLE),
    )


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isdecimal() and len(written) <= _LARGEST else otherwise
