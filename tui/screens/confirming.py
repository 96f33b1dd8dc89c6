"""Questions that show what would happen, and ask once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from tui.actions.action import bindings
from tui.actions.asking import CONFIRMING, INSTRUCT, READ_ON, READ_UP, REASONING
from tui.screens.base import Answer
from tui.screens.question import Question
from tui.views.text import Piece
from tui.widgets.passage import Passage


class _Foreseen(Question[Answer]):
    """Shows what would happen, and asks for something beneath it.

    Args:
        title: what would happen.
        pieces: more about it, as a passage.
        does: what Enter does, such as `undo`.
        otherwise: what Esc does.
    """

    CSS_PATH = "asking.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (40, "-tall")]  # noqa: RUF012 - as Textual has it

    def __init__(
        self, title: str, pieces: Sequence[Piece], does: str, otherwise: str = "leave it"
    ) -> None:
        super().__init__()
        self._title = title
        self._pieces = tuple(pieces)
        self._does = does
        self._otherwise = otherwise

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="question"):
            yield Static(self._title, classes="question-title", markup=False)
            with VerticalScroll(classes="question-body"):
                yield Passage(id="body")
            yield Static("", id="more", markup=False)
            yield from self.asked()
            enter = f"Enter: {self._does}   " if self._does else ""
            yield Static(f"{enter}Esc: {self._otherwise}", classes="question-keys", markup=False)

    def asked(self) -> ComposeResult:
        """What stands between what would happen and the keys; nothing unless a question says so."""
        yield from ()

    def on_mount(self) -> None:
        """Show what would happen."""
        self.query_one("#body", Passage).show(self._pieces)
        body = self.query_one(".question-body")
        for changing in ("scroll_y", "virtual_size", "show_vertical_scrollbar"):
            self.watch(body, changing, self._say_more)

    def _say_more(self) -> None:
        """Say how much there is to be read below, and the keys for it."""
        body = self.query_one(".question-body")
        below = round(body.max_scroll_y - body.scroll_y)
        down, up = (self.app.get_key_display(each.binding) for each in (READ_ON, READ_UP))
        said = f"▼ more below: {down}" if below > 0 else f"▲ more above: {up}"
        self.query_one("#more", Static).update(said if body.show_vertical_scrollbar else "")

    def action_scroll(self, by: int) -> None:
        """Read further down or up."""
        body = self.query_one(".question-body")
        body.scroll_relative(y=by * max(1, body.size.height - 2), animate=False)


class Confirm(_Foreseen[bool]):
    """Shows what would happen and asks once; Enter does it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CONFIRMING)]

    def action_agree(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(False)


@frozen
class Reasoned:
    """An answer with a reason.

    Attributes:
        reason: why; may be empty, but not for an instruction of the chair.
        is_instruction: whether it is to happen on the chair's instruction.
    """

    reason: str
    is_instruction: bool = False


class ConfirmWithReason(_Foreseen[Reasoned | None]):
    """Shows what would happen and asks once, and why; None when nothing is to happen.

    Args:
        title: what would happen.
        pieces: more about it, as a passage.
        does: what Enter does; empty where it does nothing.
        instructs: what a second key does on the chair's instruction, once a reason is given;
            empty where there is none.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(REASONING)]

    def __init__(self, title: str, pieces: Sequence[Piece], does: str, instructs: str = "") -> None:
        super().__init__(title, pieces, does)
        self._instructs = instructs
        self.set_class(bool(instructs), "-instructs")

    def asked(self) -> ComposeResult:
        """A line for the reason, and what the second key does with one."""
        key = self.app.get_key_display(INSTRUCT.binding)
        if not self._does:
            takes = "required"
        elif self._instructs:
            takes = f"optional with Enter, required with {key}"
        else:
            takes = "optional; Enter records none"
        yield Input(placeholder=f"Reason ({takes})", id="reason")
        if self._instructs:
            yield Static(self._second_key(), id="instruct", markup=False)

    def _second_key(self) -> str:
        key = self.app.get_key_display(INSTRUCT.binding)
        needs = "" if self._reason else " (needs a reason)"
        return f"{key}: {self._instructs}{needs}"

    @property
    def _reason(self) -> str:
        return "".join(each.value for each in self.query("#reason").results(Input)).strip()

    def on_mount(self) -> None:
        """Begin with the reason."""
        super().on_mount()
        self.query_one("#reason").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something now: the second one only with a reason."""
        return action != "instruct" or bool(self._instructs and self._reason)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say whether the second key does something now."""
        event.stop()
        for second in self.query("#instruct").results(Static):
            second.update(self._second_key())
            second.set_class(bool(self._reason), "-active")
        self.refresh_bindings()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do it."""
        event.stop()
        if self._does:
            self.dismiss(Reasoned(self._reason))

    def action_instruct(self) -> None:
        """Do it on the chair's instruction."""
        self.dismiss(Reasoned(self._reason, is_instruction=True))

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)
