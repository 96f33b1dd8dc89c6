"""Acts of the chair: decisions, packages, revisions, rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from consensus.errors import Rejected
from consensus.history.operation import Act, Operation
from consensus.history.operations import (
    LiftPending,
    MakeStatement,
    ProposePackage,
    SetNotice,
    SetQuantifiers,
    SetRule,
)
from consensus.history.step import Step
from consensus.model.decisions import Outcome, Scope, StatementKind
from consensus.model.lookup import (
    find,
    find_amendment,
    find_draft,
    find_item,
    find_member,
    find_target,
)
from consensus.model.meetings import Forum
from consensus.model.people import Quantifier
from consensus.working_group.decisions import plan_decision, plan_package, plan_reopening
from consensus.working_group.publishing import plan_revision
from consensus.working_group.recording import Recording


class DecisionActs(Recording):
    """What the chair declares."""

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
        happened: datetime | None = None,
    ) -> Step:
        """Record what the chair declared.

        A package is settled whole: its amendments go in and its items are decided by the same
        step; refused, it leaves no trace in the text. Nothing of it goes in in brackets, so words
        that a member objects to or holds take the same instruction as in a merge.

        Args:
            targets: one or several items or amendments, one package, or one whole draft.
            outcome: what was declared.
            scope: what it covers; the item, several, or the whole draft if not given.
            forum: where; that of the meeting if not given.
            pending: the codes of members whose word it still awaits.
            reason: why; needed over a standing objection and for a deferral.
            due: for a deferral, the day it is listed again.
            no_objection_heard: whether the chair asked and heard none; it is recorded by itself
                where no member has a position. What was to be confirmed by members that are
                present ends with it.
            without_brackets: whether a package puts in words that a member objects to or holds,
                which takes a reason.
            happened: when it was declared, if not now.
        """
        names = [targets] if isinstance(targets, str) else list(targets)
        state = self.state
        declared = Outcome(outcome)
        codes = tuple(find_member(state, code) for code in pending)
        where = Forum(forum) if forum else None
        found, covered = self._decided(names, declared)
        if len(found) == 1 and found[0] in state.packages:
            operations: Sequence[Operation] = plan_package(
                state,
                self.judgement(),
                self.new_id,
                found[0],
                declared,
                self._trial_act(),
                forum=where,
                pending=codes,
                reason=reason,
                due=due,
                without_brackets=without_brackets,
            )
        elif without_brackets:
            raise Rejected("only a package puts words into a text when it is decided; merge them")
        else:
            for each in found:
                if each in state.packages:
                    raise Rejected(f"{state.handle_of(each)} is a package, decided on its own")
            decision = plan_decision(
                state,
                self.judgement(),
                self.new_id,
                found,
                declared,
                scope=Scope(scope) if scope else covered,
                forum=where,
                pending=codes,
                reason=reason,
                due=due,
                no_objection_heard=no_objection_heard,
            )
            operations = (decision, *plan_reopening(state, self.new_id, decision))
        return self.record(*operations, happened=happened)

    def _decided(self, names: Sequence[str], outcome: Outcome) -> tuple[list[str], Scope | None]:
        """The targets; of a whole draft those items that were not agreed as far before."""
        state = self.state
        if len(names) == 1 and (draft := find(state, names[0])) in state.drafts:
            items = [
                item.id
                for item in state.walk(draft)
                if item.kind.can_be_agreed and not self._is_agreed_as_far(item.id, outcome)
            ]
            if not items:
                raise Rejected(f"every item of {names[0]} is {outcome} already")
            return items, Scope.DRAFT
        return [find_target(state, name) for name in names], None

    def _is_agreed_as_far(self, item: str, outcome: Outcome) -> bool:
        decision = self.state.last_decision(item)
        agreed = decision is not None and decision.closes and outcome.closes
        return decision is not None and agreed and not decision.goes_on_to(outcome)

    def _trial_act(self) -> Act:
        now = self.now()
        meeting = self.state.meeting
        return Act("", "", now, now, meeting.id if meeting else "")

    def lift_pending(self, decision: str, member: str, note: str = "") -> Step:
        """Record the word of a member that a decision awaited."""
        code = find_member(self.state, member)
        operation = LiftPending(decision=self._decision(decision, code), member=code, note=note)
        return self.record(operation)

    def make_statement(
        self, decision: str, member: str, kind: StatementKind | str, text: str = ""
    ) -> Step:
        """Put an explanation, a reservation or a dissociation on record beside a decision."""
        operation = MakeStatement(
            decision=self._decision(decision),
            member=find_member(self.state, member),
            kind=StatementKind(kind),
            text=text,
        )
        return self.record(operation)

    def propose_package(
        self,
        title: str,
        items: Sequence[str],
        amendments: Sequence[str] = (),
        happened: datetime | None = None,
    ) -> Step:
        """Record that several questions are to be settled together, or not at all."""
        operation = ProposePackage(
            handle=self.state.next_handle("PKG"),
            title=title,
            items=tuple(find_item(self.state, name) for name in items),
            amendments=tuple(find_amendment(self.state, name) for name in amendments),
        )
        return self.record(operation, happened=happened)

    def publish(
        self,
        name: str,
        *,
        draft: str = "",
        standing: str = "",
        language: str = "",
        renumber: bool = True,
        happened: datetime | None = None,
    ) -> Step:
        """Publish the present state of a draft as a revision; see `plan_revision`."""
        operation = plan_revision(
            self.state,
            find_draft(self.state, draft),
            name,
            self.new_id,
            standing,
            language,
            renumber,
        )
        return self.record(operation, happened=happened)

    def set_rule(self, rule: str, target: str = "") -> Step:
        """Judge a draft, an item, or without a target everything, by another rule from now on."""
        found = find(self.state, target) if target else ""
        return self.record(SetRule(rule=rule, target=found))

    def set_notice(self, notice: timedelta) -> Step:
        """Say how long a text has to be circulated before it can be decided and merged.

        What was presented in a meeting or put under silence need not wait.

        Args:
            notice: whole minutes up to 366 days; nothing for no notice period.

        Raises:
            Rejected: it is no such time.
        """
        return self.record(SetNotice.of(notice))

    def set_quantifiers(self, table: Mapping[str, str]) -> Step:
        """Say which words summaries have for which share of the members.

        Args:
            table: words such as `most members` to at least which share they need, such as `2/3`,
                `60%`, or `>1/2` for more than that; empty for the words that hold without one.
        """
        rows = tuple(Quantifier(words, share) for words, share in table.items())
        return self.record(SetQuantifiers(quantifiers=rows))
