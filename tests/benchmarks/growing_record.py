"""What benchmarks share that measure one record after the other, each larger than the one before.

All measures of one kind run in a process of their own, so that its memory is its own, on a record
that has a snapshot; the best of a few rounds counts, since whatever else the machine does only
makes a round longer. Ratios to the reading of the log are of processor time.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, TypeAlias

from attrs import frozen

from consensus import WorkingGroup
from consensus.history.step import open_body
from consensus.store.cache import FOLDER
from consensus.store.sqlite import SqliteStore
from tests.benchmarks.large_record import LARGE, Size, write_record

BASELINE = "read and decode the log"
_SHARES = (1 / 128, 1 / 64, 1 / 32, 1 / 16)
_SHARES_OF_LARGE = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)
_ROUNDS = 3


class Cost(NamedTuple):
    """What something costs, in seconds, and the most memory its process had, in MiB."""

    wall: float
    processor: float
    mib: float = 0.0

    def best(self, other: Cost) -> Cost:
        """The shorter times of two rounds, and the most memory of both."""
        return Cost(
            min(self.wall, other.wall),
            min(self.processor, other.processor),
            max(self.mib, other.mib),
        )


Costs: TypeAlias = dict[str, Cost]
Row: TypeAlias = dict[str, object]


def cost(work: Callable[[], object]) -> Cost:
    """What it costs to do something once."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - processor)


def median(costs: list[Cost]) -> Cost:
    """The middle one, by the time on the wall."""
    return sorted(costs)[len(costs) // 2]


def peak_mib() -> float:
    """The most memory that this process had, and not the one that began it (proc(5), VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def write_with_snapshot(path: Path, size: Size) -> None:
    """Write a record of a size, and a snapshot at its end into a cache in the same folder."""
    os.environ[FOLDER] = str(path.parent.resolve() / "cache")
    with closing(SqliteStore.create(path)) as store:
        write_record(store, size)
    with WorkingGroup.open(path) as group:
        group._log.keep_snapshot()


def read_log(path: Path) -> Costs:
    """The baseline: every step read and every operation decoded, and nothing done with it."""

    def work() -> None:
        with closing(SqliteStore.open(path)) as store:
            for step in store.read():
                for sealed in step.bodies[1:]:
                    open_body(sealed.name, sealed.body or "")

    return {BASELINE: cost(work)}


def save_rows(rows: list[Row], path: Path | None) -> None:
    """Write rows to a file as well, one JSON object per line, if one was named."""
    if path:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@frozen
class GrowingBench:
    """A benchmark of records that grow.

    Attributes:
        name: as its rows name it; its module is `bench_NAME`.
        measures: what it costs to do something with the record in a file, by what is done.
        on_the_wall: what waits for the disk, with what its time on the wall is compared with.
        whatever_record: what costs the same whatever the record.
    """

    name: str
    measures: tuple[Callable[[Path], Costs], ...]
    on_the_wall: Mapping[str, str] = {}
    whatever_record: Collection[str] = ()

    def run(self, about: str) -> None:
        """Print every row, or one measure for the process that asked for it.

        Args:
            about: what the help says of the benchmark.
        """
        parser = argparse.ArgumentParser(description=about)
        parser.add_argument("--large", action="store_true", help="go up to Large; takes minutes")
        parser.add_argument("--save", type=Path, help="write the rows to a file too")
        parser.add_argument("--measure", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
        given = parser.parse_args()
        if given.measure:
            name, path = given.measure
            work = {each.__name__: each for each in self.measures}[name]
            found = work(Path(path))
            sys.stdout.write(json.dumps({"costs": found, "mib": peak_mib()}))
            return
        rows: list[Row] = []

        def add(more: list[Row]) -> None:
            rows.extend(more)
            for row in more:
                sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()

        sizes: dict[Size, Costs] = {}
        for share in _SHARES_OF_LARGE if given.large else _SHARES:
            size = LARGE.part(share)
            # In the current folder, since a folder for temporary files may be in memory.
            with tempfile.TemporaryDirectory(dir=".") as folder:
                sizes[size] = self._measure(size, Path(folder))
            add(self._rows(size, sizes[size]))
        add(self._growth(sizes))
        save_rows(rows, given.save)

    def _measure(self, size: Size, folder: Path) -> Costs:
        """The best of a few rounds of everything on a record of a size."""
        path = folder / "large.consensus"
        write_with_snapshot(path, size)
        best: Costs = {}
        for _ in range(_ROUNDS):
            for work in self.measures:
                for what, took in self._apart(work.__name__, path).items():
                    best[what] = took.best(best.get(what, took))
        return best

    def _apart(self, name: str, path: Path) -> Costs:
        """Run a measure in a process of its own."""
        module = f"tests.benchmarks.bench_{self.name}"
        command = [sys.executable, "-m", module, "--measure", name, str(path)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        found = json.loads(done.stdout)
        return {what: Cost(took[0], took[1], found["mib"]) for what, took in found["costs"].items()}

    def _rows(self, size: Size, best: Costs) -> list[Row]:
        """Each measure with its ratio to its baseline."""
        return [
            {
                "bench": self.name,
                "what": what,
                "positions": size.positions,
                "amendments": size.amendments,
                "ms": round(took.wall * 1000, 3),
                "processor_ms": round(took.processor * 1000, 3),
                "peak_mib": round(took.mib),
                "baseline": self.on_the_wall.get(what, BASELINE),
                "ratio": round(self._ratio(what, best), 3),
            }
            for what, took in best.items()
            if what not in self.whatever_record or size.positions == LARGE.positions
        ]

    def _ratio(self, what: str, best: Costs) -> float:
        if what in self.on_the_wall:
            return best[what].wall / best[self.on_the_wall[what]].wall
        return best[what].processor / best[BASELINE].processor

    def _growth(self, found: Mapping[Size, Costs]) -> list[Row]:
        """How much more than n log n each measure grew, from the smallest record to the largest."""
        small, large = min(found, key=_entries), max(found, key=_entries)
        expected = _n_log_n(large) / _n_log_n(small)
        times = {
            what: took.processor / found[small][what].processor
            for what, took in found[large].items()
            if what not in self.on_the_wall and what not in self.whatever_record
        }
        return [
            {
                "bench": self.name,
                "what": f"growth of {what}",
                "from": _entries(small),
                "to": _entries(large),
                "times": round(grew, 2),
                "times_n_log_n": round(grew / expected, 2),
            }
            for what, grew in times.items()
        ]


def _entries(size: Size) -> int:
    return size.positions + size.amendments


def _n_log_n(size: Size) -> float:
    """What a cost would grow with at most."""
    return _entries(size) * math.log(_entries(size))
