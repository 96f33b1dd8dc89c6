"""The reports on the work: meetings, decisions, consultations, milestones and progress."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.errors import NotFound
from consensus.model.lookup import find_meeting
from consensus.reports.consultations import (
    Consultations,
    consultations,
    consultations_outline,
    consultations_table,
)
from consensus.reports.decisions import (
    Decisions,
    decisions,
    decisions_outline,
    decisions_table,
)
from consensus.reports.html.charts import progress_chart
from consensus.reports.html.element import Element
from consensus.reports.html.pages import summary_page
from consensus.reports.meeting_record import (
    MeetingRecord,
    meeting_record,
    meeting_record_outline,
    meeting_record_table,
)
from consensus.reports.planning import Milestones, milestones, milestones_outline, milestones_table
from consensus.reports.progress import Progress, progress, progress_outline, progress_table
from consensus.reports.summary.markup import summary_markdown, summary_text
from consensus.reports.summary.summary import ChairSummary
from consensus.working_group.queries import Reading
from consensus.working_group.reports.builders import drafts_of
from consensus.working_group.reports.report import Form, Report, Subject, Wanted, sheet_of
from consensus.working_group.summary import summarise, write_summary_docx


def _meeting(group: Reading, wanted: Wanted) -> MeetingRecord:
    state = group.state
    if wanted.subject:
        meeting = find_meeting(state, wanted.subject)
    elif state.meetings:
        meeting = list(state.meetings)[-1]
    else:
        raise NotFound("no meeting was opened yet")
    return meeting_record(state, meeting, group.now(), wanted.audience)


def _decisions(group: Reading, wanted: Wanted) -> Decisions:
    return decisions(group.state, wanted.audience)


def _consultations(group: Reading, wanted: Wanted) -> Consultations:
    return consultations(group.state, group.now(), wanted.audience, wanted.open_only)


def _milestones(group: Reading, wanted: Wanted) -> Milestones:
    return milestones(group.state, group.now().date(), wanted.audience)


def _progress(group: Reading, wanted: Wanted) -> Progress:
    points = progress(group.state, drafts_of(group, wanted), wanted.by)
    return Progress(wanted.by, points)


def _progress_chart(report: Progress) -> Iterator[Element]:
    if report.points:
        yield progress_chart(report.points)


def _summary(group: Reading, wanted: Wanted) -> ChairSummary:
    return summarise(
        group,
        wanted.subject,
        wanted.audience,
        attributed=wanted.attributed,
        dated=wanted.dated,
    )


def _summary_text(group: Reading, wanted: Wanted, value: ChairSummary) -> Iterator[str]:
    yield summary_text(value, trace=wanted.trace)


def _summary_markdown(group: Reading, wanted: Wanted, value: ChairSummary) -> Iterator[str]:
    yield summary_markdown(value, trace=wanted.trace)


def _summary_page(group: Reading, wanted: Wanted, value: ChairSummary) -> Iterator[str]:
    return summary_page(value, sheet_of(group, wanted), trace=wanted.trace)


def _summary_docx(group: Reading, wanted: Wanted, value: ChairSummary) -> bytes:
    return write_summary_docx(value, sheet_of(group, wanted).language, wanted.trace)


OF_WORK = (
    Report(
        "summary",
        Subject.MEETING,
        ChairSummary,
        _summary,
        own={
            Form.TEXT: _summary_text,
            Form.MARKDOWN: _summary_markdown,
            Form.HTML: _summary_page,
        },
        docx=_summary_docx,
    ),
    Report(
        "meeting",
        Subject.MEETING,
        MeetingRecord,
        _meeting,
        lambda value, _: meeting_record_outline(value),
        lambda value, _: meeting_record_table(value),
    ),
    Report(
        "decisions",
        Subject.EVERYTHING,
        Decisions,
        _decisions,
        lambda value, _: decisions_outline(value),
        lambda value, _: decisions_table(value),
    ),
    Report(
        "consultations",
        Subject.EVERYTHING,
        Consultations,
        _consultations,
        lambda value, _: consultations_outline(value),
        lambda value, _: consultations_table(value),
    ),
    Report(
        "milestones",
        Subject.EVERYTHING,
        Milestones,
        _milestones,
        lambda value, _: milestones_outline(value),
        lambda value, _: milestones_table(value),
    ),
    Report(
        "progress",
        Subject.DRAFTS,
        Progress,
        _progress,
        lambda value, _: progress_outline(value),
        lambda value, _: progress_table(value),
        figures=_progress_chart,
    ),
)
"""The reports on the work."""
