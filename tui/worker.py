"""The record worker: holds the working group of the terminal, on a thread of its own."""

from __future__ import annotations

import asyncio
import gc
import itertools
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from attrs import define, field

from consensus.errors import Rejected
from consensus.history.step import Step
from consensus.working_group import WorkingGroup

Answer = TypeVar("Answer")
Given = ParamSpec("Given")
Recorded = TypeVar("Recorded", bound=Step)

Opening: TypeAlias = "Callable[[], WorkingGroup]"
"""Opens a working group, on the thread that holds it."""

Check: TypeAlias = Callable[[], None]
"""Called repeatedly during a long read; it raises when something urgent is queued."""

Look: TypeAlias = "Callable[[WorkingGroup, Check], Answer]"
"""Reads something of a working group; it may be stopped and begun again."""

Act: TypeAlias = "Callable[[WorkingGroup], Recorded]"
"""Records something in a working group."""

Change: TypeAlias = "Callable[[WorkingGroup], object]"
"""Changes what is no step of the record: the wall or a private note."""


def as_look(
    read: Callable[Concatenate[WorkingGroup, Check, Given], Answer],
) -> Callable[Given, Look[Answer]]:
    """Decorates a function that reads: called with its other arguments, it returns a `Look`."""

    @wraps(read)
    def asked(*args: Given.args, **kwargs: Given.kwargs) -> Look[Answer]:
        return lambda group, check: read(group, check, *args, **kwargs)

    return asked


def as_act(
    record: Callable[Concatenate[WorkingGroup, Given], Recorded],
) -> Callable[Given, Act[Recorded]]:
    """Decorates a function that records: called with its other arguments, it returns an `Act`."""

    @wraps(record)
    def asked(*args: Given.args, **kwargs: Given.kwargs) -> Act[Recorded]:
        return lambda group: record(group, *args, **kwargs)

    return asked


_RECORDING, _LOOKING, _LEAVING = range(3)


class Interrupted(Exception):  # noqa: N818 - it is no error: another call has priority
    """A read was cancelled, because a recording has priority or its caller is gone."""


@define(order=True)
class _Call:
    """A queued call; recordings come before reads, otherwise in order."""

    rank: int
    number: int
    work: Callable[[WorkingGroup, Check], Any] = field(order=False)
    answer: asyncio.Future[Any] = field(order=False)
    loop: asyncio.AbstractEventLoop = field(order=False)


class RecordWorker:
    """Runs reads and recordings one at a time on its own thread: no read sees half a step."""

    def __init__(self, opened: Opening) -> None:
        self._opened = opened
        self._calls: queue.PriorityQueue[_Call] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._urgent = 0
        self._unanswered: set[asyncio.Future[Any]] = set()
        self._group: WorkingGroup | None = None
        self._past: WorkingGroup | None = None
        self._shown = ""  # the last step that the screens have been told of
        self._thread = threading.Thread(target=self._work, name="record worker", daemon=True)

    def open(self) -> None:
        """Starts the thread; an error in opening is raised to the first caller."""
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether the thread runs; calls before or after that are never answered."""
        return self._thread.is_alive()

    @property
    def is_idle(self) -> bool:
        """Whether every call is answered."""
        return not self._unanswered

    async def look(self, look: Look[Answer]) -> Answer:
        """Runs a read of the working group."""
        answer: Answer = await self._submit(_LOOKING, self._on_what_is_shown(look))
        return answer

    async def glance(self, look: Look[Answer]) -> Answer:
        """Runs a small read that a key waits for, before longer ones."""
        seen = self._on_what_is_shown(look)
        answer: Answer = await self._submit(_RECORDING, lambda group, _: seen(group, lambda: None))
        return answer

    async def look_back(self, step: str) -> None:
        """Switches all reads to the record as it was at the end of a step."""
        self._past = await self._submit(_LOOKING, lambda group, _: group.as_of(step))

    def return_to_present(self) -> None:
        """Switches all reads to the present record."""
        self._past = None

    async def record(self, act: Act[Recorded]) -> tuple[Recorded, bool]:
        """Runs a recording, before queued reads; if it raises, nothing has changed.

        Returns its step, and whether what others had recorded was loaded with it.
        """

        def record(group: WorkingGroup, check: Check) -> tuple[Recorded, bool]:
            group.refresh()
            is_news = self._shown != group.head
            step = act(group)
            self._shown = group.head
            return step, is_news

        recorded: tuple[Recorded, bool] = await self._submit(_RECORDING, record)
        return recorded

    async def urge(self, act: Change) -> None:
        """Runs a change that is no step of the record, before queued reads."""
        await self._submit(_RECORDING, lambda group, _: act(group))

    async def at_once(self, act: Change) -> None:
        """Runs a change that must not read the state at once, beside what is queued or running."""
        if self._group is not None:
            # While a file is tried nothing can change beside it: that is stopped at its next row.
            with suppress(Rejected):
                await self._in_a_thread(act, self._group)
                return
        await self.urge(act)

    async def refresh(self) -> bool:
        """Loads what other processes have recorded; returns whether there was any."""

        def refresh(group: WorkingGroup, check: Check) -> bool:
            group.refresh()
            # A recording that was refused may have loaded them before.
            before, self._shown = self._shown, group.head
            return before != group.head

        changed: bool = await self._submit(_LOOKING, refresh)
        return changed

    async def close(self) -> None:
        """Runs queued recordings, and closes the record."""
        if self.is_open:
            await self._submit(_LEAVING, lambda group, _: group.close())
            await self._in_a_thread(self._thread.join)

    def _on_what_is_shown(self, look: Look[Answer]) -> Look[Answer]:
        return lambda group, check: look(self._past or group, check)

    def _submit(self, rank: int, work: Callable[[WorkingGroup, Check], Any]) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        answer = self._until_answered(loop.create_future())
        if rank == _RECORDING:
            self._urgent += 1
        self._calls.put(_Call(rank, next(self._numbers), work, answer, loop))
        return answer

    def _in_a_thread(self, call: Callable[..., object], *given: object) -> asyncio.Future[Any]:
        return self._until_answered(asyncio.ensure_future(asyncio.to_thread(call, *given)))

    def _until_answered(self, answer: asyncio.Future[Any]) -> asyncio.Future[Any]:
        """Counts the record worker as busy until the future is done."""
        self._unanswered.add(answer)
        answer.add_done_callback(self._unanswered.discard)
        return answer

    def _work(self) -> None:
        try:
            group = self._opened()
        except Exception as error:
            self._refuse_all(error)
            return
        self._group, self._shown = group, group.head
        # The record stays as long as this worker, so garbage collection need not scan all of it
        # repeatedly, which takes a tenth of a second where it is large.
        gc.freeze()
        gc.set_threshold(2_000, 10, 50)  # And what is shown of it rarely.
        while True:
            call = self._calls.get()
            if call.rank == _RECORDING:
                self._urgent -= 1
            if call.answer.cancelled() and call.rank == _LOOKING:
                continue
            self._do(call, group)
            if call.rank == _LEAVING:
                return

    def _do(self, call: _Call, group: WorkingGroup) -> None:
        def check() -> None:
            if call.answer.cancelled() or self._urgent:
                raise Interrupted

        try:
            found = call.work(group, check)
        except Interrupted:
            self._calls.put(call)
        except Exception as error:
            _deliver(call, error=error)
        else:
            _deliver(call, found)

    def _refuse_all(self, error: Exception) -> None:
        """Raises to every caller why the working group could not be opened."""
        while True:
            call = self._calls.get()
            _deliver(call, error=None if call.rank == _LEAVING else error)
            if call.rank == _LEAVING:
                return


def _deliver(call: _Call, found: Any = None, error: Exception | None = None) -> None:
    def deliver() -> None:
        if call.answer.cancelled():
            return
        if error is not None:
            call.answer.set_exception(error)
        else:
            call.answer.set_result(found)

    call.loop.call_soon_threadsafe(deliver)
