"""The question that an amendment to the arrangement of a draft is, asked on its own."""

from __future__ import annotations

from typing import Any

from consensus.text.display import made_visible
from tui.screens.asking import Choice, PressKey
from tui.screens.confirming import Confirm, ConfirmWithReason
from tui.screens.record_screen import RecordScreen
from tui.views.merge import Question
from tui.views.merge_preview import arrangement_preview, rejection_preview


async def settle_question(screen: RecordScreen[Any, Any], question: Question) -> bool:
    """Ask what is to become of an amendment to the arrangement, and record it; for workers only.

    Args:
        screen: the screen that asks.
        question: the amendment.

    Returns:
        Whether it was carried out.
    """
    sponsors = ", ".join(question.sponsors) or "the chair"
    answer = await screen.app.push_screen_wait(
        PressKey(
            made_visible(f"{question.handle} ({sponsors}) would {question.does}"),
            (
                Choice("carry out", "carry it out", question.does, "y"),
                Choice("reject", "reject it", "the text stays as it is", "n"),
            ),
        )
    )
    if not answer:
        return False
    carried = answer == "carry out"
    read = arrangement_preview(question) if carried else rejection_preview(question)
    preview = await screen.ask(read)
    if preview is None:
        return False
    title = f"{'Carry out' if carried else 'Reject'} {question.handle}?"
    reason: str | None = ""
    if preview.takes_reason:
        asked = ConfirmWithReason(title, preview.pieces, "record it")
        reason = await screen.app.push_screen_wait(asked)
    elif not await screen.app.push_screen_wait(Confirm(title, preview.pieces, "record it")):
        reason = None
    if reason is None:
        return False
    return await screen.record(preview.what, preview.because(reason)) and carried
