"""The builder of each report, and the forms in which it can be written."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.errors import NotFound
from consensus.history.replay import context_of
from consensus.model import lookup
from consensus.reports import (
    analysis,
    ballots,
    comparison,
    consultations,
    contributions,
    decisions,
    dossier,
    final_report,
    matrix,
    meeting_record,
    meetings,
    member_record,
    open_items,
    planning,
    progress,
    reference,
    revisions,
    texts,
)
from consensus.reports.audience import Audience, Viewer, visible_verdict
from consensus.reports.html import charts, pages
from consensus.reports.html.element import Element
from consensus.reports.summary.markup import summary_markdown, summary_text
from consensus.reports.summary.summary import ChairSummary
from consensus.working_group.queries import Queries
from consensus.working_group.reports.report import Form, Report, Subject, Wanted, sheet_of
from consensus.working_group.summary import write_summary_docx
from consensus.working_group.write_docx import (
    DocxKind,
    last_recorded,
    write_docx,
    write_reference_docx,
)


def drafts_of(group: Queries, wanted: Wanted) -> list[str]:
    """Returns the ids of the drafts that a report is about."""
    state = group.state
    return [lookup.find_draft(state, each) for each in wanted.drafts] or list(state.drafts)


def _draft_of(group: Queries, wanted: Wanted) -> str:
    of_revision = [e.draft for e in group.state.revisions.values() if e.name == wanted.new]
    return lookup.find_draft(group.state, next(iter((*wanted.drafts, *of_revision[-1:])), ""))


def _open(group: Queries, wanted: Wanted) -> open_items.OpenItems:
    return open_items.open_items_report(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        wanted.agreed_only,
        now=group.now(),
    )


def _open_page(group: Queries, wanted: Wanted, report: open_items.OpenItems) -> Iterator[str]:
    drawn = (
        None
        if report.agreed_only
        else analysis.pictures(
            group.state, group.judgement(), drafts_of(group, wanted), wanted.audience
        )
    )
    return pages.open_items_page(report, drawn, sheet_of(group, wanted))


def _draft(group: Queries, wanted: Wanted) -> revisions.RevisionDocument:
    return revisions.revision_document(
        group.state, _draft_of(group, wanted), wanted.new, audience=wanted.audience
    )


def _visible_statuses(group: Queries, draft: str, audience: Audience) -> dict[str, str]:
    """Returns where each item of a draft that can be agreed stands, in words, by its handle."""
    state, judgement = group.state, group.judgement()
    return {
        item.handle: visible_verdict(
            state, judgement.verdict(item.id, with_moves=False), Viewer(audience)
        ).standing
        for item in state.walk(draft)
        if item.kind.can_be_agreed
    }


def _draft_page(
    group: Queries, wanted: Wanted, document: revisions.RevisionDocument
) -> Iterator[str]:
    draft = _draft_of(group, wanted)
    # Where items stand now says nothing of an earlier text.
    statuses = {} if wanted.new else _visible_statuses(group, draft, wanted.audience)
    return pages.draft_page(document, statuses, sheet_of(group, wanted))


def _docx(group: Queries, wanted: Wanted, against: str = "") -> bytes:
    present = DocxKind.AMENDMENTS if wanted.with_amendments else DocxKind.ROLLING
    kind = DocxKind.TRACKED if against else present
    return write_docx(
        group.state,
        _draft_of(group, wanted),
        kind,
        revision=wanted.new,
        against=against,
        names=wanted.audience.sees_names and kind is not DocxKind.AMENDMENTS,
        audience=wanted.audience,
        symbol=wanted.symbol,
        issued=last_recorded(group),
    )


def _changes(group: Queries, wanted: Wanted) -> comparison.Comparison:
    return comparison.compare_revisions(
        group.state,
        _draft_of(group, wanted),
        wanted.old or revisions.FIRST,
        wanted.new,
        wanted.audience,
        wanted.kept,
    )


def _dossier(group: Queries, wanted: Wanted) -> dossier.Dossier:
    target = lookup.find_target(group.state, wanted.subject)
    return dossier.dossier(group.state, group.judgement(), target, wanted.audience)


def _dossier_page(group: Queries, wanted: Wanted, report: dossier.Dossier) -> Iterator[str]:
    groups = matrix.group_matrix(group.state, group.judgement(), [report.id], wanted.audience)
    return pages.dossier_page(report, groups, sheet_of(group, wanted))


def _amendments(group: Queries, wanted: Wanted) -> comparison.Compilation:
    return comparison.compilation(
        group.state, group.judgement(), drafts_of(group, wanted), wanted.audience, wanted.open_only
    )


def _side_by_side(group: Queries, wanted: Wanted) -> comparison.SideBySide:
    texts = [lookup.find_subject(group.state, each) for each in wanted.texts]
    return comparison.side_by_side(
        group.state, group.judgement(), texts or list(group.state.drafts), wanted.audience
    )


def _reference(group: Queries, wanted: Wanted) -> reference.ReferenceDocument:
    return reference.reference_document(
        group.state, group.judgement(), group.now(), wanted.audience, drafts_of(group, wanted)
    )


def _analysis(group: Queries, wanted: Wanted) -> analysis.AnalysisReport:
    return analysis.analysis_report(
        group.state, group.now(), drafts_of(group, wanted), wanted.audience, wanted.on_progress
    )


def _sources(group: Queries, wanted: Wanted) -> texts.SourceTable:
    return texts.source_table(
        group.state, lookup.find_amendment(group.state, wanted.subject), wanted.audience
    )


OF_TEXTS = (
    Report(
        "open",
        Subject.DRAFTS,
        open_items.OpenItems,
        _open,
        open_items.open_items_outline,
        open_items.open_items_table,
        own={Form.HTML: _open_page},
    ),
    Report(
        "draft",
        Subject.DRAFT,
        revisions.RevisionDocument,
        _draft,
        revisions.revision_outline,
        revisions.revision_table,
        own={Form.HTML: _draft_page},
        docx=lambda group, wanted, _: _docx(group, wanted),
    ),
    Report(
        "changes",
        Subject.REVISIONS,
        comparison.Comparison,
        _changes,
        comparison.comparison_outline,
        comparison.comparison_table,
        own={
            Form.HTML: lambda group, wanted, value: pages.comparison_page(
                value, sheet_of(group, wanted)
            )
        },
        docx=lambda group, wanted, _: _docx(group, wanted, wanted.old or revisions.FIRST),
    ),
    Report(
        "concordance",
        Subject.REVISION,
        revisions.Concordance,
        lambda group, wanted: revisions.concordance(
            group.state, _draft_of(group, wanted), wanted.new
        ),
        revisions.concordance_outline,
        revisions.concordance_table,
    ),
    Report(
        "dossier",
        Subject.TARGET,
        dossier.Dossier,
        _dossier,
        dossier.dossier_outline,
        own={Form.HTML: _dossier_page},
    ),
    Report(
        "amendments",
        Subject.DRAFTS,
        comparison.Compilation,
        _amendments,
        comparison.compilation_outline,
        comparison.compilation_table,
    ),
    Report(
        "side-by-side",
        Subject.TEXTS,
        comparison.SideBySide,
        _side_by_side,
        comparison.side_by_side_outline,
        comparison.side_by_side_table,
    ),
    Report(
        "reference",
        Subject.DRAFTS,
        reference.ReferenceDocument,
        _reference,
        reference.reference_outline,
        docx=lambda group, wanted, value: write_reference_docx(
            value, sheet_of(group, wanted).language
        ),
    ),
    Report(
        "analysis", Subject.DRAFTS, analysis.AnalysisReport, _analysis, analysis.analysis_outline
    ),
    Report(
        "sources",
        Subject.AMENDMENT,
        texts.SourceTable,
        _sources,
        texts.source_outline,
        texts.source_rows,
    ),
)
"""The reports on texts."""


def _matrix(group: Queries, wanted: Wanted) -> matrix.Matrix:
    return matrix.matrix(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        items_only=not wanted.with_amendments,
    )


def _member_map(report: matrix.Matrix) -> Iterator[Element]:
    if 0 < len(report.rows) * len(report.targets) <= matrix.MOST_CELLS:
        yield charts.member_map(report)


def _groups(group: Queries, wanted: Wanted) -> matrix.GroupMatrix:
    state = group.state
    items = [
        item.id
        for draft in drafts_of(group, wanted)
        for item in state.walk(draft)
        if item.kind.can_be_agreed
    ]
    return matrix.group_matrix(state, group.judgement(), items, wanted.audience)


def _group_map(report: matrix.GroupMatrix) -> Iterator[Element]:
    if report.rows and any(report.groups):
        yield charts.group_map(report)


def _member(group: Queries, wanted: Wanted) -> member_record.MemberRecord:
    return member_record.member_record(
        group.state,
        group.judgement(),
        lookup.find_member(group.state, wanted.subject),
        drafts_of(group, wanted),
        group.now(),
        wanted.audience,
    )


def _history(group: Queries, wanted: Wanted) -> member_record.TextHistory:
    target = lookup.find_target(group.state, wanted.subject)
    about = member_record.ids_about(group.state, target)
    applied = ((context_of(step, {}), made) for step, made in group.applied(about))
    return member_record.text_history(group.state, applied, target, group.now(), wanted.audience)


def _contributions(group: Queries, wanted: Wanted) -> contributions.CompiledContributions:
    asked = [lookup.find_question(group.state, each) for each in wanted.questions]
    return contributions.compiled_contributions(group.state, group.now(), wanted.audience, asked)


def _comments(group: Queries, wanted: Wanted) -> contributions.Comments:
    return contributions.comments(
        group.state, group.judgement(), drafts_of(group, wanted), wanted.audience
    )


OF_MEMBERS = (
    Report(
        "matrix",
        Subject.DRAFTS,
        matrix.Matrix,
        _matrix,
        matrix.matrix_outline,
        matrix.matrix_table,
        figures=_member_map,
        has_docx=False,
    ),
    Report(
        "groups",
        Subject.DRAFTS,
        matrix.GroupMatrix,
        _groups,
        matrix.group_matrix_outline,
        matrix.group_matrix_table,
        figures=_group_map,
    ),
    Report(
        "member",
        Subject.MEMBER,
        member_record.MemberRecord,
        _member,
        member_record.member_record_outline,
        member_record.member_record_table,
    ),
    Report(
        "history",
        Subject.TARGET,
        member_record.TextHistory,
        _history,
        member_record.text_history_outline,
        member_record.text_history_table,
    ),
    Report(
        "contributions",
        Subject.QUESTIONS,
        contributions.CompiledContributions,
        _contributions,
        contributions.contributions_outline,
        contributions.contributions_table,
    ),
    Report(
        "comments",
        Subject.DRAFTS,
        contributions.Comments,
        _comments,
        contributions.comments_outline,
        contributions.comments_table,
    ),
    Report(
        "undertakings",
        Subject.EVERYTHING,
        planning.Undertakings,
        lambda group, wanted: planning.undertakings(
            group.state, group.now(), wanted.audience, wanted.open_only
        ),
        planning.undertakings_outline,
        planning.undertakings_table,
    ),
    Report(
        "attendance",
        Subject.EVERYTHING,
        meetings.Attendance,
        lambda group, wanted: meetings.attendance(group.state, group.now().date(), wanted.audience),
        meetings.attendance_outline,
        meetings.attendance_table,
    ),
)
"""The reports on members."""


def _meeting(group: Queries, wanted: Wanted) -> meeting_record.MeetingRecord:
    state = group.state
    if wanted.subject:
        meeting = lookup.find_meeting(state, wanted.subject)
    elif state.meetings:
        meeting = list(state.meetings)[-1]
    else:
        raise NotFound("no meeting was opened yet")
    return meeting_record.meeting_record(state, meeting, group.now(), wanted.audience)


def _final(group: Queries, wanted: Wanted) -> final_report.FinalReport:
    return final_report.final_report(
        group.state,
        group.judgement(),
        [lookup.find_draft(group.state, each) for each in wanted.drafts],
        wanted.audience,
        final_report.Under(wanted.under),
        wanted.with_unagreed,
    )


def _meetings_of(group: Queries, wanted: Wanted) -> list[str]:
    state = group.state
    every = [*state.meetings, *(each.id for each in state.meetings_to_come)]
    return [lookup.find_any_meeting(state, wanted.subject)] if wanted.subject else every


def _roll_call(group: Queries, wanted: Wanted) -> ballots.RollCall:
    found = lookup.find(group.state, wanted.subject)
    if found not in group.state.ballots:
        found = lookup.find_subject(group.state, wanted.subject)
    return ballots.roll_call(
        group.state, group.judgement(), found, wanted.audience, wanted.by_group
    )


def _progress(group: Queries, wanted: Wanted) -> progress.Progress:
    points = progress.progress(group.state, drafts_of(group, wanted), wanted.by, wanted.audience)
    return progress.Progress(wanted.by, points)


def _progress_chart(report: progress.Progress) -> Iterator[Element]:
    if report.points:
        yield charts.progress_chart(report.points)


OF_WORK = (
    Report(
        "final",
        Subject.DRAFTS,
        final_report.FinalReport,
        _final,
        final_report.final_report_outline,
        final_report.final_report_table,
    ),
    Report(
        "summary",
        Subject.MEETING,
        ChairSummary,
        lambda group, wanted: group.summary(
            wanted.subject, wanted.audience, attributed=wanted.attributed, dated=wanted.dated
        ),
        own={
            Form.TEXT: lambda _, wanted, value: [summary_text(value, trace=wanted.trace)],
            Form.MARKDOWN: lambda _, wanted, value: [summary_markdown(value, trace=wanted.trace)],
            Form.HTML: lambda group, wanted, value: pages.summary_page(
                value, sheet_of(group, wanted), trace=wanted.trace
            ),
        },
        docx=lambda group, wanted, value: write_summary_docx(
            value, sheet_of(group, wanted).language, wanted.trace
        ),
    ),
    Report(
        "meeting",
        Subject.MEETING,
        meeting_record.MeetingRecord,
        _meeting,
        meeting_record.meeting_record_outline,
        lambda record: meeting_record.speakers_grid(record.floor),
    ),
    Report(
        "decisions",
        Subject.EVERYTHING,
        decisions.Decisions,
        lambda group, wanted: decisions.decisions(group.state, wanted.audience),
        decisions.decisions_outline,
        decisions.decisions_table,
    ),
    Report(
        "consultations",
        Subject.EVERYTHING,
        consultations.Consultations,
        lambda group, wanted: consultations.consultations(
            group.state, group.now(), wanted.audience, wanted.open_only
        ),
        consultations.consultations_outline,
        consultations.consultations_table,
    ),
    Report(
        "ballots",
        Subject.EVERYTHING,
        ballots.Ballots,
        lambda group, wanted: ballots.ballots(
            group.state,
            group.judgement(),
            wanted.audience,
            wanted.open_only,
            [lookup.find_ballot(group.state, wanted.subject)] if wanted.subject else (),
        ),
        ballots.ballots_outline,
        ballots.ballots_table,
    ),
    Report(
        "roll-call",
        Subject.VOTED,
        ballots.RollCall,
        _roll_call,
        ballots.roll_call_outline,
        ballots.roll_call_table,
    ),
    Report(
        "statements",
        Subject.MEETINGS,
        meeting_record.Statements,
        lambda group, wanted: meeting_record.statements(
            group.state,
            wanted.audience,
            lookup.find_meeting(group.state, wanted.subject) if wanted.subject else "",
        ),
        meeting_record.statements_outline,
        meeting_record.statements_table,
    ),
    Report(
        "participants",
        Subject.MEETINGS,
        meeting_record.ParticipantList,
        lambda group, wanted: meeting_record.participant_list(
            group.state, _meetings_of(group, wanted), wanted.audience
        ),
        meeting_record.participant_list_outline,
        meeting_record.participant_list_table,
    ),
    Report(
        "milestones",
        Subject.EVERYTHING,
        planning.Milestones,
        lambda group, wanted: planning.milestones(group.state, group.now().date(), wanted.audience),
        planning.milestones_outline,
        planning.milestones_table,
    ),
    Report(
        "progress",
        Subject.DRAFTS,
        progress.Progress,
        _progress,
        progress.progress_outline,
        progress.progress_table,
        figures=_progress_chart,
    ),
)
"""The reports on the work."""
