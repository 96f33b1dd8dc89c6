"""A doctor for record files: what is wrong with one, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from attrs import evolve

from consensus.errors import StoreError
from consensus.finding import Finding, Severity
from consensus.history.snapshot import read_snapshot
from consensus.history.verify import verify
from consensus.store.sqlite import SqliteStore
from consensus.store.sqlite_file import WAIT, holds_steps, log_of, may_write


def doctor(
    path: str | Path, head: str = "", repair: bool = False, wait: float = WAIT
) -> tuple[Finding, ...]:
    """Examine a record file.

    Nothing is changed unless asked for, and no step ever is.

    Args:
        path: the file.
        head: a head published earlier, to see that nothing was cut off.
        repair: drop snapshots that are of no use, and erase what is left of redacted words.
        wait: how many seconds to wait for other programs that use the file.

    Returns:
        What was found, each with what to do; nothing when the file is in order.
    """
    place = Path(path).absolute()
    # Looked at first, because opening the file is what brings a log left behind into it.
    found = list(_beside(place))
    try:
        with closing(SqliteStore.open(place, read_only=not repair, wait=wait)) as store:
            found += _file(store)
            found += _snapshot(store, repair)
            found += _traces(store)
            found += _steps(store, head)
    except StoreError as error:
        found.append(Finding(str(error), Severity.ERROR))
    return tuple(evolve(each, file=str(place)) for each in found)


def _beside(path: Path) -> Iterator[Finding]:
    log = log_of(path)
    if holds_steps(log):
        yield Finding(
            f"the last steps are still in {log.name}: another program has the file open, or did"
            " not close it; whoever copies the file must copy both, or use a backup",
            Severity.NOTE,
        )
    if path.is_file():
        free = shutil.disk_usage(path.parent).free
        if free < 2 * path.stat().st_size:
            yield Finding(
                f"only {free:,} bytes are free on the disk, which is too little to rewrite or back"
                " up the file there; make room"
            )


def _file(store: SqliteStore) -> Iterator[Finding]:
    for message in store.integrity():
        yield Finding(
            f"the file is damaged ({message}); keep it as it is and go on with a backup",
            Severity.ERROR,
        )
    if not may_write(store.path):
        yield Finding(
            "the file or its folder is write-protected, so nothing can be recorded; copy it to a"
            " folder you may write to"
        )


def _snapshot(store: SqliteStore, repair: bool) -> Iterator[Finding]:
    if not store.holds_snapshot:
        return
    problem = _problem_of_snapshot(store)
    if not problem:
        return
    if repair and store.is_writable:
        store.drop_snapshots()
        yield Finding(f"{problem}; it was dropped, and the next one is made anew", Severity.NOTE)
    else:
        yield Finding(f"{problem}; nothing is lost, drop it with a repair", Severity.WARNING)


def _problem_of_snapshot(store: SqliteStore) -> str:
    content = store.snapshot()
    if content is None:
        return "the snapshot is damaged"
    snapshot = read_snapshot(content)
    if snapshot is None:
        return "the snapshot was made by another version of this software"
    _, head, steps = snapshot
    there = next((each for each in store.read_stored() if each.position == steps), None)
    if there is None or there.hash != head:
        return "the snapshot is of another record"
    return ""


def _traces(store: SqliteStore) -> Iterator[Finding]:
    # Opening for a repair has erased them already unless another program reads the file.
    if store.holds_traces:
        yield Finding(
            "redacted words may still lie in unused parts of the file; close every other program"
            " that uses it, then repair it"
        )


def _steps(store: SqliteStore, head: str) -> Iterator[Finding]:
    for problem in verify(store.read_stored(), head).problems:
        yield Finding(
            f"{problem}; keep the file as it is and compare it with a backup", Severity.ERROR
        )
