"""A record: one row of a CSV or JSON file, its fields by the names that are known for them."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import TypeAlias, TypeVar

from attrs import field, frozen

from consensus.finding import Finding, Severity
from consensus.formats.source import Source
from consensus.formats.table import LONGEST_FIELD, Cell, TableRow, add_bad_row, read_table
from consensus.text.display import shortened

Value: TypeAlias = str | tuple[str, ...]
Row = TypeVar("Row")

_YES = frozenset({"yes", "y", "true", "1", "x", "observer"})
_NO = frozenset({"no", "n", "false", "0", "", "member", "-"})
_LONGEST_DAY = len("2024-05-31")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


class BadRowError(ValueError):
    """A row cannot be taken; the message says why, and the name which field. Never leaves here."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


class Columns:
    """The fields that rows of one kind may have, and the other names that each goes by.

    Args:
        names: each field with its other names, the closest first; capitals, hyphens and underlines
            do not matter.
    """

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._known = {
            folded(name): (known, rank)
            for known, others in names.items()
            for rank, name in enumerate((known, *others))
        }

    def known(self, name: str) -> str:
        """Return the field that a name stands for; empty when it stands for none."""
        return self._known.get(folded(name), ("", 0))[0]

    def values(self, named: Iterable[tuple[str, Value]]) -> dict[str, Value]:
        """Collect the fields that are known; of several names, the closest that is filled counts.

        Raises:
            BadRowError: the same name came twice, with different values.
        """
        ranks: dict[str, int] = {}
        values: dict[str, Value] = {}
        for name, value in named:
            known, rank = self._known.get(folded(name), ("", 0))
            if not known:
                continue
            held = values.get(known)
            if held and value and held != value and ranks[known] == rank:
                raise BadRowError(f"{known} is given twice and differs; take one out")
            if not held or (value and rank < ranks[known]):
                values[known], ranks[known] = value, rank
        return values


@frozen
class Record:
    """One row.

    Attributes:
        line: where it begins, counted from 1.
        fields: every field as it came, flattened to text, by the name it came with.
        values: the fields that are known, by their known names.
        columns: for known fields of a table, where the cell begins, as (line, column).
    """

    line: int
    fields: Mapping[str, str]
    values: Mapping[str, Value]
    columns: Mapping[str, tuple[int, int]] = field(factory=dict)

    def text(self, name: str) -> str:
        """Return a field as it was written."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else "\n\n".join(value)

    def word(self, name: str) -> str:
        """Return a field without white space around it."""
        return self.text(name).strip()

    def codes(self, name: str) -> tuple[str, ...]:
        """Return a list of codes: a list, or a text parted by semicolons, lines or commas."""
        value = self.values.get(name, "")
        if isinstance(value, str):
            value = tuple(re.split(r"[;\n]" if re.search(r"[;\n]", value.strip()) else ",", value))
        return tuple(dict.fromkeys(code.strip() for code in value if code.strip()))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts: a list, the same written as JSON, or paragraphs."""
        value = self.values.get(name, "")
        if not isinstance(value, str):
            return value
        if value.startswith('["'):
            try:
                listed = json.loads(value)
            except ValueError:
                listed = None
            if isinstance(listed, list) and all(isinstance(text, str) for text in listed):
                return tuple(listed)
        return tuple(part for part in _BLANK_LINE.split(value.strip()) if part)

    def day(self, name: str) -> date | None:
        """Return a day, written as in ISO 8601, with or without the time of day."""
        word = self.word(name)
        if not word:
            return None
        try:
            return datetime.fromisoformat(word).date()
        except ValueError:
            raise BadRowError(
                f"{shown(word)} is no day; write it as year-month-day, such as 2024-05-31", name
            ) from None

    def moment(self, name: str) -> date | None:
        """Return a day, or where the time of day is written too, the moment with its zone."""
        day, word = self.day(name), self.word(name)
        if day is None or len(word) <= _LONGEST_DAY:
            return day
        found = datetime.fromisoformat(word)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found

    def start(self, name: str) -> datetime | None:
        """Return a moment; a day is its first one, and a time without a zone is in UTC."""
        found = self.moment(name)
        if found is None or isinstance(found, datetime):
            return found
        return datetime(found.year, found.month, found.day, tzinfo=UTC)

    def flag(self, name: str) -> bool:
        """Return whether a field says yes."""
        word = self.word(name).casefold()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise BadRowError(f"{shown(word)} is neither yes nor no", name)

    def choice(self, name: str, words: Mapping[str, str], default: str) -> str:
        """Return what a word of a small vocabulary stands for."""
        word = folded(self.text(name))
        if not word:
            return default
        if word in words:
            return words[word]
        near = difflib.get_close_matches(word, words, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it can be {', '.join(set(words.values()))}"
        raise BadRowError(f"{shown(word)} is no {name}; {hint}", name)


def folded(name: str) -> str:
    """Return a name as it is compared: case, hyphens, underlines and spaces do not matter."""
    return " ".join(re.sub(r"[_\-\s]+", " ", name).split()).casefold()


def read_records(
    source: Source, columns: Columns, needed: Sequence[str] = ()
) -> tuple[list[Record], list[Finding]]:
    """Read the rows of a table whose first row names its columns.

    Args:
        source: the file that was read.
        columns: the columns that are known; others are kept as they came.
        needed: the known columns without which no row means anything.
    """
    rows, problems = read_table(source)
    findings = list(problems)
    if not rows:
        findings.append(Finding("The file holds no rows.", Severity.ERROR, source.name))
        return [], findings
    header, rows = rows[0], rows[1:]
    names = [cell.text.strip() for cell in header.cells]
    found = {columns.known(name) for name in names}
    missing = [name for name in needed if name not in found]
    if missing or not any(found):
        lacking = f"no column for {', '.join(missing)}" if missing else "no column that is known"
        findings.append(
            Finding(
                f"The first row names {lacking} (it holds {shown(', '.join(names))}); put a row"
                " with the names of the columns first.",
                Severity.ERROR,
                source.name,
                header.line,
            )
        )
        return [], findings
    findings += _doubled(header, columns, source.name)
    names = _told_apart(names)
    records: list[Record] = []
    for row in rows:
        made = make_record(row, names, columns)
        if isinstance(made, Record):
            records.append(made)
        else:
            add_bad_row(findings, finding_of(made, source.name, row.line, _places(row, names)))
    return records, findings


def make_record(row: TableRow, names: Sequence[str], columns: Columns) -> Record | BadRowError:
    """Make a record of a row of a table, or say why it is none."""
    cells = without_empty_end(row.cells, len(names))
    if len(cells) > len(names):
        return BadRowError(
            f"this row has {len(cells)} cells and the first row names {len(names)} columns; a text"
            " that holds the separator needs quotation marks around it"
        )
    fields = {name: cell.text for name, cell in zip(names, cells, strict=False)}
    plain = [_PLAIN_NAME.sub("", name) for name in names]
    try:
        values = columns.values(zip(plain, (cell.text for cell in cells), strict=False))
    except BadRowError as error:
        return error
    places = {
        columns.known(name): (cell.line, cell.column)
        for name, cell in zip(plain, cells, strict=False)
        if values.get(columns.known(name)) == cell.text
    }
    return check_lengths(Record(row.line, fields, values, places))


def without_empty_end(cells: Sequence[Cell], most: int) -> Sequence[Cell]:
    """The cells of a row without the empty ones at its end that no column is named for."""
    count = len(cells)
    while count > most and not cells[count - 1].text:
        count -= 1
    return cells[:count]


def _places(row: TableRow, names: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where each cell of a row begins, by the name of its column."""
    return {name: (each.line, each.column) for name, each in zip(names, row.cells, strict=False)}


def check_lengths(record: Record) -> Record | BadRowError:
    """Return the record, or say that one of its fields is too long."""
    for name, text in record.fields.items():
        if len(text) > LONGEST_FIELD:
            return BadRowError(
                f"the field {shown(name)} has {len(text):,} characters and may have"
                f" {LONGEST_FIELD:,}; look for a quotation mark that was not closed",
                name,
            )
    return record


def take_rows(
    records: Iterable[Record], make: Callable[[Record], Row], file: str
) -> tuple[list[Row], list[Finding]]:
    """Make a row of each record that can be one, and a finding of each that cannot."""
    rows: list[Row] = []
    findings: list[Finding] = []
    for record in records:
        try:
            rows.append(make(record))
        except BadRowError as error:
            add_bad_row(findings, finding_of(error, file, record.line, record.columns))
    return rows, findings


def in_order(*findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put findings in the order of the file."""
    return tuple(sorted(chain(*findings), key=lambda finding: (finding.line, finding.column)))


def finding_of(
    error: BadRowError, file: str, line: int, columns: Mapping[str, tuple[int, int]]
) -> Finding:
    """Say as a finding why a row was not taken, at its cell if that is known."""
    line, column = columns.get(error.name, (line, 0))
    message = str(error)
    message = message[:1].upper() + message[1:]
    end = "" if message.endswith("?") else "."
    return Finding(f"{message}{end} The row was left out.", Severity.ERROR, file, line, column)


_PLAIN_NAME = re.compile(r" \(\d+\)$")


def _told_apart(names: Sequence[str]) -> list[str]:
    """Number the columns that have the same name, so that none hides another."""
    told: list[str] = []
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if seen[name] > 1 or not name else name)
    return told


def _doubled(header: TableRow, columns: Columns, file: str) -> Iterable[Finding]:
    seen: dict[str, str] = {}
    for cell in header.cells:
        known = columns.known(cell.text)
        if known and known in seen:
            yield Finding(
                f"The columns {shown(seen[known])} and {shown(cell.text)} both stand for {known};"
                " the one with the closer name counts where both are filled, and rows in which two"
                " columns of one name differ are left out.",
                Severity.WARNING,
                file,
                cell.line,
                cell.column,
            )
        elif known:
            seen[known] = cell.text


def shown(text: str) -> str:
    """Return a user's words for a message: in quotation marks, short, without control signs."""
    return json.dumps(shortened(text, 60), ensure_ascii=False)
