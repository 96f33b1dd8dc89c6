"""Writing piece by piece, so that a long report is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_SIGNS_AT_ONCE = 1 << 16


def gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same words in fewer and larger pieces.

    Args:
        pieces: any number of pieces, however small.
    """
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _SIGNS_AT_ONCE:
            yield "".join(waiting)
            waiting.clear()
            size = 0
    yield "".join(waiting)
