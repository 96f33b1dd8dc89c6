"""Sketches: what a diagram shows, before anything has a place."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

MOST_NODES = 60
"""With more boxes than these nobody reads a diagram, and it is summarised instead."""


class Form(StrEnum):
    """What a box stands for, told by its outline."""

    TEXT = "text"
    """An item, a draft or a bracket: a rectangle."""
    AMENDMENT = "amendment"
    """A proposal to change a text: round corners."""
    PEOPLE = "people"
    """A member, a group or a coalition: round ends."""
    PACKAGE = "package"
    """What is settled together: a double outline."""
    EVENT = "event"
    """A decision, a meeting, something said or asked: cut corners."""


class Stroke(StrEnum):
    """How a line is drawn."""

    FULL = "full"
    BROKEN = "broken"
    DOTTED = "dotted"


@frozen
class Box:
    """One box of a diagram.

    Attributes:
        key: what lines call it; no two boxes have the same.
        words: the lines of words in it, the first in bold; short, since they are not broken.
        form: what it stands for.
        told: what a pointer over it is told; may be empty.
        is_strong: whether it is the one that matters, with a heavy outline.
        is_faint: whether it is out of the running, with a broken outline.
    """

    key: str
    words: tuple[str, ...]
    form: Form
    told: str = ""
    is_strong: bool = False
    is_faint: bool = False


@frozen
class Line:
    """A line between two boxes.

    Attributes:
        start: the key of the box it begins at.
        end: the key of the box it leads to.
        words: what stands on it; may be empty.
        stroke: how it is drawn.
        points: whether it has an arrowhead at its end.
    """

    start: str
    end: str
    words: str = ""
    stroke: Stroke = Stroke.FULL
    points: bool = False


@frozen
class Sketch:
    """Boxes and the lines between them.

    Attributes:
        boxes: the boxes.
        lines: lines between them; none of them from a box to itself.
        title: what stands over them; may be empty.
        caption: a line of words under the title; may be empty.
    """

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...] = ()
    title: str = ""
    caption: str = ""
