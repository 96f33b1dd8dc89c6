"""Screens on which a text is typed, and what of it would be lost by leaving."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Generic, TypeVar

from attrs import evolve
from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static, TextArea

from consensus.model.amendments import AmendmentKind
from tui.keymap import EDIT, PROPOSE, bindings
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.dialogs import AskWording, Confirm
from tui.views.text import Choice, Mark, Span, members_view
from tui.views.wording import (
    WITHOUT_WORDS,
    Proposal,
    UnsavedInput,
    WordingView,
    edit_act,
    edit_preview,
    joined_text,
    list_codes,
    parts_of,
    places_view,
    proposal_act,
    proposal_preview,
    rebase_typed,
    with_brackets_checked,
    wording_view,
)
from tui.widgets.editor import Editor
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import as_written
from tui.worker import Look

View = TypeVar("View")

_PAUSE = 0.12
"""How many seconds typing has to pause before what it changes is worked out."""


class WordingScreen(RecordScreen[View, None], Generic[View]):
    """A screen with an editor and, beside it, a preview of what the words would change.

    What is typed and the cursor stay as they are whatever others record. Where the text that is
    reworded has changed meanwhile, the screen says so and shows both.
    """

    CSS_PATH = "wording.tcss"
    TITLE_OF_PREVIEW: ClassVar[str] = "what it changes"
    WHEN_AGREED: ClassVar[str] = "this requests that it be reopened"

    def __init__(self, target: str) -> None:
        super().__init__()
        self.of = target
        self.wording: WordingView | None = None
        self.against = ""
        self.version = ""
        self.begun_with = ""
        self.is_done = False
        self._is_finishing = False
        self.editor = Editor(id="editor")

    def compose(self) -> ComposeResult:
        yield from frame()
        with Container(id="panes"):
            with Vertical(id="typing", classes="pane"):
                yield Static("", id="warning", markup=False)
                yield from self.above_editor()
                yield self.editor
            with VerticalScroll(id="preview", classes="pane"):
                yield Passage(id="foreseen")

    def above_editor(self) -> ComposeResult:
        """Yields the widgets above the editor; none by default."""
        yield from ()

    def on_mount(self) -> None:
        self.query_one("#preview").border_title = as_written(self.TITLE_OF_PREVIEW)
        self.begin_at().focus()

    def on_unmount(self) -> None:
        """Stores unrecorded words for when the screen is opened again."""
        if self.is_typed:
            kept = UnsavedInput(self.editor.words, self.against, self.version)
            self.host.unsaved_input[self.name_of_work] = kept

    @property
    def name_of_work(self) -> str:
        """The key under which unrecorded words are stored."""
        return f"{type(self).__name__} {self.of}"

    @property
    def is_typed(self) -> bool:
        """Whether something was typed that leaving would lose."""
        is_begun = self.wording is not None and not self.is_done
        return is_begun and self.editor.words != self.begun_with

    @property
    def has_changed(self) -> bool:
        """Whether others changed the text since typing began."""
        return self.wording is not None and self.version != self.wording.version

    def begin_at(self) -> Widget:
        """Returns the widget with the focus at first; the editor by default."""
        return self.editor

    @abstractmethod
    def headline(self) -> str:
        """Returns the line at the top: what is being done, by whom."""

    @abstractmethod
    def preview(self, text: str) -> Look[tuple[Span, ...]]:
        """Returns a `Look` at what the typed words would change."""

    @abstractmethod
    async def finish(self, text: str) -> bool:
        """Records the words, after dialogs; returns whether they are in the file."""

    def starting_words(self, wording: WordingView) -> str:
        """Returns the text in the editor at first."""
        return wording.text

    def show_wording(self, wording: WordingView) -> None:
        """Shows what the record says now, without touching what is being typed."""
        if self.is_done:
            return
        is_first = self.wording is None
        self.wording = wording
        if is_first:
            self.begin(wording)
        self.say()
        self.look_ahead()

    def begin(self, wording: WordingView) -> None:
        """Puts the first words into the editor, or those typed before."""
        self.against, self.version = wording.text, wording.version
        self.begun_with = self.starting_words(wording)
        kept = self.host.unsaved_input.pop(self.name_of_work, None)
        if kept is None:
            self.editor.load(self.begun_with)
            return
        self.against, self.version = kept.against, kept.version
        self.editor.load(kept.text)
        self.host.tell("what you typed here before is here again; Esc throws it away")

    def say(self) -> None:
        """Updates the headline, and says whether the text has changed meanwhile."""
        wording = self.wording
        if wording is None:
            return
        self.query_one("#typing").border_title = as_written(self.headline())
        warning = ""
        if self.has_changed:
            warning = (
                f"{wording.name} was changed while you typed; it is version {wording.number} now."
                " F8 carries what you typed over to it."
            )
        elif wording.is_closed:
            warning = f"{wording.name} is agreed: {self.WHEN_AGREED}."
        self.show_line("#warning", warning)
        self.query_one("#warning").display = bool(warning)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether an action is possible; carrying over needs a text that has changed."""
        # None can while what was typed is being recorded, nor once it is: it would be recorded
        # twice.
        if self.is_done or self._is_finishing:
            return None
        return self.has_changed if action == "carry_over" else True

    @work(exclusive=True, group="preview")
    async def look_ahead(self) -> None:
        """Computes the preview when typing pauses, and shows it."""
        await asyncio.sleep(_PAUSE)
        spans = await self.ask(self.preview(self.editor.words))
        if spans is not None:
            self.query_one("#foreseen", Passage).show(spans)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Schedules the preview of what is typed."""
        event.stop()
        if self.wording is not None:
            self.look_ahead()

    @opens_dialog
    async def action_finish(self) -> None:
        """Records what was typed."""
        if self.wording is None:
            return
        self._is_finishing = True
        try:
            if self.has_changed and not await self._settle_with_changes():
                return
            self.is_done = await self.finish(self.editor.words)
        finally:
            self._is_finishing = False
        if self.is_done:
            self.dismiss(None)

    async def _settle_with_changes(self) -> bool:
        """Asks what becomes of a change that others made meanwhile."""
        wording = self.wording
        if wording is None:
            return False
        chosen = await self.press_key(
            f"{wording.name} was changed while you typed",
            (
                Choice("carry", "carry over", "what you typed, over the text as it is", "c"),
                Choice("keep", "as typed", "which also undoes what was changed", "k"),
            ),
        )
        if chosen == "carry":
            await self.action_carry_over()
        elif chosen == "keep":
            self.against, self.version = wording.text, wording.version
        return chosen == "keep"

    async def action_carry_over(self) -> None:
        """Rebases what was typed on the text as others have made it."""
        wording = self.wording
        if wording is None:
            return
        before, typed = self.against, self.editor.words
        words = await self.ask(lambda group, check: rebase_typed(before, wording.text, typed))
        if words is None:
            return
        self.against, self.version = wording.text, wording.version
        self.begun_with = wording.text
        self.editor.put(words)
        self.say()
        self.host.tell("carried over; Ctrl+Z brings back what you had typed")

    @opens_dialog
    async def action_leave(self) -> None:
        """Leaves; asks first where typed words would be lost."""
        if self.is_typed:
            spans = (Span(self.editor.words),)
            if not await self.confirm("Throw away what you typed?", spans, "throw it away"):
                return
        self.is_done = True
        self.dismiss(None)

    async def pick_codes(self, title: str, chosen: Collection[str]) -> tuple[str, ...]:
        """Asks for members, one after the other, until Esc; one picked again is left out."""
        picked = dict.fromkeys(chosen)
        members = await self.glance(members_view) or ()
        while True:
            choices = [
                evolve(each, explanation=f"✓ {each.explanation}") if each.key in picked else each
                for each in members
            ]
            so_far = ", ".join(picked) or "nobody yet"
            code = await self.pick(f"{title}: {so_far}", choices, escape="done")
            if code is None:
                return tuple(picked)
            if code in picked:
                del picked[code]
            else:
                picked[code] = None

    async def ask_line(self, title: str, value: str, explanation: str = "") -> str:
        """Asks for a line of text that may be empty; returns the present one on Esc."""
        answer = await self.ask_text(title, explanation, value, needed=False)
        return value if answer is None else answer


class EditScreen(WordingScreen[WordingView]):
    """Rewords an item from the floor, or an amendment by its sponsors."""

    BINDINGS = bindings(EDIT)
    TITLE_OF_PREVIEW = "what would change"
    WHEN_AGREED = "other words are not covered by that decision"
    editorial = False
    reason = ""

    def look(self) -> Look[WordingView]:
        return lambda group, check: wording_view(group, self.of)

    def show(self, view: WordingView) -> None:
        self.show_wording(view)

    def headline(self) -> str:
        wording = self.wording
        if wording is None:
            return ""
        if wording.is_amendment:
            parts = [f"Another wording of {wording.name}, by its sponsors"]
        else:
            meant = "editorial: positions carry over" if self.editorial else "of substance"
            parts = [f"Wording from the floor: {wording.name}", meant]
        if self.reason:
            parts.append(f"reason: {self.reason}")
        return "   ".join(parts)

    def preview(self, text: str) -> Look[tuple[Span, ...]]:
        assert self.wording is not None  # nothing is foreseen before it is read
        return edit_preview(self.wording, self.against, text, self.editorial)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether an action is possible: no amendment is reworded editorially."""
        if action == "toggle_editorial" and self.wording is not None and self.wording.is_amendment:
            return False
        return super().check_action(action, parameters)

    def action_toggle_editorial(self) -> None:
        """Toggles whether the rewording is editorial."""
        self.editorial = not self.editorial
        self.say()
        self.look_ahead()

    @opens_dialog
    async def action_explain(self) -> None:
        """Asks for the reason."""
        self.reason = await self.ask_line("Why it is reworded", self.reason)
        self.say()

    async def finish(self, text: str) -> bool:
        wording = self.wording
        if wording is None:
            return False
        if text == wording.text:
            self.host.tell("nothing is changed yet: type what it should say", is_problem=True)
            return False
        spans = await self.ask(with_brackets_checked(self.preview(text), text))
        if spans is None:
            return False
        meant = " editorially" if self.editorial else ""
        if not await self.confirm(f"Reword {wording.name}{meant}?", spans, "record it"):
            return False
        what = "reworded by its sponsors" if wording.is_amendment else f"reworded{meant}"
        act = edit_act(wording, self.version, text, self.editorial, self.reason)
        return bool(await self.record(f"{wording.name} {what}", act))


_KINDS = (
    Choice(AmendmentKind.MODIFY, "modify", "change its words", "m"),
    Choice(AmendmentKind.INSERT, "insert after", "a new item after it", "i"),
    Choice(AmendmentKind.DELETE, "delete", "take the whole item out", "d"),
    Choice(AmendmentKind.MOVE, "move", "put it after another item", "v"),
    Choice(AmendmentKind.SPLIT, "split", "make several items of it", "s"),
    Choice(AmendmentKind.JOIN, "join", "make one item of it and others", "j"),
)
_DOES = {each.key: each.name for each in _KINDS}


class ProposeScreen(WordingScreen[WordingView]):
    """Proposes an amendment to an item or amendment, sponsored by the speaker at first."""

    BINDINGS = bindings(PROPOSE)
    TITLE_OF_PREVIEW = "what it would change"

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.proposal = Proposal()
        self._typed: dict[AmendmentKind, str] = {}
        self._begun: dict[AmendmentKind, str] = {}

    def look(self) -> Look[WordingView]:
        return lambda group, check: wording_view(group, self.of)

    def show(self, view: WordingView) -> None:
        """Shows the text; the present speaker is the first sponsor."""
        if self.wording is None and view.speaker:
            self.proposal = evolve(self.proposal, by=(view.speaker,))
        self.show_wording(view)

    def headline(self) -> str:
        made = self.proposal
        name = self.wording.name if self.wording else ""
        parts = [f"Amendment: {_DOES[made.kind]} {name}", f"by {list_codes(made.by, 'the chair')}"]
        if made.cosponsors:
            parts.append(f"with {', '.join(made.cosponsors)}")
        if made.rationale:
            parts.append(f"why: {made.rationale}")
        return "   ".join(parts)

    def preview(self, text: str) -> Look[tuple[Span, ...]]:
        wording = self.wording
        assert wording is not None  # nothing is foreseen before it is read
        return proposal_preview(self.proposal, wording, self.against, self.has_changed, text)

    @property
    def is_typed(self) -> bool:
        """Whether words of any kind were typed."""
        return super().is_typed or any(
            words != self._begun[kind] for kind, words in self._typed.items()
        )

    @opens_dialog
    async def action_choose_kind(self) -> None:
        """Asks what the amendment does, and for the places that needs."""
        wording = self.wording
        if wording is None:
            return
        if wording.is_amendment:
            self.host.tell(
                "an amendment can only be modified; a new item has an item of its own to follow"
            )
            return
        chosen = await self.press_key(f"What does the amendment do with {wording.name}?", _KINDS)
        if chosen is None:
            return
        proposal = evolve(self.proposal, kind=AmendmentKind(chosen))
        asked = await self._ask_places(proposal, wording)
        if asked is not None:
            await self._take_kind(asked, wording)

    async def _ask_places(self, proposal: Proposal, wording: WordingView) -> Proposal | None:
        """Asks for the other items and the label that a kind needs; None to cancel."""
        if proposal.kind is AmendmentKind.INSERT:
            label = await self.ask_line(
                "The label of the new item", proposal.label, "such as 5 bis; empty for none"
            )
            return evolve(proposal, label=label)
        if proposal.kind not in (AmendmentKind.MOVE, AmendmentKind.JOIN):
            return proposal
        places = await self.ask(lambda group, check: places_view(group, check, self.of))
        if proposal.kind is AmendmentKind.MOVE:
            title = f"{wording.name} goes after which? (after a heading: first under it)"
            after = await self.pick(title, places or ())
            return None if after is None else evolve(proposal, after=after)
        others = await self._pick_others(places or (), wording)
        return evolve(proposal, others=others) if others else None

    async def _pick_others(
        self, places: tuple[Choice, ...], wording: WordingView
    ) -> tuple[str, ...]:
        picked: dict[str, str] = {}
        while True:
            so_far = ", ".join(picked.values()) or "none yet"
            title = f"Joined with {wording.name}: {so_far}"
            left = tuple(each for each in places if each.key not in picked)
            chosen = await self.pick(title, left, escape="done")
            if chosen is None:
                return tuple(picked)
            picked[chosen] = next(each.name for each in places if each.key == chosen)

    async def _take_kind(self, proposal: Proposal, wording: WordingView) -> None:
        """Switches to another kind; the words typed for this one are stored."""
        was = self.proposal
        self._typed[was.kind], self._begun[was.kind] = self.editor.words, self.begun_with
        begun = wording.text
        if proposal.kind is AmendmentKind.INSERT:
            begun = ""
        elif proposal.kind is AmendmentKind.JOIN:
            joined = await self.ask(
                lambda group, check: joined_text(group, self.of, proposal.others)
            )
            begun = joined or wording.text
        typed = self._typed.pop(proposal.kind, None)
        if typed is None or proposal.others != was.others:
            typed = begun
        self.proposal, self.begun_with = proposal, begun
        self.editor.load(typed)
        self.editor.read_only = proposal.kind in WITHOUT_WORDS
        self.editor.focus()
        self.say()
        self.look_ahead()

    @opens_dialog
    async def action_choose_sponsors(self) -> None:
        """Asks who proposes it."""
        by = await self.pick_codes("Proposed by", self.proposal.by)
        self.proposal = evolve(self.proposal, by=by)
        self.say()

    @opens_dialog
    async def action_choose_cosponsors(self) -> None:
        """Asks who joins it."""
        joining = await self.pick_codes("Joined by", self.proposal.cosponsors)
        self.proposal = evolve(self.proposal, cosponsors=joining)
        self.say()

    @opens_dialog
    async def action_explain(self) -> None:
        """Asks for the rationale."""
        why = await self.ask_line("Why, in the sponsors' words", self.proposal.rationale)
        self.proposal = evolve(self.proposal, rationale=why)
        self.say()

    async def finish(self, text: str) -> bool:
        wording, made = self.wording, self.proposal
        if wording is None:
            return False
        problem = self._missing(text, wording)
        if problem:
            self.host.tell(problem, is_problem=True)
            return False
        who = ", ".join(made.by) or "the chair"
        what = f"{who}: amendment to {_DOES[made.kind]} {wording.name}"
        return bool(await self.record(what, proposal_act(made, self.of, self.version, text)))

    def _missing(self, text: str, wording: WordingView) -> str:
        """Returns what is still missing; empty when the amendment is complete."""
        kind = self.proposal.kind
        if kind is AmendmentKind.INSERT and not text.strip():
            return "type the words of the new item first"
        if kind is AmendmentKind.MODIFY and text == wording.text:
            return "nothing is changed yet: type what it should say, or press F3 for another kind"
        if kind is AmendmentKind.SPLIT and len(parts_of(text)) < 2:
            return "put an empty line where it is to be split"
        return ""


class LeaveForGood(Confirm):
    """Asks whether to leave what was not recorded."""

    def __init__(self, lost: tuple[Span, ...]) -> None:
        super().__init__("Leave without recording this?", lost, "leave, and lose it", "stay")


def unrecorded_spans(
    unsaved_input: Iterable[UnsavedInput], screens: Iterable[Screen[Any]], unfinished: int
) -> tuple[Span, ...]:
    """Returns the spans on typed words and choices that would be lost."""
    words = [each.text for each in unsaved_input]
    words += [
        screen.editor.words
        for screen in screens
        if isinstance(screen, WordingScreen | AskWording) and screen.is_typed
    ]
    spans = [Span(f"{each}\n\n") for each in words]
    if unfinished:
        merges = "a merge" if unfinished == 1 else f"{unfinished} merges"
        spans.append(Span(f"what you chose of {merges}", Mark.FAINT))
    return tuple(spans)
