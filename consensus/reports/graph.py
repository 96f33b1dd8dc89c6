"""The graph of a record as an audience sees it, and what texts a target is tied to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.analysis.conflicts import ClashKind, find_clashes, undecided_in_order
from consensus.model.amendments import Amendment, AmendmentState
from consensus.model.counting import positions_on
from consensus.model.graph import EdgeKind, NodeKind
from consensus.model.lookup import amendments_below
from consensus.model.rivals import combine_pending
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.words import label_of

if TYPE_CHECKING:
    from consensus.model.graph import Graph


# Nodes that the public does not see: people, and what they said in the room.
_NOT_PUBLIC = frozenset({NodeKind.MEMBER, NodeKind.GROUP, NodeKind.INTERVENTION})


@frozen
class ShownGraph:
    """What of a graph is shown.

    Attributes:
        graph: the graph without what is withheld.
        withheld: how many nodes and edges were left out.
    """

    graph: Graph
    withheld: int


def show_graph(state: State, graph: Graph, audience: Audience) -> ShownGraph:
    """Show a graph to an audience.

    The public sees texts, how they hang together, decisions, agendas, and questions with the
    contributions to them; members also see each other, what was said openly, and what was
    highlighted. Contributions in confidence are for the secretariat.

    Args:
        state: the state that is pictured.
        graph: its graph, which is left as it is.
        audience: who it is shown to.
    """
    if audience is Audience.SECRETARIAT:
        return ShownGraph(graph, 0)
    shown = graph.copy()
    shown.remove_nodes_from([each.id for each in state.contributions.values() if each.confidential])
    if not audience.sees_names:
        shown.remove_nodes_from(
            [node for node, data in graph.nodes(data=True) if data["kind"] in _NOT_PUBLIC]
        )
    hidden = {
        (position.member, target)
        for target in {*state.positions, *state.amendments, *state.contested}
        for position in positions_on(state, target)
        if not audience.sees(position)
    }
    shown.remove_edges_from(
        [
            (start, end, key)
            for start, end, key, data in shown.edges(keys=True, data=True)
            if (data["kind"] is EdgeKind.POSITION and (start, end) in hidden)
            or (data["kind"] is EdgeKind.CONDITIONAL_ON and (data["member"], start) in hidden)
            or (data["kind"] is EdgeKind.HIGHLIGHTS and not audience.sees_names)
        ]
    )
    before = graph.number_of_nodes() + graph.number_of_edges()
    return ShownGraph(shown, before - shown.number_of_nodes() - shown.number_of_edges())


# Ties: how one text is tied to others.


class TieKind(StrEnum):
    """How two texts hang together."""

    CONFLICT = "conflicts with"
    AMENDS = "amends"
    CONDITION = "is conditional on"
    PACKAGE = "is settled together with"


@frozen
class Tie:
    """Two texts that hang together.

    Attributes:
        one: the handle of the one; it waits for the other where one does.
        other: the handle of the other.
        kind: how.
    """

    one: str
    other: str
    kind: TieKind


@frozen
class TiedText:
    """A text that hangs together with another.

    Attributes:
        handle: such as `R3` or `A17`.
        label: the printed label; may be empty.
        item: the handle of the item that it is or amends; of the draft for insertions; empty for
            packages.
    """

    handle: str
    label: str
    item: str


@frozen
class Ties:
    """How the texts of some drafts hang together.

    Attributes:
        texts: those that hang together with another, and the items that they amend, in the order
            of the documents.
        ties: how, in the order of the texts.
    """

    texts: tuple[TiedText, ...]
    ties: tuple[Tie, ...]

    def of_kind(self, kind: TieKind) -> int:
        """How many ties there are of a kind."""
        return sum(1 for tie in self.ties if tie.kind is kind)


def ties(state: State, drafts: Sequence[str], audience: Audience) -> Ties:
    """Find which undecided amendments exclude each other, and what waits for what.

    Args:
        state: the state.
        drafts: the ids of the drafts.
        audience: who it is for; conditions are parts of positions, and only those of positions
            that it may see are told.
    """
    places: dict[str, TiedText] = {}
    found: list[Tie] = []
    for draft in drafts:
        for top in (*(item.id for item in state.walk(draft)), draft):
            handle = state.handle_of(top)
            if top != draft:
                places[handle] = TiedText(handle, state.full_label(top), handle)
            below = [amendment for amendment, _ in amendments_below(state, top)]
            for each in below:
                places[each.handle] = TiedText(each.handle, label_of(state, each.id), handle)
            found += _amending(state, below)
    undecided = undecided_in_order(state, drafts)
    for clash in find_clashes(state, undecided, partial(combine_pending, state)):
        # What clashes through an amendment that it amends is tied to that one already.
        if clash.kind is not ClashKind.THROUGH:
            found.append(Tie(clash.one, clash.other, TieKind.CONFLICT))
    for package in state.packages.values():
        places[package.handle] = TiedText(package.handle, package.title, "")
        found += (
            Tie(state.handle_of(each), package.handle, TieKind.PACKAGE)
            for each in (*package.items, *package.amendments)
        )
    found += _condition_ties(state, audience)
    kept = [tie for tie in found if tie.one in places and tie.other in places]
    tied = {handle for tie in kept for handle in (tie.one, tie.other)}
    tied |= {places[handle].item for handle in tied}
    order = {handle: place for place, handle in enumerate(places)}
    kept.sort(key=lambda tie: (order[tie.one], order[tie.other], tie.kind))
    return Ties(tuple(text for handle, text in places.items() if handle in tied), tuple(kept))


def _amending(state: State, below: Sequence[Amendment]) -> Iterator[Tie]:
    """The ties of amendments to the amendments that they amend."""
    for each in below:
        if each.state is AmendmentState.OPEN and each.target in state.amendments:
            yield Tie(each.handle, state.handle_of(each.target), TieKind.AMENDS)


def _condition_ties(state: State, audience: Audience) -> Iterator[Tie]:
    told: set[tuple[str, str]] = set()
    for target in state.positions:
        for position in state.positions.stance_index(target).conditional.values():
            if not audience.sees(position):
                continue
            for condition in position.conditions:
                if (target, condition) not in told:
                    told.add((target, condition))
                    one, other = state.handle_of(target), state.handle_of(condition)
                    yield Tie(one, other, TieKind.CONDITION)
