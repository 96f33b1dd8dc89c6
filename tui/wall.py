"""The wall: a screen for the room that shows the pushed slide and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import Static

from consensus.errors import ConsensusError
from consensus.reports.wall import Mark as SlideMark
from consensus.reports.wall import Slide, SlidePart
from consensus.reports.words import sign_of
from consensus.text.display import escape_control_characters
from consensus.working_group.wall import WallWindow
from tui.keymap import WALL, bindings
from tui.settings import CONTRAST, THEMES
from tui.views.text import Mark, Span, plain
from tui.widgets.passage import Passage

POLL_SECONDS = 0.05
"""How often it looks at the wall: what is blanked has to be gone within a tenth of a second."""

_BLANK = Slide("")
_LARGE = (110, 30)
"""From so many columns and lines on there is room for wide margins, and between lines."""

_MARKS = {
    SlideMark.KEPT: Mark.KEPT,
    SlideMark.PUT_IN: Mark.ADDED,
    SlideMark.TAKEN_OUT: Mark.REMOVED,
    SlideMark.NOT_AGREED: Mark.OPTION,
    SlideMark.SIGN: Mark.SIGN,
}
_LEGEND = (
    *(Span("taken out", Mark.REMOVED), Span("   "), Span("put in", Mark.ADDED), Span("   ")),
    *(Span("[", Mark.SIGN), Span("not agreed", Mark.OPTION), Span(" / or]", Mark.SIGN)),
)


class _Lines(Passage):
    """Text with a blank line between its lines where there is room."""

    step = 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return super().get_content_height(container, viewport, width) * self.step - self.step + 1

    def render_line(self, y: int) -> Strip:
        line, between = divmod(y, self.step)
        return (
            super().render_line(line)
            if not between
            else Strip.blank(self.content_size.width, self.rich_style)
        )


class WallApp(App[None], inherit_bindings=False):
    """Shows the room a slide when one is pushed, and is blank until then.

    If the record cannot be read, the slide stays with a small dot; the error is raised when the
    wall is left.
    """

    TITLE = "consensus"
    CSS_PATH = "wall.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(WALL)

    def __init__(
        self,
        window: WallWindow,
        theme: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        super().__init__()
        self._window = window
        for each in THEMES:
            self.register_theme(each)
        self._theme = theme or CONTRAST.name
        self._clock = clock
        self._shown: Slide | None = None
        self._time = ""
        self.problem = ""
        """Why the record cannot be read at the moment; empty while it can."""

    def compose(self) -> ComposeResult:
        """Lays out the wall."""
        with Vertical(id="wall"):
            with Horizontal(id="wall-top"):
                yield Passage(id="wall-title")
                yield Static("", id="wall-clock", markup=False)
            with Horizontal(id="wall-middle"), VerticalScroll(id="room"):
                with Horizontal(id="wall-head"):
                    yield Static("", id="wall-label", markup=False)
                    yield Static("", id="wall-status", markup=False)
                yield Passage(id="wall-totals")
                with Horizontal(id="wall-texts"):
                    yield _Lines(id="wall-text")
                    yield _Lines(id="wall-beside")
                yield Passage(id="wall-options")
            with Horizontal(id="wall-foot"):
                yield Passage(id="wall-legend")
                yield Static("", id="wall-page", markup=False)
                yield Static("·", id="wall-lost")

    def on_mount(self) -> None:
        """Starts blank, and polls the wall from then on."""
        self.theme = self._theme
        for hidden in ("#wall", "#wall-lost"):
            self.query_one(hidden).display = False
        self.query_one("#wall-legend", Passage).show(_LEGEND)
        for changing in ("scroll_y", "virtual_size"):
            self.watch(self._room, changing, self._say_page)
        self.look()
        self.set_interval(POLL_SECONDS, self.look)

    def on_resize(self, event: events.Resize) -> None:
        """Lays the slide out for the new size."""
        width, height = _LARGE
        self.screen.set_class(event.size.width >= width and event.size.height >= height, "large")
        for text in self.query(_Lines):
            text.step = 2 if event.size.height >= height else 1
            text.refresh(layout=True)

    def look(self) -> None:
        """Reads the wall, and shows the slide on it."""
        was_lost = bool(self.problem)
        try:
            slide = self._window.fresh()
        except ConsensusError as error:
            self.problem = str(error)
        else:
            self.problem = ""
            if slide != self._shown:
                self._show(slide or _BLANK)
                self._shown = slide
        if bool(self.problem) != was_lost:
            self.query_one("#wall-lost").display = bool(self.problem)
        now = f"{self._clock():%H:%M}"
        if self._shown not in (None, _BLANK) and now != self._time:
            self._time = now
            self.query_one("#wall-clock", Static).update(now)

    def _show(self, slide: Slide) -> None:
        texts = {
            "title": (Span(" · ".join(filter(None, (slide.title, slide.source)))),),
            "text": tuple(_marked(slide.seen)),
            "beside": tuple(_marked(slide.beside)),
            "options": tuple(_options(slide)),
            "totals": (Span(slide.totals.words if slide.totals else "", Mark.HEADING),),
        }
        for name, spans in texts.items():
            passage = self.query_one(f"#wall-{name}", Passage)
            passage.show(spans)
            passage.display = bool(plain(spans))
        for name, words in (
            ("label", slide.label),
            ("status", f"{sign_of(slide.status)} {slide.status}".strip()),
        ):
            static = self.query_one(f"#wall-{name}", Static)
            static.update(escape_control_characters(words))
            static.display = bool(words)
        self.query_one("#wall-head").display = bool(slide.label or slide.status)
        self.query_one("#wall-legend").visible = bool(slide.parts)
        self.query_one("#wall").display = slide is not _BLANK
        shown = self._shown or _BLANK
        if (slide.title, slide.label) != (shown.title, shown.label):
            self._room.scroll_to(y=0, animate=False)

    @property
    def _room(self) -> VerticalScroll:
        return self.query_one("#room", VerticalScroll)

    def _say_page(self) -> None:
        """Says which part of a long text is seen."""
        room = self._room
        height = max(1, room.size.height)
        pages = -(-room.virtual_size.height // height)
        page = -(-int(room.scroll_y) // height) + 1
        said = f"{page} of {pages}" if pages > 1 else ""
        self.query_one("#wall-page", Static).update(said)

    def action_scroll(self, lines: int) -> None:
        """Scrolls by some lines."""
        self._room.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scrolls by pages."""
        height = max(1, self._room.size.height - 2)
        self._room.scroll_relative(y=pages * height, animate=False)


def _marked(parts: tuple[SlidePart, ...]) -> Iterator[Span]:
    return (Span(each.text, _MARKS[each.mark]) for each in parts)


def _options(slide: Slide) -> Iterator[Span]:
    for number, option in enumerate(slide.options):
        yield Span("\n" if number else "")
        yield Span(f"{option.letter}  ", Mark.SIGN)
        yield from _marked(option.parts)
