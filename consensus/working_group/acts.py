"""What a facilitator does, each act recorded as one step."""

from __future__ import annotations

from consensus.working_group.agenda_acts import AgendaActs
from consensus.working_group.amendment_acts import AmendmentActs
from consensus.working_group.commands.people import MembershipActs
from consensus.working_group.commands.positions import DecisionActs
from consensus.working_group.commands.sync import SyncActs
from consensus.working_group.commands.texts import TextActs
from consensus.working_group.commands.work import ContributionActs
from consensus.working_group.consultation_acts import ConsultationActs
from consensus.working_group.draft_acts import DraftActs
from consensus.working_group.floor_acts import FloorActs
from consensus.working_group.mail_acts import MailActs
from consensus.working_group.note_acts import NoteActs
from consensus.working_group.planning_acts import PlanningActs
from consensus.working_group.position_acts import PositionActs
from consensus.working_group.procedure_acts import ProcedureActs
from consensus.working_group.wall_acts import WallActs
from consensus.working_group.watching import WatchActs


class Acts(
    MembershipActs,
    AgendaActs,
    FloorActs,
    ConsultationActs,
    ContributionActs,
    PlanningActs,
    NoteActs,
    DraftActs,
    AmendmentActs,
    MailActs,
    TextActs,
    PositionActs,
    DecisionActs,
    ProcedureActs,
    WallActs,
    SyncActs,
    WatchActs,
):
    """Every act names its targets as people do: by handle, printed label or the start of an id.

    All of them raise `NotFound` for what the record does not hold and `Rejected`, with every
    reason and nothing changed, for what cannot be recorded.
    """
