"""Suggesting: where an entry of the tray may belong, for a person to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from consensus.errors import NotFound
from consensus.formats.amendment_rows import AmendmentRow
from consensus.model.lookup import find
from consensus.model.state import State
from consensus.text.anchor import Passages, Placement
from consensus.working_group.proposing import row_of_entry

_MOST = 6
# What is less like it shares a few short words by chance; an import wants 0.75 at least.
_LEAST_SCORE = 0.55


@frozen
class Suggestion:
    """A passage that an entry may be meant for.

    Attributes:
        target: the id of the item or amendment that has it.
        passage: the words as they stand there.
        score: how much they are like the entry, from 0 to 1.
        is_quoted: whether that is what it quotes, and not only what it proposes.
    """

    target: str
    passage: str
    score: float
    is_quoted: bool


def suggest_places(
    state: State, entry: str, check: Callable[[], None] = lambda: None
) -> tuple[Suggestion, ...]:
    """Find the passages that are most like what an entry quotes, or else like what it proposes.

    Args:
        state: the state.
        entry: the id of the entry.
        check: called now and then; it may raise to end the search.

    Returns:
        The passages, the likeliest first, but those in what the entry names before all others;
        none where nothing is much like it.

    Raises:
        Rejected: the row cannot be read any more.
    """
    row = row_of_entry(state.tray[entry])
    named = _named(state, row)
    quote = row.old or ("" if row.after and _found(state, row.after) else row.after)
    texts: dict[str, str] = {}
    for draft in state.drafts:
        for item in state.walk(draft):
            check()
            texts[item.id] = state.text(item.id)
    near = _nearest(texts, quote or row.text)
    if named:
        text = state.text(named)
        within = _nearest({named: text}, quote or row.text)
        near = [*within, *(each for each in near if each.key != named)]
        texts[named] = text
    return tuple(
        Suggestion(
            each.key,
            texts[each.key][each.anchor.start : each.anchor.end],
            each.anchor.score,
            bool(quote),
        )
        for each in near[:_MOST]
    )


def _nearest(texts: Mapping[str, str], words: str) -> list[Placement]:
    found = Passages(texts).nearest(words, _MOST)
    return [each for each in found if each.anchor.score >= _LEAST_SCORE]


def _named(state: State, row: AmendmentRow) -> str:
    """The id of the item or amendment that a row names, where it is there."""
    found = _found(state, row.target)
    if found in state.amendments or (found in state.items and not state.items[found].removed):
        return found
    return ""


def _found(state: State, name: str) -> str:
    try:
        return find(state, name) if name else ""
    except NotFound:
        return ""
