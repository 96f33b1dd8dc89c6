"""Wordings on the table: who holds which, who could live with several, and whom to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, StrEnum, auto
from itertools import combinations

from attrs import evolve, frozen

from consensus.errors import NotFound
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.counting import objection_of, positions_on
from consensus.model.positions import Position, Stance
from consensus.model.rivals import combine_pending
from consensus.model.staleness import is_stale, stance_in_force
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld, visible_positions
from consensus.reports.words import label_of
from consensus.rules.judgement import Judgement
from consensus.text.brackets import Bracket, BracketedText, BracketOption, scan_brackets
from consensus.text.combination import Combination
from consensus.text.hunk import Choice, Conflict, choices_of

# Alternatives: every wording on the table for a text, and who stands where on each.


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


class _Side(Enum):
    HOLDS = auto()
    ACCEPTS = auto()
    AGAINST = auto()
    OBJECTS = auto()


@frozen
class Word:
    """What one member says of an alternative.

    Attributes:
        member: the code of the member, or of a negotiating group that a bracket names.
        way: in which way it stands behind it, or against it.
        on: the handle of the amendment or item that it said it of; empty where a bracket names it.
        via: the code of the negotiating group that spoke for it; empty if it spoke itself.
        conditions: the handles of what must be agreed for its word to hold.
        is_stale: whether the text changed so that its word needs to be given afresh.
    """

    member: str
    way: Attitude
    on: str = ""
    via: str = ""
    conditions: tuple[str, ...] = ()
    is_stale: bool = False

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
    """One wording on the table.

    Attributes:
        key: what it is called: `bracket 1, option 2`, `conflict 1, option 2`, or the handle of
            an amendment.
        kind: what it is an alternative of.
        question: the bracket or conflict that it is an option of; empty for amendments.
        wording: the words, in the notation of brackets; of an amendment, the whole text.
        amendments: the handles of the undecided amendments that want these words.
        stands: whether the text has these words now.
        holders: who holds it, by code; empty where withheld.
        accepting: who can live with it, by code; empty where withheld.
        against: who disagrees with it and does not block, by code; empty where withheld.
        objecting: who objects to it, by code; empty where withheld.
        is_abandoned: whether nobody holds it, as far as the audience may see; it stays on the
            table until it is decided. False where holders are withheld.
        rivals: the keys of the alternatives that it excludes.
    """

    key: str
    kind: AlternativeKind
    question: str
    wording: str
    amendments: tuple[str, ...] = ()
    stands: bool = False
    holders: tuple[Word, ...] = ()
    accepting: tuple[Word, ...] = ()
    against: tuple[Word, ...] = ()
    objecting: tuple[Word, ...] = ()
    is_abandoned: bool = False
    rivals: tuple[str, ...] = ()

    @property
    def behind(self) -> tuple[str, ...]:
        """The codes of those that hold it or can live with it, stale positions left out."""
        words = (*self.holders, *self.accepting)
        return tuple(dict.fromkeys(each.member for each in words if not each.is_stale))


def alternatives(state: State, target: str, audience: Audience) -> tuple[Alternative, ...]:
    """Returns every alternative for a text: brackets, then conflicts, then amendments.

    A conflict among the choices of one bracket is that bracket: the amendments stand beside the
    names in it. A member that supports or accepts the text as it stands supports the present words
    in a conflict, and no option of a bracket.

    Args:
        target: the id of an item or amendment.
        audience: the public sees the wordings alone.
    """
    names = audience.sees_names
    combination = combine_pending(state, target, names)
    brackets = list(state.version(target).wording.brackets())
    said = _AudienceView(state, audience)
    chosen: dict[int, tuple[Choice, ...]] = {}
    apart: list[Conflict] = []
    for before, conflict in _located(combination):
        number = before + 1
        choices = choices_of(conflict.options, {})
        if before < len(brackets) and _are_of(brackets[before], conflict, choices, names):
            chosen[number] = choices
        else:
            apart.append(conflict)
    found: list[Alternative] = []
    for number, bracket in enumerate(brackets, start=1):
        written = tuple(Choice(option, (), True) for option in bracket.options)
        found += _of_bracket(said, number, chosen.get(number, written))
    for number, conflict in enumerate(apart, start=1):
        found += _of_conflict(said, number, conflict, target)
    found = _each_other(found)
    found += _amendments(said, target, combination)
    return tuple(found)


def _located(combination: Combination) -> Iterator[tuple[int, Conflict]]:
    """Yields each conflict with the number of brackets of the base that open before it."""
    base = combination.base
    opening = [at for at in scan_brackets(base).structure if base[at] == "["]
    place = 0
    for hunk in combination.hunks:
        if isinstance(hunk, Conflict):
            yield sum(1 for at in opening if at < place), hunk
        place += len(hunk.replaces)


def _are_of(bracket: Bracket, conflict: Conflict, choices: Sequence[Choice], names: bool) -> bool:
    """Returns whether the choices of a conflict include those of a bracket."""
    if BracketedText((bracket,)).notation(names) != conflict.replaces.strip():
        return False
    standing = {each.option.text.notation(names) for each in choices if each.stands}
    return standing == {option.text.notation(names) for option in bracket.options}


def _of_bracket(
    said: _AudienceView, number: int, choices: Sequence[Choice]
) -> Iterator[Alternative]:
    question = f"bracket {number}"
    for place, choice in enumerate(choices, start=1):
        yield said.alternative(
            Alternative(
                key=f"{question}, option {place}",
                kind=AlternativeKind.BRACKET,
                question=question,
                wording=said.written(choice.option.text),
                amendments=choice.by,
                stands=choice.stands,
            ),
            option=choice.option,
        )


def _of_conflict(
    said: _AudienceView, number: int, conflict: Conflict, target: str
) -> Iterator[Alternative]:
    question = f"conflict {number}"
    for place, choice in enumerate(choices_of(conflict.options, {}), start=1):
        yield said.alternative(
            Alternative(
                key=f"{question}, option {place}",
                kind=AlternativeKind.CONFLICT,
                question=question,
                wording=said.written(choice.option.text),
                amendments=choice.by,
                stands=choice.stands,
            ),
            option=choice.option,
            text=target if choice.stands else "",
        )


def _each_other(found: Iterable[Alternative]) -> list[Alternative]:
    """Returns the options of one question, each excluding the others."""
    options = list(found)
    return [
        evolve(
            each,
            rivals=tuple(
                other.key
                for other in options
                if other.question == each.question and other.key != each.key
            ),
        )
        for each in options
    ]


def _amendments(
    said: _AudienceView, target: str, combination: Combination
) -> Iterator[Alternative]:
    state = said.state
    undecided = [
        amendment
        for each in state.amendments_to.get(target, ())
        if (amendment := state.amendments[each]).state is AmendmentState.OPEN
    ]
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


def _excluding(undecided: Iterable[Amendment], combination: Combination) -> list[set[str]]:
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
    known = list(undecided)
    pairs += [
        {one.handle, other.handle}
        for one in known
        for other in known
        if one.kind is AmendmentKind.DELETE and other.kind is not AmendmentKind.DELETE
    ]
    return pairs


class _AudienceView:
    """Looks up who said what, as far as an audience may know."""

    def __init__(self, state: State, audience: Audience) -> None:
        self.state = state
        self._audience = audience
        self._words: dict[str, tuple[Word, ...]] = {}

    def written(self, text: BracketedText) -> str:
        """Returns a text in bracket notation, with names if the audience may see them."""
        return text.notation(self._audience.sees_names)

    def alternative(
        self, bare: Alternative, option: BracketOption | None = None, text: str = ""
    ) -> Alternative:
        """Returns an alternative with the members for and against it.

        Args:
            option: the option of a bracket that names holders.
            text: the id of the text whose present words it is; empty for none.
        """
        if not self._audience.sees_names:
            return bare
        words = [] if option is None else list(_bracket_words(option))
        for handle in bare.amendments:
            words += self._of(self.state.handles[handle])
        if text:
            words += self._of(text)
        sides: dict[_Side, dict[str, Word]] = {side: {} for side in _Side}
        for word in words:
            side = sides[_SIDES[word.way]]
            known = side.get(word.member)
            if known is None or (known.is_stale and not word.is_stale):
                side[word.member] = word
        for member in sides[_Side.HOLDS]:
            sides[_Side.ACCEPTS].pop(member, None)
        return evolve(
            bare,
            holders=_by_code(sides[_Side.HOLDS]),
            accepting=_by_code(sides[_Side.ACCEPTS]),
            against=_by_code(sides[_Side.AGAINST]),
            objecting=_by_code(sides[_Side.OBJECTS]),
            is_abandoned=not sides[_Side.HOLDS],
        )

    def _of(self, target: str) -> tuple[Word, ...]:
        if target not in self._words:
            self._words[target] = tuple(self._words_on(target))
        return self._words[target]

    def _words_on(self, target: str) -> Iterator[Word]:
        state = self.state
        handle = state.handle_of(target)
        spoke: set[str] = set()
        for position in visible_positions(state, target, self._audience):
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


def _by_code(words: Mapping[str, Word]) -> tuple[Word, ...]:
    return tuple(word for _, word in sorted(words.items()))


_WAYS = {
    Stance.SUPPORT: Attitude.SUPPORTS,
    Stance.ACCEPT: Attitude.ACCEPTS,
    Stance.DISAGREE: Attitude.DISAGREES,
    Stance.OBJECT: Attitude.OBJECTS,
}

_SIDES = {
    Attitude.SPONSORS: _Side.HOLDS,
    Attitude.COSPONSORS: _Side.HOLDS,
    Attitude.PROPOSES: _Side.HOLDS,
    Attitude.SUPPORTS_IN_BRACKET: _Side.HOLDS,
    Attitude.SUPPORTS: _Side.HOLDS,
    Attitude.ACCEPTS: _Side.ACCEPTS,
    Attitude.DISAGREES: _Side.AGAINST,
    Attitude.OPPOSES_IN_BRACKET: _Side.OBJECTS,
    Attitude.OBJECTS: _Side.OBJECTS,
}


# Backing: who is for a wording and who is against it, where several amendments want it.


@frozen
class Support:
    """The members for and against a wording, of those that count; for the secretariat.

    Attributes:
        in_favour: the codes of those who support or accept any of the targets that want it.
        against: the codes of those who disagree with or object to one, and favour none.
        objecting: those of them whose objection stands.
        eligible: how many members count, without those who recused themselves from all of it.
    """

    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    objecting: tuple[str, ...]
    eligible: int


def support(state: State, judgement: Judgement, targets: Sequence[str]) -> Support:
    """Returns the members for and against a wording that some targets have in common.

    Positions count as they do in a verdict: stale support, objections that no longer stand and
    positions that wait for a condition are left out.

    Args:
        judgement: of the state; it says who counts.
        targets: the ids of the amendments that want the wording, or of the text that has it.
    """
    counting = judgement.electorate.groups
    taking: dict[str, set[Stance]] = {}
    recused: list[set[str]] = []
    for target in targets:
        stances = [each for each in _stances(state, target) if each[0] in counting]
        for member, stance in stances:
            taking.setdefault(member, set()).add(stance)
        recused.append({member for member, stance in stances if stance is Stance.RECUSE})
    in_favour = _taking(taking, (Stance.SUPPORT, Stance.ACCEPT))
    against = _taking(taking, (Stance.DISAGREE, Stance.OBJECT))
    objecting = _taking(taking, (Stance.OBJECT,))
    out = set.intersection(*recused) if recused else set()
    return Support(
        in_favour=tuple(sorted(in_favour)),
        against=tuple(sorted(against - in_favour)),
        objecting=tuple(sorted(objecting - in_favour)),
        eligible=len(counting) - len(out),
    )


def _taking(taking: dict[str, set[Stance]], stances: Iterable[Stance]) -> set[str]:
    wanted = set(stances)
    return {member for member, taken in taking.items() if taken & wanted}


def _stances(state: State, target: str) -> Iterator[tuple[str, Stance]]:
    """Yields each member with the stance that counts."""
    objections = state.objections.get(target, {})
    for position in positions_on(state, target):
        stance = stance_in_force(position, state)
        if stance is None or (stance.is_supportive and is_stale(state, position)):
            continue
        if stance is Stance.OBJECT and not objection_of(position, objections).is_standing:
            continue
        yield position.member, stance


# Who holds what: the alternatives for a text, who could bridge them, and whom to call.


@frozen
class Bridge:
    """A member that could live with several alternatives of which only one can be had.

    Attributes:
        member: its code.
        alternatives: the keys of the alternatives; the handle of the text stands for its words as
            they are. An option that amendments want is named by those that the member is behind.
        conditional: whether its word on one of them holds only if something else is agreed.
    """

    member: str
    alternatives: tuple[str, ...]
    conditional: bool


class Weight(StrEnum):
    """How much the word of a member would change; the first is to be called first."""

    BRIDGE = "could live with several"
    SOLE_HOLDER = "alone holds it"
    SOLE_OBJECTOR = "alone objects to it"
    HOLDER = "holds it with others"
    OBJECTOR = "objects to it with others"
    ACCEPTS = "can live with it"


_ORDER = {weight: number for number, weight in enumerate(Weight)}


@frozen
class Call:
    """Somebody to call, and why.

    Attributes:
        member: the code of the member, or of a negotiating group that a bracket names.
        weight: the most that its word would change.
        alternatives: the keys of the alternatives of which that is so.
        others: how many others hold, or object to, the one of these with the fewest; 0 when it is
            alone, or a bridge.
    """

    member: str
    weight: Weight
    alternatives: tuple[str, ...]
    others: int = 0


@frozen
class HoldersReport:
    """Who holds what of a text.

    Attributes:
        target: the handle of the item or amendment.
        label: its printed label; may be empty.
        alternatives: every wording on the table: options of brackets, options of conflicts between
            undecided amendments, and these amendments.
        bridges: who could live with several rivals, most alternatives first; empty where withheld.
        calls: whom to call, in the order of how much their word would change; empty where
            withheld. Those that do not count towards consensus are left out.
        withheld: what was left out for the audience.
    """

    target: str
    label: str
    alternatives: tuple[Alternative, ...]
    bridges: tuple[Bridge, ...]
    calls: tuple[Call, ...]
    withheld: Withheld


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
    return HoldersReport(
        target=state.handle_of(target),
        label=label_of(state, target),
        alternatives=found,
        bridges=bridges,
        calls=_calls(found, bridges, counting),
        withheld=_withheld(state, target, found, audience),
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


def _calls(
    found: Sequence[Alternative], bridges: Sequence[Bridge], counting: frozenset[str]
) -> tuple[Call, ...]:
    reasons: dict[str, dict[Weight, list[tuple[str, int]]]] = {}

    def note(words: Sequence[Word], key: str, weight: Weight, alone: Weight) -> None:
        members = [each.member for each in words if not each.is_stale]
        for member in members:
            if member in counting:
                others = len(members) - 1
                by_weight = reasons.setdefault(member, {})
                by_weight.setdefault(weight if others else alone, []).append((key, others))

    for each in found:
        note(each.holders, each.key, Weight.HOLDER, Weight.SOLE_HOLDER)
        note(each.objecting, each.key, Weight.OBJECTOR, Weight.SOLE_OBJECTOR)
        note(each.accepting, each.key, Weight.ACCEPTS, Weight.ACCEPTS)
    calls = [Call(each.member, Weight.BRIDGE, each.alternatives) for each in bridges]
    bridging = {each.member for each in bridges}
    for member, by_weight in reasons.items():
        if member not in bridging:
            weight = min(by_weight, key=_ORDER.__getitem__)
            keys = tuple(key for key, _ in by_weight[weight])
            calls.append(Call(member, weight, keys, min(count for _, count in by_weight[weight])))
    return tuple(sorted(calls, key=_before))


def _before(call: Call) -> tuple[int, int, int, str]:
    return _ORDER[call.weight], call.others, -len(call.alternatives), call.member


def _withheld(
    state: State, target: str, found: Sequence[Alternative], audience: Audience
) -> Withheld:
    left_out: Counter[Kind] = Counter()
    amendments = [
        state.handles[each.key] for each in found if each.kind is AlternativeKind.AMENDMENT
    ]
    for each in (target, *amendments):
        everything = visible_positions(state, each, Audience.SECRETARIAT)
        seen = visible_positions(state, each, audience)
        left_out[Kind.POSITIONS] += len(everything) - len(seen)
    if not audience.sees_names:
        for each in (target, *amendments):
            left_out[Kind.NAMES] += len(state.version(each).wording.holders)
        for each in amendments:
            left_out[Kind.SPONSORS] += len(state.amendments[each].backers)
        left_out[Kind.ANALYSES] += 1
    return Withheld.of(left_out)
