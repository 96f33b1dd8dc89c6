"""The base of every screen that shows something of the record."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import work
from textual.await_complete import AwaitComplete
from textual.screen import Screen
from textual.worker import get_current_worker

from consensus.errors import ConsensusError
from tui.widgets.bar import Bar
from tui.worker import Act, Look

if TYPE_CHECKING:
    from tui.app import ConsensusApp

View = TypeVar("View")
Answer = TypeVar("Answer")
Found = TypeVar("Found")


class RecordScreen(Screen[Answer], Generic[View, Answer]):
    """A screen that asks for a view of the record and shows it, and again when it changed.

    What it shows is read on the desk's thread, a newer question stopping an older one; what is
    being typed, the cursor and the scroll stay where they are.

    Attributes:
        IS_QUICK: whether what it shows is read in a moment, and so before whatever takes longer.
    """

    IS_QUICK: ClassVar[bool] = False
    _left_with: tuple[Answer | None] | None = None

    @abstractmethod
    def look(self) -> Look[View]:
        """What to read of the record, as things stand on the screen."""

    @abstractmethod
    def show(self, view: View) -> None:
        """Show what was read."""

    def text_to_copy(self) -> str:
        """What is copied from the screen; empty for the text of what is selected."""
        return ""

    @property
    def desk_app(self) -> ConsensusApp:
        """The app, which reads and records for the screen."""
        return cast("ConsensusApp", self.app)

    @property
    def is_there(self) -> bool:
        """Whether it can show something, which it cannot any more while it is being left."""
        return self.is_attached and self.display

    def on_screen_resume(self) -> None:
        """Look again at what may have changed while another screen was in front."""
        if self._left_with is not None:
            self.dismiss(*self._left_with)
            return
        self.look_again()
        if any(bar.view is None for bar in self.query(Bar)):
            self.desk_app.look_at_bar()

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Leave the screen; while another one stands in front of it, as soon as that is gone.

        Args:
            result: the answer of the screen.
        """
        if self.is_active:
            return super().dismiss(result)
        self._left_with = (result,)
        return AwaitComplete()

    def on_screen_suspend(self) -> None:
        """Stop reading what nobody sees, so that the screen in front need not wait for it."""
        self.workers.cancel_group(self, "look")

    @work(exclusive=True, group="look")
    async def look_again(self) -> None:
        """Read what the screen shows, and show it."""
        desk = self.desk_app.desk
        read = desk.glance if self.IS_QUICK else desk.look
        try:
            view = await read(self.look())
        except ConsensusError as error:
            self.desk_app.tell(str(error), is_problem=True)
            return
        if not get_current_worker().is_cancelled and self.is_there:
            self.show(view)

    async def ask(self, look: Look[Found]) -> Found | None:
        """Read something else of the record; None where that fails, or the screen was left."""
        found = await self.desk_app.ask(look)
        return found if self.is_there else None

    async def glance(self, look: Look[Found]) -> Found | None:
        """Read something small that a key waits for; None as `ask` says."""
        found = await self.desk_app.glance(look)
        return found if self.is_there else None

    async def record(self, what: str, act: Act) -> bool:
        """Record something; a message, and False, where it was refused.

        Args:
            what: what is recorded, in words, such as `BRA: support on 5`.
            act: records it.
        """
        return await self.desk_app.record(what, act)
