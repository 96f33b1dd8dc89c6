"""What the analysis of a large record costs, as ratios to reading its log.

Run it as `python -m tests.benchmarks.bench_analysis [--large] [--save FILE]`; it prints one JSON
object per row. Without `--large` the records are a sixteenth of Large and smaller. All measures of
a record run in one process apart, on a record that is open. The divisions of members are measured
on members in two blocs as well, since positions drawn by lot, as those of the record, are given up
after the first comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from consensus import WorkingGroup
from consensus.analysis.agreement import Ballot, excess_agreement
from consensus.analysis.coalitions import cluster_members, permutation_test
from consensus.analysis.conflicts import find_conflicts
from consensus.analysis.what_if import Judges, Merges, Says, Withdraws
from consensus.model.rivals import combine_pending
from tests.benchmarks.records import Costs, GrowingBench, cost, median, read_log

_ACTS = 50
EVERYTHING = "everything, as a report with progress"
BLOCS = "coalitions of 200 members in two blocs over 1,000 targets"


def analyse(path: Path) -> Costs:
    """Everything that is asked of a record as a whole."""
    with WorkingGroup.open(path) as group:
        state, analysis = group.state, group.analysis
        drafts = list(state.drafts)
        found = {EVERYTHING: cost(partial(analysis.report, "secretariat", "", _watched))}
        targets = [*state.items, *state.amendments]
        woven = {each: combine_pending(state, each) for each in targets}
        electorate = group.judgement().electorate
        parts: dict[str, Callable[[], object]] = {
            "combine all amendments": lambda: [combine_pending(state, each) for each in targets],
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


def divide_blocs(path: Path) -> Costs:
    """Members in two blocs with some straying, whatever the record."""
    chance = Random(1)
    rows = []
    for member in range(200):
        sides = [0, 0, 0]
        for target in range(1_000):
            if chance.random() >= 0.1:
                strays = chance.random() < 0.2
                side = chance.choice((0, 1, 2)) if strays else 2 * ((member + target) % 2)
                sides[side] |= 1 << target
        rows.append((sides[0], sides[1], sides[2]))
    ballot = Ballot(tuple(rows), 1_000)

    def work() -> None:
        division = cluster_members(excess_agreement(ballot))
        assert permutation_test(ballot, division.strength, None)[1]

    return {BLOCS: cost(work)}


BENCH = GrowingBench(
    "analysis", (read_log, analyse, divide_blocs), whatever_record=frozenset({BLOCS})
)

if __name__ == "__main__":
    BENCH.run(__doc__)
