"""The public names, as type checkers read them."""

from consensus.errors import ConsensusError as ConsensusError
from consensus.errors import NotFound as NotFound
from consensus.errors import Rejected as Rejected
from consensus.errors import StoreError as StoreError
from consensus.errors import UnreadableInput as UnreadableInput
from consensus.finding import Finding as Finding
from consensus.finding import Severity as Severity
from consensus.formats.amendment_rows import ColumnMap as ColumnMap
from consensus.formats.draft_docx import DocxSource as DocxSource
from consensus.formats.draft_docx import read_file as read_file
from consensus.formats.source import Source as Source
from consensus.history.operation import Operation as Operation
from consensus.history.step import Step as Step
from consensus.history.verify import Verification as Verification
from consensus.model.amendments import Amendment as Amendment
from consensus.model.amendments import AmendmentKind as AmendmentKind
from consensus.model.amendments import Disposition as Disposition
from consensus.model.amendments import TableComment as TableComment
from consensus.model.ballots import Ballot as Ballot
from consensus.model.ballots import BallotKind as BallotKind
from consensus.model.ballots import Vote as Vote
from consensus.model.decisions import Consultation as Consultation
from consensus.model.decisions import Decision as Decision
from consensus.model.decisions import Outcome as Outcome
from consensus.model.decisions import Package as Package
from consensus.model.decisions import Scope as Scope
from consensus.model.decisions import Silence as Silence
from consensus.model.decisions import Statement as Statement
from consensus.model.decisions import StatementKind as StatementKind
from consensus.model.drafts import Draft as Draft
from consensus.model.drafts import LineNumbers as LineNumbers
from consensus.model.drafts import Revision as Revision
from consensus.model.drafts import SpanningBracket as SpanningBracket
from consensus.model.drafts import Translation as Translation
from consensus.model.drafts import Version as Version
from consensus.model.graph import Graph as Graph
from consensus.model.meetings import AgendaItem as AgendaItem
from consensus.model.meetings import Announcement as Announcement
from consensus.model.meetings import Forum as Forum
from consensus.model.meetings import Intervention as Intervention
from consensus.model.meetings import InterventionKind as InterventionKind
from consensus.model.meetings import Meeting as Meeting
from consensus.model.meetings import Participant as Participant
from consensus.model.meetings import Presence as Presence
from consensus.model.people import AudiencePolicy as AudiencePolicy
from consensus.model.people import Member as Member
from consensus.model.people import Nomination as Nomination
from consensus.model.people import Role as Role
from consensus.model.people import Style as Style
from consensus.model.planning import Contribution as Contribution
from consensus.model.planning import Document as Document
from consensus.model.planning import Highlight as Highlight
from consensus.model.planning import Milestone as Milestone
from consensus.model.planning import Question as Question
from consensus.model.planning import Undertaking as Undertaking
from consensus.model.positions import ObjectionState as ObjectionState
from consensus.model.positions import Position as Position
from consensus.model.positions import Rating as Rating
from consensus.model.positions import SenseOfTheRoom as SenseOfTheRoom
from consensus.model.positions import Stance as Stance
from consensus.model.positions import StatedBy as StatedBy
from consensus.model.staleness import CarryOver as CarryOver
from consensus.model.state import State as State
from consensus.reports.analysis import AnalysisReport as AnalysisReport
from consensus.reports.audience import Audience as Audience
from consensus.reports.comparison import DraftComparison as DraftComparison
from consensus.reports.dossier import explain as explain
from consensus.reports.final_report import FinalReport as FinalReport
from consensus.reports.holders import HoldersReport as HoldersReport
from consensus.reports.json import to_json as to_json
from consensus.reports.overtaken import Redaction as Redaction
from consensus.reports.overtaken import SupersededLine as SupersededLine
from consensus.reports.overtaken import UnreadableStep as UnreadableStep
from consensus.reports.overtaken import WithheldBodies as WithheldBodies
from consensus.reports.status import ItemStatus as ItemStatus
from consensus.reports.status import StatusReport as StatusReport
from consensus.reports.summary.markup import EditedSummary as EditedSummary
from consensus.reports.summary.summary import ChairSummary as ChairSummary
from consensus.reports.wall import Slide as Slide
from consensus.rules.judgement import Judgement as Judgement
from consensus.rules.mergeable import PlannedChange as PlannedChange
from consensus.rules.verdict import Status as Status
from consensus.rules.verdict import Verdict as Verdict
from consensus.store.notes import PrivateNote as PrivateNote
from consensus.text.blocks import Alignment as Alignment
from consensus.text.blocks import Block as Block
from consensus.text.blocks import align as align
from consensus.text.combination import Combination as Combination
from consensus.text.combine import combine as combine
from consensus.text.document import combine_documents as combine_documents
from consensus.text.hunk import InBrackets as InBrackets
from consensus.text.hunk import InOrder as InOrder
from consensus.text.hunk import KeepBase as KeepBase
from consensus.text.hunk import Reword as Reword
from consensus.text.hunk import Take as Take
from consensus.working_group import WorkingGroup as WorkingGroup
from consensus.working_group.analysis import Analysis as Analysis
from consensus.working_group.editing import EditPlan as EditPlan
from consensus.working_group.history_search import HistoryIndex as HistoryIndex
from consensus.working_group.import_base import ImportReport as ImportReport
from consensus.working_group.import_mail import SuggestedAmendment as SuggestedAmendment
from consensus.working_group.merging import MergePlan as MergePlan
from consensus.working_group.queries import Queries as Queries
from consensus.working_group.recording import Made as Made
from consensus.working_group.reports.report import Form as Form
from consensus.working_group.reports.report import Wanted as Wanted
from consensus.working_group.reports.writing import write_report as write_report
from consensus.working_group.reports.writing import write_report_docx as write_report_docx
from consensus.working_group.sync import SyncReport as SyncReport

__version__: str
API: str

__all__ = [
    "API",
    "AgendaItem",
    "Alignment",
    "Amendment",
    "AmendmentKind",
    "Analysis",
    "AnalysisReport",
    "Announcement",
    "Audience",
    "AudiencePolicy",
    "Ballot",
    "BallotKind",
    "Block",
    "CarryOver",
    "ChairSummary",
    "ColumnMap",
    "Combination",
    "ConsensusError",
    "Consultation",
    "Contribution",
    "Decision",
    "Disposition",
    "Document",
    "DocxSource",
    "Draft",
    "DraftComparison",
    "EditPlan",
    "EditedSummary",
    "FinalReport",
    "Finding",
    "Form",
    "Forum",
    "Graph",
    "Highlight",
    "HistoryIndex",
    "HoldersReport",
    "ImportReport",
    "InBrackets",
    "InOrder",
    "Intervention",
    "InterventionKind",
    "ItemStatus",
    "Judgement",
    "KeepBase",
    "LineNumbers",
    "Made",
    "Meeting",
    "Member",
    "MergePlan",
    "Milestone",
    "Nomination",
    "NotFound",
    "ObjectionState",
    "Operation",
    "Outcome",
    "Package",
    "Participant",
    "PlannedChange",
    "Position",
    "Presence",
    "PrivateNote",
    "Queries",
    "Question",
    "Rating",
    "Redaction",
    "Rejected",
    "Revision",
    "Reword",
    "Role",
    "Scope",
    "SenseOfTheRoom",
    "Severity",
    "Silence",
    "Slide",
    "Source",
    "SpanningBracket",
    "Stance",
    "State",
    "StatedBy",
    "Statement",
    "StatementKind",
    "Status",
    "StatusReport",
    "Step",
    "StoreError",
    "Style",
    "SuggestedAmendment",
    "SupersededLine",
    "SyncReport",
    "TableComment",
    "Take",
    "Translation",
    "Undertaking",
    "UnreadableInput",
    "UnreadableStep",
    "Verdict",
    "Verification",
    "Version",
    "Vote",
    "Wanted",
    "WithheldBodies",
    "WorkingGroup",
    "align",
    "combine",
    "combine_documents",
    "explain",
    "read_file",
    "to_json",
    "write_report",
    "write_report_docx",
]
