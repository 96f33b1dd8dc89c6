"""Pictures: layouts with what they show and how they are to be read."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from consensus.reports.diagrams.layout import (
    Heading,
    Layout,
    Place,
    gathered,
    size_of,
    width_of_words,
)
from consensus.reports.diagrams.sketch import Box
from consensus.reports.diagrams.svg import drawn, svg_file
from consensus.reports.html.element import Element

WIDEST = 1_040
"""How wide a picture is, in pixels, unless one part of it needs more."""


@frozen
class Picture:
    """A diagram with what it shows and how it is to be read.

    Attributes:
        title: what it shows.
        legend: how it is to be read.
        layout: where everything stands.
    """

    title: str
    legend: str
    layout: Layout

    def element(self) -> Element:
        """The picture for a page."""
        return drawn(self.layout, self.title)

    def svg(self) -> str:
        """The picture as a file of SVG."""
        return svg_file(self.layout, self.title, self.legend)


def listed(boxes: Sequence[Box]) -> Layout:
    """Boxes side by side in rows, without lines."""
    alone = []
    for box in boxes:
        width, height = size_of(box)
        alone.append(Layout(width, height, (Place(box, width / 2, height / 2, width, height),)))
    return gathered(alone, WIDEST)


def nothing(words: str) -> Layout:
    """A layout that says that there is nothing to show."""
    return Layout(width_of_words(words) + 20, 30, headings=(Heading(words, 0, 12, False),))
