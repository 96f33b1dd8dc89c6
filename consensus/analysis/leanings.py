"""Leanings: who is for each target, who against, and who stands between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from consensus.model.electorate import Electorate
from consensus.model.pinning import is_stale
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.model.tally import called, contested_by, objection_of

FOR = frozenset({Stance.SUPPORT, Stance.ACCEPT})
AGAINST = frozenset({Stance.DISAGREE, Stance.OBJECT})


@frozen
class Leaning:
    """How the members lean on one target, each a set of seats.

    Attributes:
        target: the id of the target.
        agree: those that support or accept it, sponsors included, whether or not on conditions.
        between: those that abstain.
        against: those that disagree, and those whose objection stands.
    """

    target: str
    agree: int
    between: int
    against: int

    @property
    def seen(self) -> int:
        """All that lean some way; who reserves its position or recuses itself does not."""
        return self.agree | self.between | self.against

    @property
    def is_contested(self) -> bool:
        """Whether two members lean differently."""
        return sum(map(bool, (self.agree, self.between, self.against))) > 1


def leanings(state: State, electorate: Electorate, targets: Iterable[str]) -> Iterator[Leaning]:
    """How the members that count lean on each of some targets; stale support is left out.

    Args:
        state: the state.
        electorate: who counts.
        targets: the ids of the targets.
    """
    for target in targets:
        yield _leaning(state, electorate, target)


def _leaning(state: State, electorate: Electorate, target: str) -> Leaning:
    seats = state.positions.seats
    taking, _ = called(state, target, electorate.everybody)
    objections = state.objections.get(target, {})
    contested = contested_by(state, target)
    sides = {"agree": 0, "between": 0, "against": 0}
    for stance, who in taking.items():
        if stance is Stance.OBJECT:
            standing = (
                each
                for each in seats.members(who)
                if (each in objections and objections[each].is_standing)
                or (each in contested and contested[each].stance is Stance.OBJECT)
            )
            who = seats.together(standing)
        side = _SIDES.get(stance)
        if side is not None:
            sides[side] |= who
    for member, position in state.positions.roll(target).conditional.items():
        if member in contested:
            continue
        seat = seats.of(member) & electorate.everybody
        side = _SIDES.get(position.stance)
        if side is None or is_stale(state, position):
            continue
        if position.stance is Stance.OBJECT and not objection_of(position, objections).is_standing:
            continue
        sides[side] |= seat
    return Leaning(target, sides["agree"], sides["between"], sides["against"])


_SIDES = {
    **dict.fromkeys(FOR, "agree"),
    Stance.ABSTAIN: "between",
    **dict.fromkeys(AGAINST, "against"),
}
