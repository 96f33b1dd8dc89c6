"""A question that is answered with a wording, which may take several lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.actions.action import bindings
from tui.actions.merge import WORDING
from tui.screens.question import Question
from tui.views.text import Piece
from tui.widgets.editor import Editor
from tui.widgets.passage import Passage


class AskWording(Question[str | None]):
    """Asks for a wording; None when nothing is to happen.

    Args:
        title: what is asked.
        pieces: more about it, as a passage.
        value: what stands there already.
    """

    CSS_PATH = "asking.tcss"
    DEFAULT_CSS = """
    AskWording {
        align: center middle;
        & Editor { height: 8; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(WORDING)]

    def __init__(self, title: str, pieces: Sequence[Piece] = (), value: str = "") -> None:
        super().__init__()
        self._title = title
        self._pieces = tuple(pieces)
        self._value = value
        self.editor = Editor(value, id="answer")

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="question"):
            yield Static(self._title, classes="question-title", markup=False)
            yield Passage(id="explanation")
            yield self.editor
            yield Static("F2: done   Esc: leave it", classes="question-keys", markup=False)

    def on_mount(self) -> None:
        """Begin behind what stands there."""
        self.query_one("#explanation", Passage).show(self._pieces)
        self.editor.focus()
        self.editor.move_cursor(self.editor.document.end)

    @property
    def is_typed(self) -> bool:
        """Whether something was typed that leaving would lose."""
        return self.editor.words != self._value

    def action_done(self) -> None:
        """Take the words as they are."""
        self.dismiss(self.editor.words)

    def action_leave(self) -> None:
        """Take none."""
        self.dismiss(None)
