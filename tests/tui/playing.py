"""Playing the terminal without one: keys are pressed, and what the screen shows is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from textual import events
from textual.app import App
from textual.keys import _character_to_key, key_to_character
from textual.pilot import Pilot

from tui.app import ConsensusApp
from tui.starting import make_app

NOW = datetime(2017, 1, 27, 17, 0, tzinfo=UTC)
"""When everything is played: the evening of the example's second meeting."""

_CALM_ROUNDS = 3
_A_MOMENT = 0.002

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
            self.send(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type words into what has the focus, faster than the screen can follow."""
        for sign in text:
            self.send("enter" if sign == "\n" else _character_to_key(sign), sign)
        await self.settle()

    def send(self, key: str, character: str | None = None) -> None:
        """Press a key, and wait for nothing."""
        self.app.post_message(events.Key(key, character or key_to_character(key)))

    async def settle(self) -> None:
        """Wait until no reading, recording or message is under way."""
        calm = 0
        while calm < _CALM_ROUNDS:
            await self.pilot.pause(0)
            # What asks something waits for the next key.
            working = [each.wait() for each in self.app.workers if each.group != "asks"]
            under_way = [*working, *self.app.recordings]
            await asyncio.gather(*under_way, self._desk_is_idle(), return_exceptions=True)
            if under_way or self.app.is_about_to_ask:
                calm = 0
                await asyncio.sleep(_A_MOMENT)
            else:
                calm += 1

    async def _desk_is_idle(self) -> None:
        if self.app.desk.is_open:
            await self.app.desk.look(lambda group, check: None)

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
