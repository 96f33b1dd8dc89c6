"""The JSON Schema of what a class of values is as JSON, for docs/schemas/."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from consensus.reports.json import SCHEMA

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[Any, dict[str, Any]] = {
    Any: {},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}
_FIELD = re.compile(r"((?:^ {4}# .*\n)*)^ {4}(\w+): [^#\n]*(?:# (.*))?$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def json_schema(report: type | Mapping[str, Any], title: str) -> dict[str, Any]:
    """Returns the schema of what `json_chunks` writes of a class (JSON Schema, draft 2020-12).

    Every attribute is always there, and nothing else; descriptions are those of the attributes.

    Args:
        report: the class of the value; or names to types, a list being one of such elements.
        title: what the report is called.

    Raises:
        TypeError: an attribute is of a type that has no form as JSON.
    """
    known = _SchemaRegistry()
    own = _object(report, known)
    own["properties"] = {
        "schema": {"const": SCHEMA, "description": "the version of this schema"},
        **own["properties"],
    }
    own["required"] = ["schema", *own["required"]]
    whole = {"$schema": _DIALECT, "title": title, **own}
    return whole | {"$defs": dict(sorted(known.schemas.items()))}


class _SchemaRegistry:
    """The schemas of classes, each under a unique name."""

    def __init__(self) -> None:
        self.schemas: dict[str, dict[str, Any]] = {}
        self._names: dict[type, str] = {}

    def name_of(self, kind: type[attrs.AttrsInstance]) -> str:
        """Returns the name of the schema of a class, and creates it on first use."""
        if kind not in self._names:
            is_taken = kind.__name__ in self.schemas
            module = kind.__module__.rpartition(".")[2]
            name = f"{module}.{kind.__name__}" if is_taken else kind.__name__
            self._names[kind] = name
            self.schemas[name] = {}
            self.schemas[name] = _object(kind, self)
        return self._names[kind]


def _object(of: type | Mapping[str, Any], known: _SchemaRegistry) -> dict[str, Any]:
    hints, said = (of, {}) if isinstance(of, Mapping) else (get_type_hints(of), described(of))
    public = hints if isinstance(of, Mapping) else attrs.fields_dict(of)
    names = [name for name in public if name[0] != "_"]
    descriptions = {name: {"description": words} for name, words in said.items() if words}
    return {
        "description": "" if hints is of else (inspect.getdoc(of) or "").partition("\n")[0],
        "type": "object",
        "properties": {
            each: {**_of(hints[each], known), **descriptions.get(each, {})} for each in names
        },
        "required": names,
        "additionalProperties": False,
    }


def described(of: type) -> dict[str, str]:
    """Returns what docstrings of a class and its bases, and comments beside fields, say of them."""
    said: dict[str, str] = {}
    for kind in reversed(of.__mro__):
        listed = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
        said |= {each[1]: each[2] for each in _ATTRIBUTE.finditer(listed)}
        with suppress(OSError, TypeError):  # A class made at run time, or in C, has no source.
            for above, name, beside in _FIELD.findall(inspect.getsource(kind)):
                said |= {name: beside or above.replace("# ", "")} if above or beside else {}
    return {name: " ".join(words.split()).rstrip(".") for name, words in said.items()}


def _of(kind: Any, known: _SchemaRegistry) -> dict[str, Any]:
    if isinstance(kind, Mapping):
        return _object(kind, known)
    if not isinstance(kind, list) and kind in _PLAIN:
        return dict(_PLAIN[kind])
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(each, known) for each in inside]}
    if origin is tuple:
        return _array(inside, known)
    if origin in (list, set, frozenset) or isinstance(kind, list):
        return {"type": "array", "items": _of((inside or kind)[0], known)}
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


def _array(inside: tuple[Any, ...], known: _SchemaRegistry) -> dict[str, Any]:
    if inside[-1:] == (Ellipsis,):
        return {"type": "array", "items": _of(inside[0], known)}
    return {
        "type": "array",
        "prefixItems": [_of(each, known) for each in inside],
        "minItems": len(inside),
        "maxItems": len(inside),
    }
