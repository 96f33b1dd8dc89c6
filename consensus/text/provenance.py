"""Provenance: where the words of a consolidated wording come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import frozen

from consensus.text.bracket_spans import without_words
from consensus.text.diff import diff
from consensus.text.tokens import tokenise


@frozen
class Provenance:
    """Where one run of words of a consolidated wording comes from.

    Attributes:
        text: the words.
        sources: the names of the wordings that have them there; empty for words that stood in the
            text before, or are new.
        is_new: whether neither the text nor any source has them.
    """

    text: str
    sources: tuple[str, ...]
    is_new: bool = False


def provenance(
    base: str, sources: Mapping[str, str], wording: str, codes: Collection[str] = ()
) -> tuple[Provenance, ...]:
    """Say of every run of words in a consolidated wording where it comes from.

    The signs of brackets and the names in them are no words: they are never new.

    Args:
        base: the text that all of them change.
        sources: the name of each wording drawn together to its text.
        wording: the consolidated text.
        codes: the codes that are names in brackets.
    """
    tokens = tokenise(wording)
    signs = {place for start, end in without_words(wording, codes) for place in range(start, end)}
    in_base = _shared(base, wording)
    shared = {name: _shared(text, wording) for name, text in sources.items()}
    rows: list[Provenance] = []
    position = 0
    for token in tokens:
        if in_base[position]:
            row = Provenance(token, ())
        else:
            names = tuple(name for name in sources if shared[name][position])
            is_word = not token.isspace() and position not in signs
            row = Provenance(token, names, not names and is_word)
        if rows and _same_origin(rows[-1], row):
            last = rows.pop()
            row = Provenance(last.text + token, last.sources, last.is_new)
        rows.append(row)
        position += len(token)
    return tuple(rows)


def _same_origin(one: Provenance, other: Provenance) -> bool:
    return (one.sources, one.is_new) == (other.sources, other.is_new)


def _shared(text: str, wording: str) -> list[bool]:
    """For each character of the wording, whether the other text has it in the same order."""
    kept = [True] * len(wording)
    offset = 0
    for edit in diff(text, wording):
        start = edit.start + offset
        for place in range(start, start + len(edit.text)):
            kept[place] = False
        offset += len(edit.text) - (edit.end - edit.start)
    return kept
