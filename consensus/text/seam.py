"""Seams: words that meet only because changes of different proposals stand side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from consensus.text.tokens import tokenise
from consensus.text.vocabulary import Numbers, Sign
from consensus.text.weave import Indices, Passage, Seam, Weave


class _End(NamedTuple):
    """How the text may end at some place, in one of the wordings it may come to have.

    Attributes:
        last: the last token; none at the start of the text.
        holders: the proposals in which the text ends so.
        seam: the strokes of the passages that it ends in, and those that make it end so.
        word: the last token but for white space, if that is a word.
        word_holders, word_seam: the same for that word.
    """

    last: str
    holders: int
    seam: Seam
    word: str
    word_holders: int
    word_seam: Seam


_NOTHING = Seam((), ())


def bad_seams(weave: Weave, passages: Sequence[Passage]) -> set[Seam]:
    """Find changes that together glue or double words as no proposal does.

    Two changes that do not touch each other's words may still do harm together: one strikes a
    comma, the other the space behind it; or neighbouring words are replaced by the same word.

    Args:
        weave: the strokes and who holds them.
        passages: all passages, in order.

    Returns:
        The seams.
    """
    found: set[Seam] = set()
    spaces = weave.vocabulary.spaces
    before = 0
    run = list(passages[:1])
    for passage in passages[1:]:
        end = run[-1].end
        # A word or sign that everybody keeps parts them.
        if weave.base[end : passage.start].lstrip(spaces):
            if len(run) > 1:
                found |= _seams_along(weave, tuple(run), before, passage.start)
            before = end
            run.clear()
        run.append(passage)
    if len(run) > 1:
        found |= _seams_along(weave, tuple(run), before, len(weave.base))
    return found


# What may stand somewhere, with the proposals that have it, and the strokes that it takes.
_Step: TypeAlias = tuple[Mapping[Numbers, int], Indices]


def _seams_along(weave: Weave, run: tuple[Passage, ...], start: int, stop: int) -> set[Seam]:
    """Find the bad seams in passages that only white space parts; a lone one cannot make any.

    Args:
        weave: the strokes and who holds them.
        run: the passages.
        start, stop: where what everybody keeps before and behind them begins and ends; only the
            words next to the passages matter.
    """
    known = weave.seams.get(run)
    if known is not None:
        return known
    found = weave.seams[run] = set()
    steps: list[_Step] = []
    for passage in run:
        steps.append(({weave.base[start : passage.start]: weave.everyone}, ()))
        steps.append((weave.wordings(passage), passage.strokes))
        start = passage.end
    steps.append(({weave.base[start:stop]: weave.everyone}, ()))
    if _could_meet(weave, steps):
        ends = {_End("", weave.everyone, _NOTHING, "", 0, _NOTHING)}
        for wordings, own in steps:
            ends = {
                after
                for text, holders in wordings.items()
                for after in _continued(
                    weave, ends, text, holders, _meeting(weave, own, holders), found
                )
            }
    return found


def _meeting(weave: Weave, strokes: Indices, holders: int) -> Seam:
    """What one wording of a passage brings to a seam: who has it carries out all that makes it."""
    return Seam(strokes, tuple(index for index in strokes if weave.holders[index] & holders))


def _could_meet(weave: Weave, steps: Sequence[_Step]) -> bool:
    """Tell quickly whether equal words, or such as would be glued, can meet, whosever they are."""
    spaces = weave.vocabulary.spaces
    lasts: set[str] = set()
    words: set[str] = set()
    for wordings, _ in steps:
        after_lasts: set[str] = set()
        after_words: set[str] = set()
        for text in wordings:
            solid = text.strip(spaces)
            if not solid:
                after_words |= words
                after_lasts |= lasts if not text else set()
                continue
            if solid[0] in words:
                return True
            if text[0] == solid[0] and any(_is_glued(weave, last, text[0]) for last in lasts):
                return True
            after_words.add(solid[-1])
            if text[-1] == solid[-1]:
                after_lasts.add(text[-1])
        lasts, words = after_lasts, after_words
    return False


def _continued(
    weave: Weave,
    ends: Iterable[_End],
    text: Numbers,
    holders: int,
    own: Seam,
    found: set[Seam],
) -> Iterator[_End]:
    """Put text behind ends, noting what meets there."""
    signs = weave.vocabulary.signs
    solid = text.strip(weave.vocabulary.spaces)
    for end in ends:
        if text and end.last and not end.holders & holders and _is_glued(weave, end.last, text[0]):
            found.add(end.seam.with_more(own))
        if solid and solid[0] == end.word and not end.word_holders & holders:
            found.add(end.word_seam.with_more(own))
        if not solid:
            yield _End(
                text[-1:] or end.last,
                holders if text else end.holders & holders,
                own if text else end.seam.with_more(own),
                end.word,
                end.word_holders & holders,
                end.word_seam.with_more(own),
            )
    if solid:
        # A word or sign hides whatever stood before.
        word = solid[-1] if signs[solid[-1]] is Sign.WORD else ""
        yield _End(text[-1], holders, own, word, holders, own)


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
    foes: dict[int, set[int]] = {}
    for index, foe in excluding:
        foes.setdefault(index, set()).add(foe)
        foes.setdefault(foe, set()).add(index)
    for passage in passages:
        if not passage.is_contested:
            continue
        companies = [
            (own, set().union(*(foes.get(index, ()) for index in own)))
            for own in weave.shares(passage.strokes)
        ]
        allied = [
            {*one, *other}
            for (one, foes_of_one), (other, _) in combinations(companies, 2)
            if foes_of_one.isdisjoint(other)
        ]
        parts = {index: _parts(weave, index) for index in set().union(*allied)}
        for strokes in allied:
            together = sorted(
                (part for index in strokes for part in parts[index]), key=itemgetter(0, 1)
            )
            for seam in bad_seams(weave, together):
                found |= set(combinations(seam.meeting, 2))
    return {pair for pair in found if not weave.holders[pair[0]] & weave.holders[pair[1]]}


def _parts(weave: Weave, index: int) -> list[Passage]:
    """Give the passages that a stroke would make up alone."""
    splices = weave.strokes[index].splices
    return [Passage(splice.start, splice.end, (index,), (splice,)) for splice in splices]


def _is_glued(weave: Weave, left: str, right: str) -> bool:
    """Tell whether two tokens that meet would be read as one."""
    pair = [weave.vocabulary.word(left), weave.vocabulary.word(right)]
    return weave.vocabulary.signs[right] is not Sign.SPACE and tokenise("".join(pair)) != pair
