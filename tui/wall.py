"""The wall: a screen for the room that shows the pushed slide and nothing else."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from consensus.errors import ConsensusError
from consensus.reports.wall import Slide
from consensus.text.display import escape_control_characters
from consensus.working_group.wall import WallWindow
from tui.keymap import WALL, bindings
from tui.settings import CONTRAST, THEMES
from tui.views.overview import slide_spans, with_sign
from tui.views.text import Mark, Span
from tui.widgets.passage import Passage

POLL_SECONDS = 0.05
"""How often it looks at the wall: what is blanked has to be gone within a tenth of a second."""

_BLANK = Slide("")
_LARGE = (110, 34)
"""From so many columns and lines on there is room for wide margins."""


class WallApp(App[None], inherit_bindings=False):
    """Shows the room a slide when one is pushed, and is blank until then.

    If the record cannot be read, the slide stays and the room sees no error; the error is raised
    when the wall is left.
    """

    TITLE = "consensus"
    CSS_PATH = "wall.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(WALL)

    def __init__(self, window: WallWindow, theme: str = "") -> None:
        super().__init__()
        self._window = window
        for each in THEMES:
            self.register_theme(each)
        self._theme = theme or CONTRAST.name
        self._shown: Slide | None = None
        self.problem = ""
        """Why the record cannot be read at the moment; empty while it can."""

    def compose(self) -> ComposeResult:
        """Lays out the wall."""
        with VerticalScroll(id="room"):
            yield Passage(id="wall-title")
            with Horizontal(id="wall-head"):
                yield Static("", id="wall-label", markup=False)
                yield Static("", id="wall-status", markup=False)
            yield Passage(id="wall-text")
            yield Passage(id="wall-totals")

    def on_mount(self) -> None:
        """Starts blank, and polls the wall from then on."""
        self.theme = self._theme
        self.screen.add_class("blank")
        self.look()
        self.set_interval(POLL_SECONDS, self.look)

    def on_resize(self, event: events.Resize) -> None:
        """Lays the slide out for the new size."""
        width, height = _LARGE
        self.screen.set_class(event.size.width >= width and event.size.height >= height, "large")

    def look(self) -> None:
        """Reads the wall, and shows the slide on it."""
        try:
            slide = self._window.fresh()
        except ConsensusError as error:
            self.problem = str(error)
            return
        self.problem = ""
        if slide != self._shown:
            self._show(slide or _BLANK)
            self._shown = slide

    def _show(self, slide: Slide) -> None:
        totals = slide.totals
        reached = totals.words if totals else ""
        label = self.query_one("#wall-label", Static)
        label.update(escape_control_characters(slide.label))
        label.display = bool(slide.label)
        status = escape_control_characters(with_sign(slide.status))
        self.query_one("#wall-status", Static).update(status)
        self.query_one("#wall-title", Passage).show((Span(slide.title),))
        self.query_one("#wall-text", Passage).show(slide_spans(slide))
        self.query_one("#wall-totals", Passage).show((Span(reached, Mark.HEADING),))
        self.query_one("#wall-head").display = bool(slide.label or slide.status)
        self.screen.set_class(slide is _BLANK, "blank")
        shown = self._shown or _BLANK
        if (slide.title, slide.label) != (shown.title, shown.label):
            self._room.scroll_to(y=0, animate=False)

    @property
    def _room(self) -> VerticalScroll:
        return self.query_one("#room", VerticalScroll)

    def action_scroll(self, lines: int) -> None:
        """Scrolls by some lines."""
        self._room.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scrolls by pages."""
        height = max(1, self._room.size.height - 2)
        self._room.scroll_relative(y=pages * height, animate=False)
