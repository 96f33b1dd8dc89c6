"""Two copies of a record merged: what comes of it, and that written to a store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from attrs import frozen

from consensus.errors import HeadMoved, Rejected, StoreLocked
from consensus.history.corrections import CorrectionIndex
from consensus.history.replicas import MOST_BYTES, make_merge_step
from consensus.history.step import Step, StoredStep, topological_order
from consensus.history.verify import dry_run_replay, validate_incoming_steps
from consensus.model.state import State
from consensus.store.port import Body, Store, as_erasure, without_bodies

Incoming = Callable[[], Iterable[StoredStep]]

_TRIES = 100


@frozen
class MergedLog:
    """A copy merged with the steps of another, before anything is written.

    Redacted bodies of imported steps are left out of what is added.
    """

    head: str  # the hash of the last step here before
    added: tuple[Step, ...]  # what is to be appended, in order; a step that joins comes last
    steps: Sequence[Step]  # the whole record then, in order
    known: CorrectionIndex  # what its steps say of each other
    state: State  # what it leads to


def merge_copies(
    store: Store, incoming: Iterable[StoredStep], most_bytes: int = MOST_BYTES
) -> MergedLog | None:
    """Computes a copy merged with the steps of another one, and writes nothing.

    The incoming steps, each after those before it, are not validated yet. Returns None when the
    copy holds them all. Raises StoreTooNew where a later version of this software recorded some,
    and Rejected where they are not what they say, or the two are copies of different records.
    """
    own = list(store.read())
    new = validate_incoming_steps(incoming, {step.hash: step.id for step in own}, most_bytes)
    if not new:
        return None
    joining = _merging_step(own, new)
    steps = topological_order([*own, *new, *joining])
    brought = {step.id for step in new}
    state, known = dry_run_replay(steps, brought)
    redacted = dict(as_erasure(known.substitutes))
    added = [
        without_bodies(step, redacted.get(step.id, ())) for step in steps if step.id in brought
    ]
    return MergedLog(
        head=own[-1].hash if own else "",
        added=(*added, *joining),
        steps=steps,
        known=known,
        state=state,
    )


def _merging_step(own: Sequence[Step], new: Sequence[Step]) -> list[Step]:
    """Returns the step that merges two diverged copies; none if only one has new steps."""
    whole = [*own, *new]
    parents = {parent for step in whole for parent in step.parents}
    ends = [step for step in whole if step.hash not in parents]
    if len(ends) == 1:
        return []
    if len(ends) > 2:
        raise Rejected("the other copy ends in several steps; sync it with each of its own copies")
    return [make_merge_step(*ends)]


def write_merged(
    store: Store,
    merged: MergedLog | None,
    incoming: Incoming,
    most_bytes: int = MOST_BYTES,
    erase: Collection[Body] = (),
) -> MergedLog | None:
    """Writes the merged steps, merging again with the incoming ones when others record meanwhile.

    The bodies to erase are erased in the same act. Returns what was written; None when the store
    held all steps, or others had imported them meanwhile.
    """
    found = merged
    for _ in range(_TRIES):
        if found is None and not erase:
            return None
        added, head = (found.added, found.head) if found else ((), store.head)
        try:
            store.extend(added, head, as_erasure(erase))
            return found
        except HeadMoved:
            found = merge_copies(store, incoming(), most_bytes)
    raise StoreLocked("others record so fast that nothing else comes in; try again")
