"""Base class of imports: rows tried one after the other, findings, and a report."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from datetime import UTC, datetime
from itertools import chain, count

from attrs import evolve, field, frozen

from consensus.errors import NotFound, Rejected
from consensus.finding import Finding, Severity
from consensus.formats.rows import add_bad_row
from consensus.formats.source import Source
from consensus.history.operation import Operation, StepContext
from consensus.model.lookup import find_member
from consensus.model.state import State

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
    """Applies operations to a copy of a state, so that each row sees those before it."""

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
        """Adds a finding on a line."""
        self.findings.append(Finding(message, severity, self.source.name, line))

    def refuse(self, line: int, message: str) -> None:
        """Counts a row as refused, and adds the finding.

        Raises:
            UnreadableInput: more rows are refused than a file of rows can have.
        """
        self.refused += 1
        add_bad_row(self._refusals, Finding(message, Severity.ERROR, self.source.name, line))
        self.findings.append(self._refusals[-1])

    def take(self, line: int, operation: Operation) -> bool:
        """Applies an operation if it is valid; returns whether it was."""
        try:
            self.try_out(operation)
        except Rejected as rejected:
            self.refuse(line, "; ".join(rejected.reasons))
            return False
        return True

    def try_out(self, operation: Operation) -> None:
        """Applies an operation.

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
        """Returns the report of the import.

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


# Sponsoring: which members are meant by the names that stand behind an amendment.

_NAME_AND_CODE = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<code>[^()\[\]]+)[)\]]")
_SEVERAL = re.compile(r"\s*(?:[;,/&\n]|\b(?:and|et|und|y)\b)\s*")
_NOT_IN_CODES = re.compile(r"[\s()\[\]|\\:,]+")
_FOR_GROUP = re.compile(
    r"[\s,(–-]*\b(?:on behalf of|for|au nom du|au nom de|im namen der|im namen von|en nombre de"
    r"|en nombre del)\s+(?:the\s+|la\s+)?(?:(?:groupe?|grupo|fraktion)\s+)?"
    r"(?P<group>.+?)(?:[\s-]+(?:group|fraktion))?\s*\)?$",
    re.IGNORECASE,
)


def find_sponsors(state: State, words: str) -> tuple[str, ...]:
    """Returns the codes of the members that one cell of sponsors names.

    Args:
        state: where members and negotiating groups are looked up.
        words: codes or names, `Ashland (ASH)`, several of them, a negotiating group, which
            stands for its members, or `Jane Roe, on behalf of the Island States`.

    Returns:
        The codes of the members, each once.

    Raises:
        NotFound: a name means no member.
    """
    found = _known(state, words)
    if found:
        return found
    behalf = _FOR_GROUP.search(words)
    if behalf is not None:
        before = words[: behalf.start()].strip(" ,")
        group = _known(state, behalf["group"].strip())
        if group or (before and _known(state, before)):
            return _known(state, before) or group
    parts = [part for part in _SEVERAL.split(words) if part]
    if len(parts) < 2:
        return (find_member(state, words),)
    return tuple(dict.fromkeys(code for part in parts for code in find_sponsors(state, part)))


def known_sponsors(state: State, words: str) -> tuple[str, ...]:
    """Returns what `find_sponsors` does, and none where a name is no member's."""
    try:
        return find_sponsors(state, words)
    except NotFound:
        return ()


def generate_code(name: str, taken: Container[str]) -> str:
    """Generates a code for a member of whom only the name is known: its words, hyphenated.

    One word alone is a code already, or was to be one.

    Args:
        name: such as `Jane Roe`, which makes `Jane-Roe`.
        taken: the codes that others have.
    """
    if len(name.split()) < 2:
        return name
    code = _NOT_IN_CODES.sub("-", name.strip()).strip("-")
    numbered = (f"{code}-{number}" for number in count(2))
    return next(each for each in chain((code,), numbered) if each not in taken)


def _known(state: State, words: str) -> tuple[str, ...]:
    """Returns the members behind a code, a name or a negotiating group; none if unknown."""
    if words in state.members:
        return (words,)
    names = [" ".join(words.split())]
    if parted := _NAME_AND_CODE.fullmatch(names[0]):
        names += [parted["code"].strip(), parted["name"]]
    for name in names:
        wanted = name.casefold()
        for member in state.members.values():
            if wanted in (member.code.casefold(), member.name.casefold()) and wanted:
                return (member.code,)
        for group in state.negotiating_groups.values():
            if wanted in (group.code.casefold(), group.name.casefold()) and wanted:
                return group.members
    return ()
