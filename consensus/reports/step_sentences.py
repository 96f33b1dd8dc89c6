"""A sentence for every operation, for the log and the history."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import attrs

from consensus.history import operations
from consensus.history.operation import Operation
from consensus.history.step import Unreadable
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import ContestedState, has_words
from consensus.model.decisions import DecisionFields, Outcome
from consensus.model.drafts import Cause, ItemKind
from consensus.model.meetings import InterventionKind
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.reports.amendments import inserted_in_order
from consensus.reports.audience import confidence_note, visible_decision
from consensus.reports.consultations import ballot_result, written
from consensus.reports.outline import moment
from consensus.reports.words import SentenceContext, join_names, unmet_words
from consensus.rules.reasons import contested_words, dissent
from consensus.text.brackets import Bracket, BracketedText
from consensus.text.display import count_noun, in_words


def _change_announcement(operation: operations.ChangeAnnouncement, context: SentenceContext) -> str:
    meeting = context.handle(operation.meeting)
    if operation.cancelled:
        return f"{meeting} cancelled{context.words(operation.reason)}"
    moved = f"{meeting} is to be held {_when_and_where(operation)}"
    return f"{moved}{context.words(operation.reason)}"


def _when_and_where(operation: operations.AnnounceMeeting | operations.ChangeAnnouncement) -> str:
    until = f" to {moment(operation.ends)}" if operation.ends else ""
    place = f", {operation.place}" if operation.place else ""
    return f"{moment(operation.begins)}{until}{place}"


def _undertake(operation: operations.Undertake, context: SentenceContext) -> str:
    handle = context.created(operation)
    if operation.office is not None:
        by = f" by the {operation.by}"
    elif operation.member:
        by = f" by {context.members((operation.member,))}"
    else:
        by = context.words(operation.person, " by ")
    due = ""
    if operation.due is not None:
        due = f" until {moment(operation.due)}"
    elif operation.before:
        due = f" before {context.handle(operation.before)}"
    elif operation.next_meeting:
        due = " before the next meeting"
    return f"{handle}: undertaken{by}{due}{context.words(operation.what)}"


def _receive_contribution(
    operation: operations.ReceiveContribution, context: SentenceContext
) -> str:
    handle = context.created(operation)
    if not context.audience.sees(operation):
        return f"{handle}: a contribution was received"
    if operation.member:
        who = f" from {context.members((operation.member,))}"
    else:
        who = context.words(operation.name, " from ")
    answers = [each.question for each in operation.answers]
    to = f", to {context.handles(answers)}" if answers else ""
    came = count_noun(len(operation.documents), "document", "documents")
    documents = f", with {came}" if operation.documents else ""
    place = f", in place of {context.handle(operation.replaces)}" if operation.replaces else ""
    confidence = ", in confidence" if operation.confidential else ""
    return f"{handle}: a contribution was received{who}{confidence}{to}{documents}{place}"


def _highlight_passage(operation: operations.HighlightPassage, context: SentenceContext) -> str:
    handle = context.created(operation)
    contribution = context.state.contributions.get(operation.contribution)
    if contribution is not None and not context.audience.sees(contribution):
        return f"{handle}: a passage was highlighted"
    about = f" for {context.handles(operation.links)}" if operation.links else ""
    words = context.words(operation.issue or operation.passage)
    return (
        f"{handle}: a passage of {context.handle(operation.contribution)} highlighted{about}{words}"
    )


_COUNTED = (InterventionKind.CONCERN, InterventionKind.PROPOSAL, InterventionKind.SUGGESTION)


def _note_intervention(operation: operations.NoteIntervention, context: SentenceContext) -> str:
    about = f" on {context.handles(operation.targets)}" if operation.targets else ""
    by = ""
    if operation.office and not context.hides_speakers(operation.meeting):
        by = context.words(operation.office, " by ")
    if operation.member:
        by = f" by {context.speakers(operation.meeting, (operation.member,))}"
    handle = context.created(operation)
    what = f"a {operation.kind}" if operation.kind in _COUNTED else "an intervention"
    return f"{handle}: {what}{by}{about} was noted{context.words(operation.text)}"


def _set_time_budget(operation: operations.SetTimeBudget, context: SentenceContext) -> str:
    members = _limit(operation.members)
    if operation.observers == operation.members:
        return f"interventions may take {members}"
    return f"interventions may take {members}, those of observers {_limit(operation.observers)}"


def _limit(seconds: int) -> str:
    return count_noun(seconds, "second", "seconds") if seconds else "as long as they like"


def _open_consultation(operation: operations.OpenConsultation, context: SentenceContext) -> str:
    handle = context.created(operation)
    among = f" among {context.members(operation.participants)}" if operation.participants else ""
    led = context.words(operation.facilitator, ", led by ")
    purpose = context.words(operation.purpose)
    return f"{handle}: consultation on {context.handles(operation.items)}{among}{led}{purpose}"


def _open_ballot(operation: operations.OpenBallot, context: SentenceContext) -> str:
    handle = context.created(operation)
    secret = "secret ballot" if operation.secret else "ballot"
    until = f", until {moment(operation.deadline)}" if operation.deadline else ""
    return f"{handle}: {secret} on {operation.question}{until}"


def _cast_vote(operation: operations.CastVote, context: SentenceContext) -> str:
    who = context.members((operation.member,))
    if not context.audience.sees_all:
        return f"{who} voted in {context.handle(operation.ballot)}"
    # Others see the choices in the report on ballots, once they are counted.
    ballot = context.state.ballots.get(operation.ballot)
    chosen = written(operation.choice, ballot.kind if ballot else None)
    return f"{who} voted in {context.handle(operation.ballot)}: {chosen}"


def _close_ballot(operation: operations.CloseBallot, context: SentenceContext) -> str:
    ballot = context.state.ballots.get(operation.ballot)
    came_to = ballot and ballot_result(attrs.evolve(ballot, outcome=operation))
    return f"{context.handle(operation.ballot)} was closed{f': {came_to}' if came_to else ''}"


def changes_of_member(was: Any, now: Any) -> list[str]:
    """Returns which values differ, of members or what records them: `group changed from A to B`."""
    before, after = dict(was.weights), dict(now.weights)
    values = [
        *(("name", was.name, now.name), ("group", was.group, now.group)),
        *(("first day", was.since, now.since), ("last day", was.until, now.until)),
        *((f"weight {each}", before.get(each), after.get(each)) for each in before | after),
    ]
    found = [
        f"{what} changed from {a or 'none'} to {b or 'none'}" for what, a, b in values if a != b
    ]
    if was.observer != now.observer:
        found.append(f"now {'an observer' if now.observer else 'a member'}")
    return found


PLURALS: dict[type[Operation], str] = {
    operations.AddGroup: "{} stakeholder groups named",
    operations.AddMember: "{} members and observers joined",
    operations.AnswerObjection: "{} objections answered",
    operations.CastVote: "{} votes cast",
    operations.ChangeMember: "{} members changed",
    operations.FormNegotiatingGroup: "{} negotiating groups formed or changed",
    operations.ProposeAmendment: "{} amendments proposed",
    operations.PutInTray: "{} rows put in the inbox",
    operations.RateTarget: "{} ratings recorded",
    operations.ReceiveContribution: "{} contributions received",
    operations.RecordDecision: "{} decisions recorded",
    operations.StateGroupPosition: "{} statements of negotiating groups recorded",
    operations.TakePosition: "{} positions recorded",
    operations.TranslateItem: "{} paragraphs translated",
}
"""The sentence for many operations of one kind in a step; other kinds get one for each."""

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


def _set_rule(operation: operations.SetRule, context: SentenceContext) -> str:
    what = context.handle(operation.target) if operation.target else "the working group"
    if not operation.rule:
        return f"{what} has no rule of its own any more"
    return f"the rule of {what} is {operation.rule}"


def _form_negotiating_group(
    operation: operations.FormNegotiatingGroup, context: SentenceContext
) -> str:
    whole = count_noun(len(operation.members), "member", "members")
    members = f"{whole}: {', '.join(operation.members)}" if context.audience.sees_names else whole
    return f"negotiating group {operation.code} has {members}"


def _count_items(kinds: Iterable[ItemKind]) -> str:
    return count_noun(sum(kind.can_be_agreed for kind in kinds), "item", "items")


def _arrange_items(operation: operations.ArrangeItems, context: SentenceContext) -> str:
    counts = (
        (len(operation.inserted), "inserted"),
        (len(operation.removed), "removed"),
        (len(operation.moved), "moved"),
        (len(operation.reworded), "reworded"),
    )
    done = [f"{count_noun(count, 'item', 'items')} {what}" for count, what in counts if count]
    by = f" by {context.handles(operation.amendments)}" if operation.amendments else ""
    arranged = f"{context.handle(operation.draft)}: {join_names(done) or 'nothing changed'}{by}"
    if opposed := operation.opposed:
        members = dict.fromkeys(code for codes in opposed.values() for code in codes)
        ruled = context.state.instructions.get(operation.id)
        because = context.reason(ruled.reason) if ruled else ""
        arranged += (
            f"; {context.handles(tuple(opposed))} merged without brackets"
            f"{_over(sorted(members), context)}{because}"
        )
    return "; ".join((arranged, *contested_sentences(operation, context)))


def _propose_amendment(operation: operations.ProposeAmendment, context: SentenceContext) -> str:
    by = f" by {context.members(operation.sponsors)}" if operation.sponsors else " by the chair"
    to = _AMENDING[operation.kind].format(context.handle(operation.target))
    drawn = context.handles(operation.sources)
    sources = f", drawing together {drawn}" if drawn else ""
    sent = operation.circulated
    circulated = f", circulated {moment(sent)}" if sent else ""
    handle = context.created(operation)
    return f"{handle} proposed{by} {to}{sources}{circulated}"


def _change_text(operation: operations.ChangeText, context: SentenceContext) -> str:
    parts = (
        change_sentence(operation, context),
        *follow_up_sentences(operation, context),
        *contested_sentences(operation, context),
    )
    return "; ".join(parts)


def change_sentence(operation: operations.ChangeText, context: SentenceContext) -> str:
    """Returns what a change of text did with the amendments to it."""
    target = context.handle(operation.target)
    merged = (*operation.merged_whole, *operation.merged_in_part)
    if operation.cause in (Cause.MERGE, Cause.PART_MERGE) and merged:
        part = f" ({context.handles(operation.merged_in_part)} in part)"
        sentence = f"{context.handles(merged)} merged into {target}"
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
        if settled := brackets_settled(context.state, operation):
            sentence = f"in {target}, {join_names(settled)}"
    parts = [sentence] if sentence else []
    if operation.bracketed:
        # Whose words are opposed is recorded only where there is one amendment.
        some = "" if len(operation.bracketed) == 1 else ", some of their words"
        over = _over(operation.opposing, context, f"{some} over ")
        parts.append(f"{context.handles(operation.bracketed)} {in_brackets}{over}")
    if operation.unbracketed:
        opposed = {
            each.member for each in operation.contested if each.amendment in operation.unbracketed
        }
        parts.append(
            f"{context.handles(operation.unbracketed)} merged without brackets"
            f"{_over(sorted(opposed), context)}{context.reason(operation.reason)}"
        )
    else:
        parts[0] += context.reason(operation.reason)
    taken = {context.handle(each.amendment): each.taken for each in operation.follow_ups}
    runs = inserted_in_order(operation.wording.notation(), taken)
    parts += [" before ".join(run) for run in runs]
    ended = [each for each in operation.follow_ups if each.wording is None]
    if closed := [each.amendment for each in ended if not each.taken]:
        parts.append(f"{context.handles(closed)} not retained")
    if rest := [each.amendment for each in ended if each.taken and each.closed]:
        parts.append(f"the rest of {context.handles(rest)} not retained")
    return "; ".join(parts)


def brackets_settled(state: State, change: operations.ChangeText) -> list[str]:
    """Returns which brackets a change of text lifted or deleted, if it did nothing else."""
    new = state.versions.get(change.id)
    old = state.versions[new.previous].wording.parts if new else ()
    ways = [(BracketedText((part,)), *_options(part)) for part in old]
    # Each bracket more multiplies the ways in which a text can have come about.
    if new is None or sum(len(way) > 1 for way in ways) > 8:
        return []
    written = (" ?(" + "|".join(re.escape(_spaced(each)) for each in way) + ")" for way in ways)
    found = re.fullmatch("".join(written), _spaced(new.wording))
    phrases: list[str] = []
    for way, now in zip(ways, found.groups() if found else (), strict=False):
        inside = way[0].notation(names=False)[1:-1].strip()
        left = next(each for each in way if _spaced(each) == now).notation(names=False)
        kept = f", leaving “{left.strip()}”" if len(way) > 3 else ""
        if now != _spaced(way[0]):
            lifted = f"the brackets around “{inside}” were lifted{kept}"
            phrases.append(lifted if now else f"“{inside}” in brackets was deleted")
    return phrases


def _options(part: str | Bracket) -> tuple[BracketedText, ...]:
    options = part.options if isinstance(part, Bracket) else ()
    return (*(each.text for each in options), BracketedText()) if options else ()


def _spaced(text: BracketedText) -> str:
    return " ".join(text.notation().split())


def _over(members: Sequence[str], context: SentenceContext, opening: str = " over ") -> str:
    """Returns over whose objection words went in, where the audience may know."""
    return (
        f"{opening}{join_names(members)}" if members and context.audience == "secretariat" else ""
    )


def contested_sentences(operation: Operation | None, context: SentenceContext) -> list[str]:
    """Returns what became of objections and holds in a change of text, for the secretariat only."""
    if context.audience != "secretariat" or not isinstance(
        operation, operations.ChangeText | operations.ArrangeItems
    ):
        return []
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for each in operation.contested:
        if each.unchanged:
            continue
        what = "objection" if each.stance is Stance.OBJECT else "reserved position"
        amendment = context.state.amendments.get(each.amendment)
        kind = amendment.kind if amendment else AmendmentKind.MODIFY
        words = contested_words(kind, each.change.replaces, each.change.text)
        if each.state is ContestedState.LAPSED:
            became = "no longer applies: the text reads as before"
        elif each.state is ContestedState.TO_CONFIRM:
            became = "is to be confirmed"
        else:
            became = "stands on the text"
        about = found.setdefault((each.member, what, became), {})
        about.setdefault(words, []).append(context.handle(each.amendment))
    return [
        f"the {what} of {member} to"
        f" {join_names([f'{words} ({join_names(by)})' for words, by in about.items()])} {became}"
        for (member, what, became), about in found.items()
    ]


def follow_up_sentences(operation: Operation | None, context: SentenceContext) -> list[str]:
    """Returns which amendments a change of text met without a merge, or took out of the text."""
    if not isinstance(operation, operations.ChangeText):
        return []
    state = context.state

    def named(amendment: str) -> str:
        found = state.amendments.get(amendment)
        if found is None:
            return context.handle(amendment)
        by = context.members(found.sponsors) if found.sponsors else "the chair"
        return f"{context.handle(amendment)} of {by}"

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


def taken_out(state: State, operation: operations.ChangeText) -> list[Amendment]:
    """Returns the merged amendments whose words were in a text and are no longer."""
    version = state.versions.get(operation.id)
    if version is None:
        return []
    old, new = state.versions[version.previous].text, version.text
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


def _take_position(operation: operations.TakePosition, context: SentenceContext) -> str:
    target = context.handle(operation.target)
    if not context.audience.sees(operation.source):
        return f"a position on {target} was recorded"
    needed = context.handles(operation.conditions)
    provided = f" provided {needed}, otherwise {operation.otherwise}" if needed else ""
    said = f"{operation.member} on {target}: {operation.stance}{provided}"
    if context.is_aloud and (note := confidence_note(operation.source)):
        return f"{said} ({note})"
    said += context.words(f"“{operation.words}”" if operation.words else "", " to ")
    return said + context.words(operation.reason, " — ")


def _state_group_position(
    operation: operations.StateGroupPosition, context: SentenceContext
) -> str:
    target = context.handle(operation.target)
    if not context.audience.sees_names:
        return f"a negotiating group's position on {target} was recorded"
    reached = count_noun(len(operation.members), "member", "members")
    said = f"{operation.group} on {target}: {operation.stance}, for {reached}"
    return said + context.words(operation.reason, " — ")


def _told_of(made: operations.RecordDecision, context: SentenceContext) -> DecisionFields:
    """Returns a decision as the audience may know it; of an undone one little is told."""
    if context.audience.sees_all:
        return made
    if found := context.state.decisions.get(made.id):
        return visible_decision(found, context.audience)
    return attrs.evolve(made, over=(), ruled=(), unmet="", unmet_each=(), reason="", tried="")


def _make_statement(operation: operations.MakeStatement, context: SentenceContext) -> str:
    """Returns what was put on record; nothing where it was in confidence, or might have been."""
    made, decision = context.state.statements.get(operation.id), context.handle(operation.decision)
    if not context.audience.sees_all and (made is None or made.in_confidence):
        return ""
    if operation.about:
        decision += f", on {context.handles(operation.about)}"
    if not context.audience.sees_names:
        return f"a statement was put on record beside {decision}"
    words = context.words(operation.text, " — ")
    if context.is_aloud and (made is None or made.in_confidence):
        words = " (in confidence)"
    return f"{operation.member} put on record beside {decision}: {operation.kind}{words}"


def _record_decision(operation: operations.RecordDecision, context: SentenceContext) -> str:
    handle = context.created(operation)
    made = _told_of(operation, context)
    awaited = context.members(operation.pending) if operation.pending else ""
    pending = f", awaiting confirmation by {awaited}" if awaited else ""
    scope = f" ({operation.scope})" if operation.scope != "item" else ""
    targets, outcome = context.handles(operation.targets), operation.outcome
    said = f"{targets} {outcome}"
    if outcome is Outcome.REOPENED:
        said = f"{targets} reopened"
    elif outcome is Outcome.REJECTED:
        said = f"{targets} not agreed to"
    elif outcome is Outcome.NO_CONSENSUS:
        said = f"no consensus on {targets}"
        said += context.reason(made.tried).replace(": ", "; tried: ", 1)
    elif made.ruled:
        said = f"the Chair declared {targets} {outcome}"
        if set(made.ruled) != set(made.targets):
            ruled = context.handles(made.ruled)
            said = f"{targets} {outcome}, {ruled} by the Chair's ruling"
    # Behind a member's name the rule would be the member's.
    missed, is_alone = unmet_words(made, context.handle), len(made.targets) == 1
    unmet = context.words(missed if is_alone else "", ", although ")
    some = context.words("" if is_alone else missed, "; ")
    who = _over(made.over, context, "")
    objecting = dissent(who, len(made.over), bool(made.ruled))
    reason = context.reason(made.reason)
    if made.ruled and reason:  # it is not that of those who object
        reason = f"; the Chair's reason{reason}"
    said += f" ({operation.level})" if operation.level else ""
    return f"{handle}: {said}{scope}{unmet}{pending}{objecting}{some}{reason}"


SENTENCES: Mapping[type[Operation], Callable[[Any, SentenceContext], str]] = {
    operations.OpenMeeting: lambda done, say: (
        f"{say.created_handle(done.announced or done.id, done.handle)} opened: {done.title}"
        f"{', under the Chatham House rule' if done.chatham_house else ''}"
    ),
    operations.AnnounceMeeting: lambda done, say: (
        f"{say.created(done)} announced: {done.title}, {_when_and_where(done)}"
    ),
    operations.ChangeAnnouncement: _change_announcement,
    operations.SetQuorum: lambda done, say: (
        f"the quorum of {say.handle(done.meeting)} is {done.quorum}"
        if done.quorum
        else f"{say.handle(done.meeting)} has no quorum any more"
    ),
    operations.SetNotice: lambda done, say: (
        "texts are introduced once they were circulated for"
        f" {in_words(timedelta(minutes=done.minutes))}, or presented"
        if done.minutes
        else "texts are introduced as soon as they are circulated"
    ),
    operations.SetReporting: lambda done, say: (
        f"{say.handle(done.draft)} is a report of the group"
        if done.is_report
        else f"statements for the annex on {say.handle(done.draft)} are due by"
        f" {moment(done.statements_due) or 'any time'}"
    ),
    operations.SetLevels: lambda done, say: (
        f"the levels of agreement are {'; '.join(done.levels)}"
        if done.levels
        else "there are no levels of agreement any more"
    ),
    operations.SetStyle: lambda done, say: f"the style of summaries is {done.style}",
    operations.SetAudiencePolicy: lambda done, say: f"the audience policy is {done.policy}",
    operations.SetParent: lambda done, say: (
        f"the working group is part of {done.parent}" if done.parent else "no parent body is named"
    ),
    operations.PresentTexts: lambda done, say: (
        f"{say.handles(done.targets)} presented in {say.handle(done.meeting)}"
    ),
    operations.SetQuantifiers: lambda done, say: (
        "the quantifiers of summaries are "
        + ", ".join(f"{each} {each.share}" for each in done.quantifiers)
        if done.quantifiers
        else "the quantifiers of summaries are those that hold without any"
    ),
    operations.Undertake: _undertake,
    operations.FulfilUndertaking: lambda done, say: (
        f"{say.handle(done.undertaking)} is done{say.words(done.outcome)}"
    ),
    operations.Nominate: lambda done, say: (
        f"{say.created(done)}: somebody was nominated as {done.role}{say.words(done.by, ' by ')}"
        f"{say.words(done.person)}"
    ),
    operations.DeclineNomination: lambda done, say: (
        f"{say.handle(done.nomination)} was declined{say.words(done.reason)}"
    ),
    operations.AddMilestone: lambda done, say: (
        f"{say.created(done)}: {done.title}, to be reached by {done.target.isoformat()}"
    ),
    operations.MoveMilestone: lambda done, say: (
        f"{say.handle(done.milestone)} has the target date {done.target.isoformat()}"
        f"{say.words(done.reason)}"
    ),
    operations.ReachMilestone: lambda done, say: (
        f"{say.handle(done.milestone)} reached{say.words(done.note)}"
    ),
    operations.AskQuestion: lambda done, say: (
        f"{say.created(done)}: question {done.number} asked"
        f"{f' until {moment(done.deadline)}' if done.deadline else ''}: {done.text}"
    ),
    operations.ExtendDeadline: lambda done, say: (
        f"{say.handle(done.question)} can be answered until {moment(done.deadline)}"
        if done.deadline
        else f"{say.handle(done.question)} has no deadline any more"
    ),
    operations.ReceiveContribution: _receive_contribution,
    operations.HighlightPassage: _highlight_passage,
    operations.CarryOverItems: lambda done, say: (
        f"{_count_items(each.kind for each in done.items)} carried over from {done.source},"
        f" as draft {say.created(done)}"
    ),
    operations.AddAgendaItem: lambda done, say: (
        f"{say.created(done)} put on the agenda: {done.number} {done.title}"
        f"{f', on {say.handles(done.targets)}' if done.targets else ''}"
    ),
    operations.MakeProposal: lambda done, say: (
        f"{say.created(done)}: procedural proposal {done.wording.notation()}"
        f"{f', under {say.handle(done.agenda_item)}' if done.agenda_item else ''}"
    ),
    operations.AdoptAgenda: lambda done, say: (
        f"the agenda of {say.handle(done.meeting)} was adopted"
    ),
    operations.TakeUpAgendaItem: lambda done, say: f"{say.handle(done.item)} taken up",
    operations.FinishAgendaItem: lambda done, say: f"{say.handle(done.item)} finished",
    operations.RequestFloor: lambda done, say: (
        f"{say.speakers(done.meeting, (done.member,))} asked for"
        f" {'a right of reply' if done.right_of_reply else 'the floor'}"
    ),
    operations.WithdrawRequest: lambda done, say: (
        f"{say.speakers(done.meeting, (done.member,))} left the speakers' list"
    ),
    operations.GiveFloor: lambda done, say: (
        f"{say.speakers(done.meeting, (done.member,))} got the floor"
        f"{' for a right of reply' if done.right_of_reply else ''}"
        f"{' out of turn' if done.out_of_turn else ''}"
    ),
    operations.EndIntervention: lambda done, say: (
        f"the intervention of {say.speakers(done.meeting, (done.member,))} ended"
    ),
    operations.NoteIntervention: _note_intervention,
    operations.CloseList: lambda done, say: "the speakers' list was closed",
    operations.ReopenList: lambda done, say: "the speakers' list was opened again",
    operations.SetTimeBudget: _set_time_budget,
    operations.OpenSilence: lambda done, say: (
        f"{say.created(done)}: silence procedure on {say.handles(done.targets)} until"
        f" {moment(done.deadline)}"
    ),
    operations.BreakSilence: lambda done, say: (
        f"{say.handle(done.silence)} broken"
        f"{f' over {say.handles(done.targets)}' if done.targets else ''}"
        f" by {say.members((done.member,))}{say.words(done.reason)}"
    ),
    operations.OpenConsultation: _open_consultation,
    operations.OpenBallot: _open_ballot,
    operations.CastVote: _cast_vote,
    operations.CloseBallot: _close_ballot,
    operations.ReportBack: lambda done, say: (
        f"{say.handle(done.consultation)} reported back{say.words(done.outcome)}"
    ),
    operations.JoinCopies: lambda done, say: "two copies of the file were joined",
    operations.SettleOvertaken: lambda done, say: (
        f"step {done.step}, which did not apply any more, was settled{say.words(done.reason)}"
    ),
    Unreadable: lambda done, say: (
        f"an operation {done.sentence if say.audience.sees_names else 'that cannot be read'}"
    ),
    operations.StartWorkingGroup: lambda done, say: f"{done.title} began, rule: {done.rule}",
    operations.SetRule: _set_rule,
    operations.AddGroup: lambda done, say: (
        f"stakeholder group {done.code}{f' ({done.name})' if done.name else ''} named"
    ),
    operations.AddMember: lambda done, say: (
        f"{say.members((done.code,))} joined as {'observer' if done.observer else 'member'}"
    ),
    operations.ChangeMember: lambda done, say: (
        f"{done.code}: {', '.join(changes_of_member(say.known[done.code], done))}"
        if say.audience.sees_names and done.code in say.known
        else f"what is known of {say.members((done.code,))} changed"
    ),
    operations.FormNegotiatingGroup: _form_negotiating_group,
    operations.AssignOffice: lambda done, say: (
        f"the office of {done.role} was taken{say.words(done.person, ' by ')}"
        if done.person
        else f"the office of {done.role} fell vacant"
    ),
    operations.CloseMeeting: lambda done, say: f"{say.handle(done.meeting)} closed",
    operations.NotePresence: lambda done, say: (
        f"{say.attendants(done.meeting, done.members)}"
        f" noted{' as present' if done.presence != 'absent' else ''} ({done.presence})"
    ),
    operations.ImportDraft: lambda done, say: (
        f"imported draft {say.created(done)} with {_count_items(each.kind for each in done.items)}"
    ),
    operations.ArrangeItems: _arrange_items,
    operations.SetAllOrNothing: lambda done, say: (
        f"nothing in {say.handle(done.draft)} is agreed until everything is"
        if done.holds
        else f"items of {say.handle(done.draft)} are agreed one by one"
    ),
    operations.ProposeAmendment: _propose_amendment,
    operations.WithdrawAmendment: lambda done, say: (
        f"{say.handle(done.amendment)} withdrawn"
        f"{f' by {say.members(done.members)}' if done.members else ''}{say.words(done.reason)}"
    ),
    operations.TakeUpAmendment: lambda done, say: (
        f"{say.handle(done.amendment)} taken up by {say.members(done.members)}"
    ),
    operations.CosponsorAmendment: lambda done, say: (
        f"{say.members(done.members)} joined {say.handle(done.amendment)}"
    ),
    operations.RetireAmendment: lambda done, say: (
        f"{say.handle(done.amendment)} retired into {say.handle(done.into)}"
    ),
    operations.ChangeText: _change_text,
    operations.TakePosition: _take_position,
    operations.StateGroupPosition: _state_group_position,
    # The source is not known here, so only the secretariat sees whose position it was.
    operations.WithdrawPosition: lambda done, say: (
        f"{f'the position of {done.member}' if say.audience == 'secretariat' else 'a position'}"
        f" on {say.handle(done.target)} was taken back"
    ),
    operations.NoteSense: lambda done, say: (
        f"the sense of the room on {say.handle(done.target)} was noted"
        f"{say.words(f'{done.quantity} {done.stance}')}"
    ),
    # An objection may be in confidence, also where the state does not show it any more.
    operations.AnswerObjection: lambda done, say: (
        f"the objection of {done.member} to {say.handle(done.target)} was answered"
        f"{say.words('' if say.is_aloud else done.answer)}"
        if say.audience == "secretariat"
        else f"a concern about {say.handle(done.target)} was answered"
    ),
    operations.SettleObjection: lambda done, say: (
        f"the objection of {done.member} to {say.handle(done.target)} was {done.state.words}"
        f"{say.words('' if say.is_aloud else done.reason)}"
        if say.audience == "secretariat"
        else f"a concern about {say.handle(done.target)} was settled"
    ),
    # Ratings are given so that the others do not see whose they are.
    operations.RateTarget: lambda done, say: (
        f"{done.member} rated {say.handle(done.target)}: {done.rating}, in round {done.round}"
        if say.audience == "secretariat"
        else f"a rating of {say.handle(done.target)} was recorded"
    ),
    operations.ProposePackage: lambda done, say: (
        f"package {say.created(done)} proposed ({done.title}):"
        f" {say.handles((*done.items, *done.amendments))}"
    ),
    operations.RecordDecision: _record_decision,
    operations.LiftPending: lambda done, say: (
        f"{say.handle(done.decision)} no longer awaits {say.members((done.member,))}"
    ),
    operations.MakeStatement: _make_statement,
    operations.PublishRevision: lambda done, say: (
        f"{done.name} of {say.handle(done.draft)} published with"
        f" {_count_items(say.state.items[e].kind for e in done.items if e in say.state.items)}"
        f"{f', {done.standing}' if done.standing else ''}"
    ),
    operations.PutInTray: lambda done, say: (
        f"{say.created(done)} put in the inbox{say.words(done.problem)}"
    ),
    operations.SetAside: lambda done, say: (
        f"{say.handle(done.entry)} set aside{say.words(done.reason)}"
    ),
    operations.UndoStep: lambda done, say: f"step {done.step} undone{say.words(done.reason)}",
    operations.RedactBody: lambda done, say: (
        f"{'words were' if done.index else 'who recorded it was'} redacted in step {done.step}"
        f"{say.words(done.reason)}"
    ),
    operations.TranslateItem: lambda done, say: (
        f"{say.handle(done.item)} rendered in {done.language}"
    ),
}
"""The sentence of each operation."""


def operation_sentence(operation: Operation, context: SentenceContext) -> str:
    """Returns what an operation did, as a sentence without capital and full stop."""
    return SENTENCES[type(operation)](operation, context)
