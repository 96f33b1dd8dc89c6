"""Parser for Word files: stories, paragraphs, fields and comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from itertools import groupby

from attrs import evolve
from lxml import etree

from consensus.arguments import OnProgress
from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.docx import xml
from consensus.formats.docx.archive import Package
from consensus.formats.docx.definitions import Styles, read_numberings
from consensus.formats.docx.document import (
    ACCEPT,
    REJECT,
    Block,
    Cell,
    Comment,
    Document,
    Note,
    NoteKind,
    Paragraph,
    ParagraphFormat,
    Revision,
    Row,
    Run,
    Table,
    is_shown,
    paragraphs_of,
    read_date,
)
from consensus.formats.docx.numbering import write_number
from consensus.formats.docx.writer import KINDS, RANGES, RevisionMarkup

FIELD_CHARACTER = xml.qualify("w:fldChar")
_KIND = xml.qualify("w:fldCharType")


class FieldTracker:
    """Tracks whether the reader is inside the instruction of a field.

    A field is `begin`, its instruction, `separate`, its result, `end`; instructions and results may
    hold fields. Without `separate` it has no result.
    """

    def __init__(self) -> None:
        self._in_result: list[bool] = []

    def feed(self, element: etree._Element) -> None:
        """Handles a character that begins, separates or ends a field."""
        match element.get(_KIND):
            case "begin":
                self._in_result.append(False)
            case "separate" if self._in_result:
                self._in_result[-1] = True
            case "end" if self._in_result:
                self._in_result.pop()

    @property
    def is_instruction(self) -> bool:
        """Whether the current text is part of an instruction."""
        return not all(self._in_result)

    @property
    def is_open(self) -> bool:
        """Whether a field has begun and not ended."""
        return bool(self._in_result)


_COMMENT_END = xml.qualify("w:commentRangeEnd")
_COMMENT_BOUNDS = (xml.qualify("w:commentRangeStart"), _COMMENT_END)

_TEXTS = frozenset(map(xml.qualify, ("w:t", "w:delText", "m:t")))
_CHARACTERS = {
    xml.qualify("w:tab"): "\t",
    xml.qualify("w:ptab"): "\t",
    xml.qualify("w:cr"): "\n",
    xml.qualify("w:noBreakHyphen"): "\N{NON-BREAKING HYPHEN}",
    xml.qualify("w:softHyphen"): "\N{SOFT HYPHEN}",
}
_BREAK = xml.qualify("w:br")
_TYPE = xml.qualify("w:type")
_SYMBOL = xml.qualify("w:sym")
_SYMBOL_FONT = xml.qualify("w:font")
_SYMBOL_CODE = xml.qualify("w:char")
_NOTES = {
    xml.qualify("w:footnoteReference"): "footnote",
    xml.qualify("w:endnoteReference"): "endnote",
}
_COMMENT_REFERENCE = xml.qualify("w:commentReference")
_BOX = xml.qualify("w:txbxContent")
_PICTURES = frozenset(
    (
        "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
        "{urn:schemas-microsoft-com:vml}imagedata",
    )
)
# That many comments on the same words are more than a margin has room for; a further one stands
# where its reference is.
_MOST_OPEN = 200
_HIDDEN = xml.qualify("w:vanish")
_STRIKE = xml.qualify("w:strike")
_WHY_STRUCK = re.compile(r" \(\w+\)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKING = str.maketrans("\t\n\r", "   ")
_CONTENT_CONTROL = xml.qualify("w:sdt")
_HELD = {
    _CONTENT_CONTROL: ("w:sdtContent",),
    xml.qualify("mc:AlternateContent"): ("mc:Choice", "mc:Fallback"),
}
# Phonetic guides (ruby) are no words of the text; neither are instructions.
_SILENT = frozenset(
    map(xml.qualify, ("w:rt", "w:instrText", "w:delInstrText", "w:sdtPr", "w:sdtEndPr", "w:rubyPr"))
) | {xml.PARAGRAPH_PROPERTIES}


def _held(element: etree._Element) -> Iterable[etree._Element]:
    """Returns what a content control holds, or the first of several equivalent contents."""
    inside = (element.find(xml.qualify(name)) for name in _HELD[str(element.tag)])
    return next((each for each in inside if each is not None), ())


class RunReader:
    """Reads the paragraphs of one story; fields and comments may span several.

    `about_words` has the ids of the comments that say where their words end; `box` is called with
    each text box and the changes that it is part of.
    """

    def __init__(
        self,
        reader: StoryReader,
        has_fields: bool,
        about_words: Container[str],
        box: Callable[[etree._Element, tuple[Revision, ...]], None],
    ) -> None:
        self._reader = reader
        self._markup = reader.markup
        self._has_fields = has_fields
        self._fields = FieldTracker()
        self._box = box
        self._comments: dict[str, None] = {}
        self._about: tuple[str, ...] = ()
        self._ending = about_words
        self._about_words: set[str] = set()
        self._alone: dict[str, None] = {}
        self._runs: list[Run] = []
        self._strikes, self._struck = False, ""

    def read(
        self, element: etree._Element, outer: tuple[Revision, ...]
    ) -> tuple[tuple[Run, ...], tuple[str, ...], bool]:
        """Returns the runs of a paragraph, comments at a point in it, and whether it is struck."""
        self._runs, self._alone = [], {}
        self._strikes, self._struck = False, ""
        self._walk(element, outer)
        runs = tuple(_join_runs(self._runs))
        is_struck = False
        if self._struck.strip():
            rest = "".join(each.text for each in runs).removeprefix(self._struck)
            is_struck = _WHY_STRUCK.fullmatch(rest) is not None
        return runs, tuple(self._alone), is_struck

    def comment(self, element: etree._Element) -> None:
        """Records where the commented words begin or end."""
        key = element.get(xml.ID, "")
        if element.tag == _COMMENT_END:
            self._comments.pop(key, None)
        elif key in self._ending and len(self._comments) < _MOST_OPEN:
            self._comments[key] = None
        self._about = tuple(self._comments)

    def _walk(self, parent: Iterable[etree._Element], marks: tuple[Revision, ...]) -> None:
        for element in parent:
            tag = element.tag
            if tag == xml.RUN:
                self._strikes = False
                self._walk(element, marks)
            elif tag in _TEXTS:
                self._add(_words(element), marks)
            elif tag in _CHARACTERS:
                self._add(_CHARACTERS[tag], marks)
            elif tag == xml.RUN_PROPERTIES:
                self._reader.hidden += element.find(_HIDDEN) is not None
                self._strikes = element.find(_STRIKE) is not None
                for change in element.iter(*xml.FORMAT_CHANGES):
                    self._markup.of(change)
            elif tag in KINDS:
                self._walk(element, (*marks, self._markup.of(element)))
            elif tag in _SILENT:
                continue
            elif tag in RANGES:
                self._markup.bound(element)
            elif tag in _COMMENT_BOUNDS:
                self.comment(element)
            else:
                self._special(element, marks)

    def _special(self, element: etree._Element, marks: tuple[Revision, ...]) -> None:
        tag = str(element.tag)
        if tag == FIELD_CHARACTER:
            self._fields.feed(element)
        elif tag == _BREAK:
            kind = element.get(_TYPE)
            self._add("\n" if kind in (None, "textWrapping") else "", marks)
        elif tag == _SYMBOL:
            font, code = element.get(_SYMBOL_FONT, ""), element.get(_SYMBOL_CODE, "")
            self._add(xml.symbol_character(font, code), marks)
        elif tag in _NOTES:
            self._add("", marks, f"{_NOTES[tag]} {element.get(xml.ID, '')}")
        elif tag == _COMMENT_REFERENCE:
            key = element.get(xml.ID, "")
            if key not in self._about_words:
                self._alone[key] = None
        elif tag in _HELD:
            self._walk(_held(element), marks)
        elif tag == _BOX:
            self._box(element, marks)
        else:
            self._reader.pictures += tag in _PICTURES
            self._walk(element, marks)

    def _add(self, text: str, marks: tuple[Revision, ...], note: str = "") -> None:
        if not (text or note) or (self._has_fields and self._fields.is_instruction):
            return
        self._about_words.update(self._about)
        self._struck += text if self._strikes else ""
        self._runs.append(Run(text, marks, self._about, note))


def _words(element: etree._Element) -> str:
    """Returns the text of an element; white space at its ends is kept only where it says so."""
    text = (element.text or "").translate(_BREAKING)
    return text if element.get(_SPACE) == "preserve" else text.strip(" ")


def _join_runs(runs: list[Run]) -> Iterator[Run]:
    for (marks, comments, note), group in groupby(runs, lambda e: (e.marks, e.comments, e.note)):
        together = list(group)
        if note or len(together) == 1:
            yield from together
        else:
            yield Run("".join(run.text for run in together), marks, comments)


_TRANSPARENT = frozenset(map(xml.qualify, ("w:customXml", "w:smartTag", "w:sdtContent")))
_FOREIGN = frozenset(map(xml.qualify, ("w:altChunk", "w:subDoc")))
_PARAGRAPH_CHANGE = xml.qualify("w:pPrChange")
_MERGED = xml.qualify("w:vMerge")
_ROW_EXTRAS = xml.qualify("w:tblPrEx")


class StoryReader:
    """Reads the stories of one document, of which `body` tells how many paragraphs there are."""

    def __init__(self, styles: Styles, body: etree._Element, progress: OnProgress | None) -> None:
        self.markup = RevisionMarkup()
        self.foreign = 0
        self.pictures = self.hidden = 0
        self.broken_fields = 0
        self.styles = styles
        self._progress = progress
        self._total = sum(1 for _ in body.iter(xml.PARAGRAPH)) if progress else 0
        self._paragraphs = 0

    def read(self, element: etree._Element) -> tuple[Block, ...]:
        """Returns the blocks of a story, given the element that holds its paragraphs and tables."""
        # A field that never ends would hide the rest; then all that it hides shows.
        ends = _fields_end(element)
        self.broken_fields += not ends
        about_words = {each.get(xml.ID, "") for each in element.iter(_COMMENT_END)}
        return tuple(_Story(self, ends, about_words).blocks(element, ()))

    def next_number(self) -> int:
        """Returns the number of the paragraph that begins."""
        self._paragraphs += 1
        if self._progress and self._paragraphs <= self._total:
            self._progress(self._paragraphs, self._total)
        return self._paragraphs


class _Story:
    def __init__(self, reader: StoryReader, has_fields: bool, about_words: set[str]) -> None:
        self._reader = reader
        self._markup = reader.markup
        self._how = (has_fields, about_words)
        self._run_reader = RunReader(reader, has_fields, about_words, self._box)
        self._boxes: list[Block] = []

    def blocks(
        self, parent: Iterable[etree._Element], outer: tuple[Revision, ...]
    ) -> Iterator[Block]:
        """Yields the blocks in an element, all of which is part of the `outer` changes."""
        for element in parent:
            tag = element.tag
            if tag == xml.PARAGRAPH:
                yield from self._paragraph(element, outer)
            elif tag == xml.TABLE:
                yield Table(tuple(self._rows(element, outer)))
            elif tag in _HELD:
                yield from self.blocks(_held(element), outer)
            elif tag in _TRANSPARENT:
                yield from self.blocks(element, outer)
            elif tag in KINDS:
                yield from self.blocks(element, (*outer, self._markup.of(element)))
            else:
                self._other(element)

    def _other(self, element: etree._Element) -> None:
        if element.tag in RANGES:
            self._markup.bound(element)
        elif element.tag in _COMMENT_BOUNDS:
            self._run_reader.comment(element)
        elif element.tag in _FOREIGN:
            self._reader.foreign += 1
        else:
            for change in element.iter(*xml.FORMAT_CHANGES):
                self._markup.of(change)

    def _paragraph(self, element: etree._Element, outer: tuple[Revision, ...]) -> Iterator[Block]:
        number = self._reader.next_number()
        properties = element.find(xml.PARAGRAPH_PROPERTIES)
        mark: tuple[Revision, ...] = outer
        former: list[tuple[Revision, ParagraphFormat]] = []
        if properties is not None:
            mark += self._markup.within(properties.find(xml.RUN_PROPERTIES))
            for change in properties.iter(*xml.FORMAT_CHANGES):
                revision = self._markup.of(change)
                if change.tag == _PARAGRAPH_CHANGE:
                    before = self._reader.styles.format_of(change.find(xml.PARAGRAPH_PROPERTIES))
                    former.append((revision, before))
        self._boxes, waiting = [], self._boxes
        runs, comments, is_struck = self._run_reader.read(element, outer)
        boxes, self._boxes = self._boxes, waiting
        how = self._reader.styles.format_of(properties)
        how = evolve(how, is_struck=True) if is_struck else how
        yield Paragraph(number, runs, mark, how, tuple(former), comments)
        yield from boxes

    def _box(self, element: etree._Element, outer: tuple[Revision, ...]) -> None:
        """Reads the content of a text box; it follows the paragraph that it is anchored in."""
        self._boxes += _Story(self._reader, *self._how).blocks(element, outer)

    def _rows(self, parent: etree._Element, outer: tuple[Revision, ...]) -> Iterator[Row]:
        for element in _inside(parent, xml.ROW):
            if element.tag != xml.ROW:
                self._other(element)
                continue
            properties = element.find(xml.ROW_PROPERTIES)
            marks = (*outer, *self._markup.within(properties))
            for each in (properties, element.find(_ROW_EXTRAS)):
                if each is not None:
                    self._other(each)
            yield Row(tuple(self._cells(element, outer)), marks)

    def _cells(self, parent: etree._Element, outer: tuple[Revision, ...]) -> Iterator[Cell]:
        for element in _inside(parent, xml.CELL):
            if element.tag != xml.CELL:
                if element.tag not in (xml.ROW_PROPERTIES, _ROW_EXTRAS):
                    self._other(element)
                continue
            properties = element.find(xml.CELL_PROPERTIES)
            merged = None if properties is None else properties.find(_MERGED)
            goes_on = merged is not None and merged.get(xml.VAL) != "restart"
            marks = (*outer, *self._markup.within(properties))
            yield Cell(tuple(self.blocks(element, outer)), marks, goes_on)


def _inside(parent: Iterable[etree._Element], wanted: str) -> Iterator[etree._Element]:
    """Yields the rows or cells in an element, those in content controls included, and the rest."""
    for element in parent:
        if element.tag == _CONTENT_CONTROL:
            yield from _inside(_held(element), wanted)
        elif element.tag in _TRANSPARENT:
            yield from _inside(element, wanted)
        else:
            yield element


def _fields_end(element: etree._Element) -> bool:
    """Returns whether every field that begins in a story ends there."""
    fields = FieldTracker()
    for sign in element.iter(FIELD_CHARACTER):
        fields.feed(sign)
    return not fields.is_open


def read_comments(
    package: Package, read_story: Callable[[etree._Element], tuple[Block, ...]]
) -> tuple[Comment, ...]:
    """Parses the comments of a document; `read_story` reads what a comment says."""
    part = package.related("/comments")
    if part is None:
        return ()
    elements = list(part.iterchildren(xml.qualify("w:comment")))
    # Word names a comment by its last paragraph.
    paragraph_of = {each.get(xml.ID, ""): _last_paragraph(each) for each in elements}
    comment_of = {paragraph: key for key, paragraph in paragraph_of.items() if paragraph}
    answers: dict[str, str] = {}
    done: set[str] = set()
    extended = package.related("/commentsExtended")
    for each in () if extended is None else extended.iterchildren(xml.qualify("w15:commentEx")):
        key = comment_of.get(each.get(xml.qualify("w15:paraId"), ""), "")
        answers[key] = comment_of.get(each.get(xml.qualify("w15:paraIdParent"), ""), "")
        if each.get(xml.qualify("w15:done")) in ("1", "true", "on"):
            done.add(key)
    universal = _universal_dates(package)
    found = []
    for each in elements:
        key = each.get(xml.ID, "")
        paragraph = paragraph_of[key]
        moment = universal.get(paragraph) or each.get(xml.DATE_UTC)
        date = read_date(moment, each.get(xml.DATE))
        text = _text(read_story(each))
        author = each.get(xml.AUTHOR, "").strip()
        found.append(Comment(key, author, date, text, answers.get(key, ""), key in done))
    return tuple(found)


def _universal_dates(package: Package) -> dict[str, str]:
    """Returns when comments were made in UTC, by the id of their last paragraph."""
    ids, extensible = package.related("/commentsIds"), package.related("/commentsExtensible")
    if ids is None or extensible is None:
        return {}
    dates = {
        each.get(xml.qualify("w16cex:durableId"), ""): each.get(xml.qualify("w16cex:dateUtc"), "")
        for each in extensible.iterchildren(xml.qualify("w16cex:commentExtensible"))
    }
    return {
        each.get(xml.qualify("w16cid:paraId"), ""): dates.get(
            each.get(xml.qualify("w16cid:durableId"), ""), ""
        )
        for each in ids.iterchildren(xml.qualify("w16cid:commentId"))
    }


def _last_paragraph(comment: etree._Element) -> str:
    paragraphs = list(comment.iter(xml.PARAGRAPH))
    return paragraphs[-1].get(xml.PARAGRAPH_ID, "") if paragraphs else ""


def _text(blocks: tuple[Block, ...]) -> str:
    lines = (
        "".join(run.text for run in paragraph.runs if is_shown(run.marks, ACCEPT))
        for paragraph in paragraphs_of(blocks)
    )
    return "\n".join(lines).strip()


_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_PARTS = {NoteKind.FOOTNOTE: "/footnotes", NoteKind.ENDNOTE: "/endnotes"}
_FORMS = {NoteKind.FOOTNOTE: "decimal", NoteKind.ENDNOTE: "lowerRoman"}


def read_document(content: bytes, name: str, progress: OnProgress | None = None) -> Document:
    """Parses a Word document with all its changes; `name` is what errors and findings print."""
    package = Package(content, name)
    body = package.main.find(xml.BODY)
    if body is None:
        raise UnreadableInput(f"{name} is damaged: the document has no body")
    numberings = read_numberings(package.related("/numbering"))
    styles = Styles(package.related("/styles"), numberings)
    reader = StoryReader(styles, body, progress)
    blocks = reader.read(body)
    notes = [(kind, note) for kind in NoteKind for note in _notes(package, kind)]
    stories = {f"{kind} {note.get(xml.ID, '')}": reader.read(note) for kind, note in notes}
    shown = len(reader.markup.revisions)
    headers = _distinct(map(reader.read, package.all_related("/header")))
    footers = _distinct(map(reader.read, package.all_related("/footer")))
    outside = len(reader.markup.revisions) - shown
    comments = read_comments(package, reader.read)
    return Document(
        body=blocks,
        notes=tuple(_numbered(blocks, stories)),
        headers=headers,
        footers=footers,
        comments=comments,
        numberings=numberings,
        revisions=tuple(reader.markup.revisions[:shown]),
        findings=tuple(_findings(reader, name, outside)),
    )


def _notes(package: Package, kind: NoteKind) -> Iterator[etree._Element]:
    part = package.related(_PARTS[kind])
    for note in () if part is None else part.iterchildren(xml.qualify(f"w:{kind}")):
        if note.get(_TYPE) not in _SEPARATORS:
            yield note


def _numbered(body: tuple[Block, ...], stories: dict[str, tuple[Block, ...]]) -> Iterator[Note]:
    signs = [run for paragraph in paragraphs_of(body) for run in paragraph.runs if run.note]
    old = dict.fromkeys(run.note for run in signs if is_shown(run.marks, REJECT))
    keys = dict.fromkeys((*old, *(run.note for run in signs)))
    for kind in NoteKind:
        number = 0
        for key in keys:
            if key.startswith(f"{kind} ") and key in stories:
                number += 1
                label = f"[^{write_number(number, _FORMS[kind])}]"
                yield Note(key, kind, label, stories[key])


def _distinct(stories: Iterable[tuple[Block, ...]]) -> tuple[tuple[Block, ...], ...]:
    """Returns different headers or footers; most documents repeat them for first and even pages."""
    found: dict[str, tuple[Block, ...]] = {}
    for story in stories:
        words = "\n".join(paragraph.text for paragraph in paragraphs_of(story))
        if words.strip():
            found.setdefault(words, story)
    return tuple(found.values())


def _findings(reader: StoryReader, name: str, outside: int) -> Iterator[Finding]:
    noted = (
        (reader.foreign, "other documents are embedded in it and were not read", Severity.WARNING),
        (reader.pictures, "pictures are no text and were left out", Severity.NOTE),
        (reader.hidden, "passages are hidden in print; they were read too", Severity.NOTE),
        (outside, "changes are in headers and footers, which are no text", Severity.WARNING),
        (
            reader.broken_fields,
            "fields never end; their instructions were read as text",
            Severity.WARNING,
        ),
    )
    for count, message, severity in noted:
        if count:
            yield Finding(f"{count} {message}.", severity, name)
