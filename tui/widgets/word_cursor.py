"""A text in which a cursor moves by words, to mark some of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from textual import events
from textual.document._document import Location
from textual.message import Message
from textual.widgets.text_area import Selection

from consensus.text.tokens import tokenise
from tui.widgets.editor import Editor


class WordCursor(Editor):
    """A text that is read; the arrows go from word to word, and over more of them while marking.

    Args:
        id: as for every widget.
    """

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
        """The cursor stands on another word, or more or fewer words are marked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - every widget names it so
        super().__init__(read_only=True, id=id)
        self._spans: list[tuple[int, int]] = []
        self._word = 0
        self._anchor: int | None = None

    @property
    def _draw_cursor(self) -> bool:
        # The word is marked; a block on the sign behind it would only say something else.
        return False

    @property
    def is_marking(self) -> bool:
        """Whether the beginning of what is marked was set."""
        return self._anchor is not None

    @property
    def span(self) -> tuple[int, int]:
        """Where what is marked begins and ends; the word under the cursor while not marking."""
        if not self._spans:
            return 0, 0
        first = self._word if self._anchor is None else min(self._anchor, self._word)
        last = self._word if self._anchor is None else max(self._anchor, self._word)
        return self._spans[first][0], self._spans[last][1]

    def load(self, words: str) -> None:
        """Show another text, the cursor staying on the same word where there is one."""
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
        """Set the beginning of what is marked: the word under the cursor."""
        self._anchor = self._word
        self._go(self._word)

    def let_go(self) -> None:
        """Mark nothing."""
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
        """The word at the place to which the base class has moved its cursor."""
        starts = [start for start, _ in self._spans]
        return max(0, bisect_right(starts, self.offset_of_cursor) - 1)

    def action_cursor_left(self, select: bool = False) -> None:
        """Go to the word before."""
        self._go(self._word - 1)

    def action_cursor_right(self, select: bool = False) -> None:
        """Go to the next word."""
        self._go(self._word + 1)

    def _go_by(self, way: Callable[[], Location], times: int = 1) -> None:
        """Go from the beginning of the word to another place, and stand on the word there."""
        if not self._spans:
            return
        self.move_cursor(self.location_at(self._spans[self._word][0]))
        for _ in range(times):
            self.move_cursor(way(), record_width=False)
        self._go(self._nearest())

    def action_cursor_up(self, select: bool = False) -> None:
        """Go to the word above."""
        self._go_by(self.get_cursor_up_location)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go to the word below."""
        self._go_by(self.get_cursor_down_location)

    def action_cursor_line_start(self, select: bool = False) -> None:
        """Go to the first word of the line."""
        self._go_by(self.get_cursor_line_start_location)

    def action_cursor_line_end(self, select: bool = False) -> None:
        """Go to the last word of the line."""
        self._go_by(self.get_cursor_line_end_location)

    def action_cursor_page_up(self) -> None:
        """Go up by what is in sight."""
        self._go_by(self.get_cursor_up_location, self.content_size.height)

    def action_cursor_page_down(self) -> None:
        """Go down by what is in sight."""
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
