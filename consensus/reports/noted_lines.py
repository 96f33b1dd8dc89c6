"""What was said or written, as far as it was noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen

from consensus.model.floor import Intervention
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind


@frozen
class NotedLine:
    """What was said or written, as far as it was noted.

    Attributes:
        handle: such as `INT4`.
        member: the code of who said it; empty where it is attributed to nobody.
        happened: when it was said, or came in.
        text: what was said.
        targets: the handles of what it was about.
        agenda_item: the handle of the agenda item; empty when none was taken up.
        written: the day on which it was written; None for what was said, and where none is known.
    """

    handle: str
    member: str
    happened: datetime
    text: str
    targets: tuple[str, ...]
    agenda_item: str
    written: date | None = None


def noted_lines(
    state: State,
    interventions: Iterable[Intervention],
    audience: Audience,
    left_out: Counter[Kind],
) -> tuple[NotedLine, ...]:
    """What was noted, in the order in which it happened; withheld from those who see no names.

    Args:
        state: the state.
        interventions: which ones.
        audience: who it is for.
        left_out: counts what is withheld.
    """
    there = sorted(interventions, key=_when)
    if not audience.sees_names:
        left_out[Kind.INTERVENTIONS] += len(there)
        return ()
    return tuple(_noted_line(state, each) for each in there)


def _when(intervention: Intervention) -> datetime:
    return intervention.happened


def _noted_line(state: State, intervention: Intervention) -> NotedLine:
    agenda_item = intervention.agenda_item
    return NotedLine(
        handle=intervention.handle,
        member=intervention.member,
        happened=intervention.happened,
        text=intervention.text,
        targets=tuple(state.handle_of(each) for each in intervention.targets),
        agenda_item=state.handle_of(agenda_item) if agenda_item else "",
        written=intervention.written,
    )


def noted_sentence(line: NotedLine) -> str:
    """Write what was noted as one sentence, with who said it and, if in writing, when."""
    who = line.member or "attributed to nobody"
    day = f", written {line.written.isoformat()}" if line.written else ""
    return f"{line.handle}, {who}{day}: {line.text}"
