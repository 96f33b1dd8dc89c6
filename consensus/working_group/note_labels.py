"""The labels of footnotes: in a Word file they are numbers, in a draft they can be names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from attrs import evolve

from consensus.formats.draft_docx import DocxSource
from consensus.model.drafts import ItemKind
from consensus.model.state import State
from consensus.text.brackets import render


def with_labels_of(state: State, draft: str, source: DocxSource) -> DocxSource:
    """A Word file whose footnotes have the labels of those of a draft that say the same.

    What else would bear the label of one of the draft's has the next number that is free.

    Args:
        state: where the draft is.
        draft: its id.
        source: the file; its notes are known by what they say as it is shown.
    """
    labels = dict(_footnotes(state, draft))
    known: dict[str, str] = {}
    for shown in source.shown.notes:
        same = (label for label, texts in labels.items() if _one_line(shown.text) in texts)
        free = next((label for label in same if label not in known.values()), "")
        if free:
            known[shown.note.key] = free
    if all(note.label == known.get(note.key, note.label) for note in source.document.notes):
        return source
    taken = {*labels, *(note.label for note in source.document.notes)}
    numbers = (label for number in count(1) if (label := f"[^{number}]") not in taken)
    used = set(known.values())
    notes = []
    for note in source.document.notes:
        label = known.get(note.key, "")
        if not label:
            label = next(numbers) if note.label in used else note.label
        notes.append(evolve(note, label=label))
    document = evolve(source.document, notes=tuple(notes))
    return DocxSource.of_document(document, source.name, source.accepting)


def _footnotes(state: State, draft: str) -> Iterator[tuple[str, set[str]]]:
    """Yield the label of each footnote of a draft, and what it says with names and without."""
    for item in state.walk(draft):
        if item.kind is ItemKind.FOOTNOTE and item.label:
            wording = state.version(item.id).wording
            yield (
                item.label,
                {_one_line(render(wording, names, markdown=True)) for names in (True, False)},
            )


def _one_line(text: str) -> str:
    return " ".join(text.split())
