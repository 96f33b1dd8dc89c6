"""An edited summary held against the record: which sentences still stand, and on what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

import attrs
from attrs import frozen

from consensus.reports.summary.markup import (
    MarkedParagraph,
    MarkedSentence,
    MarkedSummary,
    digest_of,
)
from consensus.reports.summary.sentence import Paragraph, Quantity, Sentence
from consensus.reports.summary.summary import ChairSummary

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?:])\s+(?=[\w“(])")
_FIGURE = re.compile(r"\d[\w./-]*\w|\d")


class Footing(StrEnum):
    """How a sentence of an edited summary stands to the record."""

    AS_MADE = "as made"
    """It is as it was made, and would be made the same today."""
    EDITED = "edited"
    """It has other words, on the same steps."""
    OUTDATED = "outdated"
    """The record would make it otherwise today."""
    GONE = "gone"
    """What it rests on is not in the record any more, or not for this audience."""
    ADDED = "added"
    """It rests on no step."""
    LEFT_OUT = "left out"
    """The record makes it, and the edited summary does not have it."""


@frozen
class EditedSentence:
    """One sentence of an edited summary, or one that was left out of it.

    Attributes:
        paragraph: the number of its paragraph; 0 for one that was left out.
        key: what it is about; empty for one that was added.
        footing: how it stands to the record.
        text: its words; empty for one that was left out.
        made: the words that the record makes of it today; empty where it makes none.
        missing: figures and quantities that the record has in it and the words have not.
        steps: the ids of the steps that it rests on.
        things: the handles of what it speaks of.
        quantities: the numbers behind its words.
    """

    paragraph: int
    key: str
    footing: Footing
    text: str
    made: str = ""
    missing: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@frozen
class EditedSummary:
    """An edited summary and how it stands to the record.

    Attributes:
        summary: the edited summary with its trace, to be written in any format.
        sentences: how each sentence stands, those left out last.
    """

    summary: ChairSummary
    sentences: tuple[EditedSentence, ...]

    @property
    def stands(self) -> bool:
        """Whether nothing in it is outdated or gone, and no figure is missing."""
        shaky = (Footing.OUTDATED, Footing.GONE)
        return not any(each.footing in shaky or each.missing for each in self.sentences)


def edited_summary(marked: MarkedSummary, made: ChairSummary) -> EditedSummary:
    """Hold an edited summary against the one that the record makes.

    What was put in before a sentence is told from it by the words it was made with.

    Args:
        marked: the edited one, as it was read.
        made: the one that the record makes of the same meeting for the same audience.
    """
    known = {each.key: each for each in made.sentences}
    numbered = [(number, _parted(each, known)) for number, each in enumerate(marked.paragraphs, 1)]
    found = [
        _held(number, each, known)
        for number, paragraph in numbered
        for each in (*paragraph.sentences, *paragraph.points)
    ]
    there = {each.key for each in found}
    left_out = [
        EditedSentence(
            0, key, Footing.LEFT_OUT, "", each.text, (), each.steps, each.things, each.quantities
        )
        for key, each in known.items()
        if key not in there
    ]
    paragraphs = tuple(
        Paragraph(
            number,
            "",
            tuple(_traced(each, known) for each in paragraph.sentences),
            tuple(_traced(each, known) for each in paragraph.points),
        )
        for number, paragraph in numbered
    )
    return EditedSummary(attrs.evolve(made, paragraphs=paragraphs), (*found, *left_out))


def _parted(paragraph: MarkedParagraph, known: Mapping[str, Sentence]) -> MarkedParagraph:
    return MarkedParagraph(
        tuple(part for each in paragraph.sentences for part in _parts(each, known)),
        paragraph.points,
    )


def _parts(marked: MarkedSentence, known: Mapping[str, Sentence]) -> Iterator[MarkedSentence]:
    """What was put in before a sentence, and the sentence."""
    made = known.get(marked.key)
    parts = _BETWEEN_SENTENCES.split(marked.text)
    if made is None or len(parts) < 2:
        yield marked
        return
    begin = max(range(len(parts)), key=lambda place: _likeness(parts[place:], made.text))
    yield from (MarkedSentence(each) for each in parts[:begin])
    yield attrs.evolve(marked, text=" ".join(parts[begin:]))


def _likeness(parts: Sequence[str], made: str) -> float:
    return SequenceMatcher(None, " ".join(parts).split(), made.split(), autojunk=False).ratio()


def _held(paragraph: int, marked: MarkedSentence, known: Mapping[str, Sentence]) -> EditedSentence:
    if not marked.key:
        return EditedSentence(paragraph, "", Footing.ADDED, marked.text)
    made = known.get(marked.key)
    if made is None:
        return EditedSentence(paragraph, marked.key, Footing.GONE, marked.text)
    if digest_of(made.text) != marked.digest:
        footing = Footing.OUTDATED
    elif made.text == marked.text:
        footing = Footing.AS_MADE
    else:
        footing = Footing.EDITED
    return EditedSentence(
        paragraph,
        marked.key,
        footing,
        marked.text,
        made.text,
        tuple(_missing(marked.text, made)),
        made.steps,
        made.things,
        made.quantities,
    )


def _missing(text: str, made: Sentence) -> Iterator[str]:
    """The figures and quantities of a sentence as made that other words do not have."""
    folded = text.casefold()
    figures = set(_FIGURE.findall(text))
    yield from (each for each in dict.fromkeys(_FIGURE.findall(made.text)) if each not in figures)
    yield from (each.words for each in made.quantities if each.words.casefold() not in folded)


def _traced(marked: MarkedSentence, known: Mapping[str, Sentence]) -> Sentence:
    made = known.get(marked.key)
    return attrs.evolve(made, text=marked.text) if made else Sentence("", marked.text)
