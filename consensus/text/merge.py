"""Merging: what is taken and left, rebasing, what to read again, and where words come from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import Literal

from attrs import field, frozen

from consensus.errors import InvalidChoice
from consensus.text.brackets import without_words
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
from consensus.text.diff import Original, diff
from consensus.text.edit import TextEdit
from consensus.text.tokens import tokenise

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


# A term has at most this many words, and stands in the base at least this often.
_LONGEST_TERM = 4
_FEWEST_OCCURRENCES = 2
# Who renames a term leaves at most one in this many of its occurrences.
_NEARLY_ALL = 5

_SENTENCE_END = re.compile(r"[.!?;](?=\s)|[。！？；]|\n")
_ITEM = re.compile(r"^[ \t]*(\(?[A-Za-z0-9]{1,4}[.)])[ \t]+\S", re.MULTILINE)
_HEADING = re.compile(
    r"^(?:#+[ \t]*)?(?:(?:article|section|paragraph|rule|annex|chapter|part)[ \t]+)?"
    r"\d{1,3}(?=[.:)\s])",
    re.MULTILINE | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(article|section|paragraph|rule|annex|chapter|part)([ \t\u00a0]+)(\d{1,3})\b", re.IGNORECASE
)


@frozen
class Neighbours:
    """Changes by different proposals in one sentence: clean, but to be read again.

    Attributes:
        sentence: the sentence with all changes made.
        changes: indices of the changes into the hunks of the combination.
        by: the proposals, sorted.
    """

    sentence: str
    changes: tuple[int, ...]
    by: tuple[str, ...]


@frozen
class TextFinding:
    """Something that a merge without conflicts may have got wrong.

    Attributes:
        kind: a term renamed by one proposal and used by another; two items inserted under one
            number; a reference to a number that the merge changes.
        message: what it is, in one sentence.
        by: the proposals, sorted.
        words: the term, number or reference as it stands.
        replacement: what may stand there instead; empty where nothing is offered.
    """

    kind: Literal["leftover term", "same number", "changed number"]
    message: str
    by: tuple[str, ...]
    words: str
    replacement: str = ""


def find_neighbours(hunks: Sequence[Hunk]) -> Iterator[Neighbours]:
    """Yields the changes by different proposals that stand in one sentence."""
    words: list[str] = []
    inside: list[int] = []
    for index, hunk in enumerate(hunks):
        if isinstance(hunk, Change):
            words.append(hunk.text)
            if not hunk.is_layout:
                inside.append(index)
            continue
        if isinstance(hunk, Conflict):
            words.append(hunk.replaces)
            continue
        start = 0
        for stop in _SENTENCE_END.finditer(hunk.text):
            words.append(hunk.text[start : stop.end()])
            yield from _sentence(hunks, words, inside)
            words, inside, start = [], [], stop.end()
        words.append(hunk.text[start:])
    yield from _sentence(hunks, words, inside)


def _sentence(hunks: Sequence[Hunk], words: list[str], inside: list[int]) -> Iterator[Neighbours]:
    sides = {hunk.by for index in inside if isinstance(hunk := hunks[index], Change)}
    if len(sides) > 1:
        by = sorted({key for side in sides for key in side})
        yield Neighbours("".join(words).strip(), tuple(inside), tuple(by))


def find_problems(
    base: str, proposals: Mapping[str, str], hunks: Sequence[Hunk]
) -> Iterator[TextFinding]:
    """Yields what is to be looked at in the outcome, conflicts left as the base has them.

    Args:
        base: the base.
        proposals: the proposed texts by key.
        hunks: the hunks of their combination.
    """
    changes = [hunk for hunk in hunks if isinstance(hunk, Change) and not hunk.is_layout]
    if len({change.by for change in changes}) > 1:
        yield from _leftover_terms(base, proposals, changes)
        yield from _same_numbers(changes)
    yield from _changed_numbers(hunks)


def _leftover_terms(
    base: str, proposals: Mapping[str, str], changes: Sequence[Change]
) -> Iterator[TextFinding]:
    original = Original(base)
    base_words = _words(base)
    found: dict[tuple[str, tuple[str, ...]], tuple[str, set[str]]] = {}
    for key, text in proposals.items():
        own = [change for change in changes if key in change.by]
        others = [change for change in changes if key not in change.by and change.text]
        if not own or not others:
            continue
        renamed: dict[tuple[str, ...], str] = {}
        for old, new in _replacements(base, original.edits(text)):
            term = tuple(_words(old))
            if 0 < len(term) <= _LONGEST_TERM and new.strip():
                renamed.setdefault(term, new.strip())
        for term, new in sorted(renamed.items()):
            if not any(word.isalpha() for word in term) or _count(_words(new), term):
                continue
            times = _count(base_words, term)
            if times < _FEWEST_OCCURRENCES or _count(_words(text), term) * _NEARLY_ALL > times:
                continue
            if not any(_count(_words(change.replaces), term) for change in own):
                continue
            for change in others:
                if _count(_words(change.text), term) > _count(_words(change.replaces), term):
                    known = found.setdefault((" ".join(term), change.by), (new, set()))
                    known[1].add(key)
    for (words, users), (new, by) in sorted(found.items()):
        yield TextFinding(
            "leftover term",
            f"“{words}” is renamed by {', '.join(sorted(by))} and still used in the words of"
            f" {', '.join(users)}",
            tuple(sorted({*by, *users})),
            words,
            new,
        )


def _replacements(base: str, edits: Iterable[TextEdit]) -> Iterator[tuple[str, str]]:
    """Yields words of the base and what stands in their place, over spaces that both keep."""
    start = end = -1
    new = ""
    for edit in edits:
        gap = base[end : edit.start]
        if start >= 0 and gap.isspace():
            end, new = edit.end, new + gap + edit.text
            continue
        if start >= 0:
            yield base[start:end], new
        start, end, new = edit.start, edit.end, edit.text
    if start >= 0:
        yield base[start:end], new


def _words(text: str) -> list[str]:
    return [token.lower() for token in tokenise(text) if not token.isspace()]


def _count(words: Sequence[str], term: Sequence[str]) -> int:
    size = len(term)
    return sum(tuple(words[at : at + size]) == tuple(term) for at in range(len(words) - size + 1))


def _same_numbers(changes: Sequence[Change]) -> Iterator[TextFinding]:
    labels: dict[str, list[tuple[str, ...]]] = {}
    for change in changes:
        for label in _ITEM.findall(change.text):
            if label not in _ITEM.findall(change.replaces):
                labels.setdefault(label, []).append(change.by)
    for label, sides in sorted(labels.items()):
        if len(set(sides)) > 1:
            by = tuple(sorted({key for side in sides for key in side}))
            message = f"two items are inserted as {label}, by {', '.join(by)}"
            yield TextFinding("same number", message, by, label)


def _changed_numbers(hunks: Sequence[Hunk]) -> Iterator[TextFinding]:
    """Yields references, in words that nobody changes, to what got another number."""
    moved: dict[str, tuple[str, tuple[str, ...]]] = {}
    before = ""
    for hunk in hunks:
        if isinstance(hunk, Change) and hunk.replaces.isdigit() and hunk.text.isdigit():
            line = f"{before[before.rfind(chr(10)) + 1 :]}{hunk.replaces}."
            heading = _HEADING.match(line)
            if heading and heading.end() == len(line) - 1:
                moved[hunk.replaces] = (hunk.text, hunk.by)
        before += hunk.replaces if isinstance(hunk, Conflict) else hunk.text
    if not moved:
        return
    kept = "".join(hunk.text if isinstance(hunk, Kept) else "\0" for hunk in hunks)
    for found in _REFERENCE.finditer(kept):
        line = kept[kept.rfind("\n", 0, found.start()) + 1 : found.start()]
        behind = kept[found.end() : found.end() + 1]
        is_heading = "#" in line or (not line.strip() and behind in ("", "\n", ".", ":"))
        if found[3] in moved and not is_heading:
            new, by = moved[found[3]]
            words = found[0]
            yield TextFinding(
                "changed number",
                f"“{words}” refers to a number that {', '.join(by)} changes to {new}",
                by,
                words,
                f"{found[1]}{found[2]}{new}",
            )


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
