"""Differences of texts: edits by tokens and by characters, and similarity."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from consensus.text.edit import (
    AtomicEdit,
    DisjointSet,
    Edit,
    TextEdit,
    heaviest_increasing_subsequence,
)
from consensus.text.tokens import (
    FULL_STOPS,
    GAPS,
    Kind,
    Numbers,
    ReadText,
    Vocabulary,
    comparers,
    is_balanced,
    kinds_of,
    sentence_cuts,
    sentence_ends,
    shared_ends,
    tokenise,
)

if TYPE_CHECKING:
    from consensus.text.claim import Sentences

# Members of an enum are slow to look up, and these are looked up most.
_SPACE, _BREAK, _STOP, _WORD, _COMMA = (Kind.SPACE, Kind.BREAK, Kind.STOP, Kind.WORD, Kind.COMMA)
_OPEN, _CLOSE = Kind.OPEN, Kind.CLOSE
_BRACKETS, _SLID_OVER = frozenset((_OPEN, _CLOSE)), (_SPACE, _WORD, _COMMA)

# Signs that come in pairs.
_PAIRED = frozenset("(){}<>«»‹›\"'“”„‘’`*_~「」『』（）《》")

# A kept word or sign between two rewritten runs is a chance match when it is this short, with a
# space on either side of it …
_LONGEST_CHANCE_WORD = 3
_LONGEST_CHANCE_GAP = 3
# … and when in both runs at least this many words went out and came in.
_SHORTEST_REWRITING = 3

# A sentence of fewer tokens than this, white space and signs included, moves like any words; and in
# a text of more sentences than this none is looked for elsewhere.
_SHORTEST_MOVED_SENTENCE = 8
_MOST_SENTENCES = 300

# Sentences are compared one by one, up to this many, unless more than one word for so many that are
# deleted would match no more.
_MOST_ALIGNED = 20
_CHANCE = 3

# An edit that can slide along a long repetition is tried at this many of its places.
_MOST_PLACES_TRIED = 200

# Whole brackets cut better than any other place does.
_BALANCED = 100

# The matching of n by m tokens keeps n·m bits: 5,000 by 5,000 are 3 MB. Above that the texts are
# split first at whatever both hold exactly once.
LARGEST_MATCHING = 5_000 * 5_000

# Without anything that both hold exactly once, up to this size (120 MB) is matched all the same.
LARGEST_UNANCHORED = 1_000_000_000

# Runs that serve as anchors: whole phrases first, then single words between them.
_ANCHOR_LENGTHS = (12, 4, 1)


# From which token to which of the old text, and from which to which of the new text.
Difference: TypeAlias = tuple[int, int, int, int]


def _differences(
    old: Numbers, new: Numbers, a: int, b: int, c: int, d: int
) -> Iterator[Difference]:
    same, same_at_end = shared_ends(old[a:b], new[c:d])
    a, b, c, d = a + same, b - same_at_end, c + same, d - same_at_end
    pairs = (b - a) * (d - c)
    if pairs > LARGEST_MATCHING and (anchors := _anchors(old[a:b], new[c:d])):
        i, k = a, c
        for start, new_start, length in anchors:
            yield from _differences(old, new, i, a + start, k, c + new_start)
            i, k = a + start + length, c + new_start + length
        yield from _differences(old, new, i, b, k, d)
    elif pairs <= LARGEST_UNANCHORED:
        for i, j, k, m in _matched(old[a:b], new[c:d]):
            yield a + i, a + j, c + k, c + m
    else:
        yield (a, b, c, d)


def _matched(old: Numbers, new: Numbers) -> list[Difference]:
    found = []
    end = new_end = 0
    _, _, opcodes = comparers()
    # The last block is empty and stands at the end of both.
    for start, new_start, size in opcodes(old, new).as_matching_blocks():
        if start > end or new_start > new_end:
            found.append((end, start, new_end, new_start))
        end, new_end = start + size, new_start + size
    return found


def _anchors(old: Numbers, new: Numbers) -> list[tuple[int, int, int]]:
    """Finds runs that both hold exactly once, in the order of both: (in old, in new, length)."""
    for length in _ANCHOR_LENGTHS:
        places, new_places = _once(old, length), _once(new, length)
        common = sorted((at, new_places[run]) for run, at in places.items() if run in new_places)
        anchors: list[tuple[int, int, int]] = []
        end = new_end = 0
        places_in_new = [place for _, place in common]
        for chosen in heaviest_increasing_subsequence(places_in_new, [1] * len(common)):
            at, new_at = common[chosen]
            if at >= end and new_at >= new_end:
                anchors.append((at, new_at, length))
                end, new_end = at + length, new_at + length
        if anchors:
            return anchors
    return []


def _once(tokens: Numbers, length: int) -> dict[Numbers, int]:
    """Maps every run of this length that occurs exactly once to its index."""
    starts = range(len(tokens) - length + 1)
    counts = Counter(tokens[at : at + length] for at in starts)
    runs = ((tokens[at : at + length], at) for at in starts)
    return {run: at for run, at in runs if counts[run] == 1}


def find_edits(
    base: Numbers, new: Numbers, vocabulary: Vocabulary, sentences: Sentences | None = None
) -> list[Edit]:
    """Returns the edits between a base and a text.

    A change has the same edit whatever else the text changes. Edits of one text that could touch by
    sliding are joined.
    """
    if vocabulary.has_brackets and (struck := _chosen(base, new, vocabulary)):
        raw: list[Difference] = []
        shift = 0
        for start, end in struck:
            raw.append((start, end, start - shift, start - shift))
            shift += end - start
    else:
        # rapidfuzz sets aside what both begin and end with much faster than it could be done here.
        is_small = 0 < len(base) * len(new) <= LARGEST_MATCHING
        whole = 0, len(base), 0, len(new)
        raw = _matched(base, new) if is_small else [*_differences(base, new, *whole)]
        if sentences and sentences.starts:
            if len(raw) > 1:
                raw = _with_moves(raw, base, new, sentences)
            raw = _with_sentences_aligned(raw, base, new, sentences, vocabulary)
        if len(raw) > 1:
            raw = _without_chance_matches(raw, base, new, vocabulary)
            raw = _joined(raw, base, new, vocabulary)
    found: list[Edit] = []
    bound = 0
    for at, (start, end, new_start, new_end) in enumerate(raw, 1):
        if start < end and new_start < new_end:
            found.append(Edit(start, end, new[new_start:new_end], start, end))
        else:
            limit = raw[at][0] - 1 if at < len(raw) else len(base)
            found.append(_placed(raw[at - 1], base, new, vocabulary, bound, limit))
        # No two edits touch.
        bound = found[-1].end + 1
    return found


def _with_moves(
    raw: list[Difference], base: Numbers, new: Numbers, sentences: Sentences
) -> list[Difference]:
    """Returns differences in which sentences that moved match none of their words."""
    starts, ends = sentences.starts, sentences.ends
    deleted = sum([end - start for start, end, _, _ in raw])
    if deleted < _SHORTEST_MOVED_SENTENCE or len(starts) > _MOST_SENTENCES:
        return raw
    # A sentence without a difference in it stays where it is.
    touched: set[int] = set()
    for low, high, _, _ in raw:
        touched.update(range(bisect_right(starts, low, 1) - 1, bisect_left(starts, high)))
    for at in touched:
        start, end = starts[at], ends[at]
        if end - start >= _SHORTEST_MOVED_SENTENCE and base[start:end] in new:
            break
    else:
        return raw
    kept: list[tuple[int, int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        run = base[start:end]
        if end - start < _SHORTEST_MOVED_SENTENCE or base.count(run) > 1 or new.count(run) != 1:
            continue
        kept.append((start, end, new.index(run)))
    places = [place for _, _, place in kept]
    if all(one < other for one, other in pairwise(places)):
        return raw
    found: list[Difference] = []
    done = new_done = 0
    rising = heaviest_increasing_subsequence(places, [end - start for start, end, _ in kept])
    for start, end, place in (*(kept[at] for at in rising), (len(base), len(base), len(new))):
        if place < new_done:  # its words stand within those of another sentence
            continue
        found += _differences(base, new, done, start, new_done, place)
        done, new_done = end, place + end - start
    return found


def _with_sentences_aligned(
    raw: list[Difference], base: Numbers, new: Numbers, sentences: Sentences, vocabulary: Vocabulary
) -> list[Difference]:
    """Returns differences in which a sentence is compared with the one that it became."""
    # The fewest tokens by which texts differ match words of a sentence with those of the next one,
    # and the last full stop where a sentence is appended.
    if len(sentences.starts) > _MOST_ALIGNED:
        return raw
    changed = "".join([base[start:end] + new[low:high] for start, end, low, high in raw])
    if FULL_STOPS.isdisjoint(map(vocabulary.word, changed)):
        return raw
    cuts, size = sentences.cuts, len(new)
    # Mostly one sentence became one, and a stop in a number or the like changed.
    if len(cuts) == 2 and all(end == size for end, _ in sentence_ends(new, vocabulary, FULL_STOPS)):
        return raw
    its_cuts = sentence_cuts(new, [end for end, _ in sentence_ends(new, vocabulary)], vocabulary)
    last = len(cuts) - 1, len(its_cuts) - 1
    if last == (1, 1) or last[1] > _MOST_ALIGNED:
        return raw
    from rapidfuzz.distance.LCSseq import normalized_similarity, similarity

    words = [vocabulary.words(base[start:end]) for start, end in pairwise(cuts)]
    its = [vocabulary.words(new[start:end]) for start, end in pairwise(its_cuts)]
    pairs = [(one, other) for one in range(len(words)) for other in reversed(range(len(its)))]
    alike = [100 + round(1000 * normalized_similarity(words[n], its[m])) for n, m in pairs]
    chosen = heaviest_increasing_subsequence([other for _, other in pairs], alike)
    together = [pairs[at] for at in chosen]
    deleted = sum([vocabulary.count_words(base[start:end]) for start, end, _, _ in raw])
    kept = sum([similarity(words[one], its[other]) for one, other in together])
    if (sum(map(len, words)) - deleted - kept) * _CHANCE > deleted:
        return raw
    # A sentence most of whose words are kept is not deleted.
    for one in {*range(len(words))}.difference([one for one, _ in together]):
        low, high = cuts[one : one + 2]
        gone = "".join([base[max(low, start) : min(high, end)] for start, end, _, _ in raw])
        if vocabulary.count_words(gone) * 2 < len(words[one]):
            return raw
    found: list[Difference] = []
    at = low = 0
    for one, other in (*together, last):
        start, new_start = cuts[one], its_cuts[other]
        found += [(cuts[at], start, low, low), (start, start, low, new_start)]
        at, low = min(one + 1, last[0]), its_cuts[min(other + 1, last[1])]
        found += _differences(base, new, start, cuts[at], new_start, low)
    return [each for each in found if each[0] < each[1] or each[2] < each[3]]


def _without_chance_matches(
    raw: list[Difference], base: Numbers, new: Numbers, vocabulary: Vocabulary
) -> list[Difference]:
    """Joins long rewritten runs over a lone short token that matched by chance."""
    done = raw[0][1]
    for start, end, _, _ in raw[1:]:
        if start - done <= _LONGEST_CHANCE_GAP and _is_chance(base[done:start], vocabulary):
            break
        done = end
    else:
        return raw
    # Differences with no more than a space between.
    chains: list[list[Difference]] = []
    end = -1
    for each in raw:
        if each[0] - end == 1 and end >= 0 and vocabulary.kinds[base[end]] is _SPACE:
            chains[-1].append(each)
        else:
            chains.append([each])
        end = each[1]
    joined: list[list[Difference]] = []
    for chain in chains:
        before = joined[-1] if joined else []
        if (
            before
            and _is_chance(base[before[-1][1] : chain[0][0]], vocabulary)
            and _is_rewriting(before, base, new, vocabulary)
            and _is_rewriting(chain, base, new, vocabulary)
        ):
            start, _, new_start, _ = before[-1]
            _, end, _, new_end = chain[0]
            before[-1:] = [(start, end, new_start, new_end), *chain[1:]]
        else:
            joined.append(chain)
    return [each for chain in joined for each in chain]


def _is_chance(gap: Numbers, vocabulary: Vocabulary) -> bool:
    kinds = vocabulary.kinds
    if gap == vocabulary.space or len(gap) > _LONGEST_CHANCE_GAP:
        return False
    words = [number for number in gap if kinds[number] is not _SPACE]
    return (
        len(words) == 1
        and kinds[words[0]] in (Kind.WORD, Kind.SIGN, Kind.COMMA)
        and len(vocabulary.word(words[0])) <= _LONGEST_CHANCE_WORD
    )


def _is_rewriting(
    chain: Sequence[Difference], base: Numbers, new: Numbers, vocabulary: Vocabulary
) -> bool:
    count = vocabulary.count_words
    return (
        sum(count(base[start:end]) for start, end, _, _ in chain) >= _SHORTEST_REWRITING
        and sum(count(new[start:end]) for _, _, start, end in chain) >= _SHORTEST_REWRITING
    )


def _joined(
    raw: list[Difference], base: Numbers, new: Numbers, vocabulary: Vocabulary
) -> list[Difference]:
    """Joins differences that would touch if they slid within their sentence."""
    joined: list[Difference] = []
    for each in raw:
        while joined:
            before = joined[-1]
            _, right = _reach(before, base, new, before[0], each[0])
            if before[1] + right < each[0] - _reach(each, base, new, before[1], each[1])[0]:
                break
            # Sentences that are deleted one behind the other are deleted each by itself.
            deleted = base[each[0] : each[1]] if before[2] == each[3] else ""
            is_apart = before[1] < each[0] or _STOP in kinds_of(deleted, vocabulary)
            if is_apart and _STOP in kinds_of(base[before[1] - 1 : each[0]], vocabulary):
                break
            joined.pop()
            start, end, new_start, new_end = before[0], each[1], before[2], each[3]
            same, same_at_end = shared_ends(base[start:end], new[new_start:new_end])
            each = (start + same, end - same_at_end, new_start + same, new_end - same_at_end)
        if each[0] < each[1] or each[2] < each[3]:
            joined.append(each)
    return joined


def _reach(raw: Difference, base: Numbers, new: Numbers, bound: int, limit: int) -> tuple[int, int]:
    """Returns how many tokens an insertion or deletion can slide to the left, and to the right."""
    start, end, new_start, new_end = raw
    if start < end and new_start < new_end:
        # Words replaced by others do not slide.
        return 0, 0
    run = base[start:end] or new[new_start:new_end]
    left = right = 0
    size = len(run)
    # Tokens slid over go on the other end of the run.
    while size and start - left > bound and base[start - 1 - left] == run[(-1 - left) % size]:
        left += 1
    while size and end + right < limit and base[end + right] == run[right % size]:
        right += 1
    return left, right


def _placed(
    raw: Difference, base: Numbers, new: Numbers, vocabulary: Vocabulary, bound: int, limit: int
) -> Edit:
    """Returns an edit; an insertion or deletion where it cuts best, of equal places the first."""
    start, end, new_start, new_end = raw
    text = new[new_start:new_end]
    run = text or base[start:end]
    left, right = _reach(raw, base, new, bound, limit)
    if not left and not right:
        return Edit(start, end, text, start, end)
    # Sliding moves a run along what stays the same, with two tokens before it and one behind.
    size = len(run)
    first = start - left
    window = max(0, first - 2)
    right = min(right, _MOST_PLACES_TRIED)
    along = base[window:start] + run + base[end : end + right + 1]
    kinds = kinds_of(along, vocabulary)
    at_edge = (window == 0, end + right + 1 > len(base))
    places = range(first - window, first - window + left + right + 1)
    cuts = [
        _strength(kinds, at, True, at_edge) + _strength(kinds, at + size, False, at_edge)
        for at in places
    ]
    balanced: list[bool] = []
    if vocabulary.has_brackets:
        balanced = [is_balanced(along[at : at + size], vocabulary) for at in places]
        cuts = [cut + _BALANCED * whole for cut, whole in zip(cuts, balanced, strict=True)]
    best = cuts.index(max(cuts))
    own = kinds[places[best] : places[best] + size] if text else ()
    # A sentence ends with a full stop, and perhaps with a quotation mark and white space.
    if _WORD in own and _STOP in own[-3:]:
        # Inserted beside an equal one it stands behind that, after white space.
        gap = own[-1] in GAPS
        if copies := (len(cuts) - 1 - best + gap) // size:
            last = best + copies * size
            best = max(range(last - gap, min(last + 1, len(cuts))), key=cuts.__getitem__)
    step = best - left
    turn = step % size
    text = text[turn:] + text[:turn]
    start, end = start + step, end + step
    low, high = start, end
    lowest, highest = start - best, end + (len(cuts) - 1 - best)
    if balanced and not _BRACKETS.isdisjoint(kinds_of(run, vocabulary)):
        # Whole brackets slide only as such, not with the end of one and the beginning of another; a
        # single bracket character does not slide, whatever white space is beside it.
        lowest, highest = (
            (lowest + balanced.index(True), highest - balanced[::-1].index(True))
            if any(balanced)
            else (start, end)
        )
    # The reach stays in its sentence: what is appended does not slide over the full stop. Nor does
    # it cross half of a pair of signs.
    while low > lowest and _is_slid_over(base[low - 1], vocabulary):
        low -= 1
    while high < highest and _is_slid_over(base[high], vocabulary):
        high += 1
    return Edit(start, end, text, low, high)


def _is_slid_over(number: str, vocabulary: Vocabulary) -> bool:
    """Returns whether an edit can slide over a token: a space, word, comma or unpaired sign."""
    kind = vocabulary.kinds[number]
    return kind in _SLID_OVER or (kind is Kind.SIGN and vocabulary.word(number) not in _PAIRED)


def _strength(kinds: Sequence[Kind], at: int, is_start: bool, at_edge: tuple[bool, bool]) -> int:
    """Returns how well the text can be cut before or after a token of a run."""
    if at == 0 or at == len(kinds):
        return 5 if at_edge[at > 0] else 0
    left, right = kinds[at - 1], kinds[at]
    if left is _BREAK or (right is _OPEN if is_start else left is _CLOSE):
        return 4
    if left is _STOP:
        return 3 if is_start else 4
    if is_start and right is _COMMA:
        # What goes on a list begins with its comma, and stands behind the item before it.
        return 5
    if left is _SPACE:
        return 3 if at > 1 and kinds[at - 2] is _STOP else 2
    return 1 if right in (_SPACE, _BREAK) else 0


# How bracket notation writes an empty option.
_NO_TEXT = ("no", "text")


def _chosen(base: Numbers, new: Numbers, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Returns the deletions if a text only chooses among options in brackets; else nothing."""
    # A comparison of words would match words of one bracket with those of another. The text must
    # equal its base word for word, but for brackets of which one option is left.
    if len(new) >= len(base):
        return []
    # For each bracket: where in the new text it may end, from where it began, and what is left.
    reached: list[dict[int, tuple[int, tuple[int, int]]]] = []
    brackets: list[Pair] = []
    places: Sequence[int] = [0]
    done = 0
    for bracket in sorted(bracket_pairs(base, vocabulary)):
        if bracket.opening < done:
            continue
        between = base[done : bracket.opening]
        begun = [
            (place, place + len(between))
            for place in places
            if new[place : place + len(between)] == between
        ]
        ends: dict[int, tuple[int, tuple[int, int]]] = {}
        for start, end in _wordings(bracket, base, vocabulary) if begun else ():
            words = base[start:end]
            for before, place in begun:
                if new[place : place + len(words)] == words:
                    ends.setdefault(place + len(words), (before, (start, end)))
        brackets.append(bracket)
        reached.append(ends)
        places = list(ends)
        done = bracket.closing + 1
    place = len(new) - (len(base) - done)
    if not reached or place not in reached[-1] or new[place:] != base[done:]:
        return []
    struck: list[tuple[int, int]] = []
    for bracket, ends in zip(reversed(brackets), reversed(reached), strict=True):
        place, (start, end) = ends[place]
        whole = bracket.opening, bracket.closing + 1
        if start == end:
            struck.append(whole)
        elif (start, end) != whole:
            struck += ((end, whole[1]), (whole[0], start))
    return struck[::-1]


def _wordings(bracket: Pair, base: Numbers, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yields what may be left of a bracket: all of it, or an option with or without its names."""
    kinds = vocabulary.kinds
    yield bracket.opening, bracket.closing + 1
    for start, end in pairwise((bracket.opening, *bracket.bars, bracket.closing)):
        start += 1
        # One space on either side of a bar belongs to the bar.
        if start > bracket.opening + 1 and start < end and kinds[base[start]] is _SPACE:
            start += 1
        if end < bracket.closing and start < end and kinds[base[end - 1]] is _SPACE:
            end -= 1
        firsts = [start]
        # The first colon of an option may end a list of names.
        colon = next((at for at in range(start, end) if vocabulary.word(base[at]) == ":"), end)
        if colon < end:
            behind = colon + 1
            firsts.append(behind + (behind < end and kinds[base[behind]] is _SPACE))
        for first in firsts:
            words = [vocabulary.word(n) for n in base[first:end] if kinds[n] is not _SPACE]
            yield (first, first) if tuple(words) == _NO_TEXT else (first, end)


class Pair(NamedTuple):
    """The indices of an opening bracket, its closing one and the bars between its options."""

    opening: int
    closing: int
    bars: tuple[int, ...]


def bracket_pairs(tokens: Numbers, vocabulary: Vocabulary) -> list[Pair]:
    """Returns the brackets of a text; unbalanced characters build none."""
    found = []
    open_brackets: list[tuple[int, list[int]]] = []
    for place, kind in enumerate(kinds_of(tokens, vocabulary)):
        if kind is Kind.OPEN:
            open_brackets.append((place, []))
        elif kind is Kind.BAR and open_brackets:
            open_brackets[-1][1].append(place)
        elif kind is Kind.CLOSE and open_brackets:
            opening, bars = open_brackets.pop()
            found.append(Pair(opening, place, tuple(bars)))
    return found


# An edit of the proposal by its index, or a kept bracket sign by its place in the base.
_Node = tuple[str, int]


def atomic_edits(
    edits: Sequence[Edit],
    new_starts: Sequence[int],
    base_pairs: Sequence[Pair],
    new: Numbers,
    vocabulary: Vocabulary,
) -> list[AtomicEdit]:
    """Joins the edits of one proposal that insert or delete brackets together.

    Each atomic edit, applied alone, leaves the brackets of a text balanced if they are balanced in
    the base and in the proposal.
    """
    new_pairs = bracket_pairs(new, vocabulary) if vocabulary.has_brackets else []
    if not edits or not (base_pairs or new_pairs):
        return [AtomicEdit((edit,)) for edit in edits]
    starts = [edit.start for edit in edits]

    def in_base(place: int) -> _Node:
        index = bisect_right(starts, place) - 1
        # An insertion at this very place hides no removal: no two edits of a text touch.
        is_edited = index >= 0 and place < edits[index].end
        return ("edit", index) if is_edited else ("kept", place)

    def in_new(place: int) -> _Node:
        index = bisect_right(new_starts, place) - 1
        if index < 0:
            return ("kept", place)
        after = place - new_starts[index] - len(edits[index].text)
        return ("edit", index) if after < 0 else ("kept", edits[index].end + after)

    linked: DisjointSet[_Node] = DisjointSet()
    old = {(("kept", pair.opening), ("kept", pair.closing)) for pair in base_pairs}
    untouched = set()
    for pair in new_pairs:
        opening, closing = in_new(pair.opening), in_new(pair.closing)
        if (opening, closing) in old:
            untouched.add((opening, closing))
            continue
        linked.join(opening, closing)
        bars = [bar for bar in map(in_new, pair.bars) if bar[0] == "edit"]
        for bar in bars:
            linked.join(opening, bar)
        if bars and opening[0] == closing[0] == "edit":
            # Options put in with their bracket: what was done to the words between belongs to it.
            for index in range(opening[1], closing[1]):
                linked.join(opening, ("edit", index))
    for pair in base_pairs:
        opening, closing = in_base(pair.opening), in_base(pair.closing)
        if (opening, closing) in untouched:
            continue
        linked.join(opening, closing)
        for bar in map(in_base, pair.bars):
            if bar[0] == "edit":
                linked.join(opening, bar)
    together: dict[_Node, list[Edit]] = {}
    for index, edit in enumerate(edits):
        together.setdefault(linked.find(("edit", index)), []).append(edit)
    needs: dict[_Node, list[int]] = {}
    for place in sorted(place for pair in base_pairs for place in (pair.opening, pair.closing)):
        needs.setdefault(linked.find(("kept", place)), []).append(place)
    return [AtomicEdit(tuple(group), tuple(needs.get(top, ()))) for top, group in together.items()]


class ParsedBase:
    """A text that others are compared with, read once for all of them.

    Attributes:
        text: the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._vocabulary = Vocabulary(is_exact=True)
        self._read: ReadText | None = None

    def edits(self, new: str) -> tuple[TextEdit, ...]:
        """Returns the edits that turn this text into another, as `diff`."""
        if self.text == new:
            return ()
        vocabulary = self._vocabulary
        read = self._read = self._read or vocabulary.read_base(self.text)
        numbers, offsets = vocabulary.read_proposal(new, read), read.offsets
        return tuple(
            TextEdit(offsets[each.start], offsets[each.end], vocabulary.spell(each.text))
            for each in find_edits(read.numbers, numbers, vocabulary)
        )


class ParsedBases(dict[str, ParsedBase]):
    """Mapping of base texts; each becomes a `ParsedBase` on first access."""

    def __missing__(self, text: str) -> ParsedBase:
        original = self[text] = ParsedBase(text)
        return original


TextKind = Literal["equal", "delete", "insert"]


def diff(base: str, new: str) -> tuple[TextEdit, ...]:
    """Returns the edits, in order, so that `apply(base, diff(base, new)) == new`.

    No edit begins or ends inside a word. Where an edit could stand at several offsets (one of two
    equal words deleted) it stands where it cuts best: between sentences, else between words. Words
    that differ only in their Unicode normalisation, or in typographic quotes, are edits here,
    though `combine` takes them as equal.
    """
    return ParsedBase(base).edits(new)


def refine(old: str, new: str) -> list[tuple[TextKind, str]]:
    """Returns what changed inside a replaced passage, in pieces by characters.

    The equal and the deleted pieces make up `old`, the equal and the inserted ones `new`.
    """
    from diff_match_patch import diff_match_patch

    engine = diff_match_patch()
    # No time limit: the result must not depend on how fast the machine is.
    engine.Diff_Timeout = 0
    pieces = engine.diff_main(old, new)
    engine.diff_cleanupSemantic(pieces)
    kinds: dict[int, TextKind] = {0: "equal", -1: "delete", 1: "insert"}
    return [(kinds[kind], piece) for kind, piece in pieces]


def similarity(base: str, one: str, other: str) -> float:
    """Returns how similar two proposals for a text are in what they change, from 0 to 1.

    It is 1 less the words in which they differ, as a share of the words in which each differs from
    the base. The base is empty where both are new.
    """
    if one == other:
        return 1.0
    # A difference read forwards and backwards may keep other words where several would do.
    apart = min(_words_changed(one, other), _words_changed(other, one))
    together = _words_changed(base, one) + _words_changed(base, other)
    return max(0.0, 1 - apart / together) if together else 0.0


def _words_changed(old: str, new: str) -> int:
    """Returns how many words are deleted and inserted to turn one text into another."""
    return sum(
        len(words_of(part))
        for edit in diff(old, new)
        for part in (old[edit.start : edit.end], edit.text)
    )


def words_of(text: str) -> list[str]:
    """Returns the tokens of a text without white space."""
    return [token for token in tokenise(text) if not token.isspace()]


def words_apart(one: Sequence[str], other: Sequence[str]) -> int:
    """Returns the least number of deleted and inserted words between two texts."""
    from rapidfuzz.distance.Indel import distance

    return distance(one, other)


def split_at(text: str, parts: Sequence[str]) -> tuple[str, ...]:
    """Cuts a text into one piece for each part, as similar to the part as possible."""
    tokens, tokens_of = tokenise(text), [tokenise(part) for part in parts]
    pieces: list[str] = []
    for number, part in enumerate(tokens_of[:-1], 1):
        cut = _best_cut(tokens, part, [token for later in tokens_of[number:] for token in later])
        pieces.append("".join(tokens[:cut]))
        tokens = tokens[cut:]
    return (*pieces, "".join(tokens))


def _best_cut(tokens: list[str], part: list[str], rest: list[str]) -> int:
    """Returns where to cut `tokens` so that the halves share most with `part` and `rest`."""
    from rapidfuzz.distance import LCSseq

    def kept(cut: int) -> tuple[int, bool, int]:
        same = LCSseq.similarity(tokens[:cut], part) + LCSseq.similarity(tokens[cut:], rest)
        return same, cut > 0 and tokens[cut - 1].isspace(), -cut

    return max(range(len(tokens) + 1), key=kept)
