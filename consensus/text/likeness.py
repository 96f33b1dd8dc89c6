"""How alike two changes of one text are."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import is_normalized

from consensus.text.diff import diff
from consensus.text.tokens import tokenise


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
        len(words_of(tokenise(part)))
        for edit in diff(old, new)
        for part in (old[edit.start : edit.end], edit.text)
    )


def words_of(tokens: Sequence[str]) -> list[str]:
    """Tokens without white space."""
    return [token for token in tokens if not token.isspace()]


def fewest_apart(one: Sequence[str], other: Sequence[str]) -> int:
    """The fewest words to take out and put in to make one text of another, given their words."""
    from rapidfuzz.distance.Indel import distance

    return distance(one, other)


def most_changed(old: Sequence[str], new: Sequence[str]) -> int:
    """The most words that a difference of two texts can take out and put in, given their tokens.

    No difference goes beyond the tokens with which both begin and end.
    """
    from rapidfuzz.distance.Postfix import similarity as same_end
    from rapidfuzz.distance.Prefix import similarity as same_beginning

    first = last = 0
    # A word that is spelled in two ways is matched, and changed all the same.
    if is_normalized("NFC", "".join((*old, *new))):
        first = same_beginning(old, new)
        last = min(same_end(old, new), min(len(old), len(new)) - first)
    return sum(len(words_of(each[first : len(each) - last])) for each in (old, new))
