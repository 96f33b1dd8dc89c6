"""Every operation, drawn together; whoever imports this has all of them in the register."""

from consensus.history.operations.agenda import (
    AddAgendaItem,
    AdoptAgenda,
    FinishAgendaItem,
    TakeUpAgendaItem,
)
from consensus.history.operations.amendments import (
    CosponsorAmendment,
    ProposeAmendment,
    RetireAmendment,
    TakeUpAmendment,
    WithdrawAmendment,
)
from consensus.history.operations.carrying_over import CarryOverItems
from consensus.history.operations.consultations import OpenConsultation, ReportBack
from consensus.history.operations.corrections import JoinCopies, SettleOvertaken
from consensus.history.operations.decisions import LiftPending, MakeStatement, RecordDecision
from consensus.history.operations.drafts import (
    ArrangeItems,
    ImportDraft,
    MovedItem,
    NewItem,
    SetAllOrNothing,
)
from consensus.history.operations.floor import (
    CloseList,
    EndIntervention,
    GiveFloor,
    NoteIntervention,
    ReopenList,
    RequestFloor,
    SetTimeBudget,
    WithdrawRequest,
)
from consensus.history.operations.meetings import (
    AnnounceMeeting,
    ChangeAnnouncement,
    CloseMeeting,
    NotePresence,
    OpenMeeting,
    PresentTexts,
    SetQuorum,
)
from consensus.history.operations.membership import (
    AddGroup,
    AddMember,
    AssignOffice,
    ChangeMember,
    DeclineNomination,
    FormNegotiatingGroup,
    Nominate,
)
from consensus.history.operations.milestones import (
    AddMilestone,
    MoveMilestone,
    ReachMilestone,
)
from consensus.history.operations.objections import AnswerObjection, SettleObjection
from consensus.history.operations.packages import ProposePackage
from consensus.history.operations.planning import (
    AskQuestion,
    ExtendDeadline,
    HighlightPassage,
    ReceiveContribution,
)
from consensus.history.operations.positions import (
    NoteSense,
    StateGroupPosition,
    TakePosition,
    WithdrawPosition,
)
from consensus.history.operations.ratings import RateTarget
from consensus.history.operations.revisions import PublishRevision
from consensus.history.operations.settings import (
    SetNotice,
    SetQuantifiers,
    SetRule,
    StartWorkingGroup,
)
from consensus.history.operations.silence import BreakSilence, OpenSilence
from consensus.history.operations.texts import ChangeText, ContestedOutcome, FollowUp
from consensus.history.operations.translations import TranslateItem
from consensus.history.operations.tray import PutInTray, SetAside
from consensus.history.operations.undertakings import FulfilUndertaking, Undertake
from consensus.history.operations.undoing import RedactBody, UndoStep

__all__ = [
    "AddAgendaItem",
    "AddGroup",
    "AddMember",
    "AddMilestone",
    "AdoptAgenda",
    "AnnounceMeeting",
    "AnswerObjection",
    "ArrangeItems",
    "AskQuestion",
    "AssignOffice",
    "BreakSilence",
    "CarryOverItems",
    "ChangeAnnouncement",
    "ChangeMember",
    "ChangeText",
    "CloseList",
    "CloseMeeting",
    "ContestedOutcome",
    "CosponsorAmendment",
    "DeclineNomination",
    "EndIntervention",
    "ExtendDeadline",
    "FinishAgendaItem",
    "FollowUp",
    "FormNegotiatingGroup",
    "FulfilUndertaking",
    "GiveFloor",
    "HighlightPassage",
    "ImportDraft",
    "JoinCopies",
    "LiftPending",
    "MakeStatement",
    "MoveMilestone",
    "MovedItem",
    "NewItem",
    "Nominate",
    "NoteIntervention",
    "NotePresence",
    "NoteSense",
    "OpenConsultation",
    "OpenMeeting",
    "OpenSilence",
    "PresentTexts",
    "ProposeAmendment",
    "ProposePackage",
    "PublishRevision",
    "PutInTray",
    "RateTarget",
    "ReachMilestone",
    "ReceiveContribution",
    "RecordDecision",
    "RedactBody",
    "ReopenList",
    "ReportBack",
    "RequestFloor",
    "RetireAmendment",
    "SetAllOrNothing",
    "SetAside",
    "SetNotice",
    "SetQuantifiers",
    "SetQuorum",
    "SetRule",
    "SetTimeBudget",
    "SettleObjection",
    "SettleOvertaken",
    "StartWorkingGroup",
    "StateGroupPosition",
    "TakePosition",
    "TakeUpAgendaItem",
    "TakeUpAmendment",
    "TranslateItem",
    "Undertake",
    "UndoStep",
    "WithdrawAmendment",
    "WithdrawPosition",
    "WithdrawRequest",
]
