"""Reports as plain data for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

import attrs
import msgspec

from consensus.reports.pieces import gathered

SCHEMA = 1
"""The version of every JSON object; it changes when a field changes its meaning."""

_INDENT = 2


def to_json(report: attrs.AttrsInstance) -> dict[str, Any]:
    """A report as dictionaries, lists, strings and numbers, ready for `json.dumps`.

    Keys are the names of the attributes of the report, private ones left out; times are in
    ISO 8601.

    Args:
        report: any value of `consensus.reports`.

    Returns:
        The number of the schema under `schema`, and the report.
    """
    return {"schema": SCHEMA, **plain(report)}


def json_pieces(fields: attrs.AttrsInstance | Mapping[str, Any]) -> Iterator[str]:
    """Write a report as one JSON object, its schema first, in pieces while it is gone through.

    Args:
        fields: a value of `consensus.reports`, or names with any values that `plain` knows.
    """
    encoder = json.JSONEncoder(ensure_ascii=False, indent=_INDENT, default=_shallow)
    return gathered(encoder.iterencode(_with_schema(fields)))


def json_whole(fields: attrs.AttrsInstance | Mapping[str, Any]) -> str:
    """The same as one string, which takes a fifth of the time and holds all of it in memory.

    Args:
        fields: as for `json_pieces`.
    """
    written = json.dumps(_with_schema(fields), ensure_ascii=False, default=_shallow)
    # As bytes, since a half of a surrogate pair is written as it is and not refused.
    encoded = written.encode("utf-8", "surrogatepass")
    return msgspec.json.format(encoded, indent=_INDENT).decode("utf-8", "surrogatepass")


def _with_schema(fields: attrs.AttrsInstance | Mapping[str, Any]) -> dict[str, Any]:
    return {"schema": SCHEMA, **(fields if isinstance(fields, Mapping) else _shallow(fields))}


def plain(value: Any) -> Any:
    """A value as JSON knows it: enums by their value, times in ISO 8601, sets as sorted lists."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(plain(name)): plain(each) for name, each in value.items()}
    return plain(_shallow(value))


def _shallow(value: Any) -> Any:
    """The same as plain data, but for what it is made of."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(plain(each) for each in value)
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.asdict(value)
    return {
        field.name: getattr(value, field.name)
        for field in attrs.fields(type(value))
        if not field.name.startswith("_")
    }
