"""Checks a record for damage and repairs what can be repaired."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from consensus.errors import MalformedRule, StoreError
from consensus.finding import Finding, Severity
from consensus.history.operation import StepContext
from consensus.history.operations.corrections import SettleOvertaken
from consensus.history.replay import replay
from consensus.history.replicas import index_merged_corrections
from consensus.history.snapshot import read_snapshot
from consensus.history.step import Step, make_step, moment_after, topological_order
from consensus.history.verify import (
    KeptState,
    SnapshotCheck,
    Verification,
    check_snapshot,
    verify,
)
from consensus.model.state import Superseded, new_id
from consensus.rules.expression import recorded_rule
from consensus.store.opening import file_of, open_database
from consensus.store.sqlite import WAIT, SqliteStore, holds_steps, may_write, wal_path
from consensus.text.display import count_noun

if TYPE_CHECKING:
    from consensus.store.postgres import PostgresStore


def _machine_time() -> datetime:
    return datetime.now(UTC)


def doctor(
    place: str | Path,
    head: str = "",
    repair: bool = False,
    wait: float = WAIT,
    by: str = "",
    clock: Callable[[], datetime] = _machine_time,
) -> tuple[Finding, ...]:
    """Checks a record and returns findings, each with what to do; none when it is in order.

    Steps are never changed; only `repair` writes at all.

    Args:
        place: the file, or the URL of a database and the working group in it.
        head: a head published earlier, to see that nothing was cut off.
        repair: drop a snapshot that is of no use, erase what is left of redacted words, and record
            that steps which cannot be read, and what rests on them, are set aside.
        wait: how many seconds to wait for others who use it.
        by: who records that.
        clock: tells the time when that is recorded.

    Returns:
        What was found, each with what to do; nothing when the record is in order.
    """
    path = file_of(place)
    aside = _Repairer(by, clock) if repair else None
    if path is None:
        return tuple(_of_database(str(place), head, aside, wait))
    path = path.absolute()
    found = _of_file(path, head, aside, wait)
    return tuple(evolve(each, file=str(path)) for each in found)


def _of_file(path: Path, head: str, aside: _Repairer | None, wait: float) -> Iterator[Finding]:
    repair = aside is not None
    # Looked at first, because opening the file is what brings a log left behind into it.
    yield from _sidecar_files(path)
    try:
        with closing(SqliteStore.open(path, read_only=not repair, wait=wait)) as store:
            yield from _file(store)
            yield from _old_snapshot(store, repair)
            yield from _leftovers(store)
            yield from _steps_and_snapshot(store, head, aside)
    except StoreError as error:
        yield Finding(str(error), Severity.ERROR)


def _of_database(url: str, head: str, aside: _Repairer | None, wait: float) -> Iterator[Finding]:
    repair = aside is not None
    try:
        with closing(open_database(url, read_only=not repair, wait=wait)) as store:
            found = chain(
                _server(store),
                _traces_in_tables(store, repair),
                _steps_and_snapshot(store, head, aside),
            )
            yield from (evolve(each, file=str(store.place)) for each in found)
    except StoreError as error:
        yield Finding(str(error), Severity.ERROR)


def _server(store: PostgresStore) -> Iterator[Finding]:
    for name, setting in sorted(store.settings().items()):
        if setting == "off":
            yield Finding(
                f"the server is set to {name} = off, so steps that it confirmed can be lost when"
                " its machine fails; have it switched on"
            )


def _traces_in_tables(store: PostgresStore, repair: bool) -> Iterator[Finding]:
    if not store.holds_traces:
        return
    if repair:
        store.erase_traces()
        yield Finding(
            "the tables were rewritten without redacted words; they may still be in the server's"
            " write-ahead log, its copies and its backups until those are replaced",
            Severity.NOTE,
        )
    else:
        yield Finding(
            "redacted words may still lie in unused parts of the tables; let their owner repair"
            " them when nobody is at work, since everybody waits while they are rewritten"
        )


def _sidecar_files(path: Path) -> Iterator[Finding]:
    log = wal_path(path)
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
            f"the file is damaged ({message}); keep it as it is and use a backup",
            Severity.ERROR,
        )
    if not may_write(store.path):
        yield Finding(
            "the file or its folder is write-protected, so nothing can be recorded; copy it to a"
            " folder you may write to"
        )


def _old_snapshot(store: SqliteStore, repair: bool) -> Iterator[Finding]:
    if not store.holds_old_snapshot:
        return
    if repair and store.is_writable:
        store.drop_old_snapshot()
        yield Finding("the snapshot in the file, which is not read, was deleted", Severity.NOTE)
    else:
        yield Finding(
            "the file holds a snapshot, as earlier versions kept one there; it is not read, and the"
            " next step or a repair deletes it",
            Severity.NOTE,
        )


def _leftovers(store: SqliteStore) -> Iterator[Finding]:
    # Opening for a repair has erased them already unless another program reads the file.
    if store.holds_traces:
        yield Finding(
            "redacted words may still lie in unused parts of the file; close every other program"
            " that uses it, then repair it"
        )


def _steps_and_snapshot(
    store: SqliteStore | PostgresStore, head: str, aside: _Repairer | None
) -> Iterator[Finding]:
    verified = verify(store.read_stored(), head)
    if verified.withheld:
        count = len(verified.withheld)
        bodies = count_noun(count, "redacted body is", "redacted bodies are")
        yield Finding(
            f"{bodies} kept with the words withheld until the erasure is confirmed; see"
            " what waits to be erased",
            Severity.NOTE,
        )
    for problem in verified.problems:
        if not problem.unreadable:
            yield Finding(
                f"{problem}; keep the file as it is and compare it with a backup", Severity.ERROR
            )
    yield from _snapshot(store, verified, aside is not None)
    # Last, since a repair records steps, which the snapshot does not have.
    yield from _unreadable(store, verified, aside)
    if verified.is_unaltered:
        yield from _unreadable_rules(store)


def _unreadable_rules(store: SqliteStore | PostgresStore) -> Iterator[Finding]:
    """Yields which rules on record cannot be read, such as one of a package not installed."""
    steps = topological_order(store.read())
    state = replay(steps, index_merged_corrections(steps))
    owners = [each for each in state.drafts if state.drafts[each].rule]
    owners += [each for each in state.items if state.items[each].rule]
    for owner in ("", *owners):
        try:
            recorded_rule(state, owner)
        except MalformedRule as error:
            yield Finding(str(error), Severity.ERROR)


def _snapshot(
    store: SqliteStore | PostgresStore, verified: Verification, repair: bool
) -> Iterator[Finding]:
    if not store.holds_snapshot:
        return
    found = store.snapshot(lambda source: [read_snapshot(source)])
    kept = found[0] if found else None
    if found is None:
        yield from _useless(store, "the kept snapshot is damaged", repair)
    elif kept is None:
        made = "the kept snapshot was made by another version of this software"
        yield from _useless(store, made, repair)
    # Nothing can be compared with steps that are not as they were recorded.
    elif verified.is_unaltered:
        yield from _compared(store, kept, repair)


def _compared(
    store: SqliteStore | PostgresStore, kept: KeptState, repair: bool
) -> Iterator[Finding]:
    check = check_snapshot(kept, store)
    is_in_file = isinstance(store, SqliteStore)
    if check is SnapshotCheck.AHEAD:
        # It may be the last trace of what is missing, so no repair takes it away.
        yield Finding(
            f"a snapshot of this file includes {kept[2]} steps and this copy has {store.length}:"
            " it is an older copy, or the last ones are lost; compare it with other copies",
            Severity.WARNING if is_in_file else Severity.ERROR,
        )
    elif check is SnapshotCheck.ELSEWHERE:
        other = "the kept snapshot is of another copy of this file"
        yield from _useless(store, other, repair, Severity.NOTE)
    elif check is SnapshotCheck.OUTDATED:
        older = "the kept snapshot is older than an undo or a redaction"
        yield from _useless(store, older, repair, Severity.NOTE)
    elif check is SnapshotCheck.DIFFERS:
        invented = "the kept snapshot does not agree with the steps, so what was shown may be wrong"
        yield from _useless(store, invented, repair, Severity.ERROR)


def _useless(
    store: SqliteStore | PostgresStore,
    problem: str,
    repair: bool,
    severity: Severity = Severity.WARNING,
) -> Iterator[Finding]:
    """Yields the finding on a useless snapshot; drops the snapshot in a repair."""
    if repair and store.keeps_snapshots:
        store.drop_snapshots()
        yield Finding(f"{problem}; it was dropped, and the next one is made anew", Severity.NOTE)
    else:
        yield Finding(f"{problem}; nothing is lost, drop it with a repair", severity)


@frozen
class _Repairer:
    """Records that unreadable steps are set aside, as user `by` at the time of `clock`."""

    by: str
    clock: Callable[[], datetime]

    def settlements(self, waiting: Sequence[Superseded], last: Step) -> list[Step]:
        """Returns new steps after `last`, one for each waiting entry, that set it aside."""
        found: list[Step] = []
        for each in waiting:
            now = moment_after(last.moment, self.clock())
            settled = SettleOvertaken(
                id=new_id(now),
                step=each.step,
                operations=each.operations,
                reason="set aside by a repair: it cannot be read, or rests on what cannot be",
            )
            last = make_step(StepContext(new_id(now), self.by, now, now), (last.hash,), (settled,))
            found.append(last)
        return found


def _unreadable(
    store: SqliteStore | PostgresStore, verified: Verification, aside: _Repairer | None
) -> Iterator[Finding]:
    """Yields findings on steps that cannot be read or depend on such steps."""
    count = len(verified.set_aside)
    if count:
        what = (
            "operation that cannot be read is"
            if count == 1
            else "operations that cannot be read are"
        )
        yield Finding(f"{count} {what} set aside on record", Severity.NOTE)
    unreadable = [problem for problem in verified.problems if problem.unreadable]
    if not unreadable and not count:
        return
    done, severity = "it is left out; set it aside with a repair", Severity.WARNING
    waiting: list[Superseded] = []
    # An altered step cannot be distinguished from one recorded so.
    if verified.is_unaltered:
        steps = topological_order(store.read())
        state = replay(steps, index_merged_corrections(steps))
        waiting = [each for each in state.overtaken.values() if each.unreadable]
        if waiting and aside is not None:
            store.extend(aside.settlements(waiting, steps[-1]), steps[-1].hash)
            done, severity = "it was set aside", Severity.NOTE
    for problem in unreadable:
        yield Finding(f"{problem}; {done}", severity)
    named = {problem.step for problem in unreadable}
    for each in waiting:
        if each.step not in named:
            reasons = "; ".join(each.reasons)
            yield Finding(
                f"step {each.step} rests on what cannot be read ({reasons}); {done}", severity
            )
