"""What a meeting decided, in a few lines."""

from __future__ import annotations

from attrs import frozen

from consensus.model.decision import Outcome
from consensus.model.state import State


@frozen
class MeetingOutcome:
    """What a meeting decided in one way.

    Attributes:
        outcome: what was declared.
        targets: the labels or handles of what it was declared of, in the order in which it was.
        pending: those among them that still awaited a member's word when it was declared.
    """

    outcome: Outcome
    targets: tuple[str, ...]
    pending: tuple[str, ...]


def decided_at(state: State, meeting: str) -> tuple[MeetingOutcome, ...]:
    """What a meeting decided, outcome by outcome; nobody is named, so everybody may see it.

    Args:
        state: the state.
        meeting: the id of the meeting.
    """
    there = [each for each in state.decisions.values() if each.meeting == meeting]
    found: list[MeetingOutcome] = []
    for outcome in Outcome:
        targets: dict[str, bool] = {}
        for decision in there:
            if decision.outcome is outcome:
                for target in decision.targets:
                    targets[_name(state, target)] = bool(decision.pending)
        if targets:
            pending = tuple(name for name, awaits in targets.items() if awaits)
            found.append(MeetingOutcome(outcome, tuple(targets), pending))
    return tuple(found)


def _name(state: State, target: str) -> str:
    handle = state.handle_of(target)
    return state.full_label(target) or handle if target in state.items else handle
