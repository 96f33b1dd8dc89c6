"""The log behind a working group: steps checked, recorded, replayed, undone and redacted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice

import attrs

from consensus.errors import Damaged, HeadMoved, NotFound, Rejected, StoreLocked
from consensus.history.collection import collection_paused
from consensus.history.operation import Act, Operation
from consensus.history.operations import RedactBody, UndoStep
from consensus.history.order import in_order
from consensus.history.replay import (
    Amends,
    amends_of,
    apply_checked,
    looking_back,
    looks_back,
    operations_of,
    replay,
    replay_line,
    unsound,
)
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.history.step import Step, make_step
from consensus.model.identity import new_id
from consensus.model.state import State
from consensus.store.memory import MemoryStore
from consensus.store.past import PastStore
from consensus.store.port import Store
from consensus.working_group.redacting import redacted_bodies

Clock = Callable[[], datetime]

# How often a step is checked again on a state that somebody else has just changed.
_TRIES = 1_000

# After so many operations, opening from a snapshot beats replaying them.
_OPERATIONS_PER_SNAPSHOT = 2_000


class Log:
    """A store of steps and the state that they lead to.

    Args:
        store: where the steps are.
        clock: tells the time when something is recorded.
        by: who records, unless a step says otherwise.
        later: the substitutes of bodies that were redacted after the steps shown, where the log
            is of a past moment.
        happened: when what is recorded happened, unless an act says otherwise; now if not given.
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
        self.later = later or {}
        self.store = store
        self.clock = clock
        self.by = by
        self.state = State()
        self.head = ""
        self.length = 0
        self._unsnapshot = 0
        self._recorded = False
        with collection_paused():
            self._load()

    def _load(self) -> None:
        kept = self.store.snapshot()
        found = read_snapshot(kept) if kept is not None else None
        if found is not None:
            state, head, length = found
            later = list(self.store.read(length))
            if follow_on(later, head) and (later or head == self.store.head):
                self.state = replay(later, Amends(frozenset(), {}), state)
                self._count(head, length, later)
                return
        self._replay_all()

    def _replay_all(self) -> None:
        # What others append meanwhile may look back, so it is left for the next refresh.
        length = self.store.length
        amends = self.amends(looking_back(islice(self.store.read_stored(), length)))
        line = replay_line(islice(self.store.read(), length), amends)
        if line is not None:
            self.state, self.head, self.length = line.state, line.head, line.steps
            self._unsnapshot += line.bodies
            return
        steps = self.steps()
        self.state = replay(steps, self.amends(steps))
        self._count("", 0, steps)

    def amends(self, steps: Sequence[Step]) -> Amends:
        """What these steps, and those after a past moment, say of steps that are shown."""
        known = amends_of(steps)
        return Amends(known.undone, {**known.substitutes, **self.later})

    def _count(self, head: str, length: int, steps: Sequence[Step]) -> None:
        self.head = steps[-1].hash if steps else head
        self.length = length + len(steps)
        self._unsnapshot += sum(len(step.bodies) for step in steps)

    def steps(self) -> list[Step]:
        """Every step, in the order of the replay."""
        return in_order(self.store.read())

    def refresh(self) -> bool:
        """Take in what others have recorded; whether there was anything."""
        if self.store.head == self.head:
            return False
        later = list(self.store.read(self.length))
        if follow_on(later, self.head):
            replay(later, Amends(frozenset(), {}), self.state)
            self._count(self.head, self.length, later)
        else:
            self._replay_all()
        return True

    def new_id(self) -> str:
        """A new identity."""
        return new_id(self.clock())

    def record(
        self,
        operations: Sequence[Operation],
        happened: datetime | None = None,
        note: str = "",
        by: str | None = None,
        outside_meeting: bool = False,
    ) -> Step:
        """Check operations and append them as one step.

        Args:
            operations: what is recorded together.
            happened: when it happened, with its time zone; now if not given.
            note: a word on it.
            by: who records; the log's own person if not given.
            outside_meeting: whether it did not happen in the meeting that goes on.

        Raises:
            Rejected: with every reason; nothing has changed.
            StoreError: it could not be written; nothing has changed.
        """
        if not operations:
            raise Rejected("there is nothing to record")
        happened = happened or self.happened
        if happened is not None and happened.tzinfo is None:
            raise Rejected("say the time zone of when it happened")
        operations = [
            each if each.id else attrs.evolve(each, id=self.new_id()) for each in operations
        ]
        for _ in range(_TRIES):
            self.refresh()
            now = self.clock()
            meeting = None if outside_meeting else self.state.meeting
            act = Act(
                step=new_id(now),
                by=self.by if by is None else by,
                happened=happened or now,
                recorded=now,
                meeting=meeting.id if meeting else "",
                note=note,
            )
            step = make_step(act, (self.head,) if self.head else (), operations)
            try:
                self._append(step, act, operations)
            except HeadMoved:
                continue
            self._recorded = True
            return step
        raise StoreLocked("others record so fast that no step of ours comes in; try again")

    def _append(self, step: Step, act: Act, operations: Sequence[Operation]) -> None:
        if looks_back(step):
            self._check_looking_back(operations)
            redactions = [each for each in operations if isinstance(each, RedactBody)]
            if redactions:
                erase: dict[str, list[int]] = {}
                for each in redactions:
                    erase.setdefault(each.step, []).append(each.index)
                self.store.redact(step, self.head, list(erase.items()))
            else:
                self.store.append(step, self.head)
            self._replay_all()
            return
        with self.state.journal.trial(keep=True):
            apply_checked(self.state, act, operations)
            self.store.append(step, self.head)
        self._count(self.head, self.length, [step])

    def _check_looking_back(self, operations: Sequence[Operation]) -> None:
        kinds = {type(each) for each in operations}
        if kinds == {UndoStep} and len(operations) == 1:
            undo = operations[0]
            assert isinstance(undo, UndoStep)
            self._check_undo(undo.step)
        elif kinds == {RedactBody}:
            self._check_redactions([each for each in operations if isinstance(each, RedactBody)])
        else:
            raise Rejected("an undo, and redactions, are each recorded in a step of their own")

    def _check_undo(self, step_id: str) -> None:
        broken = self.resting_on(step_id)
        if broken:
            raise Rejected(
                *(
                    f"step {later.id} depends on it and would have to be undone first ({reason})"
                    for later, reason in broken
                )
            )

    def resting_on(self, step_id: str) -> list[tuple[Step, str]]:
        """The later steps that could not stand without a step, each with the reason.

        Args:
            step_id: the whole id of the step.

        Raises:
            NotFound: there is no such step.
            Rejected: it cannot be undone, whatever depends on it.
        """
        steps = self.steps()
        step = find_step(steps, step_id)
        if step.id != step_id:
            raise NotFound(f"no step has the id {step_id}")
        if step is steps[0]:
            raise Rejected("the beginning of a working group cannot be undone")
        if step.id in amends_of(steps).undone:
            raise Rejected(f"step {step.id} was undone already")
        if any(isinstance(each, RedactBody) for each in operations_of(step, {})):
            raise Rejected("a redaction cannot be undone: the words are gone")
        broken = unsound(steps, amends_of(steps, undoing=step.id))
        if broken:
            # What does not stand as it is, since two histories were joined, rests on nothing.
            before = {each.id for each, _ in unsound(steps, amends_of(steps))}
            broken = [(later, reason) for later, reason in broken if later.id not in before]
        return broken

    def _check_redactions(self, redactions: Sequence[RedactBody]) -> None:
        steps = self.steps()
        known = amends_of(steps)
        substitutes = dict(known.substitutes)
        for each in redactions:
            step = find_step(steps, each.step)
            if not 0 <= each.index < len(step.bodies):
                raise Rejected(f"step {step.id} has no body {each.index}")
            if step.bodies[each.index].is_redacted:
                raise Rejected(f"body {each.index} of step {step.id} was redacted already")
            if not each.substitute:
                raise Rejected("a redacted body needs a substitute without the words")
            substitutes[step.id, each.index] = each.substitute
        before = {step.id for step, _ in unsound(steps, known)}
        without = Amends(known.undone, substitutes)
        try:
            for later, reason in unsound(steps, without):
                if later.id not in before:
                    raise Rejected(
                        f"those words carry the record: without them step {later.id} means nothing"
                        f" ({reason})"
                    )
            handles = replay(steps, without).handles
        except Damaged as error:
            raise Rejected(f"those words carry the record: {error}") from error
        if handles != replay(steps, known).handles:
            raise Rejected("those words carry the record: a handle has them")

    def last_own_step(self, by: str | None = None) -> Step:
        """The last step of a person that can be undone.

        Raises:
            NotFound: there is none.
        """
        who = self.by if by is None else by
        steps = self.steps()
        undone = amends_of(steps).undone
        for step in reversed(steps[1:]):
            if step.act.by == who and step.id not in undone and not looks_back(step):
                return step
        raise NotFound("there is no step to undo" + (f" by {who}" if who else ""))

    def redactions_of(self, words: str, step_id: str = "", reason: str = "") -> list[RedactBody]:
        """What takes words out of every body that has them.

        Args:
            words: exactly as they were recorded.
            step_id: the id of the only step to look in; empty for all.
            reason: why; it must not repeat the words.

        Raises:
            NotFound: no body has the words.
            Rejected: the words or the reason cannot be used.
        """
        if not words.strip():
            raise Rejected("name the words to take out")
        if words in reason:
            raise Rejected("the reason repeats the words that are taken out")
        found: list[RedactBody] = []
        for step in self.steps():
            if step_id and step.id != step_id:
                continue
            found += redacted_bodies(step, words, reason)
        if not found:
            raise NotFound("no recorded step has those words")
        return found

    def past(self, keep: Callable[[Step], bool]) -> Log:
        """The log up to the last step that is kept, without what was redacted since.

        It can be read as long as the store of this one is open.
        """
        head, last, length, then = "", "", 0, self.clock()
        for place, step in enumerate(islice(self.store.read(), self.length), 1):
            if step.parents != ((head,) if head else ()):
                return self._past_of_joined(keep)
            head = step.hash
            if keep(step):
                last, length, then = head, place, step.recorded
        later = self.amends(looking_back(islice(self.store.read_stored(), self.length)))
        return Log(PastStore(self.store, length, last), lambda: then, self.by, later.substitutes)

    def _past_of_joined(self, keep: Callable[[Step], bool]) -> Log:
        """As `past`, where the order of the replay is another than that of the store."""
        steps = self.steps()
        last = max((number for number, step in enumerate(steps) if keep(step)), default=-1)
        store = MemoryStore()
        store.extend(steps[: last + 1], "")
        then = steps[last].recorded if last >= 0 else self.clock()
        return Log(store, lambda: then, self.by, self.amends(steps).substitutes)

    def close(self) -> None:
        """Keep a snapshot if much was recorded since the last one, and let go of the store."""
        if self._recorded and self._unsnapshot >= _OPERATIONS_PER_SNAPSHOT:
            self.keep_snapshot()
        self.store.close()

    def keep_snapshot(self) -> None:
        """Write the present state down, so that the next opening is fast.

        When others have recorded since, theirs may be a redaction of words that this state still
        has; it is then not kept.
        """
        with contextlib.suppress(HeadMoved):
            self.store.keep_snapshot(write_snapshot(self.state, self.head, self.length), self.head)
            self._unsnapshot = 0


def follow_on(later: Sequence[Step], head: str) -> bool:
    """Whether steps each come straight after the one before, the first after a known head.

    Only such steps can be applied to the state at that head; steps that joined two histories,
    undid or redacted something need the whole log.
    """
    for step in later:
        if step.parents != (head,) or looks_back(step):
            return False
        head = step.hash
    return True


def find_step(steps: Sequence[Step], name: str) -> Step:
    """The step whose id is or begins with a name.

    Raises:
        NotFound: no step, or more than one, is called so.
    """
    found = [step for step in steps if step.id.startswith(name)] if name else []
    exact = [step for step in found if step.id == name]
    if len(exact or found) != 1:
        many = f"{len(found)} steps begin with {name}" if found else f"no step has the id {name}"
        raise NotFound(many)
    return (exact or found)[0]
