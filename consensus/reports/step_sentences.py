"""A sentence for every operation, for the log and the history."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs

from consensus.history import operations
from consensus.history.operation import Operation
from consensus.history.step import Unreadable
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import ContestedState, has_words
from consensus.model.decisions import DecisionFields, Outcome
from consensus.model.drafts import Cause
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


def _listed_name(
    done: operations.ListParticipant | operations.CorrectParticipant, context: SentenceContext
) -> str:
    """Returns the name on a list of participants, where that may be read."""
    is_hidden = context.hides_speakers(done.meeting) and not context.audience.sees_all
    return "" if is_hidden else context.words(done.name)


# Most sentences are templates. `{name}` is the field of an operation in words, as the audience may
# read it; `{name:yes|no}` says whether it has a value. What is in square brackets is left out where
# a field in it has none, or none that the audience may read.
_BLANK = re.compile(r"\{(\w+)(?::([^|}]*)\|([^}]*))?\}")
_PLACE = re.compile(rf"\[(?P<part>[^\]]+)\]|{_BLANK.pattern}")
_OF_TARGETS = frozenset(
    (
        *("agenda_item", "amendment", "amendments", "ballot", "before", "bracket", "comment"),
        "consultation",
        *("contribution", "decision", "draft", "entry", "into", "item", "items", "links"),
        *(
            "meeting",
            "milestone",
            "nomination",
            "question",
            "replaces",
            "see",
            "silence",
            "sources",
        ),
        *("target", "targets", "undertaking"),
    )
)
_OF_MEMBERS = frozenset({"member", "members", "participants", "sponsors"})
_WORDS_OF_PEOPLE = frozenset(
    (
        *("answer", "by", "facilitator", "note", "outcome", "person", "problem", "purpose"),
        *("quantity", "reason", "what", "wording"),
    )
)


def _in_words(done: Any, name: str, say: SentenceContext) -> str:
    """Returns a field of an operation as a sentence has it; empty where it is not for all."""
    if name == "id":
        return say.created(done)
    if name == "speaker":
        return say.speakers(done.meeting, (done.member,))
    value = getattr(done, name)
    if isinstance(value, datetime):
        return moment(value)
    if name in _WORDS_OF_PEOPLE:
        return say.words(value, "")
    if value and name in _OF_TARGETS | _OF_MEMBERS and isinstance(value, str | tuple):
        listed = (value,) if isinstance(value, str) else value
        return say.handles(listed) if name in _OF_TARGETS else say.members(listed)
    return str(value) if value or value == 0 else ""


def _fill(template: str, done: Any, say: SentenceContext, **known: str) -> str:
    """Returns a template with the fields of an operation, and other words by their names."""

    def blank(found: re.Match[str]) -> str:
        name, yes, no = found.groups()
        if yes is not None:
            return yes if getattr(done, name) else no
        return known[name] if name in known else _in_words(done, name, say)

    def place(found: re.Match[str]) -> str:
        written = [blank(each) for each in _BLANK.finditer(found[0])]
        if found["part"] and not all(written):
            return ""
        return _BLANK.sub(lambda _: written.pop(0), found["part"] or found[0])

    return _PLACE.sub(place, template)


# In the place of a field: whether the audience sees all.
_SEES_ALL = "sees all"


def _receive_contribution(done: operations.ReceiveContribution, say: SentenceContext) -> str:
    if not say.audience.sees(done):
        return _fill("{id}: a contribution was received", done, say)
    return _fill(
        "{id}: a contribution was received[ from {who}]{confidential:, in confidence|}[, to {to}]"
        "[, with {came}][, in place of {replaces}]",
        done,
        say,
        who=say.members((done.member,)) if done.member else say.words(done.name, ""),
        to=say.handles([each.question for each in done.answers]),
        came=count_noun(len(done.documents), "document", "documents") if done.documents else "",
    )


def _highlight_passage(done: operations.HighlightPassage, say: SentenceContext) -> str:
    contribution = say.state.contributions.get(done.contribution)
    if contribution is not None and not say.audience.sees(contribution):
        return _fill("{id}: a passage was highlighted", done, say)
    template = "{id}: a passage of {contribution} highlighted[ for {links}]"
    return _fill(template, done, say) + say.words(done.issue or done.passage)


_COUNTED = (InterventionKind.CONCERN, InterventionKind.PROPOSAL, InterventionKind.SUGGESTION)


def _note_intervention(done: operations.NoteIntervention, say: SentenceContext) -> str:
    by = "" if say.hides_speakers(done.meeting) else say.words(done.office, "")
    what = f"a {done.kind}" if done.kind in _COUNTED else "an intervention"
    by = _in_words(done, "speaker", say) if done.member else by
    template = "{id}: {said}[ by {who}][ on {targets}] was noted"
    return _fill(template, done, say, said=what, who=by) + say.words(done.text)


def _set_time_budget(done: operations.SetTimeBudget, say: SentenceContext) -> str:
    limits = (
        count_noun(each, "second", "seconds") if each else "as long as they like"
        for each in dict.fromkeys((done.members, done.observers))
    )
    return f"interventions may take {', those of observers '.join(limits)}"


def _cast_vote(done: operations.CastVote, say: SentenceContext) -> str:
    # Others see the choices in the report on ballots, once they are counted.
    ballot = say.state.ballots.get(done.ballot)
    chosen = written(done.choice, ballot.kind if ballot else None)
    told = f": {chosen}" if say.audience.sees_all else ""
    return _fill("{member} voted in {ballot}", done, say) + told


def _close_ballot(done: operations.CloseBallot, say: SentenceContext) -> str:
    ballot = say.state.ballots.get(done.ballot)
    came_to = ballot_result(attrs.evolve(ballot, outcome=done)) if ballot else ""
    return _fill("{ballot} was closed[: {came_to}]", done, say, came_to=came_to)


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
    operations.AddComment: "{} comments came in a table",
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
    operations.BracketItems: "{} brackets over several items written",
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


def _set_rule(done: operations.SetRule, say: SentenceContext) -> str:
    what = say.handle(done.target) if done.target else "the working group"
    if not done.rule:
        return f"{what} has no rule of its own any more"
    return f"the rule of {what} is {done.rule}"


def _form_negotiating_group(done: operations.FormNegotiatingGroup, say: SentenceContext) -> str:
    whole = count_noun(len(done.members), "member", "members")
    members = f"{whole}: {', '.join(done.members)}" if say.audience.sees_names else whole
    return f"negotiating group {done.code} has {members}"


def _with_count(template: str) -> Callable[[Any, SentenceContext], str]:
    """Returns the sentence of a template on how many items that can be agreed are new."""

    def sentence(done: Any, say: SentenceContext) -> str:
        known = (
            say.state.items.get(each) if isinstance(each, str) else each for each in done.items
        )
        count = sum(each.kind.can_be_agreed for each in known if each)
        return _fill(template, done, say, count=count_noun(count, "item", "items"))

    return sentence


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


def _propose_amendment(done: operations.ProposeAmendment, say: SentenceContext) -> str:
    template = (
        "{id} proposed by {who} {to}[, drawing together {sources}][, circulated {circulated}]"
    )
    who = say.members(done.sponsors) if done.sponsors else "the chair"
    to = _AMENDING[done.kind].format(say.handle(done.target))
    return _fill(template, done, say, who=who, to=to)


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


_Sentence: TypeAlias = str | tuple[str, str, str] | Callable[[Any, SentenceContext], str]

SENTENCES: Mapping[type[Operation], _Sentence] = {
    operations.OpenMeeting: lambda done, say: _fill(
        "{meeting} opened: {title}{chatham_house:, under the Chatham House rule|}",
        done,
        say,
        meeting=say.created_handle(done.announced or done.id, done.handle),
    ),
    operations.AnnounceMeeting: "{id} announced: {title}, {begins}[ to {ends}][, {place}]",
    operations.ChangeAnnouncement: (
        "cancelled",
        "{meeting} cancelled[: {reason}]",
        "{meeting} is to be held {begins}[ to {ends}][, {place}][: {reason}]",
    ),
    operations.SetQuorum: (
        "quorum",
        "the quorum of {meeting} is {quorum}",
        "{meeting} has no quorum any more",
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
    operations.SetStyle: "the style of summaries is {style}",
    operations.SetAudiencePolicy: "the audience policy is {policy}",
    operations.SetParent: (
        "parent",
        "the working group is part of {parent}",
        "no parent body is named",
    ),
    operations.PresentTexts: "{targets} presented in {meeting}",
    operations.SetQuantifiers: lambda done, say: (
        "the quantifiers of summaries are "
        + ", ".join(f"{each} {each.share}" for each in done.quantifiers)
        if done.quantifiers
        else "the quantifiers of summaries are those that hold without any"
    ),
    operations.Undertake: lambda done, say: _fill(
        "{id}: undertaken[ by {who}][ until {due}][ before {before}]"
        "{next_meeting: before the next meeting|}[: {what}]",
        done,
        say,
        who=f"the {done.by}"
        if done.office is not None
        else _in_words(done, "member" if done.member else "person", say),
    ),
    operations.FulfilUndertaking: "{undertaking} is done[: {outcome}]",
    operations.AddComment: lambda done, say: (
        _fill("{id}: a comment came in a table[, on {item}]", done, say)
        + ("" if done.amendments or done.entry else ", with no change to merge")
        if say.audience.sees_names
        else "a comment came in a table"
    ),
    operations.ResolveComment: lambda done, say: (
        _fill("{comment}: {disposition}[ {see}][: {wording}][: {reason}]", done, say)
        if say.audience.sees_names
        else "a comment was resolved"
    ),
    operations.Nominate: "{id}: somebody was nominated as {role}[ by {by}][: {person}]",
    operations.DeclineNomination: "{nomination} was declined[: {reason}]",
    operations.AddMilestone: "{id}: {title}, to be reached by {target}",
    operations.MoveMilestone: "{milestone} has the target date {target}[: {reason}]",
    operations.ReachMilestone: "{milestone} reached[: {note}]",
    operations.AskQuestion: "{id}: question {number} asked[ until {deadline}]: {text}",
    operations.ExtendDeadline: (
        "deadline",
        "{question} can be answered until {deadline}",
        "{question} has no deadline any more",
    ),
    operations.ReceiveContribution: _receive_contribution,
    operations.HighlightPassage: _highlight_passage,
    operations.CarryOverItems: _with_count("{count} carried over from {source}, as draft {id}"),
    operations.AddAgendaItem: "{id} put on the agenda: {number} {title}[, on {targets}]",
    operations.MakeProposal: lambda done, say: _fill(
        "{id}: procedural proposal {text}[, under {agenda_item}]",
        done,
        say,
        text=done.wording.notation(),
    ),
    operations.AdoptAgenda: "the agenda of {meeting} was adopted",
    operations.TakeUpAgendaItem: "{item} taken up",
    operations.FinishAgendaItem: "{item} finished",
    operations.RequestFloor: "{speaker} asked for {right_of_reply:a right of reply|the floor}",
    operations.WithdrawRequest: "{speaker} left the speakers' list",
    operations.GiveFloor: "{speaker} got the floor{right_of_reply: for a right of reply|}"
    "{out_of_turn: out of turn|}",
    operations.EndIntervention: "the intervention of {speaker} ended",
    operations.NoteIntervention: _note_intervention,
    operations.CloseList: "the speakers' list was closed",
    operations.ReopenList: "the speakers' list was opened again",
    operations.SetTimeBudget: _set_time_budget,
    operations.OpenSilence: "{id}: silence procedure on {targets} until {deadline}",
    operations.BreakSilence: "{silence} broken[ over {targets}] by {member}[: {reason}]",
    operations.OpenConsultation: "{id}: consultation on {items}[ among {participants}]"
    "[, led by {facilitator}][: {purpose}]",
    operations.OpenBallot: lambda done, say: _fill(
        "{id}: {secret:secret ballot|ballot} on {asked}[, until {deadline}]",
        done,
        say,
        asked=done.question,
    ),
    operations.CastVote: _cast_vote,
    operations.CloseBallot: _close_ballot,
    operations.ReportBack: "{consultation} reported back[: {outcome}]",
    operations.JoinCopies: "two copies of the file were joined",
    operations.SettleOvertaken: "step {step}, which did not apply any more, was settled"
    "[: {reason}]",
    Unreadable: lambda done, say: (
        f"an operation {done.sentence if say.audience.sees_names else 'that cannot be read'}"
    ),
    operations.StartWorkingGroup: "{title} began, rule: {rule}",
    operations.SetRule: _set_rule,
    operations.AddGroup: "stakeholder group {code}[ ({name})] named",
    operations.AddMember: lambda done, say: (
        f"{say.members((done.code,))} joined as {'observer' if done.observer else 'member'}"
    ),
    operations.ChangeMember: lambda done, say: (
        f"{done.code}: {', '.join(changes_of_member(say.known[done.code], done))}"
        if say.audience.sees_names and done.code in say.known
        else f"what is known of {say.members((done.code,))} changed"
    ),
    operations.FormNegotiatingGroup: _form_negotiating_group,
    operations.AssignOffice: (
        "person",
        "the office of {role} was taken[ by {person}]",
        "the office of {role} fell vacant",
    ),
    operations.CloseMeeting: "{meeting} closed",
    operations.NotePresence: lambda done, say: (
        f"{say.attendants(done.meeting, done.members)}"
        f" noted{' as present' if done.presence != 'absent' else ''} ({done.presence})"
    ),
    operations.ListParticipant: lambda done, say: (
        f"{say.created(done)} put on the list of participants of {say.handle(done.meeting)}"
        f"{_listed_name(done, say)}"
    ),
    operations.CorrectParticipant: lambda done, say: (
        f"the list of participants of {say.handle(done.meeting)} corrected{_listed_name(done, say)}"
    ),
    operations.RemoveParticipant: lambda done, say: (
        f"{say.created_handle(done.participant, 'a person')} taken off a list of participants"
    ),
    operations.ImportDraft: _with_count("imported draft {id} with {count}"),
    operations.ArrangeItems: _arrange_items,
    operations.SetAllOrNothing: (
        "holds",
        "nothing in {draft} is agreed until everything is",
        "items of {draft} are agreed one by one",
    ),
    operations.ProposeAmendment: _propose_amendment,
    operations.WithdrawAmendment: "{amendment} withdrawn[ by {members}][: {reason}]",
    operations.TakeUpAmendment: "{amendment} taken up by {members}",
    operations.CosponsorAmendment: "{members} joined {amendment}",
    operations.RetireAmendment: "{amendment} retired into {into}",
    operations.ChangeText: _change_text,
    operations.TakePosition: _take_position,
    operations.StateGroupPosition: _state_group_position,
    # The source is not known here, so only the secretariat sees whose position it was.
    operations.WithdrawPosition: (
        _SEES_ALL,
        "the position of {member} on {target} was taken back",
        "a position on {target} was taken back",
    ),
    operations.NoteSense: "the sense of the room on {target} was noted[: {quantity} {stance}]",
    # An objection may be in confidence, also where the state does not show it any more.
    operations.AnswerObjection: lambda done, say: (
        _fill("the objection of {member} to {target} was answered", done, say)
        + say.words("" if say.is_aloud else done.answer)
        if say.audience.sees_all
        else _fill("a concern about {target} was answered", done, say)
    ),
    operations.SettleObjection: lambda done, say: (
        _fill("the objection of {member} to {target} was ", done, say)
        + done.state.words
        + say.words("" if say.is_aloud else done.reason)
        if say.audience.sees_all
        else _fill("a concern about {target} was settled", done, say)
    ),
    # Ratings are given so that the others do not see whose they are.
    operations.RateTarget: lambda done, say: _fill(
        "{member} rated {target}: {rated}, in round {round}"
        if say.audience.sees_all
        else "a rating of {target} was recorded",
        done,
        say,
        rated="cannot judge" if done.rating is None else str(done.rating),
    ),
    operations.ProposePackage: lambda done, say: _fill(
        "package {id} proposed ({title}): {parts}",
        done,
        say,
        parts=say.handles((*done.items, *done.amendments)),
    ),
    operations.RecordDecision: _record_decision,
    operations.LiftPending: "{decision} no longer awaits {member}",
    operations.MakeStatement: _make_statement,
    operations.PublishRevision: _with_count(
        "{name} of {draft} published with {count}[, {standing}]"
    ),
    operations.PutInTray: "{id} put in the inbox[: {problem}]",
    operations.SetAside: "{entry} set aside[: {reason}]",
    operations.UndoStep: "step {step} undone[: {reason}]",
    operations.RedactBody: "{index:words were|who recorded it was} redacted in step {step}"
    "[: {reason}]",
    operations.TranslateItem: "{item} rendered in {language}",
    operations.BracketItems: lambda done, say: _fill(
        "{id}: {items} put in one bracket"
        if len(done.options) == 1
        else "{id}: {items} are alternatives",
        done,
        say,
        items=say.handles(tuple(item for each in done.options for item in each.items)),
    ),
    operations.SettleBracketedItems: "the bracket {bracket} was {became}[: {reason}]",
    operations.LeaveBracketedItems: lambda done, say: _fill(
        "{member} left the bracket {bracket}[: {reason}]"
        if say.audience.sees_names
        else "a member left the bracket {bracket}[: {reason}]",
        done,
        say,
    ),
}
"""The sentence of each operation: a template, one of two by whether a field has a value, or
made by a function."""


def operation_sentence(operation: Operation, context: SentenceContext) -> str:
    """Returns what an operation did, as a sentence without capital and full stop."""
    found = SENTENCES[type(operation)]
    if isinstance(found, tuple):
        field, yes, no = found
        found = yes if getattr(operation, field, context.audience.sees_all) else no
    return _fill(found, operation, context) if isinstance(found, str) else found(operation, context)
