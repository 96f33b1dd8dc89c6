"""The builder of each report, and the forms in which it can be written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

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
from consensus.reports.outline import Outline, Table
from consensus.reports.summary.markup import summary_markdown, summary_text
from consensus.reports.summary.summary import ChairSummary
from consensus.working_group.queries import Queries
from consensus.working_group.reports.report import Form, Report, Subject, Value, Wanted, sheet_of
from consensus.working_group.summary import write_summary_docx
from consensus.working_group.write_docx import (
    DocxKind,
    last_recorded,
    write_docx,
    write_reference_docx,
)

REPORTS: list[Report[Any]] = []
"""Every report, in the order in which they are listed."""


def _report(
    name: str,
    about: Subject,
    outline: Callable[[Value], Outline] | None = None,
    table: Callable[[Value], Table] | None = None,
    **more: Any,
) -> Callable[[Callable[[Queries, Wanted], Value]], Callable[[Queries, Wanted], Value]]:
    """Adds a report to `REPORTS`: the function makes its value, of what class, and what it is."""

    def add(make: Callable[[Queries, Wanted], Value]) -> Callable[[Queries, Wanted], Value]:
        value = get_type_hints(make)["return"]
        title = (make.__doc__ or name).removesuffix(".")
        REPORTS.append(Report(name, title, about, value, make, outline, table, **more))
        return make

    return add


def drafts_of(group: Queries, wanted: Wanted) -> list[str]:
    """Returns the ids of the drafts that a report is about."""
    state = group.state
    return [lookup.find_draft(state, each) for each in wanted.drafts] or list(state.drafts)


def _draft_of(group: Queries, wanted: Wanted) -> str:
    of_revision = [e.draft for e in group.state.revisions.values() if e.name == wanted.new]
    return lookup.find_draft(group.state, next(iter((*wanted.drafts, *of_revision[-1:])), ""))


def _open_page(group: Queries, wanted: Wanted, report: open_items.OpenItems) -> Iterator[str]:
    drawn = None
    if not report.agreed_only:
        about = group.state, group.judgement(), drafts_of(group, wanted)
        drawn = analysis.pictures(*about, wanted.audience)
    return pages.open_items_page(report, drawn, sheet_of(group, wanted))


@_report(
    "open",
    Subject.DRAFTS,
    open_items.open_items_outline,
    open_items.open_items_table,
    own={Form.HTML: _open_page},
)
def _open(group: Queries, wanted: Wanted) -> open_items.OpenItems:
    """What is agreed and what is open."""
    return open_items.open_items_report(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        wanted.agreed_only,
        now=group.now(),
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


@_report(
    "draft",
    Subject.DRAFT,
    revisions.revision_outline,
    revisions.revision_table,
    own={Form.HTML: _draft_page},
    docx=lambda group, wanted, _: _docx(group, wanted),
)
def _draft(group: Queries, wanted: Wanted) -> revisions.RevisionDocument:
    """Rolling text."""
    return revisions.revision_document(
        group.state, _draft_of(group, wanted), wanted.new, audience=wanted.audience
    )


@_report(
    "changes",
    Subject.REVISIONS,
    comparison.comparison_outline,
    comparison.comparison_table,
    own={
        Form.HTML: lambda group, wanted, value: pages.comparison_page(
            value, sheet_of(group, wanted)
        )
    },
    docx=lambda group, wanted, _: _docx(group, wanted, wanted.old or revisions.FIRST),
)
def _changes(group: Queries, wanted: Wanted) -> comparison.Comparison:
    """Tracked changes between two texts."""
    return comparison.compare_revisions(
        group.state,
        _draft_of(group, wanted),
        wanted.old or revisions.FIRST,
        wanted.new,
        wanted.audience,
        wanted.kept,
    )


@_report(
    "concordance", Subject.REVISION, revisions.concordance_outline, revisions.concordance_table
)
def _concordance(group: Queries, wanted: Wanted) -> revisions.Concordance:
    """Concordance of labels."""
    return revisions.concordance(group.state, _draft_of(group, wanted), wanted.new)


def _dossier_page(group: Queries, wanted: Wanted, report: dossier.Dossier) -> Iterator[str]:
    groups = matrix.group_matrix(group.state, group.judgement(), [report.id], wanted.audience)
    return pages.dossier_page(report, groups, sheet_of(group, wanted))


@_report("dossier", Subject.TARGET, dossier.dossier_outline, own={Form.HTML: _dossier_page})
def _dossier(group: Queries, wanted: Wanted) -> dossier.Dossier:
    """All about one text."""
    target = lookup.find_target(group.state, wanted.subject)
    return dossier.dossier(group.state, group.judgement(), target, wanted.audience)


@_report("amendments", Subject.DRAFTS, comparison.compilation_outline, comparison.compilation_table)
def _amendments(group: Queries, wanted: Wanted) -> comparison.Compilation:
    """Compilation of all amendments."""
    return comparison.compilation(
        group.state, group.judgement(), drafts_of(group, wanted), wanted.audience, wanted.open_only
    )


@_report(
    "side-by-side", Subject.TEXTS, comparison.side_by_side_outline, comparison.side_by_side_table
)
def _side_by_side(group: Queries, wanted: Wanted) -> comparison.SideBySide:
    """Texts beside all wordings proposed."""
    texts = [lookup.find_subject(group.state, each) for each in wanted.texts]
    return comparison.side_by_side(
        group.state, group.judgement(), texts or list(group.state.drafts), wanted.audience
    )


@_report(
    "reference",
    Subject.DRAFTS,
    reference.reference_outline,
    docx=lambda group, wanted, value: write_reference_docx(value, sheet_of(group, wanted).language),
)
def _reference(group: Queries, wanted: Wanted) -> reference.ReferenceDocument:
    """Reference document."""
    return reference.reference_document(
        group.state, group.judgement(), group.now(), wanted.audience, drafts_of(group, wanted)
    )


@_report("analysis", Subject.DRAFTS, analysis.analysis_outline)
def _analysis(group: Queries, wanted: Wanted) -> analysis.AnalysisReport:
    """Analysis as a document."""
    return analysis.analysis_report(
        group.state, group.now(), drafts_of(group, wanted), wanted.audience, wanted.on_progress
    )


@_report("sources", Subject.AMENDMENT, texts.source_outline, texts.source_rows)
def _sources(group: Queries, wanted: Wanted) -> texts.SourceTable:
    """Whose words are in an amendment."""
    return texts.source_table(
        group.state, lookup.find_amendment(group.state, wanted.subject), wanted.audience
    )


def _member_map(report: matrix.Matrix) -> Iterator[Element]:
    if 0 < len(report.rows) * len(report.targets) <= matrix.MOST_CELLS:
        yield charts.member_map(report)


@_report(
    "matrix",
    Subject.DRAFTS,
    matrix.matrix_outline,
    matrix.matrix_table,
    figures=_member_map,
    has_docx=False,
)
def _matrix(group: Queries, wanted: Wanted) -> matrix.Matrix:
    """Positions of members on each item."""
    return matrix.matrix(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        items_only=not wanted.with_amendments,
    )


def _group_map(report: matrix.GroupMatrix) -> Iterator[Element]:
    if report.rows and any(report.groups):
        yield charts.group_map(report)


@_report(
    "groups",
    Subject.DRAFTS,
    matrix.group_matrix_outline,
    matrix.group_matrix_table,
    figures=_group_map,
)
def _groups(group: Queries, wanted: Wanted) -> matrix.GroupMatrix:
    """Positions of groups on each item."""
    state = group.state
    items = [
        item.id
        for draft in drafts_of(group, wanted)
        for item in state.walk(draft)
        if item.kind.can_be_agreed
    ]
    return matrix.group_matrix(state, group.judgement(), items, wanted.audience)


@_report(
    "member", Subject.MEMBER, member_record.member_record_outline, member_record.member_record_table
)
def _member(group: Queries, wanted: Wanted) -> member_record.MemberRecord:
    """All about one member."""
    return member_record.member_record(
        group.state,
        group.judgement(),
        lookup.find_member(group.state, wanted.subject),
        drafts_of(group, wanted),
        group.now(),
        wanted.audience,
    )


@_report(
    "history", Subject.TARGET, member_record.text_history_outline, member_record.text_history_table
)
def _history(group: Queries, wanted: Wanted) -> member_record.TextHistory:
    """Who said what on a text."""
    target = lookup.find_target(group.state, wanted.subject)
    about = member_record.ids_about(group.state, target)
    applied = ((context_of(step, {}), made) for step, made in group.applied(about))
    return member_record.text_history(group.state, applied, target, group.now(), wanted.audience)


@_report(
    "contributions",
    Subject.QUESTIONS,
    contributions.contributions_outline,
    contributions.contributions_table,
)
def _contributions(group: Queries, wanted: Wanted) -> contributions.CompiledContributions:
    """All replies to the questions."""
    asked = [lookup.find_question(group.state, each) for each in wanted.questions]
    return contributions.compiled_contributions(group.state, group.now(), wanted.audience, asked)


@_report("comments", Subject.DRAFTS, contributions.comments_outline, contributions.comments_table)
def _comments(group: Queries, wanted: Wanted) -> contributions.Comments:
    """Comment table, and what was decided."""
    return contributions.comments(
        group.state, group.judgement(), drafts_of(group, wanted), wanted.audience
    )


@_report(
    "undertakings", Subject.EVERYTHING, planning.undertakings_outline, planning.undertakings_table
)
def _undertakings(group: Queries, wanted: Wanted) -> planning.Undertakings:
    """Undertakings."""
    return planning.undertakings(group.state, group.now(), wanted.audience, wanted.open_only)


@_report("attendance", Subject.EVERYTHING, meetings.attendance_outline, meetings.attendance_table)
def _attendance(group: Queries, wanted: Wanted) -> meetings.Attendance:
    """Who attends."""
    return meetings.attendance(group.state, group.now().date(), wanted.audience)


@_report(
    "final", Subject.DRAFTS, final_report.final_report_outline, final_report.final_report_table
)
def _final(group: Queries, wanted: Wanted) -> final_report.FinalReport:
    """Final report."""
    return final_report.final_report(
        group.state,
        group.judgement(),
        [lookup.find_draft(group.state, each) for each in wanted.drafts],
        wanted.audience,
        final_report.Under(wanted.under),
        wanted.with_unagreed,
    )


REPORTS.append(
    Report(
        "summary",
        "Chair’s summary",
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
    )
)


@_report(
    "meeting",
    Subject.MEETING,
    meeting_record.meeting_record_outline,
    lambda record: meeting_record.speakers_grid(record.floor),
)
def _meeting(group: Queries, wanted: Wanted) -> meeting_record.MeetingRecord:
    """Record of a meeting."""
    state = group.state
    if wanted.subject:
        meeting = lookup.find_meeting(state, wanted.subject)
    elif state.meetings:
        meeting = list(state.meetings)[-1]
    else:
        raise NotFound("no meeting was opened yet")
    return meeting_record.meeting_record(state, meeting, group.now(), wanted.audience)


@_report("decisions", Subject.EVERYTHING, decisions.decisions_outline, decisions.decisions_table)
def _decisions(group: Queries, wanted: Wanted) -> decisions.Decisions:
    """What the Chair declared."""
    return decisions.decisions(group.state, wanted.audience)


@_report(
    "consultations",
    Subject.EVERYTHING,
    consultations.consultations_outline,
    consultations.consultations_table,
)
def _consultations(group: Queries, wanted: Wanted) -> consultations.Consultations:
    """Consultations."""
    return consultations.consultations(group.state, group.now(), wanted.audience, wanted.open_only)


@_report("ballots", Subject.EVERYTHING, ballots.ballots_outline, ballots.ballots_table)
def _ballots(group: Queries, wanted: Wanted) -> ballots.Ballots:
    """Ballots."""
    of = [lookup.find_ballot(group.state, wanted.subject)] if wanted.subject else ()
    return ballots.ballots(group.state, group.judgement(), wanted.audience, wanted.open_only, of)


@_report("roll-call", Subject.VOTED, ballots.roll_call_outline, ballots.roll_call_table)
def _roll_call(group: Queries, wanted: Wanted) -> ballots.RollCall:
    """Sheet for a roll call."""
    found = lookup.find(group.state, wanted.subject)
    if found not in group.state.ballots:
        found = lookup.find_subject(group.state, wanted.subject)
    return ballots.roll_call(
        *(group.state, group.judgement(), found, wanted.audience, wanted.by_group),
        group.applied((found,)),
    )


@_report(
    "statements",
    Subject.MEETINGS,
    meeting_record.statements_outline,
    meeting_record.statements_table,
)
def _statements(group: Queries, wanted: Wanted) -> meeting_record.Statements:
    """Statements and explanations of vote."""
    meeting = lookup.find_meeting(group.state, wanted.subject) if wanted.subject else ""
    return meeting_record.statements(group.state, wanted.audience, meeting)


@_report(
    "participants",
    Subject.MEETINGS,
    meeting_record.participant_list_outline,
    meeting_record.participant_list_table,
)
def _participants(group: Queries, wanted: Wanted) -> meeting_record.ParticipantList:
    """List of participants."""
    state = group.state
    named = wanted.subject and lookup.find_any_meeting(state, wanted.subject, cancelled=True)
    chosen = [named] if named else [*state.meetings]
    return meeting_record.participant_list(state, chosen, wanted.audience)


@_report("milestones", Subject.EVERYTHING, planning.milestones_outline, planning.milestones_table)
def _milestones(group: Queries, wanted: Wanted) -> planning.Milestones:
    """Milestones."""
    return planning.milestones(group.state, group.now().date(), wanted.audience)


def _progress_chart(report: progress.Progress) -> Iterator[Element]:
    if report.points:
        yield charts.progress_chart(report.points)


@_report(
    "progress",
    Subject.DRAFTS,
    progress.progress_outline,
    progress.progress_table,
    figures=_progress_chart,
)
def _progress(group: Queries, wanted: Wanted) -> progress.Progress:
    """Progress."""
    points = progress.progress(group.state, drafts_of(group, wanted), wanted.by, wanted.audience)
    return progress.Progress(wanted.by, points)
