"""`consensus member`: who belongs to the working group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.context import reading, recording, source_of
from consensus.cli.reporting import tell_import, tell_step
from consensus.cli.rows_view import as_rows, write_member_rows


@click.group("member", cls=Noun)
def member() -> None:
    """Add members and observers, and list them.

    \b
    Examples:
      consensus member import members.csv
      consensus member list
    """


@member.command("import", python="group.import_members(read_source(Path('members.csv')))")
@click.argument("file")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_(file: str, strict: bool, as_json: bool) -> None:
    """Take members and observers in from CSV or JSON Lines.

    \b
    Examples:
      consensus member import members.csv
      consensus member import members.csv --strict --json
    """
    with recording() as group:
        tell_import(group.import_members(source_of(file, guess=True), strict), as_json)


@member.command("add", python="group.add_member('ALV', 'Alvora', group='GOV')")
@click.argument("code")
@click.argument("name", default="")
@click.option("--group", "stakeholders", default="", help="The code of its stakeholder group.")
@click.option("--observer", is_flag=True, help="It takes part without counting.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Its first day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day.")
def add(
    code: str,
    name: str,
    stakeholders: str,
    observer: bool,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Add one member or observer.

    \b
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
        )
        tell_step(step, f"{code} is {'an observer' if observer else 'a member'}")


@member.command("list", python="group.state.members")
@as_rows
@as_json
def list_(form: str | None, path: str, as_json: bool) -> None:
    """List members and observers, with their groups and offices.

    \b
    Examples:
      consensus member list
      consensus member list --json
      consensus member list --to csv -o members.csv
    """
    with reading() as group:
        state, today = group.state, group.now().date()
        if form:
            write_member_rows(state, form, path)
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
            }
            for each in state.members.values()
        ]
    if as_json:
        output.write_json({"members": rows})
        return
    output.write_table(
        ("code", "name", "group", "negotiates with", "counts"),
        [
            (
                row["code"],
                row["name"],
                row["group"],
                ", ".join(row["negotiating_groups"]),
                "observer" if row["observer"] else "yes" if row["counts"] else "not today",
            )
            for row in rows
        ],
        "there is no member yet",
    )
