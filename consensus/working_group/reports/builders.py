"""The reports on texts: what is agreed and open, drafts, and what changed in them."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.model.lookup import find_amendment, find_draft, find_target
from consensus.reports.amendments import (
    Compilation,
    compilation,
    compilation_outline,
    compilation_table,
)
from consensus.reports.analysis import AnalysisReport, analysis_outline, analysis_report, pictures
from consensus.reports.audience import shown_statuses
from consensus.reports.comparison import (
    Comparison,
    compare_revisions,
    comparison_outline,
    comparison_table,
)
from consensus.reports.dossier import Dossier, dossier, dossier_outline
from consensus.reports.html.pages import (
    analysis_page,
    comparison_page,
    dossier_page,
    draft_page,
    open_items_page,
)
from consensus.reports.open_items import (
    OpenItems,
    open_items_outline,
    open_items_report,
    open_items_table,
)
from consensus.reports.positions import group_matrix
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
from consensus.reports.texts import SourceTable, source_outline, source_rows, source_table
from consensus.working_group.queries import Reading
from consensus.working_group.referencing import write_reference_docx
from consensus.working_group.reports.report import Form, Report, Subject, Wanted, sheet_of
from consensus.working_group.write_docx import DocxKind, last_recorded, write_docx


def drafts_of(group: Reading, wanted: Wanted) -> list[str]:
    """The ids of the drafts that a report is about."""
    state = group.state
    return [find_draft(state, each) for each in wanted.drafts] or list(state.drafts)


def _draft_of(group: Reading, wanted: Wanted) -> str:
    return find_draft(group.state, wanted.drafts[0] if wanted.drafts else "")


def _open(group: Reading, wanted: Wanted) -> OpenItems:
    return open_items_report(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        wanted.agreed_only,
        now=group.now(),
    )


def _open_page(group: Reading, wanted: Wanted, report: OpenItems) -> Iterator[str]:
    drawn = (
        None
        if report.agreed_only
        else pictures(group.state, group.judgement(), drafts_of(group, wanted), wanted.audience)
    )
    return open_items_page(report, drawn, sheet_of(group, wanted))


def _draft(group: Reading, wanted: Wanted) -> RevisionDocument:
    return revision_document(
        group.state, _draft_of(group, wanted), wanted.new, audience=wanted.audience
    )


def _draft_page(group: Reading, wanted: Wanted, document: RevisionDocument) -> Iterator[str]:
    state, draft = group.state, _draft_of(group, wanted)
    # Where items stand now says nothing of an earlier text.
    is_present = not wanted.new
    statuses = (
        shown_statuses(state, group.judgement(), draft, wanted.audience) if is_present else {}
    )
    return draft_page(document, statuses, sheet_of(group, wanted))


def _draft_docx(group: Reading, wanted: Wanted, document: RevisionDocument) -> bytes:
    return write_docx(
        group.state,
        _draft_of(group, wanted),
        DocxKind.ROLLING,
        revision=wanted.new,
        names=wanted.audience.sees_names,
        audience=wanted.audience,
        symbol=wanted.symbol,
        issued=last_recorded(group),
    )


def _changes(group: Reading, wanted: Wanted) -> Comparison:
    return compare_revisions(
        group.state,
        _draft_of(group, wanted),
        wanted.old or FIRST,
        wanted.new,
        wanted.audience,
    )


def _changes_page(group: Reading, wanted: Wanted, report: Comparison) -> Iterator[str]:
    return comparison_page(report, sheet_of(group, wanted), wanted.kept)


def _changes_docx(group: Reading, wanted: Wanted, report: Comparison) -> bytes:
    return write_docx(
        group.state,
        _draft_of(group, wanted),
        DocxKind.TRACKED,
        revision=wanted.new,
        against=wanted.old or FIRST,
        names=wanted.audience.sees_names,
        audience=wanted.audience,
        symbol=wanted.symbol,
        issued=last_recorded(group),
    )


def _concordance(group: Reading, wanted: Wanted) -> Concordance:
    return concordance(group.state, _draft_of(group, wanted), wanted.new)


def _dossier(group: Reading, wanted: Wanted) -> Dossier:
    target = find_target(group.state, wanted.subject)
    return dossier(group.state, group.judgement(), target, wanted.audience)


def _dossier_page(group: Reading, wanted: Wanted, report: Dossier) -> Iterator[str]:
    groups = group_matrix(group.state, group.judgement(), [report.id], wanted.audience)
    return dossier_page(report, groups, sheet_of(group, wanted))


def _amendments(group: Reading, wanted: Wanted) -> Compilation:
    return compilation(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        wanted.open_only,
    )


def _reference(group: Reading, wanted: Wanted) -> ReferenceDocument:
    return reference_document(
        group.state, group.judgement(), group.now(), wanted.audience, drafts_of(group, wanted)
    )


def _reference_docx(group: Reading, wanted: Wanted, document: ReferenceDocument) -> bytes:
    return write_reference_docx(document, sheet_of(group, wanted).language)


def _analysis(group: Reading, wanted: Wanted) -> AnalysisReport:
    return analysis_report(
        group.state, group.now(), drafts_of(group, wanted), wanted.audience, wanted.told
    )


def _analysis_page(group: Reading, wanted: Wanted, report: AnalysisReport) -> Iterator[str]:
    return analysis_page(report, sheet_of(group, wanted))


def _sources(group: Reading, wanted: Wanted) -> SourceTable:
    return source_table(group.state, find_amendment(group.state, wanted.subject), wanted.audience)


OF_TEXTS = (
    Report(
        "open",
        Subject.DRAFTS,
        OpenItems,
        _open,
        lambda value, _: open_items_outline(value),
        lambda value, _: open_items_table(value),
        own={Form.HTML: _open_page},
    ),
    Report(
        "draft",
        Subject.DRAFT,
        RevisionDocument,
        _draft,
        lambda value, _: revision_outline(value),
        lambda value, _: revision_table(value),
        own={Form.HTML: _draft_page},
        docx=_draft_docx,
    ),
    Report(
        "changes",
        Subject.REVISIONS,
        Comparison,
        _changes,
        lambda value, wanted: comparison_outline(value, wanted.kept),
        lambda value, wanted: comparison_table(value, wanted.kept),
        own={Form.HTML: _changes_page},
        docx=_changes_docx,
    ),
    Report(
        "concordance",
        Subject.REVISION,
        Concordance,
        _concordance,
        lambda value, _: concordance_outline(value),
        lambda value, _: concordance_table(value),
    ),
    Report(
        "dossier",
        Subject.TARGET,
        Dossier,
        _dossier,
        lambda value, _: dossier_outline(value),
        own={Form.HTML: _dossier_page},
    ),
    Report(
        "amendments",
        Subject.DRAFTS,
        Compilation,
        _amendments,
        lambda value, _: compilation_outline(value),
        lambda value, _: compilation_table(value),
    ),
    Report(
        "reference",
        Subject.DRAFTS,
        ReferenceDocument,
        _reference,
        lambda value, _: reference_outline(value),
        docx=_reference_docx,
    ),
    Report(
        "analysis",
        Subject.DRAFTS,
        AnalysisReport,
        _analysis,
        lambda value, _: analysis_outline(value),
        own={Form.HTML: _analysis_page},
    ),
    Report(
        "sources",
        Subject.AMENDMENT,
        SourceTable,
        _sources,
        lambda value, _: source_outline(value),
        lambda value, _: source_rows(value),
    ),
)
"""The reports on texts."""
