"""An index of a record's history: the sentences of every step, updated as steps are recorded."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import attrs

from consensus.arguments import Validated
from consensus.errors import NotFound
from consensus.history.step import Step, topological_order
from consensus.model.state import State
from consensus.reports.history import Entry, EntryBuilder
from consensus.working_group.log import Log

_STEPS_PER_CHECK = 20


class HistoryIndex(Validated):
    """Sentences of every step of a log, recomputed only when earlier ones change meaning."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._told_with: State | None = None
        self._rollbacks = 0
        self._builder: EntryBuilder
        self._told: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._is_line = True

    def entries(self, check: Callable[[], None] = lambda: None) -> list[Entry]:
        """Returns an entry for every step of the log, in the order of the replay.

        Args:
            check: called repeatedly; an exception interrupts it, and the next call resumes there.
        """
        log = self._log
        if self._told_with is not log.state or self._rollbacks != log.rollbacks:
            self._begin(check)
        done = len(self._told)
        for number, step in enumerate(log.read(done)):
            if number % _STEPS_PER_CHECK == 0:
                check()
            self._add(step)
        # Where two histories were joined, the order of the replay is another than that of the file.
        return list(self._told) if self._is_line else topological_order(self._told)

    def entry(self, step: str) -> Entry:
        """Returns the entry of a step; raises NotFound if no indexed step has that id."""
        if step not in self._by_id:
            raise NotFound(f"no step has the id {step}")
        return self._by_id[step]

    def sentences(self, step: str, most: int) -> tuple[str, ...]:
        """Returns one sentence for each operation of an indexed step, up to `most`.

        Raises:
            NotFound: no indexed step has that id.
        """
        entry = self.entry(step)
        if entry.undoes:
            return entry.line.sentences
        stored = next(self._log.read(entry.place - 1))
        return tuple(islice(self._builder.sentences(stored), most))

    def _begin(self, check: Callable[[], None]) -> None:
        log = self._log
        self._builder = EntryBuilder(log.state, log.known(check))
        self._told.clear()
        self._by_id.clear()
        self._is_line = True
        self._told_with, self._rollbacks = log.state, log.rollbacks

    def _add(self, step: Step) -> None:
        before = self._told[-1].hash if self._told else ""
        entry = self._builder.entry(step, len(self._told) + 1, step.hash)
        if entry.undoes in self._by_id:
            entry = _told_of(entry, self._by_id[entry.undoes])
        self._is_line = self._is_line and entry.parents == ((before,) if before else ())
        self._told.append(entry)
        self._by_id[entry.id] = entry


def _told_of(undo: Entry, undone: Entry) -> Entry:
    """Returns the entry of an undo with the sentence and the search words of the undone step."""
    line = undone.line
    _, colon, reason = undo.line.sentences[0].partition(": ")
    more = "" if len(line.sentences) == 1 else f" and {len(line.sentences) - 1} more"
    sentence = f"took back: {line.sentences[0]}{more}" if line.sentences else "took back a step"
    return attrs.evolve(
        undo,
        line=attrs.evolve(undo.line, sentences=(f"{sentence}{colon and f' ({reason})'}",)),
        names=undo.names + undone.names,
        words=f"{undo.words} {undone.words}",
    )
