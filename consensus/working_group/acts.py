"""What a facilitator does, each act recorded as one step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from consensus.errors import Rejected
from consensus.history.operation import Act, Operation
from consensus.history.operations import (
    AnswerObjection,
    CloseMeeting,
    CosponsorAmendment,
    LiftPending,
    MakeStatement,
    NotePresence,
    NoteSense,
    OpenMeeting,
    ProposePackage,
    SetAside,
    SetRule,
    SettleObjection,
    TakePosition,
    TakeUpAmendment,
    WithdrawAmendment,
    WithdrawPosition,
)
from consensus.history.step import Step
from consensus.model.decision import Outcome, Scope, StatementKind
from consensus.model.meeting import Forum, Presence
from consensus.model.naming import (
    find,
    find_amendment,
    find_draft,
    find_item,
    find_member,
    find_target,
)
from consensus.model.position import ObjectionState
from consensus.model.stance import Source, Stance
from consensus.model.version import Cause
from consensus.text.bracket_edits import withdraw
from consensus.text.settlement import Settlement
from consensus.working_group.arranging import plan_arrangement
from consensus.working_group.consolidating import plan_consolidation
from consensus.working_group.deciding import plan_decision, plan_package
from consensus.working_group.importing import group_position
from consensus.working_group.merging import MergePlan, carried, plan_edit, plan_merge, read_text
from consensus.working_group.procedure_acts import ProcedureActs
from consensus.working_group.proposing import plan_placing, plan_proposal
from consensus.working_group.publishing import plan_revision


class Acts(ProcedureActs):
    """Every act names its targets as people do: by handle, printed label or the start of an id.

    All of them raise `NotFound` for what the record does not hold and `Rejected`, with every
    reason and nothing changed, for what cannot be recorded.
    """

    # Meetings

    def open_meeting(
        self, title: str, forum: Forum = Forum.COMMITTEE, happened: datetime | None = None
    ) -> Step:
        """Open a meeting; what is recorded until it is closed belongs to it."""
        operation = OpenMeeting(handle=self.state.next_handle("M"), title=title, forum=forum)
        return self.record(operation, happened=happened)

    def close_meeting(self, happened: datetime | None = None) -> Step:
        """Close the meeting that goes on."""
        return self.record(CloseMeeting(meeting=self._meeting()), happened=happened)

    def note_presence(
        self,
        members: Sequence[str],
        presence: Presence = Presence.IN_PERSON,
        happened: datetime | None = None,
    ) -> Step:
        """Note who is at the meeting that goes on."""
        codes = tuple(find_member(self.state, code) for code in members)
        operation = NotePresence(meeting=self._meeting(), members=codes, presence=presence)
        return self.record(operation, happened=happened)

    def _meeting(self) -> str:
        meeting = self.state.meeting
        if meeting is None:
            raise Rejected("no meeting is going on; open one first")
        return meeting.id

    # Amendments

    def propose(
        self,
        target: str = "",
        text: str = "",
        *,
        old: str = "",
        by: Sequence[str] = (),
        cosponsors: Sequence[str] = (),
        kind: str = "modify",
        after: str = "",
        parent: str = "",
        label: str = "",
        parts: Sequence[str] = (),
        others: Sequence[str] = (),
        rationale: str = "",
        draft: str = "",
        tray: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Record an amendment.

        Args:
            target: what it amends; may be left out when `old` says where it belongs.
            text: the new words: of the whole, or of the passage `old`.
            old: the passage that is replaced.
            by: the codes of its sponsors; none for a chair's proposal.
            cosponsors: the codes of its co-sponsors.
            kind: modify, insert, delete, move, split or join.
            after: for insertions and moves, what it follows: an item, or a passage quoted.
            parent: for insertions and moves, the section it goes under.
            label: for insertions, the label proposed.
            parts: for a split, the texts of the second and later parts.
            others: for a join, the items joined to the target.
            rationale: why.
            draft: which draft, where there are several.
            tray: the handle of the tray entry it is made of.
            happened: when it was proposed, if not now.
        """
        operation = plan_proposal(
            self.state,
            find_draft(self.state, draft),
            target=target,
            text=text,
            old=old,
            by=by,
            cosponsors=cosponsors,
            kind=kind,
            after=after,
            parent=parent,
            label=label,
            parts=parts,
            others=others,
            rationale=rationale,
            tray=find(self.state, tray) if tray else "",
        )
        return self.record(operation, happened=happened)

    def revise(self, amendment: str, text: str, reason: str = "") -> Step:
        """Record another wording that an amendment's sponsors put forward."""
        target = find_amendment(self.state, amendment)
        return self.record(plan_edit(self.state, target, text, self.new_id, reason=reason))

    def withdraw(self, amendment: str, members: Sequence[str] = (), reason: str = "") -> Step:
        """Record that sponsors withdraw; with the last of them, the amendment is withdrawn."""
        operation = WithdrawAmendment(
            amendment=find_amendment(self.state, amendment),
            members=tuple(find_member(self.state, code) for code in members),
            reason=reason,
        )
        return self.record(operation)

    def take_up(self, amendment: str, members: Sequence[str]) -> Step:
        """Record that other members take up a withdrawn amendment, over the present text."""
        state = self.state
        found = state.amendments[find_amendment(state, amendment)]
        wording = None
        if found.against and found.against != state.version_id(found.target):
            old = state.versions[found.against].wording.notation()
            text, _ = carried(old, state.text(found.target), state.text(found.id))
            wording = read_text(state, text)
        operation = TakeUpAmendment(
            amendment=found.id,
            members=tuple(find_member(state, code) for code in members),
            wording=wording,
        )
        return self.record(operation)

    def cosponsor(self, amendment: str, members: Sequence[str]) -> Step:
        """Record that members join an amendment."""
        operation = CosponsorAmendment(
            amendment=find_amendment(self.state, amendment),
            members=tuple(find_member(self.state, code) for code in members),
        )
        return self.record(operation)

    def consolidate(
        self,
        amendments: Sequence[str],
        text: str,
        *,
        by: Sequence[str] = (),
        consenting: Sequence[str] = (),
        rationale: str = "",
    ) -> Step:
        """Set one wording beside several amendments; consenting sponsors' own ones retire.

        Args:
            amendments: the amendments drawn together.
            text: the consolidated text.
            by: the codes of the members that propose it; none for a facilitator's text.
            consenting: the codes of the sponsors that let their amendment go.
            rationale: why.
        """
        operations = plan_consolidation(
            self.state,
            self.new_id,
            [find_amendment(self.state, name) for name in amendments],
            text,
            [find_member(self.state, code) for code in by],
            [find_member(self.state, code) for code in consenting],
            rationale,
        )
        return self.record(*operations)

    def place(
        self, entry: str, target: str, *, old: str | None = None, text: str | None = None
    ) -> Step:
        """Make an amendment of an entry of the tray, placed by hand; see `plan_placing`."""
        return self.record(plan_placing(self.state, entry, target, old=old, text=text))

    def set_aside(self, entry: str, reason: str) -> Step:
        """Record that an entry of the tray needs no place."""
        return self.record(SetAside(entry=find(self.state, entry), reason=reason))

    # Texts

    def plan_merge(
        self,
        target: str,
        *,
        take: Collection[str] | None = None,
        changes: Collection[int] | None = None,
        settle: Mapping[int, Settlement | str] | None = None,
        keep_open: Collection[str] = (),
        reason: str = "",
    ) -> MergePlan:
        """See what a merge would change and leave, without recording it.

        Args:
            target: the item or amendment whose amendments are merged.
            take: the handles of the amendments whose changes go in; all if not given.
            changes: the numbers, from 0, of the changes that go in, in place of `take`.
            settle: conflict number, from 0, to how it is settled; others stay open.
            keep_open: handles of amendments whose hunks settled against them stay alive.
            reason: why.
        """
        return plan_merge(
            self.state,
            find_target(self.state, target),
            self.new_id,
            take,
            changes,
            settle,
            keep_open,
            reason,
        )

    def merge(
        self,
        target: str,
        *,
        take: Collection[str] | None = None,
        changes: Collection[int] | None = None,
        settle: Mapping[int, Settlement | str] | None = None,
        keep_open: Collection[str] = (),
        reason: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Merge amendments into the text they amend, hunk by hunk; see `plan_merge`.

        An amendment that inserts, deletes, moves, splits or joins items is merged by its own
        name as the target.
        """
        found = find_target(self.state, target)
        amendment = self.state.amendments.get(found)
        if amendment is not None and amendment.kind != "modify":
            arranged = plan_arrangement(self.state, found, self.new_id)
            return self.record(arranged, happened=happened)
        plan = self.plan_merge(
            target, take=take, changes=changes, settle=settle, keep_open=keep_open, reason=reason
        )
        return self.record(plan.operation, happened=happened)

    def edit(self, item: str, text: str, *, editorial: bool = False, reason: str = "") -> Step:
        """Give an item another text; the amendments to it follow.

        Args:
            item: which item.
            text: the text from now on, in the notation of brackets.
            editorial: whether nothing of substance changes, so that positions carry over.
            reason: why.
        """
        target = find_item(self.state, item)
        cause = Cause.EDITORIAL if editorial else Cause.EDIT
        return self.record(plan_edit(self.state, target, text, self.new_id, cause, reason))

    def bracket(self, item: str, text: str, reason: str = "") -> Step:
        """Write brackets into an item's text.

        Args:
            item: which item.
            text: its text with the brackets, otherwise unchanged.
            reason: why.

        Raises:
            Rejected: words outside the new brackets' own signs differ.
        """
        target = find_item(self.state, item)
        if not self._only_brackets(target, text):
            raise Rejected("writing brackets leaves the words as they are; edit the text instead")
        return self.record(
            plan_edit(self.state, target, text, self.new_id, Cause.BRACKETING, reason)
        )

    def leave_brackets(self, item: str, member: str, reason: str = "") -> Step:
        """Take a member's name out of the brackets of an item; none is deleted, even held by nobody.

        Raises:
            Rejected: the member holds no option there.
        """
        target = find_item(self.state, item)
        code = find_member(self.state, member)
        before = self.state.version(target).wording
        after = withdraw(before, code)
        if after == before:
            raise Rejected(f"{code} holds no option in the brackets of {item}")
        plan = plan_edit(
            self.state, target, after.notation(), self.new_id, Cause.BRACKETING, reason
        )
        return self.record(plan)

    # Positions

    def take_position(
        self,
        member: str,
        target: str,
        stance: Stance | str,
        *,
        reason: str = "",
        conditions: Sequence[str] = (),
        otherwise: Stance | str = Stance.OBJECT,
        reservation: str = "",
        source: Source | str = Source.FLOOR,
        document: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Record a member's position on the present version of a target; see `TakePosition`."""
        found = find_target(self.state, target)
        operation = TakePosition(
            target=found,
            version=self.state.version_id(found),
            member=find_member(self.state, member),
            stance=Stance(stance),
            reason=reason,
            conditions=tuple(find_target(self.state, name) for name in conditions),
            otherwise=Stance(otherwise),
            reservation=reservation,
            source=Source(source),
            document=document,
        )
        return self.record(operation, happened=happened)

    def state_group_position(
        self,
        group: str,
        target: str,
        stance: Stance | str,
        reason: str = "",
        document: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Record what a negotiating group says; members that spoke for themselves keep their own.

        Raises:
            Rejected: no such group, or nobody is left for whom it would be new.
        """
        state = self.state
        found = find_target(state, target)
        if group not in state.negotiating_groups:
            raise Rejected(f"no negotiating group has the code {group}")
        operation = group_position(state, group, found, Stance(stance), reason, document)
        if operation is None:
            raise Rejected(f"every member of {group} has said so, or has spoken for itself")
        return self.record(operation, happened=happened)

    def withdraw_position(self, member: str, target: str, reason: str = "") -> Step:
        """Record that a member takes its position back."""
        operation = WithdrawPosition(
            target=find_target(self.state, target),
            member=find_member(self.state, member),
            reason=reason,
        )
        return self.record(operation)

    def answer_objection(
        self, target: str, member: str, answer: str, happened: datetime | None = None
    ) -> Step:
        """Record that an objection was answered in substance."""
        operation = AnswerObjection(
            target=find_target(self.state, target),
            member=find_member(self.state, member),
            answer=answer,
        )
        return self.record(operation, happened=happened)

    def settle_objection(
        self, target: str, member: str, became: ObjectionState | str, reason: str = ""
    ) -> Step:
        """Record that an objection was accommodated, withdrawn or sustained."""
        operation = SettleObjection(
            target=find_target(self.state, target),
            member=find_member(self.state, member),
            state=ObjectionState(became),
            reason=reason,
        )
        return self.record(operation)

    def note_sense(
        self,
        target: str,
        quantity: str,
        stance: Stance | str,
        note: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Note the sense of the room: quantities without names, counted nowhere."""
        operation = NoteSense(
            target=find_target(self.state, target),
            quantity=quantity,
            stance=Stance(stance),
            note=note,
        )
        return self.record(operation, happened=happened)

    # Decisions

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
        happened: datetime | None = None,
    ) -> Step:
        """Record what the chair declared.

        A package is settled whole: its amendments go in and its items are decided by the same
        step; refused, it leaves no trace in the text.

        Args:
            targets: one or several items or amendments, one package, or one whole draft.
            outcome: what was declared.
            scope: what it covers; the item, several, or the whole draft if not given.
            forum: where; that of the meeting if not given.
            pending: the codes of members whose word it still awaits.
            reason: why; needed over a standing objection and for a deferral.
            due: for a deferral, the day it is listed again.
            happened: when it was declared, if not now.
        """
        names = [targets] if isinstance(targets, str) else list(targets)
        state = self.state
        declared = Outcome(outcome)
        codes = tuple(find_member(state, code) for code in pending)
        where = Forum(forum) if forum else None
        found, covered = self._decided(names)
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
            )
        else:
            operations = (
                plan_decision(
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
                ),
            )
        return self.record(*operations, happened=happened)

    def _decided(self, names: Sequence[str]) -> tuple[list[str], Scope | None]:
        state = self.state
        if len(names) == 1 and (draft := find(state, names[0])) in state.drafts:
            items = [item.id for item in state.walk(draft) if item.kind.can_be_agreed]
            return items, Scope.DRAFT
        return [find_target(state, name) for name in names], None

    def _trial_act(self) -> Act:
        now = self.now()
        meeting = self.state.meeting
        return Act("", "", now, now, meeting.id if meeting else "")

    def lift_pending(self, decision: str, member: str, note: str = "") -> Step:
        """Record the word of a member that a decision awaited."""
        operation = LiftPending(
            decision=self._decision(decision, member),
            member=find_member(self.state, member),
            note=note,
        )
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
