"""Leaving for good: what was typed or chosen and is not recorded is shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.dialogs import AskWording, Confirm
from tui.screens.wording import WordingScreen
from tui.views.text import Mark, Piece

if TYPE_CHECKING:
    from tui.app import ConsensusApp


class LeaveForGood(Confirm):
    """Asks whether to leave what was not recorded.

    Args:
        lost: what would be lost, as a passage.
    """

    def __init__(self, lost: tuple[Piece, ...]) -> None:
        super().__init__("Leave without recording this?", lost, "leave, and lose it", "stay")


def unrecorded(app: ConsensusApp) -> tuple[Piece, ...]:
    """What was typed or chosen in an app, and would be lost."""
    words = [each.text for each in app.half_typed.values()]
    words += [
        screen.editor.words
        for screen in app.screen_stack
        if isinstance(screen, WordingScreen | AskWording) and screen.is_typed
    ]
    pieces = [Piece(f"{each}\n\n") for each in words]
    if app.unfinished:
        merges = "a merge" if len(app.unfinished) == 1 else f"{len(app.unfinished)} merges"
        pieces.append(Piece(f"what you chose of {merges}", Mark.FAINT))
    return tuple(pieces)
