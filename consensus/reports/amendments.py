"""What an amendment would do, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from consensus.model.amendment import Amendment, AmendmentKind, AmendmentState
from consensus.model.conditions import is_in_text
from consensus.model.contested import has_words
from consensus.model.state import State
from consensus.reports.comparison import Piece, PieceKind, compare_texts, compare_with
from consensus.reports.tables import one_line
from consensus.text.combination import HunkOutcome
from consensus.text.combine import combine
from consensus.text.diff import ParsedBase, ParsedBases
from consensus.text.display import shortened
from consensus.text.merge import choices_made, linked_changes

# More would no longer be a summary.
_CHANGES_NAMED = 3
_SIGNS_QUOTED = 80


def change_summary(
    state: State, amendment: str, names: bool = True, changes: Sequence[Piece] = ()
) -> str:
    """Say what an amendment would do, without capital and full stop.

    Of one whose words were decided on, it is what it did or was not let do: the text has moved on,
    and against the present one it would seem to ask for what others changed to be undone.

    Args:
        state: the state.
        amendment: its id.
        names: whether those who hold options in brackets are named in quotations.
        changes: what `word_changes` says of it, where that is known.

    Returns:
        Such as `replace “shall” by “should”`, or `insert “…” after R3`.
    """
    found = state.amendments[amendment]
    # What is chosen from a bracket is one change, though its signs stand apart.
    if changes and state.versions[found.against].wording.is_clean:
        return changes_summary(changes)
    return _SUMMARIES[found.kind](state, found, names)


def word_changes(
    state: State, amendment: str, names: bool = True, originals: ParsedBases | None = None
) -> tuple[Piece, ...]:
    """What an amendment to words would change, word by word in the text it was made to.

    Args:
        state: the state.
        amendment: its id.
        names: whether those who hold options in brackets are named.
        originals: the texts that were amended, kept where several amendments are looked at.

    Returns:
        Nothing for other kinds, and where its words were decided on.
    """
    found = state.amendments[amendment]
    if found.kind is not AmendmentKind.MODIFY or _decided_hunks(found):
        return ()
    base = state.versions[found.against].wording.notation(names)
    original = ParsedBase(base) if originals is None else originals[base]
    return compare_with(original, state.version(amendment).wording.notation(names))


def changes_summary(changes: Sequence[Piece]) -> str:
    """Say what changes, as `change_summary` does of an amendment."""
    edits: list[tuple[str, str]] = []
    before = PieceKind.KEPT
    for each in changes:
        if each.kind is PieceKind.REMOVED:
            edits.append((each.text, ""))
        elif each.kind is PieceKind.INSERTED:
            removed = edits.pop()[0] if before is PieceKind.REMOVED else ""
            edits.append((removed, each.text))
        before = each.kind
    return _named(edits) if edits else "change nothing"


def _modify(state: State, amendment: Amendment, names: bool) -> str:
    if decided := _decided_hunks(amendment):
        gone = amendment.state is AmendmentState.MERGED and not is_in_text(state, amendment)
        said = _decided(decided, names) + _before(state, amendment)
        return said + ("; no longer in the text as it went in" if gone else "")
    base = state.versions[amendment.against].wording
    if base.is_clean:
        return changes_summary(word_changes(state, amendment.id, names))
    wording = state.version(amendment.id).wording.notation(names)
    text = base.notation(names)
    changes = linked_changes(combine(text, {"": wording}))
    choices = [each for each in choices_made(text, wording) if each.is_option]
    read = [text[each.start : each.end] for each in choices]
    edits = [
        (old, new)
        for _, old, new in changes
        if not (re.search(r"[\[\]]", old) and any(has_words(one, old) for one in read))
    ]
    chosen = [(one.replaces, one.text) for choice in choices for one in choice.changes]
    words = [(old, new) for old, new in edits if old.split() != new.split()]
    named = [_named(words or edits)] if edits else []
    if chosen:
        named.insert(0, f"{_named(chosen)}, in brackets")
    return "; ".join(named) or "change nothing"


def _before(state: State, amendment: Amendment) -> str:
    """Which other insertions those of a merged amendment stand before, directly."""
    is_inserting = any(not each.replaces.strip() for each in amendment.taken_hunks)
    if amendment.state is not AmendmentState.MERGED or not is_inserting:
        return ""
    merged = {
        each.handle: each.taken_hunks
        for each in map(state.amendments.__getitem__, state.amendments_to[amendment.target])
        if each.state is AmendmentState.MERGED
    }
    runs = inserted_in_order(state.text(amendment.target), merged)
    after = [run[run.index(amendment.handle) + 1 :] for run in runs if amendment.handle in run]
    return "".join(f"; before {each[0]}" for each in after if each)


def inserted_in_order(
    text: str, taken: Mapping[str, Sequence[HunkOutcome]]
) -> list[tuple[str, ...]]:
    """Returns the amendments whose insertions stand directly one after the other in a text.

    Args:
        text: the text.
        taken: an amendment to what was taken of it.
    """
    spots = sorted(
        (text.index(words), text.index(words) + len(words), key)
        for key, hunks in taken.items()
        for words in (each.text.strip() for each in hunks if not each.replaces.strip())
        if words and text.count(words) == 1
    )
    runs: list[tuple[str, ...]] = []
    last = -1
    for start, end, key in spots:
        if runs and start >= last and not text[last:start].strip():
            runs[-1] = tuple(dict.fromkeys((*runs[-1], key)))
        else:
            runs.append((key,))
        last = end
    return [run for run in runs if len(run) > 1]


def _decided_hunks(amendment: Amendment) -> tuple[HunkOutcome, ...]:
    """What was decided of the words of an amendment that is done with."""
    if amendment.state in (AmendmentState.MERGED, AmendmentState.CLOSED):
        return amendment.taken_hunks + amendment.closed_hunks
    return ()


def text_summary(old: str, new: str) -> str:
    """Say what makes one text of another, as `change_summary` does of an amendment."""
    return changes_summary(compare_texts(old, new))


def _decided(hunks: Sequence[HunkOutcome], names: bool) -> str:
    # A hunk may hold half a bracket, from which no name can be taken out for certain.
    if not names and any("[" in hunk.replaces + hunk.text for hunk in hunks):
        return "make one change" if len(hunks) == 1 else f"make {len(hunks)} changes"
    return _named([(hunk.replaces, hunk.text) for hunk in hunks])


def _named(edits: Sequence[tuple[str, str]]) -> str:
    named = [_edit(old, new) for old, new in edits[:_CHANGES_NAMED]]
    more = len(edits) - len(named)
    if more:
        named.append("make one further change" if more == 1 else f"make {more} further changes")
    return "; ".join(named)


def _edit(old: str, new: str) -> str:
    if not old:
        return f"insert {_quote(new)}"
    if not new:
        return f"delete {_quote(old)}"
    return f"replace {_quote(old)} by {_quote(new)}"


def _insert(state: State, amendment: Amendment, names: bool) -> str:
    text = state.version(amendment.id).wording.notation(names)
    return f"insert {_quote(text)} {_place(state, amendment)}"


def _delete(state: State, amendment: Amendment, names: bool) -> str:
    return f"delete {state.handle_of(amendment.target)}"


def _move(state: State, amendment: Amendment, names: bool) -> str:
    return f"move {state.handle_of(amendment.target)} {_place(state, amendment)}"


def _split(state: State, amendment: Amendment, names: bool) -> str:
    return f"split {state.handle_of(amendment.target)} into {len(amendment.parts) + 1} parts"


def _join(state: State, amendment: Amendment, names: bool) -> str:
    others = ", ".join(state.handle_of(each) for each in amendment.others)
    return f"join {state.handle_of(amendment.target)} with {others}"


_SUMMARIES: dict[AmendmentKind, Callable[[State, Amendment, bool], str]] = {
    AmendmentKind.MODIFY: _modify,
    AmendmentKind.INSERT: _insert,
    AmendmentKind.DELETE: _delete,
    AmendmentKind.MOVE: _move,
    AmendmentKind.SPLIT: _split,
    AmendmentKind.JOIN: _join,
}


def _place(state: State, amendment: Amendment) -> str:
    if amendment.after in state.items or amendment.after in state.amendments:
        return f"after {state.handle_of(amendment.after)}"
    is_under = amendment.parent in state.items or amendment.parent in state.amendments
    under = f" under {state.handle_of(amendment.parent)}" if is_under else ""
    return f"{'in the first place' if amendment.after == 'first' else 'at the end'}{under}"


def _quote(text: str) -> str:
    shown = shortened(one_line(text), _SIGNS_QUOTED)
    return f"“{shown}”" if shown else "white space"
