"""Alternatives: every wording on the table for a text, and who stands where on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, StrEnum, auto

from attrs import evolve, frozen

from consensus.model.amendment import Amendment, AmendmentKind, AmendmentState
from consensus.model.conditions import effective
from consensus.model.pinning import is_stale
from consensus.model.position import Position
from consensus.model.rivals import combination_of
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.model.tally import objection_of
from consensus.reports.audience import Audience
from consensus.reports.shown_verdict import visible_positions
from consensus.text.brackets import Bracket, BracketedText, BracketOption, find_signs
from consensus.text.combination import Combination, Conflict
from consensus.text.render import Choice, choices_of


class AlternativeKind(StrEnum):
    """What an alternative is an alternative of."""

    BRACKET = "option of a bracket"
    CONFLICT = "option of a conflict"
    AMENDMENT = "amendment"


class Way(StrEnum):
    """In which way somebody stands behind an alternative, or against it."""

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
    way: Way
    on: str = ""
    via: str = ""
    conditions: tuple[str, ...] = ()
    is_stale: bool = False


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
        """The codes of those that hold it or can live with it, stale words left out."""
        words = (*self.holders, *self.accepting)
        return tuple(dict.fromkeys(each.member for each in words if not each.is_stale))


def alternatives(state: State, target: str, audience: Audience) -> tuple[Alternative, ...]:
    """Every alternative on the table for a text: brackets, then conflicts, then amendments.

    A conflict among the choices of one bracket is that bracket: the amendments stand beside the
    names in it. Whoever supports or accepts the text as it stands does so of the present words in
    a conflict, and says nothing of which option of a bracket it would have.

    Args:
        state: the state.
        target: the id of an item or amendment.
        audience: who it is for; the public is told the wordings alone.
    """
    names = audience.sees_names
    combination = combination_of(state, target, names)
    brackets = list(state.version(target).wording.brackets())
    said = _Said(state, audience)
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
    """Each conflict with the number of brackets of the base that open before it."""
    base = combination.base
    opening = [at for at in find_signs(base).structure if base[at] == "["]
    place = 0
    for hunk in combination.hunks:
        if isinstance(hunk, Conflict):
            yield sum(1 for at in opening if at < place), hunk
        place += len(hunk.replaces)


def _are_of(bracket: Bracket, conflict: Conflict, choices: Sequence[Choice], names: bool) -> bool:
    """Whether the choices that a conflict comes to are those of a bracket, and more."""
    if BracketedText((bracket,)).notation(names) != conflict.replaces.strip():
        return False
    standing = {each.option.text.notation(names) for each in choices if each.stands}
    return standing == {option.text.notation(names) for option in bracket.options}


def _of_bracket(said: _Said, number: int, choices: Sequence[Choice]) -> Iterator[Alternative]:
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
    said: _Said, number: int, conflict: Conflict, target: str
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
    """Options of one question, each excluding the others."""
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


def _amendments(said: _Said, target: str, combination: Combination) -> Iterator[Alternative]:
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
    """The pairs of amendments that cannot both be had: words that clash, or a text deleted."""
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


class _Said:
    """Looks up what an audience may know of who said what."""

    def __init__(self, state: State, audience: Audience) -> None:
        self.state = state
        self._audience = audience
        self._words: dict[str, tuple[Word, ...]] = {}

    def written(self, text: BracketedText) -> str:
        """A text in the notation of brackets, with names if the audience may see them."""
        return text.notation(self._audience.sees_names)

    def alternative(
        self, bare: Alternative, option: BracketOption | None = None, text: str = ""
    ) -> Alternative:
        """An alternative with who stands where on it.

        Args:
            bare: the alternative.
            option: the option of a bracket that names holders.
            text: the id of the text whose present words it is; empty for none.
        """
        if not self._audience.sees_names:
            return bare
        words = [] if option is None else list(_named(option))
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
                    yield Word(code, Way.SPONSORS if sponsors else Way.COSPONSORS, handle)

    def _way(self, position: Position) -> Way | None:
        stance = effective(position, self.state)
        if stance is None:
            # Its condition is still open, so it would do as it says.
            stance = position.stance
        if stance is Stance.OBJECT:
            objections = self.state.objections.get(position.target, {})
            if not objection_of(position, objections).is_standing:
                return None
        return _WAYS.get(stance)


def _named(option: BracketOption) -> Iterator[Word]:
    for codes, way in (
        (option.proposes, Way.PROPOSES),
        (option.supports, Way.SUPPORTS_IN_BRACKET),
        (option.opposes, Way.OPPOSES_IN_BRACKET),
    ):
        yield from (Word(code, way) for code in codes)


def _by_code(words: Mapping[str, Word]) -> tuple[Word, ...]:
    return tuple(word for _, word in sorted(words.items()))


_WAYS = {
    Stance.SUPPORT: Way.SUPPORTS,
    Stance.ACCEPT: Way.ACCEPTS,
    Stance.DISAGREE: Way.DISAGREES,
    Stance.OBJECT: Way.OBJECTS,
}

_SIDES = {
    Way.SPONSORS: _Side.HOLDS,
    Way.COSPONSORS: _Side.HOLDS,
    Way.PROPOSES: _Side.HOLDS,
    Way.SUPPORTS_IN_BRACKET: _Side.HOLDS,
    Way.SUPPORTS: _Side.HOLDS,
    Way.ACCEPTS: _Side.ACCEPTS,
    Way.DISAGREES: _Side.AGAINST,
    Way.OPPOSES_IN_BRACKET: _Side.OBJECTS,
    Way.OBJECTS: _Side.OBJECTS,
}
