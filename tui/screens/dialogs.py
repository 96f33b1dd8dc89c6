"""Dialogs that ask for a text, a choice or a confirmation."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar, cast

from attrs import frozen
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Select, Static

from consensus.model.meetings import InterventionKind
from consensus.reports.meetings import completes_proposed
from tui.host import Host
from tui.keymap import (
    CONFIRMING,
    INSTRUCT,
    LEAVING,
    PICKING,
    READ_ON,
    READ_UP,
    REASONING,
    WORDING,
    bindings,
)
from tui.views.text import Choice, Span
from tui.widgets.editor import Editor
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows, as_written

Answer = TypeVar("Answer")


def size_classes(screen: Screen[Any]) -> list[str]:
    """Returns the classes of a screen for the size of the terminal, to lay it out once for that."""
    app, size = screen.app, screen.app.size
    wide = [name for least, name in app.HORIZONTAL_BREAKPOINTS or () if least <= size.width]
    high = [name for least, name in screen.VERTICAL_BREAKPOINTS or () if least <= size.height]
    return wide[-1:] + high[-1:]


class Question(ModalScreen[Answer]):
    """A dialog, which is answered once, however fast its keys are pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.add_class(*size_classes(self))

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keeps its styles, as `RecordScreen` does."""
        event.refresh_styles = False

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Answers the dialog; keys queued for it after that are dropped."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def action_leave(self) -> None:
        """Closes the dialog without an answer."""
        self.dismiss(None)


class _TitledQuestion(Question[Answer]):
    """Base of dialogs with a title above what they ask, and the keys beneath it."""

    CSS_PATH = "dialogs.tcss"
    FRAME: ClassVar[str] = "question"  # the classes of what is around it

    def __init__(self, title: str, keys: str) -> None:
        super().__init__()
        self._title = title
        self._key_line = keys

    def compose(self) -> ComposeResult:
        with Vertical(classes=self.FRAME):
            yield Static(as_written(self._title), classes="question-title")
            if refused := cast("Host", self.app).refusal:
                yield Static(as_written(refused), classes="question-refusal")
            yield from self.asked()
            yield Static(as_written(self._key_line), classes="question-keys")

    @abstractmethod
    def asked(self) -> ComposeResult:
        """Yields the widgets between the title and the keys."""


class AskText(_TitledQuestion[str | None]):
    """Asks for a line of text; None when nothing is to happen.

    An empty answer is none if one is `needed`; `problem` returns what is wrong with an answer.
    """

    BINDINGS = bindings(LEAVING)

    def __init__(
        self,
        title: str,
        explanation: str = "",
        value: str = "",
        *,
        needed: bool = True,
        problem: Callable[[str], str] = lambda answer: "",
    ) -> None:
        super().__init__(title, "Enter: done   Esc: leave it")
        self._explanation = explanation
        self._value = value
        self._needed = needed
        self._problem = problem

    def asked(self) -> ComposeResult:
        if self._explanation:
            yield Static(as_written(self._explanation), classes="question-explanation")
        yield Input(self._value, id="answer")
        yield Static("", id="problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes the answer, unless something is wrong with it."""
        event.stop()
        answer = event.value.strip()
        problem = "an answer is needed here" if self._needed and not answer else ""
        problem = problem or self._problem(answer)
        if problem:
            self.query_one("#problem", Static).update(as_written(problem))
        else:
            self.dismiss(answer)


class Pick(_TitledQuestion[str | None]):
    """Asks to pick one of several; what is typed narrows them down, Enter takes the first."""

    FRAME = "question question-list"
    BINDINGS = bindings(PICKING)

    def __init__(
        self, title: str, choices: Sequence[Choice], selected: str = "", escape: str = "leave it"
    ) -> None:
        super().__init__(title, f"↑↓ and Enter: pick   Esc: {escape}")
        self._choices = tuple(choices)
        self._selected = selected

    def asked(self) -> ComposeResult:
        width = max((len(choice.name) for choice in self._choices), default=8)
        yield Input(placeholder="type to narrow down", id="answer")
        columns = (Column(width=min(max(width, 6), 24)), Column())
        yield Rows(columns, empty="nothing has that name", id="choices")

    def on_mount(self) -> None:
        self._narrow("")
        self.query_one("#choices", Rows).can_focus = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Shows the choices that what is typed can mean."""
        event.stop()
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes the choice under the cursor."""
        event.stop()
        choices = self.query_one("#choices", Rows)
        if choices.rows:
            self.dismiss(choices.key)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Takes the choice that was clicked."""
        event.stop()
        self.dismiss(event.key)

    def action_move(self, by: int) -> None:
        """Moves in the list while something is typed."""
        self.query_one("#choices", Rows).action_move(by)

    def _narrow(self, typed: str) -> None:
        rows = [
            Row(choice.key, Cell(choice.name, "strong"), Cell(choice.explanation))
            for choice in filter_choices(self._choices, typed)
        ]
        selected = rows[0].key if typed.strip() and rows else self._selected
        self.query_one("#choices", Rows).show(rows, selected)


_PARTS = re.compile(r"\d+|[^\W\d_]+")


def filter_choices(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Returns the choices that match what was typed, the likeliest first."""
    # A name that is what was typed comes before one of these parts, before one that begins with
    # it, before one that has it somewhere, before one whose explanation has it or words that begin
    # so, in their order.
    parts = _PARTS.findall(typed.casefold())
    begin = re.compile(
        ".*".join(rf"\b{each}\b" if each.isdigit() else rf"\b{each}" for each in parts)
    )
    wanted = typed.strip().casefold()
    if not wanted:
        return list(choices)
    ranked: list[tuple[int, int, Choice]] = []
    for number, choice in enumerate(choices):
        name = choice.name.casefold()
        explanation = choice.explanation.casefold()
        if name == wanted:
            rank = 0
        elif _PARTS.findall(name) == parts:
            rank = 1
        elif name.startswith(wanted):
            rank = 2
        elif wanted in name:
            rank = 3
        elif wanted in explanation:
            rank = 4
        elif parts and begin.search(f"{name} {explanation}"):
            rank = 5
        else:
            continue
        ranked.append((rank, number, choice))
    return [choice for _, _, choice in sorted(ranked, key=lambda each: each[:2])]


class PressKey(_TitledQuestion[str | None]):
    """Asks for one of a few choices by single keys, such as a stance."""

    BINDINGS = bindings(LEAVING)

    def __init__(self, title: str, choices: Sequence[Choice], selected: str = "") -> None:
        super().__init__(title, "a key, or ↑↓ and Enter   Esc: leave it")
        self._choices = tuple(choices)
        self._selected = selected

    def asked(self) -> ComposeResult:
        rows = Rows((Column(width=3), Column(width=24), Column()), id="choices")
        rows.styles.height = len(self._choices)
        yield rows

    def on_mount(self) -> None:
        self.query_one("#choices", Rows).show(
            [
                Row(
                    each.key,
                    Cell(each.key_press, "accent"),
                    Cell(each.name),
                    Cell(each.explanation),
                )
                for each in self._choices
            ],
            self._selected,
        )

    def on_key(self, event: events.Key) -> None:
        """Takes the choice whose key was pressed."""
        for choice in self._choices:
            if choice.key_press == event.key:
                event.stop()
                event.prevent_default()
                self.dismiss(choice.key)
                return

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Takes the choice under the cursor."""
        event.stop()
        self.dismiss(event.key)


class _Preview(_TitledQuestion[Answer]):
    """Base of dialogs that show what would happen: Enter `does` it, Esc does `otherwise`."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (40, "-tall")]  # noqa: RUF012 - as Textual has it

    def __init__(
        self, title: str, spans: Sequence[Span], does: str, otherwise: str = "leave it"
    ) -> None:
        enter = f"Enter: {does}   " if does else ""
        super().__init__(title, f"{enter}Esc: {otherwise}")
        self._spans = tuple(spans)
        self._does = does

    def asked(self) -> ComposeResult:
        with VerticalScroll(classes="question-body"):
            yield Passage(id="body")
        yield Static("", id="more", markup=False)

    def on_mount(self) -> None:
        self.query_one("#body", Passage).show(self._spans)
        body = self.query_one(".question-body")
        for changing in ("scroll_y", "virtual_size", "show_vertical_scrollbar"):
            self.watch(body, changing, self._say_more)

    def _say_more(self) -> None:
        """Says how much there is to be read below, and the keys for it."""
        body = self.query_one(".question-body")
        below = round(body.max_scroll_y - body.scroll_y)
        down, up = (self.app.get_key_display(each.binding) for each in (READ_ON, READ_UP))
        said = f"▼ more below: {down}" if below > 0 else f"▲ more above: {up}"
        self.query_one("#more", Static).update(said if body.show_vertical_scrollbar else "")

    def action_scroll(self, by: int) -> None:
        """Scrolls the preview."""
        body = self.query_one(".question-body")
        body.scroll_relative(y=by * max(1, body.size.height - 2), animate=False)


class Confirm(_Preview[bool]):
    """Shows what would happen and asks for confirmation."""

    BINDINGS = bindings(CONFIRMING)

    def action_agree(self) -> None:
        """Confirms."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Closes the dialog without confirming."""
        self.dismiss(False)


@frozen
class Reasoned:
    """An answer with a reason."""

    reason: str  # why; may be empty, but not for an instruction of the chair
    is_instruction: bool = False  # whether it is to happen on the Chair's instruction


class ConfirmWithReason(_Preview[Reasoned | None]):
    """Shows what would happen and asks for confirmation with a reason.

    `does` names what Enter does, `instructs` what a second key does on the Chair's instruction,
    once a reason is given; empty for nothing. `reason` was given before.
    """

    BINDINGS = bindings(REASONING)

    def __init__(
        self, title: str, spans: Sequence[Span], does: str, instructs: str = "", reason: str = ""
    ) -> None:
        super().__init__(title, spans, does)
        self._instructs = instructs
        self._given = reason
        self.set_class(bool(instructs), "-instructs")

    def asked(self) -> ComposeResult:
        """Yields also the input for the reason, and what the second key does with one."""
        yield from super().asked()
        key = self.app.get_key_display(INSTRUCT.binding)
        if not self._does:
            takes = "required"
        elif self._instructs:
            takes = f"optional with Enter, required with {key}"
        else:
            takes = "optional; Enter records none"
        yield Input(self._given, placeholder=f"Reason ({takes})", id="reason")
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
        super().on_mount()
        self.query_one("#reason").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether a key is active: the second one only where it does something."""
        return action != "instruct" or bool(self._instructs)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Updates whether the second key is active."""
        event.stop()
        for second in self.query("#instruct").results(Static):
            second.update(self._second_key())
            second.set_class(bool(self._reason), "-active")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Confirms."""
        event.stop()
        if self._does:
            self.dismiss(Reasoned(self._reason))

    def action_instruct(self) -> None:
        """Confirms on the Chair's instruction; without a reason, says that one is needed first."""
        if self._reason:
            self.dismiss(Reasoned(self._reason, is_instruction=True))
            return
        self.query_one("#reason").focus()
        key = self.app.get_key_display(INSTRUCT.binding)
        for second in self.query("#instruct").results(Static):
            second.update(f"Type a reason above first; then {key} works")
            second.add_class("-active")


class AskWording(_TitledQuestion[str | None]):
    """Asks for a wording; None when nothing is to happen."""

    DEFAULT_CSS = """
    AskWording {
        align: center middle;
        & Editor { height: 8; }
    }
    """
    BINDINGS = bindings(WORDING)

    def __init__(self, title: str, spans: Sequence[Span] = (), value: str = "") -> None:
        super().__init__(title, "F2: done   Esc: leave it")
        self._spans = tuple(spans)
        self._value = value
        self.editor = Editor(value, id="answer")

    def asked(self) -> ComposeResult:
        yield Passage(id="explanation")
        yield self.editor

    def on_mount(self) -> None:
        """Puts the cursor at the end of the text."""
        self.query_one("#explanation", Passage).show(self._spans)
        self.editor.focus()
        self.editor.move_cursor(self.editor.document.end)

    @property
    def is_typed(self) -> bool:
        """Whether something was typed that leaving would lose."""
        return self.editor.words != self._value

    def action_done(self) -> None:
        """Answers with the words."""
        self.dismiss(self.editor.words)


@frozen
class Note:
    """What was said, as it is to be noted."""

    words: str  # what was said
    member: str = ""  # the code of who said it; empty where it is not attributed
    office: str = ""  # the office that said it; empty for none
    kind: InterventionKind = InterventionKind.STATEMENT
    voices: int = 0  # how many said it; 0 where that was not counted
    about: tuple[str, ...] = ()  # the ids or handles of what it is about


_NOBODY, _CHAIR = "-", "chair"
_GOES_ON = {
    InterventionKind.STATEMENT: "it was indicated that …",
    InterventionKind.PROPOSAL: "it was proposed …, such as: to meet twice",
    InterventionKind.CONCERN: "concern was expressed over …",
    InterventionKind.SUGGESTION: "it was suggested that …",
}


class NoteScreen(_TitledQuestion[Note | None]):
    """Asks what was said, by whom, of which kind and about what; None for nothing.

    `about` has what it can be about, by its name; the first is taken.
    """

    BINDINGS = bindings(LEAVING)

    def __init__(
        self, members: Sequence[Choice], speaker: str, about: Mapping[str, tuple[str, ...]]
    ) -> None:
        super().__init__("What was said?", "Enter: note it   Tab: the other fields   Esc: leave it")
        self._members = members
        self._speaker = speaker
        self._about = {**about, "about nothing in particular": ()}

    def asked(self) -> ComposeResult:
        yield Input(placeholder=_GOES_ON[InterventionKind.STATEMENT], id="words")
        yield Static("", id="problem", markup=False)
        who = [("nobody in particular", _NOBODY), ("the Chair", _CHAIR)]
        who += [(f"{each.name} {each.explanation}", each.key) for each in self._members]
        speaker = self._speaker if any(self._speaker == key for _, key in who) else _NOBODY
        yield from self._choice("by", who, speaker, "who")
        kinds = [(each.value, each.value) for each in InterventionKind]
        yield from self._choice("kind", kinds, kinds[0][1], "kind")
        about = [(each, each) for each in self._about]
        yield from self._choice("about", about, about[0][1], "about")
        counted = "how many said it, where that was counted"
        voices = Input(placeholder=counted, type="integer", id="voices", compact=True)
        with Horizontal(classes="question-field"):
            yield Static("voices", markup=False)
            yield voices

    def _choice(
        self, title: str, options: Sequence[tuple[str, str]], value: str, field: str
    ) -> ComposeResult:
        with Horizontal(classes="question-field"):
            yield Static(title, markup=False)
            yield Select(options, value=value, allow_blank=False, id=field, compact=True)

    def on_mount(self) -> None:
        """Begins with the words."""
        self.query_one("#words").focus()

    def on_select_changed(self, event: Select.Changed) -> None:
        """Says how the sentence of the summary begins that the words go on."""
        event.stop()
        if event.select.id == "kind":
            kind = InterventionKind(str(event.value))
            self.query_one("#words", Input).placeholder = _GOES_ON.get(kind, "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes the note, unless something is wrong with it."""
        event.stop()
        words = self.query_one("#words", Input).value.strip()
        kind = InterventionKind(str(self._picked("kind")))
        problem = "" if words else "an answer is needed here"
        if words and kind is InterventionKind.PROPOSAL and not completes_proposed(words):
            problem = "begin with “to” or “that”"
        if problem:
            self.query_one("#problem", Static).update(problem)
            self.query_one("#words").focus()
            return
        who = self._picked("who")
        self.dismiss(
            Note(
                words,
                member="" if who in (_NOBODY, _CHAIR) else who,
                office=who if who == _CHAIR else "",
                kind=kind,
                voices=int(self.query_one("#voices", Input).value or 0),
                about=self._about[self._picked("about")],
            )
        )

    def _picked(self, field: str) -> str:
        return str(self.query_one(f"#{field}", Select).value)
