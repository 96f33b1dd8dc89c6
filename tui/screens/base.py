"""Base classes of screens: reading and showing the record, dialogs, messages, the key queue."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec, TypeVar, cast

from textual import events, work
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from consensus.errors import ConsensusError
from consensus.reports.meetings import Attendant
from tui.host import Host
from tui.keymap import BEGINNING, key_of, shown_key
from tui.screens.dialogs import Answer, AskText, Confirm, Pick, PressKey, Question, size_classes
from tui.views.meeting import MeetingView
from tui.views.planning import Paper, PaperKind, PapersView, Sheet, paper_look
from tui.views.text import Choice, Span, targets_view
from tui.widgets.frame import LastStep
from tui.widgets.rows import Rows, as_written
from tui.worker import Act, Look, Recorded

View = TypeVar("View")
Found = TypeVar("Found")


class RecordScreen(Screen[Answer], Generic[View, Answer]):
    """A screen that shows a view of the record, and reads it again when the record changed.

    It is read on the record worker's thread, and a newer read cancels an older one; what is being
    typed, the cursor and the scroll stay where they are.
    """

    # whether what it shows is read in a moment, and so before whatever takes longer
    IS_QUICK: ClassVar[bool] = False
    # the action that choosing a row stands for; empty where the screen handles that itself
    CHOOSES: ClassVar[str] = ""
    _left_with: tuple[Answer | None] | None = None
    news: str | None = None
    """What is said with what is read next, where that is of another process; else None."""

    def __init__(self) -> None:
        super().__init__()
        # Its widgets get the present styles when they are mounted, and need not get them again.
        self._css_update_count = self.app._css_update_count
        self.add_class(*size_classes(self))

    @abstractmethod
    def look(self) -> Look[View]:
        """Returns a `Look` at what the screen shows."""

    @abstractmethod
    def show(self, view: View) -> None:
        """Shows a view that was read."""

    def show_line(self, widget: str, words: str) -> None:
        """Shows words in a widget, named as in `query_one`, as they were written."""
        self.query_one(widget, Static).update(as_written(words))

    def show_state(self, words: str) -> None:
        """Shows what is true of this screen in the place of the last step; empty for that step."""
        self.query_one(LastStep).state = words

    def nothing_yet(self) -> str:
        """Returns what to do where there is no text yet."""
        imports, writes = (shown_key(self.app, each) for each in BEGINNING)
        return f"nothing yet: {imports} imports a draft, {writes} writes the first item"

    def bring_in(self, what: str) -> str:
        """Returns by which key something is imported."""
        return f"{shown_key(self.app, BEGINNING[0])} imports {what}"

    def named_key(self, action: str) -> str:
        """Returns the key of the action with an id, as it is shown."""
        return key_of(self.app, action)

    def text_to_copy(self) -> str:
        """Returns what is copied from the screen; empty for the text of the selection."""
        return ""

    @property
    def host(self) -> Host:
        """The app, which reads and records for the screen."""
        return cast("Host", self.app)

    @property
    def is_there(self) -> bool:
        """Whether the screen can still show something, and is not being left."""
        return self.is_attached and self.app.is_running and self.display

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Refreshes the screen after another one was in front."""
        # Nothing changes its styles meanwhile but the theme, which changes those of all screens.
        event.refresh_styles = False
        if self._left_with is not None:
            self.dismiss(*self._left_with)
            return
        self.look_again()

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Leaves the screen, or schedules that until the screen in front is gone."""
        if self.is_active:
            return super().dismiss(result)
        self._left_with = (result,)
        return AwaitComplete()

    def on_screen_suspend(self) -> None:
        """Cancels reads for this screen, so that the screen in front need not wait."""
        self.workers.cancel_group(self, "look")

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Runs the action that choosing a row stands for."""
        if self.CHOOSES:
            event.stop()
            await self.app.run_action(self.CHOOSES, self)

    @work(exclusive=True, group="look")
    async def look_again(self) -> None:
        """Reads what the screen shows, and shows it."""
        record_worker = self.host.record_worker
        read = record_worker.glance if self.IS_QUICK else record_worker.look
        try:
            view = await read(self.look())
        except ConsensusError as error:
            self.host.tell(str(error), is_problem=True)
            return
        if not get_current_worker().is_cancelled and self.is_there:
            self.show_read(view)

    def show_read(self, view: View) -> None:
        """Shows a view, and says what another process took from under the cursor."""
        rows = self.focused
        if isinstance(rows, Rows):
            rows.lost = ""
        self.show(view)
        news, self.news = self.news, None
        if news is not None and isinstance(rows, Rows) and rows.lost:
            beside = "; the cursor is on what stood beside it" if rows.key else ""
            # What was recorded or refused stays said, with what came of it.
            said = news or self.host.refusal.removeprefix("✗ ")
            words = f"no longer listed here: {rows.lost}{beside}"
            self.host.tell("; ".join(filter(None, (said, words))), is_problem=not news)

    async def ask(self, look: Look[Found]) -> Found | None:
        """Reads something else of the record; returns None if that fails or the screen was left."""
        found = await self.host.ask(look)
        return found if self.is_there else None

    async def glance(self, look: Look[Found]) -> Found | None:
        """Reads something small that a key waits for; returns None as `ask` does."""
        found = await self.host.glance(look)
        return found if self.is_there else None

    async def record(
        self,
        what: str,
        act: Act[Recorded],
        then: Callable[[], Awaitable[str]] | None = None,
        typed: str = "",
    ) -> Recorded | None:
        """Records something, named in words; returns None, with a message, if it was refused.

        The message repeats what was `typed` for it, so that it is not lost.
        """
        step = await self.host.record(what, act, then)
        if step is None and typed:
            self.host.tell(f"{'; '.join(self.host.refused)}; typed was: {typed}", is_problem=True)
        return step

    async def ask_text(
        self,
        title: str,
        explanation: str = "",
        value: str = "",
        *,
        needed: bool = True,
        problem: Callable[[str], str] = lambda answer: "",
    ) -> str | None:
        """Asks for a line of text; None when nothing is to happen. Only workers can wait for it."""
        question = AskText(title, explanation, value, needed=needed, problem=problem)
        return await self.app.push_screen_wait(question)

    async def pick(
        self, title: str, choices: Sequence[Choice], selected: str = "", escape: str = "leave it"
    ) -> str | None:
        """Asks to pick one of several."""
        return await self.app.push_screen_wait(Pick(title, choices, selected, escape))

    async def press_key(self, title: str, choices: Sequence[Choice]) -> str | None:
        """Asks for one of a few choices by single keys."""
        return await self.app.push_screen_wait(PressKey(title, choices))

    async def confirm(
        self, title: str, spans: Sequence[Span], does: str, otherwise: str = "leave it"
    ) -> bool:
        """Shows what would happen and asks for confirmation."""
        return await self.app.push_screen_wait(Confirm(title, spans, does, otherwise))


_PATIENCE_SECONDS = 0.5
"""How long a key waits at most for what is about to be asked."""

_TICK_SECONDS = 0.002

Asker = TypeVar("Asker", bound=DOMNode)
Given = ParamSpec("Given")


class KeyQueueApp(Host):
    """Queues keys, so that keys typed ahead act as if each had been waited for.

    A key is dispatched when the one before has been processed, dialogs it opens included.
    """

    def __init__(self) -> None:
        super().__init__()
        self.open_dialogs: list[Worker[None]] = []
        """What asks something, or is about to."""
        self.held: Worker[None] | None = None
        """What keys wait for, however long it takes; Esc ends it, and lets go of them."""
        self._typed: deque[events.Key] = deque()
        self._gave_up = 0.0  # when keys were dropped last, since nothing was asked in time
        self._dispatching: Worker[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Appends a key to the queue."""
        if not isinstance(event, events.Key) or event.is_forwarded or self._is_urgent(event):
            await super().on_event(event)
            return
        if event.key == "escape" and self.is_held:
            self._typed.clear()
            cast("Worker[None]", self.held).cancel()
        self._typed.append(event)
        if self._dispatching is None or self._dispatching.is_finished:
            self._dispatching = self.run_worker(self._dispatch_next(), group="keys")

    def _is_urgent(self, event: events.Key) -> bool:
        active = self.screen.active_bindings.get(event.key)
        return active is not None and active.binding.priority

    async def _dispatch_next(self) -> None:
        while self._typed:
            while self.is_held:
                await asyncio.sleep(_TICK_SECONDS)
            await self._until_asked()
            if self.is_about_to_ask:
                # They were typed for a question, and would act on the screen beneath.
                self._typed.clear()
                self._gave_up = asyncio.get_running_loop().time()
                continue
            event = self._typed.popleft()
            self.forget_refusal()
            takes = self.focused or self.screen
            await super().on_event(event)
            # Once on its way to the app, which knows what it does, and once for what that tells.
            for _ in range(2):
                for node in takes.ancestors_with_self:
                    await self.until_idle(node)

    @property
    def is_held(self) -> bool:
        """Whether keys wait for something."""
        return self.held is not None and not self.held.is_finished

    @abstractmethod
    def forget_refusal(self) -> None:
        """Takes away the message that stays until the next key."""

    async def until_idle(self, node: DOMNode) -> None:
        """Waits until a node has processed its messages so far."""
        done = asyncio.Event()
        if node.call_later(done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _PATIENCE_SECONDS)

    async def _until_asked(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE_SECONDS
        if loop.time() - self._gave_up > _PATIENCE_SECONDS:
            # A key after a pause, with nothing to answer, is meant for what is seen.
            if self._gave_up:
                self.open_dialogs.clear()
            self._gave_up = 0.0
        while self.is_about_to_ask and loop.time() < until:
            await asyncio.sleep(_TICK_SECONDS)

    @property
    def is_about_to_ask(self) -> bool:
        """Whether a dialog was requested that is not open yet."""
        self.open_dialogs = [each for each in self.open_dialogs if not each.is_finished]
        is_asking = isinstance(self.screen, Question) and self.screen.focused is not None
        return bool(self.open_dialogs) and not is_asking


def opens_dialog(
    action: Callable[Concatenate[Asker, Given], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Asker, Given], None]:
    """Decorates an action that opens dialogs, and runs it in a worker.

    Keys typed ahead wait until the dialog is open, and between two dialogs, so that none of them
    acts on the screen beneath. While one action is about to open a dialog, no other begins.
    """

    @wraps(action)
    def begun(asker: Asker, /, *args: Given.args, **kwargs: Given.kwargs) -> None:
        app = cast("KeyQueueApp", asker.app)
        if all(each.is_finished for each in app.open_dialogs):
            app.open_dialogs = [asker.run_worker(action(asker, *args, **kwargs), group="dialogs")]

    return begun


class InMeeting(RecordScreen[MeetingView, None]):
    """Base class of screens that show the current meeting."""

    seen: MeetingView | None = None
    """What was read last; None until something was."""

    def going_on(self) -> MeetingView | None:
        """Returns the current meeting; None, with a message on how to open one, if none is."""
        if self.seen is None or self.seen.floor.meeting:
            return self.seen
        self.host.tell(
            f"no meeting is open: {self.named_key('meeting.meeting')} opens one", is_problem=True
        )
        return None

    def attendant(self, code: str) -> Attendant | None:
        """Returns a member or observer by its code."""
        everybody = self.seen.attendance.attendants if self.seen else ()
        return next((each for each in everybody if each.member == code), None)

    def selected(self, rows: str) -> str:
        """Returns the key of the row under the cursor of one of the lists."""
        return self.query_one(f"#{rows}", Rows).key

    def is_at(self, rows: str) -> bool:
        """Returns whether one of the lists has the focus."""
        return self.query_one(f"#{rows}", Rows).has_focus


_NOTHING = "nothing"


class WithPapers(RecordScreen[PapersView, None]):
    """Base class of screens on which one of the papers is selected."""

    @property
    @abstractmethod
    def selected(self) -> tuple[str, PaperKind] | None:
        """The key and the kind of what is selected; None where the list is empty."""

    @abstractmethod
    def turn_to(self, sheet: Sheet, key: str = "") -> None:
        """Shows one of the lists, with the cursor on a line; on the one it was on if not given."""

    async def read_selected(self, what: str, kinds: tuple[PaperKind, ...]) -> Paper | None:
        """Reads the selected paper before dialogs; None, with a message, if of no such kind."""
        selected = self.selected
        if selected is None or selected[1] not in kinds:
            named = " or ".join(f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in kinds)
            self.host.tell(f"{what}: select {named} first", is_problem=True)
            return None
        if self.host.refuses_in_the_past(what):
            return None
        return await self.glance(paper_look(*selected))

    async def pick_link(self, title: str) -> tuple[str, str] | None:
        """Asks for a target, the present one first, or nothing; for workers only."""
        lines = await self.glance(targets_view)
        if lines is None:
            return None
        nothing = Choice(_NOTHING, "nothing", "nothing in particular")
        picked = await self.pick(title, [nothing, *lines], self.host.target)
        if picked is None:
            return None
        names = {each.key: each.name for each in lines}
        return ("", "") if picked == _NOTHING else (picked, names[picked])

    def is_over(self, paper: Paper) -> bool:
        """Returns whether a paper is done already, and says so."""
        if paper.is_done:
            done = (
                f"{paper.key} is closed already; {self.named_key('undo')} takes back your last step"
            )
            self.host.tell(done, is_problem=True)
        return paper.is_done


class TargetScreen(RecordScreen[View, Answer]):
    """A screen on which an item, amendment or package is selected."""

    @property
    @abstractmethod
    def pointed(self) -> str:
        """The id of the selection; empty for none."""


_WHOLE = "whole"


class MasterDetail(RecordScreen[View, Answer]):
    """A screen with a list and, beneath it in `#details`, the selected row in full.

    While that has all the room the screen has the class `whole`, by which its style hides the list.
    """

    CHOOSES = "details"

    @property
    @abstractmethod
    def rows(self) -> Rows:
        """The list in front."""

    @property
    def is_whole(self) -> bool:
        """Whether the details have all the room."""
        return self.has_class(_WHOLE)

    def action_details(self) -> None:
        """Gives the details all the room, or takes it back."""
        if self.is_whole:
            self.show_list()
            return
        self.add_class(_WHOLE)
        self.query_one("#details").focus()

    def show_list(self) -> None:
        """Shows the list again, and gives it the focus."""
        self.remove_class(_WHOLE)
        self.rows.focus()
