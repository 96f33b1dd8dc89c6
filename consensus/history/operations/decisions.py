"""Operations on decisions, packages, consultations and silence procedures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias

import msgspec
from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation, upgrade
from consensus.history.operations.amendments import hear_requests
from consensus.history.operations.drafts import (
    closed_by_decision,
    ended,
    not_as_seen,
    replace_contested,
    settled_with,
)
from consensus.history.operations.membership import bad_deadline, unknown_members
from consensus.history.operations.positions import hold_position
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.contested import ContestedChange, ContestedState
from consensus.model.counting import Electorate, Tally, contested_on, objection_held, positions_on
from consensus.model.decisions import (
    Consultation,
    ConsultationFields,
    Decision,
    DecisionFields,
    Outcome,
    Package,
    PackageState,
    Silence,
    Statement,
    StatementFields,
    StatementKind,
    phrased,
)
from consensus.model.lookup import with_parts
from consensus.model.people import day_of
from consensus.model.positions import ObjectionState, Position, Stance, StatedBy
from consensus.model.staleness import text_changed
from consensus.model.state import State

_Codes: TypeAlias = dict[str, tuple[str, ...]]  # the id of a target to the codes of members

# What decisions that copies made alike have in common: what each awaited, and what came of it.
_COMMON = ("without", "pending", "given", "returned", "answered_by")

OPPOSED = (Stance.OBJECT, Stance.HOLD, Stance.DISAGREE)

# What a decision on an amendment makes of it where no merge does.
_ENDS_AMENDMENT = {
    Outcome.REJECTED: AmendmentState.CLOSED,
    Outcome.NO_CONSENSUS: AmendmentState.CLOSED,
    Outcome.WITHDRAWN: AmendmentState.WITHDRAWN,
    Outcome.REOPENED: AmendmentState.OPEN,
}

# Levels at which there is none.
_NO_AGREEMENT = ("divergence", "minority view")

_ENDS_PACKAGE = {
    Outcome.AGREED: PackageState.AGREED,
    Outcome.AGREED_AD_REF: PackageState.AGREED,
    Outcome.ADOPTED: PackageState.AGREED,
    Outcome.REJECTED: PackageState.REFUSED,
    Outcome.NO_CONSENSUS: PackageState.REFUSED,
    Outcome.WITHDRAWN: PackageState.REFUSED,
    Outcome.REOPENED: PackageState.OPEN,
}


@operation("record-decision", 7)
@frozen(kw_only=True, repr=False, eq=False)
class RecordDecision(DecisionFields, Operation):
    """The chair declares something.

    Attributes:
        asked: whether the Chair asked and heard no objection, whatever positions are on record.
        happened: when it was declared, if not when the step happened.
    """

    INCIDENTAL: ClassVar[frozenset[str]] = Operation.INCIDENTAL | {
        "present",
        "absent",
        "holding",
        "ruled",
        "ruling_unknown",
        "unmet_each",
        "no_objection_heard",
        "silent",
        "asked",
        "tried",
    }

    asked: bool = False
    happened: datetime | None = None

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses what is not there or has changed, and the gavel without a needed reason."""
        if not self.targets:
            yield "a decision needs something it decides"
        if len(self.targets) != len(self.versions):
            yield "the versions seen do not go with the texts"
        if self.unmet_each and len(self.targets) != len(self.unmet_each):
            yield "the rules that were not met do not go with the texts"
        if len(set(self.targets)) != len(self.targets):
            yield "a text is named twice"
        for target, version in zip(self.targets, self.versions, strict=False):
            yield from self._check_target(state, target, version, act)
        yield from unknown_members(state, self.pending)
        if self.pending and not self.outcome.closes:
            yield f"only an agreement can await confirmation, not {self.outcome}"
        if self.ruled and not self.reason.strip():
            yield (
                f"{', '.join(self.over)} still {'object' if len(self.over) > 1 else 'objects'};"
                " the Chair's ruling over an objection needs a reason; give one, record its"
                " reservation or dissociation, put the text in brackets, defer it, or reject it"
            )
        elif self.over and self.unmet and not self.reason.strip():
            yield f"a decision over {', '.join(self.over)} whose rule is not met needs a reason"
        if self.outcome is Outcome.DEFERRED and not self.reason.strip():
            yield "a deferral needs a reason"
        if self.outcome is Outcome.NO_CONSENSUS and not self.tried.strip():
            yield "say what was tried before there was no consensus"
        elif self.tried and self.outcome is not Outcome.NO_CONSENSUS:
            yield f"what was tried goes with no consensus, not with {self.outcome}"
        yield from self._check_level(state, act)

    def missed(self, state: State) -> Iterator[str]:
        """Yields what settled an amendment already; what was recorded before that was so stands."""
        for target in self.targets if self.outcome is not Outcome.REOPENED else ():
            yield from settled_with(state, target)

    def _check_level(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses a level that the body does not have, or that no objection may stand against."""
        settings = state.settings.get("")
        if not self.level or settings is None or act.apart:
            return
        if self.level not in settings.levels:
            known = "; ".join(settings.levels)
            listed = f"its levels of agreement are: {known}" if known else "it has no list of them"
            set_it = "" if known else "; set its list of levels"
            yield f"“{self.level}” is no level of agreement of this body; {listed}{set_it}"
        elif self.outcome is Outcome.REOPENED:
            yield "what is reopened has no level of agreement"
        elif self.level in settings.unopposed and not self.outcome.closes:
            yield f"“{self.level}” goes with an agreement, not with {self.outcome}"
        elif self.level in _NO_AGREEMENT and self.outcome.closes:
            yield f"“{self.level}” is no agreement; declare no consensus, or reject it"
        elif self.level in settings.unopposed and self.over:
            verb = "object" if len(self.over) > 1 else "objects"
            yield f"{', '.join(self.over)} {verb}, so that there is no “{self.level}”"

    def _check_target(
        self, state: State, target: str, version: str, act: StepContext
    ) -> Iterator[str]:
        yield from not_as_seen(state, target, version)
        if not state.is_target(target):
            return
        handle = state.handle_of(target)
        decided = state.last_decision(target)
        if self.outcome is Outcome.REOPENED:
            if decided is None:
                yield f"{handle} is not decided, so there is nothing to reopen"
        elif decided is not None and decided.closes and not decided.goes_on_to(self.outcome):
            yield f"{handle} is {decided.outcome} already; reopen it first"
        elif decided is not None and decided.closes:
            waiting = sorted(set(decided.pending).difference(self.pending))
            if waiting and self.outcome is Outcome.ADOPTED:
                yield (
                    f"{handle} still awaits confirmation by {', '.join(waiting)}; confirm it first"
                )
        if self.outcome.closes:
            yield from self._check_objections(state, target, act)
        yield from self._check_amendment(state, target)

    def _check_objections(self, state: State, target: str, act: StepContext) -> Iterator[str]:
        """Refuses a decision that misses a standing objection, or wrongly says none was heard."""
        # After a step of a fast clock it is recorded on a later day than it was planned on.
        days = set(map(day_of, [self.happened] if self.happened else [act.happened, act.recorded]))
        contested = state.contested_in(target)
        heard = [each for each in contested if self.asked and is_asked(each, self.present)]
        objections = [e.member for e in state.objections.get(target, {}).values() if e.is_standing]
        objections += [e.member for e in contested if e.stance is Stance.OBJECT and e not in heard]
        unseen = sorted(
            member
            for member in set(objections).difference(self.over)
            if all(map(state.members[member].counts_on, days))
        )
        if unseen:
            handle, who = state.handle_of(target), ", ".join(unseen)
            yield f"{handle} has an objection that was not seen, of {who}; look at {handle} again"
        positions = state.positions.get(target, {})
        blocking = {each.member for each in contested if each not in heard} | {
            member
            for member, each in positions.items()
            if each.stance in (Stance.OBJECT, Stance.HOLD)
        }
        if self.no_objection_heard and self.asked and blocking:
            said = (
                f"an objection or reserved position of {', '.join(sorted(blocking))} to"
                f" {state.handle_of(target)} is on record; only one to be confirmed by a member"
                " that is present ends when none is heard"
            )
            to_confirm = {
                each.member for each in contested if each.state is ContestedState.TO_CONFIRM
            }
            if away := ", ".join(sorted(to_confirm.difference(self.present))):
                said += f"; note the presence of {away}"
            yield said
        elif self.no_objection_heard and not self.asked and any(positions):
            yield f"a position on {state.handle_of(target)} came in since; look at it again"

    def _check_amendment(self, state: State, target: str) -> Iterator[str]:
        amendment = state.amendments.get(target)
        if amendment is None or amendment.state is AmendmentState.OPEN:
            return
        is_merged = amendment.state is AmendmentState.MERGED
        if self.outcome.closes and is_merged and not amendment.merged_before:
            # What went in is agreed only when the chair says so, of it or of its text.
            return
        if is_merged or amendment.state is AmendmentState.RETIRED or self.outcome.closes:
            yield f"{amendment.handle} is {amendment.state} already"
        elif self.outcome is Outcome.REOPENED:
            yield from ended(state, amendment.target)

    def apply(self, state: State, act: StepContext, same: Collection[str] = ()) -> None:
        put, change = state.journal.put, state.journal.change
        over_each, holding_each = self._dissent_each(state, act)
        self.add(
            state,
            state.decisions,
            Decision,
            happened=self.happened or act.happened,
            meeting=act.meeting,
            over_each=over_each,
            holding_each=holding_each,
            without=dict(self._without(state)),
            in_confidence=dict(self._in_confidence(state, over_each, holding_each)),
            against=self._against(state, day_of(self.happened or act.happened)),
            answered=dict(self._answered(state, over_each)),
            # A position that came in since takes a text out of them, and no more.
            silent=tuple(each for each in self.silent if not any(state.positions.get(each, {}))),
        )
        twins = [state.decisions[each] for each in same if each in state.decisions]
        for each in twins:
            change(state.decisions, each.id, same=(*each.same, self.id))
            common = {name: getattr(each, name) for name in _COMMON}
            change(state.decisions, self.id, same=tuple(one.id for one in twins), **common)
        for target in self.targets:
            before, after = self._around(state, target, same)
            put(state.decided, target, (*before, self.id, *after))
            if after or any(target in each.returned for each in twins):
                # Whoever recorded that had seen what was declared, so it stands.
                continue
            if self.outcome is Outcome.REOPENED:
                hear_requests(state, target)
                if target in state.items:
                    change(state.items, target, voted=None)
            if self.outcome.closes and self.asked:
                hear_none(state, target, self.present)
            if target in state.amendments and self.outcome in _ENDS_AMENDMENT:
                ended = _ENDS_AMENDMENT[self.outcome]
                amendment = state.amendments[target]
                against = amendment.against
                if ended is AmendmentState.OPEN and amendment.kind is not AmendmentKind.INSERT:
                    against = state.version_id(amendment.target)
                change(state.amendments, target, state=ended, against=against)
            if target in state.packages and self.outcome in _ENDS_PACKAGE:
                change(state.packages, target, state=_ENDS_PACKAGE[self.outcome])

    def _around(
        self, state: State, target: str, same: Collection[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Returns what was decided of a target before this, and since the same was declared."""
        found = state.decided.get(target, ())
        place = max((n for n, each in enumerate(found, 1) if each in same), default=len(found))
        return found[:place], found[place:]

    def _dissent_each(self, state: State, act: StepContext) -> tuple[_Codes, _Codes]:
        """Returns who of `over` objects to each of several targets; who of `holding` holds it."""
        over: _Codes = {}
        holding: _Codes = {}
        if len(self.targets) == 1 or not (self.over or self.holding):
            return over, holding
        # Who counts only since it happened is known to have objected when it was recorded.
        days = set(map(day_of, [self.happened or act.happened, act.happened, act.recorded]))
        tallies = [Tally(state, Electorate.of(state, day)) for day in sorted(days)]
        for target in self.targets:
            if target in state.packages:
                continue
            counts = [tally.count(target) for tally in tallies]
            if self.over:
                objecting = {each.member for one in counts for each in one.standing}
                over[target] = tuple(code for code in self.over if code in objecting)
            if self.holding:
                held = {code for one in counts for code in one.holds}
                holding[target] = tuple(code for code in self.holding if code in held)
        return over, holding

    def _without(self, state: State) -> Iterator[tuple[str, tuple[str, ...]]]:
        for target in self.targets:
            before = state.last_decision(target)
            waiting = set(before.pending if before else ()).difference(self.pending)
            if waiting:
                yield target, tuple(sorted(waiting))

    def _in_confidence(
        self, state: State, over: _Codes, holding: _Codes
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yields each target with who objects to it or holds it, and had not said so openly."""
        named = {e: {*over.get(e, self.over), *holding.get(e, self.holding)} for e in self.targets}
        nowhere = {*self.over, *self.holding}.difference(*named.values())
        for target in self.targets if self.over or self.holding else ():
            said = {(each.member, each.source.is_open) for each in said_on(state, [target])}
            codes = sorted(named[target] | nowhere)
            hidden = tuple(e for e in codes if (e, False) in said or (e, True) not in said)
            if hidden:
                yield target, hidden

    def _against(self, state: State, day: date) -> tuple[StatedBy, ...]:
        held = (e for each in self.targets for e in state.positions.get(each, {}).values())
        stood = {
            each.source
            for each in held
            if each.stance in OPPOSED and state.members[each.member].counts_on(day)
        }
        return tuple(sorted(stood))

    def _answered(
        self, state: State, over: _Codes
    ) -> Iterator[tuple[str, dict[str, ObjectionState]]]:
        """Yields each target with the answered objections that stand, and how far each had come."""
        for target in self.targets if self.over else ():
            codes = over.get(target, self.over)
            held = {code: e for code in codes if (e := objection_held(state, target, code))}
            found = {code: e.state for code, e in held.items() if e.is_answered and e.is_standing}
            if found:
                yield target, found

    def apply_repeated(self, state: State, act: StepContext, same: Collection[str]) -> None:
        """Records it beside the other: the same was declared twice, and both are on record."""
        if self.id not in state.decisions:
            self.apply(state, act, same)

    def exclusive_targets(self) -> tuple[str, ...]:
        """Returns everything that it decides."""
        return self.targets


# What has to be met in any case, and lets no objection stand.
_BARS_OBJECTIONS = re.compile(r"(?!.*\b(any_of|among)\().*\b(consent|no_objection|unanimity)\(")


@upgrade("record-decision", 4)
def _with_rulings(fields: dict[str, Any]) -> dict[str, Any]:
    """Adds `ruled` where it went over an objection that its rule bars; else that it is unknown."""
    # Why a rule was not met was not recorded; a notice period is none, so a rule stands beside it.
    unmet = [each for each in fields.get("unmet", "").split("; ") if not each.startswith("its ")]
    if not fields.get("over") or not any(unmet):
        return fields
    is_ruling = all(map(_BARS_OBJECTIONS.match, unmet))
    return fields | ({"ruled": fields["targets"]} if is_ruling else {"ruling_unknown": True})


def said_on(state: State, targets: Iterable[str]) -> list[Position]:
    """Returns every position on some targets and their parts, and on what was merged into them."""
    every = [*with_parts(state, targets)]
    merged = [each.position for on in every for each in contested_on(state, on)]
    return merged + [each for on in every for each in positions_on(state, on)]


def is_asked(contested: ContestedChange, present: Collection[str]) -> bool:
    """Returns whether a member that is present must confirm it when the chair asks."""
    return contested.state is ContestedState.TO_CONFIRM and contested.member in present


def hear_none(state: State, target: str, present: Collection[str]) -> None:
    """Ends what was to be confirmed by members who were present, asked, and silent."""
    asked = [each for each in state.contested_in(target) if is_asked(each, present)]
    if asked:
        ended = (msgspec.structs.replace(e, state=ContestedState.NOT_CONFIRMED) for e in asked)
        replace_contested(state, target, ended)


@operation("lift-pending")
@frozen(kw_only=True, repr=False, eq=False)
class LiftPending(Operation):
    """A member gives the word that a decision awaited."""

    decision: str  # the id of the decision
    member: str  # the member's code
    note: str = ""  # its words; may be empty

    def missed(self, state: State) -> Iterator[str]:
        """Yields what is decided instead where the decision holds for nothing any more."""
        made = state.decisions.get(self.decision)
        if made is None or made in map(state.last_decision, made.targets):
            return
        found: list[str] = []
        for target in made.targets:
            last = state.decisions[state.decided[target][-1]]
            now = (
                "open again"
                if target in last.returned
                else f"{phrased(last.outcome)} ({last.handle})"
            )
            waits = f", awaiting {', '.join(last.pending)}" if last.pending else ""
            found.append(f"{state.handle_of(target)} is {now}{waits}")
        yield f"{made.handle} holds no more, and awaits no word: {'; '.join(found)}"

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        decision = state.decisions.get(self.decision)
        if decision is None:
            yield f"no decision has the id {self.decision}"
        elif self.member not in decision.pending and not (
            act.apart and self.member in decision.given
        ):
            yield f"{decision.handle} does not await {self.member}"

    def apply(self, state: State, act: StepContext) -> None:
        decision = state.decisions[self.decision]
        left = tuple(code for code in decision.pending if code != self.member)
        given = tuple(dict.fromkeys((*decision.given, self.member)))
        for each in (decision.id, *decision.same):
            state.journal.change(state.decisions, each, pending=left, given=given)


@operation("make-statement", 4)
@frozen(kw_only=True, repr=False, eq=False)
class MakeStatement(StatementFields, Operation):
    """A member puts something on record beside a decision; it changes no count.

    Words of a position in confidence stay so, as does all under the Chatham House rule, unless the
    member agrees that they are annexed to a report.
    """

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from unknown_members(state, (self.member,))
        if self.decision not in state.decisions:
            yield f"no decision has the id {self.decision}"
        else:
            yield from self._check_decision(state, act, state.decisions[self.decision])
        if self.annexed and not self.text.strip():
            yield "give the words that are to be annexed"

    def _check_decision(self, state: State, act: StepContext, made: Decision) -> Iterator[str]:
        if elsewhere := set(self.about).difference(made.targets):
            yield f"{made.handle} does not decide {', '.join(sorted(elsewhere))}"
        settings = state.settings.get("")
        is_unopposed = settings is not None and made.level in settings.unopposed
        if is_unopposed and self.kind is StatementKind.DISSOCIATION and not act.apart:
            yield (
                f"{self.member} cannot dissociate itself from “{made.level}”; have another level"
                " declared, once the text is reopened"
            )
        late = made.targets if self.annexed and not act.apart else ()
        for draft in dict.fromkeys(map(state.draft_of, late)):
            due = state.drafts[draft].statements_due if draft else None
            if due is not None and act.happened > due:
                yield (
                    f"statements for the annex were due by {due:%Y-%m-%d %H:%M %Z}; the Chair can"
                    f" set another day for statements on {state.handle_of(draft)}"
                )

    def apply(self, state: State, act: StepContext) -> None:
        meeting = state.meetings.get(act.meeting)
        said = said_on(state, state.decisions[self.decision].targets)
        hidden = (e for e in said if e.member == self.member and not e.source.is_open)
        repeats = any(self.text in (each.reason, each.reservation) for each in hidden)
        is_hidden = bool(self.text and repeats) or (meeting is not None and meeting.chatham_house)
        is_hidden = is_hidden and not self.annexed
        self.add(state, state.statements, Statement, in_confidence=is_hidden)


@operation("set-reporting")
@frozen(kw_only=True, repr=False, eq=False)
class SetReporting(Operation):
    """How a draft is reported on from now on."""

    draft: str  # the id of the draft
    statements_due: datetime | None = None  # until when statements for an annex are taken
    is_report: bool = False  # whether it is the report of the group on its other drafts

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"
        if self.statements_due is not None and self.statements_due.tzinfo is None:
            yield "give the deadline with its time zone"

    def apply(self, state: State, act: StepContext) -> None:
        due, change = self.statements_due, state.journal.change
        change(state.drafts, self.draft, statements_due=due, is_report=self.is_report)


LEVELS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "icann": (
        (
            *("full consensus", "consensus", "strong support but significant opposition"),
            *("divergence", "minority view"),
        ),
        ("full consensus",),
    )
}
"""The lists of levels of agreement by name, with the levels that no objection may stand against.

`icann` is section 3.6 of the GNSO Working Group Guidelines.
"""


@operation("set-levels")
@frozen(kw_only=True, repr=False, eq=False)
class SetLevels(Operation):
    """The body says at which levels of agreement a text can be declared."""

    levels: tuple[str, ...] = ()  # from the most to the least; none for no list
    unopposed: tuple[str, ...] = ()  # those that are declared only where no member objects

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not all(each.strip() for each in self.levels):
            yield "a level of agreement needs a name"
        if len({each.casefold() for each in self.levels}) < len(self.levels):
            yield "a level of agreement is named twice"
        for each in self.unopposed:
            if each not in self.levels:
                yield f"“{each}” is not one of the levels"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.settings, "", levels=self.levels, unopposed=self.unopposed)


@operation("propose-package")
@frozen(kw_only=True, repr=False, eq=False)
class ProposePackage(Operation):
    """Several questions are to be settled together, or not at all.

    The fields are those of `Package`.
    """

    handle: str
    title: str
    items: tuple[str, ...]
    amendments: tuple[str, ...] = ()

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Yields reasons: too few targets, one twice, missing items, closed or other amendments."""
        if len(self.items) < 2:
            yield "a package has at least two items"
        named = (*self.items, *self.amendments)
        if len(set(named)) != len(named):
            yield "something is named twice"
        for item in self.items:
            if item not in state.items:
                yield f"no item has the id {item}"
            elif state.items[item].removed:
                yield f"{state.handle_of(item)} was removed from the draft"
        for each in self.amendments:
            amendment = state.amendments.get(each)
            if amendment is None:
                yield f"no amendment has the id {each}"
            elif amendment.state is not AmendmentState.OPEN:
                yield f"{amendment.handle} is {amendment.state} already"
            elif amendment.target not in self.items and amendment.target != amendment.draft:
                yield f"{amendment.handle} is to no item of the package"

    def apply(self, state: State, act: StepContext) -> None:
        """Adds the package; the texts stay as they are."""
        self.add(state, state.packages, Package)


@operation("open-consultation")
@frozen(kw_only=True, repr=False, eq=False)
class OpenConsultation(ConsultationFields, Operation):
    """Some members are asked to find common ground on items, and to report back."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.items:
            yield "name what the consultation is about"
        if len(set(self.items)) != len(self.items):
            yield "the same item is named twice"
        for item in self.items:
            if not state.is_target(item):
                yield f"no item, amendment or package has the id {item}"
        if len(set(self.participants)) != len(self.participants):
            yield "the same participant is named twice"
        yield from unknown_members(state, self.participants)
        if self.due is not None:
            if self.due.tzinfo is None:
                yield "give the time to report back with its time zone"
            elif self.due <= act.happened:
                yield f"the time to report, {self.due:%Y-%m-%d %H:%M %Z}, lies before the beginning"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.consultations, Consultation, opened=act.happened)


@operation("report-back")
@frozen(kw_only=True, repr=False, eq=False)
class ReportBack(Operation):
    """A consultation reports what it came to, and is over."""

    consultation: str  # the id of the consultation
    outcome: str  # what it came to, in words

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.outcome.strip():
            yield "say what the outcome of the consultation was"
        consultation = state.consultations.get(self.consultation)
        if consultation is None:
            yield f"no consultation has the id {self.consultation}"
        elif not consultation.goes_on:
            yield f"{consultation.handle} has reported back already"
        elif act.happened < consultation.opened:
            yield f"{consultation.handle} had not begun then"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(
            state.consultations, self.consultation, reported=act.happened, outcome=self.outcome
        )


@operation("open-silence")
@frozen(kw_only=True, repr=False, eq=False)
class OpenSilence(Operation):
    """Texts are put under a silence procedure: agreed unless a member objects in time.

    It begins when the step happened. The fields are those of `Silence`.
    """

    handle: str
    targets: tuple[str, ...]
    versions: tuple[str, ...]
    deadline: datetime

    def missed(self, state: State) -> Iterator[str]:
        """Yields what settled an amendment already."""
        for target in self.targets:
            yield from settled_with(state, target)

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.targets:
            yield "name what the silence procedure is on"
        if len(set(self.targets)) != len(self.targets):
            yield "the same text is named twice"
        if len(self.versions) != len(self.targets):
            yield "each text needs the version that the silence procedure is on"
            return
        yield from bad_deadline(self.deadline, act.happened, "the deadline", "the beginning")
        for target, version in zip(self.targets, self.versions, strict=True):
            yield from self._check_target(state, target, version, act.happened)

    def _check_target(
        self, state: State, target: str, version: str, moment: datetime
    ) -> Iterator[str]:
        yield from not_as_seen(state, target, version)
        if not state.is_target(target):
            return
        handle = state.handle_of(target)
        yield from closed_by_decision(state, target)
        for silence in state.silences.values():
            if (
                target in silence.targets
                and silence.is_running(moment)
                and not silence.breaches_of(target)
                and not text_changed(state, target, silence.version_of(target))
            ):
                yield f"{handle} has a silence procedure already, {silence.handle}"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.silences, Silence, opened=act.happened)


@operation("break-silence")
@frozen(kw_only=True, repr=False, eq=False)
class BreakSilence(Operation):
    """A member breaks the silence, and so objects to the targets."""

    silence: str  # the id of the silence procedure
    member: str  # the member's code
    reason: str = ""  # why; empty means not stated
    # the ids of the targets it objects to; empty for all of the procedure
    targets: tuple[str, ...] = ()

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses what comes too late, and those whose word does not count."""
        yield from unknown_members(state, (self.member,))
        silence = state.silences.get(self.silence)
        if silence is None:
            yield f"no silence procedure has the id {self.silence}"
            return
        member = state.members.get(self.member)
        if member is not None and not member.counts_on(day_of(act.happened)):
            yield f"{self.member} does not count towards consensus and cannot break the silence"
        if act.happened < silence.opened:
            yield f"{silence.handle} had not begun then"
        elif not silence.is_running(act.happened):
            yield (
                f"the deadline of {silence.handle} has passed;"
                " record the objection as a position, which requests that it be reopened"
            )
        for target in self._targets(silence):
            if target not in silence.targets:
                yield f"{target} is not under {silence.handle}"
            elif text_changed(state, target, silence.version_of(target)):
                yield (
                    f"{silence.handle} ended for {state.handle_of(target)}"
                    " when the text was changed"
                )

    def apply(self, state: State, act: StepContext) -> None:
        """Records the objection to each target, which breaks the silence over it."""
        silence = state.silences[self.silence]
        for number, target in enumerate(self._targets(silence)):
            position = Position(
                id=f"{self.id}.{number}",
                target=target,
                version=silence.version_of(target),
                member=self.member,
                stance=Stance.OBJECT,
                happened=act.happened,
                recorded=act.recorded,
                reason=self.reason,
                source=StatedBy.WRITTEN,
            )
            hold_position(state, position)

    def _targets(self, silence: Silence) -> tuple[str, ...]:
        return self.targets or silence.targets
