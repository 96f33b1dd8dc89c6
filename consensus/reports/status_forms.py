"""Where every item stands, as plain data and as a table."""

from __future__ import annotations

from typing import Any

from consensus.model.draft import ItemKind
from consensus.model.stance import Stance
from consensus.reports.audience import Audience
from consensus.reports.json_form import SCHEMA
from consensus.reports.shown_verdict import public_reasons, public_status
from consensus.reports.status import ItemStatus, StatusReport
from consensus.reports.tables import Table, csv_of, markdown_of
from consensus.rules.explain import Label, explain_reason
from consensus.rules.verdict import Status

# Asking each stance for its value takes longer than the rest of an item.
_NAMES = tuple((stance, stance.value) for stance in Stance)


def status_json(
    report: StatusReport, audience: Audience = Audience.SECRETARIAT, label: Label = str
) -> dict[str, Any]:
    """Where every item stands, ready for `json.dumps`.

    Args:
        report: the report.
        audience: only the secretariat is given counts and reasons, since they count what was said
            in confidence too. For others everything undecided is `open`, `counts` is empty,
            `stale`, `proposed`, `no_position` and `present` are null, and `withheld` says how
            many positions and reasons were left out.
        label: what to call a target with a given id in reasons made for others, such as
            `state.handle_of`; by default the id.

    Returns:
        `schema`; `totals`, how many items that can be agreed have each status; `items`;
        `languages`, how many paragraphs of each language version are behind or missing; and for
        the secretariat `settled_apart`, the handles of what copies of the record settled
        otherwise.
    """
    if audience is Audience.SECRETARIAT:
        return {
            "schema": SCHEMA,
            "totals": {status.value: count for status, count in report.totals.items()},
            "items": [_whole(item) for item in report.items],
            "languages": _languages(report),
            "settled_apart": list(report.settled_apart),
        }
    totals = dict.fromkeys((status.value for status in Status), 0)
    for status, count in report.totals.items():
        totals[public_status(status).value] += count
    return {
        "schema": SCHEMA,
        "totals": totals,
        "items": [_public(item, label) for item in report.items],
        "languages": _languages(report),
        "withheld": {
            "positions": sum(sum(item.counts.values()) + item.stale for item in report.items),
            "reasons": sum(
                len(item.verdict.reasons) - len(public_reasons(item.verdict))
                for item in report.items
            ),
        },
    }


def _languages(report: StatusReport) -> list[dict[str, Any]]:
    return [
        {
            "language": each.language,
            "draft": each.draft,
            "behind": each.behind,
            "missing": each.missing,
        }
        for each in report.languages
    ]


def status_table(report: StatusReport) -> Table:
    """Where every item that can be agreed stands, as a table for the facilitator."""
    headings = (
        *("handle", "label", "status", "decision", "brackets", "open amendments"),
        *(stance.value for stance in Stance),
        *("stale", "proposed part", "no position", "eligible", "reasons"),
    )
    rows = [
        (
            item.handle,
            item.label,
            item.status,
            item.decision,
            item.brackets,
            item.open_amendments,
            *(item.counts[stance] for stance in Stance),
            item.stale,
            item.proposed,
            item.no_position,
            item.eligible,
            "; ".join(item.reasons),
        )
        for item in report.items
        if ItemKind(item.kind).can_be_agreed
    ]
    return Table.of(headings, rows)


def status_csv(report: StatusReport) -> str:
    """Where every item that can be agreed stands, as comma-separated values."""
    return csv_of(status_table(report))


def status_markdown(report: StatusReport) -> str:
    """Where every item that can be agreed stands, as a table in Markdown."""
    return markdown_of(status_table(report))


def _identity(item: ItemStatus) -> dict[str, Any]:
    return {"id": item.id, "handle": item.handle, "label": item.label, "kind": item.kind}


def _whole(item: ItemStatus) -> dict[str, Any]:
    return {
        **_identity(item),
        "status": item.status.value,
        "decision": item.decision,
        "consultations": list(item.consultations),
        "brackets": item.brackets,
        "open_amendments": item.open_amendments,
        "counts": {name: item.counts[stance] for stance, name in _NAMES},
        "stale": item.stale,
        "proposed": item.proposed,
        "no_position": item.no_position,
        "present": item.present,
        "eligible": item.eligible,
        "reasons": list(item.reasons),
    }


def _public(item: ItemStatus, label: Label) -> dict[str, Any]:
    return {
        **_identity(item),
        "status": public_status(item.status).value,
        "decision": item.decision,
        "consultations": list(item.consultations),
        "brackets": item.brackets,
        "open_amendments": item.open_amendments,
        "counts": {},
        "stale": None,
        "proposed": None,
        "no_position": None,
        "present": None,
        "eligible": item.eligible + item.counts[Stance.RECUSE],
        "reasons": [explain_reason(reason, label) for reason in public_reasons(item.verdict)],
    }
