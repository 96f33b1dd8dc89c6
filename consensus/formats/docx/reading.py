"""Reading a Word document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.docx.comments_part import read_comments
from consensus.formats.docx.definitions import Styles
from consensus.formats.docx.document import Block, Document, Note, NoteKind, paragraphs_of
from consensus.formats.docx.numbering import write_number
from consensus.formats.docx.numbering_part import read_numberings
from consensus.formats.docx.package import Package
from consensus.formats.docx.revision import REJECT, is_shown
from consensus.formats.docx.story import StoryReader
from consensus.formats.docx.xml import (
    BODY,
    ENDNOTES_PART,
    FOOTER_PART,
    FOOTNOTES_PART,
    HEADER_PART,
    ID,
    NUMBERING_PART,
    PARAGRAPH,
    STYLES_PART,
    qualified,
)

_NOTE_TYPE = qualified("w:type")
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_PARTS = {NoteKind.FOOTNOTE: FOOTNOTES_PART, NoteKind.ENDNOTE: ENDNOTES_PART}
_FORMS = {NoteKind.FOOTNOTE: "decimal", NoteKind.ENDNOTE: "lowerRoman"}


def read_document(
    content: bytes, name: str, progress: Callable[[int, int], None] | None = None
) -> Document:
    """Read a Word document with all its changes.

    Args:
        content: the bytes of the file.
        name: its name, as errors and findings print it.
        progress: called with the paragraphs done and the paragraphs in all.

    Raises:
        UnreadableInput: it is no Word document, damaged, protected, or larger or deeper than a text
            for people can be.
    """
    package = Package(content, name)
    body = package.main.find(BODY)
    if body is None:
        raise UnreadableInput(f"{name} is damaged: the document has no body")
    numberings = read_numberings(package.related(NUMBERING_PART))
    styles = Styles(package.related(STYLES_PART), numberings)
    reader = StoryReader(styles, _counting(body, progress))
    blocks = reader.read(body)
    notes = [(kind, note) for kind in NoteKind for note in _notes(package, kind)]
    stories = {f"{kind} {note.get(ID, '')}": reader.read(note) for kind, note in notes}
    shown = len(reader.marks.revisions)
    headers = _distinct(map(reader.read, package.all_related(HEADER_PART)))
    footers = _distinct(map(reader.read, package.all_related(FOOTER_PART)))
    outside = len(reader.marks.revisions) - shown
    comments = read_comments(package, reader.read)
    return Document(
        body=blocks,
        notes=tuple(_numbered(blocks, stories)),
        headers=headers,
        footers=footers,
        comments=comments,
        numberings=numberings,
        revisions=tuple(reader.marks.revisions[:shown]),
        findings=tuple(_findings(reader, name, outside)),
    )


def _counting(
    body: etree._Element, progress: Callable[[int, int], None] | None
) -> Callable[[], None]:
    if progress is None:
        return lambda: None
    show = progress
    total = sum(1 for _ in body.iter(PARAGRAPH))
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if done <= total:
            show(done, total)

    return count


def _notes(package: Package, kind: NoteKind) -> Iterator[etree._Element]:
    part = package.related(_PARTS[kind])
    for note in () if part is None else part.iterchildren(qualified(f"w:{kind}")):
        if note.get(_NOTE_TYPE) not in _SEPARATORS:
            yield note


def _numbered(body: tuple[Block, ...], stories: dict[str, tuple[Block, ...]]) -> Iterator[Note]:
    """Yield the notes whose sign stands in the body, numbered."""
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
    """Different headers or footers; most documents repeat them for first and even pages."""
    found: dict[str, tuple[Block, ...]] = {}
    for story in stories:
        words = "\n".join(
            "".join(run.text for run in paragraph.runs) for paragraph in paragraphs_of(story)
        )
        if words.strip():
            found.setdefault(words, story)
    return tuple(found.values())


def _findings(reader: StoryReader, name: str, outside: int) -> Iterator[Finding]:
    noted = (
        (reader.foreign, "other documents are embedded in it and were not read", Severity.WARNING),
        (reader.pictures, "pictures are no text and were left out", Severity.NOTE),
        (
            reader.hidden,
            "passages are hidden in print; they were read too",
            Severity.NOTE,
        ),
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
