"""Which undecided amendments to a text may be merged, and which members object to or hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

import msgspec
from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operations.drafts import closed_by_decision, ended, settled_with, unsettled
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import is_about
from consensus.model.counting import contesting, contesting_elsewhere, is_elsewhere
from consensus.model.decisions import phrased
from consensus.model.positions import Position, Stance
from consensus.model.rivals import competing_amendments, same_arrangements
from consensus.model.staleness import ConditionState
from consensus.model.state import State
from consensus.rules.explain import explain_standing
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status
from consensus.text.combination import Combination
from consensus.text.display import list_phrase
from consensus.text.hunk import HunkOutcome
from consensus.text.merge import linked_changes

_READY = (Status.READY, Status.AGREED, Status.ADOPTED)


@frozen
class Dissent:
    """A member who objects to words that may be merged, or reserves its position on them."""

    member: str  # the code of the member
    stance: Stance  # `object` or `hold`
    on: str  # the handle of the amendment whose words they are, or the name of a bracket such as B1
    reason: str = ""  # why; empty when it was not stated
    # Whether it is only conditional: words are merged only if named, and need no brackets.
    is_conditional: bool = False
    words: str = ""  # the words that it is about; empty where it is about all of the amendment
    # The handle of another amendment, where it objects to the same words there; else empty.
    elsewhere: str = ""
    failed: str = ""  # that a condition of its support failed and how, where it objects for that

    @property
    def where(self) -> str:
        """Where the member said so: a handle, or the name of a bracket such as B1."""
        return self.elsewhere or self.on

    @property
    def sentence(self) -> str:
        """A phrase such as `MER objects: “too strong”`."""
        what = _DISSENT[self.stance]
        if self.is_conditional:
            what = "has a condition"
        if self.words:
            what += f" {'to' if self.stance is Stance.OBJECT else 'on'} “{self.words}”"
        why = self.failed or (f"“{self.reason}”" if self.reason else "")
        return f"{self.member} {what}{f': {why}' if why else ''}"


_DISSENT = {Stance.OBJECT: "objects", Stance.HOLD: "reserves its position"}
_ONLY = "only on the Chair's instruction, with a reason"


def said_of(against: Iterable[Dissent]) -> str:
    """Returns phrases such as `MER objects: “too strong” (A4); UVD reserves its position (A5)`."""
    return "; ".join(dict.fromkeys(f"{each.sentence} ({each.where})" for each in against))


def only_with_a_reason(handles: Sequence[str], against: Sequence[Dissent]) -> str:
    """Returns a sentence on who opposes words of some amendments, and how they go in anyway."""
    said = said_of(each for each in against if each.on in handles)
    return f"{said}: words of {', '.join(handles)} are merged without brackets {_ONLY}"


def check_instruction(
    handle: str, against: Sequence[Dissent], without_brackets: bool, reason: str
) -> None:
    """Checks that an opposed amendment has the Chair's instruction and a reason.

    Raises Rejected where a member objects or holds, and either is missing.
    """
    is_opposed = any(not each.is_conditional for each in against)
    if is_opposed and not (without_brackets and reason.strip()):
        raise Rejected(f"{said_of(against)}: {handle} is merged {_ONLY}")


@frozen
class PlannedChange:
    """A change that no amendment contradicts, and whether it goes in."""

    # Its number, from 1, as `changes` takes it; several for one edit in several places.
    numbers: tuple[int, ...]
    replaces: str  # the words as they are
    text: str  # the words that stand there instead
    by: tuple[str, ...]  # the handles of the amendments that want it
    in_part: tuple[str, ...]  # those of them that hold it within a claim that contends elsewhere
    ready: tuple[str, ...]  # those of them for whose sake it goes in when nothing is named
    why_not: str  # why it does not go in by default; empty where it does
    against: tuple[Dissent, ...]  # who objects to it, or holds it, in any of these amendments
    is_ticked: bool = False  # whether it goes in
    in_brackets: bool = False  # whether it goes in in brackets, since a member objects or holds

    @property
    def is_default(self) -> bool:
        """Whether it goes in without being named."""
        return bool(self.ready)

    @property
    def is_doubted(self) -> bool:
        """Whether it goes in in brackets, or on the Chair's instruction, if it is named."""
        return any(not each.is_conditional for each in self.against)

    @property
    def number(self) -> int:
        """The lowest of the numbers by which a merge names it, counted from 1."""
        return self.numbers[0]

    @property
    def places(self) -> tuple[int, ...]:
        """Its indices into the changes of the combination."""
        return tuple(number - 1 for number in self.numbers)


@frozen
class Readiness:
    """Which undecided amendments to a text are ready, and who objects to them or holds them."""

    not_ready: Mapping[str, str]  # why an amendment is not ready; empty where it is
    # Why an amendment is not introduced yet, for those that are not.
    not_introduced: Mapping[str, str]
    # The members, each with the position; None where it is about all of the words.
    dissent: Mapping[str, Sequence[tuple[Position | None, Dissent]]]
    same: Set[str]  # the handles of those that want what a member objects to in another amendment

    @classmethod
    def of(cls, state: State, judgement: Judgement, target: str) -> Readiness:
        """Returns the readiness of the undecided amendments to a text."""
        not_ready: dict[str, str] = {}
        not_introduced: dict[str, str] = {}
        dissent: dict[str, list[tuple[Position | None, Dissent]]] = {}
        same: set[str] = set()
        for each in competing_amendments(state, target):
            verdict = judgement.verdict(each.id, with_moves=False)
            not_ready[each.handle] = ""
            if any(is_elsewhere(state, one) for one in verdict.counts.contested):
                same.add(each.handle)
            if early := judgement.not_introduced(each.id):
                not_ready[each.handle] = not_introduced[each.handle] = early.sentence()
            elif verdict.status not in _READY and not verdict.is_provisional:
                why = explain_standing(verdict, state.name_of)
                not_ready[each.handle] = f"not ready: {'; '.join(why) or verdict.status}"
            dissent[each.handle] = _dissent_on(state, judgement, each, verdict.counts.conditional)
        return cls(not_ready, not_introduced, dissent, same)

    @property
    def handles(self) -> Iterable[str]:
        """The handles of the amendments, in the order in which they were proposed."""
        return self.not_ready

    def against(self, by: Iterable[str], replaces: str, text: str) -> tuple[Dissent, ...]:
        """Returns the members that object to a change of some amendments, or hold it."""
        change, keys = HunkOutcome(replaces, text), tuple(by)
        said = (each for key in keys for each in self.dissent[key])
        found = (e for p, e in said if p is None or is_about(p, change))
        return tuple(dict.fromkeys(each for each in found if each.elsewhere not in keys))

    def changes(self, combination: Combination) -> list[PlannedChange]:
        """Returns the changes that no amendment contradicts, none of them ticked yet.

        By default a change goes in for an amendment that is ready and has no objection or hold, and
        only if no member objects to or holds the same change of another.
        """
        found = []
        for places, replaces, text in linked_changes(combination):
            change, numbers = combination.changes[places[0]], tuple(at + 1 for at in places)
            in_part = tuple(dict.fromkeys(key for key, _ in change.in_part))
            against = self.against(change.by, replaces, text)
            why_not = {key: self.why_not(key) for key in change.by if key not in in_part}
            ready = [key for key, why in why_not.items() if not why]
            opposed = [each for each in against if not each.is_conditional]
            is_same = not self.same.isdisjoint(change.by)
            if opposed and (ready or is_same):
                said, ready = said_of(opposed), []
            else:
                keyed = [f"{key}: {why}" for key, why in why_not.items()]
                said = "" if ready else "; ".join(keyed if len(keyed) > 1 else why_not.values())
            fields = numbers, replaces, text, change.by, in_part, tuple(ready), said, against
            found.append(PlannedChange(*fields))
        return found

    def is_ready(self, handle: str) -> bool:
        """Returns whether an amendment meets its rule, without objections, holds or waits."""
        return not self.why_not(handle)

    def why_not(self, handle: str) -> str:
        """Returns why an amendment does not go in by default; empty where it does."""
        said = [each.sentence for _, each in self.dissent[handle] if not each.elsewhere]
        return "; ".join(said) or self.not_ready[handle]


def failure_words(state: State, position: Position) -> str:
    """Returns why a stance is off, such as `its condition failed: A2 was rejected`; or nothing."""
    became = []
    for each in ConditionState.of(position, state).failed:
        decision, amendment = state.last_decision(each), state.amendments.get(each)
        end = phrased(decision.outcome) if decision else amendment.state if amendment else "deleted"
        became.append(f"{state.name_of(each)} was {end}")
    return f"its condition failed: {list_phrase(became)}" if became else ""


def dissent_on(state: State, judgement: Judgement, amendment: str) -> tuple[Dissent, ...]:
    """Returns the objections, also to its words elsewhere, holds and conditions of an amendment."""
    own = state.amendments[amendment]
    found = _dissent_on(state, judgement, own, judgement.counts(amendment).conditional)
    for other in same_arrangements(state, own):
        if other.state is AmendmentState.OPEN:
            found += _dissent_on(state, judgement, other, ())
    return tuple(dict.fromkeys(said for _, said in found))


def _dissent_on(
    state: State, judgement: Judgement, amendment: Amendment, conditional: Iterable[str]
) -> list[tuple[Position | None, Dissent]]:
    """Returns the counting members that object to an amendment, hold it or wait for a condition."""
    counted, handle = judgement.electorate.groups, amendment.handle
    found: list[tuple[Position | None, Dissent]] = [
        (
            position,
            Dissent(
                *(position.member, stance, handle, position.reason),
                words=position.words,
                failed=failure_words(state, position),
            ),
        )
        for position, stance, _ in contesting(state, amendment.id)
        if position.member in counted
    ]
    # The same words that a member objects to in an amendment that was withdrawn or rejected.
    found += [
        (
            msgspec.structs.replace(position, words=change.text.strip() or change.replaces.strip()),
            Dissent(
                *(position.member, stance, handle, position.reason),
                elsewhere=state.handle_of(position.target),
            ),
        )
        for position, stance, _, change in contesting_elsewhere(state, amendment)
        if position.member in counted
        # An undecided one wants the change itself.
        and state.amendments[position.target].state is not AmendmentState.OPEN
    ]
    # What went into the amendment itself against an objection is in its words.
    found += [
        (None, Dissent(held.member, held.stance, handle, held.position.reason))
        for held in state.contested_in(amendment.id)
        if held.member in counted
    ]
    for member in conditional:
        position = state.positions[amendment.id][member]
        found.append((position, Dissent(member, Stance.HOLD, handle, position.reason, True)))
    return found


def bars_merging(state: State, target: str) -> tuple[str, ...]:
    """Returns the reasons why nothing can be merged into a text: decided, or gone."""
    reasons = closed_by_decision(state, target), ended(state, target), settled_with(state, target)
    return tuple(reason for each in reasons for reason in each)


def bars_arranging(state: State, amendment: Amendment) -> Iterator[str]:
    """Yields the reasons why an amendment cannot delete, move, split or join its items."""
    items = (amendment.target, *amendment.others)
    for item in items:
        yield from closed_by_decision(state, item)
    if not any(map(state.bars_changes, items)):
        yield from settled_with(state, amendment.id)
    if amendment.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN):
        if state.spanning:
            from consensus.model.spanning import ends_among

            for bracket in ends_among(state, items):
                yield f"{bracket} opens or closes among the words; settle it first"
        others = [e for item in items for e in unsettled(state, item) if state.is_open(e)]
        handles = dict.fromkeys(each.handle for each in others if each is not amendment)
        if handles:
            verb = "changes" if len(handles) == 1 else "change"
            them = f"the words that {amendment.handle} would rearrange"
            yield f"{', '.join(handles)} {verb} {them}; merge or decide them first"
