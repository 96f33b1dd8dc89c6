"""Operations on positions, objections and ratings, and on the sense of the room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from sys import intern

import msgspec
from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation
from consensus.history.operations.drafts import contest_unseen, holder_of, replace_contested
from consensus.history.operations.meetings import named_under_the_rule
from consensus.history.operations.membership import unknown_members
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import ContestedChange, ContestedState, names_words
from consensus.model.counting import contested_by, is_elsewhere, objection_held
from consensus.model.decisions import Breach
from consensus.model.meetings import Presence
from consensus.model.people import day_of
from consensus.model.positions import (
    Objection,
    ObjectionState,
    Position,
    Rating,
    RatingFields,
    SenseOfTheRoom,
    Stance,
    StatedBy,
)
from consensus.model.rivals import arranged_change
from consensus.model.staleness import text_changed
from consensus.model.state import State
from consensus.text.diff import diff
from consensus.text.hunk import HunkOutcome

# What members say of a target.


def check_target(
    state: State, target: str, version: str, stance: Stance | None = None, *, apart: bool = False
) -> Iterator[str]:
    """Yields why a position on a target is refused: unknown, another version, or settled."""
    if not state.is_target(target):
        yield f"no item, amendment or package has the id {target}"
    elif target in state.packages:
        if version != target:
            yield "a package has one version only, itself"
    elif version not in state.versions or state.versions[version].target != target:
        yield f"that version is none of {state.handle_of(target)}"
    amendment = state.amendments.get(target)
    if not (apart and stance in _BLOCKING and amendment is not None and _carries(amendment)):
        yield from _settled(state, target)


_BLOCKING = (Stance.OBJECT, Stance.HOLD)


def _carries(amendment: Amendment) -> bool:
    return amendment.state is AmendmentState.MERGED and not amendment.merged_before


def _settled(state: State, target: str) -> Iterator[str]:
    """Yields the reason if an amendment is settled and its positions were carried over."""
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.state in _SETTLED:
        yield f"{amendment.handle} is {amendment.state}, and positions on it stay as they were"


_SETTLED = (AmendmentState.MERGED, AmendmentState.CLOSED, AmendmentState.RETIRED)


def _check_conditions(
    state: State, target: str, stance: Stance, conditions: tuple[str, ...]
) -> Iterator[str]:
    if conditions and stance not in (Stance.SUPPORT, Stance.ACCEPT):
        yield f"only support and accept take conditions, not {stance}"
    for condition in conditions:
        if not state.is_target(condition):
            yield f"no item, amendment or package has the id {condition}"
        elif condition == target:
            yield "a position cannot be conditional on its own text"


def hold_position(state: State, position: Position) -> None:
    """Sets the position of its member, with the objection that goes with it.

    An objection also breaks the silence procedures that go on over its target.
    """
    state.put_position(position)
    if position.stance is Stance.OBJECT:
        objections = state.journal.nested(state.objections, position.target)
        raised = Objection(position.id, position.target, position.member, position.reason)
        state.journal.put(objections, position.member, raised)
        _break_silences(state, position)
    else:
        _withdraw_objection(state, position.target, position.member)
    _answer_for_itself(state, position)
    amendment = state.amendments.get(position.target)
    if amendment is not None and position.stance in _BLOCKING and _carries(amendment):
        changes = amendment.taken_hunks or (arranged_change(state, amendment),)
        held = state.positions[position.target].values()
        others = {each.id for each in held if each.member != position.member}
        holder = holder_of(state, amendment)
        contest_unseen(state, position.id, amendment.id, holder, changes, others)


def _withdraw_objection(state: State, target: str, member: str) -> None:
    objections = state.objections.get(target)
    if objections and member in objections and objections[member].is_standing:
        state.journal.change(objections, member, state=ObjectionState.WITHDRAWN)


def _answer_for_itself(state: State, position: Position) -> None:
    """Ends what a member contested itself, or its group did, since this position replaces it."""
    became = ContestedState.REPLACED if position.stance in _BLOCKING else ContestedState.WITHDRAWN
    end_contested(state, position.target, position.member, became, position.via)


def end_contested(
    state: State, target: str, member: str, became: ContestedState, via: str = ""
) -> None:
    """Ends what a member contested in a text."""
    ending = [
        msgspec.structs.replace(each, state=became)
        for each in state.contested_in(target)
        if each.member == member and (not via or each.position.via == via)
    ]
    if ending:
        replace_contested(state, target, ending)


def _break_silences(state: State, position: Position) -> None:
    target, member = position.target, state.members.get(position.member)
    if member is None or not member.counts_on(day_of(position.happened)):
        return
    for silence in tuple(state.silences.values()):
        if (
            target in silence.targets
            and silence.is_running(position.happened)
            and not text_changed(state, target, silence.version_of(target))
            and position.member not in [each.member for each in silence.breaches_of(target)]
        ):
            breach = Breach(target, position.member, position.happened, position.reason)
            breaches = (*silence.breaches, breach)
            state.journal.change(state.silences, silence.id, breaches=breaches)


@operation("take-position", 2, stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class TakePosition(Operation):
    """A member takes a position; it replaces the one it held on the target.

    The fields are those of `Position`. A member that is not at the meeting needs a `document`, and
    only an objection or a hold has `words`.

    Attributes:
        happened: when it was taken, if not when the step happened.
        digest: of the file and row it was imported from; the same row of it adds nothing again.
    """

    target: str
    version: str
    member: str
    stance: Stance
    reason: str = ""
    conditions: tuple[str, ...] = ()
    otherwise: Stance = Stance.OBJECT
    reservation: str = ""
    source: StatedBy = StatedBy.FLOOR
    via: str = ""
    document: str = ""
    happened: datetime | None = None
    digest: str = ""
    words: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses unknown members and targets, and words spoken by an absent member."""
        yield from unknown_members(state, (self.member,))
        yield from check_target(state, self.target, self.version, self.stance, apart=act.apart)
        yield from self._check_words(state)
        yield from _check_conditions(state, self.target, self.stance, self.conditions)
        if self.reservation and self.stance not in (Stance.SUPPORT, Stance.ACCEPT):
            yield f"a reservation goes with support or accept, not with {self.stance}"
        if self.via and self.via not in state.negotiating_groups:
            yield f"no negotiating group has the code {self.via}"
        if self.source is StatedBy.WRITTEN and act.meeting and not self.document:
            yield f"name the written source of the position of {self.member}"
        if self.source is StatedBy.FLOOR:
            yield from named_under_the_rule(
                state, act, "record the position in confidence, or the sense of the room"
            )
        spoken = self.source is StatedBy.FLOOR and act.meeting
        if spoken and state.presence_of(self.member, act.meeting) is Presence.ABSENT:
            noted = self.member in state.presence.get(act.meeting, ())
            yield (
                f"{self.member}{' was noted absent' if noted else '’s attendance was not noted'};"
                f" note the presence of {self.member} if it spoke here, and name the document if it"
                " wrote"
            )

    def objections(self) -> Iterator[tuple[str, str]]:
        """Yields its target and member, if it is an objection or a hold."""
        if self.stance in _BLOCKING:
            yield self.target, self.member

    def _check_words(self, state: State) -> Iterator[str]:
        if not self.words:
            return
        amendment = state.amendments.get(self.target)
        if not self.words.strip():
            yield "there are no words in what is quoted; quote some, or object to all of it"
        elif self.stance not in _BLOCKING:
            yield f"only an objection or reserved position is about some words, not {self.stance}"
        elif amendment is None or amendment.kind is not AmendmentKind.MODIFY:
            yield (
                f"words are named of an amendment that changes words, which {self.target} is not"
                if amendment is None and not state.is_target(self.target)
                else f"{state.handle_of(self.target)} is no amendment that changes words; object to"
                " the whole, or to an amendment to it"
            )
        elif amendment.state is AmendmentState.OPEN:
            text = state.text(amendment.target)
            changes = diff(text, state.text(amendment.id))
            if not any(
                names_words(self.words, HunkOutcome(text[each.start : each.end], each.text))
                for each in changes
            ):
                yield (
                    f"“{self.words}” is nothing that {amendment.handle} changes; quote words that"
                    " it puts in or takes out"
                )

    def apply(self, state: State, act: StepContext) -> None:
        # Many positions have the same of these; one string serves them all.
        position = Position(
            id=self.id,
            target=intern(self.target),
            version=intern(self.version),
            member=intern(self.member),
            stance=self.stance,
            happened=self.happened or act.happened,
            recorded=act.recorded,
            reason=self.reason,
            conditions=self.conditions,
            otherwise=self.otherwise,
            reservation=self.reservation,
            source=self.source,
            via=intern(self.via),
            document=intern(self.document),
            words=self.words,
        )
        hold_position(state, position)
        if self.digest:
            state.journal.put(state.imported, self.digest, self.id)


@operation("state-group-position")
@frozen(kw_only=True, repr=False, eq=False)
class StateGroupPosition(Operation):
    """A negotiating group speaks for its members, except those that spoke for themselves.

    Attributes:
        target: the id of the item, amendment or package.
        version: the id of the version the stance is taken on.
        group: the code of the negotiating group.
        members: the codes of the members it reaches; ids are given in this order.
        stance: what the group says.
        reason: why; empty means not stated.
        document: the written source, where there is one.
    """

    target: str
    version: str
    group: str
    members: tuple[str, ...]
    stance: Stance
    reason: str = ""
    document: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from named_under_the_rule(
            state, act, "record the positions of its members in confidence"
        )
        yield from check_target(state, self.target, self.version, self.stance, apart=act.apart)
        group = state.negotiating_groups.get(self.group)
        if group is None:
            yield f"no negotiating group has the code {self.group}"
            return
        for code in self.members:
            if not group.has(code):
                yield f"{code} is not in {self.group}"

    def objections(self) -> Iterator[tuple[str, str]]:
        """Yields its target with each member, if it is an objection or a hold."""
        if self.stance in _BLOCKING:
            yield from ((self.target, member) for member in self.members)

    def apply(self, state: State, act: StepContext) -> None:
        """Sets the position of each member, as stated via the group."""
        for number, code in enumerate(self.members):
            position = Position(
                id=f"{self.id}.{number}",
                target=self.target,
                version=self.version,
                member=code,
                stance=self.stance,
                happened=act.happened,
                recorded=act.recorded,
                reason=self.reason,
                source=StatedBy.GROUP,
                via=self.group,
                document=self.document,
            )
            hold_position(state, position)


@operation("withdraw-position")
@frozen(kw_only=True, repr=False, eq=False)
class WithdrawPosition(Operation):
    """A member takes its position back and holds none.

    Attributes:
        target: the id of the target.
        member: the member's code.
        reason: why; may be empty.
    """

    target: str
    member: str
    reason: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        holds = self.member in state.positions.get(self.target, {})
        if not holds and not any(
            each.member == self.member for each in state.contested_in(self.target)
        ):
            yield f"{self.member} holds no position there"
        yield from _settled(state, self.target)

    def apply(self, state: State, act: StepContext) -> None:
        """Removes it; an objection is withdrawn with it."""
        end_contested(state, self.target, self.member, ContestedState.WITHDRAWN)
        if self.member not in state.positions.get(self.target, {}):
            return
        state.remove_position(self.target, self.member)
        _withdraw_objection(state, self.target, self.member)


@operation("note-sense")
@frozen(kw_only=True, repr=False, eq=False)
class NoteSense(Operation):
    """The sense of the room is noted: quantities without names; it counts nowhere.

    The fields are those of `SenseOfTheRoom`.
    """

    target: str
    quantity: str
    stance: Stance
    note: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not state.is_target(self.target):
            yield f"no item, amendment or package has the id {self.target}"
        if not self.quantity.strip():
            yield "say how many, such as: several"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.senses, SenseOfTheRoom, happened=act.happened)


# The life of an objection after it was raised.


def _contested_by(state: State, target: str, member: str) -> list[ContestedChange]:
    return [each for each in state.contested_in(target) if each.member == member]


def _no_objection(state: State, target: str, member: str, verb: str) -> Iterator[str]:
    if not state.is_target(target):
        yield f"no item, amendment or package has the id {target}"
        return
    if _contested_by(state, target, member):
        return
    objection = objection_held(state, target, member)
    in_brackets = contested_by(state, target).get(member)
    if objection is None and in_brackets is not None:
        handle = state.handle_of(in_brackets.amendment)
        what = f"what {member} objects to or reserves on is in brackets as {handle}"
        if is_elsewhere(state, in_brackets):
            what = f"{member} objects to or reserves on the same words in {handle}"
        yield f"{what}; {verb} the objection of {member} to {handle}"
    elif objection is None:
        yield f"{member} has raised no objection there"
    elif not objection.is_standing:
        yield f"the objection of {member} was {objection.state} already"


@operation("answer-objection")
@frozen(kw_only=True, repr=False, eq=False)
class AnswerObjection(Operation):
    """An objection is answered in substance; it stands until it is settled.

    Attributes:
        target: the id of the target.
        member: the code of the member that objects.
        answer: what was answered.
    """

    target: str
    member: str
    answer: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _no_objection(state, self.target, self.member, "answer")
        if not self.answer.strip():
            yield "an answer needs words"

    def apply(self, state: State, act: StepContext) -> None:
        _note(state, self.target, self.member, ObjectionState.ANSWERED, self.answer)


@operation("settle-objection")
@frozen(kw_only=True, repr=False, eq=False)
class SettleObjection(Operation):
    """An objection is accommodated, withdrawn, or sustained.

    Attributes:
        target: the id of the target.
        member: the code of the member that objects.
        state: what became of it.
        reason: how; may be empty.
    """

    target: str
    member: str
    state: ObjectionState
    reason: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        verb = _ENDING_VERBS.get(self.state, "withdraw")
        yield from _no_objection(state, self.target, self.member, verb)
        if self.state in (ObjectionState.RAISED, ObjectionState.ANSWERED):
            yield "an objection ends accommodated, withdrawn or maintained"

    def apply(self, state: State, act: StepContext) -> None:
        _note(state, self.target, self.member, self.state)


_ENDING_VERBS = {ObjectionState.ACCOMMODATED: "accommodate", ObjectionState.SUSTAINED: "maintain"}
_ENDS_CONTESTED = {
    ObjectionState.ACCOMMODATED: ContestedState.ACCOMMODATED,
    ObjectionState.WITHDRAWN: ContestedState.WITHDRAWN,
}


def _note(state: State, target: str, member: str, became: ObjectionState, answer: str = "") -> None:
    """Records the outcome of all objections of a member to a text, carried over or raised."""
    contested = _contested_by(state, target, member)
    if became in _ENDS_CONTESTED:
        end_contested(state, target, member, _ENDS_CONTESTED[became])
    elif answer and contested:
        answered = [msgspec.structs.replace(each, answer=answer) for each in contested]
        replace_contested(state, target, answered)
    objection = objection_held(state, target, member)
    if objection is None or not objection.is_standing:
        if not contested:
            raise TypeError(f"{member} objects to nothing there, which the check should have said")
        return
    noted = msgspec.structs.replace(objection, state=became, answer=answer or objection.answer)
    state.journal.put(state.journal.nested(state.objections, target), member, noted)


@operation("rate-target", version=2, stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class RateTarget(RatingFields, Operation):
    """A member rates a wording; it replaces the rating the member gave before.

    Attributes:
        happened: when it was given, if not when the step happened.
    """

    happened: datetime | None = None

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from unknown_members(state, (self.member,))
        yield from check_target(state, self.target, self.version)
        if self.rating is not None and not 0 <= self.rating <= 100:
            yield f"a rating is a whole number from 0 to 100, not {self.rating}"
        if self.round < 1:
            yield "rounds are counted from 1"
        given = state.ratings.get(self.target, {}).get(self.member)
        if given is not None and given.round > self.round:
            yield f"{self.member} has rated it in round {given.round} already"

    def apply(self, state: State, act: StepContext) -> None:
        rating = self.build(Rating, happened=self.happened or act.happened)
        state.journal.put(state.journal.nested(state.ratings, self.target), self.member, rating)
