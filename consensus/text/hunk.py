"""Hunks of a combination: kept, changed or in conflict; settlements, and options as a bracket."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import evolve, field, frozen

from consensus.errors import InvalidChoice
from consensus.text.bracket_edits import lift
from consensus.text.brackets import EVERY_CODE, Bracket, BracketedText, BracketOption, parse, render
from consensus.text.edit import Edit
from consensus.text.tokens import tokenise

if TYPE_CHECKING:
    # Looking at outcomes combines nothing, and loads none of this.
    from consensus.text.claim import EditIndex
    from consensus.text.region import Clashes, Region

# How many sets of compatible proposals are computed. 41 rivals may have half a million of them.
_MOST_SETS = 20
_EXCLUDING = "these proposals conflict here: {}; choose one, brackets or new words"


@frozen
class Backers:
    """The codes of the members behind a proposal, as brackets name them."""

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
        keys: the proposals that are written beside the base, together one option, or each in a
            bracket where only the order is asked; none for all options.
        is_alone: whether it is of one place, not of its whole question.
    """

    keys: tuple[str, ...] = ()
    is_alone: bool = False

    def __init__(self, *keys: str, is_alone: bool = False) -> None:
        self.__attrs_init__(tuple(dict.fromkeys(keys)), is_alone)


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


@frozen(eq=False, repr=False)
class ConflictCause:
    """The atomic edits behind the options of a conflict, and which of them exclude each other."""

    index: EditIndex
    region: Region  # where they contend
    clashes: Clashes
    margins: tuple[int, int]  # how many tokens at the edges of the region are not in the options

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

    def in_order(self, keys: Sequence[str], write: Callable[[str, str], str]) -> str | None:
        """Returns insertions at one place one after the other; None for anything else."""
        voices = self._voices()
        inserted: dict[Edit, tuple[str, int]] = {}
        for key in keys:
            own = [e for at in self._parts_of(voices[key]) for e in self.index.parts[at].edits]
            if len(own) != 1 or not own[0].is_insertion:
                return None
            inserted.setdefault(own[0], (key, voices[key]))
        place = max(self.region.start, *(edit.low for edit in inserted))
        if place > min(edit.high for edit in inserted):
            return None
        written = ""
        for edit, (key, voice) in inserted.items():
            text = write(key, self._spelled(voice, edit, place - edit.start))
            if len(tokenise(written + text)) < len(tokenise(written)) + len(tokenise(text)):
                written += " "
            written += text
        tokens = self.index.base.tokens
        before = tokens[self.region.start : place]
        return self._within_margins("".join((*before, written, *tokens[place : self.region.end])))

    def _within_margins(self, text: str) -> str:
        leading, trailing = self.margins
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
        held = self.index.held(self.region.parts)
        return {key: at for at in bits(held) for key in self.index.voices[at].keys}

    def _excluded(self) -> list[int]:
        """Returns for each voice the bits of the voices that it excludes here."""
        holders = self.index.holders
        here = set(self.region.parts)
        excluded = [0] * len(self.index.voices)
        for one, other in self.clashes:
            if one in here and other in here:
                for part, its in ((one, other), (other, one)):
                    for voice in bits(holders[part]):
                        excluded[voice] |= holders[its]
        return excluded


def bits(mask: int) -> Iterator[int]:
    """Yields the indices of the bits that are set, ascending."""
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
        settlement = _way_named(self, settlement)
        if self.kind == "order" and isinstance(settlement, InBrackets) and settlement.keys:
            # Several insertions at one place do not exclude each other.
            settlement = InOrder(*settlement.keys, bracketed=settlement.keys)
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

                def write(key: str, text: str) -> str:
                    option = Option(text, self.siding([key]))
                    return render_bracket((Option(""), option), names) if key in bracketed else text

                return self._in_order(keys, write), self.siding(keys)

    def _taken(self, keys: tuple[str, ...]) -> str:
        _check_contenders(keys, self.by)
        if len({self.wording(key) for key in keys}) == 1:
            return self.wording(keys[0])
        if self.kind == "order":
            return self._in_order(keys)
        pairs = self._excluding(keys)
        if pairs or self._cause is None:
            listed = ", ".join(f"{one} and {other}" for one, other in pairs)
            raise InvalidChoice(_EXCLUDING.format(listed))
        return self._cause.wording(keys)

    def _in_order(
        self, keys: tuple[str, ...], write: Callable[[str, str], str] = lambda key, text: text
    ) -> str:
        _check_contenders(keys, self.by)
        if self._cause is None and not self.replaces:
            return "".join(dict.fromkeys(write(key, self.wording(key)) for key in keys))
        text = self._cause.in_order(keys, write) if self._cause else None
        if text is None:
            raise InvalidChoice(
                f"only pure insertions at one place can stand in an order, which those of "
                f"{', '.join(keys)} are not"
            )
        return text


def _check_contenders(keys: Collection[str], contenders: Collection[str]) -> None:
    strangers = sorted(set(keys) - set(contenders))
    if strangers:
        raise InvalidChoice(
            f"{', '.join(strangers)} has no option here: choose from {', '.join(contenders)}"
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
    """Words of the base that are replaced without a conflict.

    Attributes:
        replaces: the words of the base; empty for an insertion.
        text: the words that stand there instead; empty for a deletion.
        by: the proposals that want it, sorted; empty for new wording that settled a conflict.
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
    """The wording of one amendment at one hunk, and the words of the base that it replaces."""

    replaces: str
    text: str


def settled_hunks(
    hunks: Iterable[Hunk], settlements: Mapping[int, Settlement], names: Names | None = None
) -> tuple[Hunk, ...]:
    """Returns hunks with conflicts settled, by their index among the conflicts."""
    found: list[Hunk] = []
    index = 0
    for hunk in hunks:
        if isinstance(hunk, Conflict):
            if index in settlements:
                hunk = hunk.settled(settlements[index], names)
            index += 1
        found.append(hunk)
    return tuple(found)


def no_conflict(number: int, last: int) -> str:
    """Returns that there is no conflict of a number, and which there are."""
    known = f"there are {last}" if last > 1 else "there is one" if last else "there is none"
    known += ", counted from 1" if number else ", counted from 1 since version 0.2"
    return f"there is no conflict {number}: {known}"


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
        settlement = _way_named(conflicts[index], given)
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


_WAYS = {"brackets": "InBrackets()", "base": "KeepBase()"}


def _way_named(conflict: Conflict, given: Settlement | str) -> Settlement:
    """Returns how a conflict is settled; a string names a proposal that is taken."""
    if given in _WAYS and given not in conflict.by:
        raise InvalidChoice(f"no proposal is called {given}: give {_WAYS[str(given)]}, no string")
    return Take(given) if isinstance(given, str) else given


def _way_for(conflict: Conflict, settlement: Settlement) -> Settlement | None:
    """Returns how a conflict is settled if another of its question is so; None for open."""
    if isinstance(settlement, KeepBase) or settlement == InBrackets():
        return settlement
    is_alone = isinstance(settlement, InBrackets) and settlement.is_alone
    if is_alone or isinstance(settlement, Reword):
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
    _check_contenders(settlement.keys, contenders)
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
            raise InvalidChoice(_EXCLUDING.format(", ".join(keys)))
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


def render_bracket(options: Sequence[Option], names: Names | None = None) -> str:
    """Renders the options of a conflict as one bracket, such as `[shall | BRA: should]`.

    Where the base has a bracket that offers a choice, its options become options of this one with
    the words around them, so that a conflict among the choices of a bracket is written as that
    bracket again. White space that all options with words share stands outside. The option that
    none proposed is the wording of the base and comes first. A proposal without an entry in
    `names` is printed without a name; with no `names` at all, keys of proposals are printed.
    """
    ordered = base_first(options)
    before, after = _shared_margins([option.text for option in ordered])
    texts = [option.text.removeprefix(before).removesuffix(after) for option in ordered]
    written: dict[BracketedText, BracketOption] = {}
    for text, option in zip(texts, ordered, strict=True):
        is_doubted = not option.by and _is_doubt(text, texts[1:])
        for choice in (
            [_choice(text, option, names)] if is_doubted else _choices(text, option, names)
        ):
            known = written.get(choice.text)
            written[choice.text] = _united(known, choice) if known else choice
    bracket = Bracket(tuple(written.values()))
    return f"{before}{render(BracketedText((bracket,)))}{after}"


def base_first(options: Sequence[Option]) -> list[Option]:
    """Returns the options with the wording of the base before all others."""
    return sorted(options, key=lambda option: bool(option.by))


def backers_of(by: Iterable[str], names: Names | None) -> Backers:
    """Returns the names for proposals; those of the base if `by` is empty."""
    if names is None:
        return Backers(tuple(by))
    given = [names[key] for key in tuple(by) or ("",) if key in names]
    found = [each if isinstance(each, Backers) else Backers(each) for each in given]
    proposes = tuple(dict.fromkeys(code for each in found for code in each.proposes))
    supports = dict.fromkeys(code for each in found for code in each.supports)
    return Backers(proposes, tuple(code for code in supports if code not in proposes))


def _shared_margins(texts: Sequence[str]) -> tuple[str, str]:
    """Returns the white space with which all non-empty texts begin, and end."""
    worded = [text for text in texts if text]
    before = _shared_margin(worded)
    after = _shared_margin([text[len(before) :][::-1] for text in worded])[::-1]
    if len(worded) == len(texts):
        return before, after
    # Where nothing is to stand, `lift` closes one gap, so only one margin may be moved outside.
    if not all(map(str.strip, worded)):
        return "", ""
    return ("", after) if after else (before, "")


def _shared_margin(texts: Sequence[str]) -> str:
    margin = texts[0][: len(texts[0]) - len(texts[0].lstrip())] if texts else ""
    while not all(text.startswith(margin) for text in texts):
        margin = margin[:-1]
    return margin


def _choices(text: str, option: Option, names: Names | None) -> Iterator[BracketOption]:
    """Yields the choices of an option: several if it has one bracket that offers some."""
    # A proposal that puts unattributed words in brackets doubts them: taking its bracket apart
    # would make its author a proposer of those words. So a bracket of one option is taken apart
    # only if it is the whole wording of the base.
    read = parse(text, EVERY_CODE)[0]
    is_whole = len(read.parts) == 1
    offering = [
        (number, bracket)
        for number, bracket in enumerate(read.brackets(), start=1)
        if bracket in read.parts and (is_whole or len(bracket.options) > 1)
    ]
    if len(offering) == 1:
        number, bracket = offering[0]
        inner = bracket.options
        if not option.by or (is_whole and all(choice.names for choice in inner)):
            for place, choice in enumerate(inner, start=1):
                words = choice.text if is_whole else lift(read, number, place)
                yield evolve(choice, text=words)
            return
    yield _choice(text, option, names)


def _choice(text: str, option: Option, names: Names | None) -> BracketOption:
    backers = backers_of(option.by, names)
    return BracketOption(parse(text, EVERY_CODE)[0], backers.proposes, backers.supports)


def _is_doubt(text: str, proposed: Sequence[str]) -> bool:
    """Returns whether a text is words in brackets, which one proposal keeps and others reword."""
    # The bracket then is an option of its own. If proposals only keep or delete the words, the
    # bracket says no more than these two options do.
    parts = parse(text, EVERY_CODE)[0].parts
    if len(parts) != 1 or isinstance(parts[0], str) or len(parts[0].options) > 1:
        return False
    (option,) = parts[0].options
    words = option.text.notation()
    if option.names or words not in proposed:
        return False
    return any(each not in (words, "") for each in proposed)


def _united(one: BracketOption, other: BracketOption) -> BracketOption:
    """Returns two options with the same words as one, with the names of both."""
    proposes = dict.fromkeys(one.proposes + other.proposes)
    supports = dict.fromkeys(one.supports + other.supports)
    opposes = dict.fromkeys(one.opposes + other.opposes)
    only = tuple(code for code in supports if code not in proposes)
    return BracketOption(one.text, tuple(proposes), only, tuple(opposes))
