"""A Word file as a source: its document, and the text that it is taken for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from consensus.formats.docx.document import Document
from consensus.formats.docx.revised_text import lines_of
from consensus.formats.docx.revision import ACCEPT, REJECT, Accepting
from consensus.formats.docx.view import View, view
from consensus.formats.source import Source, read_bytes

Progress = Callable[[int, int], None]


@frozen
class DocxSource(Source):
    """A Word file.

    Its `text` has on each line the paragraph of that number, so that findings that name a line name
    a paragraph, counted from 1 with the empty ones. Its `digest` is that of the words alone.

    Attributes:
        document: what was read.
        accepting: which of its changes the text has accepted; none at first.
        shown: the document as the text has it.
    """

    document: Document
    accepting: Accepting
    shown: View

    @classmethod
    def of_document(
        cls, document: Document, name: str, accepting: Accepting = REJECT
    ) -> DocxSource:
        """Make a source of a document that was read."""
        shown = view(document, accepting)
        words = "\n".join(line for line in lines_of(shown) if line)
        digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(name, _by_number(shown), digest, document, accepting, shown)

    def taking(self, accepting: Accepting) -> DocxSource:
        """The same file with other changes accepted."""
        return self.of_document(self.document, self.name, accepting)

    def accepted(self) -> DocxSource:
        """The same file with all changes accepted."""
        return self.taking(ACCEPT)


def read_docx(path: Path, progress: Progress | None = None) -> DocxSource:
    """Read a Word file.

    Args:
        path: the file.
        progress: called with the paragraphs done and the paragraphs in all.

    Raises:
        UnreadableInput: it is missing, a directory, not readable, no Word document, damaged,
            protected by a password, or larger than a text for people can be.
    """
    return decode_docx(read_bytes(path), str(path), progress)


def decode_docx(content: bytes, name: str, progress: Progress | None = None) -> DocxSource:
    """Make a source of the bytes of a Word file.

    Args:
        content: the bytes.
        name: as errors and findings shall print it.
        progress: called with the paragraphs done and the paragraphs in all.

    Raises:
        UnreadableInput: as for a file.
    """
    from consensus.formats.docx.reading import read_document

    return DocxSource.of_document(read_document(content, name, progress), name)


def _by_number(shown: View) -> str:
    """The text with each paragraph on the line of its number."""
    lines: dict[int, str] = {}
    for block in shown.blocks:
        _put(lines, block.number, block.text)
    for note in shown.notes:
        _put(lines, note.number, f"{note.note.label} {note.text}")
    return "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))


def _put(lines: dict[int, str], number: int, text: str) -> None:
    if number:
        lines[number] = " ".join(text.split("\n"))
