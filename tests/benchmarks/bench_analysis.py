"""What the analysis of a large record costs, as ratios to reading its log.

Run it as `python -m tests.benchmarks.bench_analysis [--large] [--save FILE]`; it prints one JSON
object per row. Without `--large` the records are a sixteenth of Large and smaller. All measures of
a record run in one process apart, on a record that is open; the best of a few rounds counts. Ratios
are of processor time. The divisions of members are measured on members in two blocs as well, since
positions drawn by lot, as those of the record, are given up after the first comparison.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

from consensus import WorkingGroup
from consensus.analysis.agreement import Ballot, agreement
from consensus.analysis.assumption import Judges, Merges, Says, Withdraws
from consensus.analysis.chance import against_chance
from consensus.analysis.conflicts import find_conflicts
from consensus.analysis.division import divide
from consensus.model.rivals import combination_of
from consensus.store.sqlite import SqliteStore
from tests.benchmarks.bench_large import (
    BASELINE,
    SHARES,
    SHARES_OF_LARGE,
    Cost,
    cost,
    median,
    n_log_n,
    read_log,
)
from tests.benchmarks.large_record import LARGE, Size, write_record

_ROUNDS = 3
_ACTS = 50
EVERYTHING = "everything, as a report with progress"
BLOCS = "coalitions of 200 members in two blocs over 1,000 targets"


def analyse(path: Path) -> dict[str, Cost]:
    """Everything that is asked of a record as a whole."""
    with WorkingGroup.open(path) as group:
        state, analysis = group.state, group.analysis
        drafts = list(state.drafts)
        found = {EVERYTHING: cost(partial(analysis.report, "secretariat", "", _watched))}
        targets = [*state.items, *state.amendments]
        woven = {each: combination_of(state, each) for each in targets}
        electorate = group.judgement().electorate
        parts: dict[str, Callable[[], object]] = {
            "combine all amendments": lambda: [combination_of(state, each) for each in targets],
            "conflicts, once combined": lambda: find_conflicts(
                state, drafts, electorate, woven.__getitem__
            ),
            "order": analysis.order,
            "packages": analysis.packages,
            "coalitions": analysis.coalitions,
            "bridges": analysis.bridges,
            "whom to call": analysis.calls,
            "progress by meeting": partial(analysis.progress, "meeting"),
        }
        found |= {what: cost(work) for what, work in parts.items()}
        for what, assumed in _moves(group).items():
            found[what] = median([cost(partial(analysis.what_if, each)) for each in assumed])
    return found


def _watched(done: int, of: int) -> None:
    """What a front end does with progress, at least."""
    assert 0 <= done <= of


def _moves(group: WorkingGroup) -> dict[str, list[Says | Merges | Withdraws | Judges]]:
    """Moves to suppose, of each kind some that can happen."""
    state = group.state
    undecided = [
        each.handle
        for each in state.amendments.values()
        if not state.is_closed(each.target) and str(each.state) == "open"
    ]
    items = [item.handle for item in state.items.values() if not state.is_closed(item.id)]
    return {
        "what if a member took a stance": [
            Says(f"M{at:03}", items[at % len(items)], "object") for at in range(_ACTS)
        ],
        "what if an amendment went in": [
            Merges(state.handle_of(state.amendments[state.handles[each]].target), (each,))
            for each in undecided[:_ACTS]
        ],
        "what if an amendment was withdrawn": [Withdraws(each) for each in undecided[:_ACTS]],
        "what if an item had another rule": [
            Judges("consensus_minus(1)", each) for each in items[:_ACTS]
        ],
    }


def divide_blocs(path: Path) -> dict[str, Cost]:
    """Members in two blocs with some straying, whatever the record."""
    chance = Random(1)
    ballot = Ballot(
        tuple(
            tuple(
                None
                if chance.random() < 0.1
                else chance.choice((0, 1, 2))
                if chance.random() < 0.2
                else 2 * ((member + target) % 2)
                for member in range(200)
            )
            for target in range(1_000)
        )
    )

    def work() -> None:
        division = divide(agreement(ballot).excess)
        assert against_chance(ballot, division.strength, None)[1]

    return {BLOCS: cost(work)}


MEASURES: tuple[Callable[[Path], dict[str, Cost]], ...] = (read_log, analyse, divide_blocs)


def measure_apart(name: str, path: Path) -> dict[str, Cost]:
    """Run a measure in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.bench_analysis",
        "--measure",
        name,
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found = json.loads(done.stdout)
    return {what: Cost(took[0], took[1], found["mib"]) for what, took in found["costs"].items()}


def measure(size: Size, folder: Path) -> dict[str, Cost]:
    """The best of a few rounds of everything on a record of a size."""
    path = folder / "large.consensus"
    with closing(SqliteStore.create(path)) as store:
        write_record(store, size)
    with WorkingGroup.open(path) as group:
        group._log.keep_snapshot()
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
    """The rows to print: each measure with its ratio to reading the log."""
    return [
        {
            "bench": "analysis",
            "what": what,
            "positions": size.positions,
            "amendments": size.amendments,
            "ms": round(took.wall * 1000, 3),
            "processor_ms": round(took.processor * 1000, 3),
            "peak_mib": round(took.mib),
            "baseline": BASELINE,
            "ratio": round(took.processor / best[BASELINE].processor, 3),
        }
        for what, took in best.items()
        if what != BLOCS or size.positions == LARGE.positions
    ]


def growth_rows(found: dict[Size, dict[str, Cost]]) -> list[dict[str, object]]:
    """How much more than n log n each measure grew, from the smallest to the largest record."""
    small = min(found, key=n_log_n)
    large = max(found, key=n_log_n)
    expected = n_log_n(large) / n_log_n(small)
    return [
        {
            "bench": "analysis",
            "what": f"growth of {what}",
            "times": round(took.processor / found[small][what].processor, 2),
            "times_n_log_n": round(took.processor / found[small][what].processor / expected, 2),
        }
        for what, took in found[large].items()
        if what != BLOCS
    ]


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
