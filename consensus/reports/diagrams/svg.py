"""Layouts as SVG, for a page or as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.diagrams.layout import (
    LINE_HEIGHT,
    BoxShape,
    Layout,
    LineStyle,
    Place,
    Run,
    text_width,
)
from consensus.reports.html.charts import svg_element
from consensus.reports.html.element import Attribute, Element, Node, element, number, rect, write

_TINTS = {
    BoxShape.TEXT: "#2f6fb3",
    BoxShape.AMENDMENT: "#c08a00",
    BoxShape.PEOPLE: "#3f8f3f",
    BoxShape.PACKAGE: "#8a4fb0",
    BoxShape.EVENT: "#777777",
}
_DASHES = {LineStyle.FULL: None, LineStyle.BROKEN: "6 4", LineStyle.DOTTED: "2 3"}
_CORNERS = {BoxShape.AMENDMENT: 8, BoxShape.PEOPLE: 14}
_CUT = 7
_SMALL = 10
_MARGIN = 12


def to_svg(layout: Layout, description: str) -> Element:
    """Returns a layout as an SVG element for a page, in the colour of its text."""
    return svg_element(
        round(layout.width + 2 * _MARGIN),
        round(layout.height + 2 * _MARGIN),
        description,
        _shapes(layout.shifted(_MARGIN, _MARGIN)),
    )


def svg_file(layout: Layout, title: str, legend: str) -> str:
    """Returns a layout as an SVG file, black on white, with its title and explanation."""
    width = max(layout.width + 2 * _MARGIN, 420)
    lines = _break_lines(legend, int((width - 2 * _MARGIN) / 6.4))
    top = 40
    below = top + layout.height + 26
    height = below + len(lines) * LINE_HEIGHT + 4
    root = element(
        "svg",
        element("title", title),
        element("desc", legend),
        element("rect", width="100%", height="100%", fill="#ffffff"),
        element("text", title, x=_MARGIN, y=24, font_size=15, font_weight=600, fill="currentColor"),
        _shapes(layout.shifted(_MARGIN, top)),
        (
            element(
                "text",
                words,
                x=_MARGIN,
                y=below + at * LINE_HEIGHT,
                font_size=11,
                fill="currentColor",
            )
            for at, words in enumerate(lines)
        ),
        xmlns="http://www.w3.org/2000/svg",
        viewbox=f"0 0 {round(width)} {round(height)}",
        width=round(width),
        height=round(height),
        color="#1a1a1a",
        font_family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif",
        font_size=12,
        role="img",
    )
    return "".join(write([root])).rstrip("\n") + "\n"


def _shapes(layout: Layout) -> Iterator[Node]:
    for x, y, width, height in layout.frames:
        yield rect(
            x, y, width, height, rx=4, fill="none", stroke="currentColor", stroke_opacity="0.35"
        )
    for run in layout.runs:
        yield from _run(run)
    for place in layout.places:
        yield _place(place)
    for run in layout.runs:
        yield from _words_on(run)
    for heading in layout.headings:
        yield element(
            "text",
            heading.words,
            x=heading.x,
            y=heading.y + 6,
            class_="start",
            text_anchor="start",
            font_weight=600 if heading.is_title else 400,
            fill="currentColor",
        )


def _run(run: Run) -> Iterator[Node]:
    yield element(
        "path",
        d=_path(run),
        fill="none",
        stroke="currentColor",
        stroke_opacity="0.75",
        stroke_dasharray=_DASHES[run.line.style],
    )
    if run.line.points:
        yield _tip(run)


def _path(run: Run) -> str:
    """Returns a straight line between two points; through more of them a curve, level at each."""
    (x, y), *others = run.points
    written = [f"M{number(x)} {number(y)}"]
    if len(others) == 1 and run.bow is None:
        return f"{written[0]}L{number(others[0][0])} {number(others[0][1])}"
    for end_x, end_y in others:
        bend = number((x + end_x) / 2 if run.bow is None else run.bow)
        written.append(
            f"C{bend} {number(y)} {bend} {number(end_y)} {number(end_x)} {number(end_y)}"
        )
        x, y = end_x, end_y
    return "".join(written)


def _tip(run: Run) -> Element:
    """Returns the arrowhead at the end of a line; a curve comes in level."""
    (x, y), (tip_x, tip_y) = run.points[-2:]
    right, down = tip_x - x, tip_y - y
    if run.bow is not None:
        right, down = tip_x - run.bow, 0.0
    elif len(run.points) > 2:
        down = 0.0
    length = (right**2 + down**2) ** 0.5 or 1.0
    right, down = right / length, down / length
    corners = (
        (tip_x, tip_y),
        (tip_x - 8 * right + 4 * down, tip_y - 8 * down - 4 * right),
        (tip_x - 8 * right - 4 * down, tip_y - 8 * down + 4 * right),
    )
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    return element("polygon", points=points, fill="currentColor")


def _words_on(run: Run) -> Iterator[Node]:
    words = run.line.words
    if not words:
        return
    at = len(run.points) // 2
    (x, y), (end_x, end_y) = run.points[at - 1], run.points[at]
    middle, height = (x + end_x) / 2, (y + end_y) / 2
    if run.bow is not None:
        # A curve comes three quarters as far out as what it bows to.
        middle = x + (run.bow - x) * 0.75
    width = text_width(words) * _SMALL / 12 + 2
    yield rect(
        middle - width / 2,
        height - _SMALL / 2 - 1,
        width,
        _SMALL + 2,
        class_="under",
        fill="#ffffff",
    )
    yield element(
        "text",
        words,
        x=middle,
        y=height + _SMALL / 2 - 1,
        text_anchor="middle",
        font_size=_SMALL,
        fill="currentColor",
    )


def _place(place: Place) -> Element:
    box = place.box
    top = place.y - place.height / 2 + 4 + LINE_HEIGHT * 0.72
    return element(
        "g",
        element("title", box.tooltip) if box.tooltip else None,
        _outline(place),
        (
            element(
                "text",
                words,
                x=place.x,
                y=top + at * LINE_HEIGHT,
                text_anchor="middle",
                font_weight=600 if at == 0 else 400,
                fill="currentColor",
            )
            for at, words in enumerate(box.words)
        ),
    )


def _outline(place: Place) -> Iterator[Element]:
    box = place.box
    left, top = place.x - place.width / 2, place.y - place.height / 2

    def outline(inset: int = 0, **look: Attribute) -> Element:
        if box.shape is BoxShape.EVENT:
            return element("path", d=_cut_corners(left, top, place.width, place.height), **look)
        return rect(
            left + inset,
            top + inset,
            place.width - 2 * inset,
            place.height - 2 * inset,
            rx=_CORNERS.get(box.shape, 0),
            **look,
        )

    # Lines pass under a box, and a page has a ground of its own.
    yield outline(class_="under", fill="#ffffff")
    yield outline(
        fill=_TINTS[box.shape],
        fill_opacity="0.05" if box.is_faint else "0.28" if box.is_strong else "0.14",
        stroke="currentColor",
        stroke_width="2.5" if box.is_strong else "1",
        stroke_dasharray="4 3" if box.is_faint else None,
    )
    if box.shape is BoxShape.PACKAGE:
        yield outline(inset=3, fill="none", stroke="currentColor")


def _cut_corners(left: float, top: float, width: float, height: float) -> str:
    right, bottom = left + width, top + height
    corners = (
        (left + _CUT, top),
        (right - _CUT, top),
        (right, top + _CUT),
        (right, bottom - _CUT),
        (right - _CUT, bottom),
        (left + _CUT, bottom),
        (left, bottom - _CUT),
        (left, top + _CUT),
    )
    return f"M{'L'.join(f'{number(x)} {number(y)}' for x, y in corners)}z"


def _break_lines(words: str, most: int) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if len(longer) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
