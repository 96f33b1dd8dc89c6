"""Conflicting amendments, and the largest compatible set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from itertools import combinations

from attrs import frozen

from consensus.analysis.duplicates import NearlySame, Same, find_duplicates, proposal_of
from consensus.arguments import OnProgress
from consensus.history.replay import gc_paused
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.counting import Electorate, in_favour_of
from consensus.model.lookup import amendments_below
from consensus.model.rivals import clashing, combine_pending
from consensus.model.staleness import supportive_bits
from consensus.model.state import State
from consensus.text.combination import Combination
from consensus.text.combine import combine
from consensus.text.edit import DisjointSet
from consensus.text.hunk import bits


class ClashKind(StrEnum):
    """Why two amendments cannot both be had."""

    WORDS = "they want different words"
    DELETION = "one deletes what the other changes"
    PLACE = "they move it to different places"
    ROUND = "each would move below the other"
    PARTS = "they split or join it differently"
    BELOW = "one removes the item below which the other would stand"
    THROUGH = "one amends an amendment that the other excludes"

    @property
    def words(self) -> str:
        """As people read it; as data it keeps its name."""
        return self.value.replace("excludes", "conflicts with")


@frozen
class Clash:
    """Two amendments that conflict.

    Attributes:
        one: the handle of the one recorded first.
        other: the handle of the other.
        kind: why.
        target: the handle of the item, draft or amendment over which they conflict.
        words: the words of it that they contend for, once for each place; empty words where both
            only put something in, and nothing where they conflict over something else.
        through: for a conflict through another amendment, the handle of that one.
    """

    one: str
    other: str
    kind: ClashKind
    target: str
    words: tuple[str, ...] = ()
    through: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The handles of the two."""
        return frozenset((self.one, self.other))


def find_clashes(
    state: State, undecided: Sequence[Amendment], combined: Callable[[str], Combination]
) -> tuple[Clash, ...]:
    """Returns the pairs among undecided amendments that exclude each other, each once, in order.

    Amendments to one text clash over its words; across texts an amendment that deletes, moves,
    splits or joins an item clashes with others about that item. An amendment to an amendment
    depends on it, so it inherits the clashes of that amendment. `combined` is a callback that
    returns the combination of the amendments to a text by the text's id.
    """
    finder = _Finder(state, undecided, combined)
    found = {clash.pair: clash for clash in (*finder.across(), *finder.over_words())}
    for clash in finder.through(tuple(found.values())):
        found.setdefault(clash.pair, clash)
    order = finder.order
    return tuple(sorted(found.values(), key=lambda each: (order[each.one], order[each.other])))


def exclusions(clashes: Iterable[Clash]) -> dict[str, tuple[str, ...]]:
    """Returns the handle of each clashing amendment to the handles of those it excludes."""
    found: dict[str, list[str]] = {}
    for clash in clashes:
        found.setdefault(clash.one, []).append(clash.other)
        found.setdefault(clash.other, []).append(clash.one)
    return {each: tuple(others) for each, others in found.items()}


class _Finder:
    def __init__(
        self, state: State, undecided: Sequence[Amendment], combined: Callable[[str], Combination]
    ) -> None:
        self._state = state
        self._combined = combined
        self.order = {each.handle: at for at, each in enumerate(undecided)}
        self._words: dict[str, list[Amendment]] = {}
        self._shapes: list[Amendment] = []
        for each in undecided:
            if each.kind is AmendmentKind.MODIFY:
                self._words.setdefault(each.target, []).append(each)
            else:
                self._shapes.append(each)

    def _clash(
        self,
        one: str,
        other: str,
        kind: ClashKind,
        target: str,
        words: tuple[str, ...] = (),
        through: str = "",
    ) -> Clash:
        if self.order[one] > self.order[other]:
            one, other = other, one
        return Clash(one, other, kind, self._state.handle_of(target), words, through)

    def over_words(self) -> Iterator[Clash]:
        for target, amendments in self._words.items():
            if len(amendments) > 1:
                for (one, other), words in clashing(self._combined(target)).items():
                    if one in self.order and other in self.order:
                        yield self._clash(one, other, ClashKind.WORDS, target, words)

    def across(self) -> Iterator[Clash]:
        on_item: dict[str, list[Amendment]] = {}
        below: dict[str, list[Amendment]] = {}
        for each in self._shapes:
            for item in dict.fromkeys((each.target, *each.others)):
                on_item.setdefault(item, []).append(each)
            if each.parent in self._state.items:
                below.setdefault(each.parent, []).append(each)
        for item, shaping in on_item.items():
            if item in self._state.drafts:
                continue
            for one, other in combinations(shaping, 2):
                yield from self._between(one, other, item)
            for one in shaping:
                for other in self._words.get(item, ()):
                    yield from self._with_words(one, other, item)
                if one.takes_out(item):
                    for other in below.get(item, ()):
                        yield self._clash(one.handle, other.handle, ClashKind.BELOW, item)
        yield from self._rounds()

    def _between(self, one: Amendment, other: Amendment, item: str) -> Iterator[Clash]:
        """Yields the clash of two amendments that both rearrange an item, if they clash."""
        if proposal_of(self._state, one) == proposal_of(self._state, other):
            return
        kinds = {one.kind, other.kind}
        kind = None
        if AmendmentKind.DELETE in kinds:
            kind = ClashKind.DELETION
        elif kinds == {AmendmentKind.MOVE}:
            kind = ClashKind.PLACE
        elif AmendmentKind.MOVE not in kinds:
            kind = ClashKind.PARTS
        elif one.takes_out(item) or other.takes_out(item):
            kind = ClashKind.DELETION
        if kind is not None:
            yield self._clash(one.handle, other.handle, kind, item)

    def _with_words(self, one: Amendment, other: Amendment, item: str) -> Iterator[Clash]:
        """Yields the clash of an amendment that rearranges an item with one to its words."""
        if one.kind is AmendmentKind.DELETE:
            yield self._clash(one.handle, other.handle, ClashKind.DELETION, item)
        elif one.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN):
            items = (one.target, *one.others)
            text = self._state.text
            woven = combine(
                " ".join(map(text, items)),
                {
                    one.handle: " ".join((text(one.id), *one.parts)),
                    other.handle: " ".join(
                        text(other.id if each == item else each) for each in items
                    ),
                },
            )
            for words in clashing(woven).values():
                yield self._clash(one.handle, other.handle, ClashKind.WORDS, item, words)

    def _rounds(self) -> Iterator[Clash]:
        """Yields pairs of moves that would each put an item below the other."""
        moves = [each for each in self._shapes if each.kind is AmendmentKind.MOVE]
        above = {each.id: tuple(self._above(each.parent)) for each in moves}
        moving: dict[str, list[Amendment]] = {}
        for each in moves:
            moving.setdefault(each.target, []).append(each)
        for one in moves:
            for item in above[one.id]:
                for other in moving.get(item, ()):
                    if one.target in above[other.id] and one is not other:
                        yield self._clash(one.handle, other.handle, ClashKind.ROUND, one.target)

    def _above(self, item: str) -> Iterator[str]:
        while item in self._state.items:
            yield item
            item = self._state.items[item].parent

    def through(self, known: Iterable[Clash]) -> Iterator[Clash]:
        """Yields the clashes that amendments to amendments inherit from those they amend."""
        amending: dict[str, list[Amendment]] = {}
        for target, amendments in self._words.items():
            if target in self._state.amendments:
                amending.setdefault(self._state.amendments[target].handle, []).extend(amendments)
        if not amending:
            return
        waiting = [(each, end) for each in known for end in (each.one, each.other)]
        while waiting:
            clash, amended = waiting.pop()
            other = clash.other if amended == clash.one else clash.one
            for each in amending.get(amended, ()):
                if each.handle != other:
                    target = self._state.handles[amended]
                    found = self._clash(
                        each.handle, other, ClashKind.THROUGH, target, through=amended
                    )
                    yield found
                    waiting += ((found, found.one), (found, found.other))


# The largest compatible set: of things that exclude each other, those with most behind them.
# It is a maximum weighted independent set of the graph of exclusions, found by branch and bound
# with a cover of cliques as the bound. What excludes what within one text follows the places in
# it, so most graphs dissolve without a branch.

# How much is looked at in one cluster, some two seconds, before the rest is only estimated: what
# each branch chooses from, squared.
MOST_WORK = 4_000_000
_DEEPEST = 200


@frozen
class Compatible:
    """A set of elements of which none excludes another."""

    chosen: tuple[int, ...]  # the indices of its elements, ascending
    weight: int  # the sum of their weights
    at_most: int  # an upper bound of the weight of any set; the weight itself if the set is best

    @property
    def is_exact(self) -> bool:
        """Whether it is proven that no set has a greater weight."""
        return self.weight == self.at_most


def largest_compatible(
    weights: Sequence[int], exclusions: Sequence[int], most_work: int = MOST_WORK
) -> Compatible:
    """Returns the heaviest set of elements of which none excludes another.

    Of several such sets it is the one with most elements, then the one that contains the earliest,
    so the result is canonical. `exclusions` has for each element a bit set of those that it
    excludes, and is symmetric. After `most_work` steps of the branch-and-bound search the set is
    only maximal, and `at_most` bounds what another could weigh.
    """
    count = len(weights)
    # One number ranks by weight, then by how many there are, then by which; so no two sets tie.
    ranks = [
        (weight * (count + 1) + 1) << count | 1 << (count - 1 - at)
        for at, weight in enumerate(weights)
    ]
    search = _Search(ranks, exclusions, most_work)
    chosen = tuple(bits(search.best((1 << count) - 1)))
    weight = sum([weights[at] for at in chosen])
    at_most = weight
    if search.gave_up:
        at_most = max(weight, (search.cover((1 << count) - 1) >> count) // (count + 1))
    return Compatible(chosen, weight, at_most)


def components(mask: int, exclusions: Sequence[int]) -> Iterator[int]:
    """Yields the connected components of a set, the one with the lowest index first."""
    while mask:
        part = mask & -mask
        edge = part
        while edge:
            near = 0
            for at in bits(edge):
                near |= exclusions[at]
            edge = near & mask & ~part
            part |= edge
        mask &= ~part
        yield part


class _Search:
    def __init__(self, ranks: Sequence[int], exclusions: Sequence[int], work: int) -> None:
        self._ranks = ranks
        self._exclusions = exclusions
        self._work = work
        self.gave_up = False

    def best(self, mask: int, needed: int = 0, depth: int = 0) -> int:
        """Returns the best set within a mask; any set if none outranks what is needed."""
        taken, mask = self._reduced(mask)
        parts = list(components(mask, self._exclusions))
        bounds = [self.cover(part) for part in parts]
        rest = sum(bounds)
        have = self._rank(taken)
        for part, bound in zip(parts, bounds, strict=True):
            rest -= bound
            if have + bound + rest <= needed:
                return taken
            found = self._best_connected(part, bound, needed - have - rest, depth)
            taken |= found
            have += self._rank(found)
        return taken

    def _best_connected(self, mask: int, bound: int, needed: int, depth: int) -> int:
        if self._work <= 0 or depth >= _DEEPEST:
            self.gave_up = True
            return self._greedy(mask)
        self._work -= mask.bit_count() ** 2
        best = self._greedy(mask)
        reached = self._rank(best)
        if reached == bound:
            return best
        pivot = max(
            bits(mask), key=lambda at: ((self._exclusions[at] & mask).bit_count(), self._ranks[at])
        )
        rank, bit = self._ranks[pivot], 1 << pivot
        near = mask & ~bit & ~self._exclusions[pivot]
        with_it = bit | self.best(near, max(needed, reached) - rank, depth + 1)
        best = max(best, with_it, key=self._rank)
        reached = self._rank(best)
        if self.cover(mask & ~bit) > max(needed, reached):
            without = self.best(mask & ~bit, max(needed, reached), depth + 1)
            best = max(best, without, key=self._rank)
        return best

    def _reduced(self, mask: int) -> tuple[int, int]:
        """Returns elements that are certainly in a best set, and the rest to choose from."""
        taken = 0
        changed = True
        while changed:
            changed = False
            for at in bits(mask):
                if not mask >> at & 1:
                    continue
                near = self._exclusions[at] & mask
                outweighed = self._ranks[at] >= self._rank(near)
                if outweighed or self._is_heaviest_of_clique(at, near, mask):
                    taken |= 1 << at
                    mask &= ~(near | 1 << at)
                    changed = True
                    continue
                for other in bits(near):
                    closed = self._exclusions[other] | 1 << other
                    if near & ~closed == 0 and self._ranks[at] >= self._ranks[other]:
                        mask &= ~(1 << other)
                        near &= ~(1 << other)
                        changed = True
        return taken, mask

    def _is_heaviest_of_clique(self, at: int, near: int, mask: int) -> bool:
        return all(
            self._ranks[other] <= self._ranks[at]
            and (near & ~(1 << other)) & ~self._exclusions[other] == 0
            for other in bits(near)
        )

    def cover(self, mask: int) -> int:
        """Returns an upper bound for sets within a mask: the heaviest of some cliques, added up."""
        total = 0
        left = {at: self._ranks[at] for at in bits(mask)}
        while left:
            start = min(left, key=lambda at: (left[at], at))
            clique = [start]
            common = self._exclusions[start]
            for at in sorted(left, key=lambda at: -left[at]):
                if common >> at & 1:
                    clique.append(at)
                    common &= self._exclusions[at]
            off = left[start]
            total += off
            for at in clique:
                left[at] -= off
                if not left[at]:
                    del left[at]
        return total

    def _greedy(self, mask: int) -> int:
        taken = 0
        while mask:
            at = max(
                bits(mask),
                key=lambda at: (
                    self._ranks[at] // ((self._exclusions[at] & mask).bit_count() + 1),
                    self._ranks[at],
                ),
            )
            taken |= 1 << at
            mask &= ~(self._exclusions[at] | 1 << at)
        return taken

    def _rank(self, mask: int) -> int:
        return sum(self._ranks[at] for at in bits(mask))


@frozen
class Choice:
    """One amendment of a cluster, and what choosing it would cost.

    Attributes:
        amendment: its handle.
        support: how many members support it or can live with it, its sponsors included, whether
            or not on conditions.
        excludes: the handles of those that could not be had with it.
        costs: how many members support or can live with what it conflicts with, each once for each.
    """

    amendment: str
    support: int
    excludes: tuple[str, ...]
    costs: int


@frozen
class Cluster:
    """Amendments of which each conflicts with another, directly or in a chain.

    Attributes:
        targets: the handles of the texts over which they conflict, in the order of the document.
        choices: each amendment with what it conflicts with, in the order of the document.
        clashes: the pairs of which only one can go into the text.
        largest: the handles of the compatible set with most support; of several such sets the one
            with most amendments, then the one that holds the earliest.
        support: how many members support its amendments, a member once for each amendment.
        at_most: an upper bound of the support of any compatible set; `support` if it is best.
        present: of each text, how many members support or can live with its present words.
    """

    targets: tuple[str, ...]
    choices: tuple[Choice, ...]
    clashes: tuple[Clash, ...]
    largest: tuple[str, ...]
    support: int
    at_most: int
    present: tuple[int, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether it is proven that no compatible set has more support."""
        return self.support == self.at_most

    @property
    def amendments(self) -> tuple[str, ...]:
        """The handles of all its amendments."""
        return tuple(each.amendment for each in self.choices)


@frozen
class Conflicts:
    """The conflicts and duplicates among the undecided amendments of some drafts.

    Attributes:
        amendments: how many are undecided.
        clusters: the connected sets of those that conflict, in the order of the document.
        same: those that propose the same.
        nearly_same: pairs that propose nearly the same.
        free: the handles of those that conflict with nothing.
    """

    amendments: int
    clusters: tuple[Cluster, ...]
    same: tuple[Same, ...]
    nearly_same: tuple[NearlySame, ...]
    free: tuple[str, ...]

    @property
    def clashes(self) -> int:
        """How many pairs of amendments are in conflict."""
        return sum(len(cluster.clashes) for cluster in self.clusters)

    @property
    def largest(self) -> tuple[str, ...]:
        """The handles of the largest compatible set of all, those that clash with nothing first."""
        return (*self.free, *(each for cluster in self.clusters for each in cluster.largest))

    @property
    def is_exact(self) -> bool:
        """Whether it is proven that no compatible set has more support."""
        return all(cluster.is_exact for cluster in self.clusters)


@gc_paused()
def find_conflicts(
    state: State,
    drafts: Sequence[str],
    electorate: Electorate,
    combined: Callable[[str], Combination] | None = None,
    progress: OnProgress | None = None,
) -> Conflicts:
    """Finds the conflicts among the undecided amendments of some drafts.

    Within a text, pairs clash whose words exclude each other when combined. The largest compatible
    set is exact for every cluster solved within `MOST_WORK` steps; otherwise an upper bound comes
    with it. `combined` returns the combination of the amendments to a text by its id and defaults
    to computing it; `progress` is called with the texts combined and the texts in all.
    """
    undecided = undecided_in_order(state, drafts)
    woven = _combined_once(state, undecided, combined, progress)
    clashes = find_clashes(state, undecided, woven)
    same, near = find_duplicates(state, undecided, woven)
    excluded = exclusions(clashes)
    clusters = tuple(_clusters(state, electorate, undecided, clashes, excluded))
    return Conflicts(
        amendments=len(undecided),
        clusters=clusters,
        same=same,
        nearly_same=near,
        free=tuple(each.handle for each in undecided if each.handle not in excluded),
    )


def undecided_in_order(state: State, drafts: Sequence[str]) -> tuple[Amendment, ...]:
    """Returns the undecided amendments of some drafts, and those to them, in document order.

    One that joins several items is listed once, at the first of them.
    """
    found = {
        amendment.id: amendment
        for draft in drafts
        for place in (*(item.id for item in state.walk(draft)), draft)
        for amendment, _ in amendments_below(state, place)
        if state.is_open(amendment)
    }
    return tuple(found.values())


def _combined_once(
    state: State,
    undecided: Sequence[Amendment],
    combined: Callable[[str], Combination] | None,
    progress: OnProgress | None,
) -> Callable[[str], Combination]:
    """Returns a function that caches the combination of each text."""
    if combined is not None:
        return combined
    known: dict[str, Combination] = {}
    texts = len({each.target for each in undecided})

    def give(target: str) -> Combination:
        found = known.get(target)
        if found is None:
            found = known[target] = combine_pending(state, target)
            if progress is not None:
                progress(len(known), max(texts, len(known)))
        return found

    return give


def _clusters(
    state: State,
    electorate: Electorate,
    undecided: Sequence[Amendment],
    clashes: Sequence[Clash],
    excluded: Mapping[str, tuple[str, ...]],
) -> list[Cluster]:
    group = _grouped(excluded)
    clashing: dict[str, list[Clash]] = {}
    for clash in clashes:
        clashing.setdefault(group[clash.one], []).append(clash)
    members: dict[str, list[Amendment]] = {}
    for each in undecided:
        if each.handle in group:
            members.setdefault(group[each.handle], []).append(each)
    found: list[Cluster] = []
    for root, amendments in members.items():
        handles = [each.handle for each in amendments]
        place = {handle: at for at, handle in enumerate(handles)}
        support = [_support(state, electorate, each.id) for each in amendments]
        masks = [sum([1 << place[other] for other in excluded[each]]) for each in handles]
        best = largest_compatible(support, masks)
        choices = tuple(
            Choice(
                handle,
                support[at],
                excluded[handle],
                sum([support[place[other]] for other in excluded[handle]]),
            )
            for at, handle in enumerate(handles)
        )
        own = tuple(clashing[root])
        targets = tuple(dict.fromkeys(each.target for each in own))
        found.append(
            Cluster(
                targets=targets,
                choices=choices,
                clashes=own,
                largest=tuple(handles[at] for at in best.chosen),
                support=best.weight,
                at_most=best.at_most,
                present=tuple(
                    len(in_favour_of(state, state.handles[each], electorate)) for each in targets
                ),
            )
        )
    return found


def _grouped(excluded: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Returns the representative of the component of each clashing amendment."""
    components = DisjointSet[str]()
    for one, others in excluded.items():
        for other in others:
            components.join(one, other)
    return {each: components.find(each) for each in excluded}


@frozen
class Exclusion:
    """What choosing one amendment would exclude."""

    excludes: tuple[str, ...]  # the handles of the undecided amendments not to be had with it
    costs: int  # how many members that count support or accept these, a member once for each


def exclusions_at(state: State, text: str, electorate: Electorate) -> Mapping[str, Exclusion]:
    """Returns what each undecided amendment to a text excludes, by its handle.

    Only amendments to this text and below it are examined, so it is quick; `find_conflicts` covers
    whole drafts.
    """
    undecided = [
        amendment for amendment, _ in amendments_below(state, text) if state.is_open(amendment)
    ]
    if text in state.items:
        draft = state.items[text].draft
        below = (state.amendments[each] for each in state.amendments_to.get(draft, ()))
        undecided += [each for each in below if state.is_open(each) and each.parent == text]
    if len(undecided) < 2:
        return {}
    excluded = exclusions(find_clashes(state, undecided, partial(combine_pending, state)))
    support = {
        each.handle: _support(state, electorate, each.id)
        for each in undecided
        if each.handle in excluded
    }
    return {
        handle: Exclusion(others, sum(support[each] for each in others))
        for handle, others in excluded.items()
    }


def _support(state: State, electorate: Electorate, amendment: str) -> int:
    """Returns how many members that count support or accept an amendment, on conditions too."""
    return (supportive_bits(state, amendment) & electorate.everybody).bit_count()
