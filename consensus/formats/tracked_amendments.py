"""The undecided amendments to a draft as tracked changes over its present text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import frozen

from consensus.formats.bracket_notation import read_text
from consensus.formats.docx.document import (
    Document,
    Paragraph,
    ParagraphFormat,
    RevisionKind,
    Run,
)
from consensus.formats.docx.styles import TITLE
from consensus.formats.placing import insertion_point_of, label_after, label_of_part
from consensus.formats.review_authors import ChangeAuthors
from consensus.formats.typesetter import Marks, Typesetter, format_of, printed_label, strike_runs
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.drafts import Item, ItemKind
from consensus.model.spanning import open_brackets, signs_in
from consensus.model.state import State
from consensus.text.brackets import BracketedText, render
from consensus.text.combine import combine
from consensus.text.diff import diff, split_at
from consensus.text.hunk import Conflict, Kept

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
        others = self.leaving.get(item) or self.wording(item)
        return len(self.moving.get(item, ())) == 1 and not others

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
    names_there = dict.fromkeys(each.author for each in document.marks())
    authors = {name: tracking.authors.named[name] for name in names_there}
    return TrackedAmendments(document, authors, left_out)


class _AmendmentTracking:
    def __init__(
        self, state: State, draft: str, amendments: Sequence[Amendment], names: bool
    ) -> None:
        self._state, self._draft, self._bracket_names = state, draft, names
        self.authors = ChangeAuthors(state, amendments, partial(items_changed_by, state))
        self._present = list(state.walk(draft))
        there = {item.id: item.version for item in self._present}
        self._signs = signs_in(state, open_brackets(state, draft), there, names)
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
        title = self._state.drafts[self._draft].title
        body = [Paragraph(0, (Run(title),), format=ParagraphFormat(TITLE))] if title else []
        body += self._below(self._draft)
        return Document(tuple(body), tuple(self._setter.notes))

    def _below(self, parent: str) -> Iterator[Paragraph]:
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
        deleted = self.authors.mark(RevisionKind.DELETED, (amendment,))
        inserted = self.authors.mark(RevisionKind.INSERTED, (amendment,))
        place = 0
        for edit in diff(before, after):
            yield from self._setter.runs(before[place : edit.start])
            yield from self._setter.runs(before[edit.start : edit.end], deleted)
            yield from self._setter.runs(edit.text, inserted)
            place = edit.end
        yield from self._setter.runs(before[place:])

    def _item(self, item: Item) -> Paragraph:
        leaving, moving = self._demands.leaving[item.id], self._demands.moving[item.id]
        how = format_of(self._state, item.kind, item.parent)
        if self._demands.is_moved_only(item.id):
            marks = self.authors.mark(RevisionKind.MOVED_FROM, moving, f"move {item.handle}")
            runs = self._setter.labelled(*self._printed(item), marks)
            return Paragraph(0, tuple(runs), marks, how)
        gone = {*leaving, *moving}
        marks = self.authors.mark(RevisionKind.DELETED, gone)
        label, text = self._printed(item)
        proposed = bool(self._demands.wording(item.id))
        typed = f"{label}\t" if label and (text or proposed) else label
        changed = self._changed(item.id, gone)
        whole = [Run(typed, marks), *changed]
        if signs := self._signs.get(item.id):
            whole.insert(1, Run("".join(sign for _, sign in signs.opening), marks))
            whole.append(Run("]" * len(signs.closing), marks))
        printed = strike_runs(whole, self._state.left_out(item.id))
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
                marks = self.authors.mark(RevisionKind.DELETED, gone)
                yield from self._setter.runs(hunk.text, marks)
                continue
            if isinstance(hunk, Conflict):
                options = [(option.text, option.by) for option in hunk.options if option.by]
            else:
                options = [(hunk.text, hunk.by)]
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
                item = self._state.items[each.target]
                divided = self._demands.division(item.id) is not None
                for number, part in enumerate(() if divided else each.parts):
                    label, text = label_of_part(item, number), self._part(part)
                    yield self._new(item.kind, above, label, text, marks)
            else:
                kind = ItemKind(each.item_kind) if each.item_kind else ItemKind.PARAGRAPH
                label = each.label or label_after(self._state, after)
                yield self._new(kind, above, label, self._text(each.id), marks)

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
                marks = self.authors.mark(RevisionKind.MOVED_TO, (move.id,), f"move {item.handle}")
            else:
                marks = self.authors.mark(RevisionKind.INSERTED, (move.id,))
            how = higher if item is top else format_of(self._state, item.kind, item.parent)
            runs = self._setter.labelled(*self._printed(item), marks)
            yield Paragraph(0, tuple(runs), marks, how)

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
