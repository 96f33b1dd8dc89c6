"""Questions that are asked over a screen and answered with a few keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from attrs import frozen
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.actions.action import bindings
from tui.actions.asking import LEAVING, PICKING
from tui.screens.question import Question
from tui.widgets.row import Cell, Column, Row
from tui.widgets.rows import Rows


class AskText(Question[str | None]):
    """Asks for a line of text; None when nothing is to happen.

    Args:
        title: what is asked.
        explanation: one or two sentences beneath it.
        value: what stands there already.
        needed: whether an empty answer is none.
        problem: says what is wrong with an answer, or nothing.
    """

    CSS_PATH = "asking.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LEAVING)]

    def __init__(
        self,
        title: str,
        explanation: str = "",
        value: str = "",
        *,
        needed: bool = True,
        problem: Callable[[str], str] = lambda answer: "",
    ) -> None:
        super().__init__()
        self._title = title
        self._explanation = explanation
        self._value = value
        self._needed = needed
        self._problem = problem

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="question"):
            yield Static(self._title, classes="question-title", markup=False)
            if self._explanation:
                yield Static(self._explanation, classes="question-explanation", markup=False)
            yield Input(self._value, id="answer")
            yield Static("", id="problem", markup=False)
            yield Static("Enter: done   Esc: leave it", classes="question-keys", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the answer, unless something is wrong with it."""
        event.stop()
        answer = event.value.strip()
        problem = "an answer is needed here" if self._needed and not answer else ""
        problem = problem or self._problem(answer)
        if problem:
            self.query_one("#problem", Static).update(problem)
        else:
            self.dismiss(answer)

    def action_leave(self) -> None:
        """Ask nothing."""
        self.dismiss(None)


@frozen
class Choice:
    """Something that can be picked.

    Attributes:
        key: what is answered when it is picked.
        name: what people call it, and type.
        explanation: more about it.
        key_press: a key that picks it at once, where nothing is typed; may be empty.
    """

    key: str
    name: str
    explanation: str = ""
    key_press: str = ""


class Pick(Question[str | None]):
    """Asks to pick one of several; what is typed narrows them down, Enter takes the first.

    Args:
        title: what is asked.
        choices: what can be picked.
        selected: the key of the one that the cursor is on at first.
    """

    CSS_PATH = "asking.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PICKING)]

    def __init__(self, title: str, choices: Sequence[Choice], selected: str = "") -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._selected = selected

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        width = max((len(choice.name) for choice in self._choices), default=8)
        with Vertical(classes="question question-list"):
            yield Static(self._title, classes="question-title", markup=False)
            yield Input(placeholder="type to narrow down", id="answer")
            columns = (Column(width=min(max(width, 6), 24)), Column())
            yield Rows(columns, empty="nothing has that name", id="choices")
            yield Static(
                "↑↓ and Enter: pick   Esc: leave it", classes="question-keys", markup=False
            )

    def on_mount(self) -> None:
        """Show every choice."""
        self._narrow("")
        self.query_one("#choices", Rows).can_focus = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the choices that what is typed can mean."""
        event.stop()
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the choice under the cursor."""
        event.stop()
        if key := self.query_one("#choices", Rows).key:
            self.dismiss(key)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Take the choice that was clicked."""
        event.stop()
        self.dismiss(event.key)

    def action_up(self) -> None:
        """Move up."""
        self.query_one("#choices", Rows).action_move(-1)

    def action_down(self) -> None:
        """Move down."""
        self.query_one("#choices", Rows).action_move(1)

    def action_leave(self) -> None:
        """Pick nothing."""
        self.dismiss(None)

    def _narrow(self, typed: str) -> None:
        rows = [
            Row(choice.key, (Cell(choice.name, "strong"), Cell(choice.explanation)))
            for choice in matching(self._choices, typed)
        ]
        selected = rows[0].key if typed.strip() and rows else self._selected
        self.query_one("#choices", Rows).show(rows, selected)


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices that what was typed can mean, the likeliest first.

    A name that is what was typed comes before one that begins with it, before one that has it
    somewhere, before one whose explanation has it.
    """
    wanted = typed.strip().casefold()
    if not wanted:
        return list(choices)
    ranked: list[tuple[int, int, Choice]] = []
    for number, choice in enumerate(choices):
        name = choice.name.casefold()
        if name == wanted:
            rank = 0
        elif name.startswith(wanted):
            rank = 1
        elif wanted in name:
            rank = 2
        elif wanted in choice.explanation.casefold():
            rank = 3
        else:
            continue
        ranked.append((rank, number, choice))
    return [choice for _, _, choice in sorted(ranked, key=lambda each: each[:2])]


class PressKey(Question[str | None]):
    """Asks for one of a few things, each with a key of its own, such as a stance.

    Args:
        title: what is asked.
        choices: what can be picked; each has a key to press.
    """

    CSS_PATH = "asking.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LEAVING)]

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="question"):
            yield Static(self._title, classes="question-title", markup=False)
            rows = Rows((Column(width=3), Column(width=24), Column()), id="choices")
            rows.styles.height = len(self._choices)
            yield rows
            yield Static("a key, or ↑↓ and Enter   Esc: leave it", classes="question-keys")

    def on_mount(self) -> None:
        """Show the choices."""
        self.query_one("#choices", Rows).show(
            [
                Row(
                    each.key,
                    (Cell(each.key_press, "accent"), Cell(each.name), Cell(each.explanation)),
                )
                for each in self._choices
            ]
        )

    def on_key(self, event: events.Key) -> None:
        """Take the choice whose key was pressed; the key means nothing else then."""
        for choice in self._choices:
            if choice.key_press == event.key:
                event.stop()
                event.prevent_default()
                self.dismiss(choice.key)
                return

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Take the choice under the cursor."""
        event.stop()
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Pick nothing."""
        self.dismiss(None)
