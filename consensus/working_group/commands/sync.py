"""Commands that merge copies, write bundles, and watch what others record."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import attrs

import consensus
from consensus.errors import NotFound, Rejected
from consensus.history.operation import Operation
from consensus.history.operations import SettleOvertaken, UndoStep
from consensus.history.replay import apply_checked, context_of, operations_of, resolved_operations
from consensus.history.replicas import MOST_BYTES
from consensus.history.step import Step
from consensus.store.opening import open_store
from consensus.store.port import Store, remaining_bodies
from consensus.working_group.log import find_step
from consensus.working_group.queries import Queries
from consensus.working_group.recording import Recording

# What joins copies, and tells what came of it, is imported late: few programs need it.


class SyncCommands(Recording):
    """Commands that exchange steps between copies of one record."""

    def sync(
        self,
        other: str | Path | Queries,
        *,
        pull: bool = False,
        dry_run: bool = False,
        most_bytes: int = MOST_BYTES,
        erase: int | None = None,
    ) -> consensus.SyncReport:
        """Merges this record with a diverged copy of it, so that both hold every step.

        Each copy takes everything in or nothing; where only the second fails, the next sync mends
        it. What no longer applies is set aside and named, see `superseded`. The words that a
        redaction of one copy takes out are withheld in the other at once, and kept until a user
        says how many bodies are to be erased.

        Args:
            other: the other copy, open, or its file or URL.
            pull: whether the other copy is left as it is.
            dry_run: whether to say what would come of it, and change nothing.
            most_bytes: how many bytes of steps are imported at most.
            erase: how many bodies are erased in both copies, or here with `pull`, as
                `SyncReport.withheld` lists them; None keeps them with their words withheld.

        Raises:
            Rejected: the other is no copy of this record, holds what was never recorded, is in a
                block of `atomic`, or another number of bodies would be erased; nothing has changed.
            StoreError: it cannot be read or written.
        """
        from consensus.working_group.sync import import_steps

        self._refuse_unless_writable()
        for each in (self, other):
            if isinstance(each, Queries):
                each._log.refuse_within_atomic("copies are joined at once")
        # Looked at before, so that a failure is one before anything was changed.
        is_shown = bool(self._log.store.on_wall())
        with _store_of(other, read_only=pull or dry_run) as store:
            report = import_steps(
                self._log,
                store.read_stored,
                None if pull else store,
                dry_run=dry_run,
                most_bytes=most_bytes,
                erase=erase,
            )
        if isinstance(other, Queries):
            other.refresh()
        if is_shown:
            self._show_again()
        return report

    def export_steps(self, since: Step | str = "") -> bytes:
        """Returns the steps of this record as the bytes of a bundle, to be imported elsewhere.

        Everything that was recorded is in it, in confidence or not; private notes are not, and
        neither are words that are withheld. `since` is the hash or the id of the last step that the
        receiver has; empty for all. Where nothing was recorded since, it raises `Rejected`.
        """
        from consensus.formats.bundle import write_bundle

        self._log.refuse_within_atomic("steps are written at once")
        stored = wanted = list(self._log.read_stored())
        if since:
            has = self._up_to(since)
            wanted = [each for each in stored if each.hash not in has]
        if not wanted:
            raise Rejected("nothing was recorded since, so there is nothing to send")
        return write_bundle(stored[0].hash, wanted)

    def import_steps(
        self,
        content: bytes,
        *,
        dry_run: bool = False,
        most_bytes: int = MOST_BYTES,
        erase: int | None = None,
    ) -> consensus.SyncReport:
        """Imports the steps of a bundle, all of them or none; arguments as `sync`, as with `pull`.

        Raises:
            UnreadableInput: it is no bundle, is damaged, or is of another record.
            Rejected: it holds what was never recorded, builds on steps that are not here, or
                another number of bodies would be erased; nothing has changed.
            StoreError: it could not be written; nothing has changed.
        """
        from consensus.formats.bundle import read_bundle
        from consensus.working_group.sync import import_steps

        self._refuse_unless_writable()
        root = next(self._log.store.read_stored()).hash
        steps = read_bundle(content, root, most_bytes)
        report = import_steps(
            self._log, lambda: steps, dry_run=dry_run, most_bytes=most_bytes, erase=erase
        )
        self._show_again()
        return report

    @property
    def withheld_bodies(self) -> tuple[consensus.WithheldBodies, ...]:
        """The bodies that redactions from other copies would erase, withheld until confirmed."""
        from consensus.reports.overtaken import withheld_bodies

        known = self._log.known()
        waiting = remaining_bodies(self._log.store.read(), known.substitutes)
        return withheld_bodies(self._log.steps(), known, waiting)

    def erase_withheld(self, count: int) -> None:
        """Erases for good the bodies that redactions from other copies have withheld.

        Args:
            count: how many they are, as `withheld_bodies` lists them; another number is refused.
        """
        self._refuse_unless_writable()
        self._log.erase_withheld(count)

    @property
    def superseded(self) -> tuple[consensus.SupersededLine, ...]:
        """The steps that no longer apply since copies were merged, and wait to be settled."""
        if not self.state.overtaken:
            return ()
        from consensus.reports.overtaken import superseded_lines

        return tuple(superseded_lines(self.state, self._log.steps(), self._log.known()))

    def reapply(self, step: Step | str, reason: str = "") -> Step:
        """Records once more a step that no longer applied, as far as it applies now.

        It keeps the time at which it happened, the meeting, the handles, and the versions that it
        was said of. Only what applies is settled by it; the rest goes on waiting. Where copies
        settled the same otherwise, this chooses among them: what the others recorded is dropped.
        `step` is the id, or its start, of a step in `superseded`.
        """
        waiting = self._waiting(step)
        known = self._log.known()
        operations = {
            number: operation
            for number, operation in resolved_operations(self.state, waiting, known)
            if number in self.state.overtaken[waiting.id].operations
            and not isinstance(operation, UndoStep | SettleOvertaken)
        }
        if not operations:
            raise Rejected(
                "it took back or settled another step; do that anew if it should still be done"
            )
        applying = self._applying(waiting, operations)
        overtaken = self.state.overtaken
        # What it had settled is settled by what is recorded here.
        left = operations.keys() - applying.keys()
        numbers = tuple(each for each in overtaken[waiting.id].operations if each not in left)
        settled = [SettleOvertaken(step=waiting.id, operations=numbers, reason=reason)]
        settled += [
            SettleOvertaken(step=each, operations=overtaken[each].operations, reason=reason)
            for each in self._passed_over_for(waiting)
        ]
        step = self._log.record(
            (*settled, *applying.values()),
            happened=waiting.happened,
            meeting=self._meeting_of(waiting),
        )
        self._show_again()
        return step

    def discard(self, step: Step | str, reason: str) -> Step:
        """Settles a step that no longer applies by leaving it out of the state; the log keeps it.

        Args:
            step: the id, or its start, of a step in `superseded`.
            reason: why, or how the matter was settled; needed.
        """
        waiting = self._waiting(step)
        if not reason.strip():
            raise Rejected("say why it is discarded")
        return self.record(
            SettleOvertaken(
                step=waiting.id,
                operations=self.state.overtaken[waiting.id].operations,
                reason=reason,
            ),
            outside_meeting=True,
        )

    def _passed_over_for(self, chosen: Step) -> list[str]:
        """Returns the waiting steps dropped by a choice: rivals, equals, and what these settled."""
        overtaken = self.state.overtaken
        known = self._log.known()
        alike: dict[str, set[int]] = defaultdict(set)
        for (later, number), earlier in known.repeats.items():
            for step_id, place in earlier:
                if step_id == chosen.id:
                    alike[later].add(number)
                elif later == chosen.id:
                    alike[step_id].add(place)
        found: dict[str, None] = dict.fromkeys(
            each
            for each, waiting in overtaken.items()
            if each in overtaken[chosen.id].rivals or alike[each].issuperset(waiting.operations)
        )
        by_id = {step.id: step for step in self._log.steps()}
        for step_id in [chosen.id, *found]:
            for operation in operations_of(by_id[step_id], known.substitutes):
                if isinstance(operation, SettleOvertaken) and operation.step in overtaken:
                    found[operation.step] = None
        return [each for each in found if each != chosen.id]

    def _waiting(self, name: Step | str) -> Step:
        self._refuse_unless_writable()
        self.refresh()
        found = find_step(self._log.steps(), name)
        if found.id not in self.state.overtaken:
            raise NotFound(f"step {found.id} does not wait to be settled")
        return found

    def _applying(self, step: Step, operations: dict[int, Operation]) -> dict[int, Operation]:
        """Returns the operations of a step that apply now: all, or rows that stand alone."""
        act = attrs.evolve(
            context_of(step, self._log.known().substitutes), meeting=self._meeting_of(step)
        )
        things = set(self.state.handles.values())
        if any(each.id in things for each in operations.values()):
            raise Rejected("what it made is in the history already")
        found: dict[int, Operation] = {}
        reasons: list[str] = []
        alone = all(each.STANDS_ALONE for each in operations.values())
        with self.state.journal.rollback_scope():
            for numbers in [[each] for each in operations] if alone else [list(operations)]:
                try:
                    with self.state.journal.rollback_scope(keep=True):
                        apply_checked(self.state, act, [operations[each] for each in numbers])
                except Rejected as rejected:
                    reasons += rejected.reasons
                else:
                    found |= {each: operations[each] for each in numbers}
        if not found:
            raise Rejected(*dict.fromkeys(reasons))
        return found

    def _meeting_of(self, step: Step) -> str:
        return step.meeting if step.meeting in self.state.meetings else ""

    def _up_to(self, name: Step | str) -> set[str]:
        steps = self._log.steps()
        by_hash = {each.hash: each for each in steps}
        last = (isinstance(name, str) and by_hash.get(name)) or find_step(steps, name)
        seen = {last.hash}
        for digest, each in reversed(by_hash.items()):
            if digest in seen:
                seen.update(each.parents)
        return seen


@contextmanager
def _store_of(other: str | Path | Queries, read_only: bool) -> Iterator[Store]:
    if isinstance(other, Queries):
        yield other._log.store
    else:
        with closing(open_store(other, read_only)) as store:
            yield store


# Steps recorded by this process notify nobody else in it, so they are polled for, too.
_LOOK_EVERY = 0.25


class WatchCommands(Recording):
    """Waits for steps recorded here or by another process."""

    def watch(
        self, callback: Callable[[tuple[Step, ...]], object], seconds: float | None = None
    ) -> None:
        """Calls back with every new step, until the callback returns True.

        Waits and calls back on the calling thread, with the state up to date.

        Args:
            callback: it gets the new steps, in the order in which they came into this
                copy, may record, and ends the watch by returning True.
            seconds: how long to watch at most; None until it is ended or the record is closed.

        Raises:
            StoreError: the record cannot be read any more.
        """
        end = None if seconds is None else time.monotonic() + seconds
        known = self._log.length
        while not self._log.is_closed:
            left = _LOOK_EVERY if end is None else min(_LOOK_EVERY, end - time.monotonic())
            if left <= 0:
                return
            self._log.store.watch(left)
            steps = self._recorded_since(known)
            known += len(steps)
            if steps and callback(steps) is True:
                return

    async def changes(self) -> AsyncIterator[tuple[Step, ...]]:
        """Yields new steps, in the order in which they came into this copy, until it is closed.

        Waiting is done on a thread of its own; all else on that of the event loop, where the
        working group must be used meanwhile.

        Raises:
            StoreError: the record cannot be read any more.
        """
        # Imported late: whoever awaits has imported asyncio, and others do not need it.
        import asyncio

        known = self._log.length
        while not self._log.is_closed:
            await asyncio.to_thread(self._log.store.watch, _LOOK_EVERY)
            steps = self._recorded_since(known)
            known += len(steps)
            if steps:
                yield steps

    def _recorded_since(self, known: int) -> tuple[Step, ...]:
        """Returns the steps after the first `known` ones; none once the record is closed."""
        if self._log.is_closed:
            return ()
        self.refresh()
        return () if self._log.length == known else tuple(self._log.read(known))
