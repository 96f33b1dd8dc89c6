"""Conflicts of whole drafts: what excludes what, and the largest set that can be had together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import field, frozen

from consensus.analysis.clashes import Clash, exclusions, find_clashes
from consensus.analysis.compatible import largest_compatible
from consensus.analysis.duplicates import NearlySame, Same, find_alike
from consensus.history.collection import collection_paused
from consensus.model.amendment import Amendment, AmendmentState
from consensus.model.document_order import amendments_below
from consensus.model.electorate import Electorate
from consensus.model.pinning import wanting
from consensus.model.rivals import combination_of
from consensus.model.state import State
from consensus.model.tally import in_favour_of
from consensus.text.combination import Combination

Progress = Callable[[int, int], None]
"""Called with the parts done and the parts in all; what it raises ends the work."""


@frozen
class Choice:
    """One amendment of a cluster, and what choosing it would cost.

    Attributes:
        amendment: its handle.
        support: how many members that count support or accept it, its sponsors included, whether
            or not on conditions.
        excludes: the handles of those that could not be had with it.
        costs: how many members support or accept what it excludes, a member once for each.
    """

    amendment: str
    support: int
    excludes: tuple[str, ...]
    costs: int


@frozen
class Cluster:
    """Amendments that hang together by clashes.

    Attributes:
        targets: the handles of the texts over which they clash, in the order of the document.
        choices: each amendment with what it excludes, in the order of the document.
        clashes: the pairs that cannot both be had.
        largest: the handles of the compatible set with most support; of several such sets the one
            with most amendments, then the one that holds the earliest.
        support: what that set has behind it, a member once for each amendment.
        at_most: what no compatible set exceeds; `support` itself where the set is known to be best.
        present: of each text, how many members that count support or accept its present words.
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
        """Whether it is known that no compatible set has more support."""
        return self.support == self.at_most

    @property
    def is_across(self) -> bool:
        """Whether it spans several texts."""
        return len(self.targets) > 1

    @property
    def amendments(self) -> tuple[str, ...]:
        """The handles of all its amendments."""
        return tuple(each.amendment for each in self.choices)


@frozen
class Conflicts:
    """What the undecided amendments of some drafts make of each other.

    Attributes:
        amendments: how many are undecided.
        clusters: those that clash, by what hangs together, in the order of the document.
        same: those that propose the same.
        nearly_same: pairs that propose nearly the same.
        free: the handles of those that clash with nothing.
    """

    amendments: int
    clusters: tuple[Cluster, ...]
    same: tuple[Same, ...]
    nearly_same: tuple[NearlySame, ...]
    free: tuple[str, ...]
    _excluded: Mapping[str, tuple[str, ...]] = field(factory=dict, repr=False, eq=False)

    @property
    def clashes(self) -> int:
        """How many pairs cannot both be had."""
        return sum(len(cluster.clashes) for cluster in self.clusters)

    @property
    def largest(self) -> tuple[str, ...]:
        """The handles of the largest compatible set of all, those that clash with nothing first."""
        return (*self.free, *(each for cluster in self.clusters for each in cluster.largest))

    @property
    def is_exact(self) -> bool:
        """Whether it is known that no compatible set has more support."""
        return all(cluster.is_exact for cluster in self.clusters)

    def excluded_by(self, amendment: str) -> tuple[str, ...]:
        """The handles of the amendments that could not be had with one, by its handle."""
        return self._excluded.get(amendment, ())


@collection_paused()
def find_conflicts(
    state: State,
    drafts: Sequence[str],
    electorate: Electorate,
    combined: Callable[[str], Combination] | None = None,
    progress: Progress | None = None,
) -> Conflicts:
    """Find the conflicts among the undecided amendments of some drafts.

    Within a text the pairs are those whose words exclude each other where they are combined. The
    largest compatible set is exact for every cluster that is settled within `MOST_WORK` of
    `largest_compatible`, within a text as across texts; else a bound is given with it.

    Args:
        state: the state.
        drafts: the ids of the drafts.
        electorate: whose support counts.
        combined: gives, for the id of a text, how the amendments to its words combine; combined
            here if not given.
        progress: called with the texts combined and the texts in all.
    """
    undecided = undecided_in_order(state, drafts)
    woven = _combined_once(state, undecided, combined, progress)
    clashes = find_clashes(state, undecided, woven)
    same, near = find_alike(state, undecided, woven)
    excluded = exclusions(clashes)
    clusters = tuple(_clusters(state, electorate, undecided, clashes, excluded))
    return Conflicts(
        amendments=len(undecided),
        clusters=clusters,
        same=same,
        nearly_same=near,
        free=tuple(each.handle for each in undecided if each.handle not in excluded),
        excluded=excluded,
    )


def undecided_in_order(state: State, drafts: Sequence[str]) -> tuple[Amendment, ...]:
    """The undecided amendments of some drafts in the order of the document.

    What joins several items is below each of them, and named where the first of them stands.
    """
    found = {
        amendment.id: amendment
        for draft in drafts
        for place in (*(item.id for item in state.walk(draft)), draft)
        for amendment, _ in amendments_below(state, place)
        if amendment.state is AmendmentState.OPEN
    }
    return tuple(found.values())


def _combined_once(
    state: State,
    undecided: Sequence[Amendment],
    combined: Callable[[str], Combination] | None,
    progress: Progress | None,
) -> Callable[[str], Combination]:
    """Gives combinations, each worked out once."""
    if combined is not None:
        return combined
    known: dict[str, Combination] = {}
    texts = len({each.target for each in undecided})

    def give(target: str) -> Combination:
        found = known.get(target)
        if found is None:
            found = known[target] = combination_of(state, target)
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
        support = [
            (wanting(state, each.id) & electorate.everybody).bit_count() for each in amendments
        ]
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
    """Each amendment that clashes to the one that stands for all that hang together with it."""
    found: dict[str, str] = {}
    for first in excluded:
        if first not in found:
            found[first] = first
            waiting = [first]
            for each in waiting:
                for other in excluded[each]:
                    if other not in found:
                        found[other] = first
                        waiting.append(other)
    return found
