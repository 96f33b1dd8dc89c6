"""The acts of a script that happen on the agenda and on the floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from consensus.history.step import Step
from consensus.working_group.working_group import WorkingGroup


def _add_agenda_item(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.add_agenda_item(
        fields["title"],
        number=fields.get("number", ""),
        targets=fields.get("targets", ()),
        happened=happened,
    )


def _take_up_agenda_item(
    group: WorkingGroup, fields: Mapping[str, Any], happened: datetime
) -> Step:
    return group.take_up_agenda_item(fields["item"], happened)


def _finish_agenda_item(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.finish_agenda_item(fields.get("item", ""), happened)


def _request_floor(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.request_floor(
        fields["member"],
        right_of_reply=fields.get("right_of_reply", False),
        remote=fields.get("remote"),
        happened=happened,
    )


def _withdraw_request(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.withdraw_request(fields["member"], happened=happened)


def _give_floor(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.give_floor(
        fields.get("member", ""), right_of_reply=fields.get("right_of_reply"), happened=happened
    )


def _end_intervention(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.end_intervention(happened)


def _note_intervention(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.note_intervention(
        fields["text"],
        member=fields.get("member", ""),
        items=fields.get("items", ()),
        happened=happened,
    )


def _close_list(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.close_list(happened)


def _reopen_list(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.reopen_list(happened)


def _set_time_budget(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    return group.set_time_budget(
        fields["seconds"], observers=fields.get("observers"), happened=happened
    )


FLOOR_ACTS: Mapping[str, Callable[[WorkingGroup, Mapping[str, Any], datetime], Step]] = {
    "add-agenda-item": _add_agenda_item,
    "take-up-agenda-item": _take_up_agenda_item,
    "finish-agenda-item": _finish_agenda_item,
    "request-floor": _request_floor,
    "withdraw-request": _withdraw_request,
    "give-floor": _give_floor,
    "end-intervention": _end_intervention,
    "note-intervention": _note_intervention,
    "close-list": _close_list,
    "reopen-list": _reopen_list,
    "set-time-budget": _set_time_budget,
}
"""The name of an act to what records it."""
