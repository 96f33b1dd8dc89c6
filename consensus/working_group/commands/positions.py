"""Commands on positions, ratings, decisions, packages, consultations and silence procedures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, TypeAlias

import attrs

import consensus
from consensus.arguments import Check
from consensus.errors import Rejected
from consensus.history import operations
from consensus.history.replay import apply_checked
from consensus.history.step import Step
from consensus.model import lookup
from consensus.model.decisions import Outcome, Scope, StatementKind
from consensus.model.drafts import LineNumbers
from consensus.model.meetings import Forum
from consensus.model.people import AudiencePolicy, Quantifier, Style
from consensus.model.positions import ObjectionState, Stance, StatedBy
from consensus.model.staleness import text_changed
from consensus.rules.expression import expression_of
from consensus.rules.judgement import Judgement
from consensus.text.display import list_phrase
from consensus.working_group.decisions import (
    Declaration,
    act_of_trial,
    check_unopposed,
    plan_declaration,
    plan_standing_aside,
)
from consensus.working_group.recording import Made, Recording


class DecisionCommands(Recording):
    """Commands that record decisions, packages, revisions and rules."""

    def decide(
        self,
        targets: str | Sequence[str],
        outcome: Outcome | str,
        *,
        scope: Scope | str | None = None,
        forum: Forum | str | None = None,
        pending: Sequence[str] = (),
        reason: str = "",
        due: date | None = None,
        no_objection_heard: bool = False,
        without_brackets: bool = False,
        reservations: Mapping[str, str] | None = None,
        dissociations: Mapping[str, str] | None = None,
        source: StatedBy | str = StatedBy.FLOOR,
        document: str = "",
        tried: str = "",
        level: str = "",
        happened: datetime | None = None,
    ) -> Made[consensus.Decision]:
        """Records what the chair declared.

        A package is settled whole: its amendments go in and its items are decided by the same
        step; refused, it leaves no trace in the text. Nothing of it goes in in brackets, so words
        that a member objects to or holds take the same instruction as in a merge.

        Args:
            targets: one or several items or amendments, one package, or one whole draft.
            outcome: `agreed`, `agreed ad ref`, `adopted`, `deferred`, `withdrawn`, `rejected`,
                `no consensus` or `reopened`.
            scope: what it covers, such as `unbracketed words`; the item, several, or the whole
                draft if not given.
            forum: `informals`, `committee` or `plenary`; that of the meeting if not given. Texts
                that informals agree on are agreed ad ref until the committee agrees on them.
            pending: the codes of the members whose approval it still awaits.
            reason: why; needed for a deferral, and for the chair's ruling over an objection that
                the rule does not allow.
            due: for a deferral, the day it is listed again.
            no_objection_heard: whether the Chair asked and heard none; recorded automatically
                in a meeting, where no member has a position. What was to be confirmed by
                members that are present ends with it.
            without_brackets: whether a package puts in words that a member objects to or holds,
                which takes a reason.
            reservations: the codes of members that object, and join the consensus with a
                reservation, to its words; they accept from now on.
            dissociations: likewise of those that dissociate themselves, and stand aside.
            source: where these come from, with its `document`; see `take_position`.
            tried: what was tried, which `no consensus` needs, such as `two meetings and a
                consultation`. The text remains as it is, with its brackets and amendments.
            level: a level of agreement, of those set with `set_levels`; empty for none.
        """
        names = [targets] if isinstance(targets, str) else list(targets)
        state = self.state
        declared = Declaration(
            Outcome(outcome),
            Scope(scope) if scope else None,
            Forum(forum) if forum else None,
            self._members(pending),
            reason,
            due,
            no_objection_heard,
            without_brackets,
            self.projector(),
            tried,
            level,
        )
        found, covered = self._decided(names, declared.outcome)
        declared = attrs.evolve(declared, scope=declared.scope or covered)
        stated = [
            (kind, self._member(member), text)
            for kind, words in (
                (StatementKind.RESERVATION, reservations),
                (StatementKind.DISSOCIATION, dissociations),
            )
            for member, text in (words or {}).items()
        ]
        now = self.now()
        judged = Judgement(state, now)
        said = stated, StatedBy(source), document
        aside = [*plan_standing_aside(state, judged, self.new_id, found, declared.outcome, *said)]
        if declared.level in state.settings[""].unopposed:
            check_unopposed(state, judged, found, declared, aside)
        act = act_of_trial(state, now)
        with state.journal.rollback_scope():
            apply_checked(state, act, aside)
            judgement = Judgement(state, now)
            planned = plan_declaration(state, judgement, self.new_id, found, declared, aside)
            # A refusal of the decision says nothing of statements, which need it.
            apply_checked(state, act, planned if aside else ())
        aside = [each for each in aside if each.id not in {done.id for done in planned}]
        decision = next(each.id for each in planned if isinstance(each, operations.RecordDecision))
        statements = [
            operations.MakeStatement(decision=decision, member=member, kind=kind, text=text)
            for kind, member, text in stated
        ]
        # What arranges items has no reason of its own, as a change of text has.
        is_ruled = any(
            isinstance(each, operations.ArrangeItems) and each.opposed for each in planned
        )
        note = reason if is_ruled else ""
        step = self.record(*aside, *planned, *statements, happened=happened, note=note)
        return self._made(step, self.state.decisions)

    def _decided(self, names: Sequence[str], outcome: Outcome) -> tuple[list[str], Scope | None]:
        """Returns the ids of the targets; of a whole draft, the items that are left to decide."""
        state = self.state
        if len(names) == 1 and (draft := lookup.find(state, names[0])) in state.drafts:
            decided = [item.id for item in state.walk(draft) if item.kind.can_be_agreed]
            items = [each for each in decided if not self._is_settled(each, outcome)]
            if not items:
                if outcome is Outcome.NO_CONSENSUS:
                    raise Rejected(f"every item of {names[0]} is decided already")
                left = any(last and last.keeps_text for last in map(state.last_decision, decided))
                rest = f"rejected or withdrawn{' or without consensus' if left else ''}"
                raise Rejected(f"every item of {names[0]} is {outcome} already, or {rest}")
            return items, Scope.DRAFT
        return list(self._targets(names)), None

    def _is_settled(self, item: str, outcome: Outcome) -> bool:
        """Returns whether an agreement, or none, of the draft leaves an item as it was decided."""
        last = self.state.last_decision(item)
        is_declared = last is not None and last.closes and not last.goes_on_to(outcome)
        is_ended = bool(self.state.left_out(item)) or (last is not None and last.keeps_text)
        is_whole = outcome.closes or outcome is Outcome.NO_CONSENSUS
        return is_whole and (is_declared or is_ended)

    def confirm_decision(self, decision: str, member: str, note: str = "") -> Step:
        """Records that a member gave the approval that a decision awaited.

        `decision` is its handle, or a target: the last decision on it that awaits the member. Of
        one that holds no more it is refused.
        """
        code = self._member(member)
        operation = operations.LiftPending(
            decision=self._decision(decision, code), member=code, note=note
        )
        return self.record(operation)

    def make_statement(
        self,
        decision: str,
        member: str,
        kind: StatementKind | str,
        text: str = "",
        *,
        annexed: bool = False,
        before: bool = False,
        happened: datetime | None = None,
    ) -> Made[consensus.Statement]:
        """Records an explanation, reservation, dissociation or minority statement on a decision.

        Args:
            decision: its handle, for all that it decides; or a target, for that alone: the last
                decision on it.
            kind: `explanation of position`, `explanation of vote`, `reservation`, `dissociation` or
                `minority statement`.
            annexed: whether the member agrees that its words are annexed to a report, where nobody
                edits them; they replace its earlier ones of that kind. Refused after the deadline.
            before: whether it was made before the vote, or before the decision; else it was after.
        """
        made, said = self.state.decisions[self._decision(decision)], StatementKind(kind)
        code, name = self._member(member), self.state.handle_of(made.targets[0])
        named = {*lookup.with_parts(self.state, (lookup.find(self.state, decision),))}
        about = tuple(each for each in made.targets if each in named)
        if made.outcome is Outcome.REOPENED:
            instead = f"record that {code} accepts {name} with a reservation"
            raise Rejected(f"{name} is reopened, not decided; {instead}")
        operation = operations.MakeStatement(
            decision=made.id,
            member=code,
            kind=said,
            text=text,
            annexed=annexed,
            before=before,
            about=about if len(about) < len(made.targets) else (),
        )
        step = self.record(operation, happened=happened)
        return self._made(step, self.state.statements, made.handle)

    def set_statements_due(self, deadline: datetime | None, draft: str = "") -> Step:
        """Sets until when statements for the annex of a report are taken; None for no deadline.

        `draft` can be left out where there is one draft.
        """
        found = lookup.find_draft(self.state, draft)
        is_report = self.state.drafts[found].is_report
        set_until = operations.SetReporting(
            draft=found, statements_due=deadline, is_report=is_report
        )
        return self.record(set_until)

    def propose_package(
        self,
        title: str,
        items: Sequence[str],
        amendments: Sequence[str] = (),
        happened: datetime | None = None,
    ) -> Made[consensus.Package]:
        """Records that several targets are to be settled together, or not at all."""
        operation = operations.ProposePackage(
            handle=self.state.next_handle("PKG"),
            title=title,
            items=tuple(self._item(name) for name in items),
            amendments=tuple(self._amendment(name) for name in amendments),
        )
        return self._made(self.record(operation, happened=happened), self.state.packages)

    def publish(
        self,
        name: str,
        *,
        draft: str = "",
        standing: str = "",
        language: str = "",
        renumber: bool = True,
        line_numbers: LineNumbers | None = None,
        happened: datetime | None = None,
    ) -> Made[consensus.Revision]:
        """Publishes the present state of a draft as a revision.

        Args:
            name: such as `Rev.1`; a draft has each name once.
            standing: such as `without prejudice`; may be empty.
            language: the original language, as a tag such as `en`; that of the group if not given.
            renumber: whether the items get new labels, in order.
            line_numbers: how it is set in numbered lines, by which it can be cited; by default,
                it has none.
        """
        from consensus.working_group.publishing import plan_revision

        operation = plan_revision(
            self.state,
            lookup.find_draft(self.state, draft),
            name,
            self.new_id,
            standing,
            language,
            renumber,
            line_numbers,
        )
        step = self.record(operation, happened=happened)
        return self._made(step, self.state.revisions, name)

    def set_rule(self, rule: str, target: str = "") -> Step:
        """Sets the rule that judges a draft, an item, or everything if no target is given.

        `rule` is an expression such as `consent()`, or the name of a published procedure such as
        `iso-dis`, whose expression is recorded; empty, the target loses its own rule.
        """
        found = lookup.find(self.state, target) if target else ""
        return self.record(
            operations.SetRule(rule=expression_of(rule) if rule else rule, target=found)
        )

    def set_notice(self, notice: timedelta) -> Step:
        """Sets how long a text has to be circulated before it can be decided and merged.

        What was presented in a meeting or put under silence need not wait. The notice is in whole
        minutes, up to 366 days; nothing for no notice period.
        """
        return self.record(operations.SetNotice.of(notice))

    def set_style(self, style: Style | str) -> Step:
        """Sets whose sentences summaries and lists of decisions have: un, ietf, iso or plain."""
        return self.record(operations.SetStyle(style=Style(style)))

    def set_levels(self, levels: str | Sequence[str], unopposed: Sequence[str] = ()) -> Step:
        """Sets the levels of agreement of the body, which its decisions may state.

        Args:
            levels: from the most to the least, or the name of a list, `icann`; none for no levels.
            unopposed: those of them that are declared only where no member objects.
        """
        from consensus.history.operations.decisions import LEVELS

        if isinstance(levels, str):
            if levels not in LEVELS:
                known = ", ".join(LEVELS)
                raise Rejected(f"no list of levels is called {levels}; there are: {known}")
            levels, own = LEVELS[levels]
            unopposed = tuple(unopposed) or own
        return self.record(operations.SetLevels(levels=tuple(levels), unopposed=tuple(unopposed)))

    def set_audience_policy(self, policy: AudiencePolicy | str, minority: int = 0) -> Step:
        """Sets what papers tell, and of whom: un, ietf, chatham-house or assembly.

        In an assembly, a statement that at least `minority` members made is one that everybody
        reads; with 0 there is none.
        """
        return self.record(
            operations.SetAudiencePolicy(policy=AudiencePolicy(policy), minority=minority)
        )

    def set_parent(self, parent: str) -> Step:
        """Sets the body that the group is part of, at the head of its papers; empty for none."""
        return self.record(operations.SetParent(parent=parent.strip()))

    def set_quantifiers(self, table: Mapping[str, str]) -> Step:
        """Sets which words summaries use for which share of the members.

        The table maps words such as `most members` to at least which share they need, such as
        `2/3`, `60%`, or `>1/2` for more than that; empty for the words that hold without one.
        """
        rows = tuple(Quantifier(words, share) for words, share in table.items())
        return self.record(operations.SetQuantifiers(quantifiers=rows))


def _stance(name: str, value: Any) -> Any:
    from consensus.formats.position_rows import stance_given

    return stance_given(name, value)


StanceWord: TypeAlias = Annotated[Stance | str, Check("a position", _stance)]


class PositionCommands(Recording):
    """Commands that record positions, objections and the sense of the room."""

    def take_position(
        self,
        member: str,
        target: str,
        stance: StanceWord,
        *,
        reason: str = "",
        conditions: Sequence[str] = (),
        otherwise: StanceWord = Stance.OBJECT,
        reservation: str = "",
        source: StatedBy | str = StatedBy.FLOOR,
        document: str = "",
        words: str = "",
        happened: datetime | None = None,
    ) -> Made[consensus.Position]:
        """Records a member's position on the present version of a target.

        What is said from the floor under the Chatham House rule is kept in confidence.

        Args:
            stance: `support`, `accept`, `abstain`, `hold`, `disagree`, `object` or `recuse`, or its
                word, such as `can live with it` or `noobj`; see `consensus position --help`.
            conditions: the targets that must be agreed for the stance to hold.
            otherwise: the stance that counts once a condition has failed.
            reservation: the text of a reservation on record; it changes no count.
            source: `floor`, `written`, `group`, `confidence` or `secretariat`, in no other words.
            document: the written source; needed if the member is not at the meeting.
            words: for an objection or a hold, the words of an amendment's change that it is about;
                empty for all of them.
        """
        found = self._target(target)
        came = StatedBy(source)
        meeting = self.state.meeting
        if came is StatedBy.FLOOR and meeting is not None and meeting.chatham_house:
            came = StatedBy.CONFIDENCE
        operation = operations.TakePosition(
            target=found,
            version=self.state.version_id(found),
            member=self._member(member),
            stance=Stance(stance),
            reason=reason,
            conditions=self._targets(conditions),
            otherwise=Stance(otherwise),
            reservation=reservation,
            source=came,
            document=document,
            words=words,
        )
        step = self.record(operation, happened=happened)
        named = self.state.handle_of(found)
        return self._made(step, self.state.positions[found], named, operation.member)

    def state_group_position(
        self,
        group: str,
        target: str,
        stance: StanceWord,
        reason: str = "",
        document: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Records a negotiating group's position; members that spoke for themselves keep their own.

        `group` is its code; `stance` and `document` are as for `take_position`.

        Raises:
            Rejected: no such group, or it would be new for no member.
        """
        from consensus.working_group.import_positions import group_position

        state = self.state
        found = self._target(target)
        if group not in state.negotiating_groups:
            raise Rejected(f"no negotiating group has the code {group}")
        operation = group_position(state, group, found, Stance(stance), reason, document)
        if operation is None:
            raise Rejected(f"every member of {group} has said so, or has spoken for itself")
        return self.record(operation, happened=happened)

    def withdraw_position(self, member: str, target: str, reason: str = "") -> Step:
        """Records that a member withdraws its position."""
        operation = operations.WithdrawPosition(
            target=self._target(target), member=self._member(member), reason=reason
        )
        return self.record(operation)

    def answer_objection(
        self, target: str, member: str, answer: str, happened: datetime | None = None
    ) -> Step:
        """Records in words how an objection was answered in substance; it still stands."""
        operation = operations.AnswerObjection(
            target=self._target(target), member=self._member(member), answer=answer
        )
        return self.record(operation, happened=happened)

    def settle_objection(
        self, target: str, member: str, became: ObjectionState | str, reason: str = ""
    ) -> Step:
        """Records that an objection was accommodated, withdrawn or sustained."""
        operation = operations.SettleObjection(
            target=self._target(target),
            member=self._member(member),
            state=ObjectionState(became),
            reason=reason,
        )
        return self.record(operation)

    def note_sense(
        self,
        target: str,
        quantity: str,
        stance: StanceWord,
        note: str = "",
        happened: datetime | None = None,
    ) -> Made[consensus.SenseOfTheRoom]:
        """Records how many, such as `several`, took a stance, without names; no rule counts it."""
        operation = operations.NoteSense(
            target=self._target(target), quantity=quantity, stance=Stance(stance), note=note
        )
        step = self.record(operation, happened=happened)
        return self._made(step, self.state.senses, self.state.handle_of(operation.target))


class ProcedureCommands(Recording):
    """Commands on silence procedures and ratings, which members answer in writing."""

    def open_silence(
        self,
        targets: str | Sequence[str],
        *,
        hours: int | None = None,
        deadline: datetime | None = None,
        happened: datetime | None = None,
    ) -> Made[consensus.Silence]:
        """Puts texts, one or several, under a silence procedure: no objection in time is consent.

        It lasts some hours, or until a deadline.

        Raises:
            Rejected: not exactly one of `hours` and `deadline` is given, `hours` is not positive,
                or a text is closed or under silence already.
        """
        if (hours is None) == (deadline is None):
            raise Rejected("say how many hours the silence lasts, or when it ends")
        if hours is not None and hours <= 0:
            raise Rejected(f"a silence cannot last {hours} hours; give a number of 1 or more")
        # The beginning is fixed here, so that the silence lasts the hours to the second.
        began = happened or self._log.happened or self.now()
        try:
            lapses = deadline or began + timedelta(hours=hours or 0)
        except OverflowError:
            raise Rejected(f"{hours} hours end after the year 9999; give fewer") from None
        state = self.state
        found = self._targets(targets)
        operation = operations.OpenSilence(
            handle=state.next_handle("SP"),
            targets=found,
            versions=tuple(state.version_id(target) for target in found),
            deadline=lapses,
        )
        return self._made(self.record(operation, happened=began), self.state.silences)

    def break_silence(
        self,
        silence: str,
        member: str,
        reason: str = "",
        *,
        targets: Sequence[str] = (),
        happened: datetime | None = None,
    ) -> Step:
        """Records that a member broke the silence, which is an objection to each target.

        Args:
            silence: the handle of the procedure, or the name of a target: the last one over it.
            targets: what it objects to; all that the procedure still covers if not given.

        Raises:
            Rejected: it came at the deadline or later, the text was changed since, or the member
                has broken it already.
        """
        state, code = self.state, self._member(member)
        procedure = state.silences[lookup.find_silence(state, silence)]
        broken = {each.target for each in procedure.breaches if each.member == code}
        found = self._targets(targets) or tuple(
            target
            for target in procedure.targets
            if target not in broken
            and not text_changed(state, target, procedure.version_of(target))
        )
        if again := [target for target in found or procedure.targets if target in broken]:
            handles = lookup.handles_in_order(state, again)
            raise Rejected(
                f"{code} has broken {procedure.handle} over {list_phrase(handles)}"
                " already; to change what it says or why, take its position anew"
            )
        operation = operations.BreakSilence(
            silence=procedure.id, member=code, reason=reason, targets=found
        )
        return self.record(operation, happened=happened)

    def rate(
        self,
        target: str,
        member: str,
        rating: int | str | None,
        *,
        round: int | None = None,  # noqa: A002 - the word for it in Delphi procedures
        happened: datetime | None = None,
    ) -> Made[consensus.Rating]:
        """Records how a member rates the text, on the scale of its rule; None is cannot judge."""
        from consensus.working_group.import_positions import latest_round, read_rating

        state = self.state
        found = self._target(target)
        operation = operations.RateTarget(
            target=found,
            version=state.version_id(found),
            member=self._member(member),
            rating=read_rating(state, found, rating),
            round=latest_round(state, found) if round is None else round,
        )
        step = self.record(operation, happened=happened)
        named = self.state.handle_of(found)
        return self._made(step, self.state.ratings[found], named, operation.member)


class ConsultationCommands(Recording):
    """Commands on consultations outside the meeting."""

    def open_consultation(
        self,
        items: str | Sequence[str],
        *,
        facilitator: str = "",
        participants: Sequence[str] = (),
        due: datetime | None = None,
        purpose: str = "",
        happened: datetime | None = None,
    ) -> Made[consensus.Consultation]:
        """Records that members are asked to find common ground on items, and to report back.

        Args:
            items: one or several items, amendments or packages.
            facilitator: who leads it, by name or by the code of a member.
            participants: the codes of the members that take part; open to all if not given.
            due: when it is to report back.
            purpose: what it is to find.
        """
        state = self.state
        operation = operations.OpenConsultation(
            handle=state.next_handle("CON"),
            items=self._targets(items),
            facilitator=facilitator,
            participants=tuple(self._member(each) for each in participants),
            due=due,
            purpose=purpose,
        )
        return self._made(self.record(operation, happened=happened), self.state.consultations)

    def report_back(
        self, consultation: str, outcome: str, *, happened: datetime | None = None
    ) -> Step:
        """Records the outcome of a consultation, in words, which ends it and decides nothing.

        The consultation is named by its handle, or by an item on which just one goes on.
        """
        found = lookup.find_consultation(self.state, consultation)
        return self.record(
            operations.ReportBack(consultation=found, outcome=outcome), happened=happened
        )
