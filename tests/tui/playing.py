"""Playing the terminal without one: keys are pressed, and what the screen shows is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

from tui.app import ConsensusApp
from tui.starting import make_app

NOW = datetime(2017, 1, 27, 17, 0, tzinfo=UTC)
"""When everything is played: the evening of the example's second meeting."""

Story = Callable[["Player"], Awaitable[None]]


def settled_screen(app: App[None]) -> str:
    """What is on the screen of an app, without colours, line by line."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(part.text for part in line).rstrip() for line in lines)


class Player:
    """Presses keys, waits until everything they began has ended, and reads the screen."""

    def __init__(self, pilot: Pilot[None], app: ConsensusApp) -> None:
        self.pilot = pilot
        self.app = app

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type words into what has the focus."""
        names = {" ": "space", "\n": "enter"}
        await self.pilot.press(*(names.get(sign, sign) for sign in text))
        await self.settle()

    async def settle(self) -> None:
        """Wait until no reading, recording or message is under way."""
        for _ in range(3):
            await self.pilot.pause()
            waiting = [
                worker.wait()
                for worker in self.app.workers
                if worker.is_running
                and worker.group in ("keys", "look", "bar", "take-in", "preview")
            ]
            await asyncio.gather(*waiting, return_exceptions=True)
        await self.pilot.pause()

    def screen(self) -> str:
        """What is on the screen, without colours, line by line."""
        return settled_screen(self.app)

    def notice(self) -> str:
        """What the line above the keys says."""
        return str(self.app.screen.query_one("Notice").render())


def play(record: Path, story: Story, size: tuple[int, int] = (80, 24), by: str = "sec") -> None:
    """Open the terminal over a record, play a story, and leave.

    Args:
        record: the file.
        story: what is done.
        size: of the terminal, in columns and lines.
        by: who records.
    """
    play_on(make_app(str(record), by, clock=lambda: NOW), story, size)


def play_on(app: ConsensusApp, story: Story, size: tuple[int, int] = (80, 24)) -> None:
    """Play a story on a terminal that is made already, and leave."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            player = Player(pilot, app)
            await player.settle()
            await story(player)
            await player.settle()

    asyncio.run(run())
