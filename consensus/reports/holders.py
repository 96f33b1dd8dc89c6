"""Wordings on the table: who holds which, who could live with several, and whom to call."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, combinations
from typing import TypeAlias

from attrs import evolve, frozen

from consensus.errors import NotFound
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.contested import UNKNOWN, ContestedChange, has_words
from consensus.model.counting import contested_on, contested_options, objection_of, positions_on
from consensus.model.positions import Position, Stance
from consensus.model.rivals import combine_pending
from consensus.model.staleness import is_stale, stance_in_force
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, visible_positions
from consensus.reports.words import label_of
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import UNDECIDED
from consensus.text.bracket_edits import letter_of
from consensus.text.brackets import Bracket, BracketedText, BracketOption, bracket_spans
from consensus.text.combination import Combination
from consensus.text.hunk import Conflict, same_question

Span: TypeAlias = tuple[int, int]  # where words begin and end in a text


class AlternativeKind(StrEnum):
    """The kind of an alternative: an option of a bracket, of a conflict, or an amendment."""

    BRACKET = "option of a bracket"
    CONFLICT = "option of a conflict"
    AMENDMENT = "amendment"


class Attitude(StrEnum):
    """How a member stands behind an alternative, or against it."""

    SPONSORS = "sponsors it"
    COSPONSORS = "co-sponsors it"
    PROPOSES = "proposes it in the bracket"
    SUPPORTS_IN_BRACKET = "supports it in the bracket"
    SUPPORTS = "supports it"
    ACCEPTS = "can live with it"
    OPPOSES_IN_BRACKET = "opposes it in the bracket"
    DISAGREES = "disagrees with it"
    OBJECTS = "objects to it"


@frozen
class Word:
    """What one member says of an alternative."""

    member: str  # the code of the member, or of a negotiating group that a bracket names
    way: Attitude  # in which way it is for it, or against it
    # the handle of the amendment or item that it said it of; empty where a bracket names it
    on: str = ""
    via: str = ""  # the code of the negotiating group that spoke for it; empty if it spoke itself
    conditions: tuple[str, ...] = ()  # the handles of what its position is conditional on
    is_stale: bool = False  # whether the text changed so that its position needs to be reconfirmed

    def __str__(self) -> str:
        notes = [
            f"via {self.via}" if self.via else "",
            f"provided {', '.join(self.conditions)}" if self.conditions else "",
            "of an earlier wording" if self.is_stale else "",
        ]
        told = "; ".join(note for note in notes if note)
        return f"{self.member} ({told})" if told else self.member


@frozen
class Alternative:
    """One wording on the table."""

    # what it is called, as a merge names it: `bracket B1, option b`, `conflict 1, option b`,
    # `order 2, option b`, or the handle of an amendment
    key: str
    kind: AlternativeKind  # what it is an alternative of
    # the bracket, conflict or order that it is an option of, the bracket for an option of a
    # conflict over one; empty for amendments
    question: str
    wording: str  # the words, in the notation of brackets; of an amendment, the whole text
    # the handles of the undecided amendments that want these words
    amendments: tuple[str, ...] = ()
    stands: bool = False  # whether the text has these words now
    holders: tuple[Word, ...] = ()  # who holds it, by code; empty where withheld
    accepting: tuple[Word, ...] = ()  # who can live with it, by code; empty where withheld
    # who is against it without blocking, by code; empty where withheld
    against: tuple[Word, ...] = ()
    objecting: tuple[Word, ...] = ()  # who objects to it, by code; empty where withheld
    # whether no member supports it, as far as the audience may see; it stays on the table until it
    # is decided. False where that is withheld
    is_abandoned: bool = False
    rivals: tuple[str, ...] = ()  # the keys of the alternatives that it conflicts with

    @property
    def behind(self) -> tuple[str, ...]:
        """The codes of those that hold it or can live with it, stale positions left out."""
        words = (*self.holders, *self.accepting)
        return tuple(dict.fromkeys(each.member for each in words if not each.is_stale))


def alternatives(state: State, target: str, audience: Audience) -> tuple[Alternative, ...]:
    """Returns every alternative for a text: brackets, then conflicts, then amendments.

    A conflict over a bracket adds to its question what the bracket does not offer. A member that
    supports or accepts the text as it stands supports the present words in a conflict, and no
    option of a bracket. What it objects to since before a merge it objects to where that stands.
    """
    combination = combine_pending(state, target, audience.sees_names)
    said = _AudienceView(state, audience, target)
    wording, spans = state.version(target).wording, bracket_spans(combination.base)
    brackets = dict(zip(spans, wording.brackets(), strict=True))
    otherwise = wanting_otherwise(state, target, combination)
    added: dict[Span, list[tuple[int, Conflict]]] = {span: [] for span in spans}
    apart: list[Alternative] = []
    for number, (place, conflict) in enumerate(_located(combination), start=1):
        span = next((span for span in spans if span[0] >= place[0]), None)
        written = said.written(BracketedText((brackets[span],))) if span else ""
        if span and written == conflict.replaces.strip():
            added[span].append((number, conflict))
        else:
            apart += _of_conflict(said, number, conflict, place, otherwise[number - 1])
    found: list[Alternative] = []
    for number, (span, bracket) in enumerate(brackets.items(), start=1):
        found += _of_bracket(said, f"bracket B{number}", bracket, span, added[span])
    return (*_each_other((*found, *apart)), *_amendments(said, target, combination))


def _located(combination: Combination) -> Iterator[tuple[Span, Conflict]]:
    """Yields each conflict with where its words begin and end in the base."""
    start = 0
    for hunk in combination.hunks:
        end = start + len(hunk.replaces)
        if isinstance(hunk, Conflict):
            yield (start, end), hunk
        start = end


def _of_bracket(
    said: _AudienceView,
    question: str,
    bracket: Bracket,
    span: Span,
    added: Iterable[tuple[int, Conflict]],
) -> Iterator[Alternative]:
    wanted = {
        option.by: (f"conflict {number}, option {letter_of(place)}", option)
        for number, conflict in added
        for place, option in enumerate(conflict.options)
        if option.by
    }
    for place, offered in enumerate(bracket.options):
        words = said.written(offered.text)
        same = [by for by, (_, option) in wanted.items() if option.text.split() == words.split()]
        key = f"{question}, option {letter_of(place)}"
        by = tuple(handle for each in same for handle in wanted.pop(each)[1].by)
        bare = Alternative(key, AlternativeKind.BRACKET, question, words, by, stands=True)
        yield said.alternative(bare, said.of_option(offered, span))
    for key, option in wanted.values():
        words = option.text.strip()
        bare = Alternative(key, AlternativeKind.CONFLICT, question, words, option.by)
        yield said.alternative(bare)


def _of_conflict(
    said: _AudienceView, number: int, conflict: Conflict, place: Span, otherwise: Collection[str]
) -> Iterator[Alternative]:
    question = f"{'order' if conflict.kind == 'order' else 'conflict'} {number}"
    for at, option in enumerate(conflict.options):
        key, words = f"{question}, option {letter_of(at)}", option.text.strip()
        stands = not option.by
        bare = Alternative(key, AlternativeKind.CONFLICT, question, words, option.by, stands)
        yield said.alternative(bare, said.of_place(place, otherwise) if stands else ())


def _each_other(found: Sequence[Alternative]) -> list[Alternative]:
    """Returns the options of one question, each excluding the others."""
    return [
        evolve(
            one,
            rivals=tuple(e.key for e in found if e.question == one.question and e is not one),
        )
        for one in found
    ]


def _amendments(
    said: _AudienceView, target: str, combination: Combination
) -> Iterator[Alternative]:
    state = said.state
    undecided = [amendment for amendment in state.amendments_on(target) if state.is_open(amendment)]
    excluding = _excluding(undecided, combination)
    for amendment in undecided:
        yield said.alternative(
            Alternative(
                key=amendment.handle,
                kind=AlternativeKind.AMENDMENT,
                question="",
                wording=said.written(state.version(amendment.id).wording),
                amendments=(amendment.handle,),
                rivals=tuple(
                    other.handle
                    for other in undecided
                    if {amendment.handle, other.handle} in excluding
                ),
            )
        )


def _excluding(undecided: Sequence[Amendment], combination: Combination) -> list[set[str]]:
    """Returns the pairs of amendments that exclude each other, by clashing words or a deletion."""
    pairs = [
        {one, two}
        for conflict in combination.conflicts
        for option in conflict.options
        for other in conflict.options
        if option is not other
        for one in option.by
        for two in other.by
    ]
    pairs += [
        {one.handle, other.handle}
        for one in undecided
        for other in undecided
        if one.kind is AmendmentKind.DELETE and other.kind is not AmendmentKind.DELETE
    ]
    return pairs


@frozen
class _TextPositions:
    """The positions taken on a text itself, and the changes objected to before, where they are."""

    whole: tuple[Position, ...]
    contested: tuple[tuple[ContestedChange, Span], ...]

    @classmethod
    def of(cls, state: State, target: str) -> _TextPositions:
        """Returns the positions on a text."""
        contested, positions = contested_on(state, target), positions_on(state, target)
        in_brackets = {
            each.id: ((choice.start, choice.end),)
            for each, choice, _ in contested_options(state, target)
        }
        carried = {each.position.id for each in contested}
        members = {each.member for each in positions if each.id in carried}
        own = {target, *(each.id for each in state.positions.get(target, {}).values())} - carried
        return cls(
            tuple(each for each in positions if each.id in own),
            tuple(
                (each, span)
                for each in contested
                if each.stance is Stance.OBJECT and each.member in members
                for span in in_brackets.get(each.id) or _spans_of(state, each)
            ),
        )

    def contested_at(self, place: Span) -> Iterator[ContestedChange]:
        """Yields the changes objected to whose words stand in one place of the text."""
        first, last = place
        for each, (start, end) in self.contested:
            if first <= start <= last if start == end else start < last and first < end:
                yield each


def _spans_of(state: State, contested: ContestedChange) -> tuple[Span, ...]:
    """Returns where the words of a contested change stand in the text, found there if need be."""
    if contested.start != UNKNOWN:
        return ((contested.start, contested.end),)
    text, words = state.text(contested.target), contested.change.text
    if state.amendments[contested.amendment].kind is AmendmentKind.INSERT:
        return ((0, len(text)),)
    found = re.finditer(re.escape(words), text) if words.strip() else ()
    return tuple(each.span() for each in found)


class _AudienceView:
    """Looks up who said what of a text and its amendments, as far as an audience may know."""

    def __init__(self, state: State, audience: Audience, target: str) -> None:
        self.state = state
        self._audience = audience
        self._target = target
        self._on_text = _TextPositions.of(state, target)
        self._words: dict[str, tuple[Word, ...]] = {}

    def written(self, text: BracketedText) -> str:
        """Returns a text in bracket notation, with names if the audience may see them."""
        return text.notation(self._audience.sees_names)

    def alternative(self, bare: Alternative, words: Iterable[Word] = ()) -> Alternative:
        """Returns an alternative with who is for and against it, by its amendments and `words`."""
        if not self._audience.sees_names:
            return bare
        words = [*words]
        for handle in bare.amendments:
            words += self._of(self.state.handles[handle])
        holders = _saying(words, *_HOLDING)
        holding = {each.member for each in holders}
        accepting = _saying(words, Attitude.ACCEPTS)
        return evolve(
            bare,
            holders=holders,
            accepting=tuple(each for each in accepting if each.member not in holding),
            against=_saying(words, Attitude.DISAGREES),
            objecting=_saying(words, Attitude.OPPOSES_IN_BRACKET, Attitude.OBJECTS),
            is_abandoned=not holders,
        )

    def of_place(self, place: Span, otherwise: Collection[str]) -> Iterator[Word]:
        """Yields what members say of the present words in a place where some want others."""
        seen = filter(self._audience.sees, self._on_text.whole)
        here = (e for e in seen if e.member not in otherwise or not e.stance.is_supportive)
        yield from self._words_in(self._target, here)
        yield from self._objecting(place)

    def of_option(self, option: BracketOption, place: Span) -> Iterator[Word]:
        """Yields what members say of an option of the bracket in one place of the text."""
        yield from _bracket_words(option)
        if option.names:
            yield from self._objecting(place, option.text.notation().strip())

    def _objecting(self, place: Span, words: str | None = None) -> Iterator[Word]:
        for each in self._on_text.contested_at(place):
            new = each.change.text
            is_it = words is None or (bool(words) == bool(new.strip()) and has_words(words, new))
            if is_it and self._audience.sees(each.position):
                handle = self.state.handle_of(each.amendment)
                yield Word(each.member, Attitude.OBJECTS, handle, each.position.via)

    def _of(self, target: str) -> tuple[Word, ...]:
        if target not in self._words:
            positions = visible_positions(self.state, target, self._audience)
            self._words[target] = tuple(self._words_in(target, positions))
        return self._words[target]

    def _words_in(self, target: str, positions: Iterable[Position]) -> Iterator[Word]:
        state = self.state
        handle = state.handle_of(target)
        spoke: set[str] = set()
        for position in positions:
            if position.id == target:
                continue  # what a sponsor says by sponsoring
            spoke.add(position.member)
            way = self._way(position)
            if way is not None:
                yield Word(
                    position.member,
                    way,
                    handle,
                    position.via,
                    tuple(state.handle_of(each) for each in position.conditions),
                    is_stale(state, position),
                )
        amendment = state.amendments.get(target)
        if amendment is not None:
            for code in amendment.backers:
                if code not in spoke:
                    sponsors = code in amendment.sponsors
                    yield Word(code, Attitude.SPONSORS if sponsors else Attitude.COSPONSORS, handle)

    def _way(self, position: Position) -> Attitude | None:
        stance = stance_in_force(position, self.state)
        if stance is None:
            # Its condition is still open, so it would do as it says.
            stance = position.stance
        if stance is Stance.OBJECT:
            objections = self.state.objections.get(position.target, {})
            if not objection_of(position, objections).is_standing:
                return None
        return _WAYS.get(stance)


def _bracket_words(option: BracketOption) -> Iterator[Word]:
    for codes, way in (
        (option.proposes, Attitude.PROPOSES),
        (option.supports, Attitude.SUPPORTS_IN_BRACKET),
        (option.opposes, Attitude.OPPOSES_IN_BRACKET),
    ):
        yield from (Word(code, way) for code in codes)


def _saying(words: Iterable[Word], *ways: Attitude) -> tuple[Word, ...]:
    """Returns the first word in one of these ways of each member, fresh ones before stale ones."""
    found: dict[str, Word] = {}
    for word in sorted(words, key=lambda each: each.is_stale):
        if word.way in ways:
            found.setdefault(word.member, word)
    return tuple(word for _, word in sorted(found.items()))


_WAYS = {
    Stance.SUPPORT: Attitude.SUPPORTS,
    Stance.ACCEPT: Attitude.ACCEPTS,
    Stance.DISAGREE: Attitude.DISAGREES,
    Stance.OBJECT: Attitude.OBJECTS,
}

_HOLDING = (
    *(Attitude.SPONSORS, Attitude.COSPONSORS, Attitude.PROPOSES),
    *(Attitude.SUPPORTS_IN_BRACKET, Attitude.SUPPORTS),
)


# Backing: who is for a wording and who is against it, where several amendments want it.


@frozen
class Support:
    """The members for and against a wording, of those that count; for the secretariat."""

    # the codes of those who support or accept any of the targets that want it
    in_favour: tuple[str, ...]
    # the codes of those who disagree with or object to one, and favour none
    against: tuple[str, ...]
    objecting: tuple[str, ...]  # those of them whose objection stands
    eligible: int  # how many members count, without those who recused themselves from all of it


def support(state: State, judgement: Judgement, targets: Sequence[str]) -> Support:
    """Returns the members for and against a wording that some targets have in common.

    Positions count as they do in a verdict: stale support, objections that no longer stand and
    positions that wait for a condition are left out.
    """
    return _support(judgement, [_stances(state, positions_on(state, each)) for each in targets])


def wanting_otherwise(state: State, target: str, combination: Combination) -> list[set[str]]:
    """Returns for each conflict the members that propose options of its question, or await one."""
    conflicts, found = combination.conflicts, list[set[str]]()
    conditional = state.positions.stance_index(target).conditional
    for at, conflict in enumerate(conflicts):
        question = (conflict, *(conflicts[other] for other in same_question(conflicts, at)))
        wanted = {state.handles[key] for each in question for key in each.by}
        waiting = {code for code, e in conditional.items() if wanted.intersection(e.conditions)}
        found.append(waiting.union(*(state.amendments[each].backers for each in wanted)))
    return found


def support_in_places(
    state: State, judgement: Judgement, target: str, combination: Combination
) -> tuple[Support, ...]:
    """Returns who is for and against the present words in each conflict over a text.

    An objection from before a merge counts only where the words stand that it is about.
    """
    positions = _TextPositions.of(state, target)
    whole = [*_stances(state, positions.whole)]
    otherwise = wanting_otherwise(state, target, combination)
    return tuple(
        _support(
            judgement,
            [
                [each for each in whole if each[0] not in wanting or not each[1].is_supportive]
                + [(each.member, Stance.OBJECT) for each in positions.contested_at(place)]
            ],
        )
        for (place, _), wanting in zip(_located(combination), otherwise, strict=True)
    )


def support_of_options(
    state: State, judgement: Judgement, target: str
) -> Iterator[list[tuple[BracketOption, Support]]]:
    """Yields for each bracket of a text who is named for or against each option, or objects."""
    said = _AudienceView(state, Audience.SECRETARIAT, target)
    wording = state.version(target).wording
    for span, bracket in zip(bracket_spans(wording.notation()), wording.brackets(), strict=True):
        found = []
        for option in bracket.options:
            words = said.of_option(option, span)
            stances = (
                (e.member, Stance.SUPPORT if e.way in _HOLDING else Stance.OBJECT) for e in words
            )
            found.append((option, _support(judgement, [stances])))
        yield found


def _support(judgement: Judgement, said: Iterable[Iterable[tuple[str, Stance]]]) -> Support:
    """Returns the members for and against, from the stances on each of several targets."""
    counting = judgement.electorate.groups
    taking: dict[str, set[Stance]] = {}
    recused: list[set[str]] = []
    for each in said:
        stances = [(member, stance) for member, stance in each if member in counting]
        for member, stance in stances:
            taking.setdefault(member, set()).add(stance)
        recused.append({member for member, stance in stances if stance is Stance.RECUSE})
    favouring, opposing = (Stance.SUPPORT, Stance.ACCEPT), (Stance.DISAGREE, Stance.OBJECT)
    in_favour, against, objecting = (
        {member for member, taken in taking.items() if not taken.isdisjoint(stances)}
        for stances in (favouring, opposing, (Stance.OBJECT,))
    )
    out = set.intersection(*recused) if recused else set()
    return Support(
        in_favour=tuple(sorted(in_favour)),
        against=tuple(sorted(against - in_favour)),
        objecting=tuple(sorted(objecting - in_favour)),
        eligible=len(counting) - len(out),
    )


def _stances(state: State, positions: Iterable[Position]) -> Iterator[tuple[str, Stance]]:
    for position in positions:
        stance = stance_in_force(position, state)
        if stance is None or (stance.is_supportive and is_stale(state, position)):
            continue
        objections = state.objections.get(position.target, {})
        if stance is Stance.OBJECT and not objection_of(position, objections).is_standing:
            continue
        yield position.member, stance


@frozen
class Bridge:
    """A member that could live with several alternatives of which only one can be had."""

    member: str  # its code
    # the keys of the alternatives; the handle of the text stands for its words as they are. An
    # option that amendments want is named by those that the member is behind
    alternatives: tuple[str, ...]
    conditional: bool  # whether its position on one of them is conditional


class Weight(StrEnum):
    """How much the word of a member would change; the first is to be called first."""

    BRIDGE = "could live with several"
    SOLE_HOLDER = "alone holds it"
    SOLE_OBJECTOR = "alone objects to it"
    HOLDER = "holds it with others"
    OBJECTOR = "objects to it with others"
    RESERVES = "reserves its position on it"
    ACCEPTS = "can live with it"

    @property
    def words(self) -> str:
        """As people read it; as data it keeps its name. Others are counted beside it."""
        return self.value.removesuffix(" with others").replace("holds", "supports")


_ALONE = {Weight.HOLDER: Weight.SOLE_HOLDER, Weight.OBJECTOR: Weight.SOLE_OBJECTOR}
_CallReason: TypeAlias = tuple[Weight, str, set[str]]  # how, on which alternative, who
_ORDER = {weight: number for number, weight in enumerate(Weight)}


@frozen
class Call:
    """A member to call, and why."""

    member: str  # the code of the member, or of a negotiating group that a bracket names
    weight: Weight  # the most that its position would change
    alternatives: tuple[str, ...]  # the keys of the alternatives of which that is so
    # how many others do so of the one with the fewest; 0 when it is alone, or a bridge
    others: int = 0

    @property
    def like(self) -> str:
        """How many others do so, such as `, like 2 others`; empty for none."""
        count = "one other" if self.others == 1 else f"{self.others} others"
        return f", like {count}" if self.others else ""


@frozen
class HoldersReport:
    """Who supports which wording of a text."""

    target: str  # the handle of the item or amendment
    label: str  # its printed label; may be empty
    # every wording on the table: options of brackets, options of conflicts between undecided
    # amendments, and these amendments
    alternatives: tuple[Alternative, ...]
    # who could live with several rivals, most alternatives first; empty where withheld
    bridges: tuple[Bridge, ...]
    # whom to consult, in the order of how much their position would change; empty where withheld.
    # Those that do not count towards consensus are left out
    calls: tuple[Call, ...]
    withheld: Withheld  # what was left out for the audience


def holders(
    state: State, judgement: Judgement, target: str, audience: Audience = Audience.PUBLIC
) -> HoldersReport:
    """Returns who holds each alternative for a text, who could bridge them, and whom to call.

    Args:
        judgement: of the state; it says who counts.
        target: the id of an item or amendment.
        audience: who it is for; the public unless it says otherwise.

    Raises:
        NotFound: the target has no text of its own.
    """
    if target not in state.items and target not in state.amendments:
        raise NotFound("only items and amendments have alternatives")
    found = alternatives(state, target, audience)
    counting = frozenset((*judgement.electorate.groups, *state.negotiating_groups))
    bridges = _bridges(found, state.handle_of(target), counting)
    said = [*chain(*map(_reasons, found))]
    named = {member for _, _, members in said for member in members}
    said += _blocking(state, judgement, target, audience, named)
    return HoldersReport(
        target=state.handle_of(target),
        label=label_of(state, target),
        alternatives=found,
        bridges=bridges,
        calls=_calls(said, bridges, counting),
        withheld=_withheld(state, target, found, Viewer(audience).throughout(state, judgement.now)),
    )


def _bridges(
    found: Sequence[Alternative], text: str, counting: frozenset[str]
) -> tuple[Bridge, ...]:
    behind: dict[str, list[Alternative]] = {}
    for alternative in found:
        for member in alternative.behind:
            if member in counting:
                behind.setdefault(member, []).append(alternative)
    bridges: list[Bridge] = []
    for member, own in behind.items():
        keys = tuple(dict.fromkeys(_bridged(member, own, found, text)))
        if keys:
            conditional = any(
                word.conditions
                for each in own
                if any(other.key in each.rivals for other in own)
                for word in (*each.holders, *each.accepting)
                if word.member == member
            )
            bridges.append(Bridge(member, keys, conditional))
    return tuple(sorted(bridges, key=lambda each: (-len(each.alternatives), each.member)))


def _bridged(
    member: str, own: Sequence[Alternative], found: Sequence[Alternative], text: str
) -> Iterator[str]:
    """Yields the keys of exclusive alternatives that one member is behind."""
    in_brackets: set[frozenset[str]] = set()
    mine = {each.key for each in own if each.kind is AlternativeKind.AMENDMENT}
    for one, other in combinations(own, 2):
        if other.key not in one.rivals:
            continue
        if one.kind is AlternativeKind.BRACKET:
            yield one.key
            yield other.key
            in_brackets |= {frozenset((a, b)) for a in one.amendments for b in other.amendments}
        elif one.kind is AlternativeKind.CONFLICT:
            for option in (one, other):
                # The same amendments may clash in many places, and are one alternative.
                named = [each for each in option.amendments if each in mine]
                yield from named or [text if option.stands else option.key]
    for one, other in combinations(own, 2):
        if (
            one.kind is AlternativeKind.AMENDMENT
            and other.key in one.rivals
            and frozenset((one.key, other.key)) not in in_brackets
        ):
            yield one.key
            yield other.key


def _blocking(
    state: State, judgement: Judgement, target: str, audience: Audience, named: set[str]
) -> Iterator[_CallReason]:
    """Yields the others whose objections or holds keep the rule of a text from being met."""
    verdict, handle = judgement.verdict(target, with_moves=False), state.handle_of(target)
    if not verdict.met and verdict.status in UNDECIDED:
        seen = {each.member for each in visible_positions(state, target, audience)} - named
        yield Weight.OBJECTOR, handle, seen.intersection(e.member for e in verdict.counts.standing)
        yield Weight.RESERVES, handle, seen.intersection(verdict.counts.holds)


def _reasons(each: Alternative) -> Iterator[_CallReason]:
    weights = (Weight.HOLDER, Weight.OBJECTOR, Weight.ACCEPTS)
    for weight, words in zip(weights, (each.holders, each.objecting, each.accepting), strict=True):
        yield weight, each.key, {word.member for word in words if not word.is_stale}


def _calls(
    said: Iterable[_CallReason], bridges: Sequence[Bridge], counting: frozenset[str]
) -> tuple[Call, ...]:
    reasons: dict[str, dict[Weight, list[tuple[str, int]]]] = {}
    for weight, key, members in said:
        others = len(members) - 1
        weight = weight if others else _ALONE.get(weight, weight)
        for member in counting.intersection(members):
            reasons.setdefault(member, {}).setdefault(weight, []).append((key, others))
    calls = [Call(each.member, Weight.BRIDGE, each.alternatives) for each in bridges]
    bridging = {each.member for each in bridges}
    for member, by_weight in reasons.items():
        if member not in bridging:
            weight = min(by_weight, key=_ORDER.__getitem__)
            keys = tuple(key for key, _ in by_weight[weight])
            calls.append(Call(member, weight, keys, min(count for _, count in by_weight[weight])))
    return tuple(
        sorted(calls, key=lambda e: (_ORDER[e.weight], e.others, -len(e.alternatives), e.member))
    )


def _withheld(state: State, target: str, found: Sequence[Alternative], viewer: Viewer) -> Withheld:
    kept = (each.key for each in found if each.kind is AlternativeKind.AMENDMENT)
    amendments = [state.handles[each] for each in kept]
    for each in (target, *amendments):
        viewer.seen(positions_on(state, each), Kind.POSITIONS)
        viewer.named(state.version(each).wording.holders, Kind.NAMES)
    for each in amendments:
        viewer.named(state.amendments[each].backers, Kind.SPONSORS)
    viewer.left_out[Kind.ANALYSES] += not viewer.sees_names
    return viewer.withheld
