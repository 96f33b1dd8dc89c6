"""What every report costs on two large records and a small one, and how large it is.

Run it as `python -m tests.benchmarks.bench_every_report [FOLDER] [--only NAME]`; the folder keeps
the records between runs. It prints a table in Markdown with a row for each report, form and
audience: seconds to make and to write it on an open record, and its size. A report about one text,
member or meeting is made about that of which most was recorded. The audiences come one after the
other, and the forms share what was made.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import attrs

from consensus import WorkingGroup
from consensus.errors import ConsensusError
from consensus.reports.audience import Audience
from consensus.store.cache import FOLDER
from consensus.working_group.queries import Queries
from consensus.working_group.reports.report import Form, Report, Wanted
from consensus.working_group.reports.writing import REPORTS, write_value, write_value_docx
from consensus.working_group.script import make_example
from tests.support.every_report import most_recorded
from tests.support.large_records import write_records

_MOST_SECONDS = 120


class TooLongError(Exception):
    """What was begun took more than two minutes."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Give up what is done inside after so many seconds."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def measure(
    group: Queries, report: Report[Any], wanted: Wanted, folder: Path | None
) -> Iterator[tuple[str, float | None, int]]:
    """Each form of a report, how long it took with what is made for all, and how many bytes."""
    began = time.perf_counter()
    try:
        with at_most(_MOST_SECONDS):
            value = report.make(group, wanted)
    except TooLongError:
        yield "to make it", None, 0
        return
    except ConsensusError as refused:
        yield f"refused: {refused}", time.perf_counter() - began, 0
        return
    yield "to make it", time.perf_counter() - began, 0
    for form in report.forms:
        began = time.perf_counter()
        try:
            with at_most(_MOST_SECONDS):
                if form is Form.DOCX:
                    content = write_value_docx(group, report, value, wanted)
                else:
                    content = "".join(write_value(group, report, value, form, wanted)).encode()
        except TooLongError:
            yield form, None, 0
            continue
        except ConsensusError as refused:
            yield f"{form}: {refused}", time.perf_counter() - began, 0
            continue
        if folder:
            (folder / f"{report.name}-{wanted.audience}.{form}").write_bytes(content)
        yield form, time.perf_counter() - began, len(content)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where the records are kept")
    parser.add_argument("--only", action="append", help="this report alone")
    parser.add_argument("--record", action="append", help="demo, code or votes alone")
    parser.add_argument("--keep", type=Path, help="write every report into this folder too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = (given.folder or Path(name)).resolve()
        folder.mkdir(exist_ok=True)
        os.environ[FOLDER] = str(folder / "cache")
        paths = {each.stem: each for each in folder.glob("*.consensus")}
        if "votes" not in paths:
            paths |= write_records(folder)
        if "demo" not in paths:
            paths["demo"] = folder / "demo.consensus"
            make_example(paths["demo"], "SEC").close()
        sys.stdout.write(
            "| record | report | audience | form | time | size |\n|---|---|---|---|---|---|\n"
        )
        for record in ("demo", "code", "votes"):
            if given.record and record not in given.record:
                continue
            with WorkingGroup.open(paths[record]) as group:
                kept = given.keep and given.keep / record
                if kept:
                    kept.mkdir(parents=True, exist_ok=True)
                for report in REPORTS.values():
                    if given.only and report.name not in given.only:
                        continue
                    for audience in Audience:
                        _print(group, record, report, audience, kept)


def _print(
    group: Queries, record: str, report: Report[Any], audience: Audience, kept: Path | None
) -> None:
    wanted = most_recorded(group, report)
    if wanted is None:
        return
    wanted = attrs.evolve(wanted, audience=audience).under_policy_of(group)
    for form, seconds, size in measure(group, report, wanted, kept):
        took = f"> {_MOST_SECONDS} s" if seconds is None else f"{seconds:.2f} s"
        mb = f"{size / 1e6:.2f} MB" if size else ""
        sys.stdout.write(f"| {record} | {report.name} | {audience} | {form} | {took} | {mb} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
