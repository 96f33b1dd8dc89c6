"""Intake: steps of another copy, looked at before anybody trusts them.

No message repeats a word of what was refused: it may be secret, or meant for the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from consensus.errors import ConsensusError, Damaged, Rejected, StoreTooNew
from consensus.history.corrections import Amends, amends_of, joins, looks_back
from consensus.history.operation import Operation, upgrades_for
from consensus.history.operations.corrections import SettleOvertaken
from consensus.history.operations.settings import StartWorkingGroup
from consensus.history.operations.undoing import RedactBody, UndoStep
from consensus.history.replay import operations_of, replay, unsound
from consensus.history.replicas import amends_of_joined, join_of
from consensus.history.step import ACT, Sealed, Step, decode_step, encode_step, open_body
from consensus.history.stored import StoredStep
from consensus.history.substitutes import only_words_taken_out
from consensus.model.state import State

MOST_BYTES = 512 * 1024 * 1024
"""How much is taken in at once unless more is asked for."""

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# What a terminal would obey; tabs, line breaks and page breaks are signs of texts.
_OBEYED = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def steps_that_come_in(
    stored: Iterable[StoredStep], own: Mapping[str, str], most_bytes: int = MOST_BYTES
) -> list[Step]:
    """The steps of another copy that this one lacks, each proved to be what its hash says.

    Args:
        stored: the steps of the other copy, each after those before it.
        own: the hash of every step here to its id.
        most_bytes: how many bytes of steps are taken in at most.

    Raises:
        StoreTooNew: a later version of this software recorded one of them.
        Rejected: one is not what it says, or the two are copies of different records.
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
        yield "begins another working group; only copies of one record can be joined"
    if len(step.parents) != (1 + joins(step) if known else 0):
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
    """Whether a text, or one anywhere in plain data, holds signs that a terminal would obey."""
    if isinstance(value, str):
        return _OBEYED.search(value) is not None
    if isinstance(value, dict):
        return any(_is_obeyed(each) for pair in value.items() for each in pair)
    return isinstance(value, list) and any(_is_obeyed(each) for each in value)


def replay_on_trial(steps: Sequence[Step], came_in: Collection[str]) -> tuple[State, Amends]:
    """What a joined record leads to, or why it cannot be.

    Args:
        steps: the whole record, in order.
        came_in: the ids of the steps that nobody trusts yet.

    Returns:
        The state, and what the steps say of each other.

    Raises:
        Rejected: a step could not have been recorded, or the record cannot be replayed.
    """
    try:
        if problem := next(_problems_together(steps, came_in), ""):
            raise Rejected(problem)
        known = amends_of_joined(steps)
        state = replay(steps, known)
        if any(each.unreadable for step, each in state.overtaken.items() if step in came_in):
            raise Rejected(
                "steps that would be taken in cannot be read and are not set aside; repair the copy"
                " that holds them, with 'consensus doctor --repair', and sync or send it again"
            )
        _check_recorded(_of_the_other_copy(steps, came_in), came_in, known.substitutes)
        return state, known
    except Rejected:
        raise
    except Exception:
        # Whatever a made-up step makes an operation do, and without its words.
        raise Rejected("the other copy holds steps that cannot be replayed") from None


def _of_the_other_copy(steps: Sequence[Step], came_in: Collection[str]) -> list[Step]:
    """The steps that came in, and all that come before any of them."""
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
    """Refuse what a copy cannot have recorded, as its software would have refused it.

    Args:
        steps: all that the other copy holds, in order.
        came_in: the ids of those that nobody trusts yet.
        substitutes: of bodies that may be taken out here already.
    """
    found = unsound(steps, amends_of_joined(steps, substitutes)).keys()
    broken = {step for step, number in found if not number}
    if broken - set(came_in):
        # Something old stands no more: by what came in, unless it did not before either.
        before = [step for step in steps if step.id not in came_in]
        known = amends_of_joined(before, substitutes)
        broken -= {step for step, number in unsound(before, known) if not number}
    for step in broken:
        where = f"step {step} of the other copy" if step in came_in else "the other copy"
        raise Rejected(f"{where} says what it cannot have recorded")


def _problems_together(steps: Sequence[Step], came_in: Collection[str]) -> Iterator[str]:
    """What is wrong with steps that came in, seen beside all the others."""
    if steps[0].id in came_in and not _begins(steps[0]):
        yield "the other copy does not begin with the beginning of a working group"
    by_hash = {step.hash: step for step in steps}
    earlier: dict[str, Step] = {}
    made: dict[str, Step] = {}
    # Read with what later redactions left of earlier ones.
    taken_out = amends_of([step for step in steps if looks_back(step)]).substitutes.keys()
    missing: set[tuple[str, int]] = set()
    for step in steps:
        operations = list(operations_of(step, {}))
        if step.id in came_in:
            where = f"step {step.id} of the other copy"
            heads = [by_hash[each] for each in step.parents]
            if joins(step) and step != join_of(*heads, name=step.bodies[1].name):
                yield f"{where} joins two copies otherwise than they are joined"
            problems = _problems_with_others(operations, earlier, made)
            yield from (f"{where} {problem}" for problem in problems)
        for operation in operations:
            made.setdefault(operation.id, step)
        missing |= {(step.id, at) for at, body in enumerate(step.bodies) if body.is_redacted}
        earlier[step.id] = step
    if any(step in came_in for step, _ in missing - taken_out):
        yield "the other copy lacks words, and no redaction of them is on record"


def _begins(step: Step) -> bool:
    return step.bodies[1].name.partition("/")[0] == StartWorkingGroup.NAME


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
            if target is None or target.id == first or not _can_be_undone(target):
                yield "takes back what cannot be taken back"
        if isinstance(each, RedactBody):
            target = earlier.get(each.step)
            if target is None or not 0 <= each.index < len(target.bodies):
                yield "takes words out of what is not there"
            elif not _takes_words_out(each, target):
                yield "puts other words in the place of those that it takes out"


def _can_be_undone(step: Step) -> bool:
    return not joins(step) and all(
        body.name.partition("/")[0] != RedactBody.NAME for body in step.bodies
    )


def _takes_words_out(redaction: RedactBody, target: Step) -> bool:
    sealed = target.bodies[redaction.index]
    if not redaction.substitute:
        return False
    if sealed.body is not None and not _can_be_read(target, sealed):
        # Nor can its substitute, then.
        return only_words_taken_out(sealed.body, redaction.substitute)
    if sealed.name == ACT:
        target.act_read_from(redaction.substitute)
    else:
        open_body(sealed.name, redaction.substitute)
    return sealed.body is None or only_words_taken_out(sealed.body, redaction.substitute)


def _can_be_read(step: Step, sealed: Sealed) -> bool:
    try:
        if sealed.name == ACT:
            step.act_read_from(sealed.body)
        else:
            open_body(sealed.name, sealed.body or "")
    except Damaged:
        return False
    return True
