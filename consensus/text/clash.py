"""Which strokes of different proposals cannot both be carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import combinations

from consensus.text.splice import Splice, is_balanced
from consensus.text.stroke import Stroke
from consensus.text.vocabulary import Sign


class Touching(StrEnum):
    """Whether an insertion clashes with a removal or replacement that it only touches.

    Attributes:
        CLASHES: it does, as inside a paragraph: "shall" put in beside a word that another strikes.
        PASSES: it does not, as between blocks: an item put in behind one that another strikes.
    """

    CLASHES = "clashes"
    PASSES = "passes"


def stand_aside(strokes: Sequence[Stroke], signs: Mapping[str, Sign]) -> list[Stroke]:
    """Move insertions out of what others remove, where they can slide that far.

    Args:
        strokes: the strokes of all proposals.
        signs: what the tokens are.

    Returns:
        The same strokes in the same order, at their new places.
    """
    removals = [s for stroke in strokes for s in stroke.splices if not s.is_insertion]

    def outside(splice: Splice) -> Splice:
        if not splice.is_insertion:
            return splice
        within = [r for r in removals if r.low < splice.high and splice.low < r.high]
        for place in (splice.start, *range(splice.low, splice.high + 1)):
            text = splice.text_at(place)
            # Sliding must not turn a whole bracket into one's end and another's beginning.
            is_whole = place == splice.start or is_balanced(text, signs)
            if is_whole and not any(r.low < place < r.high for r in within):
                return splice._replace(start=place, end=place, text=text)
        return splice

    return [s._replace(splices=tuple(map(outside, s.splices))) for s in strokes]


def clashes(
    strokes: Sequence[Stroke], holders: Sequence[int], touching: Touching
) -> set[tuple[int, int]]:
    """Find the pairs of strokes that clash.

    Args:
        strokes: all different strokes.
        holders: for each the proposals that hold it, as bits; what one proposal does at once
            cannot clash.
        touching: what an insertion beside a removal means.

    Returns:
        Pairs of indices into `strokes`, the smaller one first.
    """
    found: set[tuple[int, int]] = set()
    spliced = sorted(
        (splice.low, splice.high, index, splice)
        for index, stroke in enumerate(strokes)
        for splice in stroke.splices
    )
    reaching: list[tuple[int, int, Splice]] = []
    for low, high, index, splice in spliced:
        if reaching:
            reaching = [entry for entry in reaching if entry[0] >= low]
        for _, other_index, other in reaching:
            if not holders[index] & holders[other_index] and _collide(splice, other, touching):
                found.add((min(index, other_index), max(index, other_index)))
        reaching.append((high, index, splice))
    needy = [(index, stroke) for index, stroke in enumerate(strokes) if stroke.needs]
    for index, stroke in needy:
        for other_index, other_stroke in enumerate(strokes):
            if not holders[index] & holders[other_index] and _deprives(other_stroke, stroke):
                found.add((min(index, other_index), max(index, other_index)))
    linked = [index for index, stroke in enumerate(strokes) if stroke.is_linked]
    for first, second in combinations(linked, 2):
        if not holders[first] & holders[second] and _cross(strokes[first], strokes[second]):
            found.add((first, second))
    return found


def _collide(one: Splice, other: Splice, touching: Touching) -> bool:
    if one.is_insertion == other.is_insertion:
        if one.is_insertion:
            return one.low <= other.high and other.low <= one.high
        return one.low < other.high and other.low < one.high
    insertion, removal = (one, other) if one.is_insertion else (other, one)
    if touching is Touching.PASSES:
        return removal.low < insertion.start < removal.high
    return insertion.low <= removal.high and removal.low <= insertion.high


def _deprives(stroke: Stroke, other: Stroke) -> bool:
    """Tell whether a stroke takes out a bracket sign that another cannot do without."""
    removals = [splice for splice in stroke.splices if not splice.is_insertion]
    return any(s.low <= place < s.high for s in removals for place in other.needs)


def _cross(one: Stroke, other: Stroke) -> bool:
    """Tell whether two pairs of brackets cross, or one reaches over a bar of the other."""
    return _is_parted(one, other) or _is_parted(other, one)


def _is_parted(stroke: Stroke, by: Stroke) -> bool:
    stretches = set()
    for splice in stroke.splices:
        before = sum(other.end <= splice.start for other in by.splices)
        stretches.add(before % len(by.splices))
    return len(stretches) > 1
