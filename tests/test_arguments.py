"""Annotations as checks: what each takes, turns into what is meant, or refuses."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Literal

import pytest
from attrs import frozen

from consensus.arguments import Validated, check_of, shown, validated
from consensus.errors import InvalidArgument, Rejected, WrongType, WrongValue


class Colour(StrEnum):
    """A choice."""

    RED = "red"
    GREEN = "deep green"


class Choice(StrEnum):
    """The same choice in the words of a web application."""

    RED = "red"
    BLUE = "blue"


@frozen
class Lamp:
    """A value of an attrs class."""

    name: str
    colours: tuple[Colour, ...] = ()


class Share(float):
    """A number of a class of its own."""


class Folder:
    """A path of another class."""

    def __init__(self, path: str | bytes) -> None:
        self.path = path

    def __fspath__(self) -> str | bytes:
        """The path as the operating system takes it."""
        return self.path


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=timezone(-timedelta(hours=3)))


@pytest.mark.parametrize(
    ("hint", "value", "meant"),
    [
        (str | None, None, None),
        (int, 2**63 - 1, 2**63 - 1),
        (float, 3, 3),
        (bool, False, False),
        (date | None, date(2026, 3, 2), date(2026, 3, 2)),
        (Colour, "deep green", Colour.GREEN),
        (Colour | str, Colour.RED, Colour.RED),
        (Colour | str, Choice.RED, Colour.RED),
        (Literal["a", "b"] | str, "b", "b"),
        (Sequence[str], ("a", "b"), ("a", "b")),
        (Sequence[Colour], ["red"], [Colour.RED]),
        (Collection[str] | None, {"a"}, ["a"]),
        (tuple[str, ...], ["a"], ("a",)),
        (tuple[str, Colour], ("a", "red"), ("a", Colour.RED)),
        (Mapping[int, Colour | str], {1: "red"}, {1: Colour.RED}),
        (Sequence[str], (each for each in "ab"), ("a", "b")),
        (Collection[str], map(str, (1, 2)), ("1", "2")),
        (Iterable[str], iter(["a"]), ("a",)),
        (Iterable[str], {"a"}, ["a"]),
        (str | Sequence[Colour], (each for each in ["red"]), (Colour.RED,)),
        (list[str], iter("ab"), ["a", "b"]),
        (str | Sequence[str], "a", "a"),
        (str | Path, Path("a"), Path("a")),
        (str | Path, Folder("a"), Path("a")),
        (Path | None, Folder(b"caf\xe9"), Path(os.fsdecode(b"caf\xe9"))),
        (str | Path, Path(os.fsdecode(b"caf\xe9")), Path(os.fsdecode(b"caf\xe9"))),
        (str | Path, os.fsdecode(b"caf\xe9"), os.fsdecode(b"caf\xe9")),
        (Lamp, Lamp("a"), Lamp("a")),
        (datetime, NOON.astimezone(timezone(timedelta(seconds=61))), NOON),
        (Callable[[int], None], print, print),
        (Any, Lamp, Lamp),
    ],
)
def test_what_is_meant_is_taken(hint: Any, value: object, meant: object) -> None:
    """What has the right type passes, and what certainly means the same becomes it."""
    assert check_of(hint).convert("it", value) == meant


@pytest.mark.parametrize(
    ("hint", "value", "kind", "message"),
    [
        (str, None, WrongType, "it must be a text, not None"),
        (str, "\udc80", WrongValue, "breaks off within a character, at position 1"),
        (bool, 1, WrongType, "it must be True or False, not 1"),
        (int, 2**63, WrongValue, "not a number of more than 64 bits"),
        (float | None, float("inf"), WrongValue, "it must be a number, not inf"),
        (float, 10**400, WrongValue, "it must be a number, not a number of more than 64 bits"),
        (float, "1", WrongType, "it must be a number, not '1'"),
        (Colour | str, "rad", WrongValue, "'red' or 'deep green', not 'rad'; did you mean 'red'"),
        (Colour, Choice.BLUE, WrongValue, "it must be 'red' or 'deep green', not 'blue'$"),
        (Colour, "grass", WrongValue, "it must be 'red' or 'deep green', not 'grass'$"),
        (Literal["a", "b"], 1, WrongType, "it must be 'a' or 'b', not 1"),
        (str | Sequence[str], 1, WrongType, "it must be a text or a list of texts, not 1"),
        (str | Sequence[str], ["a", 1], WrongType, r"it\[1\] must be a text, not 1"),
        (Collection[str], {"a": 1}, WrongType, "it must be a list of texts, not .* dict"),
        (Iterable[str], b"ab", WrongType, "it must be a list of texts, not .* bytes"),
        (Iterable[str], "ab", WrongType, "put it in square brackets"),
        (Sequence[str], {"a"}, WrongType, "it must be a list of texts, not .* set"),
        (Sequence[str], iter(["a", 1]), WrongType, r"it\[1\] must be a text, not 1"),
        (tuple[str, int], ("a",), WrongType, "it must be a tuple of a text and a whole number"),
        (tuple[str, int], ["a", 1], WrongType, "it must be a tuple of a text and a whole number"),
        (tuple[str, int], ("a", "b"), WrongType, r"it\[1\] must be a whole number, not 'b'"),
        (bytes, "a", WrongType, "it must be bytes, not 'a'"),
        (str | Path, Folder("a\0b"), WrongValue, "a path, .*; take the character NUL out"),
        (Sequence[Colour], "red", WrongType, "a list of values, each of which is 'red' or"),
        (Mapping[str, int], {"a": "b"}, WrongType, r"it\['a'\] must be a whole number, not 'b'"),
        (str | Path, "a\ud83d", WrongValue, "breaks off within a character, at position 2"),
        (str | Path, "a\0b", WrongValue, "it must be a path, .*; take the character NUL out"),
        (BinaryIO, io.StringIO(), WrongType, "it must be a file opened for reading bytes"),
        (Lamp, Colour, WrongType, "it must be a Lamp, not the class Colour"),
        (Lamp, Lamp(None), WrongType, "it.name must be a text, not None"),  # type: ignore[arg-type] # what is tried
        (datetime | str | None, date(2026, 3, 2), WrongType, "say the time too"),
        (datetime | None, LAST, WrongValue, "beyond the calendar"),
        (None, 0, WrongType, "it must be None, not 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    hint: Any, value: object, kind: type[InvalidArgument], message: str
) -> None:
    """What was given and what is expected are said, and often what to do."""
    with pytest.raises(kind, match=message) as refused:
        check_of(hint or type(None)).convert("it", value)
    assert isinstance(refused.value, Rejected)
    assert refused.value.argument.startswith("it")


def test_an_annotation_that_asks_for_nothing_known_is_a_fault_of_the_programmer() -> None:
    """A public method with it fails in every test that calls it."""
    for hint in (frozenset[int], set[str], "str"):
        with pytest.raises(TypeError, match="there is no check of"):
            check_of(hint)


def test_long_texts_are_shortened_and_classes_of_texts_shown_as_texts() -> None:
    """A message stays one line."""
    assert shown("x" * 100) == repr("x" * 60 + "...")
    assert shown(Colour.RED) == "'red'"
    assert shown(b"x" * 100) == "a value of the type bytes"


@pytest.mark.parametrize(("value", "kind"), [(Share(0.5), float), (Colour.RED, str), (3, int)])
def test_texts_and_numbers_of_a_class_of_their_own_become_plain_ones(
    value: object, kind: type[object]
) -> None:
    """Only the text or the number is stored, so it is what a replay reads."""
    meant = check_of(str if kind is str else float).convert("it", value)
    assert (meant, type(meant)) == (value, kind)


def test_a_function_is_called_with_what_is_meant() -> None:
    """By place, by name, several at once; what is not annotated passes as it is."""

    @validated
    def told(colour: Colour | str, *names: str, most: int = 3, more=None) -> tuple[object, ...]:  # type: ignore[no-untyped-def] # one has no annotation
        return colour, names, most, more

    assert told("red", "a", most=1, more=told) == (Colour.RED, ("a",), 1, told)
    with pytest.raises(WrongType, match=r"names\[1\] must be a text, not 1"):
        told("red", "a", 1)
    with pytest.raises(TypeError, match="unexpected keyword argument 'less'"):
        told("red", less=1)


def test_only_classes_of_the_library_are_wrapped() -> None:
    """A class from elsewhere that derives from one keeps its methods."""

    class Elsewhere(Validated):
        def say(self, words: str) -> str:
            return words

    assert not hasattr(Elsewhere.say, "__wrapped__")
