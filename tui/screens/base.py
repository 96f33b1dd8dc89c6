"""What screens share: the record behind them, questions, messages, and how they open each other."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec, TypeVar, cast

from textual import events, work
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.worker import Worker, get_current_worker

from consensus.errors import ConsensusError
from consensus.reports.meetings import Attendant
from tui.host import Host
from tui.views.meeting import MeetingView
from tui.widgets.frame import Bar
from tui.widgets.rows import Rows
from tui.worker import Act, Look

View = TypeVar("View")
Answer = TypeVar("Answer")
Found = TypeVar("Found")


class RecordScreen(Screen[Answer], Generic[View, Answer]):
    """A screen that asks for a view of the record and shows it, and again when it changed.

    It is read on the record worker's thread, and a newer read cancels an older one; what is being
    typed, the cursor and the scroll stay where they are.

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
    def host(self) -> Host:
        """The app, which reads and records for the screen."""
        return cast("Host", self.app)

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
            self.host.look_at_bar()

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
        record_worker = self.host.record_worker
        read = record_worker.glance if self.IS_QUICK else record_worker.look
        try:
            view = await read(self.look())
        except ConsensusError as error:
            self.host.tell(str(error), is_problem=True)
            return
        if not get_current_worker().is_cancelled and self.is_there:
            self.show(view)

    async def ask(self, look: Look[Found]) -> Found | None:
        """Read something else of the record; None where that fails, or the screen was left."""
        found = await self.host.ask(look)
        return found if self.is_there else None

    async def glance(self, look: Look[Found]) -> Found | None:
        """Read something small that a key waits for; None as `ask` says."""
        found = await self.host.glance(look)
        return found if self.is_there else None

    async def record(self, what: str, act: Act) -> bool:
        """Record something; a message, and False, where it was refused.

        Args:
            what: what is recorded, in words, such as `BRA: support on 5`.
            act: records it.
        """
        return await self.host.record(what, act)


class Question(ModalScreen[Answer]):
    """A question over a screen; it is answered once, however fast its keys are pressed."""

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Answer it; once it is answered, keys that were on their way to it mean nothing.

        Args:
            result: the answer.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()


# Actions that ask: they go on in a worker, and the keys that follow wait for what they ask.

_PATIENCE_SECONDS = 0.5
"""How long a key waits at most for what is about to be asked."""

_TICK_SECONDS = 0.002

Asker = TypeVar("Asker", bound=DOMNode)
Given = ParamSpec("Given")


class KeyQueueApp(Host):
    """An app in which keys that are typed ahead do what they would do if each were waited for.

    A key is handed on when the one before has done its work; where that is about to ask something,
    when it is asked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.open_dialogs: list[Worker[None]] = []
        """What asks something, or is about to."""
        self._typed: deque[events.Key] = deque()
        self._dispatching: Worker[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Put a key at the end of those that were typed before it."""
        if not isinstance(event, events.Key) or event.is_forwarded or self._is_urgent(event):
            await super().on_event(event)
            return
        self._typed.append(event)
        if self._dispatching is None or self._dispatching.is_finished:
            self._dispatching = self.run_worker(self._dispatch_next(), group="keys")

    def _is_urgent(self, event: events.Key) -> bool:
        active = self.screen.active_bindings.get(event.key)
        return active is not None and active.binding.priority

    async def _dispatch_next(self) -> None:
        while self._typed:
            await self._until_asked()
            event = self._typed.popleft()
            takes = self.focused or self.screen
            await super().on_event(event)
            # Once on its way to the app, which knows what it does, and once for what that tells.
            for _ in range(2):
                for node in takes.ancestors_with_self:
                    await self._until_idle(node)

    async def _until_idle(self, node: DOMNode) -> None:
        """Wait until a part of the screen has done what it was told so far."""
        done = asyncio.Event()
        if node.call_later(done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _PATIENCE_SECONDS)

    async def _until_asked(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE_SECONDS
        while self.is_about_to_ask and loop.time() < until:
            await asyncio.sleep(_TICK_SECONDS)
        if self.is_about_to_ask:
            # It takes too long: the keys after this one are not held up again.
            self.open_dialogs.clear()

    @property
    def is_about_to_ask(self) -> bool:
        """Whether something is going to ask, and has not yet."""
        self.open_dialogs = [each for each in self.open_dialogs if not each.is_finished]
        return bool(self.open_dialogs) and not self._is_asking

    @property
    def _is_asking(self) -> bool:
        return isinstance(self.screen, Question) and self.screen.focused is not None


def opens_dialog(
    action: Callable[Concatenate[Asker, Given], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Asker, Given], None]:
    """Let an action of the app or of a screen ask one thing after the other.

    Whoever types fast has typed the answer before the question is seen: keys wait until it is, and
    between two questions, so that none of them does something else on the screen beneath. While one
    action is about to ask, no other begins to.

    Args:
        action: asks with `push_screen_wait`.
    """

    @wraps(action)
    def begun(asker: Asker, /, *args: Given.args, **kwargs: Given.kwargs) -> None:
        app = cast("KeyQueueApp", asker.app)
        if all(each.is_finished for each in app.open_dialogs):
            app.open_dialogs = [asker.run_worker(action(asker, *args, **kwargs), group="asks")]

    return begun


# What the app tells its screens.


class StepRecorded(Message):
    """Something was recorded, and is in the file.

    Attributes:
        what: what, in words.
        step: the id of the step.
    """

    def __init__(self, what: str, step: str) -> None:
        self.what = what
        self.step = step
        super().__init__()


class StepRefused(Message):
    """Something was not recorded.

    Attributes:
        what: what, in words.
        reasons: why, one sentence each.
    """

    def __init__(self, what: str, reasons: tuple[str, ...]) -> None:
        self.what = what
        self.reasons = reasons
        super().__init__()


class RecordChanged(Message):
    """Another process has recorded something."""


class InMeeting(RecordScreen[MeetingView, None]):
    """A screen that shows the meeting that goes on."""

    seen: MeetingView | None = None
    """What was read last; None until something was."""

    def going_on(self) -> MeetingView | None:
        """The meeting that goes on; None, and how to open one, between meetings."""
        if self.seen is None or self.seen.floor.meeting:
            return self.seen
        self.host.tell("no meeting is open: M opens one", is_problem=True)
        return None

    def attendant(self, code: str) -> Attendant | None:
        """A member or observer by its code."""
        everybody = self.seen.attendance.attendants if self.seen else ()
        return next((each for each in everybody if each.member == code), None)

    def selected(self, rows: str) -> str:
        """The key of the row under the cursor of one of the lists."""
        return self.query_one(f"#{rows}", Rows).key

    def is_at(self, rows: str) -> bool:
        """Whether keys go to one of the lists."""
        return self.query_one(f"#{rows}", Rows).has_focus


class TextCommands(RecordScreen[View, Answer]):
    """A screen on which an item, an amendment or a package is selected."""

    @property
    @abstractmethod
    def pointed(self) -> str:
        """The id of what is selected; empty for nothing."""

    @property
    @abstractmethod
    def is_package(self) -> bool:
        """Whether a package is selected, which has no text of its own."""

    def action_merge(self) -> None:
        """Combine the undecided amendments to the text that is selected, or selected in."""
        if self.is_package:
            self.host.open_screen("package")
        elif target := self._text():
            self.host.open_screen("merge", target)

    def action_edit(self) -> None:
        """Write other words from the floor."""
        if target := self._text():
            self.host.open_screen("edit", target)

    def action_brackets(self) -> None:
        """Put words in brackets."""
        if target := self._text():
            self.host.open_screen("brackets", target)

    def action_propose(self) -> None:
        """Propose an amendment to what is selected."""
        if target := self._text():
            self.host.open_screen("propose", target)

    def action_dossier(self) -> None:
        """Show everything about what is selected."""
        if self.pointed:
            self.host.open_screen("dossier", self.pointed)

    def action_holders(self) -> None:
        """Show who holds which wording of what is selected, and whom to call."""
        if target := self._text():
            self.host.open_screen("holders", target)

    def _text(self) -> str:
        """The id of the text that is selected; empty, and a message, where there is none."""
        if not self.pointed:
            self.host.tell("nothing is selected; N and n go to what is open", is_problem=True)
        elif self.is_package:
            self.host.tell(
                "a package has no text of its own; go to one of the texts it settles",
                is_problem=True,
            )
        else:
            return self.pointed
        return ""


_WHOLE = "whole"


class MasterDetail(RecordScreen[View, Answer]):
    """A screen with a list and, beneath it in `#details`, what is selected there in full.

    While that has all the room the screen has the class `whole`, by which its style hides the list.
    """

    @property
    @abstractmethod
    def rows(self) -> Rows:
        """The list that is in front."""

    @property
    def is_whole(self) -> bool:
        """Whether what is selected has all the room."""
        return self.has_class(_WHOLE)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Give what is selected all the room."""
        event.stop()
        self.action_details()

    def action_details(self) -> None:
        """Give what is selected all the room, to be scrolled with the arrows, or take it back."""
        if self.is_whole:
            self.show_list()
            return
        self.add_class(_WHOLE)
        details = self.query_one("#details")
        details.can_focus = True
        details.focus()

    def show_list(self) -> None:
        """Show the list above what is selected, and go to it."""
        self.remove_class(_WHOLE)
        self.query_one("#details").can_focus = False
        self.rows.focus()
