"""Figures: a picture as SVG, and the same as a table for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from consensus.reports.html.element import Element, Node, element

_MOST_COLUMNS = 12
"""A table with more is printed across the paper."""

_MOST_ROWS = 1_000
"""A longer table is not read, and makes the page slow."""


@frozen
class Cells:
    """What a figure shows, as rows of words.

    Attributes:
        headings: one for each column; the first column names the rows.
        rows: as many cells each as there are headings.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def figure(place: str, title: str, caption: str, picture: Iterable[Node], cells: Cells) -> Element:
    """A figure with its heading, its picture and the same as a table.

    Args:
        place: its name on the page.
        title: its heading.
        caption: how it is to be read.
        picture: the picture.
        cells: what it shows.
    """
    return element(
        "section",
        element("h3", title),
        element("p", caption, class_="caption"),
        element(
            "div",
            *picture,
            class_="scroll picture",
            tabindex=0,
            role="region",
            aria_label=f"{title}: picture",
        ),
        element(
            "details",
            element("summary", f"{title}: the same as a table"),
            table(cells, f"{title}: table"),
            class_="as-table",
        ),
        class_="figure",
        id=place,
    )


def table(
    cells: Cells, title: str, *, most: int = _MOST_ROWS, is_filtered: bool = False
) -> Element:
    """A table that scrolls where the page is narrow.

    Args:
        cells: what it shows.
        title: what it is called.
        most: how many rows are shown; how many others there are is said.
        is_filtered: whether the filter of the page shows and hides its rows.
    """
    shown = cells.rows[:most]
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


def _row(cells: Sequence[str], is_filtered: bool) -> Element:
    first, *others = cells
    return element(
        "tr",
        element("th", element("bdi", first), scope="row"),
        *(element("td", element("bdi", each)) for each in others),
        data_status="none" if is_filtered else None,
        data_names=first if is_filtered else None,
    )


def drawing(width: int, height: int, description: str, shapes: Iterable[Node]) -> Element:
    """A picture as SVG.

    Args:
        width: in pixels at its natural size.
        height: in pixels.
        description: what it shows, in one sentence.
        shapes: what is drawn.
    """
    return element(
        "svg",
        shapes,
        role="img",
        aria_label=description,
        viewbox=f"0 0 {width} {height}",
        width=width,
        height=height,
    )
