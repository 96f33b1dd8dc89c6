"""Verifies that a stored record is complete and unaltered, and the steps of another copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

import msgspec
from attrs import define, evolve, field, frozen

from consensus.errors import ConsensusError, Damaged, Rejected, StoreTooNew
from consensus.finding import Finding
from consensus.history.corrections import (
    CorrectionIndex,
    corrections_among,
    index_corrections,
    is_correction,
    is_merge,
    only_words_taken_out,
    redacts,
)
from consensus.history.operation import Operation, StepContext, upgrades_for
from consensus.history.operations.corrections import RedactBody, SettleOvertaken, UndoStep
from consensus.history.operations.membership import StartWorkingGroup
from consensus.history.replay import (
    context_of,
    operations_of,
    problem_of_context,
    replay,
    replay_problems,
)
from consensus.history.replicas import (
    MOST_BYTES,
    StepSource,
    index_merged_corrections,
    make_merge_step,
    replay_log,
)
from consensus.history.snapshot import differing_table
from consensus.history.step import (
    ACT,
    Step,
    StoredStep,
    Unreadable,
    decode_step,
    encode_step,
    open_body,
    read_body,
)
from consensus.model.state import State


@frozen
class Problem:
    """A defect of a stored record."""

    step: str  # its id, or its place when no id can be read; empty when it concerns none
    message: str  # what is wrong, as a sentence that names the step
    unreadable: bool = False  # whether it is as it was recorded, and cannot be read

    def __str__(self) -> str:
        return self.message


class SnapshotCheck(StrEnum):
    """The result of comparing a snapshot with the log; the last three are not read on opening."""

    NONE = "none"  # none is kept, or none that this version of the software could read
    AGREES = "agrees"  # the log, replayed up to its head, leads to the same state
    DIFFERS = "differs"  # it does not
    AHEAD = "ahead"  # it includes more steps than there are
    ELSEWHERE = "elsewhere"  # it is of another copy of the record
    OUTDATED = "outdated"  # a later step undid or redacted something


KeptState = tuple[State, str, int]
"""What is read from a snapshot: the state, the head, and how many steps it includes."""


@frozen
class Verification:
    """The result of a verification.

    Attributes:
        steps: how many steps were looked at.
        head: the hash of the last step, to be published or kept elsewhere; empty when there is
            none that can be read.
        redactions: (step id, body index) of every body that was taken out on record.
        problems: what is not as it was recorded, or cannot be read; a redaction on record is none.
        set_aside: (step id, body index) of every body that cannot be read and that a later step
            sets aside or takes back, so that it is no problem.
        snapshot: how the snapshot kept beside the steps compares with them, where it was compared.
        withheld: (step id, body index) of every body of which a redaction is on record, so that
            its words are withheld, and which is there until the erasure is confirmed.
        times: the steps that say that they were recorded before the one before them, or later than
            now by a clock and not only because the step before does; that is no problem, since
            clocks are wrong and settle nothing.
    """

    steps: int
    head: str
    redactions: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]
    set_aside: tuple[tuple[str, int], ...] = ()
    snapshot: SnapshotCheck = SnapshotCheck.NONE
    withheld: tuple[tuple[str, int], ...] = ()
    times: tuple[Finding, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether nothing was altered, cut off or deleted unrecorded, and all can be read."""
        return not self.problems

    @property
    def is_unaltered(self) -> bool:
        """Whether everything is as recorded, readable or not."""
        return all(each.unreadable for each in self.problems)

    @property
    def is_unreadable(self) -> bool:
        """Whether everything is as recorded, and some of it cannot be read."""
        return self.is_unaltered and not self.is_intact


def verify(
    stored: Iterable[StoredStep],
    head: str = "",
    progress: Callable[[int], None] | None = None,
    redacted: Collection[tuple[str, int]] = (),
    now: datetime | None = None,
) -> Verification:
    """Verifies a record and returns each step that is not as it was recorded.

    Without a published head, a record cannot be distinguished from one whose last steps were cut
    off, or which was rebuilt from the first altered step on.
    """
    chain = _Chain(now)
    for each in stored:
        chain.add(each)
        if progress is not None:
            progress(chain.steps)
    chain.recorded |= chain.missing.intersection(redacted)
    chain.finish(head)
    redactions = tuple(sorted(chain.missing & chain.recorded))
    return Verification(
        steps=chain.steps,
        head=chain.head,
        redactions=redactions,
        problems=tuple(chain.problems),
        set_aside=tuple(chain.set_aside),
        withheld=tuple(sorted(chain.withheld)),
        times=tuple(chain.wrong_times),
    )


def find_wrong_times(
    step: Step, times: Mapping[str, datetime], now: datetime | None
) -> Iterator[Finding]:
    """Returns findings on the time at which a step says it was recorded; none for a merge.

    `times` maps the hash of each earlier step to its time; with `now`, times in the future are
    found too.
    """
    if is_merge(step) or step.recorded.tzinfo is None:
        return
    before = [times[each] for each in step.parents if each in times and times[each].tzinfo]
    if before and step.recorded < max(before):
        amount = _in_words(max(before) - step.recorded)
        yield Finding(
            f"step {step.id} says that it was recorded {amount} before the step that it comes"
            " after; the clock there was set back, or is slow"
        )
    # One that comes right after another from the future has its time from that one.
    is_cause = not before or step.recorded - max(before) > timedelta(microseconds=1)
    if now is not None and step.recorded > now and is_cause:
        yield Finding(
            f"step {step.id} says that it was recorded {_in_words(step.recorded - now)} from now;"
            " the clock there is fast, or the one here is slow"
        )


def _in_words(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    parts = [(minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")]
    words = [f"{count} {unit}{'s' * (count > 1)}" for count, unit in parts if count]
    return " ".join(words[:2]) or "less than a minute"


def with_snapshot(
    found: Verification,
    kept: KeptState | None,
    log: StepSource,
    progress: Callable[[int], None] | None = None,
) -> Verification:
    """Returns the verification with the snapshot compared, which opening the record uses.

    It is not compared if steps were altered. `progress` is called after each step with the number
    of steps replayed; an exception from it ends the comparison.
    """
    if kept is None or not found.is_unaltered:
        return found
    snapshot = check_snapshot(kept, log, progress)
    found = evolve(found, snapshot=snapshot)
    if snapshot is not SnapshotCheck.DIFFERS:
        return found
    message = (
        "the kept snapshot does not agree with the steps, so what was shown may be wrong; they are"
        " unaltered, so repair the file, which deletes the snapshot"
    )
    return evolve(found, problems=(*found.problems, Problem("", message)))


def check_snapshot(
    kept: KeptState, log: StepSource, progress: Callable[[int], None] | None = None
) -> SnapshotCheck:
    """Replays a verified log up to the head of a snapshot and compares the states."""

    def watch(steps: Iterable[Step], _: CorrectionIndex) -> Iterator[Step]:
        for number, step in enumerate(steps, 1):
            if progress is not None:
                progress(number)
            yield step

    state, head, length = kept
    steps = 0
    at_head = ""
    for each in islice(log.read_stored(), length):
        steps, at_head = steps + 1, each.hash
    if steps < length:
        return SnapshotCheck.AHEAD
    if at_head != head:
        return SnapshotCheck.ELSEWHERE
    if any(map(is_correction, corrections_among(islice(log.read_stored(), length, None)))):
        return SnapshotCheck.OUTDATED
    try:
        found = replay_log(log, length, watch=watch)
    except (Damaged, StoreTooNew):
        # What cannot be replayed cannot bear out a snapshot.
        return SnapshotCheck.DIFFERS
    return SnapshotCheck.DIFFERS if differing_table(state, found.state) else SnapshotCheck.AGREES


@define
class _Chain:
    """The steps verified so far, and what was found."""

    now: datetime | None
    steps: int = 0
    head: str = ""
    known: dict[str, str] = field(factory=dict)
    followed: set[str] = field(factory=set)
    bodies: dict[str, int] = field(factory=dict)
    missing: set[tuple[str, int]] = field(factory=set)
    recorded: set[tuple[str, int]] = field(factory=set)
    withheld: set[tuple[str, int]] = field(factory=set)
    corrections: list[Step] = field(factory=list)
    unreadable: dict[tuple[str, int], tuple[int, StepContext, str]] = field(factory=dict)
    set_aside: list[tuple[str, int]] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    times: dict[str, datetime] = field(factory=dict)
    wrong_times: list[Finding] = field(factory=list)

    def add(self, stored: StoredStep) -> None:
        self.steps += 1
        try:
            step = stored.open()
        except (Damaged, StoreTooNew) as error:
            name = _name(stored, None)
            self._report(name, stored.position, f"cannot be read ({error.__cause__ or error})")
            self.head = stored.hash
            self.known[stored.hash] = name
            return
        name = _name(stored, step)
        found = [*self._place(stored), *_content(stored, step), *self._links(step)]
        for message in found:
            self._report(name, stored.position, message)
        self.missing |= {
            (name, index) for index, each in enumerate(step.bodies) if each.is_redacted
        }
        self.bodies[name] = len(step.bodies)
        for index, message in _unreadable(step):
            self.unreadable[name, index] = stored.position, context_of(step, {}), message
        if is_correction(step) and all(each.is_intact() for each in step.bodies):
            self.corrections.append(step)
        self.wrong_times += find_wrong_times(step, self.times, self.now)
        self.times[step.hash] = step.recorded
        # Under both hashes, so that one altered step is not also reported at the next one.
        self.known[stored.hash] = self.known[step.hash] = name
        self.followed.update(step.parents)
        self.head = step.hash

    def finish(self, head: str) -> None:
        """Checks what needs all steps."""
        if not self.steps:
            self._add("the file has no step, though every file begins with one: all of it was lost")
        if not self.problems:
            self._check_ends()
        self._check_redactions()
        if head and head not in self.known:
            self._add(
                f"the published fingerprint {head} is not in this file: steps were cut off or"
                " replaced, or it is of another file; compare with a backup"
            )

    def _add(self, message: str, step: str = "", unreadable: bool = False) -> None:
        self.problems.append(Problem(step, message, unreadable))

    def _report(self, name: str, position: int, message: str) -> None:
        self._add(f"step {name} (number {position}) {message}", name)

    def _place(self, stored: StoredStep) -> Iterator[str]:
        if stored.position != self.steps:
            yield f"stands where number {self.steps} should be; steps are missing or were added"
        if stored.hash in self.known or stored.id in self.bodies:
            yield "is there twice"

    def _links(self, step: Step) -> Iterator[str]:
        if not step.parents and self.steps > 1:
            yield "names no step before it, though it is not the first"
        for parent in step.parents:
            if parent not in self.known:
                yield f"comes after a step that is missing or was altered (hash {parent})"

    def _check_ends(self) -> None:
        for digest, name in self.known.items():
            if digest not in self.followed and digest != self.head:
                self._add(
                    f"step {name} is not the last one, yet no later step comes after it", name
                )

    def _check_redactions(self) -> None:
        known = CorrectionIndex()
        try:
            known = index_corrections(self.corrections)
        except StoreTooNew as error:
            self._add(f"a redaction on record cannot be read: {error}")
        self.recorded.update(known.substitutes)
        self._check_unreadable(known)
        damaged = {problem.step for problem in self.problems}
        for step, index in sorted(self.recorded - self.missing):
            if step in damaged:
                continue
            if index < self.bodies.get(step, 0):
                self.withheld.add((step, index))
            else:
                self._add(
                    f"a redaction is recorded of body {index} of step {step}, which is none", step
                )
        for step, index in sorted(self.missing - self.recorded):
            self._add(
                f"body {index} of step {step} is missing, and no redaction of it is on record", step
            )

    def _check_unreadable(self, known: CorrectionIndex) -> None:
        damaged = {problem.step for problem in self.problems}
        for (step, index), (number, act, problem) in self.unreadable.items():
            if (step, index) in self.recorded:
                # Its substitute is read in its place.
                continue
            if step in known.undone or (step, index) in known.settled:
                self.set_aside.append((step, index))
            elif step not in damaged:
                # What was altered is told as that alone.
                by = f", by {act.by}" if act.by and (step, 0) not in self.recorded else ""
                where = f"step {step} (number {number}, {act.happened:%Y-%m-%d %H:%M}{by})"
                self._add(f"{where}: {problem}", step, unreadable=True)


def _unreadable(step: Step) -> Iterator[tuple[int, str]]:
    if problem := problem_of_context(step, {}):
        yield 0, problem
    for index, sealed in enumerate(step.bodies):
        if sealed.body is not None and sealed.name != ACT:
            try:
                operation = read_body(sealed.name, sealed.body)
            except StoreTooNew:
                # Later software can read it.
                continue
            if isinstance(operation, Unreadable):
                yield index, f"operation {index} {operation.sentence}"


def _name(stored: StoredStep, step: Step | None) -> str:
    """Returns the id of a step: from its content if the hash matches, else from the store."""
    if step is not None and step.hash == stored.hash:
        return step.id
    readable = stored.id.isascii() and stored.id.isprintable() and stored.id
    return stored.id if readable else str(stored.position)


def _content(stored: StoredStep, step: Step) -> Iterator[str]:
    if step.hash != stored.hash:
        yield "is not what its hash says; it was altered"
    if step.id != stored.id:
        yield f"is kept under the id {stored.id!r}"
    for index, each in enumerate(step.bodies):
        if not each.is_intact():
            yield f"has another body {index} ({each.name}) than was recorded"
    if encode_step(step) != stored.content:
        yield "is not written as it was recorded, though it reads the same"


# Intake: steps of another copy, looked at before anybody trusts them.
# No message repeats a word of what was refused: it may be secret, or meant for the terminal.

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# What a terminal would obey; tabs, line breaks and page breaks are signs of texts.
_OBEYED = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def validate_incoming_steps(
    stored: Iterable[StoredStep], own: Mapping[str, str], most_bytes: int = MOST_BYTES
) -> list[Step]:
    """Returns the steps of another copy that this one lacks, each checked against its hash.

    `stored` has each step after its parents; `own` maps the hash of every step here to its id;
    `most_bytes` limits the size. Raises StoreTooNew for a later version, and Rejected if a step
    does not match its hash or the records are different.
    """
    known = dict(own)
    ids = set(own.values())
    found: list[Step] = []
    size = 0
    for each in stored:
        if each.hash in known:
            continue
        size += len(each.content)
        if size > most_bytes:
            raise Rejected(
                f"more than {most_bytes:,} bytes would come in; if that is meant, allow for more"
            )
        step = _opened(each)
        if problem := next(_problems(step, each, known, ids), ""):
            raise Rejected(f"step number {each.position} of the other copy {problem}")
        known[step.hash] = step.id
        ids.add(step.id)
        found.append(step)
    return found


def _opened(stored: StoredStep) -> Step:
    where = f"step number {stored.position} of the other copy"
    try:
        step = decode_step(stored.content)
        for body in step.bodies:
            if body.name != ACT:
                upgrades_for(body.name)
    except StoreTooNew:
        raise StoreTooNew(
            f"{where} holds something that this version of the software does not know; bring the"
            " software up to date"
        ) from None
    except (ConsensusError, ValueError, RecursionError):
        # Without what was read, which the error has in its words.
        raise Rejected(f"{where} cannot be read") from None
    return step


def _problems(
    step: Step, stored: StoredStep, known: Mapping[str, str], ids: Collection[str]
) -> Iterator[str]:
    if not _ID.fullmatch(step.id) or (stored.id and stored.id != step.id):
        yield "has an id that is none"
    if step.id in ids:
        yield "has the id of another step"
    if step.hash != stored.hash or encode_step(step) != stored.content:
        yield "is not what its hash says"
    if not all(body.is_intact() for body in step.bodies):
        yield "has a body that is not the one that was recorded"
    if known and not step.parents:
        yield "begins another working group; only copies of one file can be joined"
    if len(step.parents) != (1 + is_merge(step) if known else 0):
        yield "comes after none or several steps, or joins other than two copies"
    if not all(parent in known for parent in step.parents):
        yield "comes after steps that are not here; ask for all that was recorded there"
    if step.happened.tzinfo is None or step.recorded.tzinfo is None:
        yield "has a time without its zone"
    yield from _problems_of_bodies(step)


def _problems_of_bodies(step: Step) -> Iterator[str]:
    if len(step.bodies) < 2 or any(body.name == ACT for body in step.bodies[1:]):
        yield "records nothing, or says twice who recorded it"
    try:
        for body in step.bodies:
            # Whether its fields can be read is seen once it is known what is set aside.
            if body.body is not None and _is_obeyed(msgspec.json.decode(body.body)):
                yield (
                    "holds signs that a terminal would obey; take them out there, with a redaction"
                )
    except (ConsensusError, ValueError, RecursionError, msgspec.MsgspecError):
        yield "has a body that cannot be read"
    if _is_obeyed(step.meeting):
        yield "names no meeting"


def _is_obeyed(value: Any) -> bool:
    """Returns whether a text, or one in JSON-compatible values, has terminal control characters."""
    if isinstance(value, str):
        return _OBEYED.search(value) is not None
    if isinstance(value, dict):
        return any(_is_obeyed(each) for pair in value.items() for each in pair)
    return isinstance(value, list) and any(_is_obeyed(each) for each in value)


def dry_run_replay(
    steps: Sequence[Step], came_in: Collection[str]
) -> tuple[State, CorrectionIndex]:
    """Replays a merged record and returns its state and corrections.

    `came_in` are the ids of steps that are not trusted yet. Raises Rejected if one could not have
    been recorded, or the record cannot be replayed.
    """
    try:
        if problem := next(_problems_together(steps, came_in), ""):
            raise Rejected(problem)
        known = index_merged_corrections(steps)
        state = replay(steps, known)
        if any(each.unreadable for step, each in state.overtaken.items() if step in came_in):
            raise Rejected(
                "some steps of the other copy cannot be read and are not set aside; repair the copy"
                " that has them, and sync or send it again"
            )
        _check_recorded(_of_the_other_copy(steps, came_in), came_in, known.substitutes)
        return state, known
    except Rejected:
        raise
    except Exception:
        # Whatever a made-up step makes an operation do, and without its words.
        raise Rejected("the other copy holds steps that cannot be replayed") from None


def _of_the_other_copy(steps: Sequence[Step], came_in: Collection[str]) -> list[Step]:
    wanted: set[str] = set()
    found: list[Step] = []
    for step in reversed(steps):
        digest = step.hash
        if step.id in came_in or digest in wanted:
            wanted.update(step.parents)
            found.append(step)
    return found[::-1]


def _check_recorded(
    steps: Sequence[Step], came_in: Collection[str], substitutes: Mapping[tuple[str, int], str]
) -> None:
    """Raises Rejected for imported steps that the other copy's software would have refused."""
    found = replay_problems(steps, index_merged_corrections(steps, substitutes)).keys()
    broken = {step for step, number in found if not number}
    if broken - set(came_in):
        # Something old stands no more: by what came in, unless it did not before either.
        before = [step for step in steps if step.id not in came_in]
        known = index_merged_corrections(before, substitutes)
        broken -= {step for step, number in replay_problems(before, known) if not number}
    for step in broken:
        where = f"step {step} of the other copy" if step in came_in else "the other copy"
        raise Rejected(f"{where} says what it cannot have recorded")


def _problems_together(steps: Sequence[Step], came_in: Collection[str]) -> Iterator[str]:
    """Returns the problems of imported steps in the context of all the others."""
    begins = steps[0].bodies[1].name.startswith(f"{StartWorkingGroup.NAME}/")
    if steps[0].id in came_in and not begins:
        yield "the other copy does not begin with the beginning of a working group"
    by_hash = {step.hash: step for step in steps}
    earlier: dict[str, Step] = {}
    made: dict[str, Step] = {}
    # Read with what later redactions left of earlier ones.
    taken_out = index_corrections(
        [step for step in steps if is_correction(step)]
    ).substitutes.keys()
    missing: set[tuple[str, int]] = set()
    for step in steps:
        operations = list(operations_of(step, {}))
        if step.id in came_in:
            where = f"step {step.id} of the other copy"
            heads = [by_hash[each] for each in step.parents]
            if is_merge(step) and step != make_merge_step(*heads, name=step.bodies[1].name):
                yield f"{where} joins two copies otherwise than they are joined"
            problems = _problems_with_others(operations, earlier, made)
            yield from (f"{where} {problem}" for problem in problems)
        for operation in operations:
            made.setdefault(operation.id, step)
        missing |= {(step.id, at) for at, body in enumerate(step.bodies) if body.is_redacted}
        earlier[step.id] = step
    if any(step in came_in for step, _ in missing - taken_out):
        yield "the other copy lacks words, and no redaction of them is on record"


def _problems_with_others(
    operations: Sequence[Operation], earlier: Mapping[str, Step], made: Mapping[str, Step]
) -> Iterator[str]:
    first = next(iter(earlier), "")
    settled = {each.step for each in operations if isinstance(each, SettleOvertaken)}
    alone = [each for each in operations if isinstance(each, UndoStep | RedactBody)]
    if alone and len({type(each) for each in operations}) > 1:
        yield "takes something back beside something else"
    for each in operations:
        # What is recorded again in place of a step that did not apply keeps its identity.
        taken = each.id in made and made[each.id].id not in settled
        if taken or not _ID.fullmatch(each.id):
            yield "makes something with the identity of something else"
        if isinstance(each, UndoStep):
            target = earlier.get(each.step)
            if target is None or target.id == first or is_merge(target) or redacts(target):
                yield "takes back what cannot be taken back"
        if isinstance(each, RedactBody):
            target = earlier.get(each.step)
            if target is None or not 0 <= each.index < len(target.bodies):
                yield "takes words out of what is not there"
            elif not _takes_words_out(each, target):
                yield "puts other words in the place of those that it takes out"


def _takes_words_out(redaction: RedactBody, target: Step) -> bool:
    sealed = target.bodies[redaction.index]
    if not redaction.substitute:
        return False
    # If the body itself cannot be read, its substitute cannot either.
    if sealed.body is None or _can_be_read(target, sealed.name, sealed.body):
        _read(target, sealed.name, redaction.substitute)
    return sealed.body is None or only_words_taken_out(sealed.body, redaction.substitute)


def _can_be_read(step: Step, name: str, body: str) -> bool:
    try:
        _read(step, name, body)
    except Damaged:
        return False
    return True


def _read(step: Step, name: str, body: str) -> None:
    if name == ACT:
        step.context_from(body)
    else:
        open_body(name, body)
