"""Parting: where a text would be cut, if it were to become several others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.text.tokens import tokenise


def parted(text: str, parts: Sequence[str]) -> tuple[str, ...]:
    """Cut a text into as many pieces as there are parts, each as like its part as can be.

    Between two words that serve as well, the text is cut behind the white space.

    Args:
        text: the text.
        parts: what the pieces shall be like, in order; at least one.

    Returns:
        The pieces, one for each part; joined together they are the text.
    """
    return tuple(_pieces(tokenise(text), [tokenise(part) for part in parts]))


def _pieces(tokens: list[str], parts: Sequence[list[str]]) -> Iterator[str]:
    for number, part in enumerate(parts[:-1], 1):
        rest = [token for later in parts[number:] for token in later]
        cut = _best_cut(tokens, part, rest)
        yield "".join(tokens[:cut])
        tokens = tokens[cut:]
    yield "".join(tokens)


def _best_cut(tokens: list[str], part: list[str], rest: list[str]) -> int:
    """The number of tokens before a cut, for which the most tokens stay as they are."""
    from rapidfuzz.distance import LCSseq

    def kept(cut: int) -> tuple[int, bool, int]:
        same = LCSseq.similarity(tokens[:cut], part) + LCSseq.similarity(tokens[cut:], rest)
        return same, cut > 0 and tokens[cut - 1].isspace(), -cut

    return max(range(len(tokens) + 1), key=kept)
