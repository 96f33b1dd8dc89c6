"""A state as an audience may see it: what others said in confidence is not in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from consensus.model.state import State
from consensus.reports.audience import Audience


@contextmanager
def as_seen_by(state: State, audience: Audience) -> Iterator[int]:
    """Leave the positions that an audience may not see out of a state for a while.

    Whatever is reckoned meanwhile tells nothing of them, since it would be the same whatever they
    were. A judgement has to be made anew for it.

    Args:
        state: the state; afterwards it is as it was.
        audience: who it is for.

    Yields:
        How many positions were left out.
    """
    if audience is Audience.SECRETARIAT:
        yield 0
        return
    journal = state.journal
    with journal.trial():
        left_out = 0
        for target in list(state.positions):
            held = state.positions[target]
            hidden = [member for member, each in held.items() if not audience.sees(each)]
            objections = state.objections.get(target, {})
            for member in hidden:
                journal.remove(held, member)
                if member in objections:
                    journal.remove(objections, member)
            if hidden:
                journal.drop(state.positions.rolls, target)
            left_out += len(hidden)
        for target, contested in list(state.contested.items()):
            seen = tuple(each for each in contested if audience.sees(each.position))
            if len(seen) < len(contested):
                journal.put(state.contested, target, seen)
                left_out += len({each.member for each in contested if each not in seen})
        yield left_out
