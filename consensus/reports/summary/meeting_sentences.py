"""What was planned: undertakings, milestones, meetings to come, consultations, silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import (
    AddMilestone,
    AnnounceMeeting,
    BreakSilence,
    ChangeAnnouncement,
    FulfilUndertaking,
    MoveMilestone,
    OpenConsultation,
    OpenSilence,
    ReachMilestone,
    ReportBack,
    Undertake,
)
from consensus.model.meeting import Announcement, Meeting
from consensus.reports.audience import Kind
from consensus.reports.summary.context import clause, infinitive, located, office, ordinal
from consensus.reports.summary.dates import day, days, moment
from consensus.reports.summary.narrator import Narrator, Telling
from consensus.reports.summary.proceedings import Happening
from consensus.reports.summary.sentence import Quantity, Sentence

# Behind more words than these, nobody sees any more what a time belongs to.
_WORDS_BEFORE_A_TIME = 15


def meeting_name(meeting: Meeting | Announcement) -> str:
    """A meeting within a sentence: `the second meeting`, or by its title where it has no number."""
    counted = ordinal(meeting.number)
    return f"the {counted} meeting" if counted else f"the meeting “{meeting.title}”"


def _tell_undertaking(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    made: Undertake = happenings[0].operation
    if not narrator.attribution.tells(Kind.UNDERTAKINGS):
        return
    who, quantities = _who_undertakes(made, narrator)
    what, until = infinitive(made.what), _until(made, narrator)
    undertook = f"{who} undertook" if who else "it was undertaken"
    if until and len(what.split()) > _WORDS_BEFORE_A_TIME:
        told = f"{undertook},{until}, {what}"
    else:
        told = f"{undertook} {what}{until}"
    things = [made.id, *([made.before] if made.before else [])]
    yield narrator.sentence(
        happenings,
        told,
        key=narrator.state.handle_of(made.id),
        things=things,
        quantities=quantities,
    )


def _who_undertakes(made: Undertake, narrator: Narrator) -> tuple[str, tuple[Quantity, ...]]:
    attribution = narrator.attribution
    if made.office is not None and attribution.tells_offices:
        return office(made.office), ()
    if made.member:
        return attribution.members([made.member])
    return (made.person if attribution.names else ""), ()


def _until(made: Undertake, narrator: Narrator) -> str:
    if made.due is not None:
        return f" by {moment(made.due)}"
    if made.before:
        return f" before {meeting_name(narrator.state.announcements[made.before])}"
    return " before the next meeting" if made.next_meeting else ""


def _tell_done(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    done: FulfilUndertaking = happenings[0].operation
    state = narrator.state
    if not narrator.attribution.tells(Kind.UNDERTAKINGS):
        return
    undertaking = state.undertakings[done.undertaking]
    outcome = f": {clause(done.outcome)}" if done.outcome.strip() else ""
    yield narrator.sentence(
        happenings,
        f"the undertaking {infinitive(undertaking.what)} was reported as done{outcome}",
        key=f"done:{undertaking.handle}",
        things=(undertaking.id,),
    )


def _tell_milestone(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    each = happenings[0].operation
    state = narrator.state
    milestone = state.milestones[each.id if isinstance(each, AddMilestone) else each.milestone]
    if isinstance(each, AddMilestone):
        text = f"the target date for {clause(each.title)} is {day(each.target)}"
    elif isinstance(each, MoveMilestone):
        text = f"the target date for {clause(milestone.title)} was moved to {day(each.target)}"
    else:
        text = f"{clause(milestone.title)} had been reached, as was noted"
    yield narrator.sentence(happenings, text, key=milestone.handle, things=(milestone.id,))


def _tell_meeting_to_come(
    happenings: Sequence[Happening], narrator: Narrator
) -> Iterator[Sentence]:
    each = happenings[0].operation
    meeting = each.id if isinstance(each, AnnounceMeeting) else each.meeting
    if meeting == narrator.attribution.meeting.id:
        return
    announced = narrator.state.announcements[meeting]
    name = meeting_name(announced)
    if isinstance(each, ChangeAnnouncement) and each.cancelled:
        text = f"{name} will not be held"
    else:
        moved = "is to be held instead" if isinstance(each, ChangeAnnouncement) else "will be held"
        text = f"{name} {moved}{located(each.place)} on {days(each.begins, each.ends)}"
    yield narrator.sentence(happenings, text, key=announced.handle, things=(meeting,))


def _tell_consultation(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    opened: OpenConsultation = happenings[0].operation
    attribution = narrator.attribution
    members = narrator.state.members
    led = attribution.member(opened.facilitator) if opened.facilitator else ""
    if led and not (attribution.names or (opened.facilitator not in members and _open(narrator))):
        attribution.left_out[Kind.MEMBERS] += not attribution.audience.sees_names
        led = ""
    by = f", led by {led}," if led else ""
    due = f", to report back by {moment(opened.due)}" if opened.due else ""
    purpose = opened.purpose.strip()
    purpose = f": {clause(purpose)}" if purpose and attribution.tells(Kind.REASONS) else ""
    yield narrator.sentence(
        happenings,
        f"consultations on {narrator.subjects(opened.items)}{by} were opened{due}{purpose}",
        key=narrator.state.handle_of(opened.id),
        things=(opened.id, *opened.items),
    )


def _open(narrator: Narrator) -> bool:
    return narrator.attribution.tells_offices


def _tell_report_back(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    report: ReportBack = happenings[0].operation
    consultation = narrator.state.consultations[report.consultation]
    outcome = f": {clause(report.outcome)}" if narrator.attribution.tells(Kind.REASONS) else ""
    yield narrator.sentence(
        happenings,
        f"the consultations on {narrator.subjects(consultation.items)} reported back{outcome}",
        key=f"report:{consultation.handle}",
        things=(consultation.id, *consultation.items),
    )


def _tell_silence(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    opened: OpenSilence = happenings[0].operation
    be = "was" if len(opened.targets) == 1 else "were"
    yield narrator.sentence(
        happenings,
        f"{narrator.subjects(opened.targets)} {be} placed under a silence procedure until"
        f" {moment(opened.deadline)}",
        key=narrator.state.handle_of(opened.id),
        things=(opened.id, *opened.targets),
    )


def _tell_breach(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    broken: BreakSilence = happenings[0].operation
    silence = narrator.state.silences[broken.silence]
    by, behind = "", tuple[Quantity, ...]()
    if narrator.attribution.tells(Kind.OBJECTIONS, len(happenings)):
        codes = list(dict.fromkeys(each.operation.member for each in happenings))
        who, behind = narrator.attribution.members(codes)
        by = f" by {who}"
    targets = broken.targets or silence.targets
    yield narrator.sentence(
        happenings,
        f"the silence on {narrator.subjects(targets)} was broken{by}",
        key=f"broken:{silence.handle}",
        things=(silence.id, *targets),
        quantities=behind,
    )


def _breaking(operation: BreakSilence, narrator: Narrator) -> str:
    return f"broken {operation.silence} {operation.targets}"


PLANNING_TELLING: Mapping[type[Operation], Telling] = {
    Undertake: Telling(_tell_undertaking),
    FulfilUndertaking: Telling(_tell_done),
    AddMilestone: Telling(_tell_milestone),
    MoveMilestone: Telling(_tell_milestone),
    ReachMilestone: Telling(_tell_milestone),
    AnnounceMeeting: Telling(_tell_meeting_to_come),
    ChangeAnnouncement: Telling(_tell_meeting_to_come),
    OpenConsultation: Telling(_tell_consultation),
    ReportBack: Telling(_tell_report_back),
    OpenSilence: Telling(_tell_silence),
    BreakSilence: Telling(_tell_breach, _breaking),
}
"""The class of an operation on what is planned to how it is told."""
