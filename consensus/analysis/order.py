"""An order in which to take targets up, and conditions that cannot be met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from heapq import heapify, heappop, heappush

from attrs import frozen

from consensus.analysis.conflicts import find_clashes
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.decisions import PackageState
from consensus.model.lookup import handles_in_order, ordered_by_handle, targets_in_order
from consensus.model.positions import Position, Stance
from consensus.model.rivals import combine_pending
from consensus.model.staleness import has_failed, is_declared
from consensus.model.state import State
from consensus.rules.judgement import Judgement


class Need(StrEnum):
    """Why one target is taken up after another."""

    AMENDED = "it amends it"
    FOLLOWS = "it would make the item that this one follows"
    CONDITION = "a member made it a condition"
    PACKAGE = "it is a package that settles it"

    @property
    def words(self) -> str:
        """As people read it; as data it keeps its name."""
        return "it is a package with it" if self is Need.PACKAGE else self.value


@frozen
class Link:
    """A dependency: one target that is taken up after another.

    Attributes:
        target: the handle of what comes later.
        after: the handle of what comes before.
        need: why.
        members: the codes of the members that made it a condition.
    """

    target: str
    after: str
    need: Need
    members: tuple[str, ...] = ()


@frozen
class Turn:
    """The targets that are taken up at the same time.

    Attributes:
        targets: the handles; several where each waits, directly or not, for all others.
        links: the dependencies it has; among linked targets, those between them.
    """

    targets: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def is_ring(self) -> bool:
        """Whether its targets can only be taken up together."""
        return len(self.targets) > 1


@frozen
class Order:
    """An order in which to discuss targets: each comes after those that it depends on.

    Attributes:
        turns: the groups of targets, in that order.
    """

    turns: tuple[Turn, ...]

    @property
    def rings(self) -> tuple[Turn, ...]:
        """The groups of several targets, which depend on each other."""
        return tuple(each for each in self.turns if each.is_ring)


def take_up_order(state: State, judgement: Judgement, drafts: Sequence[str]) -> Order:
    """Returns an order in which to take up what is undecided.

    Amendments come before what they amend, a proposed new item before what follows it, conditions
    before what has them, and packages before what they settle. A cycle is one turn; ties follow the
    order of the documents (A. Kahn, "Topological sorting of large networks", 1962).
    """
    place = {
        target: at
        for at, target in enumerate(
            each for each in targets_in_order(state, drafts) if _is_undecided(state, each)
        )
    }
    links: dict[str, dict[str, Link]] = {}
    for target in place:
        for after, link in _links(state, judgement, target):
            if after in place:
                links.setdefault(target, {}).setdefault(after, link)
    turn_of: dict[str, tuple[str, ...]] = {target: (target,) for target in place}
    for ring in strongly_connected_targets(
        {target: tuple(needed) for target, needed in links.items()}
    ):
        ordered = tuple(sorted(ring, key=place.__getitem__))
        turn_of.update((each, ordered) for each in ordered)
    return Order(tuple(_turns(state, place, links, turn_of)))


def _is_undecided(state: State, target: str) -> bool:
    amendment = state.amendments.get(target)
    package = state.packages.get(target)
    if amendment is not None and not state.is_open(amendment):
        return False
    if package is not None and package.state is not PackageState.OPEN:
        return False
    is_over = state.is_closed(target) or state.lacks_consensus(target)
    return not is_over and not state.left_out(target)


def _links(state: State, judgement: Judgement, target: str) -> Iterator[tuple[str, Link]]:
    handle = state.handle_of(target)

    def link(after: str, need: Need, members: tuple[str, ...] = ()) -> tuple[str, Link]:
        return after, Link(handle, state.handle_of(after), need, members)

    package = state.packages.get(target)
    amendment = state.amendments.get(target)
    for each in state.amendments_to.get(target, ()):
        yield link(each, Need.AMENDED)
    if amendment is not None and amendment.kind in (AmendmentKind.INSERT, AmendmentKind.MOVE):
        for after in dict.fromkeys((amendment.parent, amendment.after)):
            if after in state.amendments:
                yield link(after, Need.FOLLOWS)
    if package is None:
        for other in state.packages.values():
            if target in other.items or target in other.amendments:
                yield link(other.id, Need.PACKAGE)
    waiting: dict[str, list[str]] = {}
    for position in state.positions.stance_index(target).conditional.values():
        if position.member in judgement.electorate.groups:
            for condition in position.conditions:
                waiting.setdefault(condition, []).append(position.member)
    for condition, members in waiting.items():
        yield link(condition, Need.CONDITION, tuple(sorted(members)))


def _turns(
    state: State,
    place: Mapping[str, int],
    links: Mapping[str, Mapping[str, Link]],
    turn_of: Mapping[str, tuple[str, ...]],
) -> Iterator[Turn]:
    waits = dict.fromkeys(turn_of.values(), 0)
    later: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for target, needed in links.items():
        for after in needed:
            mine, before = turn_of[target], turn_of[after]
            if mine != before:
                waits[mine] += 1
                later.setdefault(before, []).append(mine)
    free = [(place[turn[0]], turn) for turn, count in waits.items() if not count]
    heapify(free)
    while free:
        _, turn = heappop(free)
        yield Turn(
            tuple(map(state.handle_of, turn)),
            tuple(link for each in turn for link in links.get(each, {}).values()),
        )
        for each in later.get(turn, ()):
            waits[each] -= 1
            if not waits[each]:
                heappush(free, (place[each[0]], each))


class Never(StrEnum):
    """Why a condition can never be met."""

    FAILED = "what it names has failed"
    EXCLUSIVE = "what it names excludes each other"
    SPOKEN_OF = "what it names excludes what is spoken of"
    DELETED = "what it names would take out what is spoken of"
    DELETES = "what is spoken of would take out what it names"

    @property
    def words(self) -> str:
        """As people read it; as data it keeps its name."""
        words = self.value.replace("excludes each other", "is in conflict")
        return words.replace("excludes", "conflicts with")


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


def find_unsatisfiable(
    state: State, conditional: Mapping[str, Sequence[Position]]
) -> tuple[NeverMet, ...]:
    """Returns the conditions that cannot be met, by target, then by member.

    `conditional` has for the id of each target the positions on it that have conditions.
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
    for clash in find_clashes(state, undecided, lambda text: combine_pending(state, text)):
        pair = [named[state.handles[each]] for each in (clash.one, clash.other)]
        conditions = tuple(dict.fromkeys(each for each in pair if each != target))
        if conditions not in told:
            told.add(conditions)
            yield conditions, Never.SPOKEN_OF if target in pair else Never.EXCLUSIVE


def _amendments_of(state: State, condition: str) -> Iterator[Amendment]:
    """Yields the amendments that a condition names: itself, or those in a package."""
    package = state.packages.get(condition)
    for each in package.amendments if package else (condition,):
        if each in state.amendments:
            yield state.amendments[each]


def strongly_connected_targets(
    conditions: Mapping[str, Iterable[str]],
) -> tuple[tuple[str, ...], ...]:
    """Returns the strongly connected components of more than one target, each and all sorted.

    By Kosaraju's algorithm; networkx takes longer to load than a status to show.
    """
    seen: set[str] = set()
    finished = [each for root in conditions for each in _postorder(root, conditions, seen)]
    waited_for_by: dict[str, list[str]] = {}
    for target, needed in conditions.items():
        for each in needed:
            waited_for_by.setdefault(each, []).append(target)
    seen.clear()
    found = (_postorder(root, waited_for_by, seen) for root in reversed(finished))
    return tuple(sorted(tuple(sorted(each)) for each in found if len(each) > 1))


def _postorder(root: str, edges: Mapping[str, Iterable[str]], seen: set[str]) -> list[str]:
    """Returns what is reached from a root and not seen yet, each behind all reached from it."""
    found: list[str] = []
    path = [(root, iter(edges.get(root, ())))] if root not in seen else []
    seen.add(root)
    while path:
        target, rest = path[-1]
        step = next((each for each in rest if each not in seen), None)
        if step is None:
            path.pop()
            found.append(target)
        else:
            seen.add(step)
            path.append((step, iter(edges.get(step, ()))))
    return found
