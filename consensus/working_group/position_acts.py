"""Acts on positions: taken, withdrawn, objections answered and settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consensus.errors import Rejected
from consensus.history.operations import (
    AnswerObjection,
    NoteSense,
    SettleObjection,
    TakePosition,
    WithdrawPosition,
)
from consensus.history.step import Step
from consensus.model.lookup import find_member, find_target
from consensus.model.positions import ObjectionState, Source, Stance
from consensus.working_group.recording import Recording
from consensus.working_group.stating import group_position


class PositionActs(Recording):
    """What members say."""

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
        words: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Record a member's position on the present version of a target; see `TakePosition`.

        What is said from the floor under the Chatham House rule is kept in confidence.
        """
        found = find_target(self.state, target)
        came = Source(source)
        meeting = self.state.meeting
        if came is Source.FLOOR and meeting is not None and meeting.chatham_house:
            came = Source.CONFIDENCE
        operation = TakePosition(
            target=found,
            version=self.state.version_id(found),
            member=find_member(self.state, member),
            stance=Stance(stance),
            reason=reason,
            conditions=tuple(find_target(self.state, name) for name in conditions),
            otherwise=Stance(otherwise),
            reservation=reservation,
            source=came,
            document=document,
            words=words,
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
