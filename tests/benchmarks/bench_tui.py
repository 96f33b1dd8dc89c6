"""How fast the terminal answers over a large record, and how much memory it takes.

Run it as `python -m tests.benchmarks.bench_tui [--large] [--save FILE]`; it prints one JSON object
per row, with the budget beside it. Without `--large` the record is a sixteenth of Large. The
terminal runs in a process of its own, without a real terminal but with everything drawn; times are
on the wall, from the key to the end of the paint that shows what it did.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

from rich.console import RenderableType
from textual import events
from textual.containers import VerticalScroll
from textual.screen import Screen

from consensus import WorkingGroup
from consensus.model.positions import Stance, StatedBy
from consensus.store.cache import FOLDER
from consensus.store.sqlite import SqliteStore
from tests.benchmarks.records import LARGE, write_record
from tui.app import ConsensusApp
from tui.screens.draft import DraftScreen
from tui.screens.step import StepScreen
from tui.views.text import Span
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows

_SHARE = 1 / 16
_MOVES = 60
_RECORDINGS = 30
_SIZE = (120, 40)
_PATIENCE = 60.0
_CALM = 3.0
_ITSELF = (sys.executable, "-m", "tests.benchmarks.bench_tui")
_LONG = 50_000
_SCRIPTS = {
    "Latin": "word after word ",
    "Devanagari": "सदस्य राज्यों को ",
    "Chinese": "成员国应每年提交报告，",
    "Thai": "รัฐสมาชิกต้องส่งรายงาน",
}

MEMORY = "peak memory"

BUDGETS: dict[str, float] = {
    "first screen": 5_000,
    "first draft": 5_000,
    "move in the tree": 100,
    "record through the draft": 100,
    "move while all is read anew": 100,
    "record a stance": 100,
    **{f"{do} 50,000 signs, {script}": 100 for script in _SCRIPTS for do in ("show", "scroll in")},
    "list what to take up": math.inf,
    MEMORY: 1_024,
}
"""What each may take: milliseconds, and MiB of memory; infinite where nothing is promised."""


class Measured(ConsensusApp):
    """The terminal, which tells when something that is waited for has been painted."""

    def __init__(self, opened: Callable[[], WorkingGroup]) -> None:
        super().__init__(opened)
        self._wanted: Callable[[], bool] = lambda: False
        self._painted: asyncio.Future[float] | None = None

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        painted = self._painted
        if painted is not None and not painted.done() and self._wanted():
            painted.set_result(time.perf_counter())

    async def seen(self, wanted: Callable[[], bool]) -> float:
        """When something has been painted: once it is so, at the end of the next paint."""
        self._wanted = wanted
        self._painted = asyncio.get_running_loop().create_future()
        return await asyncio.wait_for(self._painted, _PATIENCE)

    async def answer(self, key: str, wanted: Callable[[], bool]) -> float:
        """How many milliseconds pass from a key until what it did has been painted."""
        character = key if len(key) == 1 else None
        began = time.perf_counter()
        self.post_message(events.Key(key, character))
        return (await self.seen(wanted) - began) * 1000


async def play(path: Path) -> dict[str, list[float]]:
    """Everything that is measured, in milliseconds."""
    found: dict[str, list[float]] = {}
    began = time.perf_counter()
    app = Measured(lambda: WorkingGroup.open(path, by="sec"))
    async with app.run_test(size=_SIZE):

        def overview() -> bool:
            return bool(app.screen.query_one("#drafts", Rows).rows)

        def whole_overview() -> bool:
            return bool(app.screen.query_one("#next", Rows).rows)

        def draft() -> bool:
            return isinstance(app.screen, DraftScreen) and bool(_tree(app).rows)

        found["first screen"] = [(await app.seen(overview) - began) * 1000]
        found["first draft"] = [await app.answer("2", draft)]
        await asyncio.sleep(_CALM)
        found["move in the tree"] = [await _move(app) for _ in range(_MOVES)]
        found["record through the draft"], found["move while all is read anew"] = [], []
        for _ in range(_RECORDINGS):
            found["record through the draft"].append(await _record(app))
            found["move while all is read anew"].append(await _move(app))
        await app.answer("3", lambda: isinstance(app.screen, StepScreen))
        await asyncio.sleep(_CALM)
        stances = [await _say(app, "hs"[number % 2]) for number in range(_RECORDINGS)]
        found["record a stance"] = stances
        await app.answer("2", draft)
        await asyncio.sleep(_CALM)
        for script, sign in _SCRIPTS.items():
            shown, scrolled = await _long_text(app, sign)
            found[f"show 50,000 signs, {script}"] = [shown]
            found[f"scroll in 50,000 signs, {script}"] = scrolled
        found["list what to take up"] = [await app.answer("1", whole_overview)]
    return found


def _tree(app: Measured) -> Rows:
    return app.screen.query_one("#tree", Rows)


async def _move(app: Measured) -> float:
    """Move down by an item, until its text is seen."""
    tree = _tree(app)
    _, _, words = tree.rows[tree.cursor + 1].cells[0].text.partition("  ")
    passage = app.screen.query_one("#words", Passage)
    return await app.answer("down", lambda: passage.text == words)


async def _record(app: Measured) -> float:
    """Record a position on the item under the cursor, until it is confirmed."""
    began = time.perf_counter()
    words = f"M001: {began}"
    item = _tree(app).key
    recording = asyncio.create_task(
        app.record(
            words,
            lambda group: group.take_position("M001", item, Stance.HOLD, source=StatedBy.WRITTEN),
        )
    )
    confirmed = await app.seen(lambda: words in app.told)
    await recording
    return (confirmed - began) * 1000


async def _say(app: Measured, key: str) -> float:
    """Record what the speaker says with one key, until it is confirmed."""
    app.tell("")
    return await app.answer(key, lambda: "✓" in app.told)


async def _long_text(app: Measured, unit: str) -> tuple[float, list[float]]:
    """Show a paragraph of 50,000 signs, and scroll in it by what is in sight."""
    passage = app.screen.query_one("#words", Passage)
    pane = app.screen.query_one("#words-pane", VerticalScroll)
    text = (unit * _LONG)[:_LONG]
    began = time.perf_counter()
    passage.show([Span(text)])
    shown = (await app.seen(lambda: passage.size.height > pane.size.height) - began) * 1000
    scrolled: list[float] = []
    for number in range(1, 11):
        place = number * pane.size.height
        began = time.perf_counter()
        pane.scroll_to(y=place, animate=False)
        seen = await app.seen(partial(_is_scrolled, pane, place))
        scrolled.append((seen - began) * 1000)
    return shown, scrolled


def _is_scrolled(pane: VerticalScroll, place: int) -> bool:
    return pane.scroll_offset.y >= place


def measure(path: Path) -> dict[str, dict[str, float]]:
    """Play on a copy of a record in a process of its own."""
    done = subprocess.run(
        [*_ITSELF, "--play", str(path)], stdout=subprocess.PIPE, check=True, text=True
    )
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def make_record(path: Path, share: float) -> None:
    """Write a record with a snapshot, in which a meeting goes on and a member has the floor."""
    with closing(SqliteStore.create(path)) as store:
        write_record(store, LARGE.part(share))
    with WorkingGroup.open(path, by="sec") as group:
        group.open_meeting("Second reading")
        group.note_presence(["M001"])
        group.request_floor("M001")
        group.give_floor()
        group._log.keep_snapshot()


def main() -> None:
    """Print every row, or play for the process that asked for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="measure Large; takes minutes")
    parser.add_argument("--save", type=Path, help="write the rows to a file too")
    parser.add_argument("--keep", type=Path, help="make the record here, and use it again")
    parser.add_argument("--play", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.play:
        times = asyncio.run(play(given.play))
        mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        summed = {
            what: {"middle": median(took), "longest": max(took)} for what, took in times.items()
        }
        sys.stdout.write(json.dumps({**summed, MEMORY: {"middle": mib, "longest": mib}}))
        return
    share = 1.0 if given.large else _SHARE
    if given.make:
        make_record(given.make, share)
        return
    # In the current folder, since a folder for temporary files may be in memory.
    with tempfile.TemporaryDirectory(dir=".") as folder:
        made = given.keep or Path(folder) / "made.consensus"
        os.environ[FOLDER] = str(made.with_suffix(".cache").resolve())
        if not made.exists():
            # Apart, since a process begins with the most memory of the one that began it.
            size = ["--large"] if given.large else []
            subprocess.run([*_ITSELF, *size, "--make", str(made)], check=True)
        played = Path(folder) / "played.consensus"
        with closing(SqliteStore.open(made)) as store:
            store.backup(str(played))
        found = measure(played)
    rows = [
        {
            "bench": "tui",
            "what": what,
            "positions": LARGE.part(share).positions,
            "amendments": LARGE.part(share).amendments,
            "unit": "MiB" if what == MEMORY else "ms",
            "middle": round(took["middle"], 1),
            "longest": round(took["longest"], 1),
            "budget": BUDGETS[what] if math.isfinite(BUDGETS[what]) else None,
        }
        for what, took in found.items()
    ]
    written = "".join(json.dumps(row) + "\n" for row in rows)
    sys.stdout.write(written)
    if given.save:
        given.save.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
