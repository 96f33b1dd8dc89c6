"""What is asked before something is merged: the words, or an amendment to the arrangement."""

from __future__ import annotations

from typing import Any

from consensus.text.display import made_visible
from tui.screens.asking import Choice, PressKey
from tui.screens.confirming import Confirm, ConfirmWithReason
from tui.screens.record_screen import RecordScreen
from tui.views.merge import MergeView, Question
from tui.views.merge_choices import MergeChoices
from tui.views.merge_preview import arrangement_preview, merge_preview, rejection_preview


async def confirm_merge(
    screen: RecordScreen[Any, Any], view: MergeView, choices: MergeChoices
) -> bool:
    """Show what would be merged, ask once, and record it; for workers only.

    Args:
        screen: the screen that asks.
        view: how the amendments combine.
        choices: what was chosen.

    Returns:
        Whether it was recorded.
    """
    preview = await screen.ask(merge_preview(view, choices))
    if preview is None:
        return False
    instructs = "without brackets, on the Chair's instruction" if preview.ruled else ""
    asked = ConfirmWithReason(f"Merge into {view.name}?", preview.pieces, preview.does, instructs)
    answer = await screen.app.push_screen_wait(asked)
    if answer is None:
        return False
    if answer.is_instruction and preview.ruled is not None:
        preview = preview.ruled
    return await screen.record(preview.what, preview.because(answer.reason))


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
        answered = await screen.app.push_screen_wait(asked)
        reason = answered.reason if answered is not None else None
    elif not await screen.app.push_screen_wait(Confirm(title, preview.pieces, "record it")):
        reason = None
    if reason is None:
        return False
    return await screen.record(preview.what, preview.because(reason)) and carried
