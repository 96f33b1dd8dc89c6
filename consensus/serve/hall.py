"""The hall: one look at the wall for however many readers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor

from consensus.errors import ConsensusError
from consensus.reports.wall import Slide
from consensus.working_group.wall_window import WallWindow

_LOOK_EVERY = 0.1
# A page that hears nothing for some of these takes what it shows down.
HEARTBEAT = 2.0


class Hall:
    """Looks at the wall and tells whoever follows it; late readers get what is there now.

    A reader who is slow gets the newest slide and not those in between, so nobody is waited for.
    Where the record cannot be read nothing changes, and nothing of the error is told.

    Args:
        place: the file or URL of the record.
    """

    def __init__(self, place: str) -> None:
        self._window = WallWindow(place)
        # Of its own: what is blanked must not wait for whoever reads something long.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wall")
        self._changed = asyncio.Condition()
        self._slide: Slide | None = None
        self._number = 0
        self._is_closed = False
        self.followers = 0
        """How many follow it at the moment."""

    async def open(self) -> None:
        """Begin to look at the wall; what is pushed from now on is told."""
        await self._look()
        self._watching = asyncio.create_task(self._watch())

    async def follow(self) -> AsyncGenerator[tuple[Slide | None, bool], None]:
        """Give what is on the wall, again whenever that changes, and at every heartbeat.

        Yields:
            What is on the wall, and whether that is new to this reader.
        """
        self.followers += 1
        told = -1
        try:
            while not self._is_closed:
                number, slide = self._number, self._slide
                yield slide, number != told
                told = number
                await self._next(number)
        finally:
            self.followers -= 1

    async def close(self) -> None:
        """Look no more, and send every reader home."""
        self._watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._watching
        self._is_closed = True
        async with self._changed:
            self._changed.notify_all()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._window.close)
        self._thread.shutdown()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            await self._look()

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConsensusError):
            slide = await loop.run_in_executor(self._thread, self._window.fresh)
            if slide != self._slide:
                await self._tell(slide)

    async def _tell(self, slide: Slide | None) -> None:
        async with self._changed:
            self._slide = slide
            self._number += 1
            self._changed.notify_all()

    async def _next(self, number: int) -> None:
        """Wait for another slide than this one, or for a heartbeat."""
        async with self._changed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(
                    self._changed.wait_for(lambda: self._is_closed or self._number != number),
                    HEARTBEAT,
                )
