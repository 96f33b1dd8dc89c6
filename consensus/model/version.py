"""Versions: the states of one item's or amendment's text."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from consensus.text.brackets import BracketedText


class Cause(StrEnum):
    """Why a text became what it is, which decides what positions on it carry over."""

    ORIGINAL = "original"
    EDITORIAL = "editorial"
    BRACKETING = "bracketing"
    MERGE = "merge"
    PART_MERGE = "merge in part"
    EDIT = "edit"
    REBASED = "rebased"
    REMAINDER = "remainder"


# There may be many, so it is a struct, as a position is.
class Version(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One state of a text.

    Attributes:
        id: the id of the operation that made it, with an index where it made several.
        target: the id of the item or amendment.
        number: counted from 1 within the target.
        wording: the text, brackets as structure.
        cause: why the text became this.
        merged_whole: the ids of the amendments that were merged whole into it.
        previous: the id of the version before; empty for the first.
        unbracketed: the ids of the amendments of which words that members objected to, or held,
            went into it without brackets, on the chair's instruction.
        instruction: the chair's reason for that.
    """

    id: str
    target: str
    number: int
    wording: BracketedText
    cause: Cause = Cause.ORIGINAL
    merged_whole: tuple[str, ...] = ()
    previous: str = ""
    unbracketed: tuple[str, ...] = ()
    instruction: str = ""
