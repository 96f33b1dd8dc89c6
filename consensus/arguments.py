"""Validates the arguments of public functions, and the fields of values, by their annotations."""

from __future__ import annotations

import inspect
import io
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta, timezone
from difflib import get_close_matches
from enum import Enum
from functools import cache, wraps
from math import isfinite
from os import PathLike, fsdecode, fsencode
from pathlib import Path
from threading import current_thread
from typing import IO, Annotated, Any, BinaryIO, Literal, NamedTuple, TypeVar, Union, cast
from warnings import warn

import attrs

from consensus.errors import InvalidArgument, Rejected, WrongType, WrongValue

OnProgress = Callable[[int, int], None]
"""Called with the parts done and the parts in all; what it raises ends the work."""
_LONGEST_SHOWN = 60
_LARGEST = 2**63 - 1  # what snapshots hold: the whole numbers of MessagePack that have a sign

_PLURALS = {
    "a text": "texts",
    "a whole number": "whole numbers",
    "a Source or a path": "Sources or paths",
}
_FIELDS: dict[tuple[type[Any], int], dict[str, Check]] = {}


class Check(NamedTuple):
    """A validator of values: what is expected, and a function that checks and converts."""

    expected: str  # what a value must be, in words, as error messages have it
    # Given the name of the argument and a value, returns the value, converted to the expected type
    # only without ambiguity; raises `InvalidArgument` otherwise.
    convert: Callable[[str, Any], Any]


class Validated:
    """Base of classes whose public methods validate their arguments before they run.

    The annotations of a method are resolved when it is first called. A class outside this package
    that derives from one of them is left as it is.
    """

    def __init_subclass__(cls) -> None:
        """Wraps the public methods that a class defines."""
        super().__init_subclass__()
        if cls.__module__.partition(".")[0] != __package__:
            return
        for name, member in list(vars(cls).items()):
            # What is called otherwise than it is defined is a former name.
            if name.startswith("_") or getattr(member, "__name__", name) != name:
                continue
            if isinstance(member, classmethod):
                setattr(cls, name, classmethod(validated(member.__func__)))
            elif isinstance(member, types.FunctionType):
                setattr(cls, name, validated(member, name not in _FROM_ANY_THREAD))


_FROM_ANY_THREAD = {"watch", "close"}  # one waits for hours, and the other ends that
FORMER_PARAMETERS = {"watch": {"told": "callback"}}  # of a method, former names to present ones


@contextmanager
def by_one_thread(shared: object, what: str) -> Iterator[None]:
    """Raises `Rejected` if another thread is in such a block of the same object; never waits."""
    mine = current_thread(), what
    # One step for the interpreter, so of two threads that come at once one finds the other.
    if (first := vars(shared).setdefault("_in_use", mine))[0] is not mine[0]:
        raise Rejected(
            f"{first[1]} is running in the thread {first[0].name!r}, so {what} cannot begin in"
            f" {mine[0].name!r}: take turns with a lock, or open the file once for each thread"
        )
    try:
        yield
    finally:
        if first is mine:
            del vars(shared)["_in_use"]


Function = TypeVar("Function", bound=Callable[..., Any])


def former(new: Function) -> Function:
    """Makes a former name of a method or property: it does the same, with a warning."""
    found: Any = new
    function = getattr(found, "fget", None) or getattr(found, "__func__", found)
    kind = (lambda call: call) if found is function else type(found)

    class Former:
        def __set_name__(self, owner: type, name: str) -> None:
            @wraps(function)
            def call(self: Any, *args: Any, **kwargs: Any) -> Any:
                warn(f"{name!r} is now {function.__name__!r}", DeprecationWarning, 2)
                present = getattr(self, function.__name__)
                return present if kind is property else present(*args, **kwargs)

            setattr(owner, name, kind(call))

    return cast(Function, Former())


def validated(function: Function, by_one: bool = False) -> Function:
    """Makes a function validate its arguments by their annotations before it runs.

    One of a working group may be called `by_one` thread at a time, as `by_one_thread` has it.

    Raises:
        InvalidArgument: by the function, when an argument has a wrong type or value.
    """
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    has_rest = code.co_flags & inspect.CO_VARARGS
    rest = code.co_varnames[code.co_argcount + code.co_kwonlyargcount] if has_rest else ""
    former_names = FORMER_PARAMETERS.get(function.__name__, {})

    # Most methods of a process are never called, and resolving annotations takes long.
    @cache
    def checks() -> dict[str, Check]:
        named = {name: each for name, each in function.__annotations__.items() if name != "return"}
        holder = types.SimpleNamespace(__annotations__=named)
        known = vars(sys.modules[function.__module__])
        hints = typing.get_type_hints(holder, known, include_extras=True)
        return {name: check_of(hint) for name, hint in hints.items()}

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        for old, new in [each for each in former_names.items() if each[0] in kwargs]:
            warn(f"'{old}=' is now '{new}='", DeprecationWarning, 2)
            if new in kwargs or new in names[: len(args)]:
                raise TypeError(f"{function.__name__}() got {old!r} and {new!r}, which are one")
            kwargs[new] = kwargs.pop(old)
        known = checks()
        given = [known.get(n, _ANYTHING).convert(n, v) for n, v in zip(names, args, strict=False)]
        more = enumerate(args[len(given) :])
        given += [known.get(rest, _ANYTHING).convert(f"{rest}[{at}]", each) for at, each in more]
        named = {n: known.get(n, _ANYTHING).convert(n, each) for n, each in kwargs.items()}
        shared = (given[0] if given else named.get(names[0])) if by_one else None
        with by_one_thread(shared, function.__name__) if shared else nullcontext():
            return function(*given, **named)

    return cast(Function, call)


@cache
def check_of(hint: Any, depth: int = 1) -> Check:
    """Returns the check that an annotation, with its names resolved, asks for.

    Fields of values of attrs classes are checked to a depth; below 0 to any. Raises TypeError where
    there is no check for such an annotation.
    """
    if hint in _CHECKS:
        return _CHECKS[hint]
    origin, parameters = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return _union(parameters, depth)
    if origin is Literal:
        return _words(parameters, parameters)
    if origin is Annotated:
        return cast(Check, parameters[1])
    if origin in (tuple, list, Sequence, Collection, Iterable):
        if origin is tuple and parameters[-1:] != (...,):
            return _fixed([check_of(each, depth) for each in parameters])
        return _elements(origin, check_of(parameters[0], depth))
    if origin in (dict, Mapping):
        return _mapping(*(check_of(each, depth) for each in parameters))
    if origin is Callable:
        return _as_it_is("a function", callable)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _words(tuple(each.value for each in hint), tuple(hint))
    if isinstance(hint, type):
        return _instance(hint, depth)
    raise TypeError(f"there is no check of {hint}")


def checks_of_fields(kind: type[Any], depth: int = -1) -> dict[str, Check]:
    """Returns the check of each field of an attrs class; `depth` is as for `check_of`."""
    if (kind, depth) not in _FIELDS:
        hints, fields = typing.get_type_hints(kind), attrs.fields(kind)
        _FIELDS[kind, depth] = {each.name: check_of(hints[each.name], depth) for each in fields}
    return _FIELDS[kind, depth]


def shown(value: object) -> str:
    """Returns a value in a few words, for a message that refuses it."""
    match value:
        case None | bool():
            return str(value)
        case str():
            cut = f"{value[:_LONGEST_SHOWN]}..." if len(value) > _LONGEST_SHOWN else value
            return repr(str(cut))
        case int() if abs(value) > _LARGEST:
            return "a number of more than 64 bits"
        case int() | float():
            return repr(value)
        case datetime():
            return f"the date and time {value.isoformat(' ', 'minutes')}"
        case date():
            return f"the date {value.isoformat()}"
        case type():
            return f"the class {value.__name__}"
        case _:
            return f"a value of the type {type(value).__name__}"


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise WrongType(name, shown(value), "a text")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            said = f"one that breaks off within a character, at position {error.start + 1}"
            advice = "decode the bytes it comes from in their own encoding"
            raise WrongValue(name, said, "a text", advice) from None
    # Of a class of its own, such as the safe text of a web framework, only the text is stored.
    return value if type(value) is str else str.__str__(value)


def _path(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise WrongType(name, shown(value), "a path")
    if "\0" in value:
        raise WrongValue(name, shown(value), "a path", "take the character NUL out")
    try:
        # Names of files need not be text; `os.fsdecode` writes the bytes of one as surrogates.
        fsencode(value)
    except UnicodeEncodeError:
        return _text(name, value)
    return str.__str__(value)


def _integer(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongType(name, shown(value), "a whole number")
    if abs(value) > _LARGEST:
        raise WrongValue(name, shown(value), "a whole number")
    return value if type(value) is int else int.__int__(value)


def _number(name: str, value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WrongType(name, shown(value), "a number")
    if (isinstance(value, int) and abs(value) > _LARGEST) or not isfinite(value):
        raise WrongValue(name, shown(value), "a number")
    if isinstance(value, int):
        return value if type(value) is int else int.__int__(value)
    return value if type(value) is float else float.__float__(value)


_A_MOMENT = "a date and time with its time zone"
_SUCH_AS = "such as datetime(2026, 3, 1, 18, tzinfo=UTC)"


def _moment(name: str, value: Any) -> datetime:
    """Returns a moment with a fixed offset, which is all of a time zone that is stored."""
    if type(value) is datetime and value.tzinfo is UTC:
        return value
    if not isinstance(value, datetime):
        advice = f"say the time too, {_SUCH_AS}" if isinstance(value, date) else ""
        raise WrongType(name, shown(value), _A_MOMENT, advice)
    offset = value.utcoffset()
    if offset is None:
        said = f"{shown(value)} without one"
        raise WrongValue(name, said, _A_MOMENT, f"say the time zone, {_SUCH_AS}")
    try:
        in_utc = value.astimezone(UTC)
    except OverflowError:
        raise WrongValue(name, shown(value), _A_MOMENT, "it is beyond the calendar") from None
    if offset % timedelta(minutes=1):
        return in_utc
    if type(value) is datetime and type(value.tzinfo) is timezone:
        return value
    day = date(value.year, value.month, value.day)
    return datetime.combine(day, value.time(), timezone(offset))


def _day(name: str, value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        advice = "take its date(), in the time zone that is meant" * isinstance(value, datetime)
        raise WrongType(name, shown(value), "a date", advice)
    return value if type(value) is date else date(value.year, value.month, value.day)


def _is_binary_file(value: Any) -> bool:
    return callable(getattr(value, "read", None)) and not isinstance(value, type | io.TextIOBase)


def _as_it_is(expected: str, is_meant: Callable[[Any], bool]) -> Check:
    def convert(name: str, value: Any) -> Any:
        if not is_meant(value):
            raise WrongType(name, shown(value), expected)
        return value

    return Check(expected, convert)


_BINARY_FILE = _as_it_is("a file opened for reading bytes", _is_binary_file)
_ANYTHING = _as_it_is("anything", lambda value: True)
_CHECKS: dict[Any, Check] = {
    str: Check("a text", _text),
    bool: _as_it_is("True or False", lambda value: isinstance(value, bool)),
    int: Check("a whole number", _integer),
    float: Check("a number", _number),
    datetime: Check(_A_MOMENT, _moment),
    date: Check("a date", _day),
    type(None): _as_it_is("None", lambda value: value is None),
    **dict.fromkeys((BinaryIO, IO[bytes]), _BINARY_FILE),
    **dict.fromkeys((Any, object), _ANYTHING),
    bytes: _as_it_is("bytes", lambda value: isinstance(value, bytes)),
}
_PATH = Check("a path", _path)


def _words(words: Sequence[str], values: Sequence[Any]) -> Check:
    """Returns the check of a choice among values, each of which may be given as a word."""
    meant = dict(zip(words, values, strict=True))
    kinds = {type(each) for each in values if isinstance(each, Enum)}
    expected = _one_of([repr(str(each)) for each in words])

    def convert(name: str, value: Any) -> Any:
        if type(value) in kinds:
            return value
        if not isinstance(value, str):
            raise WrongType(name, shown(value), expected)
        if value not in meant:
            near = get_close_matches(value.casefold(), words, 1)
            advice = f"did you mean {near[0]!r}?" if near else ""
            raise WrongValue(name, shown(value), expected, advice)
        return meant[value]

    return Check(expected, convert)


def _one_of(words: Sequence[str]) -> str:
    return " or ".join([*filter(None, [", ".join(words[:-1])]), *words[-1:]])


def _union(hints: Sequence[Any], depth: int) -> Check:
    """Returns the check of a union: the first that fits; words of an enum go before any text."""
    enums = [each for each in hints if isinstance(each, type) and issubclass(each, Enum)]
    has_words = bool(enums) or any(typing.get_origin(each) is Literal for each in hints)
    optional = type(None) in hints
    checks = [
        _PATH if each is str and Path in hints else check_of(each, depth)
        for each in hints
        if each is not type(None) and not (has_words and each is str)
    ]
    names = dict.fromkeys(each.expected for each in checks)
    expected = _one_of([*names, *["None"] * optional])

    def convert(name: str, value: Any) -> Any:
        if value is None and optional:
            return None
        refused: list[InvalidArgument] = []
        for check in checks:
            try:
                return check.convert(name, value)
            except InvalidArgument as error:
                refused.append(error)
        # One that looked further into the value knows better what is wrong with it.
        for each in sorted(refused, key=lambda each: each.argument == name):
            if isinstance(each, WrongValue) and bool in hints:
                raise WrongValue(name, shown(value), expected)
            is_only = len(checks) == 1 and each.advice
            if each.argument != name or isinstance(each, WrongValue) or is_only:
                raise each
        advice = next((each.advice for each in refused if each.advice), "")
        raise WrongType(name, shown(value), expected, advice)

    return Check(expected, convert)


def _elements(kind: Any, element: Check) -> Check:
    plural = _PLURALS.get(element.expected, f"values, each of which is {element.expected}")
    expected = f"a list of {plural}"

    def convert(name: str, value: Any) -> Any:
        if isinstance(value, str):
            raise WrongType(name, shown(value), expected, "put it in square brackets")
        taken = Sequence if kind in (Sequence, tuple, list) else Iterable
        if not isinstance(value, (taken, Iterator)) or isinstance(
            value, Mapping | bytes | bytearray
        ):
            raise WrongType(name, shown(value), expected)
        found = [element.convert(f"{name}[{at}]", each) for at, each in enumerate(value)]
        # A generator, which can be gone through only once, becomes a tuple.
        is_tuple = isinstance(value, (tuple, Iterator)) and kind is not list
        return tuple(found) if kind is tuple or is_tuple else found

    return Check(expected, convert)


def _fixed(elements: Sequence[Check]) -> Check:
    expected = f"a tuple of {' and '.join(each.expected for each in elements)}"

    def convert(name: str, value: Any) -> Any:
        if not isinstance(value, tuple) or len(value) != len(elements):
            raise WrongType(name, shown(value), expected)
        pairs = enumerate(zip(elements, value, strict=True))
        return tuple(check.convert(f"{name}[{at}]", each) for at, (check, each) in pairs)

    return Check(expected, convert)


def _mapping(key: Check, element: Check) -> Check:
    expected = f"a dict of {element.expected} for each key, which is {key.expected}"

    def convert(name: str, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise WrongType(name, shown(value), expected)
        return {
            key.convert(f"a key of {name}", each): element.convert(f"{name}[{shown(each)}]", held)
            for each, held in value.items()
        }

    return Check(expected, convert)


def _instance(kind: type[Any], depth: int) -> Check:
    article = "an" if kind.__name__[0] in "AEIOU" else "a"
    is_path = issubclass(kind, PathLike)
    expected = "a path" if is_path else f"{article} {kind.__name__}"
    advice = "write Path('…') for a file" if is_path else getattr(kind, "GIVEN_AS", "")

    def convert(name: str, value: Any) -> Any:
        if kind is Path and isinstance(value, PathLike) and not isinstance(value, Path):
            value = Path(fsdecode(value))
        if not isinstance(value, kind):
            raise WrongType(name, shown(value), expected, advice)
        if isinstance(value, Path):
            _path(name, str(value))
        elif depth and attrs.has(kind):
            for field, check in checks_of_fields(kind, depth - 1 if depth > 0 else depth).items():
                check.convert(f"{name}.{field}", getattr(value, field))
        return value

    return Check(expected, convert)
