"""What a reviewer's changes in a Word document make of a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from consensus.finding import Finding, Severity
from consensus.formats.docx.document import Accepting
from consensus.formats.draft import DraftDocument
from consensus.formats.draft_docx import DocxDraft, DocxSource, Place, read_docx_draft, trace
from consensus.model.state import State
from consensus.text.blocks import BlockChange, Match
from consensus.text.brackets import BracketedText, parse
from consensus.text.merge import rebase, settled_for_text
from consensus.working_group.bracket_notation import codes, read_text, storable
from consensus.working_group.drafting import ReadDraft
from consensus.working_group.import_drafts import DraftVersion, find_version
from consensus.working_group.note_labels import with_labels_of

_UNCHANGED = (BlockChange.KEPT, BlockChange.MOVED)


@frozen
class Baseline:
    """A Word document without any of its changes, laid beside the draft that it was made of.

    Attributes:
        source: the file.
        draft: the document without its changes.
        wordings: the text of each of its items.
        version: the same as a version of the draft.
        item_of: the index in `version.items` of the item that each item of the document is; those
            that are none, or parts of one, are left out.
    """

    source: DocxSource
    draft: DocxDraft
    wordings: tuple[BracketedText, ...]
    version: DraftVersion
    item_of: Mapping[int, int]


@frozen
class Change:
    """What a reviewer changed in one place of the document.

    Attributes:
        old: the texts that stood there.
        new: the texts that would.
        numbers: the numbers of the paragraphs that it is about.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    numbers: frozenset[int]


@frozen
class Review:
    """What a reviewer's changes make of the draft.

    Attributes:
        draft: the document with those changes.
        wordings: the text of each of its items, as the document has it.
        version: the same as a version of the draft: its present text with those changes.
        changes: what was changed, by the id of the item, or by `line 7` for what is new.
        strays: changes to what is not in the draft.
        drifted: the indices, in the draft, of items that were split or joined and have changed
            since the document was made.
    """

    draft: DocxDraft
    wordings: tuple[BracketedText, ...]
    version: DraftVersion
    changes: Mapping[str, Change]
    strays: tuple[Match, ...]
    drifted: tuple[int, ...]


def lay_beside(state: State, draft: str, source: DocxSource) -> Baseline:
    """Lay a Word document, without its changes, beside a draft.

    Args:
        state: where the draft is.
        draft: its id.
        source: the file.
    """
    source = with_labels_of(state, draft, source)
    there, _ = read_docx_draft(source.shown, source.name)
    wordings = _wordings(state, there.document)
    version = find_version(state, draft, source, ReadDraft(there.document, wordings, ()))
    item_of = {
        match.new[0]: match.old[0]
        for match in version.matches
        if len(match.new) == 1 == len(match.old)
    }
    return Baseline(source, there, wordings, version, item_of)


def untracked(baseline: Baseline, handle: str) -> Iterator[Finding]:
    """Yield what differs from the draft without being marked as a change."""
    odd = [each for each in baseline.version.matches if each.fate not in _UNCHANGED]
    if odd:
        items = baseline.draft.document.items
        line = next((items[each.new[0]].line for each in odd if each.new), 0)
        yield Finding(
            f"{_paragraphs(len(odd))} not as in {handle} even without the tracked changes; those"
            " differences are nobody's, so no amendments were made of them.",
            Severity.WARNING,
            baseline.source.name,
            line,
        )
    title = baseline.draft.document.title
    if not baseline.item_of:
        yield Finding(
            f"Nothing in this file is an item of {handle}; is it another document?",
            Severity.WARNING,
            baseline.source.name,
            1 if title else 0,
        )


def _paragraphs(count: int) -> str:
    return "1 paragraph is" if count == 1 else f"{count} paragraphs are"


def review_by(state: State, baseline: Baseline, accepting: Accepting) -> Review:
    """What the draft becomes when some of the changes are accepted, as `view` says."""
    source = baseline.source
    shown = source.taking(accepting).shown
    after, _ = read_docx_draft(shown, source.name, baseline.draft)
    wordings = _wordings(state, after.document)
    return _Composer(state, baseline, after, wordings).review()


def _wordings(state: State, document: DraftDocument) -> tuple[BracketedText, ...]:
    known = codes(state)
    return tuple(storable(parse(item.text, known, markdown=True)[0]) for item in document.items)


def carried(state: State, old: BracketedText, now: BracketedText, new: str) -> BracketedText:
    """What somebody who changed an old wording to a new one would make of the present one.

    Where both changed the same words, theirs stand.
    """
    before, present = old.notation(), now.notation()
    if new == before:
        return now
    if before == present:
        return read_text(state, new)
    return read_text(state, settled_for_text(rebase(before, present, new)).text())


class _Composer:
    """Puts what became of the document's items together with which items of the draft they are."""

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
        matches = []
        for match in trace(self._baseline.draft, self._after):
            found = self._over_draft(match)
            if found is not None:
                matches.append(found)
        # What is in the document and not in the draft is nobody's change.
        kept = sorted(self._kept)
        places = {at: place for place, at in enumerate(kept)}
        version = evolve(
            self._baseline.version,
            read=ReadDraft(
                DraftDocument(
                    self._after.document.title,
                    tuple(self._after.document.items[at] for at in kept),
                ),
                tuple(self._carried[at] for at in kept),
                (),
            ),
            matches=tuple(
                evolve(each, new=tuple(places[at] for at in each.new)) for each in matches
            ),
        )
        return Review(
            self._after,
            self._raw,
            version,
            self._changes,
            tuple(self._strays),
            tuple(self._drifted),
        )

    def _over_draft(self, match: Match) -> Match | None:
        """The same match with the items of the draft for those of the document."""
        if match.fate is BlockChange.INSERTED:
            self._kept[match.new[0]] = None
            line = self._after.document.items[match.new[0]].line
            self._note(f"line {line}", match)
            return match
        item_of = self._baseline.item_of
        old = tuple(item_of[at] for at in match.old if at in item_of)
        if len(old) < len(match.old):
            if match.fate is not BlockChange.KEPT:
                self._strays.append(match)
            return None
        if match.fate is not BlockChange.KEPT:
            self._note(self._items[old[0]].id, match)
        self._kept.update(dict.fromkeys(match.new))
        if len(match.old) == 1 == len(match.new):
            self._carry(match, old[0])
        elif match.new:
            self._drifted += [
                at
                for at, there in zip(old, match.old, strict=True)
                if self._now(at) != self._baseline.wordings[there]
            ]
        return evolve(match, old=old)

    def _carry(self, match: Match, at: int) -> None:
        old = self._baseline.wordings[match.old[0]]
        new = self._raw[match.new[0]].notation()
        self._carried[match.new[0]] = carried(self._state, old, self._now(at), new)

    def _now(self, at: int) -> BracketedText:
        return self._state.version(self._items[at].id).wording

    def _note(self, key: str, match: Match) -> None:
        before, after = self._baseline.draft, self._after
        numbers = [
            *_numbers(before.places[at] for at in match.old),
            *_numbers(after.places[at] for at in match.new),
        ]
        self._changes[key] = Change(
            tuple(before.document.items[at].text for at in match.old),
            tuple(after.document.items[at].text for at in match.new),
            frozenset(numbers),
        )


def _numbers(places: Iterator[Place] | Sequence[Place]) -> Iterator[int]:
    for place in places:
        for paragraph in place.paragraphs():
            yield from paragraph.numbers


def numbers_of(place: Place) -> frozenset[int]:
    """The numbers of the paragraphs that an item of a document is made of."""
    return frozenset(_numbers((place,)))
