"""How much of a draft stands in brackets, item by item and in all."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.model.draft import Item
from consensus.model.state import State
from consensus.text.bracket_edits import find_alternatives
from consensus.text.brackets import Bracket, BracketedText
from consensus.text.tokens import tokenise


@frozen
class BracketCounts:
    """What the brackets of a text, or of a whole draft, add up to.

    Attributes:
        brackets: how many there are, nested ones included.
        depth: how deep they are nested: 0 without any, 1 when none holds another.
        options: how many wordings they offer; a bracket with one wording offers one.
        attributed: how many of these name somebody.
        held_by_nobody: how many brackets name nobody with any of their own options.
        alternatives: how many look like choices and were read as text: runs of neighbours that
            nobody holds, and slashes between words.
        words: how many words there are in all options and outside.
        words_in_brackets: how many of these stand in brackets.
    """

    brackets: int
    depth: int
    options: int
    attributed: int
    held_by_nobody: int
    alternatives: int
    words: int
    words_in_brackets: int

    @property
    def unattributed(self) -> int:
        """How many options name nobody."""
        return self.options - self.attributed


@frozen
class ItemBrackets:
    """The brackets of one item.

    Attributes:
        handle: such as `R3`.
        label: its printed label; empty for none.
        counts: what they add up to.
        alternatives: the numbers of the brackets that look like choices, counted from 1 by
            opening signs; for neighbours that of the first.
    """

    handle: str
    label: str
    counts: BracketCounts
    alternatives: tuple[int, ...]


@frozen
class BracketStatistics:
    """The brackets of a draft.

    Attributes:
        draft: its handle.
        title: its title.
        items: the items that have brackets, in the order of the draft.
        clean: how many items have none.
        total: what they add up to; its depth is the greatest.
    """

    draft: str
    title: str
    items: tuple[ItemBrackets, ...]
    clean: int
    total: BracketCounts


def bracket_statistics(state: State, draft: str) -> BracketStatistics:
    """Count the brackets of a draft as it stands.

    Args:
        state: the state.
        draft: the id of the draft.
    """
    found = [_of_item(state, item) for item in state.walk(draft)]
    items = tuple(each for each in found if each.counts.brackets)
    counts = [each.counts for each in found]
    total = BracketCounts(
        brackets=sum(each.brackets for each in counts),
        depth=max((each.depth for each in counts), default=0),
        options=sum(each.options for each in counts),
        attributed=sum(each.attributed for each in counts),
        held_by_nobody=sum(each.held_by_nobody for each in counts),
        alternatives=sum(each.alternatives for each in counts),
        words=sum(each.words for each in counts),
        words_in_brackets=sum(each.words_in_brackets for each in counts),
    )
    there = state.drafts[draft]
    return BracketStatistics(there.handle, there.title, items, len(found) - len(items), total)


def _of_item(state: State, item: Item) -> ItemBrackets:
    wording = state.version(item.id).wording
    alternatives = find_alternatives(wording)
    return ItemBrackets(
        item.handle, state.full_label(item.id), _counts(wording, len(alternatives)), alternatives
    )


def _counts(wording: BracketedText, alternatives: int) -> BracketCounts:
    brackets = tuple(wording.brackets())
    outside = sum(map(_words, _strings(wording)))
    inside = sum(
        _words(text)
        for bracket in brackets
        for option in bracket.options
        for text in _strings(option.text)
    )
    return BracketCounts(
        brackets=len(brackets),
        depth=wording.depth,
        options=sum(len(bracket.options) for bracket in brackets),
        attributed=sum(_attributed(bracket) for bracket in brackets),
        held_by_nobody=sum(not bracket.holders for bracket in brackets),
        alternatives=alternatives,
        words=outside + inside,
        words_in_brackets=inside,
    )


def _attributed(bracket: Bracket) -> int:
    return sum(1 for option in bracket.options if option.names)


def _strings(text: BracketedText) -> Iterator[str]:
    return (part for part in text.parts if isinstance(part, str))


def _words(text: str) -> int:
    return sum(1 for token in tokenise(text) if any(map(str.isalnum, token)))
