"""What is asked before something is merged: the words, or an amendment to the arrangement."""

from __future__ import annotations

from typing import Any

from consensus.text.display import made_visible
from tui.screens.base import RecordScreen
from tui.screens.confirming import Confirm, ConfirmWithReason
from tui.screens.dialogs import Choice, PressKey
from tui.views.merge import MergeView, Question
from tui.views.merge_choices import MergeChoices
from tui.views.merge_preview import (
    MergePreview,
    arrangement_preview,
    merge_preview,
    rejection_preview,
)


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
    instructs = "without brackets, on the Chair's instruction"
    return await _confirm(screen, f"Merge into {view.name}?", preview, instructs)


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
    title = f"{'Carry out' if carried else 'Reject'} {question.handle}?"
    instructs = "carry it out, on the Chair's instruction"
    return await _confirm(screen, title, preview, instructs) and carried


async def _confirm(
    screen: RecordScreen[Any, Any], title: str, preview: MergePreview | None, instructs: str
) -> bool:
    """Ask once whether something is recorded, with the reason where it takes one."""
    if preview is None:
        return False
    if not preview.takes_reason:
        if not await screen.app.push_screen_wait(Confirm(title, preview.pieces, preview.does)):
            return False
        return await screen.record(preview.what, preview.because(""))
    second = instructs if preview.ruled is not None else ""
    asked = ConfirmWithReason(title, preview.pieces, preview.does, second)
    answer = await screen.app.push_screen_wait(asked)
    if answer is None:
        return False
    if answer.is_instruction and preview.ruled is not None:
        preview = preview.ruled
    return await screen.record(preview.what, preview.because(answer.reason))
