"""What can be begun from an item of a draft: an amendment, other words, a revision."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from textual.screen import Screen

from tui.asks import asks
from tui.screens.base import RecordScreen
from tui.screens.publish import PublishScreen
from tui.views.publishing import publishing_view

View = TypeVar("View")
Answer = TypeVar("Answer")


class Drafting(RecordScreen[View, Answer]):
    """A screen with an item under the cursor, from which its draft is worked on."""

    @property
    @abstractmethod
    def pointed(self) -> str:
        """The id of the item under the cursor; empty where there is none."""

    @property
    @abstractmethod
    def draft(self) -> str:
        """The id of the draft that is shown; empty where there is none."""

    def action_propose(self) -> None:
        """Propose an amendment to the item."""
        from tui.screens.propose import ProposeScreen

        self._open(ProposeScreen)

    def action_edit(self) -> None:
        """Write other words for the item."""
        from tui.screens.edit import EditScreen

        self._open(EditScreen)

    def action_dossier(self) -> None:
        """Show everything about the item."""
        from tui.screens.dossier import DossierScreen

        self._open(DossierScreen)

    def _open(self, screen: Callable[[str], Screen[Any]]) -> None:
        if self.pointed:
            self.app.push_screen(screen(self.pointed))

    @asks
    async def action_publish(self) -> None:
        """Show what would be published, ask for its name, and publish it."""
        draft = self.draft
        if not draft:
            self.desk_app.tell("there is no draft to publish", is_problem=True)
            return
        view = await self.ask(lambda group, check: publishing_view(group, check, draft))
        if view is None:
            return
        wish = await self.app.push_screen_wait(PublishScreen(view))
        if wish is not None:
            await self.record(
                f"{view.handle} is published as {wish.name}",
                lambda group: group.publish(
                    wish.name, draft=view.handle, standing=wish.standing, renumber=wish.renumber
                ),
            )
