"""Styled text, wrapped and truncated to a width."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import ClassVar

import regex
from attrs import frozen
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from consensus.text.display import escape_control_characters
from tui.views.text import Mark, Span

ELLIPSIS = "…"
_JOINER = "\u200d"


# Letters and characters none of which joins the one before: Latin, Greek, Cyrillic, Chinese,
# Japanese and Korean ones as they are usually written, and the punctuation that comes with them.
_ALONE = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u3000-\u3029"
    "\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*"
)


def graphemes(text: str) -> Iterator[tuple[int, int, int]]:
    """Yields where each grapheme of a text begins and ends, and its width in columns."""
    widths: dict[str, int] = {}
    if _ALONE.fullmatch(text):
        for place, sign in enumerate(text):
            width = widths.get(sign)
            if width is None:
                width = widths[sign] = cell_len(sign)
            yield place, place + 1, width
        return
    for found in regex.finditer(r"\X", text):
        sign = found[0]
        width = widths.get(sign)
        if width is None:
            width = widths[sign] = cell_len(sign)
        yield found.start(), found.end(), width


def fit_to_width(text: str, room: int, to_the_right: bool = False) -> str:
    """Returns a line padded, or truncated with an ellipsis, to exactly so many columns."""
    if room <= 0:
        return ""
    # A joiner at the end joins nothing, and would be measured as if it took in what follows.
    text = text.rstrip(_JOINER)
    if len(text) <= 2 * room or not text.isascii():
        length = cell_len(text)
        if length <= room:
            blank = " " * (room - length)
            return blank + text if to_the_right else text + blank
    cut = _beginning(text, room - 1).rstrip(_JOINER) + ELLIPSIS
    return cut + " " * (room - cell_len(cut))


def _beginning(text: str, room: int) -> str:
    if text.isascii():
        return text[:room]
    end = 0
    used = 0
    for _, stop, width in graphemes(text):
        used += width
        if used > room:
            break
        end = stop
    return text[:end]


# Letters and signs of which each takes one column and none joins the one before: Latin, Greek,
# Cyrillic, and the punctuation that comes with them. Lines of these are found without a look at
# every sign.
_SIMPLE = re.compile("[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e]*")

_CLOSING = frozenset("、。，．：；！？）」』】〕》〉］｝…‥ー々ゝヽっャュョァィゥェォ")
"""Signs that no line begins with, where one may end before any letter."""

_OPENING = frozenset("（「『【〔《〈［｛")
"""Signs that no line ends with."""

_ZERO_WIDTH_SPACE = "\u200b"
_NO_BREAK = frozenset("\xa0\u2007\u202f")

_USUAL, _SPACE, _CLOSES, _OPENS = range(4)
"""What a sign does to the end of a line."""


def wrap(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yields where each line of a text begins and ends, without the white space between lines.

    Lines end at white space, before and after wide letters such as Chinese ones, and where a word
    is longer than a line between two signs.
    """
    width = max(1, width)
    if _SIMPLE.fullmatch(text):
        return _simple_lines(text, width)
    return _lines(text, width)


def _simple_lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    start, end = 0, len(text)
    while end - start > width:
        space = text.rfind(" ", start, start + width + 1)
        if space <= start:
            yield start, start + width
            start += width
            continue
        stop = space
        while stop > start and text[stop - 1] == " ":
            stop -= 1
        yield start, stop
        start = space
        while start < end and text[start] == " ":
            start += 1
        if start == end:
            return
    yield start, end


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = used = 0
    # Where the line may end: the end of its words, where the next one begins, and how many
    # columns are used by then.
    stop = following = before = -1
    kinds: dict[str, int] = {}
    last, last_width = _SPACE, 0
    for at, end, columns in graphemes(text):
        sign = text[at:end]
        kind = kinds.get(sign)
        if kind is None:
            kind = kinds[sign] = _kind(sign)
        if kind == _SPACE:
            if last != _SPACE or at == 0:
                stop = at
            used += columns
            following, before = end, used
        else:
            is_beside_wide = columns == 2 or last_width == 2
            if is_beside_wide and last not in (_SPACE, _OPENS) and kind != _CLOSES:
                stop = following = at
                before = used
            while used + columns > width and at > start:
                if following > start:
                    yield start, max(start, stop)
                    start = following
                    used -= before
                else:
                    yield start, at
                    start, used = at, 0
                stop = following = before = -1
            used += columns
        last, last_width = kind, columns
    if start < len(text) or not text:
        hanging = following == len(text) and used > width and stop >= start
        yield start, stop if hanging else len(text)


def _kind(sign: str) -> int:
    if (sign.isspace() and sign not in _NO_BREAK) or sign == _ZERO_WIDTH_SPACE:
        return _SPACE
    if sign in _CLOSING:
        return _CLOSES
    return _OPENS if sign in _OPENING else _USUAL


_TAB = "    "

# Where there is no colour, strokes and lines alone are easily missed: marks say the same, as
# CriticMarkup writes them.
_SIGNED = {Mark.ADDED: ("{++", "++}"), Mark.REMOVED: ("{--", "--}")}

_WIDTHS_KEPT = 4


@frozen
class _Line:
    """A line on the screen."""

    start: int  # where in the text it begins
    end: int
    paragraph: int  # the number of the line of the text that it is of
    into: int  # how far into that line it begins


class Passage(Widget):
    """A widget with styled text that wraps and can be selected with the mouse.

    Only the lines that are seen are drawn, so that a text may be as long as it is.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"passage--{mark}" for mark in Mark}
    DEFAULT_CSS = """
    Passage {
        height: auto;
        width: 1fr;
        & > .passage--added { text-style: bold underline; color: $text-success; }
        & > .passage--removed { text-style: strike; color: $text-error; }
        & > .passage--sign { text-style: bold; color: $text-warning; }
        & > .passage--name { text-style: italic; color: $text-accent; }
        & > .passage--option { color: $text-warning; }
        & > .passage--chosen { text-style: bold; color: $text-success; }
        & > .passage--faint { text-style: italic; color: $text-muted; }
        & > .passage--strong { text-style: bold reverse; }
        & > .passage--heading { text-style: bold; }
    }
    """

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - every widget names it so
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._text = ""
        self._starts: list[int] = [0]
        self._marks: list[Mark] = [Mark.KEPT]
        self._wrapped: dict[int, list[_Line]] = {}

    @property
    def text(self) -> str:
        """The text as it is shown."""
        return self._text

    def show(self, spans: Iterable[Span]) -> None:
        """Shows other spans."""
        signed = self.app.no_color
        starts: list[int] = []
        marks: list[Mark] = []
        words: list[str] = []
        place = 0
        for span in spans:
            text = escape_control_characters(span.text).replace("\t", _TAB)
            if signed and span.mark in _SIGNED:
                opening, closing = _SIGNED[span.mark]
                text = f"{opening}{text}{closing}"
            starts.append(place)
            marks.append(span.mark)
            words.append(text)
            place += len(text)
        self._text = "".join(words)
        self._starts = starts or [0]
        self._marks = marks or [Mark.KEPT]
        self._wrapped.clear()
        self.refresh(layout=True)

    def line_of(self, number: int) -> int:
        """Returns the line, counted from 0, on which a span, or the last of fewer, begins."""
        lines = self._lines(self.content_size.width)
        start = self._starts[min(number, len(self._starts) - 1)]
        return max(0, bisect_right(lines, start, key=lambda line: line.start) - 1)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Returns the width of the container, since it wraps."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Returns how many lines it takes."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Returns the text alone; visible lines are drawn by `render_line`."""
        return Content(self._text)

    def render_line(self, y: int) -> Strip:
        """Draws one line."""
        width = self.content_size.width
        lines = self._lines(width)
        base = self.rich_style
        if y >= len(lines):
            return Strip.blank(width, base)
        line = lines[y]
        segments: list[Segment] = []
        number = bisect_right(self._starts, line.start) - 1
        at = line.start
        while at < line.end:
            following = number + 1
            stop = self._starts[following] if following < len(self._starts) else line.end
            if stop > at:
                mark = self._marks[number]
                style = base
                if mark is not Mark.KEPT:
                    style = base + self.get_component_rich_style(f"passage--{mark}")
                stop = min(stop, line.end)
                segments += self._segments(line, at, stop, style)
                at = stop
            number = following
        strip = Strip(segments).apply_offsets(line.into, line.paragraph)
        return strip.adjust_cell_length(width, base)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Returns the words that are selected with the mouse."""
        return selection.extract(self._text), "\n"

    def _segments(self, line: _Line, start: int, end: int, style: Style) -> list[Segment]:
        """Returns the segments of a range with one mark, the selection highlighted."""
        selection = self.text_selection
        span = selection.get_span(line.paragraph) if selection is not None else None
        if span is None:
            return [Segment(self._text[start:end], style)]
        beginning = line.start - line.into
        first = min(max(beginning + span[0], start), end)
        last = end if span[1] < 0 else min(max(beginning + span[1], first), end)
        selected = style + self.screen.get_component_rich_style("screen--selection")
        parts = ((start, first, style), (first, last, selected), (last, end, style))
        return [Segment(self._text[one:other], how) for one, other, how in parts if other > one]

    def _lines(self, width: int) -> list[_Line]:
        found = self._wrapped.get(width)
        if found is None:
            found = []
            place = 0
            for number, paragraph in enumerate(self._text.split("\n")):
                found += [
                    _Line(place + start, place + end, number, start)
                    for start, end in wrap(paragraph, width)
                ]
                place += len(paragraph) + 1
            if len(self._wrapped) >= _WIDTHS_KEPT:
                self._wrapped.clear()
            self._wrapped[width] = found
        return found
