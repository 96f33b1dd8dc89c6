"""`consensus group`: stakeholder and negotiating groups."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.context import reading, recording, source_of
from consensus.cli.reporting import tell_import
from consensus.cli.rows_view import as_rows, write_group_rows


@click.group("group", cls=Noun)
def group() -> None:
    """Take stakeholder and negotiating groups in.

    \b
    Examples:
      consensus group import groups.csv
      consensus group list
    """


@group.command("import", python="group.import_groups(read_source(Path('groups.csv')))")
@click.argument("file")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_(file: str, strict: bool, as_json: bool) -> None:
    """Take groups in from CSV or JSON Lines.

    \b
    Examples:
      consensus group import groups.csv
      consensus group import groups.csv --json
    """
    with recording() as working_group:
        tell_import(working_group.import_groups(source_of(file, guess=True), strict), as_json)


@group.command("list", python="group.state.groups, group.state.negotiating_groups")
@as_rows
@as_json
def list_(form: str | None, path: str, as_json: bool) -> None:
    """List the groups and their members.

    \b
    Examples:
      consensus group list
      consensus group list --json
      consensus group list --to csv -o groups.csv
    """
    with reading() as working_group:
        state = working_group.state
        if form:
            write_group_rows(state, form, path)
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
