"""Silence procedures as they stand at a moment, one line for each text under silence."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from consensus.model.pinning import text_changed
from consensus.model.silence import Breach, Silence
from consensus.model.state import State


class Course(StrEnum):
    """What became of a silence over one text."""

    RUNNING = "running"
    BROKEN = "broken"
    LAPSED = "lapsed"
    ENDED = "ended"


@frozen
class SilenceLine:
    """One text under one silence procedure.

    Attributes:
        handle: that of the procedure, such as `SP1`.
        target: the handle of the text.
        label: its printed label; empty for none.
        opened: when the silence began.
        deadline: when it lapses, or lapsed.
        course: `ended` when the text was changed since, `broken` when somebody objected in time,
            `lapsed` when the deadline passed without.
        breaches: who broke it, and why.
    """

    handle: str
    target: str
    label: str
    opened: datetime
    deadline: datetime
    course: Course
    breaches: tuple[Breach, ...]


def silence_lines(state: State, now: datetime) -> tuple[SilenceLine, ...]:
    """Say how every silence procedure stands, the first opened first.

    Args:
        state: the state.
        now: the moment that decides which deadlines have passed.
    """
    return tuple(
        SilenceLine(
            handle=silence.handle,
            target=state.handle_of(target),
            label=state.full_label(target) if target in state.items else "",
            opened=silence.opened,
            deadline=silence.deadline,
            course=_course(state, silence, target, now),
            breaches=silence.breaches_of(target),
        )
        for silence in state.silences.values()
        for target in silence.targets
    )


def _course(state: State, silence: Silence, target: str, now: datetime) -> Course:
    if silence.breaches_of(target):
        return Course.BROKEN
    if text_changed(state, target, silence.version_of(target)):
        return Course.ENDED
    return Course.RUNNING if now < silence.deadline else Course.LAPSED
