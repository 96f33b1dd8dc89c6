"""The base of what is done with the papers: which of them is selected."""

from __future__ import annotations

from abc import abstractmethod

from tui.screens.base import RecordScreen
from tui.views.papers import PaperKind, PapersView, Sheet
from tui.views.planning import Paper, paper_look


class WithPapers(RecordScreen[PapersView, None]):
    """A screen on which one of the papers is selected."""

    @property
    @abstractmethod
    def selected(self) -> tuple[str, PaperKind] | None:
        """The key and the kind of what is selected; None where the list is empty."""

    @abstractmethod
    def turn_to(self, sheet: Sheet, key: str = "") -> None:
        """Show one of the lists.

        Args:
            sheet: which.
            key: the line to put the cursor on; the one it was on if not given.
        """

    async def read_selected(self, what: str, kinds: tuple[PaperKind, ...]) -> Paper | None:
        """Read what is selected, before something is asked of it.

        Args:
            what: what is to be done, for a message where it cannot be done with that.
            kinds: with what it can be done.

        Returns:
            None, and a message, where it cannot be done.
        """
        selected = self.selected
        if selected is None or selected[1] not in kinds:
            named = " or ".join(_with_article(kind) for kind in kinds)
            self.desk_app.tell(f"{what}: select {named} first", is_problem=True)
            return None
        if self.desk_app.refuses_in_the_past(what):
            return None
        return await self.glance(paper_look(*selected))


def _with_article(kind: PaperKind) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
