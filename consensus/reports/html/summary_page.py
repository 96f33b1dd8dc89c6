"""A chair's summary as a page."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.page import masthead, page
from consensus.reports.preface import Sheet
from consensus.reports.summary.sentence import Paragraph, Sentence
from consensus.reports.summary.summary import ChairSummary
from consensus.reports.summary.tracing import trace_line

_WORDS_SHOWN = 8


def summary_page(summary: ChairSummary, sheet: Sheet, *, trace: bool = False) -> Iterator[str]:
    """Write a summary as a page, in pieces.

    Args:
        summary: the summary.
        sheet: whose it is, when and for whom it is drawn up.
        trace: whether what each sentence rests on can be unfolded under its paragraph.
    """
    return page(
        f"{summary.name}: Chair’s summary",
        sheet,
        masthead(
            summary.withheld,
            summary.where_and_when,
            f"Chair’s summary, {summary.drawn_up}",
        ),
        [element("ul", (element("li", _link(each)) for each in summary.paragraphs))],
        [element("div", _paragraphs(summary, trace), lang=sheet.language)],
    )


def _link(paragraph: Paragraph) -> Element:
    words = paragraph.sentences[0].text.split()
    more = "…" if len(words) > _WORDS_SHOWN else ""
    shown = f"{paragraph.number}. {' '.join(words[:_WORDS_SHOWN])}{more}"
    return element("a", shown, href=f"#{_place(paragraph)}")


def _place(paragraph: Paragraph) -> str:
    return f"paragraph-{paragraph.number}"


def _paragraphs(summary: ChairSummary, trace: bool) -> Iterator[Element]:
    for each in summary.paragraphs:
        yield element(
            "section",
            element("p", f"{each.number}. ", _words(each.sentences)),
            element("ul", (element("li", point.text) for point in each.points))
            if each.points
            else None,
            _trace(each) if trace else None,
            id=_place(each),
            aria_label=f"Paragraph {each.number}",
        )


def _words(sentences: tuple[Sentence, ...]) -> Node:
    return " ".join(each.text for each in sentences)


def _trace(paragraph: Paragraph) -> Element:
    return element(
        "details",
        element("summary", "What this rests on"),
        element(
            "ul",
            (element("li", element("code", trace_line(each))) for each in paragraph.all_sentences),
        ),
    )
