"""Plans decisions on targets and packages, and previews them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime

import attrs
from attrs import frozen

import consensus
from consensus.errors import Rejected
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import ArrangeItems, ChangeText, RecordDecision, TakePosition
from consensus.history.operations.decisions import OPPOSED, hear_none, is_asked, said_on
from consensus.history.replay import apply_checked
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.counting import contested_on
from consensus.model.decisions import Outcome, Scope, StatementKind, join_unmet, phrased
from consensus.model.drafts import Cause
from consensus.model.lookup import with_parts
from consensus.model.meetings import Forum, Presence
from consensus.model.people import day_of
from consensus.model.positions import Stance, StatedBy
from consensus.model.staleness import text_changed
from consensus.model.state import State
from consensus.rules.judgement import Judgement
from consensus.rules.mergeable import Dissent, dissent_on, only_with_a_reason
from consensus.rules.verdict import Status, Verdict
from consensus.text.display import in_words
from consensus.working_group.contesting import with_contested
from consensus.working_group.editing import over_present_text, plan_arrangement
from consensus.working_group.merging import plan_taking

# What the chair's gavel records: one decision, and for packages the texts with it.


@frozen
class Declaration:
    """What the Chair declares of one or several targets; see `DecisionCommands.decide`."""

    outcome: Outcome  # what was declared
    scope: Scope | None = None  # what it covers; None for the item, or several
    forum: Forum | None = None  # where; None for that of the meeting, or else the committee
    pending: tuple[str, ...] = ()  # the codes of members whose confirmation it still awaits
    reason: str = ""  # why; empty for none
    due: date | None = None  # for a deferral, the day it is listed again
    no_objection_heard: bool = False  # whether the Chair asked and heard none
    without_brackets: bool = False  # whether a package puts in words that a member opposes
    slide: consensus.Slide | None = None  # what is on the projector
    tried: str = ""  # what was tried, where there was no consensus
    level: str = ""  # the level of agreement, of the list of the body; empty for none


def plan_decision(
    state: State,
    judgement: Judgement,
    new_id: Callable[[], str],
    targets: Sequence[str],
    declared: Declaration,
) -> RecordDecision:
    """Returns the operation that records a declaration, with what the state says of the ids.

    On the projector in a meeting, it needs no notice. Raises Rejected where no objection was heard
    to an outcome that is no agreement, and where informals adopt something.
    """
    outcome, no_objection_heard = declared.outcome, declared.no_objection_heard
    present, absent = _presence(state, judgement)
    forum = declared.forum or (state.meeting.forum if state.meeting else Forum.COMMITTEE)
    if forum is Forum.INFORMALS and outcome is Outcome.ADOPTED:
        raise Rejected("informals adopt nothing; what they agree is taken to the committee")
    if forum is Forum.INFORMALS and outcome is Outcome.AGREED:
        # Amendments may go into the text; it is the text that the committee agrees on.
        is_text = not all(each in state.amendments for each in targets)
        outcome = Outcome.AGREED_AD_REF if is_text else outcome
    decision = RecordDecision(
        id=new_id(),
        handle=state.next_handle("DEC"),
        outcome=outcome,
        targets=tuple(targets),
        versions=tuple(state.version_id(target) for target in targets),
        scope=declared.scope or (Scope.SEVERAL if len(targets) > 1 else Scope.ITEM),
        forum=forum,
        pending=declared.pending,
        present=present,
        absent=absent,
        reason=declared.reason,
        due=declared.due,
        tried=declared.tried,
        level=declared.level,
    )
    if not outcome.closes:
        if no_objection_heard:
            raise Rejected(f"what is {outcome} is no agreement, so no objection to it is heard")
        return decision
    for target in targets:
        if (last := state.last_decision(target)) and last.gives_up:
            name = state.handle_of(target)
            raise Rejected(f"{name} is {phrased(last.outcome)}; reopen it first")
    contested = {target: contested_on(state, target) for target in targets}
    asked = [each for found in contested.values() for each in found if is_asked(each, present)]
    # With each decision in a meeting the Chair asks; outside one only where it is said.
    unsaid = {t for t in targets if not (contested[t] or is_spoken_of(state, judgement, t))}
    unsaid = unsaid if state.meeting else set()
    unsaid -= {each.target for each in state.senses.values() if each.stance in OPPOSED}
    # Who votes on a text says what it thinks of it.
    unsaid.difference_update(*(each.versions for each in state.ballots.values()))
    silent = no_objection_heard or len(unsaid) == len(targets)
    can_hear = _in_quorate_meeting(state, judgement)
    over: set[str] = set()
    holding: set[str] = set()
    ruled: list[str] = []
    unmet: list[str] = []
    with state.journal.rollback_scope():
        judged = judgement
        if silent and asked:
            for target in targets:
                hear_none(state, target, present)
            judged = Judgement(state, judgement.now)
        for target in targets:
            early = judged.not_introduced(target)
            if early and declared.slide and state.meeting and declared.slide.shows(state, target):
                early = None
            none_heard = can_hear and early is None and (no_objection_heard or target in unsaid)
            verdict = judged.verdict(target, with_moves=False, none_heard=none_heard)
            over.update(each.member for each in verdict.counts.standing)
            holding.update(verdict.counts.holds)
            if verdict.counts.standing and not judged.allows_objections(target, verdict.counts):
                ruled.append(target)
            is_ruling = target in ruled and verdict.status not in (Status.OPEN, Status.CONDITIONAL)
            is_met = verdict.met or is_ruling or _met_together(judged, verdict, targets)
            notice = f"its notice of {in_words(early.notice)}" if early else ""
            unmet.append(join_unmet(["" if is_met else verdict.rule, notice]))
    return attrs.evolve(
        decision,
        over=tuple(sorted(over)),
        holding=tuple(sorted(holding)),
        ruled=tuple(ruled),
        unmet=join_unmet(unmet),
        unmet_each=tuple(unmet) if any(unmet) and len(unmet) > 1 else (),
        no_objection_heard=silent,
        silent=() if silent else tuple(each for each in targets if each in unsaid),
        asked=no_objection_heard,
    )


def _in_quorate_meeting(state: State, judgement: Judgement) -> bool:
    """Returns whether a meeting is open, with its quorum if it has one."""
    if state.meeting is None:
        return False
    # Imported late, since it is long, and outside meetings nobody asks.
    from consensus.reports.meetings import meeting_quorum

    quorum = meeting_quorum(state, state.meeting.id, day_of(judgement.now))
    return quorum is None or quorum.is_there


def is_spoken_of(state: State, judgement: Judgement, target: str) -> bool:
    """Returns whether a member took a position on a target or a part of it, or proposed it."""
    amendment = state.amendments.get(target)
    if any(state.positions.get(target, {})) or (amendment is not None and any(amendment.backers)):
        return True
    counts = judgement.counts(target)
    return any((*counts.proposed, *counts.disagreed, *counts.conditional))


def _met_together(judgement: Judgement, verdict: Verdict, targets: Collection[str]) -> bool:
    """Returns whether a target waited only for conditions that are decided with it."""
    return (
        verdict.status is Status.CONDITIONAL
        and not any(reason.bound_to == "text" for reason in verdict.reasons)
        and judgement.could_be_agreed(verdict.target, targets)
    )


def _presence(state: State, judgement: Judgement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    meeting = state.meeting
    # Where presence was never noted, no member counts as absent.
    if meeting is None or not state.presence.get(meeting.id):
        return (), ()
    codes = sorted(judgement.electorate.groups)
    away = {each for each in codes if state.presence_of(each, meeting.id) is Presence.ABSENT}
    return tuple(each for each in codes if each not in away), tuple(sorted(away))


def plan_standing_aside(
    state: State,
    judgement: Judgement,
    new_id: Callable[[], str],
    targets: Sequence[str],
    outcome: Outcome,
    stated: Sequence[tuple[StatementKind, str, str]],
    source: StatedBy = StatedBy.FLOOR,
    document: str = "",
) -> Iterator[TakePosition]:
    """Yields positions of those that object: they accept with a reservation, or stand aside."""
    said = said_on(state, targets)
    if source is StatedBy.FLOOR and state.meeting and state.meeting.chatham_house:
        source = StatedBy.CONFIDENCE
    if len({member for _, member, _ in stated}) < len(stated):
        raise Rejected("a member is named twice among those that do not stand in the way")
    for kind, member, text in stated:
        if not text.strip():
            raise Rejected(f"give the words of the {kind} of {member}")
        objecting = [
            target
            for target in with_parts(state, targets)
            if any(each.member == member for each in judgement.counts(target).standing)
        ]
        if not outcome.closes:
            raise Rejected(f"{outcome} is no agreement, so no {kind} goes with it")
        if not objecting:
            standing = (one for each in targets for one in judgement.counts(each).standing)
            others = ", ".join(sorted({each.member for each in standing})) or "nobody"
            after = f"once {state.handle_of(targets[0])} is decided, add the {kind} of {member}"
            raise Rejected(f"{member} does not object (objecting: {others}); {after}")
        is_joining = kind is StatementKind.RESERVATION
        is_open = all(each.source.is_open for each in said if each.member == member)
        for target in objecting:
            yield TakePosition(
                id=new_id(),
                target=target,
                version=state.version_id(target),
                member=member,
                stance=Stance.ACCEPT if is_joining else Stance.ABSTAIN,
                reason="" if is_joining else text,
                reservation=text if is_joining else "",
                source=source if is_open else StatedBy.CONFIDENCE,
                document=document,
            )


def plan_package(
    state: State,
    judgement: Judgement,
    new_id: Callable[[], str],
    package: str,
    declared: Declaration,
    aside: Sequence[TakePosition] = (),
) -> tuple[Operation, ...]:
    """Returns the operations of a decision on a package: texts changed, items decided.

    Raises Rejected where two of its amendments contradict each other, or words that a member
    opposes lack the instruction or a reason.
    """
    settled = state.packages[package]
    declared = attrs.evolve(declared, scope=Scope.PACKAGE, no_objection_heard=False)
    if not declared.outcome.closes:
        targets = [package]
        if declared.outcome is Outcome.REOPENED:
            targets += [item for item in settled.items if _decided_with(state, item, package)]
        declared = attrs.evolve(declared, pending=())
        return (plan_decision(state, judgement, new_id, targets, declared),)
    act = act_of_trial(state, judgement.now)
    operations: list[Operation] = []
    objecting = {
        each.member
        for amendment in settled.amendments
        for each in judgement.counts(amendment).standing
    }
    with state.journal.rollback_scope():
        # Each is planned on what the last one left.
        said = declared.reason.strip() or f"decided as part of {state.handle_of(package)}"
        against: list[Dissent] = []
        for operation, dissent in _texts(state, new_id, judgement.now, settled.amendments, said):
            against += dissent
            apply_checked(state, act, [operation])
            operations.append(operation)
        if against and not (declared.without_brackets and declared.reason.strip()):
            opposed = dict.fromkeys(each.on for each in against)
            raise Rejected(only_with_a_reason(tuple(opposed), against))
        renewed = [
            attrs.evolve(each, version=now)
            for each in aside
            if (now := state.version_id(each.target)) != each.version
        ]
        apply_checked(state, act, renewed)
        items = [each for each in settled.items if not state.items[each].removed]
        declared = attrs.evolve(declared, due=None)
        judged = Judgement(state, judgement.now)  # the texts have changed
        decision = plan_decision(state, judged, new_id, (package, *items), declared)
    over = tuple(sorted(objecting.union(decision.over)))
    ruled = dict.fromkeys((*([package] if objecting else []), *decision.ruled))
    return (*operations, *renewed, attrs.evolve(decision, over=over, ruled=tuple(ruled)))


def _decided_with(state: State, item: str, package: str) -> bool:
    decision = state.last_decision(item)
    return decision is not None and decision.closes and package in decision.targets


def _texts(
    state: State, new_id: Callable[[], str], now: datetime, amendments: Sequence[str], reason: str
) -> Iterator[tuple[ChangeText | ArrangeItems, Sequence[Dissent]]]:
    """Yields the operations that merge the amendments of a package, and who opposes each."""
    chosen = [state.amendments[each] for each in amendments]
    for amendment in chosen:
        if amendment.state not in (AmendmentState.OPEN, AmendmentState.MERGED):
            raise Rejected(f"{amendment.handle} of the package is {amendment.state} already")
    # What was merged before the package was reopened is in the text already.
    chosen = [each for each in chosen if each.state is AmendmentState.OPEN]
    by_target: dict[str, list[Amendment]] = {}
    for amendment in chosen:
        if amendment.kind is AmendmentKind.MODIFY:
            by_target.setdefault(amendment.target, []).append(amendment)
    for target, group in by_target.items():
        handles = [each.handle for each in group]
        plan = plan_taking(
            state, target, new_id, now, handles, without_brackets=True, reason=reason
        )
        yield plan.operation, [each for each in plan.objecting if each.on in plan.unbracketed]
    for amendment in chosen:
        if amendment.kind is not AmendmentKind.MODIFY:
            against = dissent_on(state, Judgement(state, now), amendment.id)
            arranged = plan_arrangement(state, amendment.id, new_id)
            yield arranged, [each for each in against if not each.is_conditional]


def plan_reopening(
    state: State, new_id: Callable[[], str], decision: RecordDecision
) -> tuple[ChangeText, ...]:
    """Returns what reopens amendments, rebased; raises Rejected if one splits or joins new text."""
    if decision.outcome is not Outcome.REOPENED:
        return ()
    changes: list[ChangeText] = []
    for target, seen in zip(decision.targets, decision.versions, strict=True):
        amendment = state.amendments.get(target)
        if amendment is None or amendment.state is AmendmentState.OPEN:
            continue
        wording = over_present_text(state, amendment)
        if wording is not None:
            change = ChangeText(
                id=new_id(), target=target, seen=seen, wording=wording, cause=Cause.REBASED
            )
            changes.append(with_contested(state, change))
    return tuple(changes)


# The preview of a decision.

# Stands in for the reason that is still to be given; nothing is recorded with it.
_REASON = "…"


@frozen
class Gavel:
    """A preview of a decision on one target."""

    verdict: Verdict  # what the rule of the target says of it now
    outcomes: tuple[Outcome, ...]  # what can be declared of it, the likeliest first
    agreement: RecordDecision | None  # what an agreement would record; None where none can be
    opposing: tuple[str, ...]  # the members that object to words that a package would put in
    awaiting: tuple[str, ...]  # the codes of members whose word its last decision still awaits
    # the codes of members whose word on it, or a part of it, an agreement would no longer wait for
    dropping: tuple[str, ...]
    refusal: str = ""  # why nothing can be declared of it, where `outcomes` is empty
    # the codes of members recorded as present, and as absent
    there: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def preview_gavel(
    state: State,
    judgement: Judgement,
    target: str,
    now: datetime,
    slide: consensus.Slide | None = None,
) -> Gavel:
    """Computes what a decision on a target would record, with a slide on the projector."""
    act = act_of_trial(state, now)
    outcomes: list[Outcome] = []
    refusals: list[str] = []
    agreement: RecordDecision | None = None
    opposing: set[str] = set()
    numbers = itertools.count()

    def new_id() -> str:
        return f"foreseen {next(numbers)}"

    for outcome in Outcome:
        try:
            declared = Declaration(
                outcome,
                reason=_REASON,
                without_brackets=target in state.packages,
                slide=slide,
                tried=_REASON if outcome is Outcome.NO_CONSENSUS else "",
            )
            operations = plan_declaration(state, judgement, new_id, [target], declared)
        except Rejected as refused:
            refusals += refused.reasons
            continue
        decision = next(each for each in operations if isinstance(each, RecordDecision))
        if outcome is Outcome.AGREED:
            agreement = decision
            changes = [each for each in operations if isinstance(each, ChangeText | ArrangeItems)]
            opposing = {e.member for one in changes for e in one.contested if not e.contested}
        # What a package would change first is taken back by now.
        versions = tuple(state.version_id(each) for each in decision.targets)
        reasons = list(attrs.evolve(decision, versions=versions).check(state, act))
        if reasons:
            refusals += reasons
        elif decision.outcome is outcome:
            outcomes.append(outcome)
    decided = agreement.targets if agreement else (target,)
    awaiting = {each: last.pending for each in decided if (last := state.last_decision(each))}
    return Gavel(
        verdict=judgement.verdict(target),
        outcomes=tuple(outcomes),
        agreement=agreement,
        opposing=tuple(sorted(opposing)),
        awaiting=awaiting.get(target, ()),
        dropping=tuple(dict.fromkeys(itertools.chain(*awaiting.values()))),
        refusal="" if outcomes else "; ".join(dict.fromkeys(refusals)),
        there=_presence(state, judgement),
    )


def check_unopposed(
    state: State,
    judgement: Judgement,
    targets: Sequence[str],
    declared: Declaration,
    aside: Sequence[TakePosition],
) -> None:
    """Raises Rejected where members are against it or stand aside, though by the level none may."""
    if aside:
        who = ", ".join(dict.fromkeys(each.member for each in aside))
        raise Rejected(f"{who} stands aside, so that there is no “{declared.level}”")
    today = day_of(judgement.now)
    against = {
        each.member
        for on in targets
        for each in state.positions.get(on, {}).values()
        if each.stance is Stance.DISAGREE
        and state.members[each.member].counts_on(today)
        and not text_changed(state, on, each.version)
    }
    if against and declared.outcome.closes:
        verb = "are" if len(against) > 1 else "is"
        who = ", ".join(sorted(against))
        raise Rejected(f"{who} {verb} against it, so that there is no “{declared.level}”")


def plan_declaration(
    state: State,
    judgement: Judgement,
    new_id: Callable[[], str],
    targets: Sequence[str],
    declared: Declaration,
    aside: Sequence[TakePosition] = (),
) -> Sequence[Operation]:
    """Returns the operations of a decision on one package, or on other targets."""
    if len(targets) == 1 and targets[0] in state.packages:
        return plan_package(state, judgement, new_id, targets[0], declared, aside)
    if declared.without_brackets:
        raise Rejected("only a package puts words into a text when it is decided; merge them")
    for each in targets:
        if each in state.packages:
            raise Rejected(f"{state.handle_of(each)} is a package, decided on its own")
    decision = plan_decision(state, judgement, new_id, targets, declared)
    return (decision, *plan_reopening(state, new_id, decision))


def act_of_trial(state: State, now: datetime) -> StepContext:
    """Returns the context in which operations are tried and rolled back."""
    return StepContext("", "", now, now, state.meeting.id if state.meeting else "")
