"""The history of a record, told step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen

from consensus.history.operation import Act, Operation
from consensus.history.replay import act_of
from consensus.history.step import Step
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.step_sentences import MANY, tell
from consensus.reports.words import Voice

# A step with more operations of a kind is an import or a round of the table: it is summed up.
TOLD_ONE_BY_ONE = 3


@frozen
class HistoryLine:
    """What one step did.

    Attributes:
        id: the id of the step.
        happened: when it happened.
        recorded: when it was written down.
        by: who recorded it; empty where withheld or redacted.
        meeting: the handle of the meeting in which it happened; empty outside meetings.
        note: a word on it; empty where withheld.
        sentences: what it did, one sentence for each operation or for many of a kind.
        undone: whether it was taken back, or let go since it did not apply any more.
        overtaken: whether it, or a part of it, does not apply, since copies of the record were
            joined or since it cannot be read, and waits to be settled.
    """

    id: str
    happened: datetime
    recorded: datetime
    by: str
    meeting: str
    note: str
    sentences: tuple[str, ...]
    undone: bool
    overtaken: bool


def describe(
    step: Step,
    operations: Sequence[Operation],
    state: State,
    undone: bool = False,
    audience: Audience = Audience.SECRETARIAT,
) -> HistoryLine:
    """Say what a step did.

    Args:
        step: the step.
        operations: its operations, redacted words replaced.
        state: where handles are looked up; the present one.
        undone: whether the step was taken back.
        audience: who is told; the log is the facilitator's own unless it says otherwise.
    """
    voice = Voice(state, audience)
    return of_an_act(act_of(step, {}), tuple(_sentences(operations, voice)), voice, undone)


def of_an_act(act: Act, sentences: tuple[str, ...], voice: Voice, undone: bool) -> HistoryLine:
    """The line of a step whose sentences are known.

    Args:
        act: who recorded it, and when.
        sentences: what it did.
        voice: names things for whoever is told.
        undone: whether the step was taken back.
    """
    sees_names = voice.audience.sees_names
    return HistoryLine(
        id=act.step,
        happened=act.happened,
        recorded=act.recorded,
        by=act.by if sees_names else "",
        meeting=voice.thing(act.meeting) if act.meeting else "",
        note=act.note if sees_names else "",
        sentences=sentences,
        undone=undone,
        overtaken=act.step in voice.state.overtaken,
    )


def _sentences(operations: Sequence[Operation], voice: Voice) -> Iterator[str]:
    by_kind: dict[type[Operation], list[Operation]] = {}
    for operation in operations:
        by_kind.setdefault(type(operation), []).append(operation)
    for kind, alike in by_kind.items():
        if len(alike) > TOLD_ONE_BY_ONE and kind in MANY:
            yield MANY[kind].format(len(alike))
        else:
            yield from (tell(operation, voice) for operation in alike)
