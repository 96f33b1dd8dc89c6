"""Whole lines: conflicts widened until none begins or ends inside a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from consensus.text.hunk import Conflict, Hunk, Kept, Option

_LINE_END = re.compile(r"\r\n|\r|\n")


def whole_lines(hunks: Sequence[Hunk]) -> Iterator[Hunk]:
    """Widen every conflict to whole lines, with the changes nobody contests made in them.

    Args:
        hunks: the hunks of a combination, in the order of the text.

    Returns:
        Text that is settled, and conflicts over whole lines; several conflicts in one line are
        one, with the line as each of those contending would have it.
    """
    line: list[str | Conflict] = []
    for hunk in hunks:
        if isinstance(hunk, Conflict):
            line.append(hunk)
            if _is_whole(line):
                yield from _as_one(line)
                line = []
            continue
        for text in _up_to_line_ends(hunk.text):
            line.append(text)
            if _LINE_END.search(text):
                yield from _as_one(line)
                line = []
    yield from _as_one(line)


def _up_to_line_ends(text: str) -> Iterator[str]:
    """Part a text behind its first line end and behind its last."""
    first = _LINE_END.search(text)
    last = max(text.rfind("\n"), text.rfind("\r")) + 1
    cuts = sorted({0, first.end() if first else 0, last, len(text)})
    yield from (text[start:end] for start, end in pairwise(cuts))


def _is_whole(line: Sequence[str | Conflict]) -> bool:
    """Tell whether a conflict that ends here takes up whole lines already."""
    return len(line) == 1 and all(
        not option.text or _LINE_END.fullmatch(option.text[-1])
        for part in line
        if isinstance(part, Conflict)
        for option in part.options
    )


def _as_one(line: Sequence[str | Conflict]) -> Iterator[Hunk]:
    conflicts = [part for part in line if isinstance(part, Conflict)]
    if not conflicts:
        yield Kept("".join(part for part in line if isinstance(part, str)))
        return
    base = _wording(line, None)
    by: dict[str, list[str]] = {}
    for key in sorted({key for conflict in conflicts for key in conflict.by}):
        by.setdefault(_wording(line, key), []).append(key)
    options = [Option(text, tuple(keys)) for text, keys in by.items() if text != base]
    yield Conflict(base, (Option(base), *options)) if options else Kept(base)


def _wording(line: Sequence[str | Conflict], key: str | None) -> str:
    return "".join(
        part if isinstance(part, str) else part.wording(key) if key else part.replaces
        for part in line
    )
