"""How alike two changes of one text are."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import is_normalized

from consensus.text.diff import diff
from consensus.text.tokens import (
    differing_range,
    tokenise,
)


def likeness(base: str, one: str, other: str) -> float:
    """How alike two proposals for a text are in what they change.

    What tells the two apart is held against what both change: 1 less the words in which they
    differ from one another, as a share of the words in which each differs from the base.

    Args:
        base: the text that both change; empty where both are new.
        one: the text that one proposes.
        other: the text that the other proposes.

    Returns:
        1 for the same text, 0 where they have nothing in common.
    """
    if one == other:
        return 1.0
    # A difference read forwards and backwards may keep other words where several would do.
    apart = min(_words_changed(one, other), _words_changed(other, one))
    together = _words_changed(base, one) + _words_changed(base, other)
    return max(0.0, 1 - apart / together) if together else 0.0


def _words_changed(old: str, new: str) -> int:
    """How many words are taken out and put in to make one text of another."""
    return sum(
        len(words_of(part))
        for edit in diff(old, new)
        for part in (old[edit.start : edit.end], edit.text)
    )


def likeness_at_most(base: str, one: str, other: str) -> float:
    """What the likeness of two proposals cannot exceed, found without looking for differences.

    They are at least the fewest words apart, and no difference goes beyond what both texts begin
    and end with.
    """
    # A word that is spelled in two ways is matched, and changed all the same.
    if one == other or not is_normalized("NFC", base + one + other):
        return 1.0
    together = _most_words_changed(base, one) + _most_words_changed(base, other)
    apart = words_apart(*map(words_of, _unlike(one, other)))
    return max(0.0, 1 - apart / together) if together else 0.0


def words_of(text: str) -> list[str]:
    """The tokens of a text without white space."""
    return [token for token in tokenise(text) if not token.isspace()]


def words_apart(one: Sequence[str], other: Sequence[str]) -> int:
    """The fewest words to take out and put in to make the ones of the others."""
    from rapidfuzz.distance.Indel import distance

    return distance(one, other)


def _most_words_changed(old: str, new: str) -> int:
    from rapidfuzz.distance.Postfix import similarity as same_end
    from rapidfuzz.distance.Prefix import similarity as same_beginning

    tokens, others = map(tokenise, _unlike(old, new))
    first = same_beginning(tokens, others)
    last = min(same_end(tokens, others), min(len(tokens), len(others)) - first)
    changed = (*tokens[first : len(tokens) - last], *others[first : len(others) - last])
    return sum(not token.isspace() for token in changed)


def _unlike(one: str, other: str) -> tuple[str, str]:
    start, end, its_end = differing_range(one, other)
    # With the space behind, since a few signs take it into their grapheme.
    return one[start : end + 1], other[start : its_end + 1]
