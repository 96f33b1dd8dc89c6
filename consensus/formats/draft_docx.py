"""Parser for drafts in Word files, and tracking of their items through accepted changes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import ClassVar, TypeAlias

from attrs import evolve, frozen

from consensus.arguments import OnProgress, validated
from consensus.finding import Finding, Severity
from consensus.formats import draft
from consensus.formats.bracket_notation import LEFT_OUT, outer_signs, strike
from consensus.formats.docx.document import ACCEPT, REJECT, Accepting, Document, RevisionKind
from consensus.formats.docx.numbering import ListPlace
from consensus.formats.docx.view import (
    BETWEEN_CELLS,
    ShownNote,
    ShownParagraph,
    ShownRow,
    ShownRun,
    View,
    lines_of,
    view,
)
from consensus.formats.labels import split_label
from consensus.formats.rows import write_table
from consensus.formats.source import Source, as_source, decode, read_bytes
from consensus.model.drafts import ItemKind
from consensus.text.blocks import BlockChange, Match
from consensus.text.brackets import EVERY_CODE, parse

_TITLE = "title"
_CONTENTS = ("toc ", "table of figures", "table of authorities", "contents heading")
_WHITE_SPACE = re.compile(r"[ \t\r\n\v\f\u2028\u2029]+")
_SQUARE_SIGN = re.compile(r"(?<!\\)[\[\]]")
_LONGEST_TITLE = 200  # characters; titles of resolutions run over some lines
_TEXT_STYLE = re.compile(r"text (\d)")  # of what has no number under what has one
_LEVELS_OF_STYLES = 9  # what only its words make a heading stands under those of all styles

Place: TypeAlias = ShownParagraph | ShownRow | ShownNote
"""What in a document an item of a draft is."""


@frozen
class DocxDraft:
    """A draft as it was imported from a Word document."""

    # its title and its items; their lines are the numbers of their paragraphs
    document: draft.DraftDocument
    places: tuple[Place, ...]  # what in the document each item is
    title: frozenset[int]  # the numbers of the paragraphs that make the title


def read_docx_draft(
    shown: View, file: str, like: DocxDraft | None = None
) -> tuple[DocxDraft, tuple[Finding, ...]]:
    """Parses a draft from a Word document; labels used twice, or nothing found, are findings.

    The title is what is styled so; or else the only heading of level 1, if it comes first; or else
    a first line that is no sentence. Each row of a table is an item; a table of contents is left
    out. `like` is another state of the document, whose title is the title here as well.
    """
    title = _find_title(shown) if like is None else like.title
    reading = _DocxParser(title)
    written = [each for each in shown.blocks if each.text.strip()]
    for block, following in pairwise((*written, None)):
        if block:
            reading.take(block, _one_line(following.text) if following else "")
    reading.take_title(before_heading=True)
    for note in shown.notes:
        reading.take_note(note)
    items = tuple(draft.with_kinds(reading.items))
    document = draft.DraftDocument(reading.title, items)
    findings = list(draft.check_labels(items, file))
    if not any(each.kind.can_be_agreed for each in items):
        severity = Severity.WARNING if items else Severity.ERROR
        findings.append(Finding("The file holds no paragraph to negotiate.", severity, file))
    if reading.contents:
        message = f"{reading.contents} lines of a table of contents were left out."
        findings.append(Finding(message, Severity.NOTE, file))
    return DocxDraft(document, tuple(reading.places), title), tuple(findings)


def _find_title(shown: View) -> frozenset[int]:
    written = [
        each
        for each in shown.blocks
        if isinstance(each, ShownRow) or (each.words.strip() and not _is_contents(each))
    ]
    groups = groupby(written, lambda each: isinstance(each, ShownParagraph) and each.format.style)
    if styled := next((list(blocks) for style, blocks in groups if style == _TITLE), None):
        paragraphs = (each for block in styled for each in block.paragraphs())
        return frozenset(number for each in paragraphs for number in each.numbers)
    first = written[0] if len(written) > 1 else None
    if not isinstance(first, ShownParagraph):
        return frozenset()
    words = _one_line(first.words)
    headings = [
        each for each in written if isinstance(each, ShownParagraph) and each.format.heading == 1
    ]
    is_title = headings == [first] or (
        not first.label
        and not first.format.heading
        and len(words) <= _LONGEST_TITLE
        and not draft.ENDS_SENTENCE.search(words)
        and not split_label(words)[0]
        and not draft.Mark.of(words)
    )
    return frozenset(first.numbers) if is_title else frozenset()


@frozen
class _OpenLevel:
    numbering: str
    level: int
    depth: int


class _DocxParser(draft.DraftBuilder):
    def __init__(self, title: frozenset[int]) -> None:
        super().__init__()
        self.places: list[Place] = []
        self.contents = 0
        self._title = title
        self._lists: list[_OpenLevel] = []
        self._block: Place

    def add(self, item: draft.DraftItem) -> None:
        super().add(item)
        block = self._block
        if isinstance(block, ShownParagraph) and not item.text:
            block = evolve(block, runs=())  # its words are those of the next item
        self.places.append(block)

    def join_last(self, item: draft.DraftItem) -> None:
        super().join_last(item)
        first, last = self.places[-2:]
        if isinstance(first, ShownParagraph) and isinstance(last, ShownParagraph):
            numbers, runs = (*first.numbers, *last.numbers), (*first.runs, *last.runs)
            comments = (*first.comments, *last.comments)
            self.places[-2:] = [evolve(last, numbers=numbers, runs=runs, comments=comments)]

    def take(self, block: ShownParagraph | ShownRow, following: str) -> None:
        """Adds a paragraph or a row, before one that begins with the `following` words."""
        self._block = block
        if isinstance(block, ShownRow):
            text = BETWEEN_CELLS.join(_cells(block))
            if text.replace("|", "").strip():
                self.take_title()
                self.add_paragraph("", text, self.depth, block.number)
            return
        words = _one_line(block.words)
        if not words and not draft.Mark.of(_printed(block)):
            return
        makes_item = not (self._title.intersection(block.numbers) or _is_contents(block))
        is_whole = block.format.is_struck or not makes_item
        signs = ("", words, "") if is_whole else self.split_signs(words)
        if not signs[1] and words:
            return
        since = len(self.items)
        self._take(block, signs[1], outer_signs(following)[1])
        self.put_signs(signs[0], signs[2], since)

    def _take(self, block: ShownParagraph, words: str, following: str) -> None:
        if self._title.intersection(block.numbers):
            self.title = f"{self.title} {words}".strip()
        elif _is_contents(block):
            self.contents += 1
        elif block.format.heading:
            self._heading(block, words, block.format.heading)
        elif not self._opens(block, words, following):
            self._paragraph(block, words)

    def take_note(self, note: ShownNote) -> None:
        text = _one_line(note.text)
        self.items.append(draft.DraftItem(ItemKind.FOOTNOTE, note.note.label, text, 0, note.number))
        self.places.append(note)

    def _heading(self, block: ShownParagraph, words: str, level: int) -> None:
        label = _printed(block)
        if not label:
            label, words = draft.split_heading(words)
        elif not words:
            label, words = "", label
        self.add_heading(label, words, level, block.number)
        self._lists = []

    def _opens(self, block: ShownParagraph, words: str, following: str) -> bool:
        text = outer_signs(_one_line(block.text))[1]
        level = 0 if block.is_bulleted else draft.heading_level(text, following)
        if level:
            self._heading(block, words, _LEVELS_OF_STYLES + level)
        return level > 0

    def _paragraph(self, block: ShownParagraph, words: str) -> None:
        label = _printed(block)
        if not label and not block.is_bulleted:
            label, rest = split_label(outer_signs(block.words.strip())[1])
            words = _one_line(rest) if label else words
        if block.format.is_struck:
            struck, _, why = words.removesuffix(")").rpartition(" (")
            words = strike(struck, why) if why in LEFT_OUT else words
        place = block.format.place
        depth = self._depth(place, block, label) if place and block.label else None
        if (found := _TEXT_STYLE.fullmatch(block.format.style)) and not block.label and not label:
            styled = self.depth + int(found[1])
            depth = styled if self.nesting.holds(styled - 1) else None
        self.add_text(label, words, block.number, self.nesting, depth, block.is_bulleted)

    def _depth(self, place: ListPlace, block: ShownParagraph, label: str) -> int:
        depth = -1
        for each in reversed(self._lists):
            if each.numbering == place.numbering and each.level <= place.level:
                depth = each.depth + (each.level < place.level)
                break
        if depth < 0:
            is_bullet = block.is_bulleted
            depth = self.nesting.depth_below() if is_bullet else self.nesting.depth_of(label)
        self._lists = [each for each in self._lists if each.depth < depth]
        self._lists.append(_OpenLevel(place.numbering, place.level, depth))
        return depth


def _printed(block: ShownParagraph) -> str:
    if block.is_bulleted:
        return ""
    label = _one_line(block.label)
    return label.removesuffix(".") if len(label) > 1 else label


def _cells(row: ShownRow) -> Iterator[str]:
    for cell in row.cells:
        text = _one_line(" ".join(filter(None, (block.text for block in cell))))
        # A bracket that is open at the end of a cell must not extend into the next one.
        found = parse(text, EVERY_CODE, markdown=True)[1]
        if any(each.severity is Severity.WARNING for each in found):
            text = _SQUARE_SIGN.sub(lambda sign: "\\" + sign[0], text)
        yield text


def _is_contents(block: ShownParagraph) -> bool:
    return block.format.style.startswith(_CONTENTS)


def _one_line(text: str) -> str:
    return _WHITE_SPACE.sub(" ", text).strip(" ")


@frozen
class DocxSource(Source):
    """A parsed Word file.

    Its `text` has on each line the paragraph of that number, so that findings that name a line name
    a paragraph, counted from 1 with the empty ones. Its `digest` is that of the words alone.
    """

    GIVEN_AS: ClassVar[str] = "write Path('…') for a Word file"

    document: Document  # what was read
    accepting: Accepting  # which of its changes the text has accepted; none at first
    shown: View  # the document as the text has it

    @classmethod
    def of_document(
        cls, document: Document, name: str, accepting: Accepting = REJECT
    ) -> DocxSource:
        """Returns the source of a document that was parsed."""
        shown = view(document, accepting)
        words = "\n".join(line for line in lines_of(shown) if line)
        digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(name, _by_number(shown), digest, document, accepting, shown)

    def with_accepted(self, accepting: Accepting) -> DocxSource:
        """Returns the same file with other changes accepted."""
        return self.of_document(self.document, self.name, accepting)

    def accepted(self) -> DocxSource:
        """Returns the same file with all changes accepted."""
        return self.with_accepted(ACCEPT)


def read_docx(path: Path, progress: OnProgress | None = None) -> DocxSource:
    """Reads and parses a Word file; `progress` is called with paragraphs done and in all."""
    return decode_docx(read_bytes(path), str(path), progress)


def decode_docx(content: bytes, name: str, progress: OnProgress | None = None) -> DocxSource:
    """Parses the bytes of a Word file, as `read_docx`; `name` is what errors and findings print."""
    from consensus.formats.docx.reader import read_document

    return DocxSource.of_document(read_document(content, name, progress), name)


def table_under(source: DocxSource, is_head: Callable[[Sequence[str]], bool]) -> Source | None:
    """Returns as comma-separated values the rows under a row of headings; None where it has none.

    The tables that follow go on where they repeat the headings.
    """
    rows: list[list[str]] = []
    is_below = False
    for block in source.shown.blocks:
        blocks = block.cells if isinstance(block, ShownRow) else ()
        cells = [_one_line(" ".join(each.text for each in cell)) for cell in blocks]
        if cells and (cells == rows[0] if rows else is_head(cells)):
            rows, is_below = rows or [cells], True
        else:
            is_below = is_below and len(cells) == len(rows[0])
            rows += [cells] if is_below and any(cells) else []
    return Source(source.name, write_table(rows[0], rows[1:]), source.digest) if rows[1:] else None


@validated
def read_file(path: str | Path) -> Source:
    """Reads a file that is given to a working group: text, or a Word document by its ending.

    Args:
        path: a text in UTF-8 or UTF-16, or a file whose name ends in `.docx` or `.xlsx`.

    Returns:
        What every import takes: of a Word document a `DocxSource`, of a workbook the rows of its
        longest sheet. Where a text does not say its encoding, that is guessed, and said in the
        findings.

    Raises:
        UnreadableInput: it is missing, not readable, empty, too large, or neither; the message
            says what to do.
    """
    return text_or_docx(Path(path))


def text_or_docx(given: Source | Path) -> Source:
    """Returns a source as it is, and a file read as `read_file` reads it."""
    if isinstance(given, Path) and given.suffix.casefold() in (".docx", ".xlsx"):
        return decode_file(read_bytes(given), str(given))
    return as_source(given)


def decode_file(
    content: bytes, name: str, guess: bool = False, progress: OnProgress | None = None
) -> Source:
    """Decodes the bytes of a text, a Word file or a workbook, by the ending of its name.

    What has another ending is a Word file if it is an archive; else a text, as `decode` reads it.
    """
    if name.casefold().endswith(".xlsx"):
        from consensus.formats.comment_table import decode_xlsx

        return decode_xlsx(content, name)
    if name.casefold().endswith((".docx", ".docm", ".dotx")) or content.startswith(b"PK\x03\x04"):
        return decode_docx(content, name, progress)
    return decode(content, name, guess)


def as_docx(given: DocxSource | Path) -> DocxSource:
    """Returns a Word document as it is, and one that is read from a file."""
    return given if isinstance(given, DocxSource) else read_docx(given)


def _by_number(shown: View) -> str:
    lines: dict[int, str] = {}
    for block in shown.blocks:
        _put(lines, block.number, block.text)
    for note in shown.notes:
        _put(lines, note.number, f"{note.note.label} {note.text}")
    return "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))


def _put(lines: dict[int, str], number: int, text: str) -> None:
    if number:
        lines[number] = " ".join(text.split("\n"))


def track_items(before: DocxDraft, after: DocxDraft) -> tuple[Match, ...]:
    """Matches the items of a document to the same items with more of its changes accepted.

    An item is what has its characters; where none is left, what has its paragraph mark. Moves are
    followed by their names, and words that were cut out and pasted whole by being the same.
    Deletions come last; the likeness of items not the same is 0.
    """
    return tuple(_ItemTracker(before, after).matches())


class _ItemTracker:
    def __init__(self, before: DocxDraft, after: DocxDraft) -> None:
        self._before = before
        self._after = after
        self._moved: set[tuple[int, int]] = set()
        self._old_of: dict[int, list[int]] = defaultdict(list)
        self._new_of: dict[int, list[int]] = defaultdict(list)

    def matches(self) -> Iterator[Match]:
        self._by_characters()
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

    def _by_characters(self) -> None:
        """Matches items that share letters and digits in both states."""
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
        """Matches paragraphs moved away with those moved in by the same move."""
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
        """Matches items without common characters by the marks of their paragraphs."""
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
        """Matches text that was cut in one place and inserted in another, word for word."""
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
        """Leaves one partner each to items that were both joined to others and split."""
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
    if isinstance(place, ShownNote):
        return place.note.key, 0
    numbers = [each.numbers[-1] for each in place.paragraphs()]
    return type(place).__name__, numbers[0] if numbers else 0
