"""Fitting words into a text, at the passage where an amendment has them."""

from __future__ import annotations

from consensus.text.anchor import Anchor, fold
from consensus.text.diff import diff
from consensus.text.edit import apply
from consensus.text.merge import rebase, settled_for_text


def carried(old: str, new: str, passage: str) -> str:
    """What new words for a misquoted passage change in it, done to the passage as it stands.

    So what differs only because the passage was copied otherwise does not become a change.
    """
    return settled_for_text(rebase(old, passage, new)).text()


def as_printed(whole: str, text: str) -> str:
    """A new state of a text, with quotes, dashes and spaces as the text has them.

    What was copied through a mail comes back in another typography, which nobody proposes.
    """
    edits = [
        edit
        for edit in diff(whole, text)
        if not _printed_alike(whole[edit.start : edit.end], edit.text)
    ]
    return apply(whole, tuple(edits))


def _printed_alike(one: str, other: str) -> bool:
    """Whether two passages differ in their typography alone; capitals are more than that."""
    letters = ["".join(sign for sign in each if sign.isalnum()) for each in (one, other)]
    return letters[0] == letters[1] and fold(one).text.strip() == fold(other).text.strip()


def replaced(whole: str, found: Anchor, text: str) -> str:
    """A text with the passage found replaced; a deletion leaves one space, not two."""
    before, after = whole[: found.start], whole[found.end :]
    if not text:
        if before[-1:].isspace() and (after[:1].isspace() or after[:1] in _CLOSING):
            before = before.rstrip()
        elif not before:
            after = after.lstrip()
    return before + text + after


def put_before(whole: str, found: Anchor, text: str) -> str:
    """A text with words put in before the passage found."""
    gap = "" if text[-1:].isspace() else " "
    return whole[: found.start] + text + gap + whole[found.start :]


def put_at_end(whole: str, text: str) -> str:
    """A text with words put in at its end: before its last stop, unless they are a sentence."""
    bare = whole.rstrip()
    stop = bare[-1:] if bare[-1:] in (".", ";", ",", ":") else ""
    if stop and not (text[:1].isupper() and text.rstrip()[-1:] in (".", ";", ",")):
        gap = "" if text[:1] in (",", ";", ".", ":") else " "
        return f"{bare[:-1]}{gap}{text.rstrip('.;,')}{stop}"
    return f"{bare} {text}"


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
