"""Summaries as Markdown and text, with the trace of each sentence, and parsing of edited ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from textwrap import wrap

import attrs
from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.reports.audience import Audience
from consensus.reports.outline import escape_html
from consensus.reports.summary.context import (
    FOOTNOTE,
    Paragraph,
    Quantity,
    Sentence,
    split_footnotes,
)
from consensus.reports.summary.summary import ChairSummary

# The trace of a summary in lines: what each sentence rests on.

_STEP_SIGNS = 18  # of an id of 36; more than the time, and enough to find a step by


def trace_line(sentence: Sentence) -> str:
    """Returns the trace of a sentence: its key, steps and handles, and the numbers behind it."""
    parts = [
        " ".join(step[:_STEP_SIGNS] for step in sentence.steps),
        ", ".join(sentence.things),
        *map(str, sentence.quantities),
    ]
    return f"[{sentence.key or 'added'}] {'; '.join(filter(None, parts)) or 'rests on no step'}"


# A summary as Markdown that is edited and read back: a mark behind each sentence keeps its trace.
# Marks are comments, which no reader of the rendered text sees: `<!-- INT3 5e0c1a9b -->`. They
# name what the sentence is about, and the digest of its words as they were made.

_DIGITS = 8
_HEAD = re.compile(r"<!-- summary (?P<meeting>\S+) (?P<audience>\w+)(?P<names> attributed)? -->")
_MARK = re.compile(r"\s*(?<!\\)<!--\s*(?P<key>[\w:.\-]+)\s+(?P<digest>[0-9a-f]{8})\s*-->")
_WITHHELD = "<!-- withheld -->"
_TRACE = "## Trace"
_NUMBERED = re.compile(r"(?:\d+[.)]|(?P<point>[-*+]))\s+")
_PUNCTUATION = re.compile(r"([\\`*_\[])")
_AT_THE_START = re.compile(r"^(?:(?=[#+\-=>~|])|(\d+)(?=[.)](?:\s|$)))")
_ESCAPED = re.compile(r"\\(?P<sign>[!-/:-@\[-`{-~])|&(?P<entity>lt|amp);")
_ENTITIES = {"lt": "<", "amp": "&"}


def digest_of(text: str) -> str:
    """Returns the digest that a mark holds of a sentence, to detect edits."""
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def summary_markdown(summary: ChairSummary, *, trace: bool = False) -> str:
    """Returns a summary as Markdown, each sentence on a line of its own with its mark."""
    return "\n".join(_markup_lines(summary, trace)) + "\n"


def _markup_lines(summary: ChairSummary, trace: bool) -> Iterator[str]:
    names = " attributed" if summary.attributed else ""
    yield f"<!-- summary {summary.meeting} {summary.audience}{names} -->"
    if summary.parent:
        yield f"{_escape(summary.parent)}  "
        yield ""
    yield f"# {_escape(summary.body)}"
    yield ""
    yield f"{_escape(summary.name)}  "
    yield _escape(summary.where_and_when)
    yield ""
    yield "## Chair’s summary"
    yield ""
    yield summary.drawn_up
    for each in summary.paragraphs:
        yield ""
        yield from _marked_paragraph(each)
    if summary.withheld.counts:
        yield ""
        yield f"{summary.withheld.sentence()} {_WITHHELD}"
    if trace:
        yield ""
        yield _TRACE
        for paragraph in summary.paragraphs:
            yield ""
            traces = (f"{paragraph.number}. {trace_line(e)}" for e in paragraph.all_sentences)
            yield from (f"- {_escape(line)}" for line in traces)


def _marked_paragraph(paragraph: Paragraph) -> Iterator[str]:
    number = f"{paragraph.number}. "
    for place, each in enumerate(paragraph.sentences):
        yield f"{' ' * len(number) if place else number}{_with_mark(each)}"
    if paragraph.points:
        yield ""
    yield from (f"{' ' * len(number)}- {_with_mark(each)}" for each in paragraph.points)


def _with_mark(sentence: Sentence) -> str:
    mark = f" <!-- {sentence.key} {digest_of(sentence.text)} -->" if sentence.key else ""
    return f"{_escape(sentence.text)}{mark}"


def _escape(text: str) -> str:
    """Returns words with the characters escaped that Markdown would interpret."""
    parts, at = [], 0
    for each in FOOTNOTE.finditer(text):
        words = _escape_words(each["note"] or each["words"])
        note = f"^[{words}]" if each["note"] else f"[{words}]({escape_html(each['link'])})"
        parts += [_escape_words(text[at : each.start()]), note]
        at = each.end()
    parts.append(_escape_words(text[at:]))
    return _AT_THE_START.sub(lambda found: f"{found[1] or ''}\\", "".join(parts))


def _escape_words(text: str) -> str:
    return escape_html(_PUNCTUATION.sub(r"\\\1", text))


@frozen
class MarkedSentence:
    """The text before a mark, or after the last one of a paragraph, which has no key."""

    text: str
    key: str = ""
    digest: str = ""  # of the words as they were made


@frozen
class MarkedParagraph:
    """One paragraph of an edited summary, with the list behind it."""

    sentences: tuple[MarkedSentence, ...]
    points: tuple[MarkedSentence, ...] = ()


@frozen
class MarkedSummary:
    """A parsed summary that was edited."""

    meeting: str
    audience: Audience
    attributed: bool
    paragraphs: tuple[MarkedParagraph, ...]


def read_summary(text: str, file: str) -> MarkedSummary:
    """Parses a summary that was written as Markdown and edited.

    Args:
        text: the content of the file.
        file: its name, for messages.

    Raises:
        UnreadableInput: its first line does not say of which meeting it is.
    """
    head = _HEAD.search(text)
    if head is None or head["audience"] not in list(Audience):
        raise UnreadableInput(
            f"{file} does not say of which meeting it is: it has to keep the line"
            " <!-- summary … --> that summaries are written with"
        )
    return MarkedSummary(
        head["meeting"],
        Audience(head["audience"]),
        bool(head["names"]),
        tuple(_paragraphs(text[head.end() :])),
    )


def _paragraphs(text: str) -> Iterator[MarkedParagraph]:
    sentences: list[MarkedSentence] = []
    points: list[MarkedSentence] = []
    for is_point, block in _blocks(text.splitlines()):
        if is_point:
            points += _sentences(block)
            continue
        if sentences or points:
            yield MarkedParagraph(tuple(sentences), tuple(points))
        sentences, points = list(_sentences(block)), []
    if sentences or points:
        yield MarkedParagraph(tuple(sentences), tuple(points))


def _blocks(lines: Sequence[str]) -> Iterator[tuple[bool, str]]:
    """Yields the paragraphs and list items after the first number, each as one line."""
    block: list[str] = []
    is_point = begun = False
    for line in (*map(str.strip, lines), ""):
        if line == _TRACE:
            break
        opening = _NUMBERED.match(line)
        begun = begun or (opening is not None and not opening["point"])
        if not begun:
            continue
        if block and (not line or opening is not None):
            yield is_point, " ".join(block)
            block = []
        if not line or line.startswith("#") or _WITHHELD in line:
            continue
        if opening is not None:
            is_point = bool(opening["point"])
            line = line[opening.end() :]
        elif not block:
            is_point = False
        block.append(line)
    if block:
        yield is_point, " ".join(block)


def _sentences(block: str) -> Iterator[MarkedSentence]:
    begin = 0
    for mark in _MARK.finditer(block):
        words = _unescape(block[begin : mark.start()])
        begin = mark.end()
        if words:
            yield MarkedSentence(words, mark["key"], mark["digest"])
    if words := _unescape(block[begin:]):
        yield MarkedSentence(words)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(
        lambda found: found["sign"] or _ENTITIES[found["entity"]], " ".join(text.split())
    )


# An edited summary compared with the record.

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?:])\s+(?=[\w“(])")
_FIGURE = re.compile(r"\d[\w./-]*\w|\d")


class SentenceStatus(StrEnum):
    """How a sentence of an edited summary relates to the record."""

    AS_MADE = "as made"
    """It is as it was made, and would be made the same today."""
    EDITED = "edited"
    """It has other words, on the same steps; what they say is not checked."""
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
    """One sentence of an edited summary, or one that was left out of it."""

    paragraph: int  # the number of its paragraph; 0 for one that was left out
    key: str  # what it is about; empty for one that was added
    footing: SentenceStatus  # how it stands to the history
    text: str  # its words; empty for one that was left out
    made: str = ""  # the words that are made of it today; empty where there are none
    # figures and quantities that the history has in it and the words have not
    missing: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()  # the ids of the steps that it rests on
    things: tuple[str, ...] = ()  # the handles of what it speaks of
    quantities: tuple[Quantity, ...] = ()  # the numbers behind its words


@frozen
class EditedSummary:
    """An edited summary with its trace, and how each sentence stands, those left out last."""

    summary: ChairSummary
    sentences: tuple[EditedSentence, ...]

    @property
    def stands(self) -> bool:
        """Whether no sentence in it is outdated or gone, and no figure is missing."""
        shaky = (SentenceStatus.OUTDATED, SentenceStatus.GONE)
        return not any(each.footing in shaky or each.missing for each in self.sentences)


def edited_summary(marked: MarkedSummary, made: ChairSummary) -> EditedSummary:
    """Compares an edited summary with the one generated of the same meeting for the same audience.

    Text inserted before a sentence is separated from it by the words it was generated with.
    """
    known = {each.key: each for each in made.sentences}
    numbered = [
        (number, _split_additions(each, known)) for number, each in enumerate(marked.paragraphs, 1)
    ]
    found = [
        _compare_sentence(number, each, known)
        for number, paragraph in numbered
        for each in (*paragraph.sentences, *paragraph.points)
    ]
    there = {each.key for each in found}
    left_out = [
        _edited(0, MarkedSentence("", key), SentenceStatus.LEFT_OUT, each)
        for key, each in known.items()
        if key not in there
    ]
    paragraphs = tuple(
        Paragraph(
            number,
            "",
            tuple(_with_trace(each, known) for each in paragraph.sentences),
            tuple(_with_trace(each, known) for each in paragraph.points),
        )
        for number, paragraph in numbered
    )
    return EditedSummary(attrs.evolve(made, paragraphs=paragraphs), (*found, *left_out))


def _split_additions(paragraph: MarkedParagraph, known: Mapping[str, Sentence]) -> MarkedParagraph:
    return MarkedParagraph(
        tuple(part for each in paragraph.sentences for part in _parts(each, known)),
        paragraph.points,
    )


def _parts(marked: MarkedSentence, known: Mapping[str, Sentence]) -> Iterator[MarkedSentence]:
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


def _compare_sentence(
    paragraph: int, marked: MarkedSentence, known: Mapping[str, Sentence]
) -> EditedSentence:
    made = known.get(marked.key)
    if made is None:
        status = SentenceStatus.GONE if marked.key else SentenceStatus.ADDED
    elif digest_of(made.text) != marked.digest:
        status = SentenceStatus.OUTDATED
    else:
        is_as_made = made.text == marked.text
        status = SentenceStatus.AS_MADE if is_as_made else SentenceStatus.EDITED
    return _edited(paragraph, marked, status, made)


def _edited(
    paragraph: int, marked: MarkedSentence, status: SentenceStatus, made: Sentence | None
) -> EditedSentence:
    bare = EditedSentence(paragraph, marked.key, status, marked.text)
    if made is None:
        return bare
    return attrs.evolve(
        bare,
        made=made.text,
        missing=tuple(_missing(marked.text, made)) if marked.text else (),
        steps=made.steps,
        things=made.things,
        quantities=made.quantities,
    )


def _missing(text: str, made: Sentence) -> Iterator[str]:
    """Yields the figures and quantities of a generated sentence that other words lack."""
    folded = text.casefold()
    figures = set(_FIGURE.findall(text))
    yield from (each for each in dict.fromkeys(_FIGURE.findall(made.text)) if each not in figures)
    yield from (each.words for each in made.quantities if each.words.casefold() not in folded)


def _with_trace(marked: MarkedSentence, known: Mapping[str, Sentence]) -> Sentence:
    made = known.get(marked.key)
    return attrs.evolve(made, text=marked.text) if made else Sentence("", marked.text)


# A summary as plain text, for a terminal.

_WIDTH = 80


def summary_text(summary: ChairSummary, *, trace: bool = False) -> str:
    """Returns a summary as plain text in lines of 80 characters."""
    return "\n".join(_text_lines(summary, trace)) + "\n"


def _text_lines(summary: ChairSummary, trace: bool) -> Iterator[str]:
    yield from _wrapped(summary.parent)
    yield from _wrapped(summary.body)
    yield from _wrapped(summary.name)
    yield from _wrapped(summary.where_and_when)
    yield ""
    yield "Chair’s summary"
    yield summary.drawn_up
    notes: list[str] = []
    for each in summary.paragraphs:
        yield ""
        yield from _text_paragraph(each, notes)
        if trace:
            yield ""
            yield from (
                line
                for sentence in each.all_sentences
                for line in _wrapped(trace_line(sentence), "    ", "      ")
            )
    if notes:
        yield ""
    for number, note in enumerate(notes, 1):
        yield from _wrapped(note, f"[{number}] ", "    ")
    if summary.withheld.counts:
        yield ""
        yield from _wrapped(summary.withheld.sentence())


def _text_paragraph(paragraph: Paragraph, notes: list[str]) -> Iterator[str]:
    number = f"{paragraph.number}. "
    words = " ".join(_numbered(each.text, notes) for each in paragraph.sentences)
    yield from _wrapped(words, number, " " * len(number))
    for each in paragraph.points:
        yield from _wrapped(_numbered(each.text, notes), "    - ", "      ")


def _numbered(text: str, notes: list[str]) -> str:
    parts = []
    for words, note in split_footnotes(text):
        notes += [note] if note else []
        parts.append(f"{words} [{len(notes)}]" if note else words)
    return "".join(parts)


def _wrapped(text: str, first: str = "", further: str = "") -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
