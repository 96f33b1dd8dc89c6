"""The verdict of every target, with conditions resolved, and the quorum of a meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from functools import cache

import msgspec

from consensus.model import counting, staleness
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.ballots import Vote
from consensus.model.contested import UNKNOWN, ContestedChange, ContestedState
from consensus.model.counting import Counts, Electorate, Standing, Tally
from consensus.model.decisions import Decision, Outcome, PackageState, Silence
from consensus.model.drafts import Translation
from consensus.model.people import day_of
from consensus.model.positions import Objection, Position, Rating, Stance
from consensus.model.rivals import consolidated_into
from consensus.model.state import Change, State
from consensus.rules import reasons
from consensus.rules.expression import parse_rule, recorded_rule
from consensus.rules.moves import MinimalMoves, find_minimal_moves, minimal_moves
from consensus.rules.reasons import Reason
from consensus.rules.rule import Rule, for_item
from consensus.rules.verdict import (
    UNDECIDED,
    Context,
    NoMove,
    Roster,
    SilenceSeen,
    Status,
    Verdict,
)
from consensus.text.merge import offered_in_brackets

_STATUS_OF_AMENDMENT = {
    AmendmentState.MERGED: Status.MERGED,
    AmendmentState.CLOSED: Status.REJECTED,
    AmendmentState.WITHDRAWN: Status.WITHDRAWN,
    AmendmentState.RETIRED: Status.WITHDRAWN,
}

_STATUS_OF_PACKAGE = {PackageState.AGREED: Status.AGREED, PackageState.REFUSED: Status.REJECTED}

AGREED_STATUSES = frozenset({Status.AGREED, Status.ADOPTED})

# The tables of the state that no verdict depends on.
_IRRELEVANT = (
    *("announcements", "agenda", "floors", "interventions", "participants", "nominations"),
    *("instructions", "origins", "statements", "consultations", "ballots", "votes", "questions"),
    *("contributions", "highlights", "undertakings", "milestones", "senses", "tray", "revisions"),
    *("comments", "translations", "handles", "spent", "numbers", "imported", "overtaken"),
)


def evaluate(
    rule: Rule, target: str, counts: Counts, context: Context, *, with_moves: bool = True
) -> Verdict:
    """Judges a target by a rule; without moves, a list of thousands of targets is quicker.

    It is `ready` when met, `blocked` when it would be without objections and holds, else `open`.
    """
    unmet = rule.reasons(counts, context)
    moves, no_move = minimal_moves(rule, counts, context) if with_moves else ((), NoMove.NOT_ASKED)
    if not unmet:
        status = Status.READY
    elif counts.of(Stance.OBJECT) and rule.is_met(_lifted(counts), context):
        status = Status.BLOCKED
    else:
        status = Status.OPEN
    figures = () if unmet else rule.figures(counts, context)
    return Verdict(target, status, str(rule), not unmet, counts, unmet, moves, no_move, figures)


def _asks_for_moves(verdict: Verdict) -> bool:
    """Returns whether a verdict without moves is as `evaluate` gave it, and may have some."""
    is_as_given = verdict.status in (Status.READY, Status.BLOCKED, Status.OPEN)
    return is_as_given and verdict.no_move == NoMove.NOT_ASKED


def _lifted(counts: Counts) -> Counts:
    return Counts(
        counts.groups.without(Stance.OBJECT, Stance.HOLD),
        stale=counts.stale,
        conditional=counts.conditional,
        silent=counts.silent,
        narrow=lambda members, reasoned: _lifted(counts.narrowed(members, reasoned)),
    )


def _kinds(found: Iterable[Reason]) -> set[str]:
    """Returns the kinds of reasons, those that a nested one is made of instead of its own."""
    nested = (reasons.GroupUnmet, reasons.AlternativeUnmet)
    kinds = (_kinds(e.reasons) if isinstance(e, nested) else {e.kind} for e in found)
    return set[str]().union(*kinds)


def _reached(
    start: Iterable[str], known: Container[str], step: Callable[[str], Iterable[str]]
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    pending = list(start)
    while pending:
        each = pending.pop()
        if each not in found and each not in known:
            found[each] = None
            pending.extend(step(each))
    return tuple(found)


def _linked_targets(state: State) -> Mapping[str, Sequence[str]]:
    """Returns the targets linked to each target by an amendment or a package.

    Positions on one may change the counts of another.
    """
    found: dict[str, list[str]] = {}
    linked = [(e.id, (*e.texts, e.holder, *e.sources)) for e in state.amendments.values()]
    linked += [(e.id, (e.inserted_by,)) for e in state.items.values() if e.inserted_by]
    linked += [(e.id, (*e.items, *e.amendments)) for e in state.packages.values()]
    for one, others in linked:
        for other in others:
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


class Judgement:
    """Judges targets of one state at one moment, sharing what many verdicts need.

    Args:
        state: the state to judge; it must not change while the judgement is used, unless `is_kept`.
        now: the moment, with its time zone, that decides which deadlines have passed and, by its
            day, whose membership counts.
        rule: another rule to judge everything by; empty for the rules of the record.
        is_kept: whether verdicts are cached, and dropped where a change of the state bears on them.
    """

    def __init__(self, state: State, now: datetime, rule: str = "", is_kept: bool = False) -> None:
        self._state = state
        self.now = now
        self._rule = rule
        self._seen = state.journal.track() if is_kept else None
        self._reset()

    def _reset(self) -> None:
        state = self._state
        # When a kept verdict may change though no step is recorded; None if none is known to.
        self._expires: datetime | None = None
        self._verdicts: dict[tuple[str, bool], Verdict] = {}
        self._moves: dict[tuple[str, bool], MinimalMoves] = {}
        self._rules: dict[tuple[str, bool], Rule] = {}
        self._conditions: dict[str, frozenset[str]] = {}
        self._dependents: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._linked: Mapping[str, Sequence[str]] | None = None
        self._rings: dict[str, tuple[str, ...]] = {}
        self._tried: set[str] = set()
        self._holding: set[str] = set()
        self._electorate = Electorate.of(state, day_of(self.now))
        self._open = cache(state.open_amendments)
        self._left_in = cache(lambda draft: sum(1 for _ in staleness.not_agreed_in(state, draft)))
        self._tally = Tally(state, self._electorate)
        self._rosters: dict[int, Roster] = {}
        opened = sorted(state.silences.values(), key=lambda each: each.opened)
        self._silences: dict[str, Silence] = {
            each: found for found in opened for each in found.targets
        }

    def is_valid_at(self, state: State, now: datetime) -> bool:
        """Returns whether the verdicts kept of a state hold at a later moment, and adopts it."""
        is_later = day_of(now) == day_of(self.now) and self.now <= now
        if state is not self._state or not is_later or (self._expires and now >= self._expires):
            return False
        self.now = now
        return True

    def _invalidate_changed(self) -> None:
        """Drops the verdicts that changes of the state since the last call may have changed."""
        journal = self._state.journal
        if self._seen is None or self._seen == journal.changes:
            return
        try:
            changes = journal.changes_since(self._seen)
            touched = None if changes is None else self._targets_of(changes)
            if touched is None:
                self._reset()
            else:
                self._invalidate(touched)
        except BaseException:
            self._reset()
            raise
        finally:
            self._seen = journal.changes

    def _targets_of(self, changes: Iterable[Change]) -> set[str] | None:
        """Returns the targets whose positions changed; None if other relevant tables did."""
        state, positions = self._state, self._state.positions
        irrelevant = {id(getattr(state, each)) for each in _IRRELEVANT}
        by_target = {id(e) for e in (positions, positions.rolls, state.objections)}
        by_target |= {id(state.contested), id(state.ratings)}
        found: set[str] = set()
        for table, key, value in changes:
            if id(table) in by_target:
                found.add(key)
            elif isinstance(value, Position | Objection | Rating):
                found.add(value.target)
            elif id(table) not in irrelevant and not isinstance(value, Vote | Translation):
                return None
        return found

    def _invalidate(self, touched: set[str]) -> None:
        """Drops what depends on the positions on some targets."""
        linked = self._linked = self._linked or _linked_targets(self._state)
        # Amendments to a text bear on each other, and all of them on what is conditional on them.
        around = _reached(touched, (), lambda each: linked.get(each, ()))
        concerned = _reached(around, (), lambda each: self._dependents.get(each, ()))
        for each in concerned:
            for none_heard in (False, True):
                self._verdicts.pop((each, none_heard), None)
                self._moves.pop((each, none_heard), None)
            for condition in self._conditions.pop(each, ()):
                self._dependents[condition].pop(each, None)
            self._rings.pop(each, None)
        self._tried.difference_update(concerned)
        self._holding.difference_update(concerned)
        self._tally.invalidate(concerned)

    def _expire_at(self, moment: datetime | None) -> None:
        """Drops all verdicts from a moment on, such as the end of a silence."""
        if moment is not None and self.now < moment:
            self._expires = min(moment, self._expires or moment)

    def verdict(self, target: str, with_moves: bool = True, none_heard: bool = False) -> Verdict:
        """Returns the verdict on an item, amendment or package, perhaps as none objects now."""
        self._invalidate_changed()
        key = target, none_heard
        found = self._verdicts.get(key)
        if found is None:
            found = self._judge(target, none_heard)
            if self._seen is not None:
                self._verdicts[key] = found
        if not (with_moves and _asks_for_moves(found)):
            return found
        least = self._minimal(found, none_heard)
        return msgspec.structs.replace(found, could_change=least.moves(), no_move=least.no_move)

    def minimal_moves(self, verdict: Verdict) -> MinimalMoves:
        """Returns the moves that a verdict without moves leaves out, worked out as far as asked."""
        self._invalidate_changed()
        return self._minimal(verdict, False) if _asks_for_moves(verdict) else MinimalMoves()

    def _minimal(self, verdict: Verdict, none_heard: bool) -> MinimalMoves:
        key = verdict.target, none_heard
        found = self._moves.get(key)
        if found is None:
            counts, rule = verdict.counts, self.rule_for(verdict.target)
            context = self._context(verdict.target, counts, none_heard=none_heard)
            found = find_minimal_moves(rule, counts, context)
            if self._seen is not None:
                self._moves[key] = found
        return found

    def _judge(self, target: str, none_heard: bool) -> Verdict:
        state = self._state
        counts = self._tally.count(target)
        context = self._context(target, counts, none_heard=none_heard)
        found = evaluate(self.rule_for(target), target, counts, context, with_moves=False)
        # Of a declared agreement nothing is told but what the decision says.
        if not staleness.is_declared(state, target):
            found = self._with_conditions(found)
            found = _with_reasons(found, *self._of_merges(target, counts))
            if counts.stale:
                found = _with_reasons(found, reasons.StalePositions(counts.stale))
        found = self._with_parts(found)
        decision = state.last_decision(target)
        if decision is not None:
            # One that was agreed or deferred first may have been closed by a merge since.
            found = _with_reasons(self._decided(found, decision), *self._closing(target))
        if decision is None or decision.outcome is Outcome.DEFERRED or state.falls_with(target):
            found = self._ended(found)
        if found.status is Status.AGREED and (rest := self._left_in(state.draft_of(target))):
            found = msgspec.structs.replace(found, status=Status.AGREED_AD_REF, is_provisional=True)
            found = _with_reasons(found, reasons.AllOrNothing(rest))
        return self._with_introduction(found)

    def _of_merges(self, target: str, counts: Counts) -> Iterator[Reason]:
        state = self._state
        grouped: dict[tuple[str, Stance, bool, bool], list[ContestedChange]] = {}
        for each in counts.contested:
            to_confirm = each.state is ContestedState.TO_CONFIRM
            elsewhere = counting.is_elsewhere(state, each)
            key = (each.member, each.stance, to_confirm, elsewhere)
            grouped.setdefault(key, []).append(each)
        for (member, stance, to_confirm, elsewhere), changes in sorted(grouped.items()):
            about = tuple(dict.fromkeys(self._about(each) for each in changes))
            words = next((each.position.reason for each in changes if each.position.reason), "")
            yield reasons.ContestedChanges(member, stance, to_confirm, about, words, elsewhere)
        if counts.disagreed:
            yield reasons.DisagreedPart(counts.disagreed)
        if counts.proposed:
            yield reasons.ProposedPart(counts.proposed)
        before = [
            each
            for each in state.amendments_to.get(target, ())
            if state.amendments[each].merged_before and any(counting.contesting(state, each))
        ]
        if before and target in state.items:
            yield reasons.MergedBefore(tuple(before))

    def _about(self, contested: ContestedChange) -> reasons.Contested:
        is_known = contested.start != UNKNOWN and contested.state is ContestedState.TO_CONFIRM
        return reasons.Contested(
            contested.amendment,
            self._state.amendments[contested.amendment].kind.value,
            contested.change.replaces,
            contested.change.text,
            self._state.text(contested.target)[contested.start : contested.end] if is_known else "",
        )

    @property
    def electorate(self) -> Electorate:
        """The members that count."""
        self._invalidate_changed()
        return self._electorate

    def counts(self, target: str) -> Counts:
        """Returns the counts on which a target is judged."""
        self._invalidate_changed()
        return self._tally.count(target)

    def not_introduced(self, target: str) -> reasons.NotIntroduced | None:
        """Returns the reason if a target has to be introduced, and is not, so cannot be ready."""
        self._invalidate_changed()
        state = self._state
        is_exempt = target in state.items and not self.rule_for(target).counts_silence
        if is_exempt or staleness.is_introduced(state, target, self.now):
            return None
        since = staleness.introduction(state, target)
        if since.circulated is None:
            return None
        self._expire_at(since.circulated + since.notice)
        self._expire_at(since.presented)
        return reasons.NotIntroduced(since.circulated, since.notice)

    def open_amendments(self, target: str) -> tuple[Amendment, ...]:
        """Returns the open amendments to a target with a member behind them, in order."""
        self._invalidate_changed()
        return self._open(target)

    def undecided_amendments(self, target: str) -> list[Amendment]:
        """Returns open amendments that are not agreed, nor settled by what became of the target."""
        state, found = self._state, self.open_amendments(target)
        return [each for each in found if state.is_open(each) and not state.is_closed(each.id)]

    def rule_for(self, target: str) -> Rule:
        """Returns the rule of a target; for items with `clean_text`, unless it is in the rule."""
        self._invalidate_changed()
        expression = self._rule or self._state.rule_of(target)
        is_item = target in self._state.items
        if (expression, is_item) not in self._rules:
            rule = parse_rule(self._rule) if self._rule else recorded_rule(self._state, target)
            self._rules[expression, is_item] = for_item(rule) if is_item else rule
        return self._rules[expression, is_item]

    def holds_together(self, target: str) -> bool:
        """Returns whether a target is in the greatest set that could all be agreed together.

        All conditions are assumed met, targets that fail are dropped, and so on to the greatest
        fixed point. Text is ignored, and a rule that is not monotone counts as met once declared.
        """
        self._invalidate_changed()
        new = self._bearing_on(target, self._tried)
        waiting = [each for each in new if not staleness.has_failed(self._state, each)]
        self._holding.update(waiting)
        while waiting:
            each = waiting.pop()
            if each in self._holding and not self.could_be_agreed(each, self._holding):
                self._holding.discard(each)
                waiting.extend(self._dependents[each])
        self._tried.update(new)
        return target in self._holding

    def package_of(self, target: str) -> tuple[str, ...]:
        """Returns the other targets with which a target forms a cycle of conditions."""
        if not self.conditions_of(target):
            return ()
        if target not in self._rings:
            bearing, waiting = {*self._bearing_on(target, self._rings)}, self._dependents
            ring = _reached((target,), self._rings, lambda e: bearing.intersection(waiting[e]))
            self._rings.update(dict.fromkeys(ring, tuple(sorted(ring))))
        return tuple(each for each in self._rings[target] if each != target)

    def _bearing_on(self, target: str, known: Container[str]) -> tuple[str, ...]:
        return _reached((target,), known, self.conditions_of)

    def conditions_of(self, target: str) -> frozenset[str]:
        """Returns the targets that positions on a target are conditional on."""
        self._invalidate_changed()
        known = self._conditions.get(target)
        if known is None:
            conditional = self._state.positions.stance_index(target).conditional.values()
            taken = (*conditional, *counting.waiting_since_merged(self._state, target))
            counted = (each for each in taken if each.member in self.electorate.groups)
            known = frozenset(condition for each in counted for condition in each.conditions)
            for condition in known:
                self._dependents[condition][target] = None
            self._conditions[target] = known
        return known

    def could_be_agreed(self, target: str, assumed: Collection[str]) -> bool:
        """Returns whether a target could be agreed if only `assumed` were, its text ignored."""
        if staleness.is_declared(self._state, target):
            return True
        rule = self.rule_for(target)
        return rule.is_monotone and rule.is_met(*self._with_assumption(target, assumed))

    def unmet_with(self, target: str, assumed: Collection[str]) -> tuple[Reason, ...]:
        """Returns why the rule of a target would not be met if `assumed` were agreed."""
        return self.rule_for(target).reasons(*self._with_assumption(target, assumed))

    def _with_assumption(self, target: str, assumed: Collection[str]) -> tuple[Counts, Context]:
        counts = self._tally.count(target, assumed)
        return counts, self._context(target, counts, with_text=False)

    def _context(
        self, target: str, counts: Counts, with_text: bool = True, none_heard: bool = False
    ) -> Context:
        state = self._state
        is_item = target in state.items
        looks_at_text = is_item and with_text
        amendments = self.undecided_amendments(target) if looks_at_text else []
        new = sum(state.last_decision(each.id) is None for each in amendments)
        electorate = self.electorate.on(state, target)
        brackets = state.brackets_in(target) if looks_at_text else 0
        over = state.spanning_over(target) if brackets else ()
        return Context(
            groups=electorate.declared_groups,
            brackets=brackets,
            spanning=tuple((e.items[0], e.items[-1]) for e in over),
            open_amendments=new,
            deferred=len(amendments) - new,
            is_item=is_item,
            silence=self._silence(target, counts),
            roster=self._roster(electorate),
            none_heard=none_heard or staleness.none_was_heard(state, target),
        )

    def context_of_votes(self) -> Context:
        """Returns what a rule may ask beside the votes of a ballot; of texts it asks nothing."""
        groups, roster = self.electorate.declared_groups, self._roster(self.electorate)
        return Context(groups=groups, is_item=False, roster=roster)

    @property
    def present(self) -> tuple[str, ...] | None:
        """The codes of the members at the meeting that goes on; None between meetings."""
        there = self.electorate.there
        return None if there is None else tuple(self._state.positions.member_index.members(there))

    def _roster(self, electorate: Electorate) -> Roster:
        # Each electorate lives as long as what is kept here, so that its identity is its own.
        if found := self._rosters.get(id(electorate)):
            return found
        state, members = self._state, electorate.groups
        index = state.positions.member_index
        bits_of = {**dict.fromkeys(state.groups, 0), **electorate.group_bits}
        groups = {code: frozenset(index.members(bits)) for code, bits in bits_of.items()}
        lists: dict[str, frozenset[str]] = {}
        for office in state.offices.values():
            lists[office.role] = lists.get(office.role, frozenset()) | {office.member}
        lists |= {each.code: frozenset(each.members) for each in state.negotiating_groups.values()}
        weights: dict[str, dict[str, Fraction]] = {}
        for code in members:
            for name, weight in state.members[code].weights:
                weights.setdefault(name, {})[code] = Fraction(weight)
        found = self._rosters[id(electorate)] = Roster(frozenset(members), groups, lists, weights)
        return found

    def _silence(self, target: str, counts: Counts) -> SilenceSeen | None:
        silence = self._silences.get(target)
        if silence is None:
            return None
        self._expire_at(silence.deadline)
        state = self._state
        said = state.positions.get(target, {})
        return SilenceSeen(
            opened=silence.opened,
            deadline=silence.deadline,
            is_over=self.now >= silence.deadline,
            text_changed=staleness.text_changed(state, target, silence.version_of(target)),
            broken_by=tuple(
                Standing(breach.member, state.members[breach.member].group, reason=breach.reason)
                for breach in silence.breaches_of(target)
            ),
            late=tuple(
                each
                for each in counts.standing
                if each.member in said and said[each.member].happened >= silence.deadline
            ),
        )

    def _with_conditions(self, verdict: Verdict) -> Verdict:
        outlooks = {each.position.member: each for each in self._tally.outlooks(verdict.target)}
        if not outlooks:
            return verdict
        found: list[Reason] = []
        for member in verdict.counts.conditional:
            undeclared = outlooks[member].undeclared
            otherwise = tuple(e for e in undeclared if staleness.went_in_otherwise(self._state, e))
            if waiting := tuple(each for each in undeclared if each not in otherwise):
                found.append(reasons.ConditionPending(member, waiting))
            if otherwise:
                found.append(reasons.ConditionToConfirm(member, otherwise))
        own = self._state.positions.get(verdict.target, {})
        for member, outlook in outlooks.items():
            if outlook.failed:
                # Of what went in on a condition, the member is to say what it thinks now.
                found.append(reasons.ConditionFailed(member, outlook.failed, member not in own))
        if together := self.package_of(verdict.target):
            found.append(reasons.PackageTogether(together))
        if not found:
            return verdict
        waits = not verdict.met and verdict.counts.conditional
        if waits and self.holds_together(verdict.target):
            verdict = _with_status(verdict, Status.CONDITIONAL, NoMove.CONDITIONS)
        return _with_reasons(verdict, *found)

    def _with_parts(self, verdict: Verdict) -> Verdict:
        package = self._state.packages.get(verdict.target)
        if package is None or package.state is not PackageState.OPEN:
            return verdict
        opposed: list[Reason] = []
        for part in (*package.items, *package.amendments):
            counts = self._tally.count(part)
            # Words go in whole, so that nobody may object to them, whatever their rule allows.
            allowed = part in self._state.items and self.allows_objections(part, counts)
            if counts.standing and not allowed:
                members = tuple(each.member for each in counts.standing)
                opposed.append(reasons.PartOpposed(members, part=part))
            if counts.holds and part in package.amendments:
                opposed.append(reasons.PartOpposed(counts.holds, part=part, held=True))
        verdict = _with_reasons(verdict, *opposed)
        if opposed and verdict.met:
            said = f"{verdict.counts.in_favour} of {verdict.counts.eligible} in favour of the whole"
            verdict = msgspec.structs.replace(verdict, figures=(said,))
            if verdict.status is Status.READY:
                verdict = _with_status(verdict, Status.BLOCKED, NoMove.PARTS)
        return verdict

    def allows_objections(self, target: str, counts: Counts) -> bool:
        """Returns whether the rule of a target could be met with the objections that stand."""
        rule, context = self.rule_for(target), self._context(target, counts, with_text=False)
        found = _kinds(rule.reasons(counts, context))
        unbroken = context.silence and context.silence.of(lambda each: False)
        context = msgspec.structs.replace(context, silence=unbroken)
        gone = found - _kinds(rule.reasons(_lifted(counts), context))
        return not gone and "too-many" not in found

    def _with_introduction(self, verdict: Verdict) -> Verdict:
        reason = self.not_introduced(verdict.target)
        if verdict.status not in UNDECIDED or reason is None:
            return verdict
        verdict = _with_reasons(verdict, reason)
        if verdict.status is Status.READY:
            verdict = _with_status(verdict, Status.OPEN, NoMove.INTRODUCTION)
        return verdict

    def _decided(self, verdict: Verdict, decision: Decision) -> Verdict:
        state, target = self._state, verdict.target
        if not decision.closes and decision.outcome.closes:
            return verdict
        if decision.outcome.closes and staleness.decision_is_stale(state, decision, target):
            return _with_reasons(verdict, reasons.DECISION_STALE)
        status = Status(decision.outcome.value)
        said = reasons.AsDeclared(decision.tried, decision.level)
        told = (said,) if decision.tried or decision.level else ()
        found: list[Reason] = [*told]
        if decision.pending:
            status = Status.AGREED_AD_REF
            found.append(reasons.Pending(decision.pending))
        if over := decision.over_on(target):
            is_ruling = target in decision.ruled
            verdict = msgspec.structs.replace(verdict, is_ruling=is_ruling)
            found.append(reasons.DecidedOver(over, outcome=decision.outcome, is_ruling=is_ruling))
        if decision.outcome.closes and (unmet := decision.unmet_on(target)):
            of_several, unknown = decision.is_unmet_unknown, decision.ruling_unknown
            found.append(reasons.DecidedUnmet(unmet, of_several, unknown))
        amendment = state.amendments.get(target)
        if amendment is not None and amendment.state is AmendmentState.OPEN and decision.closes:
            text = amendment.target if amendment.kind is AmendmentKind.MODIFY else target
            in_brackets = offered_in_brackets(state.text(text), state.text(target))
            found.append(reasons.NotMerged(amendment.target, in_brackets))
        found += self._requests_to_reopen(target, decision)
        verdict = _with_status(verdict, status)
        if not decision.outcome.closes:
            kept = (each for each in verdict.reasons if each != reasons.NOBODY_SPOKE)
            return msgspec.structs.replace(verdict, reasons=(*told, *kept))
        return msgspec.structs.replace(verdict, reasons=tuple(found))

    def _requests_to_reopen(self, target: str, decision: Decision) -> Iterable[Reason]:
        if not decision.closes:
            return
        state = self._state
        late = tuple(each.id for each in self.open_amendments(target) if each.late)
        objections = state.objections.get(target, {}).values()
        objecting = {each.member for each in objections if each.is_standing}
        contested = state.contested_in(target)
        objecting |= {each.member for each in contested if each.stance is Stance.OBJECT}
        objecting &= self.electorate.groups.keys() - set(decision.over_on(target))
        if late or objecting:
            yield reasons.RequestToReopen(tuple(sorted(objecting)), amendments=late)

    def _ended(self, verdict: Verdict) -> Verdict:
        amendment = self._state.amendments.get(verdict.target)
        package = self._state.packages.get(verdict.target)
        status = None
        found: tuple[Reason, ...] = ()
        if amendment is not None:
            status = _STATUS_OF_AMENDMENT.get(amendment.state)
            if status is Status.MERGED and staleness.is_declared(self._state, amendment.id):
                status = Status.AGREED
            into = consolidated_into(self._state, amendment)
            found = (reasons.ConsolidatedInto(into.id),) if into else self._closing(amendment.id)
            if status is None and self._state.lacks_consensus(amendment.id):
                status = Status.NO_CONSENSUS
                text = next(filter(self._state.lacks_consensus, amendment.texts))
                found = (reasons.AsDeclared(text=text),)
            elif status is None and (text := self._state.falls_with(amendment.id)):
                status = Status.REJECTED
                found = (reasons.FallsWith(text),)
        elif package is not None:
            status = _STATUS_OF_PACKAGE.get(package.state)
        elif self._state.items[verdict.target].removed:
            status = Status.DELETED
            found = self._removal(verdict.target)
        elif why := self._state.left_out(verdict.target):
            status = Status(why)
            found = (reasons.FallsWith(self._state.goes_with(verdict.target), is_part=True),)
        if status is None:
            return verdict
        return msgspec.structs.replace(_with_status(verdict, status), reasons=found)

    def _closing(self, target: str) -> tuple[Reason, ...]:
        found = self._state.amendments.get(target)
        if found is None or found.state is not AmendmentState.CLOSED or found.ended is None:
            return ()
        return (reasons.ClosedByMerge(found.target, found.ended, found.closed_for),)

    def _removal(self, item: str) -> tuple[Reason, ...]:
        """Returns by which amendment an item left the draft, or one that it was below."""
        state = self._state
        if joining := staleness.joined_by(state, item):
            return (reasons.RemovedBy(joining.id, joining.target, joining.ended),)
        while item in state.items:
            for name in state.amendments_to.get(item, ()):
                found = state.amendments[name]
                if found.kind is AmendmentKind.DELETE and found.state is AmendmentState.MERGED:
                    return (reasons.RemovedBy(name, day=found.ended),)
            item = state.items[item].parent
        return ()


def _with_status(verdict: Verdict, status: Status, no_move: str = NoMove.NOT_ASKED) -> Verdict:
    return msgspec.structs.replace(verdict, status=status, could_change=(), no_move=no_move)


def _with_reasons(verdict: Verdict, *reasons: Reason) -> Verdict:
    return msgspec.structs.replace(verdict, reasons=verdict.reasons + reasons)
