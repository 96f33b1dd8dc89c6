"""Merging by hunk: what is taken goes into the text, what is left stays alive; rebasing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum, auto

from attrs import field, frozen

from consensus.errors import InvalidChoice
from consensus.text.combination import (
    Change,
    Combination,
    Conflict,
    Hunk,
    HunkRecord,
    InBrackets,
    Kept,
    Settlement,
    Take,
    own_wording,
)
from consensus.text.combine import combine

Names = Mapping[str, tuple[str, ...]]


@frozen
class Outcome:
    """What a merge made of one amendment.

    Attributes:
        key: the amendment.
        taken: its hunks that are in the new text.
        left: its hunks that are still open.
        closed: its hunks against which a conflict was settled.
        next_text: the new text with the left hunks; nothing when none is left. It was merged in
            full when none is closed either.
    """

    key: str
    taken: tuple[HunkRecord, ...]
    left: tuple[HunkRecord, ...]
    closed: tuple[HunkRecord, ...]
    next_text: str | None


@frozen
class Merge:
    """A new text, and what became of each amendment.

    Attributes:
        text: the new text.
        outcomes: one for each amendment, sorted by key.
    """

    text: str
    outcomes: tuple[Outcome, ...]


class _Fate(Enum):
    TAKEN = auto()
    LEFT = auto()
    CLOSED = auto()


@frozen
class _Decision:
    """What was decided of one hunk.

    Attributes:
        hunk: the hunk as it was.
        text: what stands in its place in the new text.
        fates: what that means for each amendment that wants something there.
    """

    hunk: Hunk
    text: str
    fates: Mapping[str, _Fate] = field(factory=dict)


def merge(
    combination: Combination,
    *,
    take: Collection[int] | None = None,
    settle: Mapping[int, Settlement | str] | None = None,
    keep_open: Collection[str] = (),
    names: Names | None = None,
) -> Merge:
    """Merge what is agreed of several amendments, and keep the rest of them alive.

    Args:
        combination: the amendments, combined.
        take: the changes to take, as indices into `combination.changes`; all when not given.
            Linked changes are taken together.
        settle: what conflicts are settled by, as indices into `combination.conflicts`. The others
            stay open: the words of the base stay, and every option there is left.
        keep_open: amendments whose hunks stay left although a conflict was settled against them.
        names: the codes to print for each amendment where a conflict is put in brackets.

    Returns:
        The new text, and for each amendment its hunks taken, left and closed. Its next text is
        built from the combination, never by comparing texts anew.

    Raises:
        InvalidChoice: there is no such change or conflict, or a settlement does not fit.
    """
    settled = combination.settle(settle or {}, names)
    taken = _taken(combination, take)
    index = 0
    decisions = []
    for hunk, result in zip(combination.hunks, settled.hunks, strict=True):
        is_taken = True
        if isinstance(hunk, Change):
            is_taken = index in taken
            index += 1
        decisions.append(_decision(result, is_taken, keep_open))
    return Merge(
        "".join(decision.text for decision in decisions),
        tuple(_outcome(key, decisions) for key in combination.proposals),
    )


def _taken(combination: Combination, take: Collection[int] | None) -> set[int]:
    """Give the indices of the changes to take, with those they are linked to."""
    changes = combination.changes
    if take is None:
        return set(range(len(changes)))
    unknown = sorted(index for index in take if not 0 <= index < len(changes))
    if unknown:
        listed = ", ".join(map(str, unknown))
        raise InvalidChoice(f"no change {listed}: there are {len(changes)}, counted from 0")
    links = {changes[index].linked for index in take} - {0}
    linked = {index for index, change in enumerate(changes) if change.linked in links}
    return linked | set(take)


def _decision(hunk: Hunk, is_taken: bool, keep_open: Collection[str]) -> _Decision:
    if isinstance(hunk, Conflict):
        return _Decision(hunk, hunk.replaces, dict.fromkeys(hunk.by, _Fate.LEFT))
    conflict = hunk.settled_from
    if isinstance(hunk, Kept) and conflict is None:
        return _Decision(hunk, hunk.text)
    if isinstance(hunk, Change) and not is_taken:
        wanted_by = hunk.by if conflict is None else conflict.by
        return _Decision(hunk, hunk.replaces, dict.fromkeys(wanted_by, _Fate.LEFT))
    if isinstance(hunk, Change) and conflict is None:
        return _Decision(hunk, hunk.text, dict.fromkeys(hunk.by, _Fate.TAKEN))
    assert conflict is not None
    fates = {}
    for key in conflict.by:
        if hunk.settlement == InBrackets():
            fates[key] = _Fate.LEFT
        elif isinstance(hunk, Change) and key in hunk.by:
            fates[key] = _Fate.TAKEN
        else:
            fates[key] = _Fate.LEFT if key in keep_open else _Fate.CLOSED
    return _Decision(hunk, hunk.text, fates)


def _outcome(key: str, decisions: Collection[_Decision]) -> Outcome:
    records: dict[_Fate, list[HunkRecord]] = {fate: [] for fate in _Fate}
    next_text = []
    for decision in decisions:
        fate = decision.fates.get(key)
        if fate is None:
            next_text.append(decision.text)
            continue
        wanted = own_wording(decision.hunk, key)
        records[fate].append(HunkRecord(_replaces(decision.hunk), wanted))
        next_text.append(wanted if fate is _Fate.LEFT else decision.text)
    left = tuple(records[_Fate.LEFT])
    return Outcome(
        key,
        tuple(records[_Fate.TAKEN]),
        left,
        tuple(records[_Fate.CLOSED]),
        "".join(next_text) if left else None,
    )


def _replaces(hunk: Hunk) -> str:
    return hunk.text if isinstance(hunk, Kept) else hunk.replaces


# The keys of the two sides of a rebase.
BASE = "base"
TEXT = "text"


def rebase(old_base: str, new_base: str, text: str) -> Combination:
    """Combines a new state of a base with a text that was made against the old one.

    This serves the changes of a text that are no amendments: edits by the chair, an imported
    revision, undoing one of several changes.

    Args:
        old_base: what the text was made against.
        new_base: what it is to be read against from now on.
        text: the text.

    Returns:
        A combination over the old base of the new base, as "base", and the text, as "text"; where
        both changed the same words otherwise there is a conflict.
    """
    return combine(old_base, {BASE: new_base, TEXT: text})


def settled_for_text(combination: Combination) -> Combination:
    """Returns a rebase with its conflicts settled for the text.

    Where only an order is asked, both stay, what the new base inserted first; so do words of the
    new base that the text leaves alone.
    """
    return combination.settle(
        {
            at: Take(BASE, TEXT)
            if conflict.kind == "order"
            else Take(TEXT if TEXT in conflict.by else BASE)
            for at, conflict in enumerate(combination.conflicts)
        }
    )
