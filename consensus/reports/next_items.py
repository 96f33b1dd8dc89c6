"""What to take up next: targets by rank, the agenda order, and whom to call on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from consensus.history.replay import gc_paused
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState, TrayState
from consensus.model.contested import ContestedState
from consensus.model.counting import Counts, positions_on
from consensus.model.decisions import Outcome
from consensus.model.lookup import amendments_below, letters_then_number, targets_in_order
from consensus.model.positions import Stance
from consensus.model.rivals import combine_pending, competing_amendments
from consensus.model.staleness import is_stale, supportive_bits
from consensus.model.state import State
from consensus.reports.status import explain_waiting, waiting_targets
from consensus.reports.words import STANCE_WORDS, label_of
from consensus.rules import mergeable, reasons
from consensus.rules.explain import explain_moves
from consensus.rules.judgement import Judgement
from consensus.rules.moves import MinimalMoves
from consensus.rules.verdict import UNDECIDED, Status, Verdict
from consensus.text.display import count_noun

if TYPE_CHECKING:
    from consensus.analysis.conflicts import Conflicts


class Rank(StrEnum):
    """Why a target is worth taking up; the first is to be taken up first."""

    COPIES = "waits since copies were joined"
    READY = "ready for the gavel"
    MERGEABLE = "amendments ready to be merged"
    MERGE = "agreed and to be merged"
    CONFLICT = "ready but for a conflict"
    TOGETHER = "could be agreed together"
    CLOSEST = "closest to agreement"
    SINGLE_OBJECTION = "blocked by one objection"
    FRESH_POSITIONS = "needs fresh positions"
    TEXT = "waits for the text"
    STUCK = "no single smallest change"
    NOT_DISCUSSED = "not discussed yet"
    NOT_INTRODUCED = "not yet introduced"
    OVERDUE = "a consultation that is overdue"
    BALLOT = "a ballot whose deadline has passed"
    UNDERTAKING = "an undertaking that is overdue"
    MILESTONE = "a milestone that is overdue"
    PENDING = "awaits a word"
    MAY_BE_AGREED = "may be agreed now"
    DEFERRED = "deferred and due"
    TRAY = "waits for a place"
    REOPEN = "asked to be reopened"
    YOUR_POSITION = "your position is missing"
    YOUR_FRESH_POSITION = "your position needs to be taken afresh"

    @property
    def words(self) -> str:
        """As people read it; as data each keeps the name that it has always had."""
        return _IN_WORDS.get(self, self.value)


_ORDER = {rank: number for number, rank in enumerate(Rank)}
_IN_WORDS = {
    Rank.COPIES: "superseded since copies were joined",
    Rank.READY: "ready for decision",
    Rank.FRESH_POSITIONS: "positions to be reconfirmed",
    Rank.TEXT: "the text comes first",
    Rank.PENDING: "awaiting confirmation",
    Rank.TRAY: "not placed",
    Rank.REOPEN: "request to reopen",
    Rank.YOUR_FRESH_POSITION: "your position is to be reconfirmed",
}


@frozen
class NextItem:
    """Something to take up."""

    # the id of the item, amendment, package, consultation, undertaking, milestone or inbox entry
    id: str
    handle: str  # such as `R3`, `A17`, `PKG1`, `CON1`, `U2` or `T4`
    label: str  # the printed label; may be empty
    rank: Rank  # why it is listed where it is
    size: int  # how many members would have to move, or are concerned; 0 where that says nothing
    reason: str  # the same in one sentence, without capital and full stop


_Closest: TypeAlias = dict[str, tuple[MinimalMoves, Counts]]


def next_items(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    member: str = "",
    today: date | None = None,
    check: Callable[[], None] | None = None,
    judged: Callable[[Verdict], None] | None = None,
    explained: int | None = None,
) -> tuple[NextItem, ...]:
    """Returns what to take up next: by rank, then by how few members are concerned.

    This is analysis, for the facilitator's own screens; with a member, for that member.

    Args:
        drafts: the ids of the drafts.
        member: the code of a member, to list what still needs its position instead; observers and
            those that do not count on the day of the judgement are asked for none.
        today: deferrals that are due later are left out; None lists them all.
        check: callback before each target; what it raises ends the listing.
        judged: callback with the verdict on each target that is judged for the chair, without
            moves, so that the caller need not judge it again.
        explained: how many items, from the first, have the moves that would bring them close to
            agreement in their reason, which takes longest; later ones have none. None for all.
    """
    targets = _checked(state, drafts, check)
    closest: _Closest = {}
    found = (
        _needing(state, judgement, targets, member, today)
        if member
        else _for_the_chair(state, judgement, drafts, targets, judged, today, closest)
    )
    # Sorting is stable, so that what ranks the same stays in the order of the documents.
    ordered = sorted(found, key=lambda each: (_ORDER[each.rank], each.size))
    for number, each in enumerate(ordered[:explained]):
        if each.rank is Rank.CLOSEST:
            moves, counts = closest[each.id]
            ordered[number] = evolve(each, reason=explain_moves(moves.moves(), counts))
    return tuple(ordered)


def _checked(
    state: State, drafts: Sequence[str], check: Callable[[], None] | None
) -> Iterator[str]:
    for target in targets_in_order(state, drafts):
        if check is not None:
            check()
        yield target


def _needing(
    state: State, judgement: Judgement, targets: Iterable[str], member: str, today: date | None
) -> Iterator[NextItem]:
    if member not in judgement.electorate.groups:
        return
    for target in targets:
        if _is_out_of_reach(state, target, today) or not _is_open(state, judgement, target):
            continue
        own = [each for each in positions_on(state, target) if each.member == member]
        contested = [each for each in state.contested_in(target) if each.member == member]
        if any(each.state is ContestedState.TO_CONFIRM for each in contested):
            reason = f"what {member} objected to or held reads otherwise by now, to be confirmed"
            yield _item(state, target, Rank.YOUR_FRESH_POSITION, 0, reason)
        elif not own and member in judgement.counts(target).proposed:
            reason = f"{member} proposed or supported part of it, to be reconfirmed"
            yield _item(state, target, Rank.YOUR_FRESH_POSITION, 0, reason)
        elif not own:
            yield _item(state, target, Rank.YOUR_POSITION, 0, f"{member} has no position on it")
        elif is_stale(state, own[0]):
            reason = f"the text changed after {member} said: {own[0].stance}"
            yield _item(state, target, Rank.YOUR_FRESH_POSITION, 0, reason)


def _is_open(state: State, judgement: Judgement, target: str) -> bool:
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.state is not AmendmentState.OPEN:
        return False
    return judgement.verdict(target, with_moves=False).status in UNDECIDED


def _for_the_chair(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    targets: Iterable[str],
    judged: Callable[[Verdict], None] | None,
    today: date | None,
    closest: _Closest,
) -> Iterator[NextItem]:
    texts: dict[str, _Text] = {}
    for target in waiting_targets(state, drafts):
        yield _item(state, target, Rank.COPIES, 0, "; ".join(explain_waiting(state, target)))
    for target in chain(targets, (each.id for each in state.proposals)):
        verdict = judgement.verdict(target, with_moves=False)
        if judged is not None:
            judged(verdict)
        if _is_out_of_reach(state, target, today):
            continue
        amendment = state.amendments.get(target)
        if amendment is not None and verdict.status is Status.READY:
            if amendment.kind is not AmendmentKind.MODIFY:
                if _is_to_be_arranged(state, judgement, amendment):
                    reason = f"{amendment.handle} could be merged"
                    yield _item(state, target, Rank.MERGEABLE, 1, reason)
                    continue
            else:
                text = _text_of(state, judgement, amendment, texts)
                if amendment.handle in text.going_in or amendment.handle in text.in_conflict:
                    continue
                if why := text.opposed.get(amendment.handle):
                    met = f"the rule is met; {why}"
                    yield _item(state, target, Rank.READY, 0, met)
                    continue
        if verdict.status in UNDECIDED:
            yield _undecided(state, judgement, verdict, closest)
        else:
            for given in verdict.reasons:
                if amendment is not None and isinstance(given, reasons.NotMerged):
                    yield _to_be_merged(state, judgement, amendment, texts, given)
            yield from _decided(state, verdict, today)
    for target, text in texts.items():
        yield from _mergeable(state, target, text)
    now = judgement.now
    for consultation in state.consultations.values():
        concerned = {"", *drafts}.intersection(map(state.draft_of, consultation.items))
        if concerned and consultation.is_overdue(now):
            items = ", ".join(map(state.name_of, consultation.items))
            led = f", led by {consultation.facilitator}," if consultation.facilitator else ""
            reason = f"{items}{led} was due {consultation.due:%Y-%m-%d %H:%M %Z}"
            yield NextItem(consultation.id, consultation.handle, "", Rank.OVERDUE, 0, reason)
    yield from _planned(state, now)
    for entry in state.tray.values():
        if entry.state is TrayState.WAITING:
            yield NextItem(entry.id, entry.handle, "", Rank.TRAY, 0, entry.problem)


def _undecided(state: State, judgement: Judgement, verdict: Verdict, closest: _Closest) -> NextItem:
    counts = verdict.counts
    for each in verdict.reasons:
        if isinstance(each, reasons.NotIntroduced):
            since = each.sentence(state.name_of).removeprefix(f"{Rank.NOT_INTRODUCED}: ")
            return _item(state, verdict.target, Rank.NOT_INTRODUCED, 0, since)
    if verdict.status is Status.READY:
        if not _was_discussed(state, verdict):
            asked = "the rule is met in silence, and nobody has spoken: ask for objections"
            return _item(state, verdict.target, Rank.NOT_DISCUSSED, 0, asked)
        met = "the rule is met"
        if counts.standing:
            met += f"; {_objecting(verdict)}"
        if counts.holds:
            held = "reserves its position" if len(counts.holds) == 1 else "reserve their position"
            met += f"; {', '.join(counts.holds)} {held}"
        if counts.stale or counts.proposed:
            met += f"; {_to_reconfirm(verdict)}"
        sounded = [each for each in state.senses.values() if each.target == verdict.target]
        if sounded and sounded[-1].stance in (Stance.OBJECT, Stance.DISAGREE):
            met += (
                f"; sense of the room: {sounded[-1].quantity}, {STANCE_WORDS[sounded[-1].stance]}"
            )
        return _item(state, verdict.target, Rank.READY, 0, met)
    if verdict.status is Status.CONDITIONAL:
        kinds = (reasons.ConditionPending, reasons.ConditionToConfirm)
        waiting = [each for each in verdict.reasons if isinstance(each, kinds)]
        reason = "; ".join(each.sentence(state.name_of) for each in waiting)
        return _item(state, verdict.target, Rank.TOGETHER, len(waiting), reason)
    others = counts.holds or counts.conditional
    if verdict.status is Status.BLOCKED and len(counts.standing) == 1 and not others:
        objection = counts.standing[0]
        position = state.positions.get(verdict.target, {}).get(objection.member)
        why = (mergeable.failure_words(state, position) if position else "") or objection.reason
        reason = f"only {objection.member} objects{f': {why}' if why else ', which gave no reason'}"
        about = [each for each in verdict.reasons if isinstance(each, reasons.ContestedChanges)]
        if about:
            reason = "; ".join(each.sentence(state.name_of) for each in about)
        return _item(state, verdict.target, Rank.SINGLE_OBJECTION, 1, reason)
    parts = [each for each in verdict.reasons if isinstance(each, reasons.PartOpposed)]
    if verdict.met and parts:
        reason = "; ".join(each.sentence(state.name_of) for each in parts)
        single = len({member for each in parts for member in each.members}) == 1
        rank = Rank.SINGLE_OBJECTION if single else Rank.STUCK
        return _item(state, verdict.target, rank, 1 if single else 0, reason)
    if (least := judgement.minimal_moves(verdict)).count:
        closest[verdict.target] = least, counts
        return _item(state, verdict.target, Rank.CLOSEST, least.count, "")
    again = len(counts.stale) + len(counts.proposed)
    if again:
        said = [_objecting(verdict)] if counts.standing else []
        reason = "; ".join((*said, _to_reconfirm(verdict)))
        return _item(state, verdict.target, Rank.FRESH_POSITIONS, again, reason)
    of_the_text = [reason for reason in verdict.reasons if reason.bound_to == "text"]
    unmet = "; ".join(each.sentence(state.name_of) for each in of_the_text or verdict.reasons)
    rank = Rank.TEXT if of_the_text else Rank.STUCK
    unmet = unmet or "it is not known what would meet the rule"
    return _item(state, verdict.target, rank, 0, unmet)


@frozen
class _Text:
    """A text with amendments that are ready, by their handles."""

    going_in: tuple[str, ...]  # those of which changes go in by default
    in_conflict: Mapping[str, Sequence[int]]  # to the conflicts that alone hold them up, from 0
    opposed: Mapping[str, str]  # to who objects to the same words of another
    agreed: Mapping[str, str]  # declared agreed, to why a merge does not take them by default
    undecided: int  # how many by members are undecided, deferred ones too
    apart: Sequence[str]  # those that no member proposed

    @classmethod
    def of(cls, state: State, judgement: Judgement, target: str) -> _Text:
        above = state.amendments.get(target)
        is_arranging = above is not None and above.kind is not AmendmentKind.MODIFY
        if is_arranging or mergeable.bars_merging(state, target):
            # What arranges items is merged itself by its name, not what amends it.
            return cls((), {}, {}, {}, 0, ())
        readiness = mergeable.Readiness.of(state, judgement, target)
        combination = combine_pending(state, target)
        rows = readiness.changes(combination)
        by_default = {key for row in rows for key in row.ready}
        conflicts = {
            key: [at for at, each in enumerate(combination.conflicts) if key in each.by]
            for key in readiness.handles
            if key not in by_default
        }
        why_not = {key: row.why_not for row in rows for key in row.by}
        ids = {each.handle: each.id for each in competing_amendments(state, target)}
        decided = {key for key in ids if state.last_decision(ids[key])}
        agreed = dict.fromkeys(decided, "")
        for key in decided.intersection(conflicts):
            why = why_not.get(key) or readiness.why_not(key)
            said = [f"{why}, so that a merge takes it only if it is named"] if why else []
            said += [f"could be merged {_once_settled(conflicts[key])}"] if conflicts[key] else []
            agreed[key] = "; ".join(said)
        backed = [each.handle for each in state.open_amendments(target)]
        apart = [key for key in ids if key not in backed and key not in decided]
        return cls(
            tuple(key for key in readiness.handles if key in by_default and key not in decided),
            {
                key: numbers
                for key, numbers in conflicts.items()
                if numbers and key not in decided and readiness.is_ready(key)
            },
            {key: why for key, why in why_not.items() if readiness.is_ready(key)},
            agreed,
            len(judgement.undecided_amendments(target)),
            apart,
        )


def _text_of(
    state: State, judgement: Judgement, amendment: Amendment, known: dict[str, _Text]
) -> _Text:
    if amendment.target not in known:
        known[amendment.target] = _Text.of(state, judgement, amendment.target)
    return known[amendment.target]


def _to_be_merged(
    state: State,
    judgement: Judgement,
    amendment: Amendment,
    texts: dict[str, _Text],
    not_merged: reasons.NotMerged,
) -> NextItem:
    """Returns an amendment declared agreed, and why a merge does not take it by default."""
    if amendment.kind is AmendmentKind.MODIFY:
        why = _text_of(state, judgement, amendment, texts).agreed.get(amendment.handle, "")
    elif why := mergeable.said_of(mergeable.dissent_on(state, judgement, amendment.id)):
        why += ", so that it is merged only on the Chair's instruction"
    decision = state.last_decision(amendment.id)
    outcome = decision.outcome if decision else Outcome.AGREED
    reason = f"{outcome}, and {not_merged.sentence(state.name_of)}"
    return _item(state, amendment.id, Rank.MERGE, 0, f"{reason}; {why}" if why else reason)


def _once_settled(conflicts: Iterable[int]) -> str:
    numbers = ", ".join(str(number + 1) for number in sorted({*conflicts}))
    settled = f"conflicts {numbers} are" if "," in numbers else f"conflict {numbers} is"
    return f"once {settled} settled"


def _mergeable(state: State, target: str, text: _Text) -> Iterator[NextItem]:
    """Yields the amendments to one text that meet their rule, as one item."""
    said = []
    if text.going_in:
        said.append(f"{', '.join(text.going_in)} could be merged")
    if text.in_conflict:
        once = _once_settled(chain.from_iterable(text.in_conflict.values()))
        could = " could be merged" if not text.going_in else ""
        said.append(f"{', '.join(text.in_conflict)}{could} {once}")
    ready = len(text.going_in) + len(text.in_conflict)
    if ready:
        reason = "; ".join(said)
        if text.undecided + len(text.apart) > ready:
            undecided = count_noun(text.undecided, "undecided amendment", "undecided amendments")
            reason += f", of {undecided}"
            if text.apart:
                reason += f", and {', '.join(text.apart)}, which no member proposed"
        rank = Rank.MERGEABLE if text.going_in else Rank.CONFLICT
        yield _item(state, target, rank, ready, reason)


def _planned(state: State, now: datetime) -> Iterator[NextItem]:
    """Yields ballots to be closed, undertakings that are due, and milestones that have passed."""
    for ballot in state.ballots.values():
        if ballot.is_open and ballot.has_ended(now):
            reason = f"{ballot.question}, until {ballot.deadline:%Y-%m-%d %H:%M %Z}: close it"
            yield NextItem(ballot.id, ballot.handle, "", Rank.BALLOT, 0, reason)
    for each in state.undertakings.values():
        if state.is_overdue(each, now):
            reason = f"{each.by}: {each.what}, was due {state.due_moment(each):%Y-%m-%d %H:%M %Z}"
            yield NextItem(each.id, each.handle, "", Rank.UNDERTAKING, 0, reason)
    for line in state.milestones.values():
        if line.reached is None and line.days_left(now.date()) < 0:
            reason = f"{line.title} was to be reached by {line.target.isoformat()}"
            yield NextItem(line.id, line.handle, "", Rank.MILESTONE, 0, reason)


def _objecting(verdict: Verdict) -> str:
    members = [each.member for each in verdict.counts.standing]
    return f"{', '.join(members)} {'objects' if len(members) == 1 else 'object'}"


def _to_reconfirm(verdict: Verdict) -> str:
    counts = verdict.counts
    said = []
    if counts.proposed:
        said.append(f"{', '.join(counts.proposed)} proposed or supported part of it")
    if counts.stale:
        said.append(f"the text changed after {', '.join(counts.stale)} took a position")
    return "; ".join(said)


def _is_out_of_reach(state: State, target: str, today: date | None) -> bool:
    """Returns whether it amends, directly or not, what is closed or deferred."""
    while amendment := state.amendments.get(target):
        target = amendment.target
        if state.bars_changes(target) or _is_put_off(state, target, today):
            return True
    return False


def _is_put_off(state: State, target: str, today: date | None) -> bool:
    decision = state.last_decision(target)
    if decision is None or decision.outcome is not Outcome.DEFERRED:
        return False
    return today is not None and decision.due is not None and decision.due > today


def _is_to_be_arranged(state: State, judgement: Judgement, amendment: Amendment) -> bool:
    """Returns whether it can be carried out, without objection, hold or condition against it."""
    is_barred = any(mergeable.bars_arranging(state, amendment))
    return not is_barred and not mergeable.dissent_on(state, judgement, amendment.id)


def _was_discussed(state: State, verdict: Verdict) -> bool:
    """Returns whether a member took a position on a text, or was asked under silence."""
    target = verdict.target
    return (
        any(positions_on(state, target))
        or any(verdict.counts.proposed)
        or any(verdict.counts.contested)
        or any(state.ratings.get(target, {}))
        or any(target in each.targets for each in state.silences.values())
        or any(target == each.target for each in state.senses.values())
    )


def _decided(state: State, verdict: Verdict, today: date | None) -> Iterator[NextItem]:
    target = verdict.target
    decision = state.last_decision(target)
    if decision is not None and decision.pending:
        why = f"{decision.outcome}, awaiting confirmation by {', '.join(decision.pending)}"
        yield _item(state, target, Rank.PENDING, len(decision.pending), why)
    elif decision is not None and decision.outcome is Outcome.AGREED_AD_REF:
        from consensus.reports.decisions import why_agreed_now

        if why := why_agreed_now(state, decision, verdict):
            yield _item(state, target, Rank.MAY_BE_AGREED, 0, why)
    if verdict.status is Status.DEFERRED and decision is not None:
        due = decision.due
        if not _is_put_off(state, target, today):
            when = f"deferred until {due.isoformat()}" if due else "deferred"
            taking_up = f"{decision.reason}; reopen it to take it up"
            yield _item(state, target, Rank.DEFERRED, 0, f"{when}: {taking_up}")
    for request in verdict.reasons:
        if isinstance(request, reasons.RequestToReopen):
            size = len(request.amendments) + request.count
            sentence = request.sentence(state.name_of)
            yield _item(state, target, Rank.REOPEN, size, sentence)


def _item(state: State, target: str, rank: Rank, size: int, reason: str) -> NextItem:
    return NextItem(target, state.handle_of(target), label_of(state, target), rank, size, reason)


def agenda_order(state: State, drafts: Sequence[str]) -> Iterator[str]:
    """Yields the ids of the root targets of some drafts, in the order a meeting takes them up.

    A root target is an item with the amendments to it, a proposed new item, which comes after the
    item that it would follow, or a package; packages over several drafts come last. A heading is
    one if there are amendments to it. Procedural proposals are the last of all.
    """
    for draft in drafts:
        items = [item.id for item in state.walk(draft)]
        following: dict[str, list[str]] = {}
        for each in state.amendments_to.get(draft, ()):
            amendment = state.amendments[each]
            following.setdefault(_place(state, amendment, items), []).append(each)
        yield from following.pop("first", ())
        for item in items:
            if state.items[item].kind.can_be_agreed or state.amendments_to.get(item):
                yield item
            yield from following.pop(item, ())
        for left in following.values():
            yield from left
        yield from (each for each in state.packages if state.draft_of(each) == draft)
    yield from (each for each in state.packages if not state.draft_of(each))
    yield from (each.id for each in state.proposals)


def root_target(state: State, target: str) -> str:
    """Returns the id of what an amendment amends in the end; other targets are their own root."""
    while target in state.amendments and state.amendments[target].target not in state.drafts:
        target = state.amendments[target].target
    return target


def is_open_root(state: State, judgement: Judgement, matter: str) -> bool:
    """Returns whether a root target is undecided; for a heading, whether an amendment to it is."""
    item = state.items.get(matter)
    if item is not None and not item.kind.can_be_agreed:
        return any(
            amendment.state is AmendmentState.OPEN
            and judgement.verdict(amendment.id, with_moves=False).status in UNDECIDED
            for amendment, _ in amendments_below(state, matter)
        )
    if item is not None and item.removed:
        return False
    return judgement.verdict(matter, with_moves=False).status in UNDECIDED


def _place(state: State, amendment: Amendment, items: Sequence[str]) -> str:
    """Returns the item after which a proposed new item is taken up; empty for the end."""
    seen: set[str] = set()
    while amendment.after in state.amendments and amendment.id not in seen:
        seen.add(amendment.id)
        amendment = state.amendments[amendment.after]
    if amendment.kind is AmendmentKind.INSERT and amendment.after == "first":
        return amendment.parent if amendment.parent in items else "first"
    for place in (amendment.after, amendment.parent):
        if place in items:
            return place
    return ""


# The call sheet: whom to call over whole drafts, what is closest, and what to take up next.

_CLOSE = (Rank.READY, Rank.TOGETHER, Rank.CLOSEST, Rank.SINGLE_OBJECTION)


@frozen
class HeldUp:
    """A target that some members keep from being agreed."""

    target: str  # its handle
    objects: bool  # whether the member objects to it
    others: int  # how many others do so too
    # whether its position is conditional; where it neither objects nor is this, it reserves it
    waits: bool = False

    @property
    def how(self) -> str:
        """How the member holds it up, in words, and with how many others."""
        how = "objects" if self.objects else "conditional" if self.waits else "reserves"
        return f"{how}, one of {self.others + 1}" if self.others else how


@frozen
class MemberCall:
    """A member to call, and why."""

    member: str  # its code
    # pairs of undecided amendments that conflict, by their handles, of which it supports or accepts
    # both
    accepts: tuple[tuple[str, str], ...]
    alone: tuple[HeldUp, ...]  # what it alone keeps from being agreed
    shared: tuple[HeldUp, ...]  # what it does so with others, the fewest others first


@frozen
class CallSheet:
    """Whom to consult over some drafts."""

    # whom to consult, those whose position would change most first: who alone keeps most from being
    # agreed, then who could live with most rivals, then who does so with the fewest others
    calls: tuple[MemberCall, ...]
    # what is ready or closest to agreement, in the order of `next_items`
    closest: tuple[NextItem, ...]
    next: NextItem | None  # what to take up next, with the reason; None when there is nothing


@gc_paused()
def call_sheet(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    conflicts: Conflicts,
    today: date | None = None,
    check: Callable[[], None] | None = None,
) -> CallSheet:
    """Returns whom to call over some drafts; for one text, `holders` says more.

    A member holds a target up where its rule is not met and the member objects or reserves its
    position, or waits for a condition. This is analysis, for the facilitator's own screens.
    Deferrals that are due after `today` are left out; what `check` raises ends the work.
    """
    accepts: dict[str, list[tuple[str, str]]] = {}
    index, everybody = state.positions.member_index, judgement.electorate.everybody
    wanted: dict[str, int] = {}
    for cluster in conflicts.clusters:
        for clash in cluster.clashes:
            for handle in (clash.one, clash.other):
                if handle not in wanted:
                    wanted[handle] = supportive_bits(state, state.handles[handle]) & everybody
            for member in index.members(wanted[clash.one] & wanted[clash.other]):
                accepts.setdefault(member, []).append((clash.one, clash.other))
    held: dict[str, list[HeldUp]] = {}

    def hear(verdict: Verdict) -> None:
        for member, held_up in _holding_up(state, verdict):
            held.setdefault(member, []).append(held_up)

    following = next_items(state, judgement, drafts, today=today, check=check, judged=hear)
    calls = [
        MemberCall(
            member,
            tuple(accepts.get(member, ())),
            tuple(each for each in held.get(member, ()) if not each.others),
            tuple(
                sorted(
                    (each for each in held.get(member, ()) if each.others),
                    key=lambda each: (each.others, letters_then_number(each.target)),
                )
            ),
        )
        for member in {*accepts, *held}
    ]
    return CallSheet(
        calls=tuple(sorted(calls, key=_before)),
        closest=tuple(each for each in following if each.rank in _CLOSE),
        next=following[0] if following else None,
    )


def _holding_up(state: State, verdict: Verdict) -> Iterator[tuple[str, HeldUp]]:
    if verdict.met or verdict.status not in UNDECIDED:
        return
    counts = verdict.counts
    objecting = {each.member for each in counts.standing}
    members = sorted({*objecting, *counts.holds, *counts.conditional})
    handle = state.handle_of(verdict.target)
    for member in members:
        objects = member in objecting
        waits = not objects and member in counts.conditional
        yield member, HeldUp(handle, objects, len(members) - 1, waits)


def _before(call: MemberCall) -> tuple[int, int, int, int, str]:
    fewest = call.shared[0].others if call.shared else 0
    return (-len(call.alone), -len(call.accepts), fewest, -len(call.shared), call.member)
