"""Taking back: what undoing a step, or taking words out of one, would break."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from consensus.errors import Damaged, NotFound, Rejected
from consensus.history.corrections import Amends, joins, redacts
from consensus.history.operations.corrections import RedactBody, UndoStep
from consensus.history.replay import replay, unsound
from consensus.history.step import Step, read_body


def takes_back(step: Step) -> bool:
    """Whether a step only takes something back, or joins copies, so that undo passes it over."""
    passed = {UndoStep.NAME, RedactBody.NAME}
    return joins(step) or any(each.name.partition("/")[0] in passed for each in step.bodies)


def check_undo(steps: Sequence[Step], known: Amends, step_id: str) -> None:
    """Refuse to undo a step on which others rest.

    Args:
        steps: the whole log, in order.
        known: what the steps say of each other.
        step_id: the whole id of the step.

    Raises:
        NotFound: there is no such step.
        Rejected: it cannot be undone, or others depend on it; they are named.
    """
    broken = resting_on(steps, known, step_id)
    if broken:
        raise Rejected(
            *(
                f"step {later.id} depends on it and would have to be undone first ({reason})"
                for later, reason in broken
            )
        )


def resting_on(steps: Sequence[Step], known: Amends, step_id: str) -> list[tuple[Step, str]]:
    """The steps that could not stand without a step, each with the reason; as `check_undo`."""
    step = find_step(steps, step_id)
    if step.id != step_id:
        raise NotFound(f"no step has the id {step_id}")
    if step is steps[0]:
        raise Rejected("the beginning of a working group cannot be undone")
    if joins(step):
        raise Rejected("that two copies were joined cannot be undone; undo what one of them did")
    if step.id in known.undone:
        raise Rejected(f"step {step.id} was undone already")
    if redacts(step):
        raise Rejected("a redaction cannot be undone: it holds in every copy")
    broken = unsound(steps, known.with_what_is_said(steps, undoing=step.id))
    if broken:
        # What does not stand as it is, since two histories were joined, rests on nothing.
        broken = {key: broken[key] for key in broken.keys() - unsound(steps, known).keys()}
    found = {later.id: (later, reason) for later, reason in broken.values()}
    return [found[each.id] for each in steps if each.id in found]


def check_redactions(
    steps: Sequence[Step], known: Amends, redactions: Sequence[RedactBody]
) -> None:
    """Refuse to take words out that carry the record, or bodies that are not there.

    Args:
        steps: the whole log, in order.
        known: what the steps say of each other.
        redactions: what would be recorded.

    Raises:
        NotFound: there is no such step.
        Rejected: the record would mean something else without the words.
    """
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
        within = read_body(step.bodies[each.index].name, each.substitute)
        if isinstance(within, RedactBody):
            # What took words out before now takes these out, too.
            substitutes[within.step, within.index] = within.substitute
    before = unsound(steps, known)
    without = attrs.evolve(known, substitutes=substitutes)
    try:
        for key, (later, reason) in unsound(steps, without).items():
            if key not in before:
                raise Rejected(
                    f"those words carry the record: without them step {later.id} means nothing"
                    f" ({reason})"
                )
        handles = replay(steps, without).handles
    except Damaged as error:
        raise Rejected(f"those words carry the record: {error}") from error
    if handles != replay(steps, known).handles:
        raise Rejected("those words carry the record: a handle has them")


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
