"""The graph of a record as an audience sees it, and the relations between texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.analysis.conflicts import ClashKind, find_clashes, undecided_in_order
from consensus.model.counting import positions_on
from consensus.model.graph import EdgeKind, NodeKind
from consensus.model.lookup import amendments_below
from consensus.model.rivals import combine_pending
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.words import label_of

if TYPE_CHECKING:
    from consensus.model.graph import Graph


# Nodes that the public does not see: people, and their interventions.
_NOT_PUBLIC = frozenset({NodeKind.MEMBER, NodeKind.GROUP, NodeKind.INTERVENTION})


@frozen
class VisibleGraph:
    """The part of a graph that an audience may see, and how many nodes and edges are not in it."""

    graph: Graph
    withheld: int


def visible_graph(state: State, graph: Graph, audience: Audience) -> VisibleGraph:
    """Returns the part of a graph that an audience may see; the graph itself is left as it is.

    The public sees texts, their relations, decisions, agendas, and questions with the
    contributions to them; members also see each other, what was said openly, and what was
    highlighted. Contributions in confidence are for the secretariat.
    """
    if audience.sees_all:
        return VisibleGraph(graph, 0)
    shown = graph.copy()
    contributions = state.contributions.values()
    shown.remove_nodes_from([each.id for each in contributions if not audience.sees(each)])
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
            if (data["kind"] == EdgeKind.POSITION and (start, end) in hidden)
            or (data["kind"] == EdgeKind.CONDITIONAL_ON and (data["member"], start) in hidden)
            or (data["kind"] == EdgeKind.HIGHLIGHTS and not audience.sees_names)
        ]
    )
    before = graph.number_of_nodes() + graph.number_of_edges()
    return VisibleGraph(shown, before - shown.number_of_nodes() - shown.number_of_edges())


class RelationKind(StrEnum):
    """The kind of a relation between two texts."""

    CONFLICT = "conflicts with"
    AMENDS = "amends"
    CONDITION = "is conditional on"
    PACKAGE = "is settled together with"


@frozen
class Relation:
    """A relation between two texts, by their handles; of a condition `one` waits for `other`."""

    one: str
    other: str
    kind: RelationKind


@frozen
class RelatedText:
    """A text that is related to another."""

    handle: str
    label: str
    item: str  # the handle of the item that it is or amends, or of the draft; empty for packages


@frozen
class Relations:
    """The relations between texts, and these texts with the items that they amend, in order."""

    texts: tuple[RelatedText, ...]
    relations: tuple[Relation, ...]

    def of_kind(self, kind: RelationKind) -> int:
        """Returns how many relations there are of a kind."""
        return sum(1 for relation in self.relations if relation.kind is kind)


def relations(state: State, drafts: Sequence[str], audience: Audience) -> Relations:
    """Returns which undecided amendments exclude each other, and which targets wait for which.

    Conditions are parts of positions; only those of visible positions are included.
    """
    places: dict[str, RelatedText] = {}
    found: list[Relation] = []
    for draft in drafts:
        for top in (*(item.id for item in state.walk(draft)), draft):
            handle = state.handle_of(top)
            if top != draft:
                places[handle] = RelatedText(handle, state.full_label(top), handle)
            for each, _ in amendments_below(state, top):
                places[each.handle] = RelatedText(each.handle, label_of(state, each.id), handle)
                if state.is_open(each) and each.target in state.amendments:
                    amended = state.handle_of(each.target)
                    found.append(Relation(each.handle, amended, RelationKind.AMENDS))
    undecided = undecided_in_order(state, drafts)
    for clash in find_clashes(state, undecided, partial(combine_pending, state)):
        # What clashes through an amendment that it amends is related to that one already.
        if clash.kind is not ClashKind.THROUGH:
            found.append(Relation(clash.one, clash.other, RelationKind.CONFLICT))
    for package in state.packages.values():
        places[package.handle] = RelatedText(package.handle, package.title, "")
        found += (
            Relation(state.handle_of(each), package.handle, RelationKind.PACKAGE)
            for each in (*package.items, *package.amendments)
        )
    found += _condition_relations(state, audience)
    kept = [relation for relation in found if relation.one in places and relation.other in places]
    related = {handle for relation in kept for handle in (relation.one, relation.other)}
    related |= {places[handle].item for handle in related}
    order = {handle: place for place, handle in enumerate(places)}
    kept.sort(key=lambda relation: (order[relation.one], order[relation.other], relation.kind))
    return Relations(
        tuple(text for handle, text in places.items() if handle in related), tuple(kept)
    )


def _condition_relations(state: State, audience: Audience) -> Iterator[Relation]:
    seen: set[tuple[str, str]] = set()
    for target in state.positions:
        for position in state.positions.stance_index(target).conditional.values():
            if not audience.sees(position):
                continue
            for condition in position.conditions:
                if (target, condition) not in seen:
                    seen.add((target, condition))
                    one, other = state.handle_of(target), state.handle_of(condition)
                    yield Relation(one, other, RelationKind.CONDITION)
