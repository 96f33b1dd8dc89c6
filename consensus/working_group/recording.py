"""Recording: validated operations become one step, and steps are undone or redacted."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import msgspec
from attrs import evolve
from msgspec.structs import astuple

import consensus
from consensus.arguments import by_one_thread
from consensus.errors import Damaged, NotFound, Rejected, StoreError, UnreadableInput
from consensus.finding import Severity
from consensus.history.operation import Operation
from consensus.history.operations.corrections import RedactBody, UndoStep
from consensus.history.operations.membership import AddMember, SetRule, StartWorkingGroup
from consensus.history.step import Step, StoredStep
from consensus.model.drafts import Version
from consensus.model.lookup import find, find_amendment, find_item, find_member, find_target
from consensus.rules.expression import parse_rule
from consensus.store.opening import open_store
from consensus.store.port import remaining_bodies
from consensus.store.sqlite import SqliteStore
from consensus.store.words import content_has, not_found, redacted_bodies
from consensus.text.display import count_noun
from consensus.working_group.log import find_step
from consensus.working_group.queries import Queries

MadeT = TypeVar("MadeT")


class Made(Step, Generic[MadeT], frozen=True, dict=True):
    """The step of an act that made something, with what it made.

    It is the step in every other way: it has its `id`, its `hash` and its operations, and equals
    the one in the log. What it made is in none of its fields, so it is not stored or encoded.
    """

    @classmethod
    def of(cls, step: Step, made: MadeT, handle: str) -> Made[MadeT]:
        """Returns a step with what it made."""
        found = cls(*astuple(step))
        vars(found).update(made=made, handle=handle)
        return found

    def _told(self, name: str) -> Any:
        """Returns an attribute set by the act that made the step; AttributeError if none did."""
        if name not in vars(self):
            raise AttributeError(f"this step has no {name}: it is not what an act returned")
        return vars(self)[name]

    @property
    def step(self) -> Step:
        """The step alone, as it is in the log."""
        return Step(*astuple(self))

    @property
    def made(self) -> MadeT:
        """What was made, as it stood right after."""
        return cast(MadeT, self._told("made"))

    @property
    def handle(self) -> str:
        """How people call it; what has no handle of its own is called as what it belongs to."""
        return cast(str, self._told("handle"))

    def __eq__(self, other: object) -> bool:
        return self.step == (other.step if isinstance(other, Made) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __copy__(self) -> Made[MadeT]:
        return self  # it cannot change

    def __reduce__(self) -> tuple[Any, ...]:
        """Returns how copies of it are made elsewhere."""
        return Made, astuple(self), vars(self)

    def __repr__(self) -> str:
        """Returns the handle, the type of the object made, and the id of the step."""
        what = f" {self.handle}: {type(self.made).__name__}," if vars(self) else ""
        return f"<Made{what} step {self.id}>"

    def __hash__(self) -> int:
        return hash(self.step)


class Recording(Queries):
    """A working group that can be recorded in; the base class of all commands."""

    def record(
        self,
        *operations: Operation,
        happened: datetime | None = None,
        note: str = "",
        by: str | None = None,
        outside_meeting: bool = False,
    ) -> Step:
        """Validates operations and records them as one step; every change goes through it.

        Args:
            operations: what happened together.
            happened: when; now if not given.
            note: a word on it.
            by: who records; the person the working group was opened by if not given.
            outside_meeting: whether it did not happen in the meeting that goes on.

        Raises:
            Rejected: with every reason; nothing has changed.
            MalformedRule: a rule among them cannot be read.
            StoreError: it could not be written; nothing has changed.
        """
        self._refuse_unless_writable()
        for operation in operations:
            if isinstance(operation, SetRule | StartWorkingGroup) and operation.rule:
                parse_rule(operation.rule)
        step = self._log.record(operations, happened, note, by, outside_meeting)
        self._show_again()
        return step

    def _show_again(self) -> None:
        """Shows the room what has become of the text it sees, unless that waits for `atomic`."""
        if self._log.is_held_back:
            return
        # Whoever records first shows it, and the step that is recorded is so without it.
        with suppress(Damaged, StoreError):
            store = self._log.store
            if shown := store.on_wall():
                from consensus.reports.wall import followed

                again = followed(shown, self.state, self.judgement)
                if again != shown:
                    store.show_on_wall(again, self.head)

    @property
    def recorded(self) -> Sequence[str]:
        """The ids of the steps that were recorded or imported through this object, in order."""
        return self._log.recorded

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Records everything in a `with` block together, or nothing if the block raises.

        What is recorded is in `state` at once; the other processes see all of it when the block
        ends. What they record meanwhile comes before all of it or after, so the block decides on
        the record as it was: where they were faster, it is refused whole, to be done once more.
        Within a block, another one takes only its own steps back when it raises. Nothing is awaited
        in a block.

        What cannot be taken back is refused within: private notes, the wall, copies and bundles,
        `sync` with another copy or by it, `carry_over` by another group, and taking words out.

        Raises:
            HeadMoved: another process recorded before the block ended; nothing is recorded.
            StoreError: it could not be written; nothing is recorded.
        """
        self._refuse_unless_writable()
        with by_one_thread(self, "a block of atomic"):
            with self._log.atomic():
                yield
            self._show_again()

    @contextmanager
    def acting_as(
        self, *, by: str | None = None, happened: datetime | None = None
    ) -> Iterator[None]:
        """Records in a `with` block in another name, or as of another time, than around it.

        `by` and `happened` are as for `open`, and hold where a command does not say it itself;
        what is not given stays as it is around the block.
        """
        log = self._log
        before = log.by, log.happened
        log.by = log.by if by is None else by
        log.happened = happened or log.happened
        try:
            yield
        finally:
            log.by, log.happened = before

    def _record_import(
        self,
        report: consensus.ImportReport,
        name: str,
        strict: bool = False,
        forbidden: Collection[Severity] = (Severity.ERROR,),
    ) -> consensus.ImportReport:
        """Records what an import adds in one step; if strict, nothing forbidden may be found."""
        bad = [str(each) for each in report.findings if strict and each.severity in forbidden]
        if bad:
            raise Rejected(*bad)
        if not report.operations:
            return report
        step = self.record(*report.operations, note=f"imported {name}", outside_meeting=True)
        return self._imported(report, step)

    def _imported(self, report: consensus.ImportReport, step: Step) -> consensus.ImportReport:
        """Returns the report of an import with its step, and the handles of what that made."""
        codes = [each.code for each in report.operations if isinstance(each, AddMember)]
        made = made_by(step, {*self.state.handles.values()})
        return evolve(report, step=step, handles=(*codes, *map(self.state.handle_of, made)))

    def undo(self, step: Step | str = "", reason: str = "", by: str | None = None) -> Step:
        """Undoes a step: the caller's own last one, or a named one; `by` is who takes it back.

        Raises:
            Rejected: later steps depend on it; they are named, and nothing has changed.
        """
        undone = find_step(self._log.steps(), step) if step else self._log.last_own_step(by)
        return self.record(UndoStep(step=undone.id, reason=reason), by=by, outside_meeting=True)

    def redact(self, words: str, step: Step | str = "", reason: str = "") -> consensus.Redaction:
        """Redacts words in the record for good; the hash chain still verifies and names the gap.

        Returns the step, and which private notes, backups, copies and bundles still hold the words.

        Args:
            words: exactly as they were recorded.
            step: the only step to look in; empty for all.
            reason: why; it must not repeat the words.

        Raises:
            NotFound: no recorded step has those words.
            Rejected: the words carry the record, or cannot be used; nothing has changed.
        """
        self._refuse_unless_writable()
        named = find_step(self._log.steps(), step).id if step else ""
        operations = self._redactions_of(words, named, reason)
        recorded = self.record(*operations, outside_meeting=True)
        store = self._log.store
        files, unread = (
            files_with_words(words, store.path, next(store.read_stored()).hash)
            if isinstance(store, SqliteStore)
            else ((), ())
        )
        notes = self._notes.read() if self._notes else ()
        apart = self._log.known().apart
        people = {each.act.by for each in self._log.steps() if each.id in apart}
        return consensus.Redaction(
            step=recorded,
            places=len(operations),
            notes=tuple(each.number for each in notes if words in each.text),
            files=files,
            unread=unread,
            joined_with=tuple(sorted(people - {self._log.by, ""})),
            withheld=self._withheld_with(words),
        )

    def _redactions_of(self, words: str, step_id: str, reason: str) -> list[RedactBody]:
        """Returns the operations that redact words in every body, or in those of one step."""
        if not words.strip():
            raise Rejected("name the words to take out")
        if words in reason:
            raise Rejected("the reason repeats the words that are taken out")
        steps = [each for each in self._log.steps() if step_id in ("", each.id)]
        found = [body for step in steps for body in redacted_bodies(step, words, reason)]
        if not found:
            withheld = self._withheld_with(words)
            bodies = count_noun(withheld, "withheld body has", "withheld bodies have")
            waiting = f"; {bodies} them" if withheld else ""
            raise NotFound(f"{not_found(words, self._log.steps(), step_id)}{waiting}")
        return found

    def _withheld_with(self, words: str) -> int:
        withheld = remaining_bodies(self._log.store.read(), self._log.known().substitutes)
        return sum(
            content_has(words, msgspec.json.encode(step.bodies[index].body))
            for step in self._log.store.read()
            for index in range(len(step.bodies))
            if (step.id, index) in withheld
        )

    def _made(
        self, step: Step, nouns: Mapping[str, MadeT], handle: str = "", key: str = ""
    ) -> Made[MadeT]:
        """Returns a step with the first noun that it made, or that of a key."""
        key = key or next(made_by(step, nouns))
        return Made.of(step, nouns[key], handle or self.state.handle_of(key))

    def _worded(self, step: Step, target: str) -> Made[Version]:
        return Made.of(step, self.state.version(target), self.state.handle_of(target))

    def _refuse_unless_writable(self) -> None:
        if self._past:
            raise Rejected(f"this is the history as of {self._past}: it can be read, not changed")
        if self._is_read_only:
            raise Rejected("it was opened with read_only=True, to be read and not changed")

    def _member(self, name: str) -> str:
        return find_member(self.state, name)

    def _target(self, name: str) -> str:
        return find_target(self.state, name)

    def _item(self, name: str) -> str:
        return find_item(self.state, name)

    def _amendment(self, name: str) -> str:
        return find_amendment(self.state, name)

    def _members(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self._member, names)))

    def _targets(self, names: str | Iterable[str]) -> tuple[str, ...]:
        several = [names] if isinstance(names, str) else names
        return tuple(map(self._target, several))

    def _decision(self, name: str, awaiting: str = "") -> str:
        """Returns the id of a decision by handle, or the last on a target, awaiting ones first."""
        found = find(self.state, name)
        if found in self.state.decisions:
            return found
        decided = self.state.decided.get(found, ())
        waiting = [each for each in decided if awaiting in self.state.decisions[each].pending]
        if not (waiting or decided):
            raise NotFound(f"nothing was decided on {name}")
        return (waiting or decided)[-1]


def made_by(step: Step, nouns: Container[str]) -> Iterator[str]:
    """Yields the ids of some nouns that the operations of a step made."""
    for index in range(1, len(step.bodies)):
        operation = step.operation(index)
        if operation is not None and operation.id in nouns:
            yield operation.id


# Redacting: what still holds the words that are taken out.


def places_with(group: Queries, words: str) -> list[str]:
    """Returns the id of the step of each place out of which words would be redacted."""
    return [step.id for step in group.steps() for _ in redacted_bodies(step, words, "")]


# How a record in a file, and a bundle, begin.
_SQLITE = b"SQLite format 3\0"
_APPLICATION_AT = 68
_RECORD = b"cons"
_GZIP = b"\x1f\x8b"


def files_with_words(
    words: str, record: Path, root: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Searches the copies and bundles of a record, known by the hash `root`, beside it for words.

    Returns the names of the files that have the words, and those that could not be read, with why.
    """
    found: list[str] = []
    unread: list[str] = []
    try:
        beside = sorted(path for path in record.parent.iterdir() if path != record)
    except OSError as error:
        return (), (f"{record.parent} could not be read ({error.strerror})",)
    for path in beside:
        try:
            # Also called for a link, which may lead to a folder without read access.
            steps = _steps_of(path, root) if path.is_file() else ()
            if any(content_has(words, each.content) for each in steps):
                found.append(path.name)
        except (OSError, StoreError, UnreadableInput) as error:
            unread.append(f"{path.name} could not be read ({error})")
    return tuple(found), tuple(unread)


def _steps_of(path: Path, root: str) -> Sequence[StoredStep]:
    """Returns the steps of a copy or bundle of a record; none of a file that is neither."""
    # Imported late: opening a record needs no bundles.
    from consensus.formats.bundle import read_bundle, root_of

    with path.open("rb") as file:
        start = file.read(_APPLICATION_AT + len(_RECORD))
        file.seek(0)
        is_bundle = start.startswith(_GZIP) and root_of(file) == root
    if is_bundle:
        return read_bundle(path.read_bytes())
    if not (start.startswith(_SQLITE) and start.endswith(_RECORD)):
        return ()
    with closing(open_store(path, read_only=True)) as store:
        steps = tuple(store.read_stored())
    return steps if steps and steps[0].hash == root else ()
