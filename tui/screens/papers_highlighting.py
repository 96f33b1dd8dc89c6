"""Highlighting a passage of a contribution, and saying what it matters to."""

from __future__ import annotations

from consensus.text.display import made_visible
from tui.asks import asks
from tui.screens.dialogs import AskText, Choice, Pick
from tui.screens.papers_base import WithPapers
from tui.views.papers import PaperKind
from tui.views.planning import Paper
from tui.views.targets import targets_view

_OTHER = "other"
_NOTHING = "nothing"


class Highlighting(WithPapers):
    """The key that marks words of a contribution."""

    @asks
    async def action_quote(self) -> None:
        """Ask which words are highlighted, what they are about and matter to, and record it."""
        marked = (self.get_selected_text() or "").strip()
        paper = await self.read_selected("highlight a passage", (PaperKind.CONTRIBUTION,))
        if paper is None:
            return
        passage = marked or await self._pick_passage(paper)
        if not passage:
            return
        issue = await self.app.push_screen_wait(
            AskText(
                "What is it about, in a few words?",
                f"“{made_visible(passage)}” Enter alone leaves it empty.",
                needed=False,
            )
        )
        link = await self._pick_link() if issue is not None else None
        if issue is None or link is None:
            return
        target, name = link
        await self.record(
            f"a passage of {paper.key} is highlighted{f' for {name}' if name else ''}",
            lambda group: group.highlight(
                paper.id, passage, items=[target] if target else [], issue=issue
            ),
        )

    async def _pick_passage(self, paper: Paper) -> str | None:
        """Ask for a sentence, or for other words; for workers only."""
        choices = [
            Choice(str(number), str(number + 1), each) for number, each in enumerate(paper.passages)
        ]
        other = Choice(_OTHER, "other", "words to be typed as they stand there")
        picked = await self.app.push_screen_wait(
            Pick(f"Which words of {paper.name} are highlighted?", [*choices, other])
        )
        if picked != _OTHER:
            return paper.passages[int(picked)] if picked else None
        return await self.app.push_screen_wait(
            AskText(
                f"Which words of {paper.name} are highlighted?",
                "As they stand there; quotation marks, dashes and spaces may differ.",
            )
        )

    async def _pick_link(self) -> tuple[str, str] | None:
        """Ask what the words matter to, what is looked at first; for workers only."""
        lines = await self.glance(targets_view)
        if lines is None:
            return None
        looked_at = self.desk_app.target
        choices = [
            Choice(each.id, each.label or each.handle, f"{each.handle}  {each.beginning}")
            for each in lines
        ]
        nothing = Choice(_NOTHING, "nothing", "nothing in particular")
        picked = await self.app.push_screen_wait(
            Pick("What does it matter to?", [nothing, *choices], looked_at)
        )
        if picked is None:
            return None
        names = {each.key: each.name for each in choices}
        return ("", "") if picked == _NOTHING else (picked, names[picked])
