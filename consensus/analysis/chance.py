"""Chance: how strong a division comes of positions that are shuffled by lot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from statistics import mean, stdev

from consensus.analysis.agreement import Ballot, agreement
from consensus.analysis.division import divide

SHUFFLES = 19
"""How often the positions are shuffled for comparison: all of them weaker happens by chance once
in twenty times."""

DEVIATIONS = 4.0
"""How many standard deviations stronger than the shuffled ones a division has to be."""

_SEED = 1785  # Condorcet's essay on the probability of decisions; any number would do.


def against_chance(
    ballot: Ballot, strength: int, progress: Callable[[int, int], None] | None
) -> tuple[float, bool]:
    """The strongest division of shuffled positions, and whether a division clearly beats it.

    On each target the positions are shuffled among the members that took one, so that how many
    are for and against it, and who spoke, stay as they are. It ends with the first that is as
    strong.

    Args:
        ballot: what every member says of every target.
        strength: how strong the division of that is.
        progress: called with the shuffles done and the shuffles in all.
    """
    chance = Random(_SEED)  # noqa: S311 - a lot that falls the same way every time is what is wanted
    votes = _in_canonical_order(ballot)
    found: list[int] = []
    for done in range(SHUFFLES):
        shuffled: list[tuple[int | None, ...]] = []
        for column in votes:
            said = [each for each in column if each is not None]
            chance.shuffle(said)
            drawn = iter(said)
            shuffled.append(tuple(None if each is None else next(drawn) for each in column))
        found.append(divide(agreement(Ballot(tuple(shuffled))).excess).strength)
        if progress is not None:
            progress(done + 1, SHUFFLES)
        if found[-1] >= strength:
            return max(found), False
    return max(found), strength > mean(found) + DEVIATIONS * stdev(found)


def _in_canonical_order(ballot: Ballot) -> list[tuple[int | None, ...]]:
    """The positions with members and targets in an order that no name and no sequence changes.

    They are told apart by what they say and by whom it is said, a few times over.
    """
    columns = [list(each) for each in ballot.votes]
    members, targets = [0] * ballot.members, [0] * len(columns)
    for _ in range(3):
        targets = _ranked(
            (
                targets[at],
                sorted(
                    (members[place], each) for place, each in enumerate(column) if each is not None
                ),
            )
            for at, column in enumerate(columns)
        )
        members = _ranked(
            (
                members[place],
                sorted((targets[at], each) for at, each in enumerate(row) if each is not None),
            )
            for place, row in enumerate(zip(*columns, strict=True))
        )
    places = sorted(range(len(members)), key=lambda place: members[place])
    order = sorted(range(len(targets)), key=lambda at: targets[at])
    return [tuple(columns[at][place] for place in places) for at in order]


def _ranked(signs: Iterable[tuple[int, list[tuple[int, int]]]]) -> list[int]:
    known = list(signs)
    ranks: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    keys = [(first, tuple(rest)) for first, rest in known]
    for rank, key in enumerate(sorted(set(keys))):
        ranks[key] = rank
    return [ranks[key] for key in keys]
