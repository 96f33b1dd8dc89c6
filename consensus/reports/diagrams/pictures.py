"""The picture of one text and what hangs on it: amendments, stances, conditions, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from consensus.analysis.conflicts import ClashKind
from consensus.model.graph import EdgeKind, NodeKind
from consensus.reports.diagrams.columns import in_columns
from consensus.reports.diagrams.picture import Picture
from consensus.reports.diagrams.sketch import MOST_NODES, Box, Form, Line, Sketch, Stroke
from consensus.text.display import shortened

if TYPE_CHECKING:
    from consensus.model.graph import Graph

_FORMS = {
    NodeKind.MEMBER: Form.PEOPLE,
    NodeKind.GROUP: Form.PEOPLE,
    NodeKind.DRAFT: Form.TEXT,
    NodeKind.ITEM: Form.TEXT,
    NodeKind.BRACKET: Form.TEXT,
    NodeKind.AMENDMENT: Form.AMENDMENT,
    NodeKind.PACKAGE: Form.PACKAGE,
}
_AMONG_AMENDMENTS = (
    EdgeKind.CONFLICTS_WITH,
    EdgeKind.SAME_AS,
    EdgeKind.AMENDS,
    EdgeKind.REPLACES,
    EdgeKind.FOLLOWS,
)
_STROKES = {
    EdgeKind.CONFLICTS_WITH: Stroke.BROKEN,
    EdgeKind.SAME_AS: Stroke.DOTTED,
    EdgeKind.CONDITIONAL_ON: Stroke.BROKEN,
}
_SAYS_NOTHING = frozenset({EdgeKind.AMENDS, EdgeKind.DEPENDS_ON, EdgeKind.CONFLICTS_WITH})
_MOST_AMENDMENTS = 40
_CODES_IN_A_LINE = 6
_LONGEST = 22


def neighbourhood(graph: Graph, centre: str) -> Picture:
    """Picture one text and what hangs on it directly, with the amendments to its amendments.

    Members are drawn together by the stance that they take.

    Args:
        graph: the graph, as its audience may see it.
        centre: the node of an item, an amendment or a package.
    """
    return _Neighbourhood(graph, centre).picture()


class _Neighbourhood:
    def __init__(self, graph: Graph, centre: str) -> None:
        self._graph = graph
        self._centre = centre
        self._data: dict[str, dict[str, Any]] = {**graph.nodes}
        self._amending = self._all_amending()
        self._stances = self._all_stances()
        room = MOST_NODES - 1 - len(self._stances) - min(len(self._amending), _MOST_AMENDMENTS)
        others = self._all_others()
        # What is left out is said in one more box.
        self._others = others if len(others) <= room else others[: max(room - 1, 0)]
        self._more = len(others) - len(self._others)

    def picture(self) -> Picture:
        """The picture."""
        shown = self._amending
        if len(shown) > _MOST_AMENDMENTS:
            ranked = sorted(shown, key=lambda each: -self._backing(each))[: _MOST_AMENDMENTS - 1]
            kept = set(ranked)
            shown = {each: depth for each, depth in shown.items() if each in kept}
        deepest = max(shown.values(), default=0)
        column = {each: deepest - depth for each, depth in shown.items()}
        column[self._centre] = deepest if shown else 0
        right = column[self._centre] + 1
        boxes = [
            *(self._amendment(each) for each in shown),
            self._box(self._centre, is_strong=True),
            *(_stance(stance, codes) for stance, codes in self._stances.items()),
            *(self._box(each) for each in self._others),
        ]
        column.update((f"stance {each}", right) for each in self._stances)
        column.update((each, right) for each in self._others)
        if len(shown) < len(self._amending):
            words = (f"{len(self._amending) - len(shown)} more amendments", "with less behind them")
            boxes.append(Box("amendments", words, Form.AMENDMENT, is_faint=True))
            column["amendments"] = 0
        if self._more:
            boxes.append(Box("others", (f"{self._more} more",), Form.EVENT, is_faint=True))
            column["others"] = right
        sketch = Sketch(tuple(boxes), tuple(self._lines(set(column))))
        name = self._name(self._centre)
        return Picture(
            f"{name} and what hangs on it",
            "Left the amendments with those that propose them, further left amendments to them;"
            " between amendments a broken line is a conflict, a dotted one says that they propose"
            " the same. Right who takes which stance, and everything else that hangs on it, with"
            " what the line says.",
            in_columns(sketch, column),
        )

    def _all_amending(self) -> dict[str, int]:
        """The amendments to the centre, to these, and so on, each to how far away it is."""
        found: dict[str, int] = {}
        waiting = [(self._centre, 0)]
        for target, depth in waiting:
            # A package is amended by nobody, and an amendment is part of it in another way.
            if self._kind(target) is NodeKind.PACKAGE:
                continue
            for start, kind in self._coming_to(target):
                would_stand_there = kind in (EdgeKind.FOLLOWS, EdgeKind.PART_OF)
                amends = kind is EdgeKind.AMENDS or (would_stand_there and not depth)
                is_new = start not in found and start != self._centre
                if amends and is_new and self._kind(start) is NodeKind.AMENDMENT:
                    found[start] = depth + 1
                    waiting.append((start, depth + 1))
        return found

    def _coming_to(self, node: str) -> Iterator[tuple[str, EdgeKind]]:
        """Where each edge to a node begins, and what it says."""
        for start, _, data in self._graph.in_edges(node, data=True):
            yield start, data["kind"]

    def _all_stances(self) -> dict[str, list[str]]:
        """Each stance on the centre to the members that take it."""
        found: dict[str, list[str]] = {}
        for member, _, data in self._graph.in_edges(self._centre, data=True):
            if data["kind"] is EdgeKind.POSITION:
                found.setdefault(str(data["stance"].value), []).append(member)
        return {stance: sorted(codes) for stance, codes in found.items()}

    def _all_others(self) -> list[str]:
        """Whatever else is joined to the centre by an edge."""
        found: dict[str, None] = {}
        for start, end in (
            *self._graph.in_edges(self._centre),
            *self._graph.out_edges(self._centre),
        ):
            other = start if end == self._centre else end
            people = self._kind(other) in (NodeKind.MEMBER, NodeKind.GROUP)
            if other != self._centre and other not in self._amending and not people:
                found[other] = None
        return list(found)

    def _kind(self, node: str) -> NodeKind:
        kind: NodeKind = self._data[node]["kind"]
        return kind

    def _name(self, node: str) -> str:
        data = self._data[node]
        label = data.get("label")
        return f"{data['name']} · {label}" if label else str(data["name"] or node)

    def _box(self, node: str, is_strong: bool = False) -> Box:
        kind = self._kind(node)
        words = (shortened(self._name(node), _LONGEST), shortened(self._said_of(node), _LONGEST))
        return Box(node, words, _FORMS.get(kind, Form.EVENT), self._name(node), is_strong)

    def _said_of(self, node: str) -> str:
        data, kind = self._data[node], self._kind(node)
        if kind is NodeKind.ITEM:
            return str(data["item_kind"])
        if kind is NodeKind.DECISION:
            return f"declared {data['outcome']}"
        if kind is NodeKind.AMENDMENT:
            return self._proposed_by(node) or f"to {data['proposes_to']}"
        return str(kind)

    def _amendment(self, node: str) -> Box:
        data = self._data[node]
        words = [f"{data['name']} · {data['proposes_to']}"]
        sponsors = self._proposed_by(node)
        if sponsors:
            words.append(shortened(sponsors, _LONGEST))
        is_open = str(data["state"]) == "open"
        if not is_open:
            words.append(str(data["state"]))
        return Box(node, tuple(words), Form.AMENDMENT, sponsors, is_faint=not is_open)

    def _proposed_by(self, node: str) -> str:
        codes = [
            start
            for wanted in (EdgeKind.PROPOSES, EdgeKind.COSPONSORS)
            for start, kind in self._coming_to(node)
            if kind is wanted
        ]
        return f"by {', '.join(codes)}" if codes else ""

    def _backing(self, node: str) -> int:
        kinds = (EdgeKind.POSITION, EdgeKind.PROPOSES, EdgeKind.COSPONSORS)
        return sum(kind in kinds for _, kind in self._coming_to(node))

    def _lines(self, shown: set[str]) -> Iterator[Line]:
        for stance in self._stances:
            yield Line(f"stance {stance}", self._centre)
        told: dict[tuple[str, str], list[EdgeKind]] = {}
        ordered = [node for node in self._graph if node in shown]
        for start, end, data in self._graph.edges(ordered, data=True):
            kind: EdgeKind = data["kind"]
            if start not in shown or end not in shown or start == end:
                continue
            # Through which it conflicts can be seen.
            if data.get("why") == ClashKind.THROUGH:
                continue
            among = self._kind(start) is self._kind(end) is NodeKind.AMENDMENT
            if self._centre in (start, end) or (among and kind in _AMONG_AMENDMENTS):
                if kind is EdgeKind.CONFLICTS_WITH and (end, start) in told:
                    continue
                told.setdefault((start, end), []).append(kind)
        for (start, end), kinds in told.items():
            said = dict.fromkeys(str(kind) for kind in kinds if kind not in _SAYS_NOTHING)
            stroke = next((_STROKES[kind] for kind in kinds if kind in _STROKES), Stroke.FULL)
            is_conflict = EdgeKind.CONFLICTS_WITH in kinds
            yield Line(start, end, ", ".join(said), stroke, points=not is_conflict)


def _stance(stance: str, codes: Sequence[str]) -> Box:
    lines = [
        ", ".join(codes[at : at + _CODES_IN_A_LINE])
        for at in range(0, min(len(codes), 4 * _CODES_IN_A_LINE), _CODES_IN_A_LINE)
    ]
    if len(codes) > 4 * _CODES_IN_A_LINE:
        lines[-1] += "…"
    words = (f"{stance}: {len(codes)}", *lines)
    return Box(f"stance {stance}", words, Form.PEOPLE, ", ".join(codes))
