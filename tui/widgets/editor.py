"""A text editor, and a read-only text in which words are selected."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.document._document import Location
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from consensus.text.display import escape_control_characters
from consensus.text.tokens import tokenise

_SIGN = re.compile(r"(?<!\\)[\[\]|]")

# Signs that a terminal would obey, or that would cut the text into other lines than it has, stand
# in the editor as private signs far from those that texts use, and are shown as pictures.
_PRIVATE = 0xF0000
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_BEHIND = re.compile(f"[{chr(_PRIVATE)}-{chr(_PRIVATE + 0xFFFD)}]")
_PICTURES = 0x2400
_UNKNOWN = "\ufffd"

_LONG = 2000
"""From how many signs on a line is drawn part by part."""


# These two select; they are left to the screens.
_LEFT_TO_SCREENS = ("f6", "f7")


class Editor(TextArea, inherit_bindings=False):
    """A text editor in which brackets are ordinary characters and Tab moves the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        each
        for each in TextArea.BINDINGS
        if not isinstance(each, Binding) or each.key not in _LEFT_TO_SCREENS
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"editor--sign"}
    DEFAULT_CSS = """
    Editor {
        border: round $panel-lighten-2;
        padding: 0 1;
        background: $background;
        scrollbar-size-vertical: 1;
        & > .editor--sign { text-style: bold; color: $text-warning; }
        &:focus { border: round $primary; }
    }
    """

    def __init__(
        self,
        words: str = "",
        *,
        read_only: bool = False,
        id: str | None = None,  # noqa: A002 - every widget names it so
    ) -> None:
        super().__init__(
            _typed(words),
            soft_wrap=True,
            tab_behavior="focus",
            read_only=read_only,
            id=id,
            highlight_cursor_line=False,
        )
        self.match_cursor_bracket = False

    @property
    def words(self) -> str:
        """The text as it is to be recorded."""
        return _BEHIND.sub(lambda sign: chr(ord(sign[0]) - _PRIVATE), self.text)

    def load(self, words: str) -> None:
        """Replaces the text, and clears the undo history."""
        self.load_text(_typed(words))

    def put(self, words: str) -> None:
        """Replaces the text in a way that can be undone."""
        place = self.offset_of_cursor
        self.replace(_typed(words), (0, 0), self.document.end)
        self.move_to(min(place, len(words)))

    @property
    def offset_of_cursor(self) -> int:
        """The offset of the cursor in the text."""
        return self.offset_at(self.cursor_location)

    def offset_at(self, location: Location) -> int:
        """Returns the offset of a location."""
        row, column = location
        return sum(len(self.document.get_line(each)) + 1 for each in range(row)) + column

    def location_at(self, offset: int) -> Location:
        """Returns the location of an offset."""
        row = 0
        while row + 1 < self.document.line_count and offset > len(self.document.get_line(row)):
            offset -= len(self.document.get_line(row)) + 1
            row += 1
        return row, offset

    def move_to(self, offset: int) -> None:
        """Moves the cursor to an offset."""
        self.move_cursor(self.location_at(offset))

    def get_line(self, line_index: int) -> Text:
        """Returns a line as it is shown."""
        return self._with_signs(self.document.get_line(line_index))

    def _with_signs(self, line: str) -> Text:
        shown = Text(_shown(line), end="", no_wrap=True)
        style = self.get_component_rich_style("editor--sign", partial=True)
        for sign in _SIGN.finditer(shown.plain):
            shown.stylize(style, sign.start(), sign.end())
        return shown

    def _render_line(self, y: int) -> Strip:
        # A paragraph may be very long, and the base class styles the whole of it for each of its
        # lines on the screen; here only what the line shows is compared.
        place = y + self.scroll_offset.y
        if place >= self.wrapped_document.height:
            return super()._render_line(y)
        row, start = self.wrapped_document.offset_to_location(Offset(0, place))
        line = self.document.get_line(row)
        if len(line) < _LONG or "\t" in line:
            return super()._render_line(y)
        offsets = self.wrapped_document.get_offsets(row)
        following = bisect_right(offsets, start)
        end = offsets[following] if following < len(offsets) else len(line) + 1
        shown = self._with_signs(line[start:end])
        shown.set_length(end - start)
        self._mark(shown, row, start)
        strip = Strip(shown.render(self.app.console), shown.cell_len)
        width = self.scrollable_content_region.width
        base = self._theme.base_style or self.rich_style
        return strip.extend_cell_length(width, base).apply_style(base)

    def _mark(self, shown: Text, row: int, start: int) -> None:
        """Styles the selection and the cursor in a part of a line that begins at `start`."""
        theme = self._theme
        first, last = sorted(self.selection)
        if theme.selection_style and first[0] <= row <= last[0]:
            begin = first[1] if first[0] == row else 0
            end = last[1] if last[0] == row else start + len(shown)
            if end > start and begin < end:
                shown.stylize(theme.selection_style, max(begin - start, 0), end - start)
        at = self.cursor_location[1] - start
        if theme.cursor_style and self._draw_cursor and self.cursor_location[0] == row and at >= 0:
            shown.stylize(theme.cursor_style, at, at + 1)


def _typed(words: str) -> str:
    return _HIDDEN.sub(lambda sign: chr(_PRIVATE + ord(sign[0])), words)


def _shown(line: str) -> str:
    """Returns a line with visible symbols for control characters, of the same length."""
    line = _BEHIND.sub(_picture, line)
    return line if escape_control_characters(line) == line else _HIDDEN.sub(_picture, line)


def _picture(sign: re.Match[str]) -> str:
    code = ord(sign[0]) % _PRIVATE
    return chr(_PICTURES + code) if code < 0x20 else _UNKNOWN


class WordCursor(Editor):
    """A read-only text; the arrows move by words, and extend the selection while marking."""

    DEFAULT_CSS = """
    WordCursor {
        & > .text-area--selection {
            background: $primary;
            color: $text;
            text-style: bold underline;
        }
    }
    """

    class Moved(Message):
        """Posted when the cursor moves to another word, or the selection changes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - every widget names it so
        super().__init__(read_only=True, id=id)
        self._spans: list[tuple[int, int]] = []
        self._word = 0
        self._anchor: int | None = None

    @property
    def _draw_cursor(self) -> bool:
        # The word is marked; a block on the character behind it would be misleading.
        return False

    @property
    def is_marking(self) -> bool:
        """Whether a selection was started."""
        return self._anchor is not None

    @property
    def span(self) -> tuple[int, int]:
        """The range of the selection, or of the word under the cursor."""
        if not self._spans:
            return 0, 0
        first = self._word if self._anchor is None else min(self._anchor, self._word)
        last = self._word if self._anchor is None else max(self._anchor, self._word)
        return self._spans[first][0], self._spans[last][1]

    def load(self, words: str) -> None:
        """Replaces the text; the cursor stays on its word where that is still there."""
        super().load(words)
        self._spans = []
        place = 0
        for token in tokenise(words):
            if not token.isspace():
                self._spans.append((place, place + len(token)))
            place += len(token)
        self._anchor = None
        self._go(min(self._word, len(self._spans) - 1))

    def begin(self) -> None:
        """Starts a selection at the word under the cursor."""
        self._anchor = self._word
        self._go(self._word)

    def clear_mark(self) -> None:
        """Ends the selection."""
        self._anchor = None
        self._go(self._word)

    def _go(self, word: int) -> None:
        self._word = max(0, min(word, len(self._spans) - 1))
        start, end = self.span
        if self._anchor is not None and self._word < self._anchor:
            start, end = end, start
        self.selection = Selection(self.location_at(start), self.location_at(end))
        self.post_message(self.Moved())

    def _nearest(self) -> int:
        """Returns the word at the location to which the base class moved its cursor."""
        starts = [start for start, _ in self._spans]
        return max(0, bisect_right(starts, self.offset_of_cursor) - 1)

    def action_cursor_left(self, select: bool = False) -> None:
        """Goes to the word before."""
        self._go(self._word - 1)

    def action_cursor_right(self, select: bool = False) -> None:
        """Goes to the next word."""
        self._go(self._word + 1)

    def _go_by(self, way: Callable[[], Location], times: int = 1) -> None:
        """Moves from the start of the word to another location, and to the word there."""
        if not self._spans:
            return
        self.move_cursor(self.location_at(self._spans[self._word][0]))
        for _ in range(times):
            self.move_cursor(way(), record_width=False)
        self._go(self._nearest())

    def action_cursor_up(self, select: bool = False) -> None:
        """Goes to the word above."""
        self._go_by(self.get_cursor_up_location)

    def action_cursor_down(self, select: bool = False) -> None:
        """Goes to the word below."""
        self._go_by(self.get_cursor_down_location)

    def action_cursor_line_start(self, select: bool = False) -> None:
        """Goes to the first word of the line."""
        self._go_by(self.get_cursor_line_start_location)

    def action_cursor_line_end(self, select: bool = False) -> None:
        """Goes to the last word of the line."""
        self._go_by(self.get_cursor_line_end_location)

    def action_cursor_page_up(self) -> None:
        """Goes up by what is in sight."""
        self._go_by(self.get_cursor_up_location, self.content_size.height)

    def action_cursor_page_down(self) -> None:
        """Goes down by what is in sight."""
        self._go_by(self.get_cursor_down_location, self.content_size.height)

    async def _on_mouse_up(self, event: events.MouseUp) -> None:
        await super()._on_mouse_up(event)
        first, last = (self.offset_at(each) for each in sorted(self.selection))
        starts = [start for start, _ in self._spans]
        if last > first:
            self._anchor = max(0, bisect_right(starts, first) - 1)
            self._go(max(0, bisect_right(starts, last - 1) - 1))
        else:
            self._go(self._nearest())
