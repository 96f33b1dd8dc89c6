"""The chair's summary of a meeting as a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from consensus.formats.docx.document import Document, Note, Paragraph, Run
from consensus.formats.docx.styles import heading_format, text_format
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.typesetter import add_footnote
from consensus.reports.summary.context import Sentence, split_footnotes
from consensus.reports.summary.markup import trace_line
from consensus.reports.summary.summary import ChairSummary


def write_summary_docx(summary: ChairSummary, language: str = "en", trace: bool = False) -> bytes:
    """Returns a summary as the bytes of a Word document, the same for the same summary.

    With `trace`, what each sentence rests on is a footnote to it.
    """
    title_block = TitleBlock(
        body=" · ".join(filter(None, (summary.parent, summary.body))),
        title=f"{summary.name}: Chair’s summary",
        name="Chair’s summary",
        standing=summary.drawn_up,
        language=language,
    )
    notes: list[Note] = []
    body = (
        Paragraph(0, (Run(summary.name),), format=heading_format(1)),
        Paragraph(0, (Run(summary.where_and_when),)),
        *_paragraphs(summary, notes, trace),
    )
    return write_document(Document(body, tuple(notes)), title_block)


def _paragraphs(summary: ChairSummary, notes: list[Note], trace: bool) -> Iterator[Paragraph]:
    def runs(sentence: Sentence, before: str = "") -> Iterator[Run]:
        for words, note in split_footnotes(before + sentence.text):
            yield Run(words)
            if note:
                yield add_footnote(notes, [Run(note)])
        if trace:
            yield add_footnote(notes, [Run(trace_line(sentence))])

    for each in summary.paragraphs:
        spaced = [runs(said, " " if place else "") for place, said in enumerate(each.sentences)]
        yield Paragraph(0, (Run(f"{each.number}.\t"), *chain(*spaced)))
        for point in each.points:
            yield Paragraph(0, (Run("•\t"), *runs(point)), format=text_format(1))
    if summary.withheld.counts:
        yield Paragraph(0, (Run(summary.withheld.sentence()),))
