"""Comparing a draft with another version of it, item by item."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from consensus.finding import Finding, Severity
from consensus.formats.labels import parents
from consensus.formats.source import Source
from consensus.model.drafts import Draft, Item
from consensus.model.state import State
from consensus.reports.comparison import compare_texts
from consensus.reports.draft_comparison import ComparedItem, DraftComparison
from consensus.text.blocks import BlockChange, Match, align
from consensus.text.merge import rebase, settled_for_text
from consensus.working_group.bracket_notation import read_text
from consensus.working_group.drafting import ReadDraft

# A draft that has half of its paragraphs from another one, word for word, is a version of it.
_SHARE_OF_A_VERSION = 0.5
_LONGEST_NAME = 40


@frozen
class DraftVersion:
    """Another version of a draft, with what became of each item.

    Attributes:
        draft: the id of the draft.
        source: the file of the version.
        read: the version as it was read.
        items: the items of the draft, in its order.
        matches: in the order of the version; what was deleted comes behind what stood before it.
    """

    draft: str
    source: Source
    read: ReadDraft
    items: tuple[Item, ...]
    matches: tuple[Match, ...]

    @property
    def parents(self) -> tuple[int, ...]:
        """The number of the item above each item of the version; -1 at the top."""
        return tuple(parents(item.depth for item in self.read.document.items))


def find_version(state: State, draft: str, source: Source, read: ReadDraft) -> DraftVersion:
    """Find out what became of the items of a draft in another version of it.

    Items are told by their words, wherever they stand. One whose words are all new is the item
    that had its label, if that is gone otherwise. A version that names nobody in its brackets was
    printed without names: its brackets keep those they have.

    Args:
        state: the state.
        draft: the id of the draft.
        source: the file of the version.
        read: the version as it was read.
    """
    items = tuple(state.walk(draft))
    # What people get to write in is printed without names as a rule.
    names = any(wording.holders for wording in read.wordings)
    old = [state.version(item.id).wording.notation(names) for item in items]
    new = [wording.notation(names) for wording in read.wordings]
    matches = tuple(_by_label(align(old, new).matches, items, read))
    if not names:
        read = _with_names(state, items, matches, read)
    return DraftVersion(draft, source, read, items, matches)


def _with_names(
    state: State, items: Sequence[Item], matches: Sequence[Match], read: ReadDraft
) -> ReadDraft:
    """Give the brackets of a version without names the names that they have in the draft."""
    wordings = list(read.wordings)
    for match in matches:
        if len(match.old) != 1 or len(match.new) != 1:
            continue
        before = state.version(items[match.old[0]].id).wording
        if before.holders:
            nameless, new = before.notation(names=False), wordings[match.new[0]].notation()
            settled = settled_for_text(rebase(nameless, before.notation(), new))
            wordings[match.new[0]] = read_text(state, settled.text())
    return evolve(read, wordings=tuple(wordings))


def _by_label(matches: Sequence[Match], items: Sequence[Item], read: ReadDraft) -> Iterator[Match]:
    """Make one match of what was deleted and what was inserted under the same label."""
    inserted = {each.new[0] for each in matches if each.fate is BlockChange.INSERTED}
    deleted = {each.old[0] for each in matches if each.fate is BlockChange.DELETED}
    pairs = {old: new for each in matches for old in each.old for new in each.new}
    above = _parents_of(items)
    new_above = tuple(parents(item.depth for item in read.document.items))
    old_keys = {at: (items[at].label, pairs.get(above[at], -1)) for at in deleted}
    new_keys = {at: (read.document.items[at].label, new_above[at]) for at in inserted}
    counts = Counter((*old_keys.values(), *new_keys.values()))
    partners = {key: at for at, key in old_keys.items() if key[0] and counts[key] == 2}
    found = {at: partners[key] for at, key in new_keys.items() if key in partners}
    taken = set(found.values())
    rising = _Rising(matches)
    for each in matches:
        if each.fate is BlockChange.DELETED and each.old[0] in taken:
            continue
        if each.fate is BlockChange.INSERTED and each.new[0] in found:
            one, other = found[each.new[0]], each.new[0]
            is_moved = not rising.keeps(one, other)
            fate = BlockChange.MOVED_AND_MODIFIED if is_moved else BlockChange.MODIFIED
            yield Match(fate, (one,), (other,), 0.0, is_moved)
        else:
            yield each


class _Rising:
    """The pairs of items that keep their order."""

    def __init__(self, matches: Iterable[Match]) -> None:
        pairs = [
            (old, new)
            for each in matches
            if not each.is_moved
            for old in each.old
            for new in each.new
        ]
        self._old = sorted(old for old, _ in pairs)
        self._new = sorted(new for _, new in pairs)

    def keeps(self, old: int, new: int) -> bool:
        """Take a pair in if it keeps its order among the others; whether it does."""
        below, new_below = bisect_left(self._old, old), bisect_left(self._new, new)
        if below != new_below:
            return False
        self._old.insert(below, old)
        self._new.insert(new_below, new)
        return True


def _parents_of(items: Sequence[Item]) -> tuple[int, ...]:
    places = {item.id: place for place, item in enumerate(items)}
    return tuple(places.get(item.parent, -1) for item in items)


def compare_draft(state: State, version: DraftVersion) -> DraftComparison:
    """Tell what another version of a draft does to it, as values."""
    draft = state.drafts[version.draft]
    items = tuple(_compared(state, version, match) for match in version.matches)
    return DraftComparison(draft.handle, draft.title, version.source.name, items)


def _compared(state: State, version: DraftVersion, match: Match) -> ComparedItem:
    there = version.read.document.items
    old = " ".join(state.text(version.items[at].id) for at in match.old)
    new = " ".join(version.read.wordings[at].notation() for at in match.new)
    is_placed = match.is_moved or match.fate is BlockChange.INSERTED
    before = there[match.new[0] - 1] if is_placed and match.new[0] else None
    return ComparedItem(
        fate=match.fate,
        handles=tuple(version.items[at].handle for at in match.old),
        old_labels=tuple(version.items[at].label for at in match.old),
        new_labels=tuple(there[at].label for at in match.new),
        lines=tuple(there[at].line for at in match.new),
        is_moved=match.is_moved,
        after=_named(before.label, before.text) if before else "",
        pieces=compare_texts(old, new),
    )


def _named(label: str, text: str) -> str:
    if label:
        return label
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= _LONGEST_NAME else f"“{flat[: _LONGEST_NAME - 1]}…”"


def find_resembling(state: State, read: ReadDraft) -> Draft | None:
    """The draft that one just read is a version of, by its title or half of its paragraphs."""
    texts = [wording.notation() for wording in read.wordings]
    title = read.document.title.casefold()
    for draft in state.drafts.values():
        if title and draft.title.casefold() == title:
            return draft
        known = {state.text(item.id) for item in state.walk(draft.id)}
        same = sum(1 for text in texts if text in known)
        if same >= max(2, _SHARE_OF_A_VERSION * len(texts)):
            return draft
    return None


def resemblance(draft: Draft, source: Source) -> Finding:
    """The finding that a draft just taken in is perhaps a version of another."""
    return Finding(
        f"This resembles {draft.handle} ({draft.title or 'without a title'}) and was taken in as a"
        " draft of its own; if it is a later version or a counter-draft, undo that and compare it"
        f" with {draft.handle} instead.",
        Severity.WARNING,
        source.name,
        1,
        1,
    )


def findings_of(version: DraftVersion, title: str) -> tuple[Finding, ...]:
    """What a comparison cannot say item by item.

    Args:
        version: the version.
        title: the title of the draft.
    """
    found = list(version.read.findings)
    there = version.read.document
    if there.title and title and there.title != title:
        found.append(
            Finding(
                f"The title is now “{there.title}”; titles are not amended.",
                Severity.NOTE,
                version.source.name,
                1,
                1,
            )
        )
    kept = sum(1 for match in version.matches if match.old and match.new)
    if not kept:
        found.append(
            Finding(
                "No item of this file is one of the draft that it was compared with.",
                Severity.WARNING,
                version.source.name,
                1,
                1,
            )
        )
    return tuple(found)
