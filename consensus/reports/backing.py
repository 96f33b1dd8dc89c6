"""Backing: who is for a wording and who is against it, where several amendments want it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from consensus.model.conditions import effective
from consensus.model.pinning import is_stale
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.model.tally import objection_of, positions_on
from consensus.rules.judgement import Judgement


@frozen
class Backing:
    """Who is for and against a wording, of the members that count; for the secretariat.

    Attributes:
        in_favour: the codes of those who support or accept any of the targets that want it.
        against: the codes of those who disagree with or object to one, and favour none.
        objecting: those of them whose objection stands.
        eligible: how many members count, those who recused themselves from all of it taken out.
    """

    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    objecting: tuple[str, ...]
    eligible: int


def backing(state: State, judgement: Judgement, targets: Sequence[str]) -> Backing:
    """Say who is for and against a wording that some targets have in common.

    Positions count as they do in a verdict: stale support, objections that no longer stand and
    positions that wait for a condition are left out.

    Args:
        state: the state.
        judgement: of that state; it says who counts.
        targets: the ids of the amendments that want the wording, or of the text that has it.
    """
    counting = judgement.electorate.groups
    taking: dict[str, set[Stance]] = {}
    recused: list[set[str]] = []
    for target in targets:
        stances = [each for each in _stances(state, target) if each[0] in counting]
        for member, stance in stances:
            taking.setdefault(member, set()).add(stance)
        recused.append({member for member, stance in stances if stance is Stance.RECUSE})
    in_favour = _taking(taking, (Stance.SUPPORT, Stance.ACCEPT))
    against = _taking(taking, (Stance.DISAGREE, Stance.OBJECT))
    objecting = _taking(taking, (Stance.OBJECT,))
    out = set.intersection(*recused) if recused else set()
    return Backing(
        in_favour=tuple(sorted(in_favour)),
        against=tuple(sorted(against - in_favour)),
        objecting=tuple(sorted(objecting - in_favour)),
        eligible=len(counting) - len(out),
    )


def _taking(taking: dict[str, set[Stance]], stances: Iterable[Stance]) -> set[str]:
    wanted = set(stances)
    return {member for member, taken in taking.items() if taken & wanted}


def _stances(state: State, target: str) -> Iterator[tuple[str, Stance]]:
    """Each member with the stance that counts."""
    objections = state.objections.get(target, {})
    for position in positions_on(state, target):
        stance = effective(position, state)
        if stance is None or (stance.is_supportive and is_stale(state, position)):
            continue
        if stance is Stance.OBJECT and not objection_of(position, objections).is_standing:
            continue
        yield position.member, stance
