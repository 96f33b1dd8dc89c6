"""What commands in a file of them cost, as a ratio to as many commands alone.

Run it as `python -m tests.benchmarks.bench_run [LINES] [ALONE]`; it prints a JSON object a row. Of
the commands alone only some are run, since each takes as long as the others.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import islice, product
from pathlib import Path

from consensus.working_group.script import make_example

_LINES, _ALONE = 200, 20


def processor_seconds(*arguments: str, lines: str = "") -> float:
    """The processor time of a command in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "consensus", *arguments],
        input=lines,
        text=True,
        capture_output=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure(folder: Path, lines: Sequence[Sequence[str]], alone: int) -> dict[str, float]:
    """Seconds of processor time for all lines: each alone, in a run, and in one transaction."""
    places = [str(folder / name) for name in ("alone", "run", "atomic")]
    for place in places:
        make_example(place).close()
    text = "\n".join(map(" ".join, lines))
    some = sum(processor_seconds("-f", places[0], *line) for line in lines[:alone])
    return {
        "commands alone": some / alone * len(lines),
        "run": processor_seconds("-f", places[1], "run", "-", lines=text),
        "run --atomic": processor_seconds("-f", places[2], "run", "--atomic", "-", lines=text),
    }


def main() -> None:
    """Print what a run costs, as a ratio to commands alone."""
    count, alone = [*map(int, sys.argv[1:]), *(_LINES, _ALONE)[len(sys.argv) - 1 :]]
    os.environ["CONSENSUS_CACHE"] = "off"
    with tempfile.TemporaryDirectory(dir=".") as folder:
        with make_example(Path(folder, "example")) as group:
            items = [each.handle for each in group.state.items.values() if not each.removed]
            pairs = islice(product(items, group.state.members), count)
            lines = [("position", "set", code, item, "accept") for item, code in pairs]
        found = measure(Path(folder), lines, alone)
    for what, seconds in found.items():
        row = {"bench": "run", "what": what, "lines": len(lines), "processor_s": round(seconds, 3)}
        print(json.dumps({**row, "ratio": round(seconds / found["commands alone"], 4)}))


if __name__ == "__main__":
    main()
