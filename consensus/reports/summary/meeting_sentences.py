"""Sentences on the meeting: opening, attendance, offices, planning, and the floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import (
    AddAgendaItem,
    AddMilestone,
    AdoptAgenda,
    AnnounceMeeting,
    AssignOffice,
    BreakSilence,
    ChangeAnnouncement,
    DeclineNomination,
    FulfilUndertaking,
    GiveFloor,
    MoveMilestone,
    Nominate,
    NoteIntervention,
    NotePresence,
    OpenConsultation,
    OpenMeeting,
    OpenSilence,
    ReachMilestone,
    ReportBack,
    TakeUpAgendaItem,
    Undertake,
)
from consensus.model.meetings import Announcement, InterventionKind, Meeting
from consensus.model.people import Role
from consensus.model.state import State
from consensus.reports.audience import Kind
from consensus.reports.summary.context import (
    Attribution,
    Happening,
    Narrator,
    Quantity,
    Sentence,
    Telling,
    body_of,
    clause,
    counted,
    day,
    days,
    in_full,
    infinitive,
    located,
    moment,
    motion,
    number,
    office,
    ordinal,
    parted,
    subject_phrase,
)
from consensus.reports.words import listed

# What was planned: undertakings, milestones, meetings to come, consultations, silence.

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


# How a summary begins: where and when the meeting was, who was there, what it took up.


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


# What was said: interventions, and how many took the floor.


def _tell_intervention(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    noted: NoteIntervention = happenings[0].operation
    if not narrator.attribution.tells(Kind.INTERVENTIONS):
        return
    who, quantities = _speaker(noted, narrator.attribution)
    text = _SAID[noted.kind](who, noted, narrator)
    yield narrator.sentence(
        happenings,
        _opening(noted, narrator) + text,
        key=narrator.state.handle_of(noted.id),
        things=(noted.id, *noted.targets, *([noted.remedies] if noted.remedies else [])),
        quantities=quantities,
    )
    narrator.said = noted.id
    narrator.speak_of(noted.targets[0] if len(noted.targets) == 1 else "")


def _speaker(noted: NoteIntervention, attribution: Attribution) -> tuple[str, tuple[Quantity, ...]]:
    """Who said something, and the number behind that; empty where nobody is to be told."""
    if noted.office:
        return (subject_phrase(office(noted.office)) if attribution.tells_offices else ""), ()
    observer = noted.member in attribution.state.members and (
        attribution.state.members[noted.member].observer
    )
    if observer and not noted.voices and not attribution.names:
        return "one observer", (Quantity("one observer", 1),)
    if noted.member or noted.voices:
        codes = [noted.member] if noted.member else []
        return attribution.members(codes, max(0, noted.voices - len(codes)))
    return "", ()


def _opening(noted: NoteIntervention, narrator: Narrator) -> str:
    """What leads to a remedy, or to a paragraph that was spoken about."""
    if noted.remedies:
        said, remedied = narrator.said, narrator.remedied
        narrator.remedied = noted.remedies
        if remedied == noted.remedies:
            return "in addition, "
        if said == noted.remedies:
            return "to address this concern, "
        concern = narrator.state.interventions[noted.remedies]
        return f"to address the concern over {clause(concern.text)}, "
    texts = [each for each in noted.targets if _is_text(narrator.state, each)]
    if texts and noted.kind in _ON_TEXTS:
        return f"with regard to {narrator.subjects(texts)}, "
    return ""


def _is_text(state: State, target: str) -> bool:
    """Whether it is a paragraph, and no motion, whose words the intervention is about."""
    return target in state.items and not motion(state, target)


def _statement(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    said = f"{who or 'it was'} {narrator.again(who)}indicated"
    return f"{said} that {clause(noted.text)}"


def _presentation(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who} made {clause(noted.text)}" if who else f"{clause(noted.text)} was made"


def _exchange(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or 'members'} exchanged views on {clause(noted.text)}"


def _stock(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or 'participants'} took stock of {clause(noted.text)}"


def _note(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or narrator.attribution.body} noted that {clause(noted.text)}"


def _proposal(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or 'it was'} proposed {clause(noted.text)}"


def _concern(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    what = f"{who} expressed concern" if who else "concern was expressed"
    return f"{what} over {clause(noted.text)}"


def _suggestion(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or 'it was'} suggested that {clause(noted.text)}"


def _issue(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{clause(noted.text)} ({who})" if who and noted.voices else clause(noted.text)


_SAID: Mapping[InterventionKind, Callable[[str, NoteIntervention, Narrator], str]] = {
    InterventionKind.STATEMENT: _statement,
    InterventionKind.PRESENTATION: _presentation,
    InterventionKind.EXCHANGE: _exchange,
    InterventionKind.STOCK: _stock,
    InterventionKind.NOTE: _note,
    InterventionKind.PROPOSAL: _proposal,
    InterventionKind.CONCERN: _concern,
    InterventionKind.SUGGESTION: _suggestion,
    InterventionKind.ISSUE: _issue,
}
_ON_TEXTS = frozenset(
    {
        InterventionKind.STATEMENT,
        InterventionKind.CONCERN,
        InterventionKind.SUGGESTION,
    }
)


def _tell_speakers(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    observers = {
        each.operation.member
        for each in happenings
        if narrator.state.members[each.operation.member].observer
    }
    members = {each.operation.member for each in happenings} - observers
    spoke = [
        counted(len(codes), one, many)
        for codes, one, many in (
            (members, "member", "members"),
            (observers, "observer", "observers"),
        )
        if codes
    ]
    yield narrator.sentence(happenings, f"{' and '.join(spoke)} took the floor", key="floor")


def _on_the_floor(operation: Operation, narrator: Narrator) -> str:
    return "floor"


FLOOR_TELLING: Mapping[type[Operation], Telling] = {
    GiveFloor: Telling(_tell_speakers, _on_the_floor),
    NoteIntervention: Telling(_tell_intervention),
}
"""The class of an operation on the floor to how it is told."""


# Who was nominated for an office, and who took it.


def _tell_nomination(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    made: Nominate = happenings[0].operation
    attribution = narrator.attribution
    what = office(made.role).removeprefix("the ")
    text = f"a nomination for {what} was made"
    if attribution.tells_offices:
        by = f" of {attribution.member(made.member)}" if made.member else ""
        nominated = f"{made.person}{by}"
        what = f"{what} of {body_of(narrator.state.title)}"
        text = f"{nominated} was nominated as {what}"
        if made.by:
            text = f"{subject_phrase(office(made.by))} nominated {nominated} as {what}"
    else:
        attribution.left_out[Kind.MEMBERS] += 1
    yield narrator.sentence(
        happenings, text, key=narrator.state.handle_of(made.id), things=(made.id,)
    )


def _tell_refusal(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    declined: DeclineNomination = happenings[0].operation
    nomination = narrator.state.nominations[declined.nomination]
    of = f" of {nomination.person}" if narrator.attribution.tells_offices else ""
    yield narrator.sentence(
        happenings,
        f"the nomination{of} was not taken up",
        key=f"declined:{nomination.handle}",
        things=(nomination.id,),
    )


def _tell_office(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    taken: AssignOffice = happenings[0].operation
    what = office(taken.role).removeprefix("the ")
    approval = "following the approval of the members, " if taken.nomination else ""
    if not taken.person:
        text = f"the office of {what} fell vacant"
    elif not narrator.attribution.tells_offices:
        narrator.attribution.left_out[Kind.MEMBERS] += 1
        text = f"{approval}a {what} took office"
    elif taken.nomination:
        text = f"{approval}{taken.person} accepted the nomination"
        if taken.role is Role.CHAIR and _stays(taken, narrator):
            text += " and chaired the remainder of the meeting"
    else:
        of = f" of {narrator.attribution.member(taken.member)}" if taken.member else ""
        text = f"{taken.person}{of} took office as {what}"
    things = [taken.nomination] if taken.nomination else []
    yield narrator.sentence(happenings, text, key=taken.role.value, things=things)


def _stays(taken: AssignOffice, narrator: Narrator) -> bool:
    """Whether nobody else took the office later in the meeting."""
    changes = [
        each.operation
        for each in narrator.proceedings.of(AssignOffice)
        if each.operation.role is taken.role
    ]
    return bool(changes) and changes[-1].id == taken.id


OFFICE_TELLING: Mapping[type[Operation], Telling] = {
    Nominate: Telling(_tell_nomination),
    DeclineNomination: Telling(_tell_refusal),
    AssignOffice: Telling(_tell_office),
}
"""The class of an operation on offices to how it is told."""
