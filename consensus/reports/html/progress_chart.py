"""The chart of progress: a bar for each day, or meeting, with decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.figure import Cells, drawing, figure
from consensus.reports.progress import ProgressPoint

_NARROWEST, _WIDEST, _HEIGHT = 340, 640, 240
_ROOM_FOR_BAR = 56
_LEFT, _TOP, _BOTTOM = 44, 12, 28
_WIDEST_BAR = 64
_ROOM_FOR_NUMBER = 18
_ROOM_FOR_DAY = 80
_PARTS = (
    ("agreed", "agreed"),
    ("ad_ref", "agreed ad referendum"),
    ("closed", "withdrawn or rejected"),
)


def progress_chart(points: Sequence[ProgressPoint]) -> Element:
    """Draw how far drafts had come, day by day or meeting by meeting.

    Args:
        points: the days or meetings, the first first; at least one.
    """
    last = points[-1]
    what = "meeting" if any(each.meeting for each in points) else "day"
    width = max(_NARROWEST, min(_LEFT + _ROOM_FOR_BAR * len(points), _WIDEST))
    return figure(
        "progress",
        "Progress",
        f"Items by the end of each {what} with decisions, of {last.items}: agreed (full), agreed ad"
        " referendum (striped), withdrawn or rejected (dotted).",
        [
            drawing(
                width,
                _HEIGHT,
                f"Bars from {points[0].day} to {last.day}: at the end {last.agreed} agreed,"
                f" {last.ad_ref} agreed ad referendum, {last.closed} withdrawn or rejected,"
                f" of {last.items} items",
                _shapes(points, width),
            )
        ],
        Cells(
            (what, *(words for _, words in _PARTS), "items"),
            [
                (
                    _name(each),
                    *(str(getattr(each, part)) for part, _ in _PARTS),
                    str(each.items),
                )
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
                element(
                    "rect",
                    x=_rounded(middle - wide / 2),
                    y=_rounded(below),
                    width=_rounded(wide),
                    height=_rounded(tall),
                ),
                element("text", str(count), x=_rounded(middle), y=_rounded(below + tall / 2 + 4))
                if min(wide, tall) >= _ROOM_FOR_NUMBER
                else None,
                class_=f"bar {part.replace('_', '-')}",
            )
        if (len(points) - 1 - place) % every == 0:
            yield element("text", _name(point), x=_rounded(middle), y=_HEIGHT - 8, class_="axis")


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


def _rounded(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
