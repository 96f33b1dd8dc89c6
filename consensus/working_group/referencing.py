"""A reference document set for Word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consensus.formats.docx.document import Document, Note, NoteKind, Paragraph, Run
from consensus.formats.docx.styles import heading_format, text_format
from consensus.formats.docx.writer import Masthead
from consensus.reports.reference import (
    ReferenceDocument,
    ReferenceItem,
    closing,
    item_notes,
    parts,
    preface,
)

# A sign that would be part of a bracket in the notation, and is not in the text.
_SIGN = re.compile(r"\\([\[\]|:\\])")


def write_reference_docx(document: ReferenceDocument, language: str = "en") -> bytes:
    """Write a reference document as a Word document; notes on a text are a footnote to it.

    Args:
        document: the document.
        language: what the texts are written in, as a tag.

    Returns:
        The bytes of the file, the same for the same document.
    """
    from consensus.formats.docx.writer import write_document

    masthead = Masthead(
        body=document.title,
        title="Reference document",
        name="Reference document",
        issued=document.as_of,
        language=language,
    )
    notes: list[Note] = []
    body = tuple(_paragraphs(document, notes))
    return write_document(Document(body, tuple(notes)), masthead)


def _paragraphs(document: ReferenceDocument, notes: list[Note]) -> Iterator[Paragraph]:
    yield Paragraph(0, (Run(preface(document)),))
    for heading, items in parts(document):
        yield Paragraph(0, (Run(heading),), format=heading_format(1))
        under = ""
        if not items:
            yield Paragraph(0, (Run("Nothing."),))
        for each in items:
            if each.heading and each.heading != under:
                yield Paragraph(0, (Run(each.heading),), format=heading_format(2))
            under = each.heading
            yield _paragraph(each, notes)
    if ending := closing(document):
        yield Paragraph(0, (Run(ending),))


def _paragraph(item: ReferenceItem, notes: list[Note]) -> Paragraph:
    text = _SIGN.sub(r"\1", item.text)
    runs = [Run(f"{item.label or item.handle}\t{text}")]
    said = "; ".join(filter(None, (item.status, *item_notes(item))))
    if said:
        number = len(notes) + 1
        words = (Paragraph(0, (Run(f"{said[:1].upper()}{said[1:]}."),)),)
        notes.append(Note(f"footnote {number}", NoteKind.FOOTNOTE, f"[^{number}]", words))
        runs.append(Run("", note=f"footnote {number}"))
    return Paragraph(0, tuple(runs), format=text_format(1))
