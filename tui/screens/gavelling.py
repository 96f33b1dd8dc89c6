"""Recording what the chair declares of what is selected: the gavel, and going on."""

from __future__ import annotations

from abc import abstractmethod

from consensus.model.decisions import Outcome
from tui.asks import asks
from tui.screens.base import Answer, RecordScreen, View
from tui.screens.dialogs import Choice, Pick
from tui.screens.gavel import Declared, GavelScreen
from tui.views.gavel import GavelView, gavel_view


class Gavelling(RecordScreen[View, Answer]):
    """A screen on which something is selected that the chair decides."""

    @property
    @abstractmethod
    def pointed(self) -> str:
        """The id of what is selected; empty for nothing."""

    @abstractmethod
    async def go_on(self, decided: str) -> str:
        """Select what comes after what was decided; the name of it, or that nothing does."""

    async def action_gavel(self) -> None:
        """Ask what the chair declared, and record it."""
        await self._ask(None)

    async def action_defer(self) -> None:
        """Ask why and until when it is deferred, and record it."""
        await self._ask(Outcome.DEFERRED)

    async def action_pending(self) -> None:
        """Agree with somebody's word pending; where it is awaited already, record the word."""
        view = await self._foresee()
        if view is None:
            return
        if view.awaiting:
            self._ask_whose_word(view)
        else:
            await self._open(view, Outcome.AGREED, pending=True)

    async def _ask(self, outcome: Outcome | None) -> None:
        view = await self._foresee()
        if view is not None:
            await self._open(view, outcome)

    async def _foresee(self) -> GavelView | None:
        target = self.pointed
        if not target:
            self.desk_app.tell("nothing is selected to decide", is_problem=True)
            return None
        return await self.glance(gavel_view(target))

    async def _open(self, view: GavelView, outcome: Outcome | None, pending: bool = False) -> None:
        async def declare(declared: Declared | None) -> None:
            if declared is not None:
                await self._declare(view, declared)

        # Awaited, so that a key pressed at once goes to the dialog.
        await self.app.push_screen(GavelScreen(view, outcome, pending), declare)

    async def _declare(self, view: GavelView, declared: Declared) -> None:
        words = f"{view.name}: {declared.outcome}"
        if declared.outcome.closes:
            if view.no_objection_heard:
                words += ", no objection heard"
            if view.over:
                words += f", over the standing objection of {', '.join(view.over)}"
            if declared.pending:
                words += f", pending {', '.join(declared.pending)}"
        target = f"handle:{view.handle}"
        recorded = await self.record(
            words,
            lambda group: group.decide(
                target,
                declared.outcome,
                pending=declared.pending,
                reason=declared.reason,
                due=declared.due,
                without_brackets=declared.outcome.closes and bool(view.opposing),
            ),
        )
        if recorded and declared.outcome is not Outcome.REOPENED:
            following = await self.go_on(view.target)
            self.desk_app.tell(f"✓ {words}; {following}")

    @asks
    async def _ask_whose_word(self, view: GavelView) -> None:
        code = await self.app.push_screen_wait(
            Pick(
                f"{view.name} is agreed, pending. Whose word has come?",
                [Choice(each, each) for each in view.awaiting],
            )
        )
        if code:
            await self.record(
                f"{code} gives its word on {view.name}",
                lambda group: group.lift_pending(f"handle:{view.handle}", code),
            )
