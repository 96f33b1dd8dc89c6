"""View of a document with some of its tracked changes accepted and the others rejected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from attrs import frozen

from consensus.formats.docx.document import (
    ACCEPT,
    Accepting,
    Block,
    Document,
    Note,
    Paragraph,
    ParagraphFormat,
    Run,
    Table,
    is_accepted,
    is_shown,
)
from consensus.formats.docx.numbering import Counter

BETWEEN_CELLS = " | "


@frozen
class ShownRun:
    """A run that is visible in the view."""

    text: str  # what is printed; `[^3]` for the reference to a note
    run: Run  # the run
    paragraph: int  # the number of the paragraph that it came from
    index: int  # its place among the runs of that paragraph


@frozen
class ShownParagraph:
    """A paragraph that is visible in the view, perhaps joined from several."""

    numbers: tuple[int, ...]  # the numbers of the paragraphs that it is joined of; mostly one
    runs: tuple[ShownRun, ...]  # its visible runs
    format: ParagraphFormat  # what it is: that of the last of its paragraphs, whose mark is left
    # what is printed before it by automatic numbering; empty for none, `•` for a bullet
    label: str = ""
    is_bulleted: bool = False  # whether it is an item of a list without numbers
    # the ids of the comments that stand in it or are about its words
    comments: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The number of the first paragraph that it is joined from."""
        return self.numbers[0]

    @property
    def words(self) -> str:
        """Its text without the automatic number before it."""
        return "".join([run.text for run in self.runs])

    @property
    def text(self) -> str:
        """Its text as it is printed."""
        return f"{self.label} {self.words}" if self.label else self.words

    def paragraphs(self) -> Iterator[ShownParagraph]:
        """Yields this paragraph, as a row of a table yields those of its cells."""
        yield self


@frozen
class ShownRow:
    """A row of a table that is visible in the view."""

    cells: tuple[tuple[ShownBlock, ...], ...]
    merged: frozenset[int] = frozenset()  # the places of those that are one with the cell above

    @property
    def number(self) -> int:
        """The number of the first paragraph in it; 0 for a row without any."""
        return next((each.number for each in self.paragraphs()), 0)

    @property
    def text(self) -> str:
        """Its cells as they are printed, side by side."""
        # Each text is made once, or else tables in tables would take twice as long for each level.
        cells = ((block.text for block in cell) for cell in self.cells)
        return BETWEEN_CELLS.join(" ".join(filter(None, cell)) for cell in cells)

    @property
    def comments(self) -> tuple[str, ...]:
        """The ids of the comments in it."""
        return tuple(dict.fromkeys(key for each in self.paragraphs() for key in each.comments))

    def paragraphs(self) -> Iterator[ShownParagraph]:
        """Yields the paragraphs in its cells."""
        for cell in self.cells:
            for block in cell:
                yield from block.paragraphs()


ShownBlock: TypeAlias = ShownParagraph | ShownRow


@frozen
class ShownNote:
    """A footnote or endnote whose reference is visible in the view, and what it says."""

    note: Note
    blocks: tuple[ShownBlock, ...]

    @property
    def number(self) -> int:
        """The number of the first paragraph in it; 0 for a note without any."""
        return next((each.number for each in self.paragraphs()), 0)

    def paragraphs(self) -> Iterator[ShownParagraph]:
        """Yields its paragraphs."""
        for block in self.blocks:
            yield from block.paragraphs()

    @property
    def text(self) -> str:
        """Its text, on one line."""
        return " ".join(filter(None, (block.text for block in self.blocks))).strip()


@frozen
class View:
    """The blocks of a document, empty ones included, and its notes, with some changes accepted."""

    blocks: tuple[ShownBlock, ...]
    notes: tuple[ShownNote, ...]


def view(document: Document, accepting: Accepting = "accept") -> View:
    """Returns the document with some of its changes accepted and all others rejected.

    A paragraph whose mark is gone goes on into the next one and becomes a part of it. Automatic
    numbers are counted over what is there.
    """
    viewer = _Viewer(document, accepting)
    blocks = tuple(viewer.blocks(document.body))
    shown = {run.run.note for block in blocks for each in block.paragraphs() for run in each.runs}
    notes = tuple(
        ShownNote(note, tuple(viewer.blocks(note.blocks)))
        for note in document.notes
        if note.key in shown
    )
    return View(blocks, notes)


class _Viewer:
    def __init__(self, document: Document, accepting: Accepting) -> None:
        self._accepting = accepting
        self._counter = Counter(document.numberings)
        self._labels: Mapping[str, str] = {note.key: note.label for note in document.notes}

    def blocks(self, blocks: Iterable[Block]) -> Iterator[ShownBlock]:
        paragraphs: list[Paragraph] = []
        runs: list[ShownRun] = []
        for block in blocks:
            if isinstance(block, Paragraph):
                paragraphs.append(block)
                runs += self._runs(block)
                if is_shown(block.mark, self._accepting):
                    yield self._joined(paragraphs, runs)
                    paragraphs, runs = [], []
                continue
            # What has lost its mark cannot go on into a table.
            if any(run.text for run in runs):
                yield self._joined(paragraphs, runs)
            paragraphs, runs = [], []
            yield from self._rows(block)
        if any(run.text for run in runs):
            yield self._joined(paragraphs, runs)

    def _runs(self, paragraph: Paragraph) -> Iterator[ShownRun]:
        for index, run in enumerate(paragraph.runs):
            if is_shown(run.marks, self._accepting):
                text = self._labels.get(run.note, "") if run.note else run.text
                yield ShownRun(text, run, paragraph.number, index)

    def _joined(self, paragraphs: list[Paragraph], runs: list[ShownRun]) -> ShownParagraph:
        last = paragraphs[-1]
        style = last.format
        # Word keeps the format before each change; that of the first one not accepted holds.
        for revision, before in last.former:
            if not is_accepted(revision, self._accepting):
                style = before
                break
        label, is_bulleted = "", False
        if style.place is not None:
            label, is_bulleted = self._counter.count(style.place)
        comments = dict.fromkeys(key for each in paragraphs for key in each.comments)
        comments.update(dict.fromkeys(key for run in runs for key in run.run.comments))
        numbers = tuple(each.number for each in paragraphs)
        return ShownParagraph(numbers, tuple(runs), style, label, is_bulleted, tuple(comments))

    def _rows(self, table: Table) -> Iterator[ShownRow]:
        for row in table.rows:
            if is_shown(row.marks, self._accepting):
                cells = [each for each in row.cells if is_shown(each.marks, self._accepting)]
                if cells:
                    merged = frozenset(at for at, each in enumerate(cells) if each.goes_on)
                    yield ShownRow(tuple(tuple(self.blocks(e.blocks)) for e in cells), merged)


def text(document: Document, revisions: Accepting = ACCEPT) -> str:
    """Returns the text of a document: paragraphs and rows on lines of their own, then the notes."""
    return "\n".join(lines_of(view(document, revisions)))


def lines_of(shown: View) -> Iterator[str]:
    """Yields the lines of a text as it is displayed."""
    for block in shown.blocks:
        yield block.text
    for note in shown.notes:
        yield f"{note.note.label} {note.text}"
