"""Phrases: neighbouring passages joined, so that an option can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from consensus.text.vocabulary import Numbers, Sign
from consensus.text.weave import Passage, Weave

# A kept word this short between two changed passages of the same people is no agreement …
_LONGEST_CHANCE_MATCH = 3
# … when each passage changes at least this many words.
_SHORTEST_REWRITING = 2

# A dispute goes on beyond white space when at least two sides of it do.
_FEWEST_RIVALS = 2


class _Stand(NamedTuple):
    """A passage, and who wants what there.

    Attributes:
        passage: the passage.
        untouched: the proposals that leave it alone.
        wordings: for each group of proposals that want the same, what they want.
        is_bracket: whether the base has a bracket there.
    """

    passage: Passage
    untouched: int
    wordings: Mapping[int, Numbers]
    is_bracket: bool

    @property
    def sides(self) -> set[int]:
        """The groups of proposals that want something else than the base."""
        return set(self.wordings) - {self.untouched}


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
    if any(passage.is_contested for passage in passages):
        passages = _disputes_taking_in(weave, passages)
    runs = _runs(passages, partial(_is_one_change, weave))
    return [run[0] if len(run) == 1 else _change(run) for run in runs]


def _runs(
    passages: Iterable[Passage], belong_together: Callable[[Passage, Passage], bool]
) -> list[list[Passage]]:
    """Gather neighbours that belong together."""
    runs: list[list[Passage]] = []
    for passage in passages:
        if runs and belong_together(runs[-1][-1], passage):
            runs[-1].append(passage)
        else:
            runs.append([passage])
    return runs


def _disputes_taking_in(weave: Weave, passages: Sequence[Passage]) -> list[Passage]:
    joined: list[Passage] = []
    for run in _runs(passages, partial(_are_near, weave)):
        if len(run) > 1 and any(passage.is_contested for passage in run):
            joined += _disputes_joined(weave, run)
        else:
            joined += run
    return joined


def _disputes_joined(weave: Weave, passages: Sequence[Passage]) -> list[Passage]:
    joined: list[_Stand] = []
    for passage in passages:
        joined.append(_looked_at(weave, passage))
        # A passage that grew may now reach what stands before it.
        while len(joined) > 1 and _is_one_dispute(weave, joined[-2], joined[-1]):
            joined[-2:] = [_dispute(weave, joined[-2], joined[-1])]
    return [stand.passage for stand in joined]


def _change(run: Sequence[Passage]) -> Passage:
    strokes = tuple(index for passage in run for index in passage.strokes)
    splices = tuple(splice for passage in run for splice in passage.splices)
    return Passage(run[0].start, run[-1].end, strokes, splices)


def _is_one_change(weave: Weave, left: Passage, right: Passage) -> bool:
    if left.is_contested or right.is_contested:
        return False
    return (
        weave.holders[left.strokes[0]] == weave.holders[right.strokes[0]]
        and _is_white(weave, left, right)
        and _is_alone(weave, left)
        and _is_alone(weave, right)
    )


def _looked_at(weave: Weave, passage: Passage) -> _Stand:
    base = weave.base[passage.start : passage.end]
    signs = weave.vocabulary.signs
    wordings = {base: weave.everyone, **weave.wordings(passage)}
    if not passage.is_contested:
        wordings[base] &= ~weave.holders[passage.strokes[0]]
    is_bracket = weave.vocabulary.has_brackets and any(
        signs[token] in (Sign.OPEN, Sign.CLOSE) for token in base
    )
    wanted = {holders: text for text, holders in wordings.items()}
    return _Stand(passage, wordings[base], wanted, is_bracket)


def _is_one_dispute(weave: Weave, left: _Stand, right: _Stand) -> bool:
    # A bracket that the base has already stays a question of its own.
    if left.is_bracket or right.is_bracket:
        return False
    one, other = left.passage, right.passage
    if one.is_contested and other.is_contested:
        if not _is_white(weave, one, other) and not (
            _is_rewriting(weave, left) and _is_rewriting(weave, right)
        ):
            return False
        return len(left.sides & right.sides) >= _FEWEST_RIVALS
    if one.is_contested == other.is_contested or not _is_white(weave, one, other):
        return False
    dispute, change = (left, other) if one.is_contested else (right, one)
    return _is_alone(weave, change) and weave.holders[change.strokes[0]] in dispute.sides


def _dispute(weave: Weave, left: _Stand, right: _Stand) -> _Stand:
    """Join two passages; who wants what in both is known from what they want in either."""
    one, other = left.passage, right.passage
    strokes = tuple(sorted({*one.strokes, *other.strokes}))
    kept = weave.base[one.end : other.start]
    wordings = {
        holders & others: text + kept + more
        for holders, text in left.wordings.items()
        for others, more in right.wordings.items()
        if holders & others
    }
    passage = Passage(one.start, other.end, strokes)
    return _Stand(passage, left.untouched & right.untouched, wordings, False)


def _is_alone(weave: Weave, passage: Passage) -> bool:
    """Tell whether no change here is linked with one elsewhere."""
    # Asked of every change, so without a generator.
    return True not in [weave.strokes[index].is_linked for index in passage.strokes]


def _is_white(weave: Weave, left: Passage, right: Passage) -> bool:
    return not weave.base[left.end : right.start].strip(weave.vocabulary.spaces)


def _are_near(weave: Weave, left: Passage, right: Passage) -> bool:
    """Tell whether only white space stands between two passages, or what may match by chance."""
    solid = weave.base[left.end : right.start].strip(weave.vocabulary.spaces)
    return not solid or (
        len(solid) == 1
        and weave.vocabulary.signs[solid] in (Sign.WORD, Sign.OTHER)
        and len(weave.vocabulary.word(solid)) <= _LONGEST_CHANCE_MATCH
    )


def _is_rewriting(weave: Weave, stand: _Stand) -> bool:
    signs = weave.vocabulary.signs
    return any(
        sum(signs[token] is Sign.WORD for token in text) >= _SHORTEST_REWRITING
        for text in stand.wordings.values()
    )
