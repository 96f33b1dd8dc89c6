"""The screen that draws one wording from several amendments."""

from __future__ import annotations

from attrs import evolve
from textual import events
from textual.app import ComposeResult
from textual.widget import Widget

from tui.keymap import CONSOLIDATE, bindings
from tui.screens.base import opens_dialog
from tui.screens.wording import WordingScreen
from tui.views.text import Choice, Span
from tui.views.wording import (
    Consolidation,
    ConsolidationView,
    SourceLine,
    WordingView,
    combined_words,
    consolidation_act,
    consolidation_preview,
    consolidation_view,
    everybody_behind,
    list_codes,
    with_brackets_checked,
)
from tui.widgets.rows import Cell, Column, Row, Rows
from tui.worker import Look

# How many amendments are seen at once; where there is little room, the words come first.
_MOST_ROWS = 8
_FEWEST_ROWS = 4
_LOW = 30
_EVERYBODY = "everybody"


class ConsolidateScreen(WordingScreen[ConsolidationView]):
    """Draws several amendments to one text together into one wording."""

    BINDINGS = bindings(CONSOLIDATE)
    TITLE_OF_PREVIEW = "where the words come from"
    made = Consolidation()
    _sources: tuple[SourceLine, ...] = ()

    def above_editor(self) -> ComposeResult:
        yield Rows(
            (Column(width=1), Column(width=5), Column(width=10), Column()),
            id="sources",
            empty="no undecided amendment changes its words; a proposes one",
        )

    def begin_at(self) -> Widget:
        """Returns the list, where amendments are marked first."""
        return self.query_one("#sources", Rows)

    def look(self) -> Look[ConsolidationView]:
        return lambda group, check: consolidation_view(group, check, self.of)

    def show(self, view: ConsolidationView) -> None:
        """Shows the amendments; the one that was selected is marked at first."""
        if self.is_done:
            return
        if self.wording is None:
            first = tuple(each for each in view.sources if each.id == self.of)
            self.made = evolve(self.made, sources=first)
        else:
            marked = {each.id for each in self.made.sources}
            left = tuple(each for each in view.sources if each.id in marked)
            if len(left) < len(marked):
                self.host.tell("an amendment that was marked is undecided no longer")
            self.made = evolve(self.made, sources=left)
        self._sources = view.sources
        self._show_sources()
        self.show_wording(view.wording)

    def on_resize(self, event: events.Resize) -> None:
        """Resizes the list of amendments."""
        self._fit_list(event.size.height)

    def _fit_list(self, height: int) -> None:
        most = _MOST_ROWS if height > _LOW else _FEWEST_ROWS
        self.query_one("#sources", Rows).styles.height = max(1, min(len(self._sources), most))

    def _show_sources(self) -> None:
        marked = {each.id for each in self.made.sources}
        rows = self.query_one("#sources", Rows)
        self._fit_list(self.size.height)
        rows.show(
            [
                Row(
                    each.id,
                    Cell("✓" if each.id in marked else "", "good"),
                    Cell(each.handle, "strong"),
                    Cell(", ".join(each.behind) or "the chair", "accent"),
                    Cell(each.summary),
                )
                for each in self._sources
            ]
        )

    def starting_words(self, wording: WordingView) -> str:
        return combined_words(wording.text, self.made.sources)

    def headline(self) -> str:
        name = self.wording.name if self.wording else ""
        handles = ", ".join(each.handle for each in self.made.sources) or "mark amendments"
        parts = [
            f"One wording for {name}: {handles}",
            f"by {list_codes(self.made.by, 'the facilitator')}",
        ]
        if self.made.rationale:
            parts.append(f"why: {self.made.rationale}")
        return "   ".join(parts)

    def preview(self, text: str) -> Look[tuple[Span, ...]]:
        assert self.wording is not None  # nothing is foreseen before it is read
        return consolidation_preview(self.made, self.wording, self.against, text)

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        marked = {each.id for each in self.made.sources} ^ {event.key}
        sources = tuple(each for each in self._sources if each.id in marked)
        behind = everybody_behind(sources)
        consenting = tuple(code for code in self.made.consenting if code in behind)
        self.made = evolve(self.made, sources=sources, consenting=consenting)
        self._show_sources()
        if self.is_typed:
            self.host.tell("what you typed stays; F7 begins anew from those that are marked")
        else:
            await self._begin_with_marked()
        self.say()
        self.look_ahead()

    async def action_begin_anew(self) -> None:
        """Starts again from the marked amendments; undo restores what was typed."""
        await self._begin_with_marked()
        self.host.tell("begun anew; Ctrl+Z in the text brings back what you had typed")

    async def _begin_with_marked(self) -> None:
        wording, sources = self.wording, self.made.sources
        if wording is None:
            return
        words = await self.ask(lambda group, check: combined_words(wording.text, sources))
        if words is not None:
            self.against, self.version = wording.text, wording.version
            self.begun_with = words
            self.editor.put(words)

    @opens_dialog
    async def action_choose_sponsors(self) -> None:
        """Asks who proposes the wording."""
        by = await self.pick_codes("Proposed by", self.made.by)
        self.made = evolve(self.made, by=by)
        self.say()

    @opens_dialog
    async def action_choose_consenting(self) -> None:
        """Asks which sponsors consent to retire their amendments."""
        behind = everybody_behind(self.made.sources)
        if not behind:
            self.host.tell("mark the amendments first")
            return
        consenting = dict.fromkeys(self.made.consenting)
        while True:
            choices = [
                Choice(
                    code, code, f"{'✓ consents to' if code in consenting else '  keeps'} {names}"
                )
                for code in behind
                if (names := self._of(code))
            ]
            everybody = Choice(_EVERYBODY, "everybody", "all of them consent")
            title = f"Who consents? {', '.join(consenting) or 'nobody yet'}"
            code = await self.pick(title, [*choices, everybody], escape="done")
            if code is None:
                break
            if code == _EVERYBODY:
                consenting = dict.fromkeys(behind)
                break
            if code in consenting:
                del consenting[code]
            else:
                consenting[code] = None
        self.made = evolve(self.made, consenting=tuple(consenting))
        self.look_ahead()

    def _of(self, code: str) -> str:
        """Returns the handles of the marked amendments that a member is behind."""
        return ", ".join(each.handle for each in self.made.sources if code in each.behind)

    @opens_dialog
    async def action_explain(self) -> None:
        """Asks for the rationale."""
        why = await self.ask_line("Why it reads so", self.made.rationale)
        self.made = evolve(self.made, rationale=why)
        self.say()

    async def finish(self, text: str) -> bool:
        """Shows what becomes of the amendments, asks once, and records the wording."""
        wording, made = self.wording, self.made
        if wording is None:
            return False
        if len(made.sources) < 2:
            self.host.tell("mark at least two amendments with Enter", is_problem=True)
            return False
        spans = await self.ask(with_brackets_checked(self.preview(text), text))
        if spans is None:
            return False
        handles = ", ".join(each.handle for each in made.sources)
        if not await self.confirm(f"Set one wording beside {handles}?", spans, "record it"):
            return False
        what = f"{handles} drawn together for {wording.name}"
        act = consolidation_act(made, wording, self.version, text)
        return bool(await self.record(what, act))
