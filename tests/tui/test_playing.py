"""The player itself: it waits for what the app says, however long that takes, and no longer."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.tui import playing
from tests.tui.playing import PATIENCE_SECONDS, Player, play, settled, until


def test_the_player_waits_for_a_reading_that_takes_long(example: Path) -> None:
    """The app names what is under way, and nothing once it is idle."""

    async def story(player: Player) -> None:
        assert player.app.under_way == []
        gate = threading.Event()
        reading = player.app.run_worker(
            player.app.ask(lambda group, check: gate.wait(PATIENCE_SECONDS))
        )
        await until(player.app, lambda: "the worker" in player.app.under_way)
        assert not reading.is_finished
        gate.set()
        await player.settle()
        assert reading.is_finished
        assert player.app.under_way == []

    play(example, story)


def test_what_never_comes_is_named(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test fails with what was under way, and with the screen."""

    async def story(player: Player) -> None:
        gate = threading.Event()
        player.app.run_worker(player.app.ask(lambda group, check: gate.wait(PATIENCE_SECONDS)))
        with monkeypatch.context() as patched:
            patched.setattr(playing, "PATIENCE_SECONDS", 0.0)
            with pytest.raises(
                AssertionError, match=r"(?s)still waiting for .*the worker.*Overview"
            ):
                await settled(player.app)
        gate.set()

    play(example, story)


def test_what_is_seen_has_been_drawn(example: Path) -> None:
    """Another size is laid out before the screen is read."""

    async def story(player: Player) -> None:
        for size in ((120, 40), (80, 24)):
            await player.resize(size)
            assert player.app.size == size
            assert len(player.screen().splitlines()) == size[1]

    play(example, story)
