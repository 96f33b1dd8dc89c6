"""Base class of imports: rows tried one after the other, findings, and a report."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Generic, Protocol, TypeVar

from attrs import evolve, field, frozen

from consensus.errors import NotFound, Rejected
from consensus.finding import Finding, Severity
from consensus.formats.rows import add_bad_row
from consensus.formats.source import Source
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import PutInTray
from consensus.history.replay import apply_checked
from consensus.history.step import Step
from consensus.model.decisions import Outcome
from consensus.model.meetings import Forum
from consensus.model.state import State

# A trial happens at no time that anybody sees.
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)


@frozen
class StatedStatus:
    """What a draft or a table says of the standing of an item, and what of it is recorded."""

    label: str  # the label of the item, or its first words
    said: str  # the words that say it
    line: int = 0  # where they stand in the file, counted from 1
    outcome: Outcome | None = None  # what is recorded as decided; None for nothing
    office: str = ""  # the office whose proposal the text is recorded to be; empty for none
    alternative_to: str = ""  # the label of the item that it is an alternative to
    day: date | None = None  # when it was decided; None where that is not said
    forum: Forum | None = None  # where it was decided; None where that is not said
    remark: str = ""  # what is to be checked of it, or why nothing is recorded

    @property
    def status(self) -> str:
        """What is recorded, in words; empty for nothing."""
        if self.outcome:
            return self.outcome.value
        if self.alternative_to:
            return f"alternative to {self.alternative_to}"
        who = self.office if self.office.startswith("the ") else f"the {self.office.capitalize()}"
        return f"proposal of {who}" if self.office else ""

    @property
    def sentence(self) -> str:
        """What is recorded, when and where, the words that say it, and what is to be checked."""
        when = f" on {self.day}" if self.day else ""
        where = f" in {self.forum}" if self.forum else ""
        check = f"; {self.remark}" if self.remark else ""
        what = f"{self.status}{when}{where}" if self.status else "nothing is recorded"
        return f"{what} (“{self.said}”){check}"


@frozen
class ImportReport:
    """The outcome of an import."""

    rows: int = 0  # how many rows the file had, bad ones included
    placed: dict[str, int] = field(factory=dict)  # amendments by how they found their place
    taken: int = 0  # how many rows went into the record as what they are
    tray: int = 0  # how many wait in the tray
    duplicates: int = 0  # how many were in the record already
    refused: int = 0  # how many were bad and stayed out
    findings: tuple[Finding, ...] = ()  # what was wrong, row by row
    operations: tuple[Operation, ...] = ()  # what is to be recorded
    statuses: tuple[StatedStatus, ...] = ()  # what its text says of the standing of its items
    resembles: str = ""  # for a draft, the handle of the draft that it seems to be a version of
    step: Step | None = None  # the step that recorded it; None where nothing was recorded
    handles: tuple[str, ...] = ()  # of what it made; of members and groups, the codes


def digest_of(*content: object) -> str:
    """Returns the digest by which imported content is recognised as a duplicate."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


class Trial:
    """Tries operations on a state, each after those before it, and counts what goes in."""

    def __init__(
        self, state: State, source: Source, new_id: Callable[[], str], moment: datetime = _NO_MOMENT
    ) -> None:
        self.state = state
        self.source = source
        self.new_id = new_id
        self.operations: list[Operation] = []
        self.findings: list[Finding] = []
        self._refusals: list[Finding] = []
        self.rows = self.taken = self.tray = self.duplicates = self.refused = 0
        self._act = StepContext("", "", moment, moment)

    def find(self, line: int, message: str, severity: Severity = Severity.WARNING) -> None:
        """Adds a finding on a line."""
        self.findings.append(Finding(message, severity, self.source.name, line))

    def refuse(self, line: int, message: str) -> None:
        """Counts a row as refused, up to as many as a file of rows can have; adds the finding."""
        self.refused += 1
        add_bad_row(self._refusals, Finding(message, Severity.ERROR, self.source.name, line))
        self.findings.append(self._refusals[-1])

    def pass_over(self) -> bool:
        """Counts a row as a duplicate; returns False, as nothing of it goes in."""
        self.duplicates += 1
        return False

    def take(self, line: int, operation: Operation) -> bool:
        """Applies an operation if it is valid; returns whether it was."""
        try:
            self.try_out(operation)
        except Rejected as rejected:
            self.refuse(line, str(rejected))
            return False
        return True

    def try_out(self, operation: Operation) -> None:
        """Applies an operation; raises Rejected if it cannot be recorded."""
        operation = evolve(operation, id=self.new_id())
        apply_checked(self.state, self._act, [operation])
        self.operations.append(operation)

    def put_in_tray(self, line: int, fields: Mapping[str, str], problem: str, digest: str) -> str:
        """Puts a row into the tray; returns the handle of the entry, empty if it is refused."""
        entry = PutInTray(
            handle=self.state.next_handle("TR"),
            fields=dict(fields),
            problem=problem,
            source=self.source.name,
            line=line,
            digest=digest,
        )
        if not self.take(line, entry):
            return ""
        self.tray += 1
        return entry.handle

    def include(self, other: Trial) -> None:
        """Adds what another trial on the same state makes and finds."""
        self.operations += other.operations
        self.findings += other.findings
        self.tray += other.tray
        self.duplicates += other.duplicates
        self.refused += other.refused

    def report(self) -> ImportReport:
        """Returns the report of the import."""
        return ImportReport(
            rows=self.rows,
            taken=self.taken,
            tray=self.tray,
            duplicates=self.duplicates,
            refused=self.refused,
            findings=tuple(self.findings),
            operations=tuple(self.operations),
        )


class ImportedRow(Protocol):
    """A row of any kind."""

    @property
    def line(self) -> int:
        """The line where it begins in its file."""


RowT = TypeVar("RowT", bound=ImportedRow)


class Importer(Trial, ABC, Generic[RowT]):
    """Imports rows of one kind: each adds `take_row`, and `finish` where all rows make more."""

    def run(self, rows: Iterable[RowT], unread: Sequence[Finding] = ()) -> ImportReport:
        """Imports rows, but none that its reader finds wrong; returns what they add."""
        self.findings += unread
        bad = {each.line for each in unread if each.severity is Severity.ERROR}
        self.rows = self.refused = len(bad)
        with self.state.journal.rollback_scope():
            for row in rows:
                self.rows += 1
                try:
                    self.taken += self.take_row(row)
                except (NotFound, Rejected) as error:
                    self.refuse(row.line, str(error))
            self.finish()
        return self.report()

    @abstractmethod
    def take_row(self, row: RowT) -> bool:
        """Imports a row, or refuses it by raising; returns whether it goes in as what it is."""

    def finish(self) -> None:
        """Imports what follows from all rows."""
