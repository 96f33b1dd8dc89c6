"""Conditions that can never be met, unless something is taken up again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from consensus.analysis.clashes import find_clashes
from consensus.model.amendment import Amendment
from consensus.model.conditions import has_failed, is_declared
from consensus.model.document_order import handles_in_order, ordered_by_handle
from consensus.model.position import Position
from consensus.model.rivals import combination_of
from consensus.model.stance import Stance
from consensus.model.state import State


class Never(StrEnum):
    """Why a condition can never be met."""

    FAILED = "what it names has failed"
    EXCLUSIVE = "what it names excludes each other"
    SPOKEN_OF = "what it names excludes what is spoken of"
    DELETED = "what it names would take out what is spoken of"
    DELETES = "what is spoken of would take out what it names"


@frozen
class NeverMet:
    """Conditions of one position that can never be met, unless something is taken up again.

    Attributes:
        member: the code of the member.
        target: the handle of the target that it speaks of.
        conditions: the handles of the conditions.
        why: why they cannot be met.
        otherwise: the stance that counts instead.
    """

    member: str
    target: str
    conditions: tuple[str, ...]
    why: Never
    otherwise: Stance


def find_never_met(
    state: State, conditional: Mapping[str, Sequence[Position]]
) -> tuple[NeverMet, ...]:
    """Find the conditions that can never be met.

    Args:
        state: the state.
        conditional: the id of each target to the positions on it that have conditions.

    Returns:
        What was found, by target, then by member.
    """
    return tuple(
        NeverMet(
            position.member,
            state.handle_of(target),
            handles_in_order(state, conditions),
            why,
            position.otherwise,
        )
        for target in ordered_by_handle(state, conditional)
        for position in conditional[target]
        for conditions, why in _impossible(state, position)
    )


def _impossible(state: State, position: Position) -> Iterator[tuple[tuple[str, ...], Never]]:
    failed = tuple(each for each in position.conditions if has_failed(state, each))
    if failed:
        yield failed, Never.FAILED
    named = {
        amendment.id: condition
        for condition in position.conditions
        if condition not in failed
        for amendment in _amendments_of(state, condition)
    }
    target = position.target
    spoken_of = state.amendments.get(target)
    for amendment, condition in named.items():
        if state.amendments[amendment].takes_out(target):
            yield (condition,), Never.DELETED
    if spoken_of is not None:
        taken_out = tuple(each for each in position.conditions if spoken_of.takes_out(each))
        if taken_out:
            yield taken_out, Never.DELETES
        named[target] = target
    undecided = [state.amendments[each] for each in named if not is_declared(state, each)]
    if len(undecided) < 2:
        return
    told: set[tuple[str, ...]] = set()
    for clash in find_clashes(state, undecided, lambda text: combination_of(state, text)):
        pair = [named[state.handles[each]] for each in (clash.one, clash.other)]
        conditions = tuple(dict.fromkeys(each for each in pair if each != target))
        if conditions not in told:
            told.add(conditions)
            yield conditions, Never.SPOKEN_OF if target in pair else Never.EXCLUSIVE


def _amendments_of(state: State, condition: str) -> Iterator[Amendment]:
    """The amendments that a condition asks for: itself, or those that a package takes."""
    package = state.packages.get(condition)
    for each in package.amendments if package else (condition,):
        if each in state.amendments:
            yield state.amendments[each]
