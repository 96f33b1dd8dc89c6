"""Packages: targets linked by conditions, what could be agreed together, what would break it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import field, frozen

from consensus.analysis.order import NeverMet, find_unsatisfiable, strongly_connected_targets
from consensus.history.replay import gc_paused
from consensus.model.lookup import handles_in_order, letters_then_number, ordered_by_handle
from consensus.model.positions import Position, Stance
from consensus.model.staleness import has_failed, is_declared
from consensus.model.state import State
from consensus.rules.judgement import Judgement
from consensus.text.edit import DisjointSet

LARGEST_TRIED = 60
"""Of larger bundles it is not tried out what each target would take with it; `failing_with` can."""


class Outlook(StrEnum):
    """How a condition stands."""

    DECLARED = "is agreed"
    TOGETHER = "could be agreed together with it"
    APART = "could be agreed, and what waits for it could not"
    UNREACHED = "could not be agreed as things stand"
    FAILED = "has failed"

    @property
    def words(self) -> str:
        """As people read it; as data it keeps its name."""
        return self.value.replace("waits for it", "depends on it")


@frozen
class Wait:
    """A member that makes its position on one target depend on another.

    Attributes:
        member: its code.
        target: the handle of the target that it speaks of.
        stance: what it says if the condition is met.
        condition: the handle of the target that has to be agreed.
        otherwise: the stance that counts once the condition has failed.
        prospect: how the condition stands.
    """

    member: str
    target: str
    stance: Stance
    condition: str
    otherwise: Stance
    prospect: Outlook


@frozen
class Fallen:
    """A target that could not be agreed even if all its set could.

    Attributes:
        target: its handle.
        round: in which round it fell, from 1; what falls later falls because of what fell before.
        because: the handles of the conditions that were gone by then.
        reasons: why its rule is not met then, in sentences.
    """

    target: str
    round: int
    because: tuple[str, ...]
    reasons: tuple[str, ...]


@frozen
class Bundle:
    """Targets connected by conditions.

    Attributes:
        targets: their handles, in order.
        waits: whose position is conditional on what.
        rings: the sets of targets of which each waits, directly or not, for all others of the
            set: packages that can only be agreed together.
        together: the handles of those that could be agreed together, as things stand: the
            greatest set of which each one's conditions are agreed or in the set.
        fallen: those that could not, in the order in which they fall.
        breaks: each target of `together` to those that would fall with it if it could not be
            agreed; None where the set is too large to try.
    """

    targets: tuple[str, ...]
    waits: tuple[Wait, ...]
    rings: tuple[tuple[str, ...], ...]
    together: tuple[str, ...]
    fallen: tuple[Fallen, ...]
    breaks: Mapping[str, tuple[str, ...]] | None = field(hash=False)


@frozen
class Packages:
    """How the targets of a working group depend on each other by conditions.

    Attributes:
        bundles: the sets of connected targets, the largest first.
        never: conditions that can never be met.
        conditions: how many conditions there are.
    """

    bundles: tuple[Bundle, ...]
    never: tuple[NeverMet, ...]
    conditions: int

    @property
    def targets(self) -> tuple[str, ...]:
        """The handles of all targets with conditions, bundle by bundle."""
        return tuple(each for bundle in self.bundles for each in bundle.targets)


@gc_paused()
def find_packages(
    state: State, judgement: Judgement, check: Callable[[], None] | None = None
) -> Packages:
    """Finds the targets linked by conditions, and which of them could be agreed together.

    All conditions are assumed met, targets that fail are dropped, and so on to the greatest fixed
    point; the rounds explain why the rest failed. Brackets and open amendments are ignored, and a
    rule that is not monotone counts as met only once the target is declared. `check` is called
    before each bundle; an exception from it ends the search.
    """
    conditional = dict(_conditional(state, judgement))
    needs = {
        target: frozenset(each for position in positions for each in position.conditions)
        for target, positions in conditional.items()
    }
    ringed = {each: ring for ring in strongly_connected_targets(needs) for each in ring}
    bundles: list[Bundle] = []
    for targets in _hanging_together(needs):
        if check is not None:
            check()
        bundles.append(_bundle(state, judgement, targets, conditional, needs, ringed))
    bundles.sort(key=lambda each: (-len(each.targets), letters_then_number(each.targets[0])))
    return Packages(
        tuple(bundles),
        find_unsatisfiable(state, conditional),
        sum(len(each.conditions) for positions in conditional.values() for each in positions),
    )


def failing_with(
    state: State, judgement: Judgement, bundle: Bundle, target: str
) -> tuple[str, ...]:
    """Returns the handles of the targets in a bundle that fail if one of them fails."""
    together = {state.handles[each] for each in bundle.together}
    needs = {each: judgement.conditions_of(each) for each in together}
    return handles_in_order(
        state, _failing(judgement, together, _inverse(needs), state.handles[target])
    )


def _conditional(state: State, judgement: Judgement) -> Iterator[tuple[str, tuple[Position, ...]]]:
    for target in state.positions:
        held = state.positions.stance_index(target).conditional
        positions = [each for each in held.values() if each.member in judgement.electorate.groups]
        if positions and not is_declared(state, target) and not has_failed(state, target):
            yield target, tuple(sorted(positions, key=lambda each: each.member))


def _hanging_together(needs: Mapping[str, Iterable[str]]) -> Iterable[list[str]]:
    """Returns the sets of targets that conditions link, in either direction."""
    linked = DisjointSet[str]()
    targets: dict[str, None] = {}
    for target, needed in needs.items():
        for each in needed:
            linked.join(target, each)
        targets.update(dict.fromkeys((target, *needed)))
    return linked.groups(targets).values()


def _bundle(
    state: State,
    judgement: Judgement,
    hanging: Collection[str],
    conditional: Mapping[str, Sequence[Position]],
    needs: Mapping[str, Collection[str]],
    ringed: Mapping[str, tuple[str, ...]],
) -> Bundle:
    targets = ordered_by_handle(state, hanging)
    handles = {each: state.handle_of(each) for each in targets}
    place = {each: at for at, each in enumerate(targets)}
    dependents = _inverse({each: needs.get(each, ()) for each in targets})
    together, fallen = _greatest(state, judgement, place, needs, dependents)
    breaks = None
    if len(targets) <= LARGEST_TRIED:
        breaks = {
            handles[each]: handles_in_order(state, _failing(judgement, together, dependents, each))
            for each in targets
            if each in together
        }
    own_rings = {ringed[each]: None for each in targets if each in ringed}
    return Bundle(
        targets=tuple(handles.values()),
        waits=tuple(
            Wait(
                position.member,
                handles[target],
                position.stance,
                handles[condition],
                position.otherwise,
                _outlook(state, target, condition, together),
            )
            for target in targets
            for position in conditional.get(target, ())
            for condition in sorted(position.conditions, key=place.__getitem__)
        ),
        rings=tuple(handles_in_order(state, ring) for ring in own_rings),
        together=tuple(handles[each] for each in targets if each in together),
        fallen=tuple(fallen),
        breaks=breaks,
    )


def _outlook(state: State, target: str, condition: str, together: Collection[str]) -> Outlook:
    if is_declared(state, condition):
        return Outlook.DECLARED
    if has_failed(state, condition):
        return Outlook.FAILED
    if condition not in together:
        return Outlook.UNREACHED
    return Outlook.TOGETHER if target in together else Outlook.APART


def _inverse(needs: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    dependents: dict[str, list[str]] = {}
    for target, needed in needs.items():
        for each in needed:
            dependents.setdefault(each, []).append(target)
    return dependents


def _greatest(
    state: State,
    judgement: Judgement,
    place: Mapping[str, int],
    needs: Mapping[str, Collection[str]],
    dependents: Mapping[str, Sequence[str]],
) -> tuple[set[str], list[Fallen]]:
    """Returns the largest set that could be agreed together, and those that failed, by round."""
    looked_at = [each for each in place if not has_failed(state, each)]
    holding = set(looked_at)
    fallen = [
        Fallen(state.handle_of(each), 0, (), ("it has failed",))
        for each in place
        if each not in holding
    ]
    number = 0
    while True:
        number += 1
        falling = [each for each in looked_at if not judgement.could_be_agreed(each, holding)]
        if not falling:
            break
        fallen += [_failed(state, judgement, each, number, holding, needs) for each in falling]
        holding.difference_update(falling)
        looked_at = sorted(
            {each for gone in falling for each in dependents.get(gone, ()) if each in holding},
            key=place.__getitem__,
        )
    return holding, fallen


def _failed(
    state: State,
    judgement: Judgement,
    target: str,
    number: int,
    holding: Collection[str],
    needs: Mapping[str, Collection[str]],
) -> Fallen:
    gone = [
        each
        for each in needs.get(target, ())
        if each not in holding and not is_declared(state, each)
    ]
    reasons = judgement.unmet_with(target, holding)
    sentences = tuple(each.sentence(state.name_of) for each in reasons)
    return Fallen(
        state.handle_of(target),
        number,
        handles_in_order(state, gone),
        sentences or ("its rule does not go with conditions",),
    )


def _failing(
    judgement: Judgement,
    together: Collection[str],
    dependents: Mapping[str, Sequence[str]],
    target: str,
) -> set[str]:
    """Returns the targets that fail with one of a set that could be agreed together."""
    holding = set(together) - {target}
    waiting = [each for each in dependents.get(target, ()) if each in holding]
    while waiting:
        each = waiting.pop()
        if each in holding and not judgement.could_be_agreed(each, holding):
            holding.discard(each)
            waiting += [other for other in dependents.get(each, ()) if other in holding]
    return set(together) - holding - {target}
