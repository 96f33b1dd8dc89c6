"""Damaging files at random, always in the same way for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

_MOST_CHANGES = 8
_LONGEST_COPY = 400
_LONGEST_REPEAT = 3000


def damaged(files: Sequence[bytes], words: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Yield damaged files without end.

    Args:
        files: sound ones.
        words: what means something in such files, to be put in where it does not belong.
        seed: of the random numbers.
    """
    drawn = random.Random(seed)
    while True:
        content = bytearray(drawn.choice(files))
        for _ in range(drawn.randint(1, _MOST_CHANGES)):
            _change(content, files, words, drawn)
        yield bytes(content)


def _change(
    content: bytearray, files: Sequence[bytes], words: Sequence[bytes], drawn: random.Random
) -> None:
    place = drawn.randint(0, len(content))
    size = drawn.randint(1, drawn.choice((4, 40, _LONGEST_COPY)))
    match drawn.randrange(8):
        case 0:
            content[place : place + 1] = bytes([drawn.randrange(256)])
        case 1:
            del content[place : place + size]
        case 2:
            content[place:place] = drawn.choice(words)
        case 3:
            content[place:place] = content[place : place + size] * drawn.randint(1, 3)
        case 4:
            other = drawn.choice(files)
            start = drawn.randint(0, len(other))
            content[place : place + size] = other[start : start + size]
        case 5:
            content[place:place] = drawn.randbytes(size)
        case 6:
            del content[place:]
        case _:
            content[place:place] = drawn.choice(words) * drawn.randint(1, _LONGEST_REPEAT // 10)
