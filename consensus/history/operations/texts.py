"""Changes of an item's or amendment's text, and what they leave of the amendments to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar

import attrs
import msgspec
from attrs import frozen

from consensus.history.operation import Act, Operation, operation, upgrade
from consensus.history.operations.membership import unknown_holders
from consensus.model.amendment import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import UNKNOWN, ContestedChange, ContestedState, is_about
from consensus.model.introduction import note_recirculated
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.model.tally import contesting
from consensus.model.version import Cause, Version
from consensus.text.brackets import BracketedText
from consensus.text.combination import HunkOutcome


def add_version(
    state: State,
    version: str,
    target: str,
    wording: BracketedText,
    cause: Cause,
    merged_whole: tuple[str, ...] = (),
    unbracketed: tuple[str, ...] = (),
    instruction: str = "",
) -> None:
    """Give a target its next version and make it the current one."""
    previous = state.version_id(target)
    number = state.versions[previous].number + 1
    made = Version(
        version, target, number, wording, cause, merged_whole, previous, unbracketed, instruction
    )
    state.journal.put(state.versions, version, made)
    if target in state.amendments:
        amendment = msgspec.structs.replace(state.amendments[target], version=version)
        state.journal.put(state.amendments, target, amendment)
    else:
        item = attrs.evolve(state.items[target], version=version)
        state.journal.put(state.items, target, item)


_REWORDING = (AmendmentKind.MODIFY, AmendmentKind.SPLIT, AmendmentKind.JOIN)


def unsettled(state: State, text: str) -> Iterator[Amendment]:
    """The undecided amendments that say how the words of a text would read, whoever proposed them.

    They follow every change of the text: those that modify, split or join it.
    """
    for each in state.amendments_to.get(text, ()):
        amendment = state.amendments[each]
        if amendment.state is AmendmentState.OPEN and amendment.kind in _REWORDING:
            yield amendment


def redirect(state: State, amendment: Amendment, target: str) -> Amendment:
    """Make an amendment one to another text, which says what its own target said."""
    table = state.amendments_to
    left = tuple(each for each in table[amendment.target] if each != amendment.id)
    state.journal.put(table, amendment.target, left)
    state.journal.put(table, target, (*table.get(target, ()), amendment.id))
    redirected = msgspec.structs.replace(amendment, target=target, against=state.version_id(target))
    state.journal.put(state.amendments, amendment.id, redirected)
    return redirected


def closed_by_decision(state: State, target: str) -> Iterator[str]:
    """The reason why the words of a target stay as they are: it was decided."""
    if state.bars_changes(target):
        handle = state.handle_of(target)
        yield (
            f"{handle} is closed by a decision; reopen it first, as 'consensus decision record"
            f" {handle} reopened' does"
        )


@frozen(kw_only=True)
class FollowUp:
    """What a change of text leaves of one amendment to it.

    Attributes:
        amendment: the id of the amendment.
        seen: the id of its version before.
        wording: its next text; None when nothing of it is left.
        parts: for a split, the next texts of the second and later parts.
        cause: `remainder` when part of it was taken or closed, `rebased` when none was.
        target: the id of its target from now on, for an amendment to an amendment that was
            merged and so goes on as an amendment to the text it was merged into; empty when the
            target stays.
        taken: what was taken from it.
        closed: what the decision settled against it.
    """

    amendment: str
    seen: str
    wording: BracketedText | None = None
    parts: tuple[str, ...] = ()
    cause: Cause = Cause.REMAINDER
    target: str = ""
    taken: tuple[HunkOutcome, ...] = ()
    closed: tuple[HunkOutcome, ...] = ()


@frozen(kw_only=True)
class ContestedOutcome:
    """What a change of text makes of one change that a member objects to or holds.

    Attributes:
        amendment: the id of the amendment that the position was taken on.
        position: the id of the position.
        member: the code of the member.
        stance: `object` or `hold`.
        change: the words before and after.
        contested: the id of the contested change; empty where it goes in only now.
        held_by: the id of the text that held it; empty for the text that changes.
        target: the id of the text that holds it from now on, `#0` for the first new item of the
            same operation; empty for the text that changes.
        state: whether it stands, is to be confirmed, or has lapsed.
        start: where its words begin in the text; -1 when that is not known.
        end: where they end.
        unchanged: whether it was in that state before.
    """

    amendment: str
    position: str
    member: str
    stance: Stance
    change: HunkOutcome
    contested: str = ""
    held_by: str = ""
    target: str = ""
    state: ContestedState = ContestedState.STANDING
    start: int = UNKNOWN
    end: int = UNKNOWN
    unchanged: bool = False


def add_contested(state: State, contested: ContestedChange) -> None:
    """Put a contested change into the text that holds it."""
    held = state.contested.get(contested.target, ())
    state.journal.put(state.contested, contested.target, (*held, contested))


def replace_contested(state: State, target: str, changed: Iterable[ContestedChange]) -> None:
    """Put contested changes of a text in the place of those with the same id."""
    by_id = {each.id: each for each in changed}
    held = tuple(by_id.get(each.id, each) for each in state.contested.get(target, ()))
    state.journal.put(state.contested, target, held)


def settle_contested(
    state: State, operation: str, target: str, outcomes: Iterable[ContestedOutcome]
) -> None:
    """Carry what members object to, or hold, over to the texts that have the words now.

    What is not there, since its member withdrew it in another copy, stays away.
    """
    for number, each in enumerate(outcomes):
        holder = each.target or target
        if holder.startswith("#"):
            holder = f"{operation}.{holder[1:]}"
        if each.contested:
            before = each.held_by or target
            held = state.contested.get(before, ())
            found = next((one for one in held if one.id == each.contested), None)
            ended = found is None or not (found.is_open or found.state is ContestedState.LAPSED)
            if found is None or ended:
                continue
            made = msgspec.structs.replace(
                found, target=holder, state=each.state, start=each.start, end=each.end
            )
            if holder == before:
                replace_contested(state, holder, (made,))
                continue
            left = tuple(one for one in held if one is not found)
            state.journal.put(state.contested, before, left)
            add_contested(state, made)
            continue
        for position, stance, answer in contesting(state, each.amendment):
            if position.id == each.position:
                add_contested(
                    state,
                    ContestedChange(
                        id=f"{operation}.c{number}",
                        target=holder,
                        position=position,
                        stance=stance,
                        change=each.change,
                        start=each.start,
                        end=each.end,
                        state=each.state,
                        answer=answer,
                    ),
                )


def contest_unseen(
    state: State,
    operation: str,
    amendment: str,
    holder: str,
    changes: Iterable[HunkOutcome],
    seen: Collection[str] = (),
) -> None:
    """Carry objections and holds of which an operation says nothing: another copy brought them.

    Args:
        state: the state; the amendment has gone in.
        operation: the id of the operation.
        amendment: the id of the amendment.
        holder: the id of the text that holds its changes now.
        changes: what went in.
        seen: the ids of the positions that the operation speaks of, or that were seen before.
    """
    for position, stance, answer in contesting(state, amendment):
        if position.id in seen:
            continue
        for number, change in enumerate(changes):
            if is_about(position, change):
                made = f"{operation}.{position.id}.{number}"
                add_contested(
                    state,
                    ContestedChange(made, holder, position, stance, change, answer=answer),
                )


def is_of_words(state: State, contested: ContestedChange) -> bool:
    """Whether it is about words of a text, not about where an item is, or that there is one."""
    return state.amendments[contested.amendment].kind in _REWORDING


def confirm_unseen(state: State, target: str, outcomes: Iterable[ContestedOutcome]) -> None:
    """Make to be confirmed what a change of text says nothing of."""
    seen = {each.contested for each in outcomes}
    unseen = [
        msgspec.structs.replace(each, state=ContestedState.TO_CONFIRM, start=UNKNOWN, end=UNKNOWN)
        for each in state.contested_in(target)
        if each.id not in seen and is_of_words(state, each)
    ]
    if unseen:
        replace_contested(state, target, unseen)


@operation("change-text", 3)
@frozen(kw_only=True)
class ChangeText(Operation):
    """The text of an item or amendment becomes another: a merge, an edit, a bracket.

    Attributes:
        target: the id of the item or amendment.
        seen: the id of the version that was changed.
        wording: the text from now on.
        cause: why, which decides what positions on it carry over.
        merged_whole: the ids of the amendments that went in whole.
        merged_in_part: the ids of the amendments of which a part went in.
        follow_ups: what is left of each amendment to the target, and of those to them.
        reason: why; may be empty, unless something contested goes in without brackets.
        contested: what becomes of each change that a member objects to or holds.
        unbracketed: the ids of the amendments of which words that a member objects to, or holds,
            went in without brackets, on the chair's instruction.
        bracketed: the ids of the amendments of which words went in in brackets.
        opposing: the codes of the members who object to such words, or hold them.
        carries: whether objections go with the words; they did not in the first schema version.
    """

    INCIDENTAL: ClassVar[frozenset[str]] = Operation.INCIDENTAL | {
        "contested",
        "carries",
        "bracketed",
        "opposing",
    }

    target: str
    seen: str
    wording: BracketedText
    cause: Cause
    merged_whole: tuple[str, ...] = ()
    merged_in_part: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    reason: str = ""
    contested: tuple[ContestedOutcome, ...] = ()
    unbracketed: tuple[str, ...] = ()
    bracketed: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    carries: bool = True

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse when anything it builds on has changed since it was looked at."""
        if self.target not in state.items and self.target not in state.amendments:
            yield f"nothing with a text has the id {self.target}"
            return
        handle = state.handle_of(self.target)
        if state.version_id(self.target) != self.seen:
            yield f"{handle} has changed since; look at it again"
        if self.target in state.items and state.items[self.target].removed:
            yield f"{handle} was removed from the draft"
        if self.cause is not Cause.EDITORIAL:
            yield from closed_by_decision(state, self.target)
        changed = state.amendments.get(self.target)
        if changed is not None and changed.state is not AmendmentState.OPEN:
            yield f"{handle} is {changed.state} already"
        yield from unknown_holders(state, self.wording)
        yield from self._check_follow_ups(state)
        yield from self._check_unbracketed(state)

    def _check_unbracketed(self, state: State) -> Iterator[str]:
        settled = {each.amendment for each in self.follow_ups if each.closed}
        followed = {each.amendment for each in self.follow_ups}
        for each in self.bracketed:
            if each not in followed:
                yield f"{each} is not among the amendments that follow"
        for member in self.opposing:
            if member not in state.members:
                yield f"no member has the code {member}"
        for each in self.unbracketed:
            if each not in settled.union(self.merged_whole, self.merged_in_part):
                yield f"{each} is not among the amendments that went in"
        if self.unbracketed and not self.reason.strip():
            handles = ", ".join(
                state.handle_of(each) for each in self.unbracketed if each in state.amendments
            )
            yield (
                f"words of {handles} that members object to or hold go in without brackets only"
                " on the chair's instruction; give the chair's reason, or leave the brackets"
            )

    def exclusive_targets(self) -> tuple[str, ...]:
        """The text, and the amendments that follow its change."""
        return (self.target, *(each.amendment for each in self.follow_ups))

    def _check_follow_ups(self, state: State) -> Iterator[str]:
        followed = {each.amendment for each in self.follow_ups}
        for each in self.follow_ups:
            amendment = state.amendments.get(each.amendment)
            if amendment is None:
                yield f"no amendment has the id {each.amendment}"
            elif amendment.state is not AmendmentState.OPEN:
                yield f"{amendment.handle} is {amendment.state} already"
            elif state.version_id(each.amendment) != each.seen:
                yield f"{state.handle_of(each.amendment)} has changed since; look at it again"
        carried = [each.amendment for each in self.follow_ups if each.wording or each.taken]
        for text in (self.target, *carried):
            for amendment in unsettled(state, text):
                if amendment.id not in followed:
                    handle = state.handle_of(text)
                    yield f"{amendment.handle} came in since; look at {handle} again"

    def apply(self, state: State, act: Act) -> None:
        """Set the text and leave of each amendment what is left."""
        wordings = {self.target: self.wording} | {
            each.amendment: each.wording for each in self.follow_ups if each.wording is not None
        }
        changed = [
            text for text, wording in wordings.items() if state.version(text).wording != wording
        ]
        self._note_recirculated(state, act)
        add_version(
            state,
            self.id,
            self.target,
            self.wording,
            self.cause,
            self.merged_whole,
            self.unbracketed,
            self.reason if self.unbracketed else "",
        )
        for number, each in enumerate(self.follow_ups):
            self._follow(state, each, f"{self.id}.{number}")
        if not self.carries:
            return
        for text in changed:
            confirm_unseen(state, text, self.contested)
        settle_contested(state, self.id, self.target, self.contested)
        seen = {each.position for each in self.contested}
        for each in self.follow_ups:
            if each.taken:
                holder = self._holder(state, state.amendments[each.amendment].target)
                contest_unseen(state, self.id, each.amendment, holder, each.taken, seen)

    def _note_recirculated(self, state: State, act: Act) -> None:
        amendments = (*self.merged_whole, *self.merged_in_part)
        note_recirculated(state, (self.target,), amendments, act.happened)
        # What is chosen from brackets was there, and another wording of an amendment is its own.
        is_new = self.cause is Cause.EDIT and state.version(self.target).wording.is_clean
        if is_new and self.target in state.items and state.settings[""].notice:
            state.journal.put(state.recirculated, self.target, act.happened)

    def _holder(self, state: State, target: str) -> str:
        """The text that holds what was taken of an amendment to a target."""
        above = state.amendments.get(target)
        is_open = above is not None and above.state is AmendmentState.OPEN
        return target if target == self.target or is_open else self.target

    def _follow(self, state: State, each: FollowUp, version: str) -> None:
        if each.wording is not None:
            add_version(state, version, each.amendment, each.wording, each.cause)
        amendment = state.amendments[each.amendment]
        if each.target:
            amendment = redirect(state, amendment, each.target)
        ended = amendment.state
        against = state.version_id(amendment.target)
        if each.wording is None and each.taken:
            ended = AmendmentState.MERGED
        elif each.wording is None:
            # Its words stay as they were, over the text they were said of.
            ended, against = AmendmentState.CLOSED, amendment.against
        changed = msgspec.structs.replace(
            amendment,
            state=ended,
            against=against,
            parts=each.parts or amendment.parts,
            merged_before=amendment.merged_before or bool(each.taken and not self.carries),
            taken_hunks=amendment.taken_hunks + each.taken,
            closed_hunks=amendment.closed_hunks + each.closed,
        )
        state.journal.put(state.amendments, each.amendment, changed)


@upgrade("change-text", 1)
def _carry_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    """Its amendments count as agreed, and objections to them stayed where they were."""
    return {**fields, "carries": False}


@upgrade("change-text", 2)
def _name_nothing_in_brackets(fields: dict[str, Any]) -> dict[str, Any]:
    """It did not say whose words went in in brackets."""
    return fields
