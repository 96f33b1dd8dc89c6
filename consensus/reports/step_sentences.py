"""A sentence for every operation, as the log and the history tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import singledispatch
from typing import Any

from consensus.history.operation import Operation
from consensus.history.operations import (
    AddAgendaItem,
    AddGroup,
    AddMember,
    AddMilestone,
    AdoptAgenda,
    AnnounceMeeting,
    AnswerObjection,
    ArrangeItems,
    AskQuestion,
    AssignOffice,
    BreakSilence,
    CarryOverItems,
    ChangeAnnouncement,
    ChangeMember,
    ChangeText,
    CloseList,
    CloseMeeting,
    CosponsorAmendment,
    DeclineNomination,
    EndIntervention,
    ExtendDeadline,
    FinishAgendaItem,
    FormNegotiatingGroup,
    FulfilUndertaking,
    GiveFloor,
    HighlightPassage,
    ImportDraft,
    JoinCopies,
    LiftPending,
    MakeStatement,
    MoveMilestone,
    Nominate,
    NoteIntervention,
    NotePresence,
    NoteSense,
    OpenConsultation,
    OpenMeeting,
    OpenSilence,
    PresentTexts,
    ProposeAmendment,
    ProposePackage,
    PublishRevision,
    PutInTray,
    RateTarget,
    ReachMilestone,
    ReceiveContribution,
    RecordDecision,
    RedactBody,
    ReopenList,
    ReportBack,
    RequestFloor,
    RetireAmendment,
    SetAllOrNothing,
    SetAside,
    SetNotice,
    SetQuantifiers,
    SetQuorum,
    SetRule,
    SetTimeBudget,
    SettleObjection,
    SettleOvertaken,
    StartWorkingGroup,
    StateGroupPosition,
    TakePosition,
    TakeUpAgendaItem,
    TakeUpAmendment,
    TranslateItem,
    Undertake,
    UndoStep,
    WithdrawAmendment,
    WithdrawPosition,
    WithdrawRequest,
)
from consensus.history.step import Unreadable
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import ContestedState, has_words
from consensus.model.decisions import Outcome
from consensus.model.drafts import Cause
from consensus.model.meetings import InterventionKind
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.reports.amendments import inserted_in_order
from consensus.reports.audience import Audience
from consensus.reports.words import Voice, listed, several
from consensus.rules.explain import contested_words, in_words

# One plain sentence for each operation on undertakings, milestones and meetings to come.


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


# One plain sentence for each kind of operation on questions and contributions.


def _ask_question(operation: AskQuestion, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    until = f" until {_moment(operation.deadline)}" if operation.deadline else ""
    return f"{handle}: question {operation.number} asked{until}: {operation.text}"


def _extend_deadline(operation: ExtendDeadline, voice: Voice) -> str:
    question = voice.thing(operation.question)
    if operation.deadline is None:
        return f"{question} has no deadline any more"
    return f"{question} can be answered until {_moment(operation.deadline)}"


def _receive_contribution(operation: ReceiveContribution, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    if operation.confidential and voice.audience is not Audience.SECRETARIAT:
        return f"{handle}: a contribution was received"
    if operation.member:
        who = f" from {voice.members((operation.member,))}"
    else:
        who = voice.words(operation.name, " from ")
    answers = [each.question for each in operation.answers]
    to = f", to {voice.things(answers)}" if answers else ""
    came = several(len(operation.documents), "document", "documents")
    documents = f", with {came}" if operation.documents else ""
    place = f", in place of {voice.thing(operation.replaces)}" if operation.replaces else ""
    confidence = ", in confidence" if operation.confidential else ""
    return f"{handle}: a contribution was received{who}{confidence}{to}{documents}{place}"


def _highlight_passage(operation: HighlightPassage, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    contribution = voice.state.contributions.get(operation.contribution)
    told = contribution is None or not contribution.confidential
    if not told and voice.audience is not Audience.SECRETARIAT:
        return f"{handle}: a passage was highlighted"
    about = f" for {voice.things(operation.links)}" if operation.links else ""
    words = voice.words(operation.issue or operation.passage)
    return f"{handle}: a passage of {voice.thing(operation.contribution)} highlighted{about}{words}"


def _carry_over_items(operation: CarryOverItems, voice: Voice) -> str:
    items = several(len(operation.items), "item", "items")
    draft = voice.made(operation.id, operation.handle)
    return f"{items} carried over from {operation.source}, as draft {draft}"


CONTRIBUTION_SENTENCES: Mapping[type[Operation], Callable[[Any, Voice], str]] = {
    AskQuestion: _ask_question,
    CarryOverItems: _carry_over_items,
    ExtendDeadline: _extend_deadline,
    ReceiveContribution: _receive_contribution,
    HighlightPassage: _highlight_passage,
}
"""The class of an operation to what says what it did, for the dispatch of `tell`."""


# One plain sentence for each kind of operation on the agenda and on the floor.

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


# One plain sentence for each kind of operation by which work goes on between meetings.


def _open_silence(operation: OpenSilence, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    until = f"{operation.deadline:%Y-%m-%d %H:%M %Z}".rstrip()
    return f"{handle}: {voice.things(operation.targets)} under silence until {until}"


def _break_silence(operation: BreakSilence, voice: Voice) -> str:
    over = f" over {voice.things(operation.targets)}" if operation.targets else ""
    broken = f"{voice.thing(operation.silence)} broken{over}"
    return f"{broken} by {voice.members((operation.member,))}{voice.words(operation.reason)}"


def _open_consultation(operation: OpenConsultation, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    among = f" among {voice.members(operation.participants)}" if operation.participants else ""
    led = voice.words(operation.facilitator, ", led by ")
    purpose = voice.words(operation.purpose)
    return f"{handle}: consultation on {voice.things(operation.items)}{among}{led}{purpose}"


def _report_back(operation: ReportBack, voice: Voice) -> str:
    return f"{voice.thing(operation.consultation)} reported back{voice.words(operation.outcome)}"


BETWEEN_MEETINGS_SENTENCES: Mapping[type[Operation], Callable[[Any, Voice], str]] = {
    OpenSilence: _open_silence,
    BreakSilence: _break_silence,
    OpenConsultation: _open_consultation,
    ReportBack: _report_back,
}
"""The class of an operation to what says what it did, for the dispatch of `tell`."""


# One plain sentence for each kind of operation between copies of a record.


def _join_copies(operation: JoinCopies, voice: Voice) -> str:
    return "two copies of the record were joined"


def _settle_overtaken(operation: SettleOvertaken, voice: Voice) -> str:
    reason = voice.words(operation.reason)
    return f"step {operation.step}, which did not apply any more, was settled{reason}"


COPIES_SENTENCES: Mapping[type[Operation], Callable[[Any, Voice], str]] = {
    JoinCopies: _join_copies,
    SettleOvertaken: _settle_overtaken,
}
"""The class of an operation to what says what it did, for the dispatch of `tell`."""


# One plain sentence for each kind of operation, and one for many of a kind.

MANY: dict[type[Operation], str] = {
    AddGroup: "{} stakeholder groups named",
    AddMember: "{} members and observers joined",
    AnswerObjection: "{} objections answered",
    ChangeMember: "{} members changed",
    FormNegotiatingGroup: "{} negotiating groups formed or changed",
    ProposeAmendment: "{} amendments proposed",
    PutInTray: "{} rows put in the tray",
    RateTarget: "{} ratings recorded",
    ReceiveContribution: "{} contributions received",
    RecordDecision: "{} decisions recorded",
    StateGroupPosition: "{} statements of negotiating groups recorded",
    TakePosition: "{} positions recorded",
    TranslateItem: "{} paragraphs translated",
}
"""What a step says that holds many operations of one kind; others are told one by one."""

_AMENDING = {
    AmendmentKind.MODIFY: "to {}",
    AmendmentKind.INSERT: "to insert an item in {}",
    AmendmentKind.DELETE: "to delete {}",
    AmendmentKind.MOVE: "to move {}",
    AmendmentKind.SPLIT: "to split {}",
    AmendmentKind.JOIN: "to join {} with others",
}

_BECAME = {
    Cause.ORIGINAL: "{} was written",
    Cause.EDITORIAL: "{} was corrected editorially",
    Cause.BRACKETING: "brackets were written into {}",
    Cause.MERGE: "amendments were merged into {}",
    Cause.PART_MERGE: "amendments were merged in part into {}",
    Cause.EDIT: "{} was reworded",
    Cause.REBASED: "{} was carried over to a new text",
    Cause.REMAINDER: "{} was left with what was not taken",
}


@singledispatch
def tell(operation: Operation, voice: Voice) -> str:
    """Say what an operation did, as a sentence without capital and full stop.

    Args:
        operation: the operation.
        voice: names things for whoever is told.
    """
    raise NotImplementedError(f"no sentence is written for {type(operation).__name__}")


for _kind, _sentence in {
    **FLOOR_SENTENCES,
    **CONTRIBUTION_SENTENCES,
    **PLANNING_SENTENCES,
    **COPIES_SENTENCES,
    **BETWEEN_MEETINGS_SENTENCES,
}.items():
    tell.register(_kind)(_sentence)


@tell.register
def _(operation: Unreadable, voice: Voice) -> str:
    if voice.audience.sees_names:
        return f"an operation {operation.sentence}"
    return "an operation that cannot be read"


@tell.register
def _(operation: StartWorkingGroup, voice: Voice) -> str:
    return f"{operation.title} began, judged by {operation.rule}"


@tell.register
def _(operation: SetRule, voice: Voice) -> str:
    what = voice.thing(operation.target) if operation.target else "the working group"
    if not operation.rule:
        return f"{what} has no rule of its own any more"
    return f"{what} is judged by {operation.rule}"


@tell.register
def _(operation: AddGroup, voice: Voice) -> str:
    name = f" ({operation.name})" if operation.name else ""
    return f"stakeholder group {operation.code}{name} named"


@tell.register
def _(operation: AddMember, voice: Voice) -> str:
    what = "observer" if operation.observer else "member"
    return f"{voice.members((operation.code,))} joined as {what}"


@tell.register
def _(operation: ChangeMember, voice: Voice) -> str:
    return f"what is known of {voice.members((operation.code,))} changed"


@tell.register
def _(operation: FormNegotiatingGroup, voice: Voice) -> str:
    whole = several(len(operation.members), "member", "members")
    members = f"{whole}: {', '.join(operation.members)}" if voice.audience.sees_names else whole
    return f"negotiating group {operation.code} has {members}"


@tell.register
def _(operation: AssignOffice, voice: Voice) -> str:
    if not operation.person:
        return f"the office of {operation.role} fell vacant"
    return f"the office of {operation.role} was taken{voice.words(operation.person, ' by ')}"


@tell.register
def _(operation: CloseMeeting, voice: Voice) -> str:
    return f"{voice.thing(operation.meeting)} closed"


@tell.register
def _(operation: NotePresence, voice: Voice) -> str:
    how = "noted" if operation.presence == "absent" else "noted as present"
    return f"{voice.attendants(operation.meeting, operation.members)} {how} ({operation.presence})"


@tell.register
def _(operation: ImportDraft, voice: Voice) -> str:
    items = several(len(operation.items), "item", "items")
    return f"imported draft {voice.made(operation.id, operation.handle)} with {items}"


@tell.register
def _(operation: ArrangeItems, voice: Voice) -> str:
    counts = (
        (len(operation.inserted), "inserted"),
        (len(operation.removed), "removed"),
        (len(operation.moved), "moved"),
        (len(operation.reworded), "reworded"),
    )
    done = [f"{several(count, 'item', 'items')} {what}" for count, what in counts if count]
    by = f" by {voice.things(operation.amendments)}" if operation.amendments else ""
    arranged = f"{voice.thing(operation.draft)}: {listed(done) or 'nothing changed'}{by}"
    opposed = operation.opposed
    if opposed:
        members = dict.fromkeys(code for codes in opposed.values() for code in codes)
        ruled = voice.state.instructions.get(operation.id)
        because = voice.words(ruled.reason, ", because ") if ruled else ""
        arranged += (
            f"; {voice.things(tuple(opposed))} went in without brackets"
            f"{_over(sorted(members), voice)}{because}"
        )
    return "; ".join((arranged, *contested_sentences(operation, voice)))


@tell.register
def _(operation: SetAllOrNothing, voice: Voice) -> str:
    draft = voice.thing(operation.draft)
    if operation.holds:
        return f"nothing in {draft} is agreed until everything is"
    return f"items of {draft} are agreed one by one"


@tell.register
def _(operation: ProposeAmendment, voice: Voice) -> str:
    by = f" by {voice.members(operation.sponsors)}" if operation.sponsors else " by the chair"
    to = _AMENDING[operation.kind].format(voice.thing(operation.target))
    sources = f", drawing together {voice.things(operation.sources)}" if operation.sources else ""
    sent = operation.circulated
    circulated = f", circulated {sent:%Y-%m-%d %H:%M %Z}".rstrip() if sent else ""
    return f"{voice.made(operation.id, operation.handle)} proposed{by} {to}{sources}{circulated}"


@tell.register
def _(operation: WithdrawAmendment, voice: Voice) -> str:
    by = f" by {voice.members(operation.members)}" if operation.members else ""
    return f"{voice.thing(operation.amendment)} withdrawn{by}{voice.words(operation.reason)}"


@tell.register
def _(operation: TakeUpAmendment, voice: Voice) -> str:
    return f"{voice.thing(operation.amendment)} taken up by {voice.members(operation.members)}"


@tell.register
def _(operation: CosponsorAmendment, voice: Voice) -> str:
    return f"{voice.members(operation.members)} joined {voice.thing(operation.amendment)}"


@tell.register
def _(operation: RetireAmendment, voice: Voice) -> str:
    return f"{voice.thing(operation.amendment)} retired into {voice.thing(operation.into)}"


@tell.register
def _(operation: ChangeText, voice: Voice) -> str:
    parts = (
        change_sentence(operation, voice),
        *overtaken_sentences(operation, voice),
        *contested_sentences(operation, voice),
    )
    return "; ".join(parts)


def change_sentence(operation: ChangeText, voice: Voice) -> str:
    """Say what a change of text made of the amendments to it.

    Args:
        operation: what was recorded.
        voice: names targets, for an audience.
    """
    target = voice.thing(operation.target)
    merged = (*operation.merged_whole, *operation.merged_in_part)
    if operation.cause in (Cause.MERGE, Cause.PART_MERGE) and merged:
        part = f" ({voice.things(operation.merged_in_part)} in part)"
        sentence = f"{voice.things(merged)} merged into {target}"
        sentence += part if operation.merged_in_part else ""
        in_brackets = "in brackets"
    elif operation.bracketed:
        sentence, in_brackets = "", f"put in brackets in {target}"
    elif operation.cause is Cause.REBASED:
        sentence, in_brackets = f"{target} stays as it is", ""
    else:
        # Settled by other words, a conflict is no merge.
        became = Cause.EDIT if operation.cause is Cause.PART_MERGE else operation.cause
        sentence, in_brackets = _BECAME[became].format(target), ""
    parts = [sentence] if sentence else []
    if operation.bracketed:
        over = _over(operation.opposing, voice)
        parts.append(f"{voice.things(operation.bracketed)} {in_brackets}{over}")
    if operation.unbracketed:
        opposed = {
            each.member for each in operation.contested if each.amendment in operation.unbracketed
        }
        parts.append(
            f"{voice.things(operation.unbracketed)} went in without brackets"
            f"{_over(sorted(opposed), voice)}{voice.words(operation.reason, ', because ')}"
        )
    else:
        parts[0] += voice.words(operation.reason)
    taken = {voice.thing(each.amendment): each.taken for each in operation.follow_ups}
    runs = inserted_in_order(operation.wording.notation(), taken)
    parts += [" before ".join(run) for run in runs]
    ended = [each for each in operation.follow_ups if each.wording is None]
    if closed := [each.amendment for each in ended if not each.taken]:
        parts.append(f"{voice.things(closed)} closed")
    if rest := [each.amendment for each in ended if each.taken and each.closed]:
        parts.append(f"the rest of {voice.things(rest)} closed")
    return "; ".join(parts)


def _over(members: Sequence[str], voice: Voice, opening: str = " over ") -> str:
    """Over whom words went in, where the audience may know who objects or holds."""
    return f"{opening}{listed(members)}" if members and voice.audience == "secretariat" else ""


def contested_sentences(operation: Operation | None, voice: Voice) -> list[str]:
    """What a change of text makes of objections and holds; nothing for who may not know of them.

    Args:
        operation: what was recorded.
        voice: names targets, for an audience.
    """
    if voice.audience != "secretariat" or not isinstance(operation, ChangeText | ArrangeItems):
        return []
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for each in operation.contested:
        if each.unchanged:
            continue
        what = "objection" if each.stance is Stance.OBJECT else "hold"
        amendment = voice.state.amendments.get(each.amendment)
        kind = amendment.kind if amendment else AmendmentKind.MODIFY
        words = contested_words(kind, each.change.replaces, each.change.text)
        if each.state is ContestedState.LAPSED:
            became = "has lapsed: the text reads as before"
        elif each.state is ContestedState.TO_CONFIRM:
            became = "is to be confirmed"
        else:
            became = "stands on the text"
        about = found.setdefault((each.member, what, became), {})
        about.setdefault(words, []).append(voice.thing(each.amendment))
    return [
        f"the {what} of {member} to"
        f" {listed([f'{words} ({listed(named)})' for words, named in about.items()])} {became}"
        for (member, what, became), about in found.items()
    ]


def overtaken_sentences(operation: Operation | None, voice: Voice) -> list[str]:
    """Which amendments a change of text met without a merge, and whose words it took out again.

    Args:
        operation: what was recorded.
        voice: names targets and members, for an audience; of a state with the change.
    """
    if not isinstance(operation, ChangeText):
        return []
    state = voice.state

    def named(amendment: str) -> str:
        found = state.amendments.get(amendment)
        if found is None:
            return voice.thing(amendment)
        by = voice.members(found.sponsors) if found.sponsors else "the chair"
        return f"{voice.thing(amendment)} of {by}"

    merged = {*operation.merged_whole, *operation.merged_in_part}
    met = [each for each in operation.follow_ups if each.taken and each.amendment not in merged]
    found = [
        f"{named(each.amendment)} is {'met' if each.wording is None else 'met in part'}:"
        " the text says now what it asks for"
        for each in met
    ]
    return [
        *found,
        *(f"{named(each.id)} is no longer in the text" for each in taken_out(state, operation)),
    ]


def taken_out(state: State, operation: ChangeText) -> list[Amendment]:
    """The merged amendments whose words stood in a text and stand there no longer.

    Args:
        state: the state after the change.
        operation: the change of the text.
    """
    version = state.versions.get(operation.id)
    if version is None:
        return []
    old, new = state.versions[version.previous].wording.notation(), version.wording.notation()
    touched = {each.amendment for each in operation.follow_ups}
    return [
        each
        for each in state.amendments.values()
        if each.state is AmendmentState.MERGED
        and each.holder == operation.target
        # What was undecided then is touched; what was proposed since came later.
        and each.id not in touched
        and each.id < operation.id
        and all(has_words(old, hunk.text) for hunk in each.taken_hunks)
        and not all(has_words(new, hunk.text) for hunk in each.taken_hunks)
    ]


@tell.register
def _(operation: TakePosition, voice: Voice) -> str:
    target = voice.thing(operation.target)
    if not voice.openly(operation.source):
        return f"a position on {target} was recorded"
    provided = f" provided {voice.things(operation.conditions)}" if operation.conditions else ""
    provided += voice.words(f"“{operation.words}”" if operation.words else "", " to ")
    return f"{operation.member} on {target}: {operation.stance}{provided}" + voice.words(
        operation.reason, " — "
    )


@tell.register
def _(operation: StateGroupPosition, voice: Voice) -> str:
    target = voice.thing(operation.target)
    if not voice.audience.sees_names:
        return f"a negotiating group's position on {target} was recorded"
    reached = several(len(operation.members), "member", "members")
    return (
        f"{operation.group} on {target}: {operation.stance}, for {reached}"
        f"{voice.words(operation.reason, ' — ')}"
    )


@tell.register
def _(operation: WithdrawPosition, voice: Voice) -> str:
    # Whether it was taken in confidence is not said here, so only the secretariat is told whose.
    whose = (
        "a position" if voice.audience != "secretariat" else f"the position of {operation.member}"
    )
    return f"{whose} on {voice.thing(operation.target)} was taken back"


@tell.register
def _(operation: NoteSense, voice: Voice) -> str:
    target = voice.thing(operation.target)
    sense = voice.words(f"{operation.quantity} {operation.stance}")
    return f"the sense of the room on {target} was noted{sense}"


@tell.register
def _(operation: AnswerObjection, voice: Voice) -> str:
    target = voice.thing(operation.target)
    if voice.audience != "secretariat":
        return f"a concern about {target} was answered"
    return f"the objection of {operation.member} to {target} was answered: {operation.answer}"


@tell.register
def _(operation: SettleObjection, voice: Voice) -> str:
    target = voice.thing(operation.target)
    if voice.audience != "secretariat":
        return f"a concern about {target} was settled"
    return f"the objection of {operation.member} to {target} was {operation.state}" + voice.words(
        operation.reason
    )


@tell.register
def _(operation: RateTarget, voice: Voice) -> str:
    target = voice.thing(operation.target)
    # Ratings are given so that the others do not see whose they are.
    if voice.audience != "secretariat":
        return f"a rating of {target} was recorded"
    return f"{operation.member} rated {target}: {operation.rating}, in round {operation.round}"


@tell.register
def _(operation: ProposePackage, voice: Voice) -> str:
    settled = voice.things((*operation.items, *operation.amendments))
    handle = voice.made(operation.id, operation.handle)
    return f"package {handle} proposed ({operation.title}): {settled}"


@tell.register
def _(operation: RecordDecision, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    pending = f", pending {voice.members(operation.pending)}" if operation.pending else ""
    scope = f" ({operation.scope})" if operation.scope != "item" else ""
    if operation.outcome is Outcome.REOPENED:
        said = f"{voice.things(operation.targets)} reopened"
    else:
        said = f"{voice.things(operation.targets)} declared {operation.outcome}"
    unmet = ""
    if operation.unmet and voice.audience.sees_names:
        unmet = f", although {operation.unmet} was not met"
    objecting = _over(operation.over, voice, ", over the standing objection of ")
    reason = voice.words(operation.reason, " — ")
    return f"{handle}: {said}{scope}{pending}{objecting}{reason}{unmet}"


@tell.register
def _(operation: LiftPending, voice: Voice) -> str:
    member = voice.members((operation.member,))
    return f"{voice.thing(operation.decision)} no longer awaits {member}"


@tell.register
def _(operation: MakeStatement, voice: Voice) -> str:
    decision = voice.thing(operation.decision)
    if not voice.audience.sees_names:
        return f"a statement was put on record beside {decision}"
    return (
        f"{operation.member} put on record beside {decision}: {operation.kind}"
        f"{voice.words(operation.text, ' — ')}"
    )


@tell.register
def _(operation: PublishRevision, voice: Voice) -> str:
    items = several(len(operation.items), "item", "items")
    standing = f", {operation.standing}" if operation.standing else ""
    return f"{operation.name} of {voice.thing(operation.draft)} published with {items}{standing}"


@tell.register
def _(operation: PutInTray, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    return f"{handle} put in the tray{voice.words(operation.problem)}"


@tell.register
def _(operation: SetAside, voice: Voice) -> str:
    return f"{voice.thing(operation.entry)} set aside{voice.words(operation.reason)}"


@tell.register
def _(operation: UndoStep, voice: Voice) -> str:
    return f"step {operation.step} undone{voice.words(operation.reason)}"


@tell.register
def _(operation: RedactBody, voice: Voice) -> str:
    what = "who recorded it was" if operation.index == 0 else "words were"
    return f"{what} redacted in step {operation.step}{voice.words(operation.reason)}"


@tell.register
def _(operation: TranslateItem, voice: Voice) -> str:
    return f"{voice.thing(operation.item)} rendered in {operation.language}"
