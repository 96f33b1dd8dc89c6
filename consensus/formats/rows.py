"""Parsers for rows in CSV and JSON, with the line and column of each field."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain
from pathlib import PurePath
from typing import Any, TypeAlias, TypeVar

from attrs import field, frozen

from consensus.finding import Finding, Severity
from consensus.formats.source import Source, limit_error
from consensus.text.display import escape_formula, shortened, unescape_formula

LONGEST_FIELD = 1_000_000
"""Characters. Far beyond any amendment; a longer field is a quotation mark that was never closed,
and diffing its text would hold up the room."""

MOST_COLUMNS = 16_384
"""Columns. No spreadsheet has more (Excel 2007 and later: 16,384)."""

MOST_BAD_ROWS = 10_000
"""Rows. A file of which more cannot be read is not what it was taken for, and a finding for each
row of 30 MB would take more than a gigabyte."""

_SEPARATORS = (",", ";", "\t")
_ANNOUNCED_SEPARATOR = re.compile(r"sep=(.)[ \t]*\n")  # written by Excel before the first line
# Quotation marks inside a cell enclose nothing; a cell in marks may run over several lines.
_QUOTED_CELLS = re.compile(r'(?:\A|(?<=[,;\t\n]))[ \t]*"[^"]*(?:""[^"]*)*"')
_HEAD = 65_536
_LINES_COMPARED = 20
_NEEDS_QUOTES = re.compile(r'[,;"\t\r\n]|^\s|\s$')


@frozen
class Cell:
    """One cell, with its line and column in the file, both counted from 1."""

    text: str
    line: int
    column: int


@frozen
class TableRow:
    """One row, with the line on which it begins."""

    line: int
    cells: tuple[Cell, ...]


def read_table(
    source: Source, keeps_blank: bool = False
) -> tuple[tuple[TableRow, ...], tuple[Finding, ...]]:
    """Parses comma-separated values (RFC 4180, also with semicolons or tabs).

    A row whose quotation marks do not match is a finding, and reading goes on in the next line, so
    that one mistake does not swallow the rest of the file. Blank rows are left out but where
    `keeps_blank` is set and they have as many cells as the first one.
    """
    return _CsvScanner(source).table(keeps_blank)


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns comma-separated values that no spreadsheet takes for formulas."""
    lines = [",".join(map(_quote_cell, header)), *(",".join(map(_quote_cell, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def _quote_cell(text: str) -> str:
    text = escape_formula(text)
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


class _CsvScanner:
    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._text = source.text
        announced = _ANNOUNCED_SEPARATOR.match(self._text)
        self._place = announced.end() if announced else 0
        self._line = 2 if announced else 1
        self._line_start = self._place
        separator = announced[1] if announced else _detect_separator(self._text)
        blank = r"[ \t]" if separator != "\t" else "[ ]"
        sign = re.escape(separator)
        self._quoted = re.compile(rf'{blank}*"([^"]*+(?:""[^"]*+)*+)"{blank}*(?={sign}|\n|\Z)')
        self._opening = re.compile(rf'{blank}*"')
        self._unclosed = re.compile(rf'{blank}*"[^"]*+(?:""[^"]*+)*+\Z')
        self._unquoted = re.compile(rf"[^{sign}\n]*")
        self._separator = separator

    def table(self, keeps_blank: bool) -> tuple[tuple[TableRow, ...], tuple[Finding, ...]]:
        rows: list[TableRow] = []
        findings: list[Finding] = []
        while self._place < len(self._text):
            start = (self._place, self._line)
            row = self._row()
            if isinstance(row, Finding):
                add_bad_row(findings, row)
                self._place, self._line = start
                end = self._text.find("\n", self._place)
                self._next_line(end if end >= 0 else len(self._text))
                continue
            is_kept = keeps_blank and rows and len(row.cells) == len(rows[0].cells)
            if is_kept or any(cell.text.strip() for cell in row.cells):
                rows.append(row)
        return tuple(rows), tuple(findings)

    def _next_line(self, end: int) -> None:
        self._place = self._line_start = end + 1
        self._line += 1

    def _row(self) -> TableRow | Finding:
        line = self._line
        cells: list[Cell] = []
        while True:
            cell_line, column = self._line, self._place - self._line_start + 1
            if found := self._quoted.match(self._text, self._place):
                text = found[1].replace('""', '"')
                breaks = found[0].count("\n")
                if breaks:
                    self._line += breaks
                    self._line_start = found.start() + found[0].rindex("\n") + 1
            elif self._opening.match(self._text, self._place):
                self._check_closed(cell_line, column)
                message = (
                    "The quotation marks of this row do not match, so it was left out; close the"
                    " cell that begins here, and write a mark inside a cell twice."
                )
                return Finding(message, Severity.ERROR, self._name, cell_line, column)
            else:
                found = self._unquoted.match(self._text, self._place)
                text = found[0].strip() if found else ""
            self._place = found.end() if found else self._place
            cells.append(Cell(unescape_formula(text), cell_line, column))
            if self._text.startswith(self._separator, self._place):
                self._place += 1
                if len(cells) == MOST_COLUMNS:
                    message = (
                        f"this row has more than {MOST_COLUMNS:,} cells; delete the columns that"
                        " hold nothing, or divide the table into several files"
                    )
                    place = self._place - self._line_start + 1
                    raise limit_error(self._name, self._line, place, message)
                continue
            self._next_line(self._place)
            return TableRow(line, tuple(cells))

    def _check_closed(self, line: int, column: int) -> None:
        """Raises if a cell takes in all the rest of the file, longer than any field."""
        # In a shorter rest the rows after it are read; in a longer one they may as well be its
        # words.
        rest = len(self._text) - self._place
        if rest > LONGEST_FIELD and self._unclosed.match(self._text, self._place):
            message = (
                f"the cell that begins here is never closed, and {rest:,} characters follow; put a"
                " quotation mark at its end"
            )
            raise limit_error(self._name, line, column, message)


def add_bad_row(findings: list[Finding], finding: Finding) -> None:
    """Adds a finding on a row; raises UnreadableInput, naming the first, if there are too many."""
    findings.append(finding)
    if len(findings) > MOST_BAD_ROWS:
        first = findings[0]
        many = f"more than {MOST_BAD_ROWS:,} rows cannot be read, this one first, so no row was"
        raise limit_error(first.file, first.line, first.column, f"{many} taken: {first.message}")


def _detect_separator(text: str) -> str:
    """Returns the separator that is most frequent in the first row, outside quotation marks."""
    # If the first row is a title above the headings, the rows with equally many decide.
    lines = _QUOTED_CELLS.sub("", text[:_HEAD].lstrip("\n")).split("\n")[:_LINES_COMPARED]
    first = max(_SEPARATORS, key=lines[0].count)
    below = [line for line in lines[1:] if line.strip()]
    if lines[0].count(first) and any(line.count(first) == lines[0].count(first) for line in below):
        return first
    return max((first, *_SEPARATORS), key=lambda sign: _rows_alike(below, sign))


def _rows_alike(lines: Sequence[str], separator: str) -> int:
    """Returns how many lines, of at least two, have the same number of separators, two at least."""
    counts = Counter(line.count(separator) for line in lines)
    return max((rows for count, rows in counts.items() if count > 1 and rows > 1), default=0)


Value: TypeAlias = str | tuple[str, ...]
Made = TypeVar("Made")

_YES = frozenset({"yes", "y", "true", "1", "x", "observer"})
_NO = frozenset({"no", "n", "false", "0", "", "member", "-"})
_LONGEST_DAY = len("2024-05-31")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


class BadRowError(ValueError):
    """A row is invalid; the message says why, `name` which field. Caught within this package."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


_LONGEST_HEADINGS = 10_000


class Columns:
    """The fields that rows of one kind may have, each with its aliases, the closest first.

    Capitals, hyphens and underlines do not matter.
    """

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._known = {
            normalize_name(name): (known, rank)
            for known, others in names.items()
            for rank, name in enumerate((known, *others))
        }
        self._names = tuple(self._known)
        self.fields = tuple(names)

    def field_named(self, name: str) -> str:
        """Returns the field that a name or alias means; empty when it is unknown."""
        return self._known.get(normalize_name(name), ("", 0))[0]

    def known_in(self, source: Source) -> int:
        """Returns how many fields the headings of a table, or keys of its first object, name."""
        first = source.text.lstrip(_WHITE_SPACE)[:_LONGEST_HEADINGS]
        if is_json(source):
            names = re.findall(r'"([^"\\\n]+)"\s*:', first.partition("}")[0])
        else:
            names = [each.strip(' "') for each in re.split(r"[,;\t]", first.partition("\n")[0])]
        return len({self.field_named(name) for name in names} - {""})

    def nearest(self, name: str) -> str:
        """Returns the known name or alias that a misspelt one is closest to; empty for none."""
        return _nearest(normalize_name(name), self._names)

    def resembled(self, name: str) -> str:
        """Returns the field that an unknown name is close to; empty for a known or distant one."""
        return "" if self.field_named(name) else self.field_named(self.nearest(name))

    def containing(self, word: str) -> tuple[str, ...]:
        """Returns the fields that have a word in a name, as `negotiating_groups` has `groups`."""
        word = normalize_name(word)
        fields = (known for name, (known, _) in self._known.items() if word in name.split())
        return tuple(dict.fromkeys(fields))

    def values(self, named: Iterable[tuple[str, Value]]) -> dict[str, Value]:
        """Returns the known fields; of several aliases, the closest that is filled counts.

        Raises BadRowError if the same name came twice, with different values.
        """
        ranks: dict[str, int] = {}
        values: dict[str, Value] = {}
        for name, value in named:
            known, rank = self._known.get(normalize_name(name), ("", 0))
            if not known:
                continue
            held = values.get(known)
            if held and value and held != value and ranks[known] == rank:
                raise BadRowError(f"{known} is given twice and differs; take one out")
            if not held or (value and rank < ranks[known]):
                values[known], ranks[known] = value, rank
        return values


@lru_cache(maxsize=1024)
def _nearest(name: str, known: tuple[str, ...]) -> str:
    """Returns the name that is most similar, or differs by two letters exchanged (`odl`)."""
    if near := difflib.get_close_matches(name, known, n=1, cutoff=0.8):
        return near[0]
    swapped = (name[:at] + name[at : at + 2][::-1] + name[at + 2 :] for at in range(len(name)))
    return next((each for each in swapped if each in known), "")


@frozen
class Row:
    """One row, by the names of its fields."""

    line: int  # where it begins, counted from 1
    fields: Mapping[str, str]  # every field as it came, flattened to text, by the name it came with
    values: Mapping[str, Value]  # the fields that are known, by their known names
    # for known fields of a table, where the cell begins, as (line, column)
    columns: Mapping[str, tuple[int, int]] = field(factory=dict)

    def text(self, name: str) -> str:
        """Returns a field as it was written."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else "\n\n".join(value)

    def word(self, name: str) -> str:
        """Returns a field without white space around it."""
        return self.text(name).strip()

    def required(self, name: str, advice: str) -> str:
        """Returns a field without white space around it; raises BadRowError if it is empty."""
        word = self.word(name)
        if not word:
            raise BadRowError(f"there is no {name}; {advice}", name)
        return word

    def codes(self, name: str) -> tuple[str, ...]:
        """Returns a list of codes, from a list or a text split at semicolons, lines or commas."""
        value = self.values.get(name, "")
        if isinstance(value, str):
            value = tuple(re.split(r"[;\n]" if re.search(r"[;\n]", value.strip()) else ",", value))
        return tuple(dict.fromkeys(code.strip() for code in value if code.strip()))

    def texts(self, name: str) -> tuple[str, ...]:
        """Returns a list of texts, from a list, the same written as JSON, or paragraphs."""
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
        """Parses a day in ISO 8601, with or without the time of day; None for an empty field."""
        word = self.word(name)
        if not word:
            return None
        try:
            return datetime.fromisoformat(word).date()
        except ValueError:
            advice = "write it as year-month-day, such as 2024-05-31"
            raise BadRowError(f"{quote_input(word)} is no day; {advice}", name) from None

    def moment(self, name: str) -> date | None:
        """Parses a day or, where the time of day is written too, a moment with its zone."""
        day, word = self.day(name), self.word(name)
        if day is None or len(word) <= _LONGEST_DAY:
            return day
        found = datetime.fromisoformat(word)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found

    def start(self, name: str) -> datetime | None:
        """Parses a moment; a day means its start, and a time without a zone is in UTC."""
        found = self.moment(name)
        if found is None or isinstance(found, datetime):
            return found
        return datetime(found.year, found.month, found.day, tzinfo=UTC)

    def flag(self, name: str) -> bool:
        """Parses yes or no."""
        word = self.word(name).casefold()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise BadRowError(f"{quote_input(word)} is neither yes nor no", name)

    def choice(self, name: str, words: Mapping[str, str], default: str) -> str:
        """Returns the value that a word of a small vocabulary means."""
        word = normalize_name(self.text(name))
        if not word:
            return default
        if word in words:
            return words[word]
        near = difflib.get_close_matches(word, words, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it can be {', '.join(set(words.values()))}"
        raise BadRowError(f"{quote_input(word)} is no {name}; {hint}", name)


@lru_cache(maxsize=1024)
def normalize_name(name: str) -> str:
    """Returns a name for comparison: case, hyphens, underlines and spaces are ignored."""
    return " ".join(re.sub(r"[_\-\s]+", " ", name).split()).casefold()


def plain_heading(heading: str) -> str:
    """Returns a heading in lower case without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", heading.replace("ß", "ss")).casefold()
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def read_table_rows(
    source: Source, columns: Columns, needed: Sequence[str] = (), keeps_blank: bool = False
) -> tuple[list[Row], list[Finding]]:
    """Parses the rows of a table whose first row names its columns, and findings.

    Unknown columns are kept as they came; without the `needed` ones no row means anything.
    """
    rows, problems = read_table(source, keeps_blank)
    findings = list(problems)
    if not rows:
        findings.append(Finding("The file holds no rows.", Severity.ERROR, source.name))
        return [], findings
    header, rows = rows[0], rows[1:]
    names = [cell.text.strip() for cell in header.cells]
    found = {columns.field_named(name) for name in names}
    missing = [name for name in needed if name not in found]
    if missing or not any(found):
        message = _no_columns(names, missing, needed or columns.fields)
        findings.append(Finding(message, Severity.ERROR, source.name, header.line))
        return [], findings
    findings += _ambiguous_columns(header, columns, source.name)
    findings += _misspelt_columns(header, columns, source.name)
    names = _disambiguate(names)
    raw_rows: list[Row] = []
    for row in rows:
        try:
            raw_rows.append(row_of_cells(row, names, columns))
        except BadRowError as error:
            pairs = zip(names, row.cells, strict=False)
            places = {name: (cell.line, cell.column) for name, cell in pairs}
            add_bad_row(findings, bad_row_finding(error, source.name, row.line, places))
    return raw_rows, findings


def _no_columns(names: Sequence[str], missing: Sequence[str], asked: Sequence[str]) -> str:
    """Returns what a header lacks, what it has, and which of its names are near to those asked."""
    lacking = f"no column for {', '.join(missing)}" if missing else "no column that is known"
    near = [
        f"{wanted} by {quote_input(close[0])}"
        for wanted in missing or asked
        if (close := difflib.get_close_matches(wanted, [each for each in names if each], n=1))
    ]
    advice = f"did you mean {', '.join(near)}?" if near else "name the columns in the first row."
    return (
        f"The first row names {lacking}; it has {quote_input(', '.join(names))}, and columns are"
        f" {', '.join(asked)}: {advice}"
    )


def row_of_cells(row: TableRow, names: Sequence[str], columns: Columns) -> Row:
    """Returns the cells of a table row as named fields; raises BadRowError if it is invalid."""
    cells = without_empty_end(row.cells, len(names))
    if len(cells) > len(names):
        raise BadRowError(
            f"this row has {len(cells)} cells and the first row names {len(names)} columns; a text"
            " that holds the separator needs quotation marks around it"
        )
    fields = {name: cell.text for name, cell in zip(names, cells, strict=False)}
    plain = [PLAIN_NAME.sub("", name) for name in names]
    values = columns.values(zip(plain, (cell.text for cell in cells), strict=False))
    places = {
        columns.field_named(name): (cell.line, cell.column)
        for name, cell in zip(plain, cells, strict=False)
        if values.get(columns.field_named(name)) == cell.text
    }
    return check_lengths(Row(row.line, fields, values, places))


def without_empty_end(cells: Sequence[Cell], most: int) -> Sequence[Cell]:
    """Returns the cells of a row without empty ones beyond the named columns."""
    count = max((at for at, cell in enumerate(cells, 1) if at <= most or cell.text), default=0)
    return cells[:count]


def check_lengths(row: Row) -> Row:
    """Returns the row; raises BadRowError if one of its fields is too long."""
    for name, text in row.fields.items():
        if len(text) > LONGEST_FIELD:
            size = f"{len(text):,} characters and may have {LONGEST_FIELD:,}"
            advice = "look for a quotation mark that was not closed"
            raise BadRowError(f"the field {quote_input(name)} has {size}; {advice}", name)
    return row


def convert_rows(
    raw_rows: Iterable[Row], make: Callable[[Row], Made], file: str, *known: Iterable[Finding]
) -> tuple[tuple[Made, ...], tuple[Finding, ...]]:
    """Converts each valid row; adds a finding for each other one to those known, in file order."""
    rows: list[Made] = []
    findings: list[Finding] = []
    for row in raw_rows:
        try:
            rows.append(make(row))
        except BadRowError as error:
            add_bad_row(findings, bad_row_finding(error, file, row.line, row.columns))
    return tuple(rows), sort_findings(*known, findings)


def sort_findings(*findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Returns findings in the order of the file."""
    return tuple(sorted(chain(*findings), key=lambda finding: (finding.line, finding.column)))


def bad_row_finding(
    error: BadRowError, file: str, line: int, columns: Mapping[str, tuple[int, int]]
) -> Finding:
    """Returns an invalid row as a finding, at the cell if that is known."""
    line, column = columns.get(error.name, (line, 0))
    message = str(error)
    message = message[:1].upper() + message[1:]
    end = "" if message.endswith("?") else "."
    return Finding(f"{message}{end} The row was left out.", Severity.ERROR, file, line, column)


PLAIN_NAME = re.compile(r" \(\d+\)$")
"""Matches the number that a column has whose name came before."""


def _disambiguate(names: Sequence[str]) -> list[str]:
    unique: list[str] = []
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        unique.append(f"{name} ({seen[name]})" if seen[name] > 1 or not name else name)
    return unique


def _ambiguous_columns(header: TableRow, columns: Columns, file: str) -> Iterable[Finding]:
    seen: dict[str, str] = {}
    for cell in header.cells:
        known = columns.field_named(cell.text)
        if known and known in seen:
            message = (
                f"The columns {quote_input(seen[known])} and {quote_input(cell.text)} both stand"
                f" for {known}; the one with the closer name counts where both are filled, and"
                " rows in which two columns of one name differ are left out."
            )
            yield Finding(message, Severity.WARNING, file, cell.line, cell.column)
        elif known:
            seen[known] = cell.text


def _misspelt_columns(header: TableRow, columns: Columns, file: str) -> Iterable[Finding]:
    found = {columns.field_named(cell.text) for cell in header.cells}
    for cell in header.cells:
        if columns.resembled(cell.text):
            near = columns.nearest(cell.text)
            meant = [each for each in columns.containing(cell.text) if each not in found]
            there = ""
            if columns.field_named(near) in found:
                there = f" {columns.field_named(near)} is there beside it;"
            else:
                meant.insert(0, near)
            named = " or ".join(map(quote_input, meant)) or "another field"
            message = (
                f"The column {quote_input(cell.text)} is not known, and what is in it was not"
                f" read;{there} if it is {named}, name it so."
            )
            yield Finding(message, Severity.WARNING, file, cell.line, cell.column)


def quote_input(text: str) -> str:
    """Returns the user's words for a message: quoted, short, control characters escaped."""
    return json.dumps(shortened(text, 60), ensure_ascii=False)


_WHITE_SPACE = " \t\n\r"
_DEEPEST_VALUE = 20  # exports of the tools we know go to 4; a path of more parts is no field's name


def read_json_rows(source: Source, columns: Columns) -> tuple[list[Row], list[Finding]]:
    """Parses rows from JSON Lines, or a JSON array; one that breaks off gives those before that."""
    rows: list[Row] = []
    findings: list[Finding] = []
    for found in _array(source) if _is_array(source) else _lines(source):
        if isinstance(found, Finding):
            add_bad_row(findings, found)
            continue
        try:
            rows.append(_row_of_object(found, columns))
        except BadRowError as error:
            where = {error.name: found.place_of(error.name)}
            add_bad_row(findings, bad_row_finding(error, source.name, found.line, where))
    return rows, findings


def is_json(source: Source) -> bool:
    """Returns whether a file of rows is JSON, by its ending or else by its first character."""
    ending = PurePath(source.name).suffix.lower()
    if ending in (".csv", ".tsv"):
        return False
    return ending in (".jsonl", ".ndjson", ".json") or source.text.lstrip()[:1] in ("{", "[")


def read_rows(
    source: Source, columns: Columns, needed: Sequence[str] = ()
) -> tuple[list[Row], list[Finding]]:
    """Parses rows from JSON or from a table; arguments as `read_table_rows`."""
    if is_json(source):
        return read_json_rows(source, columns)
    return read_table_rows(source, columns, needed)


def _is_array(source: Source) -> bool:
    """Returns whether the file is one array, and not lines of which the first is an array."""
    text = source.text.strip(_WHITE_SPACE)
    first, _, rest = text.partition("\n")
    if not text.startswith("["):
        return False
    try:
        _DECODER.decode(first)
    except (ValueError, RecursionError):
        return True
    return not rest


@frozen
class _JsonValue:
    value: Any
    line: int
    column: int
    text: str

    def place_of(self, key: str) -> tuple[int, int]:
        """Returns the line and column of a key; column 0 where it is not found as written."""
        at = self.text.find(json.dumps(key, ensure_ascii=False)) if key else -1
        if at < 0:
            return self.line, 0
        line_start = self.text.rfind("\n", 0, at) + 1
        column = at - line_start + (1 if line_start else self.column)
        return self.line + self.text.count("\n", 0, at), column


class _ObjectWithDuplicates(dict[str, Any]):
    """An object that remembers a key that was written twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.doubled = ""
        if len(self) < len(pairs):
            self.doubled = Counter(key for key, _ in pairs).most_common(1)[0][0]


# Numbers stay as they are written: they are labels and codes here, never values.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_ObjectWithDuplicates, parse_int=str, parse_float=str, parse_constant=str
)


def _lines(source: Source) -> Iterator[_JsonValue | Finding]:
    lines = source.text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip(_WHITE_SPACE))
        text = line.strip(_WHITE_SPACE)
        try:
            yield _JsonValue(_DECODER.decode(text), number, indent + 1, text)
        except json.JSONDecodeError as error:
            breaks_off = number == len(lines)
            yield _json_error(source, number, error.pos + indent + 1, error.msg, breaks_off)
        except RecursionError:
            yield _json_error(source, number, 1, "too many values inside each other", False)


def _array(source: Source) -> Iterator[_JsonValue | Finding]:
    text = source.text
    place = text.index("[") + 1
    line, line_start = text.count("\n", 0, place) + 1, text.rfind("\n", 0, place) + 1
    while True:
        begin = _skip_white_space(text, place)
        line += text.count("\n", place, begin)
        line_start = (text.rfind("\n", place, begin) + 1) or line_start
        if text.startswith("]", begin):
            rest = _skip_white_space(text, begin + 1)
            if rest < len(text):
                yield _json_error(source, *_at(text, rest), "text after the array", False)
            return
        try:
            found, place = _DECODER.raw_decode(text, begin)
        except json.JSONDecodeError as error:
            ends = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
            yield _json_error(source, *_at(text, error.pos), error.msg, ends)
            return
        except RecursionError:
            message = "too many values inside each other"
            yield _json_error(source, *_at(text, begin), message, False)
            return
        yield _JsonValue(found, line, begin - line_start + 1, text[begin:place])
        comma = _skip_white_space(text, place)
        line += text.count("\n", begin, comma)
        line_start = (text.rfind("\n", begin, comma) + 1) or line_start
        place = comma
        if text.startswith(",", comma):
            place += 1
        elif not text.startswith("]", comma):
            ends = comma >= len(text)
            yield _json_error(source, *_at(text, comma), "Expecting ',' or ']'", ends)
            return


def _skip_white_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in _WHITE_SPACE:
        place += 1
    return place


def _at(text: str, place: int) -> tuple[int, int]:
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _json_error(source: Source, line: int, column: int, reason: str, breaks_off: bool) -> Finding:
    what = (
        "The file breaks off here; it was not written to its end, so export it again"
        if breaks_off
        else f"This is no valid JSON ({reason}); what cannot be read was left out"
    )
    return Finding(f"{what}.", Severity.ERROR, source.name, line, column)


def _row_of_object(read: _JsonValue, columns: Columns) -> Row:
    found = read.value
    if not isinstance(found, _ObjectWithDuplicates):
        raise BadRowError('this is no object; write {"target": …, "text": …}')
    if found.doubled:
        raise BadRowError(f"the key {json.dumps(found.doubled)} is written twice")
    try:
        fields = dict(_flatten(found, ""))
        "".join((*fields, *fields.values())).encode()
    except UnicodeEncodeError:
        raise BadRowError("it holds half of a surrogate pair, which is no text") from None
    given = ((name, _value(value)) for name, value in found.items() if value is not None)
    values = columns.values(given)
    places = {
        columns.field_named(name): read.place_of(name)
        for name in found
        if columns.field_named(name) in values
    }
    return check_lengths(Row(read.line, fields, values, places))


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(_text(each) for each in value if each is not None)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return json.dumps(value, ensure_ascii=False)


def _flatten(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST_VALUE:
        raise BadRowError("too many values are written inside each other")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flatten(inner, f"{name}.{key}" if name else key, depth + 1)
    elif isinstance(value, list) and any(isinstance(each, list | dict) for each in value):
        for number, inner in enumerate(value, 1):
            yield from _flatten(inner, f"{name}.{number}", depth + 1)
    elif isinstance(value, list):
        yield name, "; ".join(_text(each) for each in value)
    else:
        yield name, "" if value is None else _text(value)
