"""A draft as it was issued, and one state of it as tracked changes against another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto

from attrs import frozen

from consensus.formats.docx.document import (
    Document,
    Paragraph,
    ParagraphFormat,
    Revision,
    RevisionKind,
    Run,
)
from consensus.formats.docx.styles import TITLE
from consensus.model.drafts import ItemKind
from consensus.model.state import State
from consensus.reports.comparison import PieceKind, compare_texts
from consensus.reports.revisions import Issue
from consensus.text.brackets import render
from consensus.working_group.docx_blocks import Marks, Typesetter, format_of, printed_label

SECRETARIAT = "Secretariat"


def set_issue(state: State, draft: str, issue: Issue, names: bool = False) -> Document:
    """Set a state of a draft as a document, brackets included.

    Args:
        state: the state.
        draft: the id of the draft.
        issue: the state of it.
        names: whether brackets say who holds what.
    """
    return _Tracking(state, draft, issue, issue, names).document()


def set_changes(
    state: State, draft: str, before: Issue, after: Issue, names: bool = False
) -> Document:
    """Set what changed between two states of a draft as tracked changes of the secretariat.

    What an item says and its label are compared by words. Items that others overtook are moved;
    one that was moved and changed is gone whole where it stood, and new words are marked where it
    stands.

    Args:
        state: the state.
        draft: the id of the draft.
        before: the earlier state; the document reads so with all changes rejected.
        after: the later one; so it reads with all accepted. Changes have its date.
        names: whether brackets say who holds what.
    """
    return _Tracking(state, draft, before, after, names).document()


class _Fate(Enum):
    KEPT = auto()
    GONE = auto()
    NEW = auto()
    MOVED_AWAY = auto()
    MOVED_HERE = auto()


@frozen
class _Side:
    """The texts and labels of one of the two states."""

    texts: dict[str, str]
    labels: dict[str, str]

    def printed(self, item: str, kind: ItemKind) -> str:
        return printed_label(self.labels[item], kind)


class _Tracking:
    def __init__(self, state: State, draft: str, before: Issue, after: Issue, names: bool) -> None:
        self._state = state
        self._title = state.drafts[draft].title
        self._date = after.issued
        self._items = dict.fromkeys((*before.items, *after.items))
        raw = [
            {
                item: render(state.versions[issue.versions[item]].wording, names, markdown=True)
                for item in issue.items
            }
            for issue in (before, after)
        ]
        footnotes = [
            state.items[item] for item in self._items if state.items[item].kind is ItemKind.FOOTNOTE
        ]
        every = [text for texts in raw for text in texts.values()]
        self._setter = Typesetter(footnotes, every, self._footnote)
        self._old, self._new = (
            self._side(issue, texts) for issue, texts in zip((before, after), raw, strict=True)
        )

    def _side(self, issue: Issue, raw: dict[str, str]) -> _Side:
        footnotes = {
            label: item
            for item, label in issue.labels.items()
            if self._state.items[item].kind is ItemKind.FOOTNOTE
        }
        used: set[str] = set()
        texts: dict[str, str] = {}
        for item in issue.items:
            # A footnote does not refer to others: Word knows no notes to notes.
            is_note = self._state.items[item].kind is ItemKind.FOOTNOTE
            texts[item] = (
                raw[item] if is_note else self._setter.with_signs(raw[item], footnotes, used)
            )
            used |= self._setter.referred(texts[item])
        return _Side(texts, dict(issue.labels))

    def document(self) -> Document:
        """Set everything."""
        body: list[Paragraph] = []
        if self._title:
            body.append(Paragraph(0, (Run(self._title),), format=ParagraphFormat(TITLE)))
        for item, fate in _fates(self._paragraphs(self._old), self._paragraphs(self._new)):
            body.append(self._paragraph(item, fate))
        return Document(tuple(body), tuple(self._setter.notes))

    def _paragraphs(self, side: _Side) -> list[str]:
        """The items that stand on their own; notes stand where they are first referred to."""
        notes = set().union(*map(self._setter.referred, side.texts.values()))
        return [item for item in side.texts if item not in notes]

    def _paragraph(self, item: str, fate: _Fate) -> Paragraph:
        found = self._state.items[item]
        how = format_of(self._state, found.kind, found.parent)
        match fate:
            case _Fate.KEPT:
                runs = self._compared(item, ())
                return Paragraph(0, tuple(runs), format=how)
            case _Fate.MOVED_HERE:
                marks = self._marks(RevisionKind.MOVED_TO, self._move(item))
                runs = self._moved_here(item, marks)
                return Paragraph(0, tuple(runs), marks, how)
            case _Fate.NEW:
                marks, side = self._marks(RevisionKind.INSERTED), self._new
            case _Fate.GONE:
                marks, side = self._marks(RevisionKind.DELETED), self._old
            case _Fate.MOVED_AWAY:
                marks = self._marks(RevisionKind.MOVED_FROM, self._move(item))
                side = self._old
        runs = self._setter.labelled(side.printed(item, found.kind), side.texts[item], marks)
        return Paragraph(0, tuple(runs), marks, how)

    def _moved_here(self, item: str, marks: Marks) -> Iterator[Run]:
        for run in self._compared(item, marks):
            if not any(mark.kind is RevisionKind.DELETED for mark in run.marks):
                yield run

    def _compared(self, item: str, kept: Marks) -> Iterator[Run]:
        """Yield the runs of an item that is in both states; what stays bears the marks `kept`."""
        kind = self._state.items[item].kind
        old, new = (side.printed(item, kind) for side in (self._old, self._new))
        gone, come = self._marks(RevisionKind.DELETED), self._marks(RevisionKind.INSERTED)
        old_text, new_text = self._old.texts[item], self._new.texts[item]
        if old == new:
            yield from self._setter.labelled(new, "", kept)
            yield from (Run("\t", kept),) if new and (old_text or new_text) else ()
        elif old and new:
            yield from (Run(old, gone), Run(new, come), Run("\t", kept))
        else:
            yield Run(f"{old or new}\t", gone if old else come)
        for piece in compare_texts(old_text, new_text):
            marks = {PieceKind.REMOVED: gone, PieceKind.INSERTED: come}.get(piece.kind, kept)
            yield from self._setter.runs(piece.text, marks)

    def _footnote(self, item: str, marks: Marks) -> Iterable[Run]:
        kinds = {mark.kind for mark in marks}
        if kinds & {RevisionKind.DELETED, RevisionKind.MOVED_FROM}:
            return (Run(self._old.texts[item]),)
        if kinds & {RevisionKind.INSERTED, RevisionKind.MOVED_TO}:
            return (Run(self._new.texts[item]),)
        pieces = compare_texts(self._old.texts[item], self._new.texts[item])
        gone, come = self._marks(RevisionKind.DELETED), self._marks(RevisionKind.INSERTED)
        by_kind: dict[PieceKind, Marks] = {PieceKind.REMOVED: gone, PieceKind.INSERTED: come}
        return [Run(piece.text, by_kind.get(piece.kind, ())) for piece in pieces]

    def _marks(self, kind: RevisionKind, move: str = "") -> Marks:
        return (Revision(0, kind, SECRETARIAT, self._date, move),)

    def _move(self, item: str) -> str:
        return f"move {self._state.items[item].handle}"


def _fates(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, _Fate]]:
    """Yield every item of both states in an order in which each state has its own.

    As few items as can be are moved. Between two that are not, those of the earlier state come
    first.
    """
    places = {item: place for place, item in enumerate(after)}
    common = [item for item in before if item in places]
    standing = set(_longest_rising(common, [places[item] for item in common]))
    there = set(before)
    rest = iter(after)
    for item in before:
        if item not in places:
            yield item, _Fate.GONE
        elif item not in standing:
            yield item, _Fate.MOVED_AWAY
        else:
            yield from _come(rest, item, there)
            yield item, _Fate.KEPT
    yield from _come(rest, "", there)


def _come(rest: Iterator[str], until: str, there: set[str]) -> Iterator[tuple[str, _Fate]]:
    for item in rest:
        if item == until:
            return
        yield item, _Fate.MOVED_HERE if item in there else _Fate.NEW


def _longest_rising(items: Sequence[str], places: Sequence[int]) -> Iterable[str]:
    """The most items whose places rise; patience sorting, in n·log n."""
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for number, place in enumerate(places):
        at = bisect_left(ends, place)
        previous.append(last[at - 1] if at else -1)
        # Either one is longer now, or one of the same length ends lower.
        ends[at : at + 1] = [place]
        last[at : at + 1] = [number]
    found: list[str] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(items[number])
        number = previous[number]
    return found
