"""Phrases: neighbouring passages joined, so that an option can be read."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.text.vocabulary import Sign
from consensus.text.weave import Passage, Weave

# A kept word this short between two changed passages of the same people is no agreement …
_LONGEST_CHANCE_MATCH = 3
# … when each passage changes at least this many words.
_SHORTEST_REWRITING = 2

# A dispute goes on beyond white space when at least two sides of it do.
_FEWEST_RIVALS = 2


def phrases(weave: Weave, passages: Sequence[Passage]) -> list[Passage]:
    """Join neighbouring passages over white space, once it is known what clashes.

    Contested passages where the same rivals stand against each other are joined, over a short
    chance match too; a third who stands in one of them alone comes along. A contested passage
    takes in what one of its sides alone changes next to it. Neighbouring changes of the same
    proposals become one. What people outside a dispute share is never drawn into it.

    Args:
        weave: the strokes and who holds them.
        passages: all passages, in order.

    Returns:
        The passages after joining, in order.
    """
    if not any(passage.is_contested for passage in passages):
        return _changes_joined(weave, passages)
    joined: list[Passage] = []
    for passage in passages:
        joined.append(passage)
        # A passage that grew may now reach what stands before it.
        while len(joined) > 1 and _is_one_dispute(weave, joined[-2], joined[-1]):
            joined[-2:] = [_dispute(joined[-2], joined[-1])]
    return _changes_joined(weave, joined)


def _changes_joined(weave: Weave, passages: Sequence[Passage]) -> list[Passage]:
    joined: list[Passage] = []
    for passage in passages:
        if joined and _is_one_change(weave, joined[-1], passage):
            before = joined[-1]
            joined[-1] = Passage(
                before.start,
                passage.end,
                (*before.strokes, *passage.strokes),
                (*before.splices, *passage.splices),
            )
        else:
            joined.append(passage)
    return joined


def _is_one_change(weave: Weave, left: Passage, right: Passage) -> bool:
    if left.is_contested or right.is_contested or not _is_alone(weave, left, right):
        return False
    return weave.holders[left.strokes[0]] == weave.holders[right.strokes[0]] and _is_white(
        weave, left, right
    )


def _is_one_dispute(weave: Weave, left: Passage, right: Passage) -> bool:
    if _is_bracket(weave, left) or _is_bracket(weave, right):
        return False
    if left.is_contested and right.is_contested:
        if not _is_white(weave, left, right) and not _is_chance(weave, left, right):
            return False
        return len(_sides(weave, left) & _sides(weave, right)) >= _FEWEST_RIVALS
    if left.is_contested == right.is_contested or not _is_white(weave, left, right):
        return False
    dispute, change = (left, right) if left.is_contested else (right, left)
    return _is_alone(weave, change) and weave.holders[change.strokes[0]] in _sides(weave, dispute)


def _is_bracket(weave: Weave, passage: Passage) -> bool:
    """Tell whether the base has a bracket here already: each stays a question of its own."""
    signs = weave.vocabulary.signs
    replaced = weave.base[passage.start : passage.end]
    return any(signs[token] in (Sign.OPEN, Sign.CLOSE) for token in replaced)


def _dispute(left: Passage, right: Passage) -> Passage:
    strokes = tuple(sorted({*left.strokes, *right.strokes}))
    return Passage(left.start, right.end, strokes)


def _sides(weave: Weave, passage: Passage) -> set[int]:
    """Give the groups of proposals that want the same in a passage; not who leaves it alone."""
    base = tuple(weave.base[passage.start : passage.end])
    return {holders for text, holders in weave.wordings(passage).items() if text != base}


def _is_alone(weave: Weave, *passages: Passage) -> bool:
    """Tell whether no change here is linked with one elsewhere."""
    return not any(weave.strokes[i].is_linked for passage in passages for i in passage.strokes)


def _is_white(weave: Weave, left: Passage, right: Passage) -> bool:
    signs = weave.vocabulary.signs
    return all(signs[token] is Sign.SPACE for token in weave.base[left.end : right.start])


def _is_chance(weave: Weave, left: Passage, right: Passage) -> bool:
    signs = weave.vocabulary.signs
    kept = weave.base[left.end : right.start]
    solid = [token for token in kept if signs[token] is not Sign.SPACE]
    return (
        len(solid) == 1
        and signs[solid[0]] in (Sign.WORD, Sign.OTHER)
        and len(weave.vocabulary.word(solid[0])) <= _LONGEST_CHANCE_MATCH
        and _is_rewriting(weave, left)
        and _is_rewriting(weave, right)
    )


def _is_rewriting(weave: Weave, passage: Passage) -> bool:
    signs = weave.vocabulary.signs
    counts = (sum(signs[n] is Sign.WORD for n in text) for text in weave.wordings(passage))
    return max(counts) >= _SHORTEST_REWRITING
