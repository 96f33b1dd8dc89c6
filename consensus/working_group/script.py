"""Plays scripted meetings, and creates the example record of the demo."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.formats.source import Source, decode
from consensus.history.operations import SetAllOrNothing
from consensus.history.step import Step
from consensus.model.lookup import find_draft, find_item
from consensus.working_group.log import Clock
from consensus.working_group.merging import plan_taking
from consensus.working_group.working_group import WorkingGroup


@frozen
class ScriptedAct:
    """One command of a script."""

    name: str  # what is done, such as `position`
    fields: Mapping[str, Any]  # what it is done with
    happened: datetime  # when, which is the time of the act before where the script does not say


def read_script(source: Source) -> tuple[ScriptedAct, ...]:
    """Parses a script: a JSON array of objects, each with `act`, its fields, and `happened`."""
    try:
        entries = json.loads(source.text)
        if not isinstance(entries, list):
            raise TypeError("it holds no array")
        acts: list[ScriptedAct] = []
        for entry in entries:
            fields = dict(entry)
            name = fields.pop("act")
            if name not in _ACTS:
                raise UnreadableInput(f"{source.name}: no act is called {name}")
            stated = fields.pop("happened", "")
            happened = datetime.fromisoformat(stated) if stated else acts[-1].happened
            acts.append(ScriptedAct(name, fields, happened))
    except (ValueError, TypeError, LookupError) as error:
        raise UnreadableInput(f"{source.name} is no script of acts: {error}") from error
    return tuple(acts)


def play(group: WorkingGroup, acts: Sequence[ScriptedAct]) -> None:
    """Records the commands of a script, each as a step that happened when the script says."""
    for act in acts:
        try:
            _ACTS[act.name](group, act.fields, act.happened)
        except KeyError as missing:
            raise UnreadableInput(f"the act {act.name} lacks its field {missing}") from missing
        except (ValueError, TypeError) as error:
            raise UnreadableInput(f"the act {act.name} cannot be played: {error}") from error


_Act: TypeAlias = Callable[[WorkingGroup, Mapping[str, Any], datetime], Step]


def _position(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    who, target, stance = fields["member"], fields["target"], fields["stance"]
    said = {name: fields[name] for name in ("reason", "document") if name in fields}
    if who in group.state.negotiating_groups:
        return group.state_group_position(who, target, stance, happened=happened, **said)
    more = {name: fields[name] for name in ("reservation", "source") if name in fields}
    return group.take_position(who, target, stance, happened=happened, **said, **more)


def _merge(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    item = find_item(group.state, fields["item"])
    plan = plan_taking(group.state, item, group.new_id, happened, fields["take"])
    return group.record(plan.operation, happened=happened)


def _all_or_nothing(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
    draft = find_draft(group.state, fields.get("draft", ""))
    return group.record(SetAllOrNothing(draft=draft, holds=fields["holds"]), happened=happened)


# The fields with times, what the command calls them, and how they are read.
_TIMES: dict[str, tuple[str, Callable[[str], date]]] = {
    "due": ("due", date.fromisoformat),
    "until": ("deadline", datetime.fromisoformat),
}


def _command(name: str, needed: str = "", optional: str = "") -> _Act:
    """Returns an act that calls a command; the fields of the script are its arguments."""

    def act(group: WorkingGroup, fields: Mapping[str, Any], happened: datetime) -> Step:
        given = [fields[each] for each in needed.split()]
        more = {each: fields[each] for each in optional.split() if each in fields}
        for field in _TIMES.keys() & more.keys():
            (argument, read), stated = _TIMES[field], more.pop(field)
            more[argument] = read(stated) if stated else None
        step: Step = getattr(group, name)(*given, **more, happened=happened)
        return step

    return act


_ACTS: dict[str, _Act] = {
    "open-meeting": _command("open_meeting", "title forum"),
    "close-meeting": _command("close_meeting"),
    "presence": _command("note_presence", "members presence"),
    "position": _position,
    "answer-objection": _command("answer_objection", "target member answer"),
    "merge": _merge,
    "decide": _command("decide", "targets outcome", "pending reason due"),
    "sense": _command("note_sense", "target quantity stance", "note"),
    "propose-package": _command("propose_package", "title items", "amendments"),
    "open-silence": _command("open_silence", "targets", "hours until"),
    "break-silence": _command("break_silence", "silence member", "reason targets"),
    "open-ballot": _command(
        "open_ballot",
        "kind",
        "question on options conflict default majorities rule top share secret until",
    ),
    "cast-vote": _command("cast_vote", "ballot member choice", "comment"),
    "close-ballot": _command("close_ballot", "ballot", "totals took_part reason"),
    "rate": _command("rate", "target member rating", "round"),
    "assign-office": _command("assign_office", "role person", "member"),
    "all-or-nothing": _all_or_nothing,
    "add-agenda-item": _command("add_agenda_item", "title", "number targets"),
    "add-proposal": _command("add_proposal", "text", "by office agenda_item"),
    "take-up-agenda-item": _command("take_up_agenda_item", "item"),
    "finish-agenda-item": lambda group, fields, happened: group.finish_agenda_item(
        fields.get("item", ""), happened
    ),
    "request-floor": _command("request_floor", "member", "right_of_reply remote"),
    "withdraw-request": _command("withdraw_request", "member"),
    "give-floor": _command("give_floor", "", "member right_of_reply"),
    "end-intervention": _command("end_intervention"),
    "note-intervention": _command("note_intervention", "text", "member items"),
    "close-list": _command("close_list"),
    "reopen-list": _command("reopen_list"),
    "set-time-budget": _command("set_time_budget", "seconds", "observers"),
}
"""The name of an act to what records it."""


TITLE = "Working Group on Enhanced Cooperation (an example)"
RULE = "no_objection()"


def make_example(place: str | Path, by: str = "", clock: Clock | None = None) -> WorkingGroup:
    """Creates the record of the example in a new file, and returns the working group, open."""
    given: dict[str, Any] = {"clock": clock} if clock else {}
    group = WorkingGroup.create(place, title=TITLE, rule=RULE, by=by, **given)
    try:
        group.import_groups(_file("groups.csv"))
        group.import_members(_file("members.csv"))
        group.import_draft(_file("draft.md"))
        group.import_amendments(_file("amendments.jsonl"))
        group.import_positions(_file("positions.csv"))
        play(group, read_script(_file("script.json")))
    except BaseException:
        group.close()
        raise
    return group


def _file(name: str) -> Source:
    """Returns a file of the example, from the installed package or from the source checkout."""
    package = files("consensus")
    for folder in (package / "examples" / "wgec", package / ".." / "examples" / "wgec"):
        if (folder / name).is_file():
            return decode((folder / name).read_bytes(), name)
    raise UnreadableInput(f"the example is not installed: {name} is missing")
