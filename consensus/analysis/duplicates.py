"""Amendments that propose the same or nearly the same, with the words in which they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from unicodedata import is_normalized

from attrs import frozen

from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.state import State
from consensus.text.blocks import CandidateIndex, ShingleIndex
from consensus.text.combination import Combination
from consensus.text.diff import diff, similarity, words_apart, words_of
from consensus.text.hunk import Conflict, Kept
from consensus.text.tokens import differing_range, shared_ends, tokenise

NEARLY = 0.75
"""From how much likeness on two amendments are called nearly the same."""


@frozen
class Same:
    """Undecided amendments that propose the same.

    Attributes:
        target: the handle of what they amend.
        amendments: their handles, in the order of the document.
        sponsors: the codes of all members behind them, in the order of the amendments.
    """

    target: str
    amendments: tuple[str, ...]
    sponsors: tuple[str, ...]


@frozen
class Difference:
    """Words in which two texts differ.

    Attributes:
        one: the words of the one; may be empty.
        other: the words of the other; may be empty.
    """

    one: str
    other: str

    def __str__(self) -> str:
        one = f"“{self.one}”" if self.one else "nothing"
        other = f"“{self.other}”" if self.other else "nothing"
        return f"{one} against {other}"


@frozen
class NearlySame:
    """Two undecided amendments that propose nearly the same.

    Attributes:
        target: the handle of what they amend.
        one: the handle of the first of those that propose the one text.
        other: the handle of the first of those that propose the other.
        likeness: how much of what both change they change alike, from 0 to 1.
        differences: where they differ, in the order of the text.
    """

    target: str
    one: str
    other: str
    likeness: float
    differences: tuple[Difference, ...]


def find_duplicates(
    state: State, undecided: Sequence[Amendment], combined: Callable[[str], Combination]
) -> tuple[tuple[Same, ...], tuple[NearlySame, ...]]:
    """Returns amendments that propose the same, and pairs that propose nearly the same.

    Where several propose one text, the first represents them in the pairs. A proposed new item is
    compared only with the few that share most of its rarest words.
    """
    alike: dict[tuple[object, ...], list[Amendment]] = {}
    for each in undecided:
        alike.setdefault(proposal_of(state, each), []).append(each)
    same = tuple(
        Same(
            state.handle_of(group[0].target),
            tuple(each.handle for each in group),
            tuple(dict.fromkeys(code for each in group for code in each.backers)),
        )
        for group in alike.values()
        if len(group) > 1
    )
    changing: dict[str, list[Amendment]] = {}
    inserting: dict[str, list[Amendment]] = {}
    for one, *_ in alike.values():
        if one.kind is AmendmentKind.MODIFY:
            changing.setdefault(one.target, []).append(one)
        elif one.kind is AmendmentKind.INSERT:
            inserting.setdefault(one.draft, []).append(one)
    near = [*_changes(state, changing, combined), *_insertions(state, inserting.values())]
    order = {each.handle: at for at, each in enumerate(undecided)}
    near.sort(key=lambda each: (order[each.one], order[each.other]))
    return same, tuple(near)


def proposal_of(state: State, amendment: Amendment) -> tuple[object, ...]:
    """Returns a key that is equal for amendments that propose the same."""
    has_words = amendment.kind not in (AmendmentKind.DELETE, AmendmentKind.MOVE)
    return (
        amendment.kind,
        amendment.target,
        state.versions[amendment.version].text if has_words else None,
        amendment.parent,
        amendment.after,
        amendment.parts,
        amendment.others,
    )


def _changes(
    state: State,
    changing: Mapping[str, Sequence[Amendment]],
    combined: Callable[[str], Combination],
) -> Iterator[NearlySame]:
    for target, amendments in changing.items():
        if len(amendments) < 2:
            continue
        traces = _Traces(combined(target))
        of_handle = {each.handle: each for each in amendments}
        for one, other in traces.sharing_hunk(of_handle):
            if traces.may_be_alike(one, other):
                yield from _pair(state, of_handle[one], of_handle[other], state.text(target))


def _insertions(state: State, inserting: Iterable[Sequence[Amendment]]) -> Iterator[NearlySame]:
    for inserted in inserting:
        lettering = ShingleIndex()
        letters = {at: lettering.letters(state.text(each.id)) for at, each in enumerate(inserted)}
        shortlist = CandidateIndex(letters)
        pairs = {
            (min(at, other), max(at, other))
            for at, written in letters.items()
            for other in shortlist.most_alike(written)
            if at != other
        }
        for at, other in sorted(pairs):
            yield from _pair(state, inserted[at], inserted[other], "")


def _pair(state: State, one: Amendment, other: Amendment, base: str) -> Iterator[NearlySame]:
    text, its = state.text(one.id), state.text(other.id)
    found = similarity(base, text, its)
    if found >= NEARLY:
        differences = tuple(
            Difference(text[edit.start : edit.end].strip(), edit.text.strip())
            for edit in diff(text, its)
        )
        yield NearlySame(state.handle_of(one.target), one.handle, other.handle, found, differences)


class _Sorted(dict[str, list[str]]):
    """Sorted words of texts; each text is read on first access."""

    def __missing__(self, text: str) -> list[str]:
        words = self[text] = sorted(words_of(text))
        return words


class _Traces:
    """What each amendment changes in each hunk; most pairs differ before words are compared."""

    # Two differ at least by the words that one has more of in a hunk, and by the cheapest edit.

    def __init__(self, combination: Combination) -> None:
        self._combination = combination
        self._written: dict[str, dict[int, str]] = {}
        self._replaced: dict[int, str] = {}
        self._sorted = _Sorted()
        self._extents: dict[str, int] = {}
        for at, hunk in enumerate(combination.hunks):
            if isinstance(hunk, Kept):
                continue
            self._replaced[at] = hunk.replaces
            if isinstance(hunk, Conflict):
                for option in hunk.options:
                    for key in option.by:
                        self._written.setdefault(key, {})[at] = option.text
            else:
                for key in hunk.by:
                    self._written.setdefault(key, {})[at] = hunk.text

    def sharing_hunk(self, handles: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yields each pair of amendments that change the same hunk, once."""
        at_place: dict[int, list[str]] = {}
        for handle in handles:
            for at in self._written.get(handle, ()):
                at_place.setdefault(at, []).append(handle)
        pairs = (pair for handles in at_place.values() for pair in combinations(handles, 2))
        yield from dict.fromkeys(pairs)

    def may_be_alike(self, one: str, other: str) -> bool:
        """Returns False only if two amendments are certainly not nearly the same."""
        mine, its = self._written[one], self._written[other]
        apart = 0
        for at in mine.keys() | its.keys():
            replaced = self._replaced[at]
            words, others = mine.get(at, replaced), its.get(at, replaced)
            # Of what is sorted, all that is common is common in the same order.
            apart += words_apart(self._sorted[words], self._sorted[others])
        if apart > (1 - NEARLY) * (self._extent(one) + self._extent(other)):
            return False
        # Seldom are all words of a place changed, so those that are come to much less.
        texts = (self._combination.proposals[each] for each in (one, other))
        return similarity_bound(self._combination.base, *texts) >= NEARLY

    def _extent(self, key: str) -> int:
        """Returns the number of words, before and after, that an amendment changes."""
        known = self._extents.get(key)
        if known is None:
            known = self._extents[key] = sum(
                len(self._sorted[each])
                for at, written in self._written[key].items()
                for each in (self._replaced[at], written)
            )
        return known


def similarity_bound(base: str, one: str, other: str) -> float:
    """Returns an upper bound of the similarity of two proposals, without a diff.

    They differ at least by the fewest words apart, and only between their common prefix and suffix.
    """
    # A word that is spelled in two ways is matched, and changed all the same.
    if one == other or not is_normalized("NFC", base + one + other):
        return 1.0
    together = _most_words_changed(base, one) + _most_words_changed(base, other)
    apart = words_apart(*map(words_of, _unlike(one, other)))
    return max(0.0, 1 - apart / together) if together else 0.0


def _most_words_changed(old: str, new: str) -> int:
    tokens, others = map(tokenise, _unlike(old, new))
    first, last = shared_ends(tokens, others)
    changed = (*tokens[first : len(tokens) - last], *others[first : len(others) - last])
    return sum(not token.isspace() for token in changed)


def _unlike(one: str, other: str) -> tuple[str, str]:
    start, end, its_end = differing_range(one, other)
    # With the space behind, since a few signs take it into their grapheme.
    return one[start : end + 1], other[start : its_end + 1]
