"""Silence procedures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.membership import unknown_members
from consensus.history.operations.positions import hold_position
from consensus.history.operations.texts import closed_by_decision
from consensus.model.member import day_of
from consensus.model.pinning import text_changed
from consensus.model.position import Position
from consensus.model.silence import Silence
from consensus.model.stance import Source, Stance
from consensus.model.state import State


@operation("open-silence")
@frozen(kw_only=True)
class OpenSilence(Operation):
    """Texts are put under a silence procedure: agreed unless somebody objects in time.

    It begins when the step happened. Nothing is recorded when it lapses.

    Attributes:
        handle: such as `SP1`.
        targets: the ids of the items, amendments or packages.
        versions: the ids of their versions, in the same order.
        deadline: the moment before which an objection has to be made.
    """

    handle: str
    targets: tuple[str, ...]
    versions: tuple[str, ...]
    deadline: datetime

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse texts that are gone, closed, changed since or under silence already."""
        if not self.targets:
            yield "name what is put under silence"
        if len(set(self.targets)) != len(self.targets):
            yield "the same text is named twice"
        if len(self.versions) != len(self.targets):
            yield "each text needs the version that is put under silence"
            return
        if self.deadline.tzinfo is None:
            yield "give the deadline with its time zone"
            return
        if self.deadline <= act.happened:
            yield "the deadline lies before the beginning"
        for target, version in zip(self.targets, self.versions, strict=True):
            yield from self._check_target(state, target, version, act.happened)

    def _check_target(
        self, state: State, target: str, version: str, moment: datetime
    ) -> Iterator[str]:
        if not state.is_target(target):
            yield f"no item, amendment or package has the id {target}"
            return
        handle = state.handle_of(target)
        if state.version_id(target) != version:
            yield f"{handle} has changed since; look at it again"
        if target in state.items and state.items[target].removed:
            yield f"{handle} was removed from the draft"
        yield from closed_by_decision(state, target)
        for silence in state.silences.values():
            if (
                target in silence.targets
                and silence.is_running(moment)
                and not silence.breaches_of(target)
                and not text_changed(state, target, silence.version_of(target))
            ):
                yield f"{handle} is under silence already, by {silence.handle}"

    def apply(self, state: State, act: Act) -> None:
        """Open it."""
        handle = state.give_handle(self.handle, self.id)
        opened = Silence(self.id, handle, self.targets, self.versions, act.happened, self.deadline)
        state.journal.put(state.silences, self.id, opened)


@operation("break-silence")
@frozen(kw_only=True)
class BreakSilence(Operation):
    """A member breaks the silence, and so objects to the targets.

    Attributes:
        silence: the id of the silence procedure.
        member: the member's code.
        reason: why; empty means not stated.
        targets: the ids of the targets it objects to; empty for all of the procedure.
    """

    silence: str
    member: str
    reason: str = ""
    targets: tuple[str, ...] = ()

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what comes too late, and those whose word does not count."""
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
                " record the objection as a position, which asks to reopen"
            )
        for target in self._targets(silence):
            if target not in silence.targets:
                yield f"{target} is not under {silence.handle}"
            elif text_changed(state, target, silence.version_of(target)):
                yield (
                    f"{silence.handle} ended for {state.handle_of(target)}"
                    " when the text was changed"
                )

    def apply(self, state: State, act: Act) -> None:
        """Record the objection to each target, which breaks the silence over it."""
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
                source=Source.WRITTEN,
            )
            hold_position(state, position)

    def _targets(self, silence: Silence) -> tuple[str, ...]:
        return self.targets or silence.targets
