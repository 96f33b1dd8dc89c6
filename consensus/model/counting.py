"""Counting: who counts on a day, tallies of positions, and counts per stakeholder group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from operator import attrgetter
from typing import NamedTuple, TypeAlias

import attrs
import msgspec
from attrs import frozen

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import (
    ContestedChange,
    ContestedState,
    has_words,
    is_about,
    names_words,
)
from consensus.model.meetings import Presence
from consensus.model.positions import SUPPORTIVE, Objection, Position, Stance, StatedBy
from consensus.model.rivals import arranged_change, same_arrangements, same_changes
from consensus.model.staleness import (
    ConditionState,
    current_bits,
    is_in_text,
    is_stale,
    is_whole,
    stance_in_force,
    supportive_bits,
    text_changed,
)
from consensus.model.state import State
from consensus.text.hunk import HunkOutcome
from consensus.text.merge import Choice, options_over


@frozen
class Electorate:
    """The members that count on a day, computed once for many counts."""

    groups: Mapping[str, str]  # member code to the code of its stakeholder group
    everybody: int  # the bits of all of them
    group_bits: Mapping[str, int]  # the code of each stakeholder group to the bits of its members
    there: int | None  # the bits of the members at the meeting; None between meetings
    _on_days: dict[date, Electorate] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    @classmethod
    def of(cls, state: State, day: date) -> Electorate:
        """Returns the members eligible on a day, and who is present at the open meeting."""
        index = state.positions.member_index
        groups: dict[str, str] = {}
        group_bits: dict[str, int] = {}
        everybody = there = 0
        meeting = state.meeting
        for member in state.counting(day):
            groups[member.code] = member.group
            bit = index.of(member.code)
            everybody |= bit
            group_bits[member.group] = group_bits.get(member.group, 0) | bit
            if meeting and state.presence_of(member.code, meeting.id) is not Presence.ABSENT:
                there |= bit
        return cls(groups, everybody, group_bits, there if meeting else None)

    def on(self, state: State, target: str) -> Electorate:
        """Returns those that count on a target: on a roll call, the members of its day."""
        voted = state.items[target].voted if target in state.items else None
        if voted is None:
            return self
        if voted not in self._on_days:
            self._on_days[voted] = attrs.evolve(Electorate.of(state, voted), there=None)
        return self._on_days[voted]

    def groups_over(self, state: State, targets: Iterable[str]) -> dict[str, str]:
        """Returns the members that count on one of several targets, to their stakeholder groups."""
        days = {state.items[each].voted if each in state.items else None: each for each in targets}
        several = [self.on(state, each).groups for each in days.values()]
        return {member: group for groups in several for member, group in groups.items()}

    @cached_property
    def declared_groups(self) -> tuple[str, ...]:
        """The codes of the stakeholder groups that have members."""
        return tuple(group for group, bits in self.group_bits.items() if group and bits)


class Standpoint(StrEnum):
    """Classes of the members entitled to a position: each is in exactly one, unless recused."""

    SUPPORT = "support"
    ACCEPT = "accept"
    ABSTAIN = "abstain"
    HOLD = "hold"
    DISAGREE = "disagree"
    OBJECT = "object"
    CONDITIONAL = "conditional"  # its position waits for a condition
    RECONFIRM = "to be reconfirmed"  # it spoke on an earlier text, or only on a part merged since
    NONE = "no position"


# Going through an enumeration itself takes longer than counting.
_STANCES = tuple(Stance)
_CAST = tuple(stance for stance in _STANCES if stance.is_cast)
_SPOKEN = tuple(stance for stance in _STANCES if stance is not Stance.RECUSE)
_TAKEN = tuple((Standpoint(each), each) for each in _SPOKEN)
_AGAINST = (Stance.OBJECT, Stance.HOLD)


# Neither this nor the next can be part of a cycle, so the garbage collector need not track them.
class GroupCount(msgspec.Struct, frozen=True, gc=False):
    """The members of one stakeholder group, counted."""

    eligible: int = 0  # how many members count, those who recused themselves already taken out
    present: int | None = None  # how many of the eligible are at the meeting; None outside meetings
    # How many fresh positions there are of each stance.
    stances: Mapping[Stance, int] = msgspec.field(default_factory=dict)
    answered: int = 0  # how many of those who object were answered in substance
    # The fresh ratings of the latest round, in ascending order.
    ratings: tuple[int, ...] = ()
    unrated: int = 0  # how many answered in that round that they cannot judge

    def of(self, *stances: Stance) -> int:
        """Returns how many take one of these stances."""
        found, taken = 0, self.stances.get
        for stance in stances:
            found += taken(stance, 0)
        return found

    def without(self, *stances: Stance) -> GroupCount:
        """Returns a copy without members of these stances."""
        left = {**self.stances}
        for stance in stances:
            left.pop(stance, None)
        answered = 0 if Stance.OBJECT in stances else self.answered
        return GroupCount(self.eligible, self.present, left, answered, self.ratings, self.unrated)


def together(counts: Collection[GroupCount]) -> GroupCount:
    """Returns the counts of several groups added up; presence of those for which it is known."""
    if len(counts) == 1:
        return next(iter(counts))
    stances: dict[Stance, int] = {}
    for each in counts:
        for stance, number in each.stances.items():
            stances[stance] = stances.get(stance, 0) + number
    present = [each.present for each in counts if each.present is not None]
    return GroupCount(
        sum([each.eligible for each in counts]),
        sum(present) if present else None,
        stances,
        sum([each.answered for each in counts]),
        tuple(sorted([rating for each in counts for rating in each.ratings])),
        sum([each.unrated for each in counts]),
    )


class LazyGroupCounts(Mapping[str, GroupCount]):
    """Mapping of stakeholder group to counts, computed on first access.

    Most rules read only `total`, the counts of all members together.
    """

    __slots__ = ("_groups", "_tell_apart", "total")

    def __init__(
        self, total: GroupCount, tell_apart: Callable[[], Mapping[str, GroupCount]]
    ) -> None:
        self.total: GroupCount = total
        self._tell_apart = tell_apart
        self._groups: Mapping[str, GroupCount] | None = None

    def without(self, *stances: Stance) -> LazyGroupCounts:
        """Returns a copy without members of these stances."""
        return LazyGroupCounts(
            self.total.without(*stances),
            lambda: {code: group.without(*stances) for code, group in self.items()},
        )

    @property
    def _by_group(self) -> Mapping[str, GroupCount]:
        if self._groups is None:
            self._groups = self._tell_apart()
        return self._groups

    def __getitem__(self, code: str) -> GroupCount:
        return self._by_group[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_group)

    def __len__(self) -> int:
        return len(self._by_group)

    def __repr__(self) -> str:
        return repr(self._by_group)


def groups_of(groups: Mapping[str, GroupCount]) -> LazyGroupCounts:
    """Returns the counts of each group as a mapping, by code."""
    if isinstance(groups, LazyGroupCounts):
        return groups
    return LazyGroupCounts(together(groups.values()), partial(dict, groups))


_NOBODY = groups_of({})


Narrow: TypeAlias = "Callable[[frozenset[str], bool], Counts]"
Classes: TypeAlias = Mapping[Standpoint, tuple[str, ...]]


class Standing(msgspec.Struct, frozen=True, gc=False):
    """A standing objection, as the rules see it."""

    member: str  # who objects
    group: str = ""  # the code of its stakeholder group
    answered: bool = False  # whether the objection was answered in substance
    reason: str = ""  # why; empty means not stated


@frozen
class Counts:
    """What the members say of one target."""

    # By code of the stakeholder group; members of none are under the empty code.
    groups: LazyGroupCounts = attrs.field(default=_NOBODY, converter=groups_of)
    # The standing objections of eligible members; `object` is counted in `groups` too.
    standing: tuple[Standing, ...] = ()
    holds: tuple[str, ...] = ()  # the codes of members who reserve their position
    # The codes of members whose supportive position needs to be reconfirmed.
    stale: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()  # the codes of members whose position waits for a condition
    silent: int = 0  # how many eligible members have no position at all
    # The codes of members that proposed or supported part of the text, and said nothing of the
    # whole since; they are among the silent.
    proposed: tuple[str, ...] = ()
    # The changes in the text that eligible members object to or hold since before these went in;
    # each member counts once under its stance.
    contested: tuple[ContestedChange, ...] = ()
    disagreed: tuple[str, ...] = ()  # likewise of members that disagreed with part of the text
    _narrow: Narrow | None = attrs.field(default=None, eq=False, repr=False)
    _members: Callable[[], Classes] | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def no_position(self) -> int:
        """How many have said nothing, of the whole or a part, and need not reconfirm."""
        return self.classes[Standpoint.NONE]

    @property
    def classes(self) -> dict[Standpoint, int]:
        """The number of members in each class; all together are the eligible ones."""
        found = {standpoint: self.of(stance) for standpoint, stance in _TAKEN}
        found[Standpoint.HOLD] -= len(self.conditional)
        found[Standpoint.CONDITIONAL] = len(self.conditional)
        again = found[Standpoint.RECONFIRM] = len((*self.stale, *self.proposed, *self.disagreed))
        found[Standpoint.NONE] = self.silent - again
        return found

    def members(self) -> Classes:
        """Returns the codes of the members in each class; TypeError if made of numbers alone."""
        if self._members is None:
            raise TypeError("these counts do not know the members")
        return self._members()

    @property
    def eligible(self) -> int:
        """How many members count, without recused ones."""
        return self.groups.total.eligible

    @property
    def present(self) -> int | None:
        """How many eligible members are at the meeting; None outside meetings."""
        return self.groups.total.present

    @property
    def cast(self) -> int:
        """How many positions count as cast; holds and recusals never do."""
        return self.of(*_CAST)

    @property
    def in_favour(self) -> int:
        """How many support or accept."""
        return self.of(Stance.SUPPORT, Stance.ACCEPT)

    @property
    def unanswered(self) -> int:
        """How many standing objections were not answered in substance."""
        return self.of(Stance.OBJECT) - self.groups.total.answered

    @property
    def ratings(self) -> tuple[int, ...]:
        """The fresh ratings of the latest round, in ascending order."""
        return self.groups.total.ratings

    @property
    def unrated(self) -> int:
        """How many answered in the latest round that they cannot judge."""
        return self.groups.total.unrated

    def of(self, *stances: Stance) -> int:
        """Returns how many take one of these stances."""
        return self.groups.total.of(*stances)

    def stances(self) -> dict[Stance, int]:
        """Returns the number of members of each stance, 0 included."""
        return {**dict.fromkeys(_STANCES, 0), **self.groups.total.stances}

    def only(self, group: str) -> Counts:
        """Returns the counts of one stakeholder group; who holds is named only if all are in it."""
        own = self.groups.get(group, GroupCount())
        all_here = own.of(Stance.HOLD) == self.of(Stance.HOLD)
        return attrs.evolve(
            self,
            groups=groups_of({group: own}),
            standing=tuple(each for each in self.standing if each.group == group),
            holds=self.holds if all_here else (),
            stale=(),
            proposed=(),
            disagreed=(),
            contested=(),
            conditional=self.conditional if all_here else (),
            silent=max(0, own.eligible - own.of(*_SPOKEN)),
        )

    def narrowed(self, members: frozenset[str], reasoned: bool = False) -> Counts:
        """Returns the counts of some members; with `reasoned`, votes against need a reason."""
        if self._narrow is None:
            raise TypeError("counts made of numbers alone name no members")
        return self._narrow(members, reasoned)


def objection_of(position: Position, objections: Mapping[str, Objection]) -> Objection:
    """Returns the objection behind a position, with its recorded state and answer."""
    recorded = objections.get(position.member)
    if recorded is not None and recorded.id == position.id:
        return recorded
    return Objection(position.id, position.target, position.member, position.reason)


def contested_on(state: State, target: str) -> tuple[ContestedChange, ...]:
    """Returns the changes in a text, in brackets or not, that members object to or hold.

    A choice in brackets is contested as long as it stands there, also when its amendment was
    rejected or withdrawn; a position on the text with the bracket replaces what its member
    contested. In an amendment the same change is contested that members object to in another.
    """
    others = enumerate(contesting_elsewhere(state, state.amendments.get(target)))
    elsewhere = (
        ContestedChange(f"{target}.{said.id}.e{at}", target, said, stance, change, answer=answer)
        for at, (said, stance, answer, change) in others
    )
    in_brackets = (each for each, _, _ in contested_options(state, target))
    return (*state.contested_in(target), *elsewhere, *in_brackets)


def contested_options(state: State, target: str) -> Iterator[tuple[ContestedChange, Choice, str]]:
    """Yields the options in the brackets of a text that members object to or hold.

    Each comes with its choice, and what its amendment makes of the text.
    """
    if target in state.packages or (now := state.version(target).wording).is_clean:
        return
    text = now.notation()
    spoken = state.positions.get(target, {})
    found: set[tuple[str, HunkOutcome]] = set()
    for amendment in state.amendments_on(target):
        if amendment.kind is not AmendmentKind.MODIFY or amendment.state is AmendmentState.MERGED:
            continue
        against = [
            each
            for each in contesting(state, amendment.id)
            if each[0].member not in spoken
            or now != state.versions[spoken[each[0].member].version].wording
        ]
        for position, stance, answer, change in contesting_elsewhere(state, amendment):
            if state.amendments[position.target].state is not AmendmentState.OPEN:
                words = change.text.strip() or change.replaces.strip()
                against.append((msgspec.structs.replace(position, words=words), stance, answer))
        if not against:
            continue
        is_open = amendment.state is AmendmentState.OPEN
        before = text if is_open else state.versions[amendment.against].text
        wording, options = options_over(before, text, state.text(amendment.id))
        changes = [(choice, change) for choice in options for change in choice.changes]
        for position, stance, answer in against:
            for number, (choice, change) in enumerate(changes):
                if is_about(position, change) and (position.id, change) not in found:
                    found.add((position.id, change))
                    name = f"{amendment.id}.{position.id}.b{number}"
                    contested = ContestedChange(
                        name, target, position, stance, change, answer=answer
                    )
                    yield contested, choice, wording


def is_elsewhere(state: State, contested: ContestedChange) -> bool:
    """Returns whether it is contested in an amendment since another wants the same."""
    own, other = state.amendments.get(contested.target), state.amendments[contested.amendment]
    return own is not None and other is not own and other.target == own.target


def contesting_elsewhere(
    state: State, amendment: Amendment | None
) -> Iterator[tuple[Position, Stance, str, HunkOutcome]]:
    """Yields positions on other amendments, not merged, against changes an undecided one makes too.

    Each with stance, answer and change. Members that sponsor it or took a position on it are left
    out.
    """
    if amendment is None or amendment.state is not AmendmentState.OPEN:
        return
    index = state.positions.member_index  # without decoding what each of them said
    spoken = state.positions.stance_index(amendment.id).all_bits(index)
    spoken |= index.together(amendment.backers)
    for other in state.amendments_on(amendment.target):
        is_like_it = other is not amendment and other.kind is amendment.kind
        if not is_like_it or other.state is AmendmentState.MERGED:
            continue
        said_of_it = contesting(state, other.id)
        against = [each for each in said_of_it if not index.of(each[0].member) & spoken]
        if not against:
            continue
        if amendment.kind is AmendmentKind.MODIFY:
            changes = same_changes(state, amendment, other)
        else:
            is_same = other in same_arrangements(state, amendment)
            changes = (arranged_change(state, amendment),) if is_same else ()
        for said in against:
            yield from ((*said, change) for change in changes if is_about(said[0], change))


def contested_by(state: State, target: str) -> dict[str, ContestedChange]:
    """Returns for each member one open change in a text that it contests.

    An objection goes before a hold, and one that stands before one to be confirmed.
    """
    return _one_of_each(contested_on(state, target))


def _one_of_each(contested: Iterable[ContestedChange]) -> dict[str, ContestedChange]:
    found: dict[str, ContestedChange] = {}
    for each in contested:
        known = found.setdefault(each.member, each)
        weight = each.stance is Stance.OBJECT, each.state is ContestedState.STANDING
        if weight > (known.stance is Stance.OBJECT, known.state is ContestedState.STANDING):
            found[each.member] = each
    return found


def objection_held(state: State, target: str, member: str) -> Objection | None:
    """Returns a member's objection to a target: unconditional, or left by a failed condition."""
    objections = state.objections.get(target, {})
    position = state.positions.get(target, {}).get(member)
    conditional = position is not None and position.conditions
    if position is not None and conditional and stance_in_force(position, state) is Stance.OBJECT:
        return objection_of(position, objections)
    return objections.get(member)


def contesting(state: State, amendment: str) -> Iterator[tuple[Position, Stance, str]]:
    """Yields the positions that object to an amendment or hold it, by member.

    Each comes with the stance that counts and the answer to an objection. If the words that a
    position names are gone after a rewording, it is about the whole amendment.
    """
    index, everybody = state.positions.stance_index(amendment), state.positions.member_index
    # Each member has one position, so that no bit is added twice.
    against = sum(each.bits for each in index.calls if each.stance in _AGAINST)
    wanted = {*index.conditional, *everybody.members(against)}
    if not wanted:
        return  # Without decoding the positions of those who support it.
    objections, said = state.objections.get(amendment, {}), state.positions[amendment]
    for position in (said[member] for member in sorted(wanted)):
        stance = stance_in_force(position, state)
        if position.words and not _has_named(state, amendment, position.words):
            position = msgspec.structs.replace(position, words="")
        if stance is Stance.HOLD:
            yield position, stance, ""
        elif stance is Stance.OBJECT:
            objection = objection_of(position, objections)
            if objection.is_standing:
                yield position, stance, objection.answer


def _has_named(state: State, amendment: str, words: str) -> bool:
    found = state.amendments[amendment]
    texts = (state.text(amendment), state.versions[found.against].text)
    return any(has_words(each, words) for each in texts) or any(
        names_words(words, each) for each in found.taken_hunks
    )


class _Stated(NamedTuple):
    """Bit sets of members: by stance, with stale support, and waiting for a condition."""

    taking: Mapping[Stance, int]
    stale: int
    standing: tuple[Standing, ...]  # the objections that stand, in the order of the members
    awaiting: int = 0  # counted as holding
    of_part: tuple[int, int] = (0, 0)  # the silent that proposed a part, and that disagreed


class _Conditional(NamedTuple):
    """A conditional position of a counting member, perhaps on an amendment that went in since."""

    outlook: ConditionState
    bit: int
    is_stale: bool
    is_of_part: bool = False


def merged_into(state: State, target: str) -> Iterator[Amendment]:
    """Yields the amendments that went into a text, or inserted it; none of a deleted item."""
    item = state.items.get(target)
    made = (item.inserted_by,) if item and item.inserted_by else ()
    for name in () if item and item.removed else (*made, *state.amendments_to.get(target, ())):
        each = state.amendments[name]
        if each.state is AmendmentState.MERGED and each.holder == target:
            yield each


def waiting_since_merged(state: State, target: str) -> list[Position]:
    """Returns positions on what went into a text that wait for conditions, as if taken on it."""
    index = state.positions.member_index
    spoken = state.positions.stance_index(target).all_bits(index)
    spoken |= index.together(each.member for each in state.contested.get(target, ()))
    return [
        msgspec.structs.replace(each, target=target, version=state.version_id(target))
        for amendment in merged_into(state, target)
        if not amendment.merged_before and is_whole(state, amendment)
        for member, each in state.positions.stance_index(amendment.id).conditional.items()
        if not index.of(member) & spoken
        and ConditionState.of(each, state).undeclared
        and not is_stale(state, each)
    ]


class Tally:
    """Counts positions, reading each only once for all assumptions about conditions.

    A stale position counts as silence. A position whose condition is pending keeps the target open
    like a hold. Sponsors of an amendment support it unless they said otherwise. Only ratings of the
    latest round count, without those of recused members. The state must not change while the tally
    is used, unless `invalidate` is called.
    """

    def __init__(self, state: State, electorate: Electorate) -> None:
        self._state = state
        self._electorate = electorate
        self._outright: dict[str, _Stated] = {}
        self._conditional: dict[str, tuple[_Conditional, ...]] = {}
        self._contested: dict[str, tuple[ContestedChange, ...]] = {}
        self._codes_of: dict[int, tuple[str, ...]] = {}

    def invalidate(self, targets: Iterable[str]) -> None:
        """Drops what is cached of some targets, whose positions changed."""
        for each in targets:
            for kept in (self._outright, self._conditional, self._contested):
                kept.pop(each, None)

    def count(self, target: str, assumed: Collection[str] | None = None) -> Counts:
        """Returns the counts of a target; `assumed` is as for `ConditionState.stance`."""
        electorate, said = self._electorate.on(self._state, target), self._stated(target, assumed)
        said = said._replace(of_part=self._spoken_of_part(target, electorate, said))
        return self._counted(target, electorate, said)

    def _counted(self, target: str, electorate: Electorate, said: _Stated) -> Counts:
        taking, everybody = said.taking, electorate.everybody
        ratings = _ratings(self._state, target, electorate, taking.get(Stance.RECUSE, 0))
        standing = tuple(each for each in said.standing if each.member in electorate.groups)
        groups = _count_groups(electorate, taking, standing, ratings)
        proposed, disagreed = said.of_part
        return Counts(
            groups=groups,
            standing=standing,
            holds=self._codes(taking.get(Stance.HOLD, 0) & ~said.awaiting & everybody),
            stale=self._codes(said.stale & everybody),
            conditional=self._codes(said.awaiting & everybody),
            silent=everybody.bit_count() - sum(groups.total.stances.values()),
            proposed=self._codes(proposed & everybody),
            disagreed=self._codes(disagreed & everybody),
            contested=tuple(
                each for each in self._contested_on(target) if each.member in electorate.groups
            ),
            narrow=partial(self._narrowed, target, said),
            members=partial(self._classed, electorate, said, proposed | disagreed),
        )

    def _classed(self, electorate: Electorate, said: _Stated, of_part: int) -> Classes:
        """Returns the members in each class; `of_part` are those that spoke only of a part."""
        bits = {standpoint: said.taking.get(stance, 0) for standpoint, stance in _TAKEN}
        bits[Standpoint.HOLD] &= ~said.awaiting
        bits[Standpoint.CONDITIONAL] = said.awaiting
        bits[Standpoint.RECONFIRM] = said.stale | of_part
        left = electorate.everybody & ~said.taking.get(Stance.RECUSE, 0)
        for each in bits.values():
            left &= ~each
        bits[Standpoint.NONE] = left
        return {each: self._codes(found & electorate.everybody) for each, found in bits.items()}

    def _narrowed(
        self, target: str, said: _Stated, members: frozenset[str], reasoned: bool
    ) -> Counts:
        """Returns the counts of some members; with `reasoned`, votes against need a reason."""
        index = self._state.positions.member_index
        electorate = self._electorate.on(self._state, target)
        if reasoned:
            reasons = {each.member: each.reason for each in positions_on(self._state, target)}
            against = said.taking.get(Stance.DISAGREE, 0) | said.taking.get(Stance.OBJECT, 0)
            silent = index.together(e for e in self._codes(against) if not reasons.get(e))
            said = said._replace(
                taking={stance: bits & ~silent for stance, bits in said.taking.items()},
                standing=tuple(each for each in said.standing if reasons.get(each.member)),
            )
        groups = {code: electorate.groups[code] for code in members}
        bits = index.together(groups)
        within = {group: each & bits for group, each in electorate.group_bits.items()}
        return self._counted(target, Electorate(groups, bits, within, electorate.there), said)

    def _spoken_of_part(
        self, target: str, electorate: Electorate, said: _Stated
    ) -> tuple[int, int]:
        state, proposed, disagreed = self._state, 0, 0
        for amendment in merged_into(state, target):
            if is_in_text(state, amendment) and not amendment.merged_before:
                if not amendment.closed_hunks:
                    proposed |= supportive_bits(state, amendment.id)
                for call in state.positions.stance_index(amendment.id).calls:
                    disagreed |= call.bits if call.stance is Stance.DISAGREE else 0
        silent = electorate.everybody & ~said.stale
        for bits in said.taking.values():
            silent &= ~bits
        return proposed & silent & ~disagreed, disagreed & silent

    def outlooks(self, target: str) -> Iterator[ConditionState]:
        """Returns for each conditional position of a member that counts what became of it."""
        return (each.outlook for each in self._conditional_on(target))

    def _contested_on(self, target: str) -> tuple[ContestedChange, ...]:
        found = self._contested.get(target)
        if found is None:
            found = self._contested[target] = contested_on(self._state, target)
        return found

    def _stated(self, target: str, assumed: Collection[str] | None) -> _Stated:
        outright = self._outright.get(target)
        if outright is None:
            outright = self._outright[target] = self._stated_unconditionally(target)
        conditional = self._conditional_on(target)
        if not conditional:
            return outright
        return self._with_conditions(target, outright, conditional, assumed)

    def _stated_unconditionally(self, target: str) -> _Stated:
        contested = _one_of_each(self._contested_on(target))
        electorate = self._electorate.on(self._state, target)
        taking, stale = stance_bits(self._state, target, electorate.everybody, contested)
        objecting = taking.get(Stance.OBJECT)
        if not objecting:
            return _Stated(taking, stale, ())
        objections = self._state.objections.get(target, {})
        standing = []
        for member in self._codes(objecting):
            objection = objections.get(member)
            carried = contested.get(member)
            if objection is not None and objection.is_standing:
                standing.append(_standing(objection, electorate))
            elif carried is not None and carried.stance is Stance.OBJECT:
                standing.append(_standing(carried.objection, electorate))
            else:
                bit = self._state.positions.member_index.of(member)
                taking[Stance.OBJECT] &= ~bit
                if carried is not None:
                    taking[Stance.HOLD] = taking.get(Stance.HOLD, 0) | bit
        return _Stated(taking, stale, tuple(standing))

    def _conditional_on(self, target: str) -> tuple[_Conditional, ...]:
        known = self._conditional.get(target)
        if known is None:
            state, everybody = self._state, self._electorate.on(self._state, target).everybody
            index = state.positions.member_index
            everybody &= ~index.together(each.member for each in self._contested_on(target))
            known = self._conditional[target] = tuple(
                [
                    _Conditional(
                        ConditionState.of(each, state), index.of(member), is_stale(state, each)
                    )
                    for member, each in state.positions.stance_index(target).conditional.items()
                    if index.of(member) & everybody
                ]
            ) + tuple(
                _Conditional(ConditionState.of(each, state), index.of(each.member), False, True)
                for each in waiting_since_merged(state, target)
                if index.of(each.member) & everybody
            )
        return known

    def _with_conditions(
        self,
        target: str,
        outright: _Stated,
        conditional: Iterable[_Conditional],
        assumed: Collection[str] | None,
    ) -> _Stated:
        """Returns the positions with the conditional ones in force if `assumed` are agreed."""
        taking = {**outright.taking}
        standing = [*outright.standing]
        stale, awaiting = outright.stale, 0
        for each in conditional:
            stance = each.outlook.stance(assumed)
            # A stance that a failed condition left is no support of a text, so it never goes stale.
            if each.is_stale and (stance is None or stance in SUPPORTIVE):
                stale |= each.bit
                continue
            if each.is_of_part and stance in SUPPORTIVE:
                continue  # What it supports is a part, which is no support of the whole.
            if stance is None:
                awaiting |= each.bit
                stance = Stance.HOLD
            elif stance is Stance.OBJECT:
                objections = self._state.objections.get(target, {})
                objection = objection_of(each.outlook.position, objections)
                if not objection.is_standing:
                    continue
                standing.append(_standing(objection, self._electorate.on(self._state, target)))
            taking[stance] = taking.get(stance, 0) | each.bit
        if len(standing) > len(outright.standing):
            standing.sort(key=attrgetter("member"))
        return _Stated(taking, stale, tuple(standing), awaiting)

    def _codes(self, bits: int) -> tuple[str, ...]:
        known = self._codes_of.get(bits)
        if known is None:
            known = tuple(sorted(self._state.positions.member_index.members(bits)))
            self._codes_of[bits] = known
        return known


def _standing(objection: Objection, electorate: Electorate) -> Standing:
    group = electorate.groups[objection.member]
    return Standing(objection.member, group, objection.is_answered, objection.reason)


def stance_bits(
    state: State, target: str, everybody: int, contested: Mapping[str, ContestedChange]
) -> tuple[dict[Stance, int], int]:
    """Returns bits by unconditional stance, given `contested_by`, and those of stale support."""
    index = state.positions.member_index
    roll = state.positions.stance_index(target)
    taking: dict[Stance, int] = {}
    stale = 0
    for call in roll.calls:
        counted = call.bits & everybody
        if call.stance in SUPPORTIVE:
            holding = current_bits(state, target, call.version, counted)
            stale |= counted & ~holding
            counted = holding
        taking[call.stance] = taking.get(call.stance, 0) | counted
    amendment = state.amendments.get(target)
    if amendment is not None:
        silent = index.together(amendment.backers) & everybody & ~roll.all_bits(index)
        taking[Stance.SUPPORT] = taking.get(Stance.SUPPORT, 0) | silent
    if contested:
        stale &= ~_with_contested(state, contested, taking, everybody)
    return taking, stale


def _with_contested(
    state: State,
    contested: Mapping[str, ContestedChange],
    taking: dict[Stance, int],
    everybody: int,
) -> int:
    """Overrides stances in `taking` by contested changes; returns the bits of all not recused."""
    index = state.positions.member_index
    by_stance = {Stance.OBJECT: 0, Stance.HOLD: 0}
    for member, each in contested.items():
        by_stance[each.stance] |= index.of(member)
    among = everybody & ~taking.get(Stance.RECUSE, 0)
    objecting = by_stance[Stance.OBJECT] & among
    holding = by_stance[Stance.HOLD] & among & ~taking.get(Stance.OBJECT, 0)
    for stance in taking:
        if stance is not Stance.OBJECT:
            taking[stance] &= ~(objecting | holding)
    for stance, added in ((Stance.OBJECT, objecting), (Stance.HOLD, holding)):
        if added:
            taking[stance] = taking.get(stance, 0) | added
    return objecting | holding


def _count_groups(
    electorate: Electorate,
    taking: Mapping[Stance, int],
    standing: Collection[Standing],
    ratings: Mapping[str, int | None],
) -> LazyGroupCounts:
    total = _among(
        electorate.everybody,
        electorate.there,
        taking,
        sum([each.answered for each in standing]),
        ratings.values(),
    )

    def by_group() -> dict[str, GroupCount]:
        answered = Counter(each.group for each in standing if each.answered)
        rated: dict[str, list[int | None]] = {}
        for member, rating in ratings.items():
            rated.setdefault(electorate.groups[member], []).append(rating)
        return {
            group: _among(bits, electorate.there, taking, answered[group], rated.get(group, ()))
            for group, bits in electorate.group_bits.items()
        }

    return LazyGroupCounts(total, by_group)


def _among(
    members: int,
    there: int | None,
    taking: Mapping[Stance, int],
    answered: int,
    ratings: Iterable[int | None],
) -> GroupCount:
    given = tuple(ratings)
    eligible = members & ~taking.get(Stance.RECUSE, 0)
    stances = {stance: (bits & members).bit_count() for stance, bits in taking.items()}
    return GroupCount(
        eligible.bit_count(),
        None if there is None else (eligible & there).bit_count(),
        {stance: number for stance, number in stances.items() if number},
        answered,
        tuple(sorted([each for each in given if each is not None])),
        given.count(None),
    )


def _ratings(
    state: State, target: str, electorate: Electorate, recused: int
) -> dict[str, int | None]:
    if target not in state.ratings:
        return {}
    current = [
        rating
        for rating in state.ratings[target].values()
        if rating.member in electorate.groups
        and not recused & state.positions.member_index.of(rating.member)
        and not text_changed(state, target, rating.version)
    ]
    latest = max((rating.round for rating in current), default=0)
    return {rating.member: rating.rating for rating in current if rating.round == latest}


def positions_on(state: State, target: str) -> tuple[Position, ...]:
    """Returns every position on a target, by member, implied support of sponsors included.

    What a member contested in a text before it went in is its position on the text, until it takes
    another.
    """
    recorded = state.positions.get(target, {})
    carried = {
        member: msgspec.structs.replace(
            each.position,
            target=target,
            version=state.version_id(target),
            stance=each.stance,
            conditions=(),
        )
        for member, each in contested_by(state, target).items()
        if member not in recorded or recorded[member].stance not in (Stance.OBJECT, Stance.RECUSE)
    }
    positions = [each for each in recorded.values() if each.member not in carried]
    positions += carried.values()
    positions += [e for e in waiting_since_merged(state, target) if e.member not in carried]
    amendment = state.amendments.get(target)
    if amendment is not None:
        made, version, support = amendment.id, amendment.version, Stance.SUPPORT
        moment = state.moments[made]
        positions += [
            Position(made, made, version, code, support, moment, moment, source=StatedBy.WRITTEN)
            for code in amendment.backers
            if code not in recorded and code not in carried
        ]
    return tuple(sorted(positions, key=attrgetter("member")))


def number_of_positions(state: State, target: str) -> int:
    """Returns the number of positions on a target, implied support included."""
    index = state.positions.member_index
    holding = state.positions.stance_index(target).all_bits(index)
    holding |= index.together(contested_by(state, target))
    amendment = state.amendments.get(target)
    if amendment is not None:
        holding |= index.together(amendment.backers)
    return holding.bit_count()


def in_favour_of(state: State, target: str, electorate: Electorate) -> dict[str, Stance]:
    """Returns the members who support or accept a target in its present words, with the stance."""
    classes = Tally(state, electorate).count(target).members()
    taken = ((Standpoint.SUPPORT, Stance.SUPPORT), (Standpoint.ACCEPT, Stance.ACCEPT))
    return dict(sorted((code, stance) for each, stance in taken for code in classes[each]))
