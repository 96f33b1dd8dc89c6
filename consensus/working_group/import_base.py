"""What every import shares: rows tried one after the other, findings, and a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from attrs import evolve, field, frozen

from consensus.errors import Rejected
from consensus.finding import Finding, Severity
from consensus.formats.rows import add_bad_row
from consensus.formats.source import Source
from consensus.history.operation import Operation, StepContext
from consensus.model.state import State

Progress = Callable[[int, int], None]


# A trial happens at no time that anybody sees.
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)


@frozen
class ImportReport:
    """What an import does.

    Attributes:
        rows: how many rows the file had, bad ones included.
        placed: for amendments, how a place was found, to how many found it so.
        taken: how many rows went into the record as what they are.
        tray: how many wait in the tray.
        duplicates: how many were in the record already.
        refused: how many were bad and stayed out.
        findings: what was wrong, row by row.
        operations: what is to be recorded.
        resembles: for a draft, the handle of the draft that it seems to be a version of.
    """

    rows: int = 0
    placed: dict[str, int] = field(factory=dict)
    taken: int = 0
    tray: int = 0
    duplicates: int = 0
    refused: int = 0
    findings: tuple[Finding, ...] = ()
    operations: tuple[Operation, ...] = ()
    resembles: str = ""


class Importer:
    """Tries operations on a state one after the other, so that each row sees those before it."""

    def __init__(
        self,
        state: State,
        source: Source,
        new_id: Callable[[], str],
        moment: datetime = _NO_MOMENT,
    ) -> None:
        self.state = state
        self.source = source
        self.new_id = new_id
        self.operations: list[Operation] = []
        self.findings: list[Finding] = []
        self._refusals: list[Finding] = []
        self.duplicates = 0
        self.refused = 0
        self._act = StepContext("", "", moment, moment)

    def find(self, line: int, message: str, severity: Severity = Severity.WARNING) -> None:
        """Note a finding on a line."""
        self.findings.append(Finding(message, severity, self.source.name, line))

    def refuse(self, line: int, message: str) -> None:
        """Note that a row stays out.

        Raises:
            UnreadableInput: more rows are refused than a file of rows can have.
        """
        self.refused += 1
        add_bad_row(self._refusals, Finding(message, Severity.ERROR, self.source.name, line))
        self.findings.append(self._refusals[-1])

    def take(self, line: int, operation: Operation) -> bool:
        """Take an operation in if it can be recorded; whether it was."""
        try:
            self.try_out(operation)
        except Rejected as rejected:
            self.refuse(line, "; ".join(rejected.reasons))
            return False
        return True

    def try_out(self, operation: Operation) -> None:
        """Take an operation in.

        Raises:
            Rejected: it cannot be recorded.
        """
        operation = evolve(operation, id=self.new_id())
        reasons = list(operation.check(self.state, self._act))
        if reasons:
            raise Rejected(*dict.fromkeys(reasons))
        operation.apply(self.state, self._act)
        self.operations.append(operation)

    def report(self, rows: int, taken: int | None = None) -> ImportReport:
        """What the import does.

        Args:
            rows: how many rows there were.
            taken: how many of them went in; as many as operations if not given.
        """
        return ImportReport(
            rows=rows,
            taken=len(self.operations) if taken is None else taken,
            duplicates=self.duplicates,
            refused=self.refused,
            findings=tuple(self.findings),
            operations=tuple(self.operations),
        )
