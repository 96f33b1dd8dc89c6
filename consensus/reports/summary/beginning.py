"""How a summary begins: where and when the meeting was, who was there, what it took up."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.history.operations import (
    AddAgendaItem,
    AdoptAgenda,
    NotePresence,
    OpenMeeting,
    TakeUpAgendaItem,
)
from consensus.reports.audience import Kind
from consensus.reports.summary.context import (
    clause,
    counted,
    in_full,
    located,
    number,
    office,
    parted,
)
from consensus.reports.summary.dates import days
from consensus.reports.summary.meeting_sentences import meeting_name
from consensus.reports.summary.narrator import Narrator
from consensus.reports.summary.sentence import Sentence
from consensus.reports.words import listed


def tell_meeting(narrator: Narrator) -> Iterator[Sentence]:
    """Where and when it was, what was made available for it, and how many were there."""
    meeting = narrator.attribution.meeting
    opening = narrator.proceedings.of(OpenMeeting)
    name = f"{meeting_name(meeting)} of {in_full(narrator.state.title)}"
    place = located(meeting.place)
    when = days(meeting.opened, meeting.closed)
    held = "was held" if meeting.closed else "was opened"
    if meeting.chatham_house:
        when += ", under the Chatham House rule"
    yield narrator.sentence(
        opening, f"{name} {held}{place} on {when}", key=meeting.handle, things=(meeting.id,)
    )
    if meeting.facilities:
        be = "was" if len(meeting.facilities) == 1 else "were"
        observers = any(each.observer for each in narrator.state.members.values())
        to = "members and observers" if observers else "members"
        yield narrator.sentence(
            opening,
            f"{listed(meeting.facilities)} {be} made available to {to}",
            key=f"facilities:{meeting.handle}",
            things=(meeting.id,),
        )
    yield from _tell_attendance(narrator)


def _tell_attendance(narrator: Narrator) -> Iterator[Sentence]:
    there, remote, of, observers = narrator.attribution.attending()
    if not there:
        return
    text = f"{number(there)} of the {number(of)} members took part"
    if there == of:
        text = f"all {number(of)} members took part" if of > 1 else "the one member took part"
    if remote:
        text += f", {number(remote)} of them remotely"
    if observers:
        text += f", and so did {counted(observers, 'observer', 'observers')}"
    yield narrator.sentence(
        narrator.proceedings.of(NotePresence),
        text,
        key="attendance",
        things=(narrator.attribution.meeting.id,),
    )


def tell_opening(narrator: Narrator) -> Iterator[Sentence]:
    """Who opened it."""
    attribution, meeting = narrator.attribution, narrator.attribution.meeting
    if not meeting.opened_by:
        return
    by = f" by {office(meeting.opened_by)}"
    if not attribution.tells_offices:
        attribution.left_out[Kind.MEMBERS] += 1
        by = ""
    yield narrator.sentence(
        narrator.proceedings.of(OpenMeeting),
        f"the meeting was opened{by}",
        key=f"opening:{meeting.handle}",
        things=(meeting.id,),
    )


def tell_agenda(narrator: Narrator) -> Iterator[Sentence]:
    """What was on the agenda, and what of it was not taken up."""
    meeting = narrator.attribution.meeting
    items = narrator.state.agenda_of(meeting.id)
    adopted = narrator.proceedings.of(AdoptAgenda)
    if adopted:
        yield narrator.sentence(
            adopted,
            f"{narrator.attribution.body} adopted its agenda",
            key="agenda:adopted",
            things=[each.id for each in items],
        )
    taken = {each.operation.item for each in narrator.proceedings.of(TakeUpAgendaItem)}
    for key, text, chosen in (
        (
            "agenda",
            "the meeting considered the following issues on its agenda",
            [each for each in items if each.id in taken],
        ),
        (
            "agenda:left",
            "the following was on the agenda, and was not taken up",
            [each for each in items if each.id not in taken and each.meeting == meeting.id],
        ),
    ):
        if not chosen:
            continue
        ids = {each.id for each in chosen}
        told = [
            each
            for each in narrator.proceedings.of(AddAgendaItem, TakeUpAgendaItem)
            if (each.operation.id in ids or getattr(each.operation, "item", "") in ids)
        ]
        titles = parted([clause(each.title) for each in chosen])
        things = [each.id for each in chosen]
        yield narrator.sentence(told, f"{text}: {titles}", key=key, things=things)
