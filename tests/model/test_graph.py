"""The graph: everything that hangs together, with its kind."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx
import pytest

from consensus import Stance, WorkingGroup
from consensus.history.operations import AddGroup, AddMember, ProposeAmendment
from consensus.model.amendments import AmendmentKind
from consensus.model.graph import EdgeKind, NodeKind, export_graph
from consensus.reports.audience import Audience
from consensus.reports.graph import visible_graph
from consensus.text.brackets import BracketedText
from consensus.working_group.script import make_example


@pytest.fixture
def busy(panel: WorkingGroup) -> WorkingGroup:
    """A panel in which something of every kind has happened."""
    panel.edit("1", "Members [ASH: shall | ISL: should] report.")
    panel.propose("2", "may", old="should", by=["ASH"], cosponsors=["BAY"])
    panel.propose("2", "may", old="should", by=["COL"])
    panel.propose("2", "must", old="should", by=["DUN"])
    panel.propose("A3", "has to", old="must", by=["ELM"])
    panel.propose(kind="insert", after="2", text="Boats are welcome.", by=["FIR"])
    panel.propose(kind="insert", text="The last word.", by=["FIR"])
    panel.propose("4", kind="delete", by=["FIR"])
    panel.merge("A7")
    panel.consolidate(["A1", "A3"], "The office might publish all reports.", consenting=["ASH"])
    panel.propose_package("Both", ["1", "2"], ["A3"])
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["PKG1"], reason="a bargain")
    panel.decide("3", "agreed")
    panel.open_meeting("Meeting")
    panel.decide("PKG1", "deferred", reason="late")
    panel.add_agenda_item("Reports", targets=["1", "D1"])
    panel.note_intervention("Too often.", member="COL")
    panel.take_up_agenda_item("1")
    panel.note_intervention("Once is enough.", member="BAY", items=["1"])
    panel.announce_meeting("Next", panel.now())
    panel.ask_question("How often?")
    panel.receive_contribution("ASH", {"1": "Once a year."})
    panel.receive_contribution("ASH", {"1": "Once a month."}, replaces="C1")
    panel.receive_contribution(name="Friends", text="Never.", confidential=True)
    panel.highlight("C2", "once a month", items=["1", "AG1"], issue="the term")
    _propose_behind(panel, "A5")
    panel.propose(kind="insert", parent="2", text="on paper;", by=["FIR"])
    return panel


def _propose_behind(panel: WorkingGroup, amendment: str) -> None:
    """Propose an item behind one that is itself proposed, as a counter-draft does."""
    before = panel.state.amendments[panel.state.handles[amendment]]
    panel.record(
        ProposeAmendment(
            handle="A9",
            kind=AmendmentKind.INSERT,
            draft=before.draft,
            target=before.draft,
            wording=BracketedText.plain("They come and go."),
            sponsors=("FIR",),
            parent=before.parent,
            after=before.id,
            item_kind=before.item_kind,
        )
    )


def edges(panel: WorkingGroup, kind: EdgeKind) -> set[tuple[str, str]]:
    """The edges of a kind, their ends by handle or code."""
    graph = panel.graph
    names = {
        node: attributes["name"] if attributes["kind"] != NodeKind.MEMBER else node
        for node, attributes in graph.nodes(data=True)
    }
    return {
        (names[start] or start, names[end] or end)
        for start, end, found in graph.edges(data="kind")
        if found == kind
    }


@pytest.mark.parametrize(
    ("kind", "some"),
    [
        (EdgeKind.PROPOSES, {("ASH", "A1"), ("FIR", "A5")}),
        (EdgeKind.COSPONSORS, {("BAY", "A1")}),
        (EdgeKind.AMENDS, {("A1", "R2"), ("A4", "A3"), ("A5", "D1"), ("A7", "R4")}),
        (EdgeKind.FOLLOWS, {("R2", "R1"), ("A5", "R2"), ("A9", "A5")}),
        (EdgeKind.PART_OF, {("A10", "R2")}),
        (EdgeKind.PART_OF, {("ASH", "GOV"), ("ASH", "ISL"), ("R1", "S1"), ("R4", "S1")}),
        (EdgeKind.PART_OF, {("R1", "PKG1"), ("A3", "PKG1"), ("R1 bracket 1", "R1")}),
        (EdgeKind.HOLDS, {("ASH", "R1 bracket 1"), ("ISL", "R1 bracket 1")}),
        (EdgeKind.CONFLICTS_WITH, {("A2", "A3"), ("A3", "A2")}),
        (EdgeKind.DEPENDS_ON, {("A4", "A3")}),
        (EdgeKind.REPLACES, {("A8", "A1"), ("A8", "A3")}),
        (EdgeKind.CONDITIONAL_ON, {("R1", "PKG1")}),
        (EdgeKind.POSITION, {("ASH", "R1"), ("COL", "A2")}),
        (EdgeKind.DECIDES, {("DEC1", "R3"), ("DEC2", "PKG1")}),
        (EdgeKind.DECIDED_AT, {("DEC2", "M1")}),
        (EdgeKind.PART_OF, {("AG1", "M1"), ("INT1", "M1"), ("INT2", "AG1")}),
        (EdgeKind.CONCERNS, {("AG1", "R1"), ("AG1", "D1"), ("INT2", "R1")}),
        (EdgeKind.SAYS, {("COL", "INT1"), ("BAY", "INT2")}),
        (EdgeKind.CONTRIBUTES, {("ASH", "C1"), ("ASH", "C2")}),
        (EdgeKind.ANSWERS, {("C1", "Q1"), ("C2", "Q1")}),
        (EdgeKind.HIGHLIGHTS, {("C2", "R1"), ("C2", "AG1")}),
        (EdgeKind.REPLACES, {("C2", "C1")}),
    ],
)
def test_edges_of_every_kind(
    busy: WorkingGroup, kind: EdgeKind, some: set[tuple[str, str]]
) -> None:
    """Who says what of which words, and what hangs on what."""
    assert some <= edges(busy, kind)


def test_group_called_like_a_member_is_another_node(panel: WorkingGroup) -> None:
    """A stakeholder group, a member and an alliance of one code are told apart."""
    panel.record(AddGroup(code="BAY"), AddMember(code="GUM", group="BAY"))
    panel.record(AddGroup(code="ISL"))
    nodes = dict(panel.graph.nodes(data="kind"))
    assert (nodes["BAY"], nodes["group BAY"]) == (NodeKind.MEMBER, NodeKind.GROUP)
    assert ("GUM", "group BAY") in panel.graph.edges()
    assert ("ASH", "ISL") in panel.graph.edges()
    assert nodes["group ISL"] == NodeKind.GROUP


def test_twins_are_the_same_only_while_open(panel: WorkingGroup) -> None:
    """Two undecided amendments that would do the same thing are one for who reads the graph."""
    panel.propose("2", "may", old="should", by=["ASH"])
    panel.propose("2", "may", old="should", by=["COL"])
    panel.propose("2", "must", old="should", by=["COL"])
    assert edges(panel, EdgeKind.SAME_AS) == {("A2", "A1")}
    panel.withdraw("A1")
    assert edges(panel, EdgeKind.SAME_AS) == set()


def test_graph_is_written_in_three_notations(busy: WorkingGroup) -> None:
    """Every node and edge is in each of them; another notation is refused."""
    graph = busy.graph
    data = json.loads(export_graph(graph, "json"))
    assert (len(data["nodes"]), len(data["edges"])) == (len(graph), graph.number_of_edges())
    dot = export_graph(graph, "dot")
    assert dot.startswith("digraph consensus {")
    assert dot.count(" -> ") == graph.number_of_edges()
    assert '[label="support"];' in dot
    assert export_graph(graph, "graphml").count("<node ") == len(graph)
    with pytest.raises(ValueError, match="graphml, dot or json, not as png"):
        export_graph(graph, "png")


def test_position_carries_its_stance_and_reason(busy: WorkingGroup) -> None:
    """What a member says stands on the edge."""
    item = busy.state.handles["R1"]
    (found,) = [
        attributes
        for _, _, attributes in busy.graph.out_edges("ASH", data=True)
        if attributes["kind"] == EdgeKind.POSITION
        and attributes["version"] in busy.state.versions
        and busy.state.versions[attributes["version"]].target == item
    ]
    assert (found["stance"], found["reason"]) == (Stance.SUPPORT, "a bargain")


def test_graph_of_an_audience_keeps_confidences(busy: WorkingGroup) -> None:
    """The public sees contributions and no people; members no contribution in confidence."""
    names = {}
    for audience in Audience:
        shown = visible_graph(busy.state, busy.graph, audience).graph
        names[audience] = set(dict(shown.nodes(data="name")).values())
        kinds = {kind for _, _, kind in shown.edges(data="kind")}
        assert (EdgeKind.HIGHLIGHTS in kinds) is audience.sees_names
        assert (EdgeKind.SAYS in kinds) is audience.sees_names
        assert EdgeKind.ANSWERS in kinds
    assert {"C2", "Q1", "AG1", "M2"} <= names[Audience.PUBLIC]
    assert not {"C3", "INT1"} & names[Audience.PUBLIC]
    assert "C3" not in names[Audience.MEMBERS]
    assert {"C3", "INT1"} <= names[Audience.SECRETARIAT]


@pytest.mark.parametrize("kind", [*NodeKind, *EdgeKind])
def test_every_kind_is_documented(kind: str) -> None:
    """docs/graph.md says what each kind of node and edge stands for."""
    docs = Path(__file__).parents[2] / "docs"
    assert f"\n| `{kind}` | " in (docs / "graph.md").read_text(encoding="utf-8")


def test_conflicts_across_texts_are_edges(panel: WorkingGroup) -> None:
    """A deletion conflicts with a change of words, and the edge says why."""
    panel.propose("1", "should", old="shall", by=["ASH"])
    panel.propose("1", kind="delete", by=["BAY"])
    assert edges(panel, EdgeKind.CONFLICTS_WITH) == {("A1", "A2"), ("A2", "A1")}
    whys = {data.get("why") for _, _, data in panel.graph.edges(data=True)}
    assert "one deletes what the other changes" in whys


WRITERS: dict[str, Callable[[networkx.MultiDiGraph[str], io.BytesIO], object]] = {
    "GraphML": networkx.write_graphml,
    "GEXF": networkx.write_gexf,
    "GML": networkx.write_gml,
    "JSON": lambda graph, file: file.write(
        json.dumps(networkx.node_link_data(graph, edges="edges")).encode()
    ),
}
READERS: dict[str, Callable[[io.BytesIO], networkx.MultiDiGraph[str]]] = {
    "GraphML": networkx.read_graphml,
    "GEXF": networkx.read_gexf,
    "GML": networkx.read_gml,
    "JSON": lambda file: networkx.node_link_graph(json.load(file), edges="edges"),
}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkingGroup]:
    """The record of the demo."""
    with make_example(tmp_path_factory.mktemp("demo") / "demo.consensus") as group:
        yield group


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("record", ["busy", "example"])
def test_whatever_networkx_writes_is_written(
    record: str, form: str, request: pytest.FixtureRequest
) -> None:
    """Every writer takes every attribute, and nodes, edges and kinds come back."""
    graph = request.getfixturevalue(record).graph
    written = io.BytesIO()
    WRITERS[form](graph, written)
    read = READERS[form](io.BytesIO(written.getvalue()))
    assert dict(read.nodes(data="kind")) == dict(graph.nodes(data="kind"))
    assert read.number_of_edges() == graph.number_of_edges()
    kinds = sorted(kind for *_, kind in graph.edges(data="kind"))
    assert sorted(kind for *_, kind in read.edges(data="kind")) == kinds
