"""The outline of a document: which item stands under which, told from their depths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def parents(depths: Iterable[int]) -> Iterator[int]:
    """Yield for each depth the index of the item it stands under; -1 at the top."""
    above: list[tuple[int, int]] = []
    for index, depth in enumerate(depths):
        while above and above[-1][0] >= depth:
            above.pop()
        yield above[-1][1] if above else -1
        above.append((depth, index))
