"""The graph of members, texts, amendments and positions, and its export."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.counting import positions_on
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State
from consensus.text.brackets import Bracket

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    Graph: TypeAlias = MultiDiGraph[str]


class NodeKind(StrEnum):
    """What a node of the graph represents."""

    MEMBER = "member"
    GROUP = "group"
    DRAFT = "draft"
    ITEM = "item"
    AMENDMENT = "amendment"
    BRACKET = "bracket"
    PACKAGE = "package"
    QUESTION = "question"
    CONTRIBUTION = "contribution"
    MEETING = "meeting"
    AGENDA_ITEM = "agenda item"
    INTERVENTION = "intervention"
    DECISION = "decision"


class EdgeKind(StrEnum):
    """What an edge of the graph says."""

    POSITION = "position"
    PROPOSES = "proposes"
    COSPONSORS = "co-sponsors"
    AMENDS = "amends"
    PART_OF = "part of"
    FOLLOWS = "follows"
    CONFLICTS_WITH = "conflicts with"
    SAME_AS = "same as"
    DEPENDS_ON = "depends on"
    CONDITIONAL_ON = "conditional on"
    REPLACES = "replaces"
    CONTRIBUTES = "contributes"
    ANSWERS = "answers"
    HIGHLIGHTS = "highlights"
    CONCERNS = "concerns"
    SAYS = "says"
    DECIDED_AT = "decided at"
    DECIDES = "decides"
    HOLDS = "holds"


def build_graph(state: State, clashing: Iterable[tuple[str, str, str]]) -> Graph:
    """Builds the graph of a working group, a `networkx.MultiDiGraph`.

    Nodes are ids (codes for members and groups, `group EU` for a stakeholder group whose code a
    member or alliance has too) with the attributes `kind` (as in `NodeKind`) and `name`; edges have
    the attribute `kind` (as in `EdgeKind`) and, for positions, `stance`. All attributes are texts,
    numbers and truth values, so that whatever networkx writes can be written.
    """
    import networkx

    graph: Graph = networkx.MultiDiGraph(title=state.title)
    _add_people(graph, state)
    _add_texts(graph, state)
    _add_amendments(graph, state)
    for one, other, why in clashing:
        graph.add_edge(one, other, kind=EdgeKind.CONFLICTS_WITH, why=why)
        graph.add_edge(other, one, kind=EdgeKind.CONFLICTS_WITH, why=why)
    _add_positions(graph, state)
    _add_meetings(graph, state)
    _add_decisions(graph, state)
    _add_contributions(graph, state)
    for attributes in (*dict(graph.nodes).values(), *(each for *_, each in graph.edges(data=True))):
        words = {name: each.value for name, each in attributes.items() if isinstance(each, Enum)}
        attributes.update(words)
    return graph


def _add_people(graph: Graph, state: State) -> None:
    for group in state.groups.values():
        node = _stakeholders(state, group.code)
        graph.add_node(node, kind=NodeKind.GROUP, name=group.name, negotiates=False)
    for alliance in state.negotiating_groups.values():
        graph.add_node(alliance.code, kind=NodeKind.GROUP, name=alliance.name, negotiates=True)
    for member in state.members.values():
        kind, observer = NodeKind.MEMBER, member.observer
        graph.add_node(member.code, kind=kind, name=member.name, observer=observer)
        if member.group:
            node = _stakeholders(state, member.group)
            graph.add_edge(member.code, node, kind=EdgeKind.PART_OF)
        for code in state.negotiating_groups_of(member.code):
            graph.add_edge(member.code, code, kind=EdgeKind.PART_OF)


def _stakeholders(state: State, code: str) -> str:
    shared = code in state.members or code in state.negotiating_groups
    return f"group {code}" if shared else code


def _add_texts(graph: Graph, state: State) -> None:
    for draft in state.drafts.values():
        _add(graph, draft, NodeKind.DRAFT, title=draft.title)
        previous = ""
        for item in state.walk(draft.id):
            _add_item(graph, state, item)
            if previous:
                graph.add_edge(item.id, previous, kind=EdgeKind.FOLLOWS)
            previous = item.id
            for number, bracket in enumerate(state.version(item.id).wording.brackets(), start=1):
                _add_bracket(graph, state, item.id, number, bracket)
    # What was removed is still amended, decided and conditional on.
    for item in state.items.values():
        if item.removed:
            _add_item(graph, state, item, removed=True)
        elif item.kind is ItemKind.PROPOSAL:
            _add_item(graph, state, item)


def _add(graph: Graph, noun: Any, kind: NodeKind, **more: Any) -> None:
    graph.add_node(noun.id, kind=kind, name=noun.handle, **more)


def _add_item(graph: Graph, state: State, item: Item, **more: Any) -> None:
    # The nearest first.
    origins = ", ".join(each.group for each in state.origins.get(item.id, ()))
    _add(
        graph,
        item,
        NodeKind.ITEM,
        label=item.label,
        item_kind=item.kind,
        version=state.versions[item.version].number,
        **more,
        carried_over_from=origins,
    )
    if item.parent:
        graph.add_edge(item.id, item.parent, kind=EdgeKind.PART_OF)


def _add_bracket(graph: Graph, state: State, item: str, number: int, bracket: Bracket) -> None:
    node = f"{item}#{number}"
    graph.add_node(node, kind=NodeKind.BRACKET, name=f"{state.handle_of(item)} bracket {number}")
    graph.add_edge(node, item, kind=EdgeKind.PART_OF)
    for place, option in enumerate(bracket.options, start=1):
        for code in option.names:
            graph.add_edge(code, node, kind=EdgeKind.HOLDS, option=place)


def _add_amendments(graph: Graph, state: State) -> None:
    for amendment in state.amendments.values():
        state_now = amendment.state
        _add(graph, amendment, NodeKind.AMENDMENT, proposes_to=amendment.kind, state=state_now)
        is_inserted = amendment.kind is AmendmentKind.INSERT
        target = amendment.draft if is_inserted else amendment.target
        graph.add_edge(amendment.id, target, kind=EdgeKind.AMENDS)
        # What would follow an amendment follows the item that it proposes.
        if amendment.after in state.items or amendment.after in state.amendments:
            graph.add_edge(amendment.id, amendment.after, kind=EdgeKind.FOLLOWS)
        if amendment.parent in state.items or amendment.parent in state.amendments:
            graph.add_edge(amendment.id, amendment.parent, kind=EdgeKind.PART_OF)
        for code in amendment.sponsors:
            graph.add_edge(code, amendment.id, kind=EdgeKind.PROPOSES)
        for code in amendment.cosponsors:
            graph.add_edge(code, amendment.id, kind=EdgeKind.COSPONSORS)
        for source in amendment.sources:
            graph.add_edge(amendment.id, source, kind=EdgeKind.REPLACES)
    for target, amendments in state.amendments_to.items():
        _add_twins(graph, state, [state.amendments[each] for each in amendments])
        if target in state.amendments:
            for each in amendments:
                graph.add_edge(each, target, kind=EdgeKind.DEPENDS_ON)


def _add_twins(graph: Graph, state: State, amendments: list[Amendment]) -> None:
    first: dict[tuple[object, ...], str] = {}
    for amendment in amendments:
        if not state.is_open(amendment):
            continue
        words = state.text(amendment.id)
        place = (amendment.parent, amendment.after, amendment.parts, amendment.others)
        known = first.setdefault((amendment.kind, words, *place), amendment.id)
        if known != amendment.id:
            graph.add_edge(amendment.id, known, kind=EdgeKind.SAME_AS)


def _add_positions(graph: Graph, state: State) -> None:
    for package in state.packages.values():
        _add(graph, package, NodeKind.PACKAGE)
        for target in package.items + package.amendments:
            graph.add_edge(target, package.id, kind=EdgeKind.PART_OF)
    targets = {*state.positions, *state.amendments, *state.contested}
    for target in sorted(targets):
        for position in positions_on(state, target):
            member = position.member
            said = {name: getattr(position, name) for name in ("stance", "reason", "version")}
            graph.add_edge(member, target, kind=EdgeKind.POSITION, **said)
            for condition in position.conditions:
                graph.add_edge(target, condition, kind=EdgeKind.CONDITIONAL_ON, member=member)


def _add_meetings(graph: Graph, state: State) -> None:
    for announced in state.meetings_to_come:
        _add(graph, announced, NodeKind.MEETING, to_come=True)
    for meeting in state.meetings.values():
        _add(graph, meeting, NodeKind.MEETING)
    for item in state.agenda.values():
        _add(graph, item, NodeKind.AGENDA_ITEM, title=item.title)
        if item.meeting:
            graph.add_edge(item.id, item.meeting, kind=EdgeKind.PART_OF)
        for target in item.targets:
            graph.add_edge(item.id, target, kind=EdgeKind.CONCERNS)
    for said in state.interventions.values():
        _add(graph, said, NodeKind.INTERVENTION)
        if said.agenda_item or said.meeting:
            graph.add_edge(said.id, said.agenda_item or said.meeting, kind=EdgeKind.PART_OF)
        if said.member:
            graph.add_edge(said.member, said.id, kind=EdgeKind.SAYS)
        for target in said.targets:
            graph.add_edge(said.id, target, kind=EdgeKind.CONCERNS)


def _add_contributions(graph: Graph, state: State) -> None:
    for question in state.questions.values():
        _add(graph, question, NodeKind.QUESTION, number=question.number)
    for contribution in state.contributions.values():
        contributor = contribution.member or contribution.name
        _add(graph, contribution, NodeKind.CONTRIBUTION, contributor=contributor)
        if contribution.member:
            graph.add_edge(contribution.member, contribution.id, kind=EdgeKind.CONTRIBUTES)
        for answer in contribution.answers:
            graph.add_edge(contribution.id, answer.question, kind=EdgeKind.ANSWERS)
        if contribution.replaces:
            graph.add_edge(contribution.id, contribution.replaces, kind=EdgeKind.REPLACES)
    for highlight in state.highlights.values():
        said = {"issue": highlight.issue, "passage": highlight.passage}
        for link in highlight.links:
            graph.add_edge(highlight.contribution, link, kind=EdgeKind.HIGHLIGHTS, **said)


def _add_decisions(graph: Graph, state: State) -> None:
    for decision in state.decisions.values():
        _add(graph, decision, NodeKind.DECISION, outcome=decision.outcome)
        for target in decision.targets:
            graph.add_edge(decision.id, target, kind=EdgeKind.DECIDES)
        if decision.meeting:
            graph.add_edge(decision.id, decision.meeting, kind=EdgeKind.DECIDED_AT)


def export_graph(graph: Graph, notation: str) -> str:
    """Writes a graph as `graphml`, `dot` or `json`; raises ValueError for another notation."""
    import networkx

    if notation == "graphml":
        return "\n".join(networkx.generate_graphml(graph))
    if notation == "json":
        return json.dumps(
            networkx.node_link_data(graph, edges="edges"), ensure_ascii=False, sort_keys=True
        )
    if notation == "dot":
        return _dot(graph)
    raise ValueError(f"a graph is written as graphml, dot or json, not as {notation}")


def _dot(graph: Graph) -> str:
    lines = ["digraph consensus {"]
    for node, attributes in graph.nodes(data=True):
        label = json.dumps(f"{attributes['kind']} {attributes['name'] or node}", ensure_ascii=False)
        lines.append(f"  {json.dumps(node)} [label={label}];")
    for start, end, attributes in graph.edges(data=True):
        label = json.dumps(attributes.get("stance", attributes["kind"]))
        lines.append(f"  {json.dumps(start)} -> {json.dumps(end)} [label={label}];")
    lines.append("}")
    return "\n".join(lines)
