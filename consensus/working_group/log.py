"""The log of a working group: validates, appends, replays, undoes and redacts steps."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice

import attrs

from consensus import errors
from consensus.arguments import check_of
from consensus.history import corrections
from consensus.history.operation import Operation, StepContext
from consensus.history.operations.corrections import (
    JoinCopies,
    RedactBody,
    SettleOvertaken,
    UndoStep,
)
from consensus.history.replay import (
    PassingCheck,
    apply_checked,
    context_of,
    gc_paused,
    promote_survivors,
    refuse_broken,
    replay,
    replay_checked,
    replay_problems,
)
from consensus.history.replicas import index_merged_corrections, replay_log
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.history.step import (
    Step,
    StoredStep,
    make_step,
    moment_after,
    read_back,
    read_body,
    topological_order,
)
from consensus.model.state import NOT_YET, State, new_id
from consensus.store.port import Store, as_erasure, remaining_bodies, without_bodies
from consensus.text.display import count_noun

# Taking back: what undoing a step, or taking words out of one, would break.


def is_passed_by_undo(step: Step) -> bool:
    """Returns whether undo passes over a step: an undo, a redaction or a merge of copies."""
    passed = {UndoStep.NAME, RedactBody.NAME}
    return corrections.is_merge(step) or any(
        each.name.partition("/")[0] in passed for each in step.bodies
    )


def _last_of(steps: Sequence[Step], who: str, undone: Collection[str]) -> Step | None:
    own = (step for step in reversed(steps) if context_of(step, {}).by == who and step.parents)
    return next((s for s in own if s.id not in undone and not is_passed_by_undo(s)), None)


# In how many steps at the end the last one of a person is looked for before all are read.
_LAST = 10, 200

# Of many steps that depend on one, how many are named.
_MOST_NAMED = 3


def check_undo(steps: Sequence[Step], known: corrections.CorrectionIndex, step_id: str) -> None:
    """Raises Rejected where a step of a whole id cannot be undone, as others depend on it."""
    broken = dependents(steps, known, step_id)
    if broken:
        count = f"{len(broken)} later steps depend" if len(broken) > 1 else "one later step depends"
        named = ", ".join(
            f"step {later.id} ({reason.partition(';')[0]})"
            for later, reason in reversed(broken[-_MOST_NAMED:])
        )
        more = len(broken) - _MOST_NAMED
        raise errors.Rejected(
            f"{count} on it; undo what depends on it first, beginning with the last: {named}"
            + (f" and {more} more; see the list of steps" if more > 0 else "")
        )


def dependents(
    steps: Sequence[Step], known: corrections.CorrectionIndex, step_id: str
) -> list[tuple[Step, str]]:
    """Returns the later steps that depend on a step, each with the reason; as `check_undo`."""
    step = find_step(steps, step_id)
    if step.id != step_id:
        raise errors.NotFound(f"no step has the id {step_id}")
    if step is steps[0]:
        raise errors.Rejected("the beginning of a working group cannot be undone")
    if corrections.is_merge(step):
        raise errors.Rejected(
            "that two copies were joined cannot be undone; undo what one of them did"
        )
    if step.id in known.undone:
        raise errors.Rejected(f"step {step.id} was undone already")
    if corrections.redacts(step):
        raise errors.Rejected("a redaction cannot be undone: it holds in every copy")
    broken = replay_problems(steps, known.with_corrections(steps, undoing=step.id))
    if broken:
        # What does not stand as it is, since two histories were joined, rests on nothing.
        broken = {key: broken[key] for key in broken.keys() - replay_problems(steps, known).keys()}
    found = {later.id: (later, reason) for later, reason in broken.values()}
    return [found[each.id] for each in steps if each.id in found]


def check_redactions(
    steps: Sequence[Step], known: corrections.CorrectionIndex, redactions: Sequence[RedactBody]
) -> None:
    """Checks that bodies can be redacted without changing what the record means."""
    substitutes = dict(known.substitutes)
    for each in redactions:
        step = find_step(steps, each.step)
        if not 0 <= each.index < len(step.bodies):
            raise errors.Rejected(f"step {step.id} has no body {each.index}")
        if step.bodies[each.index].is_redacted:
            raise errors.Rejected(f"body {each.index} of step {step.id} was redacted already")
        if not each.substitute:
            raise errors.Rejected("a redacted body needs a substitute without the words")
        substitutes[step.id, each.index] = each.substitute
        within = read_body(step.bodies[each.index].name, each.substitute)
        if isinstance(within, RedactBody):
            # What took words out before now takes these out, too.
            substitutes[within.step, within.index] = within.substitute
    before = replay_problems(steps, known)
    without = attrs.evolve(known, substitutes=substitutes)
    try:
        for key, (later, reason) in replay_problems(steps, without).items():
            if key not in before:
                raise errors.Rejected(
                    f"those words carry the history: without them step {later.id} means nothing"
                    f" ({reason})"
                )
        handles = replay(steps, without).handles
    except errors.Damaged as error:
        raise errors.Rejected(f"those words carry the history: {error}") from error
    if handles != replay(steps, known).handles:
        raise errors.Rejected("those words carry the history: a handle has them")


def find_step(steps: Sequence[Step], wanted: Step | str) -> Step:
    """Returns a step, or the one whose id begins so; raises NotFound for none or several."""
    name = wanted.id if isinstance(wanted, Step) else wanted
    found = [step for step in steps if step.id.startswith(name)] if name else []
    exact = [step for step in found if step.id == name]
    if len(exact or found) != 1:
        many = f"{len(found)} steps begin with {name}; give more of the id"
        none = f"no step has the id {name}; see the list of steps"
        raise errors.NotFound(many if found else none)
    return (exact or found)[0]


def check_count(given: int, waiting: int) -> None:
    """Checks that the number of bodies confirmed is the number that would be erased."""
    if given != waiting:
        parts = count_noun(waiting, "part of a step waits", "parts of steps wait")
        raise errors.Rejected(
            f"{parts} to be erased, not {given}; look at what would be erased again"
        )


# The log behind a working group: steps checked, recorded, replayed, undone and redacted.

Clock = Callable[[], datetime]

# How often a step is validated again on a state that another process has just changed.
_TRIES = 1_000

# After how many stored steps the check is called, which may interrupt.
_STEPS_PER_CHECK = 20

# What is never recorded beside something else.
_ALONE = frozenset({UndoStep, RedactBody, JoinCopies})

# A process that lost the race backs off, so that a crowd does not spend its time on retries.
_WAIT_MICROSECONDS, _LONGEST_WAIT_MICROSECONDS = 2_000, 100_000

# After so many operations, opening from a snapshot beats replaying them.
_OPERATIONS_PER_SNAPSHOT = 2_000


def system_clock() -> datetime:
    """Returns the current time of this machine."""
    return datetime.now(UTC)


class Log:
    """A store of steps, and the state that replaying them leads to.

    Where it is of a past moment, `later` has the substitutes of bodies that were redacted since.
    What is recorded happened at `happened`, unless an act says otherwise, or else now.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        by: str = "",
        later: Mapping[tuple[str, int], str] | None = None,
        happened: datetime | None = None,
    ) -> None:
        self.happened = happened
        self.later: Mapping[tuple[str, int], str] = later or {}
        self.store: Store = store
        moment = check_of(datetime)  # which refuses one without a time zone
        self.clock: Clock = lambda: moment.convert("the time of the clock", clock())
        self.by = by
        self.state: State = State()
        self.head: str = ""
        self.length: int = 0
        self._unsnapshot = 0
        self._check = PassingCheck()
        self.is_closed: bool = False
        self.is_held_back: bool = False  # whether the last steps may be those of `atomic`
        self.is_drawn = False  # whether what happened later is left out, as no file ever had it
        self.recorded: list[str] = []  # the ids of the steps that were recorded or imported here
        self.rollbacks: int = 0  # how often steps were dropped that had been recorded together
        # What the steps say of each other, where copies were joined and that takes thought.
        self._known: corrections.CorrectionIndex | None = None
        # The substitutes of redacted bodies; None until they are needed, after a snapshot was read.
        self._substitutes: Mapping[tuple[str, int], str] | None = None
        # The last step of each person that can be undone, with the head and length it was found at.
        self._last_own: dict[str, tuple[str, int, Step | None]] = {}
        # When the last step was recorded, as it was last read, and the hash of that step.
        self._time: datetime | None = None
        self._time_of = ""
        with gc_paused():
            self._load()
            promote_survivors()

    def _load(self) -> None:
        found = self.store.snapshot(read_snapshot)
        if found is not None:
            state, head, length = found
            later = list(self.store.read(length))
            is_last = (head, length) == (self.store.head, self.store.length)
            if (later or is_last) and self._go_on(state, later, head):
                self.state = state
                self._count(head, length, later)
                return
            if later and self.store.keeps_snapshots:
                # What came after it may have redacted words that it still has. Where it cannot be
                # removed now, the next opening tries again.
                with contextlib.suppress(errors.StoreError):
                    self.store.drop_snapshots()
        self._replay_all()

    def _go_on(self, state: State, later: Sequence[Step], head: str) -> bool:
        """Applies steps to the state at a head; returns False if a full replay is needed."""
        # What follows a step that cannot be read is checked, which the replay of all does.
        is_checked = later and any(each.unreadable for each in state.overtaken.values())
        if is_checked or not is_fast_forward(later, head):
            return False
        steps = list(self._check.watch(later, corrections.CorrectionIndex()))
        if not self._check.is_intact:
            return False
        try:
            with state.journal.rollback_scope(keep=True):
                replay(steps, corrections.CorrectionIndex(), state)
        except errors.Damaged:
            return False
        return True

    def _replay_all(self) -> None:
        self._check = PassingCheck()
        # What others append meanwhile may look back, so it is left for the next refresh.
        found = replay_log(self.store, self.store.length, self.later, self._check.watch)
        before = self.state, self.head, self.length, self._known
        self.state, self.head, self.length = found.state, found.head, found.steps
        self._known = found.known
        self._substitutes = None
        try:
            self._refuse_altered()
        except errors.Damaged:
            self.state, self.head, self.length, self._known = before
            raise
        self._unsnapshot += found.bodies

    def _refuse_altered(self) -> None:
        """Raises Damaged if a step was altered."""
        if not self._check.is_intact:
            refuse_broken(self.steps(), self.known())
        # In this order: what others append meanwhile changes the length too.
        head = self.store.head
        if head != self.head and self.store.length == self.length:
            # No later step says what the hash of the last one was.
            last = next(self.store.read(self.length - 1))
            raise errors.Damaged(
                f"step {last.id} (number {self.length}) is damaged: it is not what its hash says;"
                " keep the file as it is and use a backup",
                last.id,
            )

    def known(self, check: Callable[[], None] = lambda: None) -> corrections.CorrectionIndex:
        """Returns the index of corrections, with later ones; an exception of `check` ends it."""
        if self._known is not None:
            return self._known
        back = corrections.corrections_among(
            _stopping(self.store.read_stored(), self.length, check)
        )
        if not any(corrections.is_merge(step) for step in back):
            found = self._with_later(corrections.index_corrections(back))
            self._substitutes = found.substitutes  # not to be searched for twice
            return found
        steps = topological_order(islice(self.store.read(), self.length))
        self._known = self._with_later(index_merged_corrections(steps))
        return self._known

    def _with_later(self, known: corrections.CorrectionIndex) -> corrections.CorrectionIndex:
        return attrs.evolve(known, substitutes={**known.substitutes, **self.later})

    def _count(self, head: str, length: int, steps: Sequence[Step]) -> None:
        self.head = steps[-1].hash if steps else head
        self.length = length + len(steps)
        self._unsnapshot += sum(len(step.bodies) for step in steps)

    def steps(self) -> list[Step]:
        """Returns every loaded step, in the order of the replay, without withheld bodies."""
        return topological_order(self.read())

    def read(self, since: int = 0) -> Iterator[Step]:
        """Yields the steps after the first `since` ones, as stored but without withheld bodies.

        A body of which a redaction is on record is kept until the erasure is confirmed; it is
        given as if it had been erased.
        """
        withheld = self._redacted_bodies()
        for step in islice(self.store.read(since), max(0, self.length - since)):
            yield without_bodies(step, withheld.get(step.id, ()))

    def read_stored(self) -> Iterator[StoredStep]:
        """Yields every step as `read` does, in the form in which it is sent to other copies."""
        withheld = self._redacted_bodies()
        for each in islice(self.store.read_stored(), self.length):
            if each.id in withheld:
                yield StoredStep.of(without_bodies(each.open(), withheld[each.id]), each.position)
            else:
                yield each

    def _redacted_bodies(self) -> Mapping[str, Sequence[int]]:
        """Returns the indices of redacted bodies by the id of their step."""
        if self._substitutes is None:
            self._substitutes = self.known().substitutes
        return dict(as_erasure(self._substitutes))

    def erase_withheld(self, count: int) -> None:
        """Erases for good every withheld body, of which there have to be `count`."""
        for tries in range(_TRIES):
            self.refresh()
            keys = remaining_bodies(self.store.read(), self.known().substitutes)
            check_count(count, len(keys))
            try:
                self.store.extend((), self.head, as_erasure(keys))
            except errors.HeadMoved:
                backoff(tries)
                continue
            return
        raise errors.StoreLocked("others record so fast that nothing can be erased; try again")

    def refresh(self) -> bool:
        """Loads the steps that others have recorded; returns whether there were any."""
        if self.store.head == self.head:
            return False
        later = list(self.store.read(self.length))
        if self._go_on(self.state, later, self.head):
            self._count(self.head, self.length, later)
        else:
            self._replay_all()
        return True

    def new_id(self) -> str:
        """Generates a new id."""
        return new_id(self.clock())

    def record(
        self,
        operations: Sequence[Operation],
        happened: datetime | None = None,
        note: str = "",
        by: str | None = None,
        outside_meeting: bool = False,
        meeting: str | None = None,
    ) -> Step:
        """Validates operations and appends them as one step; arguments as `Recording.record`."""
        if not operations:
            raise errors.Rejected("there is nothing to record")
        happened = happened or self.happened
        # What is applied is what a replay will read, so that both lead to the same state.
        with gc_paused():
            stored = [read_back(each, "" if each.id else self.new_id()) for each in operations]
        operations, bodies = zip(*stored, strict=True)
        for tries in range(_TRIES):
            self.refresh()
            now = self.clock()
            recorded = moment_after(self._last_recorded(), now)
            going_on = None if outside_meeting else self.state.meeting
            where = going_on.id if going_on else ""
            act = StepContext(
                step=new_id(recorded),
                by=self.by if by is None else by,
                happened=happened or now,
                recorded=recorded,
                meeting=where if meeting is None else meeting,
                note=note,
            )
            step = make_step(act, (self.head,) if self.head else (), operations, bodies=bodies)
            try:
                self._append(step, act, operations)
            except errors.HeadMoved:
                backoff(tries)
                continue
            self.recorded.append(step.id)
            return step
        raise errors.StoreLocked("others record so fast that no step of ours comes in; try again")

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Appends what the block records in one transaction, and nothing of it if it raises."""
        from consensus.store import memory

        self.refresh()
        store, state, was_held_back = self.store, self.state, self.is_held_back
        own = [*self.recorded]
        before = self.head, self.length, self._known, self._check, self._unsnapshot
        self.store = staged = memory.StagedStore(store, self.length, self.head)
        self.is_held_back = True
        try:
            with state.journal.rollback_scope(keep=True):
                yield
                staged.commit()
        except BaseException:
            self.state, self.recorded = state, own
            self.head, self.length, self._known, self._check, self._unsnapshot = before
            self._substitutes = None
            self.rollbacks += 1
            raise
        finally:
            self.store, self.is_held_back = store, was_held_back

    def refuse_within_atomic(self, what: str) -> None:
        """Raises Rejected in a block of `atomic`, for what takes effect before it ends."""
        from consensus.store import memory

        self.refuse_drawn()
        if self.is_held_back:
            raise memory.cannot_wait(what)

    def refuse_drawn(self) -> None:
        """Raises Rejected for a past that was never a record; see `happened_by`."""
        from consensus.store import memory

        if self.is_drawn:
            raise memory.never_recorded()

    def _last_recorded(self) -> datetime | None:
        if self._time_of != self.head and self.length:
            self._time = next(self.store.read(self.length - 1)).moment
            self._time_of = self.head
        return self._time

    def _append(self, step: Step, act: StepContext, operations: Sequence[Operation]) -> None:
        if corrections.is_correction(step):
            self._check_looking_back(act, operations)
            bodies = {
                (each.step, each.index) for each in operations if isinstance(each, RedactBody)
            }
            if bodies:
                self.store.redact(step, self.head, as_erasure(bodies))
            else:
                self.store.append(step, self.head)
            self._replay_all()
            return
        with self.state.journal.rollback_scope(keep=True):
            apply_checked(self.state, act, operations, is_new=True)
            self.store.append(step, self.head)
        self._count(self.head, self.length, [step])
        self._time, self._time_of = step.recorded, step.hash

    def _check_looking_back(self, act: StepContext, operations: Sequence[Operation]) -> None:
        kinds = [type(each) for each in operations]
        if kinds == [UndoStep]:
            undo = operations[0]
            assert isinstance(undo, UndoStep)
            check_undo(self.steps(), self.known(), undo.step)
        elif set(kinds) == {RedactBody}:
            redactions = [each for each in operations if isinstance(each, RedactBody)]
            check_redactions(self.steps(), self.known(), redactions)
        elif SettleOvertaken in kinds and not _ALONE.intersection(kinds):
            with self.state.journal.rollback_scope():
                apply_checked(self.state, act, operations)
        else:
            raise errors.Rejected(
                "an undo, redactions, and what closes a step, are each recorded in a step of"
                " their own"
            )

    def last_steps(self, number: int) -> list[Step]:
        """Returns the last steps, as `steps` does, but mostly without reading those before."""
        return self._end(number) or self.steps()[max(0, self.length - number) :]

    def _end(self, number: int) -> list[Step]:
        """Returns the last steps; none where copies were joined there or words are withheld."""
        last = list(islice(self.store.read(max(0, self.length - number)), min(self.length, number)))
        apart = (corrections.is_merge(each) or corrections.redacts(each) for each in last)
        return [] if self.later or any(apart) else last

    def last_own_step(self, by: str | None = None) -> Step:
        """Returns the last step of a person that can be undone; raises NotFound for none."""
        who = self.by if by is None else by
        head, length, found = self._last_own.get(who, ("", 0, None))
        if head != self.head:
            since = max(0, self.length - length) if head else 0
            later = list(islice(self.store.read(length), since)) if since else []
            if later and is_fast_forward(later, head):
                found = _last_of(later, who, ()) or found
            else:
                found = self._find_last_own(who)
            self._last_own[who] = self.head, self.length, found
        if found:
            return found
        raise errors.NotFound("there is no step to undo" + (f" by {who}" if who else ""))

    def _find_last_own(self, who: str) -> Step | None:
        for number in _LAST:
            # What undoes a step comes after it.
            last = self._end(number)
            if found := _last_of(last, who, corrections.index_corrections(last).undone):
                return found
        return _last_of(self.steps(), who, self.known().undone)

    def past(self, keep: Callable[[Step], bool]) -> Log:
        """Returns the log up to the last step that `keep` accepts, on the store of this one."""
        from consensus.store import memory

        head, last, length, then = "", "", 0, self.clock()
        for place, step in enumerate(islice(self.store.read(), self.length), 1):
            if step.parents != ((head,) if head else ()):
                return self._past_of_joined(keep)
            head = step.hash
            if keep(step):
                last, length, then = head, place, step.moment
        return self._past_of(memory.PrefixStore(self.store, length, last), then)

    def happened_by(self, when: datetime) -> Log:
        """Returns the log of what had happened by a moment, as `past` does of what was recorded."""
        from consensus.store import memory
        from consensus.store.happened import had_happened

        found = had_happened(self.steps(), when, self.known().substitutes)
        return self._past_of(memory.MemoryStore(found), when, is_drawn=len(found) < self.length)

    def _past_of(self, store: Store, then: datetime, is_drawn: bool = False) -> Log:
        log = Log(store, lambda: then, self.by, self.known().substitutes)
        log.is_drawn = is_drawn or self.is_drawn
        if log.is_drawn:
            log.state = replay_checked(log.steps(), log.known(), is_checked=True)
            for step, left in log.state.overtaken.items():
                present = self.state.overtaken.get(step)
                if left.unreadable and (present is None or present.is_ahead):  # rests on the later
                    log.state.overtaken[step] = attrs.evolve(left, reasons=(NOT_YET,))
        return log

    def _past_of_joined(self, keep: Callable[[Step], bool]) -> Log:
        """Returns what `past` does, where the replay has another order than the store."""
        from consensus.store import memory

        steps = self.steps()
        last = max((number for number, step in enumerate(steps) if keep(step)), default=-1)
        then = steps[last].moment if last >= 0 else self.clock()
        return self._past_of(memory.MemoryStore(steps[: last + 1]), then)

    def close(self) -> None:
        """Writes a snapshot if many steps were replayed or recorded, and closes the store."""
        if self.store.keeps_snapshots and self._unsnapshot >= _OPERATIONS_PER_SNAPSHOT:
            self.keep_snapshot()
        self.is_closed = True
        self.store.close()

    def keep_snapshot(self) -> None:
        """Writes a snapshot for the next opening, unless others have recorded since."""
        if not self._check.is_intact:
            return
        with contextlib.suppress(errors.StoreError):
            self.store.keep_snapshot(write_snapshot(self.state, self.head, self.length), self.head)
            self._unsnapshot = 0


def backoff(tries: int) -> None:
    """Sleeps a random time, with exponential backoff."""
    longest = min(_LONGEST_WAIT_MICROSECONDS, _WAIT_MICROSECONDS << min(tries, 10))
    time.sleep(secrets.randbelow(longest) / 1_000_000)


def is_fast_forward(later: Sequence[Step], head: str) -> bool:
    """Returns whether steps follow directly on a known head, and can be applied to its state."""
    for step in later:
        if step.parents != (head,) or corrections.is_correction(step):
            return False
        head = step.hash
    return True


def _stopping(
    stored: Iterator[StoredStep], length: int, check: Callable[[], None]
) -> Iterator[StoredStep]:
    for number, each in enumerate(islice(stored, length)):
        if number % _STEPS_PER_CHECK == 0:
            check()
        yield each
