"""Intermediate document for conversion: numbers typed out, tables and notes flattened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from consensus.formats.docx.document import (
    ACCEPT,
    REJECT,
    Accepting,
    Block,
    Cell,
    Document,
    Note,
    NoteKind,
    Paragraph,
    ParagraphFormat,
    RevisionKind,
    Row,
    Run,
    Table,
    paragraphs_of,
)
from consensus.formats.docx.styles import TITLE, heading_format, text_format
from consensus.formats.docx.view import BETWEEN_CELLS, ShownParagraph, ShownRow, view
from consensus.formats.draft import FOOTNOTE, DraftDocument, LabelNesting
from consensus.formats.draft_text import read_pipe_table
from consensus.formats.labels import join_label, split_label
from consensus.formats.typesetter import REFERENCE, Marks
from consensus.model.drafts import ItemKind

_PLAIN_KINDS = {
    RevisionKind.MOVED_FROM: RevisionKind.DELETED,
    RevisionKind.MOVED_TO: RevisionKind.INSERTED,
}


def document_of(draft: DraftDocument) -> Document:
    """Returns a draft as a document: labels typed out, footnotes behind the text."""
    body: list[Block] = []
    if draft.title:
        body.append(Paragraph(0, (Run(draft.title),), format=ParagraphFormat(TITLE)))
    above: list[tuple[int, bool]] = []
    for item in draft.items:
        while above and above[-1][0] >= item.depth:
            above.pop()
        is_section = item.kind is ItemKind.SECTION
        headings = sum(each for _, each in above)
        if item.kind is ItemKind.FOOTNOTE:
            words, how = f"{item.label}: {item.text}", ParagraphFormat()
        else:
            label = join_label(item.label, "")
            words = f"{label}\t{item.text}" if label and item.text else label or item.text
            how = heading_format(headings + 1) if is_section else text_format(len(above) - headings)
        above.append((item.depth, is_section))
        table = None if item.label else read_pipe_table(item.text)
        body.append(table or Paragraph(0, (Run(words),), format=how))
    return Document(tuple(body))


def with_labels_split(document: Document) -> Document:
    """Returns a document of typed text with labels split off and depths derived from them."""
    body: list[Block] = []
    nesting = LabelNesting(0)
    for paragraph in paragraphs_of(document.body):
        if paragraph.format.heading or paragraph.format.style == TITLE:
            nesting.reset()
            body.append(paragraph)
            continue
        label, rest = split_label(paragraph.text)
        depth = nesting.depth_of(label)
        nesting.add(label, rest, depth)
        first = paragraph.runs[0]
        begin, own_rest = split_label(first.text)
        runs = paragraph.runs
        if begin and own_rest:
            runs = (Run(f"{join_label(begin, '')}\t{own_rest}", first.marks), *runs[1:])
        body.append(attrs.evolve(paragraph, runs=runs, format=text_format(depth)))
    return Document(tuple(body), document.notes)


def with_notes(document: Document) -> Document:
    """Returns a document with its paragraphs `[^1]: …` as the notes that the text refers to."""
    said: dict[str, Paragraph] = {}
    for paragraph in paragraphs_of(document.body):
        if found := FOOTNOTE.match(paragraph.text):
            said.setdefault(found[1], _after(paragraph, found.end()))
    notes: dict[str, Note] = {}

    def referring(paragraph: Paragraph) -> Paragraph:
        if FOOTNOTE.match(paragraph.text):
            return paragraph
        runs: list[Run] = []
        for run in paragraph.runs:
            place = 0
            for found in REFERENCE.finditer(run.text):
                label = found[0]
                if label not in said or label in notes:
                    continue
                key = f"{NoteKind.FOOTNOTE} {len(notes) + 1}"
                notes[label] = Note(key, NoteKind.FOOTNOTE, label, (said[label],))
                runs.append(Run(run.text[place : found.start()], run.marks))
                runs.append(Run("", run.marks, note=key))
                place = found.end()
            runs.append(Run(run.text[place:], run.marks))
        return attrs.evolve(paragraph, runs=tuple(run for run in runs if run.text or run.note))

    def is_note(block: Block) -> bool:
        found = FOOTNOTE.match(block.text) if isinstance(block, Paragraph) else None
        return found is not None and found[1] in notes

    body = list(_map_paragraphs(document.body, referring))
    return Document(tuple(each for each in body if not is_note(each)), tuple(notes.values()))


def _after(paragraph: Paragraph, place: int) -> Paragraph:
    runs: list[Run] = []
    for run in paragraph.runs:
        if text := run.text[place:]:
            runs.append(Run(text, run.marks))
        place = max(place - len(run.text), 0)
    return Paragraph(0, tuple(runs))


def resolve_changes(document: Document, accepting: Accepting) -> Document:
    """Returns a document with some changes accepted, the others rejected, and none left."""
    shown = view(document, accepting)
    notes = (
        attrs.evolve(each.note, blocks=(Paragraph(0, (Run(each.text),)),)) for each in shown.notes
    )
    blocks = (
        Paragraph(0, (Run(each.text),)) if isinstance(each, ShownRow) else _plain(each)
        for each in shown.blocks
    )
    return Document(tuple(blocks), tuple(notes))


def _plain(block: ShownParagraph) -> Paragraph:
    label = (Run(f"{block.label}\t"),) if block.label else ()
    runs = tuple(
        Run("", note=run.run.note) if run.run.note else Run(run.text) for run in block.runs
    )
    return Paragraph(0, (*label, *runs), format=attrs.evolve(block.format, place=None))


def with_typed_numbers(document: Document) -> Document:
    """Returns a document with automatic numbers as text, computed with all changes accepted."""
    labels: dict[int, str] = {}
    for accepting in (ACCEPT, REJECT):
        for block in view(document, accepting).blocks:
            for paragraph in block.paragraphs():
                if paragraph.label:
                    labels.setdefault(paragraph.numbers[-1], paragraph.label)

    def written(paragraph: Paragraph) -> Paragraph:
        label = labels.get(paragraph.number)
        if label is None:
            return paragraph
        # A paragraph that comes or goes whole does so with its number.
        marks = paragraph.mark if all(run.marks for run in paragraph.runs) else ()
        how = attrs.evolve(paragraph.format, place=None)
        if paragraph.format.place and not how.heading and how.style != TITLE:
            how = text_format(paragraph.format.place.level)
        runs = (Run(f"{label}\t", marks), *paragraph.runs)
        return attrs.evolve(paragraph, runs=runs, format=how)

    return attrs.evolve(document, body=tuple(_map_paragraphs(document.body, written)))


def _map_paragraphs(
    blocks: Iterable[Block], change: Callable[[Paragraph], Paragraph]
) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield change(block)
            continue
        rows = []
        for row in block.rows:
            inside = (tuple(_map_paragraphs(cell.blocks, change)) for cell in row.cells)
            pairs = zip(row.cells, inside, strict=True)
            cells = tuple(attrs.evolve(cell, blocks=blocks) for cell, blocks in pairs)
            rows.append(attrs.evolve(row, cells=cells))
        yield Table(tuple(rows))


def flatten(document: Document, keeping_tables: bool = False) -> tuple[Document, Counter[str]]:
    """Returns a document with one change in a run at most, and none of rows, and what that lost.

    Notes come last; without `keeping_tables` each row of a table becomes a paragraph.
    """
    lost: Counter[str] = Counter()
    labels = {note.key: note.label for note in document.notes}

    def flattened(paragraph: Paragraph) -> Paragraph:
        return _flat_paragraph(paragraph, labels, lost)

    blocks = _marked_through(document.body, ())
    body = list(_map_paragraphs(blocks if keeping_tables else _lines(blocks, lost), flattened))
    for note in document.notes:
        runs = [Run(f"{note.label}: ")]
        for number, paragraph in enumerate(paragraphs_of(note.blocks)):
            runs += [Run(" ")] * bool(number)
            runs += flattened(paragraph).runs
        body.append(Paragraph(0, tuple(_stripped(runs))))
    left = [each for each in body if isinstance(each, Table) or each.runs or each.mark]
    return Document(tuple(left)), lost


def _marked_through(blocks: Iterable[Block], outer: Marks) -> Iterator[Block]:
    """Yields blocks in which the content of a row carries the changes of the row, too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            runs = (attrs.evolve(run, marks=(*outer, *run.marks)) for run in block.runs)
            yield attrs.evolve(block, runs=tuple(runs), mark=(*outer, *block.mark))
            continue
        rows = []
        for row in block.rows:
            marks = (*outer, *row.marks)
            cells = tuple(
                Cell(tuple(_marked_through(cell.blocks, (*marks, *cell.marks))))
                for cell in row.cells
            )
            rows.append(Row(cells, marks))
        yield Table(tuple(rows))


def _stripped(runs: Sequence[Run]) -> Iterator[Run]:
    yield runs[0]
    is_begun = False
    for run in runs[1:]:
        text = run.text if is_begun else run.text.lstrip()
        if text:
            is_begun = True
            yield attrs.evolve(run, text=text)


def _lines(blocks: Iterable[Block], lost: Counter[str]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for row in block.rows:
            lost["rows"] += 1
            yield _line(row)


def _line(row: Row) -> Paragraph:
    runs: list[Run] = []
    for number, cell in enumerate(row.cells):
        runs += [Run(BETWEEN_CELLS, row.marks)] * bool(number)
        runs += [run for paragraph in paragraphs_of(cell.blocks) for run in paragraph.runs]
    return Paragraph(0, tuple(runs), row.marks)


def _flat_paragraph(paragraph: Paragraph, labels: dict[str, str], lost: Counter[str]) -> Paragraph:
    runs: list[Run] = []
    for run in paragraph.runs:
        marks = _one_mark(run.marks, lost)
        text = labels.get(run.note, "") if run.note else run.text
        if text and marks is not None:
            runs.append(Run(text, marks))
    mark = _one_mark(paragraph.mark, Counter()) or ()
    return Paragraph(0, tuple(runs), mark, paragraph.format)


def _one_mark(marks: Marks, lost: Counter[str]) -> Marks | None:
    """Returns the change that some words belong to; None for those in neither text."""
    adding = [each for each in marks if each.kind.inserts]
    taking = [each for each in marks if each.kind.deletes]
    if adding and taking:
        lost["passages"] += 1
        return None
    found = (adding or taking)[:1]
    lost["moves"] += sum(each.kind in _PLAIN_KINDS for each in found)
    return tuple(
        attrs.evolve(each, kind=_PLAIN_KINDS.get(each.kind, each.kind), move="") for each in found
    )
