"""Reports as plain data for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

import attrs

SCHEMA = 1


def to_json(report: attrs.AttrsInstance) -> dict[str, Any]:
    """A report as dictionaries, lists, strings and numbers, ready for `json.dumps`.

    Keys are the names of the attributes of the report, private ones left out; times are in
    ISO 8601.

    Args:
        report: any value of `consensus.reports`.

    Returns:
        The number of the schema under `schema`, and the report.
    """
    return {"schema": SCHEMA, **_fields(report)}


def _fields(value: attrs.AttrsInstance) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(value, field.name))
        for field in attrs.fields(type(value))
        if not field.name.startswith("_")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(content) for key, content in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return _fields(value)
