"""`consensus member`, `group`, `office` and `note`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from consensus.cli import output
from consensus.cli.completion import complete_member, complete_nomination, complete_target
from consensus.cli.context import given_text, reading, reading_with_commands, source_of
from consensus.cli.framework import Noun, as_json
from consensus.cli.output import as_rows
from consensus.cli.recording import created_handle, print_import, print_step, recording
from consensus.formats.row_writer import RowForm, write_groups, write_members
from consensus.model.lookup import find_member
from consensus.model.people import NominationState, Role
from consensus.reports.audience import Audience
from consensus.reports.words import SentenceContext
from consensus.working_group.export_rows import group_rows, member_rows


@click.group("member", cls=Noun)
def member() -> None:
    """Members and observers, groups, offices.

    Examples:
      consensus member import members.csv
      consensus member list
    """


@member.command(
    "import", records=True, python="group.import_members(read_source(Path('members.csv')))"
)
@click.argument("file")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_members(file: str, strict: bool, as_json: bool) -> None:
    """Import them from a table.

    The columns are code, name, group, observer, since, until and others; only the code is needed.

    Examples:
      consensus member import members.csv
      consensus member import members.csv --strict --json
    """
    with recording() as group:
        print_import(group.import_members(source_of(file, guess=True), strict))


@member.command("add", records=True, python="group.add_member('ALV', 'Alvora', group='GOV')")
@click.argument("code")
@click.argument("name", default="")
@click.option("--group", "stakeholders", default="", help="The code of its stakeholder group.")
@click.option("--observer", is_flag=True, help="It takes part without counting.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Its first day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day.")
@click.option("--weight", "weights", multiple=True, help="Such as population=83.4; several times.")
def add_member(
    code: str,
    name: str,
    stakeholders: str,
    observer: bool,
    since: datetime | None,
    until: datetime | None,
    weights: tuple[str, ...],
) -> None:
    """Add a member or observer.

    Examples:
      consensus member add ALV Alvora --group GOV
      consensus member add OWC "Open Ways Coalition" --observer
    """
    with recording() as group:
        step = group.add_member(
            code,
            name,
            group=stakeholders,
            observer=observer,
            since=since.date() if since else None,
            until=until.date() if until else None,
            weights={name: number for name, _, number in (each.partition("=") for each in weights)},
        )
        print_step(step, f"{code} is {'an observer' if observer else 'a member'}")


@member.command("list", python="group.state.members")
@as_rows
@as_json
def list_members(form: str | None, path: str, as_json: bool) -> None:
    """List members and observers, with their groups and offices.

    Examples:
      consensus member list
      consensus member list --json
      consensus member list --to csv -o members.csv
    """
    with reading() as group:
        state, today = group.state, group.now().date()
        if form:
            output.deliver(write_members(member_rows(state), RowForm(form)), path)
            return
        offices = state.offices_by_member()
        rows: list[dict[str, Any]] = [
            {
                "code": each.code,
                "name": each.name,
                "group": each.group,
                "negotiating_groups": state.negotiating_groups_of(each.code),
                "offices": [office.role for office in offices.get(each.code, ())],
                "observer": each.observer,
                "counts": each.counts_on(today),
                "since": each.since,
                "until": each.until,
                "weights": dict(each.weights),
            }
            for each in state.members.values()
        ]
    output.write_list(
        "members",
        rows,
        as_json,
        ("code", "name", "group", "negotiates with", "counts"),
        lambda row: (
            row["code"],
            row["name"],
            row["group"],
            ", ".join(row["negotiating_groups"]),
            "observer" if row["observer"] else "yes" if row["counts"] else "not today",
        ),
        "there is no member yet",
    )


@member.group("group", cls=Noun)
def group() -> None:
    """Take stakeholder and negotiating groups in.

    Examples:
      consensus member group import groups.csv
      consensus member group list
    """


@group.command(
    "import", records=True, python="group.import_groups(read_source(Path('groups.csv')))"
)
@click.argument("file")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_groups(file: str, strict: bool, as_json: bool) -> None:
    """Import groups.

    The columns are code, name, kind (stakeholder or negotiating) and members.

    Examples:
      consensus member group import groups.csv
      consensus member group import groups.csv --json
    """
    with recording() as working_group:
        print_import(working_group.import_groups(source_of(file, guess=True), strict))


@group.command("list", python="group.state.groups, group.state.negotiating_groups")
@as_rows
@as_json
def list_groups(form: str | None, path: str, as_json: bool) -> None:
    """List the groups and their members.

    Examples:
      consensus member group list
      consensus member group list --json
      consensus member group list --to csv -o groups.csv
    """
    with reading() as working_group:
        state = working_group.state
        if form:
            output.deliver(write_groups(group_rows(state), RowForm(form)), path)
            return
        rows = [
            (
                each.code,
                each.name,
                "stakeholder",
                [m.code for m in state.members.values() if m.group == each.code],
            )
            for each in state.groups.values()
        ]
        rows += [
            (each.code, each.name, "negotiating", list(each.members))
            for each in state.negotiating_groups.values()
        ]
    if as_json:
        names = ("code", "name", "kind", "members")
        output.write_json({"groups": [dict(zip(names, row, strict=True)) for row in rows]})
        return
    output.write_table(
        ("code", "name", "kind", "members"),
        [(code, name, kind, ", ".join(members)) for code, name, kind, members in rows],
        "there is no group yet",
    )


ROLE = click.Choice([each.value for each in Role])


@member.group("office", cls=Noun)
def office() -> None:
    """Say who holds which office.

    The delegation that a chair comes from still counts.

    Examples:
      consensus member office assign chair "Ada Lind" --member TAL
      consensus member office list
    """


@office.command(
    "assign", records=True, python="group.assign_office(Role.CHAIR, 'Ada Lind', member='TAL')"
)
@click.argument("role", type=ROLE)
@click.argument("person")
@click.option("--member", default="", shell_complete=complete_member, help="The delegation.")
def assign(role: str, person: str, member: str) -> None:
    """Give an office to a person.

    Examples:
      consensus member office assign chair "Ada Lind" --member TAL
      consensus member office assign facilitator "Ben Oru"
    """
    if not person.strip():
        raise click.UsageError(
            "name the person; 'consensus member office vacate' empties an office"
        )
    with recording() as group:
        code = find_member(group.state, member) if member else ""
        step = group.assign_office(Role(role), person, member=code)
        print_step(step, f"{person}{f' ({code})' if code else ''} is {role}")


@office.command(
    "nominate",
    records=True,
    python="group.nominate(Role.CHAIR, 'Ada Lind', member='TAL', by='acting chair')",
)
@click.argument("role", type=ROLE)
@click.argument("person")
@click.option("--member", default="", shell_complete=complete_member, help="The delegation.")
@click.option("--by", "nominated_by", default="", help="The office or body, in words.")
def nominate(role: str, person: str, member: str, nominated_by: str) -> None:
    """Nominate a person for an office.

    Examples:
      consensus member office nominate chair "Ada Lind" --member TAL --by "acting chair"
    """
    with recording() as group:
        step = group.nominate(Role(role), person, member=member, by=nominated_by)
        print_step(step, f"{person} is nominated as {role}", created_handle(group, step))


@office.command("approve", records=True, python="group.approve_nomination('NOM1')")
@click.argument("nomination", shell_complete=complete_nomination)
def approve(nomination: str) -> None:
    """Record approval of a nomination.

    Examples:
      consensus member office approve NOM1
    """
    with recording() as group:
        step = group.approve_nomination(nomination)
        found = next(
            each for each in group.state.nominations.values() if each.handle == nomination.upper()
        )
        print_step(step, f"{found.person} is {found.role}")


@office.command("decline", records=True, python="group.decline_nomination('NOM1', 'not available')")
@click.argument("nomination", shell_complete=complete_nomination)
@click.option("--reason", default="", help="Why.")
def decline(nomination: str, reason: str) -> None:
    """Record that a nomination failed.

    Examples:
      consensus member office decline NOM1 --reason "not available"
    """
    with recording() as group:
        print_step(group.decline_nomination(nomination, reason), f"{nomination} is declined")


@office.command("vacate", records=True, python="group.vacate_office(Role.CHAIR)")
@click.argument("role", type=ROLE)
@click.option("--member", default="", shell_complete=complete_member, help="Only this one's.")
def vacate(role: str, member: str) -> None:
    """Record that an office falls vacant.

    Examples:
      consensus member office vacate co-chair
      consensus member office vacate facilitator --member KEL
    """
    with recording() as group:
        code = find_member(group.state, member) if member else ""
        step = group.vacate_office(Role(role), member=code)
        print_step(step, f"{role}{f' of {code}' if code else ''}: vacant")


@office.command("list", python="group.state.offices")
@as_json
def list_offices(as_json: bool) -> None:
    """List officers and nominations.

    Examples:
      consensus member office list
      consensus member office list --json
    """
    with reading() as group:
        state = group.state
        held = sorted(state.offices.values(), key=lambda each: list(Role).index(each.role))
        waiting = [
            each for each in state.nominations.values() if each.state is NominationState.OPEN
        ]
        names = {each.id: each.handle for each in state.nominations.values()}
    if as_json:
        output.write_json(
            {
                "offices": [
                    {
                        "role": each.role,
                        "person": each.person,
                        "member": each.member,
                        "nomination": names.get(each.nomination, ""),
                    }
                    for each in held
                ],
                "nominations": [
                    {
                        "nomination": each.handle,
                        "role": each.role,
                        "person": each.person,
                        "member": each.member,
                        "by": each.by,
                    }
                    for each in waiting
                ],
            }
        )
        return
    rows = [
        *((each.role, each.person, each.member, names.get(each.nomination, "")) for each in held),
        *(
            (each.role, each.person, each.member, f"{each.handle}, awaits approval")
            for each in waiting
        ),
    ]
    output.write_table(("office", "person", "member", "nomination"), rows, "no office is held")


@click.group("note", cls=Noun)
def note() -> None:
    """Private notes, kept out of the file.

    They lie in a file of their own, such as panel.notes beside panel.consensus, which only you may
    read. No report, export, backup or proof has them; if you move the record, move them too. Those
    on a record in a database stay on your machine, in ~/.local/share/consensus/notes.

    Examples:
      consensus note add 5 "MER will move if the deadline does"
      consensus note list 5
    """


@note.command(
    "add", records=True, python="group.note_privately('5', 'MER will move if the deadline does')"
)
@click.argument("target", shell_complete=complete_target)
@click.argument("text")
def add_note(target: str, text: str) -> None:
    """Add a note.

    Examples:
      consensus note add 5 "MER will move if the deadline does"
      consensus note add A17 -
    """
    with recording() as group:
        kept = group.note_privately(target, given_text(text))
    output.write(str(kept.number))
    output.echo_status(f"note {kept.number} on {target} is kept beside the record")


@note.command("list", python="group.private_notes('5')")
@click.argument("target", default="", shell_complete=complete_target)
@as_json
def list_notes(target: str, as_json: bool) -> None:
    """List notes.

    Examples:
      consensus note list
      consensus note list 5 --json
    """
    with reading_with_commands() as group:
        context = SentenceContext(group.state, Audience.SECRETARIAT)
        rows = [
            {
                "number": each.number,
                "target": context.created_handle(each.target, "what was undone since"),
                "text": each.text,
                "written": each.written,
                "by": each.by,
            }
            for each in group.private_notes(target)
        ]
    output.write_list(
        "notes",
        rows,
        as_json,
        ("note", "on", "written", "by", "text"),
        lambda row: (
            str(row["number"]),
            str(row["target"]),
            f"{row['written']:%Y-%m-%d %H:%M}",
            str(row["by"]),
            str(row["text"]),
        ),
        "there is no private note",
    )


@note.command("remove", records=True, python="group.remove_private_note(3)")
@click.argument("number", type=click.IntRange(min=1))
def remove(number: int) -> None:
    """Remove a note.

    Examples:
      consensus note remove 3
    """
    with recording() as group:
        group.remove_private_note(number)
    output.echo_status(f"note {number} is gone")
