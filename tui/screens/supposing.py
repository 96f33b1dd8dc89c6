"""What if: supposing something of what is selected, and seeing which verdicts would change."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from tui.asks import asks
from tui.screens.base import Answer, RecordScreen, View
from tui.screens.confirming import Confirm
from tui.screens.dialogs import AskText, Choice, Pick, PressKey
from tui.views.positions import voices_view
from tui.views.supposing import Supposable, supposable, supposed

if TYPE_CHECKING:
    from consensus.analysis.what_if import Assumption

_SAYS = Choice("says", "a member says otherwise", key_press="s")
_GOES_IN = Choice("goes in", "it goes in", "settled in its favour", "m")
_AMENDED = Choice("goes in", "its uncontested changes go in", key_press="m")
_WITHDRAWN = Choice("withdrawn", "it is withdrawn", "by all its sponsors", "t")
_DECLARED = Choice("declared", "it is declared agreed", key_press="g")
_RULE = Choice("rule", "another rule holds", key_press="r")
_STANCES = (
    Choice("support", "support", key_press="s"),
    Choice("accept", "accept", "can live with it", "l"),
    Choice("abstain", "stand aside", key_press="z"),
    Choice("hold", "hold", "reserves its position", "h"),
    Choice("disagree", "against", "does not block", "x"),
    Choice("object", "object", "blocks it", "o"),
)


class Supposing(RecordScreen[View, Answer]):
    """A screen on which something is selected of which something can be supposed."""

    @property
    @abstractmethod
    def pointed(self) -> str:
        """The id of what is selected; empty for nothing."""

    @asks
    async def action_suppose(self) -> None:
        """Suppose one thing after the other, and show each time what would change."""
        target = self.pointed
        if not target:
            self.desk_app.tell("select what something is to be supposed of", is_problem=True)
            return
        view = await self.glance(supposable(target))
        assumed: list[Assumption] = []
        while view is not None:
            assumption = await self._assume(view, is_first=not assumed)
            if assumption is None:
                return
            assumed.append(assumption)
            found = await self.ask(supposed(assumed))
            if found is None:
                return
            more = await self.app.push_screen_wait(
                Confirm(found.title, found.pieces, "suppose something more")
            )
            if not more:
                return

    async def _assume(self, view: Supposable, is_first: bool) -> Assumption | None:
        choices = [_SAYS]
        if view.can_go_in:
            choices.append(_GOES_IN if view.is_amendment else _AMENDED)
        if view.is_amendment:
            choices.append(_WITHDRAWN)
        choices += [_DECLARED, _RULE]
        title = f"What if, of {view.name}, …" if is_first else f"And if, of {view.name}, …"
        picked = await self.app.push_screen_wait(PressKey(title, choices))
        if picked == "says":
            return await self._assume_said(view)
        if picked == "goes in":
            return view.goes_in()
        if picked == "withdrawn":
            return view.is_withdrawn()
        if picked == "declared":
            return view.is_declared()
        if picked == "rule":
            rule = await self.app.push_screen_wait(
                AskText("Which rule?", "Such as consensus_minus(1), or majority(two-thirds).")
            )
            return view.is_judged_by(rule) if rule else None
        return None

    async def _assume_said(self, view: Supposable) -> Assumption | None:
        voices = await self.ask(voices_view) or ()
        member = await self.app.push_screen_wait(
            Pick(
                "Who says otherwise?", [Choice(each.code, each.code, each.name) for each in voices]
            )
        )
        if not member:
            return None
        title = f"What if {member} said of {view.name} …"
        stance = await self.app.push_screen_wait(PressKey(title, _STANCES))
        return view.says(member, stance) if stance else None
