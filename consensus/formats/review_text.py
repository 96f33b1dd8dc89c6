"""The text of a draft under a reviewer's changes: nested changes, comments and footnotes."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count

from attrs import evolve, frozen

from consensus.finding import Finding, Severity
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.bracket_notation import check_storable, codes, read_text
from consensus.formats.docx.document import (
    ACCEPT,
    Accepting,
    Comment,
    Document,
    Revision,
    RevisionKind,
    is_shown,
)
from consensus.formats.draft import DraftDocument
from consensus.formats.draft_docx import DocxDraft, DocxSource, Place, read_docx_draft, track_items
from consensus.formats.draft_version import (
    DraftVersion,
    ReadDraft,
    find_version,
    without_spanning,
)
from consensus.model.amendments import Amendment
from consensus.model.drafts import ItemKind
from consensus.model.state import State
from consensus.text.blocks import BlockChange, Match
from consensus.text.brackets import BracketedText, parse, render
from consensus.text.display import count_noun, one_line
from consensus.text.merge import rebase, settled_for_text

# The labels of footnotes: in a Word file they are numbers, in a draft they can be names.


def with_labels_of(state: State, draft: str, source: DocxSource) -> DocxSource:
    """Returns a Word file with its footnotes labelled as those of a draft that say the same."""
    labels = dict(_footnotes(state, draft))
    known: dict[str, str] = {}
    for shown in source.shown.notes:
        same = (label for label, texts in labels.items() if one_line(shown.text) in texts)
        free = next((label for label in same if label not in known.values()), "")
        if free:
            known[shown.note.key] = free
    if all(note.label == known.get(note.key, note.label) for note in source.document.notes):
        return source
    taken = {*labels, *(note.label for note in source.document.notes)}
    numbers = (label for number in count(1) if (label := f"[^{number}]") not in taken)
    used = set(known.values())
    notes = []
    for note in source.document.notes:
        label = known.get(note.key, "")
        if not label:  # what would bear the label of one of the draft's has the next free number
            label = next(numbers) if note.label in used else note.label
        notes.append(evolve(note, label=label))
    document = evolve(source.document, notes=tuple(notes))
    return DocxSource.of_document(document, source.name, source.accepting)


def _footnotes(state: State, draft: str) -> Iterator[tuple[str, set[str]]]:
    """Yields the label of each footnote of a draft, and its text with names and without."""
    for item in state.walk(draft):
        if item.kind is ItemKind.FOOTNOTE and item.label:
            wording = state.version(item.id).wording
            texts = (render(wording, names, markdown=True) for names in (True, False))
            yield item.label, set(map(one_line, texts))


# What a reviewer's changes in a Word document make of a draft.

_UNCHANGED = (BlockChange.KEPT, BlockChange.MOVED)


@frozen
class Baseline:
    """A Word document with its changes rejected, aligned with the draft that it was made of.

    Items that are none of the draft's, or only a part of one, are not in `item_of`.
    """

    source: DocxSource  # the file
    draft: DocxDraft  # the document without its changes
    wordings: tuple[BracketedText, ...]  # the text of each of its items
    version: DraftVersion  # the same as a version of the draft
    item_of: Mapping[int, int]  # index of an item of the document to that in `version.items`


@frozen
class Change:
    """A reviewer's change in one place of the document."""

    old: tuple[str, ...]  # the texts that stood there
    new: tuple[str, ...]  # the texts that would
    numbers: frozenset[int]  # the numbers of the paragraphs that it is about


@frozen
class Review:
    """The draft with a reviewer's changes applied."""

    draft: DocxDraft  # the document with those changes
    wordings: tuple[BracketedText, ...]  # the text of each of its items, as the document has it
    version: DraftVersion  # the same as a version of the draft: its present text with those changes
    changes: Mapping[str, Change]  # by the id of the item, or by `line 7` for what is new
    strays: tuple[Match, ...]  # changes to what is not in the draft
    drifted: tuple[int, ...]  # indices of split or joined items that have changed meanwhile


def align_with_draft(state: State, draft: str, source: DocxSource) -> Baseline:
    """Aligns a Word document, with its changes rejected, with a draft."""
    source = with_labels_of(state, draft, source)
    there, _ = read_docx_draft(source.shown, source.name)
    there = _without_spanning(state, there)
    wordings = _wordings(state, there.document)
    version = find_version(state, draft, source, ReadDraft(there.document, wordings, ()))
    item_of = {
        match.new[0]: match.old[0]
        for match in version.matches
        if len(match.new) == 1 == len(match.old)
    }
    return Baseline(source, there, wordings, version, item_of)


def untracked_differences(baseline: Baseline, handle: str) -> Iterator[Finding]:
    """Yields findings on differences from the draft that are not tracked changes."""
    odd = [each for each in baseline.version.matches if each.fate not in _UNCHANGED]
    if odd:
        items = baseline.draft.document.items
        line = next((items[each.new[0]].line for each in odd if each.new), 0)
        message = (
            f"{count_noun(len(odd), 'paragraph is', 'paragraphs are')} not as in {handle} even"
            " without the tracked changes; those differences are nobody's, so no amendments were"
            " made of them."
        )
        yield Finding(message, Severity.WARNING, baseline.source.name, line)
    if not baseline.item_of:
        message = f"Nothing in this file is an item of {handle}; is it another document?"
        line = 1 if baseline.draft.document.title else 0
        yield Finding(message, Severity.WARNING, baseline.source.name, line)


def review_by(state: State, baseline: Baseline, accepting: Accepting) -> Review:
    """Returns the draft with some of the changes accepted, as `view` says."""
    source = baseline.source
    shown = source.with_accepted(accepting).shown
    after, _ = read_docx_draft(shown, source.name, baseline.draft)
    after = _without_spanning(state, after)
    return _Composer(state, baseline, after, _wordings(state, after.document)).review()


def _without_spanning(state: State, read: DocxDraft) -> DocxDraft:
    return evolve(read, document=without_spanning(read.document, codes(state)))


def _wordings(state: State, document: DraftDocument) -> tuple[BracketedText, ...]:
    known = codes(state)
    return tuple(
        check_storable(parse(item.text, known, markdown=True)[0]) for item in document.items
    )


def rebase_wording(state: State, old: BracketedText, now: BracketedText, new: str) -> BracketedText:
    """Applies the change from an old wording to a new one, which prevails, to the present one."""
    before, present = old.notation(), now.notation()
    if new == before:
        return now
    if before == present:
        return read_text(state, new)
    return read_text(state, settled_for_text(rebase(before, present, new)).text())


# What was proposed already, in this file or another.


def are_behind(sponsors: Collection[str], amendment: Amendment) -> bool:
    """Returns whether sponsors are backers of an amendment, or neither has any member."""
    return bool(sponsors) == bool(amendment.backers) and {*sponsors} <= {*amendment.backers}


def without_names(wording: BracketedText) -> str:
    """Returns a wording as a file has it that does not say who holds what."""
    return render(wording, False, markdown=True)


def words_now(state: State, amendment: Amendment) -> str:
    """Returns the words of an amendment over the present text."""
    words = state.version(amendment.id).wording
    if amendment.against:
        before, now = state.versions[amendment.against], state.version(amendment.target)
        words = rebase_wording(state, before.wording, now.wording, words.notation())
    return without_names(words)


def was_made_against(state: State, amendment: Amendment, texts: Collection[str]) -> bool:
    """Returns whether an amendment was made against no text, the present one, or one of some."""
    if not amendment.against:
        return True
    before = without_names(state.versions[amendment.against].wording)
    return before in (without_names(state.version(amendment.target).wording), *texts)


def amended_before(state: State, draft: str, row: AmendmentRow) -> str:
    """Returns the amendment by which the same members proposed a row for a text changed since."""
    same = (
        each.id
        for each in state.amendments.values()
        if each.draft == draft
        and each.against
        and each.kind is row.kind
        and are_behind(row.by, each)
        and without_names(state.versions[each.against].wording) == row.old
        and without_names(state.version(each.id).wording) == row.text
    )
    return next(same, "")


class _Composer:
    """Combines a changed document with the alignment of its items with the draft."""

    def __init__(
        self,
        state: State,
        baseline: Baseline,
        after: DocxDraft,
        wordings: tuple[BracketedText, ...],
    ) -> None:
        self._state = state
        self._baseline = baseline
        self._items = baseline.version.items
        self._after = after
        self._raw = wordings
        self._carried = list(wordings)
        self._changes: dict[str, Change] = {}
        self._strays: list[Match] = []
        self._drifted: list[int] = []
        self._kept: dict[int, None] = {}

    def review(self) -> Review:
        tracked = map(self._over_draft, track_items(self._baseline.draft, self._after))
        matches = [match for match in tracked if match is not None]
        # What is in the document and not in the draft is no reviewer's change.
        kept = sorted(self._kept)
        places = {at: place for place, at in enumerate(kept)}
        document = self._after.document
        document = DraftDocument(document.title, tuple(document.items[at] for at in kept))
        read = ReadDraft(document, tuple(self._carried[at] for at in kept), ())
        found = (evolve(each, new=tuple(places[at] for at in each.new)) for each in matches)
        version = evolve(self._baseline.version, read=read, matches=tuple(found))
        left = (tuple(self._strays), tuple(self._drifted))
        return Review(self._after, self._raw, version, self._changes, *left)

    def _over_draft(self, match: Match) -> Match | None:
        if match.fate is BlockChange.INSERTED:
            self._kept[match.new[0]] = None
            line = self._after.document.items[match.new[0]].line
            self._changes[f"line {line}"] = self._change(match)
            return match
        item_of = self._baseline.item_of
        old = tuple(item_of[at] for at in match.old if at in item_of)
        if len(old) < len(match.old):
            if match.fate is not BlockChange.KEPT:
                self._strays.append(match)
            return None
        if match.fate is not BlockChange.KEPT:
            self._changes[self._items[old[0]].id] = self._change(match)
        self._kept.update(dict.fromkeys(match.new))
        if len(match.old) == 1 == len(match.new):
            before, now = self._baseline.wordings[match.old[0]], self._now(old[0])
            new = self._raw[match.new[0]].notation()
            self._carried[match.new[0]] = rebase_wording(self._state, before, now, new)
        elif match.new:
            self._drifted += [
                at
                for at, there in zip(old, match.old, strict=True)
                if self._now(at) != self._baseline.wordings[there]
            ]
        return evolve(match, old=old)

    def _change(self, match: Match) -> Change:
        return change_of(self._baseline.draft, self._after, match)

    def _now(self, at: int) -> BracketedText:
        return self._state.version(self._items[at].id).wording


def change_of(before: DocxDraft, after: DocxDraft, match: Match) -> Change:
    """Returns what a match of the items of two documents changes."""
    old, new = [before.places[at] for at in match.old], [after.places[at] for at in match.new]
    return Change(
        tuple(before.document.items[at].text for at in match.old),
        tuple(after.document.items[at].text for at in match.new),
        numbers_of(*old, *new),
    )


def numbers_of(*places: Place) -> frozenset[int]:
    """Returns the numbers of the paragraphs that items of a document are made of."""
    paragraphs = (paragraph for place in places for paragraph in place.paragraphs())
    return frozenset(number for paragraph in paragraphs for number in paragraph.numbers)


def nested_changes(document: Document) -> dict[tuple[str, str], frozenset[int]]:
    """Finds the changes to words that are themselves only proposed, and that stay within these.

    Returns their numbers for each author of such words, and each other author who changed them.
    """
    runs: Counter[int] = Counter()
    within: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for paragraph in document.paragraphs():
        for run in paragraph.runs:
            givers = {mark.author for mark in run.marks if mark.kind.inserts}
            for mark in run.marks:
                runs[mark.number] += 1
                for giver in givers - {mark.author}:
                    within[giver, mark.author][mark.number] += 1
    found = {}
    for pair, counts in within.items():
        numbers = frozenset(number for number, count in counts.items() if count == runs[number])
        if numbers:
            found[pair] = numbers
    return found


def with_nested(authors: Collection[str], numbers: frozenset[int]) -> Accepting:
    """Returns a predicate that accepts all changes of some authors, and other changes by number."""

    def accepts(revision: Revision) -> bool:
        return revision.author in authors or revision.number in numbers

    return accepts


_LONGEST_QUOTE = 120  # characters; a comment on more is on the paragraph


class CommentIndex:
    """Index of comments and changes by the paragraphs that they are in."""

    def __init__(self, document: Document) -> None:
        self.comments = document.comments
        self._by_id = {each.id: each for each in document.comments}
        self._by_author: dict[str, list[Comment]] = {}
        for each in document.comments:
            if each.text:
                self._by_author.setdefault(each.author, []).append(each)
        self._numbers: dict[str, list[int]] = {}
        self._quotes: dict[str, list[str]] = {}
        self._whole: dict[int, str] = {}
        self._revisions: dict[int, list[Revision]] = {}
        self._changed: Counter[str] = Counter()
        for paragraph in document.paragraphs():
            marks = [*paragraph.mark, *(change for change, _ in paragraph.former)]
            words = []
            for run in paragraph.runs:
                marks += run.marks
                if is_shown(run.marks, ACCEPT):
                    words.append(run.text)
                for key in run.comments:
                    self._quotes.setdefault(key, []).append(run.text)
            about = [key for run in paragraph.runs for key in run.comments]
            for key in dict.fromkeys((*about, *paragraph.comments)):
                self._numbers.setdefault(key, []).append(paragraph.number)
            self._whole[paragraph.number] = "".join(words)
            self._revisions[paragraph.number] = marks
            authors = {each.author for each in marks if each.kind is not RevisionKind.FORMATTED}
            self._changed.update(authors)

    def by(self, author: str) -> list[Comment]:
        """Returns the comments of an author that have text, in the order of the file."""
        return self._by_author.get(author, [])

    def changed(self, author: str) -> int:
        """Returns in how many paragraphs an author changed words or marks."""
        return self._changed[author]

    def numbers(self, comment: Comment) -> list[int]:
        """Returns the paragraphs that a comment is on; else those of what it answers."""
        seen: set[str] = set()
        while comment.id not in self._numbers and comment.answers in self._by_id:
            if comment.id in seen:
                break
            seen.add(comment.id)
            comment = self._by_id[comment.answers]
        return self._numbers.get(comment.id, [])

    def said(self, comment: Comment) -> str:
        """Returns the text of a comment, after the words it is on where those are not the whole."""
        quote = " ".join("".join(self._quotes.get(comment.id, ())).split())
        numbers = self._numbers.get(comment.id, [])
        whole = " ".join(" ".join(self._whole[number] for number in numbers).split())
        if not quote or quote == whole or len(quote) > _LONGEST_QUOTE:
            return comment.text
        return f"“{quote}”: {comment.text}"

    def day(self, authors: Collection[str], numbers: Collection[int]) -> datetime.date | None:
        """Returns the last day on which some authors changed some paragraphs; None if unknown."""
        return max(self._days(authors, numbers), default=None)

    def _days(self, authors: Collection[str], numbers: Iterable[int]) -> Iterable[datetime.date]:
        for number in numbers:
            for revision in self._revisions.get(number, ()):
                if revision.author in authors and revision.date is not None:
                    yield revision.date.date()
