"""Brackets by the keyboard: b, arrows, b; and lifting or dropping those that are there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from consensus.text.display import count_noun, shortened
from tui.keymap import BRACKET, bindings
from tui.screens.base import RecordScreen, opens_dialog
from tui.views.text import Choice, Span, codes_in, wrong_codes
from tui.views.wording import (
    BracketLine,
    BracketsView,
    bracket_act,
    brackets_view,
    drop_act,
    lift_act,
    put_words_in_bracket,
    settle_act,
)
from tui.widgets.editor import WordCursor
from tui.widgets.frame import frame
from tui.worker import Look

_QUOTED = 60


class BracketScreen(RecordScreen[BracketsView, None]):
    """Puts words of an item in brackets, and proposes to lift or drop existing brackets."""

    CSS_PATH = "bracket.tcss"
    BINDINGS = bindings(BRACKET)

    def __init__(self, target: str) -> None:
        super().__init__()
        self.of = target
        self.view: BracketsView | None = None
        self.words = WordCursor(id="words")

    def compose(self) -> ComposeResult:
        yield from frame()
        with Vertical(id="page"):
            yield Static("", id="headline", markup=False)
            yield self.words
            yield Static("", id="told", markup=False)

    def on_mount(self) -> None:
        self.words.focus()

    def look(self) -> Look[BracketsView]:
        return lambda group, check: brackets_view(group, check, self.of)

    def show(self, view: BracketsView) -> None:
        """Shows the text; a changed text has to be marked again."""
        changed = self.view is None or self.view.wording.version != view.wording.version
        if changed:
            if self.words.is_marking:
                self.host.tell("the text was changed: mark the words once more")
            self.words.load(view.wording.text)
        self.view = view
        count = len(view.brackets)
        brackets = count_noun(count, "bracket", "brackets") if count else "no brackets yet"
        over = "".join(f"   {each.name} {each.explanation}" for each, _ in view.over)
        self.show_line("#headline", f"Brackets in {view.wording.name}   {brackets}{over}")
        self._say()

    def on_word_cursor_moved(self, event: WordCursor.Moved) -> None:
        """Shows the bracket under the cursor."""
        event.stop()
        self._say()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether an action is possible: some need a bracket under the cursor."""
        has_over = self.view is not None and bool(self.view.over)
        return action not in ("lift", "drop") or has_over or self._bracket() is not None

    def _bracket(self) -> BracketLine | None:
        return self.view.at(self.words.span[0]) if self.view else None

    def _say(self) -> None:
        view = self.view
        if view is None:
            return
        start, end = self.words.span
        if self.words.is_marking:
            words = shortened(" ".join(view.wording.text[start:end].split()), _QUOTED)
            told = f"[{words}]   arrows: more words   b: close   Esc: mark nothing"
        elif bracket := self._bracket():
            told = f"bracket {bracket.number} of {len(view.brackets)}: {_options(bracket)}"
        else:
            told = "arrows: to the first word   b: begin the brackets there"
        self.show_line("#told", told)
        self.refresh_bindings()

    @opens_dialog
    async def action_mark(self) -> None:
        """Starts marking words; the second time, asks who holds them and records the brackets."""
        view = self.view
        if view is None:
            return
        if view.wording.is_amendment:
            self.host.tell(
                "brackets are written into items; reword the amendment with e instead",
                is_problem=True,
            )
            return
        if not self.words.is_marking:
            self.words.begin()
            return
        start, end = self.words.span
        if view.crosses(start, end):
            self.host.tell(
                "this takes a part of a bracket that is there: mark all of it, or words inside it",
                is_problem=True,
            )
            return
        by = await self._ask_codes("Which members want these words?", "", view)
        if by is None:
            return
        other = await self.ask_text(
            "Another wording beside them?",
            "empty for none; “no text” where they would go",
            needed=False,
        )
        if other is None:
            return
        other_by = (
            await self._ask_codes("Who proposes that?", view.wording.speaker, view) if other else ()
        )
        if other_by is None:
            return
        text = put_words_in_bracket(view.wording.text, start, end, by, other, other_by)
        if await self.record(f"{view.wording.name}: brackets", bracket_act(view.wording, text)):
            self.words.clear_mark()

    async def _ask_codes(
        self, title: str, value: str, view: BracketsView
    ) -> tuple[str, ...] | None:
        typed = await self.ask_text(
            title,
            "Codes of members, with commas or spaces between. Enter alone names none.",
            value,
            needed=False,
            problem=lambda typed: wrong_codes(typed, view.codes),
        )
        return None if typed is None else codes_in(typed, view.codes)

    @opens_dialog
    async def action_lift(self) -> None:
        """Proposes that the words of a bracket stay without the bracket."""
        view, bracket = self.view, self._bracket()
        if bracket is None:
            await self._settle_over()
        if view is None or bracket is None:
            return
        option: str | None = "1"
        if len(bracket.options) > 1:
            choices = [
                Choice(str(number), ", ".join(names) or f"option {number}", words or "no text")
                for number, (words, names) in enumerate(
                    zip(bracket.options, bracket.holders, strict=True), 1
                )
            ]
            option = await self.pick("Which words are kept?", choices)
        if option is None:
            return
        by = await self._ask_codes("Who proposes it?", view.wording.speaker, view)
        if by is not None:
            await self.record(
                f"{', '.join(by) or 'the chair'}: lift bracket {bracket.number} of"
                f" {view.wording.name}",
                lift_act(view.wording, bracket.number, int(option), by),
            )

    @opens_dialog
    async def action_drop(self) -> None:
        """Proposes that a bracket is deleted with its words."""
        view, bracket = self.view, self._bracket()
        if bracket is None:
            await self._settle_over("drop")
        if view is None or bracket is None:
            return
        by = await self._ask_codes("Who proposes it?", view.wording.speaker, view)
        if by is not None:
            await self.record(
                f"{', '.join(by) or 'the chair'}: delete bracket {bracket.number} of"
                f" {view.wording.name}",
                drop_act(view.wording, bracket.number, by),
            )

    async def _settle_over(self, how: str | None = None) -> None:
        """Settles a bracket over several items, in which the cursor is where it is in no other."""
        over = dict(self.view.over) if self.view else {}
        names = {each.key: each for each in over}
        chosen = next(iter(names), None)
        if len(names) > 1:
            chosen = await self.pick("Which bracket over several items?", list(over))
        if chosen is None:
            return
        ways = over[names[chosen]]
        if how is None:
            how = ways[0].key if len(ways) == 1 else await self.pick("Which items stay?", ways)
        named = f"{chosen}, {names[chosen].explanation}"
        told = [Span("All items in it leave the text, with the amendments to them.")]
        if how == "drop" and not await self.confirm(f"Delete {named}?", told, "delete them"):
            return
        if how is not None:
            await self.record(named, settle_act(chosen, how))

    def action_leave(self) -> None:
        """Clears the mark; leaves the screen if there is none."""
        if self.words.is_marking:
            self.words.clear_mark()
        else:
            self.dismiss(None)


def _options(bracket: BracketLine) -> str:
    told = []
    for words, names in zip(bracket.options, bracket.holders, strict=True):
        held = ", ".join(names) or "no member named"
        told.append(f"{shortened(' '.join(words.split()), 30) or 'no text'} ({held})")
    return " | ".join(told)
