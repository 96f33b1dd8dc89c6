"""Playing the terminal without one: keys are pressed, and what the screen shows is compared."""

from __future__ import annotations

import asyncio
import difflib
import os
import re
import selectors
import unicodedata
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.keys import _character_to_key, key_to_character
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tui.app import ConsensusApp
from tui.start import make_app

# Playing the terminal without one: keys are pressed, and what the screen shows is read.

NOW = datetime(2017, 1, 27, 17, 0, tzinfo=UTC)
"""When everything is played: the evening of the example's second meeting."""

PATIENCE_SECONDS = 300.0
"""How long a test waits at most for what never comes; the slowest machine needs far less."""

RENDER_UPDATE = Compositor.render_update
"""What draws what was laid out anew; the player does so when nothing else is left to do."""

UNTOUCHED = SimpleNamespace(freeze=lambda: None, set_threshold=lambda *_: None)
"""For `gc` in the worker of a terminal, which is one of many in a process here."""

Story = Callable[["Player"], Awaitable[None]]


Result = TypeVar("Result")


class _Selector(selectors.DefaultSelector):
    """Selector that calls back when the event loop is about to sleep.

    The loop asks it to block only when no callback is left to run and no timer is due, so that
    nothing can happen any more before a timer, another thread or a file wakes the loop.
    """

    def __init__(self) -> None:
        super().__init__()
        self.before_sleep: Callable[[], bool] = lambda: False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for files; not at all where the callback gave the loop something to run."""
        if (timeout is None or timeout > 0) and self.before_sleep():
            timeout = 0
        return super().select(timeout)


class _Loop(asyncio.SelectorEventLoop):
    """Event loop on which a test waits for conditions without polling."""

    def __init__(self) -> None:
        self._watched = _Selector()
        super().__init__(self._watched)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until a condition holds while nothing is left to run."""
        reached = self.create_future()

        def check() -> bool:
            try:
                if not reached.done() and holds():
                    reached.set_result(None)
            except Exception as error:
                reached.set_exception(error)
            return reached.done()

        self._watched.before_sleep = check
        try:
            await reached
        finally:
            self._watched.before_sleep = lambda: False


def run(story: Coroutine[None, None, Result]) -> Result:
    """Run a story to its end, on a loop that `until` and `settled` can watch."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(story)


async def until(app: App[None], holds: Callable[[], bool], draws: bool = True) -> None:
    """Wait until a condition holds: it is checked whenever an app has nothing left to do.

    Args:
        app: the app; what it lays out is laid out before the condition is checked.
        holds: the condition.
        draws: whether what there is to see then is drawn.

    Raises:
        AssertionError: it never held.
    """
    loop = asyncio.get_running_loop()
    assert isinstance(loop, _Loop)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                await loop.until(lambda: holds() or _can_draw(app))
                if not _draw(app):
                    break
    except TimeoutError:
        waits_for = _unfinished(app) or "what the test waits for"
        raise AssertionError(f"still waiting for {waits_for}:\n{settled_screen(app)}") from None
    if draws and app.is_running and app.screen_stack:
        with app._context():
            RENDER_UPDATE(app.screen._compositor, screen_stack=app._background_screens)


async def settled(app: App[None], draws: bool = True) -> None:
    """Wait until an app has done everything that was asked for, and has drawn it."""
    await until(app, lambda: not _unfinished(app), draws)


def _unfinished(app: App[None]) -> list[str]:
    """What an app has not done yet, in words."""
    if not app.is_running:
        return []
    moving = ["an animation"] if not app.animator._idle_event.is_set() else []
    # Textual draws nothing for a moment after a screen was changed.
    held_back = ["updates that are held back"] if app._batch_count else []
    return [*moving, *held_back, *(app.under_way if isinstance(app, ConsensusApp) else ())]


def _undrawn(app: App[None]) -> list[Screen[object]]:
    """The screens in sight of which something has to be laid out or drawn anew."""
    if not app.is_running or not app.screen_stack:
        return []
    return [
        screen
        for screen in (*app._background_screens, app.screen)
        if screen._update_timer._active.is_set()
    ]


def _can_draw(app: App[None]) -> bool:
    """Whether something has to be drawn, and no answer of the record will change it once more."""
    is_asking = isinstance(app, ConsensusApp) and not app.record_worker.is_idle
    return bool(_undrawn(app)) and not is_asking


def _draw(app: App[None]) -> bool:
    """Draw at once what an app would draw within its next sixtieth of a second; whether any."""
    undrawn = _undrawn(app)
    with app._context():  # where two apps run, this may be called in that of the other
        for screen in undrawn:
            screen._on_timer_update()
    return bool(undrawn)


def settled_screen(app: App[None]) -> str:
    """What is on the screen of an app, without colours, line by line."""
    with app._context():
        # What stands behind a dialog is taken from this list when it has to be drawn.
        visible_screen_stack.set(app._background_screens)
        lines = app.screen._compositor.render_strips()
    return "\n".join("".join(part.text for part in line).rstrip() for line in lines)


async def press(app: App[None], *keys: str) -> None:
    """Press keys one after the other, each when the one before has done its work."""
    for left, key in enumerate(keys, 1 - len(keys)):
        app.post_message(events.Key(key, key_to_character(key)))
        await settled(app, draws=not left)


async def resize(pilot: Pilot[None], size: tuple[int, int]) -> None:
    """Give a terminal another size, and wait until everything is laid out for it."""
    if pilot.app.size == size:
        return
    await pilot.resize_terminal(*size)
    # The app hands the new size on to its screens a moment after it has taken it for its own.
    await until(pilot.app, lambda: pilot.app.screen._compositor.size == size)
    await settled(pilot.app)


class Player:
    """Presses keys, waits until everything they began has ended, and reads the screen."""

    def __init__(self, pilot: Pilot[None], app: ConsensusApp) -> None:
        self.pilot = pilot
        self.app = app

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has done its work."""
        await press(self.app, *keys)

    async def type(self, text: str) -> None:
        """Type words into what has the focus, faster than the screen can follow."""
        for sign in text:
            self.send("enter" if sign == "\n" else _character_to_key(sign), sign)
        await self.settle()

    async def hurry(self, *keys: str) -> None:
        """Press keys one after the other, faster than the app can do what they mean."""
        for key in keys:
            self.send(key)
        await self.settle()

    def send(self, key: str, character: str | None = None) -> None:
        """Press a key, and wait for nothing."""
        self.app.post_message(events.Key(key, character or key_to_character(key)))

    async def settle(self) -> None:
        """Wait until the app has done all that was asked for, and has drawn it."""
        await settled(self.app)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something has happened, and the app has nothing left to do."""
        await until(self.app, lambda: holds() and not self.app.under_way)

    async def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal another size."""
        await resize(self.pilot, size)

    async def look_for_news(self) -> None:
        """Let the app look now for what other processes have recorded, and show it."""
        await self.settle()
        self.app.look_for_news()
        await self.settle()

    def screen(self) -> str:
        """What is on the screen, without colours, line by line."""
        return settled_screen(self.app)

    def notice(self) -> str:
        """What was told last, and still holds."""
        return self.app.told


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

    async def played() -> None:
        async with app.run_test(size=size, notifications=True) as pilot:
            player = Player(pilot, app)
            await player.settle()
            await story(player)
            await player.settle()

    run(played())


# Settled snapshots: what a screen shows, as lines of text that can be read and compared.

_FOLDER = Path(__file__).parent / "snapshots"

SIZES = ((80, 24), (120, 40))
"""Of a small terminal and of a large one, in columns and lines."""

UPDATE = "UPDATE_SNAPSHOTS"
"""Set in the environment, snapshots are written anew instead of compared; look at the change."""


_DIGITS = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Ids and hashes, which are others each time the example is made."""


def assert_looks(player: Player, name: str) -> None:
    """Compare the screen with what it looked like when somebody last looked at it.

    Args:
        player: of the screen.
        name: of the snapshot; the size of the terminal is added to it.
    """
    assert_shows(player.screen(), name, player.app.size)


async def assert_looks_in_sizes(player: Player, name: str) -> None:
    """Compare the screen with its snapshots in a small and in a large terminal.

    Args:
        player: of the screen; the terminal has the size that it had when this returns.
        name: of the snapshots.
    """
    before = player.app.size
    for size in SIZES:
        await player.resize(size)
        assert_looks(player, name)
    await player.resize(before)


def assert_shows(screen: str, name: str, size: tuple[int, int]) -> None:
    """Compare what is on a screen with what was on it when somebody last looked at it.

    Args:
        screen: line by line.
        name: of the snapshot.
        size: of the terminal, in columns and lines; it is added to the name.
    """
    width, height = size
    path = _FOLDER / f"{name}-{width}x{height}.txt"
    shown = _DIGITS.sub(lambda found: "·" * len(found[0]), screen) + "\n"
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert path.is_file(), f"there is no snapshot {path.name}; write it with {UPDATE}=1"
    expected = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(expected.splitlines(), shown.splitlines(), lineterm="")
    assert expected == shown, "\n".join((path.name, *difference))


# Texts that are hard to show, and a bare screen to show a widget on.

HOSTILE = {
    "markup": "Members [bold]shall[/bold] report [/] [brackets] [link=x]x[/] \\[ $x [@click=quit]",
    "escape sequences": "red \x1b[31m clear \x1b[2J title \x1b]0;x\x07 bell \x07 back\b\b \x7f",
    "eight-bit controls": "csi \x9b31m nel\x85 end",
    "line signs": "carriage\rreturn vertical\x0btab form\x0cfeed ls\u2028 ps\u2029 end",
    "directions": "pay \u202e001\u202c to \u2066them\u2069 \u200fand \u061c\u200e end",
    "tags": "flag \U0001f3f4\U000e0067\U000e0062\U000e007f tags \U000e0041\U000e0042 end",
    "arabic": "يجب على الأعضاء تقديم تقرير سنوي عن التقدم المحرز في تنفيذ هذا القرار",
    "hebrew": "על החברים להגיש דוח שנתי על ההתקדמות ביישום החלטה זו",
    "devanagari": "सदस्य राज्यों को वार्षिक प्रतिवेदन प्रस्तुत करना चाहिए क्‍ष",
    "thai": "รัฐสมาชิกต้องส่งรายงานประจำปีเกี่ยวกับความคืบหน้าในการปฏิบัติตามข้อมตินี้",
    "chinese": "各成员国应每年提交报告，说明本决议的执行进展情况。「秘书处」应予公布。",
    "emoji": "thumbs 👍🏽 family 👨‍👩‍👧 flag 🇫🇷 heart ❤️ key 1️⃣ end",
    "marks": "e\u0301" * 30 + " z" + "\u0300\u0301\u0302" * 20 + " end",
    "tabs": "one\ttwo\tthree",
    "surrogate pairs": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠀀𠀁",
}
"""Texts by what is hard about them."""

_STYLING = re.compile(r"\x1b\[[0-9;:]*m|\x1b\]8;[^\x1b]*\x1b\\")

_DIRECTIONS = frozenset(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


class Bare(App[None]):
    """A screen with nothing but the widget."""

    def __init__(self, widget: Widget, scrolls: bool) -> None:
        super().__init__()
        self.widget = widget
        self._scrolls = scrolls

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        if self._scrolls:
            with VerticalScroll():
                yield self.widget
        else:
            yield self.widget


def on_screen(
    widget: Widget,
    story: Callable[[Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = (40, 12),
    scrolls: bool = False,
) -> None:
    """Show a widget on a bare screen, and play a story.

    Args:
        widget: the widget.
        story: what is done with it.
        size: of the terminal.
        scrolls: whether it stands in what scrolls it.
    """

    async def played() -> None:
        app = Bare(widget, scrolls)
        async with app.run_test(size=size) as pilot:
            await settled(app)
            await story(pilot)

    run(played())


def lines_of(pilot: Pilot[None]) -> list[str]:
    """The lines on the screen, as they stand, with what is blank at their ends."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(part.text for part in strip) for strip in strips]


def raw_controls(pilot: Pilot[None]) -> set[str]:
    """The control signs that would reach the terminal, apart from those that style."""
    strips = pilot.app.screen._compositor.render_strips()
    written = "\n".join(strip.render(pilot.app.console) for strip in strips)
    bare = _STYLING.sub("", written).replace("\n", "")
    return {sign for sign in bare if unicodedata.category(sign) == "Cc" or sign in _DIRECTIONS}
