"""Contested changes: what went into a text although a member objects to it or holds it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

import msgspec

from consensus.model.positions import Objection, ObjectionState, Position, Stance
from consensus.text.brackets import EVERY_CODE, bracket_spans, parse
from consensus.text.diff import diff
from consensus.text.edit import TextEdit
from consensus.text.hunk import HunkOutcome
from consensus.text.merge import choices_made
from consensus.text.tokens import tokenise

_SIGN = re.compile(r"[\[\]|]")
UNKNOWN = -1
"""In place of an offset: where the words stand is not known."""


def is_about(position: Position, change: HunkOutcome) -> bool:
    """Returns whether a position on an amendment covers one of its changes; never layout alone."""
    is_layout = change.replaces.split() == change.text.split()
    return not is_layout and (not position.words or names_words(position.words, change))


def names_words(words: str, change: HunkOutcome) -> bool:
    """Returns whether quoted words of an amendment contain a change's words, or are contained."""
    return any(
        each.strip() and (has_words(each, words) or has_words(words, each))
        for each in (change.text, change.replaces)
    )


def has_words(text: str, words: str) -> bool:
    """Returns whether a text contains words as a contiguous sequence; the empty one always."""
    whole, part = (
        "".join(f"\0{token}" for token in tokenise(each) if not token.isspace()) + "\0"
        for each in (text, words)
    )
    return part in whole


@lru_cache(maxsize=256)
def shared_changes(old: str, wanted: str, new: str) -> tuple[HunkOutcome, ...]:
    """Returns what a text puts into another where that changes, if all of it goes in there.

    More words may go in around it: “shall promptly” contains all of “shall”; and more may be
    deleted around words that it deletes. A rewrite with only some of the words is a different
    change. `wanted` is a text proposed for `old`, and `new` what it became.
    """
    made = _edits(old, new)
    found = []
    for each in _edits(old, wanted):
        words = old[each.start : each.end]
        at = [one for one in made if one.start <= each.end and each.start <= one.end]
        if words.strip():
            # Words inserted beside others replace none of them, but as an option of a bracket.
            at = [one for one in at if one.start < one.end or _SIGN.search(one.text)]
        if at and each.text.strip():
            if not any(has_words(one.text, each.text) for one in at):
                return ()
        elif _SIGN.search(words) or not any(_deletes(one, words, old) for one in at):
            continue  # Deleted signs of a bracket say no more than that it ends.
        found.append(HunkOutcome(words, each.text))
    return tuple(found)


@lru_cache(maxsize=4096)
def changes_in_both(old: str, wanted: str, new: str) -> tuple[HunkOutcome, ...]:
    """Returns the changes that one text makes and another makes, too, alone or within more."""
    if wanted == old or new == old:
        return ()
    made = set(_edits(old, new))
    same = [HunkOutcome(old[e.start : e.end], e.text) for e in _edits(old, wanted) if e in made]
    return tuple(dict.fromkeys((*same, *shared_changes(old, wanted, new))))


_edits = lru_cache(maxsize=1024)(diff)


def _deletes(edit: TextEdit, words: str, old: str) -> bool:
    is_deletion = bool(words.strip()) and not edit.text.strip()
    return is_deletion and has_words(old[edit.start : edit.end], words)


@lru_cache(maxsize=1024)
def before_brackets(text: str, *choosing: str) -> str:
    """Returns a text with the words from before its brackets, where all of some texts choose."""
    spans = bracket_spans(text)
    if not spans:
        return text
    chosen = [[(each.start, each.end) for each in choices_made(text, one)] for one in choosing]
    read, done = "", 0
    for (start, end), bracket in zip(spans, parse(text, EVERY_CODE)[0].brackets(), strict=True):
        options = bracket.options
        before = next((each.text.notation() for each in options if not each.names), None)
        is_chosen = all(any(a <= start and end <= b for a, b in each) for each in chosen)
        if start >= done and before is not None and len(options) > 1 and is_chosen:
            read, done = read + text[done:start] + before, end
    return read + text[done:]


class ContestedState(StrEnum):
    """What has become of an objection or hold to a change that went in."""

    STANDING = "standing"
    TO_CONFIRM = "to be confirmed"
    """Other words stand there by now, neither those objected to nor those before."""
    LAPSED = "lapsed"
    """The place reads as it did before the change."""
    WITHDRAWN = "withdrawn"
    ACCOMMODATED = "accommodated"
    REPLACED = "replaced"
    """Its member objects to the text itself by now, or holds it."""
    NOT_CONFIRMED = "not confirmed"
    """It was to be confirmed, its member was present, and the chair heard no objection."""


class ContestedChange(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A change in a text that a member objects to, or holds, since before it went in."""

    id: str  # the id of the operation by which it went in, with a number
    target: str  # the id of the text that holds it
    position: Position  # the position on the amendment, or on one of its sources, as it was then
    stance: Stance  # `object` or `hold`, as it counted then
    # the words before and after; for a deleted item its text and nothing, for an inserted one
    # nothing and its text, for a moved one the ids of the item above it and of the one it
    # followed, a space between them, and nothing
    change: HunkOutcome
    # where the words begin in the text, in the notation of brackets; -1 when that is not known,
    # and for whole items
    start: int = UNKNOWN
    end: int = UNKNOWN  # where they end
    state: ContestedState = ContestedState.STANDING  # what has become of it
    answer: str = ""  # what was answered to the objection; empty while there is no answer

    @property
    def member(self) -> str:
        """The code of the member."""
        return self.position.member

    @property
    def amendment(self) -> str:
        """The id of the amendment that the position was taken on."""
        return self.position.target

    @property
    def is_open(self) -> bool:
        """Whether it counts against the text: it stands, or is to be confirmed."""
        return self.state in (ContestedState.STANDING, ContestedState.TO_CONFIRM)

    @property
    def is_unseen(self) -> bool:
        """Whether the merge did not know of it, since it was recorded in another copy."""
        return f".{self.position.id}." in self.id

    @property
    def objection(self) -> Objection:
        """The change as an objection to the text, with the answer given."""
        became = ObjectionState.ANSWERED if self.answer else ObjectionState.RAISED
        return Objection(
            self.position.id, self.target, self.member, self.position.reason, became, self.answer
        )
