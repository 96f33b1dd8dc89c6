"""A summary as Markdown that is edited and read back: a mark behind each sentence keeps its trace.

Marks are comments, which no reader of the rendered text sees: `<!-- INT3 5e0c1a9b -->`. They name
what the sentence is about, and the digest of its words as they were made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.reports.audience import Audience
from consensus.reports.summary.sentence import Paragraph, Sentence
from consensus.reports.summary.summary import ChairSummary
from consensus.reports.summary.tracing import trace_lines
from consensus.reports.tables import escape_html

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
    """What a mark says of a sentence, to tell whether it was edited."""
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def summary_markdown(summary: ChairSummary, *, trace: bool = False) -> str:
    """Write a summary as Markdown, each sentence on a line of its own with its mark.

    Args:
        summary: the summary.
        trace: whether the steps that each sentence rests on are listed at the end.
    """
    return "\n".join(_lines(summary, trace)) + "\n"


def _lines(summary: ChairSummary, trace: bool) -> Iterator[str]:
    names = " attributed" if summary.attributed else ""
    yield f"<!-- summary {summary.meeting} {summary.audience}{names} -->"
    yield f"# {_escaped(summary.body)}"
    yield ""
    yield f"{_escaped(summary.name)}  "
    yield _escaped(summary.where_and_when)
    yield ""
    yield "## Chair’s summary"
    yield ""
    yield summary.drawn_up
    for each in summary.paragraphs:
        yield ""
        yield from _paragraph(each)
    if summary.withheld.counts:
        yield ""
        yield f"{summary.withheld.sentence()} {_WITHHELD}"
    if trace:
        yield ""
        yield _TRACE
        for paragraph in summary.paragraphs:
            yield ""
            yield from (f"- {_escaped(line)}" for line in trace_lines(paragraph))


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    number = f"{paragraph.number}. "
    for place, each in enumerate(paragraph.sentences):
        yield f"{' ' * len(number) if place else number}{_marked(each)}"
    if paragraph.points:
        yield ""
    yield from (f"{' ' * len(number)}- {_marked(each)}" for each in paragraph.points)


def _marked(sentence: Sentence) -> str:
    mark = f" <!-- {sentence.key} {digest_of(sentence.text)} -->" if sentence.key else ""
    return f"{_escaped(sentence.text)}{mark}"


def _escaped(text: str) -> str:
    """Words as Markdown shows them, whatever signs are in them."""
    protected = escape_html(_PUNCTUATION.sub(r"\\\1", text))
    return _AT_THE_START.sub(lambda found: f"{found[1] or ''}\\", protected)


@frozen
class MarkedSentence:
    """What stands before a mark, or behind the last one of a paragraph.

    Attributes:
        text: the words.
        key: what the mark names; empty where there is none.
        digest: of the words as they were made; empty where there is no mark.
    """

    text: str
    key: str = ""
    digest: str = ""


@frozen
class MarkedParagraph:
    """One paragraph as it was read.

    Attributes:
        sentences: what stands in it.
        points: what follows as a list.
    """

    sentences: tuple[MarkedSentence, ...]
    points: tuple[MarkedSentence, ...] = ()


@frozen
class MarkedSummary:
    """An edited summary as it was read.

    Attributes:
        meeting: the handle of the meeting.
        audience: who it was made for.
        attributed: whether members were named.
        paragraphs: its paragraphs.
    """

    meeting: str
    audience: Audience
    attributed: bool
    paragraphs: tuple[MarkedParagraph, ...]


def read_summary(text: str, file: str) -> MarkedSummary:
    """Read a summary that was written as Markdown and edited.

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
    """The paragraphs and points behind the first number, each as one line; headings are none."""
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
        words = _plain(block[begin : mark.start()])
        begin = mark.end()
        if words:
            yield MarkedSentence(words, mark["key"], mark["digest"])
    if words := _plain(block[begin:]):
        yield MarkedSentence(words)


def _plain(text: str) -> str:
    return _ESCAPED.sub(
        lambda found: found["sign"] or _ENTITIES[found["entity"]], " ".join(text.split())
    )
