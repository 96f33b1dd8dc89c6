"""Consultations as reports list them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from attrs import frozen

from consensus.model.consultation import Consultation
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind


@frozen
class ConsultationLine:
    """One consultation in a report.

    Attributes:
        handle: such as `CON1`.
        items: the handles of what it is about.
        facilitator: who leads it; empty where nobody is named, or withheld.
        participants: the codes of the members that take part; empty for whoever likes, or where
            withheld.
        opened: when it was opened.
        due: when it is to report back; None for no time.
        is_overdue: whether it should have reported back by now.
        reported: when it reported back; None while it goes on.
        purpose: what it is to find; may be empty; empty where withheld.
        outcome: what it came to; empty while it goes on, or where withheld.
    """

    handle: str
    items: tuple[str, ...]
    facilitator: str
    participants: tuple[str, ...]
    opened: datetime
    due: datetime | None
    is_overdue: bool
    reported: datetime | None
    purpose: str
    outcome: str

    @property
    def goes_on(self) -> bool:
        """Whether it has not reported back."""
        return self.reported is None


def consultation_lines(
    state: State,
    now: datetime,
    audience: Audience,
    left_out: Counter[Kind],
    target: str = "",
) -> tuple[ConsultationLine, ...]:
    """The consultations, the first opened first.

    Args:
        state: the state.
        now: the moment that decides which are overdue.
        audience: who they are shown to; the public is told no names and no words.
        left_out: what is withheld is counted here.
        target: the id of the only item, amendment or package they may be about; empty for all.
    """
    chosen = state.consultations_on(target) if target else tuple(state.consultations.values())
    return tuple(_line(state, each, now, audience, left_out) for each in chosen)


def _line(
    state: State,
    consultation: Consultation,
    now: datetime,
    audience: Audience,
    left_out: Counter[Kind],
) -> ConsultationLine:
    names = audience.sees_names
    if not names:
        left_out[Kind.MEMBERS] += len(consultation.participants) + bool(consultation.facilitator)
        left_out[Kind.REASONS] += bool(consultation.purpose) + bool(consultation.outcome)
    return ConsultationLine(
        handle=consultation.handle,
        items=tuple(state.handle_of(each) for each in consultation.items),
        facilitator=consultation.facilitator if names else "",
        participants=consultation.participants if names else (),
        opened=consultation.opened,
        due=consultation.due,
        is_overdue=consultation.is_overdue(now),
        reported=consultation.reported,
        purpose=consultation.purpose if names else "",
        outcome=consultation.outcome if names else "",
    )


def consultation_sentence(line: ConsultationLine) -> str:
    """A consultation in one sentence, without capital and full stop."""
    parts = [f"{line.handle} on {', '.join(line.items)}"]
    if line.facilitator:
        parts.append(f"led by {line.facilitator}")
    if line.participants:
        parts.append(f"with {', '.join(line.participants)}")
    if line.reported is not None:
        parts.append(f"reported back {line.reported:%Y-%m-%d %H:%M}")
    elif line.due is not None:
        overdue = "should have reported back" if line.is_overdue else "reports back"
        parts.append(f"{overdue} by {line.due:%Y-%m-%d %H:%M}")
    else:
        parts.append("goes on")
    words = line.outcome or line.purpose
    return ", ".join(parts) + (f": {words}" if words else "")
