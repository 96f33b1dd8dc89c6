"""What a large record costs, as ratios to reading its log and to a bare durable commit.

Run it as `python -m tests.benchmarks.bench_large [--large] [--save FILE]`; it prints one JSON
object per row. Without `--large` the records are a sixteenth of Large and smaller. Ratios to the
reading of the log are of processor time, ratios to a commit, which waits for the disk, of time on
the wall.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

from consensus import WorkingGroup
from consensus.history.operations import TakePosition
from consensus.model.positions import Stance, StatedBy
from consensus.model.rivals import combine_pending
from consensus.reports.status import status_json
from consensus.store.cache import FOLDER
from consensus.store.sqlite import SqliteStore
from tests.benchmarks.records import Cost, Costs, GrowingBench, cost, median, read_log

_ACTS = 100

BARE = "bare commit"
RECORD = "record a position"


def show_status(path: Path) -> Costs:
    """Open the record and print its status as JSON, as `consensus status --json` does."""

    def work() -> None:
        with WorkingGroup.open(path) as group:
            json.dumps(status_json(group.status()))

    return {"status": cost(work)}


def replay_status(path: Path) -> Costs:
    """The same without a snapshot, and without keeping one."""
    os.environ[FOLDER] = "off"
    return {"status without a snapshot": show_status(path)["status"]}


def keep_snapshot(path: Path) -> Costs:
    """Write a replayed state down; only that is measured, not the opening before it."""
    with closing(SqliteStore.open(path)) as store:
        store.drop_snapshots()
    with WorkingGroup.open(path) as group:
        return {"keep a snapshot": cost(group._log.keep_snapshot)}


def snapshot_status(path: Path) -> Costs:
    """The status from a snapshot."""
    return {"status from a snapshot": show_status(path)["status"]}


def find_conflicts(path: Path) -> Costs:
    """The combination of the open amendments to each item."""
    with WorkingGroup.open(path) as group:
        state = group.state

        def work() -> None:
            for item in state.items:
                combine_pending(state, item)

        return {"conflicts": cost(work)}


def record_positions(path: Path) -> Costs:
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
                    source=StatedBy.WRITTEN,
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


BENCH = GrowingBench(
    "large",
    (
        read_log,
        replay_status,
        keep_snapshot,
        snapshot_status,
        record_positions,
        find_conflicts,
    ),
    on_the_wall={BARE: BARE, RECORD: BARE},
)

if __name__ == "__main__":
    BENCH.run(__doc__)
