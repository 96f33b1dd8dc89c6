"""Fitting words into a text, at the passage where an amendment has them."""

from __future__ import annotations

from consensus.text.anchor import Anchor
from consensus.text.rebase import TEXT, rebase


def carried(old: str, new: str, passage: str) -> str:
    """What new words for a misquoted passage change in it, done to the passage as it stands.

    So what differs only because the passage was copied otherwise does not become a change.
    """
    combination = rebase(old, passage, new)
    settled_for_new = combination.settle(dict.fromkeys(range(len(combination.conflicts)), TEXT))
    return settled_for_new.text()


def replaced(whole: str, found: Anchor, text: str) -> str:
    """A text with the passage found replaced; a deletion leaves one space, not two."""
    before, after = whole[: found.start], whole[found.end :]
    if not text:
        if before[-1:].isspace() and (after[:1].isspace() or after[:1] in _CLOSING):
            before = before.rstrip()
        elif not before:
            after = after.lstrip()
    return before + text + after


def inserted(whole: str, found: Anchor, text: str) -> str:
    """A text with words put in after the passage found, set off by a space where needed."""
    before, after = whole[: found.end], whole[found.end :]
    if before[-1:].isspace() or text[:1].isspace() or text[:1] in _CLOSING:
        gap = ""
    else:
        gap = " "
    tail = " " if after[:1].isalnum() and text[-1:].isalnum() else ""
    return before + gap + text + tail + after


# Signs before which no space is written; the empty string stands for the end of the text.
_CLOSING = ("", ",", ".", ";", ":", ")", "]", "!", "?")
