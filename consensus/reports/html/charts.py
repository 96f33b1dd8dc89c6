"""Charts in SVG: heat maps, progress, strips of statuses, and relations between targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from consensus.model.counting import Standpoint
from consensus.reports.graph import RelatedText, Relation, RelationKind, Relations
from consensus.reports.html.element import Element, Node, element, rect
from consensus.reports.html.page import slug
from consensus.reports.matrix import (
    NO_GROUP,
    GroupMatrix,
    GroupRow,
    Matrix,
    MatrixCell,
)
from consensus.reports.outline import Table
from consensus.reports.progress import ProgressPoint
from consensus.reports.words import STANCE_SIGNS, display_name, ruled_note, sign_of
from consensus.rules.verdict import PROVISIONAL
from consensus.text.display import shortened

# Figures: a picture as SVG, and the same as a table for those who do not see it.

_MOST_COLUMNS = 12
"""A table with more is printed across the paper."""

_MOST_ROWS = 1_000
"""A longer table is not read, and makes the page slow."""


def figure(place: str, title: str, caption: str, picture: Sequence[Node], cells: Table) -> Element:
    """Returns a figure with its heading, its picture and the data as a table."""
    return element(
        "section",
        element("h3", title),
        element("p", caption, class_="caption"),
        picture_frame(title, *picture) if picture else None,
        element(
            "details",
            element("summary", f"{title}: the same as a table"),
            table(cells, f"{title}: table"),
            class_="as-table",
        ),
        class_="figure",
        id=place,
    )


def picture_frame(title: str, *picture: Node) -> Element:
    """Returns a picture that scrolls on narrow pages."""
    return element(
        "div",
        *picture,
        class_="scroll picture",
        tabindex=0,
        role="region",
        aria_label=f"{title}: picture",
    )


def table(
    cells: Table,
    title: str,
    *,
    most: int = _MOST_ROWS,
    is_filtered: bool = False,
    marked: Sequence[Sequence[str | Element]] = (),
) -> Element:
    """Returns a table that scrolls on narrow pages; past `most` rows a last line counts the others.

    Where it `is_filtered`, the filter of the page shows and hides its rows. `marked` are the rows
    where some cells are elements.
    """
    shown = (marked or cells.rows)[:most]
    more = len(cells.rows) - len(shown)
    return element(
        "div",
        element(
            "table",
            element("caption", title, class_="hidden"),
            element(
                "thead",
                element("tr", *(element("th", each, scope="col") for each in cells.headings)),
            ),
            element("tbody", (_row(row, is_filtered) for row in shown)),
        ),
        element("p", f"{more} further rows are left out.") if more else None,
        class_="scroll wide" if len(cells.headings) > _MOST_COLUMNS else "scroll",
        tabindex=0,
        role="region",
        aria_label=title,
    )


def _row(cells: Sequence[str | Element], is_filtered: bool) -> Element:
    first, *others = cells
    name = first if isinstance(first, str) else ""
    if isinstance(first, str):
        first = element("th", element("bdi", first), scope="row") if first else element("td")
    return element(
        "tr",
        first,
        *(element("td", element("bdi", e)) if isinstance(e, str) else e for e in others),
        data_status="none" if is_filtered else None,
        data_names=name if is_filtered else None,
    )


def svg_element(width: int, height: int, description: str, shapes: Iterable[Node]) -> Element:
    """Returns a picture as SVG, its width in pixels at its natural size."""
    return element(
        "svg",
        shapes,
        role="img",
        aria_label=description,
        viewbox=f"0 0 {width} {height}",
        width=width,
        height=height,
    )


# Heat maps: what every member, or every group, says of every item.

_CELL_SIDE = 20
_GROUP_WIDE = 76
_NAME_WIDE = 112
_LONGEST_NAME = 16
_CODE_HIGH = 64
_LONGEST_CODE = 9
_MOST_DRAWN = 200
"""Items; a longer picture cannot be read."""


def member_map(matrix: Matrix) -> Element:
    """Returns the heat map of every member's stance on every item, a row for each item."""
    width = _NAME_WIDE + len(matrix.rows) * _CELL_SIDE + 4
    height = _CODE_HIGH + len(matrix.targets) * _CELL_SIDE + 4
    legend = ", ".join(f"{sign} {stance}" for stance, sign in STANCE_SIGNS.items())
    is_grouped = any(row.group for row in matrix.rows)
    return figure(
        "positions",
        "Who says what",
        f"Items down, members across: {legend}; a bar under the sign: to be reconfirmed; a point"
        " beside it: on conditions; nothing: no position that this audience sees.",
        [
            svg_element(
                width,
                height,
                f"{len(matrix.targets)} items against {len(matrix.rows)} members",
                _members(matrix),
            )
        ],
        Table.of(
            (
                "item",
                *(
                    f"{row.member} ({row.group or NO_GROUP})" if is_grouped else row.member
                    for row in matrix.rows
                ),
            ),
            [
                (
                    display_name(target.label, target.handle),
                    *(str(row.cells[place] or "") for row in matrix.rows),
                )
                for place, target in enumerate(matrix.targets)
            ],
        ),
    )


def _members(matrix: Matrix) -> Iterator[Node]:
    for column, row in enumerate(matrix.rows):
        x, y = _NAME_WIDE + column * _CELL_SIDE + 14, _CODE_HIGH - 6
        code, turn = shortened(row.member, _LONGEST_CODE), f"rotate(-90 {x} {y})"
        yield element("text", code, x=x, y=y, class_="axis start", transform=turn)
    for place, target in enumerate(matrix.targets):
        y = _CODE_HIGH + place * _CELL_SIDE
        yield _down(target.label, target.handle, y)
        for column, row in enumerate(matrix.rows):
            cell = row.cells[place]
            x = _NAME_WIDE + column * _CELL_SIDE
            if cell is None:
                yield rect(x + 1, y + 1, _CELL_SIDE - 2, _CELL_SIDE - 2, class_="none")
            else:
                yield _cell(
                    cell, f"{display_name(target.label, target.handle)}, {row.member}", x, y
                )


def _cell(cell: MatrixCell, where: str, x: int, y: int) -> Element:
    bar = rect(x + 4, y + 16, 12, 2, class_="stale")
    point = element("circle", cx=x + 16, cy=y + 5, r=2, class_="condition")
    return element(
        "g",
        element("title", f"{where}: {cell}"),
        rect(x + 1, y + 1, _CELL_SIDE - 2, _CELL_SIDE - 2, class_="ground"),
        element("text", STANCE_SIGNS[cell.stance], x=x + _CELL_SIDE // 2, y=y + 14),
        bar if cell.is_stale else None,
        point if cell.is_conditional else None,
        class_=f"cell {cell.stance}",
    )


def group_map(matrix: GroupMatrix) -> Element:
    """Returns the heat map of every stakeholder group on every item, a row for each item."""
    drawn = matrix.rows
    if len(drawn) > _MOST_DRAWN:
        drawn = tuple(
            row for row in drawn if any(each.supportive or each.against for each in row.cells)
        )[:_MOST_DRAWN]
    width = _NAME_WIDE + len(matrix.groups) * _GROUP_WIDE + 4
    height = 24 + len(drawn) * _CELL_SIDE + 4
    cut = (
        f" Of {len(matrix.rows)} items the first {len(drawn)} with positions are drawn."
        if len(drawn) < len(matrix.rows)
        else ""
    )
    hidden = not all(row.cells for row in matrix.rows)
    unseen = " Empty: not shown, since positions on it are withheld." if hidden else ""
    return figure(
        "groups",
        "How the groups stand on each item",
        "Items down, stakeholder groups across: how many support or accept the text, of how many"
        " members; behind ✗ how many object or are against. The fuller the square, the larger the"
        f" part that supports or accepts.{unseen}{cut}",
        [
            svg_element(
                width,
                height,
                f"{len(drawn)} items against {len(matrix.groups)} groups",
                _groups(matrix.groups, drawn),
            )
        ],
        Table.of(
            ("item", *(group or NO_GROUP for group in matrix.groups)),
            [row.in_words(len(matrix.groups)) for row in matrix.rows],
        ),
    )


def _groups(groups: Sequence[str], rows: Sequence[GroupRow]) -> Iterator[Node]:
    for column, group in enumerate(groups):
        x = _NAME_WIDE + column * _GROUP_WIDE + _GROUP_WIDE // 2
        words = shortened(group or NO_GROUP, _LONGEST_CODE)
        yield element("text", words, x=x, y=16, class_="axis")
    for place, row in enumerate(rows):
        y = 24 + place * _CELL_SIDE
        yield _down(row.target.label, row.target.handle, y)
        for column, cell in enumerate(row.cells):
            x = _NAME_WIDE + column * _GROUP_WIDE
            share = cell.supportive * (_GROUP_WIDE - 2) // max(cell.entitled, 1)
            against = f" ✗{cell.against}" if cell.against else ""
            yield element(
                "g",
                rect(
                    x + 1,
                    y + 1,
                    _GROUP_WIDE - 2,
                    _CELL_SIDE - 2,
                    class_="none against" if cell.against else "none",
                ),
                rect(x + 1, y + 1, share, _CELL_SIDE - 2, class_="share"),
                element(
                    "text",
                    f"{cell.supportive}/{cell.entitled}{against}",
                    x=x + _GROUP_WIDE // 2,
                    y=y + 14,
                ),
                class_="cell",
            )


def group_stances(matrix: GroupMatrix) -> Table:
    """Returns how often the members of each group take each stance, and out of how many."""
    totals = matrix.totals()
    taken = [each for each in Standpoint if any(total.classes[each] for total in totals)]
    return Table.of(
        ("group", *(each.value for each in taken)),
        [
            (group or NO_GROUP, *(f"{total.classes[each]} of {total.entitled}" for each in taken))
            for group, total in zip(matrix.groups, totals, strict=True)
        ],
    )


def _down(label: str, handle: str, y: int) -> Element:
    words = shortened(label or handle, _LONGEST_NAME)
    return element("text", words, x=_NAME_WIDE - 8, y=y + 14, class_="axis end")


# The chart of progress: a bar for each day, or meeting, with decisions.

_NARROWEST, _WIDEST, _HEIGHT = 340, 640, 240
_ROOM_FOR_BAR = 56
_LEFT, _TOP, _BOTTOM = 44, 12, 28
_WIDEST_BAR = 64
_ROOM_FOR_NUMBER = 18
_ROOM_FOR_DAY = 80
_PARTS = (
    ("agreed", "agreed"),
    ("provisional", PROVISIONAL),
    ("awaited", "agreed ad referendum"),
    ("closed", "withdrawn, rejected or no consensus"),
)


def is_telling(points: Sequence[ProgressPoint]) -> bool:
    """Returns whether the bars of a chart of progress are not all empty, or all the same."""
    bars = [tuple(getattr(each, part) for part, _ in _PARTS) for each in points]
    return any(map(any, bars)) and (len(bars) == 1 or len(set(bars)) > 1)


def progress_chart(points: Sequence[ProgressPoint]) -> Element:
    """Returns the chart of progress on drafts, day by day or meeting by meeting."""
    last = points[-1]
    what = "meeting" if any(each.meeting for each in points) else "day"
    has_provisional = any(each.provisional for each in points)
    parts = [each for each in _PARTS if each[0] != "provisional" or has_provisional]
    light = f" {PROVISIONAL} (light)," if has_provisional else ""
    width = max(_NARROWEST, min(_LEFT + _ROOM_FOR_BAR * len(points), _WIDEST))
    return figure(
        "progress",
        "Progress",
        f"Items by the end of each {what} with decisions, of {last.items}: agreed (full),"
        f"{light} agreed ad referendum (striped), withdrawn, rejected or no consensus"
        f" (dotted){ruled_note(last.ruled)}.",
        [
            svg_element(
                width,
                _HEIGHT,
                f"Bars from {points[0].day} to {last.day}: at the end {last.sentence},"
                f" of {last.items} items",
                _shapes(points, width),
            )
        ],
        Table.of(
            (what, *(words for _, words in parts), "items"),
            [
                (_name(each), *(str(getattr(each, part)) for part, _ in parts), str(each.items))
                for each in points
            ],
        ),
    )


def _shapes(points: Sequence[ProgressPoint], width: int) -> Iterator[Node]:
    yield from _patterns()
    most = max(points[-1].items, 1)
    plot = _HEIGHT - _TOP - _BOTTOM
    for count in sorted({0, most // 2, most}):
        y = _TOP + plot - plot * count // most
        yield element("line", x1=_LEFT, x2=width, y1=y, y2=y, class_="grid")
        yield element("text", str(count), x=_LEFT - 8, y=y + 4, class_="axis end")
    step = (width - _LEFT) / len(points)
    wide = min(step * 0.7, _WIDEST_BAR)
    every = max(1, -(-_ROOM_FOR_DAY * len(points) // (width - _LEFT)))
    for place, point in enumerate(points):
        middle = _LEFT + step * (place + 0.5)
        below = _TOP + plot
        for part, words in _PARTS:
            count = getattr(point, part)
            tall = plot * count / most
            if not count:
                continue
            below -= tall
            yield element(
                "g",
                element("title", f"{_name(point)}: {count} {words}"),
                rect(middle - wide / 2, below, wide, tall),
                element("text", str(count), x=middle, y=below + tall / 2 + 4)
                if min(wide, tall) >= _ROOM_FOR_NUMBER
                else None,
                class_=f"bar {part.replace('_', '-')}",
            )
        if (len(points) - 1 - place) % every == 0:
            yield element("text", _name(point), x=middle, y=_HEIGHT - 8, class_="axis")


def _name(point: ProgressPoint) -> str:
    return point.meeting or point.day.isoformat()


def _patterns() -> Iterator[Node]:
    yield element(
        "defs",
        element(
            "pattern",
            element("rect", width=8, height=8, class_="under"),
            element("path", d="M0 8L8 0M-2 2L2 -2M6 10L10 6", class_="over"),
            id="striped",
            width=8,
            height=8,
            patternunits="userSpaceOnUse",
        ),
        element(
            "pattern",
            element("rect", width=6, height=6, class_="under"),
            element("circle", cx=3, cy=3, r=1, class_="over"),
            id="dotted",
            width=6,
            height=6,
            patternunits="userSpaceOnUse",
        ),
    )


# Strips: every item as one square with a symbol, in the order of the documents.

_SQUARE_SIDE = 22  # pixels; a sign of 13 pixels can be read in it
_ACROSS = 15  # squares; as many as a telephone shows
_ACROSS_AT_MOST = 40


@frozen
class Square:
    """One item of a strip: its name, a sign, and what the sign says."""

    name: str
    sign: str
    word: str


def status_strip(title: str, squares: Sequence[Square]) -> Element:
    """Returns a strip: a square for each item, in the order of the draft."""
    across = min(_ACROSS if len(squares) <= 4 * _ACROSS else _ACROSS_AT_MOST, len(squares))
    down = -(-len(squares) // across)
    legend = ", ".join(dict.fromkeys(f"{each.sign} {each.word}" for each in squares))
    return figure(
        "strip",
        title,
        f"One square for each item, in the order of the documents: {legend}.",
        [
            svg_element(
                across * _SQUARE_SIDE,
                down * _SQUARE_SIDE,
                f"{len(squares)} squares, each with the sign of an item",
                _draw_squares(squares, across),
            )
        ],
        Table.of(("item", "sign"), [(each.name, each.word) for each in squares]),
    )


def _draw_squares(squares: Sequence[Square], across: int) -> Iterator[Node]:
    for place, square in enumerate(squares):
        x, y = place % across * _SQUARE_SIDE, place // across * _SQUARE_SIDE
        yield element(
            "g",
            element("title", f"{square.name}: {square.word}"),
            rect(x + 1, y + 1, _SQUARE_SIDE - 2, _SQUARE_SIDE - 2, rx=3),
            element("text", square.sign, x=x + _SQUARE_SIDE // 2, y=y + 16),
            class_=f"square {slug(square.word)}",
        )


# The diagram of relations: texts down the page, with an arc between any two that hang together.

MOST_TEXTS = 60
"""Texts; with more the arcs cannot be distinguished."""

_ROW = 22
_TEXT = 130  # where words begin
_ARCS = 250  # where arcs on the right begin
_WIDTH = 420
_LONGEST = 16
_COUNTED = {
    RelationKind.CONFLICT: "conflicts",
    RelationKind.AMENDS: "amendments to amendments",
    RelationKind.CONDITION: "conditions",
    RelationKind.PACKAGE: "parts of packages",
}
_TITLE = "Conflicts and dependencies"


def relation_diagram(relations: Relations, statuses: Mapping[str, str], note: str) -> Element:
    """Returns the diagram of relations between texts; `note` says what is withheld."""
    labels = {each.handle: display_name(each.label, each.handle) for each in relations.texts}
    cells = Table.of(
        ("text", "how", "other text"),
        [(labels[each.one], str(each.kind), labels[each.other]) for each in relations.relations],
    )
    counted = ", ".join(
        f"{words} {relations.of_kind(kind)}"
        for kind, words in _COUNTED.items()
        if relations.of_kind(kind)
    )
    caption, picture = _ARCS_READ, [_arcs(relations, statuses)]
    if len(relations.texts) > MOST_TEXTS:
        caption, picture = f"{len(relations.texts)} texts, too many to be drawn.", []
    return figure("ties", _TITLE, f"{caption} In all: {counted}. {note}".rstrip(), picture, cells)


_ARCS_READ = (
    "Right of the texts: full arcs with ✗ for words that conflict, broken ones for amendments to"
    " amendments. Left: an arrow to what positions are conditional on, dots for what is settled"
    " together."
)


def _arcs(relations: Relations, statuses: Mapping[str, str]) -> Element:
    rows = {each.handle: place for place, each in enumerate(relations.texts)}
    return svg_element(
        _WIDTH,
        len(rows) * _ROW + 12,
        f"{len(rows)} texts with {len(relations.relations)} arcs between them",
        _texts_and_arcs(relations, rows, statuses),
    )


def _texts_and_arcs(
    relations: Relations, rows: Mapping[str, int], statuses: Mapping[str, str]
) -> Iterator[Node]:
    yield element(
        "defs",
        element(
            "marker",
            element("path", d="M0 0L8 4L0 8z", class_="tip"),
            id="tip",
            viewbox="0 0 8 8",
            refx=8,
            refy=4,
            markerwidth=8,
            markerheight=8,
            orient="auto",
        ),
    )
    for relation in relations.relations:
        yield _arc(relation, rows[relation.one] * _ROW + 17, rows[relation.other] * _ROW + 17)
    for each in relations.texts:
        is_below = each.item != each.handle
        yield _words(each, statuses, _TEXT + (14 if is_below else 0), rows[each.handle] * _ROW + 21)


def _words(each: RelatedText, statuses: Mapping[str, str], x: int, y: int) -> Element:
    known = sign_of(statuses.get(each.handle, ""))
    sign = f"{known} " if known else ""
    words = each.label or each.handle
    kind = "amendment" if each.item != each.handle else "item"
    return element("text", sign + shortened(words, _LONGEST), x=x, y=y, class_=kind)


def _arc(relation: Relation, start: int, end: int) -> Element:
    is_left = relation.kind in (RelationKind.CONDITION, RelationKind.PACKAGE)
    side = _TEXT - 8 if is_left else _ARCS
    bend = min(12 + abs(end - start) // 2, _TEXT - 16 if is_left else _WIDTH - _ARCS - 4)
    reach = side - bend if is_left else side + bend
    middle = (start + end) // 2
    arrow = "url(#tip)" if relation.kind is RelationKind.CONDITION else None
    return element(
        "g",
        element("title", f"{relation.one} {relation.kind} {relation.other}"),
        element(
            "path",
            d=f"M{side} {start}C{reach} {start} {reach} {end} {side} {end}",
            marker_end=arrow,
        ),
        element("text", "✗", x=side + bend * 3 // 4, y=middle + 5)
        if relation.kind is RelationKind.CONFLICT
        else None,
        class_=f"tie {relation.kind.name.lower()}",
    )
