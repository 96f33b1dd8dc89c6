"""What the terminal costs over two large records: its first screen, and each key on every screen.

Run it as `python -m tests.benchmarks.bench_tui [--record code|votes] [--keep FOLDER]`;
it prints a table. Each record is played in a process of its own, without a real terminal but with
everything drawn, in a terminal of 120 columns and 40 lines. Times are of the processor, of all
threads, so that other programs do not count: for the first screen from the start of the terminal,
imports apart; for a key from its press to the end of the last paint that it leads to, with what is
read for that. Where that waits for the cursor to rest, as on the papers, keys are pressed without
and with that rest: then what is made is counted too, for which no bound is promised.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from attrs import frozen
from rich.console import RenderableType
from textual import events
from textual.screen import Screen

from consensus import WorkingGroup
from consensus.store.cache import FOLDER
from consensus.store.sqlite import SqliteStore
from consensus.working_group.reports.writing import REPORTS
from tests.benchmarks.records import Size, peak_mib, write_record
from tests.support.large_records import CODE, new_record
from tui.app import ConsensusApp

_SIZE = (120, 40)
_ITSELF = (sys.executable, "-m", "tests.benchmarks.bench_tui")
_PATIENCE = 120.0
_SLICE = 0.02
_IDLE = 0.003
_CALM = 2

MANY = Size(members=200, items=2_000, amendments=3_000, targets=5_000)
"""200 members with a position on each of 5,000 texts."""


@frozen
class Record:
    """A record that is played, and what its first screen may take."""

    about: str  # what is in it
    make: Callable[[Path], None]  # writes it into a new file
    first: float  # milliseconds of processor time


@frozen
class Part:
    """A part of the terminal, and the keys that are pressed in it."""

    name: str
    opens: str  # the keys that lead to it, from any of the nine screens
    keys: str  # what is pressed there, over and over
    rests: bool = False  # whether what is made once the cursor rests is waited for after each key


_STEPS = "down down down up right left pagedown pageup"

PARTS = (
    Part("overview", "1", "down down up tab pagedown pageup"),
    Part("draft", "2", "down down down up pagedown down down pageup t"),
    Part("draft: search", "2 slash s", "h a down up backspace backspace"),
    Part("step", "3", f"n {_STEPS} t"),
    Part("step: record", "3", "h s"),
    Part("settle", "2 3 enter", _STEPS),
    Part("positions", "4", _STEPS),
    Part("positions: record", "4", "h s"),
    Part("meeting", "5", f"{_STEPS} tab"),
    Part("history", "6", "down down up pagedown pageup"),
    Part("inbox", "7", "down up pagedown pageup tab"),
    Part("papers", "8", f"{_STEPS} tab"),
    # For another audience, for whom nothing is kept.
    Part("papers: each made", "8 home A s", " ".join(["down"] * len(REPORTS)), rests=True),
    Part("analysis", "9", "down down up pagedown pageup"),
    Part("analysis: pages", "9", "tab"),
    Part("dossier", "2 i", "pagedown pageup down up"),
    Part("consolidate", "2 O", "down up pagedown pageup"),
    Part("wording", "2 e", "x y left z backspace"),
)
"""Every screen with a number, the settling of an item, and what is opened about one."""

_KEYS = 60
_KEY_MS = 100.0
_CHARACTERS = {"slash": "/"}


class Measured(ConsensusApp):
    """The terminal, which notes the processor time of each paint."""

    def __init__(self, opened: Callable[[], WorkingGroup]) -> None:
        super().__init__(opened)
        self.painted = 0.0

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        self.painted = time.process_time()

    async def settle(self, rests: bool = False) -> None:
        """Wait until all is read and the processor rests, perhaps with what the cursor is on."""
        until = time.monotonic() + _PATIENCE
        calm = 0
        while calm < _CALM and time.monotonic() < until:
            used = time.process_time()
            await asyncio.sleep(_SLICE)
            is_calm = time.process_time() - used < _IDLE and self.record_worker.is_idle
            awaited = rests and any(each.group == "preview" for each in self.workers)
            calm = calm + 1 if is_calm and not awaited else 0

    async def press(self, key: str, rests: bool = False) -> float:
        """Press a key; the milliseconds of processor time until the last paint that follows."""
        character = _CHARACTERS.get(key, key if len(key) == 1 else None)
        began = time.process_time()
        self.post_message(events.Key(key, character))
        await self.settle(rests)
        return max(0.0, self.painted - began) * 1000


async def play(path: Path, only: str) -> dict[str, list[float]]:
    """The milliseconds of every key in every part, and of the first screen."""
    found: dict[str, list[float]] = {}
    began = time.process_time()
    app = Measured(lambda: WorkingGroup.open(path, by="sec"))
    async with app.run_test(size=_SIZE):
        await app.settle()
        found["first screen"] = [(app.painted - began) * 1000]
        for part in PARTS:
            if only not in part.name:
                continue
            found[f"{part.name}: open"] = [sum([await app.press(k) for k in part.opens.split()])]
            keys = part.keys.split()
            pressed = range(len(keys) if part.rests else _KEYS)
            times = [await app.press(keys[each % len(keys)], part.rests) for each in pressed]
            found[part.name] = [each for each in times if each]
            while len(app.screen_stack) > 1:
                await app.pop_screen()
            if "search" in part.name:
                await app.press("escape")
    return found


def _make_code(path: Path) -> None:
    with new_record(CODE, path) as group:
        _meet(group)


def _make_votes(path: Path) -> None:
    with closing(SqliteStore.create(path)) as store:
        write_record(store, MANY)
    with WorkingGroup.open(path, by="sec") as group:
        _meet(group)


def _meet(group: WorkingGroup) -> None:
    """Open a meeting in which a member has the floor, and keep a snapshot."""
    group.open_meeting("Second reading")
    group.note_presence(["M001", "M002", "M003"])
    group.request_floor("M001")
    group.give_floor()
    group._log.keep_snapshot()


RECORDS = {
    "code": Record("884 items, 1,500 amendments", _make_code, 2_000),
    "votes": Record("200 members, 5,000 targets", _make_votes, 4_000),
}
"""What is played, and the promise for each."""


def at_95_percent(times: Sequence[float]) -> float:
    """What 95 of a hundred keys take at most."""
    return sorted(times)[max(0, math.ceil(len(times) * 0.95) - 1)]


def _table(name: str, found: dict[str, list[float]]) -> str:
    record = RECORDS[name]
    lines = [f"{record.about}", f"{'what':24}{'keys':>6}{'median':>9}{'95 %':>9}{'bound':>9}  ms"]
    for what, times in found.items():
        bound = record.first if what == "first screen" else _KEY_MS
        is_promised = not what.endswith((": open", ": each made", "peak MiB"))
        promised = f"{bound:,.0f}" if is_promised else ""
        middle, most = (median(times), at_95_percent(times)) if times else (0.0, 0.0)
        mark = "  over" if promised and most > bound else ""
        lines.append(f"{what:24}{len(times):6}{middle:9.1f}{most:9.1f}{promised:>9}{mark}")
    return "\n".join(lines) + "\n\n"


def main() -> None:
    """Print a table for each record, or play for the process that asked for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", choices=[*RECORDS], help="only this one")
    parser.add_argument("--only", default="", help="only the parts with this in their names")
    parser.add_argument("--save", type=Path, help="write the tables to a file too")
    parser.add_argument("--keep", type=Path, help="make the records in this folder, and keep them")
    parser.add_argument("--play", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.play:
        found = asyncio.run(play(given.play, given.only))
        sys.stdout.write(json.dumps({**found, "peak MiB": [peak_mib()]}))
        return
    tables = ""
    # In the current folder, since a folder for temporary files may be in memory.
    with tempfile.TemporaryDirectory(dir=".") as folder:
        kept, cache = (given.keep or Path(folder)).resolve(), Path(folder).resolve() / "played"
        for name in [given.record] if given.record else RECORDS:
            made = kept / f"{name}.consensus"
            if not made.exists():
                os.environ[FOLDER] = str(kept / "cache")
                RECORDS[name].make(made)
            # What is kept beside the record is changed by playing.
            shutil.copytree(kept / "cache", cache, dirs_exist_ok=True)
            os.environ[FOLDER] = str(cache)
            played = Path(folder) / "played.consensus"
            played.unlink(missing_ok=True)
            with closing(SqliteStore.open(made)) as store:
                store.backup(str(played))
            command = [*_ITSELF, "--only", given.only, "--play", str(played)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
            table = _table(name, json.loads(done.stdout))
            sys.stdout.write(table)
            sys.stdout.flush()
            tables += table
    if given.save:
        given.save.write_text(tables, encoding="utf-8")


if __name__ == "__main__":
    main()
