"""A passage of text with what is to be seen of it; square brackets in it are only signs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from consensus.text.display import made_visible
from tui.views.text import Mark, Piece
from tui.widgets.wrapping import wrap

_TAB = "    "

# Where there is no colour, strokes and lines alone are easily missed: signs say the same, as
# CriticMarkup writes them.
_SIGNED = {Mark.ADDED: ("{++", "++}"), Mark.REMOVED: ("{--", "--}")}

_WIDTHS_KEPT = 4


@frozen
class _Line:
    """A line on the screen.

    Attributes:
        start: where in the text it begins.
        end: where it ends.
        paragraph: the number of the line of the text that it is of.
        into: how far into that line it begins.
    """

    start: int
    end: int
    paragraph: int
    into: int


class Passage(Widget):
    """A passage of text; it wraps, and can be selected with the mouse.

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

    def show(self, pieces: Iterable[Piece]) -> None:
        """Show other words."""
        signed = self.app.no_color
        starts: list[int] = []
        marks: list[Mark] = []
        words: list[str] = []
        place = 0
        for piece in pieces:
            text = made_visible(piece.text).replace("\t", _TAB)
            if signed and piece.mark in _SIGNED:
                opening, closing = _SIGNED[piece.mark]
                text = f"{opening}{text}{closing}"
            starts.append(place)
            marks.append(piece.mark)
            words.append(text)
            place += len(text)
        self._text = "".join(words)
        self._starts = starts or [0]
        self._marks = marks or [Mark.KEPT]
        self._wrapped.clear()
        self.refresh(layout=True)

    def line_of(self, number: int) -> int:
        """The line on the screen, counted from 0, on which a piece begins.

        Args:
            number: of the piece, in the order they were given.
        """
        lines = self._lines(self.content_size.width)
        start = self._starts[number]
        return max(0, bisect_right(lines, start, key=lambda line: line.start) - 1)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as its container, since it wraps."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as its lines."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The text alone; what is seen is drawn line by line."""
        return Content(self._text)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
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
        """The words that are selected with the mouse."""
        return selection.extract(self._text), "\n"

    def _segments(self, line: _Line, start: int, end: int, style: Style) -> list[Segment]:
        """A stretch of one mark, what is selected of it told apart."""
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
