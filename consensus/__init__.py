"""Track drafts, amendments and positions of a body that must agree on a text.

The names below are the public interface, loaded on first use; `__init__.pyi` has their types.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.2.0"

API = "1.1"
"""The version of the public interface; `docs/library.md` says when which of its numbers changes."""

_NAMES = {
    "consensus.errors": "ConsensusError NotFound Rejected StoreError UnreadableInput",
    "consensus.finding": "Finding Severity",
    "consensus.formats.amendment_rows": "ColumnMap",
    "consensus.formats.draft_docx": "DocxSource read_file",
    "consensus.formats.source": "Source",
    "consensus.history.operation": "Operation",
    "consensus.history.step": "Step",
    "consensus.history.verify": "Verification",
    "consensus.model.amendments": "Amendment AmendmentKind Disposition TableComment",
    "consensus.model.ballots": "Ballot BallotKind Vote",
    "consensus.model.decisions": "Consultation Decision Outcome Package Scope Silence Statement"
    " StatementKind",
    "consensus.model.drafts": "Draft LineNumbers Revision SpanningBracket Translation Version",
    "consensus.model.meetings": "AgendaItem Announcement Forum Intervention InterventionKind"
    " Meeting Participant Presence",
    "consensus.model.people": "AudiencePolicy Member Nomination Role Style",
    "consensus.model.planning": "Contribution Document Highlight Milestone Question Undertaking",
    "consensus.model.positions": "ObjectionState Position Rating SenseOfTheRoom Stance StatedBy",
    "consensus.model.staleness": "CarryOver",
    "consensus.model.state": "State",
    "consensus.reports.analysis": "AnalysisReport",
    "consensus.reports.audience": "Audience",
    "consensus.reports.comparison": "DraftComparison",
    "consensus.reports.dossier": "explain",
    "consensus.reports.final_report": "FinalReport",
    "consensus.reports.holders": "HoldersReport",
    "consensus.reports.json": "to_json",
    "consensus.reports.overtaken": "Redaction SupersededLine UnreadableStep WithheldBodies",
    "consensus.reports.status": "ItemStatus StatusReport",
    "consensus.reports.summary.markup": "EditedSummary",
    "consensus.reports.summary.summary": "ChairSummary",
    "consensus.reports.wall": "Slide",
    "consensus.rules.judgement": "Judgement",
    "consensus.rules.mergeable": "PlannedChange",
    "consensus.rules.verdict": "Status Verdict",
    "consensus.store.notes": "PrivateNote",
    "consensus.text.blocks": "Alignment Block align",
    "consensus.text.combination": "Combination",
    "consensus.text.combine": "combine",
    "consensus.text.document": "combine_documents",
    "consensus.text.hunk": "InBrackets InOrder KeepBase Reword Take",
    "consensus.working_group": "WorkingGroup",
    "consensus.working_group.analysis": "Analysis",
    "consensus.working_group.editing": "EditPlan",
    "consensus.working_group.history_search": "HistoryIndex",
    "consensus.working_group.import_base": "ImportReport",
    "consensus.working_group.import_mail": "SuggestedAmendment",
    "consensus.working_group.merging": "MergePlan",
    "consensus.working_group.queries": "Queries",
    "consensus.working_group.recording": "Made",
    "consensus.working_group.reports.report": "Form Wanted",
    "consensus.working_group.reports.writing": "write_report write_report_docx",
    "consensus.working_group.sync": "SyncReport",
    "networkx": "Graph",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}
# What is called otherwise where it is at home.
_THERE = {"Graph": "MultiDiGraph"}

__all__ = ["API", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), _THERE.get(name, name))
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
