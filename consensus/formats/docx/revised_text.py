"""The text of a Word document, with its changes accepted, rejected, or some of each."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.formats.docx.document import Document
from consensus.formats.docx.revision import ACCEPT, Accepting
from consensus.formats.docx.view import View, view


def text(document: Document, revisions: Accepting = ACCEPT) -> str:
    """The text of a document: paragraphs on lines of their own with their numbers, then the notes.

    Headers, footers and comments are no part of it; rows of a table are lines, their cells parted
    by bars.

    Args:
        document: the document.
        revisions: `accept` for all its changes accepted, `reject` for all rejected, or the authors
            whose changes are accepted while all others are rejected; see `view`.

    Raises:
        ValueError: a word other than `accept` and `reject` was given.
    """
    return "\n".join(lines_of(view(document, revisions)))


def lines_of(shown: View) -> Iterator[str]:
    """Yield the lines of a text as it is shown."""
    for block in shown.blocks:
        yield block.text
    for note in shown.notes:
        yield f"{note.note.label} {note.text}"
