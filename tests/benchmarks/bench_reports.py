"""What reports on a large record cost, as ratios to reading its log.

Run it as `python -m tests.benchmarks.bench_reports [--large] [--save FILE]`; it prints one JSON
object per row. Without `--large` the record is a sixteenth of Large. Each measure runs in a process
of its own, from a snapshot, and writes its report to a file as the command does; the best of a few
rounds counts. Where there is a browser, it opens the page, and filters it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from consensus import WorkingGroup
from consensus.reports.audience import Audience
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import write_report
from tests.benchmarks.records import (
    BASELINE,
    LARGE,
    Cost,
    Costs,
    cost,
    peak_mib,
    read_log,
    save_rows,
    write_with_snapshot,
)
from tests.support.browser import CHROMIUM, Browser

_SHARE = 1 / 16
_ROUNDS = 3
_MOST_SECONDS = 10
_MOST_MIB = 600
_FILTER = """new Promise(done => {
  const box = document.getElementById("filter");
  box.value = "lantern";
  box.dispatchEvent(new Event("input", {bubbles: true}));
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
_REPORTS = {
    "open to HTML": ("open", "html", Wanted()),
    "open to HTML, for the secretariat": ("open", "html", Wanted(Audience.SECRETARIAT)),
    "open to JSON": ("open", "json", Wanted()),
    "open to Markdown": ("open", "markdown", Wanted()),
    "open to CSV": ("open", "csv", Wanted()),
    "amendments to HTML": ("amendments", "html", Wanted()),
    "amendments to CSV": ("amendments", "csv", Wanted()),
    "draft to HTML": ("draft", "html", Wanted()),
    "record of a member to Markdown": (
        "member",
        "markdown",
        Wanted(Audience.SECRETARIAT, subject="M000"),
    ),
}


def write(record: Path, what: str) -> Cost:
    """Open the record and write a report to a file beside it."""
    name, form, wanted = _REPORTS[what]

    def work() -> None:
        with (
            WorkingGroup.open(record) as group,
            (record.parent / f"{name}.{form}").open("w", encoding="utf-8") as file,
        ):
            file.writelines(write_report(group, name, form, wanted))

    return cost(work)


def show(folder: Path) -> dict[str, float]:
    """Open the page of what is agreed and open in a browser, and filter it by a word."""
    browser = Browser(folder / "profile")
    try:
        browser.begin()
        began = time.perf_counter()
        browser.open((folder / "open.html").as_uri())
        opened = time.perf_counter()
        browser.ask(_FILTER)
        assert browser.complaints == []
        return {
            "open the page in Chromium": opened - began,
            "filter it by a word": time.perf_counter() - opened,
        }
    finally:
        browser.close()


def apart(record: Path, what: str) -> Cost:
    """Run a measure in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_reports", "--measure"]
    done = subprocess.run([*command, str(record), what], capture_output=True, check=True, text=True)
    wall, processor, mib = json.loads(done.stdout)
    return Cost(wall, processor, mib)


def main() -> None:
    """Print every row, or one measure for the process that asked for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="over Large; takes minutes")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="of which the best counts")
    parser.add_argument("--save", type=Path, help="write the rows to a file too")
    parser.add_argument("--measure", nargs=2, metavar=("FILE", "WHAT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        record, what = Path(given.measure[0]), given.measure[1]
        took = read_log(record)[BASELINE] if what == BASELINE else write(record, what)
        sys.stdout.write(json.dumps([took.wall, took.processor, peak_mib()]))
        return
    rows: list[dict[str, object]] = []

    def add(**row: object) -> None:
        rows.append({"bench": "reports", **row})
        sys.stdout.write(json.dumps(rows[-1]) + "\n")
        sys.stdout.flush()

    size = LARGE if given.large else LARGE.part(_SHARE)
    # In the current folder, since a folder for temporary files may be in memory.
    with tempfile.TemporaryDirectory(dir=".") as name:
        record = Path(name).resolve() / "large.consensus"
        write_with_snapshot(record, size)
        best: Costs = {}
        for _ in range(given.rounds):
            for what in (BASELINE, *_REPORTS):
                took = apart(record, what)
                best[what] = took.best(best.get(what, took))
        for what, took in best.items():
            report = _REPORTS.get(what, ("", "", None))
            written = record.parent / f"{report[0]}.{report[1]}"
            add(
                what=what,
                positions=size.positions,
                amendments=size.amendments,
                ms=round(took.wall * 1000),
                processor_ms=round(took.processor * 1000),
                peak_mib=round(took.mib),
                mb=round(written.stat().st_size / 1e6, 1) if written.is_file() else None,
                baseline=BASELINE,
                ratio=round(took.processor / best[BASELINE].processor, 2),
                is_kept=took.processor < _MOST_SECONDS and took.mib < _MOST_MIB,
            )
        if CHROMIUM:
            for what, seconds in show(record.parent).items():
                add(what=what, ms=round(seconds * 1000))
    save_rows(rows, given.save)


if __name__ == "__main__":
    main()
