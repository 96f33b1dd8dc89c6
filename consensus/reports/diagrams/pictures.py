"""The pictures: coalitions, conflicts, packages, and the neighbourhood of a target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from consensus.analysis.coalitions import Between, Coalition, Coalitions
from consensus.analysis.conflicts import Clash, ClashKind, Cluster, Conflicts
from consensus.analysis.packages import Bundle, Outlook, Packages, Wait
from consensus.model.graph import EdgeKind, NodeKind
from consensus.reports.diagrams.layout import (
    MOST_NODES,
    Box,
    BoxShape,
    Diagram,
    Heading,
    Layout,
    Line,
    LineStyle,
    arrange_in_rows,
    in_columns,
    on_a_circle,
    text_width,
    with_frame,
)
from consensus.reports.diagrams.svg import svg_file, to_svg
from consensus.reports.html.charts import picture_frame
from consensus.reports.html.element import Element, element
from consensus.text.display import count_noun, shortened

if TYPE_CHECKING:
    from consensus.model.graph import Graph


_Part = TypeVar("_Part")

_NUMBERS_NAMED = 10
WIDEST = 1_040
"""How wide a picture is, in pixels, unless one part of it needs more."""


@frozen
class Picture:
    """A laid out diagram with its title, and how it is to be read."""

    title: str
    legend: str
    layout: Layout

    def element(self) -> Element:
        """Returns the picture for a page, with its title and how it is to be read."""
        return element(
            "div",
            element("h3", self.title),
            element("p", self.legend, class_="caption"),
            picture_frame(self.title, to_svg(self.layout, self.title)),
        )

    def svg(self) -> str:
        """Returns the picture as an SVG file."""
        return svg_file(self.layout, self.title, self.legend)


def _of_parts(
    title: str,
    legend: str,
    parts: Sequence[_Part],
    size: Callable[[_Part], int],
    lay_out: Callable[[int, _Part], Layout],
) -> Picture:
    """Returns the picture of parts in frames; what is too large to be read is named instead.

    `size` is how many boxes a part has; more than `MOST_NODES` for what is not to be drawn.
    """
    drawn, left_out, room = [], [], MOST_NODES
    for number, part in enumerate(parts, start=1):
        if size(part) <= room:
            room -= size(part)
            drawn.append(lay_out(number, part))
        else:
            left_out.append(str(number))
    if left_out:
        more = f" and {len(left_out) - _NUMBERS_NAMED} more" if left_out[_NUMBERS_NAMED:] else ""
        named = f"{', '.join(left_out[:_NUMBERS_NAMED])}{more}"
        legend = f"{legend} For want of room these are not drawn: {named}."
    return Picture(title, legend, arrange_in_rows(drawn, WIDEST))


def empty_layout(words: str) -> Layout:
    """Returns a layout with a message that there is nothing to show."""
    return Layout(text_width(words) + 20, 30, headings=(Heading(words, 0, 12, False),))


_FORMS = {
    NodeKind.MEMBER: BoxShape.PEOPLE,
    NodeKind.GROUP: BoxShape.PEOPLE,
    NodeKind.DRAFT: BoxShape.TEXT,
    NodeKind.ITEM: BoxShape.TEXT,
    NodeKind.BRACKET: BoxShape.TEXT,
    NodeKind.AMENDMENT: BoxShape.AMENDMENT,
    NodeKind.PACKAGE: BoxShape.PACKAGE,
}
_AMONG_AMENDMENTS = (
    EdgeKind.CONFLICTS_WITH,
    EdgeKind.SAME_AS,
    EdgeKind.AMENDS,
    EdgeKind.REPLACES,
    EdgeKind.FOLLOWS,
)
_STYLE_OF_EDGE = {
    EdgeKind.CONFLICTS_WITH: LineStyle.BROKEN,
    EdgeKind.SAME_AS: LineStyle.DOTTED,
    EdgeKind.CONDITIONAL_ON: LineStyle.BROKEN,
}
_SAYS_NOTHING = frozenset({EdgeKind.AMENDS, EdgeKind.DEPENDS_ON, EdgeKind.CONFLICTS_WITH})
_MOST_AMENDMENTS = 40
_CODES_IN_A_LINE = 6
_LONGEST = 22


def neighbourhood(graph: Graph, centre: str) -> Picture:
    """Returns the picture of a text and what is related to it, with amendments of amendments.

    Members are drawn together by the stance that they take. `graph` is as its audience may see it.
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
        # One more box says what is left out.
        self._others = others if len(others) <= room else others[: max(room - 1, 0)]
        self._more = len(others) - len(self._others)

    def picture(self) -> Picture:
        """Returns the picture."""
        shown = self._amending
        if len(shown) > _MOST_AMENDMENTS:
            ranked = sorted(shown, key=lambda each: -self._support_count(each))
            kept = set(ranked[: _MOST_AMENDMENTS - 1])
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
            boxes.append(Box("amendments", words, BoxShape.AMENDMENT, is_faint=True))
            column["amendments"] = 0
        if self._more:
            boxes.append(Box("others", (f"{self._more} more",), BoxShape.EVENT, is_faint=True))
            column["others"] = right
        diagram = Diagram(tuple(boxes), tuple(self._lines(set(column))))
        name = self._name(self._centre)
        return Picture(
            f"{name} and what it is linked with",
            "Left the amendments with those that propose them, further left amendments to them;"
            " between amendments a broken line is a conflict, a dotted one says that they propose"
            " the same. Right who takes which position, and everything else linked with it, with"
            " what the line says.",
            in_columns(diagram, column),
        )

    def _all_amending(self) -> dict[str, int]:
        """Returns the amendments to the centre, to these, and so on, with their distance."""
        found: dict[str, int] = {}
        waiting = [(self._centre, 0)]
        for target, depth in waiting:
            # A package cannot be amended, and its amendments are parts of it.
            if self._kind(target) == NodeKind.PACKAGE:
                continue
            for start, kind in self._coming_to(target):
                would_stand_there = kind in (EdgeKind.FOLLOWS, EdgeKind.PART_OF)
                amends = kind == EdgeKind.AMENDS or (would_stand_there and not depth)
                is_new = start not in found and start != self._centre
                if amends and is_new and self._kind(start) == NodeKind.AMENDMENT:
                    found[start] = depth + 1
                    waiting.append((start, depth + 1))
        return found

    def _coming_to(self, node: str) -> Iterator[tuple[str, EdgeKind]]:
        for start, _, data in self._graph.in_edges(node, data=True):
            yield start, EdgeKind(data["kind"])

    def _all_stances(self) -> dict[str, list[str]]:
        """Returns each stance on the centre with the members that take it."""
        found: dict[str, list[str]] = {}
        for member, _, data in self._graph.in_edges(self._centre, data=True):
            if data["kind"] == EdgeKind.POSITION:
                found.setdefault(data["stance"], []).append(member)
        return {stance: sorted(codes) for stance, codes in found.items()}

    def _all_others(self) -> list[str]:
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
        return NodeKind(self._data[node]["kind"])

    def _name(self, node: str) -> str:
        data = self._data[node]
        label = data.get("label")
        return f"{data['name']} · {label}" if label else str(data["name"] or node)

    def _box(self, node: str, is_strong: bool = False) -> Box:
        kind = self._kind(node)
        words = (shortened(self._name(node), _LONGEST), shortened(self._said_of(node), _LONGEST))
        return Box(node, words, _FORMS.get(kind, BoxShape.EVENT), self._name(node), is_strong)

    def _said_of(self, node: str) -> str:
        data, kind = self._data[node], self._kind(node)
        if kind == NodeKind.ITEM:
            return str(data["item_kind"])
        if kind == NodeKind.DECISION:
            return f"declared {data['outcome']}"
        if kind == NodeKind.AMENDMENT:
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
        return Box(node, tuple(words), BoxShape.AMENDMENT, sponsors, is_faint=not is_open)

    def _proposed_by(self, node: str) -> str:
        codes = [
            start
            for wanted in (EdgeKind.PROPOSES, EdgeKind.COSPONSORS)
            for start, kind in self._coming_to(node)
            if kind is wanted
        ]
        return f"by {', '.join(codes)}" if codes else ""

    def _support_count(self, node: str) -> int:
        kinds = (EdgeKind.POSITION, EdgeKind.PROPOSES, EdgeKind.COSPONSORS)
        return sum(kind in kinds for _, kind in self._coming_to(node))

    def _lines(self, shown: set[str]) -> Iterator[Line]:
        for stance in self._stances:
            yield Line(f"stance {stance}", self._centre)
        told: dict[tuple[str, str], list[EdgeKind]] = {}
        ordered = [node for node in self._graph if node in shown]
        for start, end, data in self._graph.edges(ordered, data=True):
            kind = EdgeKind(data["kind"])
            if start not in shown or end not in shown or start == end:
                continue
            # Through which it conflicts can be seen.
            if data.get("why") == ClashKind.THROUGH:
                continue
            among = self._kind(start) == self._kind(end) == NodeKind.AMENDMENT
            if self._centre in (start, end) or (among and kind in _AMONG_AMENDMENTS):
                if kind == EdgeKind.CONFLICTS_WITH and (end, start) in told:
                    continue
                told.setdefault((start, end), []).append(kind)
        for (start, end), kinds in told.items():
            said = dict.fromkeys(str(kind) for kind in kinds if kind not in _SAYS_NOTHING)
            style = next(
                (_STYLE_OF_EDGE[kind] for kind in kinds if kind in _STYLE_OF_EDGE), LineStyle.FULL
            )
            is_conflict = EdgeKind.CONFLICTS_WITH in kinds
            yield Line(start, end, ", ".join(said), style, points=not is_conflict)


def _stance(stance: str, codes: Sequence[str]) -> Box:
    lines = [
        ", ".join(codes[at : at + _CODES_IN_A_LINE])
        for at in range(0, min(len(codes), 4 * _CODES_IN_A_LINE), _CODES_IN_A_LINE)
    ]
    if len(codes) > 4 * _CODES_IN_A_LINE:
        lines[-1] += "…"
    words = (f"{stance}: {len(codes)}", *lines)
    return Box(f"stance {stance}", words, BoxShape.PEOPLE, ", ".join(codes))


_MEMBERS_IN_A_LINE = 8
_MOST_BETWEEN = 14


def coalition_picture(found: Coalitions) -> Picture:
    """Returns the picture of who is in each coalition, and who is between them."""
    if not found.coalitions:
        return Picture("Coalitions", "", empty_layout(f"None are claimed: {found.none}."))
    placed = sum(len(each.members) for each in found.coalitions)
    names_all = placed + len(found.apart) <= MOST_NODES
    boxes = [
        Box(
            str(number),
            tuple(_coalition_words(number, each, names_all)),
            BoxShape.PEOPLE,
            tooltip=", ".join(each.members),
            is_strong=True,
        )
        for number, each in enumerate(found.coalitions, start=1)
    ]
    nearest = sorted(found.between, key=lambda each: -min(each.shares))
    shown = nearest if len(nearest) <= _MOST_BETWEEN else nearest[: _MOST_BETWEEN - 1]
    lines = []
    for each in shown:
        both = dict(zip(each.sides, each.shares, strict=True))
        shares = ", ".join(f"{side + 1}: {share:.0%}" for side, share in both.items())
        boxes.append(Box(f"member {each.member}", (each.member, shares), BoxShape.PEOPLE))
        for side in both:
            style = LineStyle.FULL if side == each.own else LineStyle.BROKEN
            lines.append(Line(f"member {each.member}", str(side + 1), style=style))
    if len(shown) < len(nearest):
        more = (f"{len(nearest) - len(shown)} more", "between them")
        boxes.append(Box("rest", more, BoxShape.PEOPLE, is_faint=True))
    diagram = Diagram(tuple(boxes), tuple(lines))
    column = {box.key: 0 if box.is_strong else 1 for box in boxes}
    return Picture(
        f"Coalitions: {len(found.coalitions)} among {placed + len(found.apart)} members",
        "Left the coalitions: what defines them, how many they are, and how much they agree among"
        " themselves and with the rest. Right the members between two, with the share of what"
        " divides these two on which each votes with them, a third at least; a full line leads to"
        " the one that it was counted in.",
        in_columns(diagram, column),
    )


def between_words(between: Between) -> str:
    """Returns on how much of what divides two coalitions a member votes with each."""
    both = zip(between.sides, between.shares, strict=True)
    shares = ", ".join(
        f"{share:.0%} with {side + 1}{' *' if side == between.own else ''}" for side, share in both
    )
    return f"{shares}, of {between.targets} texts that divide them"


def _coalition_words(number: int, each: Coalition, names_all: bool) -> Iterator[str]:
    yield f"{number}. {each.name}"
    yield (
        f"{len(each.members)} members, {each.inner:.0%} among themselves,"
        f" {each.outer:.0%} with the rest"
    )
    if names_all:
        for at in range(0, len(each.members), _MEMBERS_IN_A_LINE):
            yield ", ".join(each.members[at : at + _MEMBERS_IN_A_LINE])
    else:
        yield f"{', '.join(each.members[:_MEMBERS_IN_A_LINE])}…"


_TARGETS_NAMED = 4
_MOST_LINES = 40  # more of them cannot be followed across a circle


def conflict_picture(found: Conflicts) -> Picture:
    """Returns the picture of which amendments exclude each other, with their support."""
    if not found.clusters:
        return Picture("Conflicts", "", empty_layout("No amendments conflict."))
    boxes = sum(len(cluster.choices) for cluster in found.clusters)
    return _of_parts(
        f"Conflicts: {boxes} amendments, {found.clashes} pairs that conflict",
        "Each frame is a set; a line joins amendments that conflict: full where they want"
        " different words, broken where one would delete, move, split or join what the other"
        " changes, dotted where one amends what the other conflicts with. ✓ and a heavy outline:"
        " the largest compatible set by support.",
        found.clusters,
        lambda each: len(each.choices) if len(each.clashes) <= _MOST_LINES else MOST_NODES + 1,
        _cluster,
    )


def _cluster(number: int, cluster: Cluster) -> Layout:
    chosen = set(cluster.largest)
    diagram = Diagram(
        boxes=tuple(
            Box(
                each.amendment,
                (
                    f"{each.amendment} ✓" if each.amendment in chosen else each.amendment,
                    f"support {each.support}",
                ),
                BoxShape.AMENDMENT,
                tooltip=f"conflicts with {', '.join(each.excludes)}",
                is_strong=each.amendment in chosen,
            )
            for each in cluster.choices
        ),
        lines=tuple(map(_line, cluster.clashes)),
        title=f"{number}. over {', '.join(cluster.targets[:_TARGETS_NAMED])}"
        + ("…" if len(cluster.targets) > _TARGETS_NAMED else ""),
        caption=_most(cluster),
    )
    return with_frame(diagram, on_a_circle(diagram))


def _line(clash: Clash) -> Line:
    style = (
        LineStyle.FULL
        if clash.kind is ClashKind.WORDS
        else LineStyle.DOTTED
        if clash.kind is ClashKind.THROUGH
        else LineStyle.BROKEN
    )
    return Line(clash.one, clash.other, style=style)


def _most(cluster: Cluster) -> str:
    bound = "" if cluster.is_exact else f" of at most {cluster.at_most}"
    return f"✓ together: support {cluster.support}{bound}"


_STYLE_OF_OUTLOOK = {
    Outlook.DECLARED: LineStyle.FULL,
    Outlook.TOGETHER: LineStyle.FULL,
    Outlook.APART: LineStyle.BROKEN,
    Outlook.UNREACHED: LineStyle.BROKEN,
    Outlook.FAILED: LineStyle.DOTTED,
}
_CODES_NAMED = 3


def package_picture(found: Packages, forms: Mapping[str, BoxShape]) -> Picture:
    """Returns the picture of which targets are conditional on which, each drawn in its form."""
    if not found.bundles:
        return Picture("Packages", "", empty_layout("No position has a condition."))
    boxes = sum(len(bundle.targets) for bundle in found.bundles)
    conditions = count_noun(found.conditions, "condition", "conditions")
    return _of_parts(
        f"Packages: {conditions} between {boxes} texts",
        "An arrow leads from a text to what members made a condition for it, with their codes: full"
        " where it is agreed or could be agreed together with it, broken where it could not as"
        " things stand, dotted where it has failed. Heavy outlines could be agreed together; broken"
        " ones could not, and say in which round they fall.",
        found.bundles,
        lambda each: len(each.targets),
        lambda number, each: _bundle(number, each, forms),
    )


def _bundle(number: int, bundle: Bundle, forms: Mapping[str, BoxShape]) -> Layout:
    rounds = {each.target: each.round for each in bundle.fallen}
    waiting: dict[tuple[str, str], list[Wait]] = {}
    for wait in bundle.waits:
        waiting.setdefault((wait.target, wait.condition), []).append(wait)
    diagram = Diagram(
        boxes=tuple(
            Box(
                each,
                (each, f"falls in round {rounds[each]}" if each in rounds else "could be agreed"),
                forms[each],
                is_strong=each not in rounds,
                is_faint=each in rounds,
            )
            for each in bundle.targets
        ),
        lines=tuple(
            Line(
                target, condition, _codes(waits), _STYLE_OF_OUTLOOK[waits[0].prospect], points=True
            )
            for (target, condition), waits in waiting.items()
            if target != condition
        ),
        title=f"{number}. {len(bundle.targets)} texts",
        caption="; ".join(f"together: {', '.join(ring[:6])}" for ring in bundle.rings[:2]),
    )
    return with_frame(diagram, in_columns(diagram))


def _codes(waits: list[Wait]) -> str:
    codes = list(dict.fromkeys(wait.member for wait in waits))
    more = f" +{len(codes) - _CODES_NAMED}" if len(codes) > _CODES_NAMED else ""
    return f"{', '.join(codes[:_CODES_NAMED])}{more}"
