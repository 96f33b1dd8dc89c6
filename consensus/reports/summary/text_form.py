"""A summary as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from consensus.reports.summary.sentence import Paragraph
from consensus.reports.summary.summary import ChairSummary
from consensus.reports.summary.tracing import trace_line

_WIDTH = 80


def summary_text(summary: ChairSummary, *, trace: bool = False) -> str:
    """Write a summary as plain text in lines of 80 signs.

    Args:
        summary: the summary.
        trace: whether what each sentence rests on stands under its paragraph.
    """
    return "\n".join(_lines(summary, trace)) + "\n"


def _lines(summary: ChairSummary, trace: bool) -> Iterator[str]:
    yield from _wrapped(summary.body)
    yield from _wrapped(summary.name)
    yield from _wrapped(summary.where_and_when)
    yield ""
    yield "Chair’s summary"
    yield summary.drawn_up
    for each in summary.paragraphs:
        yield ""
        yield from _paragraph(each)
        if trace:
            yield ""
            yield from (
                line
                for sentence in each.all_sentences
                for line in _wrapped(trace_line(sentence), "    ", "      ")
            )
    if summary.withheld.counts:
        yield ""
        yield from _wrapped(summary.withheld.sentence())


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    number = f"{paragraph.number}. "
    words = " ".join(each.text for each in paragraph.sentences)
    yield from _wrapped(words, number, " " * len(number))
    for each in paragraph.points:
        yield from _wrapped(each.text, "    - ", "      ")


def _wrapped(text: str, first: str = "", further: str = "") -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
