"""The builder of each report, and the forms in which it can be written."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.errors import NotFound
from consensus.model.lookup import (
    find_amendment,
    find_draft,
    find_meeting,
    find_member,
    find_question,
    find_target,
)
from consensus.reports.amendments import (
    Compilation,
    compilation,
    compilation_outline,
    compilation_table,
)
from consensus.reports.analysis import (
    MOST_CELLS,
    AnalysisReport,
    analysis_outline,
    analysis_report,
    pictures,
)
from consensus.reports.audience import visible_statuses
from consensus.reports.comparison import (
    Comparison,
    compare_revisions,
    comparison_outline,
    comparison_table,
)
from consensus.reports.consultations import (
    Consultations,
    consultations,
    consultations_outline,
    consultations_table,
)
from consensus.reports.contributions import (
    CompiledContributions,
    compiled_contributions,
    contributions_outline,
    contributions_table,
)
from consensus.reports.decisions import Decisions, decisions, decisions_outline, decisions_table
from consensus.reports.dossier import Dossier, dossier, dossier_outline
from consensus.reports.html.charts import group_map, member_map, progress_chart
from consensus.reports.html.element import Element
from consensus.reports.html.pages import (
    analysis_page,
    comparison_page,
    dossier_page,
    draft_page,
    open_items_page,
    summary_page,
)
from consensus.reports.meeting_record import (
    MeetingRecord,
    meeting_record,
    meeting_record_outline,
    meeting_record_table,
)
from consensus.reports.meetings import Attendance, attendance, attendance_outline, attendance_table
from consensus.reports.member_record import (
    MemberRecord,
    member_record,
    member_record_outline,
    member_record_table,
)
from consensus.reports.open_items import (
    OpenItems,
    open_items_outline,
    open_items_report,
    open_items_table,
)
from consensus.reports.planning import (
    Milestones,
    Undertakings,
    milestones,
    milestones_outline,
    milestones_table,
    undertakings,
    undertakings_outline,
    undertakings_table,
)
from consensus.reports.positions import (
    GroupMatrix,
    Matrix,
    group_matrix,
    group_matrix_outline,
    group_matrix_table,
    matrix,
    matrix_outline,
    matrix_table,
)
from consensus.reports.progress import Progress, progress, progress_outline, progress_table
from consensus.reports.reference import ReferenceDocument, reference_document, reference_outline
from consensus.reports.revisions import (
    FIRST,
    Concordance,
    RevisionDocument,
    concordance,
    concordance_outline,
    concordance_table,
    revision_document,
    revision_outline,
    revision_table,
)
from consensus.reports.summary.markup import summary_markdown, summary_text
from consensus.reports.summary.summary import ChairSummary
from consensus.reports.texts import SourceTable, source_outline, source_rows, source_table
from consensus.working_group.queries import Queries
from consensus.working_group.reports.report import Form, Report, Subject, Wanted, sheet_of
from consensus.working_group.summary import summarise, write_summary_docx
from consensus.working_group.write_docx import (
    DocxKind,
    last_recorded,
    write_docx,
    write_reference_docx,
)

# The reports on texts: what is agreed and open, drafts, and what changed in them.


def drafts_of(group: Queries, wanted: Wanted) -> list[str]:
    """Returns the ids of the drafts that a report is about."""
    state = group.state
    return [find_draft(state, each) for each in wanted.drafts] or list(state.drafts)


def _draft_of(group: Queries, wanted: Wanted) -> str:
    return find_draft(group.state, wanted.drafts[0] if wanted.drafts else "")


def _open(group: Queries, wanted: Wanted) -> OpenItems:
    return open_items_report(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        wanted.agreed_only,
        now=group.now(),
    )


def _open_page(group: Queries, wanted: Wanted, report: OpenItems) -> Iterator[str]:
    drawn = (
        None
        if report.agreed_only
        else pictures(group.state, group.judgement(), drafts_of(group, wanted), wanted.audience)
    )
    return open_items_page(report, drawn, sheet_of(group, wanted))


def _draft(group: Queries, wanted: Wanted) -> RevisionDocument:
    return revision_document(
        group.state, _draft_of(group, wanted), wanted.new, audience=wanted.audience
    )


def _draft_page(group: Queries, wanted: Wanted, document: RevisionDocument) -> Iterator[str]:
    state, draft = group.state, _draft_of(group, wanted)
    # Where items stand now says nothing of an earlier text.
    is_present = not wanted.new
    statuses = (
        visible_statuses(state, group.judgement(), draft, wanted.audience) if is_present else {}
    )
    return draft_page(document, statuses, sheet_of(group, wanted))


def _docx(group: Queries, wanted: Wanted, kind: DocxKind, against: str = "") -> bytes:
    return write_docx(
        group.state,
        _draft_of(group, wanted),
        kind,
        revision=wanted.new,
        against=against,
        names=wanted.audience.sees_names,
        audience=wanted.audience,
        symbol=wanted.symbol,
        issued=last_recorded(group),
    )


def _changes(group: Queries, wanted: Wanted) -> Comparison:
    return compare_revisions(
        group.state,
        _draft_of(group, wanted),
        wanted.old or FIRST,
        wanted.new,
        wanted.audience,
        wanted.kept,
    )


def _dossier(group: Queries, wanted: Wanted) -> Dossier:
    target = find_target(group.state, wanted.subject)
    return dossier(group.state, group.judgement(), target, wanted.audience)


def _dossier_page(group: Queries, wanted: Wanted, report: Dossier) -> Iterator[str]:
    groups = group_matrix(group.state, group.judgement(), [report.id], wanted.audience)
    return dossier_page(report, groups, sheet_of(group, wanted))


def _amendments(group: Queries, wanted: Wanted) -> Compilation:
    return compilation(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        wanted.open_only,
    )


def _reference(group: Queries, wanted: Wanted) -> ReferenceDocument:
    return reference_document(
        group.state, group.judgement(), group.now(), wanted.audience, drafts_of(group, wanted)
    )


def _analysis(group: Queries, wanted: Wanted) -> AnalysisReport:
    return analysis_report(
        group.state, group.now(), drafts_of(group, wanted), wanted.audience, wanted.on_progress
    )


def _sources(group: Queries, wanted: Wanted) -> SourceTable:
    return source_table(group.state, find_amendment(group.state, wanted.subject), wanted.audience)


OF_TEXTS = (
    Report(
        "open",
        Subject.DRAFTS,
        OpenItems,
        _open,
        open_items_outline,
        open_items_table,
        own={Form.HTML: _open_page},
    ),
    Report(
        "draft",
        Subject.DRAFT,
        RevisionDocument,
        _draft,
        revision_outline,
        revision_table,
        own={Form.HTML: _draft_page},
        docx=lambda group, wanted, _: _docx(group, wanted, DocxKind.ROLLING),
    ),
    Report(
        "changes",
        Subject.REVISIONS,
        Comparison,
        _changes,
        comparison_outline,
        comparison_table,
        own={
            Form.HTML: lambda group, wanted, value: comparison_page(value, sheet_of(group, wanted))
        },
        docx=lambda group, wanted, _: _docx(group, wanted, DocxKind.TRACKED, wanted.old or FIRST),
    ),
    Report(
        "concordance",
        Subject.REVISION,
        Concordance,
        lambda group, wanted: concordance(group.state, _draft_of(group, wanted), wanted.new),
        concordance_outline,
        concordance_table,
    ),
    Report(
        "dossier",
        Subject.TARGET,
        Dossier,
        _dossier,
        dossier_outline,
        own={Form.HTML: _dossier_page},
    ),
    Report(
        "amendments",
        Subject.DRAFTS,
        Compilation,
        _amendments,
        compilation_outline,
        compilation_table,
    ),
    Report(
        "reference",
        Subject.DRAFTS,
        ReferenceDocument,
        _reference,
        reference_outline,
        docx=lambda group, wanted, value: write_reference_docx(
            value, sheet_of(group, wanted).language
        ),
    ),
    Report(
        "analysis",
        Subject.DRAFTS,
        AnalysisReport,
        _analysis,
        analysis_outline,
        own={Form.HTML: lambda group, wanted, value: analysis_page(value, sheet_of(group, wanted))},
    ),
    Report(
        "sources",
        Subject.AMENDMENT,
        SourceTable,
        _sources,
        source_outline,
        source_rows,
    ),
)
"""The reports on texts."""


# The reports on members: what they say, sent in and undertook.


def _matrix(group: Queries, wanted: Wanted) -> Matrix:
    return matrix(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        items_only=not wanted.with_amendments,
    )


def _member_map(report: Matrix) -> Iterator[Element]:
    if report.rows and report.targets and len(report.rows) * len(report.targets) <= MOST_CELLS:
        yield member_map(report)


def _groups(group: Queries, wanted: Wanted) -> GroupMatrix:
    state = group.state
    items = [
        item.id
        for draft in drafts_of(group, wanted)
        for item in state.walk(draft)
        if item.kind.can_be_agreed
    ]
    return group_matrix(state, group.judgement(), items, wanted.audience)


def _group_map(report: GroupMatrix) -> Iterator[Element]:
    if report.rows and report.groups:
        yield group_map(report)


def _member(group: Queries, wanted: Wanted) -> MemberRecord:
    return member_record(
        group.state,
        group.judgement(),
        find_member(group.state, wanted.subject),
        drafts_of(group, wanted),
        group.now(),
        wanted.audience,
    )


def _contributions(group: Queries, wanted: Wanted) -> CompiledContributions:
    asked = [find_question(group.state, each) for each in wanted.questions]
    return compiled_contributions(group.state, group.now(), wanted.audience, asked)


OF_MEMBERS = (
    Report(
        "matrix",
        Subject.DRAFTS,
        Matrix,
        _matrix,
        matrix_outline,
        matrix_table,
        figures=_member_map,
        has_docx=False,
    ),
    Report(
        "groups",
        Subject.DRAFTS,
        GroupMatrix,
        _groups,
        group_matrix_outline,
        group_matrix_table,
        figures=_group_map,
    ),
    Report(
        "member",
        Subject.MEMBER,
        MemberRecord,
        _member,
        member_record_outline,
        member_record_table,
    ),
    Report(
        "contributions",
        Subject.QUESTIONS,
        CompiledContributions,
        _contributions,
        contributions_outline,
        contributions_table,
    ),
    Report(
        "undertakings",
        Subject.EVERYTHING,
        Undertakings,
        lambda group, wanted: undertakings(
            group.state, group.now(), wanted.audience, wanted.open_only
        ),
        undertakings_outline,
        undertakings_table,
    ),
    Report(
        "attendance",
        Subject.EVERYTHING,
        Attendance,
        lambda group, wanted: attendance(group.state, group.now().date(), wanted.audience),
        attendance_outline,
        attendance_table,
    ),
)
"""The reports on members."""


# The reports on the work: meetings, decisions, consultations, milestones and progress.


def _meeting(group: Queries, wanted: Wanted) -> MeetingRecord:
    state = group.state
    if wanted.subject:
        meeting = find_meeting(state, wanted.subject)
    elif state.meetings:
        meeting = list(state.meetings)[-1]
    else:
        raise NotFound("no meeting was opened yet")
    return meeting_record(state, meeting, group.now(), wanted.audience)


def _progress(group: Queries, wanted: Wanted) -> Progress:
    points = progress(group.state, drafts_of(group, wanted), wanted.by)
    return Progress(wanted.by, points)


def _progress_chart(report: Progress) -> Iterator[Element]:
    if report.points:
        yield progress_chart(report.points)


def _summary(group: Queries, wanted: Wanted) -> ChairSummary:
    return summarise(
        group.state,
        group.applied(),
        wanted.dated or group.now().date(),
        wanted.subject,
        wanted.audience,
        attributed=wanted.attributed,
    )


def _summary_page(group: Queries, wanted: Wanted, value: ChairSummary) -> Iterator[str]:
    return summary_page(value, sheet_of(group, wanted), trace=wanted.trace)


def _summary_docx(group: Queries, wanted: Wanted, value: ChairSummary) -> bytes:
    return write_summary_docx(value, sheet_of(group, wanted).language, wanted.trace)


OF_WORK = (
    Report(
        "summary",
        Subject.MEETING,
        ChairSummary,
        _summary,
        own={
            Form.TEXT: lambda _, wanted, value: [summary_text(value, trace=wanted.trace)],
            Form.MARKDOWN: lambda _, wanted, value: [summary_markdown(value, trace=wanted.trace)],
            Form.HTML: _summary_page,
        },
        docx=_summary_docx,
    ),
    Report(
        "meeting",
        Subject.MEETING,
        MeetingRecord,
        _meeting,
        meeting_record_outline,
        meeting_record_table,
    ),
    Report(
        "decisions",
        Subject.EVERYTHING,
        Decisions,
        lambda group, wanted: decisions(group.state, wanted.audience),
        decisions_outline,
        decisions_table,
    ),
    Report(
        "consultations",
        Subject.EVERYTHING,
        Consultations,
        lambda group, wanted: consultations(
            group.state, group.now(), wanted.audience, wanted.open_only
        ),
        consultations_outline,
        consultations_table,
    ),
    Report(
        "milestones",
        Subject.EVERYTHING,
        Milestones,
        lambda group, wanted: milestones(group.state, group.now().date(), wanted.audience),
        milestones_outline,
        milestones_table,
    ),
    Report(
        "progress",
        Subject.DRAFTS,
        Progress,
        _progress,
        progress_outline,
        progress_table,
        figures=_progress_chart,
    ),
)
"""The reports on the work."""
