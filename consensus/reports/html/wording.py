"""Texts of a record on a page: brackets as structure, changes as insertions and deletions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from consensus.reports.comparison import Piece, PieceKind
from consensus.reports.html.element import Element, Node, element
from consensus.text.brackets import EVERY_CODE, Bracket, BracketedText, BracketOption, parse

_SIGN = re.compile(r"\\(?P<meant>[\[\]|:\\])|[\[\]]")
_MARKS = {PieceKind.REMOVED: "del", PieceKind.INSERTED: "ins"}


def passage(content: Iterable[Node], language: str = "", within: str = "blockquote") -> Element:
    """A text of the record, in its own direction of writing and language.

    Args:
        content: its words, as `wording` or `changes` gives them.
        language: a tag such as `fr`; empty for not known.
        within: the element that it makes up.
    """
    return element(within, *content, class_="text", dir="auto", lang=language)


def name(words: str) -> Element:
    """A handle, label, code or name, which does not mix with the writing around it."""
    return element("bdi", words)


def wording(notation: str) -> Iterator[Node]:
    """The words of a text in the notation of brackets, each bracket an element of its own.

    Args:
        notation: the text as reports give it.
    """
    if "[" not in notation and "\\" not in notation:
        yield notation
        return
    yield from _words(parse(notation, EVERY_CODE)[0])


def _words(text: BracketedText) -> Iterator[Node]:
    for part in text.parts:
        yield part if isinstance(part, str) else _bracket(part)


def _bracket(bracket: Bracket) -> Element:
    return element("span", _options(bracket), class_="bracket", role="group", aria_label="bracket")


def _options(bracket: Bracket) -> Iterator[Node]:
    yield "["
    for place, option in enumerate(bracket.options):
        if place:
            yield " | "
        yield element("span", _option(option), class_="option")
    yield "]"


def _option(option: BracketOption) -> Iterator[Node]:
    if option.names:
        yield element("b", f"{option.attribution}: ", class_="holders")
    if option.text.parts:
        yield from _words(option.text)
    else:
        yield element("em", "no text")


def changes(pieces: Iterable[Piece]) -> Iterator[Node]:
    """Words with what was removed and inserted among them marked."""
    for piece in pieces:
        mark = _MARKS.get(piece.kind)
        words = _signs_shown(piece.text)
        if mark:
            yield element(mark, *words)
        else:
            yield from words


def _signs_shown(text: str) -> Iterator[Node]:
    """Part of a text in the notation of brackets, which may hold half a bracket.

    Signs that build a bracket are marked, and those meant as they stand lose what protects them.
    """
    place = 0
    for sign in _SIGN.finditer(text):
        yield text[place : sign.start()]
        yield sign["meant"] or element("b", sign[0], class_="bracket")
        place = sign.end()
    yield text[place:]
