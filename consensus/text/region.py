"""Regions: where a base is changed, where claims contend, and where only an order is asked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import reduce
from itertools import accumulate, combinations, pairwise
from operator import and_, itemgetter
from types import MappingProxyType
from typing import NamedTuple

from consensus.text.claim import EditIndex, is_little
from consensus.text.diff import bracket_pairs
from consensus.text.edit import AtomicEdit, DisjointSet, Edit
from consensus.text.tokens import (
    Kind,
    Numbers,
    Vocabulary,
    is_balanced,
    kinds_of,
    likeness,
    tokenise,
)

# Whole sentences at one place this alike in their words are rivals and not neighbours. Unrelated
# pairs of real amendments measured .11 to .28, rivals .37 to .97; a third is one word of three.
_ALIKE = 0.35

# Words that are not little ones count so many times as much.
_FULL_WEIGHT = 3

# A sentence inserted and a change of the one beside it say the same when at least this many of
# their words are new there and they are this alike.
_FEWEST_NEW = 3
_RIVAL = 1 / 2

# Components of one question are joined over this many kept words.
_JOINED_OVER = 2

# What is not to stand twice in a row.
_DOUBLED = (Kind.WORD, Kind.COMMA, Kind.STOP)

# Those that only together say what some voice said are joined over up to this many kept words.
_LONGEST_KEPT = 7
_PLAIN = frozenset({Kind.WORD, Kind.SPACE})
_INSIDE = _PLAIN | {Kind.COMMA, Kind.SIGN}

# A clause has at least so many words, and what is inserted before kept words and read apart.
_CLAUSE, _ADDITION = 4, 3

# Components that do not read as one.
_APART = 4

# How many tokens beside an edit are looked at for words that it glues or doubles.
_CONTEXT = 3

_SPACE = Kind.SPACE  # members of an enum are slow to look up
_BRACKETS = frozenset({Kind.OPEN, Kind.CLOSE})

Clashes = set[tuple[int, int]]


class RegionKind(Enum):
    """What a region asks: nothing, which wording, or which order."""

    CHANGE = auto()
    CONFLICT = auto()
    ORDER = auto()


class Region(NamedTuple):
    """Tokens of the base that some voice changes."""

    kind: RegionKind  # whether it is taken, in conflict, or only an order is asked
    start: int  # the tokens of the base; equal for an insertion
    end: int
    parts: tuple[int, ...]  # the indices of the atomic edits in it
    question: int = 0  # regions with the same number other than 0 are settled together
    link: int = 0  # changes with the same number other than 0 are one edit
    # The proposals that hold a change within a claim that contends, each with that question.
    in_part: tuple[tuple[str, int], ...] = ()


def find_regions(index: EditIndex) -> tuple[list[Region], Clashes]:
    """Returns the regions of a combination in order, and the atomic edits that clash."""
    if len(index.voices) == 1:
        return sorted(_changes(index, range(len(index.parts))), key=itemgetter(1, 2)), set()
    contention = _Contention(index)
    return sorted(contention.regions(), key=itemgetter(1, 2)), contention.clashes


def _changes(
    index: EditIndex, parts: Sequence[int], questions: Mapping[int, int] = MappingProxyType({})
) -> Iterator[Region]:
    """Yields the changes of atomic edits, given the question of each claim that contends."""
    in_part: dict[int, tuple[tuple[str, int], ...]] = {}
    taken = {*parts}
    for number, question in questions.items():
        claim = index.claims[number]
        for at in taken.intersection(claim.parts):
            held = [(key, question) for key in index.voices[claim.voice].keys]
            in_part[at] = tuple(sorted({*in_part.get(at, ()), *held}))
    links = 0
    for at in parts:
        edits = index.parts[at].edits
        links += len(edits) > 1
        link, also = links if len(edits) > 1 else 0, in_part.get(at, ())
        for start, end, _, _, _ in edits:
            yield Region(RegionKind.CHANGE, start, end, (at,), 0, link, also)


class _Component(NamedTuple):
    """Atomic edits that contend with each other, and the tokens of the base they contend for."""

    start: int
    end: int
    root: int
    parts: tuple[int, ...]


class _Contention:
    """Finds which claims contend, to the fixed point."""

    def __init__(self, index: EditIndex) -> None:
        self._index = index
        own = [(at, part) for at, part in enumerate(index.parts) if at not in index.layout]
        self._by_start = sorted([(e[0], e[1], at, e) for at, part in own for e in part.edits])
        self._starts = [start for start, _, _, _ in self._by_start]
        self._longest = max([end - start for start, end, _, _ in self._by_start], default=0)
        self._pairs = (
            bracket_pairs(index.base.numbers, index.vocabulary)
            if index.vocabulary.has_brackets
            else []
        )
        self.clashes: Clashes = set()  # pairs of atomic edits that exclude each other
        # Pairs of insertions of which only the order is asked.
        self.ordered: set[tuple[int, int]] = set()
        # Both ends of moves whose words another voice deletes, or moves elsewhere.
        self._torn = {
            at
            for move in index.moves
            if index.holders[move[0]] & ~index.holders[move[1]]
            for at in move
        }
        self._find_collisions()
        self._find_bracket_clashes()
        self._find_seams()
        self._find_additions()
        self._find_rewrite_clashes()
        self._find_rival_sentences()
        self._require_common_places()
        self._open_questions()
        while self._find_bad_joins():
            self._open_questions()

    def _find_collisions(self) -> None:
        index, holders = self._index, self._index.holders
        reaching: list[tuple[int, int, Edit]] = []
        reach = 0
        for low, high, at, edit in sorted(
            [(edit.low, edit.high, at, edit) for _, _, at, edit in self._by_start]
        ):
            if low > reach:
                reaching.clear()
            for other_high, other_at, other in reaching:
                if other_high < low or holders[at] & holders[other_at]:
                    continue
                if other_high == low and not edit.collides_with(other):
                    continue
                pair = (at, other_at) if at < other_at else (other_at, at)
                if edit.is_insertion and other.is_insertion:
                    (self.ordered if self._are_unlike(at, other_at) else self.clashes).add(pair)
                    continue
                if at in index.between or other_at in index.between:
                    # A whole sentence that only touches what another deletes passes.
                    new, old = (edit, other) if edit.is_insertion else (other, edit)
                    if not old.start < new.start < old.end:
                        continue
                self.clashes.add(pair)
            reaching.append((high, at, edit))
            if high > reach:
                reach = high

    def _are_unlike(self, one: int, other: int) -> bool:
        """Returns whether two insertions at one place are both likely wanted."""
        index = self._index
        if not (one in index.between and other in index.between):
            return False
        # An insertion that is one end of a move is taken or left with the other end.
        if any(
            len(index.claims[each].parts) > 1 for at in (one, other) for each in index.claims_of[at]
        ):
            return False
        first, second = index.parts[one].edits[0], index.parts[other].edits[0]
        vocabulary = index.vocabulary
        if not (is_balanced(first.text, vocabulary) and is_balanced(second.text, vocabulary)):
            return False
        if holds(first.text, second.text, vocabulary) or holds(second.text, first.text, vocabulary):
            return False
        words, its = _weighted(first.text, vocabulary), _weighted(second.text, vocabulary)
        return bool(words and its) and likeness(words, its) < _ALIKE

    def _find_rival_sentences(self) -> None:
        """Adds clashes of an inserted sentence with similar new words in the one beside it."""
        index, holders = self._index, self._index.holders
        for at in sorted(index.between):
            edit = index.parts[at].edits[0]
            for sentence in index.sentences.beside(edit.start):
                start, end = index.sentences.starts[sentence], index.sentences.ends[sentence]
                known = self._plain_words(index.base.numbers[start:end])
                words = [word for word in self._plain_words(edit.text) if word not in known]
                for run in self._rewritten(start, end) if len(words) >= _FEWEST_NEW else ():
                    inserted = "".join([each.text for _, each in run])
                    its = [word for word in self._plain_words(inserted) if word not in known]
                    if len(its) < _FEWEST_NEW or likeness(words, its) < _RIVAL:
                        continue
                    self.clashes |= {
                        (min(at, other), max(at, other))
                        for other, _ in run
                        if not holders[at] & holders[other]
                    }

    def _rewritten(self, low: int, high: int) -> Iterator[list[tuple[int, Edit]]]:
        """Yields the edits of each voice between two boundaries, those without a word between."""
        index = self._index
        first, last = bisect_left(self._starts, low), bisect_right(self._starts, high)
        found = [each for each in self._by_start[first:last] if each[2] not in index.between]
        for voice in range(len(index.voices)):
            run: list[tuple[int, Edit]] = []
            for start, _, at, edit in found:
                if not index.holders[at] >> voice & 1:
                    continue
                if run and index.vocabulary.words(index.base.numbers[run[-1][1].end : start]):
                    yield run
                    run = []
                run.append((at, edit))
            if run:
                yield run

    def _plain_words(self, numbers: Numbers) -> list[str]:
        """Returns the words of some tokens in lower case."""
        vocabulary = self._index.vocabulary
        return [vocabulary.word(number).casefold() for number in vocabulary.words(numbers)]

    def _find_seams(self) -> None:
        """Adds neighbouring pairs that together join or double words."""
        index, holders, edits = self._index, self._index.holders, self._by_start
        kinds, base = index.vocabulary.kinds, index.base.numbers
        for place, (start, end, at, edit) in enumerate(edits):
            following = place
            while (following := following + 1) < len(edits):
                next_start, _, other_at, other = edits[following]
                gap = next_start - end
                if gap > 1 or (gap == 1 and kinds[base[end]] is not _SPACE):
                    break
                if gap < 0 or start == next_start or holders[at] & holders[other_at]:
                    continue
                before = [] if edit.text else self._written_beside(place, -1)
                behind = [] if other.text else self._written_beside(following, 1)
                if before or behind or self._may_join(edit, other):
                    run = [*before, (at, edit), (other_at, other), *behind]
                    self.clashes |= _bad_joins_of(index, run)

    def _written_beside(self, place: int, step: int) -> list[tuple[int, Edit]]:
        """Returns what those who only delete some words write before them, or behind."""
        edits, (low, high, at, _) = self._by_start, self._by_start[place]
        kinds, base = self._index.vocabulary.kinds, self._index.base.numbers
        while 0 <= (place := place + step) < len(edits):
            start, end, other_at, other = edits[place]
            gap = base[high:start] if step > 0 else base[end:low]
            if any(kinds[each] is not Kind.SPACE for each in gap):
                break
            if self._index.holders[at] & self._index.holders[other_at]:
                return [(other_at, other)]
        return []

    def _find_additions(self) -> None:
        """Adds clashes of replaced words with what is added to the last words of their phrase."""
        index, holders, edits = self._index, self._index.holders, self._by_start
        base, vocabulary, count = index.base.numbers, index.vocabulary, index.vocabulary.count_words
        for place, (start, end, at, edit) in enumerate(edits, start=1):
            if start == end or len(edit.text) < _CLAUSE or count(edit.text) < _CLAUSE:
                continue
            reach = end + 2 * _JOINED_OVER
            for start, _, other_at, other in edits[place : bisect_right(self._starts, reach)]:
                kept = base[end:start]
                if (
                    other.is_insertion
                    and not holders[at] & holders[other_at]
                    and 0 < count(kept) <= _JOINED_OVER
                    and _PLAIN.issuperset(kinds_of(kept + other.text, vocabulary))
                    and _PLAIN.isdisjoint(kinds_of(base[start : start + 1], vocabulary))
                ):
                    self.clashes.add((min(at, other_at), max(at, other_at)))

    def _may_join(self, one: Edit, other: Edit) -> bool:
        """Returns whether tokens beside two edits could become one word, or are equal words."""
        space, base = self._index.vocabulary.space, self._index.base.numbers
        left = base[max(0, one.start - _CONTEXT) : one.start] + one.text
        right = other.text + base[other.end : other.end + _CONTEXT]
        if not left or not right:
            return False
        if space not in (left[-1], right[0]) and space not in base[one.end : other.start]:
            return True
        before = left.rstrip(space)[-1:]
        return before != "" and before == right.lstrip(space)[:1]

    def _find_bracket_clashes(self) -> None:
        """Adds pairs that cross, and those of which one deletes a bracket the other needs."""
        index, holders = self._index, self._index.holders
        parts = index.parts
        for at, part in enumerate(parts):
            if not part.needs:
                continue
            for other_at, other in enumerate(parts):
                if not holders[at] & holders[other_at] and any(
                    edit.low <= place < edit.high
                    for edit in other.edits
                    if not edit.is_insertion
                    for place in part.needs
                ):
                    self.clashes.add((min(at, other_at), max(at, other_at)))
        linked = [at for at, part in enumerate(parts) if len(part.edits) > 1]
        for first, second in combinations(linked, 2):
            if not holders[first] & holders[second] and (
                # The pairs cross, or one reaches over a bar of the other.
                _is_split(parts[first], parts[second]) or _is_split(parts[second], parts[first])
            ):
                self.clashes.add((first, second))

    def _find_rewrite_clashes(self) -> None:
        """Adds clashes of a rewrite with edits between its first and its last."""
        index = self._index
        parts, holders = index.parts, index.holders
        for rewrite in (one for each in index.claims for one in each.rewrites):
            low = min(parts[at].start for at in rewrite)
            high = max(parts[at].end for at in rewrite)
            for other in self._inside(low, high):
                start = parts[other].start
                # A sentence between two that are rewritten has a place of its own.
                if other in index.between and not any(
                    parts[at].start <= start <= parts[at].end for at in rewrite
                ):
                    continue
                # A voice that has all of it and more does not contend with it.
                apart = [at for at in rewrite if not holders[at] & holders[other]]
                if apart:
                    near = min(
                        apart, key=lambda at: max(parts[at].start - start, start - parts[at].end, 0)
                    )
                    self.clashes.add((min(near, other), max(near, other)))

    def _inside(self, low: int, high: int) -> list[int]:
        """Returns the atomic edits that change something between two boundaries."""
        first = bisect_left(self._starts, low - self._longest)
        last = bisect_right(self._starts, high)
        return sorted(
            {
                at
                for start, end, at, _ in self._by_start[first:last]
                if (low < start < high if start == end else start < high and low < end)
            }
        )

    def _require_common_places(self) -> None:
        """Adds clashes of insertions that have no common position in a run."""
        for run in self._runs():
            if self._common_place(run) is None:
                bad = {pair for pair in self.ordered if pair[0] in run}
                self.ordered -= bad
                self.clashes |= bad

    def _runs(self) -> list[list[int]]:
        sets: DisjointSet[int] = DisjointSet()
        for one, other in self.ordered:
            sets.join(one, other)
        members = sorted({at for pair in self.ordered for at in pair})
        return [*sets.groups(members).values()]

    def _common_place(self, run: Sequence[int]) -> int | None:
        """Returns the position for all insertions of a run, outside of others' deletions."""
        edits = [self._index.parts[at].edits[0] for at in run]
        low, high = max(edit.low for edit in edits), min(edit.high for edit in edits)
        if low > high:
            return None
        place = next((edit.start for edit in edits if low <= edit.start <= high), low)
        if any(start < place < end for start, end, _, _ in self._by_start):
            return None
        return place

    def _open_questions(self) -> None:
        index = self._index
        claims, claims_of, touched = index.claims, index.claims_of, index.sentences.touched
        # The atomic edits that are in question.
        self.open = {at for pair in self.clashes for at in pair} | self._torn
        self._sets: DisjointSet[int] = DisjointSet()
        for one, other in self.clashes:
            self._sets.join(one, other)
        contested = set(self.open)
        while True:
            before = len(contested)
            contended = {claim for at in contested for claim in claims_of[at]}
            # What an uncontended claim holds too is taken for that claim's sake.
            self.open |= {
                at
                for number in contended
                for at in claims[number].parts
                if contended.issuperset(claims_of[at])
            }
            for number in contended:
                for rewrite in claims[number].rewrites:
                    for one, other in pairwise([at for at in rewrite if at in self.open]):
                        ends, begins = index.parts[one].edits[-1], index.parts[other].edits[0]
                        if not touched(ends).isdisjoint(touched(begins)):
                            self._sets.join(one, other)
            for one, other in self.ordered:
                if one in self.open or other in self.open:
                    self.open |= {one, other}
                    contested |= {one, other}
                    self._sets.join(one, other)
            joined = False
            components = self._components()
            for component in components:
                for at in self._inside(component.start, component.end):
                    if at not in component.parts and self._sets.join(component.root, at):
                        self.open.add(at)
                        contested.add(at)
                        joined = True
            if not joined and len(contested) == before:
                break
        # In a conflict, insertions at one place are taken together only in an order.
        self.clashes |= {pair for pair in self.ordered if pair[0] in self.open}
        self._contended = sorted(contended)
        self._found = components

    def _components(self) -> list[_Component]:
        parts = self._index.parts
        found = []
        for root, members in self._sets.groups(sorted(self.open)).items():
            end = max([parts[at].edits[-1].end for at in members])
            start, end = self._widened(parts[members[0]].start, end)
            found.append(_Component(start, end, root, tuple(members)))
        return sorted(found)

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """Widens a section until its brackets of the base are balanced."""
        is_done = not self._pairs
        while not is_done:
            is_done = True
            for pair in self._pairs:
                if (start <= pair.opening < end) != (start <= pair.closing < end):
                    start, end = min(start, pair.opening), max(end, pair.closing + 1)
                    is_done = False
        return start, end

    def regions(self) -> Iterator[Region]:
        """Yields the regions, in no order."""
        index = self._index
        numbers: dict[int, int] = {}
        # Components are one question when they are of one claim.
        roots = {
            number: [self._sets.find(at) for at in index.claims[number].parts if at in self.open]
            for number in self._contended
        }
        links: DisjointSet[int] = DisjointSet()
        for own in roots.values():
            for one, other in pairwise(own):
                links.join(one, other)
        contended = [*self._joined_components(links)]
        for component in contended:
            question = numbers.setdefault(links.find(component.root), len(numbers) + 1)
            for start, end, _, parts in self._split(component):
                yield Region(RegionKind.CONFLICT, start, end, parts, question)
        asked: set[int] = set()
        self.ordered = {pair for pair in self.ordered if pair[0] not in self.open}
        for run in self._runs():
            place = self._common_place(run)
            assert place is not None, "such runs have a common place"
            question = len(numbers) + 1
            numbers[-question] = question
            asked.update(run)
            yield Region(RegionKind.ORDER, place, place, tuple(run), question)
        others = self.open | asked | index.layout
        taken = [at for at in range(len(index.parts)) if at not in others]
        questions = {claim: numbers[links.find(own[0])] for claim, own in roots.items()}
        yield from _changes(index, taken, questions)
        yield from self._layout_changes(contended)

    def _split(self, component: _Component) -> Iterator[_Component]:
        """Yields a component, what other voices insert before it apart."""
        index, (start, end, _, own) = self._index, component
        is_split = start < end and index.parts[own[0]].end <= start
        # Brackets that are put in may open before and close behind.
        put_in = "".join([edit.text for _, edit in index.edits_of(own)]) if is_split else ""
        if not is_split or not _BRACKETS.isdisjoint(kinds_of(put_in, index.vocabulary)):
            yield component
            return
        # Insertions come first among edits of one place.
        size = sum([index.parts[at].end == start for at in own])
        before = component._replace(end=start, parts=own[:size])
        rest = component._replace(parts=own[size:])
        edits = {at: index.parts[at].edits[0] for at in own}
        first = edits[own[size]]
        # With what goes in behind them, too.
        low, high = bisect_left(self._starts, end), bisect_right(self._starts, end + 1)
        edits |= {at: edit for _, _, at, edit in self._by_start[low:high] if at not in edits}
        behind = [at for at in edits if at not in before.parts]
        pairs = [(at, to) for at, to in combinations(behind, 2) if edits[at].end <= edits[to].start]
        runs = [(at, *run) for at in before.parts for run in [*zip(rest.parts), *pairs]]
        if (
            index.held(before.parts) & index.held(rest.parts)
            or (first.is_insertion and own[size] not in index.between)
            or any(_bad_joins_of(index, [(at, edits[at]) for at in run]) for run in runs)
            or any(start <= index.parts[at].start < end for at in index.layout)
        ):
            yield component
        else:
            yield from (before, rest._replace(start=first.start))

    def _joined_components(self, links: DisjointSet[int]) -> Iterable[_Component]:
        """Returns components, those of one question that read as one joined, the nearest first."""
        found = self._found
        known: dict[tuple[int, int, int], int] = {}
        for nearness in range(_APART):
            joined = found[:1]
            for each in found[1:]:
                last = joined[-1]
                pair = last.start, each.start, each.end
                if pair not in known:
                    is_one = links.find(last.root) == links.find(each.root)
                    known[pair] = self._distance(last, each) if is_one else _APART
                if known[pair] <= nearness:
                    parts = last.parts + each.parts
                    joined[-1] = _Component(last.start, each.end, last.root, parts)
                else:
                    joined.append(each)
            found = joined
        return found

    def _distance(self, one: _Component, other: _Component) -> int:
        """Returns how far two components of a question are from reading as one."""
        # It is 0 with nothing but white space between; 1 where the same voices contend in both, or
        # one deletes words in both; 2 where a few words are between; and 3 where one component
        # says nothing without the other. A clause of its own is a question of its own.
        index, sentences = self._index, self._index.sentences
        kinds = kinds_of(index.base.numbers[one.end : other.start], index.vocabulary)
        kept = kinds.count(Kind.WORD)
        is_far = kept > _LONGEST_KEPT or not _INSIDE.issuperset(kinds)
        if is_far or self._is_changed_between(one, other):
            return _APART
        # A full stop stands between them, unless a sentence ends otherwise.
        has_words = one.start < one.end or not index.between.isdisjoint(one.parts)
        is_ended = has_words and sentences.is_between(one.end)
        if is_ended and not any(
            edit.end == one.end and edit.start > sentences.starts[sentences.at(one.end - 1)]
            for _, edit in index.edits_of(one.parts)
        ):
            return _APART
        held, its = index.held(one.parts), index.held(other.parts)
        is_tied = held & its in (held, its)
        has_bracket = self._pairs != [] and any(
            each.start <= pair.opening < each.end for pair in self._pairs for each in (one, other)
        )
        is_near = kept <= _JOINED_OVER and _PLAIN.issuperset(kinds)
        if is_near and not kept and (is_tied or not has_bracket):
            return 0
        # A bracket that the base has already stays a question of its own.
        is_near = is_near and not has_bracket
        if held != its and (self._is_clause(one, its) or self._is_clause(other, held)):
            return _APART
        is_reworded = bool(self._rewording(one) & self._rewording(other))
        if is_near and (held == its or is_reworded):
            return 1
        if not is_tied or kept >= self._width(one) + self._width(other):
            return _APART
        # More than a few words behind a comma begin a clause of their own.
        if kept > _JOINED_OVER and kinds[0] is Kind.COMMA:
            return _APART
        if held == its:
            return 1
        if is_near and (
            kept < _JOINED_OVER
            or other.start == other.end
            or any(voices & its and not edit.text for voices, edit in index.edits_of(one.parts))
        ):
            is_addition = one.start == one.end and self._width(one) >= _ADDITION
            return _APART if is_addition else 2
        # Between two commas stands an item of a list.
        is_item = kinds.count(Kind.COMMA) == 1 and kept > 0
        is_part = is_reworded or self._is_part(one) or self._is_part(other)
        return 3 if is_part and not is_item and not has_bracket else _APART

    def _rewording(self, component: _Component) -> int:
        """Returns the voices that delete words in a component, be it to replace them."""
        count, numbers = self._index.vocabulary.count_words, self._index.base.numbers
        found = 0
        for held, edit in self._index.edits_of(component.parts):
            if count(numbers[edit.start : edit.end]):
                found |= held
        return found

    def _is_part(self, component: _Component) -> bool:
        """Returns whether a component is too short to be read alone, or ends a sentence."""
        vocabulary = self._index.vocabulary
        run = self._index.base.numbers[component.start : component.end]
        run += "".join([edit.text for _, edit in self._index.edits_of(component.parts)])
        return Kind.STOP in kinds_of(run, vocabulary) or all(
            is_little(vocabulary.word(each)) for each in vocabulary.words(run)
        )

    def _is_clause(self, component: _Component, others: int) -> bool:
        """Returns whether a component is several words, inserted with a comma or deleted whole."""
        # If one of the others deletes them, that belongs to what it says elsewhere.
        vocabulary, (start, end, _, parts) = self._index.vocabulary, component
        found = self._index.edits_of(parts)
        run = self._index.base.numbers[start:end]
        runs = [run] if run else [edit.text.strip(vocabulary.space) for _, edit in found]
        if min(map(vocabulary.count_words, runs)) < _CLAUSE:
            return False
        if run:
            return Kind.STOP not in kinds_of(run, vocabulary) and not all(
                held & others for held, edit in found if edit[:3] == (start, end, "")
            )
        return all(Kind.COMMA in kinds_of(text[0] + text[-1], vocabulary) for text in runs)

    def _width(self, component: _Component) -> int:
        """Returns how many words stand in a component, for the voices with most words there."""
        count = self._index.vocabulary.count_words
        words = {0: count(self._index.base.numbers[component.start : component.end])}
        for held, edit in self._index.edits_of(component.parts):
            words[held] = words.get(held, 0) + count(edit.text)
        return max(words.values())

    def _is_changed_between(self, one: _Component, other: _Component) -> bool:
        """Returns whether a change that is in no question stands between two components."""
        first = bisect_left(self._starts, one.end)
        last = bisect_right(self._starts, other.start)
        return any(
            at not in self.open
            for start, end, at, _ in self._by_start[first:last]
            if one.end <= start and end <= other.start
        )

    def _layout_changes(self, contended: Iterable[_Component]) -> Iterator[Region]:
        """Yields edits of white space that touch no words changed and no other such edit."""
        index = self._index
        edits = {at: index.parts[at].edits[0] for at in sorted(index.layout)}
        busy = [(start, end) for start, end, at, _ in self._by_start if at not in self.open]
        busy += [(each.start, each.end) for each in contended]
        for at, edit in edits.items():
            if any(start <= edit.end and edit.start <= end for start, end in busy):
                continue
            if any(other != at and edit.collides_with(its) for other, its in edits.items()):
                continue
            yield Region(RegionKind.CHANGE, edit.start, edit.end, (at,))

    def _find_bad_joins(self) -> bool:
        """Adds clashes of edits that only together join or double words."""
        index = self._index
        asked = {at for pair in self.ordered for at in pair} - self.open
        in_question = self.open | asked
        going_in = [each for each in self._by_start if each[2] not in in_question]
        found = _find_bad_joins(index, going_in)
        # Whatever one of an order is chosen, and whatever one voice, beside what goes in anyway.
        chosen = [{at} for at in sorted(asked)]
        edges: set[int] = set()
        for start, end, _, _ in going_in:
            edges.update((start - 1, start, end, end + 1))
        touching = 0
        for start, end, at, _ in self._by_start:
            if at in self.open and (start in edges or end in edges):
                touching |= index.holders[at]
        for voice in range(len(index.voices)):
            if touching >> voice & 1:
                chosen.append({at for at in self.open if index.holders[at] >> voice & 1})
        for each in chosen:
            others = in_question - each
            found |= _find_bad_joins(index, [e for e in self._by_start if e[2] not in others])
        is_new = not found <= self.clashes
        self.clashes |= found
        return is_new


def _weighted(text: Numbers, vocabulary: Vocabulary) -> Numbers:
    """Returns the words of a text, with significant words several times."""
    # Numbers are significant, and so are words of scripts without lower case.
    word = vocabulary.word
    words = vocabulary.words(text)
    return "".join([each if is_little(word(each)) else each * _FULL_WEIGHT for each in words])


def holds(larger: Numbers, smaller: Numbers, vocabulary: Vocabulary) -> bool:
    """Returns whether a wording contains another as a run of words, and more."""
    if len(larger) <= len(smaller):
        return False
    larger, smaller = larger.strip(vocabulary.space), smaller.strip(vocabulary.space)
    return bool(smaller) and smaller != larger and smaller in larger


def _is_split(part: AtomicEdit, by: AtomicEdit) -> bool:
    sections = {
        sum(other.end <= edit.start for other in by.edits) % len(by.edits) for edit in part.edits
    }
    return len(sections) > 1


def _find_bad_joins(index: EditIndex, edits: Sequence[tuple[int, int, int, Edit]]) -> Clashes:
    """Returns the pairs of atomic edits that together join or double words."""
    kinds, numbers, holders = index.vocabulary.kinds, index.base.numbers, index.holders
    runs: list[list[tuple[int, Edit]]] = []
    done = -2
    for start, end, at, edit in edits:
        # Tokens of white space never stand side by side.
        if start <= done or (start == done + 1 and kinds[numbers[done]] is _SPACE):
            runs[-1].append((at, edit))
        else:
            runs.append([(at, edit)])
        done = end
    found: Clashes = set()
    for run in runs:
        if len(run) > 1 and not reduce(and_, [holders[at] for at, _ in run]):
            found |= _bad_joins_of(index, run)
    return found


def _bad_joins_of(index: EditIndex, run: Sequence[tuple[int, Edit]]) -> Clashes:
    """Applies adjacent edits, and checks every position where two of them meet."""
    vocabulary, base, holders = index.vocabulary, index.base.numbers, index.holders
    done = max(0, run[0][1].start - _CONTEXT)
    # The tokens that result, and which of them each edit inserted.
    tokens = ""
    inserted: list[tuple[int, int, int]] = []
    for at, edit in run:
        tokens += base[done : edit.start]
        inserted.append((at, len(tokens), len(tokens) + len(edit.text)))
        tokens += edit.text
        done = edit.end
    tokens += base[done : done + _CONTEXT]
    found: Clashes = set()

    def check(first: int, last: int) -> None:
        # Who only deleted what stood between two of them is responsible, too.
        meeting = sorted({at for at, low, high in inserted if low <= last and first < high})
        if len(meeting) > 1 and not reduce(and_, [holders[at] for at in meeting]):
            pairs = [*combinations(meeting, 2)]
            apart = [pair for pair in pairs if not holders[pair[0]] & holders[pair[1]]]
            found.update(apart or pairs)

    kinds = kinds_of(tokens, vocabulary)
    for before, at in pairwise([at for at, kind in enumerate(kinds) if kind is not _SPACE]):
        if tokens[before] == tokens[at] and kinds[at] in _DOUBLED:
            check(before, at)
    written = [*map(vocabulary.word, tokens)]
    if (tokenised := tokenise("".join(written))) == written:
        return found
    cuts = {*accumulate(map(len, tokenised))}
    start = 0
    for at, offset in enumerate(accumulate(map(len, written))):
        if offset in cuts:
            if start < at and any(kind is not _SPACE for kind in kinds[start : at + 1]):
                check(start, at)
            start = at + 1
    return found
