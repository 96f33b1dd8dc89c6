"""Which columns of a list of amendments hold what, where their headings are not those known."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from itertools import chain, count

from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.finding import Finding
from consensus.formats.citations import read_provision
from consensus.formats.rows import (
    BadRowError,
    Columns,
    Record,
    check_lengths,
    finding_of,
    folded,
    shown,
    without_empty_end,
)
from consensus.formats.source import Source
from consensus.formats.table import TableRow, add_bad_row, read_table

FIELDS = (
    *("id", "target", "kind", "old", "text", "after", "parent", "label", "by", "cosponsors"),
    *("group", "rationale", "date", "circulated"),
)
"""What a column can hold; `parts` and `others` come in files of our own only."""

_LISTS = ("by", "cosponsors")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\s.*)?")
_TWELVE = 12  # no month is later


@frozen
class ColumnMap:
    """Which columns hold which fields.

    Attributes:
        fields: each field with the headings, or the numbers counted from 1, of its columns.
        heading_row: the row that has the headings, counted from 1; rows above it are left out.
    """

    fields: Mapping[str, tuple[str | int, ...]]
    heading_row: int = 1

    def toml(self, remarks: Mapping[str, str] | None = None) -> str:
        """Write it so that `read_column_map` reads it again.

        Args:
            remarks: what to say beside a field.
        """
        remarks = remarks or {}
        lines = [f"heading-row = {self.heading_row}", "", "[columns]"]
        for name, columns in self.fields.items():
            written = [json.dumps(each, ensure_ascii=False) for each in columns]
            value = written[0] if len(written) == 1 else f"[{', '.join(written)}]"
            remark = f"  # {remarks[name]}" if name in remarks else ""
            lines.append(f"{name} = {value}{remark}")
        return "\n".join(lines) + "\n"


def read_column_map(source: Source) -> ColumnMap:
    """Read a map of columns from TOML.

    It has a table `columns`, in which each field (`target`, `old`, `text`, `by` …) has the heading
    of its column, its number counted from 1, or a list of several; and, where the headings are not
    in the first row, the number of their row as `heading-row`.

    Args:
        source: the file that was read.

    Raises:
        UnreadableInput: it is no TOML, or maps what is no field.
    """
    try:
        read = tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableInput(f"{source.name} is no valid TOML: {error}") from error
    columns = read.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise UnreadableInput(
            f'{source.name} has no table [columns]; write for example text = "Amendment" in it'
        )
    unknown = [name for name in columns if name not in FIELDS]
    if unknown:
        raise UnreadableInput(
            f"{source.name} maps {', '.join(map(shown, unknown))}; fields are {', '.join(FIELDS)}"
        )
    row = read.get("heading-row", 1)
    if not isinstance(row, int) or isinstance(row, bool) or row < 1:
        raise UnreadableInput(f"{source.name}: heading-row is a number counted from 1")
    return ColumnMap({name: _names(source, name, value) for name, value in columns.items()}, row)


def _names(source: Source, field: str, value: object) -> tuple[str | int, ...]:
    names = value if isinstance(value, list) else [value]
    told = [each for each in names if isinstance(each, str | int) and not isinstance(each, bool)]
    if not told or len(told) < len(names):
        raise UnreadableInput(
            f"{source.name}: {field} is the heading of a column, its number, or a list of them"
        )
    return tuple(told)


def with_columns(
    source: Source, chosen: ColumnMap, known: Columns
) -> tuple[list[Record], list[Finding]]:
    """Read the rows of a table by a map of its columns.

    Args:
        source: the file that was read.
        chosen: the map.
        known: the names under which fields are known elsewhere, so that none is mistaken.

    Returns:
        the rows, with the names of the map and, under their own headings, all other cells; and a
        finding for each row that was left out.

    Raises:
        UnreadableInput: a column of the map is not there.
    """
    table, problems = read_table(source)
    findings = list(problems)
    if len(table) < chosen.heading_row:
        raise UnreadableInput(f"{source.name} has no row {chosen.heading_row} with headings")
    header = [cell.text.strip() for cell in table[chosen.heading_row - 1].cells]
    places = {
        name: tuple(_place(source, header, each) for each in columns)
        for name, columns in chosen.fields.items()
    }
    used = {place for each in places.values() for place in each}
    others = {
        place: heading if not known.known(heading) else f"column {heading}"
        for place, heading in enumerate(header)
        if place not in used and heading
    }
    records: list[Record] = []
    for row in table[chosen.heading_row :]:
        cells = [cell.text for cell in row.cells]
        if [cell.strip() for cell in cells] == header:
            continue  # what was printed on several pages repeats its headings
        made = _record(row, header, places, others)
        if isinstance(made, Record):
            records.append(made)
        else:
            where = _where(row, {**{name: (at,) for at, name in others.items()}, **places})
            add_bad_row(findings, finding_of(made, source.name, row.line, where))
    return records, findings


def _place(source: Source, header: Sequence[str], column: str | int) -> int:
    if isinstance(column, int):
        if 0 < column <= len(header):
            return column - 1
        raise UnreadableInput(f"{source.name} has {len(header)} columns, and no column {column}")
    for place, heading in enumerate(header):
        if folded(heading) == folded(column):
            return place
    raise UnreadableInput(
        f"{source.name} has no column {shown(column)}; it has {', '.join(map(shown, header))}"
    )


def _record(
    row: TableRow,
    header: Sequence[str],
    places: Mapping[str, tuple[int, ...]],
    others: Mapping[int, str],
) -> Record | BadRowError:
    cells = without_empty_end(row.cells, len(header))
    if len(cells) > len(header):
        return BadRowError(
            f"this row has {len(cells)} cells and {len(header)} headings; a text that holds the"
            " separator needs quotation marks around it"
        )
    texts = [cell.text for cell in cells] + [""] * (len(header) - len(cells))
    values = {name: _value(name, header, texts, at) for name, at in places.items()}
    fields = dict(values)
    for place, heading in others.items():
        numbered = (f"{heading} ({number})" for number in count(2))
        name = next(each for each in chain((heading,), numbered) if each not in fields)
        fields[name] = texts[place]
    where = _where(row, places)
    return check_lengths(Record(row.line, fields, values, where))


def _value(name: str, header: Sequence[str], texts: Sequence[str], at: Sequence[int]) -> str:
    if name == "target" and len(at) > 1:
        return " – ".join(_cited(header[place], texts[place].strip()) for place in at).strip(" –")
    filled = [texts[place] for place in at if texts[place].strip()]
    if name == "date":
        return _iso_day(filled[0].strip()) if filled else ""
    return ("; " if name in _LISTS else "\n\n").join(filled)


def _where(row: TableRow, places: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, int]]:
    """The line and column at which the first cell of each field begins."""
    return {
        name: (row.cells[at[0]].line, row.cells[at[0]].column)
        for name, at in places.items()
        if at[0] < len(row.cells)
    }


def _cited(heading: str, cell: str) -> str:
    """A cell of a column `Article`, `Paragraph` or the like, with the heading where it is bare."""
    found = read_provision(cell)
    bare = found is not None and all(level.part is None for level in found.levels)
    return f"{heading} {cell}" if bare else cell


def _iso_day(written: str) -> str:
    """A day as in ISO 8601; of 5/6/2024 the day comes first, unless it cannot be one."""
    found = _DAY_FIRST.fullmatch(written)
    if found is None:
        return written
    day, month, year = map(int, found.groups())
    if month > _TWELVE >= day:
        day, month = month, day
    return f"{year:04}-{month:02}-{day:02}"
