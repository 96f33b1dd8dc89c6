"""Bridges: targets that members of every group can accept, and those that divide the groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import prod

from attrs import field, frozen

from consensus.analysis.agreement import Camp, Leaning, leanings
from consensus.model.counting import Electorate
from consensus.model.state import State


@frozen
class Bridge:
    """How one target is taken across groups.

    Attributes:
        target: its handle.
        camps: the name of each group to how its members lean.
        consensus: the group-informed consensus, from 0 to 1.
        spread: how far the group most in favour is from the one least in favour, from 0 to 1.
    """

    target: str
    camps: Mapping[str, Camp] = field(hash=False)
    consensus: float
    spread: float


@frozen
class Bridges:
    """How targets are taken across groups.

    Attributes:
        groups: the names of the groups.
        targets: every target on which a member of a group leans some way, in the order of the
            document.
        ungrouped: how many members lean on some target and are in none of the groups.
    """

    groups: tuple[str, ...]
    targets: tuple[Bridge, ...]
    ungrouped: int

    @property
    def bridging(self) -> tuple[Bridge, ...]:
        """The targets sorted by `consensus`, the highest first."""
        return tuple(sorted(self.targets, key=lambda each: -each.consensus))

    @property
    def divisive(self) -> tuple[Bridge, ...]:
        """The targets sorted by `spread`, the largest first."""
        return tuple(sorted(self.targets, key=lambda each: -each.spread))


def find_bridges(
    state: State,
    electorate: Electorate,
    targets: Iterable[str],
    groups: Mapping[str, Iterable[str]],
    check: Callable[[], None] | None = None,
) -> Bridges:
    """Measures for each target how far groups agree on it, and how far they are apart.

    The group-informed consensus of a target is the product over the groups of (agree + 1) / (seen +
    2), where `agree` counts the members of a group that support or accept it and `seen` those that
    support, accept, abstain, disagree or object; so one group that is against it weighs as much as
    all others that are for it, and a group that has not spoken counts as undecided (C. Small, M.
    Bjorkegren, T. Erkkilä, L. Shaw, C. Megill, "Polis: Scaling Deliberation by Mapping High
    Dimensional Opinion Spaces", Recerca 26(2), 2021).

    `check` is called before each target; an exception from it ends the search.
    """
    index = state.positions.member_index
    of_group = {name: index.together(members) for name, members in groups.items()}
    grouped = 0
    for each in of_group.values():
        grouped |= each
    found: list[Bridge] = []
    outside = 0
    for leaning in leanings(state, electorate, targets):
        if check is not None:
            check()
        outside |= leaning.seen & ~grouped
        if leaning.seen & grouped:
            found.append(_bridge(state, leaning, of_group))
    return Bridges(tuple(of_group), tuple(found), outside.bit_count())


def stakeholder_groups(electorate: Electorate) -> dict[str, tuple[str, ...]]:
    """Returns the code of each stakeholder group to the codes of its members that count."""
    groups: dict[str, list[str]] = {}
    for member, group in electorate.groups.items():
        if group:
            groups.setdefault(group, []).append(member)
    return {group: tuple(members) for group, members in sorted(groups.items())}


def _bridge(state: State, leaning: Leaning, of_group: Mapping[str, int]) -> Bridge:
    camps = {
        name: Camp(
            (leaning.agree & bits).bit_count(),
            (leaning.between & bits).bit_count(),
            (leaning.against & bits).bit_count(),
        )
        for name, bits in of_group.items()
    }
    # Fractions, so that no order of the groups changes the last digit.
    shares = [Fraction(camp.agree + 1, camp.seen + 2) for camp in camps.values()]
    return Bridge(
        target=state.handle_of(leaning.target),
        camps=camps,
        consensus=float(prod(shares)),
        spread=float(max(shares) - min(shares)),
    )
