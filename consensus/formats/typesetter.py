"""Items of a draft as paragraphs of a Word document, with their footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from attrs import evolve

from consensus.formats.docx.document import (
    Note,
    NoteKind,
    Paragraph,
    ParagraphFormat,
    Revision,
    Run,
)
from consensus.formats.docx.styles import heading_format, text_format
from consensus.formats.labels import join_label
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State

REFERENCE = re.compile(r"\[\^[^\s\[\]]+\]")
"""A reference to a footnote as it is typed."""

# Where no script has its letters, so that texts hardly ever hold one.
_FIRST_PRIVATE = 0xF0000

Marks = tuple[Revision, ...]
Footnote = Callable[[str, Marks], Iterable[Run]]
"""Gives the words of a footnote item that is referred to from something with these marks."""


def format_of(state: State, kind: ItemKind, parent: str) -> ParagraphFormat:
    """Returns the paragraph format of an item of a kind under a parent."""
    headings = texts = 0
    while parent in state.items:
        above = state.items[parent]
        headings += above.kind is ItemKind.SECTION
        texts += above.kind not in (ItemKind.SECTION, ItemKind.TITLE)
        parent = above.parent
    return heading_format(headings + 1) if kind is ItemKind.SECTION else text_format(texts)


def printed_label(label: str, kind: ItemKind) -> str:
    """Returns a label as it is typed before a text; `[^1]:` for a footnote without a reference."""
    return f"{label}:" if kind is ItemKind.FOOTNOTE and label else join_label(label, "")


def add_footnote(notes: list[Note], words: Iterable[Run], marks: Marks = ()) -> Run:
    """Adds a footnote to the notes of a document; returns the run that refers to it."""
    number = len(notes) + 1
    key = f"{NoteKind.FOOTNOTE} {number}"
    notes.append(Note(key, NoteKind.FOOTNOTE, f"[^{number}]", (Paragraph(0, tuple(words)),)))
    return Run("", marks, note=key)


def strike_runs(runs: Iterable[Run], why: str) -> tuple[Run, ...]:
    """Returns runs struck out, with why they are not part of the text; unchanged where they are."""
    return (*(evolve(each, struck=True) for each in runs), Run(f" ({why})")) if why else (*runs,)


class Typesetter:
    """Turns texts into runs; a reference to a footnote item becomes a footnote of the document.

    While texts are compared, a private character that is in none of `texts` replaces each
    reference, so that no change goes through it.
    """

    def __init__(self, footnotes: Iterable[Item], texts: Iterable[str], footnote: Footnote) -> None:
        self.notes: list[Note] = []
        self._footnote = footnote
        taken = {sign for text in texts for sign in text if ord(sign) >= _FIRST_PRIVATE}
        free = (sign for sign in map(chr, range(_FIRST_PRIVATE, 0x10FFFE)) if sign not in taken)
        self._signs = {item.id: sign for item, sign in zip(footnotes, free, strict=False)}
        self._items = {sign: item for item, sign in self._signs.items()}

    def with_signs(self, text: str, labels: Mapping[str, str], used: Collection[str]) -> str:
        """Replaces the first reference to each footnote in a text by a private character.

        References to those used elsewhere stay typed. `labels` maps each label to its item.
        """
        here: set[str] = set()

        def sign(found: re.Match[str]) -> str:
            item = labels.get(found[0], "")
            if item not in self._signs or item in used or item in here:
                return found[0]
            here.add(item)
            return self._signs[item]

        return REFERENCE.sub(sign, text)

    def referred(self, text: str) -> set[str]:
        """Returns the footnote items that a text refers to by private characters."""
        return {self._items[sign] for sign in text if sign in self._items}

    def runs(self, text: str, marks: Marks = ()) -> Iterator[Run]:
        """Yields the runs of a text, all with the same marks."""
        start = 0
        for place, sign in enumerate(text):
            if sign not in self._items:
                continue
            if text[start:place]:
                yield Run(text[start:place], marks)
            start = place + 1
            yield add_footnote(self.notes, self._footnote(self._items[sign], marks), marks)
        if text[start:]:
            yield Run(text[start:], marks)

    def labelled(self, label: str, text: str, marks: Marks = ()) -> Iterator[Run]:
        """Yields the runs of a text behind its printed label."""
        if label:
            yield Run(f"{label}\t" if text else label, marks)
        yield from self.runs(text, marks)
