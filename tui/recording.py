"""The part of the app that reads and records: whatever is told of the record passes here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.reactive import reactive

from consensus.errors import ConsensusError, Rejected
from tui.asks import AskingApp
from tui.messages import RecordChanged, StepRecorded, StepRefused
from tui.screens.base import RecordScreen
from tui.views.bar import bar_view
from tui.views.last_step import lapsed_in
from tui.widgets.bar import Bar, in_the_past
from tui.widgets.notice import Notice
from tui.worker import Act, Answer, Desk, Look

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup


class RecordingApp(AskingApp):
    """An app over a record, with one desk that all its screens read and record by.

    Args:
        opened: opens the working group; called on the desk's own thread.
    """

    as_of: reactive[str] = reactive("")
    """The moment of the past that all screens show, in words; empty for the present."""

    def __init__(self, opened: Callable[[], WorkingGroup]) -> None:
        super().__init__()
        self.desk = Desk(opened)
        self._last_problem = ""
        self._is_taking_in = False
        self.recordings: set[asyncio.Task[bool]] = set()
        """What is being recorded, and is seen through whatever becomes of who waits for it."""

    @property
    def under_way(self) -> list[str]:
        """Names of what was asked for and is still under way; empty while the app is idle.

        A dialog that waits for its answer is not under way. What is done may not be drawn yet.
        """
        return [
            *(f"{each.group} of {each.node}" for each in self.workers if each.group != "asks"),
            *(f"a dialog of {each.node}" for each in self.askers if self.is_about_to_ask),
            *(each.get_name() for each in self.recordings),
            *([] if self.desk.is_idle else ["the desk"]),
        ]

    async def ask(self, look: Look[Answer]) -> Answer | None:
        """Read something of the record; None, and a message, where that fails."""
        try:
            return await self.desk.look(look)
        except ConsensusError as error:
            self.tell(str(error), is_problem=True)
            return None

    async def glance(self, look: Look[Answer]) -> Answer | None:
        """Read something small that a key waits for; None, and a message, where that fails."""
        try:
            return await self.desk.glance(look)
        except ConsensusError as error:
            self.tell(str(error), is_problem=True)
            return None

    async def record(self, what: str, act: Act) -> bool:
        """Record something; whether it is in the file.

        Once begun it is seen through, whatever becomes of who waits for it.

        Args:
            what: what is recorded, in words, such as `BRA: support on 5`.
            act: records it.
        """
        recording = asyncio.create_task(self._record(what, act), name=what)
        self.recordings.add(recording)
        recording.add_done_callback(self.recordings.discard)
        return await asyncio.shield(recording)

    async def _record(self, what: str, act: Act) -> bool:
        if self.refuses_in_the_past(what):
            return False
        try:
            step = await self.desk.record(act)
        except Rejected as refused:
            self._refuse(what, refused.reasons)
            return False
        except (ConsensusError, ValueError) as error:
            self._refuse(what, (str(error),))
            return False
        self.tell("; ".join((f"✓ {what}", *lapsed_in(step))))
        self._announce(StepRecorded(what, step.id))
        self.show_anew()
        return True

    def refuses_in_the_past(self, what: str) -> bool:
        """Say that nothing can be recorded, where the past is shown; whether it is.

        Args:
            what: what was to be recorded, in words.
        """
        if self.as_of:
            reason = f"{in_the_past(self.as_of)}; Esc returns to the present"
            self._refuse(what, (reason,))
        return bool(self.as_of)

    def _refuse(self, what: str, reasons: tuple[str, ...]) -> None:
        self.tell(f"{what}: {'; '.join(reasons)}", is_problem=True)
        self._announce(StepRefused(what, reasons))

    def _announce(self, message: Message) -> None:
        # While the app is being left there is no screen any more.
        for screen in self.screen_stack[-1:]:
            screen.post_message(message)

    def tell(self, words: str, is_problem: bool = False) -> None:
        """Tell the person something, on the line above the keys of every screen."""
        for screen in self.screen_stack:
            for notice in screen.query(Notice):
                notice.tell(words, is_problem)

    def look_for_news(self) -> None:
        """Take in what other processes have recorded, and show it."""
        # One look after the other: one that was given up could have taken in what no later one
        # would tell of.
        if not self._is_taking_in:
            self._is_taking_in = True
            self._take_in()

    @work(group="take-in")
    async def _take_in(self) -> None:
        try:
            changed = await self.desk.refresh()
        except ConsensusError as error:
            if str(error) != self._last_problem:
                self._last_problem = str(error)
                self.tell(str(error), is_problem=True)
            return
        finally:
            self._is_taking_in = False
        self._last_problem = ""
        if changed:
            self._announce(RecordChanged())
            self.show_anew()

    def show_anew(self) -> None:
        """Let what is in sight show the record as it is now."""
        for screen in self.screen_stack:
            if isinstance(screen, RecordScreen):
                screen.look_again()
        self.look_at_bar()

    @work(exclusive=True, group="bar")
    async def look_at_bar(self) -> None:
        """Read what stands at the top of every screen, and show it."""
        view = await self.ask(bar_view)
        if view is None:
            return
        for screen in self.screen_stack:
            for bar in screen.query(Bar):
                bar.view = view

    async def show(
        self, what: str, act: Callable[[WorkingGroup], object], at_once: bool = False
    ) -> None:
        """Change what the wall shows, which is no step of the record.

        Args:
            what: what is shown, in words.
            act: shows it.
            at_once: whether it waits for nothing, as what needs nothing of the state can.
        """
        try:
            await (self.desk.at_once(act) if at_once else self.desk.urge(act))
        except ConsensusError as error:
            self._refuse(what, (str(error),))
        else:
            self.tell(f"✓ {what}")
