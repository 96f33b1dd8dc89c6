"""What each command writes with `--json`: the shapes from which the schemas of commands are made.

A shape is a class of values, a dictionary from names to shapes, a list with the shape of its
elements, or a type. The key is the command, with the option that makes it write something else.
Commands that write a report have the schema of the report; those that record and say nothing here
write `RECORDED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_type_hints

import attrs
import msgspec

from consensus.analysis.bridges import Bridge
from consensus.analysis.coalitions import Coalitions
from consensus.analysis.conflicts import Conflicts
from consensus.analysis.order import Order
from consensus.analysis.packages import Packages
from consensus.cli.run import LineOutcome
from consensus.finding import Finding
from consensus.history.verify import Verification
from consensus.model.amendments import TrayEntry
from consensus.model.decisions import Statement
from consensus.model.meetings import Participant
from consensus.model.people import AudiencePolicy, Quantifier, Style
from consensus.model.positions import Stance
from consensus.reports.amendments import AmendmentLine
from consensus.reports.audience import Withheld
from consensus.reports.ballots import BallotLine
from consensus.reports.comparison import DraftComparison
from consensus.reports.consultations import ConsultationLine, SilenceLine
from consensus.reports.contributions import ContributionLine, QuestionAnswers, TableCommentLine
from consensus.reports.dossier import Dossier, Subject
from consensus.reports.history import HistoryLine
from consensus.reports.holders import HoldersReport
from consensus.reports.meetings import (
    AgendaLine,
    MeetingLine,
    MeetingQuorum,
    ProposalLine,
    SpeakersReport,
)
from consensus.reports.next_items import CallSheet, NextItem
from consensus.reports.overtaken import Redaction, SupersededLine, WithheldBodies
from consensus.reports.planning import MilestoneLine, UndertakingLine
from consensus.reports.positions import ContestedLine, ObjectionLine
from consensus.reports.progress import BracketChanges, BracketStatistics, ProgressPoint
from consensus.reports.reminders import Reminder
from consensus.reports.revisions import Concordance, RevisionDocument, RevisionItem
from consensus.reports.status import ItemStatus
from consensus.reports.summary.markup import EditedSentence
from consensus.reports.texts import OriginLine
from consensus.reports.translations import LanguageVersion
from consensus.reports.wall import Slide
from consensus.rules.expression import Procedure
from consensus.rules.mergeable import Dissent
from consensus.store.opening import Listed
from consensus.text.merge import MergeOutcome
from consensus.working_group.import_base import StatedStatus
from consensus.working_group.sync import SyncReport

Shape = Any


def fields(of: type, leaving_out: tuple[str, ...] = (), **more: Shape) -> dict[str, Shape]:
    """The fields of a class of values, but some, and more beside them."""
    hints = attrs_hints(of)
    return {name: kind for name, kind in hints.items() if name not in leaving_out} | more


def attrs_hints(of: type) -> dict[str, Any]:
    """The public fields of a class of values, with their types."""
    hints = get_type_hints(of)
    names = of.__struct_fields__ if issubclass(of, msgspec.Struct) else attrs.fields_dict(of)
    return {name: hints[name] for name in names if not name.startswith("_")}


RECORDED: dict[str, Shape] = {
    "step": str | None,
    "handles": [str],
    "changed": [{"on": str, "was": str, "is": str}],
    "warnings": [str],
}
"""What every command that records writes; `was` and `is` are in words, as `standing` elsewhere."""

IMPORTED: dict[str, Shape] = {
    "rows": int,
    "placed": Mapping[str, int],
    "taken": int,
    "tray": int,
    "duplicates": int,
    "refused": int,
    "findings": [Finding],
    **RECORDED,
}
"""What commands write that import rows."""

VOTES_IMPORTED: dict[str, Shape] = {
    "draft": str,
    "items": int,
    "members": int,
    "positions": Mapping[str, int],
    "rows": int,
    "taken": int,
    "duplicates": int,
    "refused": int,
    "findings": [Finding],
    **RECORDED,
}

_ITEM: dict[str, Shape] = fields(
    ItemStatus, ("verdict",), standing=str, counts=Mapping[str, int], classes=Mapping[str, int]
)
_OPTION: dict[str, Shape] = {
    "letter": str,
    "text": str,
    "by": [str],
    "includes": [str],
    "positions": [{"member": str, "stance": str}],
}
_BRACKET: dict[str, Shape] = {
    "name": str,
    "options": [
        {"letter": str, "text": str, "proposes": [str], "supports": [str], "opposes": [str]}
    ],
}
COMBINATION: dict[str, Shape] = {
    "base": str,
    "in_favour_of_base": [{"member": str, "stance": str}],
    "proposals": [str],
    "hunks": [Mapping[str, str | int]],
    "changes": [
        {
            "number": int,
            "replaces": str,
            "text": str,
            "by": [str],
            "linked": int,
            "layout": bool,
        }
    ],
    "conflicts": [
        {
            "number": int,
            "replaces": str,
            "options": [_OPTION],
            "compatible": [[str]],
            "linked": int,
            "kind": str,
            "question": int,
        }
    ],
    "neighbours": [{"sentence": str, "by": [str]}],
    "findings": [Finding],
}
_ON_CONDITIONS: dict[str, Shape] = {
    "conditions": [{"member": str, "amendment": str}],
    "failing": [
        {"member": str, "on": str, "said": str, "conditions": [str], "counts_as": str | None}
    ],
}
_WHY: dict[str, Shape] = {
    **attrs_hints(Subject),
    "reasons": [str],
    **fields(Dossier, ("subject", "sentences")),
}
_CONTRIBUTION_SHOWN: dict[str, Shape] = fields(
    ContributionLine,
    said=[{"question": str, "number": str, "text": str}],
    text=str,
    highlights=[{"handle": str, "issue": str, "passage": str, "links": [str]}],
)
_NOTES: dict[str, Shape] = {
    "notes": [
        {
            "number": int,
            "target": str,
            "text": str,
            "written": datetime,
            "by": str,
            "member": str,
            "stance": Stance | None,
        }
    ]
}
_RULE: dict[str, Shape] = {"rule": str, "sentence": str, "notes": [str]}
_REMINDERS: dict[str, Shape] = {"reminders": [{"about": str, "mail": str}]}
_EFFECT: dict[str, Shape] = {
    "target": str,
    "label": str,
    "before": str,
    "after": str,
    "gained": [str],
    "lost": [str],
}

SHAPES: dict[str, Shape] = {
    "member list": {
        "members": [
            {
                "code": str,
                "name": str,
                "group": str,
                "negotiating_groups": [str],
                "offices": [str],
                "observer": bool,
                "counts": bool,
                "since": date | None,
                "until": date | None,
                "weights": Mapping[str, int | str | float],
                "former": [str],
            }
        ]
    },
    "member import": IMPORTED,
    "member group import": IMPORTED,
    "member group list": {"groups": [{"code": str, "name": str, "kind": str, "members": [str]}]},
    "member office list": {
        "offices": [{"role": str, "person": str, "member": str, "nomination": str}],
        "nominations": [{"nomination": str, "role": str, "person": str, "member": str, "by": str}],
    },
    "rule show": _RULE,
    "rule explain RULE": _RULE,
    "rule explain PROCEDURE": {**attrs_hints(Procedure), **_RULE},
    "rule explain": {
        "rules": [{"name": str, "call": str, "sentence": str}],
        "procedures": [{"name": str, "title": str}],
    },
    "rule compare": {
        "rules": [str],
        "totals": [Mapping[str, int]],
        "differing": int,
        "items": [
            {
                "handle": str,
                "label": str,
                "kind": str,
                "differs": bool,
                "by_rule": [
                    {
                        "rule": str,
                        "status": str,
                        "standing": str,
                        "met": bool,
                        "differs": bool,
                        "reasons": [str],
                    }
                ],
            }
        ],
    },
    "rule notice": {"minutes": int},
    "rule levels": {"levels": [{"level": str, "unopposed": bool}]},
    "rule audience": {"policy": AudiencePolicy, "minority": int},
    "rule style": {"style": Style, "parent": str},
    "rule counting-words": {"quantifiers": [Quantifier]},
    "draft import --compare": fields(DraftComparison, totals=Mapping[str, int], findings=[Finding]),
    "draft import": IMPORTED,
    "draft import --state": IMPORTED | {"statuses": [fields(StatedStatus, status=str)]},
    "draft import --as roll-call": VOTES_IMPORTED,
    "draft import --as-amendments": {
        "amendments": [
            {
                "handle": str,
                "kind": str,
                "target": str,
                "sponsors": [str],
                "cosponsors": [str],
                "rationale": str,
                "summary": str,
            }
        ],
        "duplicates": int,
        "findings": [Finding],
        **RECORDED,
    },
    "draft show": fields(
        RevisionDocument,
        draft=str,
        revision=str,
        items=[fields(RevisionItem, version=int, brackets=int)],
    ),
    "draft compare --labels": fields(
        Concordance, revision=str, rows=[{"handle": str, "old": str, "new": str}]
    ),
    "draft translation import": IMPORTED,
    "draft list": {
        "drafts": [
            {
                "handle": str,
                "title": str,
                "revision": str,
                "items": int,
                "rule": str,
                "all_or_nothing": bool,
            }
        ]
    },
    "draft list --revisions": {
        "revisions": [
            {
                "name": str,
                "draft": str,
                "issued": datetime,
                "standing": str,
                "language": str,
                "items": int,
            }
        ]
    },
    "draft list --carried-over": {"carried_over": [OriginLine]},
    "draft brackets": BracketStatistics,
    "draft brackets --since": BracketChanges,
    "draft translation list": {"languages": [fields(LanguageVersion, behind=int, missing=int)]},
    "draft translation show": fields(LanguageVersion, text=str),
    "amendment import": IMPORTED,
    "amendment import --show-columns": {
        "heading_row": int,
        "columns": Mapping[str, tuple[str | int, ...]],
        "reasons": Mapping[str, str],
        "left": [str],
        "rows": [Mapping[str, str]],
        "findings": [Finding],
    },
    "amendment list": {"amendments": [AmendmentLine]},
    "amendment list --comments": {"comments": [TableCommentLine]},
    "amendment show": _WHY,
    "amendment show COMMENT": TableCommentLine,
    "inbox import": IMPORTED,
    "inbox list": {
        "tray": [
            {
                "handle": str,
                "state": str,
                "problem": str,
                "source": str,
                "line": int,
                "fields": Mapping[str, str],
                "became": str,
                "reason": str,
            }
        ]
    },
    "inbox show": attrs_hints(TrayEntry),
    "inbox show --suggest": {
        "offers": [
            {
                "number": int,
                "kind": str,
                "target": str,
                "text": str,
                "summary": str,
                "words": str,
                "score": float,
                "reopens": bool,
                "taken": str,
            }
        ]
    },
    "merge": {
        "target": str,
        "text": str,
        "outcomes": [MergeOutcome],
        "in_part": [str],
        "stale": [{"member": str, "stance": str}],
        "proposing": [str],
        "changes": [
            {
                "number": int,
                "replaces": str,
                "text": str,
                "by": [str],
                "in_part": [str],
                "ticked": bool,
                "in_brackets": bool,
                "why_not": str,
                "objecting": [Dissent],
            }
        ],
        "brackets": [{**_BRACKET, "settled": str | None, "objecting": [Dissent], "others": [str]}],
        "objecting": [Dissent],
        "in_favour": Mapping[str, str],
        "bracketed": [str],
        "not_introduced": Mapping[str, str],
        "unbracketed": [str],
        "contested": [ContestedLine],
        "lapsed": [ContestedLine],
        "to_confirm": [ContestedLine],
        **_ON_CONDITIONS,
        "settled": Mapping[str, str],
        "conflicts": int,
        "conflicts_open": int,
        "conflicts_in_brackets": int,
        "orders": int,
        "orders_open": int,
        **RECORDED,
    },
    "merge AMENDMENT": {
        "target": str,
        "summary": str,
        "objecting": [Dissent],
        "closes": [str],
        "texts": [{"item": str, "text": str}],
        "not_introduced": Mapping[str, str],
        **_ON_CONDITIONS,
        **RECORDED,
    },
    "combine": COMBINATION,
    "combine ITEM": {
        "target": str,
        **COMBINATION,
        "sponsors": Mapping[str, tuple[str, ...]],
        "brackets": [_BRACKET],
    },
    "convert": {"from": str, "to": str, "written": str, "findings": [Finding], "text": str},
    "convert OUT": {"from": str, "to": str, "written": str, "findings": [Finding]},
    "position import": IMPORTED,
    "position list": {
        "positions": [
            {
                "target": str,
                "label": str,
                "member": str,
                "stance": str,
                "stale": bool,
                "reason": str,
                "conditions": [str],
                "otherwise": str | None,
                "reservation": str,
                "source": str,
                "via": str,
                "document": str,
                "words": str,
                "happened": datetime,
            }
        ]
    },
    "position list --ratings": {
        "ratings": [
            {
                "target": str,
                "label": str,
                "member": str,
                "rating": int | None,
                "round": int,
                "stale": bool,
                "not_counted": str,
                "happened": datetime,
            }
        ]
    },
    "objection list": {
        "objections": [fields(ObjectionLine, on=str, label=str)],
        "withheld": Withheld,
    },
    "silence notice": {"silence": str, "notice": str},
    "silence list": {"silences": [fields(SilenceLine, breaches=[Mapping[str, Any]])]},
    "decision list": {
        "decisions": [
            {
                "handle": str,
                "outcome": str,
                "targets": [str],
                "scope": str,
                "forum": str,
                "pending": [str],
                "present": [str],
                "absent": [str],
                "over": [str],
                "holding": [str],
                "unmet": str,
                "reason": str,
                "no_objection_heard": bool,
                "happened": datetime,
                "due": datetime | None,
                "unmet_each": [str],
                "tried": str,
                "level": str,
                "replaced_by": [str],
                "silent": [str],
                "answered_by": [str],
                "statements": [attrs_hints(Statement)],
            }
        ]
    },
    "decision package show": {
        "packages": [
            {
                "handle": str,
                "title": str,
                "state": str,
                "status": str,
                "standing": str,
                "items": [str],
                "amendments": [str],
            }
        ]
    },
    "consultation list": {"consultations": [ConsultationLine]},
    "consultation show": ConsultationLine,
    "consultation remind": _REMINDERS,
    "ballot import": {"result": str, "found": [str], **IMPORTED},
    "ballot close": {"result": str, "found": [str], **RECORDED},
    "ballot list": {"ballots": [BallotLine]},
    "meeting quorum": MeetingQuorum,
    "meeting list": {"meetings": [MeetingLine]},
    "meeting agenda list": {"agenda": [AgendaLine]},
    "meeting proposal list": {"proposals": [ProposalLine]},
    "meeting participants import": IMPORTED,
    "meeting participants list": {"participants": [fields(Participant, ("id",))]},
    "floor list": SpeakersReport,
    "contribution import": IMPORTED,
    "contribution list": {"contributions": [ContributionLine]},
    "contribution show": _CONTRIBUTION_SHOWN,
    "contribution missing": {"missing": [Reminder]},
    "contribution remind": {"reminders": [fields(Reminder, mail=str)]},
    "contribution question list": {"questions": [fields(QuestionAnswers, ("groups",))]},
    "plan undertaking list": {"undertakings": [UndertakingLine]},
    "plan undertaking remind": _REMINDERS,
    "plan milestone list": {"milestones": [MilestoneLine]},
    "note add": _NOTES,
    "note list": _NOTES,
    "note remove": _NOTES,
    "status": {
        "title": str,
        "totals": Mapping[str, int],
        "ruled": int,
        "provisional": int,
        "items": [_ITEM],
        "languages": [{"language": str, "draft": str, "behind": int, "missing": int}],
        "settled_apart": [str],
    },
    "status --require": {
        "required": [str],
        "met": bool,
        "checked": int,
        "short": [{"handle": str, "label": str, "status": str, "standing": str, "reasons": [str]}],
    },
    "status --progress": {"points": [ProgressPoint]},
    "why": _WHY,
    "why --wordings": HoldersReport,
    "next": {"next": [NextItem]},
    "next --consult": attrs_hints(CallSheet),
    "analyse conflicts": fields(Conflicts, largest=[str], is_exact=bool),
    "analyse order": Order,
    "analyse links": Packages,
    "analyse coalitions": fields(Coalitions, names=[str]),
    "analyse bridges": {
        "groups": [str],
        "bridging": [Bridge],
        "divisive": [Bridge],
        "ungrouped": int,
    },
    "analyse what-if": {
        "assumptions": [str],
        "turned": [_EFFECT],
        "shifted": [_EFFECT],
        "judged": int,
    },
    "report summary --check": {"stands": bool, "sentences": [EditedSentence]},
    "report graph": {
        "directed": bool,
        "multigraph": bool,
        "graph": Mapping[str, Any],
        "nodes": [Mapping[str, Any]],
        "edges": [Mapping[str, Any]],
    },
    "projector show": {"slide": Slide, **RECORDED},
    "projector status": {"slide": Slide | None},
    "history list": {"head": str, "steps": [HistoryLine]},
    "history verify": {"intact": bool, **attrs_hints(Verification), "origins": [Finding]},
    "history redact": {
        **attrs_hints(Redaction),
        "sentences": [str],
        **RECORDED,
    },
    "history redact --waiting": {"withheld": [WithheldBodies]},
    "history redact --dry-run": {"places": int, **RECORDED},
    "history redact --erase": {"erased": int, **RECORDED},
    "sync run": {"dry_run": bool, **attrs_hints(SyncReport), **RECORDED},
    "sync export": {"file": str, "bytes": int},
    "sync import": {"dry_run": bool, **attrs_hints(SyncReport), **RECORDED},
    "sync import --new": {"file": str, "came_in": int, **RECORDED},
    "sync list": {"overtaken": [SupersededLine]},
    "init": {"file": str, "title": str, **RECORDED},
    "undo": {"undone": str, "sentences": [str], **RECORDED},
    "file copy": {"file": str, "steps": int, "head": str},
    "file list": {"working_groups": [Listed]},
    "file check": {"sound": bool, "findings": [Finding]},
    "run": LineOutcome,
}

SHAPES["merge --dry-run"] = {**SHAPES["merge"], "combination": SHAPES["combine ITEM"]}
# With `nothing`, why nothing would go in; the other fields are empty then.
SHAPES["merge NOTHING"] = {**SHAPES["merge --dry-run"], "nothing": str}
