"""Parser for Word files: stories, paragraphs, fields and comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime

from attrs import evolve, frozen
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

FIELD_CHARACTER = xml.qualified_name("w:fldChar")
_KIND = xml.qualified_name("w:fldCharType")


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


COMMENT_STARTS = frozenset({xml.qualified_name("w:commentRangeStart")})
COMMENT_ENDS = frozenset({xml.qualified_name("w:commentRangeEnd")})

_TEXTS = frozenset(map(xml.qualified_name, ("w:t", "w:delText", "m:t")))
_CHARACTERS = {
    xml.qualified_name("w:tab"): "\t",
    xml.qualified_name("w:ptab"): "\t",
    xml.qualified_name("w:cr"): "\n",
    xml.qualified_name("w:noBreakHyphen"): "\N{NON-BREAKING HYPHEN}",
    xml.qualified_name("w:softHyphen"): "\N{SOFT HYPHEN}",
}
_BREAK = xml.qualified_name("w:br")
_BREAK_KIND = xml.qualified_name("w:type")
_SYMBOL = xml.qualified_name("w:sym")
_SYMBOL_FONT = xml.qualified_name("w:font")
_SYMBOL_CODE = xml.qualified_name("w:char")
_NOTES = {
    xml.qualified_name("w:footnoteReference"): "footnote",
    xml.qualified_name("w:endnoteReference"): "endnote",
}
_COMMENT_REFERENCE = xml.qualified_name("w:commentReference")
_ALTERNATIVES = xml.qualified_name("mc:AlternateContent")
_CHOICE = xml.qualified_name("mc:Choice")
_FALLBACK = xml.qualified_name("mc:Fallback")
_BOX = xml.qualified_name("w:txbxContent")
_PICTURES = frozenset(
    (
        "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
        "{urn:schemas-microsoft-com:vml}imagedata",
    )
)
# That many comments on the same words are more than a margin has room for; a further one stands
# where its reference is.
_MOST_OPEN = 200
_HIDDEN = xml.qualified_name("w:vanish")
_STRIKE = xml.qualified_name("w:strike")
_WHY_STRUCK = re.compile(r" \(\w+\)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKING = str.maketrans("\t\n\r", "   ")
_CONTENT_CONTROL = xml.qualified_name("w:sdt")
_CONTENT = xml.qualified_name("w:sdtContent")
# Phonetic guides (ruby) are no words of the text; neither are instructions.
_SILENT = frozenset(
    map(
        xml.qualified_name,
        ("w:rt", "w:instrText", "w:delInstrText", "w:sdtPr", "w:sdtEndPr", "w:rubyPr"),
    )
) | {xml.PARAGRAPH_PROPERTIES}


def chosen_alternative(element: etree._Element) -> etree._Element | None:
    """Returns the first of several equivalent contents; None where there is none."""
    chosen = element.find(_CHOICE)
    return element.find(_FALLBACK) if chosen is None else chosen


@frozen
class ParagraphContent:
    """The content of one paragraph."""

    runs: tuple[Run, ...]  # characters with the same marks are one run
    comments: tuple[str, ...]  # the ids of comments at a point, without a range of words
    pictures: int  # how many pictures stand among them
    hidden: int  # how many of its runs are hidden in print
    is_struck: bool  # whether all but a word behind it is struck out


class RunReader:
    """Reads the paragraphs of one story; fields and comments may span several.

    `has_fields` says whether the story has fields, whose instructions are no text; `about_words`
    has the ids of the comments that say where their words end; `box` is called with each text box
    and the changes that it is part of.
    """

    def __init__(
        self,
        markup: RevisionMarkup,
        has_fields: bool,
        about_words: Container[str],
        box: Callable[[etree._Element, tuple[Revision, ...]], None],
    ) -> None:
        self._markup = markup
        self._has_fields = has_fields
        self._fields = FieldTracker()
        self._box = box
        self._comments: dict[str, None] = {}
        self._about: tuple[str, ...] = ()
        self._ending = about_words
        self._about_words: set[str] = set()
        self._alone: dict[str, None] = {}
        self._runs: list[Run] = []
        self._pictures = self._hidden = 0
        self._strikes, self._struck = False, ""

    def read(self, element: etree._Element, outer: tuple[Revision, ...]) -> ParagraphContent:
        """Returns the content of a paragraph, all of which is part of the `outer` changes."""
        self._runs, self._alone, self._pictures, self._hidden = [], {}, 0, 0
        self._strikes, self._struck = False, ""
        self._walk(element, outer)
        runs = tuple(_join_runs(self._runs))
        is_struck = False
        if self._struck.strip():
            rest = "".join(each.text for each in runs).removeprefix(self._struck)
            is_struck = _WHY_STRUCK.fullmatch(rest) is not None
        pictures, hidden = self._pictures, self._hidden
        return ParagraphContent(runs, tuple(self._alone), pictures, hidden, is_struck)

    def comment(self, element: etree._Element) -> None:
        """Records where the commented words begin or end."""
        key = element.get(xml.ID, "")
        if element.tag in COMMENT_ENDS:
            self._comments.pop(key, None)
        elif key in self._ending and len(self._comments) < _MOST_OPEN:
            self._comments[key] = None
        self._about = tuple(self._comments)

    def _walk(self, parent: etree._Element, marks: tuple[Revision, ...]) -> None:
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
                self._hidden += element.find(_HIDDEN) is not None
                self._strikes = element.find(_STRIKE) is not None
                for change in element.iter(*xml.FORMAT_CHANGES):
                    self._markup.of(change)
            elif tag in KINDS:
                self._walk(element, (*marks, self._markup.of(element)))
            elif tag in _SILENT:
                continue
            elif tag in RANGES:
                self._markup.bound(element)
            elif tag in COMMENT_STARTS or tag in COMMENT_ENDS:
                self.comment(element)
            else:
                self._special(element, marks)

    def _special(self, element: etree._Element, marks: tuple[Revision, ...]) -> None:
        tag = str(element.tag)
        if tag == FIELD_CHARACTER:
            self._fields.feed(element)
        elif tag == _BREAK:
            kind = element.get(_BREAK_KIND)
            self._add("\n" if kind in (None, "textWrapping") else "", marks)
        elif tag == _SYMBOL:
            self._add(
                xml.symbol_character(element.get(_SYMBOL_FONT, ""), element.get(_SYMBOL_CODE, "")),
                marks,
            )
        elif tag in _NOTES:
            self._add("", marks, f"{_NOTES[tag]} {element.get(xml.ID, '')}")
        elif tag == _COMMENT_REFERENCE:
            key = element.get(xml.ID, "")
            if key not in self._about_words:
                self._alone[key] = None
        elif tag == _ALTERNATIVES:
            chosen = chosen_alternative(element)
            if chosen is not None:
                self._walk(chosen, marks)
        elif tag == _BOX:
            self._box(element, marks)
        elif tag == _CONTENT_CONTROL:
            content = element.find(_CONTENT)
            if content is not None:
                self._walk(content, marks)
        else:
            self._pictures += tag in _PICTURES
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
    waiting: list[Run] = []
    for run in runs:
        if waiting and (
            run.note
            or waiting[0].note
            or run.marks != waiting[0].marks
            or run.comments != waiting[0].comments
        ):
            yield _one(waiting)
            waiting = []
        waiting.append(run)
    if waiting:
        yield _one(waiting)


def _one(runs: list[Run]) -> Run:
    first = runs[0]
    if len(runs) == 1:
        return first
    return Run("".join(run.text for run in runs), first.marks, first.comments, first.note)


_TRANSPARENT = frozenset(map(xml.qualified_name, ("w:customXml", "w:smartTag", "w:sdtContent")))
_FOREIGN = frozenset(map(xml.qualified_name, ("w:altChunk", "w:subDoc")))
_PARAGRAPH_CHANGE = xml.qualified_name("w:pPrChange")
_ROW_EXTRAS = xml.qualified_name("w:tblPrEx")


class StoryReader:
    """Reads the stories of one document; `counted` is called after each paragraph."""

    def __init__(self, styles: Styles, counted: Callable[[], None]) -> None:
        self.markup = RevisionMarkup()
        self.foreign = 0
        self.pictures = self.hidden = 0
        self.broken_fields = 0
        self._styles = styles
        self._counted = counted
        self._paragraphs = 0

    def read(self, element: etree._Element) -> tuple[Block, ...]:
        """Returns the blocks of a story, given the element that holds its paragraphs and tables."""
        # A field that never ends would hide the rest; then all that it hides shows.
        ends = _fields_end(element)
        self.broken_fields += not ends
        about_words = {each.get(xml.ID, "") for each in element.iter(*COMMENT_ENDS)}
        return tuple(_Story(self, ends, about_words).blocks(element, ()))

    def next_number(self) -> int:
        """Returns the number of the paragraph that begins."""
        self._paragraphs += 1
        self._counted()
        return self._paragraphs

    def format_of(self, properties: etree._Element | None) -> ParagraphFormat:
        """Returns the format of a paragraph with these properties."""
        return self._styles.format_of(properties)


class _Story:
    def __init__(self, reader: StoryReader, has_fields: bool, about_words: set[str]) -> None:
        self._reader = reader
        self._markup = reader.markup
        self._how = (has_fields, about_words)
        self._run_reader = RunReader(reader.markup, has_fields, about_words, self._box)
        self._boxes: list[Block] = []

    def blocks(self, parent: etree._Element, outer: tuple[Revision, ...]) -> Iterator[Block]:
        """Yields the blocks in an element, all of which is part of the `outer` changes."""
        for element in parent:
            tag = element.tag
            if tag == xml.PARAGRAPH:
                yield from self._paragraph(element, outer)
            elif tag == xml.TABLE:
                yield Table(tuple(self._rows(element, outer)))
            elif tag == _CONTENT_CONTROL:
                content = element.find(_CONTENT)
                if content is not None:
                    yield from self.blocks(content, outer)
            elif tag in _TRANSPARENT:
                yield from self.blocks(element, outer)
            elif tag in KINDS:
                yield from self.blocks(element, (*outer, self._markup.of(element)))
            elif tag == _ALTERNATIVES:
                chosen = chosen_alternative(element)
                if chosen is not None:
                    yield from self.blocks(chosen, outer)
            else:
                self._other(element)

    def _other(self, element: etree._Element) -> None:
        if element.tag in RANGES:
            self._markup.bound(element)
        elif element.tag in COMMENT_STARTS or element.tag in COMMENT_ENDS:
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
                    before = self._reader.format_of(change.find(xml.PARAGRAPH_PROPERTIES))
                    former.append((revision, before))
        self._boxes, waiting = [], self._boxes
        content = self._run_reader.read(element, outer)
        boxes, self._boxes = self._boxes, waiting
        self._reader.pictures += content.pictures
        self._reader.hidden += content.hidden
        how = self._reader.format_of(properties)
        yield Paragraph(
            number,
            content.runs,
            mark,
            evolve(how, is_struck=True) if content.is_struck else how,
            tuple(former),
            content.comments,
        )
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
            marks = (*outer, *self._markup.within(element.find(xml.CELL_PROPERTIES)))
            yield Cell(tuple(self.blocks(element, outer)), marks)


def _inside(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yields the rows or cells in an element, those in content controls included, and the rest."""
    for element in parent:
        if element.tag == _CONTENT_CONTROL:
            content = element.find(_CONTENT)
            if content is not None:
                yield from _inside(content, wanted)
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


_COMMENT = xml.qualified_name("w:comment")
_EXTENDED = xml.qualified_name("w15:commentEx")
_EXTENDED_PARAGRAPH = xml.qualified_name("w15:paraId")
_EXTENDED_PARENT = xml.qualified_name("w15:paraIdParent")
_IS_DONE = xml.qualified_name("w15:done")
_COMMENT_ID = xml.qualified_name("w16cid:commentId")
_COMMENT_ID_PARAGRAPH = xml.qualified_name("w16cid:paraId")
_DURABLE_ID = xml.qualified_name("w16cid:durableId")
_EXTENSIBLE = xml.qualified_name("w16cex:commentExtensible")
_EXTENSIBLE_ID = xml.qualified_name("w16cex:durableId")
_EXTENSIBLE_DATE = xml.qualified_name("w16cex:dateUtc")


def read_comments(
    package: Package, read_story: Callable[[etree._Element], tuple[Block, ...]]
) -> tuple[Comment, ...]:
    """Parses the comments of a document; `read_story` reads what a comment says."""
    part = package.related(xml.COMMENTS_PART)
    if part is None:
        return ()
    elements = list(part.iterchildren(_COMMENT))
    # Word names a comment by its last paragraph.
    paragraph_of = {each.get(xml.ID, ""): _last_paragraph(each) for each in elements}
    comment_of = {paragraph: key for key, paragraph in paragraph_of.items() if paragraph}
    answers: dict[str, str] = {}
    done: set[str] = set()
    extended = package.related(xml.COMMENTS_EXTENDED_PART)
    for each in () if extended is None else extended.iterchildren(_EXTENDED):
        key = comment_of.get(each.get(_EXTENDED_PARAGRAPH, ""), "")
        answers[key] = comment_of.get(each.get(_EXTENDED_PARENT, ""), "")
        if each.get(_IS_DONE) in ("1", "true", "on"):
            done.add(key)
    universal = _universal_dates(package)
    found = []
    for each in elements:
        key = each.get(xml.ID, "")
        paragraph = paragraph_of[key]
        date: datetime | None = read_date(
            universal.get(paragraph) or each.get(xml.DATE_UTC), each.get(xml.DATE)
        )
        text = _text(read_story(each))
        author = each.get(xml.AUTHOR, "").strip()
        found.append(Comment(key, author, date, text, answers.get(key, ""), key in done))
    return tuple(found)


def _universal_dates(package: Package) -> dict[str, str]:
    """Returns when comments were made in UTC, by the id of their last paragraph."""
    ids, extensible = (
        package.related(xml.COMMENT_IDS_PART),
        package.related(xml.COMMENTS_EXTENSIBLE_PART),
    )
    if ids is None or extensible is None:
        return {}
    dates = {
        each.get(_EXTENSIBLE_ID, ""): each.get(_EXTENSIBLE_DATE, "")
        for each in extensible.iterchildren(_EXTENSIBLE)
    }
    return {
        each.get(_COMMENT_ID_PARAGRAPH, ""): dates.get(each.get(_DURABLE_ID, ""), "")
        for each in ids.iterchildren(_COMMENT_ID)
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


_NOTE_TYPE = xml.qualified_name("w:type")
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_PARTS = {NoteKind.FOOTNOTE: xml.FOOTNOTES_PART, NoteKind.ENDNOTE: xml.ENDNOTES_PART}
_FORMS = {NoteKind.FOOTNOTE: "decimal", NoteKind.ENDNOTE: "lowerRoman"}


def read_document(content: bytes, name: str, progress: OnProgress | None = None) -> Document:
    """Parses a Word document with all its changes; `name` is what errors and findings print.

    Raises UnreadableInput if it is no Word document, damaged, protected, or larger or deeper than a
    text for people can be.
    """
    package = Package(content, name)
    body = package.main.find(xml.BODY)
    if body is None:
        raise UnreadableInput(f"{name} is damaged: the document has no body")
    numberings = read_numberings(package.related(xml.NUMBERING_PART))
    styles = Styles(package.related(xml.STYLES_PART), numberings)
    reader = StoryReader(styles, _count_numbers(body, progress))
    blocks = reader.read(body)
    notes = [(kind, note) for kind in NoteKind for note in _notes(package, kind)]
    stories = {f"{kind} {note.get(xml.ID, '')}": reader.read(note) for kind, note in notes}
    shown = len(reader.markup.revisions)
    headers = _distinct(map(reader.read, package.all_related(xml.HEADER_PART)))
    footers = _distinct(map(reader.read, package.all_related(xml.FOOTER_PART)))
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


def _count_numbers(body: etree._Element, progress: OnProgress | None) -> Callable[[], None]:
    if progress is None:
        return lambda: None
    show = progress
    total = sum(1 for _ in body.iter(xml.PARAGRAPH))
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if done <= total:
            show(done, total)

    return count


def _notes(package: Package, kind: NoteKind) -> Iterator[etree._Element]:
    part = package.related(_PARTS[kind])
    for note in () if part is None else part.iterchildren(xml.qualified_name(f"w:{kind}")):
        if note.get(_NOTE_TYPE) not in _SEPARATORS:
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
