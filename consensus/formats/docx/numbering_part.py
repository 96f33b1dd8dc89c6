"""Reading the lists that paragraphs of a document belong to."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from consensus.formats.docx.numbering import Level, Numbering
from consensus.formats.docx.xml import VAL, qualified

_ABSTRACT = qualified("w:abstractNum")
_ABSTRACT_ID = qualified("w:abstractNumId")
_STYLE_LINK = qualified("w:styleLink")
_NUMBERING_STYLE_LINK = qualified("w:numStyleLink")
_NUMBERING = qualified("w:num")
_NUMBERING_ID = qualified("w:numId")
_OVERRIDE = qualified("w:lvlOverride")
_START_OVERRIDE = qualified("w:startOverride")
_LEVEL = qualified("w:lvl")
_LEVEL_PLACE = qualified("w:ilvl")
_FORM = qualified("w:numFmt")
_TEXT = qualified("w:lvlText")
_START = qualified("w:start")
_RESTART = qualified("w:lvlRestart")
_IS_LEGAL = qualified("w:isLgl")
_STYLE = qualified("w:pStyle")
_LARGEST = 9  # digits; what is longer is no number of a paragraph
_OFF = ("0", "false", "off")


def read_numberings(part: etree._Element | None) -> dict[str, Numbering]:
    """Read the lists of a document, by their ids.

    Args:
        part: the part that defines them; None for a document without lists.
    """
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
        key = _text(element, _ABSTRACT_ID)
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
            starts[place] = _number(_text(override, _START_OVERRIDE), 1)
    return Numbering(sequence, own, starts)


def _levels(element: etree._Element) -> dict[int, Level]:
    return {
        _number(each.get(_LEVEL_PLACE, ""), 0): _level(each)
        for each in element.iterchildren(_LEVEL)
    }


def _level(element: etree._Element) -> Level:
    legal = element.find(_IS_LEGAL)
    return Level(
        form=_text(element, _FORM) or "decimal",
        text=_text(element, _TEXT),
        start=_number(_text(element, _START), 0),
        restarts_after=_number(_text(element, _RESTART), -1),
        is_legal=legal is not None and legal.get(VAL, "1") not in _OFF,
        style=_text(element, _STYLE),
    )


def _text(parent: etree._Element, name: str) -> str:
    found = parent.find(name)
    return "" if found is None else found.get(VAL, "")


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isdecimal() and len(written) <= _LARGEST else otherwise
