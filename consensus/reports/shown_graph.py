"""The graph as an audience may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.graph import EdgeKind, NodeKind
from consensus.model.state import State
from consensus.model.tally import positions_on
from consensus.reports.audience import Audience

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
