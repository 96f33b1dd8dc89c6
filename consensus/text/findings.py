"""What is to be read again in a combination: neighbours, leftover terms, numbers, references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from attrs import frozen

from consensus.text.combination import Change, Conflict, Hunk, Kept
from consensus.text.diff import Original, TextEdit
from consensus.text.tokens import tokenise

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
