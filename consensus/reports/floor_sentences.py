"""One plain sentence for each kind of operation on the agenda and on the floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from consensus.history.operation import Operation
from consensus.history.operations import (
    AddAgendaItem,
    AdoptAgenda,
    CloseList,
    EndIntervention,
    FinishAgendaItem,
    GiveFloor,
    NoteIntervention,
    ReopenList,
    RequestFloor,
    SetTimeBudget,
    TakeUpAgendaItem,
    WithdrawRequest,
)
from consensus.model.floor import InterventionKind
from consensus.reports.words import Voice, several

_COUNTED = (InterventionKind.CONCERN, InterventionKind.PROPOSAL, InterventionKind.SUGGESTION)


def _add_agenda_item(operation: AddAgendaItem, voice: Voice) -> str:
    about = f", on {voice.things(operation.targets)}" if operation.targets else ""
    handle = voice.made(operation.id, operation.handle)
    return f"{handle} put on the agenda: {operation.number} {operation.title}{about}"


def _adopt_agenda(operation: AdoptAgenda, voice: Voice) -> str:
    return f"the agenda of {voice.thing(operation.meeting)} was adopted"


def _take_up_agenda_item(operation: TakeUpAgendaItem, voice: Voice) -> str:
    return f"{voice.thing(operation.item)} taken up"


def _finish_agenda_item(operation: FinishAgendaItem, voice: Voice) -> str:
    return f"{voice.thing(operation.item)} finished"


def _request_floor(operation: RequestFloor, voice: Voice) -> str:
    what = "a right of reply" if operation.right_of_reply else "the floor"
    return f"{voice.speakers(operation.meeting, (operation.member,))} asked for {what}"


def _withdraw_request(operation: WithdrawRequest, voice: Voice) -> str:
    return f"{voice.speakers(operation.meeting, (operation.member,))} left the speakers' list"


def _give_floor(operation: GiveFloor, voice: Voice) -> str:
    how = " for a right of reply" if operation.right_of_reply else ""
    turn = " out of turn" if operation.out_of_turn else ""
    return f"{voice.speakers(operation.meeting, (operation.member,))} got the floor{how}{turn}"


def _end_intervention(operation: EndIntervention, voice: Voice) -> str:
    return f"the intervention of {voice.speakers(operation.meeting, (operation.member,))} ended"


def _note_intervention(operation: NoteIntervention, voice: Voice) -> str:
    about = f" on {voice.things(operation.targets)}" if operation.targets else ""
    by = ""
    if operation.office and not voice.hides_speakers(operation.meeting):
        by = voice.words(operation.office, " by ")
    if operation.member:
        by = f" by {voice.speakers(operation.meeting, (operation.member,))}"
    handle = voice.made(operation.id, operation.handle)
    what = f"a {operation.kind}" if operation.kind in _COUNTED else "an intervention"
    return f"{handle}: {what}{by}{about} was noted{voice.words(operation.text)}"


def _close_list(operation: CloseList, voice: Voice) -> str:
    return "the speakers' list was closed"


def _reopen_list(operation: ReopenList, voice: Voice) -> str:
    return "the speakers' list was opened again"


def _set_time_budget(operation: SetTimeBudget, voice: Voice) -> str:
    members = _limit(operation.members)
    if operation.observers == operation.members:
        return f"interventions may take {members}"
    return f"interventions may take {members}, those of observers {_limit(operation.observers)}"


def _limit(seconds: int) -> str:
    return several(seconds, "second", "seconds") if seconds else "as long as they like"


FLOOR_SENTENCES: Mapping[type[Operation], Callable[[Any, Voice], str]] = {
    AddAgendaItem: _add_agenda_item,
    AdoptAgenda: _adopt_agenda,
    TakeUpAgendaItem: _take_up_agenda_item,
    FinishAgendaItem: _finish_agenda_item,
    RequestFloor: _request_floor,
    WithdrawRequest: _withdraw_request,
    GiveFloor: _give_floor,
    EndIntervention: _end_intervention,
    NoteIntervention: _note_intervention,
    CloseList: _close_list,
    ReopenList: _reopen_list,
    SetTimeBudget: _set_time_budget,
}
"""The class of an operation to what says what it did, for the dispatch of `tell`."""
