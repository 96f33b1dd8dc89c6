"""What-if: assumptions, and the verdicts that would change; nothing is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen

from consensus.arguments import OnProgress, check_of
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import (
    ArrangeItems,
    ChangeText,
    RecordDecision,
    SetRule,
    TakePosition,
    WithdrawAmendment,
)
from consensus.history.replay import apply_checked, gc_paused
from consensus.model.decisions import Outcome
from consensus.model.lookup import targets_in_order
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.rules.explain import explain
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status, Verdict


def affected_targets(state: State, operations: Iterable[Operation]) -> tuple[str, ...]:
    """Returns the ids of the targets whose verdict may change through some operations.

    These are the targets of the operations, the texts that amendments among them amend, their
    packages, and all that depend on one of them by conditions, directly or not.
    """
    found: dict[str, None] = {}
    for operation in operations:
        for target in _touched(state, operation):
            found.update(dict.fromkeys(_with_its_text(state, target)))
    packages = [
        package.id
        for package in state.packages.values()
        if not found.keys().isdisjoint((*package.items, *package.amendments))
    ]
    found.update(dict.fromkeys(packages))
    waiting = [*found]
    dependents = dependents_of(state) if waiting else {}
    while waiting:
        for each in dependents.get(waiting.pop(), ()):
            if each not in found:
                found[each] = None
                waiting.append(each)
    return tuple(each for each in found if state.is_target(each))


def dependents_of(state: State) -> dict[str, list[str]]:
    """Returns the id of each target in a condition to the ids of the targets that depend on it."""
    dependents: dict[str, dict[str, None]] = {}
    for target in state.positions:
        for position in state.positions.stance_index(target).conditional.values():
            for condition in position.conditions:
                dependents.setdefault(condition, {})[target] = None
    return {condition: list(targets) for condition, targets in dependents.items()}


def _touched(state: State, operation: Operation) -> Iterator[str]:
    match operation:
        case TakePosition():
            yield operation.target
        case WithdrawAmendment():
            yield operation.amendment
        case ChangeText():
            yield operation.target
            yield from state.amendments_to.get(operation.target, ())
            yield from (each.amendment for each in operation.follow_ups)
            yield from (each.target for each in operation.contested if each.target)
        case ArrangeItems():
            yield from operation.amendments
            for item in operation.touched():
                yield item
                yield from state.amendments_to.get(item, ())
            yield from (f"{operation.id}.{at}" for at in range(len(operation.inserted)))
            # Objections to an item that goes stand on another one.
            yield from (each.target for each in operation.contested if each.target in state.items)
        case RecordDecision():
            yield from operation.targets
            # What went into a text is agreed with it.
            for amendment in state.amendments.values():
                if amendment.holder in operation.targets:
                    yield amendment.id
            for draft in dict.fromkeys(map(state.draft_of, operation.targets)):
                # There a decision on one item bears on what was agreed of the others.
                if draft and state.drafts[draft].all_or_nothing:
                    yield from (item.id for item in state.walk(draft))
        case SetRule(target=target) if target in state.items:
            yield target
        case SetRule(target=target):
            yield from targets_in_order(state, [target] if target else list(state.drafts))
        case _:
            yield from targets_in_order(state, list(state.drafts))


def _with_its_text(state: State, target: str) -> Iterator[str]:
    """Yields a target, and the item that it amends directly or indirectly."""
    while target not in state.drafts:
        yield target
        if target not in state.amendments:
            return
        target = state.amendments[target].target


Plan = Callable[[], Sequence[Operation]]
"""Works out, on the state as the assumptions before have left it, what one would record."""


@frozen
class Effect:
    """A verdict that would change."""

    target: str  # the handle of the item, amendment or package
    label: str  # the printed label of an item; may be empty
    before: Verdict | None  # the verdict now; None for what would only come to be
    after: Verdict | None  # the verdict as it would be; None for what would be gone
    gained: tuple[str, ...]  # what would be said of it that is not so now, in sentences
    lost: tuple[str, ...]  # what is said of it now and would not be so

    @property
    def status_before(self) -> Status | None:
        """The status now; None for what would only come to be."""
        return self.before.status if self.before else None

    @property
    def status_after(self) -> Status | None:
        """The status that the assumption would lead to; None for what would be gone."""
        return self.after.status if self.after else None

    @property
    def words(self) -> tuple[str, str]:
        """The status now and as it would be, as people read it; empty where there is none."""
        return self.before.words if self.before else "", self.after.words if self.after else ""


@frozen
class Effects:
    """What would change if something happened."""

    assumptions: tuple[str, ...]  # what was assumed, in words
    turned: tuple[Effect, ...]  # the verdicts whose status would change
    # those whose status would stay, for other reasons or with other counts
    shifted: tuple[Effect, ...]
    judged: int  # how many targets were judged again; all others have nothing to do with it

    @property
    def totals(self) -> Mapping[tuple[Status | None, Status | None], int]:
        """The number of targets for each pair of status before and after."""
        return Counter((each.status_before, each.status_after) for each in self.turned)


def what_if(
    state: State,
    now: datetime,
    act: StepContext,
    assumptions: Sequence[str],
    plans: Iterable[Plan],
    progress: OnProgress | None = None,
) -> Effects:
    """Returns the verdicts that assumed operations would change, and why.

    Runs as a dry run on the state, which is always rolled back. Only targets that depend on the
    operations are judged again (see `affected_targets`). `now` decides which deadlines have passed
    and whose membership counts. Each of `plans` returns operations, based on the state after those
    before it; `progress` is called with the targets judged and the targets in all. Raises Rejected
    with every reason if an operation is refused.
    """
    operations: list[Operation] = []
    with gc_paused(), state.journal.rollback_scope():
        for plan in plans:
            planned = plan()
            apply_checked(state, act, planned)
            operations += planned
        targets = affected_targets(state, operations)
        after = _judged(state, now, targets, progress)
        handles = {target: state.handle_of(target) for target in targets}
        labels = {
            target: state.full_label(target) if target in state.items else "" for target in targets
        }
    there = [target for target in targets if state.is_target(target)]
    before = _judged(state, now, there)
    effects = [
        _effect(handles[target], labels[target], before.get(target), after.get(target))
        for target in targets
        if before.get(target) != after.get(target)
    ]
    return Effects(
        assumptions=tuple(assumptions),
        turned=tuple(each for each in effects if each.words[0] != each.words[1]),
        shifted=tuple(each for each in effects if each.words[0] == each.words[1]),
        judged=len(targets),
    )


def _judged(
    state: State, now: datetime, targets: Sequence[str], progress: OnProgress | None = None
) -> dict[str, tuple[Verdict, tuple[str, ...]]]:
    """Returns the verdict on each target, with its sentences."""
    judgement = Judgement(state, now)
    found: dict[str, tuple[Verdict, tuple[str, ...]]] = {}
    for done, target in enumerate(targets, start=1):
        verdict = judgement.verdict(target, with_moves=False)
        found[target] = (verdict, explain(verdict, label=state.name_of))
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


def _stance(value: Stance | str) -> Stance:
    return Stance(check_of(Stance).convert("stance", value))


def _outcome(value: Outcome | str) -> Outcome:
    return Outcome(check_of(Outcome).convert("outcome", value))


@frozen
class Says:
    """Assumption that a member takes a stance."""

    member: str  # its code
    target: str  # the handle, label or id of the item, amendment or package
    stance: Stance = field(converter=_stance)  # the stance, or its value such as `accept`
    provided: tuple[str, ...] = ()  # the handles of what must be agreed for it to count

    def __str__(self) -> str:
        provided = f" provided {', '.join(self.provided)}" if self.provided else ""
        return f"{self.member} says of {self.target}: {self.stance}{provided}"


@frozen
class Merges:
    """Assumption that amendments are merged into the text they amend."""

    # the handle, label or id of the item or amendment; its own of one that arranges items
    target: str
    # the handles of those that go in whole, all conflicts settled for them; empty: what is in none
    take: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.take:
            return f"{', '.join(self.take)} goes into {self.target}"
        return f"what nobody contends goes into {self.target}"


@frozen
class Withdraws:
    """Assumption that sponsors withdraw an amendment, which goes when none of them remains."""

    amendment: str  # its handle or id
    members: tuple[str, ...] = ()  # the codes of the sponsors that withdraw; empty for all of them

    def __str__(self) -> str:
        who = ", ".join(self.members) or "its sponsors"
        return f"{self.amendment} is withdrawn by {who}"


@frozen
class Declares:
    """The chair declares an outcome."""

    target: str  # what the item, amendment or package is called
    outcome: Outcome = field(converter=_outcome)  # what is declared

    def __str__(self) -> str:
        return f"{self.target} is declared {self.outcome}"


@frozen
class Judges:
    """Everything, a draft or an item is judged by another rule."""

    rule: str  # the rule, as an expression
    # what the draft or item is called; empty for everything that has no rule of its own
    target: str = ""

    def __str__(self) -> str:
        what = self.target or "everything"
        return f"{what} is judged so: {parse_rule(self.rule).sentence} ({self.rule})"


Assumption: TypeAlias = Says | Merges | Withdraws | Declares | Judges
