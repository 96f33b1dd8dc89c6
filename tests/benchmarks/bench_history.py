"""What it costs to tell a large record, find steps in it and look at its past, and the wall.

Run it as `python -m tests.benchmarks.bench_history [--share SHARE]`; it prints one JSON object per
row. Ratios are to reading and decoding the log once, in processor time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from consensus import WorkingGroup
from consensus.reports.history import search
from consensus.store.sqlite import SqliteStore
from consensus.working_group.wall import WallWindow
from tests.benchmarks.records import LARGE, write_record

_LOOKS = 1_000


def seconds(action: Callable[[], object]) -> float:
    """The processor time that an action takes, in seconds."""
    start = time.process_time()
    action()
    return time.process_time() - start


def measure(path: Path) -> dict[str, float]:
    """What each thing takes, in seconds."""
    found: dict[str, float] = {}
    with closing(SqliteStore.open(path)) as store:
        found["read and decode the log"] = seconds(lambda: sum(1 for _ in store.read()))
    with WorkingGroup.open(path) as group:
        found["tell every step"] = seconds(group.chronicle.entries)
        entries = group.chronicle.entries()
        middle = entries[len(entries) // 2].id
        found["find steps by a member"] = seconds(lambda: search(entries, "M001"))
        found["find steps by a word"] = seconds(lambda: search(entries, "harbours"))
        found["tell one step in full"] = seconds(lambda: group.chronicle.sentences(middle, 300))
        found["prove that nothing was altered"] = seconds(group.verify)
        found["look at half of it"] = seconds(lambda: group.as_of(middle))
    found["begin to look at the wall"] = seconds(lambda: WallWindow.open(path).close())
    with WallWindow.open(path) as window:
        looks = seconds(lambda: [window.slide() for _ in range(_LOOKS)])
    found["one look at the wall"] = looks / _LOOKS
    return found


def main() -> None:
    """Print a row for each measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1 / 16, help="of a Large record")
    share = parser.parse_args().share
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.consensus"
        with closing(SqliteStore.create(path)) as store:
            write_record(store, LARGE.part(share))
            steps = store.length
        found = measure(path)
    baseline = found["read and decode the log"]
    for what, taken in found.items():
        row = {
            "what": what,
            "steps": steps,
            "milliseconds": round(taken * 1000, 3),
            "ratio to reading the log": round(taken / baseline, 4),
        }
        print(json.dumps(row))


if __name__ == "__main__":
    main()
