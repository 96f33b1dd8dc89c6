"""An edit: characters of a text replaced by others."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen


@frozen
class Edit:
    """What stands between two places of a text, replaced.

    Attributes:
        start: where it begins, in characters of the text.
        end: where it ends; equal to `start` for an insertion.
        text: what stands there afterwards; empty for a deletion.
    """

    start: int
    end: int
    text: str


def apply(base: str, edits: Iterable[Edit]) -> str:
    """Carry out edits on a text.

    Args:
        base: the text that the edits were made for.
        edits: edits that do not overlap, in the order of the text.

    Returns:
        The text after all of them.

    Raises:
        ValueError: when edits overlap, are out of order or lie outside the text.
    """
    parts: list[str] = []
    done = 0
    for edit in edits:
        if not done <= edit.start <= edit.end <= len(base):
            raise ValueError(
                f"edit {edit.start}-{edit.end} overlaps another, is out of order, or lies outside "
                f"a text of {len(base)} characters"
            )
        parts += (base[done : edit.start], edit.text)
        done = edit.end
    parts.append(base[done:])
    return "".join(parts)
