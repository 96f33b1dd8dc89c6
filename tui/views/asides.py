"""What goes on beside the meeting on a target: consultations, and the facilitator's own notes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.reports.audience import Audience
from consensus.reports.consultations import consultation_lines, consultation_sentence
from tui.views.positions import name_of

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


@frozen
class NoteLine:
    """A private note.

    Attributes:
        number: by which it is removed.
        written: when.
        text: the words.
    """

    number: int
    written: datetime
    text: str


@frozen
class AsidesView:
    """What goes on beside the meeting on a target.

    Attributes:
        handle: its handle.
        name: what people call it.
        notes: the private notes on it, the first written first.
        consultations: the handle of each consultation that goes on about it, with a sentence.
        codes: of every member, for those that take part.
    """

    handle: str
    name: str
    notes: tuple[NoteLine, ...]
    consultations: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]


def asides_view(target: str) -> Look[AsidesView]:
    """What reads what goes on beside the meeting on a target."""

    def look(group: WorkingGroup, check: Check) -> AsidesView:
        state = group.state
        handle = state.handle_of(target)
        lines = consultation_lines(state, group.now(), Audience.SECRETARIAT, Counter(), target)
        return AsidesView(
            handle=handle,
            name=name_of(state, target),
            notes=tuple(
                NoteLine(each.number, each.written, each.text)
                for each in group.private_notes(f"handle:{handle}")
            ),
            consultations=tuple(
                (each.handle, consultation_sentence(each)) for each in lines if each.goes_on
            ),
            codes=tuple(state.members),
        )

    return look
