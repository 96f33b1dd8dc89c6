"""What if: the verdicts that would change if something happened; nothing is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from consensus.analysis.bearing import affected
from consensus.history.collection import collection_paused
from consensus.history.operation import Act, Operation
from consensus.history.replay import apply_checked
from consensus.model.state import State
from consensus.rules.explain import explain
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status, Verdict

Plan = Callable[[], Sequence[Operation]]
"""Works out, on the state as the assumptions before have left it, what one would record."""


@frozen
class Effect:
    """A verdict that would change.

    Attributes:
        target: the handle of the item, amendment or package.
        label: the printed label of an item; may be empty.
        before: the verdict now; None for what would only come to be.
        after: the verdict as it would be; None for what would be gone.
        gained: what would be said of it that is not so now, in sentences.
        lost: what is said of it now and would not be so.
    """

    target: str
    label: str
    before: Verdict | None
    after: Verdict | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def is_turned(self) -> bool:
        """Whether its status would be another."""
        return self.status_before is not self.status_after

    @property
    def status_before(self) -> Status | None:
        """Where it stands."""
        return self.before.status if self.before else None

    @property
    def status_after(self) -> Status | None:
        """Where it would stand."""
        return self.after.status if self.after else None


@frozen
class Effects:
    """What would change if something happened.

    Attributes:
        assumptions: what was assumed, in words.
        turned: the verdicts whose status would change.
        shifted: those whose status would stay, for other reasons or with other counts.
        judged: how many targets were judged again; all others have nothing to do with it.
    """

    assumptions: tuple[str, ...]
    turned: tuple[Effect, ...]
    shifted: tuple[Effect, ...]
    judged: int

    @property
    def totals(self) -> Mapping[tuple[Status | None, Status | None], int]:
        """How many would go from one status to another."""
        return Counter((each.status_before, each.status_after) for each in self.turned)


def what_if(
    state: State,
    now: datetime,
    act: Act,
    assumptions: Sequence[str],
    plans: Iterable[Plan],
    progress: Callable[[int, int], None] | None = None,
) -> Effects:
    """Say which verdicts would change if something happened, and why.

    Everything is tried on the state and taken back, whatever happens. Only targets that it bears
    on are judged again (see `affected`).

    Args:
        state: the state; afterwards it is as it was.
        now: the moment that decides which deadlines have passed and whose membership counts.
        act: the act in which it would happen.
        assumptions: what is assumed, in words.
        plans: what works out the operations of each, one after the other on what came before.
        progress: called with the targets judged and the targets in all.

    Raises:
        Rejected: something of it could not happen; with every reason.
    """
    operations: list[Operation] = []
    with collection_paused(), state.journal.trial():
        for plan in plans:
            planned = plan()
            apply_checked(state, act, planned)
            operations += planned
        targets = affected(state, operations)
        after = _judged(state, Judgement(state, now), targets, progress)
        handles = {target: state.handle_of(target) for target in targets}
        labels = {
            target: state.full_label(target) if target in state.items else "" for target in targets
        }
    there = [target for target in targets if state.is_target(target)]
    before = _judged(state, Judgement(state, now), there, None)
    effects = [
        _effect(handles[target], labels[target], before.get(target), after.get(target))
        for target in targets
        if before.get(target) != after.get(target)
    ]
    return Effects(
        assumptions=tuple(assumptions),
        turned=tuple(each for each in effects if each.is_turned),
        shifted=tuple(each for each in effects if not each.is_turned),
        judged=len(targets),
    )


def _judged(
    state: State,
    judgement: Judgement,
    targets: Sequence[str],
    progress: Callable[[int, int], None] | None,
) -> dict[str, tuple[Verdict, tuple[str, ...]]]:
    """The verdict on each target, with its sentences."""
    found: dict[str, tuple[Verdict, tuple[str, ...]]] = {}
    for done, target in enumerate(targets, start=1):
        verdict = judgement.verdict(target, with_moves=False)
        found[target] = (verdict, explain(verdict, label=state.handle_of))
        if progress is not None:
            progress(done, len(targets))
    return found


def _effect(
    handle: str,
    label: str,
    before: tuple[Verdict, tuple[str, ...]] | None,
    after: tuple[Verdict, tuple[str, ...]] | None,
) -> Effect:
    said = before[1] if before else ()
    told = after[1] if after else ()
    return Effect(
        target=handle,
        label=label,
        before=before[0] if before else None,
        after=after[0] if after else None,
        gained=tuple(each for each in told if each not in said),
        lost=tuple(each for each in said if each not in told),
    )
