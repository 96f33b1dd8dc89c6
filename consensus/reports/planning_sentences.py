"""One plain sentence for each operation on undertakings, milestones and meetings to come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from consensus.history.operation import Operation
from consensus.history.operations import (
    AddMilestone,
    AnnounceMeeting,
    ChangeAnnouncement,
    DeclineNomination,
    FulfilUndertaking,
    MoveMilestone,
    Nominate,
    OpenMeeting,
    PresentTexts,
    ReachMilestone,
    SetNotice,
    SetQuantifiers,
    SetQuorum,
    Undertake,
)
from consensus.reports.words import Voice
from consensus.rules.explain import in_words


def _open_meeting(operation: OpenMeeting, voice: Voice) -> str:
    handle = voice.made(operation.announced or operation.id, operation.handle)
    rule = ", under the Chatham House rule" if operation.chatham_house else ""
    return f"{handle} opened: {operation.title}{rule}"


def _announce_meeting(operation: AnnounceMeeting, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    return f"{handle} announced: {operation.title}, {_when_and_where(operation)}"


def _change_announcement(operation: ChangeAnnouncement, voice: Voice) -> str:
    meeting = voice.thing(operation.meeting)
    if operation.cancelled:
        return f"{meeting} cancelled{voice.words(operation.reason)}"
    moved = f"{meeting} is to be held {_when_and_where(operation)}"
    return f"{moved}{voice.words(operation.reason)}"


def _when_and_where(operation: AnnounceMeeting | ChangeAnnouncement) -> str:
    until = f" to {_moment(operation.ends)}" if operation.ends else ""
    place = f", {operation.place}" if operation.place else ""
    return f"{_moment(operation.begins)}{until}{place}"


def _set_quorum(operation: SetQuorum, voice: Voice) -> str:
    meeting = voice.thing(operation.meeting)
    if not operation.quorum:
        return f"{meeting} has no quorum any more"
    return f"the quorum of {meeting} is {operation.quorum}"


def _set_notice(operation: SetNotice, voice: Voice) -> str:
    if not operation.minutes:
        return "texts are introduced as soon as they are circulated"
    notice = in_words(timedelta(minutes=operation.minutes))
    return f"texts are introduced once they were circulated for {notice}, or presented"


def _present_texts(operation: PresentTexts, voice: Voice) -> str:
    meeting = voice.thing(operation.meeting)
    return f"{voice.things(operation.targets)} presented in {meeting}"


def _set_quantifiers(operation: SetQuantifiers, voice: Voice) -> str:
    rows = ", ".join(f"{each.words} {each.share}" for each in operation.quantifiers)
    return f"the quantifiers of summaries are {rows or 'those that hold without any'}"


def _undertake(operation: Undertake, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    if operation.office is not None:
        by = f" by the {operation.office}"
    elif operation.member:
        by = f" by {voice.members((operation.member,))}"
    else:
        by = voice.words(operation.person, " by ")
    due = ""
    if operation.due is not None:
        due = f" until {_moment(operation.due)}"
    elif operation.before:
        due = f" before {voice.thing(operation.before)}"
    elif operation.next_meeting:
        due = " before the next meeting"
    return f"{handle}: undertaken{by}{due}{voice.words(operation.what)}"


def _fulfil_undertaking(operation: FulfilUndertaking, voice: Voice) -> str:
    return f"{voice.thing(operation.undertaking)} is done{voice.words(operation.outcome)}"


def _nominate(operation: Nominate, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    by = voice.words(operation.by, " by ")
    return (
        f"{handle}: somebody was nominated as {operation.role}{by}{voice.words(operation.person)}"
    )


def _decline_nomination(operation: DeclineNomination, voice: Voice) -> str:
    nomination = voice.thing(operation.nomination)
    return f"{nomination} was declined{voice.words(operation.reason)}"


def _add_milestone(operation: AddMilestone, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    return f"{handle}: {operation.title}, to be reached by {operation.target.isoformat()}"


def _move_milestone(operation: MoveMilestone, voice: Voice) -> str:
    moved = f"{voice.thing(operation.milestone)} is to be reached by {operation.target.isoformat()}"
    return f"{moved}{voice.words(operation.reason)}"


def _reach_milestone(operation: ReachMilestone, voice: Voice) -> str:
    return f"{voice.thing(operation.milestone)} reached{voice.words(operation.note)}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}".rstrip()


PLANNING_SENTENCES: Mapping[type[Operation], Callable[[Any, Voice], str]] = {
    AnnounceMeeting: _announce_meeting,
    ChangeAnnouncement: _change_announcement,
    OpenMeeting: _open_meeting,
    PresentTexts: _present_texts,
    SetNotice: _set_notice,
    SetQuantifiers: _set_quantifiers,
    SetQuorum: _set_quorum,
    Nominate: _nominate,
    DeclineNomination: _decline_nomination,
    Undertake: _undertake,
    FulfilUndertaking: _fulfil_undertaking,
    AddMilestone: _add_milestone,
    MoveMilestone: _move_milestone,
    ReachMilestone: _reach_milestone,
}
"""The class of an operation to what says what it did, for the dispatch of `tell`."""
