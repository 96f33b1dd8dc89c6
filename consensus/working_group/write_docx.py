"""Writes drafts, with what changed in them, and the reference document as Word files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import Enum, StrEnum, auto

import attrs
from attrs import frozen

from consensus.errors import Rejected
from consensus.finding import Finding, Severity
from consensus.formats.bracket_notation import check_clean, check_lifted
from consensus.formats.docx.document import (
    Document,
    Note,
    Paragraph,
    ParagraphFormat,
    Revision,
    RevisionKind,
    Run,
    Table,
)
from consensus.formats.docx.styles import TITLE, heading_format, text_format
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.tracked_amendments import set_amendments
from consensus.formats.typesetter import (
    Marks,
    Typesetter,
    add_footnote,
    format_of,
    printed_label,
    strike_runs,
)
from consensus.model.drafts import ItemKind
from consensus.model.state import State
from consensus.reports import reference, revisions
from consensus.reports.amendments import PieceKind, compare_texts
from consensus.reports.audience import Audience
from consensus.reports.revisions import FIRST, PRESENT, Issue, concordance, find_issue
from consensus.text.brackets import render
from consensus.text.edit import heaviest_increasing_subsequence
from consensus.working_group.docx_blocks import table_row
from consensus.working_group.queries import Queries

_ROLLING = "Rolling text"
_CLEAN = "Clean text"
_AMENDMENTS = "Amendments over the present text"


class DocxKind(StrEnum):
    """The content of a Word document of a draft."""

    CLEAN = "clean"
    """The text, which must have no brackets left."""
    ROLLING = "rolling"
    """The text with its brackets."""
    TRACKED = "tracked"
    """The text, with what changed since another state of it as tracked changes."""
    AMENDMENTS = "amendments"
    """The text, with what the undecided amendments would change as tracked changes."""


@frozen
class DocxDraft:
    """A draft as a Word document, before it is written."""

    document: Document  # what is written
    title_block: TitleBlock  # what its headers say
    findings: tuple[Finding, ...] = ()  # what is not in it


def write_docx(
    state: State,
    draft: str,
    kind: DocxKind = DocxKind.ROLLING,
    *,
    revision: str = PRESENT,
    against: str = "",
    names: bool = False,
    audience: Audience = Audience.PUBLIC,
    symbol: str = "",
    issued: datetime | None = None,
    with_concordance: bool = False,
) -> bytes:
    """Returns a draft as the bytes of a Word document.

    Args:
        kind: what the document shows.
        revision: which state of the draft, named as in `find_issue`; empty for the present text.
        against: for `TRACKED`, which state it is compared with; empty for the one issued before it.
        names: whether brackets say who holds what.
        audience: who it is for; amendments, which name their sponsors, are not for the public.
        symbol: the symbol of the document; empty for none.
        issued: the time that the present text is printed with; a revision has its own.
        with_concordance: whether a table of what the revision did to the labels follows the text.

    Returns:
        The bytes of the file, the same for the same record.

    Raises:
        NotFound: no revision has such a name, or there is no concordance to go with the text.
        Rejected: the audience may not see what was asked for.
        Unresolved: `CLEAN` was asked for, and brackets are left.
    """
    found = set_docx(
        state,
        draft,
        kind,
        revision=revision,
        against=against,
        names=names,
        audience=audience,
        symbol=symbol,
        issued=issued,
        with_concordance=with_concordance,
    )
    return write_document(found.document, found.title_block)


def last_recorded(group: Queries) -> datetime | None:
    """Returns the time of the last step, which dates the present text."""
    steps = group.steps()
    return steps[-1].recorded if steps else None


def set_docx(
    state: State,
    draft: str,
    kind: DocxKind = DocxKind.ROLLING,
    *,
    revision: str = PRESENT,
    against: str = "",
    names: bool = False,
    audience: Audience = Audience.PUBLIC,
    symbol: str = "",
    issued: datetime | None = None,
    with_concordance: bool = False,
) -> DocxDraft:
    """Returns a draft as a Word document to be written or inspected; arguments as `write_docx`."""
    issue = find_issue(state, draft, revision)
    findings: tuple[Finding, ...] = ()
    left_out = ""
    if kind in (DocxKind.CLEAN, DocxKind.TRACKED) or issue.issued:
        left_out = revisions.left_out_sentence(state, issue)
        issue = issue.clean()
    match kind:
        case DocxKind.CLEAN:
            check_clean(
                (issue.labels[item] or state.handle_of(item), state.versions[version])
                for item, version in issue.versions.items()
            )
            check_lifted(issue.spanning)
            document, name = set_issue(state, draft, issue), _CLEAN
        case DocxKind.ROLLING:
            document, name = set_issue(state, draft, issue, names), _ROLLING
        case DocxKind.TRACKED:
            earlier = find_issue(state, draft, against or _issued_before(state, draft, issue))
            document = set_changes(state, draft, earlier, issue, names)
            name = f"{_ROLLING}, changes since {earlier.name}"
        case DocxKind.AMENDMENTS:
            document, findings = _amendments(state, draft, names, audience)
            name = _AMENDMENTS
    if with_concordance:
        document = attrs.evolve(document, body=(*document.body, *_concordance(state, draft, issue)))
    if issue.issued is not None:
        name, issued = issue.name, issue.issued
    title_block = TitleBlock(
        body=state.title,
        title=state.drafts[draft].title,
        name=name,
        symbol=symbol,
        issued=issued,
        standing=issue.standing,
        language=issue.language,
        left_out=left_out,
    )
    if left_out:
        findings += (Finding(left_out, Severity.NOTE),)
    return DocxDraft(document, title_block, findings)


def _issued_before(state: State, draft: str, issue: Issue) -> str:
    names = [each.name for each in state.revisions.values() if each.draft == draft]
    if issue.name in names:
        names = names[: names.index(issue.name)]
    return names[-1] if names else FIRST


def _amendments(
    state: State, draft: str, names: bool, audience: Audience
) -> tuple[Document, tuple[Finding, ...]]:
    if not audience.sees_names:
        raise Rejected(
            "amendments as tracked changes name their sponsors, which the public does not see; say"
            " that the document is for members or for the secretariat"
        )
    found = set_amendments(state, draft, names)
    if not found.left_out:
        return found.document, ()
    note = Finding(
        f"{', '.join(found.left_out)} amend other amendments, or what was rejected or withdrawn,"
        " and not the present text; they are not in the document.",
        Severity.NOTE,
    )
    return found.document, (note,)


def _concordance(state: State, draft: str, issue: Issue) -> Iterable[Paragraph | Table]:
    """Yields the heading and table of a concordance; new items under the label in discussion."""
    found = concordance(state, draft, issue.name)
    discussed = {
        state.handle_of(line.item): line.old
        for revision in state.revisions.values()
        if revision.draft == draft and revision.name == issue.name
        for line in revision.concordance
    }
    rows = [
        (discussed[line.handle] or "–", line.new or "–", line.change.value)
        for line in found.lines
        if discussed[line.handle] or line.new
    ]
    yield Paragraph(0, (Run(f"Concordance of labels, {found.name}"),), format=heading_format(1))
    yield Table(tuple(map(table_row, (("Was", "Is", "What became of it"), *rows))))


# A character that would be part of a bracket in the notation, and is not in the text.
_SIGN = re.compile(r"\\([\[\]|:\\])")


def write_reference_docx(document: reference.ReferenceDocument, language: str = "en") -> bytes:
    """Returns a reference document as Word bytes, with notes on a text as footnotes."""
    title_block = TitleBlock(
        body=document.title,
        title="Reference document",
        name="Reference document",
        issued=document.as_of,
        language=language,
    )
    notes: list[Note] = []
    body = tuple(_paragraphs(document, notes))
    return write_document(Document(body, tuple(notes)), title_block)


def _paragraphs(document: reference.ReferenceDocument, notes: list[Note]) -> Iterator[Paragraph]:
    yield Paragraph(0, (Run(reference.preface(document)),))
    for heading, items in reference.document_parts(document):
        yield Paragraph(0, (Run(heading),), format=heading_format(1))
        under = ""
        if not items:
            yield Paragraph(0, (Run("Nothing."),))
        for each in items:
            if each.heading and each.heading != under:
                yield Paragraph(0, (Run(each.heading),), format=heading_format(2))
            under = each.heading
            yield _paragraph(each, notes)
    if ending := reference.closing_sentence(document):
        yield Paragraph(0, (Run(ending),))


def _paragraph(item: reference.ReferenceItem, notes: list[Note]) -> Paragraph:
    text = _SIGN.sub(r"\1", item.text)
    runs = [Run(f"{item.label or item.handle}\t{text}")]
    said = "; ".join(filter(None, (item.standing, *reference.item_notes(item))))
    if said:
        runs.append(add_footnote(notes, [Run(f"{said[:1].upper()}{said[1:]}.")]))
    return Paragraph(0, tuple(runs), format=text_format(1))


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
                item: (signs[item].written if item in signs else render)(
                    state.versions[issue.versions[item]].wording, names, markdown=True
                )
                for item in issue.items
            }
            for issue in (before, after)
            for signs in [issue.signs(state, names)]
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
            text = raw[item]
            # A footnote does not refer to others: Word knows no notes to notes.
            if self._state.items[item].kind is not ItemKind.FOOTNOTE:
                text = self._setter.with_signs(text, footnotes, used)
            texts[item] = text
            used |= self._setter.referred(text)
        return _Side(texts, dict(issue.labels))

    def document(self) -> Document:
        """Returns the whole document."""
        title = Paragraph(0, (Run(self._title),), format=ParagraphFormat(TITLE))
        body = [title] if self._title else []
        fates = _fates(self._paragraphs(self._old), self._paragraphs(self._new))
        body += (self._paragraph(item, fate) for item, fate in fates)
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
