"""Steps that do not apply, superseded by another copy or unreadable, and words taken out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from consensus.history.corrections import CorrectionIndex, corrections_in, redacts
from consensus.history.operation import Operation
from consensus.history.operations import (
    ArrangeItems,
    ChangeText,
    RedactBody,
    SettleOvertaken,
    UndoStep,
)
from consensus.history.replay import context_of, numbered_operations, operations_of
from consensus.history.step import HashedBody, Step, Unreadable
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.history import HistoryLine, history_line
from consensus.reports.step_sentences import operation_sentence
from consensus.reports.words import SentenceContext
from consensus.text.display import count_noun

_IDENTITY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# How many operations of a step get a sentence.
_MOST = 20


@frozen
class SupersededLine:
    """A superseded step that waits to be settled."""

    line: HistoryLine  # who recorded it and when, and what of it does not apply
    reasons: tuple[str, ...]  # why it does not, as sentences
    rests_on: tuple[str, ...]  # what it was built on and is not there any more, and why
    rows: int  # how many of its operations do not apply
    of: int  # how many it has
    # the ids of the steps of other copies that settled the same otherwise; reapplying it chooses
    # it, and discards them
    rivals: tuple[str, ...]
    # how the texts that it changes would read if it were chosen, one sentence each
    would_read: tuple[str, ...]
    is_undo: bool  # whether it only took back or settled another step, and is to be done again

    @property
    def id(self) -> str:
        """The id of the step."""
        return self.line.id


@frozen
class UnreadableStep:
    """A step that is omitted since it cannot be decoded, or depends on one that cannot."""

    id: str  # the id of the step
    number: int  # its place in the record, counted from 1
    happened: datetime  # when it happened
    by: str  # who recorded it; empty where that cannot be read either
    # its operations that cannot be read, each with the field that is wrong; none where it can be
    # read and rests on what cannot
    operations: tuple[Unreadable, ...]
    reasons: tuple[str, ...]  # why it is left out, as sentences

    def __str__(self) -> str:
        by = f", by {self.by}" if self.by else ""
        when = f"{self.happened:%Y-%m-%d %H:%M}"
        reasons = "; ".join(self.reasons)
        return f"step {self.id} (number {self.number}, {when}{by}) is left out: {reasons}"


def unreadable_steps(
    state: State, steps: Iterable[Step], known: CorrectionIndex
) -> Iterator[UnreadableStep]:
    """Yields the steps that a state lacks since one cannot be decoded."""
    for number, step in enumerate(steps, 1):
        waiting = state.overtaken.get(step.id)
        if waiting is not None and waiting.unreadable:
            operations = (
                operation
                for place, operation in numbered_operations(step, known.substitutes)
                if isinstance(operation, Unreadable) and place in waiting.operations
            )
            act = context_of(step, known.substitutes)
            yield UnreadableStep(
                step.id, number, act.happened, act.by, tuple(operations), waiting.reasons
            )


def superseded_lines(
    state: State, steps: Iterable[Step], known: CorrectionIndex
) -> Iterator[SupersededLine]:
    """Yields the superseded steps that wait to be settled, in the order of the replay."""
    steps = list(steps)
    context = SentenceContext(state, Audience.SECRETARIAT)
    gone = dict(_gone(steps, known, context))
    for step in steps:
        waiting = state.overtaken.get(step.id)
        if waiting is None:
            continue
        operations = dict(numbered_operations(step, known.substitutes))
        first = [operations[each] for each in waiting.operations[:_MOST] if each in operations]
        bodies = [step.bodies[number] for number in waiting.operations]
        yield SupersededLine(
            line=history_line(
                context_of(step, known.substitutes),
                tuple(operation_sentence(each, context) for each in first),
                context,
                undone=False,
            ),
            reasons=waiting.reasons,
            rests_on=tuple(dict.fromkeys(_rests_on(step, bodies, gone))),
            rows=len(waiting.operations),
            of=len(operations),
            rivals=waiting.rivals,
            would_read=tuple(_would_read(first, state)) if waiting.rivals else (),
            is_undo=all(
                isinstance(each, UndoStep | SettleOvertaken) for each in operations.values()
            ),
        )


def _would_read(operations: Iterable[Operation], state: State) -> Iterator[str]:
    for each in operations:
        texts = {each.target: each.wording} if isinstance(each, ChangeText) else {}
        if isinstance(each, ArrangeItems):
            texts = each.reworded
        for target, wording in texts.items():
            if state.is_target(target):
                yield f"{state.handle_of(target)} would read: {wording.notation()}"


def _gone(
    steps: Sequence[Step], known: CorrectionIndex, context: SentenceContext
) -> Iterator[tuple[str, _Gone]]:
    """Yields what undone or superseded steps would have created, by its identity."""
    taken_back: dict[str, str] = {}
    for step in steps:
        for _, each in corrections_in(step, known.substitutes):
            if isinstance(each, UndoStep) and step.id not in known.void:
                taken_back[each.step] = f"which step {step.id} took back"
    for step in steps:
        why = taken_back.get(step.id, "") if step.id in known.undone else ""
        if step.id in context.state.overtaken:
            why = "which does not apply either"
        if why:
            for _, each in numbered_operations(step, known.substitutes):
                yield (
                    each.id,
                    _Gone(step.id, f"{operation_sentence(each, context)} (step {step.id}), {why}"),
                )


@frozen
class _Gone:
    """An element that is no longer in the record: by which step, and why, in words."""

    step: str
    why: str


def _rests_on(step: Step, bodies: Iterable[HashedBody], gone: Mapping[str, _Gone]) -> Iterator[str]:
    for sealed in bodies:
        for name in _IDENTITY.findall(sealed.body or ""):
            if name in gone and gone[name].step != step.id:
                yield gone[name].why


# Words that are taken out, or withheld until that is confirmed.


@frozen
class WithheldBodies:
    """Bodies of one step that are withheld because of a redaction in another copy.

    They are kept until a user confirms that they are to be erased.
    """

    step: str  # the id of the step
    bodies: tuple[int, ...]  # their indices; 0 says who recorded the step, 1 is its first operation
    redaction: str  # the id of the step that redacts them
    by: str  # who recorded that
    reason: str  # why, as that says


@frozen
class Redaction:
    """The outcome of a redaction, and what still contains the words."""

    step: Step  # the step that records it
    places: int  # out of how many bodies they were taken
    notes: tuple[int, ...] = ()  # the numbers of the private notes that have the words
    # the files beside the record that have them: backups, copies and bundles of it
    files: tuple[str, ...] = ()
    # the files there that may be copies and could not be read, each with why
    unread: tuple[str, ...] = ()
    # who else recorded in copies that were joined with this one; each keeps the words until it
    # takes the redaction in and the erasure is confirmed there
    joined_with: tuple[str, ...] = ()
    # how many bodies of this record have the words, withheld by an earlier redaction whose erasure
    # was not confirmed
    withheld: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """Returns what still contains the words, and what to do about it, one sentence each."""
        found = [f"private note {each} has the words; take it away" for each in self.notes]
        found += [
            f"{each} has the words; delete it, or take the redaction in there and confirm it"
            for each in self.files
        ]
        found += [f"{each}, so look there yourself" for each in self.unread]
        if self.withheld:
            found.append(
                f"{count_noun(self.withheld, 'withheld body', 'withheld bodies')} of this"
                " file may have the words; see what waits to be erased"
            )
        if self.joined_with:
            found.append(
                f"copies of {', '.join(self.joined_with)} were joined with this file; they keep"
                " the words until they import the redaction and confirm it"
            )
        found.append(
            "every other backup, file of steps and copy that was made before now has the words;"
            " nothing records where those are"
        )
        return tuple(found)


def withheld_bodies(
    steps: Sequence[Step], known: CorrectionIndex, bodies: Collection[tuple[str, int]]
) -> tuple[WithheldBodies, ...]:
    """Returns who redacted some bodies and why, in the order of the steps that contain them."""
    redactions: dict[tuple[str, int], tuple[str, str, str]] = {}
    for step in filter(redacts, steps):
        by = context_of(step, known.substitutes).by
        for each in operations_of(step, known.substitutes):
            if isinstance(each, RedactBody):
                redactions[each.step, each.index] = step.id, by, each.reason
    found: dict[tuple[str, tuple[str, str, str]], list[int]] = defaultdict(list)
    for step in steps:
        for index in range(len(step.bodies)):
            if (step.id, index) in bodies:
                # Where a past moment is shown, the redaction may lie after it.
                redaction = redactions.get((step.id, index), ("", "", ""))
                found[step.id, redaction].append(index)
    return tuple(
        WithheldBodies(step, tuple(indices), *redaction)
        for (step, redaction), indices in found.items()
    )
