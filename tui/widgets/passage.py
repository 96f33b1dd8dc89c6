"""A passage of text with what is to be seen of it; square brackets in it are only signs."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Static

from consensus.text.control_signs import made_visible
from tui.views.piece import Mark, Piece

_STYLES = {
    Mark.KEPT: "",
    Mark.ADDED: "bold underline $text-success",
    Mark.REMOVED: "strike $text-error",
    Mark.SIGN: "bold $text-warning",
    Mark.NAME: "italic $text-accent",
    Mark.OPTION: "$text-warning",
    Mark.CHOSEN: "bold $text-success",
    Mark.FAINT: "italic $text-muted",
    Mark.STRONG: "bold reverse",
}

# Where there is no colour, strokes and lines alone are easily missed: signs say the same, as
# CriticMarkup writes them.
_SIGNED = {Mark.ADDED: ("{++", "++}"), Mark.REMOVED: ("{--", "--}")}


def content_of(pieces: Iterable[Piece], signed: bool = False) -> Content:
    """The pieces as styled text, control signs made visible.

    Args:
        pieces: the pieces.
        signed: whether what was added and removed stands between signs too.
    """
    parts: list[tuple[str, str]] = []
    for piece in pieces:
        text = made_visible(piece.text)
        if signed and piece.mark in _SIGNED:
            opening, closing = _SIGNED[piece.mark]
            text = f"{opening}{text}{closing}"
        parts.append((text, _STYLES[piece.mark]))
    return Content.assemble(*parts)


class Passage(Static):
    """A passage of text; it wraps, and can be selected with the mouse."""

    DEFAULT_CSS = """
    Passage { height: auto; width: 1fr; }
    """

    def show(self, pieces: Iterable[Piece]) -> None:
        """Show other words."""
        self.update(content_of(pieces, signed=self.app.no_color))
