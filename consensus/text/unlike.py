"""Where two texts are unlike: what is left between the words with which both begin and end."""

from __future__ import annotations


def unlike(old: str, new: str) -> tuple[int, int, int]:
    """Find between which single spaces two texts differ.

    No token reaches over such a space, and none depends on what stands beyond it.

    Args:
        old: the one text.
        new: the other.

    Returns:
        Where it begins in both texts, where it ends in the old one, and where in the new one.
    """
    from rapidfuzz.distance.Postfix import similarity as same_end
    from rapidfuzz.distance.Prefix import similarity as same_beginning

    prefix = same_beginning(old, new)
    suffix = min(same_end(old, new), min(len(old), len(new)) - prefix)
    start = old.rfind(" ", 0, max(0, prefix - 1)) + 1
    end = old.find(" ", len(old) - suffix)
    if end < 0:
        end = len(old)
    return start, end, end + len(new) - len(old)
