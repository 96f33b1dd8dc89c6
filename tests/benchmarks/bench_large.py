"""What a large record costs, as ratios to reading its log and to a bare durable commit.

Run it as `python -m tests.benchmarks.bench_large [--large] [--save FILE]`; it prints one JSON
object per row. Without `--large` the records are a sixteenth of Large and smaller. Each measure
runs in a process of its own, so that its memory is its own; the best of a few rounds counts, since
whatever else the machine does only makes a round longer. Ratios to the reading of the log are of
processor time, ratios to a commit, which waits for the disk, of time on the wall.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from consensus import WorkingGroup
from consensus.history.operations import TakePosition
from consensus.history.step import open_body
from consensus.model.rivals import combination_of
from consensus.model.stance import Source, Stance
from consensus.reports.status_forms import status_json
from consensus.store.sqlite import SqliteStore
from tests.benchmarks.large_record import LARGE, Size, write_record

SHARES = (1 / 128, 1 / 64, 1 / 32, 1 / 16)
SHARES_OF_LARGE = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)
_ROUNDS = 3
_ACTS = 100

BASELINE = "read and decode the log"
BARE = "bare commit"
RECORD = "record a position"


class Cost(NamedTuple):
    """What something costs, in seconds, and the most memory its process had, in MiB."""

    wall: float
    processor: float
    mib: float = 0.0


def cost(work: Callable[[], object]) -> Cost:
    """What it costs to do something once."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - processor)


def median(costs: list[Cost]) -> Cost:
    """The middle one, by the time on the wall."""
    return sorted(costs)[len(costs) // 2]


def read_log(path: Path) -> dict[str, Cost]:
    """The baseline: every step read and every operation decoded, and nothing done with it."""

    def work() -> None:
        with closing(SqliteStore.open(path)) as store:
            for step in store.read():
                for sealed in step.bodies[1:]:
                    open_body(sealed.name, sealed.body or "")

    return {BASELINE: cost(work)}


def show_status(path: Path) -> dict[str, Cost]:
    """Open the record and print its status as JSON, as `consensus status --json` does."""

    def work() -> None:
        with WorkingGroup.open(path) as group:
            json.dumps(status_json(group.status()))

    return {"status": cost(work)}


def replay_status(path: Path) -> dict[str, Cost]:
    """The same without a snapshot."""
    with closing(SqliteStore.open(path)) as store:
        store.drop_snapshots()
    return {"status without a snapshot": show_status(path)["status"]}


def keep_snapshot(path: Path) -> dict[str, Cost]:
    """Write the state down; only that is measured, not the opening before it."""
    with WorkingGroup.open(path) as group:
        return {"keep a snapshot": cost(group._log.keep_snapshot)}


def snapshot_status(path: Path) -> dict[str, Cost]:
    """The status from a snapshot."""
    return {"status from a snapshot": show_status(path)["status"]}


def find_conflicts(path: Path) -> dict[str, Cost]:
    """The combination of the open amendments to each item."""
    with WorkingGroup.open(path) as group:
        state = group.state

        def work() -> None:
            for item in state.items:
                combination_of(state, item)

        return {"conflicts": cost(work)}


def record_positions(path: Path) -> dict[str, Cost]:
    """One more position, through an open record, beside a bare commit of as many bytes."""
    recording: list[Cost] = []
    committing: list[Cost] = []
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / "copy.consensus"
        with closing(SqliteStore.open(path)) as store:
            store.backup(str(copy))
        with (
            WorkingGroup.open(copy) as group,
            closing(sqlite3.connect(Path(folder) / "bare", isolation_level=None)) as bare,
        ):
            bare.execute("PRAGMA journal_mode = WAL")
            bare.execute("PRAGMA synchronous = FULL")
            bare.execute("CREATE TABLE rows (position INTEGER PRIMARY KEY, content BLOB)")
            items = list(group.state.items.values())
            for number in range(_ACTS):
                item = items[number % len(items)]
                position = TakePosition(
                    target=item.id,
                    version=item.version,
                    member="M000",
                    stance=Stance.SUPPORT,
                    source=Source.WRITTEN,
                )
                recording.append(cost(partial(group.record, position)))
                # By turns, so that whatever else the disk does is the same for both.
                committing.append(cost(partial(_commit, bare)))
            again = cost(group.status)
    return {
        BARE: median(committing),
        RECORD: median(recording),
        "status in an open record": again,
    }


def _commit(bare: sqlite3.Connection) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO rows (content) VALUES (?)", (b"x" * 900,))
    bare.execute("COMMIT")


MEASURES: tuple[Callable[[Path], dict[str, Cost]], ...] = (
    read_log,
    replay_status,
    keep_snapshot,
    snapshot_status,
    record_positions,
    find_conflicts,
)


def measure_apart(name: str, path: Path) -> dict[str, Cost]:
    """Run a measure in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_large", "--measure", name, str(path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found = json.loads(done.stdout)
    return {what: Cost(took[0], took[1], found["mib"]) for what, took in found["costs"].items()}


def measure(size: Size, folder: Path) -> dict[str, Cost]:
    """The best of a few rounds of everything on a record of a size."""
    path = folder / "large.consensus"
    path.unlink(missing_ok=True)
    with closing(SqliteStore.create(path)) as store:
        write_record(store, size)
    best: dict[str, Cost] = {}
    for _ in range(_ROUNDS):
        for work in MEASURES:
            for what, took in measure_apart(work.__name__, path).items():
                known = best.get(what, took)
                best[what] = Cost(
                    min(known.wall, took.wall),
                    min(known.processor, took.processor),
                    max(known.mib, took.mib),
                )
    return best


def rows_of(size: Size, best: dict[str, Cost]) -> list[dict[str, object]]:
    """The rows to print: each measure with its ratio to its baseline."""
    rows: list[dict[str, object]] = []
    for what, took in best.items():
        waits_for_disk = what in (BARE, RECORD)
        baseline = BARE if waits_for_disk else BASELINE
        ratio = (
            took.wall / best[BARE].wall
            if waits_for_disk
            else took.processor / best[BASELINE].processor
        )
        rows.append(
            {
                "bench": "large",
                "what": what,
                "positions": size.positions,
                "amendments": size.amendments,
                "ms": round(took.wall * 1000, 3),
                "processor_ms": round(took.processor * 1000, 3),
                "peak_mib": round(took.mib),
                "baseline": baseline,
                "ratio": round(ratio, 2),
            }
        )
    return rows


def growth_rows(found: dict[Size, dict[str, Cost]]) -> list[dict[str, object]]:
    """How much more than n log n each measure grew, from the smallest to the largest record."""
    small, large = min(found, key=_entries), max(found, key=_entries)
    expected = n_log_n(large) / n_log_n(small)
    return [
        {
            "bench": "large",
            "what": f"growth of {what}",
            "from": _entries(small),
            "to": _entries(large),
            "times": round(took.processor / found[small][what].processor, 2),
            "times_n_log_n": round(took.processor / found[small][what].processor / expected, 2),
        }
        for what, took in found[large].items()
        if what not in (BARE, RECORD)
    ]


def _entries(size: Size) -> int:
    return size.positions + size.amendments


def n_log_n(size: Size) -> float:
    """What a cost would grow with at most."""
    return _entries(size) * math.log(_entries(size))


def main() -> None:
    """Print every row, or one measure for the process that asked for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="go up to Large; takes minutes")
    parser.add_argument("--save", type=Path, help="write the rows to a file too")
    parser.add_argument("--measure", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        name, path = given.measure
        work = {each.__name__: each for each in MEASURES}[name]
        found = work(Path(path))
        mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(json.dumps({"costs": found, "mib": mib}))
        return
    rows: list[dict[str, object]] = []

    def add(more: list[dict[str, object]]) -> None:
        rows.extend(more)
        for row in more:
            sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()

    sizes: dict[Size, dict[str, Cost]] = {}
    for share in SHARES_OF_LARGE if given.large else SHARES:
        size = LARGE.part(share)
        # In the current folder, since a folder for temporary files may be in memory.
        with tempfile.TemporaryDirectory(dir=".") as folder:
            sizes[size] = measure(size, Path(folder))
        add(rows_of(size, sizes[size]))
    add(growth_rows(sizes))
    if given.save:
        given.save.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
