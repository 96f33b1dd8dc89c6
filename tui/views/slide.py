"""What is on the wall, as pieces of text for everybody in the room."""

from __future__ import annotations

from attrs import frozen

from consensus.reports.status_signs import SIGNS
from consensus.reports.wall import Slide
from consensus.text.brackets import parse
from tui.views.piece import Piece, pieces_of_wording


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
    wording, _ = parse("\n".join(slide.lines))
    totals = slide.totals
    return SlideView(
        title=slide.title,
        label=slide.label,
        status=_with_sign(slide.status),
        text=pieces_of_wording(wording, names=False),
        totals=f"{totals.agreed} agreed   {totals.open} open" if totals else "",
    )


def _with_sign(status: str) -> str:
    for each, sign in SIGNS.items():
        if status == each or status.startswith(f"{each},"):
            return f"{sign} {status}"
    return status
