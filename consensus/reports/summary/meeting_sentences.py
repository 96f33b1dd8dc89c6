"""Summary sentences on the meeting: opening, attendance, offices, planning, and the floor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from consensus.history import operations
from consensus.history.operation import Operation
from consensus.model.ballots import BallotFields, BallotKind
from consensus.model.decisions import Outcome
from consensus.model.meetings import Announcement, InterventionKind, Meeting
from consensus.model.people import Role
from consensus.reports.audience import Kind
from consensus.reports.consultations import ballot_result
from consensus.reports.positions import said_sentence
from consensus.reports.summary.context import (
    Attribution,
    Quantity,
    Sentence,
    SentenceRule,
    Steps,
    SummaryContext,
    body_title,
    clause,
    day,
    days,
    enumerate_parts,
    infinitive,
    members_noun,
    moment,
    motion,
    office,
    ordinal,
    own_title,
    place_phrase,
    spell,
    spell_count,
    subject_phrase,
)
from consensus.reports.words import join_names

# What was planned: undertakings, milestones, meetings to come, consultations, silence.

# After more words than these a time at the end is ambiguous, and comes first.
_WORDS_BEFORE_A_TIME = 15


def meeting_name(meeting: Meeting | Announcement) -> str:
    """Returns a meeting as a sentence names it: `the second meeting`, or by its title."""
    counted = ordinal(meeting.number)
    return f"the {counted} meeting" if counted else f"the meeting “{meeting.title}”"


def _undertaking_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    made: operations.Undertake = steps[0].operation
    if made.office is None and not context.attribution.may_report(Kind.UNDERTAKINGS):
        return
    who, quantities = _who_undertakes(made, context)
    what, until = infinitive(made.what), _until(made, context)
    undertook = context.say("undertook" if who else "undertaken", who=who)
    if until and len(what.split()) > _WORDS_BEFORE_A_TIME:
        text = f"{undertook},{until}, {what}"
    else:
        text = f"{undertook} {what}{until}"
    before = [made.before] if made.before else []
    yield context.on(made.id, steps, text, *before, quantities=quantities)


def _who_undertakes(
    made: operations.Undertake, context: SummaryContext
) -> tuple[str, tuple[Quantity, ...]]:
    attribution = context.attribution
    if made.office is not None and attribution.names_offices:
        return office(made.by), ()
    if made.member:
        return attribution.members([made.member])
    return (made.person if attribution.names else ""), ()


def _until(made: operations.Undertake, context: SummaryContext) -> str:
    if made.due is not None:
        return f" by {moment(made.due)}"
    if made.before:
        return f" before {meeting_name(context.state.announcements[made.before])}"
    return " before the next meeting" if made.next_meeting else ""


def _done_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    done: operations.FulfilUndertaking = steps[0].operation
    state = context.state
    undertaking = state.undertakings[done.undertaking]
    if undertaking.office is None and not context.attribution.may_report(Kind.UNDERTAKINGS):
        return
    outcome = f": {clause(done.outcome)}" if done.outcome.strip() else ""
    text = context.say("undertaking done", what=infinitive(undertaking.what), outcome=outcome)
    yield context.on(undertaking.id, steps, text, what="done")


def _milestone_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    each = steps[0].operation
    state = context.state
    milestone = state.milestones[
        each.id if isinstance(each, operations.AddMilestone) else each.milestone
    ]
    if isinstance(each, operations.AddMilestone):
        text = f"the target date for {clause(each.title)} is {day(each.target)}"
    elif isinstance(each, operations.MoveMilestone):
        text = f"the target date for {clause(milestone.title)} was moved to {day(each.target)}"
    else:
        text = f"{clause(milestone.title)} had been reached, as was noted"
    yield context.on(milestone.id, steps, text)


def _meeting_to_come_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    each = steps[0].operation
    meeting = each.id if isinstance(each, operations.AnnounceMeeting) else each.meeting
    if meeting == context.attribution.meeting.id:
        return
    announced = context.state.announcements[meeting]
    name = meeting_name(announced)
    is_changed = isinstance(each, operations.ChangeAnnouncement)
    if is_changed and each.cancelled:
        text = f"{name} will not be held"
    else:
        when = days(each.begins, each.ends)
        if not is_changed and _was_agreed(announced, context):
            return
        moved = "is to be held instead" if is_changed else "will be held"
        text = f"{name} {moved}{place_phrase(each.place)} on {when}"
    yield context.on(meeting, steps, text)


def _was_agreed(announced: Announcement, context: SummaryContext) -> bool:
    """Returns whether a proposal that is agreed says itself which meeting it is, when and where."""
    state = context.state
    name = meeting_name(announced).removeprefix("the ")
    when = days(announced.begins, announced.ends)
    for each in context.proceedings.of(operations.RecordDecision):
        decision = state.decisions[each.operation.id]
        is_settled = decision.outcome in (Outcome.AGREED, Outcome.ADOPTED) and not decision.pending
        for target, version in zip(decision.targets, decision.versions, strict=True):
            is_last = state.decided[target][-1] == decision.id
            said = motion(state, target, version).replace("–", "-").replace(" and ", "-")
            parts = (name, when, announced.place)
            if is_settled and is_last and all(_has(said, part) for part in parts):
                return not re.search(r"\bnot\b", said)
    return False


def _has(said: str, part: str) -> bool:
    return not part or bool(re.search(rf"(?<![\w-]){re.escape(part)}(?![\w-])", said))


def _consultation_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    opened: operations.OpenConsultation = steps[0].operation
    attribution = context.attribution
    members = context.state.members
    led = attribution.member(opened.facilitator) if opened.facilitator else ""
    is_open = attribution.audience.sees_names and attribution.names_offices
    is_named_office = opened.facilitator not in members and is_open
    if led and not (attribution.names or is_named_office):
        attribution.left_out[Kind.MEMBERS] += not attribution.audience.sees_names
        led = ""
    due = context.say("report back by", day=moment(opened.due)) if opened.due else ""
    purpose = opened.purpose.strip()
    purpose = f": {clause(purpose)}" if purpose and attribution.may_report(Kind.REASONS) else ""
    what, key = context.subjects(opened.items), "consultation led" if led else "consultation"
    text = context.say(key, what=what, led=led, due=due, purpose=purpose)
    yield context.on(opened.id, steps, text, *opened.items)


def _report_back_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    report: operations.ReportBack = steps[0].operation
    consultation = context.state.consultations[report.consultation]
    outcome = f": {clause(report.outcome)}" if context.attribution.may_report(Kind.REASONS) else ""
    text = context.say("reported back", what=context.subjects(consultation.items), outcome=outcome)
    yield context.on(consultation.id, steps, text, *consultation.items, what="report")


def _ballot_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    opened: operations.OpenBallot = steps[0].operation
    until = f", until {moment(opened.deadline)}" if opened.deadline else ""
    secret = "a secret ballot" if opened.secret else "a ballot"
    text = f"{secret} was opened {_asked(opened, context)}{until}"
    yield context.on(opened.id, steps, text, *opened.versions)


def _result_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    closed: operations.CloseBallot = steps[0].operation
    ballot = context.state.ballots[closed.ballot]
    text = f"the ballot {_asked(ballot, context)} led to a recommendation: {ballot_result(ballot)}"
    yield context.on(ballot.id, steps, text, *ballot.versions, what="closed")


def _asked(ballot: BallotFields, context: SummaryContext) -> str:
    if ballot.kind is BallotKind.TEXT and not ballot.texts:
        return f"on {context.subject(ballot.target)}"
    return f"on the question “{ballot.question}”"


def _silence_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    opened: operations.OpenSilence = steps[0].operation
    what, until = context.subjects(opened.targets), moment(opened.deadline)
    text = context.say("silence", len(opened.targets), what=what, day=until)
    yield context.on(opened.id, steps, text, *opened.targets)


def _breach_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    broken: operations.BreakSilence = steps[0].operation
    silence = context.state.silences[broken.silence]
    by, behind = "", tuple[Quantity, ...]()
    if context.attribution.may_report(Kind.OBJECTIONS, len(steps)):
        codes = list(dict.fromkeys(each.operation.member for each in steps))
        who, behind = context.attribution.members(codes)
        by = f" by {who}"
    targets = broken.targets or silence.targets
    text = context.say("silence broken", what=context.subjects(targets), by=by)
    yield context.on(silence.id, steps, text, *targets, what="broken", quantities=behind)


# How a summary begins: where and when the meeting was, who was there, what it took up.


def meeting_sentences(context: SummaryContext) -> Iterator[Sentence]:
    """Yields where and when the meeting was, what was provided for it, and how many attended."""
    meeting = context.attribution.meeting
    opening = context.proceedings.of(operations.OpenMeeting)
    body = body_title(own_title(context.state)) or context.attribution.body
    name = f"{meeting_name(meeting)} of {body}"
    place = place_phrase(meeting.place)
    when = days(meeting.opened, meeting.closed)
    held = "was held" if meeting.closed else "was opened"
    if meeting.chatham_house:
        when += ", under the Chatham House rule"
    yield context.on(meeting.id, opening, f"{name} {held}{place} on {when}")
    if meeting.facilities:
        be = "was" if len(meeting.facilities) == 1 else "were"
        observers = any(each.observer for each in context.state.members.values())
        to = members_noun(context.state, 2) + " and observers" * observers
        text = f"{join_names(meeting.facilities)} {be} made available to {to}"
        yield context.on(meeting.id, opening, text, what="facilities")
    yield from _attendance_sentences(context)


def _attendance_sentences(context: SummaryContext) -> Iterator[Sentence]:
    there, remote, of, observers = context.attribution.attending()
    if not there:
        return
    members = members_noun(context.state, of)
    text = f"{spell(there)} of the {spell(of)} {members} took part"
    if there == of:
        text = f"{f'all {spell(of)}' if of > 1 else 'the one'} {members} took part"
    if remote:
        text += f", {spell(remote)} of them remotely"
    if observers:
        text += f", and so did {spell_count(observers, 'observer', 'observers')}"
    yield context.sentence(
        context.proceedings.of(operations.NotePresence),
        text,
        key="attendance",
        things=(context.attribution.meeting.id,),
    )


def opening_sentences(context: SummaryContext) -> Iterator[Sentence]:
    """Yields who opened it."""
    attribution, meeting = context.attribution, context.attribution.meeting
    if not meeting.opened_by:
        return
    by = f" by {office(meeting.opened_by)}"
    if not attribution.names_offices:
        attribution.left_out[Kind.MEMBERS] += 1
        by = ""
    opening = context.proceedings.of(operations.OpenMeeting)
    yield context.on(meeting.id, opening, f"the meeting was opened{by}", what="opening")


def agenda_sentences(context: SummaryContext) -> Iterator[Sentence]:
    """Yields what was on the agenda, and what of it was not taken up."""
    meeting = context.attribution.meeting
    items = context.state.agenda_of(meeting.id)
    adopted = context.proceedings.of(operations.AdoptAgenda)
    if adopted:
        yield context.sentence(
            adopted,
            f"{context.attribution.body} adopted its agenda",
            key="agenda:adopted",
            things=[each.id for each in items],
        )
    taken = {each.operation.item for each in context.proceedings.of(operations.TakeUpAgendaItem)}
    done = [r"adoption of the agenda"] * bool(adopted)
    done += [r"elections?\b"] * bool(context.proceedings.of(operations.AssignOffice))
    was_done = re.compile("|".join(done) or r"(?!)", re.IGNORECASE)
    for key, text, chosen in (
        (
            "agenda",
            "the meeting considered the following issues on its agenda",
            [each for each in items if each.id in taken],
        ),
        (
            "agenda:left",
            "the following was on the agenda, and was not taken up",
            [
                each
                for each in items
                if each.id not in taken
                and each.meeting == meeting.id
                and not was_done.search(each.title)
            ],
        ),
    ):
        if not chosen:
            continue
        ids = {each.id for each in chosen}
        steps = context.proceedings.of(operations.AddAgendaItem, operations.TakeUpAgendaItem)
        recorded = [e for e in steps if {e.operation.id, getattr(e.operation, "item", "")} & ids]
        titles = enumerate_parts([clause(each.title) for each in chosen])
        things = [each.id for each in chosen]
        yield context.sentence(recorded, f"{text}: {titles}", key=key, things=things)


# Interventions, and how many took the floor.


def _intervention_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    noted: operations.NoteIntervention = steps[0].operation
    is_withheld = noted.member and not context.attribution.may_report(Kind.INTERVENTIONS)
    if is_withheld or _is_told_later(noted, context):
        return
    who, quantities = _speaker(noted, context.attribution)
    if noted.kind is InterventionKind.ISSUE and not noted.voices:
        who = ""
    elif noted.kind is InterventionKind.STATEMENT:
        who = f"{who or 'it was'} {context.again(who)}".rstrip()
    elif not who and noted.kind is InterventionKind.NOTE:
        who = context.attribution.body
    elif not who and noted.kind is InterventionKind.EXCHANGE:
        who = members_noun(context.state, 2)
    text = said_sentence(noted.kind, who, clause(noted.text))
    text = _opening(noted, context) + text
    things = (*noted.targets, *([noted.remedies] if noted.remedies else []))
    yield context.on(noted.id, steps, text, *things, quantities=quantities)
    context.last_said = noted.id
    context.set_subject(noted.targets[0] if len(noted.targets) == 1 else "")


def _is_told_later(noted: operations.NoteIntervention, context: SummaryContext) -> bool:
    """Returns whether a proposal of nobody in particular is said again by what came of it."""
    made = [each.operation for each in context.proceedings.of(operations.MakeProposal)]
    texts = {each.id: each.wording.notation() for each in made}
    if noted.kind is not InterventionKind.PROPOSAL or noted.member or noted.office or noted.voices:
        return False
    if len(noted.targets) != 1 or texts.get(noted.targets[0]) != noted.text:
        return False
    told = {each.operation.target for each in context.proceedings.of(operations.NoteSense)}
    told = set() if context.attribution.viewer.is_vague else told
    for each in context.proceedings.of(operations.RecordDecision):
        told.update(each.operation.targets)
    target = noted.targets[0]
    return target in told and motion(context.state, target) == clause(noted.text)


def _speaker(
    noted: operations.NoteIntervention, attribution: Attribution
) -> tuple[str, tuple[Quantity, ...]]:
    """Returns the speaker, and the number behind that; empty where no name is given."""
    if noted.office:
        return (subject_phrase(office(noted.office)) if attribution.names_offices else ""), ()
    observer = noted.member in attribution.state.members and (
        attribution.state.members[noted.member].observer
    )
    if observer and not noted.voices and not attribution.names:
        return "one observer", (Quantity("one observer", 1),)
    if noted.member or noted.voices:
        codes = [noted.member] if noted.member else []
        return attribution.members(codes, max(0, noted.voices - len(codes)))
    return "", ()


def _opening(noted: operations.NoteIntervention, context: SummaryContext) -> str:
    if noted.remedies:
        said, last_remedied = context.last_said, context.last_remedied
        context.last_remedied = noted.remedies
        if last_remedied == noted.remedies:
            return "in addition, "
        if said == noted.remedies:
            return "to address this concern, "
        concern = context.state.interventions[noted.remedies]
        return f"to address the concern over {clause(concern.text)}, "
    # A motion is discussed as what it proposes, and not as words.
    items = [each for each in noted.targets if each in context.state.items]
    texts = [each for each in items if not motion(context.state, each)]
    if texts and noted.kind in _ON_TEXTS:
        return f"with regard to {context.subjects(texts)}, "
    return ""


_ON_TEXTS = frozenset(
    {InterventionKind.STATEMENT, InterventionKind.CONCERN, InterventionKind.SUGGESTION}
)


def _speakers_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    observers = {
        each.operation.member
        for each in steps
        if context.state.members[each.operation.member].observer
    }
    members = {each.operation.member for each in steps} - observers
    spoke = [
        f"{spell(len(codes))} {noun}"
        for codes, noun in (
            (members, members_noun(context.state, len(members))),
            (observers, "observer" if len(observers) == 1 else "observers"),
        )
        if codes
    ]
    given = "was" if len(members | observers) == 1 else "were"
    yield context.sentence(steps, f"{' and '.join(spoke)} {given} given the floor", key="floor")


# Who was nominated for an office, and who took it.


def _nomination_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    made: operations.Nominate = steps[0].operation
    attribution = context.attribution
    what = office(made.role).removeprefix("the ")
    text = f"a nomination for {what} was made"
    if attribution.names_offices:
        nominated = f"{made.person}{attribution.of_member(made.member)}"
        what = f"{what} of {attribution.body}"
        text = f"{nominated} was nominated as {what}"
        if made.by:
            text = f"{subject_phrase(office(made.by))} nominated {nominated} as {what}"
    else:
        attribution.left_out[Kind.MEMBERS] += 1
    yield context.on(made.id, steps, text)


def _refusal_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    declined: operations.DeclineNomination = steps[0].operation
    nomination = context.state.nominations[declined.nomination]
    of = f" of {nomination.person}" if context.attribution.names_offices else ""
    text = f"the nomination{of} was not taken up"
    yield context.on(nomination.id, steps, text, what="declined")


def _office_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    taken: operations.AssignOffice = steps[0].operation
    what = office(taken.role).removeprefix("the ")
    members = members_noun(context.state, 2)
    approval = f"following the approval of the {members}, " if taken.nomination else ""
    if not taken.person:
        text = f"the office of {what} fell vacant"
    elif not context.attribution.names_offices:
        context.attribution.left_out[Kind.MEMBERS] += 1
        text = f"{approval}a {what} took office"
    elif taken.nomination:
        text = f"{approval}{taken.person} accepted the nomination"
        if taken.role is Role.CHAIR and _stays(taken, context):
            text += " and chaired the remainder of the meeting"
    else:
        of = context.attribution.of_member(taken.member)
        text = f"{taken.person}{of} took office as {what}"
    things = [taken.nomination] if taken.nomination else []
    yield context.sentence(steps, text, key=taken.role.value, things=things)


def _stays(taken: operations.AssignOffice, context: SummaryContext) -> bool:
    """Returns whether no other member took the office later in the meeting."""
    changes = [
        each.operation
        for each in context.proceedings.of(operations.AssignOffice)
        if each.operation.role is taken.role
    ]
    return bool(changes) and changes[-1].id == taken.id


MEETING_SENTENCES: Mapping[type[Operation], SentenceRule] = {
    operations.Undertake: SentenceRule(_undertaking_sentences),
    operations.FulfilUndertaking: SentenceRule(_done_sentences),
    operations.AddMilestone: SentenceRule(_milestone_sentences),
    operations.MoveMilestone: SentenceRule(_milestone_sentences),
    operations.ReachMilestone: SentenceRule(_milestone_sentences),
    operations.AnnounceMeeting: SentenceRule(_meeting_to_come_sentences),
    operations.ChangeAnnouncement: SentenceRule(_meeting_to_come_sentences),
    operations.OpenConsultation: SentenceRule(_consultation_sentences),
    operations.ReportBack: SentenceRule(_report_back_sentences),
    operations.OpenBallot: SentenceRule(_ballot_sentences),
    operations.CloseBallot: SentenceRule(_result_sentences),
    operations.OpenSilence: SentenceRule(_silence_sentences),
    operations.BreakSilence: SentenceRule(
        _breach_sentences, lambda broken, _: f"broken {broken.silence} {broken.targets}"
    ),
    operations.GiveFloor: SentenceRule(_speakers_sentences, lambda given, _: "floor"),
    operations.NoteIntervention: SentenceRule(_intervention_sentences),
    operations.Nominate: SentenceRule(_nomination_sentences),
    operations.DeclineNomination: SentenceRule(_refusal_sentences),
    operations.AssignOffice: SentenceRule(_office_sentences),
}
"""The sentence rules of operations on plans, the floor and offices, by class."""
