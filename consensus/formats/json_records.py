"""Records written as JSON: an object on each line, or one array of objects."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from attrs import frozen

from consensus.finding import Finding, Severity
from consensus.formats.rows import (
    BadRowError,
    Columns,
    Record,
    Value,
    check_lengths,
    finding_of,
    read_records,
)
from consensus.formats.source import Source
from consensus.formats.table import add_bad_row

_WHITE_SPACE = " \t\n\r"
_DEEPEST_VALUE = 20  # exports of the tools we know go to 4; a path of more parts is no field's name


def read_json_records(source: Source, columns: Columns) -> tuple[list[Record], list[Finding]]:
    """Read JSON Lines, or a JSON array of objects.

    Args:
        source: the file that was read.
        columns: the keys that are known; others are kept as they came.

    Returns:
        the records, and a finding for each line that is no object. An array that breaks off gives
        the objects before the break.
    """
    records: list[Record] = []
    findings: list[Finding] = []
    for found in _array(source) if _is_array(source) else _lines(source):
        if isinstance(found, Finding):
            add_bad_row(findings, found)
            continue
        try:
            records.append(_record(found, columns))
        except BadRowError as error:
            where = {error.name: found.place_of(error.name)}
            add_bad_row(findings, finding_of(error, source.name, found.line, where))
    return records, findings


def is_json(source: Source) -> bool:
    """Whether a file of rows is JSON, by the ending of its name or else by its first sign."""
    ending = PurePath(source.name).suffix.lower()
    if ending in (".csv", ".tsv"):
        return False
    return ending in (".jsonl", ".ndjson", ".json") or source.text.lstrip()[:1] in ("{", "[")


def read_rows(
    source: Source, columns: Columns, needed: Sequence[str] = ()
) -> tuple[list[Record], list[Finding]]:
    """Read rows from JSON or from a table; arguments as `read_records`."""
    if is_json(source):
        return read_json_records(source, columns)
    return read_records(source, columns, needed)


def _is_array(source: Source) -> bool:
    """Whether the file is one array, and not lines of which the first happens to be one."""
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
class _Found:
    """A value that was read, where it begins in the file, and its own text."""

    value: Any
    line: int
    column: int
    text: str

    def place_of(self, key: str) -> tuple[int, int]:
        """The line and column at which a key stands; column 0 where it is not found as it is."""
        at = self.text.find(json.dumps(key, ensure_ascii=False)) if key else -1
        if at < 0:
            return self.line, 0
        line_start = self.text.rfind("\n", 0, at) + 1
        column = at - line_start + (1 if line_start else self.column)
        return self.line + self.text.count("\n", 0, at), column


class _Pairs(dict[str, Any]):
    """An object as it was written, which remembers the key that was written twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.doubled = ""
        if len(self) < len(pairs):
            self.doubled = Counter(key for key, _ in pairs).most_common(1)[0][0]


# Numbers stay as they are written: they are labels and codes here, and are never reckoned with.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=str
)


def _lines(source: Source) -> Iterator[_Found | Finding]:
    lines = source.text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip(_WHITE_SPACE))
        text = line.strip(_WHITE_SPACE)
        try:
            yield _Found(_DECODER.decode(text), number, indent + 1, text)
        except json.JSONDecodeError as error:
            breaks_off = number == len(lines)
            yield _broken(source, number, error.pos + indent + 1, error.msg, breaks_off)
        except RecursionError:
            yield _broken(source, number, 1, "too many values inside each other", False)


def _array(source: Source) -> Iterator[_Found | Finding]:
    text = source.text
    place = text.index("[") + 1
    line, line_start = text.count("\n", 0, place) + 1, text.rfind("\n", 0, place) + 1
    while True:
        begin = _skip(text, place, _WHITE_SPACE)
        line += text.count("\n", place, begin)
        line_start = (text.rfind("\n", place, begin) + 1) or line_start
        if text.startswith("]", begin):
            rest = _skip(text, begin + 1, _WHITE_SPACE)
            if rest < len(text):
                yield _broken(source, *_at(text, rest), "text after the array", False)
            return
        try:
            found, place = _DECODER.raw_decode(text, begin)
        except json.JSONDecodeError as error:
            ends = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
            yield _broken(source, *_at(text, error.pos), error.msg, ends)
            return
        except RecursionError:
            message = "too many values inside each other"
            yield _broken(source, *_at(text, begin), message, False)
            return
        yield _Found(found, line, begin - line_start + 1, text[begin:place])
        comma = _skip(text, place, _WHITE_SPACE)
        line += text.count("\n", begin, comma)
        line_start = (text.rfind("\n", begin, comma) + 1) or line_start
        place = comma
        if text.startswith(",", comma):
            place += 1
        elif not text.startswith("]", comma):
            ends = comma >= len(text)
            yield _broken(source, *_at(text, comma), "Expecting ',' or ']'", ends)
            return


def _skip(text: str, place: int, signs: str) -> int:
    while place < len(text) and text[place] in signs:
        place += 1
    return place


def _at(text: str, place: int) -> tuple[int, int]:
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _broken(source: Source, line: int, column: int, reason: str, breaks_off: bool) -> Finding:
    what = (
        "The file breaks off here; it was not written to its end, so export it again"
        if breaks_off
        else f"This is no valid JSON ({reason}); what cannot be read was left out"
    )
    return Finding(f"{what}.", Severity.ERROR, source.name, line, column)


def _record(read: _Found, columns: Columns) -> Record:
    found = read.value
    if not isinstance(found, _Pairs):
        raise BadRowError('this is no object; write {"target": …, "text": …}')
    if found.doubled:
        raise BadRowError(f"the key {json.dumps(found.doubled)} is written twice")
    try:
        fields = dict(_flat(found, ""))
        "".join((*fields, *fields.values())).encode()
    except UnicodeEncodeError:
        raise BadRowError("it holds half of a surrogate pair, which is no text") from None
    given = ((name, _value(value)) for name, value in found.items() if value is not None)
    values = columns.values(given)
    places = {
        columns.known(name): read.place_of(name) for name in found if columns.known(name) in values
    }
    record = check_lengths(Record(read.line, fields, values, places))
    if isinstance(record, BadRowError):
        raise record
    return record


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(_text(each) for each in value if each is not None)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return json.dumps(value, ensure_ascii=False)


def _flat(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield each text inside a value with the path that leads to it."""
    if depth > _DEEPEST_VALUE:
        raise BadRowError("too many values are written inside each other")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key, depth + 1)
    elif isinstance(value, list) and any(isinstance(each, list | dict) for each in value):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, f"{name}.{number}", depth + 1)
    elif isinstance(value, list):
        yield name, "; ".join(_text(each) for each in value)
    else:
        yield name, "" if value is None else _text(value)
