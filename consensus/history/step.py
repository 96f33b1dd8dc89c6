"""Steps: hashes, encoding, decoding, redaction, and topological order."""

from __future__ import annotations

import hashlib
import heapq
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import Any, Protocol, TypeVar, get_args, get_type_hints

import attrs
import msgspec
from attrs import frozen

from consensus.arguments import Check, checks_of_fields
from consensus.errors import Damaged, InvalidArgument, NotFound, StoreTooNew, WrongType, WrongValue
from consensus.history.operation import (
    Operation,
    StepContext,
    Upgrade,
    class_of,
    fields_given,
    stable_name,
    upgrades_for,
)
from consensus.model.state import State

FORMAT = 1
ACT = "act/1"
_SALT_BYTES = 16


class HashedBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One body of a step under its salted digest; salt and body are deleted by redaction."""

    name: str  # the stable name of the operation, such as `propose-amendment/1`
    digest: str  # SHA-256 of salt and body, as hexadecimal digits
    salt: str | None  # 16 random bytes as hexadecimal digits, so that a body is not guessed
    body: str | None  # the fields as JSON, keys sorted

    @property
    def is_redacted(self) -> bool:
        """Whether the body was redacted."""
        return self.body is None

    def is_intact(self) -> bool:
        """Returns whether the body, unless redacted, matches its digest."""
        if self.body is None or self.salt is None:
            return self.body is None and self.salt is None
        # The digest runs over both, so the place where one ends must be checked on its own.
        return len(self.salt) == 2 * _SALT_BYTES and _digest(self.salt, self.body) == self.digest

    def without_body(self) -> HashedBody:
        """Returns the digest without salt and body."""
        return HashedBody(self.name, self.digest, None, None)


class StepHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body with the name of the person who recorded the step, and a note."""

    by: str
    note: str = ""


class _Formatted(msgspec.Struct, frozen=True):
    """The part of a stored step that has its format number."""

    format: int


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One act of one person; the unit of undo."""

    format: int  # of the step itself
    id: str  # a UUIDv7
    parents: tuple[str, ...]  # the hashes of the steps before: two after a sync
    happened: datetime  # when it happened
    recorded: datetime  # when it was written down
    meeting: str  # the id of the meeting; empty outside meetings
    bodies: tuple[HashedBody, ...]  # first who recorded it, then the operations

    @cached_property
    def hash(self) -> str:
        """SHA-256 over everything but salts and bodies, whose digests stand for them."""
        covered = (
            self.format,
            self.id,
            self.parents,
            self.happened,
            self.recorded,
            self.meeting,
            [(body.name, body.digest) for body in self.bodies],
        )
        return hashlib.sha256(msgspec.json.encode(covered)).hexdigest()

    def is_intact(self) -> bool:
        """Returns whether every body that is not redacted matches its digest."""
        return all(body.is_intact() for body in self.bodies)

    @property
    def moment(self) -> datetime:
        """The time of recording; UTC if no zone was recorded, as by earlier versions."""
        return self.recorded if self.recorded.tzinfo else self.recorded.replace(tzinfo=UTC)

    @property
    def act(self) -> StepContext:
        """Who recorded it and when; without a name if that was redacted."""
        return self.context_from(self.bodies[0].body)

    def context_from(self, signed: str | None) -> StepContext:
        """Returns who recorded it and when, by a JSON body; raises Damaged if it names none."""
        try:
            who = msgspec.json.decode(signed, type=StepHeader) if signed else StepHeader("")
        except msgspec.MsgspecError as error:
            raise Damaged(f"who recorded step {self.id} cannot be read", self.id) from error
        return StepContext(self.id, who.by, self.happened, self.recorded, self.meeting, who.note)

    def operation(self, index: int) -> Operation | None:
        """Returns the operation at an index, counted from 1; None if redacted."""
        sealed = self.bodies[index]
        return None if sealed.body is None else open_body(sealed.name, sealed.body)


def new_salt() -> str:
    """Returns sixteen random bytes as hexadecimal digits."""
    return secrets.token_hex(_SALT_BYTES)


def moment_after(last: datetime | None, now: datetime) -> datetime:
    """Returns the time of recording: now, or just after the last step if the clock was set back."""
    if last is None:
        return now
    try:
        return max(now, last + timedelta(microseconds=1))
    except OverflowError:
        # The last one was recorded at the last moment there is; none comes after it.
        return last


def make_step(
    act: StepContext,
    parents: Sequence[str],
    operations: Sequence[Operation],
    salt: Callable[[], str] = new_salt,
    bodies: Iterable[str] | None = None,
) -> Step:
    """Creates a step of operations, with hashed bodies; raises InvalidArgument for a bad act."""
    _check_fields(act, checks_of_fields(StepContext))
    signed = msgspec.json.encode(StepHeader(act.by, act.note), order="sorted").decode()
    given = map(close_body, operations) if bodies is None else bodies
    sealed = [_hash_body(ACT, signed, salt())]
    sealed += [
        _hash_body(stable_name(each), body, salt())
        for each, body in zip(operations, given, strict=True)
    ]
    return Step(
        FORMAT, act.step, tuple(parents), act.happened, act.recorded, act.meeting, tuple(sealed)
    )


def read_back(operation: Operation, new_id: str = "") -> tuple[Operation, str]:
    """Returns an operation as it would be read from its stored body, and that body.

    It equals the one given, except where a value of another type certainly means the same, such as
    a list for a tuple, or the word of an enumeration.

    Raises:
        InvalidArgument: a field holds what would not come back as it is.
    """
    name = stable_name(operation)
    try:
        fields = fields_given(operation)
        if new_id:
            fields["id"] = new_id
        body = _encode(fields)
        read = open_body(name, body)
        is_same = type(read) is type(operation) and fields_given(read) == fields
    except _UNREADABLE:
        is_same = False
    if is_same:
        _check_fields(read, _bounded_fields(name))
        return read, body
    # What is wrong is found field by field.
    try:
        kind = class_of(name)
    except StoreTooNew:
        expected = "one of consensus.history.operations"
        raise WrongType("an operation", f"a {type(operation).__name__}", expected) from None
    try:
        fields = _check_fields(operation, checks_of_fields(kind))
        meant = kind(**(fields | {"id": new_id} if new_id else fields))
        body = close_body(meant)
        read = open_body(name, body)
        if read == meant or close_body(read) == body:
            return read, body
        problem = "one that is read back otherwise"
    except InvalidArgument:
        raise
    except _UNREADABLE as error:
        problem = f"one that cannot be read back ({error})"
    raise WrongValue(kind.__name__, problem, "what can be stored")


# Whatever the encoder, the decoder, or a comparison of values of other types raises.
_UNREADABLE = (
    *(Damaged, StoreTooNew, ArithmeticError, AttributeError, RecursionError),
    *(TypeError, ValueError),
)


def _check_fields(value: Operation | StepContext, checks: Mapping[str, Check]) -> dict[str, Any]:
    kind = type(value).__name__
    return {
        name: check.convert(f"{kind}.{name}", getattr(value, name))
        for name, check in checks.items()
    }


@cache
def _bounded_fields(name: str) -> dict[str, Check]:
    """Returns validators that refuse numbers beyond 64 bits and moments without a time zone."""
    hints = get_type_hints(class_of(name))
    checks = checks_of_fields(class_of(name))
    return {field: check for field, check in checks.items() if _is_bounded(hints[field], ())}


def _is_bounded(hint: Any, seen: tuple[Any, ...]) -> bool:
    if attrs.has(hint) and hint not in seen:
        inner = get_type_hints(hint).values()
        return any(_is_bounded(each, (*seen, hint)) for each in inner)
    return hint in (int, datetime) or any(_is_bounded(each, seen) for each in get_args(hint))


def close_body(operation: Operation) -> str:
    """Encodes the fields of an operation as JSON, with sorted keys and without defaults."""
    return _encode(fields_given(operation))


def _encode(fields: dict[str, Any]) -> str:
    return msgspec.json.encode(fields, order="sorted").decode()


def open_body(name: str, body: str) -> Operation:
    """Decodes an operation of any schema version; raises StoreTooNew or Damaged."""
    decoder, upgrades = _reader(name)
    try:
        if not upgrades:
            return decoder.decode(body)
        fields = msgspec.json.decode(body, type=dict)
        for each in upgrades:
            fields = each(fields)
        return msgspec.convert(fields, type=class_of(name))
    except msgspec.MsgspecError as error:
        raise Damaged(f"a stored {name} cannot be read: {error}") from error


@cache
def _reader(name: str) -> tuple[msgspec.json.Decoder[Operation], tuple[Upgrade, ...]]:
    return msgspec.json.Decoder(class_of(name)), upgrades_for(name)


@frozen(kw_only=True)
class Unreadable(Operation):
    """Represents a recorded operation that cannot be read; it is never applied."""

    name: str  # the stable name of the operation, such as `take-position/1`
    field: str  # the field that is wrong, such as `reason` or `items[2].label`; empty for the whole
    problem: str  # what was expected there and what was found
    given: tuple[str, ...] = ()  # the handles that it would have given, as far as they can be read

    @property
    def sentence(self) -> str:
        """Returns the reason as a sentence without subject."""
        field = f"field {self.field}: " if self.field else ""
        return f"({self.name}) cannot be read: {field}{self.problem}"

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Yields the reason on every state."""
        yield self.sentence

    def apply(self, state: State, act: StepContext) -> None:
        """Raises Damaged: its outcome is unknown."""
        raise Damaged(self.sentence, act.step)

    def handles(self) -> Iterator[str]:
        """Returns the handles that can be read, so that they are not reused."""
        yield from self.given


def read_body(name: str, body: str) -> Operation:
    """Decodes an operation as `open_body`, but returns an `Unreadable` for Damaged."""
    try:
        return open_body(name, body)
    except StoreTooNew:
        raise
    except (Damaged, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # All but the first come from the upgrade of an older schema version.
        return _unreadable(name, body, str(error.__cause__ or error))
    except RecursionError:
        return Unreadable(name=name, field="", problem="it is nested too deeply")


def stands_alone(operation: Operation) -> bool:
    """Returns whether an operation, readable or not, is independent of others in its step."""
    kind = class_of(operation.name) if isinstance(operation, Unreadable) else type(operation)
    return kind.STANDS_ALONE


def _unreadable(name: str, body: str, message: str) -> Unreadable:
    said, _, place = message.partition(_AT)
    missing = _MISSING.search(said)
    field = place.rstrip("`").removeprefix("$").removeprefix(".")
    if missing:
        field = f"{field}.{missing[1]}".removeprefix(".")
        said = "expected a value, found none"
    else:
        said = _QUOTED.sub(lambda found: _KINDS.get(found[1], found[1]), said)
        said = said[:1].lower() + said[1:].replace(", got ", ", found ")
    try:
        fields = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        fields = None
    identity = fields.get("id") if isinstance(fields, dict) else None
    return Unreadable(
        id=identity if isinstance(identity, str) else "",
        name=name,
        field=field,
        problem=said,
        given=tuple(_handles_in(fields)),
    )


def _handles_in(fields: object) -> Iterator[str]:
    if isinstance(fields, dict):
        for key, value in fields.items():
            if key == "handle" and isinstance(value, str) and value:
                yield value
            else:
                yield from _handles_in(value)
    elif isinstance(fields, list):
        for value in fields:
            yield from _handles_in(value)


# How msgspec words what it found, and what people call it.
_AT = " - at `"
_MISSING = re.compile(r"missing required field `(\w+)`")
_QUOTED = re.compile(r"`([^`]+)`")
_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a group of fields",
    "null": "nothing",
    "datetime": "a time",
    "date": "a day",
}


def encode_step(step: Step) -> bytes:
    """Encodes a step as one line of JSON."""
    return msgspec.json.encode(step, order="sorted")


def decode_step(stored: bytes) -> Step:
    """Decodes a step; raises StoreTooNew for a later format and Damaged for invalid bytes."""
    try:
        step = _STEPS.decode(stored)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # A later format may have other fields, and then says so.
        _check_format(stored)
        raise Damaged(f"a stored step cannot be read: {error}") from error
    if step.format > FORMAT:
        raise _too_new(step.format)
    if not step.bodies or step.bodies[0].name != ACT:
        raise Damaged("a stored step does not say who recorded it")
    return step


_STEPS = msgspec.json.Decoder(Step)


def _check_format(stored: bytes) -> None:
    try:
        found = msgspec.json.decode(stored, type=_Formatted).format
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    if found > FORMAT:
        raise _too_new(found)


def _too_new(found: int) -> StoreTooNew:
    return StoreTooNew(f"a stored step has format {found}; this software knows {FORMAT}")


def redacted(step: Step, indices: Sequence[int]) -> Step:
    """Returns the step without these bodies, with the same hash; raises NotFound."""
    for index in indices:
        if not 0 <= index < len(step.bodies):
            raise NotFound(f"step {step.id} has {len(step.bodies)} bodies, none with index {index}")
    return msgspec.structs.replace(
        step,
        bodies=tuple(
            body.without_body() if index in indices else body
            for index, body in enumerate(step.bodies)
        ),
    )


def _hash_body(name: str, body: str, salt: str) -> HashedBody:
    return HashedBody(name, _digest(salt, body), salt, body)


def _digest(salt: str, body: str) -> str:
    return hashlib.sha256((salt + body).encode()).hexdigest()


@frozen
class StoredStep:
    """The stored form of a step, not yet validated."""

    position: int  # its place, counted from 1
    id: str  # the id the store knows it by
    hash: str  # the hash the store knows it by
    content: bytes  # its bytes

    @classmethod
    def of(cls, step: Step, position: int) -> StoredStep:
        """Returns the stored form of a step at a position."""
        return cls(position, step.id, step.hash, encode_step(step))

    def open(self) -> Step:
        """Decodes the step; raises Damaged with its id for invalid bytes, or StoreTooNew."""
        try:
            return decode_step(self.content)
        except Damaged as error:
            raise Damaged(f"step {self.id}, number {self.position}: {error}", self.id) from error


class LinkedStep(Protocol):
    """A step, or a summary of one, with its parents."""

    @property
    def id(self) -> str:
        """The id of the step."""

    @cached_property
    def hash(self) -> str:
        """The hash of the step."""

    @property
    def parents(self) -> tuple[str, ...]:
        """The hashes of the steps before it."""


LinkedStepT = TypeVar("LinkedStepT", bound=LinkedStep)


def topological_order(steps: Iterable[LinkedStepT]) -> list[LinkedStepT]:
    """Sorts steps after their parents, ties by id; raises Damaged if a parent is missing."""
    known = {step.hash: step for step in steps}
    waiting: dict[str, int] = {}
    children: dict[str, list[str]] = {}
    free: list[tuple[str, str]] = []
    for digest, step in known.items():
        for parent in step.parents:
            if parent not in known:
                raise Damaged(f"the step before step {step.id} is missing or was altered", step.id)
            children.setdefault(parent, []).append(digest)
        waiting[digest] = len(step.parents)
        if not step.parents:
            heapq.heappush(free, (step.id, digest))
    ordered: list[LinkedStepT] = []
    while free:
        _, digest = heapq.heappop(free)
        ordered.append(known[digest])
        for child in children.get(digest, ()):
            waiting[child] -= 1
            if not waiting[child]:
                heapq.heappush(free, (known[child].id, child))
    if len(ordered) != len(known):
        raise Damaged("some steps each claim to come after the other")
    return ordered
