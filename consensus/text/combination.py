"""Combinations: several proposals for one text as kept, changed and disputed hunks; settlements."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, islice, pairwise
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from attrs import evolve, field, frozen

from consensus.arguments import validated
from consensus.errors import InvalidChoice, Unresolved
from consensus.text.claim import EditIndex, Voice
from consensus.text.edit import Edit
from consensus.text.region import Clashes, Region
from consensus.text.tokens import tokenise

if TYPE_CHECKING:
    from consensus.text.merge import Neighbours, TextFinding

_LINE_END = re.compile(r"\r\n|\r|\n")

# How many sets of compatible proposals are computed. 41 rivals may have half a million of them.
_MOST_SETS = 20


@frozen
class Backers:
    """The members behind a proposal, as brackets name them.

    Attributes:
        proposes: codes of those who propose it.
        supports: codes of those who support it.
    """

    proposes: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()


Names: TypeAlias = Mapping[str, tuple[str, ...] | Backers]
"""The codes to print for each proposal, under "" for the base; a tuple names who proposes it."""


def _named(keys: tuple[str, ...]) -> tuple[str, ...]:
    if not keys:
        raise InvalidChoice("name at least one proposal")
    return tuple(dict.fromkeys(keys))


@frozen(init=False)
class Take:
    """Settled in favour of one proposal, or of several that can be carried out together.

    Attributes:
        keys: the proposals.
    """

    keys: tuple[str, ...]

    def __init__(self, *keys: str) -> None:
        self.__attrs_init__(_named(keys))


@frozen
class KeepBase:
    """Settled for the wording of the base."""


@frozen
class Reword:
    """Settled by new wording.

    Attributes:
        text: what stands in place of the conflict, white space at its edges included.
    """

    text: str = field()


@frozen(init=False)
class InBrackets:
    """Left open in the text: the options are written as a bracket.

    Attributes:
        keys: the proposals that are written beside the base, together one option; none for all
            options.
    """

    keys: tuple[str, ...] = ()

    def __init__(self, *keys: str) -> None:
        self.__attrs_init__(tuple(dict.fromkeys(keys)))


@frozen(init=False)
class InOrder:
    """Settled for several insertions at one place, in the order given.

    Attributes:
        keys: the proposals.
        bracketed: those of them that are written in brackets, and so stay open.
    """

    keys: tuple[str, ...]
    bracketed: tuple[str, ...] = ()

    def __init__(self, *keys: str, bracketed: Collection[str] = ()) -> None:
        named = _named(keys)
        self.__attrs_init__(named, tuple(key for key in named if key in bracketed))


Settlement: TypeAlias = Take | KeepBase | Reword | InBrackets | InOrder


Margins: TypeAlias = tuple[int, int]
"""How many tokens of white space and commas stand before and behind something."""


@frozen(eq=False, repr=False)
class ConflictCause:
    """The atomic edits behind the options of a conflict, and which of them exclude each other.

    Attributes:
        index: the atomic edits of all voices.
        region: where they contend.
        clashes: pairs of atomic edits that exclude each other.
        margins: how many tokens at the edges of the region are no part of the options.
    """

    index: EditIndex
    region: Region
    clashes: Clashes
    margins: Margins = (0, 0)

    def excluding(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Returns the pairs of proposals that cannot be taken together."""
        voices = self._voices()
        excluded = self._excluded()
        return [
            (one, other)
            for one, other in combinations(sorted(keys), 2)
            if excluded[voices[one]] >> voices[other] & 1
        ]

    def compatible(self) -> tuple[frozenset[str], ...]:
        """Returns the largest sets of proposals that can be taken together, but no more than 20."""
        alike: dict[tuple[int, ...], int] = {}
        keys: dict[int, list[str]] = {}
        for key, voice in sorted(self._voices().items()):
            keys.setdefault(alike.setdefault(self._parts_of(voice), voice), []).append(key)
        excluded = self._excluded()
        friends = {
            one: {other for other in keys if other != one and not excluded[one] >> other & 1}
            for one in keys
        }
        largest = islice(_largest(set(), set(friends), set(), friends), _MOST_SETS)
        sets = [frozenset(key for voice in found for key in keys[voice]) for found in largest]
        return tuple(sorted(sets, key=sorted))

    def wording(self, keys: Iterable[str]) -> str:
        """Returns the region with the edits of several proposals applied."""
        voices = self._voices()
        written: dict[Edit, str] = {}
        for voice in sorted({voices[key] for key in keys}):
            for at in self._parts_of(voice):
                for edit in self.index.parts[at].edits:
                    written.setdefault(edit, self._spelled(voice, edit))
        tokens = self.index.base.tokens
        pieces: list[str] = []
        done = self.region.start
        for edit, text in sorted(written.items(), key=itemgetter(0)):
            pieces += (*tokens[done : edit.start], text)
            done = edit.end
        return self._within_margins("".join((*pieces, *tokens[done : self.region.end])))

    def in_order(
        self, keys: Sequence[str], write: Callable[[str, str], str] = lambda key, text: text
    ) -> str | None:
        """Returns insertions at one place one after the other; None for anything else."""
        voices = self._voices()
        inserted: list[tuple[int, Edit]] = []
        inserting: list[str] = []
        for key in keys:
            own = [e for at in self._parts_of(voices[key]) for e in self.index.parts[at].edits]
            if len(own) != 1 or not own[0].is_insertion:
                return None
            if own[0] not in (edit for _, edit in inserted):
                inserted.append((voices[key], own[0]))
                inserting.append(key)
        place = max(self.region.start, *(edit.low for _, edit in inserted))
        if place > min(edit.high for _, edit in inserted):
            return None
        written = ""
        for key, (voice, edit) in zip(inserting, inserted, strict=True):
            text = write(key, self._spelled(voice, edit, place - edit.start))
            if written and len(tokenise(written + text)) < len(tokenise(written)) + len(
                tokenise(text)
            ):
                written += " "
            written += text
        tokens = self.index.base.tokens
        before = tokens[self.region.start : place]
        return self._within_margins("".join((*before, written, *tokens[place : self.region.end])))

    def _within_margins(self, text: str) -> str:
        leading, trailing = self.margins
        if not leading and not trailing:
            return text
        tokens = tokenise(text)
        return "".join(tokens[leading : len(tokens) - trailing])

    def _spelled(self, voice: int, edit: Edit, step: int = 0) -> str:
        speaker = self.index.voices[voice]
        start = speaker.new_starts[speaker.position[edit.start]] + step
        return speaker.spell(start, start + len(edit.text))

    def _parts_of(self, voice: int) -> tuple[int, ...]:
        holders = self.index.holders
        return tuple(at for at in self.region.parts if holders[at] >> voice & 1)

    def _voices(self) -> dict[str, int]:
        """Returns the voice of each proposal that contends here."""
        held = 0
        for at in self.region.parts:
            held |= self.index.holders[at]
        voices: Sequence[Voice] = self.index.voices
        return {key: at for at, each in enumerate(voices) if held >> at & 1 for key in each.keys}

    def _excluded(self) -> list[int]:
        """Returns for each voice the bits of the voices that it excludes here."""
        holders = self.index.holders
        here = set(self.region.parts)
        excluded = [0] * len(self.index.voices)
        for one, other in self.clashes:
            if one in here and other in here:
                for part, its in ((one, other), (other, one)):
                    for voice in _bits(holders[part]):
                        excluded[voice] |= holders[its]
        return excluded


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _largest(
    taken: set[int], open_: set[int], done: set[int], friends: Mapping[int, set[int]]
) -> Iterator[set[int]]:
    """Yields all maximal cliques (Bron and Kerbosch, 1973, with a pivot)."""
    if not open_ and not done:
        yield taken
        return
    pivot = max(sorted(open_ | done), key=lambda at: len(friends[at] & open_))
    for at in sorted(open_ - friends[pivot]):
        yield from _largest(taken | {at}, open_ & friends[at], done & friends[at], friends)
        open_ = open_ - {at}
        done = done | {at}


ConflictKind: TypeAlias = Literal["substance", "order"]


@frozen
class Option:
    """One wording that a conflict may be settled for.

    Attributes:
        text: the wording; empty when nothing is to stand there.
        by: the proposals that want it; none for the wording of the base.
        includes: other proposals whose words it holds, and more.
    """

    text: str
    by: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()


@frozen
class Conflict:
    """A place of the base at which proposals want different words.

    Attributes:
        replaces: the words of the base; empty where something is only put in.
        options: the wording of the base, then those of the proposals.
        linked: conflicts with the same number other than 0 are one question, like where blocks
            stand that one moves and another deletes.
        kind: "substance" where the options exclude each other; "order" where all are likely
            wanted and the question is which comes first.
        question: conflicts with the same number other than 0 are settled together unless they
            are settled one by one.
    """

    replaces: str
    options: tuple[Option, ...]
    _cause: ConflictCause | None = field(default=None, repr=False, eq=False)
    linked: int = 0
    kind: ConflictKind = "substance"
    question: int = 0

    @property
    def by(self) -> tuple[str, ...]:
        """All proposals that contend, sorted."""
        return tuple(sorted(key for option in self.options for key in option.by))

    @property
    def compatible(self) -> tuple[frozenset[str], ...]:
        """The largest sets of proposals that can be taken together here, but no more than 20."""
        if self._cause is None:
            return tuple(sorted((frozenset(o.by) for o in self.options if o.by), key=sorted))
        return self._cause.compatible()

    @property
    def excluding(self) -> tuple[tuple[str, str], ...]:
        """The pairs of proposals that cannot be taken together here."""
        return tuple(self._excluding(self.by))

    def _excluding(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        if self._cause is not None:
            return self._cause.excluding(keys)
        pairs = combinations(sorted(keys), 2)
        return [pair for pair in pairs if self.wording(pair[0]) != self.wording(pair[1])]

    def wording(self, key: str) -> str:
        """Returns the wording of one proposal; that of the base for a proposal that has none."""
        for option in self.options:
            if key in option.by:
                return option.text
        return self.replaces

    def settled(self, settlement: Settlement | str, names: Names | None = None) -> Kept | Change:
        """Returns a change or the kept words by which the conflict is settled.

        Raises:
            InvalidChoice: the settlement names proposals that do not contend here, exclude each
                other, or are no insertions at one place.
        """
        if isinstance(settlement, str):
            settlement = Take(settlement)
        text, by = self._outcome(settlement, names)
        if text == self.replaces:
            return Kept(text, self, settlement)
        return Change(self.replaces, text, by, 0, self, settlement)

    def in_brackets(self, keys: Iterable[str], opposed: Collection[str]) -> Settlement:
        """Returns the settlement that writes contested proposals in brackets."""
        if self.kind == "order":
            return InOrder(*keys, bracketed=opposed)
        return InBrackets(*keys)

    def siding(self, keys: Collection[str]) -> tuple[str, ...]:
        """Returns these proposals and all with the same wording here, sorted."""
        return tuple(sorted(key for o in self.options if set(keys) & set(o.by) for key in o.by))

    def _outcome(self, settlement: Settlement, names: Names | None) -> tuple[str, tuple[str, ...]]:
        match settlement:
            case KeepBase():
                return self.replaces, ()
            case Reword(text):
                return text, next((o.by for o in self.options if o.text == text), ())
            case InBrackets(keys):
                # Rendering builds on combinations, so it cannot be imported before them.
                from consensus.text.render import render_bracket

                if not keys:
                    return render_bracket(self.options, names), self.by
                by = self.siding(keys)
                option = Option(self._taken(keys), by)
                if option.text == self.replaces:
                    return self.replaces, by
                return render_bracket((Option(self.replaces), option), names), by
            case Take(keys):
                return self._taken(keys), self.siding(keys)
            case InOrder(keys, bracketed):
                from consensus.text.render import render_bracket

                def write(key: str, text: str) -> str:
                    option = Option(text, self.siding([key]))
                    return render_bracket((Option(""), option), names) if key in bracketed else text

                return self._in_order(keys, write), self.siding(keys)

    def _taken(self, keys: tuple[str, ...]) -> str:
        self._check_contenders(keys)
        if len({self.wording(key) for key in keys}) == 1:
            return self.wording(keys[0])
        if self.kind == "order":
            return self._in_order(keys)
        pairs = self._excluding(keys)
        if pairs or self._cause is None:
            listed = ", ".join(f"{one} and {other}" for one, other in pairs)
            raise InvalidChoice(f"these proposals exclude each other here: {listed}")
        return self._cause.wording(keys)

    def _in_order(
        self, keys: tuple[str, ...], write: Callable[[str, str], str] = lambda key, text: text
    ) -> str:
        self._check_contenders(keys)
        if self._cause is None and not self.replaces:
            return "".join(dict.fromkeys(write(key, self.wording(key)) for key in keys))
        text = self._cause.in_order(keys, write) if self._cause else None
        if text is None:
            raise InvalidChoice(
                f"only pure insertions at one place can stand in an order, which those of "
                f"{', '.join(keys)} are not"
            )
        return text

    def _check_contenders(self, keys: tuple[str, ...]) -> None:
        strangers = sorted(set(keys) - set(self.by))
        if strangers:
            raise InvalidChoice(
                f"{', '.join(strangers)} has no option here: choose from {', '.join(self.by)}"
            )


@frozen
class Kept:
    """Words of the base that no proposal changes, or that a conflict was settled for.

    Attributes:
        text: the words.
        settled_from: the conflict that was settled, if there was one.
        settlement: what it was settled by.
    """

    text: str
    settled_from: Conflict | None = field(default=None, repr=False, eq=False)
    settlement: Settlement | None = field(default=None, repr=False, eq=False)

    @property
    def replaces(self) -> str:
        """The same words, which stand in the base."""
        return self.text


@frozen
class Change:
    """Words of the base replaced, no proposal contending there.

    Attributes:
        replaces: the words of the base; empty for an insertion.
        text: the words that stand there instead; empty for a deletion.
        by: the proposals that want it, sorted; nobody for new wording that settled a conflict.
        linked: changes with the same number other than 0 are one edit, like an opening and a
            closing bracket.
        settled_from: the conflict that was settled, if there was one.
        settlement: what it was settled by.
        is_layout: whether only white space or typography changes.
        in_part: the proposals that hold it within a claim that contends, each with the question of
            that claim.
    """

    replaces: str
    text: str
    by: tuple[str, ...]
    linked: int = 0
    settled_from: Conflict | None = field(default=None, repr=False, eq=False)
    settlement: Settlement | None = field(default=None, repr=False, eq=False)
    is_layout: bool = False
    in_part: tuple[tuple[str, int], ...] = ()


Hunk: TypeAlias = Kept | Change | Conflict


@frozen
class HunkOutcome:
    """The wording of one amendment at one hunk.

    Attributes:
        replaces: the words of the base.
        text: the words that the amendment puts there.
    """

    replaces: str
    text: str


def _by_key(proposals: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(sorted(proposals.items())))


class Arrangement(Protocol):
    """A document in parts, each with a combination of its own."""

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left in any part."""

    def hunks(self, *, for_critic: bool = False, by_words: bool = True) -> Iterator[PlacedHunk]:
        """Yields the hunks of the parts, in the order of the combined document."""

    def wording(self, key: str) -> str:
        """Returns the text of one proposal."""

    def settled(self, settlements: Mapping[int, Settlement], names: Names | None) -> Arrangement:
        """Returns the document with conflicts settled, by their index among all of them."""


class PlacedHunk(NamedTuple):
    """A hunk of a document.

    Attributes:
        hunk: the hunk as shown.
        part: for a conflict, the index of the part that it is in; -1 for others.
        number: its index among the conflicts of that part.
    """

    hunk: Hunk
    part: int = -1
    number: int = -1


@frozen(eq=False)
class Combination:
    """Several proposals for one text, combined as far as they agree.

    Attributes:
        base: the text that the proposals are made against.
        proposals: the proposed texts by key, sorted by key.
        arrangement: the parts of a document; none for a single paragraph.
    """

    base: str
    proposals: Mapping[str, str] = field(converter=_by_key)
    _hunks: tuple[Hunk, ...] = ()
    arrangement: Arrangement | None = field(default=None, repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Combination):
            return NotImplemented
        return (self.base, self.proposals, self.hunks) == (
            other.base,
            other.proposals,
            other.hunks,
        )

    @cached_property
    def hunks(self) -> tuple[Hunk, ...]:
        """What is kept, changed and in conflict, in the order of the combined text.

        Blocks that moved are deleted where they stood and inserted where they stand, by changes
        with one number as `linked`. Conflicts with one number as `linked` are one question about
        several places.
        """
        if self.arrangement is None:
            return self._hunks
        return tuple(placed.hunk for placed in self.arrangement.hunks())

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts that are not settled."""
        return tuple(hunk for hunk in self.hunks if isinstance(hunk, Conflict))

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes with which no proposal contends."""
        return tuple(hunk for hunk in self.hunks if isinstance(hunk, Change))

    @validated
    def taken(self, key: str) -> tuple[Change, ...]:
        """Returns the changes of a proposal that go in by default."""
        return tuple(change for change in self.changes if key in change.by)

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left, and no order is asked."""
        if self.arrangement is not None:
            return self.arrangement.is_clean
        return not any(isinstance(hunk, Conflict) for hunk in self._hunks)

    @property
    def neighbours(self) -> tuple[Neighbours, ...]:
        """Changes by different proposals in one sentence."""
        # Findings build on hunks, so they cannot be imported before them.
        from consensus.text.merge import find_neighbours

        return tuple(find_neighbours(self.hunks))

    @property
    def findings(self) -> tuple[TextFinding, ...]:
        """What a merge without conflicts may have got wrong: leftover terms, numbers."""
        from consensus.text.merge import find_problems

        return tuple(find_problems(self.base, self.proposals, self.hunks))

    @validated
    def project(self, key: str) -> str:
        """Settles everything in favour of one proposal, without the others' changes.

        Args:
            key: the proposal.

        Returns:
            The text of that proposal.

        Raises:
            InvalidChoice: there is no such proposal.
        """
        if key not in self.proposals:
            raise InvalidChoice(f"no proposal {key!r}: choose from {', '.join(self.proposals)}")
        if self.arrangement is not None:
            return self.arrangement.wording(key)
        return "".join(own_wording(hunk, key) for hunk in self._hunks)

    @validated
    def settle(
        self, settlements: Mapping[int, Settlement | str], names: Names | None = None
    ) -> Combination:
        """Settles some of the conflicts.

        Args:
            settlements: what each conflict is settled by, under its index in `conflicts`; the key
                of a proposal means taking that one. Other conflicts of the same question are
                settled alike where they can be, unless they are settled here too. Linked conflicts
                are settled together, by what is said for any one of them.
            names: the codes to print for each proposal where a conflict is put in brackets.

        Returns:
            The combination with those conflicts settled and the others as they were.

        Raises:
            InvalidChoice: there is no such conflict, a settlement does not fit it, or linked
                conflicts are to be settled in different ways.
        """
        conflicts = self.conflicts
        unknown = sorted(index for index in settlements if not 0 <= index < len(conflicts))
        if unknown:
            listed = ", ".join(map(str, unknown))
            raise InvalidChoice(f"no conflict {listed}: there are {len(conflicts)}, counted from 0")
        chosen = settled_by_question(conflicts, settlements)
        if self.arrangement is not None:
            return evolve(self, arrangement=self.arrangement.settled(chosen, names))
        return evolve(self, hunks=settled_hunks(self._hunks, chosen, names))

    def text(self) -> str:
        """Returns the text with all changes made.

        Raises:
            Unresolved: conflicts are left.
        """
        if not self.is_clean:
            left = len(self.conflicts)
            raise Unresolved(
                f"{left} conflict{'s are' if left > 1 else ' is'} left to settle before there is "
                "one text"
            )
        return "".join(
            hunk.text for hunk in self._written("clean") if not isinstance(hunk, Conflict)
        )

    def _written(self, notation: str) -> Sequence[Hunk]:
        """Returns the hunks as a notation needs them."""
        if self.arrangement is None:
            return self._hunks
        # Only CriticMarkup shows changes, and rejecting all of them must leave the base.
        shows_changes = notation == "critic"
        placed = self.arrangement.hunks(for_critic=shows_changes, by_words=shows_changes)
        hunks = [each.hunk for each in placed]
        return [*whole_lines(hunks)] if notation == "markers" else hunks

    @validated
    def render(self, notation: str, names: Names | None = None) -> str:
        """Renders the combination as one text.

        Args:
            notation: "brackets", "clean", "markers" or "critic". In a document, markers stand
                around whole lines.
            names: the codes to print for each proposal.

        Raises:
            Unresolved: "clean" was asked for and conflicts are left.
            InvalidChoice: there is no such notation.
        """
        if notation == "clean":
            return self.text()
        # Rendering builds on hunks, so it cannot be imported before them.
        from consensus.text.render import render_hunks

        return render_hunks(self._written(notation), notation, names)


def settled_hunks(
    hunks: Iterable[Hunk], settlements: Mapping[int, Settlement], names: Names | None = None
) -> tuple[Hunk, ...]:
    """Returns hunks with conflicts settled, by their index among the conflicts."""
    found: list[Hunk] = []
    index = 0
    for hunk in hunks:
        if isinstance(hunk, Conflict):
            settlement = settlements.get(index)
            index += 1
            found.append(hunk if settlement is None else hunk.settled(settlement, names))
        else:
            found.append(hunk)
    return tuple(found)


def same_question(conflicts: Sequence[Conflict], number: int) -> tuple[int, ...]:
    """Returns the numbers, from 0, of the other conflicts of the same question."""
    one = conflicts[number]
    return tuple(
        at
        for at, each in enumerate(conflicts)
        if at != number
        and (
            (one.linked and each.linked == one.linked)
            or (one.question and each.question == one.question)
        )
    )


def settled_by_question(
    conflicts: Sequence[Conflict], settlements: Mapping[int, Settlement | str]
) -> dict[int, Settlement]:
    """Returns settlements with those that follow for other conflicts of the same question.

    Keeping the base, brackets and the proposals taken go for the whole question; new wording is of
    one place. Where two settlements of a question differ, a third conflict of it stays open.
    Linked conflicts are always settled together.

    Raises:
        InvalidChoice: linked conflicts are to be settled in different ways, or in one that does
            not fit them.
    """
    found: dict[int, Settlement] = {}
    links: dict[int, Settlement] = {}
    following: dict[int, list[Settlement]] = {}
    for index, given in settlements.items():
        settlement = Take(given) if isinstance(given, str) else given
        if link := conflicts[index].linked:
            if links.setdefault(link, settlement) != settlement:
                raise InvalidChoice("linked conflicts are one question, with one settlement")
            # New wording stands where it was given first.
            found = _ways_for_linked(conflicts, index, settlement) | found
            continue
        found[index] = settlement
        for at in same_question(conflicts, index):
            if at not in settlements and (way := _way_for(conflicts[at], settlement)):
                following.setdefault(at, []).append(way)
    return found | {
        at: ways[0] for at, ways in following.items() if all(way == ways[0] for way in ways)
    }


def _way_for(conflict: Conflict, settlement: Settlement) -> Settlement | None:
    """Returns the settlement of a conflict that follows from another of its question."""
    if isinstance(settlement, KeepBase) or settlement == InBrackets():
        return settlement
    if isinstance(settlement, Reword):
        return None
    keys = [key for key in settlement.keys if key in conflict.by]
    if not keys:
        return None
    way = InBrackets(*keys) if isinstance(settlement, InBrackets) else Take(*keys)
    try:
        conflict.settled(way)
    except InvalidChoice:
        # They exclude each other here, so this place stays open.
        return None
    return way


def _ways_for_linked(
    conflicts: Sequence[Conflict], at: int, settlement: Settlement
) -> dict[int, Settlement]:
    """Returns how each of the conflicts linked with one is settled."""
    sites = {n: each for n, each in enumerate(conflicts) if each.linked == conflicts[at].linked}
    if isinstance(settlement, Reword):
        return {n: settlement if n == at else Reword("") for n in sites}
    if isinstance(settlement, KeepBase) or settlement == InBrackets():
        return dict.fromkeys(sites, settlement)
    contenders = sorted({key for conflict in sites.values() for key in conflict.by})
    strangers = sorted(set(settlement.keys) - set(contenders))
    if strangers:
        raise InvalidChoice(
            f"{', '.join(strangers)} has no option here: choose from {', '.join(contenders)}"
        )
    ways: dict[int, Settlement] = {}
    for n, conflict in sites.items():
        keys = [key for key in settlement.keys if key in conflict.by]
        sides = {option.by for option in conflict.options if {*option.by} & {*keys}}
        if len(sides) < 2:
            way = InBrackets if isinstance(settlement, InBrackets) else Take
            ways[n] = way(*keys) if keys else KeepBase()
        elif isinstance(settlement, InOrder) and not conflict.replaces:
            ways[n] = InOrder(*keys)
        else:
            raise InvalidChoice(f"these proposals exclude each other here: {', '.join(keys)}")
    return ways


def own_wording(hunk: Hunk, key: str) -> str:
    """Returns the wording of a hunk in the text of one proposal."""
    if isinstance(hunk, Conflict):
        return hunk.wording(key)
    if hunk.settled_from is not None:
        return hunk.settled_from.wording(key)
    return hunk.text if isinstance(hunk, Change) and key in hunk.by else hunk.replaces


def with_wording(conflict: Conflict, words: str) -> Reword:
    """Settles a conflict by new words, with the white space at their edges adjusted.

    The user does not type the white space at the edges of a conflict: if the wordings there begin
    or end with it, the new words do too.
    """
    wordings = [option.text for option in conflict.options if option.text]
    before = all(wording[0].isspace() or not wording[0].isalnum() for wording in wordings)
    after = all(wording[-1].isspace() for wording in wordings)
    if before and any(wording[0].isspace() for wording in wordings) and words[:1].isalnum():
        words = f" {words}"
    return Reword(f"{words} " if after and words and not words[-1].isspace() else words)


def whole_lines(hunks: Sequence[Hunk]) -> Iterator[Hunk]:
    """Widens every conflict to whole lines.

    Several conflicts in one line become one, with the line of the base and that of every proposal
    that changes it, so that each side shows only its own text.
    """
    line: list[Hunk] = []
    for hunk in hunks:
        if isinstance(hunk, Kept):
            for text in _up_to_line_ends(hunk.text):
                line.append(Kept(text))
                if _ends_line(text):
                    yield from _as_one(line)
                    line = []
            continue
        line.append(hunk)
        texts = [hunk.text] if isinstance(hunk, Change) else [each.text for each in hunk.options]
        if all(not text or _ends_line(text) for text in texts) and (
            len(line) == 1 or isinstance(hunk, Change)
        ):
            yield from _as_one(line)
            line = []
    yield from _as_one(line)


def _ends_line(text: str) -> bool:
    return text.endswith(("\n", "\r"))


def _up_to_line_ends(text: str) -> Iterator[str]:
    """Yields a text in parts, cut behind its first line end and behind its last."""
    first = _LINE_END.search(text)
    last = max(text.rfind("\n"), text.rfind("\r")) + 1
    cuts = sorted({0, first.end() if first else 0, last, len(text)})
    yield from (text[start:end] for start, end in pairwise(cuts))


def _as_one(line: Sequence[Hunk]) -> Iterator[Hunk]:
    if not any(isinstance(hunk, Conflict) for hunk in line):
        yield Kept("".join(hunk.text for hunk in line if not isinstance(hunk, Conflict)))
        return
    # What a conflict was settled for is what all sides start from by now.
    line = [
        hunk if isinstance(hunk, Conflict) or hunk.settled_from is None else Kept(hunk.text)
        for hunk in line
    ]
    base = "".join(hunk.replaces for hunk in line)
    by: dict[str, list[str]] = {}
    for key in sorted({key for hunk in line if not isinstance(hunk, Kept) for key in hunk.by}):
        by.setdefault("".join(own_wording(hunk, key) for hunk in line), []).append(key)
    options = [Option(text, tuple(keys)) for text, keys in by.items() if text != base]
    yield Conflict(base, (Option(base), *options)) if options else Kept(base)
