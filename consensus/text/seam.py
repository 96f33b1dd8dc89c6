"""Seams: words that meet only because changes of different proposals stand side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from consensus.text.tokens import tokenise
from consensus.text.vocabulary import Numbers, Sign
from consensus.text.weave import Indices, Passage, Weave, bits


class _End(NamedTuple):
    """How the text may end at some place, in one of the wordings it may come to have.

    Attributes:
        last: the last token; none at the start of the text.
        holders: the proposals in which the text ends so.
        passages: indices of the passages that make it end so.
        word: the last token but for white space, if that is a word.
        word_holders, word_passages: the same for that word.
    """

    last: str
    holders: int
    passages: Indices
    word: str
    word_holders: int
    word_passages: Indices


def bad_seams(weave: Weave, passages: Sequence[Passage]) -> set[tuple[int, ...]]:
    """Find changes that together glue or double words as no proposal does.

    Two changes that do not touch each other's words may still do harm together: one strikes a
    comma, the other the space behind it; or neighbouring words are replaced by the same word.

    Args:
        weave: the strokes and who holds them.
        passages: all passages, in order.

    Returns:
        For each such seam the indices of the passages that make it.
    """
    found: set[tuple[int, ...]] = set()
    run: list[int] = []
    before = 0
    for index, passage in enumerate(passages):
        if run and _is_parted(weave, passages[run[-1]].end, passage.start):
            if len(run) > 1:
                _look_along(weave, passages, run, before, passage.start, found)
            before = passages[run[-1]].end
            run = []
        run.append(index)
    if len(run) > 1:
        _look_along(weave, passages, run, before, len(weave.base), found)
    return found


def _is_parted(weave: Weave, start: int, end: int) -> bool:
    """Tell whether a word or sign that everybody keeps stands between two places."""
    signs = weave.vocabulary.signs
    return any(signs[token] is not Sign.SPACE for token in weave.base[start:end])


def _look_along(
    weave: Weave,
    passages: Sequence[Passage],
    run: Sequence[int],
    start: int,
    stop: int,
    found: set[tuple[int, ...]],
) -> None:
    """Look for bad seams in passages that only white space parts; a lone one cannot make any.

    Args:
        weave: the strokes and who holds them.
        passages: all passages, in order.
        run: indices of those to look at.
        start, stop: where what everybody keeps before and behind them begins and ends.
        found: what takes the passages that make a bad seam.
    """
    ends = [_End("", weave.everyone, (), "", 0, ())]
    for index in run:
        passage = passages[index]
        ends = list(_kept(weave, ends, start, passage.start, found))
        wordings = weave.wordings(passage)
        ends = list(
            dict.fromkeys(
                after
                for end in ends
                for text, holders in wordings.items()
                for after in [_continued(weave, end, text, holders, (index,), found)]
            )
        )
        start = passage.end
    list(_kept(weave, ends, start, stop, found))


def bad_company(
    weave: Weave, passages: Sequence[Passage], excluding: Collection[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Find strokes of one contested passage that would glue or double words if taken together.

    Args:
        weave: the strokes and who holds them.
        passages: all passages, in order.
        excluding: the pairs of strokes that are known to exclude each other.

    Returns:
        Further pairs, the smaller index first.
    """
    found: set[tuple[int, int]] = set()
    for passage in passages:
        if not passage.is_contested:
            continue
        for one, other in combinations(_companies(weave, passage), 2):
            if any((min(i, k), max(i, k)) in excluding for i in one for k in other):
                continue
            together = sorted(
                (
                    Passage(splice.start, splice.end, (index,), (splice,))
                    for index in one | other
                    for splice in weave.strokes[index].splices
                ),
                key=lambda part: (part.start, part.end),
            )
            for seam in bad_seams(weave, together):
                indices = sorted({together[at].strokes[0] for at in seam})
                found |= set(combinations(indices, 2))
    return {pair for pair in found if not weave.holders[pair[0]] & weave.holders[pair[1]]}


def _companies(weave: Weave, passage: Passage) -> list[frozenset[int]]:
    """Give the sets of strokes that proposals carry out together in a passage."""
    holders = 0
    for index in passage.strokes:
        holders |= weave.holders[index]
    own = (
        frozenset(index for index in passage.strokes if weave.holders[index] & bit)
        for bit in bits(holders)
    )
    return list(dict.fromkeys(own))


def _kept(
    weave: Weave, ends: list[_End], start: int, end: int, found: set[tuple[int, ...]]
) -> Iterator[_End]:
    """Continue with what everybody keeps: a word of it ends whatever stood before."""
    kept = weave.base[start:end]
    if not kept:
        yield from ends
        return
    signs = weave.vocabulary.signs
    solid = next((at for at, token in enumerate(kept) if signs[token] is not Sign.SPACE), None)
    # Beyond the first solid token nothing can meet what stood before.
    head = kept if solid is None else kept[: solid + 1]
    after = [_continued(weave, one, head, weave.everyone, (), found) for one in ends]
    if solid is None:
        yield from dict.fromkeys(after)
        return
    tail = kept[-2:]
    fresh = _End("", weave.everyone, (), "", 0, ())
    yield _continued(weave, fresh, tail, weave.everyone, (), set())


def _continued(
    weave: Weave,
    end: _End,
    text: Numbers,
    holders: int,
    passages: Indices,
    found: set[tuple[int, ...]],
) -> _End:
    """Put text behind an end, noting what meets there."""
    if not text:
        return _End(
            end.last,
            end.holders & holders,
            (*end.passages, *passages),
            end.word,
            end.word_holders & holders,
            (*end.word_passages, *passages),
        )
    signs = weave.vocabulary.signs
    if end.last and not end.holders & holders and _is_glued(weave, end.last, text[0]):
        found.add((*end.passages, *passages))
    first = next((token for token in text if signs[token] is not Sign.SPACE), "")
    if first and first == end.word and not end.word_holders & holders:
        found.add((*end.word_passages, *passages))
    if not first:
        word, word_holders = end.word, end.word_holders & holders
        word_passages = (*end.word_passages, *passages)
    else:
        last = next(token for token in reversed(text) if signs[token] is not Sign.SPACE)
        word = last if signs[last] is Sign.WORD else ""
        word_holders, word_passages = holders, passages
    return _End(text[-1], holders, passages, word, word_holders, word_passages)


def _is_glued(weave: Weave, left: str, right: str) -> bool:
    """Tell whether two tokens that meet would be read as one."""
    pair = [weave.vocabulary.word(left), weave.vocabulary.word(right)]
    return weave.vocabulary.signs[right] is not Sign.SPACE and tokenise("".join(pair)) != pair
