"""The history of a record: its lines, search, and which steps are about a target."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from itertools import takewhile
from typing import Any, TypeVar, cast

import attrs
import msgspec
from attrs import field, frozen

from consensus.errors import NotFound
from consensus.history.corrections import CorrectionIndex
from consensus.history.operation import Operation, StepContext, class_of
from consensus.history.operations import AddMember, ChangeMember, UndoStep
from consensus.history.replay import context_of
from consensus.history.step import ACT, Step, read_body
from consensus.model.lookup import find
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.step_sentences import PLURALS, operation_sentence
from consensus.reports.words import SentenceContext

# A step with more operations of a kind is an import or a round of the table: it is summed up.
MAX_LISTED = 3
_PLURALS = {kind.NAME: sentence for kind, sentence in PLURALS.items()}
_Done = TypeVar("_Done")


@frozen
class HistoryLine:
    """One step as a line of the history."""

    id: str  # the id of the step
    happened: datetime  # when it happened
    recorded: datetime  # when it was written down
    by: str  # who recorded it; empty where withheld or redacted
    meeting: str  # the handle of the meeting in which it happened; empty outside meetings
    note: str  # a word on it; empty where withheld
    sentences: tuple[str, ...]  # what it did, one sentence for each operation or for many of a kind
    undone: bool  # whether it was taken back, or discarded since it did not apply any more
    # whether it, or a part of it, does not apply, since copies were joined or since it cannot be
    # read, and waits to be settled
    overtaken: bool


def describe(
    step: Step,
    operations: Sequence[Operation],
    state: State,
    undone: bool = False,
    audience: Audience = Audience.SECRETARIAT,
    known: Mapping[str, tuple[Step, Sequence[Operation]]] | None = None,
    is_aloud: bool = False,
) -> HistoryLine:
    """Returns a step as a line of the history; handles are looked up in the present state.

    Of an undo the line tells what was undone, and of a change of members from what to what, where
    those steps are among the known ones. Aloud, words said in confidence are not repeated.
    """
    context = SentenceContext(state, audience, is_aloud, _known_members(step, operations, known))
    named = ((each.NAME, each) for each in operations)
    sentences = [*_sentences(named, lambda _, each: operation_sentence(each, context))]
    for each in operations:
        if isinstance(each, UndoStep) and known and each.step in known:
            back = describe(
                *known[each.step], state, audience=audience, known=known, is_aloud=is_aloud
            )
            sentences.append(f"what was undone: {'; '.join(back.sentences)}")
    return history_line(context_of(step, {}), tuple(sentences), context, undone)


def _known_members(
    step: Step,
    operations: Sequence[Operation],
    known: Mapping[str, tuple[Step, Sequence[Operation]]] | None,
) -> dict[str, Operation]:
    """Returns what the steps before one recorded of the members that it changes."""
    if known is None or not any(isinstance(each, ChangeMember) for each in operations):
        return {}
    before = [*takewhile(lambda each: each[0].id != step.id, known.values())]
    undone = {each.step for _, did in before for each in did if isinstance(each, UndoStep)}
    did = (each for one, done in before if one.id not in undone for each in done)
    return {each.code: each for each in did if isinstance(each, (AddMember, ChangeMember))}


def history_line(
    act: StepContext, sentences: tuple[str, ...], context: SentenceContext, undone: bool
) -> HistoryLine:
    """Returns the line of a step from its sentences."""
    sees_names = context.audience.sees_names
    return HistoryLine(
        id=act.step,
        happened=act.happened,
        recorded=act.recorded,
        by=act.by if sees_names else "",
        meeting=context.handle(act.meeting) if act.meeting else "",
        note=act.note if sees_names else "",
        sentences=sentences or ("what was recorded is for the secretariat",),
        undone=undone,
        overtaken=act.step in context.state.overtaken,
    )


def _sentences(
    named: Iterable[tuple[str, _Done]], sentence: Callable[[str, _Done], str]
) -> Iterator[str]:
    """Yields the sentences of operations with their names, many of a kind as one."""
    by_kind: dict[str, list[_Done]] = {}
    for name, each in named:
        by_kind.setdefault(name, []).append(each)
    for name, alike in by_kind.items():
        summary = _PLURALS.get(name.partition("/")[0])
        if summary and len(alike) > MAX_LISTED:
            yield summary.format(len(alike))
        else:
            yield from filter(None, (sentence(name, each) for each in alike))


# Stands before and after each name, so that A1 is not found in A17.
_EDGE = "\n"


@frozen
class Entry:
    """A step as an entry of the searchable history."""

    line: HistoryLine  # what it did
    place: int  # its place in the record, counted from 1
    hash: str  # the hash of the step
    parents: tuple[str, ...]  # the hashes of the steps before it
    operations: int  # how many operations it holds
    undoes: str  # the id of the step that it takes back; empty unless it is an undo
    # the codes, handles and labels of all it is about, in small letters, each between line breaks
    names: str = field(repr=False)
    words: str = field(repr=False)  # every word that it can be found by, in small letters

    @property
    def id(self) -> str:
        """The id of the step."""
        return self.line.id

    def is_about(self, name: str) -> bool:
        """Returns whether it is about what has a code, handle or label, given in lower case."""
        return f"{_EDGE}{name}{_EDGE}" in self.names


# The fields of operations that hold a member's words, and those that are not searched:
# a search for a member does not mean every decision at which it was present.
_SAYING = frozenset(
    ("reason", "rationale", "answer", "text", "note", "outcome", "purpose", "passage", "issue")
)
_SILENT = frozenset(
    (
        *("against", "digest", "document", "language", "present", "problem", "seen"),
        *("source", "version"),
    )
)
# These give a name, which is found even where what had it was undone.
_GIVING = frozenset({"handle", "code"})
_NAMING_TYPES = frozenset({"str", "tuple[str, ...]"})


@frozen
class _Reader:
    """Decodes only what an operation of one kind is about, and what was said."""

    read: Callable[[str], Any]
    naming: tuple[str, ...]
    saying: tuple[str, ...]


@cache
def _reader(name: str) -> _Reader:
    fields = {each.name: str(each.type) for each in attrs.fields(class_of(name))}
    if "handle" not in fields:
        del fields["id"]  # it makes nothing that people have a name for
    saying = tuple(each for each in fields if each in _SAYING)
    named = (each for each, kind in fields.items() if kind in _NAMING_TYPES)
    naming = tuple(each for each in named if each not in _SAYING | _SILENT)
    # A substitute may lack any field, and hold anything.
    body = msgspec.defstruct("Body", [(each, Any, None) for each in (*naming, *saying)])
    return _Reader(msgspec.json.Decoder(body).decode, naming, saying)


class EntryBuilder:
    """Builds the entries of the history, step by step.

    Args:
        state: where handles are looked up; the present one.
        amends: what the whole record says of its steps.
    """

    def __init__(self, state: State, amends: CorrectionIndex) -> None:
        self._members: dict[str, Operation] = {}
        self._changes: dict[str, str] = {}
        self._context = SentenceContext(state, Audience.SECRETARIAT, known=self._members)
        self._state = state
        self._amends = amends
        self._known: dict[str, tuple[str, ...]] = {}

    def entry(self, step: Step, place: int, digest: str) -> Entry:
        """Returns a step as an entry; many operations of a kind are summed up in one sentence."""
        bodies = list(self._bodies(step))
        act = context_of(step, self._amends.substitutes)
        sentences = tuple(_sentences(bodies, self._sentence))
        undone = self._amends.is_omitted(step)
        if not undone:
            made = (read_body(*each) for each in bodies if "member" in each[0])
            known = (each for each in made if isinstance(each, AddMember | ChangeMember))
            self._members |= {each.code: each for each in known}
        line = history_line(act, sentences, self._context, undone)
        names, said = self._about(bodies)
        kinds = {name.partition("/")[0].replace("-", " ") for name in {each for each, _ in bodies}}
        words = " ".join((*sentences, act.by, act.note, line.meeting, *sorted(kinds), *said))
        undoes = next((each.step for each in self._undos(bodies)), "")
        return Entry(
            line, place, digest, step.parents, len(bodies), undoes, names, words.casefold()
        )

    def sentences(self, step: Step) -> Iterator[str]:
        """Yields a sentence for every operation of a step."""
        return (self._sentence(name, body) for name, body in self._bodies(step))

    def _sentence(self, name: str, body: str) -> str:
        operation = read_body(name, body)
        sentence = operation_sentence(operation, self._context)
        if not isinstance(operation, ChangeMember):
            return sentence
        # Later it would be told of what is known by then.
        return self._changes.setdefault(operation.id, sentence)

    def _bodies(self, step: Step) -> Iterator[tuple[str, str]]:
        """Yields the name and body of each operation, redacted ones by their substitutes."""
        substitutes = self._amends.substitutes
        for index, sealed in enumerate(step.bodies):
            body = substitutes.get((step.id, index), sealed.body) if substitutes else sealed.body
            if body and sealed.name != ACT:
                yield sealed.name, body

    def _about(self, bodies: Sequence[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
        """Returns the names of all that a step is about, and what was said with it."""
        mentioned: dict[str, None] = {}
        names: dict[str, None] = {}
        said: dict[str, None] = {}
        for name, body in bodies:
            reader = _reader(name)
            try:
                read = reader.read(body)
            except msgspec.DecodeError:
                # It cannot be decoded, and its sentence says so.
                continue
            for naming in reader.naming:
                value = getattr(read, naming)
                if isinstance(value, str):
                    mentioned[value] = None
                    if naming in _GIVING:
                        names[value.casefold()] = None
                elif isinstance(value, list | dict):
                    mentioned.update((each, None) for each in value if isinstance(each, str))
            for saying in reader.saying:
                if value := getattr(read, saying):
                    said[str(value)] = None
        known = self._known
        for each in mentioned:
            if each not in known:
                known[each] = self._names_of(each)
            for name in known[each]:
                names[name] = None
        return f"{_EDGE}{_EDGE.join(names)}{_EDGE}", tuple(said)

    def _names_of(self, mentioned: str) -> tuple[str, ...]:
        """Returns the names of the target that an id or code means; none for other words."""
        state = self._state
        names: list[str] = []
        with suppress(NotFound):
            names.append(state.handle_of(mentioned))
        if mentioned in state.items:
            names.append(state.full_label(mentioned))
        if mentioned in state.members or mentioned in state.negotiating_groups:
            names.append(mentioned)
        return tuple(name.casefold() for name in names if name)

    @staticmethod
    def _undos(bodies: Sequence[tuple[str, str]]) -> Iterator[UndoStep]:
        # An undo is always recorded in a step of its own.
        for name, body in bodies[:1]:
            if name.partition("/")[0] == UndoStep.NAME:
                operation: Operation = read_body(name, body)
                if isinstance(operation, UndoStep):
                    yield operation


def search(entries: Iterable[Entry], typed: str, about: Iterable[str] = ()) -> list[Entry]:
    """Returns the steps that match a query.

    A word that is the code, handle or label of something that any of them is about finds what is
    about that alone, so that `A1` does not find `A17`; any other word is looked for among the
    words that were said.

    Args:
        typed: words, all of which must be found.
        about: handles, of which a step must be about one; none for any step.
    """
    found = list(entries)
    wanted = [each.casefold() for each in about]
    if wanted:
        found = [each for each in found if any(each.is_about(name) for name in wanted)]
    whole = typed.strip().casefold()
    if not whole:
        return found
    if " " in whole and (named := [each for each in found if each.is_about(whole)]):
        return named
    for word in whole.split():
        named = [each for each in found if each.is_about(word)]
        found = named or [each for each in found if word in each.words]
    return found


def handles_about(state: State, target: str) -> tuple[str, ...]:
    """Returns the handles of a target and of all amendments to it, for a search about it."""
    waiting = [find(state, target)]
    found: dict[str, None] = {}
    while waiting:
        each = waiting.pop()
        handle = state.handle_of(each)
        if handle not in found:
            found[handle] = None
            waiting += state.amendments_to.get(each, ())
    return tuple(found)


def ids_of_target(state: State, target: str) -> frozenset[str]:
    """Returns the ids by which steps refer to a target: its own, and those of its decisions."""
    return frozenset((target, *state.decided.get(target, ())))


def is_about(operation: Operation, things: Collection[str]) -> bool:
    """Returns whether an operation created or refers to any of the ids of `ids_of_target`."""
    # What one operation makes many of has its id with an index behind it.
    if any(each == operation.id or each.startswith(f"{operation.id}.") for each in things):
        return True
    waiting: list[object] = [operation]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if value in things:
                return True
        elif isinstance(value, tuple):
            waiting.extend(value)
        elif attrs.has(type(value)):
            fields = attrs.fields(type(cast("attrs.AttrsInstance", value)))
            waiting.extend(getattr(value, field.name) for field in fields)
    return False
