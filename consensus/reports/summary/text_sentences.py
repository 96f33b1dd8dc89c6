"""Summary sentences on texts: proposals and changes, positions, and decisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain, groupby, takewhile

import attrs

from consensus.history import operations
from consensus.history.operation import Operation
from consensus.model.amendments import AmendmentState
from consensus.model.decisions import Decision, Outcome, StatementKind
from consensus.model.drafts import Cause
from consensus.model.lookup import targets_in_order
from consensus.model.planning import Question
from consensus.model.positions import ObjectionState, Stance, StatedBy
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, visible_decision
from consensus.reports.decisions import opposed_by
from consensus.reports.step_sentences import brackets_settled
from consensus.reports.summary.context import (
    Attribution,
    MeetingStep,
    Quantity,
    Sentence,
    SentenceRule,
    Steps,
    SummaryContext,
    alike,
    change_in_words,
    clause,
    day,
    few_changes,
    members_noun,
    moment,
    motion,
    on_which,
    spell,
    spell_count,
    subject,
    subjects,
    with_members_noun,
)
from consensus.reports.summary.meeting_sentences import meeting_name
from consensus.reports.words import declared_words, join_names, label_or_handle
from consensus.rules.reasons import explain_unmet
from consensus.rules.verdict import PROVISIONAL
from consensus.text.bracket_edits import only_brackets
from consensus.text.brackets import bracket_spans

# What was decided, what was still awaited, and what members put on record beside it.

_FEW_WORDS = 4
_FEW_PROPOSALS = 3  # told with their words
_IN_FAVOUR = (Stance.SUPPORT, Stance.ACCEPT)
_AGAINST = (Stance.HOLD, Stance.DISAGREE, Stance.OBJECT)
_STANDING = (ObjectionState.RAISED, ObjectionState.ANSWERED, ObjectionState.SUSTAINED)


def _decision_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    decision = _told_of(steps[0].operation, context)
    named = ((one.operation, each) for one in steps for each in one.operation.targets)
    held = dict.fromkeys(on for made, on in named if not _is_replaced(made, on, context))
    if not (targets := _as_told(decision, held, context.state)):
        return
    awaited, quantities = _awaited(decision, len(targets), context)
    # The reason is the chair's, not that of those who object or reserve their positions.
    is_chairs = decision.ruled or decision.over or decision.holding
    opening = (context.say("the chair's reason"),) if is_chairs else ()
    level = context.say("level", level=decision.level) if decision.level else ""
    yield context.sentence(
        steps,
        f"{_declared(decision, targets, context)}{level}{_elsewhere(decision, context)}{awaited}"
        f"{reason_clause(decision.reason, context, *opening)}",
        key=context.state.handle_of(decision.id),
        things=(*(each.operation.id for each in steps), *held),
        quantities=quantities,
    )


def _as_told(decision: Decision, held: Collection[str], state: State) -> list[str]:
    """Returns targets as they stand in their drafts, without what is merged in those agreed on."""
    if len(held) < 2:
        return list(held)
    places = {each: place for place, each in enumerate(targets_in_order(state, [*state.drafts]))}
    found = sorted(held, key=lambda e: (e in state.amendments, places.get(e, len(places))))
    made = {e: state.amendments[e] for e in found if e in state.amendments}
    put_in = {
        e for e, it in made.items() if it.state is AmendmentState.MERGED and it.target in held
    }
    return [each for each in found if each not in put_in or not decision.outcome.closes]


def _is_replaced(of: operations.RecordDecision, target: str, context: SummaryContext) -> bool:
    """Returns whether it was agreed again in the same meeting, which says all that may be said."""
    made = visible_decision(context.state.decisions[of.id], context.attribution.audience)
    found = context.state.decided[target]
    after = map(context.state.decisions.__getitem__, found[found.index(of.id) + 1 :])
    again = takewhile(lambda each: each.outcome.closes and target not in each.without, after)
    has_own = made.ruled or made.over or made.holding or made.reason.strip()
    return (made.outcome.closes and not has_own) and any(
        (each.meeting, each.forum) == (made.meeting, made.forum)
        and (made.pending or each.outcome is made.outcome)
        for each in again
    )


def _told_of(decision: operations.RecordDecision, context: SummaryContext) -> Decision:
    """Returns a decision as the audience of the summary may know it."""
    made = context.state.decisions[decision.id]
    told = visible_decision(made, context.attribution.audience)
    # Who confirmed it since is told where it did.
    return attrs.evolve(told, pending=decision.pending)


def _declared(decision: Decision, targets: Sequence[str], context: SummaryContext) -> str:
    key = PROVISIONAL if _is_provisional(decision, context) else decision.outcome.value
    if not decision.outcome.closes:
        what, until = context.subjects(targets), ""
        if decision.outcome is Outcome.DEFERRED:
            if decision.due is None:
                key += ", until no day"
            else:
                until = _until(decision.due, len(targets), context)
            key += ", in many words" if len(what.split()) > _FEW_WORDS else ""
        tried = reason_clause(decision.tried, context, ", after ")
        return context.say(key, len(targets), what=what, until=until, tried=tried)
    agreed = [each for each in targets if each not in decision.ruled]
    ruled = [each for each in targets if each in decision.ruled]
    alone = targets[0] if len(targets) == 1 else ""
    moved = motion(context.state, alone, decision.versions[0])
    if moved and agreed and key != Outcome.ADOPTED:
        context.set_subject(alone)
        return context.say(f"motion {key}", what=moved)
    parts = []
    if agreed:
        parts.append(_agreed(key, context.subjects(agreed), decision, context))
    if ruled:
        parts.append(context.say(f"ruled {key}", what=context.subjects(ruled)))
    return "; ".join(parts)


def _agreed(key: str, what: str, decision: Decision, context: SummaryContext) -> str:
    """Returns what was declared of texts that were agreed without a ruling."""
    amended = context.say("as amended") if _is_amended(decision, context) else ""
    is_whole = _is_consensus(decision, context) and not _has_dissociation(decision, context)
    by_consensus = context.say("by consensus") if is_whole else ""
    return context.say(key, what=what, amended=amended, by_consensus=by_consensus)


def _is_amended(decision: Decision, context: SummaryContext) -> bool:
    """Returns whether every text that was agreed is not that of the draft any more."""
    agreed = {*decision.targets}.difference(decision.ruled)
    taken = zip(decision.targets, decision.versions, strict=True)
    return decision.outcome in (Outcome.AGREED, Outcome.AGREED_AD_REF) and all(
        each in context.state.items and bool(context.state.versions[version].previous)
        for each, version in taken
        if each in agreed
    )


def _until(due: date, count: int, context: SummaryContext) -> str:
    """Returns until when a text is deferred: until a meeting that is announced, or a day."""
    then, on = day(due), "on"
    for each in context.state.announcements.values():
        if each.begins.date() == due and not each.cancelled:
            then, on = meeting_name(each), "at"
    its = then.replace("the ", "its ", 1)
    days = {"day": day(due), "then": then}
    return context.say("until", count, at=f"{on} {then}", at_its=f"{on} {its}", **days)


def _is_consensus(decision: Decision, context: SummaryContext) -> bool:
    """Returns whether nothing that was said openly stood against it when it was decided."""
    stood = any(map(_hearer(context).sees, decision.against))
    ballots = (each for each in context.state.ballots.values() if each.opened <= decision.happened)
    voted = any({each.target, *each.texts}.intersection(decision.targets) for each in ballots)
    without = decision.unmet or decision.over or decision.holding
    # The body's own level, where one is stated, says how far they agree.
    is_agreed = decision.outcome.closes and not decision.level
    return is_agreed and not (stood or voted or without or decision.pending or decision.given)


def _has_dissociation(decision: Decision, context: SummaryContext) -> bool:
    """Returns whether a member dissociated itself in the meeting; a sentence of its own says so."""
    made = {each.operation.id for each in context.proceedings.of(operations.MakeStatement)}
    sees_all = context.attribution.audience.sees_all
    return any(
        each.kind is StatementKind.DISSOCIATION and (sees_all or not each.in_confidence)
        for each in context.state.statements.values()
        if each.id in made and each.decision in (decision.id, *decision.same)
    )


def _hearer(context: SummaryContext) -> Audience:
    """Returns who may know what counts here: only the secretariat what is in confidence."""
    audience = context.attribution.audience
    return audience if audience.sees_names else Audience.MEMBERS


def _is_provisional(decision: Decision, context: SummaryContext) -> bool:
    """Returns whether it is agreed only until all of a draft is agreed."""
    targets = filter(context.state.is_target, decision.targets)
    declared = declared_words(context.state, [*targets], decision.outcome)
    return declared != decision.outcome and not decision.pending


def _elsewhere(decision: Decision, context: SummaryContext) -> str:
    """Returns where it was taken, if not in the forum of the meeting."""
    if decision.forum is context.attribution.meeting.forum or not decision.outcome.closes:
        return ""
    return context.say(f"in {decision.forum}")


def _awaited(
    decision: Decision, count: int, context: SummaryContext
) -> tuple[str, tuple[Quantity, ...]]:
    """Returns whose word it, or one of `count` alike, awaits, and what stood in the way of it."""
    # Behind a member's name the rule would be the member's.
    unmet, is_alone = _unmet(decision, count, context), len(decision.targets) == 1
    text = f", although {unmet}" if unmet and is_alone else ""
    found: tuple[Quantity, ...] = ()
    if decision.outcome is Outcome.AGREED_AD_REF and not decision.pending:
        text += context.say("nobody awaited")
    if decision.pending:
        is_named = context.attribution.may_report(Kind.MEMBERS, len(decision.pending))
        who, behind = context.attribution.members(decision.pending)
        text += context.say("awaited" if is_named else "awaited, unnamed", who=who)
        found += behind if is_named else ()
    apart = []
    for (key, on), codes in _dissent(decision, context).items():
        context.attribution.left_out[Kind.MEMBERS] += not context.attribution.viewer.sees_names
        who, number, behind = context.attribution.apart(codes)
        whole = decision.ruled if key.startswith("objections") else decision.targets
        which = "" if len(on) == len(whole) else subjects(context.state, on)
        apart.append(context.say(key, number, who=who, **on_which(which)))
        found += behind
    text += "".join(sorted(apart, key=lambda each: each.startswith(";")))
    if unmet and not is_alone:
        text += f"; {unmet}"
    if unmet and decision.ruling_unknown:
        text += "; whether for the objections alone was not recorded"
    return text, found


def _dissent(
    decision: Decision, context: SummaryContext
) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """Returns who objected and who reserved its position, by the key of that and on which texts."""
    viewer = context.attribution.viewer
    said: dict[tuple[str, str], dict[str, None]] = {}
    for code in decision.over:
        for each in opposed_by(context.state, code, decision, decision.over_on):
            became = decision.answered.get(each, {}).get(code, ObjectionState.RAISED)
            became = became if became in _STANDING else ObjectionState.RAISED
            keys = [f"objection {each}" for each in (became, *_STANDING)]
            key = alike(context.state.settings[""].style, *keys)
            if each in decision.ruled:
                key = "objections stated" if viewer.sees_names else "objections stated, unnamed"
            elif viewer.is_vague:
                key = "objection, unnamed"
            said.setdefault((key, "" if "unnamed" in key else code), {})[each] = None
    for code in decision.holding:
        for each in opposed_by(context.state, code, decision, decision.holding_on):
            said.setdefault(("reserving", "" if viewer.is_vague else code), {})[each] = None
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (key, code), on in said.items():
        found.setdefault((key, tuple(on)), []).append(code)
    return found


def _unmet(decision: Decision, count: int, context: SummaryContext) -> str:
    """Returns what a decision, or one of `count` alike, was without; empty for nothing."""
    if not decision.outcome.closes:
        return ""
    if decision.unmet_each:
        each = {target: decision.unmet_on(target) for target in decision.targets}
        return explain_unmet(each, listed=partial(subjects, context.state))
    if decision.is_unmet_unknown:
        return explain_unmet({"some of these texts": decision.unmet})
    unmet = explain_unmet(decision.unmet)
    if count > 1:
        unmet = unmet.replace("its rule was", "their rules were").replace("its ", "their ")
    return unmet


def reason_clause(
    reason: str, context: SummaryContext, opening: str = ", for the following reason: "
) -> str:
    """Returns the chair's reason, where the summary gives reasons."""
    if not reason.strip() or not context.attribution.may_report(Kind.REASONS):
        return ""
    return f"{opening}{clause(reason)}"


def _decision_key(made: operations.RecordDecision, context: SummaryContext) -> str:
    """Returns the key of decisions that are reported together; motions are not."""
    decision = _told_of(made, context)
    is_part = decision.ruled and set(decision.ruled) != set(decision.targets)
    who = decision.pending, decision.over, decision.holding
    is_own = (any(who[1:]) or decision.unmet) and len(decision.targets) > 1
    if is_part or is_own or any(motion(context.state, each) for each in decision.targets):
        return decision.id
    said = decision.outcome, decision.forum, who, decision.reason, decision.tried, decision.level
    key = PROVISIONAL if _is_provisional(decision, context) else decision.outcome.value
    told = _agreed(key, "", decision, context) if decision.outcome.closes else ""
    marks = explain_unmet(decision.unmet), bool(decision.ruled), told
    stood = [key for key, _ in _dissent(decision, context)]
    return f"decisions {said} {decision.due} {marks} {stood}"


def _word_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    lifted: operations.LiftPending = steps[0].operation
    made = context.state.decisions[lifted.decision]
    confirmed = [each for each in made.targets if each not in made.returned]
    if context.attribution.may_report(Kind.MEMBERS):
        yield _said_of("word", "confirmed", confirmed, steps, context)
        return
    is_last = not made.pending and made.given[-1] in [each.operation.member for each in steps]
    if is_last and confirmed:
        text = context.say("confirmed, unnamed", what=context.subjects(confirmed))
        yield context.on(made.id, steps, text, *confirmed, what="word")


def _statements_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    made: operations.MakeStatement = steps[0].operation
    openly = {e.id for e in context.state.statements.values() if not e.in_confidence}
    if not context.attribution.audience.sees_all:
        steps = [each for each in steps if each.operation.id in openly]
    is_told = made.kind.is_dissent or context.attribution.may_report(Kind.STATEMENTS, len(steps))
    if steps and is_told:
        yield _said_of(made.kind.name.casefold(), made.kind, [*made.about], steps, context)


def _said_of(key: str, said: str, on: list[str], steps: Steps, context: SummaryContext) -> Sentence:
    """Returns what members said of a decision, or `on` some targets; `said` is the verb's key."""
    attribution, state = context.attribution, context.state
    codes = list(dict.fromkeys(each.operation.member for each in steps))
    who, number, behind = attribution.apart(codes)
    if not attribution.audience.sees_names:
        attribution.left_out[Kind.MEMBERS] += len(codes)
        if not attribution.viewer.is_vague:
            who = f"{spell(number)} {members_noun(state, number)}"
    decision = state.decisions[steps[0].operation.decision]
    targets = on or decision.targets
    part = [state.handle_of(each) for each in on if len(on) < len(decision.targets)]
    told = visible_decision(decision, attribution.audience)
    consensus = "consensus" if _is_consensus(told, context) else "decision"
    verb = context.say(said, number, consensus=consensus)
    return context.sentence(
        steps,
        f"{who} {verb} {context.subjects(targets)}",
        key=":".join((key, decision.handle, *part)),
        things=(decision.id, *targets),
        quantities=behind,
    )


# What was done to texts: amendments, changes, packages, revisions; and what was asked.


def _questions_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    asked = [context.state.questions[each.operation.id] for each in steps]
    words = [f"({each.number}) {' '.join(each.text.split())}" for each in asked]
    what = "the following question" if len(asked) == 1 else f"{spell(len(asked))} questions"
    whom = f"{members_noun(context.state, 2)} and others"
    text = f"{what} will guide the contributions of {whom}: {' '.join(words)}"
    yield context.on(asked[0].id, steps, text, *(each.id for each in asked))
    deadlines = {each.operation.deadline for each in steps}
    for deadline in sorted(each for each in deadlines if each):
        about = [each for each in steps if each.operation.deadline == deadline]
        questions = [context.state.questions[each.operation.id] for each in about]
        to, ids = _to_questions(questions, context), [each.id for each in questions]
        text = f"the deadline for replies{to} is {moment(deadline)}"
        yield context.on(ids[0], about, text, *ids, what="deadline")


def _to_questions(questions: Sequence[Question], context: SummaryContext) -> str:
    if len(questions) == len(context.state.questions):
        return ""
    noun = "question" if len(questions) == 1 else "questions"
    return f" to {noun} {join_names([each.number for each in questions])}"


def _deadline_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    extended: operations.ExtendDeadline = steps[0].operation
    state = context.state
    questions = [state.questions[each.operation.question] for each in steps]
    to = _to_questions(questions, context)
    if extended.deadline is None:
        text = f"there is no deadline for replies{to} any more"
    else:
        text = f"the deadline for replies{to} is {moment(extended.deadline)}"
    yield context.on(questions[0].id, steps, text, *(e.id for e in questions), what="deadline")


def _contributions_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    what = spell_count(len(steps), "contribution was", "contributions were")
    yield context.sentence(
        steps, f"{what} received", key="contributions", things=[each.operation.id for each in steps]
    )


def _proposals_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    state = context.state
    targets = dict.fromkeys(
        each.operation.target
        for each in steps
        if each.operation.target in state.items or each.operation.target in state.amendments
    )
    what = context.say("amendments proposed", len(steps), number=spell(len(steps)))
    to = context.say("proposed to", what=context.subjects(list(targets))) if targets else ""
    about = [each.operation.id for each in steps]
    told = []
    for each in about if len(about) <= _FEW_PROPOSALS else ():
        by = _as_proposed([each], context) if state.amendments[each].sponsors else ""
        told.append(f"to {context.proposal(each)}{by.replace(', as proposed', '')}")
    text = f"{what}: {'; '.join(told)}" if told else f"{what}{to}"
    yield context.sentence(steps, text, key="amendments", things=about)


def _withdrawals_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    ended = [each for each in steps if each.operation.ends or not each.operation.members]
    if not ended:
        return
    gone = list(dict.fromkeys(each.operation.amendment for each in ended))
    text = context.say("withdrawn", len(gone), what=context.subjects(gone))
    yield context.sentence(ended, text, key="withdrawn", things=gone)


def _changes_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    of_items = [each for each in steps if each.operation.target in context.state.items]
    for key, done in _CHANGED.items():
        changed = [each for each in of_items if _changed(each.operation, context.state) == key]
        items = list(dict.fromkeys(each.operation.target for each in changed))
        if key == "texts" and len(items) <= _MANY:
            for item in items:
                yield from _change_sentences(
                    item, [e for e in changed if e.operation.target == item], context
                )
        elif key == "brackets" and len(items) <= _MANY:
            for number, item in enumerate(items, 1):
                about = [each for each in changed if each.operation.target == item]
                words, on = _bracketed(about, item, context), f"{key}:{number}"
                own_key = on if len(items) > 1 else key
                yield context.sentence(about, words, key=own_key, things=[item])
        elif items:
            settled = (brackets_settled(context.state, each.operation) for each in changed)
            how = join_names(list(chain.from_iterable(settled)))
            yield context.sentence(
                changed,
                f"the text of {context.subjects(items)} was {done}{': ' * bool(how)}{how}",
                key=key,
                things=items,
            )
    for each in of_items:
        change: operations.ChangeText = each.operation
        if change.unbracketed:
            item = context.subjects([change.target])
            what = subjects(context.state, change.unbracketed)
            ruled = f"words of {what} were taken into {item} without brackets"
            opposed = change.unbracketed
            yield from _instruction_sentences(each, opposed, ruled, change.target, context)


_MANY = 12  # texts whose changes are told one by one


def _change_sentences(item: str, steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    """Yields what became of a text, each time up to where what goes in is proposed by others."""
    state, what = context.state, context.subject(item)
    key = f"texts:{state.handle_of(item)}"
    runs = groupby(steps, lambda each: _as_proposed(_merged([each]), context))
    for number, (by, run) in enumerate(runs):
        done = [*run]
        made = [state.versions[e.operation.id] for e in done if e.operation.id in state.versions]
        settled = [each for one in done for each in brackets_settled(state, one.operation)]
        text = f"the text of {what} was revised"
        if settled:
            text = f"in {what}, {join_names(settled)}"
        elif made and made[0].previous:
            old = state.versions[made[0].previous].wording.notation(names=False)
            new = made[-1].wording.notation(names=False)
            text = change_in_words(what, old, new, few_changes(old, new), True)
        things, its_key = (item, *_merged(done)), f"{key}:{number + 1}" if number else key
        yield context.sentence(done, text + by, key=its_key, things=things)


def _merged(steps: Steps) -> list[str]:
    made = (each.operation for each in steps)
    return list(dict.fromkeys(a for e in made for a in (*e.merged_whole, *e.merged_in_part)))


def _as_proposed(amendments: Sequence[str], context: SummaryContext) -> str:
    """Returns whose proposals went in, where members are named; the chair's where offices are."""
    attribution, found = context.attribution, context.state.amendments
    codes = list(dict.fromkeys(code for each in amendments for code in found[each].sponsors))
    if codes and attribution.may_report(Kind.SPONSORS, len(codes)) and attribution.names:
        return f", as proposed by {join_names([attribution.member(each) for each in codes])}"
    is_chairs = bool(amendments) and not codes and attribution.names_offices
    return f", as proposed by {context.say('chair')}" if is_chairs else ""


def _bracketed(steps: Steps, item: str, context: SummaryContext) -> str:
    """Returns which words of a text were put in brackets: where they are few, with these words."""
    state, what = context.state, context.subject(item)
    made = [state.versions[each.operation.id] for each in steps]
    old = state.versions[made[0].previous].wording.notation(names=False)
    new = made[-1].wording.notation(names=False)
    before = [old[start:end] for start, end in bracket_spans(old)]
    spans = bracket_spans(new)
    outer = [e for e in spans if not any(o[0] < e[0] and e[1] < o[1] for o in spans)]
    added = [new[a + 1 : b - 1] for a, b in outer if new[a:b] not in before]
    if new[1:-1] in added:
        return f"the text of {what} was placed in square brackets"
    if not 0 < len(added) <= _FEW_BRACKETS or any(len(e.split()) > _MANY for e in added):
        return f"the text of {what} was placed in square brackets in part"
    were = "was" if len(added) == 1 else "were"
    said = join_names([f"“{each.strip()}”" for each in added])
    return f"in {what}, {said} {were} placed in square brackets"


_FEW_BRACKETS = 3
_CHANGED = {
    "texts": "revised",
    "brackets": "placed in square brackets, in whole or in part",
    "corrections": "corrected editorially",
}
"""What was done to a text, by its key."""


def _changed(change: operations.ChangeText, state: State) -> str:
    """Returns the key of what was done; none of where only names in brackets changed."""
    if change.cause is Cause.EDITORIAL:
        return "corrections"
    made = state.versions.get(change.id)  # none where another copy had recorded the same
    old, new = state.versions.get(made.previous) if made else None, change.wording
    if old is None or not only_brackets(old.wording, new):
        return "texts"
    is_same = old.wording.notation(names=False) == new.notation(names=False)
    return "names" if is_same else "brackets"


def _presented_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    texts = list(dict.fromkeys(target for each in steps for target in each.operation.targets))
    text = context.say("presented", len(texts), what=context.subjects(texts))
    yield context.sentence(steps, text, key="presented", things=texts)


def _arrangement_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    for done, of in _ARRANGED.items():
        about = [each for each in steps if of(each.operation)]
        items = list(dict.fromkeys(item for each in about for item in of(each.operation)))
        if items:
            be = "was" if len(items) == 1 else "were"
            yield context.sentence(
                about, f"{context.subjects(items)} {be} {done}", key=done, things=items
            )
    for each in steps:
        for amendment in each.operation.opposed:
            ruled = f"{context.subject(amendment)} was carried out"
            yield from _instruction_sentences(each, (amendment,), ruled, amendment, context)


def _instruction_sentences(
    step: MeetingStep, amendments: Sequence[str], ruled: str, target: str, context: SummaryContext
) -> Iterator[Sentence]:
    """Yields what went in on the chair's instruction, then who had openly objected, or reserved."""
    attribution, handle = context.attribution, context.state.handle_of(target)
    held = chain.from_iterable(context.state.contested.values())
    heard = {each.position.id for each in held if _hearer(context).sees(each.position)}
    things = list(dict.fromkeys((target, *amendments)))
    because = reason_clause(context.state.instructions[step.operation.id].reason, context)
    text = ruled + context.say("on the chair's instruction") + because
    yield context.sentence([step], text, key=f"instruction:{handle}", things=things)
    it = "it" if target in amendments else "these words"
    opposed = (each for each in step.operation.contested if each.amendment in amendments)
    against = [each for each in opposed if each.position in heard]
    for stance, unnamed in (
        (Stance.OBJECT, f"objections to {it} had been stated"),
        (Stance.HOLD, f"positions on {it} had been reserved"),
    ):
        codes = list(dict.fromkeys(each.member for each in against if each.stance is stance))
        if not codes:
            continue
        who, behind = attribution.members(codes)
        said = f"{who} had {context.say(stance, len(codes))} {it}"
        if not attribution.may_report(Kind.MEMBERS, len(codes)):
            said, behind = unnamed, ()
        key = f"instruction-{stance}:{handle}"
        yield context.sentence([step], said, key=key, things=things, quantities=behind)


def _joins(operation: operations.ArrangeItems) -> bool:
    return bool(operation.reworded and operation.removed)


def _inserted_items(operation: operations.ArrangeItems) -> tuple[str, ...]:
    """Returns the items that an operation created, without the parts of what it split."""
    if operation.reworded:
        return ()
    return tuple(f"{operation.id}.{number}" for number in range(len(operation.inserted)))


_ARRANGED: Mapping[str, Callable[[operations.ArrangeItems], tuple[str, ...]]] = {
    "deleted": lambda operation: () if _joins(operation) else operation.removed,
    "joined": lambda operation: (
        (*operation.reworded, *operation.removed) if _joins(operation) else ()
    ),
    "split": lambda operation: () if operation.removed else tuple(operation.reworded),
    "inserted": _inserted_items,
    "moved": lambda operation: tuple(each.item for each in operation.moved),
}
"""What was done to items, to which an operation did it to."""


def _draft_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    imported: operations.ImportDraft = steps[0].operation
    yield context.on(imported.id, steps, f"{subject(context.state, imported.id)} was introduced")


def _package_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    proposed: operations.ProposePackage = steps[0].operation
    items = subjects(context.state, proposed.items)
    text = f"{context.subject(proposed.id)}, on {items}, was proposed"
    yield context.on(proposed.id, steps, text, *proposed.items)


def _revision_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    published: operations.PublishRevision = steps[0].operation
    standing = f", {published.standing}" if published.standing else ""
    what = subject(context.state, published.draft)
    text = context.say("published", name=published.name, what=what, standing=standing)
    yield context.on(published.draft, steps, text, what="revision")


def _one_sentence(operation: Operation, context: SummaryContext) -> str:
    return operation.NAME


# Positions in the meeting, and senses of the room.

_SINGULAR = ("no ", "one ", "a ", "an ", "each ", "every ")
# Words for how many that do not say of what.
_WITHOUT_A_NOUN = frozenset(
    ("all", "few", "many", "most", "none", "one", "several", "some", "two", "three")
)


def _sense_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    noted: operations.NoteSense = steps[0].operation
    is_vague = context.attribution.viewer.is_vague
    if is_vague and not context.attribution.may_report(Kind.SENSES):
        return
    quantity = _quantity(noted.quantity.strip(), context.attribution)
    verb = context.say(noted.stance, 1 + (not quantity.words.startswith(_SINGULAR)))
    note = noted.note.strip().rstrip(".")
    note = f" ({note})" if note and context.attribution.may_report(Kind.REASONS) else ""
    text = f"{quantity.words} {verb} {context.subject(noted.target)}{note}"
    yield context.on(noted.target, steps, text, what="sense", quantities=(quantity,))


def _quantity(noted: str, attribution: Attribution) -> Quantity:
    """Returns how many it was, by the table for a noted number, or else in the words noted."""
    if noted.isdecimal():
        return attribution.quantity(int(noted))
    folded = noted.casefold()
    if re.fullmatch(r"\d+ to \d+", folded):
        return Quantity(f"a straw poll of {noted}")
    if folded.startswith("louder"):
        return Quantity(f"a hum, {noted},")
    if folded == "one":
        return attribution.quantity(1)
    if folded == "the majority":
        return Quantity(with_members_noun(attribution.state, "the majority of members"))
    if folded.split()[-1] in _WITHOUT_A_NOUN:
        return Quantity(f"{noted} {members_noun(attribution.state, 2)}")
    return Quantity(noted)


def _positions_sentences(steps: Steps, context: SummaryContext) -> Iterator[Sentence]:
    attribution = context.attribution
    stances = _stances(steps, context)
    target = steps[0].operation.target
    taken = (e.operation for e in steps if isinstance(e.operation, operations.TakePosition))
    remarks = {each.member: each.reason.strip() for each in taken}
    parts: list[str] = []
    quantities: list[Quantity] = []
    subject = ""
    version = getattr(steps[-1].operation, "version", "")
    version = "" if version == steps[0].operation.target else version
    for stance in Stance:
        codes = [code for code, (taken, _) in stances.items() if taken is stance]
        if not codes:
            continue
        # A group that spoke for its members is named in their place.
        named = dict.fromkeys(stances[code][1] or code for code in codes)
        told = list(named) if attribution.names else codes
        who, number, behind = attribution.apart(told, stance in _AGAINST)
        verb = context.say(stance, number)
        subject = "it" if subject else context.subject(target, version)
        comments = ""
        said = sum(stance in _IN_FAVOUR and bool(remarks.get(each)) for each in codes)
        if said and attribution.audience.sees_names:
            comments = context.say("with comments", len(codes), number=spell(said))
        parts.append(f"{who} {verb} {subject}{comments}")
        quantities += behind
    if parts:
        text = join_names(parts)
        yield context.on(target, steps, text, what="positions", quantities=quantities)


def _stances(steps: Steps, context: SummaryContext) -> dict[str, tuple[Stance, str]]:
    """Returns the stance that each member took last, where it is reported, and via which group."""
    taken: dict[str, tuple[Stance, str]] = {}
    # Who does not stand in the way of a decision is told of with the decision, once.
    aside = {(e.step, e.operation.member) for e in context.proceedings.of(operations.MakeStatement)}
    for happening in steps:
        each = happening.operation
        if (happening.step, getattr(each, "member", "")) in aside:
            continue
        if isinstance(each, operations.WithdrawPosition):
            taken.pop(each.member, None)
        elif isinstance(each, operations.StateGroupPosition):
            if context.attribution.may_hear(StatedBy.GROUP):
                taken.update(dict.fromkeys(each.members, (each.stance, each.group)))
        elif context.attribution.may_hear(each.source):
            taken[each.member] = each.stance, each.via
        else:
            taken.pop(each.member, None)
    members = context.state.members
    return {code: found for code, found in taken.items() if not members[code].observer}


def _on_target(operation: operations.TakePosition, context: SummaryContext) -> str:
    return f"positions {label_or_handle(context.state, operation.target)} {operation.target}"


TEXT_SENTENCES: Mapping[type[Operation], SentenceRule] = {
    operations.RecordDecision: SentenceRule(_decision_sentences, _decision_key),
    operations.LiftPending: SentenceRule(_word_sentences, lambda made, _: f"word {made.decision}"),
    operations.MakeStatement: SentenceRule(
        _statements_sentences,
        lambda made, _: " ".join((made.kind, made.decision, *made.about)),
    ),
    operations.AskQuestion: SentenceRule(_questions_sentences, lambda asked, _: "questions"),
    operations.ExtendDeadline: SentenceRule(
        _deadline_sentences, lambda extended, _: f"deadline {extended.deadline}"
    ),
    operations.ReceiveContribution: SentenceRule(_contributions_sentences, _one_sentence),
    operations.ImportDraft: SentenceRule(_draft_sentences),
    operations.ProposeAmendment: SentenceRule(_proposals_sentences, _one_sentence),
    operations.PresentTexts: SentenceRule(_presented_sentences, _one_sentence),
    operations.WithdrawAmendment: SentenceRule(_withdrawals_sentences, _one_sentence),
    operations.ChangeText: SentenceRule(_changes_sentences, _one_sentence),
    operations.ArrangeItems: SentenceRule(_arrangement_sentences, _one_sentence),
    operations.ProposePackage: SentenceRule(_package_sentences),
    operations.PublishRevision: SentenceRule(_revision_sentences),
    operations.NoteSense: SentenceRule(_sense_sentences),
    operations.TakePosition: SentenceRule(_positions_sentences, _on_target),
    operations.StateGroupPosition: SentenceRule(_positions_sentences, _on_target),
    operations.WithdrawPosition: SentenceRule(_positions_sentences, _on_target),
}
"""The sentence rules of operations on decisions, texts, questions and positions, by class."""
