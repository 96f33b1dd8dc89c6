"""The base class of operations, and the registry of their stable names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, MutableMapping
from datetime import datetime
from importlib import import_module
from typing import Any, ClassVar, TypeVar

import attrs
import msgspec
from attrs import frozen

from consensus.errors import StoreTooNew
from consensus.model import Recorded
from consensus.model.state import State

Noun = TypeVar("Noun")


@frozen
class StepContext:
    """Who recorded a step, and when."""

    step: str  # the id of the step
    by: str  # the person or delegation that recorded it
    happened: datetime  # when it happened
    recorded: datetime  # when it was recorded
    meeting: str = ""  # the id of the meeting in which it happened; empty outside meetings
    note: str = ""  # a word on it; may be empty
    apart: bool = False  # whether somebody recorded in another copy of the record before seeing it


@frozen(kw_only=True, repr=False, eq=False)
class Operation(Recorded):
    """Something that happened, stored by its outcome.

    Attributes:
        STANDS_ALONE: whether it holds without the other operations of its step, as a row of an
            imported file does without the other rows.
        INCIDENTAL: the fields that change nothing of what it comes to.
    """

    NAME: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1
    STANDS_ALONE: ClassVar[bool] = False
    INCIDENTAL: ClassVar[frozenset[str]] = frozenset({"id", "handle", "reason"})

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Yields every reason why it cannot be recorded on this state, as sentences."""
        yield from ()

    def missed(self, state: State) -> Iterator[str]:
        """Yields what it missed since it was planned; asked just before it is first applied."""
        yield from ()

    def apply(self, state: State, act: StepContext) -> None:
        """Writes its outcome into the state, through the undo journal."""
        raise TypeError(f"{type(self).__name__} says nothing of its outcome")

    def apply_repeated(self, state: State, act: StepContext, same: Collection[str]) -> None:
        """Reserves the handles of an operation whose outcome others, `same`, recorded too."""
        for handle in self.handles():
            state.spend_handle(handle, self.id)

    def build(self, kind: type[Noun], **more: Any) -> Noun:
        """Returns a noun with the fields that it shares with the operation, and others."""
        for name in _SHARED.get((type(self), kind)) or _shared(type(self), kind):
            if name not in more:
                more[name] = getattr(self, name)
        return kind(**more)

    def add(
        self, state: State, table: MutableMapping[str, Noun], kind: type[Noun], **more: Any
    ) -> Noun:
        """Puts the noun it makes into a table under its id, with its handle if it has one.

        The digest of what it was imported from, if it has one, is noted.
        """
        if handle := getattr(self, "handle", ""):
            more["handle"] = state.give_handle(handle, self.id)
        noun = self.build(kind, **more)
        state.journal.put(table, self.id, noun)
        if digest := getattr(self, "digest", ""):
            state.journal.put(state.imported, digest, self.id)
        return noun

    def handles(self) -> Iterator[str]:
        """Returns the handles it assigns, which stay reserved even when it is undone."""
        handle = getattr(self, "handle", "")
        if handle:
            yield handle

    def exclusive_targets(self) -> tuple[str, ...]:
        """Returns the ids of what it settles; two unsynced copies cannot both settle one."""
        return ()

    def objections(self) -> Iterator[tuple[str, str]]:
        """Yields the id of what it objects to or holds, and the code of the member, each time."""
        yield from ()

    def content(self) -> bytes:
        """Returns a key that is equal for operations of two copies with the same effect."""
        fields = fields_given(self)
        settled = {name: fields[name] for name in fields.keys() - self.INCIDENTAL}
        return msgspec.json.encode([self.NAME, settled], order="sorted")


def _shared(operation: type[Any], kind: type[Any]) -> tuple[str, ...]:
    names = attrs.fields_dict(kind) if attrs.has(kind) else kind.__struct_fields__
    found = tuple(each for each in attrs.fields_dict(operation) if each in names)
    return _SHARED.setdefault((operation, kind), found)


_SHARED: dict[tuple[type[Any], type[Any]], tuple[str, ...]] = {}
Kind = TypeVar("Kind", bound=type[Operation])
Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

# The modules of operations are imported in turn until one is found: to define them takes long.
SUBJECTS = (
    *("membership", "drafts", "positions", "amendments"),
    *("decisions", "meetings", "corrections", "planning", "ballots", "brackets"),
)
_CLASSES: dict[str, type[Operation]] = {}
_UPGRADES: dict[tuple[str, int], Upgrade] = {}


def operation(name: str, version: int = 1, *, stands_alone: bool = False) -> Callable[[Kind], Kind]:
    """Registers a class of operations under its stable name and schema version."""

    def register(kind: Kind) -> Kind:
        kind.NAME = name
        kind.VERSION = version
        kind.STANDS_ALONE = stands_alone
        _CLASSES[name] = kind
        return kind

    return register


def upgrade(name: str, version: int) -> Callable[[Upgrade], Upgrade]:
    """Registers a function that converts the fields of a schema version to those of the next.

    A version that only adds fields, whose defaults say what earlier ones said, needs none.
    """

    def register(function: Upgrade) -> Upgrade:
        _UPGRADES[name, version] = function
        return function

    return register


def stable_name(kind: Operation | type[Operation]) -> str:
    """Returns the name under which an operation is stored, such as `propose-amendment/1`."""
    return f"{kind.NAME}/{kind.VERSION}"


def class_of(stored: str) -> type[Operation]:
    """Returns the class for a stored name; raises StoreTooNew if this software does not know it."""
    name, _, _ = stored.partition("/")
    subjects = iter(SUBJECTS)
    while name not in _CLASSES:
        if not (subject := next(subjects, "")):
            raise StoreTooNew(f"this version of the software does not know the operation {stored}")
        import_module(f"consensus.history.operations.{subject}")
    return _CLASSES[name]


def upgrades_for(stored: str) -> tuple[Upgrade, ...]:
    """Returns the upgrades from a stored schema version to the present; raises StoreTooNew."""
    kind = class_of(stored)
    name, _, digits = stored.partition("/")
    version = int(digits) if digits.isdecimal() else 0
    if not 0 < version <= kind.VERSION:
        raise StoreTooNew(
            f"the operation {stored} is of a later version than this software knows"
            f" ({stable_name(kind)})"
        )
    versions = ((name, each) for each in range(version, kind.VERSION))
    return tuple(_UPGRADES[each] for each in versions if each in _UPGRADES)


def fields_given(value: Operation) -> dict[str, Any]:
    """Returns the fields of an operation that differ from their defaults, as stored."""
    kind = type(value)
    if kind not in _DEFAULTS:
        _DEFAULTS[kind] = [(each.name, each.default) for each in attrs.fields(kind)]
    given: dict[str, Any] = {}
    for name, default in _DEFAULTS[kind]:
        content = getattr(value, name)
        # 0 is no False, which it equals, and what is stored must show that.
        if content is default or (type(content) is type(default) and content == default):
            continue
        given[name] = content
    return given


_DEFAULTS: dict[type[Operation], list[tuple[str, Any]]] = {}
