"""What is on the wall, as pieces of text for everybody in the room."""

from __future__ import annotations

from attrs import frozen

from consensus.reports.wall import Slide
from consensus.reports.words import SIGNS
from consensus.text.brackets import parse
from tui.views.text import Piece, pieces_of_wording


@frozen
class SlideView:
    """A slide, part by part.

    Attributes:
        title: of the draft, package or working group.
        label: what people call the item; empty where the whole is shown.
        status: where it stands, in words and with a sign; empty where the whole is shown.
        text: the text with its brackets, or what is in the whole.
        totals: how far the whole has come; empty where one item is shown.
    """

    title: str = ""
    label: str = ""
    status: str = ""
    text: tuple[Piece, ...] = ()
    totals: str = ""


def slide_view(slide: Slide) -> SlideView:
    """Say what is on a slide; nothing that is not on it can come in."""
    totals = slide.totals
    lines = slide.lines if totals is None else map(_with_sign_first, slide.lines)
    wording, _ = parse("\n".join(lines))
    return SlideView(
        title=slide.title,
        label=slide.label,
        status=_with_sign(slide.status),
        text=pieces_of_wording(wording, names=False),
        totals=f"{totals.agreed} agreed   {totals.open} open" if totals else "",
    )


def _with_sign(status: str) -> str:
    sign = _sign_of(status)
    return f"{sign} {status}" if sign else status


def _with_sign_first(line: str) -> str:
    """A line that says where an item stands, its sign in a column of its own."""
    sign = _sign_of(line.rpartition(": ")[2])
    return f"{sign} {line}" if sign else line


def _sign_of(status: str) -> str:
    """The sign of a status, which may be followed by what is pending; empty when it is none."""
    for each, sign in SIGNS.items():
        if status == each or status.startswith(f"{each},"):
            return sign
    return ""
