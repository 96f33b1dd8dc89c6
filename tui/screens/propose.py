"""Proposing an amendment: its words, with what they change beside them, and who is behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import evolve
from textual.binding import BindingType

from consensus.model.amendments import AmendmentKind
from tui.actions.action import bindings
from tui.actions.propose import PROPOSE
from tui.asks import asks
from tui.screens.dialogs import Choice, Pick, PressKey
from tui.screens.wording import WordingScreen
from tui.views.proposal import (
    WITHOUT_WORDS,
    PlaceLine,
    Proposal,
    foresight,
    joined_text,
    parts_of,
    places_view,
    proposing,
)
from tui.views.text import Piece
from tui.views.wording import WordingView, listed, wording_view
from tui.worker import Look

_KINDS = (
    Choice(AmendmentKind.MODIFY, "modify", "change its words", "m"),
    Choice(AmendmentKind.INSERT, "insert after", "a new item after it", "i"),
    Choice(AmendmentKind.DELETE, "delete", "take the whole item out", "d"),
    Choice(AmendmentKind.MOVE, "move", "put it after another item", "v"),
    Choice(AmendmentKind.SPLIT, "split", "make several items of it", "s"),
    Choice(AmendmentKind.JOIN, "join", "make one item of it and others", "j"),
)
_DOES: Mapping[AmendmentKind, str] = {
    AmendmentKind.MODIFY: "modify",
    AmendmentKind.INSERT: "insert after",
    AmendmentKind.DELETE: "delete",
    AmendmentKind.MOVE: "move",
    AmendmentKind.SPLIT: "split",
    AmendmentKind.JOIN: "join",
}


class ProposeScreen(WordingScreen[WordingView]):
    """An amendment is made to an item or amendment; whoever has the floor proposes it.

    Args:
        target: the id of what it amends.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PROPOSE)]
    TITLE_OF_PREVIEW = "what it would change"

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.proposal = Proposal()
        self._typed: dict[AmendmentKind, str] = {}
        self._begun: dict[AmendmentKind, str] = {}

    def look(self) -> Look[WordingView]:
        """What is amended."""
        return lambda group, check: wording_view(group, self.of)

    def show(self, view: WordingView) -> None:
        """Show it; whoever has the floor at first is the sponsor."""
        if self.wording is None and view.speaker:
            self.proposal = evolve(self.proposal, by=(view.speaker,))
        self.take_in(view)

    def headline(self) -> str:
        """What is proposed, of what, by whom."""
        made = self.proposal
        name = self.wording.name if self.wording else ""
        parts = [
            f"Amendment: {_DOES[made.kind]} {name}",
            f"by {listed(made.by, 'the chair')}",
        ]
        if made.cosponsors:
            parts.append(f"with {', '.join(made.cosponsors)}")
        if made.rationale:
            parts.append(f"why: {made.rationale}")
        return "   ".join(parts)

    def foresee(self, text: str) -> Look[tuple[Piece, ...]]:
        """What the amendment would do."""
        wording = self.wording
        assert wording is not None  # nothing is foreseen before it is read
        return foresight(self.proposal, wording, self.against, self.has_changed, text)

    @property
    def is_typed(self) -> bool:
        """Whether words of any kind were typed."""
        return super().is_typed or any(
            words != self._begun[kind] for kind, words in self._typed.items()
        )

    # What is proposed

    @asks
    async def action_choose_kind(self) -> None:
        """Ask what the amendment does, and what has to be known for that."""
        wording = self.wording
        if wording is None:
            return
        if wording.is_amendment:
            self.desk_app.tell(
                "an amendment can only be modified; a new item has an item of its own to follow"
            )
            return
        chosen = await self.app.push_screen_wait(
            PressKey(f"What does the amendment do with {wording.name}?", _KINDS)
        )
        if chosen is None:
            return
        proposal = evolve(self.proposal, kind=AmendmentKind(chosen))
        asked = await self._ask_places(proposal, wording)
        if asked is not None:
            await self._take_kind(asked, wording)

    async def _ask_places(self, proposal: Proposal, wording: WordingView) -> Proposal | None:
        """Ask for the other items and the label that a kind needs; None when that is left."""
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
            after = await self.app.push_screen_wait(Pick(title, _choices(places or ())))
            return None if after is None else evolve(proposal, after=after)
        others = await self._pick_others(places or (), wording)
        return evolve(proposal, others=others) if others else None

    async def _pick_others(
        self, places: tuple[PlaceLine, ...], wording: WordingView
    ) -> tuple[str, ...]:
        picked: dict[str, str] = {}
        while True:
            so_far = ", ".join(picked.values()) or "none yet"
            title = f"Joined with {wording.name}: {so_far} (Esc: done)"
            left = tuple(each for each in places if each.id not in picked)
            chosen = await self.app.push_screen_wait(Pick(title, _choices(left)))
            if chosen is None:
                return tuple(picked)
            picked[chosen] = next(each.name for each in places if each.id == chosen)

    async def _take_kind(self, proposal: Proposal, wording: WordingView) -> None:
        """Go over to another kind; the words that were typed for this one are kept for it."""
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

    # Who is behind it

    @asks
    async def action_choose_sponsors(self) -> None:
        """Ask who proposes it."""
        by = await self.pick_codes("Proposed by", self.proposal.by)
        self.proposal = evolve(self.proposal, by=by)
        self.say()

    @asks
    async def action_choose_cosponsors(self) -> None:
        """Ask who joins it."""
        joining = await self.pick_codes("Joined by", self.proposal.cosponsors)
        self.proposal = evolve(self.proposal, cosponsors=joining)
        self.say()

    @asks
    async def action_explain(self) -> None:
        """Ask for the rationale."""
        why = await self.ask_line("Why, in the sponsors' words", self.proposal.rationale)
        self.proposal = evolve(self.proposal, rationale=why)
        self.say()

    async def finish(self, text: str) -> bool:
        """Record the amendment."""
        wording, made = self.wording, self.proposal
        if wording is None:
            return False
        problem = self._missing(text, wording)
        if problem:
            self.desk_app.tell(problem, is_problem=True)
            return False
        who = ", ".join(made.by) or "the chair"
        return await self.record(
            f"{who}: amendment to {_DOES[made.kind]} {wording.name}",
            proposing(made, self.of, self.version, text),
        )

    def _missing(self, text: str, wording: WordingView) -> str:
        """What has to be said yet; nothing when the amendment is complete."""
        kind = self.proposal.kind
        if kind is AmendmentKind.INSERT and not text.strip():
            return "type the words of the new item first"
        if kind is AmendmentKind.MODIFY and text == wording.text:
            return "nothing is changed yet: type what it should say, or press F3 for another kind"
        if kind is AmendmentKind.SPLIT and len(parts_of(text)) < 2:
            return "put an empty line where it is to be split"
        return ""


def _choices(places: tuple[PlaceLine, ...]) -> list[Choice]:
    return [Choice(each.id, each.name, each.beginning) for each in places]
