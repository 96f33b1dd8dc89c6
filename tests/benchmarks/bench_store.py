"""What a step costs in each store, as a ratio to a bare durable commit of SQLite.

Run it as `python -m tests.benchmarks.bench_store [STEPS]`; it prints one JSON object per row.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from consensus.history.step import Step
from consensus.history.verify import verify
from consensus.store.memory import MemoryStore
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore
from tests.support.recording import chain

_ROUNDS = 3


def microseconds_per_step(count: int, work: Callable[[], object]) -> float:
    """How long one of `count` steps takes, in microseconds."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) / count * 1e6


def commit_bare(connection: sqlite3.Connection, contents: list[bytes]) -> None:
    """The baseline: the same bytes, one durable transaction each, and nothing else."""
    for content in contents:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (content) VALUES (?)", (content,))
        connection.execute("COMMIT")


def append_each(store: Store, steps: list[Step]) -> None:
    """Append steps one by one, as in a meeting."""
    head = ""
    for step in steps:
        store.append(step, head)
        head = step.hash


def measure(count: int, folder: Path) -> dict[str, float]:
    """One round of everything, in microseconds per step."""
    steps = chain(count)
    in_memory = MemoryStore()
    append_each(in_memory, steps)
    contents = [stored.content for stored in in_memory.read_stored()]
    found: dict[str, float] = {}
    with closing(sqlite3.connect(folder / "bare", isolation_level=None)) as bare:
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("CREATE TABLE rows (position INTEGER PRIMARY KEY, content BLOB)")
        found["bare commit"] = microseconds_per_step(count, lambda: commit_bare(bare, contents))
    with closing(SqliteStore.create(folder / "each")) as store:
        found["append"] = microseconds_per_step(count, lambda: append_each(store, steps))
        found["read"] = microseconds_per_step(count, lambda: list(store.read()))
        found["verify"] = microseconds_per_step(count, lambda: verify(store.read_stored()))
        found["backup"] = microseconds_per_step(count, lambda: store.backup(str(folder / "copy")))
    with closing(SqliteStore.create(folder / "together")) as store:
        found["extend"] = microseconds_per_step(count, lambda: store.extend(steps, ""))
    found["append in memory"] = microseconds_per_step(
        count, lambda: append_each(MemoryStore(), steps)
    )
    return found


def main() -> None:
    """Print the best of a few rounds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rounds = []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory(dir=".") as folder:
            rounds.append(measure(count, Path(folder)))
    best = {name: min(each[name] for each in rounds) for name in rounds[0]}
    for name, value in best.items():
        row = {
            "bench": "store",
            "what": name,
            "steps": count,
            "us_per_step": round(value, 1),
            "ratio": round(value / best["bare commit"], 2),
        }
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
