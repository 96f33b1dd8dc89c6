"""Watching a record: told of every step, by whoever recorded it and wherever."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable

from consensus.history.step import Step
from consensus.working_group.recording import Recording

# Steps of one's own wake nobody, so now and then it is looked for them too.
_LOOK_EVERY = 0.25


class WatchActs(Recording):
    """Waiting for what is recorded, here or by another program."""

    def watch(
        self, told: Callable[[tuple[Step, ...]], object], seconds: float | None = None
    ) -> None:
        """Call back whenever something was recorded, until told to stop.

        It waits on the calling thread, and calls back on it with the state taken in already.

        Args:
            told: called with the new steps, in the order in which they came into this copy; it may
                record. It ends the watch by returning True.
            seconds: how long to watch at most; None until it is ended or the record is closed.

        Raises:
            StoreError: the record cannot be read any more.
        """
        end = None if seconds is None else time.monotonic() + seconds
        known = self._log.length
        while not self._log.is_closed:
            left = _LOOK_EVERY if end is None else min(_LOOK_EVERY, end - time.monotonic())
            if left <= 0:
                return
            self._log.store.watch(left)
            steps = self._recorded_since(known)
            known += len(steps)
            if steps and told(steps) is True:
                return

    async def changes(self) -> AsyncIterator[tuple[Step, ...]]:
        """Give what was recorded, whenever something was, until the record is closed.

        Waiting is done on a thread of its own; all else on that of the event loop, where the
        working group must be used meanwhile.

        Yields:
            The new steps, in the order in which they came into this copy, taken in already.

        Raises:
            StoreError: the record cannot be read any more.
        """
        # Imported late: who awaits has imported it, and nobody else needs it.
        import asyncio

        known = self._log.length
        while not self._log.is_closed:
            await asyncio.to_thread(self._log.store.watch, _LOOK_EVERY)
            steps = self._recorded_since(known)
            known += len(steps)
            if steps:
                yield steps

    def _recorded_since(self, known: int) -> tuple[Step, ...]:
        """The steps after the first `known` ones, taken in; none once the record is closed."""
        if self._log.is_closed:
            return ()
        self.refresh()
        if self._log.length == known:
            return ()
        return tuple(self._log.read(known))
