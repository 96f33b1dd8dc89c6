"""pandoc as a second reader: accepted and rejected, it reads in our Word files what we do."""

from __future__ import annotations

import re
import shutil
import subprocess
from random import Random

import pytest

from consensus.formats.docx.document import (
    Cell,
    Document,
    Note,
    NoteKind,
    Paragraph,
    Revision,
    RevisionKind,
    Row,
    Run,
    Table,
)
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.styles import heading_format, text_format
from consensus.formats.docx.view import text
from consensus.formats.docx.writer import TitleBlock, write_document

PANDOC = shutil.which("pandoc")
pytestmark = pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed (Debian: pandoc)")

WORDS = ("harbour", "ship", "pilot", "whale", "office", "fee", "تقرير", "港", "“no”", "a\tb")
KINDS = (RevisionKind.INSERTED, RevisionKind.DELETED)
FORMATS = (text_format(0), text_format(1), heading_format(1))


class Written:
    """A document with changes at random.

    Args:
        random: what decides.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._notes: list[Note] = []

    def content(self) -> bytes:
        """The file; its last paragraph is left as it is."""
        body: list[Paragraph | Table] = []
        for _ in range(self._random.randint(2, 7)):
            body += self._moved() if self._random.random() < 0.2 else [self._block()]
        document = Document((*body, Paragraph(0, (Run("The end."),))), tuple(self._notes))
        return write_document(document, TitleBlock("", "", ""))

    def _marks(self) -> tuple[Revision, ...]:
        author = self._random.choice(("ASH", "BAY; COL"))
        return (Revision(0, self._random.choice(KINDS), author),)

    def _words(self) -> str:
        return " ".join(self._random.choices(WORDS, k=self._random.randint(1, 5)))

    def _block(self) -> Paragraph | Table:
        how = self._random.random()
        if how < 0.2:
            marks = self._marks()
            return Paragraph(0, (Run(self._words(), marks),), marks, self._random.choice(FORMATS))
        if how < 0.35:
            rows = [Row((Cell((self._paragraph(),)), Cell((self._paragraph(),)))) for _ in "ab"]
            return Table(tuple(rows))
        return self._paragraph(self._random.random() < 0.3)

    def _paragraph(self, has_note: bool = False) -> Paragraph:
        runs = [
            Run(self._words() + " ", self._marks() if self._random.random() < 0.4 else ())
            for _ in range(self._random.randint(1, 5))
        ]
        if has_note:
            key = f"{NoteKind.FOOTNOTE} {len(self._notes) + 1}"
            said = (Paragraph(0, (Run(self._words()),)),)
            self._notes.append(Note(key, NoteKind.FOOTNOTE, "", said))
            runs.append(Run("", note=key))
        return Paragraph(0, tuple(runs))

    def _moved(self) -> list[Paragraph | Table]:
        words = self._words()
        came, left = (
            (Revision(0, kind, "ASH", None, words),)
            for kind in (RevisionKind.MOVED_TO, RevisionKind.MOVED_FROM)
        )
        return [
            Paragraph(0, (Run(words, came),), came),
            self._paragraph(),
            Paragraph(0, (Run(words, left),), left),
        ]


def by_pandoc(content: bytes, changes: str) -> list[str]:
    """The words that pandoc reads, signs of notes and lines of tables left out."""
    assert PANDOC is not None
    options = ("--from", "docx", "--to", "plain", "--wrap=none", f"--track-changes={changes}")
    found = subprocess.run([PANDOC, *options], input=content, capture_output=True, check=True)
    return words_of(found.stdout.decode())


def words_of(shown: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"\w+", re.sub(r"\[\^?\d+\]", " ", shown))


@pytest.mark.parametrize("seed", range(25))
def test_pandoc_accepts_and_rejects_as_we_do(seed: int) -> None:
    """The same words in the same order, notes and cells among them."""
    content = Written(Random(seed)).content()
    document = read_document(content, "d.docx")
    for changes in ("accept", "reject"):
        assert words_of(text(document, changes)) == by_pandoc(content, changes)
