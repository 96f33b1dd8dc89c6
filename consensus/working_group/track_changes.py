"""Writes amendments, and the differences of two states of a draft, as tracked changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import partial

from attrs import frozen

from consensus.formats.bracket_notation import read_text
from consensus.formats.docx.document import (
    Document,
    Paragraph,
    ParagraphFormat,
    Revision,
    RevisionKind,
    Run,
)
from consensus.formats.docx.styles import TITLE
from consensus.formats.placing import insertion_point_of
from consensus.formats.review_authors import ChangeAuthors
from consensus.formats.typesetter import Marks, Typesetter, format_of, printed_label, strike_runs
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State
from consensus.reports.amendments import PieceKind, compare_texts
from consensus.reports.revisions import Issue
from consensus.text.brackets import BracketedText, render
from consensus.text.combine import combine
from consensus.text.diff import split_at
from consensus.text.edit import heaviest_increasing_subsequence
from consensus.text.hunk import Conflict, Kept
from consensus.working_group.editing import label_after, label_of_part

# What undecided amendments demand of each item of a draft: words, a place, or that it goes.

_BY_WORDS = (AmendmentKind.MODIFY, AmendmentKind.SPLIT, AmendmentKind.JOIN)


class PendingChanges:
    """Index of the undecided amendments to each item of a draft, none of which amends another."""

    def __init__(self, state: State, draft: str, amendments: Sequence[Amendment]) -> None:
        self._state, self._draft = state, draft
        self.leaving: dict[str, list[str]] = defaultdict(list)
        """Item to the amendments that delete it or join it to another."""
        self.moving: dict[str, list[str]] = defaultdict(list)
        """Item to the amendments that move it, or something that it stands under."""
        self._wording: dict[str, list[Amendment]] = defaultdict(list)
        self._coming: dict[tuple[str, str], list[Amendment]] = defaultdict(list)
        for each in amendments:
            self._sort(each)
        self._divided = {
            item: each
            for each in amendments
            if each.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN) and self._is_undisputed(each)
            for item in (each.target, *each.others)
        }

    def wording(self, item: str) -> Sequence[Amendment]:
        """Returns the amendments that give an item other words."""
        return self._wording.get(item, ())

    def coming(self, parent: str, after: str) -> Sequence[Amendment]:
        """Returns what is inserted or moved behind an item, to `first`, or at the end if empty."""
        return self._coming.get((parent, after), ())

    def division(self, item: str) -> Amendment | None:
        """Returns the amendment that splits or joins an item, if no other touches the items."""
        return self._divided.get(item)

    def is_moved_only(self, item: str) -> bool:
        """Returns whether one amendment moves an item and no other changes it."""
        return (
            len(self.moving.get(item, ())) == 1
            and not self.leaving.get(item)
            and not self.wording(item)
        )

    def _sort(self, amendment: Amendment) -> None:
        kind, target = amendment.kind, amendment.target
        if kind is AmendmentKind.DELETE:
            self.leaving[target].append(amendment.id)
        for each in amendment.others:
            self.leaving[each].append(amendment.id)
        if kind in _BY_WORDS:
            self._wording[target].append(amendment)
        if kind is AmendmentKind.MOVE:
            for item in subtree(self._state, target):
                self.moving[item.id].append(amendment.id)
        if kind in (AmendmentKind.INSERT, AmendmentKind.MOVE):
            parent, after = insertion_point_of(self._state, amendment.parent, amendment.after)
            self._coming[self._place(parent, after)].append(amendment)
        elif kind is AmendmentKind.SPLIT:
            self._coming[self._place(self._state.items[target].parent, target)].append(amendment)

    def _place(self, parent: str, after: str) -> tuple[str, str]:
        """Returns where an item stands: first, last, or after an item under a parent."""
        parent = parent or self._draft
        if after != "first" and after not in self._state.children.get(parent, ()):
            after = ""
        return parent, after

    def _is_undisputed(self, division: Amendment) -> bool:
        for item in (division.target, *division.others):
            is_target = item == division.target
            if (
                self._state.items[item].kind is ItemKind.FOOTNOTE
                or self.moving.get(item)
                or list(self.wording(item)) != [division] * is_target
                or self.leaving.get(item, []) != [division.id] * (not is_target)
                or any(not below.removed for below in list(subtree(self._state, item))[1:])
            ):
                return False
        return self._is_together(division)

    def _is_together(self, division: Amendment) -> bool:
        parent = self._state.items[division.target].parent
        items = (division.target, *division.others)
        if division.kind is AmendmentKind.SPLIT:
            return self.coming(parent, division.target)[:1] == [division]
        children = self._state.children[parent]
        there = [each for each in children if not self._state.items[each].removed]
        at = there.index(division.target)
        is_next = tuple(there[at : at + len(items)]) == items
        return is_next and not any(self.coming(parent, each) for each in items[:-1])


def items_changed_by(state: State, amendment: Amendment) -> Iterator[str]:
    """Yields the ids of the items whose words an amendment changes."""
    if amendment.kind is not AmendmentKind.INSERT:
        yield amendment.target
    yield from amendment.others
    if amendment.kind is AmendmentKind.MOVE:
        yield from (item.id for item in subtree(state, amendment.target) if not item.removed)


def subtree(state: State, item: str) -> Iterator[Item]:
    """Yields an item and all below it, in order, removed ones included."""
    waiting = [item]
    while waiting:
        found = waiting.pop()
        if found in state.items:
            yield state.items[found]
        waiting.extend(reversed(state.children.get(found, ())))


# The undecided amendments to a draft as tracked changes over its present text.
# Every change bears the names of all amendments that want it: with the changes that name one of
# them accepted, and the others rejected, the text reads as that amendment proposes. In Word words
# have one author who inserts and one who deletes them. Therefore:
# - words that several amendments delete are deleted once, by all of them: `ASH; BAY`;
# - words that amendments contend for are deleted once, by all that contend, and the wording of
#   each follows them, inserted by its own;
# - an item that one amendment deletes, moves or joins to another is deleted by it also where
#   others change words in it;
# - an item that one moves is moved if no other changes it, and else deleted and inserted;
# - an item that one splits, and items that one joins, are so by the marks of their paragraphs if
#   no other changes them; else the parts are inserted, and the others deleted.


@frozen
class TrackedAmendments:
    """A document with amendments, by handle, as tracked changes of the authors that name them."""

    document: Document  # what is written
    authors: Mapping[str, tuple[str, ...]]  # author to the amendments that want its changes
    left_out: tuple[str, ...]  # those to others, or to what was rejected or withdrawn


def set_amendments(state: State, draft: str, names: bool = False) -> TrackedAmendments:
    """Returns the present text of a draft with its undecided amendments as tracked changes."""
    open_ = [
        each
        for each in state.amendments.values()
        if each.draft == draft and each.state is AmendmentState.OPEN
    ]
    gone = {e.id for e in open_ if e.target in state.amendments or state.left_out(e.target)}
    own = [each for each in open_ if each.id not in gone]
    left_out = tuple(each.handle for each in open_ if each.id in gone)
    tracking = _AmendmentTracking(state, draft, own, names)
    document = tracking.document()
    revisions = [
        each
        for paragraph in document.paragraphs()
        for marks in (paragraph.mark, *(run.marks for run in paragraph.runs))
        for each in marks
    ]
    names_there = dict.fromkeys(each.author for each in revisions)
    authors = {name: tracking.authors.named[name] for name in names_there}
    return TrackedAmendments(document, authors, left_out)


class _AmendmentTracking:
    def __init__(
        self, state: State, draft: str, amendments: Sequence[Amendment], names: bool
    ) -> None:
        self._state, self._draft, self._bracket_names = state, draft, names
        self.authors = ChangeAuthors(state, amendments, partial(items_changed_by, state))
        self._present = list(state.walk(draft))
        self._demands = PendingChanges(state, draft, amendments)
        footnotes = [item for item in self._present if item.kind is ItemKind.FOOTNOTE]
        texts = [self._text(item.id) for item in self._present]
        texts += [self._text(each.id) for each in amendments]
        texts += [self._part(part) for each in amendments for part in each.parts]
        self._setter = Typesetter(footnotes, texts, self._footnote)
        self._labels = {item.label: item.id for item in footnotes}
        self._texts: dict[str, str] = {}
        used: set[str] = set()
        for item in self._present:
            text = self._text(item.id)
            if item.kind is not ItemKind.FOOTNOTE:
                text = self._setter.with_signs(text, self._labels, used)
            self._texts[item.id] = text
            used |= self._setter.referred(text)
        self._inside = used

    def document(self) -> Document:
        """Returns the whole document."""
        title = self._state.drafts[self._draft].title
        body = [Paragraph(0, (Run(title),), format=ParagraphFormat(TITLE))] if title else []
        body += self._below(self._draft)
        return Document(tuple(body), tuple(self._setter.notes))

    def _below(self, parent: str) -> Iterator[Paragraph]:
        """Yields the items under a parent, and what amendments insert there."""
        waiting: list[Iterator[Paragraph | str]] = [self._children(parent)]
        while waiting:
            found = next(waiting[-1], None)
            if found is None:
                waiting.pop()
            elif isinstance(found, str):
                waiting.append(self._children(found))
            else:
                yield found

    def _children(self, parent: str) -> Iterator[Paragraph | str]:
        yield from self._come(parent, "first")
        for child in self._state.children.get(parent, ()):
            item = self._state.items[child]
            if not item.removed and child not in self._inside:
                yield from self._standing(item)
            yield child
            yield from self._come(parent, child)
        yield from self._come(parent, "")

    def _standing(self, item: Item) -> Iterator[Paragraph]:
        division = self._demands.division(item.id)
        if division is None:
            yield self._item(item)
        elif division.target == item.id:
            yield from self._divided(item, division)

    def _divided(self, item: Item, division: Amendment) -> Iterator[Paragraph]:
        """Yields the paragraphs of an item that one amendment splits, or joins to the next."""
        others = [self._state.items[each] for each in division.others]
        before = [self._texts[each.id] for each in (item, *others)]
        elsewhere = self._inside - self._setter.referred("".join(before))
        after = [
            self._setter.with_signs(text, self._labels, elsewhere)
            for text in (self._text(division.id), *map(self._part, division.parts))
        ]
        if others:
            kind, after = RevisionKind.DELETED, list(split_at(after[0], before))
            labels = [self._printed(each)[0] for each in others]
        else:
            kind, before = RevisionKind.INSERTED, list(split_at(before[0], after))
            parts = (label_of_part(item, number) for number, _ in enumerate(division.parts))
            labels = [printed_label(label, item.kind) for label in parts]
        marks = self.authors.mark(kind, (division.id,))
        how = format_of(self._state, item.kind, item.parent)
        printed = ((self._printed(item)[0], ()), *((label, marks) for label in labels))
        last = len(labels)
        for number, (label, by) in enumerate(printed):
            runs = [Run(f"{label}\t", by)] if label else []
            runs += self._between(before[number], after[number], division.id)
            yield Paragraph(0, tuple(runs), marks if number < last else (), how)

    def _between(self, before: str, after: str, amendment: str) -> Iterator[Run]:
        kinds = {PieceKind.REMOVED: RevisionKind.DELETED, PieceKind.INSERTED: RevisionKind.INSERTED}
        for piece in compare_texts(before, after):
            kind = kinds.get(piece.kind)
            marks = self.authors.mark(kind, (amendment,)) if kind else ()
            yield from self._setter.runs(piece.text, marks)

    def _item(self, item: Item) -> Paragraph:
        leaving, moving = self._demands.leaving[item.id], self._demands.moving[item.id]
        how = format_of(self._state, item.kind, item.parent)
        if self._demands.is_moved_only(item.id):
            marks = self.authors.mark(RevisionKind.MOVED_FROM, moving, self._move(item))
            runs = self._setter.labelled(*self._printed(item), marks)
            return Paragraph(0, tuple(runs), marks, how)
        gone = {*leaving, *moving}
        marks = self.authors.mark(RevisionKind.DELETED, gone)
        label, text = self._printed(item)
        proposed = bool(self._demands.wording(item.id))
        typed = f"{label}\t" if label and (text or proposed) else label
        changed = self._changed(item.id, gone)
        printed = strike_runs((Run(typed, marks), *changed), self._state.left_out(item.id))
        return Paragraph(0, printed, marks, how)

    def _changed(self, item: str, gone: set[str]) -> Iterator[Run]:
        """Yields the runs of an item that some amendments delete and others reword."""
        base = self._texts[item]
        # References to footnotes that stand elsewhere stay typed.
        elsewhere = self._inside - self._setter.referred(base)
        proposals = {
            each.id: self._setter.with_signs(self._text(each.id), self._labels, elsewhere)
            for each in self._demands.wording(item)
        }
        if not proposals:
            yield from self._setter.runs(base, self.authors.mark(RevisionKind.DELETED, gone))
            return
        for hunk in combine(base, proposals).hunks:
            if isinstance(hunk, Kept):
                yield from self._setter.runs(
                    hunk.text, self.authors.mark(RevisionKind.DELETED, gone)
                )
                continue
            options = (
                [(hunk.text, hunk.by)]
                if not isinstance(hunk, Conflict)
                else [(option.text, option.by) for option in hunk.options if option.by]
            )
            against = {key for _, by in options for key in by}
            taken_out = self.authors.mark(RevisionKind.DELETED, gone | against)
            yield from self._setter.runs(hunk.replaces, taken_out)
            for text, by in options:
                yield from self._setter.runs(text, self.authors.mark(RevisionKind.INSERTED, by))

    def _come(self, parent: str, after: str) -> Iterator[Paragraph]:
        above = parent if parent in self._state.items else ""
        for each in self._demands.coming(parent, after):
            marks = self.authors.mark(RevisionKind.INSERTED, (each.id,))
            if each.kind is AmendmentKind.MOVE:
                yield from self._moved_here(each, above)
            elif each.kind is AmendmentKind.SPLIT:
                if self._demands.division(each.target) is None:
                    yield from self._parts(each, above, marks)
            else:
                kind = ItemKind(each.item_kind) if each.item_kind else ItemKind.PARAGRAPH
                label = each.label or label_after(self._state, after)
                yield self._new(kind, above, label, self._text(each.id), marks)

    def _parts(self, split: Amendment, above: str, marks: Marks) -> Iterator[Paragraph]:
        item = self._state.items[split.target]
        for number, part in enumerate(split.parts):
            label = label_of_part(item, number)
            yield self._new(item.kind, above, label, self._part(part), marks)

    def _new(self, kind: ItemKind, above: str, label: str, text: str, marks: Marks) -> Paragraph:
        text = self._setter.with_signs(text, self._labels, self._inside)
        runs = self._setter.labelled(printed_label(label, kind), text, marks)
        return Paragraph(0, tuple(runs), marks, format_of(self._state, kind, above))

    def _moved_here(self, move: Amendment, above: str) -> Iterator[Paragraph]:
        """Yields an item, and the items below it, where an amendment moves it to."""
        top = self._state.items[move.target]
        higher = format_of(self._state, top.kind, above)
        for item in subtree(self._state, move.target):
            if item.removed or item.id in self._inside:
                continue
            if self._demands.is_moved_only(item.id):
                marks = self.authors.mark(RevisionKind.MOVED_TO, (move.id,), self._move(item))
            else:
                marks = self.authors.mark(RevisionKind.INSERTED, (move.id,))
            how = higher if item is top else format_of(self._state, item.kind, item.parent)
            runs = self._setter.labelled(*self._printed(item), marks)
            yield Paragraph(0, tuple(runs), marks, how)

    def _move(self, item: Item) -> str:
        return f"move {item.handle}"

    def _footnote(self, item: str, marks: Marks) -> Iterable[Run]:
        gone = {*self._demands.leaving[item], *self._demands.moving[item]}
        return strike_runs(self._changed(item, gone), self._state.left_out(item))

    def _printed(self, item: Item) -> tuple[str, str]:
        return printed_label(item.label, item.kind), self._texts[item.id]

    def _text(self, target: str) -> str:
        return self._rendered(self._state.version(target).wording)

    def _part(self, part: str) -> str:
        return self._rendered(read_text(self._state, part))

    def _rendered(self, wording: BracketedText) -> str:
        return render(wording, self._bracket_names, markdown=True)


# A draft as it was issued, and one state of it as tracked changes against another.

SECRETARIAT = "Secretariat"


def set_issue(state: State, draft: str, issue: Issue, names: bool = False) -> Document:
    """Returns a state of a draft as a document with its brackets; with `names`, who holds them."""
    return _IssueTracking(state, draft, issue, issue, names).document()


def set_changes(
    state: State, draft: str, before: Issue, after: Issue, names: bool = False
) -> Document:
    """Returns the changes between two states of a draft as tracked changes of the secretariat.

    Words and labels are compared. Items that others overtook are moved; one that was moved and
    changed is gone whole where it stood, and new words are marked where it stands.
    """
    return _IssueTracking(state, draft, before.clean(), after.clean(), names).document()


class _ItemChange(Enum):
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


class _IssueTracking:
    def __init__(self, state: State, draft: str, before: Issue, after: Issue, names: bool) -> None:
        self._state = state
        self._title = state.drafts[draft].title
        self._date = after.issued
        self._left_out = after.left_out
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
        self._gone = self._marks(RevisionKind.DELETED)
        self._come = self._marks(RevisionKind.INSERTED)
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
        """Returns the whole document."""
        body: list[Paragraph] = []
        if self._title:
            body.append(Paragraph(0, (Run(self._title),), format=ParagraphFormat(TITLE)))
        for item, fate in _fates(self._paragraphs(self._old), self._paragraphs(self._new)):
            body.append(self._paragraph(item, fate))
        return Document(tuple(body), tuple(self._setter.notes))

    def _paragraphs(self, side: _Side) -> list[str]:
        """Returns the items with a paragraph of their own; notes stand at their first reference."""
        notes = set().union(*map(self._setter.referred, side.texts.values()))
        return [item for item in side.texts if item not in notes]

    def _paragraph(self, item: str, fate: _ItemChange) -> Paragraph:
        found = self._state.items[item]
        how = format_of(self._state, found.kind, found.parent)
        match fate:
            case _ItemChange.KEPT:
                runs = strike_runs(self._compared(item, ()), self._left_out.get(item, ""))
                return Paragraph(0, runs, format=how)
            case _ItemChange.MOVED_HERE:
                marks = self._marks(RevisionKind.MOVED_TO, self._move(item))
                return Paragraph(0, tuple(self._moved_here(item, marks)), marks, how)
            case _ItemChange.NEW:
                marks, side = self._come, self._new
            case _ItemChange.GONE:
                marks, side = self._gone, self._old
            case _ItemChange.MOVED_AWAY:
                marks = self._marks(RevisionKind.MOVED_FROM, self._move(item))
                side = self._old
        printed = self._setter.labelled(side.printed(item, found.kind), side.texts[item], marks)
        return Paragraph(0, tuple(printed), marks, how)

    def _moved_here(self, item: str, marks: Marks) -> Iterator[Run]:
        for run in self._compared(item, marks):
            if not any(mark.kind is RevisionKind.DELETED for mark in run.marks):
                yield run

    def _compared(self, item: str, kept: Marks) -> Iterator[Run]:
        """Yields the runs of an item in both states; unchanged ones have the marks `kept`."""
        kind = self._state.items[item].kind
        old, new = (side.printed(item, kind) for side in (self._old, self._new))
        has_text = self._old.texts[item] or self._new.texts[item]
        if old == new:
            yield from self._setter.labelled(new, "", kept)
            yield from (Run("\t", kept),) if new and has_text else ()
        elif old and new:
            yield from (Run(old, self._gone), Run(new, self._come), Run("\t", kept))
        else:
            yield Run(f"{old or new}\t", self._gone if old else self._come)
        for words, marks in self._pieces(item, kept):
            yield from self._setter.runs(words, marks)

    def _pieces(self, item: str, kept: Marks) -> Iterator[tuple[str, Marks]]:
        by_kind = {PieceKind.REMOVED: self._gone, PieceKind.INSERTED: self._come}
        for piece in compare_texts(self._old.texts[item], self._new.texts[item]):
            yield piece.text, by_kind.get(piece.kind, kept)

    def _footnote(self, item: str, marks: Marks) -> Iterable[Run]:
        kinds = {mark.kind for mark in marks}
        if kinds & {RevisionKind.DELETED, RevisionKind.MOVED_FROM}:
            return (Run(self._old.texts[item]),)
        if kinds & {RevisionKind.INSERTED, RevisionKind.MOVED_TO}:
            return (Run(self._new.texts[item]),)
        runs = (Run(words, kept) for words, kept in self._pieces(item, ()))
        return strike_runs(runs, self._left_out.get(item, ""))

    def _marks(self, kind: RevisionKind, move: str = "") -> Marks:
        return (Revision(0, kind, SECRETARIAT, self._date, move),)

    def _move(self, item: str) -> str:
        return f"move {self._state.items[item].handle}"


def _fates(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, _ItemChange]]:
    """Yields every item of both states in an order that keeps each, with as few moves as can be."""
    places = {item: place for place, item in enumerate(after)}
    common = [item for item in before if item in places]
    order = [places[item] for item in common]
    standing = {common[at] for at in heaviest_increasing_subsequence(order, [1] * len(order))}
    there = set(before)
    rest = iter(after)
    for item in before:
        if item not in places:
            yield item, _ItemChange.GONE
        elif item not in standing:
            yield item, _ItemChange.MOVED_AWAY
        else:
            yield from _come(rest, item, there)
            yield item, _ItemChange.KEPT
    yield from _come(rest, "", there)


def _come(rest: Iterator[str], until: str, there: set[str]) -> Iterator[tuple[str, _ItemChange]]:
    for item in rest:
        if item == until:
            return
        yield item, _ItemChange.MOVED_HERE if item in there else _ItemChange.NEW
