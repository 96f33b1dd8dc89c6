"""What many working groups in one database cost, against the same in files.

Run it as `python -m tests.benchmarks.bench_database`; it starts a PostgreSQL server of its own and
prints one JSON object per row. Each working group is a copy of the example, which is about what a
small body records in two meetings.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psycopg

from consensus import WorkingGroup
from consensus.store.opening import copy_record
from consensus.working_group.script import make_example
from tests.support.postgres import Server


def _ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _open(place: str) -> None:
    with WorkingGroup.open(place) as group:
        group.status()


def _record(place: str, times: int) -> list[float]:
    """How long each of some acts takes on one open working group."""
    with WorkingGroup.open(place, by="bench") as group:
        return [_ms(lambda: group.note_sense("4", "some", "accept")) for _ in range(times)]


def measure(groups: int, folder: Path, server: Server) -> list[dict[str, object]]:
    """Copy the example many times into a database and into files, and open and record in some."""
    source = folder / "example.consensus"
    make_example(source).close()
    with WorkingGroup.open(source) as group:
        steps = len(list(group.steps()))
    places = {
        "files": [str(folder / f"{number}.consensus") for number in range(groups)],
        "database": [server.new_url() for _ in range(groups)],
    }
    rows: list[dict[str, object]] = []
    for kind, named in places.items():
        copied = [_ms(lambda place=place: copy_record(source, place)) for place in named]
        opened = [_ms(lambda place=place: _open(place)) for place in named[:: groups // 20]]
        recorded = _record(named[groups // 2], 50)
        rows.append(
            {
                "what": kind,
                "working groups": groups,
                "steps in each": steps,
                "copy in, ms": round(median(copied), 1),
                "the last tenth over the first": round(
                    median(copied[-groups // 10 :]) / median(copied[: groups // 10]), 2
                ),
                "open and status, ms": round(median(opened), 1),
                "record, ms": round(median(recorded), 2),
            }
        )
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    rows[-1]["KiB for each"] = round(row[0] / groups / 1024)
    rows[0]["KiB for each"] = round(
        sum(Path(place).stat().st_size for place in places["files"]) / groups / 1024
    )
    return rows


def main() -> None:
    """Measure, and print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=400)
    given = parser.parse_args()
    server = Server()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for row in measure(given.groups, Path(folder), server):
                print(json.dumps(row), flush=True)
    finally:
        server.remove()


if __name__ == "__main__":
    main()
