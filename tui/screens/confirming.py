"""Questions that show what would happen, and ask once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from tui.actions.action import bindings
from tui.actions.asking import CONFIRMING, SCROLLING
from tui.screens.question import Question
from tui.screens.record_screen import Answer
from tui.views.piece import Piece
from tui.widgets.passage import Passage


class _Foreseen(Question[Answer]):
    """Shows what would happen, and asks for something beneath it.

    Args:
        title: what would happen.
        pieces: more about it, as a passage.
        does: what Enter does, such as `undo`.

    Attributes:
        ELSE: what Esc does.
    """

    CSS_PATH = "asking.tcss"
    ELSE: ClassVar[str] = "leave it"

    def __init__(self, title: str, pieces: Sequence[Piece], does: str) -> None:
        super().__init__()
        self._title = title
        self._pieces = tuple(pieces)
        self._does = does

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="question"):
            yield Static(self._title, classes="question-title", markup=False)
            with VerticalScroll(classes="question-body"):
                yield Passage(id="body")
            yield from self.asked()
            yield Static(
                f"Enter: {self._does}   Esc: {self.ELSE}", classes="question-keys", markup=False
            )

    def asked(self) -> ComposeResult:
        """What stands between what would happen and the keys; nothing unless a question says so."""
        yield from ()

    def on_mount(self) -> None:
        """Show what would happen."""
        self.query_one("#body", Passage).show(self._pieces)


class Confirm(_Foreseen[bool]):
    """Shows what would happen and asks once; Enter does it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CONFIRMING)]

    def action_agree(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(False)


class ConfirmWithReason(_Foreseen[str | None]):
    """Shows what would happen and asks once, and why; None when nothing is to happen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SCROLLING)]

    def asked(self) -> ComposeResult:
        """A line for the reason."""
        yield Input(placeholder="why? Enter alone: it is not said", id="reason")

    def on_mount(self) -> None:
        """Begin with the reason."""
        super().on_mount()
        self.query_one("#reason").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do it."""
        event.stop()
        self.dismiss(event.value.strip())

    def action_scroll(self, by: int) -> None:
        """Read further down or up while the reason is typed."""
        body = self.query_one(".question-body", VerticalScroll)
        body.scroll_relative(y=by * max(1, body.size.height - 2), animate=False)

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)
