"""The chair's summary of a meeting: built, compared after editing, and written for Word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import consensus
from consensus.errors import NotFound
from consensus.formats.docx.document import Document, Note, Paragraph, Run
from consensus.formats.docx.styles import heading_format, text_format
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.model.lookup import find_meeting
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.summary.context import Applied, Sentence
from consensus.reports.summary.markup import EditedSummary, edited_summary, read_summary, trace_line
from consensus.reports.summary.summary import ChairSummary, chair_summary
from consensus.working_group.docx_blocks import add_footnote


def summarise(
    state: State,
    history: Applied,
    dated: date,
    meeting: str = "",
    audience: Audience = Audience.PUBLIC,
    *,
    attributed: bool = False,
) -> ChairSummary:
    """Returns the summary of a meeting from what `Queries.applied` gives; as `Queries.summary`.

    Raises:
        NotFound: there is no such meeting, or none was opened yet.
    """
    if not meeting and not state.meetings:
        raise NotFound("no meeting was opened yet, so there is nothing to summarise")
    found = find_meeting(state, meeting) if meeting else list(state.meetings)[-1]
    return chair_summary(state, history, found, dated, audience, attributed=attributed)


def read_edited(
    state: State, history: Applied, dated: date, source: consensus.Source
) -> EditedSummary:
    """Compares an edited summary with the record; arguments as `Queries.edited_summary`."""
    marked = read_summary(source.text, source.name)
    made = summarise(
        state, history, dated, marked.meeting, marked.audience, attributed=marked.attributed
    )
    return edited_summary(marked, made)


def write_summary_docx(summary: ChairSummary, language: str = "en", trace: bool = False) -> bytes:
    """Returns a summary as the bytes of a Word document, the same for the same summary.

    With `trace`, what each sentence rests on is a footnote to it.
    """
    title_block = TitleBlock(
        body=summary.body,
        title=f"{summary.name}: Chair’s summary",
        name="Chair’s summary",
        standing=summary.drawn_up,
        language=language,
    )
    setting = _Setting(trace)
    body = (
        Paragraph(0, (Run(summary.name),), format=heading_format(1)),
        Paragraph(0, (Run(summary.where_and_when),)),
        *setting.paragraphs(summary),
    )
    return write_document(Document(body, tuple(setting.notes)), title_block)


class _Setting:
    """Builds the paragraphs of a summary, and the footnotes that they refer to."""

    def __init__(self, trace: bool) -> None:
        self.notes: list[Note] = []
        self._trace = trace

    def paragraphs(self, summary: ChairSummary) -> Iterator[Paragraph]:
        for each in summary.paragraphs:
            runs: list[Run] = [Run(f"{each.number}.\t")]
            for place, sentence in enumerate(each.sentences):
                runs += self._runs(sentence, " " if place else "")
            yield Paragraph(0, tuple(runs))
            for point in each.points:
                yield Paragraph(0, (Run("•\t"), *self._runs(point)), format=text_format(1))
        if summary.withheld.counts:
            yield Paragraph(0, (Run(summary.withheld.sentence()),))

    def _runs(self, sentence: Sentence, before: str = "") -> Iterator[Run]:
        yield Run(f"{before}{sentence.text}")
        if self._trace:
            yield add_footnote(self.notes, [Run(trace_line(sentence))])
