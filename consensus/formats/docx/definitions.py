"""Parsers for the parts of a Word document that define styles and numbering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen
from lxml import etree

from consensus.formats.docx.document import ParagraphFormat
from consensus.formats.docx.numbering import Level, ListPlace, Numbering
from consensus.formats.docx.xml import VAL, qualify

_HEADING = re.compile(r"heading ([1-9])")
_DEEPEST_HEADING = 9
_NO_LIST = "0"
_LARGEST = 9  # digits; what is longer is no number of a paragraph
_ON, _OFF = ("1", "true", "on"), ("0", "false", "off")


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
        for element in () if part is None else part.iterchildren(qualify("w:style")):
            if element.get(qualify("w:type"), "paragraph") != "paragraph":
                continue
            style_id = element.get(qualify("w:styleId"), "")
            self._styles[style_id] = _style(element)
            if element.get(qualify("w:default")) in _ON:
                self._default = style_id

    def format_of(self, properties: etree._Element | None) -> ParagraphFormat:
        """Returns the format of a paragraph, from its properties and its style."""
        if properties is None:
            return self._format(self._default)
        style_id = _value(properties, "w:pStyle") or self._default
        by_style = self._format(style_id)
        outline = _number(_value(properties, "w:outlineLvl"))
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
    name, based_on = _value(element, "w:name").strip().lower(), _value(element, "w:basedOn")
    properties = element.find(qualify("w:pPr"))
    if properties is None:
        return _Style(name, based_on, None, None, None)
    outline = _number(_value(properties, "w:outlineLvl"))
    return _Style(name, based_on, outline, *_list_of(properties))


def _list_of(properties: etree._Element) -> tuple[str | None, int | None]:
    place = properties.find(qualify("w:numPr"))
    if place is None:
        return None, None
    return _value(place, "w:numId") or None, _number(_value(place, "w:ilvl"))


def _value(parent: etree._Element, name: str) -> str:
    found = parent.find(qualify(name))
    return "" if found is None else found.get(VAL, "")


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) <= _LARGEST else None


def _heading(outline: int) -> int:
    """Returns the level of a heading from the outline level, where 9 is running text."""
    return outline + 1 if outline < _DEEPEST_HEADING else 0


def read_numberings(part: etree._Element | None) -> dict[str, Numbering]:
    """Parses the lists that a document defines in a part, if there is one, by their ids."""
    if part is None:
        return {}
    abstract = {
        each.get(qualify("w:abstractNumId"), ""): each
        for each in part.iterchildren(qualify("w:abstractNum"))
    }
    styled = {
        link.get(VAL, ""): key
        for key, each in abstract.items()
        if (link := each.find(qualify("w:styleLink"))) is not None
    }
    levels = {
        key: {_place(level): _level(level) for level in each.iterchildren(qualify("w:lvl"))}
        for key, each in abstract.items()
    }
    linked = {
        key: styled.get(link.get(VAL, ""), key)
        for key, each in abstract.items()
        if (link := each.find(qualify("w:numStyleLink"))) is not None
    }
    found: dict[str, Numbering] = {}
    for element in part.iterchildren(qualify("w:num")):
        key = _value(element, "w:abstractNumId")
        key = linked.get(key, key)
        found[element.get(qualify("w:numId"), "")] = _numbering(element, key, levels.get(key, {}))
    return found


def _numbering(element: etree._Element, sequence: str, levels: Mapping[int, Level]) -> Numbering:
    own = dict(levels)
    starts: dict[int, int] = {}
    for override in element.iterchildren(qualify("w:lvlOverride")):
        place = _place(override)
        level = override.find(qualify("w:lvl"))
        if level is not None:
            own[place] = _level(level)
        if override.find(qualify("w:startOverride")) is not None:
            start = _number(_value(override, "w:startOverride"))
            starts[place] = 1 if start is None else start
    return Numbering(sequence, own, starts)


def _place(element: etree._Element) -> int:
    return _number(element.get(qualify("w:ilvl"), "")) or 0


def _level(element: etree._Element) -> Level:
    legal = element.find(qualify("w:isLgl"))
    restarts = _number(_value(element, "w:lvlRestart"))
    return Level(
        form=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText"),
        start=_number(_value(element, "w:start")) or 0,
        restarts_after=-1 if restarts is None else restarts,
        is_legal=legal is not None and legal.get(VAL, "1") not in _OFF,
        style=_value(element, "w:pStyle"),
    )
