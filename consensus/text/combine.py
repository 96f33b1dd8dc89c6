"""Combining several proposals for one text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import combinations, pairwise
from operator import attrgetter, itemgetter

from consensus.arguments import validated
from consensus.text.clash import Touching, clashes, stand_aside
from consensus.text.combination import Change, Combination, Conflict, Hunk, Kept, Option
from consensus.text.contention import Contention
from consensus.text.partition import Partition
from consensus.text.phrase import phrases
from consensus.text.seam import bad_company, bad_seams
from consensus.text.splice import splices
from consensus.text.stroke import Pair, Stroke, pairs, strokes
from consensus.text.vocabulary import ReadText, Vocabulary
from consensus.text.weave import Passage, Weave, names

__all__ = ["Touching", "combine"]


@validated
def combine(
    base: str, proposals: Mapping[str, str], *, touching: Touching | str = Touching.CLASHES
) -> Combination:
    """Weave several proposals for one text together as far as they agree.

    Every proposal is compared with the base by words. What only some change, and nobody changes
    otherwise, is a change; where proposals exclude each other there is a conflict, which is a
    value like any other. Words that differ only in their Unicode normalisation are equal; those of
    the base are kept as written.

    Args:
        base: the text that the proposals are made against.
        proposals: the proposed texts, each whole, under keys of any kind of name.
        touching: whether an insertion beside what another removes or replaces clashes with it.

    Returns:
        The combination; the order of the proposals makes no difference.

    Raises:
        InvalidArgument: an argument is of another type, or no value of it.
    """
    if not proposals:
        # Most texts in a record have none.
        return Combination(base, proposals, (Kept(base),) if base else ())
    touching = Touching(touching)
    voices: dict[str, list[str]] = {}
    for key in sorted(proposals):
        voices.setdefault(proposals[key], []).append(key)
    vocabulary = Vocabulary()
    read = vocabulary.read_base(base)
    weave = _weave(read, vocabulary, list(voices), touching)
    groups: Partition[int] = Partition()
    # What one proposal does at once excludes nothing.
    excluding = clashes(weave.strokes, weave.holders, touching) if len(voices) > 1 else set()
    for one, other in excluding:
        groups.join(one, other)
    passages = weave.passages(groups)
    # What one proposal does alone it does with open eyes.
    while len(voices) > 1 and _join_seams(weave, passages, groups, excluding):
        passages = weave.passages(groups)
    passages = phrases(weave, passages)
    excluding |= bad_company(weave, passages, excluding)
    hunks = _hunks(weave, passages, read, list(voices.values()), excluding)
    return Combination(base, proposals, tuple(hunks))


def _weave(
    base: ReadText, vocabulary: Vocabulary, voices: Sequence[str], touching: Touching
) -> Weave:
    # All spellings must be known before anything is spelled.
    texts = [vocabulary.read_proposal(text, base) for text in voices]
    numbers = base.numbers
    base_pairs: list[Pair] = pairs(numbers, vocabulary.signs) if vocabulary.has_brackets else []
    held: dict[Stroke, int] = {}
    for number, text in enumerate(texts):
        # The lowest bit is the base.
        bit = 2 << number
        for stroke in strokes(splices(numbers, text, vocabulary), base_pairs, text, vocabulary):
            held[stroke] = held.get(stroke, 0) | bit
    ordered = sorted(held, key=itemgetter(0))
    holders = [held[stroke] for stroke in ordered]
    if touching is Touching.PASSES:
        ordered = stand_aside(ordered, vocabulary.signs)
    return Weave(numbers, vocabulary, ordered, holders, (2 << len(voices)) - 1, base_pairs)


def _join_seams(
    weave: Weave,
    passages: Sequence[Passage],
    groups: Partition[int],
    excluding: set[tuple[int, int]],
) -> bool:
    """Let changes clash that together glue or double words; tells whether there were any."""
    joined = False
    for seam in bad_seams(weave, passages):
        for one, other in combinations(seam.meeting, 2):
            if not weave.holders[one] & weave.holders[other]:
                excluding.add((one, other))
        for one, other in pairwise(seam.strokes):
            joined |= groups.join(one, other)
    return joined


def _hunks(
    weave: Weave,
    passages: Iterable[Passage],
    base: ReadText,
    keys: Sequence[Sequence[str]],
    excluding: set[tuple[int, int]],
) -> Iterable[Hunk]:
    text, offsets = base.text, base.offsets
    spell = weave.vocabulary.spell
    by = cache(partial(names, keys=keys))
    done = 0
    linked: dict[int, int] = {}
    for passage in passages:
        start, end = offsets[passage.start], offsets[passage.end]
        if start > done:
            yield Kept(text[done:start])
        done = end
        replaced = text[start:end]
        wordings = weave.wordings(passage)
        if passage.splices:
            ((wording, holders),) = wordings.items()
            number = 0
            if weave.strokes[passage.strokes[0]].is_linked:
                number = linked.setdefault(passage.strokes[0], len(linked) + 1)
            yield Change(replaced, spell(wording), by(holders), number)
            continue
        own = weave.base[passage.start : passage.end]
        options = [
            Option(spell(wording), by(holders))
            for wording, holders in wordings.items()
            if wording != own
        ]
        if len(options) == 1:
            yield Change(replaced, options[0].text, options[0].by)
            continue
        options.sort(key=attrgetter("by"))
        contention = Contention(weave, passage, base.tokens, keys, excluding)
        yield Conflict(replaced, (Option(replaced), *options), contention)
    if done < len(text):
        yield Kept(text[done:])
