"""Small records to test with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from consensus.history.operation import Operation, StepContext
from consensus.history.operations import AddMember, RedactBody, StartWorkingGroup
from consensus.history.step import Step, StoredStep, make_step, redacted

MORNING = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
SECRET = "Ambassador Quillfeather"
HARBOUR_WORDS = [
    "harbour",
    "pilot",
    "vessel",
    "cargo",
    "berth",
    "quay",
    "tide",
    "signal",
    "lantern",
    "crew",
    "office",
    "ledger",
    "toll",
    "permit",
    "warden",
    "channel",
    "anchor",
    "mooring",
    "buoy",
    "freight",
    "manifest",
    "customs",
    "inspector",
    "engine",
    "deck",
    "hull",
    "passage",
    "current",
    "storm",
    "repair",
    "dock",
    "crane",
    "timber",
    "grain",
    "copper",
    "salt",
    "barrel",
    "rope",
    "sail",
    "chart",
]
"""Words of which made-up texts are drawn."""


def act(number: int, by: str = "SEC", branch: str = "") -> StepContext:
    """The act of the step with that number; later numbers have later ids."""
    moment = MORNING + timedelta(minutes=number)
    return StepContext(f"0195c000-{number:04x}-7000-8000-{branch:0>12}", by, moment, moment)


def member(number: int, name: str = "") -> AddMember:
    """A member joins."""
    return AddMember(id=f"member-{number}", code=f"M{number}", name=name or f"Member {number}")


def step(number: int, parents: Sequence[str], *operations: Operation, branch: str = "") -> Step:
    """A step with that number; a member joins where no operations are given."""
    return make_step(act(number, branch=branch), parents, operations or (member(number),))


def chain(count: int) -> list[Step]:
    """A record of that many steps, each after the one before."""
    steps: list[Step] = []
    for number in range(1, count + 1):
        if number == 1:
            steps.append(step(1, (), StartWorkingGroup(id="start", title="Working Group")))
        else:
            steps.append(step(number, (steps[-1].hash,)))
    return steps


def redaction(number: int, parent: Step, of: Step, index: int = 1, substitute: str = "") -> Step:
    """A step that records the redaction of a body."""
    operation = RedactBody(id=f"redact-{number}", step=of.id, index=index, substitute=substitute)
    return step(number, (parent.hash,), operation)


def redacted_chain() -> list[Step]:
    """Four steps, of which the last records that the second lost its operation."""
    steps = chain(3)
    steps.append(redaction(4, steps[-1], of=steps[1]))
    steps[1] = redacted(steps[1], (1,))
    return steps


def stored(steps: Sequence[Step]) -> list[StoredStep]:
    """The steps as a store holds them."""
    return [StoredStep.of(each, position) for position, each in enumerate(steps, 1)]
