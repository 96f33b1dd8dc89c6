"""Tracing: what became of the items of a Word document, told by the changes marked in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from consensus.formats.docx.revision import RevisionKind
from consensus.formats.docx.view import ShownNote, ShownRun
from consensus.formats.draft_docx import DocxDraft, Place
from consensus.text.blocks import BlockChange, Match


def trace(before: DocxDraft, after: DocxDraft) -> tuple[Match, ...]:
    """Tell what became of the items of a document when some of its changes were accepted.

    No likeness is needed for that: signs that are in both states are the same signs, so an item is
    what has its signs. Where no sign is left, it is what has its paragraph mark; moves are followed
    by their names, and words that were cut out and pasted whole by being the same.

    Args:
        before: the document with fewer changes accepted.
        after: the same document with more.

    Returns:
        Matches by the indices of items: in the order of `after`, deletions last. The likeness of
        those that are not the same is 0.
    """
    return tuple(_Tracer(before, after).matches())


class _Tracer:
    def __init__(self, before: DocxDraft, after: DocxDraft) -> None:
        self._before = before
        self._after = after
        self._moved: set[tuple[int, int]] = set()
        self._old_of: dict[int, list[int]] = defaultdict(list)
        self._new_of: dict[int, list[int]] = defaultdict(list)

    def matches(self) -> Iterator[Match]:
        """Yield what became of each item."""
        self._by_signs()
        self._by_moves()
        self._by_marks()
        self._by_words()
        self._untangle()
        done: set[int] = set()
        for new in range(len(self._after.places)):
            if new in done:
                continue
            olds = self._old_of[new]
            news = self._new_of[olds[0]] if len(olds) == 1 else [new]
            done.update(news)
            yield self._named(tuple(sorted(olds)), tuple(sorted(news)))
        for old in range(len(self._before.places)):
            if not self._new_of[old]:
                yield Match(BlockChange.DELETED, (old,), (), 0.0)

    def _named(self, olds: tuple[int, ...], news: tuple[int, ...]) -> Match:
        if not olds:
            return Match(BlockChange.INSERTED, (), news, 0.0)
        is_moved = (olds[0], news[0]) in self._moved
        if len(news) > 1:
            return Match(BlockChange.SPLIT, olds, news, 0.0, is_moved)
        if len(olds) > 1:
            return Match(BlockChange.JOINED, olds, news, 0.0, is_moved)
        is_same = self._text(olds[0]) == self._after.document.items[news[0]].text
        if is_moved:
            fate = BlockChange.MOVED if is_same else BlockChange.MOVED_AND_MODIFIED
        else:
            fate = BlockChange.KEPT if is_same else BlockChange.MODIFIED
        return Match(fate, olds, news, float(is_same), is_moved)

    def _text(self, old: int) -> str:
        return self._before.document.items[old].text

    def _join(self, old: int, new: int) -> None:
        self._new_of[old].append(new)
        self._old_of[new].append(old)

    def _by_signs(self) -> None:
        """Join what shares letters and digits that are in both states."""
        owner = {
            (run.paragraph, run.index): new
            for new, place in enumerate(self._after.places)
            for run in _runs(place)
        }
        for old, place in enumerate(self._before.places):
            shared: Counter[int] = Counter()
            for run in _runs(place):
                new = owner.get((run.paragraph, run.index))
                if new is not None:
                    shared[new] += sum(map(str.isalnum, run.text))
            for new, count in shared.items():
                if count:
                    self._join(old, new)

    def _by_moves(self) -> None:
        """Join paragraphs that left a place with those that came to another by the same move."""
        left = self._moving(self._before, self._new_of, RevisionKind.MOVED_FROM)
        came = self._moving(self._after, self._old_of, RevisionKind.MOVED_TO)
        for name, olds in left.items():
            news = came.get(name, [])
            texts: dict[str, list[int]] = defaultdict(list)
            for new in news:
                texts[self._after.document.items[new].text].append(new)
            waiting = []
            for old in olds:
                same = texts.get(self._text(old))
                if same:
                    self._move(old, same.pop(0))
                else:
                    waiting.append(old)
            rest = [new for new in news if not self._old_of[new]]
            if len(rest) == len(waiting):
                for old, new in zip(waiting, rest, strict=True):
                    self._move(old, new)

    def _moving(
        self, state: DocxDraft, joined: dict[int, list[int]], kind: RevisionKind
    ) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for at, place in enumerate(state.places):
            if joined[at]:
                continue
            for run in _runs(place):
                name = next((each.move for each in run.run.marks if each.kind is kind), "")
                if name:
                    found[name].append(at)
                    break
        return found

    def _move(self, old: int, new: int) -> None:
        self._join(old, new)
        self._moved.add((old, new))

    def _by_marks(self) -> None:
        """Join what has no sign in common any more, but the mark of its paragraph."""
        marks = {
            mark: new
            for new, place in enumerate(self._after.places)
            if not self._old_of[new] and (mark := _mark(place))
        }
        for old, place in enumerate(self._before.places):
            new = marks.get(_mark(place))
            if new is not None and not self._new_of[old] and not self._old_of[new]:
                self._join(old, new)

    def _by_words(self) -> None:
        """Join what was cut out at one place and put in at another, word for word."""
        olds: dict[str, list[int]] = defaultdict(list)
        news: dict[str, list[int]] = defaultdict(list)
        for old, item in enumerate(self._before.document.items):
            if not self._new_of[old]:
                olds[item.text].append(old)
        for new, item in enumerate(self._after.document.items):
            if not self._old_of[new]:
                news[item.text].append(new)
        for text, there in olds.items():
            here = news.get(text, [])
            if len(there) == len(here) == 1:
                self._move(there[0], here[0])

    def _untangle(self) -> None:
        """Leave one partner each to items that were both joined to others and split."""
        for new in range(len(self._after.places)):
            olds = self._old_of[new]
            if len(olds) > 1 and any(len(self._new_of[old]) > 1 for old in olds):
                kept = next((old for old in olds if len(self._new_of[old]) == 1), olds[0])
                for old in olds:
                    if old != kept:
                        self._new_of[old].remove(new)
                self._old_of[new] = [kept]


def _runs(place: Place) -> Iterator[ShownRun]:
    for paragraph in place.paragraphs():
        yield from paragraph.runs


def _mark(place: Place) -> tuple[str, int]:
    """What tells a paragraph, a row or a note apart without its words."""
    if isinstance(place, ShownNote):
        return place.note.key, 0
    numbers = [each.numbers[-1] for each in place.paragraphs()]
    return type(place).__name__, numbers[0] if numbers else 0
