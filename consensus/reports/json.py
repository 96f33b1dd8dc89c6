"""The JSON Schema of reports, made of their classes."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from consensus.reports.json_form import SCHEMA

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def json_schema(report: type[attrs.AttrsInstance], title: str) -> dict[str, Any]:
    """The schema of what `json_pieces` writes of a value (JSON Schema, draft 2020-12).

    Every attribute is always there, and nothing else; descriptions are those of the attributes.

    Args:
        report: the class of the value.
        title: what the report is called.

    Raises:
        TypeError: an attribute is of a type that has no form as JSON.
    """
    known = _Known()
    own = _object(report, known)
    own["properties"] = {
        "schema": {"const": SCHEMA, "description": "the version of this schema"},
        **own["properties"],
    }
    own["required"] = ["schema", *own["required"]]
    return {
        "$schema": _DIALECT,
        "title": title,
        **own,
        "$defs": dict(sorted(known.schemas.items())),
    }


class _Known:
    """The classes that were met, each under a name of its own."""

    def __init__(self) -> None:
        self.schemas: dict[str, dict[str, Any]] = {}
        self._names: dict[type, str] = {}

    def name_of(self, kind: type[attrs.AttrsInstance]) -> str:
        """The name of the schema of a class, which is made when it is met first."""
        if kind not in self._names:
            is_taken = kind.__name__ in self.schemas
            module = kind.__module__.rpartition(".")[2]
            name = f"{module}.{kind.__name__}" if is_taken else kind.__name__
            self._names[kind] = name
            self.schemas[name] = {}
            self.schemas[name] = _object(kind, self)
        return self._names[kind]


def _object(of: type[attrs.AttrsInstance], known: _Known) -> dict[str, Any]:
    hints = get_type_hints(of)
    told = _described(of)
    names = [each.name for each in attrs.fields(of) if not each.name.startswith("_")]
    return {
        "description": (inspect.getdoc(of) or "").split("\n")[0],
        "type": "object",
        "properties": {name: _with(_of(hints[name], known), told.get(name, "")) for name in names},
        "required": names,
        "additionalProperties": False,
    }


def _with(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {**schema, "description": description} if description else schema


def _described(of: type) -> dict[str, str]:
    """What the docstring of a class says of its attributes."""
    _, _, attributes = (inspect.getdoc(of) or "").partition("Attributes:\n")
    return {
        found[1]: " ".join(found[2].split()).rstrip(".")
        for found in _ATTRIBUTE.finditer(attributes)
    }


def _of(kind: Any, known: _Known) -> dict[str, Any]:
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(each, known) for each in inside]}
    if origin is tuple:
        return _array(inside, known)
    if origin in (list, set, frozenset):
        return {"type": "array", "items": _of(inside[0], known)}
    if origin is not None and issubclass(origin, Mapping):
        names, values = inside
        return {
            "type": "object",
            "propertyNames": _of(names, known),
            "additionalProperties": _of(values, known),
        }
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [each.value for each in kind]}
    if isinstance(kind, type) and attrs.has(kind):
        return {"$ref": f"#/$defs/{known.name_of(kind)}"}
    raise TypeError(f"{kind} has no form as JSON")


def _array(inside: tuple[Any, ...], known: _Known) -> dict[str, Any]:
    if inside[-1:] == (Ellipsis,):
        return {"type": "array", "items": _of(inside[0], known)}
    return {
        "type": "array",
        "prefixItems": [_of(each, known) for each in inside],
        "minItems": len(inside),
        "maxItems": len(inside),
    }
