"""The diagram of ties: texts down the page, with an arc between any two that hang together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.figure import Cells, drawing, figure
from consensus.reports.status_signs import SIGNS
from consensus.reports.targets import spoken
from consensus.reports.ties import Tie, TiedText, TieKind, Ties
from consensus.rules.verdict import Status
from consensus.text.display import shortened

MOST_TEXTS = 60
"""With more texts than these the arcs cannot be told apart, and conflicts are counted instead."""

_MOST_BARS = 40
_ROW = 22
_TEXT = 130  # where words begin
_ARCS = 250  # where arcs on the right begin
_WIDTH = 420
_LONGEST = 16
_CLASSES = {
    TieKind.CONFLICT: "conflict",
    TieKind.AMENDS: "amends",
    TieKind.CONDITION: "condition",
    TieKind.PACKAGE: "package",
}
_COUNTED = {
    TieKind.CONFLICT: "conflicts",
    TieKind.AMENDS: "amendments to amendments",
    TieKind.CONDITION: "conditions",
    TieKind.PACKAGE: "parts of packages",
}
_TITLE = "Conflicts and dependencies"


def tie_diagram(ties: Ties, statuses: Mapping[str, Status], told: str) -> Element:
    """Draw how texts hang together.

    Args:
        ties: at least one.
        statuses: where each text stands, by its handle, as far as that is known.
        told: what the audience is not told; may be empty.
    """
    labels = {each.handle: spoken(each.label, each.handle) for each in ties.texts}
    cells = Cells(
        ("text", "how", "other text"),
        [(labels[each.one], str(each.kind), labels[each.other]) for each in ties.ties],
    )
    counted = ", ".join(
        f"{words} {ties.of_kind(kind)}" for kind, words in _COUNTED.items() if ties.of_kind(kind)
    )
    draw = _arcs if len(ties.texts) <= MOST_TEXTS else _bars
    caption, picture = draw(ties, statuses)
    return figure("ties", _TITLE, f"{caption} In all: {counted}. {told}".rstrip(), [picture], cells)


def _arcs(ties: Ties, statuses: Mapping[str, Status]) -> tuple[str, Element]:
    rows = {each.handle: place for place, each in enumerate(ties.texts)}
    picture = drawing(
        _WIDTH,
        len(rows) * _ROW + 12,
        f"{len(rows)} texts with {len(ties.ties)} arcs between them",
        _texts_and_arcs(ties, rows, statuses),
    )
    caption = (
        "Right of the texts: full arcs with ✗ for words that exclude each other, broken ones for"
        " amendments to amendments. Left: an arrow to what positions are conditional on, dots for"
        " what is settled together."
    )
    return caption, picture


def _texts_and_arcs(
    ties: Ties, rows: Mapping[str, int], statuses: Mapping[str, Status]
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
    for tie in ties.ties:
        yield _arc(tie, rows[tie.one] * _ROW + 17, rows[tie.other] * _ROW + 17)
    for each in ties.texts:
        is_below = each.item != each.handle
        yield _words(each, statuses, _TEXT + (14 if is_below else 0), rows[each.handle] * _ROW + 21)


def _words(each: TiedText, statuses: Mapping[str, Status], x: int, y: int) -> Element:
    known = statuses.get(each.handle)
    sign = f"{SIGNS[known]} " if known else ""
    words = f"{each.handle} · {each.label}" if each.label else each.handle
    kind = "amendment" if each.item != each.handle else "item"
    return element("text", sign + shortened(words, _LONGEST), x=x, y=y, class_=kind)


def _arc(tie: Tie, start: int, end: int) -> Element:
    is_left = tie.kind in (TieKind.CONDITION, TieKind.PACKAGE)
    side = _TEXT - 8 if is_left else _ARCS
    bend = min(12 + abs(end - start) // 2, _TEXT - 16 if is_left else _WIDTH - _ARCS - 4)
    reach = side - bend if is_left else side + bend
    middle = (start + end) // 2
    arrow = "url(#tip)" if tie.kind is TieKind.CONDITION else None
    return element(
        "g",
        element("title", f"{tie.one} {tie.kind} {tie.other}"),
        element(
            "path",
            d=f"M{side} {start}C{reach} {start} {reach} {end} {side} {end}",
            marker_end=arrow,
        ),
        element("text", "✗", x=side + bend * 3 // 4, y=middle + 5)
        if tie.kind is TieKind.CONFLICT
        else None,
        class_=f"tie {_CLASSES[tie.kind]}",
    )


def _bars(ties: Ties, statuses: Mapping[str, Status]) -> tuple[str, Element]:
    items = {each.handle: each.item or each.handle for each in ties.texts}
    count = Counter(items[tie.one] for tie in ties.ties)
    labels = {each.handle: each.label for each in ties.texts}
    most = sorted(count, key=lambda item: (-count[item], item))[:_MOST_BARS]
    picture = drawing(
        _WIDTH,
        len(most) * _ROW + 4,
        f"Bars for the {len(most)} items with the most ties, up to {count[most[0]]}",
        _bars_of([(each, labels.get(each, ""), count[each]) for each in most], statuses),
    )
    left = len(count) - len(most)
    others = f" {left} further items have fewer." if left else ""
    return f"The items with the most ties, and how many each has.{others}", picture


def _bars_of(
    bars: Sequence[tuple[str, str, int]], statuses: Mapping[str, Status]
) -> Iterator[Node]:
    longest = max(count for _, _, count in bars)
    for place, (handle, label, count) in enumerate(bars):
        y = place * _ROW
        yield _words(TiedText(handle, label, handle), statuses, 4, y + 17)
        wide = max(2, (_WIDTH - 220) * count // longest)
        yield element("rect", x=180, y=y + 5, width=wide, height=_ROW - 8, class_="count")
        yield element("text", str(count), x=186 + wide, y=y + 17, class_="item")
